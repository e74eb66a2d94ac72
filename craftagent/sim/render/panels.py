"""Painting an open screen: panel, stacks, furnace, silhouettes, the player's figure, the text beside the pointer."""

from __future__ import annotations

import functools

import numpy as np

from craftagent.sim.art.figure import Armor, figure
from craftagent.sim.art.font import text_image, text_width
from craftagent.sim.art.gui import ARROW, FLAME, PREVIEW, load_gui
from craftagent.sim.art.items import item_icons
from craftagent.sim.art.palettes import MATERIALS
from craftagent.sim.art.pixels import Image, fill
from craftagent.sim.render.blit import blend
from craftagent.sim.render.hud import draw_stack
from craftagent.sim.rules.registry import item_names
from craftagent.sim.screens.layout import (
    ROLE_CHEST,
    ROLE_FEET,
    ROLE_HEAD,
    ROLE_LEGS,
    ROLE_OFFHAND,
    Layout,
)
from craftagent.sim.screens.view import ScreenView
from craftagent.sim.state import GUI_CHEST, GUI_CRAFTING, GUI_FURNACE, GUI_INVENTORY

_SILHOUETTE = {ROLE_HEAD: "slot_head", ROLE_CHEST: "slot_chest", ROLE_LEGS: "slot_legs", ROLE_FEET: "slot_feet",
               ROLE_OFFHAND: "slot_offhand"}  # fmt: skip
Worn = tuple[int, int, int, int]
_PIECES = ("helmet", "chestplate", "leggings", "boots")


def highlight() -> Image:
    """What lies over the slot under the pointer: half-white, 16 x 16."""
    out = np.zeros((16, 16, 4), np.uint8)
    fill(out, 0, 0, 16, 16, 0xFFFFFF, 128)
    return out


def draw_screen(out: Image, view: ScreenView, screen: Layout, touched: int, max_damage: tuple[int, ...]) -> None:
    """Paint all of a screen that stays while the pointer moves into ``out`` (360, 640, 4).

    ``touched``: how many of the first highlights are slots that a drag has touched (drawn lighter, under their item).
    """
    gui = load_gui()
    if view.gui == GUI_INVENTORY:
        panel = gui["panel_inventory"]
    elif view.gui == GUI_CRAFTING:
        panel = gui["panel_crafting"]
    elif view.gui in (GUI_FURNACE, GUI_CHEST):
        panel = gui.get("panel_" + view.title, gui["panel_Furnace" if view.gui == GUI_FURNACE else "panel_Chest"])
    else:
        raise ValueError(f"no picture for screen {view.gui}")
    blend(out, panel, view.x, view.y)
    if view.gui == GUI_FURNACE:
        _progress(out, view)
    filled = {(slot.x, slot.y) for slot in view.slots}
    if view.gui == GUI_INVENTORY:
        for slot in screen.slots:
            if slot.role in _SILHOUETTE and (slot.x, slot.y) not in filled:
                blend(out, gui[_SILHOUETTE[slot.role]], slot.x, slot.y)
    lit = highlight()
    for x, y in view.highlights[:touched]:
        blend(out, lit, x, y)
    for shown in view.slots:
        draw_stack(out, shown.item, shown.amount, shown.damage, max_damage[shown.item], shown.x, shown.y)


def _progress(out: Image, view: ScreenView) -> None:
    gui = load_gui()
    if view.flame > 0:
        top = 12 - view.flame
        part = np.ascontiguousarray(gui["flame"][max(0, top) :][: view.flame + 2])
        blend(out, part, view.x + FLAME[0], view.y + FLAME[1] + max(0, top))
    if view.arrow > 0:
        part = np.ascontiguousarray(gui["progress"][:, : view.arrow + 1])
        blend(out, part, view.x + ARROW[0], view.y + ARROW[1])


@functools.cache
def _armor_material(item: int) -> str:
    """Material of a piece of armour by item id, "" for anything else."""
    material, _, piece = item_names()[item].rpartition("_")
    return material if piece in _PIECES and material in MATERIALS else ""


def draw_figure_box(out: Image, screen: Layout, turn: int, tilt: int, worn: Worn, held: int) -> None:
    """The player in the inventory's dark box. ``worn``: item ids head to feet; ``held``: item in the hand, 0 none."""
    x, y, width, height = PREVIEW
    x, y = x + screen.x, y + screen.y
    out[y : y + height, x : x + width] = _figure_box(turn, tilt, worn, held)


@functools.lru_cache(maxsize=512)
def _figure_box(turn: int, tilt: int, worn: Worn, held: int) -> Image:
    """The box with the figure, opaque, (70, 49, 4)."""
    out = np.zeros((PREVIEW[3], PREVIEW[2], 4), np.uint8)
    out[..., 3] = 255
    head, chest, legs, feet = (_armor_material(item) for item in worn)
    armor: Armor = (head, chest, legs, feet)
    blend(out, figure(turn, tilt, armor), 0, 0)
    if held > 0:
        blend(out, _small_icon(held), 8 - turn, 39 - tilt)
    return out


@functools.lru_cache(maxsize=256)
def _small_icon(item: int) -> Image:
    """The icon at three quarters, for the hand of the figure: 12 x 12."""
    index = (np.arange(12) * 4 + 2) // 3
    return np.ascontiguousarray(item_icons()[item][index][:, index])


@functools.lru_cache(maxsize=256)
def tooltip_box(lines: tuple[tuple[str, int], ...]) -> Image:
    """The dark box with a purple rim and the lines in it; its text starts at (4, 4) of the picture."""
    width = max(text_width(text) for text, _ in lines)
    height = 8 + (2 + 10 * (len(lines) - 1) if len(lines) > 1 else 0)
    out = np.zeros((height + 8, width + 8, 4), np.uint8)
    full_h, full_w = out.shape[:2]
    back, alpha = 0x100010, 0xF0
    fill(out, 1, 0, full_w - 2, full_h, back, alpha)
    fill(out, 0, 1, full_w, full_h - 2, back, alpha)
    rim = np.zeros((full_h - 2, full_w - 2, 4), np.uint8)
    rows = full_h - 2
    for j in range(rows):
        # 0x505000FF above to 0x5028007F below
        t = max(0, min(j - 1, rows - 3))
        span = max(1, rows - 3)
        red, blue = 0x50 + (0x28 - 0x50) * t // span, 0xFF + (0x7F - 0xFF) * t // span
        edge = j in (0, rows - 1)
        rim[j, :, :] = (red, 0, blue, 0x50)
        if not edge:
            rim[j, 1:-1] = 0
    blend(out, rim, 1, 1)
    y = 4
    for number, (text, color) in enumerate(lines):
        if text:
            blend(out, text_image(text, color), 4, y)
        y += 12 if number == 0 else 10
    return out


def tooltip_corner(box: Image, x: int, y: int) -> tuple[int, int]:
    """Upper left of the box for a pointer at (x, y): right of it and a bit above, pushed in at the picture's edges."""
    height, width = box.shape[0] - 8, box.shape[1] - 8
    left, top = x + 12, y - 12
    if left + width > 640:
        left -= 28 + width
    if top + height + 6 > 360:
        top = 360 - height - 6
    return left - 4, top - 4
