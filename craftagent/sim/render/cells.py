"""What a ray meets in a cell that is not simply a solid cube: leaves, plants, boxes, water, ice.

``f.hit`` carries a ray's scratch: 0 colour, 1 depth of a final hit; 2-4 of a model; 5 the fluid the ray is in; 6-8
colour gathered from translucent layers, 9 what still shines through them, 10 depth of the first; 16-22 the ray.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.render.frame import FOG_STEPS
from craftagent.sim.render.leaf import leaf
from craftagent.sim.render.looks import BLENDED, BLOCK, CULL_SAME, EMISSIVE, SHADED, TILE, TINT, TINT_FACES
from craftagent.sim.render.shade import (
    WHITE,
    cube_color,
    dim,
    light_at,
    mip_level,
    orientation,
    paint,
    shade_of,
    state_at,
    texel,
    tint_at,
    tinted,
)
from craftagent.sim.render.water import LAYER, blend, enter_fluid, fluid_of, leave_fluid

PASS, CUBE, FINAL = 0, 1, 2  # answers of ``meet``; LAYER is a bit on top
MARGIN = 0.05  # a cross plant's planes fall this short of the block's corners


@leaf
def plant_shift(flags, x, z, which):  # type: ignore[no-untyped-def]
    """Offset of a plant from the middle of its cell along x (0), y (1) or z (2): the game's hash of the column."""
    kind = (flags >> 5) & 3
    if kind == 0 or (which == 1 and kind == 1):
        return 0.0
    h = (x * 3129871) ^ (z * 116129781)
    h = h * h * 42317861 + h * 11
    h = h >> 16
    if which == 0:
        return ((h & 15) / 15.0 - 0.5) * 0.5
    if which == 1:
        return ((h >> 4 & 15) / 15.0 - 1.0) * 0.2
    return ((h >> 8 & 15) / 15.0 - 0.5) * 0.5


@leaf
def cross(looks, flags, state, x, y, z, bx, by, bz, dx, dy, dz, t, out, best):  # type: ignore[no-untyped-def]
    """Nearest opaque texel of the two diagonal planes between ``t`` and ``out``. (bx, by, bz): eye minus cell.

    ``best[2]`` = depth; returns the texel or -1.
    """
    mx = bx - plant_shift(flags, x & 255, z & 255, 0)
    my = by - plant_shift(flags, x & 255, z & 255, 1)
    mz = bz - plant_shift(flags, x & 255, z & 255, 2)
    base = np.int64(looks.rec[np.uint64(state), 0]) * TILE
    # The planes x = z and x + z = 1. Both are worked out without branches: which is met is anyone's guess.
    one, two = dx - dz, dx + dz
    one = 1e-12 if abs(one) < 1e-12 else one
    two = 1e-12 if abs(two) < 1e-12 else two
    s1, s2 = (mz - mx) / one, (1.0 - mx - mz) / two
    a1 = (mx + dx * s1 - MARGIN) * (16.0 / (1.0 - 2.0 * MARGIN))
    a2 = (mx + dx * s2 - MARGIN) * (16.0 / (1.0 - 2.0 * MARGIN))
    b1, b2 = (my + dy * s1) * 16.0, (my + dy * s2) * 16.0
    in1 = (s1 >= t) & (s1 < out) & (a1 >= 0.0) & (a1 < 16.0) & (b1 >= 0.0) & (b1 < 16.0)
    in2 = (s2 >= t) & (s2 < out) & (a2 >= 0.0) & (a2 < 16.0) & (b2 >= 0.0) & (b2 < 16.0)
    if not (in1 | in2):
        return np.int64(-1)
    at1 = 240 - (np.int64(b1) << 4) + np.int64(a1) if in1 else np.int64(0)
    at2 = 240 - (np.int64(b2) << 4) + np.int64(a2) if in2 else np.int64(0)
    tex1 = np.int64(looks.atlas[np.uint64(base + at1)])
    tex2 = np.int64(looks.atlas[np.uint64(base + at2)])
    in1 &= (tex1 >> 31) & 1 != 0
    in2 &= (tex2 >> 31) & 1 != 0
    second = in2 & ((not in1) | (s2 < s1))
    best[2] = s2 if second else s1
    found = tex2 if second else tex1
    return found if in1 | in2 else np.int64(-1)


