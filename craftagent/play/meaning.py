"""The goal of one clause: the first of its readings that names something that there is."""

from __future__ import annotations

from collections.abc import Iterable

from craftagent.planner.graph import costs, sources_of, way_cost, ways
from craftagent.play.clauses import Reading, hint, readings, shorter
from craftagent.play.quantity import leading_count
from craftagent.play.things import is_placed, kind_of, smelted, target_of
from craftagent.play.where import place_or_time
from craftagent.tasks.goal import Goal
from craftagent.tasks.predicate import SCREEN_OF
from craftagent.tasks.tags import block_members, item_members

_GENERIC = frozenset({"", "get", "mine", "craft", "make"})


def goal_of(words: str) -> Goal | None:
    """The goal of one clause, or None. Raises ``ValueError`` for numbers and times that are none."""
    return place_or_time(words) or first_goal(readings(words)) or first_goal(shorter(words))


def guessed(words: str) -> Goal | None:
    """The goal of words that nobody said."""
    try:
        return goal_of(words)
    except ValueError:
        return None


def first_goal(found: Iterable[Reading]) -> Goal | None:
    """The goal of the first reading that has one."""
    return next((goal for reading in found if (goal := _goal(reading)) is not None), None)


def _goal(reading: Reading) -> Goal | None:
    verb, noun, rest, strict = reading
    count, noun = leading_count(noun)
    # of many blocks: not one item that is called so
    if not noun or (noun in ("wall", "walls") and verb != "mine" and count == 1):
        return None
    if verb in ("shear", "milk", "fill", "use"):
        return _special(verb, count, noun)
    if verb == "hunt" and target_of("hunt", noun) is None and target_of("kill", noun) is not None:
        verb = "kill"
    target = target_of(verb, noun)
    if target is None and verb == "smelt":
        target = _meat_of(target_of("kill", noun))
    if target is None:
        return None
    if verb == "smelt":
        target = _out_of_the_furnace(target)
    if verb == "interact":
        return Goal(verb, target, count) if block_members(target) <= SCREEN_OF.keys() else None
    if verb == "place" and not is_placed(target):
        return None
    if kind_of(verb) != "item":
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
    if block is not None:  # what has no screen leaves no trace when it is used
        return Goal("interact", block) if block_members(block) <= SCREEN_OF.keys() else None
    return Goal("equip", item) if item is not None else None


def _meat_of(creature: str | None) -> str | None:
    """The raw meat of a creature: to cook a pig is to cook what it gives."""
    return next((meat for meat in sorted(item_members("#raw_meat")) if creature and creature in sources_of(meat)), None)


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
    if verb in ("make", "craft", "smelt") and kinds:  # a plan takes the cheapest way, and would never do the other
        usual = min(ways(target), key=lambda way: way_cost(way, costs())).verb
        if verb == "make" and usual == "smelt":
            return Goal("smelt", target, count)
        if usual != ("craft" if verb == "make" else verb):
            return Goal("get", target, count)
    verb = {"": "get", "make": "craft"}.get(verb, verb)
    if verb != "get" and kinds and verb not in kinds:
        verb = "hunt" if verb == "mine" and "hunt" in kinds else "get"
    return Goal(verb, target, count)
