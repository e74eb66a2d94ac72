"""Steps that a plan can do without: found by leaving each out and carrying the rest out on paper.

The reckoning counts amounts exactly, but not who makes what when: planks of a held log and planks of new logs come as two
steps where one would do, and a first pickaxe is made though a better one of held iron serves as well.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence

from craftagent.planner.demand import Act
from craftagent.planner.graph import MADE
from craftagent.planner.schedule import Step

Holds = Callable[[Sequence[Step]], bool]
_CLASSES = ("_pickaxe", "_axe", "_shovel", "_hoe")
_WOODEN = ("planks", "stick")
_MOST = 100  # steps; plans for thousands of ingots take more, in which a step that is not needed hides among hundreds


def lean(steps: Sequence[Step], holds: Holds) -> list[Step]:
    """The steps without those that are not needed; ``holds`` says whether steps lead to the goal.

    Only crafts of planks, sticks and tools are looked at: of everything else the reckoning makes no step that is not needed
    (a test holds it to that). Steps that ``holds`` refuses, and those of plans of hundreds of steps, come back as they are.
    """
    if len(steps) > _MOST:
        return list(steps)
    found = list(steps)
    doubtful = [i for i, step in enumerate(found) if step.act.item.endswith(_WOODEN) or _is_tool(step)]
    if not doubtful or not holds(found):
        return found
    for i in reversed(doubtful):
        for trial in (_joined(found, i), found[:i] + found[i + 1 :]):
            if trial is not None and holds(trial):
                found = trial
                break
    return found


def _is_tool(step: Step) -> bool:
    return step.act.way.verb == "craft" and step.act.item.endswith(_CLASSES)


def _joined(steps: list[Step], i: int) -> list[Step] | None:
    """The steps with planks of one kind made in the next step that makes planks of any kind, or None."""
    act = steps[i].act
    if act.way.verb != "craft" or not act.item.endswith("_planks") or act.item == MADE:
        return None
    j = next((j for j in range(i + 1, len(steps)) if steps[j].act.item == MADE), None)
    if j is None:
        return None
    later = steps[j]
    both = dataclasses.replace(
        later.act, times=later.act.times + act.times, gain=later.act.gain + act.gain, uses=act.uses + later.act.uses
    )
    joined = dataclasses.replace(later, act=both, times=later.times + steps[i].times, gain=later.gain + steps[i].gain)
    return steps[:i] + steps[i + 1 : j] + [joined] + steps[j + 1 :]


def stopgaps(steps: Sequence[Step], held: Mapping[str, int], wanted: set[str]) -> list[str]:
    """Tools made, besides ``wanted``, before a better one whose material is held and which would serve as well."""
    made = [step.act for step in steps if _is_tool(step)]
    found = []
    for i, act in enumerate(made):
        kind = act.item.rpartition("_")[2]
        if act.item not in wanted and any(b.item.endswith(kind) and _of_held(b, held) for b in made[i + 1 :]):
            found.append(act.item)
    return found


def _of_held(act: Act, held: Mapping[str, int]) -> bool:
    """Whether what a tool is made of, its handle apart, is held."""
    heads = [need for need in act.way.inputs if "stick" not in need.choices]
    return all(sum(held.get(name, 0) for name in need.choices) >= need.n for need in heads)
