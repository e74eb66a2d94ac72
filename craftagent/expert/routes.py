"""Finding a way: A* over the cells a body can stand or swim in, with digging, bridging and pillaring, in ticks.

A node is the cell of the feet. Costs are ticks of a running player, so the cheapest way is the fastest. The search runs
in the loaded part of the world only and keeps to a budget of nodes; if the goal is not reached it returns the way to
the node that came nearest, which is what a player does who goes on looking from there.
"""

from __future__ import annotations

import numpy as np

from craftagent.expert.terrain_costs import CLIMB, FENCE, HARM, LAVA, LOW, NEVER, PASS, SOLID, WATER
from craftagent.sim.jit import kernel
from craftagent.sim.state import FULL

# Moves
WALK, UP, DROP, DOWN, PILLAR, BRIDGE, DIAGONAL, SWIM = range(8)
# Goals
AT, NEAR, COLUMN, LEVEL = range(4)

STEP = 3.8  # ticks a block on foot, mostly running
JUMP = 6.0
FALL = 5.0
SWIM_COST = 8.0
DIVE = 20.0  # more for a cell whose head room is water: air runs out
SLOW_DIG = 5.0  # digging with the eyes in water
PLACE = 12.0
UP_AND_DOWN = 24.0  # looking from the ceiling to the feet and back
MAX_NODES = 150_000
_HASH_BITS = 19
_EYE = 1.62


@kernel
def _at(w, x, y, z):  # type: ignore[no-untyped-def]
    if y < 0 or y > 255:
        return np.int64(0)
    return np.int64(w.blocks[x & 255, z & 255, y])


@kernel
def _there(w, x, z):  # type: ignore[no-untyped-def]
    cx, cz = x >> 4, z >> 4
    i, j = cx & 15, cz & 15
    return w.chunk_status[i, j] == FULL and w.chunk_xz[i, j, 0] == cx and w.chunk_xz[i, j, 1] == cz


@kernel
def clear_cost(w, r, kind, dig, x, y, z, wet):  # type: ignore[no-untyped-def]
    """Ticks to make a cell passable; NEVER if it must stay. ``wet`` 1: the feet, 2: the head is in water."""
    if y < 1 or y > 254:
        return NEVER
    state = _at(w, x, y, z)
    k = kind[state]
    if k == PASS or k == WATER or k == CLIMB or k == LOW:
        return np.float32(0.0)
    if k == HARM or k == LAVA:
        return NEVER
    cost = dig[state]
    if cost >= NEVER:
        return NEVER
    if wet == 2:
        return NEVER  # one does not dig under water
    if wet == 1:
        cost *= np.float32(SLOW_DIG)
    for side in range(5):
        nx = x + (1 if side == 0 else -1 if side == 1 else 0)
        nz = z + (1 if side == 2 else -1 if side == 3 else 0)
        ny = y + (1 if side == 4 else 0)
        other = _at(w, nx, ny, nz)
        if r.fluid[other] == 2:
            return NEVER
        if r.fluid[other] == 1 and wet == 0:
            cost += np.float32(30.0)
    above = y + 1
    while above < 255 and above < y + 12 and r.falls[_at(w, x, above, z)] != 0:
        cost += dig[_at(w, x, above, z)] + np.float32(4.0)
        above += 1
    return cost


@kernel
def _danger(w, kind, x, y, z):  # type: ignore[no-untyped-def]
    """Extra ticks for standing beside lava or fire."""
    extra = 0.0
    for side in range(4):
        nx = x + (1 if side == 0 else -1 if side == 1 else 0)
        nz = z + (1 if side == 2 else -1 if side == 3 else 0)
        for dy in range(-1, 2):
            k = kind[_at(w, nx, y + dy, nz)]
            if k == LAVA:
                extra += 25.0
            elif k == HARM and dy == 0:
                extra += 4.0
    return extra


