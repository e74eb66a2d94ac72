"""Straight lines through the world: what blocks them, and which creature they meet first."""

from __future__ import annotations

import math

import numpy as np

from craftagent.sim.jit import kernel
from craftagent.sim.mobs.kinds import HALF, TABLE, TALL
from craftagent.sim.state import COW, CREEPER, MAX_ENTITIES

_END = 1.0 - 1e-7  # what the segment only touches with its end does not block it


@kernel
def box_entry(ox, oy, oz, dx, dy, dz, x0, y0, z0, x1, y1, z1):  # type: ignore[no-untyped-def]
    """Where the line o + t d enters a box: t >= 0 (0 if it starts inside), or 1e30 if it never does."""
    near, far = 0.0, 1e30
    if dx == 0.0:
        if ox < x0 or ox > x1:
            return 1e30
    else:
        a, b = (x0 - ox) / dx, (x1 - ox) / dx
        near = max(near, min(a, b))
        far = min(far, max(a, b))
    if dy == 0.0:
        if oy < y0 or oy > y1:
            return 1e30
    else:
        a, b = (y0 - oy) / dy, (y1 - oy) / dy
        near = max(near, min(a, b))
        far = min(far, max(a, b))
    if dz == 0.0:
        if oz < z0 or oz > z1:
            return 1e30
    else:
        a, b = (z0 - oz) / dz, (z1 - oz) / dz
        near = max(near, min(a, b))
        far = min(far, max(a, b))
    return near if near <= far else 1e30


@kernel
def ray_start(ox, oy, oz, dx, dy, dz):  # type: ignore[no-untyped-def]
    """Where a line o + t d begins to walk through cells, for :func:`ray_step`.

    Its cell, and of each axis the sign of a step, t from one wall to the next, and t of the first wall.
    """
    x, y, z = math.floor(ox), math.floor(oy), math.floor(oz)
    sx, sy, sz = 1 if dx > 0.0 else -1, 1 if dy > 0.0 else -1, 1 if dz > 0.0 else -1
    ix = abs(1.0 / dx) if dx != 0.0 else 1e30
    iy = abs(1.0 / dy) if dy != 0.0 else 1e30
    iz = abs(1.0 / dz) if dz != 0.0 else 1e30
    tx = ((x + 1 - ox) if dx > 0.0 else (ox - x)) * ix if dx != 0.0 else 1e30
    ty = ((y + 1 - oy) if dy > 0.0 else (oy - y)) * iy if dy != 0.0 else 1e30
    tz = ((z + 1 - oz) if dz > 0.0 else (oz - z)) * iz if dz != 0.0 else 1e30
    return x, y, z, sx, sy, sz, ix, iy, iz, tx, ty, tz


@kernel
def ray_step(x, y, z, sx, sy, sz, ix, iy, iz, tx, ty, tz):  # type: ignore[no-untyped-def]
    """Into the next cell: the cell, t of the next wall of each axis, and the t at which it is entered."""
    if tx <= ty and tx <= tz:
        return x + sx, y, z, tx + ix, ty, tz, tx
    if ty <= tz:
        return x, y + sy, z, tx, ty + iy, tz, ty
    return x, y, z + sz, tx, ty, tz + iz, tz


@kernel
def ray_blocks(w, r, ox, oy, oz, dx, dy, dz):  # type: ignore[no-untyped-def]
    """First block with a collision box on the segment o .. o + d: t in 0 .. 1, or 2.0 if the way is clear."""
    blocks = w.blocks
    x, y, z, sx, sy, sz, ix, iy, iz, tx, ty, tz = ray_start(ox, oy, oz, dx, dy, dz)
    t = 0.0
    while t < _END:
        if y >= 0 and y < 256:
            s = blocks[x & 255, z & 255, y]
            if s != 0 and r.coll_count[s] > 0:
                if r.full_cube[s] != 0:
                    return t
                best = 2.0
                first = r.coll_start[s]
                for k in range(first, first + r.coll_count[s]):
                    hit = box_entry(
                        ox - x, oy - y, oz - z, dx, dy, dz,
                        r.boxes[k, 0], r.boxes[k, 1], r.boxes[k, 2], r.boxes[k, 3], r.boxes[k, 4], r.boxes[k, 5],
                    )  # fmt: skip
                    if hit < best:
                        best = hit
                if best < _END:
                    return best
        x, y, z, tx, ty, tz, t = ray_step(x, y, z, sx, sy, sz, ix, iy, iz, tx, ty, tz)
    return 2.0


@kernel
def ray_entities(w, ox, oy, oz, dx, dy, dz, reach):  # type: ignore[no-untyped-def]
    """Nearest living creature within ``reach`` blocks along the unit direction d.

    Returns its index, or -1; the distance is left in ``w.scratch[0]``.
    """
    best = np.float64(reach)
    found = -1
    entities = w.entities
    for i in range(MAX_ENTITIES):
        e = entities[i]
        if e.kind < COW or e.kind > CREEPER or e.death > 0:
            continue
        if abs(e.x - ox) > reach + 1.0 or abs(e.z - oz) > reach + 1.0:
            continue
        scale = 0.5 if e.baby != 0 else 1.0
        half, tall = TABLE[e.kind, HALF] * scale, TABLE[e.kind, TALL] * scale
        t = box_entry(ox, oy, oz, dx, dy, dz, e.x - half, e.y, e.z - half, e.x + half, e.y + tall, e.z + half)
        if t <= best:
            best = t
            found = i
    w.scratch[0] = best
    return found
