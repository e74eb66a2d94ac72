"""Ticks that a goal which is not to have something is allowed: a few times what it should take."""

from __future__ import annotations

from craftagent.planner.sources import CREATURES
from craftagent.tasks.goal import Goal

_LEAST = 6000
_DUSK = 13_000  # of the game's clock; play begins at dawn, and monsters come out by night
_NIGHT, _MARGIN = (
    24_000,
    20,
)  # a day and a night from wherever the clock stands; a second beyond the time to be survived
_IN_THE_DARK = "in the dark"
_EACH = {"place": 200, "eat": 200}  # beyond the first
_A_BLOCK = {"distance": 20, "depth": 100, "climb": 100}  # walking takes 5, digging down or piling up some 30


def allowance(goal: Goal) -> int:
    """Ticks for the last step of a plan, by what it says, how many, and how far."""
    if goal.verb == "survive":
        return _NIGHT if goal.target == "night" else goal.count + _MARGIN
    if goal.verb == "kill" and goal.target in CREATURES:
        place = CREATURES[goal.target]
        wait = _DUSK if _IN_THE_DARK in place.where else 0
        return max(_LEAST, int(wait + 1200 + 2 * place.trip + 4 * place.each * goal.count))
    if goal.verb == "reach":
        kind, _, number = goal.target.partition(":")
        if kind in _A_BLOCK and number.isdecimal():
            return max(_LEAST, 600 + _A_BLOCK[kind] * int(number))
    return max(_LEAST, _EACH.get(goal.verb, 0) * goal.count)
