"""The right mouse button: creatures, blocks that do something, placing, tools, buckets and food."""

from __future__ import annotations

import numpy as np

from craftagent.sim.aim import BLOCK_REACH, direction, eye_height, ray_blocks
from craftagent.sim.digging import swing
from craftagent.sim.events import count, emit
from craftagent.sim.fluids import LAVA, WATER
from craftagent.sim.grid import TICK_FLUID, get, schedule, set_block
from craftagent.sim.growth import grow_sapling
from craftagent.sim.inventory import damage_held, give
from craftagent.sim.jit import kernel
from craftagent.sim.mobs.combat import box_hits_entity, use_on_entity
from craftagent.sim.mobs.spawn import spawn_item
from craftagent.sim.rng import rand, randint
from craftagent.sim.rules.interactions import GROW_CROP, GROW_GRASS, GROW_SAPLING
from craftagent.sim.rules.placing import place_state
from craftagent.sim.rules.registry import item_id, state_id
from craftagent.sim.state import CUSTOM_NAMES, EV_ATE, EV_PLACED, EV_USED, K_USE, STAT_USED

USE_DELAY = 4  # ticks between uses while the button is held
_BUCKET, _WATER_BUCKET, _LAVA_BUCKET = item_id("bucket"), item_id("water_bucket"), item_id("lava_bucket")
_MILK_BUCKET, _BONE_MEAL, _FLINT = item_id("milk_bucket"), item_id("bone_meal"), item_id("flint_and_steel")
_FIRE = state_id("fire")
_GRASS = state_id("grass")
_FLOWERS = (state_id("dandelion"), state_id("poppy"))
CUSTOM_EAT = CUSTOM_NAMES.index("eat")


@kernel
def _used(w, item, x, y, z):  # type: ignore[no-untyped-def]
    count(w, STAT_USED, item, 1)
    emit(w, EV_USED, item, 1, x, y, z, 0.0)


@kernel
def _consume(w, slot):  # type: ignore[no-untyped-def]
    """Take one item of a slot."""
    s = w.items[slot]
    s.count -= 1
    if s.count <= 0:
        s.id = 0
        s.count = 0
        s.damage = 0
    w.clock[0].dirty_items += 1


@kernel
def _exchange(w, r, slot, item):  # type: ignore[no-untyped-def]
    """Take one item of a slot and hand over another (buckets); what does not fit is thrown down."""
    s = w.items[slot]
    p = w.player[0]
    if s.count == 1:
        s.id = item
        s.damage = 0
        w.clock[0].dirty_items += 1
        return
    _consume(w, slot)
    if give(w, r, np.int64(item), np.int64(1), np.int64(0)) > 0:
        spawn_item(w, np.int64(item), np.int64(1), np.int64(0), p.x, p.y + 1.3, p.z, 0.0, 0.1, 0.0, np.int64(40))


@kernel
def _player_in_box(w, x0, y0, z0, x1, y1, z1):  # type: ignore[no-untyped-def]
    p = w.player[0]
    return (
        p.x - 0.3 < x1 and p.x + 0.3 > x0 and p.y < y1 and p.y + p.height > y0 and p.z - 0.3 < z1 and p.z + 0.3 > z0
    )


@kernel
def obstructed(w, r, state, x, y, z):  # type: ignore[no-untyped-def]
    """Whether the player or a creature stands where a state's collision boxes would be."""
    start = r.coll_start[state]
    for k in range(start, start + r.coll_count[state]):
        x0, y0, z0 = x + r.boxes[k, 0], y + r.boxes[k, 1], z + r.boxes[k, 2]
        x1, y1, z1 = x + r.boxes[k, 3], y + r.boxes[k, 4], z + r.boxes[k, 5]
        if _player_in_box(w, x0, y0, z0, x1, y1, z1) or box_hits_entity(w, x0, y0, z0, x1, y1, z1):
            return True
    return False


