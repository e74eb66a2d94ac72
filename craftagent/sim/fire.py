"""Fire: how long it burns, what it eats and where it leaps to, as in the game (no rain, no humid biomes).

``_LEAPS`` is how readily a block catches from fire near it, ``_BURNS`` how quickly fire beside it consumes it.
Source: 1.16.5 fire block (wiki: Fire, table of flammable blocks).
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.grid import TICK_FIRE, get, loaded, schedule, set_block
from craftagent.sim.jit import linked, part
from craftagent.sim.rng import randint
from craftagent.sim.rules.names import blocks_matching
from craftagent.sim.rules.registry import N_BLOCKS, block_id, state_id
from craftagent.sim.rules.supporting import supported

FIRE = state_id("fire", age=0, east=False, north=False, south=False, up=False, west=False)
FIRE_FIRST = FIRE - 31  # all sides, age 0
_AGE = 32  # states an age apart
_ENDLESS = (block_id("netherrack"), block_id("magma_block"))

_KINDS = (  # leaps, burns, blocks
    (5, 20, "*_planks *_slab *_fence *_fence_gate *_stairs composter beehive"),
    (5, 5, "*_log *_wood coal_block"),
    (30, 60, "*_leaves *_wool dried_kelp_block"),
    (30, 20, "bookshelf lectern bee_nest"),
    (60, 20, "*_carpet hay_block"),
    (15, 100, "tnt vine"),
    (60, 60, "bamboo scaffolding"),
    (60, 100, "grass fern dead_bush tall_grass large_fern sunflower lilac rose_bush peony dandelion poppy blue_orchid "
              "allium azure_bluet *_tulip oxeye_daisy cornflower lily_of_the_valley wither_rose sweet_berry_bush"),
)  # fmt: skip
_WOODS = ("oak", "spruce", "birch", "jungle", "acacia", "dark_oak")
_LEAPS, _BURNS = np.zeros(N_BLOCKS, np.uint8), np.zeros(N_BLOCKS, np.uint8)
for _leaps, _burns, _names in _KINDS:
    for _name in blocks_matching(tuple(_names.split())):
        if _name.endswith(("_slab", "_fence", "_gate", "_stairs", "_planks")) and not _name.startswith(_WOODS):
            continue  # stone, nether wood
        _LEAPS[block_id(_name)], _BURNS[block_id(_name)] = _leaps, _burns


@part
def _fuel_near(w, r, x, y, z):  # type: ignore[no-untyped-def]
    """How readily fire in a cell would live: the largest ``_LEAPS`` of its six neighbours."""
    best = 0
    for face in range(6):
        nx = x + (1 if face == 5 else -1 if face == 4 else 0)
        ny = y + (1 if face == 1 else -1 if face == 0 else 0)
        nz = z + (1 if face == 3 else -1 if face == 2 else 0)
        best = max(best, np.int64(_LEAPS[r.state_block[get(w, nx, ny, nz)]]))
    return best


@linked("wriii:i")
def fire_state(w, r, x, y, z):  # type: ignore[no-untyped-def]
    """State (age 0) of fire in a cell: on the ground, or licking at the burning sides around it."""
    below = get(w, x, y - 1, z)
    if (r.sturdy[below] >> 1) & 1 == 1 or _LEAPS[r.state_block[below]] > 0:
        return FIRE
    state = np.int64(FIRE)
    for face in range(1, 6):
        nx = x + (1 if face == 5 else -1 if face == 4 else 0)
        ny = y + 1 if face == 1 else y
        nz = z + (1 if face == 3 else -1 if face == 2 else 0)
        if _LEAPS[r.state_block[get(w, nx, ny, nz)]] > 0:
            state -= 16 if face == 5 else 8 if face == 2 else 4 if face == 3 else 2 if face == 1 else 1
    return state


@part
def _kindle(w, r, x, y, z, age):  # type: ignore[no-untyped-def]
    """Put fire of an age into a cell that is loaded."""
    if loaded(w, x, z):
        set_block(w, r, x, y, z, fire_state(w, r, x, y, z) + _AGE * min(age, 15))


@linked("wriii:v")
def tick_fire(w, r, x, y, z):  # type: ignore[no-untyped-def]
    """The clock of one fire: grow older, eat what is beside it, leap, or die."""
    state = get(w, x, y, z)
    if state < FIRE_FIRST or state >= FIRE_FIRST + 16 * _AGE:
        return
    schedule(w, x, y, z, TICK_FIRE, 30 + randint(w, 10))
    if w.clock[0].fire_tick == 0:
        return
    if not supported(w, r, x, y, z, state):
        set_block(w, r, x, y, z, 0)
        return
    below = get(w, x, y - 1, z)
    ground = r.state_block[below]
    age = (state - FIRE_FIRST) // _AGE
    older = min(15, age + randint(w, 3) // 2)
    if older != age:
        set_block(w, r, x, y, z, state + _AGE * (older - age))
    if ground != _ENDLESS[0] and ground != _ENDLESS[1]:
        if _fuel_near(w, r, x, y, z) == 0:
            if (r.sturdy[below] >> 1) & 1 == 0 or age > 3:
                set_block(w, r, x, y, z, 0)
            return
        if age == 15 and randint(w, 4) == 0 and _LEAPS[ground] == 0:
            set_block(w, r, x, y, z, 0)
            return
    # First the six neighbours may burn up, then the fire may leap into the cells around, four above and one below.
    for k in range(6 + 54):
        nx, ny, nz = x, y, z
        if k < 6:
            nx += 1 if k == 0 else -1 if k == 1 else 0
            ny += -1 if k == 2 else 1 if k == 3 else 0
            nz += -1 if k == 4 else 1 if k == 5 else 0
            there = get(w, nx, ny, nz)
            if randint(w, 250 if k == 2 or k == 3 else 300) >= _BURNS[r.state_block[there]]:
                continue
            if randint(w, age + 10) >= 5:
                set_block(w, r, nx, ny, nz, 0)
                continue
        else:
            cell = k - 6
            nx += cell // 18 - 1
            nz += cell // 6 % 3 - 1
            ny += cell % 6 - 1
            if ny < 1 or ny > 255 or get(w, nx, ny, nz) != 0:
                continue
            fuel = _fuel_near(w, r, nx, ny, nz)
            chance = (fuel + 40 + w.clock[0].difficulty * 7) // (age + 30) if fuel > 0 else 0
            if chance <= 0 or randint(w, 100 * max(1, ny - y)) > chance:
                continue
        _kindle(w, r, nx, ny, nz, age + randint(w, 5) // 4)
