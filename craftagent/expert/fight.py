"""Fighting: against whatever is near (:class:`Fight`), and until so many of a kind are dead (:class:`Kill`)."""

from __future__ import annotations

import functools
import math
from collections.abc import Collection, Mapping
from typing import Any

from craftagent.expert.body import Body, SkillFailed, Ticks
from craftagent.expert.chase import slay
from craftagent.expert.explore import Explore
from craftagent.expert.footwork import Watch
from craftagent.expert.melee import best_weapon, damage, duel
from craftagent.expert.scan import Foe, foes
from craftagent.expert.screen import cornered, screen
from craftagent.expert.select import select
from craftagent.expert.view import creature_in_view, in_hand, sought, turning
from craftagent.expert.walk import go
from craftagent.expert.walls import lids
from craftagent.tasks.tags import entity_members

MONSTERS = ("zombie", "skeleton", "spider", "creeper")
_STALE = 160  # ticks without a blow given or taken after which a foe counts as out of reach
_PATIENCE = 40  # ticks within which one must come nearer to an archer, or hit it


class Fight:
    """Fight monsters until none that matters is near.

    Args:
        kinds: monsters to fight, all by default; others near are only kept away from.
        uid: a single foe.
        reach: blocks within which a foe matters.
        limit: ticks.
        chase: walk around obstacles to a foe that does not come; otherwise it is left alone.
        spare: uids of foes not to mind.

    Fails with "out of reach", "too hurt" or "fight too long".
    """

    def __init__(
        self,
        *kinds: str,
        uid: int | None = None,
        reach: float = 12.0,
        limit: int = 1200,
        chase: bool = False,
        spare: Collection[int] = (),
    ) -> None:
        self.kinds = kinds or MONSTERS
        self.uid, self.reach, self.limit, self.chase, self.spare = uid, reach, limit, chase, spare

    def run(self, body: Body) -> Ticks[None]:
        yield from body.close_screen()
        yield from wield(body)
        quiet = stale = walks = screens = 0
        side = 1.0 if body.rng.random() < 0.5 else -1.0
        was = (0, 0)
        last, closest, progress, wounds = -1, math.inf, body.tick, 0
        watch = Watch()
        end = body.tick + self.limit
        while body.tick < end:
            near = [f for f in foes(body, self.reach) if f.uid not in self.spare]
            targets = [f for f in near if self._wanted(f) and (_matters(f) or self.chase)]
            if not targets:
                quiet += 1
                if quiet > 12:
                    return
                yield body.act()
                continue
            quiet = 0
            custom = body.info["stats"]["custom"]
            now = (int(custom["damage_dealt"]), int(custom["damage_taken"]))
            target = pick(targets)
            if target.uid != last or target.far < closest - 0.5:
                last, closest, progress = target.uid, target.far, body.tick
            if now[0] != was[0]:
                closest, progress, wounds = target.far, body.tick, 0
            elif now[1] != was[1]:
                wounds += 1
            stale = 0 if now != was else stale + 1
            was = now
            vain = body.tick - progress > _PATIENCE and not self.chase
            if target.kind == "skeleton" and target.far > 3.6 and (vain or wounds >= 2):
                raise SkillFailed("out of reach")
            if too_hurt(body, near):
                raise SkillFailed("too hurt")
            last_blow = target.health <= damage(body) and target.far < 4.0
            if screens < 3 and target.fuse > 0 and not last_blow and self._trapped(body, target):
                screens += 1
                yield from screen(body, target)
                continue
            hidden = not target.sees and target.far > 4.0
            if self.chase and walks < 12 and (target.far > 10.0 or hidden or stale > _STALE // 2):
                walks += 1
                stale = 0
                yield from _seek(body, target)
                continue
            if stale > _STALE:
                raise SkillFailed("out of reach")
            if watch.stuck(body) and walks < 12 and target.far > 3.5 and target.kind != "creeper":
                walks += 1
                yield from _seek(body, target, 40)
                continue
            yield duel(body, target, [f for f in near if f.uid != target.uid and _matters(f)], side)
        raise SkillFailed("fight too long")

    def _trapped(self, body: Body, bomb: Foe) -> bool:
        return bomb.far < 6.5 and bool(lids(body)) and cornered(body, bomb)

    def _wanted(self, foe: Foe) -> bool:
        return foe.kind in self.kinds and (self.uid is None or foe.uid == self.uid)


class Kill:
    """Kill ``count`` creatures of a kind (or tag), monsters or animals.

    Looks further afield for up to ``explore`` ticks when none is within 40 blocks. Fails with "no zombie in sight" and
    the like, "too hurt", "fight too long".
    """

    def __init__(self, entity: str, count: int = 1, limit: int = 12000, explore: int = 6000) -> None:
        self.entity, self.count, self.limit, self.explore = entity, count, limit, explore
        self.kinds = tuple(sorted(entity_members(entity)))

    def run(self, body: Body) -> Ticks[None]:
        yield from body.close_screen()
        goal = self._killed(body) + self.count
        end = body.tick + self.limit
        missed: dict[int, int] = {}
        while self._killed(body) < goal:
            if body.tick > end:
                raise SkillFailed("fight too long")
            prey = self._prey(body, missed)
            if not prey:
                if self.explore <= 0:
                    raise SkillFailed(f"no {self.entity.lstrip('#')} in sight")
                yield from Explore(lambda b: bool(self._prey(b, missed)), self.explore).run(body)
                continue
            prey = yield from sought(
                body, self.entity, lambda: [e for e in self._prey(body, missed) if creature_in_view(body, e)], prey
            )
            prey.sort(key=functools.partial(_price, body, missed))
            uid = int(prey[0]["uid"])
            before = self._killed(body)
            try:
                if self.kinds[0] in MONSTERS:
                    yield from Fight(uid=uid, reach=42.0, chase=True).run(body)
                else:
                    yield from wield(body)
                    yield from slay(body, uid)
            except SkillFailed as failure:
                if str(failure) == "too hurt":
                    raise
            if self._killed(body) == before:
                missed[uid] = missed.get(uid, 0) + 1
            yield body.act()

    def _prey(self, body: Body, missed: dict[int, int]) -> list[Any]:
        found = body.creatures(*self.kinds, reach=40.0)
        return [e for e in found if missed.get(int(e["uid"]), 0) < 6]

    def _killed(self, body: Body) -> int:
        return sum(int(body.info["stats"]["kill_entity"].get(kind, 0)) for kind in self.kinds)


def _far(body: Body, e: Any) -> float:
    """Distance of a creature; height counts threefold, since what is above or below is in a cave or on a cliff."""
    x, y, z = body.position
    return math.hypot(float(e["x"]) - x, 3.0 * (float(e["y"]) - y), float(e["z"]) - z)


def _price(body: Body, missed: Mapping[int, int], e: Any) -> float:
    """What going for a creature costs, in blocks; by sight the one before one's fist is not left for another."""
    uid = int(e["uid"])
    price = _far(body, e) + 15.0 * missed.get(uid, 0)
    if not body.style.by_sight:
        return price
    return -1.0 if uid == in_hand(body) else price + turning(body, e)


def _seek(body: Body, foe: Foe, limit: int = 100) -> Ticks[None]:
    """Walk part of the way to a foe, around what is between."""
    cell = (math.floor(foe.x), math.floor(foe.y + 0.5), math.floor(foe.z))
    try:
        yield from go(body, *cell, reach=max(2.6, foe.far - 14.0), limit=limit)
    except SkillFailed:
        yield body.act()
    yield body.act()


def too_hurt(body: Body, near: list[Foe]) -> bool:
    """Whether going on would be folly: an archer that can not be killed before its arrows kill, or a crowd at the end.

    An arrow takes up to 5 points and comes every two seconds; a blow lands every 0.8 seconds once it is within reach.
    """
    health = float(body.p["health"])
    power = damage(body)
    archers = [f for f in near if f.kind == "skeleton" and f.sees]
    for foe in archers:
        ticks = 16.0 * math.ceil(foe.health / power) + 5.0 * max(0.0, foe.far - 3.0)
        if health <= 4.5 * (1 + int(ticks / 45.0)):
            return not (foe.far < 5.0 and foe.health <= 2.0 * power)
    if len(archers) > 1 and health < 6.0 * len(archers):
        return True
    return health < 4.0 and sum(f.far < 6.0 for f in near) > 2


def _matters(foe: Foe) -> bool:
    """Whether a foe can do harm soon: it is in sight, or close on the player's heels; a creeper has to see."""
    return foe.sees or (foe.hunts and foe.far < 6.0 and foe.kind != "creeper")


def pick(targets: list[Foe]) -> Foe:
    """The foe to strike first: the nearest; a creeper that swells within reach goes before."""
    return min(targets, key=lambda f: f.far - (2.0 if f.kind == "creeper" and f.fuse > 0 else 0.0))


def wield(body: Body) -> Ticks[None]:
    """Take the best weapon in hand, if it is better than what is held."""
    best = best_weapon(body)
    if best != "air" and (body.held != best) and damage(body, best) > damage(body):
        yield from select(body, best)