@kernel
def new_tile(w, kind, x, y, z):  # type: ignore[no-untyped-def]
    """Make an empty block entity; returns its index or -1 if the table is full."""
    for i in range(len(w.tiles)):
        t = w.tiles[i]
        if t.kind == 0:
            t.kind = kind
            t.x = x
            t.y = y
            t.z = z
            t.burn = 0
            t.burn_total = 0
            t.cook = 0
            t.cook_total = 0
            t.xp = np.float32(0.0)
            for k in range(w.tile_items.shape[1]):
                s = w.tile_items[i, k]
                s.id = 0
                s.count = 0
                s.damage = 0
            w.clock[0].n_tiles = max(w.clock[0].n_tiles, i + 1)
            return i
    return -1


@kernel
def find_tile(w, x, y, z):  # type: ignore[no-untyped-def]
    """Index of the block entity at a position, -1 if there is none."""
    for i in range(w.clock[0].n_tiles):
        t = w.tiles[i]
        if t.kind != 0 and t.x == x and t.y == y and t.z == z:
            return i
    return -1


@kernel
def _place(w, r, item, x, y, z, face):  # type: ignore[no-untyped-def]
    """Place the held block against a clicked face. Returns whether it was placed."""
    p = w.player[0]
    hx, hy, hz = p.hit_x - x, p.hit_y - y, p.hit_z - z
    yaw, pitch = np.float64(p.yaw), np.float64(p.pitch)
    tx, ty, tz = x, y, z
    state = np.int64(-1)
    for turn in range(2):  # first the clicked cell itself (tall grass, a slab to complete), then the one before its face
        if turn == 1:
            tx = x + (1 if face == 5 else -1 if face == 4 else 0)
            ty = y + (1 if face == 1 else -1 if face == 0 else 0)
            tz = z + (1 if face == 3 else -1 if face == 2 else 0)
        there = get(w, tx, ty, tz)
        if ty >= 0 and ty <= 255 and (r.replaceable[there] != 0 or r.slab_merge[there] == r.places[item]):
            state = np.int64(place_state(w, r, item, tx, ty, tz, face, hx, hy, hz, yaw, pitch))
        if state >= 0:
            break
    if state < 0 or obstructed(w, r, state, tx, ty, tz):
        return False
    above = np.int64(r.upper_state[state])
    if above > 0 and (ty >= 255 or r.replaceable[get(w, tx, ty + 1, tz)] == 0):
        return False
    if not set_block(w, r, tx, ty, tz, state):
        return False
    if above > 0:
        set_block(w, r, tx, ty + 1, tz, above)
    block = np.int64(r.state_block[state])
    if r.tile_kind[block] != 0:
        new_tile(w, np.int64(r.tile_kind[block]), tx, ty, tz)
    emit(w, EV_PLACED, block, item, tx, ty, tz, 0.0)
    return True


@kernel
def _use_block(w, r, x, y, z, state):  # type: ignore[no-untyped-def]
    """Blocks that answer to a bare hand: screens, doors, levers, cake. Returns whether it did."""
    p = w.player[0]
    block = r.state_block[state]
    screen = np.int64(r.screen[block])
    if screen != 0:
        p.want_gui = screen
        p.want_x = x
        p.want_y = y
        p.want_z = z
        return True
    new = np.int64(r.use_state[state])
    if new >= 0:
        set_block(w, r, x, y, z, new)
        other = r.other_half[state]
        if other != 0:
            oy = y + (1 if other == 1 else -1)
            mate = get(w, x, oy, z)
            if r.state_block[mate] == block and r.use_state[mate] >= 0:
                set_block(w, r, x, oy, z, np.int64(r.use_state[mate]))
        return True
    if r.bites[state] >= 0 and p.food < 20:
        p.food = min(p.food + 2, 20)
        p.saturation = min(p.saturation + np.float32(0.4), np.float32(p.food))
        set_block(w, r, x, y, z, np.int64(r.bites[state]))
        return True
    return False


