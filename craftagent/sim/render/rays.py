"""The ray caster: one ray a pixel through the two-level occupancy masks to the first thing that hides what is behind.

Exactness. Along each axis a ray crosses the plane at integer k at t(k) = (k - o) * (1 / d), the same expression
wherever it is needed; it never decreases along the ray, so merging the three axes by t (x before y before z when equal) is one
well-defined sequence of cells. Skipping an empty brick or starting at a safe distance lands in exactly the cell that the
sequence has there, hence neither can change a pixel.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.render.beam import safe_distance
from craftagent.sim.render.cells import meet, not_water, surface
from craftagent.sim.render.frame import FAR, FOG_STEPS, TILE
from craftagent.sim.render.leaf import part
from craftagent.sim.render.looks import FLAGS
from craftagent.sim.render.looks import TILE as TEXELS
from craftagent.sim.render.shade import cube_color, state_at
from craftagent.sim.render.sky import sky_color

NEAR_INTEGER = 1e-7  # within this of a plane the cell is settled by comparing crossing times


@part
def settle(o, inv, forward, k, t, ties):  # type: ignore[no-untyped-def]
    """Cell of one axis at time t, exactly: planes crossed before t (and at t, if ``ties``) count. ``k``: a near guess."""
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


@part
def trace(w, looks, f):  # type: ignore[no-untyped-def]
    """Colour and depth of every pixel that is not ``done``."""
    words = w.blocks.reshape(-1).view(np.uint64)  # four cells of a column in one word
    bricks, coarse = w.bricks.reshape(-1), w.coarse.reshape(-1)
    rec, masks, hit, fog = looks.rec, looks.masks, f.hit, f.fog
    c = f.c[0]
    ox, oy, oz, top = c.ox, c.oy, c.oz, c.top
    plain = c.walk == 2
    if c.buried != 0:
        _buried(looks, f)
        return
    n_rows, n_cols = c.height, c.width
    for j0 in range(0, n_rows, TILE):
        j1 = min(j0 + TILE, n_rows)
        for i0 in range(0, n_cols, TILE):
            i1 = min(i0 + TILE, n_cols)
            start = 0.0
            if c.walk == 0:
                start = safe_distance(bricks, coarse, masks, c, f.u[i0], f.u[i1 - 1], f.v[j1 - 1], f.v[j0], FAR)
            for j in range(j0, j1):
                v = f.v[j]
                ex, ey, ez = c.fx + v * c.qx, c.fy + v * c.qy, c.fz + v * c.qz
                square = 1.0 + v * v * (c.scale * c.scale)
                for i in range(i0, i1):
                    place = np.uint64(j * n_cols + i)
                    if f.done[place] != 0:
                        continue
                    u = f.u[i]
                    dx, dy, dz = ex + u * c.rx, ey + u * c.ry, ez + u * c.rz
                    length = np.sqrt(square + u * u * (c.scale * c.scale))
                    if abs(dx) < 1e-9:
                        dx = 1e-9
                    if abs(dy) < 1e-9:
                        dy = 1e-9
                    if abs(dz) < 1e-9:
                        dz = 1e-9
                    ix, iy, iz = 1.0 / dx, 1.0 / dy, 1.0 / dz
                    px, py, pz = np.int64(dx > 0.0), np.int64(dy > 0.0), np.int64(dz > 0.0)
                    sx, sy, sz = 2 * px - 1, 2 * py - 1, 2 * pz - 1
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
                    rgb = np.int64(-1)
                    layers = np.int64(0)
                    depth = FAR * 2.0
                    wet = False  # in water and not rising: what is sought is the first cell that is not plain water
                    if t < end:
                        cx, cy, cz = np.int64(ox + dx * t), np.int64(oy + dy * t), np.int64(oz + dz * t)
                        cy = min(max(cy, 0), 255)
                        hit[5] = 0.0
                        if t > 0.0:
                            atx, aty, atz = ox + dx * t - cx - 0.5, oy + dy * t - cy - 0.5, oz + dz * t - cz - 0.5
                            if max(abs(atx), max(abs(aty), abs(atz))) > 0.5 - NEAR_INTEGER:
                                cx = settle(ox, ix, px, cx, t, True)
                                cy = settle(oy, iy, py, cy, t, True)
                                cz = settle(oz, iz, pz, cz, t, True)
                        else:
                            hit[5] = c.medium
                            wet = dy <= 0.0 and c.medium == 1
                        axis = np.int64(3)
                        while True:
                            brick = np.uint64(0)
                            shift = np.int64(4)
                            if plain or coarse[np.uint64(((cx >> 4) & 15) << 8 | ((cz >> 4) & 15) << 4 | (cy >> 4))] != 0:
                                shift = np.int64(2)
                                brick = bricks[np.uint64(((cx >> 2) & 63) << 12 | ((cz >> 2) & 63) << 6 | (cy >> 2))]
                            # Where the ray leaves this cube of 16 or 4 blocks, and the last cell inside it.
                            side = (np.int64(1) << shift) - 1
                            lx, ly, lz = (cx >> shift) << shift, (cy >> shift) << shift, (cz >> shift) << shift
                            wx = lx + (px << shift)
                            wy = ly + (py << shift)
                            wz = lz + (pz << shift)
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
                            gx = wx - px
                            gy = wy - py
                            gz = wz - pz
                            if way != 0:
                                at = ox + dx * out
                                gx = np.int64(at)
                                if abs(at - gx - 0.5) > 0.5 - NEAR_INTEGER:
                                    gx = settle(ox, ix, px, gx, out, True)
                                gx = min(max(gx, lx), lx + side)
                            if way != 1:
                                at = oy + dy * out
                                gy = np.int64(at)
                                if abs(at - gy - 0.5) > 0.5 - NEAR_INTEGER:
                                    gy = settle(oy, iy, py, gy, out, way == 2)
                                gy = min(max(gy, ly), ly + side)
                            if way != 2:
                                at = oz + dz * out
                                gz = np.int64(at)
                                if abs(at - gz - 0.5) > 0.5 - NEAR_INTEGER:
                                    gz = settle(oz, iz, pz, gz, out, False)
                                gz = min(max(gz, lz), lz + side)
                            seek = brick
                            some = np.uint64(0)
                            if wet:
                                if brick == 0:
                                    hit[16], hit[17], hit[18], hit[22] = dx, dy, dz, length
                                    layers |= surface(w, looks, f, t, layers)
                                    wet = False
                                else:
                                    seek = not_water(words, looks, f, cx, cy, cz)
                            if seek != 0:
                                some = masks[0, (cx & 3) << 2 | (gx & 3)] & masks[1, (cy & 3) << 2 | (gy & 3)]
                                some &= masks[2, (cz & 3) << 2 | (gz & 3)]
                                seek &= some
                            if seek != 0 or plain:
                                tx, ty, tz = (cx + px - ox) * ix, (cy + py - oy) * iy, (cz + pz - oz) * iz
                                while True:
                                    if (seek >> np.uint64((cx & 3) << 4 | (cz & 3) << 2 | (cy & 3))) & np.uint64(1):
                                        if t >= end:
                                            break
                                        state = state_at(w, cx, cy, cz)
                                        flags = np.int64(rec[np.uint64(state), FLAGS])
                                        code = np.int64(1)
                                        if wet and flags & 0x3000 != 0x1000:
                                            wet = False
                                            seek = brick & some
                                            if state == 0:
                                                hit[16], hit[17], hit[18], hit[22] = dx, dy, dz, length
                                                layers |= surface(w, looks, f, t, layers)
                                            hit[5] = 0.0
                                        if flags & 0x3007 != 1:
                                            hit[16], hit[17], hit[18], hit[22] = dx, dy, dz, length
                                            hit[19], hit[20], hit[21] = abs(ix), abs(iy), abs(iz)
                                            leave = min(tx, min(ty, tz))
                                            code = meet(w, looks, f, state, flags, cx, cy, cz, axis, t, leave, layers)
                                            layers |= code & 4
                                            code &= 3
                                            if hit[5] == 1.0 and dy <= 0.0 and not wet:
                                                wet = True
                                                seek = not_water(words, looks, f, cx, cy, cz) & some
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
                                            far = min(np.int64(t * length * 4.0), FOG_STEPS - 1)
                                            rgb = cube_color(
                                                w, looks, f, state, cx, cy, cz, face, p, q,
                                                t * length * stretch * c.texels, fog[far],
                                            )  # fmt: skip
                                            depth = t
                                        elif code == 2:
                                            rgb = np.int64(hit[0])
                                            depth = hit[1]
                                        if code != 0:
                                            break
                                    if tx <= ty and tx <= tz:
                                        t = tx
                                        axis = np.int64(0)
                                        if cx == gx and way == 0:
                                            break
                                        cx += sx
                                        tx = (cx + px - ox) * ix
                                    elif ty <= tz:
                                        t = ty
                                        axis = np.int64(1)
                                        if cy == gy and way == 1:
                                            break
                                        cy += sy
                                        ty = (cy + py - oy) * iy
                                    else:
                                        t = tz
                                        axis = np.int64(2)
                                        if cz == gz and way == 2:
                                            break
                                        cz += sz
                                        tz = (cz + pz - oz) * iz
                                if rgb >= 0:
                                    break
                            t = out
                            if t >= end:
                                break
                            axis = way
                            cx, cy, cz = gx, gy, gz
                            if way == 0:
                                cx += sx
                            elif way == 1:
                                cy += sy
                            else:
                                cz += sz
                    if rgb < 0:
                        rgb = sky_color(c, looks.clouds, dx, dy, dz, length)
                    if layers != 0:
                        red, green, blue = np.int64(hit[6]), np.int64(hit[7]), np.int64(hit[8])
                        through = np.int64(hit[9] * 65536.0)
                        f.front[place] = red | green << 8 | blue << 16 | through << 24
                        f.front_depth[place] = hit[10]
                        red += ((rgb & 255) * through) >> 16
                        green += ((rgb >> 8 & 255) * through) >> 16
                        blue += ((rgb >> 16 & 255) * through) >> 16
                        rgb = red | green << 8 | blue << 16
                        depth = -depth
                    f.color[place] = rgb & 0xFFFFFF
                    f.depth[place] = depth
