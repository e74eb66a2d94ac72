"""The goal of one clause: the first of its readings that names something that there is."""

from __future__ import annotations

import re
from collections.abc import Iterable

from craftagent.planner.graph import costs, sources_of, way_cost, ways
from craftagent.planner.ways import Way
from craftagent.play.clauses import Reading, hint, readings, shorter
from craftagent.play.quantity import leading_count
from craftagent.play.things import is_placed, kind_of, smelted, target_of
from craftagent.play.where import place_or_time
from craftagent.sim.rules.items_table import item_arrays
from craftagent.sim.rules.registry import block_names, item_id
from craftagent.tasks.goal import Goal
from craftagent.tasks.predicate import SCREEN_OF
from craftagent.tasks.tags import block_members, item_members

_ONE = re.compile(r"^(?:an?|one|1|single)\b")
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
    verb, noun, rest, strict, of = reading
    said = noun
    count, noun = leading_count(noun)
    # of many blocks: not one item that is called so
    if not noun or (noun in ("wall", "walls") and verb != "mine" and count == 1):
        return None
    if verb in ("shear", "milk", "fill", "use", "carve"):
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
        if not _from_a_fire(target):
            return None
    if verb == "interact":
        return Goal(verb, target, count) if block_members(target) <= SCREEN_OF.keys() else None
    if verb == "place" and not is_placed(target):
        return None
    if kind_of(verb) != "item":
        return Goal(verb, target, count)
    if of and count == 1 and _ONE.match(said) is None:
        count = _yield_of(of, target)
    goal = _fitting(verb, target, count, rest)
    return goal if not strict or goal.verb == verb else None


def _special(verb: str, count: int, noun: str) -> Goal | None:
    creature = target_of("kill", noun)
    if verb == "shear" and (creature == "sheep" or target_of("hunt", noun) == "#wool"):
        return Goal("hunt", "#wool", count)
    if verb == "carve" and noun == "pumpkin":
        return Goal("get", "carved_pumpkin", count)
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


def _from_a_fire(target: str) -> bool:
    """Whether a thing comes out of a furnace, or is a meal: people bake cakes that are crafted."""
    food = item_arrays()["food"]
    names = item_members(target)
    return any(way.verb == "smelt" for way in _ways(target)) or any(n == "cake" or food[item_id(n)] > 0 for n in names)


def _yield_of(of: str, target: str) -> int:
    """How many of a thing come of "3 logs"; 1 where it is not made of them, or no number is said."""
    many, noun = leading_count(of)
    source = target_of("get", noun) if many > 1 else None
    if source is None:
        return 1
    names = item_members(source)
    for way in _ways(target):
        if way.verb in ("craft", "smelt") and len(way.inputs) == 1 and names & set(way.inputs[0].choices):
            return max(1, int(many // way.inputs[0].n * way.rate))
    return 1


def _ways(target: str) -> list[Way]:
    """The ways to have a thing, or, where a tag has none of its own, its members."""
    return list(ways(target)) or [way for name in sorted(item_members(target)) for way in ways(name)]


def _fitting(verb: str, target: str, count: int, rest: str) -> Goal:
    """The goal, with the verb that the thing allows: to make an iron ingot is to get one, to collect beef is to hunt."""
    if verb not in _GENERIC | {"hunt", "smelt"}:
        return Goal(verb, target, count)
    whole = not ways(target) and item_members(target) <= set(block_names())  # to break a wall is to have mined it
    kinds = frozenset() if whole else frozenset(way.verb for way in _ways(target))
    told = hint(rest, kinds) if verb in _GENERIC else None
    if told:
        return Goal(told, target, count)
    if verb in ("make", "craft", "smelt") and kinds:  # a plan takes the cheapest way, and would never do the other
        usual = min(_ways(target), key=lambda way: way_cost(way, costs())).verb
        if verb == "make" and usual == "smelt":
            return Goal("smelt", target, count)
        if usual != ("craft" if verb == "make" else verb):
            return Goal("get", target, count)
    verb = {"": "get", "make": "craft"}.get(verb, verb)
    if verb != "get" and kinds and verb not in kinds:
        verb = "hunt" if verb == "mine" and "hunt" in kinds else "get"
    return Goal(verb, target, count)