@kernel
def bone_meal(w, r, x, y, z):  # type: ignore[no-untyped-def]
    """Grow what is at a position as bone meal does. Returns whether it had any use for it."""
    state = get(w, x, y, z)
    kind = r.growth[state]
    if kind == GROW_CROP:
        for _ in range(2 + randint(w, 4)):
            state = get(w, x, y, z)
            if r.next_age[state] >= 0:
                set_block(w, r, x, y, z, np.int64(r.next_age[state]))
        return True
    if kind == GROW_SAPLING:
        if rand(w) < 0.225:  # 0.45 a stage, two stages
            grow_sapling(w, r, x, y, z)
        return True
    if kind == GROW_GRASS and get(w, x, y + 1, z) == 0:
        for n in range(64):
            gx, gy, gz = x, y + 1, z
            for _ in range(n // 16):
                gx += randint(w, 3) - 1
                gy += (randint(w, 3) - 1) * randint(w, 3) // 2
                gz += randint(w, 3) - 1
            if get(w, gx, gy, gz) == 0 and r.growth[get(w, gx, gy - 1, gz)] == GROW_GRASS:
                plant = np.int64(_GRASS)
                if randint(w, 8) == 0:
                    plant = np.int64(_FLOWERS[0] if randint(w, 2) == 0 else _FLOWERS[1])
                set_block(w, r, gx, gy, gz, plant)
        return True
    return False


@kernel
def _use_tool(w, r, held, x, y, z, face, state):  # type: ignore[no-untyped-def]
    """Axe strips, shovel paths, hoe tills, bone meal, flint and steel. Returns whether something happened."""
    tool = r.item_tool[held]
    column = 0 if tool == 2 else 1 if tool == 3 else 2 if tool == 4 else -1
    if column >= 0:
        new = np.int64(r.tool_state[state, column])
        if new >= 0 and (column == 0 or (face != 0 and get(w, x, y + 1, z) == 0)):
            set_block(w, r, x, y, z, new)
            damage_held(w, r, np.int64(1))
            return True
    if held == _BONE_MEAL and bone_meal(w, r, x, y, z):
        _consume(w, np.int64(w.player[0].selected))
        return True
    if held == _FLINT:
        tx = x + (1 if face == 5 else -1 if face == 4 else 0)
        ty = y + (1 if face == 1 else -1 if face == 0 else 0)
        tz = z + (1 if face == 3 else -1 if face == 2 else 0)
        if get(w, tx, ty, tz) == 0 and r.full_cube[get(w, tx, ty - 1, tz)] != 0:
            set_block(w, r, tx, ty, tz, np.int64(_FIRE))
            damage_held(w, r, np.int64(1))
            return True
    return False


@kernel
def _use_bucket(w, r, held):  # type: ignore[no-untyped-def]
    """Fill an empty bucket at a source, or empty a full one. Returns whether it worked."""
    p = w.player[0]
    direction(w, w.scratch[2048:2051])
    dx, dy, dz = w.scratch[2048], w.scratch[2049], w.scratch[2050]
    out = w.scratch[2052:2056]
    t = ray_blocks(w, r, p.x, p.y + eye_height(p), p.z, dx, dy, dz, BLOCK_REACH, held == _BUCKET, out)
    if t > BLOCK_REACH:
        return False
    face = np.int64(out[0])
    x, y, z = np.int64(out[1]), np.int64(out[2]), np.int64(out[3])
    state = get(w, x, y, z)
    if held == _BUCKET:
        if (state != WATER and state != LAVA) or not set_block(w, r, x, y, z, np.int64(0)):
            return False
        _exchange(w, r, np.int64(p.selected), np.int64(_WATER_BUCKET if state == WATER else _LAVA_BUCKET))
        return True
    if r.replaceable[state] == 0 and r.coll_count[state] + r.pick_count[state] > 0:
        x += 1 if face == 5 else -1 if face == 4 else 0
        y += 1 if face == 1 else -1 if face == 0 else 0
        z += 1 if face == 3 else -1 if face == 2 else 0
        state = get(w, x, y, z)
    if state != 0 and r.replaceable[state] == 0 and (r.coll_count[state] > 0 or r.fluid[state] == 0):
        return False
    fluid = np.int64(WATER if held == _WATER_BUCKET else LAVA)
    if state != fluid and not set_block(w, r, x, y, z, fluid):
        return False
    schedule(w, x, y, z, TICK_FLUID, 5 if held == _WATER_BUCKET else 30)
    _exchange(w, r, np.int64(p.selected), np.int64(_BUCKET))
    return True


@kernel
def _finish_eating(w, r):  # type: ignore[no-untyped-def]
    p = w.player[0]
    item = np.int64(w.items[p.selected].id)
    p.using = 0
    p.use_ticks = 0
    if item == _MILK_BUCKET:
        _exchange(w, r, np.int64(p.selected), np.int64(_BUCKET))
    else:
        p.food = min(p.food + r.food[item], 20)
        p.saturation = min(p.saturation + r.saturation[item], np.float32(p.food))
        left = np.int64(r.eat_container[item])
        if left != 0:
            _exchange(w, r, np.int64(p.selected), left)
        else:
            _consume(w, np.int64(p.selected))
    _used(w, item, np.int64(p.x), np.int64(p.y), np.int64(p.z))
    emit(w, EV_ATE, item, 1, np.int64(p.x), np.int64(p.y), np.int64(p.z), np.float64(r.food[item]))
    w.custom[CUSTOM_EAT] += 1
    w.clock[0].dirty_hud += 1


@kernel
def _press(w, r):  # type: ignore[no-untyped-def]
    """One right click: creature, then block, then the item in hand."""
    p = w.player[0]
    p.use_delay = USE_DELAY
    held = np.int64(w.items[p.selected].id)
    x, y, z = np.int64(p.target_x), np.int64(p.target_y), np.int64(p.target_z)
    if p.target == 2:
        if use_on_entity(w, r, np.int64(p.target_entity)):
            swing(w)
            return
    elif p.target == 1:
        state = get(w, x, y, z)
        face = np.int64(p.target_face)
        if (p.sneaking == 0 or held == 0) and _use_block(w, r, x, y, z, state):
            swing(w)
            return
        if held != 0 and _use_tool(w, r, held, x, y, z, face, state):
            _used(w, held, x, y, z)
            swing(w)
            return
        if held != 0 and r.places[held] >= 0 and _place(w, r, held, x, y, z, face):
            _used(w, held, x, y, z)
            _consume(w, np.int64(p.selected))
            swing(w)
            return
    if held == _BUCKET or held == _WATER_BUCKET or held == _LAVA_BUCKET:
        if _use_bucket(w, r, held):
            _used(w, held, x, y, z)
            swing(w)
    elif r.eat_ticks[held] > 0 and (p.food < 20 or r.always_edible[held] != 0):
        p.using = 1
        p.use_ticks = 0
    elif r.armor_slot[held] >= 0 and r.places[held] < 0:
        slot = w.items[36 + r.armor_slot[held]]
        if slot.count == 0:
            slot.id = held
            slot.count = 1
            slot.damage = w.items[p.selected].damage
            _consume(w, np.int64(p.selected))
            _used(w, held, x, y, z)


@kernel
def use_button(w, r):  # type: ignore[no-untyped-def]
    """All that the right button does in a tick, target already set by ``aim``."""
    p = w.player[0]
    down = w.keys[0, K_USE] != 0
    pressed = down and w.keys[1, K_USE] == 0
    if p.use_delay > 0:
        p.use_delay -= 1
    if p.using != 0:
        item = np.int64(w.items[p.selected].id)
        if not down or r.eat_ticks[item] == 0:
            p.using = 0
            p.use_ticks = 0
            return
        p.use_ticks += 1
        if p.use_ticks >= r.eat_ticks[item]:
            _finish_eating(w, r)
        return
    if p.digging == 0 and (pressed or (down and p.use_delay == 0)):
        _press(w, r)
