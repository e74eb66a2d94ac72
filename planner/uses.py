"""What a thing is good for besides being had: eaten, put down as a block, used where it stands. The world's own tables."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from craftagent.planner.sources import natural
from craftagent.sim.rules.interactions import (
    GROW_CROP,
    GROW_GRASS,
    GROW_SAPLING,
    GROW_STEM,
    growth,
    screens,
    tool_states,
    use_states,
)
from craftagent.sim.rules.items_table import item_arrays
from craftagent.sim.rules.registry import block_id, block_names, item_names, states_of
from craftagent.tasks.nouns import counted, singular
from craftagent.tasks.tags import block_members, item_members

POURED = {"water": "water_bucket", "lava": "lava_bucket"}  # these leave the bucket
_WORKED = ("#axes", "#shovels", "#hoes")  # the tools of ``tool_states``, in its order
_FED = (GROW_CROP, GROW_GRASS, GROW_SAPLING, GROW_STEM)
# Poisonous, or too good to be eaten against hunger
_NOT_FOR_HUNGER = ("rotten_flesh", "spider_eye", "poisonous_potato", "pufferfish", "chicken", "suspicious_stew",
                   "golden_apple", "enchanted_golden_apple", "golden_carrot")  # fmt: skip
# Using these changes them, though no table of states says so: a bite, a handful of berries
_BY_HAND = ("cake", "sweet_berry_bush")


def edible(item: str) -> frozenset[str]:
    """What of an item, or of a tag's members, can be eaten or drunk."""
    return frozenset(name for name in item_members(item) if name in _eaten())


def left_of(food: str) -> str | None:
    """What stays in the hand when one is eaten: a bowl, a bucket."""
    return _eaten()[food]


def nourishment(item: str) -> int:
    """Food points of an item that does no harm and is no treasure; 0 for all else."""
    return 0 if item in _NOT_FOR_HUNGER else int(_points().get(item, 0))


def placers(block: str) -> frozenset[str]:
    """Items that put a block, or a block of a tag, down; empty for what nobody can put down, as fire.

    ``placers("wheat") == {"wheat_seeds"}``, ``placers("water") == {"water_bucket"}``.
    """
    return frozenset(_placing()[name] for name in block_members(block) if name in _placing())


def put_down(item: str) -> str | None:
    """The block that an item becomes where it is put down, if that has another name."""
    return next((block for block, placer in _placing().items() if placer == item != block), None)


def placer(block: str) -> str:
    """The item, or the tag itself, that has to be held to put a block down. Raises ``ValueError`` if there is none."""
    items = placers(block)
    if not items:
        raise ValueError(f"nothing that can be held puts {singular(block)} down")
    return block if block.startswith("#") else min(items)


def opened(block: str) -> bool:
    """Whether a block, or one of a tag, answers to a bare hand: it opens, turns, or gives something."""
    return bool(block_members(block) & _answering())


def workers(block: str) -> tuple[str, ...]:
    """Tools, by tag or name, that change a block when they are used on it: an axe strips logs, a hoe tills."""
    return tuple(dict.fromkeys(tool for name in sorted(block_members(block)) for tool in _worked().get(name, ())))


def why_no_use(block: str, held: Mapping[str, int]) -> str | None:
    """Why using a block comes to nothing with what is held, as a sentence's part, or None if something comes of it."""
    tools = workers(block)
    if opened(block) or any(held.get(name) for tool in tools for name in item_members(tool)):
        return None
    other = f"; it takes {' or '.join(counted(tool, 1) for tool in tools)}" if tools else ""
    return f"nothing happens when {counted(block, 1)} is used by hand{other}"


def about(block: str) -> bool:
    """Whether the land itself offers a block, or one of a tag."""
    return bool(block_members(block) & (natural().keys() | POURED.keys()))


@functools.cache
def _eaten() -> Mapping[str, str | None]:
    """Item -> what eating one leaves."""
    table, names = item_arrays(), item_names()
    left = table["eat_container"]
    return {name: names[left[i]] if left[i] else None for i, name in enumerate(names) if table["eat_ticks"][i] > 0}


@functools.cache
def _points() -> Mapping[str, int]:
    """Food points by item."""
    return {name: int(points) for name, points in zip(item_names(), item_arrays()["food"], strict=True) if points}


@functools.cache
def _placing() -> Mapping[str, str]:
    """Block -> the item that puts it down."""
    blocks = block_names()
    found = {blocks[block]: item_names()[i] for i, block in enumerate(item_arrays()["places"]) if block >= 0}
    hung = {name.replace("wall_", ""): name for name in blocks if "wall_" in name}  # the same item, on a wall
    return found | {wall: found[name] for name, wall in hung.items() if name in found and wall not in found} | POURED


@functools.cache
def _answering() -> frozenset[str]:
    screen, turned = screens(), use_states()
    return frozenset(name for name in block_names() if screen[block_id(name)] or (turned[list(states_of(name))] >= 0).any()
                     or name in _BY_HAND)  # fmt: skip


@functools.cache
def _worked() -> Mapping[str, tuple[str, ...]]:
    table, grows = tool_states(), growth()
    found = {}
    for name in block_names():
        states = list(states_of(name))
        tools = tuple(tool for k, tool in enumerate(_WORKED) if (table[states, k] >= 0).any())
        meal = any(int(grows[state]) in _FED for state in states)
        if tools or meal:
            found[name] = (*tools, *(("bone_meal",) if meal else ()))
    return found
