"""Water and lava: flowing as in the game, infinite sources, and what happens when they meet.

Level of a state: 0 source, 1..7 thinner and thinner, 8 falling (``r.fluid_level``). Water loses 1 a block and ticks
every 5, lava loses 2 (overworld) and ticks every 30.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.breaking import drop_loot
from craftagent.sim.grid import TICK_FLUID, get, loaded, schedule, set_block
from craftagent.sim.jit import linked, part
from craftagent.sim.rules.registry import state_id

WATER = state_id("water")  # level 0; level n is WATER + n, falling is 8
LAVA = state_id("lava")
STONE = state_id("stone")
COBBLESTONE = state_id("cobblestone")
OBSIDIAN = state_id("obsidian")
WATER_DELAY, LAVA_DELAY = 5, 30  # ticks
_FAR = 1000
_SIDE = 11  # of the square in which the nearest hole is looked for
_MIDDLE = 5 * _SIDE + 5
_QUEUE = 256  # scratch: cells still to walk from; the square itself is at 0


@part
def _room(w, r, x, y, z):  # type: ignore[no-untyped-def]
    """Whether a cell is free for a fluid: air, or what it washes away. Cells with a fluid in them are not."""
    state = get(w, x, y, z)
    return state == 0 or (r.washable[state] != 0 and r.fluid[state] == 0)


@part
def _hole(w, r, x, y, z, fluid):  # type: ignore[no-untyped-def]
    """Whether a fluid at a cell falls on: below is the same fluid or room for it."""
    return y > 0 and (r.fluid[get(w, x, y - 1, z)] == fluid or _room(w, r, x, y - 1, z))


@part
def _way(w, r, x, y, z, fluid):  # type: ignore[no-untyped-def]
    """Whether a fluid may pass through a cell on its level: room, or the same fluid flowing."""
    state = get(w, x, y, z)
    if r.fluid[state] == fluid:
        return r.fluid_level[state] != 0
    return _room(w, r, x, y, z)


@part
def _steps_to_hole(w, r, x, y, z, fluid, came, reach):  # type: ignore[no-untyped-def]
    """Steps (0..reach) from a cell to the nearest hole, walking on its level but not back; ``_FAR`` if there is none.

    A breadth-first walk over at most a 11 x 11 square held in ``w.scratch``.
    """
    s = w.scratch
    for i in range(_SIDE * _SIDE):
        s[i] = 0.0
    s[_MIDDLE] = 1.0  # one more than the steps to a cell
    s[_QUEUE] = _MIDDLE
    head = 0
    tail = 1
    while head < tail:
        cell = np.int64(s[_QUEUE + head])
        head += 1
        cx, cz = cell // _SIDE, cell % _SIDE
        steps = np.int64(s[cell]) - 1
        if _hole(w, r, x + cx - 5, y, z + cz - 5, fluid):
            return steps
        if steps >= reach:
            continue
        for side in range(4):
            nx = cx + (1 if side == 3 else -1 if side == 2 else 0)
            nz = cz + (1 if side == 1 else -1 if side == 0 else 0)
            if (cell == _MIDDLE and side == came) or s[nx * _SIDE + nz] > 0.0:
                continue
            if _way(w, r, x + nx - 5, y, z + nz - 5, fluid):
                s[nx * _SIDE + nz] = steps + 2
                s[_QUEUE + tail] = nx * _SIDE + nz
                tail += 1
    return np.int64(_FAR)


@part
def _level_at(w, r, x, y, z, fluid):  # type: ignore[no-untyped-def]
    """Level that a fluid should have in a cell, from what surrounds it; -1 = dry.

    Of a source in the cell itself this knows nothing. A thousand times the number of source neighbours is added.
    """
    best = np.int64(_FAR)
    sources = 0
    for side in range(4):
        nx = x + (1 if side == 3 else -1 if side == 2 else 0)
        nz = z + (1 if side == 1 else -1 if side == 0 else 0)
        state = get(w, nx, y, nz)
        if r.fluid[state] == fluid and (r.sturdy[state] >> ((2 + side) ^ 1)) & 1 == 0:
            level = np.int64(r.fluid_level[state])
            if level == 0:
                sources += 1
            best = min(best, level & 7)  # falling counts as full
    level = best + (1 if fluid == 1 else 2)
    if level > 7:
        level = np.int64(-1)
    above = get(w, x, y + 1, z)
    if r.fluid[above] == fluid and r.sturdy[above] & 1 == 0:
        level = np.int64(8)
    if fluid == 1 and sources >= 2:
        below = get(w, x, y - 1, z)
        if r.solid[below] != 0 or (r.fluid[below] == 1 and r.fluid_level[below] == 0):
            level = np.int64(0)
    return level + 1000 * sources


@linked("wriii:i")
def meet(w, r, x, y, z):  # type: ignore[no-untyped-def]
    """Turn lava that touches water (beside or above) to obsidian or cobblestone. Returns whether it did."""
    state = get(w, x, y, z)
    if r.fluid[state] != 2:
        return 0
    for side in range(5):
        nx = x + (1 if side == 3 else -1 if side == 2 else 0)
        nz = z + (1 if side == 1 else -1 if side == 0 else 0)
        ny = y + 1 if side == 4 else y
        if r.fluid[get(w, nx, ny, nz)] == 1:
            return set_block(w, r, x, y, z, OBSIDIAN if r.fluid_level[state] == 0 else COBBLESTONE)
    return 0


@linked("wriii:v")
def tick_fluid(w, r, x, y, z):  # type: ignore[no-untyped-def]
    """One scheduled fluid tick: settle this cell's level, then spread down or sideways."""
    state = get(w, x, y, z)
    fluid = np.int64(r.fluid[state])
    if fluid == 0:
        return
    base = WATER if fluid == 1 else LAVA
    drop, delay, reach = (1, WATER_DELAY, 4) if fluid == 1 else (2, LAVA_DELAY, 2)
    pure = state >= base and state <= base + 15
    level = np.int64(r.fluid_level[state])
    if level != 0 and pure:
        found = _level_at(w, r, x, y, z, fluid)
        new = (found + 1) % 1000 - 1
        if new < 0:
            set_block(w, r, x, y, z, 0)
            return
        if new != level:
            set_block(w, r, x, y, z, base + new)
            schedule(w, x, y, z, TICK_FLUID, delay)
            level = new
    # Which ways it goes: bit 0 down, bits 1 to 4 the sides (north, south, west, east).
    ways = 0
    sides = False
    floor_open = pure or r.sturdy[state] & 1 == 0
    below = get(w, x, y - 1, z)
    if y > 0 and floor_open and fluid == 2 and r.fluid[below] == 1:  # lava falls on water
        if below >= WATER and below <= WATER + 15:
            set_block(w, r, x, y - 1, z, STONE)
        return
    if y > 0 and floor_open and _room(w, r, x, y - 1, z):
        ways = 1
        sides = _level_at(w, r, x, y, z, fluid) >= 2999  # three sources around feed the sides, too
    else:
        sides = level == 0 or not (floor_open and _hole(w, r, x, y, z, fluid))
    if sides and (level & 7) + drop <= 7:
        shortest = np.int64(_FAR)
        open_ways = 0
        for side in range(4):
            nx = x + (1 if side == 3 else -1 if side == 2 else 0)
            nz = z + (1 if side == 1 else -1 if side == 0 else 0)
            if (not pure and (r.sturdy[state] >> (2 + side)) & 1 == 1) or not _way(w, r, nx, y, nz, fluid):
                continue
            steps = _steps_to_hole(w, r, nx, y, nz, fluid, side ^ 1, reach)
            if steps < shortest:
                shortest = steps
                open_ways = 0
            if steps == shortest:
                open_ways |= 2 << side
        ways |= open_ways
    for way in range(5):
        if (ways >> way) & 1 == 0:
            continue
        nx = x + (1 if way == 4 else -1 if way == 3 else 0)
        ny = y - 1 if way == 0 else y
        nz = z + (1 if way == 2 else -1 if way == 1 else 0)
        there = get(w, nx, ny, nz)
        if r.fluid[there] != 0 or not loaded(w, nx, nz):
            continue  # a flow that is there already settles its own level
        new = (_level_at(w, r, nx, ny, nz, fluid) + 1) % 1000 - 1
        if new < 0:
            continue
        if fluid == 1 and there != 0:
            drop_loot(w, r, there, 0, nx, ny, nz)
        set_block(w, r, nx, ny, nz, base + new)
        schedule(w, nx, ny, nz, TICK_FLUID, delay)
