"""What must be done at once: asked every tick, answers with a generator when life is in danger, else with None.

The order is that of urgency: lava and fire, a buried head, breath, then foes, then hunger. A reflex always ends, by
itself or by giving up: whatever could not be reached or done is left alone for a while, unless it comes to the body.
"""

from __future__ import annotations

import dataclasses
import weakref

from craftagent.expert.body import Body, SkillFailed, Ticks
from craftagent.expert.breathe import breathe, short_of_air
from craftagent.expert.eat import Eat, foods
from craftagent.expert.escape import leave_block, leave_fire, leave_lava
from craftagent.expert.fight import Fight, too_hurt
from craftagent.expert.melee import best_weapon, damage
from craftagent.expert.scan import Foe, foes, quick_look
from craftagent.expert.shelter import enclosed, hide
from craftagent.expert.walk import flee

_NEAR = {"zombie": 7.0, "spider": 7.0, "creeper": 7.0, "skeleton": 14.0}  # blocks at which a foe is a danger
_TOUCH = 2.6  # blocks at which even a foe that was given up is
_FORGET = 300  # ticks for which a foe that could not be fought is left alone
_FOOD_LOW = 6
_HEALTH_LOW = 10.0


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
    """Why the last reflex fired: "lava", "fire", "buried", "air", "fight", "flee", "hide", "eat"; "" if none has."""
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
    """Fight if it can be won; else get away, into a hole if there is time to dig it."""
    near = foes(body, 14.0)
    archers = [f for f in threats if f.kind == "skeleton"]
    weak = damage(body, best_weapon(body)) < 3.0
    health = float(body.p["health"])
    lost = too_hurt(body, [f for f in near if f.sees and f.hunts]) or (archers and weak)
    if not lost and (health >= 5.0 or len(threats) == 1):
        memory.reason = "fight"
        return _fight(body, memory, threats)
    close = min(f.far for f in threats)
    if not _ready(memory, "flee", body.tick, 30):
        return None
    memory.reason = "flee" if close < 9.0 or archers else "hide"
    return _get_away(body, memory, threats)


def _fight(body: Body, memory: _Memory, threats: list[Foe]) -> Ticks[None]:
    reach = 15.0 if any(f.kind == "skeleton" for f in threats) else 9.0
    before = body.info["stats"]["custom"]["damage_dealt"]
    spared = [uid for uid, until in memory.spared.items() if until > body.tick]
    mine = [f.uid for f in threats]
    try:
        yield from Fight(reach=reach, limit=600, spare=[u for u in spared if u not in mine]).run(body)
    except SkillFailed as failure:
        if str(failure) != "too hurt":
            _spare(body, memory)
        yield body.act()
        return
    if body.info["stats"]["custom"]["damage_dealt"] == before:
        _spare(body, memory, 60)  # it went out of sight unharmed; do not turn round for it at once


def _spare(body: Body, memory: _Memory, ticks: int = _FORGET) -> None:
    """Leave every foe that is near alone for a while."""
    for foe in foes(body, 16.0):
        memory.spared[foe.uid] = body.tick + ticks


def _get_away(body: Body, memory: _Memory, threats: list[Foe]) -> Ticks[None]:
    """Run until nothing sees the body, then dig in and stay until the wounds have healed or a while has passed."""
    yield from body.close_screen()
    for _ in range(8):
        around = [f for f in foes(body, 20.0) if f.sees or f.far < 4.0]
        if not around or (around[0].far > 11.0 and around[0].kind != "skeleton"):
            break
        cornered = around[0].far < 2.5 and around[0].kind != "creeper"
        if cornered:
            try:
                yield from Fight(reach=3.5, limit=30).run(body)
            except SkillFailed:
                yield body.act()
        yield from flee(body, [(f.x, f.y, f.z) for f in around], 20)
    try:
        if not enclosed(body):
            yield from hide(body)
        yield from _heal(body)
    except SkillFailed:
        _spare(body, memory, 100)
        yield body.act()


def _heal(body: Body, limit: int = 900) -> Ticks[None]:
    """Sit in a closed place, eating if one can, until whole, or until no more healing is to be had."""
    for tick in range(limit):
        health, food = float(body.p["health"]), int(body.p["food"])
        if not enclosed(body) or (health >= 18.0 and tick > 100):
            return
        if food < 18 and foods(body):
            yield from Eat().run(body)
        elif food < 18 and tick > 200:
            return
        yield body.act()
