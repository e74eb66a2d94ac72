"""Where the slots of each screen are and what they are: the game's own slot numbers and positions.

Positions are GUI pixels of the 640 x 360 picture at GUI scale 1, top left of the 16 x 16 item. A slot is hit by the
18 x 18 area around it. Source: Minecraft 1.16.5 screen layouts (measured from its 176 pixel wide panels).
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from craftagent.sim.state import (
    ARMOR,
    GRID,
    GUI_CHEST,
    GUI_CRAFTING,
    GUI_FURNACE,
    GUI_INVENTORY,
    HOTBAR,
    MAIN,
    OFFHAND,
    RESULT,
)

WIDTH, HEIGHT = 640, 360
ITEM = 16  # pixels of an item
HIT = 18  # pixels of the area that the mouse hits

# What a slot is: this decides what may be put in and what a shift click does.
(ROLE_STORE, ROLE_GRID, ROLE_RESULT, ROLE_HEAD, ROLE_CHEST, ROLE_LEGS, ROLE_FEET, ROLE_OFFHAND, ROLE_INPUT, ROLE_FUEL,
 ROLE_OUTPUT) = range(11)  # fmt: skip

# Which array a slot's stack lives in
FROM_ITEMS, FROM_TILE, FROM_TILE2 = 0, 1, 2


class SlotAt(NamedTuple):
    """One slot: absolute position of its item, where its stack is stored, and its role."""

    x: int
    y: int
    source: int
    cell: int  # index in its array
    role: int


class Layout(NamedTuple):
    """One screen: panel rectangle, slots in the game's order, and the slot numbers the click rules need."""

    gui: int
    x: int
    y: int
    width: int
    height: int
    slots: tuple[SlotAt, ...]
    main: int  # first of the 27 main inventory slots; the 9 hotbar slots follow
    grid: tuple[int, ...]  # crafting grid slots, row-major
    grid_width: int
    result: int  # crafting result slot, -1 none
    rows: int  # rows of a chest, else 0
    hits: bytes  # slot number per pixel of the panel, row-major, 255 none


def _finish(gui: int, height: int, slots: list[SlotAt], main: int, grid: tuple[int, ...], rows: int = 0) -> Layout:
    width = 176
    x, y = (WIDTH - width) // 2, (HEIGHT - height) // 2
    hits = np.full((height, width), 255, np.uint8)
    for number in reversed(range(len(slots))):  # the game takes the first slot that is hit
        slot = slots[number]
        hits[slot.y - 1 : slot.y + 17, slot.x - 1 : slot.x + 17] = number
    moved = tuple(slot._replace(x=slot.x + x, y=slot.y + y) for slot in slots)
    result, grid_width = (0 if grid else -1), {4: 2, 9: 3}.get(len(grid), 0)
    return Layout(gui, x, y, width, height, moved, main, grid, grid_width, result, rows, hits.tobytes())


def _player_slots(main_y: int) -> list[SlotAt]:
    slots = []
    for k in range(27):
        slots.append(SlotAt(8 + 18 * (k % 9), main_y + 18 * (k // 9), FROM_ITEMS, MAIN + k, ROLE_STORE))
    return slots + [SlotAt(8 + 18 * c, main_y + 58, FROM_ITEMS, HOTBAR + c, ROLE_STORE) for c in range(9)]


def _grid_slots(x: int, y: int, size: int) -> list[SlotAt]:
    cells = [(r, c) for r in range(size) for c in range(size)]
    return [SlotAt(x + 18 * c, y + 18 * r, FROM_ITEMS, GRID + 3 * r + c, ROLE_GRID) for r, c in cells]


def _inventory() -> Layout:
    slots = [SlotAt(154, 28, FROM_ITEMS, RESULT, ROLE_RESULT), *_grid_slots(98, 18, 2)]
    for i, role in enumerate((ROLE_HEAD, ROLE_CHEST, ROLE_LEGS, ROLE_FEET)):
        slots.append(SlotAt(8, 8 + 18 * i, FROM_ITEMS, ARMOR + 3 - i, role))
    slots += _player_slots(84)
    slots.append(SlotAt(77, 62, FROM_ITEMS, OFFHAND, ROLE_OFFHAND))
    return _finish(GUI_INVENTORY, 166, slots, 9, (1, 2, 3, 4))


def _crafting() -> Layout:
    slots = [SlotAt(124, 35, FROM_ITEMS, RESULT, ROLE_RESULT), *_grid_slots(30, 17, 3)]
    return _finish(GUI_CRAFTING, 166, slots + _player_slots(84), 10, tuple(range(1, 10)))


def _furnace() -> Layout:
    slots = [SlotAt(56, 17, FROM_TILE, 0, ROLE_INPUT), SlotAt(56, 53, FROM_TILE, 1, ROLE_FUEL)]
    slots.append(SlotAt(116, 35, FROM_TILE, 2, ROLE_OUTPUT))
    return _finish(GUI_FURNACE, 166, slots + _player_slots(84), 3, ())


def _chest(rows: int) -> Layout:
    slots = []
    for i in range(9 * rows):
        source = FROM_TILE if i < 27 else FROM_TILE2
        slots.append(SlotAt(8 + 18 * (i % 9), 18 + 18 * (i // 9), source, i % 27, ROLE_STORE))
    return _finish(GUI_CHEST, 114 + 18 * rows, slots + _player_slots(31 + 18 * rows), 9 * rows, (), rows)


@functools.cache
def layout(gui: int, double: bool = False) -> Layout:
    """Layout of a screen (``GUI_*``); ``double`` for a double chest's six rows. Raises ValueError for no screen."""
    if gui == GUI_INVENTORY:
        return _inventory()
    if gui == GUI_CRAFTING:
        return _crafting()
    if gui == GUI_FURNACE:
        return _furnace()
    if gui == GUI_CHEST:
        return _chest(6 if double else 3)
    raise ValueError(f"no screen has the number {gui}")


def slot_centre(gui: int, slot: int, double: bool = False) -> tuple[int, int]:
    """GUI pixel at the middle of a slot."""
    at = layout(gui, double).slots[slot]
    return at.x + 8, at.y + 8


def slot_under(screen: Layout, x: float, y: float) -> int:
    """Slot number under a point in GUI pixels, or -1."""
    col, row = int(x) - screen.x, int(y) - screen.y
    if col < 0 or row < 0 or col >= screen.width or row >= screen.height:
        return -1
    number = screen.hits[row * screen.width + col]
    return -1 if number == 255 else number


def as_stacks(stacks: npt.NDArray[np.void]) -> npt.NDArray[np.int32]:
    """The same memory as int32 with a last axis of id, count, damage."""
    return stacks.view(np.int32).reshape(*stacks.shape, 3)


def is_outside(screen: Layout, x: float, y: float) -> bool:
    """Whether a point is off the panel, where a click throws the carried stack out."""
    return x < screen.x or y < screen.y or x >= screen.x + screen.width or y >= screen.y + screen.height
