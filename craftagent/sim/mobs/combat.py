"""Blows between the player and creatures: damage, knockback, death, and what the right button does to an animal.

Rules of 1.16.5: after a hit a creature is safe for 10 ticks except from what hurts more (only the difference counts);
a blow pushes by 0.4; the attack meter scales damage by 0.2 + 0.8 s^2.
"""

from __future__ import annotations

import math

import numpy as np

from craftagent.sim.events import count, emit
from craftagent.sim.inventory import damage_held, give
from craftagent.sim.jit import kernel, linked
from craftagent.sim.mobs.kinds import (
    ARMOR,
    C_DAMAGE_DEALT,
    C_MOB_KILLS,
    FOOD,
    HALF,
    TABLE,
    TALL,
    WHITE_WOOL,
)  # fmt: skip
from craftagent.sim.mobs.rays import ray_entities
from craftagent.sim.mobs.spawn import spawn_item
from craftagent.sim.rng import rand, randint
from craftagent.sim.rules.registry import item_id
from craftagent.sim.state import (
    CHICKEN,
    COW,
    CREEPER,
    EV_ATTACKED,
    EV_KILLED,
    EV_USED,
    FALLING_BLOCK,
    HURT_ARROW,
    HURT_EXPLOSION,
    HURT_LAVA,
    HURT_MOB,
    MAX_ENTITIES,
    SHEEP,
    STAT_KILLED,
    STAT_USED,
    ZOMBIE,
)  # fmt: skip
from craftagent.sim.trig import cos_deg, sin_deg

__all__ = ["box_hits_entity", "hurt_entity", "knock", "player_attack", "ray_entities", "use_on_entity"]

_SHEARS, _BUCKET, _MILK = item_id("shears"), item_id("bucket"), item_id("milk_bucket")
_PANIC_TICKS = 100
_MEMORY = 60  # ticks a monster hunts without seeing its prey


@kernel
def knock(e, strength, kx, kz):  # type: ignore[no-untyped-def]
    """Push an entity along (kx, kz), of any length, as a blow does."""
    length = math.sqrt(kx * kx + kz * kz)
    if length < 1e-4:
        return
    e.vx = e.vx * 0.5 + kx / length * strength
    e.vz = e.vz * 0.5 + kz / length * strength
    if e.on_ground != 0:
        e.vy = min(0.4, e.vy * 0.5 + strength)


@linked("wrififfi:i")
def hurt_entity(w, r, index, amount, cause, kx, kz, by_player):  # type: ignore[no-untyped-def]
    """Hurt a creature by ``amount`` health points from a ``HURT_*`` cause.

    (kx, kz): direction of the push, from the attacker to it; zero for none. ``by_player``: 1 if the player did it.
    Returns whether it had any effect. A creature whose health ends gets ``death`` = 1; the entity tick does the rest.
    """
    e = w.entities[index]
    if e.kind < COW or e.kind > CREEPER or e.death > 0 or amount <= 0.0:
        return False
    full = e.invulnerable <= 10
    dealt = amount
    if not full:
        if amount <= e.last_damage:
            return False
        dealt = amount - e.last_damage
    e.last_damage = amount
    armor = TABLE[e.kind, ARMOR]
    if armor > 0.0 and cause in (HURT_MOB, HURT_ARROW, HURT_EXPLOSION, HURT_LAVA):
        dealt *= 1.0 - min(max(armor - dealt * 0.5, armor * 0.2), 20.0) / 25.0
    e.limb_speed = 1.5
    e.idle = 0
    if full:
        e.invulnerable = 20
        e.hurt_time = 10
        knock(e, 0.4, kx, kz)
    e.health -= dealt
    if by_player != 0:
        e.hurt_by_player = 100
        w.custom[C_DAMAGE_DEALT] += math.floor(dealt * 10.0 + 0.5)
    if e.kind < ZOMBIE:
        e.panic = _PANIC_TICKS
        e.love = 0
        e.eat_timer = 0
        e.ai = 0
    elif by_player != 0:
        e.seen = _MEMORY
    if e.health <= 0.0:
        e.health = 0.0
        e.death = 1
        if e.hurt_by_player > 0:
            x, y, z = math.floor(e.x), math.floor(e.y), math.floor(e.z)
            count(w, np.int64(STAT_KILLED), np.int64(e.kind), np.int64(1))
            w.custom[C_MOB_KILLS] += 1
            emit(w, np.int64(EV_KILLED), np.int64(e.kind), np.int64(index), x, y, z, 0.0)
    return True


