"""Water and lava: flowing as in the game, infinite sources, and what happens when they meet.

Level of a state: 0 source, 1..7 thinner and thinner, 8 falling (``r.fluid_level``). Water loses 1 a block and ticks
every 5, lava loses 2 (overworld) and ticks every 30.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.breaking import drop_loot
from craftagent.sim.grid import TICK_FLUID, get, loaded, schedule, set_block
from craftagent.sim.jit import kernel
from craftagent.sim.rules.registry import state_id

WATER = state_id("water")  # level 0; level n is WATER + n, falling is 8
LAVA = state_id("lava")
STONE = state_id("stone")
COBBLESTONE = state_id("cobblestone")
OBSIDIAN = state_id("obsidian")
WATER_DELAY, LAVA_DELAY = 5, 30  # ticks
_NONE = 1000


@kernel
def _blocks_flow(w, r, x, y, z, fluid):  # type: ignore[no-untyped-def]
    """Whether a fluid can not enter the cell: full or otherwise solid, not replaceable."""
    state = get(w, x, y, z)
    if state == 0 or r.fluid[state] == fluid:
        return False
    if r.fluid[state] != 0 and r.fluid[state] != fluid:
        return True
    return not (r.replaceable[state] != 0 or (r.coll_count[state] == 0 and r.climbable[state] == 0))


@kernel
def _hole(w, r, x, y, z, fluid):  # type: ignore[no-untyped-def]
    """Whether the fluid would fall at a cell: below is the same fluid or free."""
    below = get(w, x, y - 1, z)
    return r.fluid[below] == fluid or not _blocks_flow(w, r, x, y - 1, z, fluid)


@kernel
def _slope(w, r, x, y, z, fluid, came, reach):  # type: ignore[no-untyped-def]
    """Steps (1..reach) from a neighbour cell to the nearest hole walking on its level, ``_NONE`` if there is none.

    A breadth-first walk over at most a 11 x 11 square held in ``w.scratch``.
    """
    if _hole(w, r, x, y, z, fluid):
        return 0
    size = 11
    for i in range(size * size):
        w.scratch[i] = 0.0
    head = 0
    tail = 1
    base = 256
    w.scratch[base] = 5 * size + 5
    w.scratch[5 * size + 5] = 1.0
    while head < tail:
        cell = np.int64(w.scratch[base + head])
        head += 1
        cx, cz = cell // size, cell % size
        steps = np.int64(w.scratch[cell])
        if steps > reach:
            continue
        for side in range(4):
            if cell == 5 * size + 5 and side == came:
                continue
            nx = cx + (1 if side == 3 else -1 if side == 2 else 0)
            nz = cz + (1 if side == 1 else -1 if side == 0 else 0)
            if nx < 0 or nz < 0 or nx >= size or nz >= size or w.scratch[nx * size + nz] > 0:
                continue
            wx, wz = x + nx - 5, z + nz - 5
            if _blocks_flow(w, r, wx, y, wz, fluid) or (
                r.fluid[get(w, wx, y, wz)] == fluid and r.fluid_level[get(w, wx, y, wz)] == 0
            ):
                continue
            if _hole(w, r, wx, y, wz, fluid):
                return steps
            w.scratch[nx * size + nz] = steps + 1
            w.scratch[base + tail] = nx * size + nz
            tail += 1
    return _NONE


@kernel
def _new_level(w, r, x, y, z, fluid):  # type: ignore[no-untyped-def]
    """Level that a non-source cell should have from what surrounds it; -1 = dry."""
    above = get(w, x, y + 1, z)
    if r.fluid[above] == fluid:
        return np.int64(8)
    drop = 1 if fluid == 1 else 2
    best = np.int64(_NONE)
    sources = 0
    for side in range(4):
        nx = x + (1 if side == 3 else -1 if side == 2 else 0)
        nz = z + (1 if side == 1 else -1 if side == 0 else 0)
        state = get(w, nx, y, nz)
        if r.fluid[state] != fluid:
            continue
        level = np.int64(r.fluid_level[state])
        if level == 0:
            sources += 1
        if level == 8:
            level = np.int64(0)
        if level < best:
            best = level
    if fluid == 1 and sources >= 2:
        below = get(w, x, y - 1, z)
        if r.opaque_cube[below] != 0 or (r.fluid[below] == 1 and r.fluid_level[below] == 0):
            return np.int64(0)
    level = best + drop
    return level if level <= 7 else np.int64(-1)


@kernel
def meet(w, r, x, y, z):  # type: ignore[no-untyped-def]
    """Turn lava that touches water (beside or above) to obsidian or cobblestone. Returns whether it did."""
    state = get(w, x, y, z)
    if r.fluid[state] != 2:
        return False
    for side in range(5):
        nx = x + (1 if side == 3 else -1 if side == 2 else 0)
        nz = z + (1 if side == 1 else -1 if side == 0 else 0)
        ny = y + 1 if side == 4 else y
        if r.fluid[get(w, nx, ny, nz)] == 1:
            set_block(w, r, x, y, z, OBSIDIAN if r.fluid_level[state] == 0 else COBBLESTONE)
            return True
    return False


@kernel
def _flow_into(w, r, x, y, z, fluid, level):  # type: ignore[no-untyped-def]
    """Let a fluid of a level enter a free cell; what grew there is washed away and, by water, dropped."""
    base = WATER if fluid == 1 else LAVA
    there = get(w, x, y, z)
    if fluid == 1 and there != 0 and r.fluid[there] == 0:
        drop_loot(w, r, there, 0, x, y, z)
    set_block(w, r, x, y, z, base + level)
    schedule(w, x, y, z, TICK_FLUID, WATER_DELAY if fluid == 1 else LAVA_DELAY)


@kernel
def tick_fluid(w, r, x, y, z):  # type: ignore[no-untyped-def]
    """One scheduled fluid tick: settle this cell's level, then spread down or sideways."""
    if not loaded(w, x, z):
        return
    state = get(w, x, y, z)
    fluid = np.int64(r.fluid[state])
    if fluid == 0:
        return
    base = WATER if fluid == 1 else LAVA
    pure = state >= base and state <= base + 15
    level = np.int64(r.fluid_level[state])
    if level != 0 and pure:
        new = _new_level(w, r, x, y, z, fluid)
        if new < 0:
            set_block(w, r, x, y, z, 0)
            return
        if new != level:
            set_block(w, r, x, y, z, base + new)
            schedule(w, x, y, z, TICK_FLUID, WATER_DELAY if fluid == 1 else LAVA_DELAY)
            level = new
    below = get(w, x, y - 1, z)
    if y > 0 and r.fluid[below] != fluid:
        if r.fluid[below] == 1:  # lava falls on water
            set_block(w, r, x, y - 1, z, STONE)
            return
        if not _blocks_flow(w, r, x, y - 1, z, fluid):
            _flow_into(w, r, x, y - 1, z, fluid, 8)
            return
    if y > 0 and r.fluid[below] == fluid and r.fluid_level[below] != 0 and level != 0:
        return  # falls on; only a source also spreads over its own fluid
    if level == 8:
        level = np.int64(0)
    drop = 1 if fluid == 1 else 2
    if level + drop > 7:
        return
    shortest = np.int64(_NONE)
    reach = 4 if fluid == 1 else 2
    for turn in range(2):  # first find the shortest way to a hole, then flow along all ways that short
        for side in range(4):
            nx = x + (1 if side == 3 else -1 if side == 2 else 0)
            nz = z + (1 if side == 1 else -1 if side == 0 else 0)
            if _blocks_flow(w, r, nx, y, nz, fluid) or not loaded(w, nx, nz):
                continue
            there = get(w, nx, y, nz)
            if r.fluid[there] == fluid and (r.fluid_level[there] == 0 or not (there >= base and there <= base + 15)):
                continue
            steps = np.int64(_slope(w, r, nx, y, nz, fluid, side ^ 1, reach))
            if turn == 0:
                shortest = min(shortest, steps)
            elif steps == shortest:
                have = np.int64(r.fluid_level[there]) if r.fluid[there] == fluid else np.int64(_NONE)
                if have > level + drop and have != 8:
                    _flow_into(w, r, nx, y, nz, fluid, level + drop)
