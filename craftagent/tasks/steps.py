"""Set-up steps of a task: what a start needs beyond world settings, as data, relative to the spawn.

``at``, ``from``, ``to`` are [dx, dy, dz] in blocks from the cell of the player's feet at the spawn (x east, y up,
z south; the player looks south). Steps are carried out in order by :mod:`craftagent.tasks.prepare`:

    fill:      {from: [-3, -1, 3], to: [3, -1, 9], block: water}     both corners included
    block:     {at: [0, 0, 2], block: "furnace[facing=north]"}
    container: {at: [0, 0, 2], slot: 0, item: iron_ore, count: 3}    into a chest or furnace that stands there
    creature:  {kind: zombie, at: [0, 0, 8]}
    herd:      {kind: cow, count: 3, ring: [6, 12]}                  on open ground so many blocks away
    scatter:   {block: poppy, count: 6, ring: [3, 10]}               on open ground; place and order follow the seed
    room:      {y: 40, size: [9, 4, 9], ore: coal_ore, ores: 4}      the player starts in a closed, lit stone room
                                                                     at height y with ore in its walls
    teleport:  {to: [0, -7, 0], yaw: 90, pitch: 0}
    life:      {food: 8, health: 20}
    hold:      3                                                     select a hotbar slot, 0-8
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from craftagent.sim.rules.registry import parse_state
from craftagent.tasks.tags import entity_names, item_members
from craftagent.types import suggest


class Step(NamedTuple):
    """One step: its kind and its checked fields."""

    kind: str
    fields: Mapping[str, Any]


def _number(value: Any, low: float, high: float, whole: bool) -> Any:
    good = isinstance(value, int if whole else int | float) and not isinstance(value, bool) and low <= value <= high
    if not good:
        raise ValueError(f"a {'whole ' if whole else ''}number from {low:g} to {high:g}, not {value!r}")
    return value


def _whole(low: int, high: int) -> Callable[[Any], Any]:
    return lambda value: _number(value, low, high, True)


def _real(low: float, high: float) -> Callable[[Any], Any]:
    return lambda value: _number(value, low, high, False)


def _list(value: Any, length: int, low: float, high: float, whole: bool) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple) or len(value) != length:
        raise ValueError(f"a list of {length} numbers, not {value!r}")
    return tuple(_number(v, low, high, whole) for v in value)


def _cell(value: Any) -> tuple[int, int, int]:
    return _list(value, 3, -80, 80, True)  # type: ignore[return-value]


def _point(value: Any) -> tuple[float, float, float]:
    return _list(value, 3, -80, 80, False)  # type: ignore[return-value]


def _ring(value: Any) -> tuple[float, float]:
    low, high = _list(value, 2, 1, 60, False)
    if high < low:
        raise ValueError(f"the nearer distance first, not {value!r}")
    return low, high


def _size(value: Any) -> tuple[int, int, int]:
    return _list(value, 3, 3, 21, True)  # type: ignore[return-value]


def _block(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"a block name, not {value!r}")
    parse_state(value)
    return value


def _item(value: Any) -> str:
    if not isinstance(value, str) or value.startswith("#"):
        raise ValueError(f"an item name, not {value!r}")
    item_members(value)
    return value


def _kind(value: Any) -> str:
    if value not in entity_names():
        raise ValueError(f"a creature, not {value!r}{suggest(value, entity_names())}")
    return str(value)


_ANGLE, _PITCH = _real(-360, 360), _real(-90, 90)
# kind -> field -> check; a name with ? may be left out
_STEPS: Mapping[str, Mapping[str, Callable[[Any], Any]]] = {
    "fill": {"from": _cell, "to": _cell, "block": _block},
    "block": {"at": _cell, "block": _block},
    "container": {"at": _cell, "slot": _whole(0, 26), "item": _item, "count?": _whole(1, 64)},
    "creature": {"kind": _kind, "at": _point, "yaw?": _ANGLE},
    "herd": {"kind": _kind, "count?": _whole(1, 20), "ring": _ring},
    "scatter": {"block": _block, "count?": _whole(1, 100), "ring": _ring},
    "room": {"y": _whole(6, 60), "size": _size, "ore?": _block, "ores?": _whole(1, 40), "torches?": _whole(0, 20)},
    "teleport": {"to": _point, "yaw?": _ANGLE, "pitch?": _PITCH},
    "life": {"food?": _whole(0, 20), "health?": _real(0.5, 20), "air?": _whole(0, 300)},
}


def parse_step(data: Any) -> Step:
    """A step from plain data. Raises ``ValueError`` with one sentence that names what is wrong."""
    kinds = (*_STEPS, "hold")
    if not isinstance(data, Mapping) or len(data) != 1:
        raise ValueError(f"a set-up step is a mapping with one key of {', '.join(kinds)}, not {data!r}")
    ((kind, value),) = data.items()
    if kind not in kinds:
        raise ValueError(f"unknown set-up step {kind!r}{suggest(kind, kinds)}; there are {', '.join(kinds)}")
    if kind == "hold":
        return Step(kind, {"slot": _checked("hold", "slot", value, _whole(0, 8))})
    checks = _STEPS[kind]
    if not isinstance(value, Mapping):
        raise ValueError(f"set-up step {kind!r} wants a mapping, not {value!r}")
    names = {name.rstrip("?"): check for name, check in checks.items()}
    for key in value:
        if key not in names:
            raise ValueError(f"unknown key {key!r} in set-up step {kind!r}{suggest(key, names)}")
    for name in checks:
        if not name.endswith("?") and name not in value:
            raise ValueError(f"set-up step {kind!r} needs {name!r}")
    return Step(kind, {key: _checked(kind, key, entry, names[key]) for key, entry in value.items()})


def _checked(kind: str, key: str, value: Any, check: Callable[[Any], Any]) -> Any:
    try:
        return check(value)
    except ValueError as error:
        text = str(error)
        wants = "wants " if text.startswith(("a ", "an ", "the ")) else ""
        raise ValueError(f"{key!r} of set-up step {kind!r}: {wants}{text}") from None
