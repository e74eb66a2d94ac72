"""How a creature's body answers: liquids, jumping, walking force, gravity, falls, fire, and the walk animation.

The same numbers as for the player in 1.16.5 (friction 0.6 x 0.91, gravity 0.08, drag 0.98, jump 0.42), except that the
walking force of a creature is its speed times its input, and its input is again its speed.
"""

from __future__ import annotations

import math

import numpy as np

from craftagent.sim.grid import block_light, get, sky_light
from craftagent.sim.jit import kernel
from craftagent.sim.mobs.combat import hurt_entity
from craftagent.sim.mobs.kinds import DANGER, EYE, HALF, SPEED, TABLE, TALL, WHITE_WOOL
from craftagent.sim.mobs.spawn import spawn_item
from craftagent.sim.mobs.wire import FORWARD, JUMP, PACE, SIDE
from craftagent.sim.rng import rand, randint
from craftagent.sim.rules.loot_table import BY_PLAYER
from craftagent.sim.rules.registry import item_id
from craftagent.sim.state import (
    CHICKEN,
    HURT_CACTUS,
    HURT_DROWN,
    HURT_FALL,
    HURT_FIRE,
    HURT_LAVA,
    HURT_SUFFOCATE,
    SKELETON,
    SPIDER,
    ZOMBIE,
)  # fmt: skip
from craftagent.sim.trig import cos_deg, sin_deg

_EGG = item_id("egg")
FIRE_TICKS = 160  # eight seconds, from daylight and fire blocks
LAVA_FIRE_TICKS = 300
AIR_TICKS = 300


@kernel
def before_mob(w, r, i):  # type: ignore[no-untyped-def]
    """Turn inputs and liquids into velocity. ``scratch[0:8]`` as ``wade`` leaves it, then the inputs of ``think``."""
    e = w.entities[i]
    s = w.scratch
    water, lava = s[0], s[1]
    e.in_water = 1 if water > 0.0 else 0
    e.in_lava = 1 if lava > 0.0 else 0
    if water > 0.0:
        e.vx += s[2] * 0.014
        e.vy += s[3] * 0.014
        e.vz += s[4] * 0.014
        e.fall_distance = 0.0
    if abs(e.vx) < 0.003:
        e.vx = 0.0
    if abs(e.vy) < 0.003:
        e.vy = 0.0
    if abs(e.vz) < 0.003:
        e.vz = 0.0
    forward, side = s[FORWARD] * 0.98, s[SIDE] * 0.98
    if s[JUMP] != 0.0:
        if water > 0.0 and (e.on_ground == 0 or water > 0.4):
            e.vy += 0.04
        elif lava > 0.0:
            e.vy += 0.04
        elif e.on_ground != 0:
            under = get(w, math.floor(e.x), math.floor(e.y - 0.5), math.floor(e.z))
            e.vy = 0.42 * r.jump_factor[under]
    if e.kind == CHICKEN and e.on_ground == 0 and e.vy < 0.0:
        e.vy *= 0.6
    if forward != 0.0 or side != 0.0:
        speed = s[PACE] * TABLE[e.kind, SPEED]
        if water > 0.0 or lava > 0.0 or e.on_ground == 0:
            speed = 0.02
        else:
            slip = np.float64(r.slipperiness[get(w, math.floor(e.x), math.floor(e.y - 0.5), math.floor(e.z))])
            speed *= 0.21600002 / (slip * slip * slip)
        sine, cosine = sin_deg(np.float64(e.yaw)), cos_deg(np.float64(e.yaw))
        e.vx += (side * cosine - forward * sine) * speed
        e.vz += (forward * cosine + side * sine) * speed


