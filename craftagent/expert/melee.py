"""One tick of a fight: face the foe, strike when the meter is full and the blow will land, step as the foe demands.

A blow reaches 3 blocks from the eye; a zombie's only 1.4 blocks, a spider's 2.1, a creeper lights its fuse within 3. So
the whole art is to strike at arm's length and to be elsewhere while the meter fills. Against a skeleton it is the other
way round: stay close, and cross its line of fire on the way.
"""

from __future__ import annotations

import math
from typing import Any

from craftagent.expert.body import Body, Point
from craftagent.expert.footwork import step
from craftagent.expert.scan import Foe, crosshair
from craftagent.sim.mobs.kinds import HALF, TABLE, TALL
from craftagent.sim.rules.registry import item_id, item_names
from craftagent.sim.state import ENTITY_NAMES, K_ATTACK

_SWORD, _AXE = 5, 2

AT_ARMS_LENGTH = 4.0  # blocks from the eye to a creature that a blow reaches, if it comes a step nearer


def weapon_worth(body: Body, item: str) -> float:
    """How good a weapon is: damage a second against a creature that one blow in ten ticks can hurt; swords preferred."""
    number = item_id(item)
    worth = float(body.r.attack_damage[number]) * min(float(body.r.attack_speed[number]), 2.0)
    return worth * (1.3 if int(body.r.item_tool[number]) == _SWORD else 1.0)


def best_weapon(body: Body) -> str:
    """The best weapon carried, "air" for the bare hand."""
    names = item_names()
    carried = {names[int(s["id"])] for s in body.w.items[:36] if s["count"] > 0}
    armed = [name for name in carried if int(body.r.item_tool[item_id(name)]) > 0]
    return max(armed, key=lambda name: weapon_worth(body, name), default="air")


def damage(body: Body, item: str | None = None) -> float:
    """Health points of a full blow with an item, by default the one in hand."""
    return float(body.r.attack_damage[item_id(item or body.held)])


def aim_point(body: Body, row: int) -> Point:
    """A point of a creature's body to look at: the nearest one that the eye can see, else the nearest one.

    By sight, where the crosshair is on it already, the point it is on.
    """
    if body.style.by_sight:
        pitch, yaw = float(body.p["pitch"]), float(body.p["yaw"])
        meets, far, _ = crosshair(body, pitch, yaw)
        if meets == row:
            ex, ey, ez = body.eye
            level = far * math.cos(math.radians(pitch))
            yaw = math.radians(yaw)
            return ex - level * math.sin(yaw), ey - far * math.sin(math.radians(pitch)), ez + level * math.cos(yaw)
    e = body.w.entities[row]
    scale = 0.5 if e["baby"] else 1.0
    half, tall = float(TABLE[int(e["kind"]), HALF]) * scale, float(TABLE[int(e["kind"]), TALL]) * scale
    ex, ey, ez = body.eye
    x, y, z = float(e["x"]), float(e["y"]), float(e["z"])
    inner = half * 0.5
    best = (min(max(ex, x - inner), x + inner), min(max(ey, y + 0.15 * tall), y + 0.9 * tall),
            min(max(ez, z - inner), z + inner))  # fmt: skip
    if math.hypot(x - ex, z - ez) > 4.5 or crosshair(body, *body.angles_to(best))[0] == row:
        return best
    edge = half * 0.8
    for up in (0.9, 0.5, 0.15):
        for ax, az in ((0.0, 0.0), (edge, 0.0), (-edge, 0.0), (0.0, edge), (0.0, -edge)):
            point = (x + ax, y + up * tall, z + az)
            if crosshair(body, *body.angles_to(point))[0] == row:
                return point
    return best


def ticks_to_strike(body: Body, row: int) -> int:
    """Ticks until a full blow can hurt a creature: the attack meter and the ten safe ticks after its last wound."""
    speed = float(body.r.attack_speed[item_id(body.held)])
    meter = 20.0 / speed - 0.5 - (int(body.p["attack_ticks"]) + 1)
    wound = int(body.w.entities[row]["invulnerable"]) - 10
    return max(0, int(meter + 0.999), wound)


