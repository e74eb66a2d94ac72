"""The block behind a screen: finding or making its block entity, and whether it is still within reach."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np

from craftagent.sim.rules.registry import block_id, state_block, state_props
from craftagent.sim.state import (
    GUI_CHEST,
    GUI_CRAFTING,
    GUI_FURNACE,
    GUI_INVENTORY,
    MASK,
    MAX_TILES,
    TILE_BLAST_FURNACE,
    TILE_CHEST,
    TILE_FURNACE,
    TILE_SMOKER,
    World,
)

if TYPE_CHECKING:
    from craftagent.sim.rules.tables import Rules

_KINDS = {GUI_FURNACE: {"furnace": TILE_FURNACE, "smoker": TILE_SMOKER, "blast_furnace": TILE_BLAST_FURNACE},
          GUI_CHEST: {"chest": TILE_CHEST, "trapped_chest": TILE_CHEST, "barrel": TILE_CHEST},
          GUI_CRAFTING: {"crafting_table": 0}, GUI_INVENTORY: {}}  # fmt: skip
_LIDDED = ("chest", "trapped_chest")
_CLOCKWISE = {"north": (1, 0), "east": (0, 1), "south": (-1, 0), "west": (0, -1)}  # step to the right of a facing
_REACH2 = 64.0  # the game closes a screen whose block's centre is more than 8 blocks away


def block_name_at(w: World, x: int, y: int, z: int) -> str:
    """Bare block name at a position inside the window."""
    return state_block(int(w.blocks[x & MASK, z & MASK, y])) if 0 <= y < 256 else "air"


def find_tile(w: World, x: int, y: int, z: int) -> int:
    """Index in ``World.tiles`` of the block entity at a position, or -1."""
    t = w.tiles
    found = np.flatnonzero((t["kind"] != 0) & (t["x"] == x) & (t["y"] == y) & (t["z"] == z))
    return int(found[0]) if len(found) else -1


def ensure_tile(w: World, kind: int, x: int, y: int, z: int) -> int:
    """Index of the block entity at a position, made empty (``TILE_*``) if there is none; -1 if all are in use."""
    index = find_tile(w, x, y, z)
    if index >= 0:
        return index
    free = np.flatnonzero(w.tiles["kind"] == 0)
    if not len(free):
        return -1
    index = int(free[0])
    total = {TILE_FURNACE: 200, TILE_SMOKER: 100, TILE_BLAST_FURNACE: 100}.get(kind, 0)
    w.tiles[index] = (kind, x, y, z, 0, 0, 0, total, 0.0)
    w.tile_items[index] = np.zeros((), w.tile_items.dtype)
    w.clock[0]["n_tiles"] = max(int(w.clock[0]["n_tiles"]), index + 1)
    return index


def other_half(w: World, x: int, y: int, z: int) -> tuple[int, int, int, bool] | None:
    """Position of a double chest's other half and whether it holds the upper three rows; None for a single chest."""
    state = int(w.blocks[x & MASK, z & MASK, y])
    name = state_block(state)
    if name not in _LIDDED:
        return None
    props = state_props(state)
    if props["type"] == "single":
        return None
    dx, dz = _CLOCKWISE[props["facing"]]
    if props["type"] == "right":
        dx, dz = -dx, -dz
    there = int(w.blocks[(x + dx) & MASK, (z + dz) & MASK, y])
    if state_block(there) != name:
        return None
    mate = state_props(there)
    if mate["facing"] != props["facing"] or {mate["type"], props["type"]} != {"left", "right"}:
        return None
    return x + dx, y, z + dz, mate["type"] == "right"


def open_tiles(w: World, r: Rules, gui: int, x: int, y: int, z: int) -> tuple[int, int] | None:
    """Block entities (first, second half or -1) of the screen of the block at a position; None if it cannot open."""
    if gui == GUI_INVENTORY:
        return -1, -1
    name = block_name_at(w, x, y, z)
    if name not in _KINDS[gui]:
        return None
    if gui == GUI_CRAFTING:
        return -1, -1
    mate = other_half(w, x, y, z) if gui == GUI_CHEST else None
    if name in _LIDDED:
        for cx, cz in [(x, z)] + ([(mate[0], mate[2])] if mate else []):
            if y < 255 and r.opaque_cube[int(w.blocks[cx & MASK, cz & MASK, y + 1])]:
                return None
    kind = _KINDS[gui][name]
    own = ensure_tile(w, kind, x, y, z)
    if own < 0:
        return None
    if mate is None:
        return own, -1
    second = ensure_tile(w, kind, mate[0], mate[1], mate[2])
    if second < 0:
        return own, -1
    return (second, own) if mate[3] else (own, second)


@functools.cache
def _allowed(gui: int) -> frozenset[int]:
    return frozenset(block_id(name) for name in _KINDS[gui])


def still_there(p: Any, blocks: Any, state_block: Any, tile_kinds: Any) -> bool:
    """Whether the open screen's block and block entities still exist within reach.

    ``p``: the player record; ``blocks``: World.blocks; ``state_block``: Rules.state_block; ``tile_kinds``:
    World.tiles["kind"]. Passed one by one because reading fields of the big records is slow and this is asked every
    tick.
    """
    gui = int(p["gui"])
    if gui == GUI_INVENTORY:
        return True
    x, y, z = int(p["gui_x"]), int(p["gui_y"]), int(p["gui_z"])
    if int(state_block[blocks[x & MASK, z & MASK, y]]) not in _allowed(gui):
        return False
    for field in ("gui_tile", "gui_tile2"):
        index = int(p[field])
        if 0 <= index < MAX_TILES and tile_kinds[index] == 0:
            return False
    dx, dy, dz = float(p["x"]) - x - 0.5, float(p["y"]) - y - 0.5, float(p["z"]) - z - 0.5
    return dx * dx + dy * dy + dz * dz <= _REACH2