@kernel
def _rest(goal, reach, gx, gy, gz, x, y, z):  # type: ignore[no-untyped-def]
    """Ticks that are left at least; 0 at the goal."""
    dx, dy, dz = float(abs(gx - x)), float(gy - y), float(abs(gz - z))
    if goal == LEVEL:
        return abs(dy) * FALL
    if goal == COLUMN:
        flat = max(dx, dz) + 0.414 * min(dx, dz)
        return 0.0 if dx * dx + dz * dz <= reach * reach else max(flat - reach, 0.1) * STEP
    if goal == NEAR:
        ey = gy + 0.5 - (y + _EYE)
        far = np.sqrt(dx * dx + ey * ey + dz * dz)
        return 0.0 if far <= reach else max(far - reach, 0.1) * STEP
    flat = max(dx, dz) + 0.414 * min(dx, dz)
    return flat * STEP + abs(dy) * 3.0


@kernel
def find_route(ws, rs, kind, dig, start, aim, reach, blocks, limit, weight, table, nodes, cost, heap, out):  # type: ignore[no-untyped-def]
    """Search. Returns (length of the way, 1 if it ends at the goal else 0).

    ``start`` int64 (3,) feet cell; ``aim`` int64 (4,) = goal kind, x, y, z; ``reach`` blocks; ``blocks`` how many may be
    placed; ``limit`` nodes; ``weight`` of the heuristic. Scratch: ``table`` int32 (2**19,), ``nodes`` int64 (MAX_NODES, 6)
    = x y z parent move closed, ``cost`` float64 (MAX_NODES, 2), ``heap`` int64 (4 * MAX_NODES,) and, in ``out`` int64
    (n, 4), the way: x y z move, the start first.
    """
    w, r = ws[0], rs[0]
    table[:] = -1
    goal, gx, gy, gz = aim[0], aim[1], aim[2], aim[3]
    mask = np.int64((1 << _HASH_BITS) - 1)
    q = (table, nodes, cost, heap, mask, goal, reach, gx, gy, gz, weight)
    n = 1
    nodes[0, 0], nodes[0, 1], nodes[0, 2] = start[0], start[1], start[2]
    nodes[0, 3], nodes[0, 4], nodes[0, 5] = -1, WALK, 0
    cost[0, 0] = 0.0
    cost[0, 1] = _rest(goal, reach, gx, gy, gz, start[0], start[1], start[2]) * weight
    best, best_rest = 0, cost[0, 1]
    heap[0] = 0
    size = 1
    slot = _slot(table, nodes, mask, start[0], start[1], start[2])
    table[slot] = 0
    expanded = 0
    found = 0
    while size > 0 and expanded < limit and n < MAX_NODES - 24:
        top = heap[0]
        size -= 1
        heap[0] = heap[size]
        _sift_down(heap, cost, size)
        if nodes[top, 5] != 0:
            continue
        nodes[top, 5] = 1
        expanded += 1
        x, y, z = nodes[top, 0], nodes[top, 1], nodes[top, 2]
        rest = cost[top, 1] - cost[top, 0]
        if rest < best_rest:
            best, best_rest = top, rest
        if rest <= 0.0:
            best = top
            found = 1
            break
        g = cost[top, 0]
        here = kind[_at(w, x, y, z)]
        below = np.int64(kind[_at(w, x, y - 1, z)])
        if nodes[top, 4] == PILLAR or nodes[top, 4] == BRIDGE:
            below = np.int64(SOLID)  # what will have been put there
        swimming = here == WATER
        head = _at(w, x, y + 1, z)
        wet = 0 if not swimming else 2 if kind[head] == WATER else 1
        carried = below == SOLID or here == LOW or here == CLIMB or below == FENCE or swimming or below == LOW
        # straight up: swim, climb, or pillar
        up = clear_cost(w, r, kind, dig, x, y + 2, z, wet)
        if up < NEVER and kind[head] != SOLID:
            if swimming or here == CLIMB:
                n, size = _offer(q, n, size, top, x, y + 1, z, g + (SWIM_COST if swimming else 8.0) + up, SWIM)
            elif blocks > 0 and (below == SOLID or below == FENCE):
                n, size = _offer(
                    q, n, size, top, x, y + 1, z, g + PLACE + up + (UP_AND_DOWN if up > 0.0 else 0.0), PILLAR
                )
        # straight down: swim, or dig
        if swimming and below == WATER:
            n, size = _offer(q, n, size, top, x, y - 1, z, g + SWIM_COST + DIVE, SWIM)
        elif y > 5:
            down = clear_cost(w, r, kind, dig, x, y - 1, z, wet)
            if down < NEVER:
                land = y - 1
                while land > y - 5 and land > 1:
                    k = kind[_at(w, x, land - 1, z)]
                    if k == SOLID or k == LOW or k == FENCE or kind[_at(w, x, land, z)] == WATER:
                        break
                    if k == LAVA or k == HARM:
                        land = -1
                        break
                    land -= 1
                if land > y - 5 and land > 1 and kind[_at(w, x, land, z)] != LAVA:
                    k = kind[_at(w, x, land - 1, z)]
                    if (k == SOLID or k == LOW or kind[_at(w, x, land, z)] == WATER) and _dry_below(w, r, x, y, z) != 0:
                        n, size = _offer(q, n, size, top, x, land, z, g + 5.0 + down + 1.5 * (y - land), DOWN)
        for side in range(4):
            dx = 1 if side == 0 else -1 if side == 1 else 0
            dz = 1 if side == 2 else -1 if side == 3 else 0
            qx, qz = x + dx, z + dz
            if not _there(w, qx, qz):
                continue
            feet = clear_cost(w, r, kind, dig, qx, y, qz, wet)
            head_cost = clear_cost(w, r, kind, dig, qx, y + 1, qz, wet)
            qk = kind[_at(w, qx, y, qz)]
            floor = kind[_at(w, qx, y - 1, qz)]
            if feet < NEVER and head_cost < NEVER and carried:
                clear = np.float64(feet + head_cost)
                if qk == WATER:
                    under = DIVE if kind[_at(w, qx, y + 1, qz)] == WATER else 0.0
                    n, size = _offer(q, n, size, top, qx, y, qz, g + SWIM_COST + under + clear, WALK)
                elif floor == SOLID or qk == LOW or qk == CLIMB:
                    n, size = _offer(q, n, size, top, qx, y, qz, g + STEP + clear + _danger(w, kind, qx, y, qz), WALK)
                elif floor != HARM and floor != LAVA and floor != FENCE:
                    # over the edge: down to what carries, at most 3 blocks, or into water
                    land = y - 1
                    while land > y - 4 and land > 1:
                        k = kind[_at(w, qx, land, qz)]
                        if k != PASS and k != CLIMB and k != LOW:
                            break
                        b = kind[_at(w, qx, land - 1, qz)]
                        if b == SOLID or b == LOW or b == FENCE or b == LAVA or b == HARM:
                            break
                        land -= 1
                    k = kind[_at(w, qx, land, qz)]
                    b = kind[_at(w, qx, land - 1, qz)]
                    good = k == WATER or ((k == PASS or k == LOW or k == CLIMB) and (b == SOLID or b == LOW))
                    if good and land >= y - 3:
                        n, size = _offer(
                            q,
                            n,
                            size,
                            top,
                            qx,
                            land,
                            qz,
                            g + STEP + FALL + 1.5 * (y - land) + clear + _danger(w, kind, qx, land, qz),
                            DROP,
                        )
                    if blocks > 0 and below == SOLID and not swimming:
                        n, size = _offer(q, n, size, top, qx, y, qz, g + STEP + PLACE + 8.0 + clear, BRIDGE)
                if clear == 0.0 and floor == SOLID and qk == PASS and not swimming and side < 2:
                    for other in range(-1, 2, 2):  # diagonals: both corners and the end free, on one level
                        tz = z + other
                        if (
                            kind[_at(w, x, y, tz)] == PASS and kind[_at(w, x, y + 1, tz)] == PASS
                            and kind[_at(w, qx, y, tz)] == PASS and kind[_at(w, qx, y + 1, tz)] == PASS
                            and kind[_at(w, qx, y - 1, tz)] == SOLID and kind[_at(w, x, y - 1, tz)] != LAVA
                            and _there(w, qx, tz)
                        ):  # fmt: skip
                            n, size = _offer(
                                q, n, size, top, qx, y, tz, g + STEP * 1.414 + _danger(w, kind, qx, y, tz), DIAGONAL
                            )
            # up a step
            if carried and up < NEVER and head_cost < NEVER:
                two = clear_cost(w, r, kind, dig, qx, y + 2, qz, wet)
                if two < NEVER and (qk == SOLID or qk == LOW) and (here != LOW or qk == SOLID):
                    n, size = _offer(
                        q,
                        n,
                        size,
                        top,
                        qx,
                        y + 1,
                        qz,
                        g + JUMP + np.float64(up + head_cost + two) + _danger(w, kind, qx, y + 1, qz),
                        UP,
                    )
    length = 0
    k = best
    while k >= 0:
        length += 1
        k = nodes[k, 3]
    if length > out.shape[0]:
        return 0, 0
    k, i = best, length - 1
    while k >= 0:
        out[i, 0], out[i, 1], out[i, 2], out[i, 3] = nodes[k, 0], nodes[k, 1], nodes[k, 2], nodes[k, 4]
        k = nodes[k, 3]
        i -= 1
    return length, found