@leaf
def boxes(looks, state, px, py, pz, bx, by, bz, dx, dy, dz, ix, iy, iz, t, out, spread, best):  # type: ignore[no-untyped-def]
    """Nearest face of a box model between ``t`` and ``out``. (bx, by, bz): eye minus cell; ``spread``: texels a pixel
    covers on a facing surface at depth 1, times the ray's length.

    ``best[2]`` = depth, ``best[3]`` = face, ``best[4]`` = tint bit; returns the texel or -1.
    """
    found = np.int64(-1)
    limit = out + 1e-9
    first = np.int64(looks.box_start[state])
    for k in range(first, first + looks.box_count[state]):
        box = looks.boxes[k]
        x0 = (box[3 - 3 * px] - bx) * ix
        x1 = (box[3 * px] - bx) * ix
        y0 = (box[4 - 3 * py] - by) * iy
        y1 = (box[1 + 3 * py] - by) * iy
        z0 = (box[5 - 3 * pz] - bz) * iz
        z1 = (box[2 + 3 * pz] - bz) * iz
        near = x0
        face = 5 - px
        if y0 > near:
            near = y0
            face = 1 - py
        if z0 > near:
            near = z0
            face = 3 - pz
        if near > min(x1, min(y1, z1)) or near < t - 1e-9 or near >= limit:
            continue
        tile = np.int64(looks.box_tex[k, face])
        if tile < 0:
            continue
        hx, hy, hz = bx + dx * near, by + dy * near, bz + dz * near
        if face < 2:
            a, b, stretch = hx, (hz if face == 1 else 1.0 - hz), iy
        elif face < 4:
            a, b, stretch = (hx if face == 3 else 1.0 - hx), 1.0 - hy, iz
        else:
            a, b, stretch = (hz if face == 4 else 1.0 - hz), 1.0 - hy, ix
        place = looks.box_map[k, face]
        u = min(max(np.int64((place[0] + place[1] * a) * 16.0), 0), 15)
        v = min(max(np.int64((place[2] + place[3] * b) * 16.0), 0), 15)
        tex = texel(looks.atlas, tile * TILE, u, v, mip_level(near * spread * abs(stretch)))
        if tex >> 24 & 255 < 26:
            continue
        limit = near
        found = tex
        best[3] = face
        best[4] = (np.int64(looks.box_tint[k]) >> face) & 1
    best[2] = limit
    return found


@leaf
def show_model(w, looks, f, state, flags, x, y, z, tex, side, tint, laid):  # type: ignore[no-untyped-def]
    """Light a texel of a plant (``side`` 6) or box model, evenly, by its own cell; ``f.hit[2]`` is its depth."""
    hit = f.hit
    depth, length = hit[2], hit[22]
    byte = light_at(w, x, y, z)
    if byte == 0 and side < 6 and y > 0 and y < 255:  # models that fill their cell: the light before them
        byte = light_at(
            w, x + (1 if side == 5 else -1 if side == 4 else 0), y + (1 if side == 1 else -1 if side == 0 else 0),
            z + (1 if side == 3 else -1 if side == 2 else 0),
        )  # fmt: skip
    lit = f.lamp[np.uint64(byte)] if not flags & EMISSIVE else WHITE
    if flags & SHADED and side < 6:
        lit = dim(lit, shade_of(side))
    row = looks.rec[np.uint64(state), TINT]
    if tint != 0 and row != 0:
        lit = tinted(lit, tint_at(w, looks, x, z, row))
    rgb = paint(tex, lit, f.fog[np.uint64(min(np.int64(depth * length * 4.0), FOG_STEPS - 1))], f.c[0])
    alpha = tex >> 24 & 255
    if flags & BLENDED and alpha < 250:
        blend(hit, rgb, alpha / 255.0, depth, laid == 0)
        return np.int64(LAYER | PASS)
    if alpha >= 128:
        hit[0] = rgb
        hit[1] = depth
        return laid | FINAL
    return laid | PASS


@leaf
def same_before(w, looks, state, x, y, z, axis, px, py, pz):  # type: ignore[no-untyped-def]
    """Whether the cell that the ray comes from holds the same block (no face between two panes of glass)."""
    nx = x + (0 if axis != 0 else 1 - 2 * px)
    ny = y + (0 if axis != 1 else 1 - 2 * py)
    nz = z + (0 if axis != 2 else 1 - 2 * pz)
    if ny < 0 or ny > 255:
        return False
    return looks.rec[np.uint64(state_at(w, nx, ny, nz)), BLOCK] == looks.rec[np.uint64(state), BLOCK]


