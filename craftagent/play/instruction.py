"""What a person wants, from a line of plain English: "get me two stone pickaxes" is ``Goal("get", "stone_pickaxe", 2)``.

A sentence is freed of courtesies, read in every way that its words allow, and the first reading that names something that
there is counts. What is not understood is said with the nearest thing that is; nothing is guessed.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable

from craftagent.planner.graph import costs, way_cost, ways
from craftagent.planner.plan import plan
from craftagent.planner.schedule import Blocked
from craftagent.play.clauses import Reading, hint, parts, readings, says_why, shorter
from craftagent.play.courtesies import plain
from craftagent.play.quantity import leading_count
from craftagent.play.refusal import EXAMPLE, refusal
from craftagent.play.things import kind_of, smelted, target_of
from craftagent.play.verbs import leading_verb
from craftagent.play.where import place_or_time
from craftagent.tasks.goal import Goal
from craftagent.tasks.predicate import predicate_of
from craftagent.tasks.suite import get_task, suite_names
from craftagent.tasks.tags import item_members
from craftagent.tasks.task import Task

_GENERIC = frozenset({"", "get", "mine", "craft", "make"})
# What somebody does on the way to a thing, and is no goal of its own
_ON_THE_WAY = re.compile(
    r"^(?:(?:take|grab|use|get out|hold) (?:the|your|my) .+|(?:go|walk|run|come|step|head|move)\b.*|"
    r"open (?:the|your) (?:inventory|screen|menu).*|"
    r"(?:track down|find|look for|search for|get|hunt|kill|slaughter) (?:an? |some |the )?(?:animals?|creatures?|game)|"
    r"\w+(?: down| up| deep| around| out)?|win|(?:equip|wear|use|keep|collect|open|place|eat|hold) (?:it|them))$"
)
_MADE_FROM = re.compile(r" (?:from|out of|with|using) ")


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
    words = plain(said)
    goal = place_or_time(words) or _first(readings(words)) or _several(words, said) or _first(shorter(words))
    if goal is None:
        raise ValueError(refusal(words, said))
    return Request(said, goal)


def _one(words: str) -> Goal | None:
    """The goal of one clause, or None."""
    return place_or_time(words) or _first(readings(words)) or _first(shorter(words))


def _first(found: Iterable[Reading]) -> Goal | None:
    return next((goal for reading in found if (goal := _goal(reading)) is not None), None)


def _goal(reading: Reading) -> Goal | None:
    verb, noun, rest, strict = reading
    count, noun = leading_count(noun)
    if not noun:
        return None
    if verb in ("shear", "milk", "fill", "use"):
        return _special(verb, count, noun)
    if verb == "hunt" and target_of("hunt", noun) is None and target_of("kill", noun) is not None:
        verb = "kill"
    target = target_of(verb, noun)
    if target is None:
        return None
    if verb == "smelt":
        target = _out_of_the_furnace(target)
    if verb == "interact" or kind_of(verb) != "item":
        return Goal(verb, target, count)
    goal = _fitting(verb, target, count, rest)
    return goal if not strict or goal.verb == verb else None


def _special(verb: str, count: int, noun: str) -> Goal | None:
    creature = target_of("kill", noun)
    if verb == "shear" and (creature == "sheep" or target_of("hunt", noun) == "#wool"):
        return Goal("hunt", "#wool", count)
    if verb == "milk" and creature == "cow":
        return Goal("get", "milk_bucket", count)
    if verb == "use":
        return _used(noun)
    bucket = target_of("get", f"{noun} bucket") if verb == "fill" else None
    return Goal("get", bucket, count) if bucket else None


def _used(noun: str) -> Goal | None:
    """To use a block that does something is to open it; to use a thing is to take it in hand."""
    block, item = target_of("interact", noun), target_of("equip", noun)
    if block is not None:
        try:
            predicate_of(Goal("interact", block))
        except ValueError:  # its use leaves no trace
            return None
        return Goal("interact", block)
    return Goal("equip", item) if item is not None else None


def _out_of_the_furnace(target: str) -> str:
    """To smelt iron ore is to smelt it into iron."""
    if any(way.verb == "smelt" for way in ways(target)):
        return target
    names = [target] if not target.startswith("#") else [target, *sorted(item_members(target))]
    return next((smelted()[name] for name in names if name in smelted()), target)


def _fitting(verb: str, target: str, count: int, rest: str) -> Goal:
    """The goal, with the verb that the thing allows: to make an iron ingot is to get one, to collect beef is to hunt."""
    if verb not in _GENERIC | {"hunt", "smelt"}:
        return Goal(verb, target, count)
    kinds = frozenset(way.verb for way in ways(target))
    told = hint(rest, kinds) if verb in _GENERIC else None
    if told:
        return Goal(told, target, count)
    if verb == "make" and "smelt" in kinds:
        return Goal("smelt", target, count)
    if (
        verb == "craft"
        and "smelt" in kinds
        and min(ways(target), key=lambda way: way_cost(way, costs())).verb != "craft"
    ):
        return Goal("get", target, count)
    verb = {"": "get", "make": "craft"}.get(verb, verb)
    if verb != "get" and kinds and verb not in kinds:
        verb = "hunt" if verb == "mine" and "hunt" in kinds else "get"
    return Goal(verb, target, count)


# -- sentences of several clauses ----------------------------------------------------------------------------------------


def _several(words: str, said: str) -> Goal | None:
    """The goal of a sentence whose clauses come to one; raises ``ValueError`` if they are more than one."""
    clauses = parts(words)
    if len(clauses) < 2:
        return None
    goals: list[Goal] = []
    before = ""
    for clause in clauses:
        led = leading_verb(clause)
        if led is None and _MADE_FROM.search(before):
            continue  # one of the things that it is made from
        aside = _ON_THE_WAY.match(clause) is not None and not _alone(clause, led)
        goal = None
        if not aside or clause is clauses[-1]:
            goal = _one(clause if led or not before else f"{before} {clause}")
        if goal is not None:
            goals.append(goal)
        elif not (aside or says_why(clause) or _creature(led)):
            return None  # half of what was said would be left undone
        before = clause if _MADE_FROM.search(clause) else clause[: len(clause) - len(led[1])].strip() if led else before
    if not goals:
        return None
    last = goals[-1]
    if last.verb in ("get", "mine") and _hunted(words, last):
        last = Goal("hunt", last.target, last.count)
    elif last.verb == "get":
        said_how = next((goal.verb for goal in goals[:-1] if goal.target == last.target), "get")
        last = Goal(said_how, last.target, last.count)
    for goal in goals[:-1]:
        if not _included(goal, last):
            raise ValueError(f"one thing at a time: I can not yet do {said!r} in one go; begin with {clauses[0]!r}")
    return last


def _alone(clause: str, led: tuple[str, str] | None) -> bool:
    """Whether a word of a list ("dirt, sand and gravel") is a thing."""
    return led is None and " " not in clause and target_of("get", clause) is not None


def _creature(led: tuple[str, str] | None) -> bool:
    """Whether a clause only finds a creature, which the next one is about."""
    return led is not None and target_of("kill", leading_count(led[1])[1] or "-") is not None


def _hunted(words: str, goal: Goal) -> bool:
    kinds = frozenset(way.verb for way in ways(goal.target))
    return hint(words, kinds & {"hunt"}) is not None


def _included(goal: Goal, last: Goal) -> bool:
    """Whether who does the last thing has done this one too."""
    if goal.target == last.target:
        return goal.count <= last.count
    kinds = {way.verb for way in ways(last.target)} if last.verb in ("hunt", "get", "mine") else set()
    if goal.verb in ("kill", "hunt") and "hunt" in kinds:
        return True
    if goal.verb not in ("get", "mine", "craft", "smelt", "place"):
        return False
    names = item_members(goal.target)
    try:
        steps = plan(last, {})
    except (ValueError, Blocked):
        return False
    if goal.verb == "place":
        return any(step.station == goal.target for step in steps)
    made = sum(step.count for step in steps if step.target == goal.target or step.target in names)
    return made >= goal.count
