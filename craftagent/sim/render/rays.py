"""The ray caster: one ray a pixel through the two-level occupancy masks to the first thing that hides what is behind.

Exactness. Along each axis a ray crosses the plane at integer k at t(k) = (k - o) * (1 / d), the same expression
wherever it is needed; it never decreases along the ray, so merging the three axes by t (x before y before z when
equal) is one well-defined sequence of cells.
Skipping an empty brick or starting at a safe distance lands in exactly the cell that
the sequence has there, hence neither can change a pixel.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.render.beam import SOLID, one_plane, safe_distance, spread
from craftagent.sim.render.cells import meet
from craftagent.sim.render.frame import FAR, FOG_STEPS, TILE
from craftagent.sim.render.leaf import leaf, part
from craftagent.sim.render.looks import FLAGS
from craftagent.sim.render.looks import TILE as TEXELS
from craftagent.sim.render.shade import cube_color, state_at
from craftagent.sim.render.sky import sky_color
from craftagent.sim.render.water import LAYER, not_water, surface

EDGE = 0.5 - 1e-7  # further than this from a cell's middle, the cell is settled by comparing crossing times
SKY = FAR * 2.0  # depth of the sky
UNEVEN, ASK = -1, -2  # instead of the axis of the one plane that a tile ends on: none, not known yet
WATER = 0x1000  # flags of a cell with water


@part
def settle(o, inv, forward, k, t, ties):  # type: ignore[no-untyped-def]
    """Cell of one axis at time t, exactly: planes crossed before t (and at t, if ``ties``) count. ``k``: a guess."""
    if forward:
        while (k + 1 - o) * inv < t or (ties and (k + 1 - o) * inv == t):
            k += 1
        while (k - o) * inv > t or (not ties and (k - o) * inv == t):
            k -= 1
    else:
        while (k - o) * inv < t or (ties and (k - o) * inv == t):
            k -= 1
        while (k + 1 - o) * inv > t or (not ties and (k + 1 - o) * inv == t):
            k += 1
    return k


@leaf
def settled(o, d, inv, forward, t, ties):  # type: ignore[no-untyped-def]
    """The same without a guess: from the position, compared only where that is close to a plane."""
    at = o + d * t
    k = np.int64(at)
    if abs(at - k - 0.5) > EDGE:
        k = settle(o, inv, forward, k, t, ties)
    return k


@part
def march(w, looks, f, k, t, axis, cx, cy, cz, end, skip, wet):  # type: ignore[no-untyped-def]
    """Follow ray ``k`` of ``f.ray`` from cell (cx, cy, cz), entered at ``t`` through ``axis``, to the next cell that is not
    air (``wet``: that is not still water). ``skip``: this first cell does not count.

    Returns the axis by which that cell is entered, or -1 past depth ``end``; the cell is in ``f.cell[0..2]``, the depth
    at which it is entered in ``f.hit[13]``. A function of its own so that all it needs fits the registers.
    """
    c, ray = f.c[0], f.ray
    ox, oy, oz = c.ox, c.oy, c.oz
    dx, dy, dz = ray[0, k], ray[1, k], ray[2, k]
    ix, iy, iz = ray[3, k], ray[4, k], ray[5, k]
    px, py, pz = np.int64(dx > 0.0), np.int64(dy > 0.0), np.int64(dz > 0.0)
    plain = c.walk == 2
    while True:
        # The empty cube of 16 around the cell, or its brick.
        seek = np.uint64(0)
        shift = np.int64(4)
        if plain or w.coarse[np.uint64((cx >> 4) & 15), np.uint64((cz >> 4) & 15), np.uint64(cy >> 4)] != 0:
            shift = np.int64(2)
            seek = w.bricks[np.uint64((cx >> 2) & 63), np.uint64((cz >> 2) & 63), np.uint64(cy >> 2)]
        at = (cx & 3) << 4 | (cz & 3) << 2 | (cy & 3)
        if wet:
            if seek == 0:
                break
            seek = not_water(w, looks, f, cx, cy, cz)
        if skip:
            seek &= ~(np.uint64(1) << np.uint64(at))
            skip = False
        if seek != 0 or plain:
            tx, ty, tz = (cx + px - ox) * ix, (cy + py - oy) * iy, (cz + pz - oz) * iz
            while (seek >> np.uint64(at)) & np.uint64(1) == 0:
                if tx <= ty and tx <= tz:
                    t = tx
                    axis = np.int64(0)
                    cx += 2 * px - 1
                    if cx & 3 == 3 - 3 * px:
                        break
                    at += 32 * px - 16
                    tx = (cx + px - ox) * ix
                elif ty <= tz:
                    t = ty
                    axis = np.int64(1)
                    cy += 2 * py - 1
                    if cy & 3 == 3 - 3 * py:
                        break
                    at += 2 * py - 1
                    ty = (cy + py - oy) * iy
                else:
                    t = tz
                    axis = np.int64(2)
                    cz += 2 * pz - 1
                    if cz & 3 == 3 - 3 * pz:
                        break
                    at += 8 * pz - 4
                    tz = (cz + pz - oz) * iz
            else:
                break
            if t >= end:
                return np.int64(-1)
            continue
        # Nothing in it: to where the ray leaves it.
        side = (np.int64(1) << shift) - 1
        lx, ly, lz = (cx >> shift) << shift, (cy >> shift) << shift, (cz >> shift) << shift
        wx, wy, wz = lx + (px << shift), ly + (py << shift), lz + (pz << shift)
        t = (wz - oz) * iz
        axis = np.int64(2)
        ty = (wy - oy) * iy
        tx = (wx - ox) * ix
        if ty <= t:
            t = ty
            axis = np.int64(1)
        if tx <= t:
            t = tx
            axis = np.int64(0)
        if t >= end:
            return np.int64(-1)
        if axis == 0:
            cx = wx - 1 + px
        else:
            cx = min(max(settled(ox, dx, ix, px, t, True), lx), lx + side)
        if axis == 1:
            cy = wy - 1 + py
        else:
            cy = min(max(settled(oy, dy, iy, py, t, axis == 2), ly), ly + side)
        if axis == 2:
            cz = wz - 1 + pz
        else:
            cz = min(max(settled(oz, dz, iz, pz, t, False), lz), lz + side)
    if t >= end:
        return np.int64(-1)
    f.cell[0], f.cell[1], f.cell[2] = cx, cy, cz
    f.hit[13] = t
    return axis


@leaf
def cast(w, looks, f, k, start):  # type: ignore[no-untyped-def]
    """Follow ray ``k`` of ``f.ray`` from depth ``start``.

    Returns (colour or -1 for the sky, depth, LAYER if translucent surfaces were gathered in ``f.hit`` or 0).
    """
    c, hit, ray = f.c[0], f.hit, f.ray
    ox, oy, oz, top = c.ox, c.oy, c.oz, c.top
    dx, dy, dz, length = ray[0, k], ray[1, k], ray[2, k], ray[6, k]
    ix, iy, iz = ray[3, k], ray[4, k], ray[5, k]
    px, py, pz = np.int64(dx > 0.0), np.int64(dy > 0.0), np.int64(dz > 0.0)
    layers = np.int64(0)
    end = FAR / length
    t = start
    if dy > 0.0:
        end = min(end, (top - oy) * iy)
        if oy < 0.0:
            t = max(t, (0.0 - oy) * iy)
    else:
        end = min(end, (0.0 - oy) * iy)
        if oy > top:
            t = max(t, (top - oy) * iy)
    if t >= end:
        return np.int64(-1), SKY, layers
    wet = False  # in water and not rising: what is sought is then the first cell that is not still water
    hit[5] = 0.0
    if t > 0.0:
        cx = settled(ox, dx, ix, px, t, True)
        cy = settled(oy, dy, iy, py, t, True)
        cz = settled(oz, dz, iz, pz, t, True)
    else:
        cx, cy, cz = np.int64(ox), np.int64(oy), np.int64(oz)
        hit[5] = c.medium
        wet = dy <= 0.0 and c.medium == 1
    cy = min(max(cy, 0), 255)
    # The first cell was not entered through a face, unless it lies at the top or bottom of the world.
    axis = np.int64(1) if t > start else np.int64(3)
    skip = False
    while True:
        axis = march(w, looks, f, k, t, axis, cx, cy, cz, end, skip, wet)
        if axis < 0:
            return np.int64(-1), SKY, layers
        cx, cy, cz, t = f.cell[0], f.cell[1], f.cell[2], hit[13]
        state = state_at(w, cx, cy, cz)
        flags = np.int64(looks.rec[np.uint64(state), FLAGS])
        code = np.int64(1)
        if flags & SOLID != 1:
            hit[16], hit[17], hit[18], hit[22] = dx, dy, dz, length
            if wet and flags & 0x3000 != WATER:
                wet = False
                if state == 0:
                    layers = surface(w, looks, f, t, layers)
                    skip = True
                    continue
                hit[5] = 0.0
            hit[19], hit[20], hit[21] = abs(ix), abs(iy), abs(iz)
            tx, ty, tz = (cx + px - ox) * ix, (cy + py - oy) * iy, (cz + pz - oz) * iz
            code = meet(w, looks, f, state, flags, cx, cy, cz, axis, t, min(tx, min(ty, tz)), layers)
            layers |= code & LAYER
            code &= 3
            wet = hit[5] == 1.0 and dy <= 0.0
        elif axis == 3:
            code = np.int64(0)
        if code == 1:
            if axis == 0:
                p, q, stretch = oz + dz * t - cz, oy + dy * t - cy, abs(ix)
                face = 5 - px
            elif axis == 1:
                p, q, stretch = ox + dx * t - cx, oz + dz * t - cz, abs(iy)
                face = 1 - py
            else:
                p, q, stretch = ox + dx * t - cx, oy + dy * t - cy, abs(iz)
                face = 3 - pz
            fog = f.fog[min(np.int64(t * length * 4.0), FOG_STEPS - 1)]
            footprint = t * length * stretch * c.texels
            hit[11] = axis
            hit[12] = cx + 1 - px if axis == 0 else cy + 1 - py if axis == 1 else cz + 1 - pz
            return cube_color(w, looks, f, state, cx, cy, cz, face, p, q, footprint, fog), t, layers
        if code == 2:
            return np.int64(hit[0]), hit[1], layers
        skip = True


@leaf
def on_plane(w, looks, f, k, axis, plane):  # type: ignore[no-untyped-def]
    """Colour and depth of a ray that is known to end on a solid cube's face in a plane of an axis."""
    c, ray = f.c[0], f.ray
    ox, oy, oz = c.ox, c.oy, c.oz
    dx, dy, dz, length = ray[0, k], ray[1, k], ray[2, k], ray[6, k]
    ix, iy, iz = ray[3, k], ray[4, k], ray[5, k]
    px, py, pz = np.int64(dx > 0.0), np.int64(dy > 0.0), np.int64(dz > 0.0)
    inv = ix if axis == 0 else iy if axis == 1 else iz
    t = (plane - (ox if axis == 0 else oy if axis == 1 else oz)) * inv
    at = np.int64(plane)
    if axis == 0:
        cx, cy, cz = at - 1 + px, settled(oy, dy, iy, py, t, False), settled(oz, dz, iz, pz, t, False)
        p, q, face = oz + dz * t - cz, oy + dy * t - cy, 5 - px
    elif axis == 1:
        cx, cy, cz = settled(ox, dx, ix, px, t, True), at - 1 + py, settled(oz, dz, iz, pz, t, False)
        p, q, face = ox + dx * t - cx, oz + dz * t - cz, 1 - py
    else:
        cx, cy, cz = settled(ox, dx, ix, px, t, True), settled(oy, dy, iy, py, t, True), at - 1 + pz
        p, q, face = ox + dx * t - cx, oy + dy * t - cy, 3 - pz
    state = state_at(w, cx, cy, cz)
    fog = f.fog[min(np.int64(t * length * 4.0), FOG_STEPS - 1)]
    return cube_color(w, looks, f, state, cx, cy, cz, face, p, q, t * length * abs(inv) * c.texels, fog), t


