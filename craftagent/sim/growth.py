"""Random ticks: crops, saplings, cane and cactus, grass spreading, leaf decay, farmland, fire."""

from __future__ import annotations

import numpy as np

from craftagent.sim.breaking import break_block
from craftagent.sim.grid import block_light, get, light_at, set_block, sky_light
from craftagent.sim.jit import kernel
from craftagent.sim.rng import next_u64, rand, randint
from craftagent.sim.rules.interactions import (
    GROW_COLUMN,
    GROW_CROP,
    GROW_FARMLAND,
    GROW_FIRE,
    GROW_GRASS,
    GROW_LEAVES,
    GROW_SAPLING,
)
from craftagent.sim.rules.registry import block_id, state_id
from craftagent.sim.state import FULL

RANDOM_TICK_SPEED = 3  # picks a section a tick, the game rule's default
_DIRT = state_id("dirt")
_GRASS = state_id("grass_block", snowy=False)
_SNOWY = state_id("grass_block", snowy=True)
_FARMLAND = state_id("farmland", moisture=0)
_CANE = block_id("sugar_cane")
_OAK, _SPRUCE, _BIRCH = block_id("oak_sapling"), block_id("spruce_sapling"), block_id("birch_sapling")
_JUNGLE, _ACACIA, _DARK = block_id("jungle_sapling"), block_id("acacia_sapling"), block_id("dark_oak_sapling")
_LOGS = (state_id("oak_log"), state_id("spruce_log"), state_id("birch_log"), state_id("jungle_log"),
         state_id("acacia_log"), state_id("dark_oak_log"))  # fmt: skip
_LEAVES = tuple(
    state_id(f"{wood}_leaves", distance=1, persistent=False)
    for wood in ("oak", "spruce", "birch", "jungle", "acacia", "dark_oak")
)


@kernel
def _leaf(w, r, x, y, z, leaves, trunk_x, trunk_z, top):  # type: ignore[no-untyped-def]
    state = get(w, x, y, z)
    if state != 0 and (r.replaceable[state] == 0 or r.fluid[state] != 0):
        return
    below = y - top if y > top else 0
    distance = abs(x - trunk_x) + abs(z - trunk_z) + below
    distance = 1 if distance < 1 else 7 if distance > 7 else distance
    set_block(w, r, x, y, z, leaves + (distance - 1) * 2)


@kernel
def grow_tree(w, r, x, y, z, kind):  # type: ignore[no-untyped-def]
    """Grow a tree from a sapling cell; ``kind`` 0 oak, 1 spruce, 2 birch, 3 jungle, 4 acacia, 5 dark oak.

    Trunk heights as generated trees have them (oak 4-6, birch 5-7, spruce 6-9). Returns False if there is no room.
    """
    log = np.int64(_LOGS[0])
    leaves = np.int64(_LEAVES[0])
    for i in range(6):
        if i == kind:
            log = np.int64(_LOGS[i])
            leaves = np.int64(_LEAVES[i])
    height = 4 + randint(w, 3)
    if kind == 2:
        height += 1
    elif kind == 1:
        height = 6 + randint(w, 4)
    if y + height + 2 > 255:
        return False
    for cy in range(y + 1, y + height + 2):
        reach = 0 if cy < y + height - 2 else 1
        for cx in range(x - reach, x + reach + 1):
            for cz in range(z - reach, z + reach + 1):
                state = get(w, cx, cy, cz)
                if state != 0 and r.replaceable[state] == 0 and r.leaf_distance[state] == 255:
                    return False
    top = y + height - 1
    if kind == 1:
        bare = 1 + randint(w, 2)
        radius = 0
        widest = 1
        for cy in range(y + height, y + bare - 1, -1):
            for cx in range(x - radius, x + radius + 1):
                for cz in range(z - radius, z + radius + 1):
                    if radius > 0 and abs(cx - x) == radius and abs(cz - z) == radius:
                        continue
                    _leaf(w, r, cx, cy, cz, leaves, x, z, top)
            radius += 1
            if radius > widest:
                radius = 1
                widest = min(widest + 1, 3)
    else:
        for cy in range(y + height - 3, y + height + 1):
            radius = 2 if cy < y + height - 1 else 1
            for cx in range(x - radius, x + radius + 1):
                for cz in range(z - radius, z + radius + 1):
                    corner = abs(cx - x) == radius and abs(cz - z) == radius
                    if corner and (cy == y + height or rand(w) < 0.5):
                        continue
                    _leaf(w, r, cx, cy, cz, leaves, x, z, top)
    for cy in range(y, y + height):
        set_block(w, r, x, cy, z, log)
    return True