@kernel
def _dry_below(w, r, x, y, z):  # type: ignore[no-untyped-def]
    """1 if no lava waits under or beside the cell below the feet."""
    for side in range(5):
        nx = x + (1 if side == 0 else -1 if side == 1 else 0)
        nz = z + (1 if side == 2 else -1 if side == 3 else 0)
        if r.fluid[_at(w, nx, y - 2, nz)] == 2 or r.fluid[_at(w, nx, y - 1, nz)] == 2:
            return 0
    return 1


@kernel
def _slot(table, nodes, mask, x, y, z):  # type: ignore[no-untyped-def]
    """Place in the table of the node of a cell, or where it would go."""
    h = np.uint64(x & 0xFFFFF) * np.uint64(0x9E3779B97F4A7C15)
    h ^= np.uint64(z & 0xFFFFF) * np.uint64(0xC2B2AE3D27D4EB4F)
    h ^= np.uint64(y & 0xFF) * np.uint64(0x165667B19E3779F9)
    h ^= h >> np.uint64(29)
    i = np.int64(h & np.uint64(mask))
    while table[i] >= 0:
        k = table[i]
        if nodes[k, 0] == x and nodes[k, 1] == y and nodes[k, 2] == z:
            return i
        i = (i + 1) & mask
    return i


