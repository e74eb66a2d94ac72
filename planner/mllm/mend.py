"""A model's steps held against the graph: what is missing is put in before, what is held is left out, else it is refused.

What comes out can be carried out as it stands, from the first step to the goal; :func:`validate` has the last word.
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Sequence

from craftagent.planner import graph
from craftagent.planner.mllm.answer import Step
from craftagent.planner.mllm.names import first_line, resolve, resolve_tool
from craftagent.planner.mllm.situation import Situation
from craftagent.planner.mllm.wood import any_wood
from craftagent.planner.plan import plan
from craftagent.planner.schedule import Blocked
from craftagent.planner.simulate import Simulator, validate
from craftagent.planner.subgoal import ITEM_VERBS, Need, Subgoal, total
from craftagent.planner.surroundings import Surroundings
from craftagent.planner.ways import durability, tools_for
from craftagent.tasks.goal import Goal

MOST_SUBGOALS = 100


class CannotMend(ValueError):
    """A plan that cannot be made right; the message says why, a line for each fault."""


@dataclasses.dataclass
class Mended:
    """Subgoals that can be carried out, and what was changed of the model's, in words."""

    subgoals: list[Subgoal]
    changes: list[str]


def mend(steps: Sequence[Step], situation: Situation) -> Mended:
    """The steps as subgoals that lead from what is held to the goal. Raises :class:`CannotMend`."""
    goals = _goals(steps)
    place = situation.surroundings
    paper = Simulator(situation.inventory, place)
    found: list[Subgoal] = []
    changes: list[str] = []
    for goal, tool in goals:
        if goal.verb in ITEM_VERBS and total(paper.inventory, goal.target) >= goal.count:
            changes.append(f"left out: {goal.text()} (held already)")
            continue
        route = _route(goal, tool, paper, place)
        if len(route) > 1:
            changes.append(f"put in before {goal.text()}: {', '.join(step.text for step in route[:-1])}")
        found += _carried_out(route, paper)
    if any(problem.kind == "goal" for problem in validate(found, situation.inventory, place, situation.goal)):
        route = _graph(situation.goal, paper, place)
        changes.append(f"put in at the end: {', '.join(step.text for step in route)}")
        found += _carried_out(route, paper)
    if len(found) > MOST_SUBGOALS:
        raise CannotMend(f"- the plan takes {len(found)} steps; {MOST_SUBGOALS} are the most")
    loose = any_wood(found, situation.inventory, place)
    found = _numbered(found if validate(loose, situation.inventory, place, situation.goal) else loose)
    problems = validate(found, situation.inventory, place, situation.goal)
    if problems:
        raise CannotMend("\n".join(f"- {problem}" for problem in problems[:6]))
    return Mended(found, changes)


def _goals(steps: Sequence[Step]) -> list[tuple[Goal, str | None]]:
    """Goals with their tools, in our names; every name that is unknown is said at once."""
    goals: list[tuple[Goal, str | None]] = []
    wrong: list[str] = []
    for i, step in enumerate(steps):
        try:
            goals.append((Goal(step.verb, resolve(step.verb, step.target), step.count), resolve_tool(step.tool)))
        except ValueError as error:
            wrong.append(f"- step {i + 1} ({step.verb} {step.target}): {first_line(error)}")
    if wrong:
        raise CannotMend("\n".join(wrong[:6]))
    return goals


def _route(goal: Goal, tool: str | None, paper: Simulator, place: Surroundings) -> list[Subgoal]:
    """The step itself where it can be carried out now, else the graph's way to it."""
    own = _own(goal, tool, paper)
    if own is None or copy.deepcopy(paper).run(own) is not None:
        return _graph(goal, paper, place)
    try:
        route = _graph(goal, paper, place)
    except CannotMend:
        return [own]
    same = route[0] if [(s.verb, s.target) for s in route] == [(own.verb, own.target)] else None
    return [own] if same is None else [own.model_copy(update={"budget": same.budget, "fuel": same.fuel})]


def _graph(goal: Goal, paper: Simulator, place: Surroundings) -> list[Subgoal]:
    """The graph's plan from what would be held by then."""
    near = dataclasses.replace(place, uses_left=dict(paper.wear), blocks=frozenset(paper.standing))
    try:
        return plan(goal, +paper.inventory, near)
    except (ValueError, Blocked, RecursionError) as error:
        raise CannotMend(f"- {goal.text()}: {first_line(error) if isinstance(error, ValueError) else error}") from None


def _own(goal: Goal, tool: str | None, paper: Simulator) -> Subgoal | None:
    """The model's step with station and tool filled in; None for a verb that the thing is not had by."""
    if goal.verb not in ITEM_VERBS:
        return None  # the graph's plan ends with the very goal
    way = next((way for way in graph.ways(goal.target) if way.verb == goal.verb), None)
    if way is None:
        return None
    needs = []
    if way.tools:
        able = [name for name in tools_for(way.tools[-1]) if paper.inventory[name] > 0]
        tool = tool if tool in able else next(iter(able), None)
    elif tool is not None and not (durability(tool) and paper.inventory[tool]):
        tool = None
    if tool is not None:
        needs.append(Need(item=tool))
    return Subgoal(
        verb=goal.verb, target=goal.target, count=goal.count, tool=tool, station=way.station,  # type: ignore[arg-type]
        preconditions=tuple(needs), where=way.place.where if way.place else None,
    )  # fmt: skip


def _carried_out(route: Sequence[Subgoal], paper: Simulator) -> Sequence[Subgoal]:
    for step in route:
        problem = paper.run(step)
        if problem is not None:
            raise CannotMend(f"- {problem}")
    return route


def _numbered(steps: Sequence[Subgoal]) -> list[Subgoal]:
    """The steps with ids of their place in the plan, each with the first later one that takes what it gives."""
    ids = [f"{i + 1:02d}-{s.verb}-{s.target.removeprefix('#')}" for i, s in enumerate(steps)]
    found = []
    for i, step in enumerate(steps):
        users = (j for j in range(i + 1, len(steps)) if step.target in _takes(steps[j]))
        parent = next(users, None)
        found.append(step.model_copy(update={"id": ids[i], "parent": None if parent is None else ids[parent]}))
    return found


def _takes(step: Subgoal) -> set[str | None]:
    return {need.item for need in step.preconditions} | {step.tool, step.station}
