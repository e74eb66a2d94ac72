"""Where stations stand, as far as the player has seen it with its own hands: those it put down or opened itself."""

from __future__ import annotations

import math

from craftagent.planner.subgoal import STATIONS
from craftagent.planner.surroundings import Surroundings
from craftagent.types import Info

NEAR = 10.0  # blocks; farther off, making another is quicker than finding the way back
_KEPT = 16  # places remembered


class Places:
    """Remembers stations by the place where the player stood. Beliefs: others may have taken them away."""

    def __init__(self) -> None:
        self._known: list[tuple[str, tuple[float, float, float]]] = []
        self._mined: dict[str, int] = {}

    def see(self, info: Info) -> None:
        """Take in a tick."""
        for event in info["events"]:
            name = event.get("block") if event["type"] == "placed" else None
            if event["type"] == "gui_opened":
                name = event.get("screen")
            if name in STATIONS and not self._near(str(name), info, 4.0):
                self._known = [*self._known[1 - _KEPT :], (str(name), _here(info))]
        mined = info["stats"].get("mine_block", {})
        for name in STATIONS:
            if mined.get(name, 0) > self._mined.get(name, 0):
                self.gone(name, info)
            self._mined[name] = mined.get(name, 0)

    def gone(self, name: str, info: Info) -> None:
        """The nearest one of a name is not there any more."""
        near = self._near(name, info, math.inf)
        if near:
            self._known.remove(near[0])

    def surroundings(self, info: Info) -> Surroundings:
        """What is believed to be near."""
        return Surroundings(stations=frozenset(name for name in STATIONS if self._near(name, info, NEAR)))

    def _near(self, name: str, info: Info, reach: float) -> list[tuple[str, tuple[float, float, float]]]:
        here = _here(info)
        found = [entry for entry in self._known if entry[0] == name and math.dist(entry[1], here) <= reach]
        return sorted(found, key=lambda entry: math.dist(entry[1], here))


def _here(info: Info) -> tuple[float, float, float]:
    pose = info["pose"]
    return float(pose["x"]), float(pose["y"]), float(pose["z"])
