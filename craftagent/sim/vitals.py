"""What keeps the player alive: damage and armour, hunger and healing, breath, fire. All figures are the game's own.

Health and food run 0 .. 20 (half hearts, half drumsticks), breath 0 .. 300 ticks. ``player.fire`` counts burning ticks
down; at or below 0 the player does not burn, and -20 .. 0 is the grace before flames catch.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.collide import box_free
from craftagent.sim.events import count, emit
from craftagent.sim.grid import get
from craftagent.sim.jit import kernel, linked
from craftagent.sim.state import (
    ARMOR,
    CUSTOM_NAMES,
    EV_BROKEN,
    EV_DAMAGED,
    EV_DIED,
    EV_RESPAWNED,
    HURT_DROWN,
    HURT_FALL,
    HURT_FIRE,
    HURT_HOT_FLOOR,
    HURT_IN_FIRE,
    HURT_LAVA,
    HURT_STARVE,
    HURT_SUFFOCATE,
    HURT_VOID,
    STAT_BROKEN,
)

MAX_HEALTH = 20.0
MAX_FOOD = 20
MAX_AIR = 300
FIRE_GRACE = -20
SPAWN_SHIELD = 70  # invulnerable ticks after a respawn; the last 10 of a spell never protect, so 60 do
_DAMAGE_TAKEN = CUSTOM_NAMES.index("damage_taken")
_DEATHS = CUSTOM_NAMES.index("deaths")
_SINCE_DEATH = CUSTOM_NAMES.index("time_since_death")


@kernel
def exhaust(w, amount):  # type: ignore[no-untyped-def]
    """Add exhaustion (points; 4 cost one point of saturation or food), at most 40 in all."""
    p = w.player[0]
    p.exhaustion = np.float32(min(p.exhaustion + amount, 40.0))


@kernel
def heal(w, amount):  # type: ignore[no-untyped-def]
    """Give a living player health, at most 20 in all."""
    p = w.player[0]
    if p.health > 0.0:
        p.health = np.float32(min(p.health + amount, MAX_HEALTH))
        w.clock[0].dirty_hud += 1


@kernel
def ignite(w, ticks):  # type: ignore[no-untyped-def]
    """Set the player on fire for at least ``ticks``."""
    p = w.player[0]
    p.fire = max(p.fire, ticks)


@kernel
def pierces(cause):  # type: ignore[no-untyped-def]
    """Whether damage of this cause goes past armour."""
    return (
        cause in (HURT_FALL, HURT_DROWN, HURT_FIRE, HURT_STARVE, HURT_SUFFOCATE, HURT_VOID)
    )  # fmt: skip


@kernel
def armored(amount, points, toughness):  # type: ignore[no-untyped-def]
    """Damage left after armour of so many points (0 .. 20 and more) and toughness; the game's reduction formula."""
    worth = min(max(points - amount / (2.0 + toughness / 4.0), points * 0.2), 20.0)
    return amount * (1.0 - worth / 25.0)


@kernel
def _wear_armor(w, r, amount, cause):  # type: ignore[no-untyped-def]
    """Every worn piece loses a quarter of the damage in durability, at least 1; broken pieces vanish."""
    loss = np.int64(max(amount / 4.0, 1.0))
    hot = cause in (HURT_LAVA, HURT_IN_FIRE, HURT_HOT_FLOOR)
    p = w.player[0]
    for k in range(4):
        s = w.items[ARMOR + k]
        if s.count <= 0 or r.armor_slot[s.id] != k or r.max_damage[s.id] <= 0:
            continue
        if hot and r.toughness[s.id] >= 3.0:  # netherite does not mind fire
            continue
        s.damage += loss
        if s.damage >= r.max_damage[s.id]:
            emit(w, np.int64(EV_BROKEN), np.int64(s.id), np.int64(1), np.int64(p.x), np.int64(p.y), np.int64(p.z), 0.0)
            count(w, np.int64(STAT_BROKEN), np.int64(s.id), np.int64(1))
            s.id = 0
            s.count = 0
            s.damage = 0
        w.clock[0].dirty_items += 1