@kernel
def grow_sapling(w, r, x, y, z):  # type: ignore[no-untyped-def]
    """Second stage of a sapling: make the tree of its kind. Returns whether it grew."""
    block = r.state_block[get(w, x, y, z)]
    kind = 0
    if block == _SPRUCE:
        kind = 1
    elif block == _BIRCH:
        kind = 2
    elif block == _JUNGLE:
        kind = 3
    elif block == _ACACIA:
        kind = 4
    elif block == _DARK:
        kind = 5
    return grow_tree(w, r, x, y, z, kind)


@kernel
def _spread_grass(w, r, x, y, z, state):  # type: ignore[no-untyped-def]
    above = get(w, x, y + 1, z)
    if r.opacity[above] > 2 and r.opaque_cube[above] != 0:
        set_block(w, r, x, y, z, _DIRT)
        return
    if light_at(w, x, y + 1, z) < 9:
        return
    for _ in range(4):
        tx, ty, tz = x + randint(w, 3) - 1, y + randint(w, 5) - 3, z + randint(w, 3) - 1
        if get(w, tx, ty, tz) == _DIRT:
            cover = get(w, tx, ty + 1, tz)
            if r.opaque_cube[cover] == 0 and r.fluid[cover] == 0 and light_at(w, tx, ty + 1, tz) >= 4:
                set_block(w, r, tx, ty, tz, state if state != _SNOWY else _GRASS)


@kernel
def _wet(w, r, x, y, z):  # type: ignore[no-untyped-def]
    """Whether farmland has water within 4 blocks, on its level or one above."""
    for cx in range(x - 4, x + 5):
        for cz in range(z - 4, z + 5):
            for cy in range(y, y + 2):
                if r.fluid[get(w, cx, cy, cz)] == 1:
                    return True
    return False


@kernel
def _random_tick(w, r, x, y, z, state):  # type: ignore[no-untyped-def]
    kind = r.growth[state]
    if kind == GROW_GRASS:
        _spread_grass(w, r, x, y, z, state)
    elif kind == GROW_CROP:
        if max(sky_light(w, x, y, z), block_light(w, x, y, z)) >= 9:
            below = get(w, x, y - 1, z)
            wet = below >= _FARMLAND + 7 and below < _FARMLAND + 8
            if rand(w) < (0.14 if wet else 0.07):  # 1 / (25 / points + 1): a field alone and one in rows
                set_block(w, r, x, y, z, r.next_age[state])
    elif kind == GROW_SAPLING:
        if light_at(w, x, y + 1, z) >= 9 and randint(w, 14) == 0:  # 1 in 7, and two stages
            grow_sapling(w, r, x, y, z)
    elif kind == GROW_COLUMN:
        if get(w, x, y + 1, z) == 0:
            tall = 1
            while tall < 3 and r.state_block[get(w, x, y - tall, z)] == r.state_block[state]:
                tall += 1
            if tall < 3 and randint(w, 16) == 0:
                set_block(w, r, x, y + 1, z, np.int64(r.default_state[r.state_block[state]]))
    elif kind == GROW_LEAVES:
        break_block(w, r, x, y, z, np.int64(0), True)
    elif kind == GROW_FARMLAND:
        moisture = state - _FARMLAND
        if _wet(w, r, x, y, z):
            if moisture < 7:
                set_block(w, r, x, y, z, np.int64(_FARMLAND + 7))
        elif moisture > 0:
            set_block(w, r, x, y, z, state - 1)
        elif r.growth[get(w, x, y + 1, z)] != GROW_CROP:
            set_block(w, r, x, y, z, np.int64(_DIRT))
    elif kind == GROW_FIRE:
        set_block(w, r, x, y, z, np.int64(0))


@kernel
def random_ticks(w, r):  # type: ignore[no-untyped-def]
    """``RANDOM_TICK_SPEED`` picks in every loaded 16-cube that holds anything which grows."""
    c = w.clock[0]
    if c.random_ticks == 0:
        return
    for i in range(16):
        for j in range(16):
            if w.chunk_status[i, j] != FULL:
                continue
            for k in range(16):
                if w.section_ticks[i, j, k] == 0:
                    continue
                bits = next_u64(w)
                for n in range(RANDOM_TICK_SPEED):
                    pick = np.int64((bits >> np.uint64(12 * n)) & np.uint64(4095))
                    dx, dz, dy = pick >> 8, (pick >> 4) & 15, pick & 15
                    state = np.int64(w.blocks[i << 4 | dx, j << 4 | dz, k << 4 | dy])
                    if r.growth[state] != 0:
                        x = (np.int64(w.chunk_xz[i, j, 0]) << 4) + dx
                        z = (np.int64(w.chunk_xz[i, j, 1]) << 4) + dz
                        _random_tick(w, r, x, k << 4 | dy, z, state)
