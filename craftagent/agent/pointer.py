"""What learned hands have made and not put away: it hangs on the pointer or lies in the grid, where `info` counts nothing.

Hands that have taken a product from the grid by a plain click have made it, and the next craft can begin with it. What is on
its way when the screen is shut falls to the ground before the body, and can be picked up two seconds later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import cast

from craftagent.planner import graph
from craftagent.types import Info

REST = 44  # ticks: what is thrown down can be picked up after 40, and a few to be sure
STEP = 10  # ticks of walking, some two blocks; things come to whoever is within one
PATIENCE = 20  # ticks between two products of one craft: most take 5 to 15


class Pointer:
    """Of one episode; to be told of every tick.

    Attributes:
        way: item -> how many are on their way to the bag while a screen is open, as far as crafts tell.
    """

    def __init__(self) -> None:
        self.way: Counter[str] = Counter()
        self._changed_at = 0
        self._bag: dict[str, int] = {}
        self._fell: Counter[str] = Counter()
        self._fell_at = -REST

    def see(self, info: Info, tick: int) -> Info:
        """Take in a tick; returns ``info`` as if what is on its way were in the bag already."""
        bag = info["inventory"]
        if not info["gui"]["open"]:
            if self.way:
                self._fell, self._fell_at = self.way, tick
                self.way = Counter()
            self._fell -= _gains(self._bag, bag)
            self._bag = dict(bag)
            return info
        before = dict(self.way)
        for event in info["events"]:
            if event["type"] == "crafted":
                self._crafted(event["item"], event["count"])
        self.way -= _gains(self._bag, bag)  # counts of nothing or less are dropped
        if self.way != before:
            self._changed_at = tick
        self._bag = dict(bag)
        if not self.way:
            return info
        return cast(Info, {**info, "inventory": dict(Counter(bag) + self.way)})

    def _crafted(self, item: str, count: int) -> None:
        """``count`` of an item were taken from the grid, made of what was on its way, if that was it."""
        for craft in [way for way in graph.ways(item) if way.verb == "craft"][:1]:
            for needed in craft.inputs:
                for name in needed.choices:
                    self.way[name] -= round(needed.n * count / craft.rate)
        self.way = +self.way
        self.way[item] += count

    def rests(self, tick: int) -> bool:
        """Whether what is on its way has been so for a second: the hands do not know how to go on."""
        return bool(self.way) and tick - self._changed_at >= PATIENCE

    def steps(self, tick: int) -> bool:
        """Whether the body should walk on to where things have just fallen, two to three blocks before it."""
        return self.falls(tick) and tick - self._fell_at < STEP

    def falls(self, tick: int) -> bool:
        """Whether something that fell when the screen was shut may still be picked up."""
        return bool(self._fell) and tick - self._fell_at < REST


def _gains(before: Mapping[str, int], now: Mapping[str, int]) -> Counter[str]:
    return Counter(now) - Counter(before)
