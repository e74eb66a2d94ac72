"""What must be done at once: asked every tick, answers with a generator when life is in danger, else with None.

The order is that of urgency: lava and fire, a buried head, breath, then foes, then hunger. A reflex always ends, by
itself or by giving up: whatever could not be reached or done is left alone for a while, unless it comes to the body.
"""

from __future__ import annotations

import dataclasses
import math
import weakref

from craftagent.expert.body import Body, SkillFailed, Ticks
from craftagent.expert.breathe import breathe, short_of_air
from craftagent.expert.eat import Eat, foods
from craftagent.expert.escape import leave_block, leave_fire, leave_lava
from craftagent.expert.fight import Fight, too_hurt
from craftagent.expert.melee import best_weapon, damage
from craftagent.expert.pit import find_pit
from craftagent.expert.retreat import retreat
from craftagent.expert.scan import Foe, foes, quick_look
from craftagent.expert.shelter import FEW_GAPS, enclosed, hide, in_a_hole
from craftagent.expert.walls import lids

_NEAR = {"zombie": 7.0, "spider": 7.0, "creeper": 7.0, "skeleton": 14.0}  # blocks at which a foe is a danger
_TOUCH = 2.6  # blocks at which even a foe that was given up is
_FORGET = 300  # ticks for which a foe that could not be fought is left alone
_FOOD_LOW = 6
_HEALTH_LOW = 10.0
_HEALTH_POOR = 8.0


@dataclasses.dataclass
class _Memory:
    """What a body's reflexes remember."""

    spared: dict[int, int] = dataclasses.field(
        default_factory=dict
    )  # uid of a foe -> tick until which it is left alone
    rest: dict[str, int] = dataclasses.field(default_factory=dict)  # reflex -> tick before which it does not fire
    reason: str = ""
    seen: int = -1  # tick of the last look round


_memories: weakref.WeakKeyDictionary[Body, _Memory] = weakref.WeakKeyDictionary()


def _memory(body: Body) -> _Memory:
    memory = _memories.get(body)
    if memory is None or memory.seen > body.tick:  # a new episode began
        memory = _memories[body] = _Memory()
    return memory


def last_reason(body: Body) -> str:
    """Why the last reflex fired: "lava", "fire", "buried", "air", "close", "fight", "flee", "mend", "eat"; "" if
    none has."""
    return _memory(body).reason


def danger(body: Body) -> Ticks[None] | None:
    """A generator that meets what threatens the body this tick, None if nothing does. Costs some microseconds."""
    p = body.p
    if p["dead"]:
        return None
    memory = _memory(body)
    tick = body.tick
    if p["in_lava"] and _ready(memory, "lava", tick, 0):
        return _guarded(body, "lava", leave_lava(body))
    if p["fire"] > 0 and _ready(memory, "fire", tick, 60):
        return _guarded(body, "fire", leave_fire(body))
    if short_of_air(body) and _ready(memory, "air", tick, 20):
        return _guarded(body, "air", breathe(body))
    if p["hurt_time"] == 10 and _buried(body) and _ready(memory, "buried", tick, 20):
        return _guarded(body, "buried", leave_block(body))
    if tick & 1 == 0:
        memory.seen = tick
        near, arrows = quick_look(body, 14.0)
        if near or arrows:
            threats = _threats(body, memory, tick)
            if threats:
                return _meet(body, memory, threats)
    if (
        tick % 8 == 0
        and float(p["health"]) <= _HEALTH_POOR
        and _should_mend(body)
        and _ready(memory, "mend", tick, 400)
    ):
        return _guarded(body, "mend", _mend(body))
    if tick % 8 == 0 and _should_eat(body) and _ready(memory, "eat", tick, 100):
        return _guarded(body, "eat", Eat().run(body))
    return None


def _ready(memory: _Memory, reflex: str, tick: int, pause: int) -> bool:
    """Whether a reflex may fire now; then not again within ``pause`` ticks."""
    if memory.rest.get(reflex, -1) > tick:
        return False
    memory.rest[reflex] = tick + pause
    return True


def _guarded(body: Body, reason: str, work: Ticks[None]) -> Ticks[None]:
    """A reflex whose failure is no failure of the skill that it breaks into."""
    _memory(body).reason = reason

    def run() -> Ticks[None]:
        try:
            if body.screen_open:
                yield from body.close_screen()
            yield from work
        except SkillFailed:
            yield body.act()

    return run()


def _buried(body: Body) -> bool:
    x, y, z = body.cell
    return bool(body.r.suffocates[body.state(x, y + 1, z)])


def _should_eat(body: Body) -> bool:
    p = body.p
    food = int(p["food"])
    if food > _FOOD_LOW and not (float(p["health"]) <= _HEALTH_LOW and food < 18):
        return False
    return bool(foods(body)) and not any(f.far < 8.0 and f.hunts and f.sees for f in foes(body, 8.0))


def _should_mend(body: Body) -> bool:
    """Whether to hide and heal: hardly alive, in the dark hours, and food enough to heal at all."""
    if int(body.p["food"]) < 18 and not foods(body):
        return False
    return body.night and not enclosed(body) and not any(f.far < 12.0 and f.sees for f in foes(body, 12.0))


