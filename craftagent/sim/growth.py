"""Random ticks: crops, stems, saplings, cane and cactus, grass, leaf decay, farmland, melting ice and snow.

Chances are the game's. Not modelled: growing vines, kelp, bamboo, mushrooms and chorus; lava that sets fires.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.breaking import break_block
from craftagent.sim.grid import block_light, get, light_at, set_block, sky_light
from craftagent.sim.jit import linked, part
from craftagent.sim.rng import next_u64, randint
from craftagent.sim.rules.interactions import (
    GROW_COLUMN,
    GROW_CROP,
    GROW_FARMLAND,
    GROW_GRASS,
    GROW_LEAVES,
    GROW_MELT,
    GROW_SAPLING,
    GROW_STEM,
    QUIET,
)
from craftagent.sim.rules.placement_table import SOIL_DIRT, SUPPORT_FARMLAND
from craftagent.sim.rules.registry import block_id, state_id
from craftagent.sim.saplings import grow_sapling
from craftagent.sim.state import FULL

RANDOM_TICK_SPEED = 3  # picks a section a tick, the game rule's default
_DIRT, _WATER = state_id("dirt"), state_id("water")
_GRASS, _SNOWY = state_id("grass_block", snowy=False), state_id("grass_block", snowy=True)
_FARMLAND = state_id("farmland", moisture=0)
_WART, _BERRIES, _COCOA = block_id("nether_wart"), block_id("sweet_berry_bush"), block_id("cocoa")
_BEETROOTS, _ICE = block_id("beetroots"), block_id("ice")
_MELON_STEM = state_id("melon_stem", age=7)
_FRUITS = (state_id("pumpkin"), state_id("melon"))
_ATTACHED = (
    tuple(state_id("attached_pumpkin_stem", facing=f) for f in ("north", "south", "west", "east")),
    tuple(state_id("attached_melon_stem", facing=f) for f in ("north", "south", "west", "east")),
)


@part
def _covered(w, r, x, y, z):  # type: ignore[no-untyped-def]
    """Whether what lies on a block kills grass there: full water, or anything that lets no light down."""
    above = get(w, x, y + 1, z)
    if r.fluid[above] != 0 and (r.fluid_level[above] & 7) == 0:
        return True
    return r.opacity[above] >= 15 or r.light_faces[above] & 1 == 1


@linked("wriiii:v")
def _spread_grass(w, r, x, y, z, state):  # type: ignore[no-untyped-def]
    if _covered(w, r, x, y, z):
        set_block(w, r, x, y, z, _DIRT)
        return
    if light_at(w, x, y + 1, z) < 9:
        return
    for _ in range(4):
        tx, ty, tz = x + randint(w, 3) - 1, y + randint(w, 5) - 3, z + randint(w, 3) - 1
        if get(w, tx, ty, tz) != _DIRT or r.fluid[get(w, tx, ty + 1, tz)] == 1 or _covered(w, r, tx, ty, tz):
            continue
        set_block(w, r, tx, ty, tz, _GRASS if state == _SNOWY else state)


@part
def _wet(w, r, x, y, z):  # type: ignore[no-untyped-def]
    """Whether farmland has water within 4 blocks, on its level or one above."""
    for cx in range(x - 4, x + 5):
        for cz in range(z - 4, z + 5):
            for cy in range(y, y + 2):
                if r.fluid[get(w, cx, cy, cz)] == 1:
                    return True
    return False


@part
def _tick_farmland(w, r, x, y, z, state):  # type: ignore[no-untyped-def]
    """The state that farmland takes: wetter with water near, else drier, at last dirt unless something grows on it."""
    if _wet(w, r, x, y, z):
        return np.int64(_FARMLAND + 7)
    if state > _FARMLAND:
        return state - 1
    return state if r.support[get(w, x, y + 1, z)] == SUPPORT_FARMLAND else np.int64(_DIRT)


@part
def _crop_speed(w, r, x, y, z, block):  # type: ignore[no-untyped-def]
    """Points of a crop's place: farmland under and around it, watered or not; halved among its own kind."""
    points = 1.0
    rows = 0  # same crop: bit 0 along x, bit 1 along z, bit 2 at a corner
    for dx in range(-1, 2):
        for dz in range(-1, 2):
            ground = get(w, x + dx, y - 1, z + dz)
            worth = 0.0
            if ground >= _FARMLAND and ground < _FARMLAND + 8:
                worth = 3.0 if ground > _FARMLAND else 1.0
            if dx != 0 or dz != 0:
                worth *= 0.25
                if r.state_block[get(w, x + dx, y, z + dz)] == block:
                    rows |= 1 if dz == 0 else 2 if dx == 0 else 4
            points += worth
    return points * 0.5 if rows & 3 == 3 or rows >= 4 else points