def strike(body: Body, row: int, hold: bool = False) -> dict[str, Any]:
    """Turn to a creature and strike it if the blow is full and will land; ``hold``: not yet.

    Grass in the way is struck down.
    """
    action = body.aim(aim_point(body, row), gain=1.0)
    pitch = min(max(float(body.p["pitch"]) + float(action["camera"][0]), -90.0), 90.0)
    meets, _, block = crosshair(body, pitch, float(body.p["yaw"]) + float(action["camera"][1]))
    pressed = bool(body.w.keys[0, K_ATTACK])
    wait = ticks_to_strike(body, row)
    if body.style.by_sight and not _shows(body, row, action):
        hold = True
    if not pressed and not hold and wait == 0 and (meets == row or (meets >= 0 and is_monster(body, meets))):
        action["attack"] = 1
    elif not pressed and block and wait <= 2 and _flimsy(body) and _close(body, row):
        action["attack"] = 1
    return action


def _shows(body: Body, row: int, action: dict[str, Any]) -> bool:
    """Whether the picture that one acts on has the crosshair on a creature already, or all but: who learns to strike from
    pictures has to see when."""
    if max(abs(float(degrees)) for degrees in action["camera"]) > 4.0:
        return False
    meets, _, _ = crosshair(body, float(body.p["pitch"]), float(body.p["yaw"]))
    return meets == row


def _close(body: Body, row: int) -> bool:
    """Whether a blow would reach a creature but for what grows between."""
    e = body.w.entities[row]
    return body.distance((float(e["x"]), float(e["y"]) + 0.5, float(e["z"]))) < AT_ARMS_LENGTH


def is_monster(body: Body, row: int) -> bool:
    """Whether an entity is a zombie, skeleton, spider or creeper."""
    return ENTITY_NAMES[int(body.w.entities[row]["kind"])] in ("zombie", "skeleton", "spider", "creeper")


def _flimsy(body: Body) -> bool:
    """Whether the block under the crosshair is a plant that one touch breaks."""
    cell = body.targeted()
    if cell is None:
        return False
    state = body.state(*cell)
    return float(body.r.hardness[state]) == 0.0 and int(body.r.coll_count[state]) == 0


def want(foe: Foe, wait: int, power: float = 0.0) -> tuple[float, float]:
    """The level distance to keep from a foe, ``wait`` ticks before the next blow of ``power``: (least, most) blocks."""
    soon = wait <= 3
    if not foe.sees and foe.kind != "creeper":
        return (1.6, 2.0)  # behind an edge or a corner: go and look
    if foe.kind == "creeper":
        if foe.health <= power and soon and foe.far < 4.5:
            return (1.2, 2.6)  # one more blow
        if foe.fuse > 0:
            return (7.5, 9.0)
        return (3.05, 3.2) if soon else (4.2, 5.0)
    if foe.kind == "skeleton":
        return (1.2, 2.3)
    if foe.kind == "spider":
        return (2.5, 3.2) if soon else (3.4, 4.5)
    return (2.3, 3.0) if soon else (3.2, 4.2)


def duel(body: Body, target: Foe, others: list[Foe], side: float = 1.0) -> dict[str, Any]:
    """One tick against a target, heeding the others. ``side``: 1 or -1, the way round when closing in on an archer."""
    archer = target.kind == "skeleton"
    leap = archer and target.flat < 3.0 and target.sees
    wait = ticks_to_strike(body, target.row)
    p = body.p
    rising = not p["on_ground"] and not p["in_water"] and float(p["vy"]) > -0.08
    action = strike(body, target.row, hold=leap and rising)
    yaw = float(p["yaw"]) + float(action["camera"][1])
    aside = side if archer and target.flat > 3.5 else 0.0
    for key in step(body, yaw, target, want(target, wait, damage(body)), others, aside):
        action[key] = 1
    if archer and p["sprinting"] and target.flat < 3.8 and wait <= 3:
        action["forward"] = action["sprint"] = 0  # a blow at a run would throw it out of reach
    if leap and p["on_ground"] and wait <= 7:
        action["jump"] = 1  # blows struck while falling count half as much again
    return action
