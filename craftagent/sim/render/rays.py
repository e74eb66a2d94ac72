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
from craftagent.sim.render.frame import FAR, FOG_STEPS, QUARTER, TILE
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


@leaf
def cast(w, looks, f, words, bricks, coarse, dx, dy, dz, length, start):  # type: ignore[no-untyped-def]
    """Follow one ray from depth ``start``. ``words``: the blocks, four cells of a column each; see :func:`trace`.

    Returns (colour or -1 for the sky, depth, LAYER if translucent surfaces were gathered in ``f.hit`` or 0).
    """
    c, hit = f.c[0], f.hit
    ox, oy, oz, top = c.ox, c.oy, c.oz, c.top
    plain = c.walk == 2
    ix, iy, iz = 1.0 / dx, 1.0 / dy, 1.0 / dz
    px, py, pz = np.int64(dx > 0.0), np.int64(dy > 0.0), np.int64(dz > 0.0)
    sx, sy, sz = 2 * px - 1, 2 * py - 1, 2 * pz - 1
    ex, ey, ez = 3 - 3 * px, 3 - 3 * py, 3 - 3 * pz  # a coordinate's low two bits just after leaving a brick
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
    while True:
        # The empty cube of 16 around the cell, or its brick.
        brick = np.uint64(0)
        shift = np.int64(4)
        if plain or coarse[np.uint64(((cx >> 4) & 15) << 8 | ((cz >> 4) & 15) << 4 | (cy >> 4))] != 0:
            shift = np.int64(2)
            brick = bricks[np.uint64(((cx >> 2) & 63) << 12 | ((cz >> 2) & 63) << 6 | (cy >> 2))]
        seek = brick
        if wet:
            if brick == 0:
                hit[16], hit[17], hit[18], hit[22] = dx, dy, dz, length
                layers = surface(w, looks, f, t, layers)
                wet = False
            else:
                seek = not_water(words, looks, f, cx, cy, cz)
        if seek != 0 or plain:
            tx, ty, tz = (cx + px - ox) * ix, (cy + py - oy) * iy, (cz + pz - oz) * iz
            while True:
                if (seek >> np.uint64((cx & 3) << 4 | (cz & 3) << 2 | (cy & 3))) & np.uint64(1):
                    if t >= end:
                        return np.int64(-1), SKY, layers
                    state = state_at(w, cx, cy, cz)
                    flags = np.int64(looks.rec[np.uint64(state), FLAGS])
                    code = np.int64(1)
                    if wet and flags & 0x3000 != WATER:
                        wet = False
                        seek = brick
                        if state == 0:
                            hit[16], hit[17], hit[18], hit[22] = dx, dy, dz, length
                            layers = surface(w, looks, f, t, layers)
                        hit[5] = 0.0
                    if flags & SOLID != 1:
                        hit[16], hit[17], hit[18], hit[22] = dx, dy, dz, length
                        hit[19], hit[20], hit[21] = abs(ix), abs(iy), abs(iz)
                        leave = min(tx, min(ty, tz))
                        code = meet(w, looks, f, state, flags, cx, cy, cz, axis, t, leave, layers)
                        layers |= code & LAYER
                        code &= 3
                        if hit[5] == 1.0 and dy <= 0.0 and not wet:
                            wet = True
                            seek = not_water(words, looks, f, cx, cy, cz)
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
                if tx <= ty and tx <= tz:
                    t = tx
                    axis = np.int64(0)
                    cx += sx
                    if cx & 3 == ex:
                        break
                    tx = (cx + px - ox) * ix
                elif ty <= tz:
                    t = ty
                    axis = np.int64(1)
                    cy += sy
                    if cy & 3 == ey:
                        break
                    ty = (cy + py - oy) * iy
                else:
                    t = tz
                    axis = np.int64(2)
                    cz += sz
                    if cz & 3 == ez:
                        break
                    tz = (cz + pz - oz) * iz
            if t >= end:
                return np.int64(-1), SKY, layers
            continue
        # Nothing in it: to where the ray leaves it.
        side = (np.int64(1) << shift) - 1
        lx, ly, lz = (cx >> shift) << shift, (cy >> shift) << shift, (cz >> shift) << shift
        wx, wy, wz = lx + (px << shift), ly + (py << shift), lz + (pz << shift)
        out = (wz - oz) * iz
        way = np.int64(2)
        ty = (wy - oy) * iy
        tx = (wx - ox) * ix
        if ty <= out:
            out = ty
            way = np.int64(1)
        if tx <= out:
            out = tx
            way = np.int64(0)
        gx, gy, gz = wx - px, wy - py, wz - pz
        if way != 0:
            gx = min(max(settled(ox, dx, ix, px, out, True), lx), lx + side)
        if way != 1:
            gy = min(max(settled(oy, dy, iy, py, out, way == 2), ly), ly + side)
        if way != 2:
            gz = min(max(settled(oz, dz, iz, pz, out, False), lz), lz + side)
        t = out
        if t >= end:
            return np.int64(-1), SKY, layers
        axis = way
        cx, cy, cz = gx, gy, gz
        if way == 0:
            cx += sx
        elif way == 1:
            cy += sy
        else:
            cz += sz


