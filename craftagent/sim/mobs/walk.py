"""Where a creature can walk: cells, straight lines of cells, and a bounded A* around obstacles.

A walking creature stands *in* a cell (x, y, z) with something solid under it. Slabs, carpets and the like count as low:
one can stand in their cell. Steps go up one block and down at most three.
"""

from __future__ import annotations

import math

import numpy as np

from craftagent.sim.jit import kernel, linked
from craftagent.sim.mobs.kinds import DANGER

OPEN, LOW, SOLID, POOL, HARM, FENCE = range(6)
MAX_DROP = 3
NO_WAY = -1000  # result of `stand` where nobody can go
MAX_STEPS = 10  # of a path, six bits each in the entity's ``path``
REACH = 16  # blocks a search looks around
_BUDGET = 200  # nodes a search opens
_NODES = 16384  # offset of the node rows in w.queue; before it lies the map cell -> node
_HEAP = 40960
_DX = np.array([1, 0, -1, 0, 1, -1, -1, 1])
_DZ = np.array([0, 1, 0, -1, 1, 1, -1, -1])

_CORNER = np.array([0b0101, 0b1010, 0b0110, 0b1001])  # straight neighbours (bits) that a diagonal step passes between


@kernel
def cell(w, r, x, y, z):  # type: ignore[no-untyped-def]
    """What a cell is to a walker: OPEN, LOW, SOLID, POOL (water), HARM (fire, lava, cactus) or FENCE (over 1 high)."""
    if y < 0 or y > 255:
        return 0
    s = np.int64(w.blocks[x & 255, z & 255, y])
    if s == 0:
        return 0
    if r.full_cube[s] != 0:
        if s >= DANGER[2, 0] and s <= DANGER[2, 1]:
            return 4
        return 2
    if r.fluid[s] == 2:
        return 4
    for k in range(5):
        if s >= DANGER[k, 0] and s <= DANGER[k, 1]:
            return 4
    if r.coll_count[s] == 0:
        return 3 if r.fluid[s] == 1 else 0
    top = 0.0
    for k in range(r.coll_start[s], r.coll_start[s] + r.coll_count[s]):
        top = max(top, r.boxes[k, 4])
    return 5 if top > 1.0 else 2 if top > 0.5625 else 1


@kernel
def stand(w, r, sx, sy, sz, x, z):  # type: ignore[no-untyped-def]
    """Height at which one stands after stepping from cell (sx, sy, sz) into column (x, z), or NO_WAY."""
    here = cell(w, r, x, sy, z)
    if here == 4 or here == 5:
        return NO_WAY
    head = cell(w, r, x, sy + 1, z)
    if here == 2:
        if head > 1 or cell(w, r, x, sy + 2, z) > 1 or cell(w, r, sx, sy + 2, sz) > 1:
            return NO_WAY
        return sy + 1
    if head != 0 and head != 3:
        return NO_WAY
    if here != 0:
        return sy
    for drop in range(MAX_DROP + 1):
        below = cell(w, r, x, sy - 1 - drop, z)
        if below == 2:
            return sy - drop
        if below == 1 or below == 3:
            return sy - drop - 1
        if below != 0:
            return NO_WAY
    return NO_WAY


@kernel
def walk_line(w, r, x0, y0, z0, x1, z1, wet):  # type: ignore[no-untyped-def]
    """Height of the end if one can walk straight from (x0, cell y0, z0) to (x1, z1), else NO_WAY.

    ``wet``: 0 keeps out of water unless the walk starts in it. At most 24 blocks.
    """
    dx, dz = x1 - x0, z1 - z0
    length = math.sqrt(dx * dx + dz * dz)
    n = np.int64(length * 2.0) + 1
    if n > 48:
        return NO_WAY
    y = np.int64(y0)
    cx, cz = math.floor(x0), math.floor(z0)
    if wet == 0 and cell(w, r, cx, y, cz) == 3:
        wet = 1
    for k in range(1, n + 1):
        t = k / n
        nx, nz = math.floor(x0 + dx * t), math.floor(z0 + dz * t)
        if nx == cx and nz == cz:
            continue
        if (
            nx != cx
            and nz != cz
            and (stand(w, r, cx, y, cz, nx, cz) == NO_WAY and stand(w, r, cx, y, cz, cx, nz) == NO_WAY)
        ):
            return NO_WAY
        y2 = stand(w, r, cx, y, cz, nx, nz)
        if y2 == NO_WAY or (wet == 0 and cell(w, r, nx, y2, nz) == 3):
            return NO_WAY
        cx, cz, y = nx, nz, y2
    return y


@kernel
def _push(q, n, node, cost):  # type: ignore[no-untyped-def]
    """Add to the binary heap of (cost, node) pairs of length n at _HEAP."""
    i = n
    while i > 0:
        up = (i - 1) >> 1
        if q[_HEAP + 2 * up] <= cost:
            break
        q[_HEAP + 2 * i] = q[_HEAP + 2 * up]
        q[_HEAP + 2 * i + 1] = q[_HEAP + 2 * up + 1]
        i = up
    q[_HEAP + 2 * i] = cost
    q[_HEAP + 2 * i + 1] = node