@kernel
def after_mob(w, r, i, damp):  # type: ignore[no-untyped-def]
    """Drag and gravity after the move, then falls, fire, drowning and suffocation.

    ``damp``: horizontal drag, 0.91 times the slipperiness of what the creature stood on before the move.
    """
    e = w.entities[i]
    kind = np.int64(e.kind)
    moved_y = e.y - e.py
    climbs = kind == SPIDER and e.collided_h != 0
    if e.in_water != 0 or e.in_lava != 0:
        drag = 0.8 if e.in_water != 0 else 0.5
        e.vx *= drag
        e.vy *= 0.8
        e.vz *= drag
        e.vy -= 0.005 if e.in_water != 0 else 0.02
        if climbs:
            e.vy = 0.2
        elif e.collided_h != 0:  # hop out at the shore
            e.vy = 0.3
    else:
        if climbs:
            e.vy = 0.2
            e.fall_distance = 0.0
        e.vy = (e.vy - 0.08) * 0.98
        e.vx *= damp
        e.vz *= damp
    scale = 0.5 if e.baby != 0 else 1.0
    x, y, z = math.floor(e.x), math.floor(e.y + 0.01), math.floor(e.z)
    points = 0.0
    cause = HURT_FALL
    if e.on_ground != 0:
        if e.fall_distance > 3.0 and kind != CHICKEN:
            points = np.float64(math.ceil(e.fall_distance - 3.0))
        e.fall_distance = 0.0
    elif moved_y < 0.0:
        e.fall_distance -= moved_y
    here = get(w, x, y, z)
    if here >= DANGER[0, 0] and here <= DANGER[0, 1]:
        e.fire = max(e.fire, FIRE_TICKS)
        if points < 1.0:
            points = 1.0
            cause = HURT_FIRE
    if e.collided_h != 0:
        half = TABLE[kind, HALF] * scale
        for k in range(4):  # pressed against a cactus
            cx, cz = math.floor(e.x + (half if k & 1 else -half)), math.floor(e.z + (half if k & 2 else -half))
            side = get(w, cx, y, cz)
            if side >= DANGER[1, 0] and side <= DANGER[1, 1] and points < 1.0:
                points = 1.0
                cause = HURT_CACTUS
    if e.in_lava != 0:
        e.fire = LAVA_FIRE_TICKS
        points = max(points, 4.0)
        cause = HURT_LAVA
    elif e.in_water != 0:
        e.fire = 0
    elif e.fire > 0:
        if e.fire % 20 == 0 and points < 1.0:
            points = 1.0
            cause = HURT_FIRE
        e.fire -= 1
    eye_y = math.floor(e.y + TABLE[kind, EYE] * scale)
    at_eye = get(w, x, eye_y, z)
    if at_eye != 0:
        if r.suffocates[at_eye] != 0 and points < 1.0:
            points = 1.0
            cause = HURT_SUFFOCATE
        if r.fluid[at_eye] == 1 and kind != ZOMBIE and kind != SKELETON:
            e.air -= 1
            if e.air <= -20:
                e.air = 0
                points = max(points, 2.0)
                cause = HURT_DROWN
    if e.air < AIR_TICKS and (at_eye == 0 or r.fluid[at_eye] != 1):
        e.air = min(e.air + 4, AIR_TICKS)
    if e.y < -64.0:
        points = 1000.0
    if points > 0.0:
        hurt_entity(w, r, np.int64(i), points, np.int64(cause), 0.0, 0.0, np.int64(0))
    dx, dz = e.x - e.px, e.z - e.pz
    swing = min(math.sqrt(dx * dx + dz * dz) * 4.0, 1.0)
    e.limb_speed += (swing - e.limb_speed) * 0.4
    e.limb += e.limb_speed