@linked("wri:v")
def player_attack(w, r, index):  # type: ignore[no-untyped-def]
    """One swing of the player at entity ``index``: damage by item and attack meter, critical hit, sprint knockback,
    sweep of swords, tool wear, exhaustion. Resets the attack meter."""
    p = w.player[0]
    e = w.entities[index]
    if e.kind < COW or e.kind > CREEPER:
        p.attack_ticks = 0
        return
    item = w.items[p.selected].id
    speed = np.float64(r.attack_speed[item])
    damage = np.float64(r.attack_damage[item])
    meter = min(max((p.attack_ticks + 0.5) * speed / 20.0, 0.0), 1.0)
    p.attack_ticks = 0
    damage *= 0.2 + meter * meter * 0.8
    strong = meter > 0.9
    rush = strong and p.sprinting != 0
    critical = (
        strong and p.fall_distance > 0.0 and p.on_ground == 0 and p.on_ladder == 0 and p.in_water == 0
        and p.sprinting == 0
    )  # fmt: skip
    if critical:
        damage *= 1.5
    dx, dz = p.x - p.px, p.z - p.pz
    tool = r.item_tool[item]
    sweep = (
        strong and not critical and not rush and p.on_ground != 0 and tool == 5
        and math.sqrt(dx * dx + dz * dz) * 0.6 < 0.1
    )  # fmt: skip
    x, y, z = math.floor(e.x), math.floor(e.y), math.floor(e.z)
    ahead_x, ahead_z = -sin_deg(np.float64(p.yaw)), cos_deg(np.float64(p.yaw))
    ex, ey, ez = e.x, e.y, e.z
    reach = TABLE[e.kind, HALF] + 1.0
    top = ey + TABLE[e.kind, TALL] + 0.25
    landed = False
    for k in range(MAX_ENTITIES + 1):  # the target, then those that a sweep may touch
        i = index if k == 0 else k - 1
        if k == 1 and not (sweep and landed):
            break
        if k > 0:
            o = w.entities[i]
            if i == index or o.kind < COW or o.kind > CREEPER:
                continue
            half = TABLE[o.kind, HALF]
            if abs(o.x - ex) > reach + half or abs(o.z - ez) > reach + half or o.y > top:
                continue
            if o.y + TABLE[o.kind, TALL] < ey - 0.25:
                continue
            if (o.x - p.x) ** 2 + (o.y - p.y) ** 2 + (o.z - p.z) ** 2 >= 9.0:
                continue
            hurt_x, hurt_z, amount = ahead_x, ahead_z, 1.0
        else:
            hurt_x, hurt_z, amount = ex - p.x, ez - p.z, damage
        hit = hurt_entity(w, r, np.int64(i), amount, np.int64(HURT_MOB), hurt_x, hurt_z, np.int64(1))
        if k == 0:
            landed = hit
    if landed:
        if rush:
            knock(e, 0.5, ahead_x, ahead_z)
            p.vx *= 0.6
            p.vz *= 0.6
            p.sprinting = 0
        p.exhaustion += 0.1
        if tool == 5:
            damage_held(w, r, np.int64(1))
        elif tool >= 1 and tool <= 4:
            damage_held(w, r, np.int64(2))
    emit(w, np.int64(EV_ATTACKED), np.int64(e.kind), np.int64(index), x, y, z, damage if landed else 0.0)


@linked("wffffff:i")
def box_hits_entity(w, x0, y0, z0, x1, y1, z1):  # type: ignore[no-untyped-def]
    """Whether a living creature or a falling block stands in a box (what keeps a block from being placed)."""
    for i in range(MAX_ENTITIES):
        e = w.entities[i]
        if (e.kind < COW or e.kind > CREEPER or e.death > 0) and e.kind != FALLING_BLOCK:
            continue
        scale = 0.5 if e.baby != 0 else 1.0
        half, tall = TABLE[e.kind, HALF] * scale, TABLE[e.kind, TALL] * scale
        if e.x - half < x1 and e.x + half > x0 and e.y < y1 and e.y + tall > y0 and e.z - half < z1 and e.z + half > z0:
            return True
    return False


@linked("wri:i")
def use_on_entity(w, r, index):  # type: ignore[no-untyped-def]
    """Right click on a creature: shear a sheep, milk a cow, feed an animal. Returns whether it was used up."""
    e = w.entities[index]
    p = w.player[0]
    s = w.items[p.selected]
    item = np.int64(s.id)
    if item == 0 or s.count <= 0 or e.kind < COW or e.kind > CHICKEN or e.death > 0:
        return False
    if item == _SHEARS:
        if e.kind != SHEEP or e.sheared != 0 or e.baby != 0:
            return False
        e.sheared = 1
        for _ in range(1 + randint(w, np.int64(3))):
            vx = (rand(w) - rand(w)) * 0.1
            vy = 0.2 + rand(w) * 0.05
            vz = (rand(w) - rand(w)) * 0.1
            spawn_item(
                w, np.int64(WHITE_WOOL + e.color), np.int64(1), np.int64(0), e.x, e.y + 1.0, e.z, vx, vy, vz,
                np.int64(10),
            )  # fmt: skip
        damage_held(w, r, np.int64(1))
    elif item == _BUCKET:
        if e.kind != COW or e.baby != 0:
            return False
        if s.count == 1:
            s.id = _MILK
        else:
            s.count -= 1
            if give(w, r, np.int64(_MILK), np.int64(1), np.int64(0)) > 0:
                spawn_item(
                    w, np.int64(_MILK), np.int64(1), np.int64(0), p.x, p.y + 1.3, p.z, 0.0, 0.1, 0.0, np.int64(40)
                )
        w.clock[0].dirty_items += 1
    else:
        likes = False
        for k in range(4):
            likes = likes or FOOD[e.kind, k] == item
        if not likes:
            return False
        if e.baby != 0:
            e.age -= np.int64(e.age * 0.1)  # a tenth of what is left to grow
        elif e.age == 0 and e.love == 0 and e.panic == 0:
            e.love = 600
        else:
            return False
        s.count -= 1
        if s.count <= 0:
            s.id = 0
            s.count = 0
            s.damage = 0
        w.clock[0].dirty_items += 1
    count(w, np.int64(STAT_USED), item, np.int64(1))
    emit(w, np.int64(EV_USED), item, np.int64(1), math.floor(e.x), math.floor(e.y), math.floor(e.z), 0.0)
    return True
