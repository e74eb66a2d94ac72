"""What a ray meets in a cell that is not simply a solid cube: leaves, plants, boxes, water, ice.

``f.hit`` carries a ray's scratch: 0 colour, 1 depth of a final hit; 5 the fluid the ray is in; 6-8 colour gathered from
translucent layers, 9 what still shines through them, 10 depth of the first.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.render.frame import BRICKS, FOG_STEPS
from craftagent.sim.render.leaf import leaf, part
from craftagent.sim.render.looks import (
    BLOCK,
    CULL_SAME,
    EMISSIVE,
    FLAGS,
    SHADED,
    TILE,
    TINT,
    TINT_FACES,
)
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

PASS, CUBE, FINAL, LAYER = 0, 1, 2, 4  # answers of ``meet``; LAYER is a bit on top
MARGIN = 0.05  # half a cross plant's planes fall short of the block's corner


@leaf
def fluid_of(rec, state):  # type: ignore[no-untyped-def]
    """0 none, 1 water, 2 lava."""
    return (np.int64(rec[state, FLAGS]) >> 12) & 3


@leaf
def blend(hit, rgb, alpha, depth, first):  # type: ignore[no-untyped-def]
    """Lay a translucent surface behind those already met. ``alpha`` 0..1."""
    if first:
        hit[6] = 0.0
        hit[7] = 0.0
        hit[8] = 0.0
        hit[9] = 1.0
        hit[10] = depth
    part = hit[9] * alpha
    hit[6] += part * (rgb & 255)
    hit[7] += part * (rgb >> 8 & 255)
    hit[8] += part * (rgb >> 16 & 255)
    hit[9] -= part


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
    base = np.int64(looks.rec[state, 0]) * TILE
    found = np.int64(-1)
    first = out
    for plane in range(2):
        # x = z, and x + z = 1
        slope = dx - dz if plane == 0 else dx + dz
        if abs(slope) < 1e-12:
            continue
        s = (mz - mx) / slope if plane == 0 else (1.0 - mx - mz) / slope
        if s < t or s >= first:
            continue
        a = (mx + dx * s - MARGIN) * (1.0 / (1.0 - 2.0 * MARGIN))
        b = my + dy * s
        if a < 0.0 or a >= 1.0 or b < 0.0 or b >= 1.0:
            continue
        tex = texel(looks.atlas, base, np.int64(a * 16.0), 15 - np.int64(b * 16.0), 0)
        if tex >> 24 & 255 >= 128:
            found = tex
            first = s
    best[2] = first
    return found


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


@part
def fluid_surface(w, looks, f, fluid, x, y, z, face, a, b, depth, length, first):  # type: ignore[no-untyped-def]
    """Blend one surface of a fluid; (a, b) texture place. Returns True if nothing shines through (lava)."""
    c, hit = f.c[0], f.hit
    level = mip_level(depth * length * c.texels * 1.5)
    u, v = np.int64(np.floor(a * 16.0)) & 15, np.int64(np.floor(b * 16.0)) & 15
    tex = texel(looks.atlas, looks.water[fluid - 1] * TILE, u, v, level)
    fog = f.fog[min(np.int64(depth * length * 4.0), FOG_STEPS - 1)]
    if fluid == 2:
        hit[0] = paint(tex, WHITE, fog, c)
        hit[1] = depth
        return True
    own, above = light_at(w, x, y, z), light_at(w, x, min(y + 1, 255), z)
    byte = max(own & 0xF0, above & 0xF0) | max(own & 15, above & 15)
    lit = tinted(dim(f.lamp[byte], shade_of(face)), tint_at(w, looks, x, z, 3))
    blend(hit, paint(tex, lit, fog, c), (tex >> 24 & 255) / 255.0, depth, first)
    return False


@part
def not_water(words, looks, f, x, y, z):  # type: ignore[no-untyped-def]
    """Cells of a cell's brick, as in ``World.bricks``, that are anything but still water; remembered for the frame.

    ``words``: the blocks as 64-bit words, four cells of a column each.
    """
    i, j, k = (x & 255) >> 2, (z & 255) >> 2, y >> 2
    place = i << 12 | j << 6 | k
    key = np.uint64(f.c[0].epoch << 18 | place)
    slot = np.uint64(((place ^ place >> 6 ^ place >> 10) & (BRICKS - 1)) << 1)
    if f.bricks[slot] != key:
        still = looks.still
        mask = np.uint64(0)
        for column in range(16):
            differs = words[np.uint64((i << 2 | column >> 2) << 14 | (j << 2 | column & 3) << 6 | k)] ^ still
            for level in range(4):
                if differs >> np.uint64(16 * level) & np.uint64(0xFFFF) != 0:
                    mask |= np.uint64(1) << np.uint64(column << 2 | level)
        f.bricks[slot] = key
        f.bricks[slot + np.uint64(1)] = mask
    return f.bricks[slot + np.uint64(1)]


@part
def surface(w, looks, f, t, layers):  # type: ignore[no-untyped-def]
    """Blend the water surface by which a ray (``f.hit[16:]``) left the water at ``t``; answers LAYER."""
    c, hit = f.c[0], f.hit
    dx, dy, dz = hit[16], hit[17], hit[18]
    inside = t - 1e-6
    x = np.int64(np.floor(c.ox + dx * inside))
    y = min(max(np.int64(np.floor(c.oy + dy * inside)), 0), 255)
    z = np.int64(np.floor(c.oz + dz * inside))
    a, b, up = c.ox + dx * t, c.oz + dz * t, c.oy + dy * t
    if abs(up - np.floor(up + 0.5)) > 1e-6:
        a, b = a + b, -up  # a side
    fluid_surface(w, looks, f, np.int64(1), x, y, z, np.int64(1), a, b, t, hit[22], layers == 0)
    hit[5] = 0.0
    return np.int64(LAYER)


@leaf
def meet(w, looks, f, state, flags, x, y, z, axis, t, out, layers):  # type: ignore[no-untyped-def]
    """A ray inside a cell between ``t`` and ``out``. ``axis``: 0 x, 1 y, 2 z of the face it came through, 3 none.

    The ray itself is in ``f.hit``: 16-18 direction, 19-21 magnitudes of its inverse, 22 its length.
    Returns PASS, CUBE (the entered face hides what is behind), FINAL (``f.hit[0]``, ``[1]`` hold colour and depth), with
    the bit LAYER if a translucent surface was blended.
    """
    c = f.c[0]
    hit, rec = f.hit, looks.rec
    dx, dy, dz, length = hit[16], hit[17], hit[18], hit[22]
    px, py, pz = np.int64(dx >= 0.0), np.int64(dy >= 0.0), np.int64(dz >= 0.0)
    ix = hit[19] if px else -hit[19]
    iy = hit[20] if py else -hit[20]
    iz = hit[21] if pz else -hit[21]
    kind = flags & 7
    fluid = (flags >> 12) & 3
    bx, by, bz = c.ox - x, c.oy - y, c.oz - z
    face = 5 - px if axis == 0 else 1 - py if axis == 1 else 3 - pz
    laid = layers
    if fluid != 0:
        above = state_at(w, x, y + 1, z) if y < 255 else np.int64(0)
        height = 1.0 if fluid_of(rec, above) == fluid else looks.height[state]
        if np.int64(hit[5]) != fluid and axis != 3:
            at = t
            side = face
            reached = by + dy * t <= height
            if not reached and dy < 0.0:
                at = (height - by) * iy
                side = np.int64(1)
                reached = at < out
            if reached:
                a, b = bx + dx * at, bz + dz * at
                if side >= 4:
                    a, b = b, -(by + dy * at)
                elif side >= 2:
                    b = -(by + dy * at)
                if fluid_surface(w, looks, f, fluid, x, y, z, side, a, b, at, length, laid == 0):
                    return np.int64(FINAL)
                laid = np.int64(LAYER)
                hit[5] = fluid
    code = np.int64(PASS)
    if kind == 1:
        code = np.int64(CUBE if axis != 3 else PASS)
    elif kind == 4 or kind == 3:
        tint = np.int64(1)
        if kind == 4:
            tex = cross(looks, flags, state, x, y, z, bx, by, bz, dx, dy, dz, t, out, hit)
            side = np.int64(6)
            tint = np.int64(rec[state, TINT_FACES])
        else:
            tex = boxes(
                looks, state, px, py, pz, bx, by, bz, dx, dy, dz, ix, iy, iz, t, out, length * c.texels, hit
            )  # fmt: skip
            side = np.int64(hit[3])
            tint = np.int64(hit[4])
        if tex >= 0:
            byte = light_at(w, x, y, z)
            if byte == 0 and side < 6 and y > 0 and y < 255:  # models that fill their cell: the light before them
                byte = light_at(
                    w, x + (1 if side == 5 else -1 if side == 4 else 0), y + (1 if side == 1 else -1 if side == 0 else 0),
                    z + (1 if side == 3 else -1 if side == 2 else 0),
                )  # fmt: skip
            lit = f.lamp[byte] if not flags & EMISSIVE else WHITE
            if flags & SHADED and side < 6:
                lit = dim(lit, shade_of(side))
            if tint != 0 and rec[state, TINT] != 0:
                lit = tinted(lit, tint_at(w, looks, x, z, rec[state, TINT]))
            depth = hit[2]
            rgb = paint(tex, lit, f.fog[min(np.int64(depth * length * 4.0), FOG_STEPS - 1)], c)
            alpha = tex >> 24 & 255
            if alpha < 250 and flags & 0x400:
                blend(hit, rgb, alpha / 255.0, depth, laid == 0)
                laid = np.int64(LAYER)
            elif alpha >= 128:
                hit[0] = rgb
                hit[1] = depth
                code = np.int64(FINAL)
    elif (kind == 2 or kind == 7) and axis != 3:
        if flags & CULL_SAME:
            nx = x + (0 if axis != 0 else 1 - 2 * px)
            ny = y + (0 if axis != 1 else 1 - 2 * py)
            nz = z + (0 if axis != 2 else 1 - 2 * pz)
            before = np.int64(0)
            if ny >= 0 and ny < 256:
                before = state_at(w, nx, ny, nz)
            if rec[before, BLOCK] == rec[state, BLOCK]:
                return code | laid
        if axis == 0:
            p, q, stretch = bz + dz * t, by + dy * t, abs(ix)
        elif axis == 1:
            p, q, stretch = bx + dx * t, bz + dz * t, abs(iy)
        else:
            p, q, stretch = bx + dx * t, by + dy * t, abs(iz)
        footprint = t * length * stretch * c.texels
        if kind == 2:
            way = orientation(flags, face, x & 255, z & 255, y)
            u, v = min(max(np.int64(p * 16.0), 0), 15), min(max(np.int64(q * 16.0), 0), 15)
            if way & 1:
                u, v = v, u
            tex = texel(looks.atlas, np.int64(rec[state, face]) * TILE, u ^ (way >> 4 & 15), v ^ (way >> 8), mip_level(footprint))
            if tex >> 24 & 255 >= 128:
                code = np.int64(CUBE)
        else:
            fog = f.fog[min(np.int64(t * length * 4.0), FOG_STEPS - 1)]
            rgb = cube_color(w, looks, f, state, x, y, z, face, p, q, footprint, fog)
            blend(hit, rgb & 0xFFFFFF, (rgb >> 24 & 255) / 255.0, t, laid == 0)
            laid = np.int64(LAYER)
    if code == PASS and fluid != 0 and np.int64(hit[5]) == fluid and (dy > 0.0 or fluid == 2):
        # Leaving the fluid upwards: through its surface, or into a cell that does not hold it. (The way out of water
        # sideways and down is the tracer's: ``surface``.)
        at = out
        side = np.int64(6)
        if dy > 0.0 and height < 1.0 and by + dy * out > height:
            at = (height - by) * iy
            side = np.int64(0)
        else:
            inside = 1e-6 + out
            nx = np.int64(np.floor(c.ox + dx * inside))
            ny = np.int64(np.floor(c.oy + dy * inside))
            nz = np.int64(np.floor(c.oz + dz * inside))
            after = np.int64(0)
            if ny >= 0 and ny < 256:
                after = state_at(w, nx, ny, nz)
            if fluid_of(rec, after) != fluid:
                hit[5] = 0.0
                if rec[after, FLAGS] & 7 != 1:
                    side = np.int64(2)
        if side < 6:
            hit[5] = 0.0
            a, b = bx + dx * at, bz + dz * at
            if side >= 2:
                a, b = a + b, -(by + dy * at)
            if fluid_surface(w, looks, f, fluid, x, y, z, np.int64(1), a, b, at, length, laid == 0):
                return np.int64(FINAL)
            laid = np.int64(LAYER)
    return code | laid
