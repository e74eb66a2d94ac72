"""Hunting: what creatures leave behind, in the bag."""

from __future__ import annotations

import math

from craftagent.expert.body import Body, SkillFailed, Ticks
from craftagent.expert.chase import approach, find_row, slay, use_on
from craftagent.expert.collect import collect
from craftagent.expert.explore import Explore
from craftagent.expert.fight import MONSTERS, Fight, wield
from craftagent.expert.select import select
from craftagent.expert.view import creature_in_view, in_hand, sought, turning
from craftagent.sim.mobs.kinds import WHITE_WOOL
from craftagent.sim.rules.registry import item_names
from craftagent.sim.state import ENTITY_NAMES
from craftagent.tasks.tags import members

# Which creatures leave an item; wool of every colour comes from sheep.
SOURCES: dict[str, tuple[str, ...]] = {
    "beef": ("cow",), "cooked_beef": ("cow",), "leather": ("cow",), "milk_bucket": ("cow",),
    "porkchop": ("pig",), "cooked_porkchop": ("pig",),
    "mutton": ("sheep",), "cooked_mutton": ("sheep",),
    "chicken": ("chicken",), "cooked_chicken": ("chicken",), "feather": ("chicken",), "egg": ("chicken",),
    "rotten_flesh": ("zombie",), "carrot": ("zombie",), "potato": ("zombie",), "iron_ingot": ("zombie",),
    "bone": ("skeleton",), "arrow": ("skeleton",),
    "string": ("spider",), "spider_eye": ("spider",),
    "gunpowder": ("creeper",),
}  # fmt: skip
_SEARCH = 40.0  # blocks


def prey_of(target: str) -> tuple[str, ...]:
    """The kinds of creatures that leave an item or a member of a tag; empty if none does."""
    kinds: list[str] = []
    for name in sorted(members(target)):
        for kind in SOURCES.get(name, ("sheep",) if name.endswith("_wool") else ()):
            if kind not in kinds:
                kinds.append(kind)
    return tuple(kinds)


class Hunt:
    """Gain ``count`` of an item (or tag) from creatures: chase, kill, gather; sheep are sheared if one can.

    Looks further afield for up to ``explore`` ticks when nothing is within 40 blocks. Fails with "no cow in sight" (and
    the like), "no creature leaves ITEM", "no bucket held", "no egg laid", "hunt too long" after ``limit`` ticks.
    """

    def __init__(self, item: str, count: int = 1, limit: int = 12000, explore: int = 6000) -> None:
        self.item, self.count, self.limit, self.explore = item, count, limit, explore

    def run(self, body: Body) -> Ticks[None]:
        kinds = prey_of(self.item)
        if not kinds:
            raise SkillFailed(f"no creature leaves {self.item}")
        yield from body.close_screen()
        goal = body.count(self.item) + self.count
        end = body.tick + self.limit
        missed: dict[int, int] = {}  # uid -> failures
        names = tuple(sorted(members(self.item)))
        while body.count(self.item) < goal:
            if body.tick > end:
                raise SkillFailed("hunt too long")
            if body.drops(*names, reach=10.0) and (yield from collect(body, *names, reach=10.0)):
                continue
            prey = self._choose(body, kinds, missed)
            if prey is None:
                if self.explore <= 0:
                    raise SkillFailed(f"no {kinds[0]} in sight")
                yield from Explore(lambda b: self._choose(b, kinds, missed) is not None, self.explore).run(body)
                continue
            uid, kind = yield from sought(body, self.item, lambda: self._choose(body, kinds, missed, seen=True), prey)
            try:
                yield from self._take(body, uid, kind, end)
            except SkillFailed as failure:
                if str(failure) in ("no bucket held", "no egg laid"):
                    raise
                missed[uid] = missed.get(uid, 0) + 1
            yield body.act()
            yield from collect(body, *names, reach=10.0)

    def _choose(
        self, body: Body, kinds: tuple[str, ...], missed: dict[int, int], seen: bool = False
    ) -> tuple[int, str] | None:
        """The nearest creature worth going for, failures counted as 15 blocks each; ``seen``: of those in the picture."""
        best, found = math.inf, None
        wool = {name for name in members(self.item) if name.endswith("_wool")}
        struck = in_hand(body) if seen else -1
        for e in body.creatures(*kinds, reach=_SEARCH):
            uid = int(e["uid"])
            if e["baby"] or missed.get(uid, 0) >= 6:
                continue
            if wool and (e["sheared"] or item_names()[WHITE_WOOL + int(e["color"])] not in wool):
                continue
            far = math.dist((float(e["x"]), float(e["y"]), float(e["z"])), body.position) + 15.0 * missed.get(uid, 0)
            far += 2.0 * abs(float(e["y"]) - body.position[1])
            if seen:
                far = -1.0 if uid == struck else far + turning(body, e)
            if far < best and (not seen or creature_in_view(body, e)):
                best, found = far, (uid, str(_kind(e)))
        return found

    def _take(self, body: Body, uid: int, kind: str, end: int) -> Ticks[None]:
        """Get what one creature has to give; what it drops is left to the caller."""
        if self.item == "milk_bucket":
            yield from select(body, "bucket")
            yield from use_on(body, uid)
            return
        if self.item == "egg":
            yield from self._wait_for_egg(body, uid, end)
            return
        if kind == "sheep" and all(name.endswith("_wool") for name in members(self.item)) and body.slots("shears"):
            yield from select(body, "shears")
            yield from use_on(body, uid)
            return
        yield from wield(body)
        if kind in MONSTERS:
            yield from Fight(uid=uid, reach=_SEARCH, limit=900, chase=True).run(body)
        else:
            yield from slay(body, uid)

    def _wait_for_egg(self, body: Body, uid: int, end: int) -> Ticks[None]:
        """Stay with a chicken until an egg lies about."""
        while body.tick < end:
            row = find_row(body, uid)
            if row is None:
                return
            if body.drops("egg", reach=10.0):
                return
            e = body.w.entities[row]
            if math.dist((float(e["x"]), float(e["y"]), float(e["z"])), body.position) > 6.0:
                yield from approach(body, row, 4.0)
            yield from body.wait(10)
        raise SkillFailed("no egg laid")


def _kind(e: object) -> str:
    return ENTITY_NAMES[int(e["kind"])]  # type: ignore[index]
