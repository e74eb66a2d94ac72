"""``info``: the truth of a world as plain dictionaries, rebuilt only where something changed."""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from craftagent.sim.rules.registry import block_names, item_names
from craftagent.sim.rules.tables import load_rules
from craftagent.sim.state import (
    ARMOR,
    CUSTOM_NAMES,
    ENTITY_NAMES,
    EV_DAMAGED,
    EV_DIED,
    EV_GUI_CLOSED,
    EV_GUI_OPENED,
    EV_KILLED,
    EV_MINED,
    EV_PLACED,
    EVENT_NAMES,
    GUI_NAMES,
    HURT_NAMES,
    OFFHAND,
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


def _stats(w: World) -> dict[str, dict[str, int]]:
    blocks, items = block_names(), item_names()
    out: dict[str, dict[str, int]] = {name: {} for name in STAT_NAMES}
    for row, column in zip(*np.nonzero(w.stats), strict=True):
        if row == STAT_MINED:
            name = blocks[column]
        elif row in (STAT_KILLED, STAT_KILLED_BY):
            name = ENTITY_NAMES[column]
        else:
            name = items[column]
        out[STAT_NAMES[row]][name] = int(w.stats[row, column])
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
    else:
        event["item"] = item_names()[a] if 0 <= a < len(item_names()) else None
        event["count"] = b
    return event


def read_info(w: World, cache: dict[str, Any]) -> Info:
    """Build ``info``; ``cache`` belongs to one world and carries what has not changed since the last call."""
    c, p = w.clock[0], w.player[0]
    key = (int(c["dirty_items"]), int(p["selected"]))
    if cache.get("items") != key:
        cache["items"] = key
        cache["inventory"], cache["equipped"], cache["armor"] = _inventory(w), _equipped(w), _armor(w)
    stats_key = int(c["dirty_stats"])
    if cache.get("stats_key") != stats_key:
        cache["stats_key"] = stats_key
        cache["stats"] = _stats(w)
    x, y, z = float(p["x"]), float(p["y"]), float(p["z"])
    gui = int(p["gui"])
    info = {
        "inventory": cache["inventory"],
        "equipped": cache["equipped"],
        "stats": {**cache["stats"], "custom": dict(zip(CUSTOM_NAMES, w.custom.tolist(), strict=True))},
        "life": {
            "health": float(p["health"]),
            "food": int(p["food"]),
            "saturation": float(p["saturation"]),
            "air": int(p["air"]),
            "armor": cache["armor"],
            "xp": int(p["xp"]),
            "is_alive": not p["dead"],
        },
        "pose": {"x": x, "y": y, "z": z, "yaw": float(p["yaw"]), "pitch": float(p["pitch"])},
        "gui": {"screen": GUI_NAMES[gui], "open": gui != 0, "cursor": (float(p["cursor_x"]), float(p["cursor_y"]))},
        "events": [_event(row) for row in w.events[: int(c["n_events"])].tolist()] if c["n_events"] else [],
        "tick": int(c["tick"]),
        "time": int(c["time"]) % 24_000,
        "biome": biome_of(w.biome[int(x // 1) & 255, int(z // 1) & 255]).name,
        "seed": int(c["seed"]),
    }
    return cast(Info, info)
