"""Names and numbers of Minecraft 1.16.5: blocks, block states and items, as the game itself numbers them.

Source: the ``minecraft-data`` package, version 1.16.5 (blocks and items of 1.16.2, byte-identical for 1.16.5).
A *state id* is the game's global palette id, 0 .. 17 111; a *block id* 0 .. 762; an *item id* 1 .. 975, 0 = no item.
"""

from __future__ import annotations

import difflib
import functools
import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

N_BLOCKS = 763
N_STATES = 17_112
N_ITEMS = 976  # 975 items and the empty slot 0

_FOLDER = {"blocks": "1.16.2", "items": "1.16.2", "recipes": "1.16.2", "entities": "1.16.2", "materials": "1.16.2",
           "tints": "1.16.2", "blockLoot": "1.16.2", "entityLoot": "1.16.2", "blockCollisionShapes": "1.16.1",
           "foods": "1.16.1", "language": "1.16.1"}  # fmt: skip


class UnknownName(ValueError):
    """A block, item, property or value that the game does not have; the message suggests near ones."""


@functools.cache
def raw(table: str) -> Any:
    """The parsed JSON of one ``minecraft-data`` table for 1.16.5; callers must not change it."""
    path = files("minecraft_data") / "data" / "data" / "pc" / _FOLDER[table] / f"{table}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def bare(name: str) -> str:
    """``minecraft:stone`` -> ``stone``."""
    return name.removeprefix("minecraft:")


def unknown(kind: str, name: object, allowed: Iterable[str]) -> UnknownName:
    """One sentence for a name that does not exist, with up to three suggestions."""
    near = difflib.get_close_matches(str(name), list(allowed), n=3, cutoff=0.5)
    hint = f"; did you mean {' or '.join(repr(n) for n in near)}?" if near else ""
    return UnknownName(f"unknown {kind} {name!r}{hint}")


@functools.cache
def blocks() -> Mapping[str, Mapping[str, Any]]:
    """Block rows by bare name, in id order."""
    return {row["name"]: row for row in sorted(raw("blocks"), key=lambda row: row["id"])}


@functools.cache
def block_names() -> tuple[str, ...]:
    """Bare block names; index = block id."""
    return tuple(blocks())


@functools.cache
def item_names() -> tuple[str, ...]:
    """Bare item names; index = item id, index 0 is ``air``."""
    names = ["air"] * N_ITEMS
    for row in raw("items"):
        names[row["id"]] = row["name"]
    return tuple(names)


@functools.cache
def _item_ids() -> Mapping[str, int]:
    return {name: i for i, name in enumerate(item_names())}


def item_id(name: str) -> int:
    """Item id of a name, with or without ``minecraft:``; ``air`` is 0. Raises :class:`UnknownName`."""
    ids = _item_ids()
    found = ids.get(bare(name)) if isinstance(name, str) else None
    if found is None:
        raise unknown("item", name, ids)
    return found


def block_id(name: str) -> int:
    """Block id of a name. Raises :class:`UnknownName`."""
    return int(block_row(name)["id"])


def block_row(name: str) -> Mapping[str, Any]:
    """The ``minecraft-data`` row of a block. Raises :class:`UnknownName`."""
    row = blocks().get(bare(name)) if isinstance(name, str) else None
    if row is None:
        raise unknown("block", name, blocks())
    return row


def property_values(prop: Mapping[str, Any]) -> tuple[str, ...]:
    """Values of one state property in the game's order (booleans: true first)."""
    if prop["type"] == "bool":
        return ("true", "false")
    if "values" in prop:
        return tuple(str(v) for v in prop["values"])
    return tuple(str(v) for v in range(prop["num_values"]))


@functools.cache
def default_props(name: str) -> Mapping[str, str]:
    """Properties of a block's default state."""
    return state_props(int(block_row(name)["defaultState"]))


def state_id(name: str, **props: object) -> int:
    """State id of a block with some properties set and the others at their default.

    ``state_id("oak_log", axis="x")``. Booleans may be given as bool or ``"true"``/``"false"``.
    Raises :class:`UnknownName` for an unknown block, property or value.
    """
    row = block_row(name)
    if not props:
        return int(row["defaultState"])
    wanted = {key: str(value).lower() for key, value in props.items()}
    known = [prop["name"] for prop in row["states"]]
    for key in wanted:
        if key not in known:
            raise unknown(f"property of {row['name']}", key, known)
    defaults = default_props(row["name"])
    index = 0
    for prop in row["states"]:
        values = property_values(prop)
        value = wanted.get(prop["name"], defaults[prop["name"]])
        if value not in values:
            raise unknown(f"value of {row['name']}[{prop['name']}]", value, values)
        index = index * len(values) + values.index(value)
    return int(row["minStateId"]) + index


@functools.cache
def _state_block() -> tuple[str, ...]:
    owners = [""] * N_STATES
    for name, row in blocks().items():
        for state in range(row["minStateId"], row["maxStateId"] + 1):
            owners[state] = name
    return tuple(owners)


def state_block(state: int) -> str:
    """Bare block name of a state id."""
    return _state_block()[state]


def state_props(state: int) -> dict[str, str]:
    """Properties of a state id as strings."""
    row = blocks()[state_block(state)]
    index = state - row["minStateId"]
    props: dict[str, str] = {}
    for prop in reversed(row["states"]):
        values = property_values(prop)
        index, digit = divmod(index, len(values))
        props[prop["name"]] = values[digit]
    return dict(reversed(props.items()))


def parse_state(text: str) -> int:
    """State id of ``"oak_log"`` or ``"oak_log[axis=x]"``.

    Raises :class:`UnknownName` for a name or property that does not exist, ``ValueError`` for unpaired brackets.
    """
    name, bracket, rest = text.partition("[")
    if not bracket:
        return state_id(name)
    if not rest.endswith("]") or "]" in rest[:-1] or "[" in rest:
        raise ValueError(f"a block state is written name[property=value,...], not {text!r}")
    pairs = (part.partition("=") for part in rest[:-1].split(",") if part.strip())
    return state_id(name, **{key.strip(): value.strip() for key, _, value in pairs})


def states_of(name: str) -> range:
    """All state ids of a block."""
    row = block_row(name)
    return range(int(row["minStateId"]), int(row["maxStateId"]) + 1)