@linked("wrfiff:i")
def hurt_player(w, r, amount, cause, kx, kz):  # type: ignore[no-untyped-def]
    """Damage the player by ``amount`` half hearts before armour; every source of damage comes through here.

    ``cause`` is a ``HURT_*``; the caller has already scaled by difficulty. (``kx``, ``kz``) points the way the blow
    pushes, from the attacker to the player, any length; (0, 0) pushes not at all. For 10 ticks after a hit only what
    exceeds that hit counts, and does not push. Emits ``EV_DAMAGED`` (a = cause, v = damage after armour); at health 0
    sets ``dead``, counts the death and emits ``EV_DIED`` (a = cause). Pass every number as int64 or float64.
    Returns whether any damage was taken.
    """
    p = w.player[0]
    if p.dead != 0 or amount <= 0.0:
        return False
    dealt = np.float64(amount)
    if p.invulnerable > 10:
        if amount <= p.last_damage:
            return False
        dealt = amount - np.float64(p.last_damage)
    else:
        p.invulnerable = 20
        p.hurt_time = 10
        # The 1.16 client is never told where a blow came from: the view always tilts the same way.
        p.hurt_yaw = np.float32(0.0)
        length = np.sqrt(np.float64(kx * kx + kz * kz))
        if length > 0.0:
            p.vx = p.vx * 0.5 + 0.4 * kx / length
            p.vz = p.vz * 0.5 + 0.4 * kz / length
            if p.on_ground != 0:
                p.vy = min(0.4, p.vy * 0.5 + 0.4)
    p.last_damage = np.float32(amount)
    through = pierces(cause)
    if not through:
        points, toughness = 0.0, 0.0
        for k in range(4):
            s = w.items[ARMOR + k]
            if s.count > 0 and r.armor_slot[s.id] == k:
                points += r.armor[s.id]
                toughness += r.toughness[s.id]
        _wear_armor(w, r, dealt, cause)
        dealt = armored(dealt, points, toughness)
    soaked = min(dealt, np.float64(p.absorption))
    p.absorption = np.float32(p.absorption - soaked)
    dealt -= soaked
    if dealt > 0.0:
        if not through:
            exhaust(w, 0.1)
        w.custom[_DAMAGE_TAKEN] += np.int64(np.floor(dealt * 10.0 + 0.5))
        p.health = np.float32(max(p.health - dealt, 0.0))
    c = w.clock[0]
    c.dirty_hud += 1
    c.dirty_stats += 1
    x, y, z = np.int64(np.floor(p.x)), np.int64(np.floor(p.y)), np.int64(np.floor(p.z))
    emit(w, np.int64(EV_DAMAGED), np.int64(cause), np.int64(0), x, y, z, dealt)
    if p.health <= 0.0:
        p.dead = 1
        p.using = 0
        p.sprinting = 0
        w.custom[_DEATHS] += 1
        w.custom[_SINCE_DEATH] = 0
        emit(w, np.int64(EV_DIED), np.int64(cause), np.int64(0), x, y, z, 0.0)
    return True


@linked("wr:v")
def tick_food(w, r):  # type: ignore[no-untyped-def]
    """One tick of hunger: exhaustion into saturation and food, healing when full, starving when empty."""
    p = w.player[0]
    c = w.clock[0]
    if p.exhaustion > 4.0:
        p.exhaustion -= np.float32(4.0)
        if p.saturation > 0.0:
            p.saturation = np.float32(max(p.saturation - 1.0, 0.0))
        elif c.difficulty > 0 and p.food > 0:
            p.food -= 1
            c.dirty_hud += 1
    hurt = 0.0 < p.health < MAX_HEALTH and c.natural_regeneration != 0
    if hurt and p.saturation > 0.0 and p.food >= MAX_FOOD:
        p.food_timer += 1
        if p.food_timer >= 10:
            spent = min(np.float64(p.saturation), 6.0)
            heal(w, spent / 6.0)
            exhaust(w, spent)
            p.food_timer = 0
    elif hurt and p.food >= 18:
        p.food_timer += 1
        if p.food_timer >= 80:
            heal(w, 1.0)
            exhaust(w, 6.0)
            p.food_timer = 0
    elif p.food <= 0:
        p.food_timer += 1
        if p.food_timer >= 80:
            floor = 10.0 if c.difficulty < 2 else (1.0 if c.difficulty == 2 else 0.0)
            if p.health > floor:
                hurt_player(w, r, 1.0, np.int64(HURT_STARVE), 0.0, 0.0)
            p.food_timer = 0
    else:
        p.food_timer = 0
    if c.difficulty == 0 and c.natural_regeneration != 0:
        if p.health < MAX_HEALTH and c.tick % 20 == 0:
            heal(w, 1.0)
        if p.food < MAX_FOOD and c.tick % 10 == 0:
            p.food += 1
            c.dirty_hud += 1


