"""What an open screen shows, for the painter: stacks with their places, highlights, flame and arrow, cursor."""

from __future__ import annotations

import functools
from typing import NamedTuple

from craftagent.sim.rules.registry import raw
from craftagent.sim.screens.layout import (
    FROM_ITEMS,
    FROM_TILE,
    FROM_TILE2,
    ROLE_CHEST,
    ROLE_FEET,
    ROLE_HEAD,
    ROLE_LEGS,
    Layout,
    as_stacks,
    layout,
    slot_under,
)
from craftagent.sim.state import CURSOR, GUI_CHEST, GUI_FURNACE, GUI_NONE, World

_ARMOR = (ROLE_HEAD, ROLE_CHEST, ROLE_LEGS, ROLE_FEET)
_TITLES = ("Chest", "Furnace", "Smoker", "Blast Furnace")  # by tile kind - 1


class Shown(NamedTuple):
    """One drawn stack: top left in GUI pixels of the whole picture, item id, amount, damage."""

    x: int
    y: int
    item: int
    amount: int
    damage: int


class ScreenView(NamedTuple):
    """All that a picture of the open screen depends on, apart from the world behind it."""

    gui: int  # GUI_*
    title: str  # container name, "" for the inventory
    x: int  # panel rectangle, GUI pixels
    y: int
    width: int
    height: int
    rows: int  # chest rows, 0 for other screens
    slots: tuple[Shown, ...]  # non-empty slots
    highlights: tuple[tuple[int, int], ...]  # 16 x 16 areas drawn lighter: under the mouse, touched by a drag
    carried: Shown | None  # stack on the cursor, centred on the pointer's tip (x and y are top left)
    cursor_x: float  # pointer's tip
    cursor_y: float
    arrow: int  # furnace: 0..24 pixels of the arrow, 0..13 pixels of the flame
    flame: int


@functools.cache
def _stack_sizes() -> tuple[int, ...]:
    sizes = [64] * 976
    for row in raw("items"):
        sizes[row["id"]] = int(row["stackSize"])
    return tuple(sizes)


def _stacks(w: World, screen: Layout, tile: int, tile2: int) -> list[list[int]]:
    sources = {FROM_ITEMS: as_stacks(w.items).tolist()}
    tiles = as_stacks(w.tile_items)
    for source, index in ((FROM_TILE, tile), (FROM_TILE2, tile2)):
        if index >= 0:
            sources[source] = tiles[index].tolist()
    return [sources[at.source][at.cell] if at.source in sources else [0, 0, 0] for at in screen.slots]


def screen_view(w: World) -> ScreenView | None:
    """What the open screen shows now, None if none is open. During a drag the slots show their shares."""
    p = w.player[0]
    gui = int(p["gui"])
    if gui == GUI_NONE:
        return None
    tile, tile2 = int(p["gui_tile"]), int(p["gui_tile2"])
    screen = layout(gui, tile2 >= 0)
    stacks = _stacks(w, screen, tile, tile2)
    x, y = float(p["cursor_x"]), float(p["cursor_y"])
    carried = w.items[CURSOR].tolist()
    touched = _touched(w, len(stacks)) if carried[1] > 0 else []
    left = int(carried[1])
    if len(touched) == 1:
        stacks[touched[0]] = [0, 0, 0]  # the game draws nothing in the only slot of a drag
    elif touched:
        each = left // len(touched) if p["gui_drag"] == 1 else 1
        most = _stack_sizes()[carried[0]]
        for i in touched:
            have = stacks[i][1]
            n = max(have, min(have + each, 1 if screen.slots[i].role in _ARMOR else most))
            left -= n - have
            stacks[i] = [carried[0], n, carried[2]]
    hovered = slot_under(screen, x, y)
    lit = dict.fromkeys((*touched, *([hovered] if hovered >= 0 else [])))
    arrow, flame = furnace_pixels(w, tile) if gui == GUI_FURNACE and tile >= 0 else (0, 0)
    return ScreenView(
        gui,
        _title(w, gui, tile, tile2),
        screen.x, screen.y, screen.width, screen.height, screen.rows,
        tuple(Shown(at.x, at.y, s[0], s[1], s[2]) for at, s in zip(screen.slots, stacks, strict=True) if s[1] > 0),
        tuple((screen.slots[i].x, screen.slots[i].y) for i in lit),
        Shown(int(x) - 8, int(y) - 8, carried[0], left, carried[2]) if carried[1] > 0 else None,
        x, y, arrow, flame,
    )  # fmt: skip


def furnace_pixels(w: World, tile: int) -> tuple[int, int]:
    """Progress arrow (0..24 pixels from the left) and flame (0..13 pixels from below) of a furnace."""
    t = w.tiles[tile]
    burn, total = int(t["burn"]), int(t["burn_total"])
    arrow = int(t["cook"]) * 24 // int(t["cook_total"]) if t["cook_total"] > 0 else 0
    return arrow, burn * 13 // (total if total > 0 else 200) if burn > 0 else 0


def _touched(w: World, slots: int) -> list[int]:
    p = w.player[0]
    if not p["gui_drag"]:
        return []
    mask = int(p["gui_mask0"]) | int(p["gui_mask1"]) << 64
    return [i for i in range(slots) if mask >> i & 1]


def _title(w: World, gui: int, tile: int, tile2: int) -> str:
    if gui == GUI_CHEST and tile2 >= 0:
        return "Large Chest"
    if tile >= 0 and w.tiles["kind"][tile] > 0:
        return _TITLES[int(w.tiles["kind"][tile]) - 1]
    return "Crafting"
