"""Where stations stand, as far as the player has seen it with its own hands: those it put down or opened itself.

Other blocks that can be opened, as chests, are remembered where it put them down.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from craftagent.planner.subgoal import STATIONS, Subgoal, total
from craftagent.planner.surroundings import Surroundings
from craftagent.planner.uses import opened
from craftagent.types import Info

NEAR = 10.0  # blocks; farther off, making another is quicker than finding the way back
NEAR_SCRIPTS = 19.0  # blocks: scripts find a station within 24 of it, and remembered is where the player stood
_KEPT = 16  # places remembered
_AWAY = ("mine", "hunt", "get", "kill")  # what one walks off for


def wanted_again(step: Subgoal, later: Sequence[Subgoal]) -> bool:
    """Whether the station that a step worked at should be taken along: the same is used later, but not from here.

    Recorded play does so too (``Expert._stays``), while the goal of the step goes on.
    """
    if step.verb not in ("craft", "smelt") or step.station is None:
        return False
    away = False
    for other in later:
        if other.station == step.station:
            return away
        away = away or other.verb in _AWAY
    return False


def tidying(step: Subgoal, plan: Sequence[Subgoal], held: Mapping[str, int]) -> bool:
    """Whether the station of a step that is done, the first of a plan, is still to be taken along."""
    if not plan or plan[0].id != step.id or not wanted_again(step, plan[1:]):
        return False
    if step.station is None or held.get(step.station):
        return False
    return step.station != "furnace" or total(held, "#pickaxes") > 0  # without one it would be lost


class Places:
    """Remembers stations by the place where the player stood. Beliefs: others may have taken them away."""

    def __init__(self) -> None:
        self._known: list[tuple[str, tuple[float, float, float]]] = []
        self._mined: dict[str, int] = {}

    def see(self, info: Info) -> None:
        """Take in a tick."""
        mined = info["stats"].get("mine_block", {})
        for event in info["events"]:
            name = event.get("block") if event["type"] == "placed" else None
            if event["type"] == "gui_opened":
                name = event.get("screen")
            known = name in STATIONS or (event["type"] == "placed" and opened(str(name)))
            if known and not self._near(str(name), info, 4.0):
                self._known = [*self._known[1 - _KEPT :], (str(name), _here(info))]
                self._mined.setdefault(str(name), mined.get(str(name), 0))
        for name in {*STATIONS, *(name for name, _ in self._known)}:
            if mined.get(name, 0) > self._mined.get(name, 0):
                self.gone(name, info)
            self._mined[name] = mined.get(name, 0)

    def gone(self, name: str, info: Info) -> bool:
        """The nearest one of a name is not there any more. Returns whether one was believed to be anywhere."""
        near = self._near(name, info, math.inf)
        if near:
            self._known.remove(near[0])
        return bool(near)

    def surroundings(self, info: Info, reach: float = NEAR) -> Surroundings:
        """What is believed to be within ``reach`` blocks."""
        near = frozenset(name for name, _ in self._known if self._near(name, info, reach))
        return Surroundings(stations=near & set(STATIONS), blocks=near - set(STATIONS))

    def _near(self, name: str, info: Info, reach: float) -> list[tuple[str, tuple[float, float, float]]]:
        here = _here(info)
        found = [entry for entry in self._known if entry[0] == name and math.dist(entry[1], here) <= reach]
        return sorted(found, key=lambda entry: math.dist(entry[1], here))


def _here(info: Info) -> tuple[float, float, float]:
    pose = info["pose"]
    return float(pose["x"]), float(pose["y"]), float(pose["z"])