@leaf
def away(d):  # type: ignore[no-untyped-def]
    """A direction's component, kept off zero."""
    return 1e-9 if abs(d) < 1e-9 else d


@leaf
def aim_row(c, us, ray, i0, n, v, scale2):  # type: ignore[no-untyped-def]
    """Rays of ``n`` pixels of a row from column ``i0``: direction, its inverse and its length, one below the other in
    ``ray`` (7, TILE). A loop of its own, so that it is vectorised."""
    ex, ey, ez = c.fx + v * c.qx, c.fy + v * c.qy, c.fz + v * c.qz
    rx, ry, rz = c.rx, c.ry, c.rz
    square = 1.0 + v * v * scale2
    for k in range(n):
        u = us[np.uint64(i0 + k)]
        dx, dy, dz = away(ex + u * rx), away(ey + u * ry), away(ez + u * rz)
        at = np.uint64(k)
        ray[0, at] = dx
        ray[1, at] = dy
        ray[2, at] = dz
        ray[3, at] = 1.0 / dx
        ray[4, at] = 1.0 / dy
        ray[5, at] = 1.0 / dz
        ray[6, at] = np.sqrt(square + u * u * scale2)


@leaf
def under_layers(f, place, rgb):  # type: ignore[no-untyped-def]
    """A ray's colour behind the translucent surfaces gathered in ``f.hit``, which are kept for what is drawn later."""
    hit = f.hit
    red, green, blue = np.int64(hit[6]), np.int64(hit[7]), np.int64(hit[8])
    through = np.int64(hit[9] * 65536.0)
    f.front[place] = red | green << 8 | blue << 16 | through << 24
    f.front_depth[place] = hit[10]
    red += ((rgb & 255) * through) >> 16
    green += ((rgb >> 8 & 255) * through) >> 16
    blue += ((rgb >> 16 & 255) * through) >> 16
    return red | green << 8 | blue << 16


