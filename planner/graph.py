"""The recipe-and-tool graph: how each item can be had, what one costs in ticks, or why it cannot be had."""

from __future__ import annotations

import functools
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping

from craftagent.planner.sources import ALL_WOODS, absences, why_absent
from craftagent.planner.ways import Way, all_ways, tools_for
from craftagent.sim.rules.registry import item_names
from craftagent.tasks.tags import item_members

NEVER = 1e12  # cost of what cannot be had
SHARE = 0.1  # of the cost of a tool or station that one use of it is charged
USUAL = 4  # how many items a trip is shared by, for the cost of a single one
GATHERS = ("mine", "hunt")
# Tags that an actor can gather without minding the kind. A recipe or goal that takes any member is planned as the tag.
GATHERED = ("#logs", "#flowers", "#wool", "#raw_meat", "#mushrooms", "#saplings", "#leaves", "#dirt", "#sand")
MADE = "#planks"  # the one tag that is crafted: from whatever logs there are


def ways(item: str) -> tuple[Way, ...]:
    """Every way to have an item or tag, possible or not; empty for what nothing gives."""
    return all_ways().get(item, ()) if not item.startswith("#") else _tag_ways(item)


@functools.cache
def costs() -> Mapping[str, float]:
    """Rough ticks to have one of each item from nothing; ``NEVER`` or more for what cannot be had."""
    return _from_nothing({})


def costs_near(near: Mapping[str, float]) -> Mapping[str, float]:
    """:func:`costs` where some blocks and creatures are known to be so many blocks away."""
    return _costs_near(tuple(sorted(near.items()))) if near else costs()


@functools.cache
def _users() -> Mapping[str, tuple[Way, ...]]:
    """Ways by each item that they use or need in hand."""
    found: dict[str, list[Way]] = defaultdict(list)
    for way in (way for rows in all_ways().values() for way in rows):
        needs = {c for i in way.inputs for c in i.choices} | {tool for need in way.tools for tool in tools_for(need)}
        for name in needs | ({way.station} if way.station else set()):
            found[name].append(way)
    return {name: tuple(ways) for name, ways in found.items()}


@functools.lru_cache(maxsize=64)
def _costs_near(near: tuple[tuple[str, float], ...]) -> Mapping[str, float]:
    return _from_nothing(dict(near))


def _from_nothing(near: Mapping[str, float]) -> Mapping[str, float]:
    return _relaxed(dict.fromkeys(item_names()[1:], NEVER), (w for rows in all_ways().values() for w in rows), near)


def _relaxed(table: dict[str, float], start: Iterable[Way], near: Mapping[str, float]) -> Mapping[str, float]:
    """The table with the cheapest costs; every way costs something itself, so circles of recipes settle."""
    inputs = _users()
    todo = deque(start)
    waiting = {id(way) for way in todo}
    while todo:
        way = todo.popleft()
        waiting.discard(id(way))
        cost = way_cost(way, table, near)
        if cost < table[way.item] * (1 - 1e-6):
            table[way.item] = cost
            for user in inputs.get(way.item, ()):
                if id(user) not in waiting:
                    waiting.add(id(user))
                    todo.append(user)
    return table


def trip_ticks(way: Way, near: Mapping[str, float]) -> float:
    """Ticks to come to the first source of a way: 5 a block where it is known how far it is, else the usual."""
    if not near or not way.sources:
        return way.trip
    return min(near[source] * 5.0 if source in near else way.trip for source in way.sources)


def way_cost(way: Way, table: Mapping[str, float], near: Mapping[str, float] | None = None) -> float:
    """Ticks for one item by a way, given the costs of items; at least ``NEVER`` if an input cannot be had."""
    inputs = sum(min(table[c] for c in i.choices) * i.n for i in way.inputs)
    held = sum(min(table[tool] for tool in tools_for(need)) for need in way.tools)
    if way.station:
        held += table[way.station]
    cost = way.each + trip_ticks(way, near or {}) / USUAL + inputs
    return min(cost, NEVER) / way.rate + held * SHARE if cost < NEVER else NEVER * 1.5


def possible(item: str) -> bool:
    """Whether an item, or any member of a tag, can be had from nothing in this world."""
    return any(costs()[name] < NEVER for name in item_members(item))


