"""What a ray meets in a cell that is not simply a solid cube: leaves, plants, boxes, water, ice.

``f.hit`` carries a ray's scratch: 0 colour, 1 depth of a final hit; 5 the fluid the ray is in; 6-8 colour gathered from
translucent layers, 9 what still shines through them, 10 depth of the first.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.render.frame import FOG_STEPS
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
from craftagent.sim.render.shade import WHITE, cube_color, dim, mip_level, orientation, paint, shade_of, texel, tinted

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
def soft_light(light, place, above):  # type: ignore[no-untyped-def]
    """Light byte of a cell that is not a full cube: its own, or that of another cell where that is brighter."""
    own = np.int64(light[place])
    other = np.int64(light[above])
    return max(own & 0xF0, other & 0xF0) | max(own & 15, other & 15)


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
def fluid_surface(light, biome, atlas, tint, lamp, fogs, hit, c, tile, fluid, x, y, z, face, a, b, depth, length, first):  # type: ignore[no-untyped-def]
    """Blend one surface of a fluid; (a, b) texture place. Returns True if nothing shines through (lava)."""
    level = mip_level(depth * length * c.texels * 1.5)
    u, v = np.int64(np.floor(a * 16.0)) & 15, np.int64(np.floor(b * 16.0)) & 15
    tex = texel(atlas, tile, u, v, level)
    fog = fogs[min(np.int64(depth * length * 4.0), FOG_STEPS - 1)]
    if fluid == 2:
        hit[0] = paint(tex, WHITE, fog, c)
        hit[1] = depth
        return True
    place = np.uint64((x & 255) << 16 | (z & 255) << 8 | y)
    above = np.uint64((x & 255) << 16 | (z & 255) << 8 | min(y + 1, 255))
    lit = dim(lamp[soft_light(light, place, above)], shade_of(face))
    lit = tinted(lit, tint[biome[np.uint64((x & 255) << 8 | (z & 255))], 3])
    blend(hit, paint(tex, lit, fog, c), (tex >> 24 & 255) / 255.0, depth, first)
    return False


@leaf
def meet(
    blocks, light, biome, looks, f, state, flags, x, y, z, axis, px, py, pz, t, out, dx, dy, dz, ix, iy, iz, length, layers
):  # type: ignore[no-untyped-def]  # fmt: skip
    """A ray inside a cell between ``t`` and ``out``. ``axis``: 0 x, 1 y, 2 z of the face it came through, 3 none.

    Returns PASS, CUBE (the entered face hides what is behind), FINAL (``f.hit[0]``, ``[1]`` hold colour and depth), with
    the bit LAYER if a translucent surface was blended.
    """
    c = f.c[0]
    hit, rec = f.hit, looks.rec
    kind = flags & 7
    fluid = (flags >> 12) & 3
    bx, by, bz = c.ox - x, c.oy - y, c.oz - z
    face = 5 - px if axis == 0 else 1 - py if axis == 1 else 3 - pz
    laid = layers
    if fluid != 0:
        above = np.int64(blocks[np.uint64((x & 255) << 16 | (z & 255) << 8 | (y + 1))]) if y < 255 else np.int64(0)
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
                if fluid_surface(
                    light, biome, looks.atlas, looks.tint, f.lamp, f.fog, hit, c, looks.water[fluid - 1] * TILE, fluid,
                    x, y, z, side, a, b, at, length, laid == 0,
                ):  # fmt: skip
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
            place = np.uint64((x & 255) << 16 | (z & 255) << 8 | y)
            other = place
            if side < 6 and y > 0 and y < 255:
                ox = x + (1 if side == 5 else -1 if side == 4 else 0)
                oy = y + (1 if side == 1 else -1 if side == 0 else 0)
                oz = z + (1 if side == 3 else -1 if side == 2 else 0)
                if light[place] == 0:
                    other = np.uint64((ox & 255) << 16 | (oz & 255) << 8 | oy)
            lit = f.lamp[soft_light(light, place, other)] if not flags & EMISSIVE else WHITE
            if flags & SHADED and side < 6:
                lit = dim(lit, shade_of(side))
            if tint != 0 and rec[state, TINT] != 0:
                lit = tinted(lit, looks.tint[biome[np.uint64((x & 255) << 8 | (z & 255))], rec[state, TINT]])
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
                before = np.int64(blocks[np.uint64((nx & 255) << 16 | (nz & 255) << 8 | ny)])
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
            rgb = cube_color(blocks, light, biome, looks, f, state, x, y, z, face, p, q, footprint, fog)
            blend(hit, rgb & 0xFFFFFF, (rgb >> 24 & 255) / 255.0, t, laid == 0)
            laid = np.int64(LAYER)
    if code == PASS and fluid != 0 and np.int64(hit[5]) == fluid:
        # Leaving the fluid: through its surface, or into a cell that does not hold it.
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
                after = np.int64(blocks[np.uint64((nx & 255) << 16 | (nz & 255) << 8 | ny)])
            if fluid_of(rec, after) != fluid:
                hit[5] = 0.0
                if rec[after, FLAGS] & 7 != 1:
                    side = np.int64(2)
        if side < 6:
            hit[5] = 0.0
            a, b = bx + dx * at, bz + dz * at
            if side >= 2:
                a, b = a + b, -(by + dy * at)
            if fluid_surface(
                light, biome, looks.atlas, looks.tint, f.lamp, f.fog, hit, c, looks.water[fluid - 1] * TILE, fluid,
                x, y, z, np.int64(1), a, b, at, length, laid == 0,
            ):  # fmt: skip
                return np.int64(FINAL)
            laid = np.int64(LAYER)
    return code | laid