@part
def trace(w, looks, f):  # type: ignore[no-untyped-def]
    """Colour and depth of every pixel that is not ``done``."""
    c = f.c[0]
    if c.buried != 0:
        _buried(looks, f)
        return
    bricks, coarse = w.bricks.reshape(-1), w.coarse.reshape(-1)
    scale2 = c.scale * c.scale
    height, width = c.height, c.width
    for j0 in range(0, height, TILE):
        j1 = min(j0 + TILE, height)
        for i0 in range(0, width, TILE):
            i1 = min(i0 + TILE, width)
            start = 0.0
            if c.walk == 0:
                spread(c, f.u[i0], f.u[i1 - 1], f.v[j1 - 1], f.v[j0], f.spread)
                start = safe_distance(bricks, coarse, looks.masks, c, f.spread, FAR)
            axis = np.int64(ASK if c.walk == 0 and start < FAR else UNEVEN)
            for j in range(j0, j1):
                v = f.v[j]
                aim_row(c, f.u, f.ray, i0, i1 - i0, v, scale2)
                for i in range(i0, i1):
                    place = np.uint64(j * width + i)
                    if f.done[place] != 0:
                        continue
                    k = np.uint64(i - i0)
                    if axis >= 0:
                        rgb, depth = on_plane(w, looks, f, k, axis, f.hit[12])
                        f.color[place] = rgb & 0xFFFFFF
                        f.depth[place] = depth
                        continue
                    f.hit[11] = UNEVEN
                    rgb, depth, layers = cast(w, looks, f, k, start)
                    if axis == ASK:
                        # Where the first ray of a tile ends, perhaps all do.
                        axis = np.int64(f.hit[11])
                        if axis >= 0 and not one_plane(w, looks, bricks, coarse, c, f.spread, start, axis, f.hit[12]):
                            axis = np.int64(UNEVEN)
                    if rgb < 0:
                        rgb = sky_color(c, looks.clouds, f.ray[0, k], f.ray[1, k], f.ray[2, k], f.ray[6, k])
                    if layers != 0:
                        rgb = under_layers(f, place, rgb)
                        depth = -depth
                    f.color[place] = rgb & 0xFFFFFF
                    f.depth[place] = depth


@part
def _buried(looks, f):  # type: ignore[no-untyped-def]
    """With the head inside a solid block the game shows nothing but that block's picture, very dark."""
    c = f.c[0]
    base = np.int64(looks.rec[c.buried, 2]) * TEXELS
    for j in range(c.height):
        for i in range(c.width):
            at = j * c.width + i
            if f.done[at] == 0:
                tex = np.int64(looks.atlas[np.uint64(base + (f.rows[j] * 16 // 360 << 4) + f.cols[i] * 16 // 640)])
                f.color[at] = (tex & 255) // 10 | (tex >> 8 & 255) // 10 << 8 | (tex >> 16 & 255) // 10 << 16
                f.depth[at] = 0.0