@leaf
def on_plane(w, looks, f, dx, dy, dz, length, axis, plane):  # type: ignore[no-untyped-def]
    """Colour and depth of a ray that is known to end on a solid cube's face in a plane of an axis."""
    c = f.c[0]
    ox, oy, oz = c.ox, c.oy, c.oz
    px, py, pz = np.int64(dx > 0.0), np.int64(dy > 0.0), np.int64(dz > 0.0)
    ix, iy, iz = 1.0 / dx, 1.0 / dy, 1.0 / dz
    inv = ix if axis == 0 else iy if axis == 1 else iz
    t = (plane - (ox if axis == 0 else oy if axis == 1 else oz)) * inv
    k = np.int64(plane)
    if axis == 0:
        cx, cy, cz = k - 1 + px, settled(oy, dy, iy, py, t, False), settled(oz, dz, iz, pz, t, False)
        p, q, face = oz + dz * t - cz, oy + dy * t - cy, 5 - px
    elif axis == 1:
        cx, cy, cz = settled(ox, dx, ix, px, t, True), k - 1 + py, settled(oz, dz, iz, pz, t, False)
        p, q, face = ox + dx * t - cx, oz + dz * t - cz, 1 - py
    else:
        cx, cy, cz = settled(ox, dx, ix, px, t, True), settled(oy, dy, iy, py, t, True), k - 1 + pz
        p, q, face = ox + dx * t - cx, oy + dy * t - cy, 3 - pz
    state = state_at(w, cx, cy, cz)
    fog = f.fog[min(np.int64(t * length * 4.0), FOG_STEPS - 1)]
    return cube_color(w, looks, f, state, cx, cy, cz, face, p, q, t * length * abs(inv) * c.texels, fog), t


@leaf
def away(d):  # type: ignore[no-untyped-def]
    """A direction's component, kept off zero."""
    return 1e-9 if abs(d) < 1e-9 else d


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
    words = w.blocks.reshape(-1).view(np.uint64)
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
            whole = np.int64(ASK if c.walk == 0 and start < FAR else UNEVEN)
            ask = whole == ASK
            for quarter in range(4):
                jq, iq = j0 + (quarter >> 1) * QUARTER, i0 + (quarter & 1) * QUARTER
                je, ie = min(jq + QUARTER, j1), min(iq + QUARTER, i1)
                axis = whole if whole >= 0 else np.int64(ASK) if ask else np.int64(UNEVEN)
                for j in range(jq, je):
                    v = f.v[j]
                    ex, ey, ez = c.fx + v * c.qx, c.fy + v * c.qy, c.fz + v * c.qz
                    for i in range(iq, ie):
                        place = np.uint64(j * width + i)
                        if f.done[place] != 0:
                            continue
                        u = f.u[i]
                        dx, dy, dz = away(ex + u * c.rx), away(ey + u * c.ry), away(ez + u * c.rz)
                        length = np.sqrt(1.0 + v * v * scale2 + u * u * scale2)
                        if axis >= 0:
                            rgb, depth = on_plane(w, looks, f, dx, dy, dz, length, axis, f.hit[12])
                            f.color[place] = rgb & 0xFFFFFF
                            f.depth[place] = depth
                            continue
                        f.hit[11] = UNEVEN
                        rgb, depth, layers = cast(w, looks, f, words, bricks, coarse, dx, dy, dz, length, start)
                        if axis == ASK:
                            # Where the first ray of a tile ends, perhaps all do, or all of its quarter.
                            axis = np.int64(f.hit[11])
                            if axis >= 0:
                                plane = f.hit[12]
                                if whole == ASK:
                                    whole = np.int64(UNEVEN)
                                    if one_plane(w, looks, bricks, coarse, c, f.spread, start, axis, plane):
                                        whole = axis
                                if whole < 0:
                                    spread(c, f.u[iq], f.u[ie - 1], f.v[je - 1], f.v[jq], f.spread)
                                    if not one_plane(w, looks, bricks, coarse, c, f.spread, start, axis, plane):
                                        axis = np.int64(UNEVEN)
                        if rgb < 0:
                            rgb = sky_color(c, looks.clouds, dx, dy, dz, length)
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
