"""What a click does to a block: opening and toggling it, working it with a tool, bone meal, flint and steel, buckets."""

from __future__ import annotations

import numpy as np

from craftagent.sim.aim import ITEM_REACH, RAY, look
from craftagent.sim.breaking import break_block
from craftagent.sim.fire import fire_state
from craftagent.sim.fluids import LAVA, WATER
from craftagent.sim.grid import TICK_BUTTON, get, schedule, set_block
from craftagent.sim.inventory import damage_slot, give, take_slot
from craftagent.sim.jit import linked, part
from craftagent.sim.mobs.spawn import spawn_item
from craftagent.sim.rng import rand, randint
from craftagent.sim.rules.interactions import GROW_CROP, GROW_GRASS, GROW_SAPLING
from craftagent.sim.rules.names import blocks_matching
from craftagent.sim.rules.registry import N_BLOCKS, block_id, item_id, state_id
from craftagent.sim.rules.supporting import supported
from craftagent.sim.saplings import grow_sapling
from craftagent.sim.state import GUI_CHEST

BUCKET, WATER_BUCKET, LAVA_BUCKET = item_id("bucket"), item_id("water_bucket"), item_id("lava_bucket")
_BONE_MEAL, _FLINT, _BERRY = item_id("bone_meal"), item_id("flint_and_steel"), item_id("sweet_berries")
_GRASS, _BUSH = state_id("grass"), block_id("sweet_berry_bush")
_SHORT = (state_id("grass"), state_id("fern"))
_TALLER = (state_id("tall_grass", half="lower"), state_id("large_fern", half="lower"))
_FLOWERS = (state_id("dandelion"), state_id("poppy"))
_WART, _COCOA = block_id("nether_wart"), block_id("cocoa")
_BARREL = block_id("barrel")
# Ticks a button stays pressed: 30 of wood, 20 of stone
_BUTTON = np.zeros(N_BLOCKS, np.int64)
for _name in blocks_matching("*_button"):
    _BUTTON[block_id(_name)] = 20 if "stone" in _name else 30


@linked("wrii:v")
def exchange(w, r, slot, item):  # type: ignore[no-untyped-def]
    """Take one item of a slot and hand over another (buckets, bowls); what does not fit is thrown down."""
    s = w.items[slot]
    p = w.player[0]
    take_slot(w, slot, 1)
    if s.count == 0:
        s.id = item
        s.count = 1
    elif give(w, r, item, 1, 0) > 0:
        spawn_item(w, item, 1, 0, p.x, p.y + 1.3, p.z, 0.0, 0.1, 0.0, 40)


@linked("wriiii:i")
def use_block(w, r, x, y, z, held):  # type: ignore[no-untyped-def]
    """Blocks that answer to a hand: screens, doors, levers, buttons, cake, berries. Returns whether it did."""
    p = w.player[0]
    state = get(w, x, y, z)
    block = r.state_block[state]
    screen = np.int64(r.screen[block])
    if screen != 0:
        lid = screen == GUI_CHEST and block != _BARREL
        if not lid or r.opaque_cube[get(w, x, y + 1, z)] == 0:
            p.want_gui = screen
            p.want_x = x
            p.want_y = y
            p.want_z = z
        return 1
    new = np.int64(r.use_state[state])
    if _BUTTON[block] != 0:
        if new >= 0:
            set_block(w, r, x, y, z, new)
            schedule(w, x, y, z, TICK_BUTTON, _BUTTON[block])
        return 1
    if new >= 0:
        set_block(w, r, x, y, z, new)
        half = r.other_half[state]
        oy = y + (1 if half == 1 else -1)
        mate = get(w, x, oy, z)
        if half != 0 and r.state_block[mate] == block and r.use_state[mate] >= 0:
            set_block(w, r, x, oy, z, r.use_state[mate])
        return 1
    if r.bites[state] >= 0:
        if p.food >= 20:
            return 0
        p.food = min(p.food + 2, 20)
        p.saturation = min(p.saturation + np.float32(0.4), np.float32(p.food))
        w.clock[0].dirty_hud += 1
        set_block(w, r, x, y, z, r.bites[state])
        return 1
    if block == _BUSH and r.age[state] >= 2 and not (held == _BONE_MEAL and r.age[state] == 2):
        n = r.age[state] - 1 + randint(w, 2)
        spawn_item(w, _BERRY, n, 0, x + 0.5, y + 0.5, z + 0.5, rand(w) * 0.2 - 0.1, 0.2, rand(w) * 0.2 - 0.1, 10)
        set_block(w, r, x, y, z, r.min_state[block] + 1)
        return 1
    return 0


