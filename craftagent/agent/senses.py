"""What a player feels of its own body: death, low health, hunger, and that nothing moves any more."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from craftagent.types import Info

LOW_HEALTH, SOUND_HEALTH = 7.0, 14.0  # of 20; a warning is given once, until health was sound again
LOW_FOOD = 7  # of 20: below it the player no longer sprints, and heals no more below 18
STILL_TICKS = 120  # without any change the player counts as stuck; a log takes bare hands 60
STILL_BLOCKS = 1.0


class Body:
    """Watches one episode's ``info``."""

    def __init__(self, info: Info) -> None:
        self.reset(info)

    def reset(self, info: Info) -> None:
        """Begin anew."""
        self._sound = self._fed = True
        self.moved(info, 0)

    def moved(self, info: Info, tick: int) -> None:
        """Something new begins: nothing is stuck yet."""
        self._since, self._place, self._mark = tick, _place(info), _mark(info)

    def look(self, info: Info) -> list[tuple[str, str]]:
        """What is new of this tick, as (kind of event, words)."""
        found = []
        life = info["life"]
        died = [e for e in info["events"] if e["type"] == "died"]
        if died:
            found.append(("death", "died: " + ", ".join(str(e.get("cause")) for e in died)))
        if life["health"] < LOW_HEALTH and self._sound and life["is_alive"]:
            self._sound = False
            found.append(("health_low", f"health {life['health']:.0f} of 20"))
        self._sound = self._sound or life["health"] >= SOUND_HEALTH
        if life["food"] < LOW_FOOD and self._fed:
            self._fed = False
            found.append(("hunger_low", f"food {life['food']} of 20"))
        self._fed = self._fed or life["food"] >= LOW_FOOD
        return found

    def still(self, info: Info, tick: int) -> int:
        """For how many ticks neither place, nor inventory, nor what was broken or placed has changed."""
        place, mark = _place(info), _mark(info)
        if mark != self._mark or math.dist(place, self._place) > STILL_BLOCKS:
            self._since, self._place, self._mark = tick, place, mark
        return tick - self._since


def holdings(info: Info) -> dict[str, int]:
    """All that is held and worn, item name -> count: what planners and predicates count."""
    held = Counter(info["inventory"])
    for slot, name in info["equipped"].items():
        if slot != "mainhand" and name and name != "air":
            held[name] += 1
    return dict(held)


def _place(info: Info) -> tuple[float, float, float]:
    pose = info["pose"]
    return float(pose["x"]), float(pose["y"]), float(pose["z"])


def _mark(info: Info) -> Any:
    stats = info["stats"]
    return (
        info["inventory"],
        sum(stats.get("mine_block", {}).values()),
        sum(stats.get("use_item", {}).values()),
        sum(stats.get("kill_entity", {}).values()),
    )
