"""What the statistics of an episode say was achieved, and when: the raw material of hindsight labels.

Works from contractor statistics (``minecraft.mined:minecraft.stone``) alone, so real data and ours are labelled alike.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Iterator, Mapping

from craftagent.sim.rules.items_table import PLACES
from craftagent.sim.rules.loot_table import MOBS, block_rows
from craftagent.sim.rules.registry import block_names, item_names
from craftagent.sim.rules.smelting import smelting_table
from craftagent.sim.rules.tables import load_rules
from craftagent.sim.state import ENTITY_NAMES
from craftagent.tasks.tags import entity_names

PICKUP_TICKS = 200  # an item picked up this long after a block broke or a creature died is taken to be its drop
SHORN = frozenset(name for name in item_names() if name.endswith("_wool"))
STATIONS: Mapping[str, str] = {"interact_with_crafting_table": "crafting_table", "interact_with_furnace": "furnace",
                               "open_chest": "chest"}  # fmt: skip
_KINDS = ("mined", "crafted", "used", "picked_up", "dropped", "killed", "custom")


@dataclasses.dataclass(frozen=True)
class Outcome:
    """``count`` of ``target`` by action ``tick``; verb and target are those of craftagent.tasks.goal.Goal."""

    tick: int
    verb: str
    target: str
    count: int


@functools.cache
def _block_drops() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(row.item for row in rows) for name, rows in zip(block_names(), block_rows(), strict=True)}


@functools.cache
def _mob_drops() -> Mapping[str, frozenset[str]]:
    drops = {name: frozenset(row.item for row in MOBS.get(kind, ())) for kind, name in enumerate(ENTITY_NAMES)}
    cooked = {table.result: item for item, table in smelting_table().items()}
    names = item_names()
    for result, item in cooked.items():  # what burns to death drops its meat cooked
        for entity, items in drops.items():
            if names[item] in items:
                drops[entity] = items | {names[result]}
    return drops


@functools.cache
def _eaten() -> frozenset[str]:
    return _food() - _placed().keys()


@functools.cache
def _placed() -> Mapping[str, str]:
    """Block that an item becomes."""
    blocks = frozenset(block_names())
    pairs = ((name, PLACES.get(name, name)) for name in item_names()[1:] if name != "wheat")
    return {name: block for name, block in pairs if block in blocks}


@functools.cache
def _smelted() -> frozenset[str]:
    return frozenset(item_names()[table.result] for table in smelting_table().values())


def _changes(stats: Iterable[Mapping[str, int] | None]) -> Iterator[tuple[int, dict[str, dict[str, int]]]]:
    """(tick, kind -> name -> growth) for every action that made a counter grow."""
    before: Mapping[str, int] | None = None
    for t, now in enumerate(stats):
        if now is None:
            continue
        if before is not None and now != before:
            grown: dict[str, dict[str, int]] = {}
            for key, value in now.items():
                old = before.get(key, 0)
                if value != old and type(value) is int and type(old) is int and value > old:
                    kind, _, name = key.removeprefix("minecraft.").partition(":minecraft.")
                    if kind in _KINDS and (kind != "custom" or name in STATIONS):
                        grown.setdefault(kind, {})[name] = value - old
            if grown:
                yield t - 1, grown
        before = now


def outcomes(stats: Iterable[Mapping[str, int] | None]) -> Iterator[Outcome]:
    """Outcomes in order of time.

    ``stats[t]`` are those of frame t, None where they are not known; counters that shrink or are odd are passed over.

    An item picked up counts as mined if a block that drops it was broken shortly before, as hunted if a creature
    that drops it was killed (or a sheep shorn), else as got; not at all if it was thrown away shortly before. What is
    taken from a furnace counts as smelted: the statistics say "crafted" for it too, so the station that was opened
    last decides. Food that can also be planted is left out.
    """
    recent: dict[str, tuple[int, str]] = {}  # item -> when its source broke or died, and the verb that is ("": thrown)
    station = ""
    for tick, grown in _changes(stats):
        for name in grown.get("custom", {}):
            station = STATIONS[name]
            yield Outcome(tick, "interact", station, 1)
        for block in grown.get("mined", {}):
            recent.update(dict.fromkeys(_block_drops().get(block, ()), (tick, "mine")))
        for entity, n in grown.get("killed", {}).items():
            recent.update(dict.fromkeys(_mob_drops().get(entity, ()), (tick, "hunt")))
            if entity in entity_names():
                yield Outcome(tick, "kill", entity, n)
        for item, n in grown.get("used", {}).items():
            if item == "shears":
                recent.update(dict.fromkeys(SHORN, (tick, "hunt")))
            elif item in _eaten():
                yield Outcome(tick, "eat", item, n)
            elif item in _placed() and item not in _food():
                yield Outcome(tick, "place", _placed()[item], n)
        for item, n in grown.get("crafted", {}).items():
            if item in _items():
                smelted = station == "furnace" and item in _smelted()
                yield Outcome(tick, "smelt" if smelted else "craft", item, n)
        recent.update(dict.fromkeys(grown.get("dropped", {}), (tick, "")))
        for item, n in grown.get("picked_up", {}).items():
            if item in _items():
                when, verb = recent.get(item, (tick, "get"))
                verb = verb if tick - when <= PICKUP_TICKS else "get"
                if verb:
                    yield Outcome(tick, verb, item, n)


@functools.cache
def _food() -> frozenset[str]:
    food = load_rules().food
    return frozenset(name for i, name in enumerate(item_names()) if food[i] > 0)


@functools.cache
def _items() -> frozenset[str]:
    return frozenset(item_names()[1:])
