"""What a person wants, from a line of plain English: "get me two stone pickaxes" is ``Goal("get", "stone_pickaxe", 2)``.

A sentence is freed of courtesies, read in every way that its words allow, and the first reading that names something that
there is counts. What is not understood is said with the nearest thing that is; nothing is guessed.
"""

from __future__ import annotations

import dataclasses
import re

from pydantic import ValidationError

from craftagent.agent.experience.rows import fault
from craftagent.planner.graph import costs
from craftagent.planner.subgoal import ITEM_VERBS
from craftagent.play.cannot import put_away
from craftagent.play.clauses import PURPOSE, readings, shorter
from craftagent.play.courtesies import plain
from craftagent.play.meaning import first_goal, guessed
from craftagent.play.refusal import EXAMPLE, refusal, shown
from craftagent.play.several import begins_with_a_goal, goal_of_all, wanted_for
from craftagent.play.verbs import leading_verb
from craftagent.play.where import place_or_time
from craftagent.sim.rules.items_table import item_arrays
from craftagent.sim.rules.registry import item_id
from craftagent.tasks.goal import Goal
from craftagent.tasks.nouns import plural
from craftagent.tasks.predicate import parse_predicate, predicate_of
from craftagent.tasks.suite import get_task, suite_names
from craftagent.tasks.tags import item_members
from craftagent.tasks.task import Task

_PART = re.compile(r"(?<![\w.,])-?\d*[.,]\d+(?![\w.,])")  # a number that is not whole
_OR = re.compile(r",? or (?:else )?|, ")
_NOT_THAT = re.compile(r"^(?:do not|don't|dont|never|not) .+?, (?:but |rather |instead )?(.+)$")
_HIGHEST = 255  # y of the world's uppermost block
_SLOTS = 36  # of an inventory, worn things aside


@dataclasses.dataclass(frozen=True)
class Request:
    """An instruction understood. ``task`` is set where a task was named by its id, which brings its own start."""

    text: str
    goal: Goal
    task: Task | None = None


def understand(text: str) -> Request:
    """The goal of an instruction, or the task whose id it is.

    Raises ``ValueError`` with one sentence that names what was not understood, and what is near it.
    """
    said = " ".join(str(text).split())
    if not said:
        raise ValueError(f"the instruction is empty; {EXAMPLE}")
    if said.partition("/")[0] in suite_names():
        task = get_task(said)
        return Request(task.instruction, task.goal, task)
    words = _without_refusals(plain(said))
    if not words:
        raise ValueError(f"{shown(said)!r} has no words in it; {EXAMPLE}")
    container = put_away(words)
    if container is not None and PURPOSE.match(words) is None:
        near = "smelt iron ore" if container in ("furnace", "smoker") else f"open a {container}"
        raise ValueError(
            f"I do not know how to put things into a {container}, in {shown(said)!r}; what comes near is: {near}"
        )
    part = _PART.search(words)
    if part:
        raise ValueError(f"I count in whole numbers, and {part[0]} is none, in {shown(said)!r}")
    try:
        goal = place_or_time(words) or wanted_for(words)
        if goal is None and begins_with_a_goal(words):
            goal = goal_of_all(words, said)
        goal = goal or first_goal(readings(words)) or goal_of_all(words, said)
        goal = goal or first_goal(shorter(words)) or _either(words)
        if goal is not None:
            _check_amount(goal, said)
    except ValidationError as error:
        raise ValueError(f"I can not do {shown(said)!r}: {fault(error)}") from None
    if goal is None:
        raise ValueError(refusal(words, said, guessed))
    return Request(said, goal)


def _without_refusals(words: str) -> str:
    """What is left of "don't make a sword, make a pickaxe": what is wanted."""
    found = _NOT_THAT.match(words)
    return found[1] if found and leading_verb(found[1]) else words


def _either(words: str) -> Goal | None:
    """The cheapest goal of "coal or charcoal", where all that is named is known."""
    led = leading_verb(words)
    verb, noun = (words[: len(words) - len(led[1])], led[1]) if led and words.endswith(led[1]) else ("", words)
    choices = _OR.split(noun)
    goals = [guessed(f"{verb}{choice}" if leading_verb(choice) is None else choice) for choice in choices]
    known = [goal for goal in goals if goal is not None]
    if len(choices) < 2 or len(known) < len(choices):
        return None
    return min(known, key=lambda goal: costs().get(goal.target, 0.0))


def _check_amount(goal: Goal, said: str) -> None:
    """Raise ``ValueError`` for more than can be held at once, or than is counted."""
    if goal.verb in ITEM_VERBS:
        stacks = item_arrays()["stack"]
        most = _SLOTS * max(int(stacks[item_id(name)]) for name in item_members(goal.target))
        if goal.count > most:
            raise ValueError(
                f"{goal.count} is too many, in {shown(said)!r}: an inventory holds {most} {plural(goal.target)}"
            )
    elif goal.target.startswith(("depth:", "climb:")) and int(goal.target.partition(":")[2]) > _HIGHEST:
        raise ValueError(f"I can not do {shown(said)!r}: the world is {_HIGHEST + 1} blocks high")
    elif goal.target not in ("surface", "far_shore"):
        try:
            parse_predicate(predicate_of(goal).to_data())
        except ValueError as error:
            raise ValueError(f"I can not do {shown(said)!r}: {error}") from None
