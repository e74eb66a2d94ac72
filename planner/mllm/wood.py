"""Kinds of wood that a plan only supposes: logs of any kind were oak on paper, and need not be in the world.

The graph names the planks that are held; where that wood was only drawn on paper, any kind is meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from craftagent.planner import graph
from craftagent.planner.simulate import Simulator
from craftagent.planner.subgoal import Need, Subgoal, default_success, total
from craftagent.planner.surroundings import Surroundings
from craftagent.tasks.goal import Goal
from craftagent.tasks.tags import item_members


def any_wood(steps: Sequence[Subgoal], inventory: Mapping[str, int], place: Surroundings) -> list[Subgoal]:
    """The steps with ``#logs`` and ``#planks`` for the wood that is neither held nor looked for by name."""
    sure = {graph.wood_of(name) for name, count in inventory.items() if count > 0}
    sure |= {graph.wood_of(step.target) for step in steps if step.verb != "craft"}
    paper = Simulator(inventory, place)
    found = []
    for step in steps:
        paper.run(step)
        changed: dict[str, Any] = {
            "preconditions": tuple(_loose(need, sure) for need in step.preconditions),
            "fuel": None if step.fuel is None else _loose(step.fuel, sure),
        }
        target = _tag(step.target, sure)
        if step.verb == "craft" and target != step.target:
            count = total(paper.inventory, target)
            changed |= {"target": target, "count": count, "text": Goal("craft", target, step.count).text(),
                        "success": default_success("craft", target, count)}  # fmt: skip
        found.append(step.model_copy(update=changed))
    return found


def _loose(need: Need, sure: set[str | None]) -> Need:
    return Need(item=_tag(need.item, sure), count=need.count)


def _tag(name: str, sure: set[str | None]) -> str:
    if name.startswith("#") or graph.wood_of(name) in sure:
        return name
    return next((tag for tag in ("#planks", "#logs") if name in item_members(tag)), name)