@linked("wrf:v")
def tick_harm(w, r, eye):  # type: ignore[no-untyped-def]
    """One tick of suffocation, void, lava, fire and drowning; ``eye`` is the pose's eye height in blocks.

    Reads where :func:`craftagent.sim.body.move_player` found the player to be: ``in_water``, ``in_lava``,
    ``eyes_in_water``.
    """
    p = w.player[0]
    if p.invulnerable > 0:
        p.invulnerable -= 1
    if p.hurt_time > 0:
        p.hurt_time -= 1
        w.clock[0].dirty_hud += 1
    x, y, z = p.x, p.y, p.z
    ey = np.int64(np.floor(y + eye))
    # Head in a wall: a slice 0.48 wide at the eyes. The corners decide whether the boxes are worth looking at.
    for k in range(4):
        hx = np.int64(np.floor(x + (0.24 if (k & 1) == 0 else -0.24)))
        hz = np.int64(np.floor(z + (0.24 if k < 2 else -0.24)))
        if r.suffocates[get(w, hx, ey, hz)] != 0:
            hurt_player(w, r, 1.0, np.int64(HURT_SUFFOCATE), 0.0, 0.0)
            break
    if y < -64.0:
        hurt_player(w, r, 4.0, np.int64(HURT_VOID), 0.0, 0.0)
    if p.in_water != 0 and p.fire > 0:
        p.fire = FIRE_GRACE
    if p.fire > 0:
        if p.fire % 20 == 0 and p.in_lava == 0:
            hurt_player(w, r, 1.0, np.int64(HURT_FIRE), 0.0, 0.0)
        p.fire -= 1
    if p.in_lava != 0:
        ignite(w, np.int64(300))
        hurt_player(w, r, 4.0, np.int64(HURT_LAVA), 0.0, 0.0)
    if p.eyes_in_water != 0:
        p.air -= 1
        if p.air <= -20:
            p.air = 0
            hurt_player(w, r, 2.0, np.int64(HURT_DROWN), 0.0, 0.0)
        w.clock[0].dirty_hud += 1
    elif p.air < MAX_AIR:
        p.air = min(p.air + 4, MAX_AIR)
        w.clock[0].dirty_hud += 1


@kernel
def respawn_player(w, r):  # type: ignore[no-untyped-def]
    """Put the player back at ``spawn_x, spawn_y, spawn_z``, whole, fed and standing still; emits ``EV_RESPAWNED``.

    Raised block by block while the spawn is walled in, as the game does. The inventory is not touched (dropping it is
    the caller's); experience is lost unless ``clock.keep_inventory``. Nothing hurts for 60 ticks.
    """
    p = w.player[0]
    c = w.clock[0]
    x, y, z = p.spawn_x, p.spawn_y, p.spawn_z
    while y < 255.0 and not box_free(w, r, x - 0.3, y, z - 0.3, x + 0.3, y + 1.8, z + 0.3):
        y += 1.0
    p.x, p.y, p.z, p.px, p.py, p.pz = x, y, z, x, y, z
    p.vx, p.vy, p.vz = 0.0, 0.0, 0.0
    p.height = np.float32(1.8)
    p.eye = p.prev_eye = np.float32(1.62)
    p.fov = p.prev_fov = np.float32(1.0)
    p.bob = p.prev_bob = np.float32(0.0)
    p.prev_walked = p.walked
    p.health = np.float32(MAX_HEALTH)
    p.food = MAX_FOOD
    p.saturation = np.float32(5.0)
    p.exhaustion = p.absorption = p.fall_distance = np.float32(0.0)
    p.food_timer = p.hurt_time = p.jump_delay = p.sprint_tap = p.use_ticks = 0
    p.air = MAX_AIR
    p.fire = FIRE_GRACE
    p.invulnerable = SPAWN_SHIELD
    p.last_damage = np.float32(1e9)
    p.on_ground = p.collided_h = p.collided_v = p.sneaking = p.sprinting = p.swimming = 0
    p.in_water = p.eyes_in_water = p.in_lava = p.on_ladder = p.using = p.digging = p.forward_was = p.dead = 0
    p.dig_progress = np.float32(0.0)
    p.stuck_x = p.stuck_y = p.stuck_z = 0.0
    if c.keep_inventory == 0:
        p.xp = 0
    p.score = 0
    c.dirty_hud += 1
    bx, by, bz = np.int64(np.floor(x)), np.int64(np.floor(y)), np.int64(np.floor(z))
    emit(w, np.int64(EV_RESPAWNED), np.int64(0), np.int64(0), bx, by, bz, 0.0)
