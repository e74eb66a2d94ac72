"""Names as models write them, made into ours: ``minecraft:Oak Logs`` is ``oak_log``, mined ``stone`` is ``cobblestone``."""

from __future__ import annotations

import functools

from pydantic import ValidationError

from craftagent.planner.uses import put_down
from craftagent.planner.ways import all_ways, drops
from craftagent.sim.rules.registry import block_names
from craftagent.tasks.goal import Goal
from craftagent.tasks.tags import tag_names

_SAID = {"log": "#logs", "wood": "#logs", "tree": "#logs", "wood_log": "#logs", "any_log": "#logs", "plank": "#planks",
         "wood_plank": "#planks", "wooden_plank": "#planks", "any_plank": "#planks", "workbench": "crafting_table",
         "table": "crafting_table", "iron": "iron_ingot", "gold": "gold_ingot", "steak": "cooked_beef"}  # fmt: skip
_MINED = {"iron_ingot": "iron_ore", "gold_ingot": "gold_ore"}


def resolve(verb: str, target: str) -> str:
    """Our name of a step's target. Raises ``ValueError`` with near names for what is none."""
    word = target.strip().lower().removeprefix("minecraft:").replace(" ", "_").replace("-", "_")
    block = put_down(word) if verb == "place" else None
    for name in (word, block, _SAID.get(word), *(_SAID.get(s, s) for s in _singulars(word)), f"#{word}", f"#{word}s"):
        if name is not None and _fits(verb, name):
            return _gained(verb, name)
    try:
        return Goal(verb, word).target
    except ValueError as error:
        raise ValueError(first_line(error)) from None


def resolve_tool(tool: str | None) -> str | None:
    """Our name of a tool, None for the hand. Raises ``ValueError`` with near names for what is none."""
    word = (tool or "").strip().lower().removeprefix("minecraft:").replace(" ", "_")
    return None if word in ("", "none", "null", "hand", "hands", "fist") else resolve("equip", word)


def _fits(verb: str, name: str) -> bool:
    try:
        Goal(verb, name)
    except ValueError:
        return verb == "mine" and name in block_names()
    return True


def _singulars(word: str) -> tuple[str, ...]:
    found = []
    if word.endswith("es"):
        found.append(word[:-2])
    if word.endswith("s"):
        found.append(word[:-1])
    return tuple(found)


def _gained(verb: str, name: str) -> str:
    """The item that a step ends with, where the model named the block or the ingot."""
    if verb != "mine" or name in tag_names() or _mined(name):
        return name
    return _MINED.get(name) or _dropped(name) or name


@functools.cache
def _mined(item: str) -> bool:
    return any(way.verb == "mine" for way in all_ways().get(item, ()))


@functools.cache
def _dropped(block: str) -> str | None:
    """The item that a block mostly gives."""
    if block not in block_names():
        return None
    rates = {item: rate for (item, tool), rate in drops(block).items() if tool != "shears"}
    return max(rates, key=lambda item: (rates[item], item)) if rates else None


def first_line(error: ValueError) -> str:
    """What an error says, without pydantic's frame around it."""
    if isinstance(error, ValidationError):
        return str(error.errors(include_url=False)[0]["msg"]).removeprefix("Value error, ")
    return str(error).splitlines()[0]