@kernel
def _pop(q, n):  # type: ignore[no-untyped-def]
    """Take the cheapest node off a heap of length n (which then is n - 1)."""
    top = np.int64(q[_HEAP + 1])
    n -= 1
    cost, node = q[_HEAP + 2 * n], q[_HEAP + 2 * n + 1]
    i = 0
    while True:
        c = 2 * i + 1
        if c >= n:
            break
        if c + 1 < n and q[_HEAP + 2 * c + 2] < q[_HEAP + 2 * c]:
            c += 1
        if q[_HEAP + 2 * c] >= cost:
            break
        q[_HEAP + 2 * i] = q[_HEAP + 2 * c]
        q[_HEAP + 2 * i + 1] = q[_HEAP + 2 * c + 1]
        i = c
    q[_HEAP + 2 * i] = cost
    q[_HEAP + 2 * i + 1] = node
    return top


@kernel
def _far(dx, dy, dz):  # type: ignore[no-untyped-def]
    """Guess of the cost of a way (10 a straight block, 14 a diagonal one); half too high, as the game's."""
    dx, dz = abs(dx), abs(dz)
    return 15 * (dx + dz) - 9 * min(dx, dz) + 8 * abs(dy)


@linked("wriiii:i")
def find_path(w, r, i, tx, ty, tz):  # type: ignore[no-untyped-def]
    """A* from entity i towards cell (tx, ty, tz); its first ten steps go into the entity's ``path``.

    Opens at most 200 nodes within 16 blocks and else goes to the node nearest to the target, as the game does.
    Returns the number of steps, negative if they do not reach the target, 0 if nowhere is better. Works in
    ``w.queue``; node rows are x, y, z, cost so far, parent * 64 + step, closed.
    """
    e = w.entities[i]
    q = w.queue
    x0, y0, z0 = math.floor(e.x), math.floor(e.y + 0.5), math.floor(e.z)
    if e.on_ground != 0 and cell(w, r, x0, y0 - 1, z0) == 0:
        # Half over an edge: start from the block that carries the creature.
        bx, bz = math.floor(e.x + 0.3), math.floor(e.z + 0.3)
        cx, cz = math.floor(e.x - 0.3), math.floor(e.z - 0.3)
        for ax in (cx, bx):
            for az in (cz, bz):
                if cell(w, r, ax, y0 - 1, az) == 2 and cell(w, r, ax, y0, az) <= 1:
                    x0, z0 = ax, az
    for k in range(_NODES):
        q[k] = 0
    q[_NODES] = x0
    q[_NODES + 1] = y0
    q[_NODES + 2] = z0
    q[_NODES + 3] = 0
    q[_NODES + 4] = -1
    q[_NODES + 5] = 0
    q[(REACH << 5 | REACH) << 4 | 8] = 1
    nodes = np.int64(1)
    heap = np.int64(1)
    _push(q, np.int64(0), np.int64(0), np.int64(0))
    best = 0
    best_far = _far(tx - x0, ty - y0, tz - z0)
    for _ in range(_BUDGET):
        if heap == 0:
            break
        node = _pop(q, heap)
        heap -= 1
        at = _NODES + 6 * node
        if q[at + 5] != 0:
            continue
        q[at + 5] = 1
        x, y, z, cost = np.int64(q[at]), np.int64(q[at + 1]), np.int64(q[at + 2]), np.int64(q[at + 3])
        far = _far(tx - x, ty - y, tz - z)
        if far < best_far:
            best_far = far
            best = node
            if far <= 8:
                break
        sides = 0  # bit d: the straight neighbour d can be entered without climbing
        for d in range(8):
            nx, nz = x + _DX[d], z + _DZ[d]
            ix, iz = nx - x0 + REACH, nz - z0 + REACH
            if ix < 0 or iz < 0 or ix >= 32 or iz >= 32:
                continue
            if d >= 4 and sides & _CORNER[d - 4] != _CORNER[d - 4]:
                continue
            ny = stand(w, r, x, y, z, nx, nz)
            if ny == NO_WAY:
                continue
            if d < 4 and ny <= y:
                sides |= 1 << d
            iy = ny - y0 + 8
            if iy < 0 or iy > 15 or (d >= 4 and ny != y):
                continue
            step = 10 if d < 4 else 14
            if ny != y:
                step += 5
            if cell(w, r, nx, ny, nz) == 3:
                step += 40
            key = (ix << 5 | iz) << 4 | iy
            other = np.int64(q[key]) - 1
            if other < 0:
                other = nodes
                nodes += 1
                q[key] = other + 1
                row = _NODES + 6 * other
                q[row] = nx
                q[row + 1] = ny
                q[row + 2] = nz
                q[row + 5] = 0
            else:
                row = _NODES + 6 * other
                if q[row + 5] != 0 or q[row + 3] <= cost + step:
                    continue
            q[row + 3] = cost + step
            q[row + 4] = node << 6 | d << 3 | (ny - y + 4)
            _push(q, heap, other, cost + step + _far(tx - nx, ty - ny, tz - nz))
            heap += 1
    # Walk back: shifting each step in at the low end leaves the first step lowest and drops those past the tenth.
    path = np.uint64(0)
    steps = 0
    node = best
    while node != 0:
        link = np.int64(q[_NODES + 6 * node + 4])
        path = path << np.uint64(6) | np.uint64(link & 63)
        steps += 1
        node = link >> 6
    e.path = path
    e.path_n = min(steps, MAX_STEPS)
    e.way_x = x0
    e.way_y = y0
    e.way_z = z0
    return steps if best_far <= 8 else -steps


@kernel
def next_step(e):  # type: ignore[no-untyped-def]
    """Advance an entity's way point by one step of its path."""
    step = np.int64(e.path & np.uint64(63))
    e.path = e.path >> np.uint64(6)
    e.path_n -= 1
    e.way_x += _DX[step >> 3]
    e.way_z += _DZ[step >> 3]
    e.way_y += (step & 7) - 4
