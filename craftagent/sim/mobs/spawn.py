"""Making entities: a free row of the table, every field set. Imports nothing that changes blocks."""

from __future__ import annotations

import numpy as np

from craftagent.sim.jit import kernel, linked
from craftagent.sim.mobs.kinds import HEALTH, TABLE
from craftagent.sim.rng import mix, unit
from craftagent.sim.state import CHICKEN, COW, CREEPER, ITEM, MAX_ENTITIES, NONE, SHEEP

RESERVED = 48  # rows that creatures leave free for items, arrows and falling blocks


@kernel
def _reset(entities, index, kind, x, y, z, health, uid):  # type: ignore[no-untyped-def]
    """Set every field of a row; nothing of an earlier entity survives."""
    e = entities[index]
    e.x = x
    e.y = y
    e.z = z
    e.px = x
    e.py = y
    e.pz = z
    e.vx = 0.0
    e.vy = 0.0
    e.vz = 0.0
    e.yaw = 0.0
    e.pitch = 0.0
    e.body_yaw = 0.0
    e.head_yaw = 0.0
    e.limb = 0.0
    e.limb_speed = 0.0
    e.health = health
    e.fall_distance = 0.0
    e.kind = kind
    e.on_ground = 0
    e.in_water = 0
    e.in_lava = 0
    e.collided_h = 0
    e.baby = 0
    e.sheared = 0
    e.color = 0
    e.hurt_by_player = 0
    e.charged = 0
    e.uid = uid
    e.age = 0
    e.fire = 0
    e.hurt_time = 0
    e.invulnerable = 0
    e.death = 0
    e.cooldown = 0
    e.fuse = 0
    e.eat_timer = 0
    e.egg_timer = 0
    e.panic = 0
    e.love = 0
    e.ai = 0
    e.ai_timer = 0
    e.goal_x = x
    e.goal_y = y
    e.goal_z = z
    e.owner = 0
    e.id = 0
    e.count = 0
    e.damage = 0
    e.delay = 0
    e.state = 0
    e.last_damage = 0.0
    e.look_yaw = 0.0
    e.look = 0
    e.look_timer = 0
    e.idle = 0
    e.air = 300
    e.seen = 0
    e.strafe = 0
    e.way_x = 0
    e.way_y = 0
    e.way_z = 0
    e.path_n = 0
    e.path = 0


@kernel
def _new(entities, clock, kind, x, y, z):  # type: ignore[no-untyped-def]
    """Index of a fresh row, or -1 when there is none for this kind."""
    mob = kind >= COW and kind <= CREEPER
    index = -1
    free = 0
    oldest = -1
    age = -1
    for i in range(MAX_ENTITIES):
        k = entities[i].kind
        if k == NONE:
            if index < 0:
                index = i
            free += 1
            if not mob or free > RESERVED:
                break
        elif k == ITEM and entities[i].age > age:
            age = entities[i].age
            oldest = i
    if mob and free <= RESERVED:
        return -1
    if index < 0:
        if kind != ITEM:
            return -1
        index = oldest
        if index < 0:
            return -1
    c = clock[0]
    c.next_uid += 1
    uid = np.int64(c.next_uid)
    _reset(entities, index, kind, x, y, z, TABLE[kind, HEALTH], uid)
    if not mob:
        return index
    # Chance attributes hang on the seed and the number of the entity, so spawning draws nothing from the shared stream.
    h = mix(np.uint64(np.int64(c.seed)) ^ mix(np.uint64(uid)))
    e = entities[index]
    e.yaw = unit(h) * 360.0
    e.body_yaw = e.yaw
    e.head_yaw = e.yaw
    u = unit(mix(h + np.uint64(1)))
    if kind == SHEEP:  # black, gray, light gray 5 % each, brown 3 %, pink 0.164 %, else white
        if u < 0.05:
            e.color = 15
        elif u < 0.10:
            e.color = 7
        elif u < 0.15:
            e.color = 8
        elif u < 0.18:
            e.color = 12
        elif u < 0.18164:
            e.color = 6
    elif kind == CHICKEN:
        e.egg_timer = 6000 + np.int64(u * 6000.0)
    return index


@linked("wifff:i")
def spawn_entity(w, kind, x, y, z):  # type: ignore[no-untyped-def]
    """Put an entity of a kind with its feet at (x, y, z). Returns its index, or -1 when the table is full.

    A falling block still needs its ``state``; stacks come from :func:`spawn_item`.
    """
    return _new(w.entities, w.clock, np.int64(kind), np.float64(x), np.float64(y), np.float64(z))


@linked("wiiiffffffi:i")
def spawn_item(w, item, count, damage, x, y, z, vx, vy, vz, delay):  # type: ignore[no-untyped-def]
    """Drop a stack at (x, y, z) with a velocity in blocks a tick and a pick-up delay in ticks.

    Returns its index. In a full table the oldest dropped stack makes room; -1 if there is none.
    """
    index = _new(w.entities, w.clock, np.int64(ITEM), np.float64(x), np.float64(y), np.float64(z))
    if index >= 0:
        e = w.entities[index]
        e.id = item
        e.count = count
        e.damage = damage
        e.vx = vx
        e.vy = vy
        e.vz = vz
        e.delay = delay
        e.yaw = unit(mix(np.uint64(e.uid))) * 360.0
    return index