@part
def _grow_meadow(w, r, x, y, z):  # type: ignore[no-untyped-def]
    """Bone meal on grass: walks out from above it, leaving grass, now and then a flower, sometimes taller grass."""
    for n in range(128):
        gx, gy, gz = x, y + 1, z
        good = True
        for _ in range(n // 16):
            gx += randint(w, 3) - 1
            gy += (randint(w, 3) - 1) * randint(w, 3) // 2
            gz += randint(w, 3) - 1
            if r.growth[get(w, gx, gy - 1, gz)] != GROW_GRASS or r.full_cube[get(w, gx, gy, gz)] != 0:
                good = False
                break
        here = get(w, gx, gy, gz)
        if not good:
            continue
        if here == _SHORT[0] and randint(w, 10) == 0 and gy < 255 and get(w, gx, gy + 1, gz) == 0:
            set_block(w, r, gx, gy, gz, _TALLER[0])
            set_block(w, r, gx, gy + 1, gz, r.upper_state[_TALLER[0]])
        elif here == 0:
            plant = np.int64(_GRASS)
            if randint(w, 8) == 0:
                plant = np.int64(_FLOWERS[0] if randint(w, 3) != 0 else _FLOWERS[1])
            if supported(w, r, gx, gy, gz, plant):
                set_block(w, r, gx, gy, gz, plant)


@linked("wriii:i")
def bone_meal(w, r, x, y, z):  # type: ignore[no-untyped-def]
    """Grow what is at a position as bone meal does. Returns whether it had any use for it."""
    state = get(w, x, y, z)
    kind = r.growth[state]
    block = r.state_block[state]
    if kind == GROW_CROP:
        if block == _WART:
            return 0
        stages = 2 + randint(w, 4)
        if block == _BUSH or block == _COCOA:
            stages = 1
        elif r.max_age[block] == 3:  # beetroots
            stages = 1 if stages < 5 else 0
        new = state
        for _ in range(stages):
            if r.next_age[new] >= 0:
                new = np.int64(r.next_age[new])
        set_block(w, r, x, y, z, new)
        return 1
    if kind == GROW_SAPLING:
        if rand(w) < 0.45:
            if state == r.min_state[block]:
                set_block(w, r, x, y, z, state + 1)
            else:
                grow_sapling(w, r, x, y, z)
        return 1
    for k in range(2):
        if state == _SHORT[k] and y < 255 and get(w, x, y + 1, z) == 0:
            set_block(w, r, x, y, z, _TALLER[k])
            set_block(w, r, x, y + 1, z, r.upper_state[_TALLER[k]])
            return 1
    if kind == GROW_GRASS and get(w, x, y + 1, z) == 0:
        _grow_meadow(w, r, x, y, z)
        return 1
    return 0


@linked("wriiiiii:i")
def use_tool(w, r, slot, x, y, z, face, state):  # type: ignore[no-untyped-def]
    """Axe strips, shovel paths, hoe tills, bone meal, flint and steel. Returns whether something happened."""
    held = np.int64(w.items[slot].id)
    tool = r.item_tool[held]
    new = np.int64(-1)
    if tool == 2:
        new = np.int64(r.tool_state[state, 0])
    elif (tool == 3 or tool == 4) and face != 0 and get(w, x, y + 1, z) == 0:
        new = np.int64(r.tool_state[state, tool - 2])
    if held == _FLINT:
        x += 1 if face == 5 else -1 if face == 4 else 0
        y += 1 if face == 1 else -1 if face == 0 else 0
        z += 1 if face == 3 else -1 if face == 2 else 0
        if get(w, x, y, z) == 0 and y >= 0 and y < 256:
            fire = fire_state(w, r, x, y, z)
            if supported(w, r, x, y, z, fire):
                new = fire
    if new >= 0:
        if not set_block(w, r, x, y, z, new):
            return 0
        damage_slot(w, r, slot, 1)
        return 1
    if held == _BONE_MEAL and bone_meal(w, r, x, y, z):
        take_slot(w, slot, 1)
        return 1
    return 0


@linked("wri:i")
def use_bucket(w, r, slot):  # type: ignore[no-untyped-def]
    """Fill an empty bucket at a source, or empty a full one. Returns whether it worked."""
    held = np.int64(w.items[slot].id)
    if look(w, r, ITEM_REACH, 1.0 if held == BUCKET else 0.0) > ITEM_REACH:
        return 0
    face = np.int64(w.scratch[RAY])
    x, y, z = np.int64(w.scratch[RAY + 1]), np.int64(w.scratch[RAY + 2]), np.int64(w.scratch[RAY + 3])
    state = get(w, x, y, z)
    if held == BUCKET:
        full = WATER_BUCKET
        left = np.int64(0)
        if state == LAVA:
            full = LAVA_BUCKET
        elif state != WATER:
            left = np.int64(r.dry_state[state])  # a waterlogged block gives its water
            if r.fluid[state] != 1 or left < 0 or left == state:
                return 0
        if not set_block(w, r, x, y, z, left):
            return 0
        exchange(w, r, slot, full)
        return 1
    fluid = np.int64(WATER if held == WATER_BUCKET else LAVA)
    for turn in range(2):  # a block that holds water takes it itself; else it goes before the clicked face, then beyond
        wet = np.int64(r.wet_state[state])
        if held == WATER_BUCKET and wet >= 0 and wet != state and set_block(w, r, x, y, z, wet):
            exchange(w, r, slot, BUCKET)
            return 1
        if turn == 0:
            x += 1 if face == 5 else -1 if face == 4 else 0
            y += 1 if face == 1 else -1 if face == 0 else 0
            z += 1 if face == 3 else -1 if face == 2 else 0
            state = get(w, x, y, z)
    if y < 0 or y > 255 or not (state == 0 or r.replaceable[state] != 0 or r.solid[state] == 0):
        return 0
    if r.fluid[state] != 0 and (state < WATER or state > LAVA + 15):
        return 0  # a plant of the water
    if state != 0 and r.fluid[state] == 0:
        break_block(w, r, x, y, z, 0, 1)
    if state != fluid and not set_block(w, r, x, y, z, fluid):
        return 0
    exchange(w, r, slot, BUCKET)
    return 1
