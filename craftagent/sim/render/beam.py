"""Safe start distances: how far the bundle of rays of one tile certainly meets nothing but air.

The tile's rays lie in the pyramid spanned by its corner rays. The pyramid is walked in steps; the box around each slice
is tested against the occupancy masks. It only ever errs towards the eye, so it cannot change the picture.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.render.frame import FAR
from craftagent.sim.render.leaf import part
from craftagent.sim.render.looks import FLAGS
from craftagent.sim.render.shade import state_at

PAD = 1e-4  # blocks added around every slice, far above all rounding
SOLID = 0x3007  # flags of kind and fluid: 1 = a full opaque cube
ONE_PLANE_FAR = FAR / 2.2  # depth up to which a pixel is nearer than FAR whatever its angle


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
                for bx in range(a, b + 1):
                    mx = masks[0, (max(x0, bx << 2) & 3) << 2 | (min(x1, (bx << 2) + 3) & 3)]
                    for n in range(g, h + 1):
                        mxz = mx & masks[2, (max(z0, n << 2) & 3) << 2 | (min(z1, (n << 2) + 3) & 3)]
                        for m in range(d, e + 1):
                            brick = bricks[np.uint64((bx & 63) << 12 | (n & 63) << 6 | m)]
                            if brick & mxz != 0:
                                my = masks[1, (max(y0, m << 2) & 3) << 2 | (min(y1, (m << 2) + 3) & 3)]
                                if brick & mxz & my != 0:
                                    return False
    return True


@part
def spread(c, u0, u1, v0, v1, out):  # type: ignore[no-untyped-def]
    """Least and largest x, y, z of the directions of the rays with u in u0..u1 and v in v0..v1, into ``out[0..5]``."""
    ax, ay, az = c.fx + u0 * c.rx, c.fy + u0 * c.ry, c.fz + u0 * c.rz
    bx, by, bz = c.fx + u1 * c.rx, c.fy + u1 * c.ry, c.fz + u1 * c.rz
    out[0], out[3] = min(ax, bx) + min(v0 * c.qx, v1 * c.qx), max(ax, bx) + max(v0 * c.qx, v1 * c.qx)
    out[1], out[4] = min(ay, by) + min(v0 * c.qy, v1 * c.qy), max(ay, by) + max(v0 * c.qy, v1 * c.qy)
    out[2], out[5] = min(az, bz) + min(v0 * c.qz, v1 * c.qz), max(az, bz) + max(v0 * c.qz, v1 * c.qz)


@part
def safe_distance(bricks, coarse, masks, c, d, far):  # type: ignore[no-untyped-def]
    """Largest depth found below ``far`` such that no ray within the :func:`spread` ``d`` meets a block before it."""
    lx, ly, lz, hx, hy, hz = d[0], d[1], d[2], d[3], d[4], d[5]
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
                np.int64(ox + min(lx * t, lx * e) - PAD), max(np.int64(y0), 0),
                np.int64(oz + min(lz * t, lz * e) - PAD),
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


@part
def one_plane(w, looks, bricks, coarse, c, d, start, axis, plane):  # type: ignore[no-untyped-def]
    """Whether every ray within the spread ``d`` meets, as the first thing after ``start``, a solid cube's face in the
    given plane of an axis (0 x, 1 y, 2 z). Errs towards no."""
    o = c.ox if axis == 0 else c.oy if axis == 1 else c.oz
    low, high = d[axis], d[axis + 3]
    if low * high <= 0.0 or min(abs(low), abs(high)) < 1e-3:
        return False
    t0 = (plane - o) / (high if low > 0.0 else low)
    t1 = (plane - o) / (low if low > 0.0 else high)
    if t1 > ONE_PLANE_FAR or t1 < start:
        return False
    # Cells between the eye's side and the plane, and those behind the plane that the rays can enter.
    x0, x1 = c.ox + min(d[0] * start, d[0] * t1) - PAD, c.ox + max(d[3] * start, d[3] * t1) + PAD
    y0, y1 = c.oy + min(d[1] * start, d[1] * t1) - PAD, c.oy + max(d[4] * start, d[4] * t1) + PAD
    z0, z1 = c.oz + min(d[2] * start, d[2] * t1) - PAD, c.oz + max(d[5] * start, d[5] * t1) + PAD
    if y0 < 0.0 or y1 >= 256.0:
        return False
    ax, ay, az = np.int64(x0), np.int64(y0), np.int64(z0)
    bx, by, bz = np.int64(x1), np.int64(y1), np.int64(z1)
    k = np.int64(plane)
    behind = k if low > 0.0 else k - 1
    before = k - 1 if low > 0.0 else k
    if axis == 0:
        ax, bx = (ax, before) if low > 0.0 else (before, bx)
    elif axis == 1:
        ay, by = (ay, before) if low > 0.0 else (before, by)
    else:
        az, bz = (az, before) if low > 0.0 else (before, bz)
    if bx - ax > 15 or by - ay > 15 or bz - az > 15:
        return False
    if not _empty(bricks, coarse, looks.masks, ax, ay, az, bx, by, bz):
        return False
    ax, bx = np.int64(c.ox + min(d[0] * t0, d[0] * t1) - PAD), np.int64(c.ox + max(d[3] * t0, d[3] * t1) + PAD)
    ay, by = np.int64(c.oy + min(d[1] * t0, d[1] * t1) - PAD), np.int64(c.oy + max(d[4] * t0, d[4] * t1) + PAD)
    az, bz = np.int64(c.oz + min(d[2] * t0, d[2] * t1) - PAD), np.int64(c.oz + max(d[5] * t0, d[5] * t1) + PAD)
    if axis == 0:
        ax = bx = behind
    elif axis == 1:
        ay = by = behind
    else:
        az = bz = behind
    for x in range(ax, bx + 1):
        for z in range(az, bz + 1):
            for y in range(ay, by + 1):
                if looks.rec[np.uint64(state_at(w, x, y, z)), FLAGS] & SOLID != 1:
                    return False
    return True
