"""Safe start distances: how far the bundle of rays of one tile certainly meets nothing but air.

The tile's rays lie in the pyramid spanned by its corner rays. The pyramid is walked in steps; the box around each slice
is tested against the occupancy masks. It only ever errs towards the eye, so it cannot change the picture.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.render.leaf import part

PAD = 1e-4  # blocks added around every slice, far above all rounding


@part
def _empty(bricks, coarse, masks, x0, y0, z0, x1, y1, z1):  # type: ignore[no-untyped-def]
    """Whether all cells of a box of cells (window coordinates, inclusive) are air. y within 0..255."""
    for i in range(x0 >> 4, (x1 >> 4) + 1):
        for k in range(z0 >> 4, (z1 >> 4) + 1):
            for j in range(y0 >> 4, (y1 >> 4) + 1):
                full = coarse[np.uint64((i & 15) << 8 | (k & 15) << 4 | j)]
                if full == 0:
                    continue
                # The part of the box inside this 16 x 16 x 16 cell, in bricks.
                a, b = max(x0 >> 2, i << 2), min(x1 >> 2, (i << 2) + 3)
                d, e = max(y0 >> 2, j << 2), min(y1 >> 2, (j << 2) + 3)
                g, h = max(z0 >> 2, k << 2), min(z1 >> 2, (k << 2) + 3)
                some = masks[0, (a & 3) << 2 | (b & 3)] & masks[1, (d & 3) << 2 | (e & 3)]
                some &= masks[2, (g & 3) << 2 | (h & 3)]
                if full & some == 0:
                    continue
                for l in range(a, b + 1):
                    mx = masks[0, (max(x0, l << 2) & 3) << 2 | (min(x1, (l << 2) + 3) & 3)]
                    for n in range(g, h + 1):
                        mxz = mx & masks[2, (max(z0, n << 2) & 3) << 2 | (min(z1, (n << 2) + 3) & 3)]
                        for m in range(d, e + 1):
                            brick = bricks[np.uint64((l & 63) << 12 | (n & 63) << 6 | m)]
                            if brick & mxz != 0:
                                my = masks[1, (max(y0, m << 2) & 3) << 2 | (min(y1, (m << 2) + 3) & 3)]
                                if brick & mxz & my != 0:
                                    return False
    return True


@part
def safe_distance(bricks, coarse, masks, c, u0, u1, v0, v1, far):  # type: ignore[no-untyped-def]
    """Largest depth found below ``far`` such that no ray with u in u0..u1, v in v0..v1 meets a block before it."""
    ax, ay, az = c.fx + u0 * c.rx, c.fy + u0 * c.ry, c.fz + u0 * c.rz
    bx, by, bz = c.fx + u1 * c.rx, c.fy + u1 * c.ry, c.fz + u1 * c.rz
    lx, hx = min(ax, bx) + min(v0 * c.qx, v1 * c.qx), max(ax, bx) + max(v0 * c.qx, v1 * c.qx)
    ly, hy = min(ay, by) + min(v0 * c.qy, v1 * c.qy), max(ay, by) + max(v0 * c.qy, v1 * c.qy)
    lz, hz = min(az, bz) + min(v0 * c.qz, v1 * c.qz), max(az, bz) + max(v0 * c.qz, v1 * c.qz)
    t = 0.0
    step = 4.0
    ox, oy, oz, top = c.ox, c.oy, c.oz, c.top
    while t < far:
        e = min(t + step, far)
        y0 = oy + min(ly * t, ly * e) - PAD
        y1 = oy + max(hy * t, hy * e) + PAD
        free = y0 >= top or y1 < 0.0
        if not free:
            free = _empty(
                bricks, coarse, masks,
                np.int64(ox + min(lx * t, lx * e) - PAD), max(np.int64(y0), 0), np.int64(oz + min(lz * t, lz * e) - PAD),
                np.int64(ox + max(hx * t, hx * e) + PAD), min(np.int64(y1), 255),
                np.int64(oz + max(hz * t, hz * e) + PAD),
            )  # fmt: skip
        if free:
            t = e
            step = min(step * 2.0, 32.0)
        else:
            step *= 0.5
            if step < 0.5:
                break
    return t
