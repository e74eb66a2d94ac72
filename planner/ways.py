"""Every way in which an item can be had, compiled from the rules of the world: craft, smelt, mine, hunt, get."""

from __future__ import annotations

import functools
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

from craftagent.planner import sources
from craftagent.planner.sources import CREATURES, SHEEP, Place
from craftagent.sim.rules import loot_table
from craftagent.sim.rules.blocks_table import TOOL_PICKAXE, block_arrays
from craftagent.sim.rules.items_table import CRAFT_REMAINDER, item_arrays
from craftagent.sim.rules.loot_table import AGE3, ALWAYS, BY_PLAYER, ELSE, LAYERS, NOT_SHEARS, RIPE, SHEARS
from craftagent.sim.rules.recipes import Recipe, all_recipes
from craftagent.sim.rules.registry import block_id, item_id, item_names
from craftagent.sim.rules.smelting import COOK_TICKS, fuel_table, smelting_table
from craftagent.sim.state import ENTITY_NAMES

RAREST = 1 / 250  # drops rarer than this are no way to get something
_GOOD = (ALWAYS, NOT_SHEARS, ELSE, RIPE, LAYERS, AGE3)  # loot rows that can be relied on; natural berries are ripe
_MATERIALS = ("wooden", "stone", "iron", "diamond", "netherite", "golden")
TOOL_CLASSES = ("pickaxe", "axe", "shovel", "hoe", "sword")
CRAFT_TICKS = 40  # opening a screen and moving the items, rough


class Input(NamedTuple):
    """``n`` items, each of any of ``choices``."""

    choices: tuple[str, ...]
    n: int


class Way(NamedTuple):
    """One way to gain ``item``.

    ``rate``: items from one act (a craft, a smelt, a block, a creature), less than 1 where it takes luck.
    ``inputs``: what one act uses up. ``tools``: what must be held, the last one in hand: an item, or a class with its
    lowest tier as ``pickaxe:1``. ``sources``: blocks or creatures, best first. ``trip`` and ``each``: ticks.
    ``left``: what remains of the inputs, as empty buckets. ``grids``: the recipe variants of a craft.
    """

    verb: str
    item: str
    rate: float
    inputs: tuple[Input, ...] = ()
    tools: tuple[str, ...] = ()
    station: str | None = None
    trip: float = 0.0
    each: float = CRAFT_TICKS
    sources: tuple[str, ...] = ()
    place: Place | None = None
    how: str = ""
    left: tuple[str, ...] = ()
    grids: tuple[Recipe, ...] = ()


def _merged(variants: list[Recipe]) -> tuple[Input, ...] | None:
    """Inputs of recipes that differ only in choices, or None if they are not the full product of these choices."""
    names = item_names()
    columns = list(zip(*(recipe.cells for recipe in variants), strict=True))
    kinds = Counter(column for column in columns if any(column))
    choices = {column: tuple(dict.fromkeys(names[c] for c in column)) for column in kinds}
    product = 1
    for found in choices.values():
        product *= len(found)
    if product != len(variants):
        return None
    return tuple(Input(choices[column], n) for column, n in kinds.items())


def _craft(item: str, variants: list[Recipe], inputs: tuple[Input, ...]) -> Way:
    station = "crafting_table" if variants[0].needs_table else None
    left = tuple(CRAFT_REMAINDER[i.choices[0]] for i in inputs for _ in range(i.n) if i.choices[0] in CRAFT_REMAINDER)
    return Way("craft", item, variants[0].count, inputs, (), station, left=left, grids=tuple(variants))


def _crafts() -> list[Way]:
    groups: dict[tuple[object, ...], list[Recipe]] = defaultdict(list)
    for recipe in all_recipes():
        outline = tuple(c > 0 for c in recipe.cells) if recipe.width else len(recipe.cells)
        groups[(recipe.item, recipe.count, recipe.width, outline)].append(recipe)
    ways = []
    for (item, *_), variants in groups.items():
        name = item_names()[item]  # type: ignore[call-overload]
        together = _merged(variants)
        if together is not None:
            ways.append(_craft(name, variants, together))
        else:
            ways.extend(_craft(name, [one], _merged([one]) or ()) for one in variants)
    return ways


def _smelts() -> list[Way]:
    names = item_names()
    worn = item_arrays()["max_damage"]
    inputs: dict[str, list[str]] = defaultdict(list)
    for recipe in smelting_table().values():
        if worn[recipe.input] == 0:  # nobody melts down tools and armour to get on
            inputs[names[recipe.result]].append(names[recipe.input])
    return [
        Way("smelt", item, 1, (Input(tuple(choices), 1),), (), "furnace", each=COOK_TICKS)
        for item, choices in inputs.items()
    ]