@kernel
def timers(w, r, i, n):  # type: ignore[no-untyped-def]
    """Count a creature's clocks by ``n`` ticks: wounds, growing up, love, eggs; daylight sets the undead on fire."""
    e = w.entities[i]
    kind = e.kind
    if e.hurt_time > 0:
        e.hurt_time -= min(n, e.hurt_time)
    if e.invulnerable > 0:
        e.invulnerable -= min(n, e.invulnerable)
    if e.hurt_by_player > 0:
        e.hurt_by_player -= min(n, np.int64(e.hurt_by_player))
    if e.panic > 0:
        e.panic -= min(n, e.panic)
    if e.love > 0:
        e.love -= min(n, e.love)
    if kind < ZOMBIE:
        if e.age > 0:
            e.age -= min(n, e.age)
        elif e.age < 0:
            e.age = min(e.age + n, 0)
        e.baby = 1 if e.age < 0 else 0
        if kind == CHICKEN and e.baby == 0:
            e.egg_timer -= n
            if e.egg_timer <= 0:
                e.egg_timer = 6000 + randint(w, np.int64(6000))
                vx, vz = rand(w) * 0.2 - 0.1, rand(w) * 0.2 - 0.1
                spawn_item(w, np.int64(_EGG), np.int64(1), np.int64(0), e.x, e.y, e.z, vx, 0.2, vz, np.int64(10))
    elif kind in (ZOMBIE, SKELETON) and w.clock[0].sky_dark < 4 and e.in_water == 0 and e.fire < 20:
        x, y, z = math.floor(e.x), math.floor(e.y + TABLE[kind, EYE]), math.floor(e.z)
        if sky_light(w, x, y, z) == 15:
            light = max(np.float64(15 - w.clock[0].sky_dark), np.float64(block_light(w, x, y, z))) / 15.0
            bright = light / (4.0 - 3.0 * light)
            if bright > 0.5 and rand(w) * 30.0 < (bright - 0.4) * 2.0 * n:
                e.fire = FIRE_TICKS


@kernel
def fall_apart(w, r, i):  # type: ignore[no-untyped-def]
    """Loot of a creature that has just died, meat cooked if it burned; young ones leave nothing."""
    e = w.entities[i]
    if e.baby != 0:
        return
    first = r.mob_loot_start[e.kind]
    for k in range(first, first + r.mob_loot_count[e.kind]):
        item = np.int64(r.mob_loot_item[k])
        number = r.mob_loot_min[k] + randint(w, np.int64(r.mob_loot_max[k] - r.mob_loot_min[k] + 1))
        if r.mob_loot_cond[k] == BY_PLAYER and e.hurt_by_player == 0:
            continue
        if r.mob_loot_chance[k] < 1.0 and rand(w) >= r.mob_loot_chance[k]:
            continue
        if item == WHITE_WOOL:
            if e.sheared != 0:
                continue
            item += np.int64(e.color)
        elif e.fire > 0 and r.smelts[item] > 0:
            item = np.int64(r.smelts[item])
        if number > 0:
            vx, vz = rand(w) * 0.2 - 0.1, rand(w) * 0.2 - 0.1
            spawn_item(w, item, np.int64(number), np.int64(0), e.x, e.y, e.z, vx, 0.2, vz, np.int64(10))


@kernel
def shove(w, i, near, first):  # type: ignore[no-untyped-def]
    """Creatures (and the player) that overlap creature i and it push each other apart a little.

    ``near``: int32 array holding ``near[first - 1]`` indices from ``first`` on.
    """
    e = w.entities[i]
    p = w.player[0]
    scale = 0.5 if e.baby != 0 else 1.0
    half, tall = TABLE[e.kind, HALF] * scale, TABLE[e.kind, TALL] * scale
    for k in range(-1, near[first - 1]):
        if k < 0:
            if p.dead != 0:
                continue
            dx, dy, dz = p.x - e.x, p.y - e.y, p.z - e.z
            wide, high = half + 0.3, np.float64(p.height)
        else:
            j = near[first + k]
            o = w.entities[j]
            dx = o.x - e.x
            if j == i or abs(dx) >= 1.4:
                continue
            dy, dz = o.y - e.y, o.z - e.z
            both = 0.5 if o.baby != 0 else 1.0
            wide, high = half + TABLE[o.kind, HALF] * both, TABLE[o.kind, TALL] * both
        if abs(dx) >= wide or abs(dz) >= wide or dy >= tall or -dy >= high:
            continue
        big = max(abs(dx), abs(dz))
        if big < 0.01:
            continue
        # The game divides by the root of the larger axis, twice, and never pushes harder than that root allows.
        big = math.sqrt(big)
        f = 0.05 * min(1.0, 1.0 / big) / big
        e.vx -= dx * f
        e.vz -= dz * f
        if k < 0:
            p.vx += dx * f
            p.vz += dz * f
        else:
            o = w.entities[near[first + k]]
            o.vx += dx * f
            o.vz += dz * f
