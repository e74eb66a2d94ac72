"""Which skill carries out a subgoal."""

from __future__ import annotations

from typing import Any, Protocol

from craftagent.expert.body import Body, Ticks
from craftagent.expert.craft import Craft
from craftagent.expert.eat import Eat
from craftagent.expert.equip import Equip
from craftagent.expert.errands import FillBucket, Interact, Place, Use
from craftagent.expert.fight import Kill
from craftagent.expert.hunt import Hunt
from craftagent.expert.mine import Mine
from craftagent.expert.reach import Reach
from craftagent.expert.shelter import Shelter, Survive
from craftagent.expert.smelt import Smelt

_BUCKETS = {"water_bucket": "water", "lava_bucket": "lava"}


class Skill(Protocol):
    """One thing a player can do: play it by running the generator."""

    def run(self, body: Body) -> Ticks[Any]: ...


def skill_for(verb: str, target: str, count: int, keep_station: bool = True) -> Skill:
    """The skill of a subgoal, ``count`` being what is still missing. Raises ``ValueError`` for what nobody can do."""
    if verb == "mine":
        return Mine(target, count)
    if verb == "hunt":
        return Hunt(target, count)
    if verb == "craft":
        return Craft(target, count, keep_table=keep_station)
    if verb == "smelt":
        return Smelt(target, count, keep_furnace=keep_station)
    if verb == "kill":
        return Kill(target, count)
    if verb == "place":
        return Place(target, count)
    if verb == "eat":
        return Eat(target)
    if verb == "equip":
        return Equip(target)
    if verb == "interact":
        return Interact(target)
    if verb == "reach":
        return Reach(target)
    if verb == "survive":
        return Shelter("day") if target == "night" else Survive(count)
    if verb == "get":
        return _get(target, count)
    raise ValueError(f"no skill for {verb} {target}")


def _get(target: str, count: int) -> Skill:
    """Ways of gaining an item that are neither mining nor crafting."""
    if target in _BUCKETS:
        return FillBucket(_BUCKETS[target])
    if target in ("milk_bucket", "egg"):
        return Hunt(target, count)
    if target.startswith("stripped_") and target.endswith("_log"):
        return Strip(target, count)
    raise ValueError(f"nobody has shown how to get {target}")


class Strip:
    """Strip standing logs with an axe, then fell them."""

    def __init__(self, target: str, count: int) -> None:
        self.target, self.count = target, count

    def run(self, body: Body) -> Ticks[None]:
        goal = body.count(self.target) + self.count
        while body.count(self.target) < goal:
            yield from Use("#axes", self.target.removeprefix("stripped_")).run(body)
            yield from Mine(self.target, 1).run(body)
