"""Eating: the best food carried, or a certain one."""

from __future__ import annotations

from craftagent.expert.body import Body, SkillFailed, Ticks
from craftagent.expert.select import select
from craftagent.sim.rules.registry import item_id, item_names

HUNGRY = 6  # food points at and below which nobody can sprint
_TREASURES = ("golden_apple", "enchanted_golden_apple", "golden_carrot", "milk_bucket", "potion")


def foods(body: Body) -> list[str]:
    """Names of the food carried, the best for the present hunger first; what fills without waste, cooked before raw."""
    r = body.r
    room = 20 - int(body.p["food"])
    names = item_names()
    held = {int(s["id"]) for s in body.w.items[:36] if s["count"] > 0}

    def order(item: int) -> tuple[bool, bool, float]:
        points = int(r.food[item])
        return names[item] in _TREASURES, points > room + 1, -points - float(r.saturation[item])

    eatable = [item for item in held if int(r.eat_ticks[item]) > 0 and int(r.food[item]) > 0]
    return [names[item] for item in sorted(eatable, key=order)]


def hungry(body: Body) -> bool:
    """Whether a bite is due: too little food to run, or to heal while wounded, or a meal fits whole."""
    food, health = int(body.p["food"]), float(body.p["health"])
    return food <= HUNGRY or (health < 14.0 and food < 18) or food <= 12


class Eat:
    """Eat one item of food: ``item``, or the best carried. Done when one is gone and the food bar has grown.

    Fails with "no food held" or "not hungry".
    """

    def __init__(self, item: str | None = None) -> None:
        self.item = item

    def run(self, body: Body) -> Ticks[None]:
        yield from body.close_screen()
        item = self.item or next(iter(foods(body)), None)
        if item is None or not body.slots(item):
            raise SkillFailed("no food held")
        yield from select(body, item)
        number = item_id(body.held)
        r = body.r
        ticks = int(r.eat_ticks[number])
        if ticks <= 0:
            raise SkillFailed(f"{body.held} can not be eaten")
        if int(body.p["food"]) >= 20 and not int(r.always_edible[number]):
            raise SkillFailed("not hungry")
        before = _eaten(body, body.held)
        for _ in range(4):
            yield from _look_away(body)
            yield body.act()
            for tick in range(ticks + 12):
                yield body.act("use")
                if _eaten(body, item_names()[number]) > before:
                    yield body.act()
                    return
                if tick > 6 and not body.p["using"]:
                    break  # something else took the click, or a blow broke it off
        raise SkillFailed("can not eat here")


def _eaten(body: Body, item: str) -> int:
    return int(body.info["stats"]["use_item"].get(item, 0))


def _look_away(body: Body) -> Ticks[None]:
    """Turn from a block or creature that would take the click for itself."""
    for pitch, turn in ((None, 0.0), (-35.0, 0.0), (-75.0, 0.0), (0.0, 90.0), (0.0, 90.0), (60.0, 45.0)):
        if pitch is not None:
            goal = float(body.p["yaw"]) + turn
            for _ in range(30):
                dp, dy = body.off(pitch, goal)
                if abs(dp) < 3.0 and abs(dy) < 3.0:
                    break
                yield body.turn(pitch, goal)
        yield body.act()  # the crosshair of this tick
        if not _takes_click(body):
            return


def _takes_click(body: Body) -> bool:
    if int(body.p["target"]) == 2:
        return True
    cell = body.targeted()
    if cell is None:
        return False
    state = body.state(*cell)
    block = int(body.r.state_block[state])
    name = body.block(*cell)
    return (
        int(body.r.screen[block]) != 0 or int(body.r.use_state[state]) >= 0 or int(body.r.bites[state]) >= 0
        or name in ("farmland", "sweet_berry_bush") or "button" in name
    )  # fmt: skip