@leaf
def meet(w, looks, f, state, flags, x, y, z, axis, t, out, layers):  # type: ignore[no-untyped-def]
    """A ray inside a cell between ``t`` and ``out``. ``axis``: 0 x, 1 y, 2 z of the face it came through, 3 none.

    The ray itself is in ``f.hit``: 16-18 direction, 19-21 magnitudes of its inverse, 22 its length.
    Returns PASS, CUBE (the entered face hides what is behind), FINAL (``f.hit[0]``, ``[1]`` hold colour and depth),
    with the bit LAYER if a translucent surface was blended.
    """
    c = f.c[0]
    hit, rec = f.hit, looks.rec
    dx, dy, dz, length = hit[16], hit[17], hit[18], hit[22]
    px, py, pz = np.int64(dx >= 0.0), np.int64(dy >= 0.0), np.int64(dz >= 0.0)
    kind = flags & 7
    fluid = (flags >> 12) & 3
    bx, by, bz = c.ox - x, c.oy - y, c.oz - z
    face = 5 - px if axis == 0 else 1 - py if axis == 1 else 3 - pz
    laid = layers
    height = 1.0
    if fluid != 0:
        above = state_at(w, x, y + 1, z) if y < 255 else np.int64(0)
        if fluid_of(rec, above) != fluid:
            height = looks.height[np.uint64(state)]
        if np.int64(hit[5]) != fluid and axis != 3:
            laid = enter_fluid(w, looks, f, fluid, height, x, y, z, face, t, out, laid)
            if laid < 0:
                return layers | FINAL
    code = np.int64(PASS)
    if kind == 4:
        tex = cross(looks, flags, state, x, y, z, bx, by, bz, dx, dy, dz, t, out, hit)
        if tex >= 0:
            tint = np.int64(rec[np.uint64(state), TINT_FACES])
            laid = show_model(w, looks, f, state, flags, x, y, z, tex, np.int64(6), tint, laid)
            code = laid & 3
            laid &= LAYER
    elif kind == 3:
        ix = hit[19] if px else -hit[19]
        iy = hit[20] if py else -hit[20]
        iz = hit[21] if pz else -hit[21]
        spread = length * c.texels
        tex = boxes(looks, state, px, py, pz, bx, by, bz, dx, dy, dz, ix, iy, iz, t, out, spread, hit)
        if tex >= 0:
            laid = show_model(w, looks, f, state, flags, x, y, z, tex, np.int64(hit[3]), np.int64(hit[4]), laid)
            code = laid & 3
            laid &= LAYER
    elif (kind == 2 or kind == 7) and axis != 3:
        if flags & CULL_SAME and same_before(w, looks, state, x, y, z, axis, px, py, pz):
            return code | laid
        p = bz + dz * t if axis == 0 else bx + dx * t
        q = bz + dz * t if axis == 1 else by + dy * t
        footprint = t * length * c.texels * (hit[19] if axis == 0 else hit[20] if axis == 1 else hit[21])
        if kind == 2:
            way = orientation(flags, face, x & 255, z & 255, y)
            u, v = min(max(np.int64(p * 16.0), 0), 15), min(max(np.int64(q * 16.0), 0), 15)
            if way & 1:
                u, v = v, u
            base = np.int64(rec[np.uint64(state), np.uint64(face)]) * TILE
            tex = texel(looks.atlas, base, u ^ (way >> 4 & 15), v ^ (way >> 8), mip_level(footprint))
            if tex >> 24 & 255 >= 128:
                code = np.int64(CUBE)
        else:
            fog = f.fog[np.uint64(min(np.int64(t * length * 4.0), FOG_STEPS - 1))]
            rgb = cube_color(w, looks, f, state, x, y, z, face, p, q, footprint, fog)
            blend(hit, rgb & 0xFFFFFF, (rgb >> 24 & 255) / 255.0, t, laid == 0)
            laid = np.int64(LAYER)
    elif kind == 1 and axis != 3:
        code = np.int64(CUBE)
    # The way out of water sideways and down is the tracer's: ``surface``.
    if code == PASS and fluid != 0 and np.int64(hit[5]) == fluid and (dy > 0.0 or fluid == 2):
        laid = leave_fluid(w, looks, f, fluid, height, x, y, z, out, laid)
        if laid < 0:
            return layers | FINAL
    return code | laid