@functools.cache
def obtainable(tag: str) -> frozenset[str]:
    """Members of a tag that can be had from nothing."""
    return frozenset(name for name in item_members(tag) if costs()[name] < NEVER)


@functools.cache
def tag_of(choices: tuple[str, ...]) -> str | None:
    """The tag to plan with where a recipe takes any of ``choices``: all members that can be had, at least two."""
    able = frozenset(c for c in choices if costs()[c] < NEVER)
    if len(able) < 2:
        return None
    return next((tag for tag in (*GATHERED, MADE) if able == obtainable(tag)), None)


@functools.cache
def display_tag(choices: tuple[str, ...]) -> str | None:
    """A tag that names exactly these choices, or all of them that can be had."""
    return next((t for t in (*GATHERED, MADE, "#coals", "#slabs") if frozenset(choices) == item_members(t)), None)


@functools.cache
def _tag_ways(tag: str) -> tuple[Way, ...]:
    members = sorted(obtainable(tag), key=lambda name: costs()[name])
    if tag == MADE:
        planks = all_ways()[members[0]][0]
        logs = tuple(sorted(item_members("#logs")))
        return (planks._replace(item=tag, inputs=(planks.inputs[0]._replace(choices=logs),)),)
    if tag not in GATHERED:
        return ()
    best = [way for name in members for way in all_ways()[name] if way.verb in GATHERS]
    best.sort(key=lambda way: way_cost(way, costs()))
    if not best:
        return ()
    same = [way for way in best if way.verb == best[0].verb and way.tools == best[0].tools]
    blocks = tuple(dict.fromkeys(source for way in same for source in way.sources))
    return (best[0]._replace(item=tag, sources=blocks),)


def sources_of(item: str) -> tuple[str, ...]:
    """Blocks to break, or creatures to hunt, for an item or tag, best first; empty if neither gives it.

    ``sources_of("cobblestone") == ("stone",)``; ``sources_of("beef") == ("cow",)``.
    """
    return next((way.sources for way in ways(item) if way.verb in GATHERS), ())


def wood_of(item: str) -> str | None:
    """``birch`` for birch_log, stripped_birch_wood, birch_slab, ...; None for what is of no wood."""
    name = item.removeprefix("stripped_")
    return next((wood for wood in ALL_WOODS if name.startswith(wood + "_")), None)


def why_not(item: str) -> str | None:
    """One sentence why an item, or every member of a tag, cannot be had from nothing, or None if it can."""
    if possible(item):
        return None
    name = min(item_members(item), key=lambda member: (len(missing_roots(member)), member))
    lacks = sorted(missing_roots(name))
    return refusal(name, lacks)


def refusal(item: str, lacks: Iterable[str]) -> str:
    """The sentence that says that an item cannot be had for want of others."""
    parts = [f"{name} ({why_absent(name)})" for name in lacks if name != item]
    if not parts:
        return f"{item} cannot be had: {why_absent(item)}"
    return f"{item} cannot be had: it takes {' and '.join(parts)}"


@functools.cache
def missing_roots(item: str) -> frozenset[str]:
    """The raw things that stand between nothing and an item that cannot be had, along its least hopeless way."""
    return _missing(item, ())


def _missing(item: str, above: tuple[str, ...]) -> frozenset[str]:
    if costs()[item] < NEVER:
        return frozenset()
    if item in absences():
        return frozenset({item})
    best: frozenset[str] | None = None
    for way in all_ways().get(item, ()):
        found: frozenset[str] = frozenset()
        needs = [i.choices for i in way.inputs] + [tools_for(need) for need in way.tools]
        for choices in needs:
            others = [c for c in choices if c != item and c not in above]
            sets = [_missing(c, (*above, item)) for c in others]
            # Only by itself, as a block of what it is made of: no way at all.
            found |= min(sets, key=_hopeless) if sets else {item}
        if best is None or (item in best, _hopeless(best)) > (item in found, _hopeless(found)):
            best = found
    return best if best and item not in best else frozenset({item})


def _hopeless(lacks: frozenset[str]) -> tuple[int, int, list[str]]:
    """Order of sets of lacking things: those with a reason first, then the few."""
    return sum(name not in absences() for name in lacks), len(lacks), sorted(lacks)
