"""Where learned hands are sent when a thing was looked for here in vain: up, down or away, as they were taught to go.

Told the same again, they do the same again from the same place (docs/log.md).
"""

from __future__ import annotations

import math

from craftagent.agent.attempt import Attempt
from craftagent.agent.patience import GATHERING
from craftagent.agent.water import Water, on_land
from craftagent.planner import graph
from craftagent.planner.subgoal import Subgoal
from craftagent.types import Info

AWAY_TICKS = 300  # for one way: what is not gone by then is given up
CLIMB_START, CLIMB_TICKS = 200, 50  # for the way out of a pit, and for each block of it
_PIT = 4  # blocks: what lies so far below the ground around it, one does not jump out of
_NEAR, _FAR = 8.0, 32.0  # blocks, within which that ground was walked
GLANCE = 160  # ticks of digging for ore between two looks round
SHORE = "far_shore"
_AFLOAT = 100  # ticks of moving in water, in which a river is crossed: who is in one for longer is lost there
_ELSEWHERE = 16  # blocks that are far enough
_FURTHER = {"reached": {"distance": 8}}  # blocks that are far enough in rock
TUNNEL = "tunnel"  # id of the way that is dug by script
_TUNNEL = Subgoal(verb="reach", target="distance:30", id=TUNNEL, budget=400, success=_FURTHER)
_DOWN = 16  # the level from which on it is not sent deeper: below are lava and bedrock
_AROUND = 64.0  # blocks within which higher ground says that one is in rock
_CELL = 2  # blocks: ground is remembered in squares of this side


class Ground:
    """The highest places that were stood on, to tell a pit by, and whether the body is in ``water``."""

    def __init__(self) -> None:
        self._top: dict[tuple[int, int], int] = {}
        self.water = Water()

    def see(self, info: Info) -> None:
        """Take in where the body stands, if it does."""
        pose = info["pose"]
        self.water.see(info)
        y = float(pose["y"])
        if y == math.floor(y):  # neither jumping nor falling
            key = (math.floor(pose["x"] / _CELL), math.floor(pose["z"] / _CELL))
            self._top[key] = max(self._top.get(key, 0), int(y))

    def above(self, info: Info, around: float = _NEAR) -> int:
        """How many blocks the highest ground that was walked ``around`` lies above the body, at least 0."""
        pose = info["pose"]
        x, z = pose["x"] / _CELL, pose["z"] / _CELL
        near = [top for (i, j), top in self._top.items() if math.hypot(i - x, j - z) * _CELL <= around]
        return max(0, max(near, default=0) - math.floor(pose["y"]))


def level_of(target: str) -> int | None:
    """How far below the ground a thing is found: 0 on it, 1 in rock, more in its depths; None if nobody can say."""
    return next((way.place.level for way in graph.ways(target) if way.place is not None), None)


def buried(step: Subgoal) -> bool:
    """Whether a step asks for what lies hidden in rock here and there, as ores do."""
    places = (way.place for way in graph.ways(step.target) if way.verb == step.verb == "mine")
    return any(place is not None and place.level > 0 and place.y is not None for place in places)


def in_rock(step: Subgoal, ground: Ground, info: Info) -> bool:
    """Whether the body is down in the rock in which it looks for ore."""
    return buried(step) and ground.above(info, _AROUND) >= _PIT


def _ashore(id: str) -> Subgoal:
    return Subgoal(verb="reach", target=SHORE, id=id, budget=AWAY_TICKS)


def lands(attempt: Attempt, ground: Ground) -> bool:
    """Whether a way ashore, of which no predicate says that it is done, is."""
    return attempt.by_the_way and attempt.subgoal.target == SHORE and ground.water.ashore


def out_of_water(attempt: Attempt, now: int, ground: Ground) -> Subgoal | None:
    """The way ashore for who has long been in water in this try, looking for what is on dry land."""
    step, target = attempt.subgoal, attempt.subgoal.target
    if (
        step.verb not in GATHERING
        or min(ground.water.afloat, attempt.ticks(now)) < _AFLOAT
        or level_of(target) != 0
        or not on_land(target)
    ):
        return None
    return _ashore("up")


def first_up(target: str, ground: Ground, info: Info) -> Subgoal | None:
    """What comes before looking for ``target``, if that lies on the ground: out of a pit, or out of the water."""
    up = ground.above(info)
    if up < _PIT or level_of(target) != 0:
        return None
    return _ashore("up") if ground.water.wet else _up(up, "up")


def _up(up: int, id: str) -> Subgoal:
    """To the ground that lies ``up`` blocks above."""
    success = {"reached": {"climb": up - 1}}  # the last one is jumped
    budget = CLIMB_START + CLIMB_TICKS * up
    return Subgoal(verb="reach", target="surface", id=id, budget=budget, success=success)


def elsewhere(last: Attempt, times: int, ground: Ground, info: Info, digs: bool = False) -> Subgoal:
    """A way that the policy knows: down to where rock is, up to higher ground, or away.

    ``last``: what was tried in vain; ``times``: how often it was so before, from 1 on. Ways take turns; ``digs``: whether
    one may be a tunnel that is dug by script.
    """
    level = level_of(last.subgoal.target)
    if digs and in_rock(last.subgoal, ground, info) and (times % 2 == 0 or info["pose"]["y"] < _DOWN):
        return _TUNNEL.model_copy(update={"tool": last.subgoal.tool})
    if times % 2 and level:
        return Subgoal(verb="reach", target="depth:6", id="elsewhere", budget=AWAY_TICKS)
    if ground.water.wet:
        return _ashore("elsewhere")
    if times % 2 and level == 0 and (up := ground.above(info, _FAR)) > 1:
        return _up(up, "elsewhere")
    success = {"reached": {"distance": _ELSEWHERE}}
    return Subgoal(verb="reach", target="distance:30", id="elsewhere", budget=AWAY_TICKS, success=success)