def harvest_tool(block: str) -> str | None:
    """What must be in hand for a block to drop anything: ``pickaxe:1``, ``shovel:0``, ...; None if the hand will do."""
    table, i = _block_table(), block_id(block)
    if not table["needs_tool"][i]:
        return None
    kind = ("none", "pickaxe", "axe", "shovel", "hoe", "sword", "shears")[int(table["tool"][i])]
    return f"{kind}:{int(table['harvest_tier'][i])}" if kind in TOOL_CLASSES else kind


@functools.cache
def _block_table() -> Mapping[str, Any]:
    return block_arrays()


def drops(block: str) -> dict[tuple[str, str | None], float]:
    """Items that a natural block gives: (item, tool needed) -> sure number a block, or its chance if below 1."""
    found: dict[tuple[str, str | None], float] = defaultdict(float)
    tool = harvest_tool(block)
    kept = 1.0  # of ELSE rows: share of blocks that earlier rows have left
    for row in _rows()[block_id(block)]:
        if row.condition == SHEARS:
            found[(row.item, "shears")] += row.low * row.chance
        elif row.condition in _GOOD and row.high > 0:
            chance = kept if row.condition == ELSE else row.chance
            found[(row.item, tool)] += max(row.low, 1 if row.high > row.low >= 0 else row.low) * chance
            kept -= row.chance if row.condition != ELSE else 0.0
    return {key: rate for key, rate in found.items() if rate >= RAREST}


@functools.cache
def _rows() -> list[tuple[loot_table.Row, ...]]:
    return loot_table.block_rows()


def _mines() -> list[Way]:
    found: dict[tuple[str, str | None], list[tuple[float, float, str, Place]]] = defaultdict(list)
    for block, place in sources.natural().items():
        for (item, tool), rate in drops(block).items():
            found[(item, tool)].append((place.trip / 4 + place.each / rate, rate, block, place))
    ways = []
    for (item, tool), rows in found.items():
        rows.sort(key=lambda row: row[0])
        rate, place = rows[0][1], rows[0][3]
        blocks = tuple(row[2] for row in rows)
        ways.append(Way("mine", item, rate, (), (tool,) if tool else (), None, place.trip, place.each, blocks, place))
    return ways


def _hunts() -> list[Way]:
    found: dict[str, list[tuple[float, float, str]]] = defaultdict(list)
    for kind, rows in loot_table.MOBS.items():
        creature = ENTITY_NAMES[kind]
        for row in rows:
            if row.condition == BY_PLAYER and row.chance < 0.1:
                continue
            rate = (row.low + row.high) / 2 * row.chance
            colours = SHEEP if row.item == "white_wool" else {row.item: 1.0}
            for item, share in colours.items():
                cost = CREATURES[creature].trip / 4 + CREATURES[creature].each / (rate * share)
                found[item].append((cost, rate * share, creature))
    ways = []
    for item, options in found.items():
        options.sort()
        place = CREATURES[options[0][2]]
        names = tuple(option[2] for option in options)
        ways.append(Way("hunt", item, options[0][1], (), (), None, place.trip, place.each, names, place))
    return ways


def _acts() -> list[Way]:
    return [
        Way(act.verb, act.item, 1, tuple(Input((name,), 1) for name in act.uses), act.tools, None, act.place.trip,
            act.place.each, ("lava",) if act.item == "obsidian" else (), act.place, act.how)
        for act in sources.ACTS
    ]  # fmt: skip


@functools.cache
def all_ways() -> Mapping[str, tuple[Way, ...]]:
    """Ways by item name."""
    table: dict[str, list[Way]] = defaultdict(list)
    for way in (*_mines(), *_hunts(), *_acts(), *_smelts(), *_crafts()):
        table[way.item].append(way)
    return {item: tuple(ways) for item, ways in table.items()}


@functools.cache
def tools_for(need: str) -> tuple[str, ...]:
    """Tools that satisfy a need such as ``pickaxe:1``, lowest tier first; an item name stands for itself."""
    kind, _, tier = need.partition(":")
    if kind not in TOOL_CLASSES:
        return (need,)
    tiers = item_arrays()["item_tier"]
    names = [f"{material}_{kind}" for material in _MATERIALS]
    return tuple(sorted((n for n in names if tiers[item_id(n)] >= int(tier or 0)), key=lambda n: tiers[item_id(n)]))


@functools.cache
def durability(item: str) -> int:
    """Uses that an item stands, 0 if it does not wear."""
    return int(item_arrays()["max_damage"][item_id(item)])


@functools.cache
def burn_ticks() -> Mapping[str, int]:
    """Burn time of every fuel by name."""
    return {item_names()[i]: ticks for i, ticks in fuel_table().items()}


assert TOOL_PICKAXE == 1  # the order of the names in harvest_tool
