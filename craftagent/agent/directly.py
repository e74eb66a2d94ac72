"""What a goal takes may stand in front of a player whom nobody has told so: the goal itself is tried once, unplanned."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from craftagent.expert.sources import worth
from craftagent.expert.terrain_costs import tools_among
from craftagent.planner.plan import CannotPlan, plan
from craftagent.planner.schedule import Blocked
from craftagent.planner.subgoal import STATIONS, Subgoal, total
from craftagent.planner.surroundings import Surroundings
from craftagent.tasks.goal import Goal

_TICKS = 600  # for a block to open or break; a craft has its own


def directly(goal: Goal, want: int, held: Mapping[str, int], near: Surroundings) -> Subgoal | None:
    """The step that would be all of the plan, if what the goal takes stood near; None where the plan is as short anyway.

    A block to open; a block to break that no plan would look for, with a tool in hand that serves; a station, where all
    else that a craft or smelt takes is held.

    Args:
        want: how many are to be held at the end.
        held: item name -> count.
        near: what is known to stand near.
    """
    if goal.verb == "interact":
        return Subgoal(verb="interact", target=goal.target, id="goal", budget=_TICKS)
    if goal.verb not in ("mine", "craft", "smelt"):
        return None
    there = dataclasses.replace(near, stations=frozenset(STATIONS))
    try:
        steps = plan(Goal(goal.verb, goal.target, want), held, there)
    except (CannotPlan, Blocked, RecursionError):
        steps = []
    if goal.verb == "mine":
        if any(step.verb == "mine" and step.target == goal.target for step in steps):
            return None
        if not worth(goal.target, tools_among(held)).any():
            return None
        return Subgoal(verb="mine", target=goal.target, count=want, id="goal", budget=_TICKS)
    if len(steps) != 1 or steps[0].verb != goal.verb or steps[0].station is None:
        return None
    if steps[0].station in near.stations or total(held, steps[0].station):
        return None
    return steps[0].model_copy(update={"id": "goal"})
