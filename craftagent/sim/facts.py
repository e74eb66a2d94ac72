"""``info``: the truth of a world as plain dictionaries, rebuilt only where something changed."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import numpy.typing as npt

from craftagent.sim.rules.registry import block_names, item_names
from craftagent.sim.rules.tables import load_rules
from craftagent.sim.state import (
    ARMOR,
    CLOCK,
    CUSTOM_NAMES,
    ENTITY_NAMES,
    EV_ATTACKED,
    EV_DAMAGED,
    EV_DIED,
    EV_EXPLOSION,
    EV_GUI_CLOSED,
    EV_GUI_OPENED,
    EV_KILLED,
    EV_MINED,
    EV_PLACED,
    EV_RESPAWNED,
    EVENT_NAMES,
    GUI_NAMES,
    HURT_NAMES,
    OFFHAND,
    PLAYER,
    STAT_KILLED,
    STAT_KILLED_BY,
    STAT_MINED,
    STAT_NAMES,
    World,
)
from craftagent.sim.terrain.biomes import biome_of
from craftagent.types import Info


def _inventory(w: World) -> dict[str, int]:
    names = item_names()
    counts: dict[str, int] = {}
    for item, count, _ in w.items[:36].tolist():
        if count > 0:
            counts[names[item]] = counts.get(names[item], 0) + count
    return counts


def _equipped(w: World) -> dict[str, str]:
    names = item_names()
    ids = w.items["id"]
    slots = {"mainhand": int(w.player[0]["selected"]), "offhand": OFFHAND,
             "feet": ARMOR, "legs": ARMOR + 1, "chest": ARMOR + 2, "head": ARMOR + 3}  # fmt: skip
    return {slot: names[ids[i]] for slot, i in slots.items()}


def _armor(w: World) -> int:
    return int(load_rules().armor[w.items["id"][ARMOR : ARMOR + 4]].sum())


def _stats(stats: npt.NDArray[np.int32]) -> dict[str, dict[str, int]]:
    blocks, items = block_names(), item_names()
    out: dict[str, dict[str, int]] = {name: {} for name in STAT_NAMES}
    for row, column in zip(*np.nonzero(stats), strict=True):
        if row == STAT_MINED:
            name = blocks[column]
        elif row in (STAT_KILLED, STAT_KILLED_BY):
            name = ENTITY_NAMES[column]
        else:
            name = items[column]
        out[STAT_NAMES[row]][name] = int(stats[row, column])
    return out


def _event(row: Any) -> dict[str, Any]:
    kind, a, b, x, y, z, value = row
    event: dict[str, Any] = {"type": EVENT_NAMES[kind], "position": (x, y, z)}
    if kind in (EV_MINED, EV_PLACED):
        event["block"] = block_names()[a]
        event["item"] = item_names()[b]
    elif kind == EV_KILLED:
        event["entity"] = ENTITY_NAMES[a]
    elif kind in (EV_DAMAGED, EV_DIED):
        event["cause"] = HURT_NAMES[a]
        event["amount"] = value
    elif kind in (EV_GUI_OPENED, EV_GUI_CLOSED):
        event["screen"] = GUI_NAMES[a]
    elif kind == EV_ATTACKED:
        event["entity"] = ENTITY_NAMES[a]
        event["amount"] = value  # 0.0: it was invulnerable
    elif kind == EV_EXPLOSION:
        event["power"] = value
    elif kind != EV_RESPAWNED:
        event["item"] = item_names()[a] if 0 <= a < len(item_names()) else None
        event["count"] = b
    return event


def _field(row: npt.NDArray[np.void], name: str, count: int) -> npt.NDArray[Any]:
    """``count`` neighbouring fields of one type as a plain array over the same memory: far cheaper to read."""
    assert row.dtype.fields is not None
    dtype, offset = row.dtype.fields[name][:2]
    return np.ndarray((count,), dtype, row.view(np.uint8).data, offset)


class FactReader:
    """Builds ``info`` of one world; keeps what has not changed since the last call."""

    def __init__(self, w: World) -> None:
        self._w = w
        self._all_stats = w.stats
        self._events, self._custom, self._biome = w.events, w.custom, w.biome
        self._player, self._clock = w.player[0], w.clock[0]
        row = w.player.view(PLAYER)
        self._position, self._angles = _field(row, "x", 3), _field(row, "yaw", 2)
        self._health, self._food, self._air = _field(row, "health", 2), _field(row, "food", 1), _field(row, "air", 1)
        self._gui, self._cursor, self._selected = (
            _field(row, "gui", 1),
            _field(row, "cursor_x", 2),
            _field(row, "selected", 1),
        )
        self._dead, self._xp = _field(row, "dead", 1), _field(row, "xp", 1)
        clock = w.clock.view(CLOCK)
        self._times, self._seed = _field(clock, "tick", 2), _field(clock, "seed", 1)
        self._dirty, self._n_events = _field(clock, "dirty_items", 2), _field(clock, "n_events", 1)
        self.clear()

    def clear(self) -> None:
        """Forget everything, after a reset or a restore."""
        self._items_key: tuple[int, int] | None = None
        self._stats_key = -1
        self._inventory: dict[str, int] = {}
        self._equipped: dict[str, str] = {}
        self._armor = 0
        self._stats: dict[str, dict[str, int]] = {}

    def read(self) -> Info:
        """Privileged truth after the last tick (:class:`craftagent.types.Info`), in objects of the reader's own."""
        dirty_items, dirty_stats = self._dirty.tolist()
        key = (dirty_items, self._selected.item())
        if self._items_key != key:
            self._items_key = key
            self._inventory, self._equipped, self._armor = _inventory(self._w), _equipped(self._w), _armor(self._w)
        if self._stats_key != dirty_stats:
            self._stats_key = dirty_stats
            self._stats = _stats(self._all_stats)
        x, y, z = self._position.tolist()
        yaw, pitch = self._angles.tolist()
        health, saturation = self._health.tolist()
        gui, n_events = self._gui.item(), self._n_events.item()
        tick, time = self._times.tolist()
        info = {
            "inventory": dict(self._inventory),
            "equipped": dict(self._equipped),
            "stats": {
                **{name: dict(table) for name, table in self._stats.items()},
                "custom": dict(zip(CUSTOM_NAMES, self._custom.tolist(), strict=True)),
            },
            "life": {
                "health": health,
                "food": self._food.item(),
                "saturation": saturation,
                "air": self._air.item(),
                "armor": self._armor,
                "xp": self._xp.item(),
                "is_alive": not self._dead.item(),
            },
            "pose": {"x": x, "y": y, "z": z, "yaw": yaw, "pitch": pitch},
            "gui": {"screen": GUI_NAMES[gui], "open": gui != 0, "cursor": tuple(self._cursor.tolist())},
            "events": [_event(row) for row in self._events[:n_events].tolist()] if n_events else [],
            "tick": tick,
            "time": time % 24_000,
            "biome": biome_of(self._biome.item(int(x // 1) & 255, int(z // 1) & 255)).name,
            "seed": self._seed.item(),
        }
        return cast(Info, info)