@kernel
def _offer(q, n, size, parent, x, y, z, g, move):  # type: ignore[no-untyped-def]
    """Take a cell into the search, or better its cost. ``q``: buffers and goal. Returns the new (nodes, heap size)."""
    table, nodes, cost, heap, mask, goal, reach, gx, gy, gz, weight = q
    slot = _slot(table, nodes, mask, x, y, z)
    k = np.int64(table[slot])
    if k >= 0:
        if nodes[k, 5] != 0 or g >= cost[k, 0] - 1e-9:
            return n, size
        rest = cost[k, 1] - cost[k, 0]
    else:
        k = n
        n += 1
        table[slot] = k
        nodes[k, 0], nodes[k, 1], nodes[k, 2], nodes[k, 5] = x, y, z, 0
        rest = _rest(goal, reach, gx, gy, gz, x, y, z) * weight
    nodes[k, 3], nodes[k, 4] = parent, move
    cost[k, 0], cost[k, 1] = g, g + rest
    if size < heap.shape[0]:
        i = size
        heap[i] = k
        size += 1
        f = cost[k, 1]
        while i > 0:
            up = (i - 1) >> 1
            if cost[heap[up], 1] <= f:
                break
            heap[i] = heap[up]
            i = up
        heap[i] = k
    return n, size


@kernel
def _sift_down(heap, cost, size):  # type: ignore[no-untyped-def]
    if size <= 0:
        return
    item = heap[0]
    f = cost[item, 1]
    i = 0
    while True:
        child = 2 * i + 1
        if child >= size:
            break
        if child + 1 < size and cost[heap[child + 1], 1] < cost[heap[child], 1]:
            child += 1
        if cost[heap[child], 1] >= f:
            break
        heap[i] = heap[child]
        i = child
    heap[i] = item