@part
def _crop_grows(w, r, x, y, z, block):  # type: ignore[no-untyped-def]
    """Whether a random tick makes a crop (or the fruit of a stem) grow."""
    if block == _WART:
        return randint(w, 10) == 0
    if block == _COCOA:
        return randint(w, 5) == 0
    if block == _BERRIES:
        return light_at(w, x, y + 1, z) >= 9 and randint(w, 5) == 0
    if max(sky_light(w, x, y, z) - w.clock[0].sky_dark, block_light(w, x, y, z)) < 9:
        return False
    if block == _BEETROOTS and randint(w, 3) == 0:
        return False
    return randint(w, np.int64(25.0 / _crop_speed(w, r, x, y, z, block)) + 1) == 0


@linked("wriiii:v")
def _bear_fruit(w, r, x, y, z, state):  # type: ignore[no-untyped-def]
    """A ripe stem tries to set its fruit on one side."""
    side = randint(w, 4)
    fx = x + (1 if side == 3 else -1 if side == 2 else 0)
    fz = z + (1 if side == 1 else -1 if side == 0 else 0)
    if get(w, fx, y, fz) != 0 or r.soil[r.state_block[get(w, fx, y - 1, fz)]] & SOIL_DIRT == 0:
        return
    kind = 1 if state == _MELON_STEM else 0
    if set_block(w, r, fx, y, fz, _FRUITS[kind]):
        set_block(w, r, x, y, z, _ATTACHED[kind][side])


@linked("wriiii:v")
def _random_tick(w, r, x, y, z, state):  # type: ignore[no-untyped-def]
    kind = r.growth[state]
    block = r.state_block[state]
    new = state
    if kind == GROW_GRASS:
        _spread_grass(w, r, x, y, z, state)
    elif kind == GROW_CROP or kind == GROW_STEM:
        if _crop_grows(w, r, x, y, z, block):
            if kind == GROW_STEM:
                _bear_fruit(w, r, x, y, z, state)
            else:
                new = np.int64(r.next_age[state])
    elif kind == GROW_SAPLING:
        if light_at(w, x, y + 1, z) >= 9 and randint(w, 7) == 0:
            if state == r.min_state[block]:
                new = state + 1  # its second stage looks the same
            else:
                grow_sapling(w, r, x, y, z)
    elif kind == GROW_COLUMN:
        if get(w, x, y + 1, z) == 0:
            tall = 1
            while tall < 3 and r.state_block[get(w, x, y - tall, z)] == block:
                tall += 1
            if tall < 3 and randint(w, 16) == 0:
                set_block(w, r, x, y + 1, z, r.default_state[block])
    elif kind == GROW_LEAVES:
        break_block(w, r, x, y, z, 0, 1)
    elif kind == GROW_FARMLAND:
        new = _tick_farmland(w, r, x, y, z, state)
    elif kind == GROW_MELT and block_light(w, x, y, z) > 11 - (1 if block == _ICE else 0):
        new = np.int64(_WATER if block == _ICE else 0)
    if new != state:
        set_block(w, r, x, y, z, new)


@linked("wr:v")
def random_ticks(w, r):  # type: ignore[no-untyped-def]
    """``RANDOM_TICK_SPEED`` picks in every loaded 16-cube that holds anything which grows.

    Cubes with nothing but grass, snow and ice (``QUIET``) only count beside chunks that were changed.
    """
    c = w.clock[0]
    if c.random_ticks == 0:
        return
    rows = w.due  # column 0: a bit for every changed chunk
    for i in range(16):
        row = 0
        for j in range(16):
            row |= np.int64(w.chunk_edited[i, j] != 0) << j
        rows[i, 0] = row | (row << 1 | row >> 15) & 0xFFFF | (row >> 1 | row << 15) & 0xFFFF
    for i in range(16):
        near = rows[i, 0] | rows[(i + 1) & 15, 0] | rows[(i - 1) & 15, 0]
        for j in range(16):
            if w.chunk_status[i, j] != FULL:
                continue
            least = 1 if (near >> j) & 1 == 1 else QUIET - 1  # a mask: 0 under it means that there is nothing to do
            for k in range((w.top[i, j] + 15) >> 4):
                weight = w.section_ticks[i, j, k]
                if weight == 0 or (least != 1 and weight & least == 0):
                    continue
                bits = next_u64(w)
                for n in range(c.random_ticks):
                    pick = np.int64((bits >> np.uint64(12 * n)) & np.uint64(4095))
                    dx, dz, dy = pick >> 8, (pick >> 4) & 15, pick & 15
                    state = np.int64(w.blocks[i << 4 | dx, j << 4 | dz, k << 4 | dy])
                    if r.random_ticks[state] != 0:
                        x = (np.int64(w.chunk_xz[i, j, 0]) << 4) + dx
                        z = (np.int64(w.chunk_xz[i, j, 1]) << 4) + dz
                        _random_tick(w, r, x, k << 4 | dy, z, state)