def _threats(body: Body, memory: _Memory, tick: int) -> list[Foe]:
    """Foes that will do harm soon if nothing is done."""
    found = []
    for foe in foes(body, 14.0):
        urgent = foe.far < (_TOUCH if foe.kind != "creeper" else 4.0) or foe.fuse > 0
        if memory.spared.get(foe.uid, -1) > tick and not urgent:
            continue
        if not foe.sees and not (foe.hunts and foe.far < 2.0):
            continue
        near = _NEAR[foe.kind]
        if foe.kind == "creeper":
            real = foe.fuse > 0 or foe.far < (near if foe.hunts else 4.5)
        else:
            real = foe.hunts and foe.far < near
        if real and abs(foe.y - body.position[1]) < 5.0 + 5.0 * (foe.kind == "skeleton"):
            found.append(foe)
    return found


def _meet(body: Body, memory: _Memory, threats: list[Foe]) -> Ticks[None] | None:
    """Close the hole one is in, or fight if it can be won, else run."""
    near = [f for f in foes(body, 14.0) if f.sees and f.hunts]
    weak = damage(body, best_weapon(body)) < 3.0
    archers = [f for f in threats if f.kind == "skeleton"]
    hurt = float(body.p["health"]) < 10.0
    if weak or archers or hurt or any(f.kind == "creeper" for f in threats):
        if _can_shut(body, near, hurt) and _ready(memory, "close", body.tick, 200):
            return _guarded(body, "close", _shut_in(body))
    if not (archers and weak) and not too_hurt(body, near):
        memory.reason = "fight"
        return _fight(body, memory, threats)
    if not _ready(memory, "flee", body.tick, 20):
        return None
    memory.reason = "flee"
    return _get_away(body, memory)


def _can_shut(body: Body, near: list[Foe], hurt: bool) -> bool:
    """Whether there is time to close oneself in with blocks held: about eight ticks a side."""
    nearest = min((f.far for f in near), default=math.inf)
    if in_a_hole(body):
        return nearest > 1.6
    followers = min((f.far for f in near if f.kind != "skeleton"), default=math.inf)
    return hurt and in_a_hole(body, FEW_GAPS) and nearest > 4.0 and followers > 7.0


def _fight(body: Body, memory: _Memory, threats: list[Foe]) -> Ticks[None]:
    reach = 15.0 if any(f.kind == "skeleton" for f in threats) else 9.0
    before = body.info["stats"]["custom"]["damage_dealt"]
    spared = [uid for uid, until in memory.spared.items() if until > body.tick]
    mine = [f.uid for f in threats]
    try:
        yield from Fight(reach=reach, limit=600, spare=[u for u in spared if u not in mine]).run(body)
    except SkillFailed as failure:
        yield body.act()
        if str(failure) != "too hurt":
            _spare(body, memory, 100 if any(f.kind == "skeleton" for f in threats) else _FORGET)
            if any(f.kind == "skeleton" and f.sees for f in foes(body, 16.0)):
                yield from _get_away(body, memory)
        return
    if body.info["stats"]["custom"]["damage_dealt"] == before:
        _spare(body, memory, 60)  # it went out of sight unharmed; do not turn round for it at once


def _spare(body: Body, memory: _Memory, ticks: int = _FORGET) -> None:
    """Leave every foe that is near alone for a while."""
    for foe in foes(body, 16.0):
        memory.spared[foe.uid] = body.tick + ticks


def _get_away(body: Body, memory: _Memory) -> Ticks[None]:
    """Into the ground, if only archers are about: two blocks down no arrow comes. Else run; who follows is fought."""
    yield from body.close_screen()
    if in_a_hole(body, FEW_GAPS) and not _followers(body, 6.0):
        try:
            yield from _shut_in(body)
            return
        except SkillFailed:
            yield body.act()
    room = all(f.far > 6.0 for f in foes(body, 8.0) if f.sees)
    if room and not _followers(body, 13.0) and find_pit(body, 3, bool(lids(body))) is not None:
        try:
            yield from _burrow(body)
            yield from _heal(body, 500)
            return
        except SkillFailed:
            yield body.act()
    if not (yield from retreat(body)):
        _spare(body, memory, 60)
        yield body.act()


def _followers(body: Body, reach: float) -> bool:
    """Whether anything but archers comes for the body."""
    return any(f.kind != "skeleton" and f.hunts and f.sees for f in foes(body, reach))


def _burrow(body: Body) -> Ticks[None]:
    """Get into a closed hole, but not with a foe at one's heels."""
    for tick, action in enumerate(hide(body)):
        if tick % 4 == 0 and not in_a_hole(body) and (_followers(body, 6.0) or any(f.sees for f in foes(body, 4.0))):
            raise SkillFailed("disturbed")
        yield action


def _shut_in(body: Body) -> Ticks[None]:
    """Close the hole or tunnel that one stands in and rest until those outside have lost interest."""
    yield from hide(body)
    yield from _heal(body, 300 if float(body.p["health"]) < 14.0 else 120)


def _mend(body: Body) -> Ticks[None]:
    """Dig in where nothing sees it and stay until the wounds have healed."""
    yield from _burrow(body)
    yield from _heal(body)


def _heal(body: Body, limit: int = 900) -> Ticks[None]:
    """Sit in a closed place, eating if one can, until whole, or until no more healing is to be had."""
    was = 0.0
    for tick in range(limit):
        health, food = float(body.p["health"]), int(body.p["food"])
        if health < was or (tick % 4 == 0 and not enclosed(body)) or (health >= 18.0 and tick > 100):
            return
        was = health
        if food < 18 and foods(body):
            yield from Eat().run(body)
        elif food < 18 and tick > 200:
            return
        yield body.act()
