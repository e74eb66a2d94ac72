"""Panels of the screens and the sprite sheet of the HUD, drawn once and kept on disk.

Positions are those of the 1.16 screens at GUI scale 1 (see :mod:`craftagent.sim.screens.layout`).
"""

from __future__ import annotations

import functools

import numpy as np

from craftagent.sim.art import gui_sprites as sprites
from craftagent.sim.art.cache import Arrays, cached_arrays
from craftagent.sim.art.font import text_image, text_width
from craftagent.sim.art.pixels import Image, fill, lay
from craftagent.sim.screens.layout import ROLE_OUTPUT, ROLE_RESULT, layout
from craftagent.sim.state import GUI_CHEST, GUI_CRAFTING, GUI_FURNACE, GUI_INVENTORY

PANEL, SLOT = 0xC6C6C6, 0x8B8B8B
LIGHT, DARK, SHADOW = 0xFFFFFF, 0x373737, 0x555555
TITLE = 0x404040

PREVIEW = (26, 8, 49, 70)  # x, y, width, height of the figure's box in the inventory panel
FLAME = (56, 36)
ARROW = (79, 34)


def panel(width: int, height: int) -> Image:
    """Pale grey plate with a black rim, rounded by a pixel or two, lit from the upper left."""
    out = np.zeros((height, width, 4), np.uint8)
    fill(out, 2, 0, width - 5, height, 0)
    fill(out, 1, 1, width - 3, height - 2, 0)
    fill(out, 0, 2, width, height - 5, 0)
    fill(out, width - 3, 1, 1, 1, 0)
    fill(out, width - 2, 2, 1, height - 3, 0)
    fill(out, 3, height - 2, width - 4, 1, 0)
    fill(out, 1, 2, width - 4, height - 5, LIGHT)
    fill(out, 2, 1, width - 5, 1, LIGHT)
    fill(out, 3, 3, width - 4, height - 4, SHADOW)
    fill(out, width - 2, 2, 1, 1, 0)
    fill(out, 3, 3, width - 6, height - 6, PANEL)
    fill(out, width - 3, 2, 1, 1, PANEL)
    fill(out, 2, height - 3, 1, 1, PANEL)
    fill(out, 3, 3, 1, 1, LIGHT)
    fill(out, width - 4, height - 4, 1, 1, SHADOW)
    fill(out, width - 1, height - 1, 1, 1, 0, 0)
    fill(out, width - 2, height - 1, 2, 1, 0, 0)
    fill(out, width - 1, height - 2, 1, 2, 0, 0)
    fill(out, width - 2, height - 2, 1, 1, 0)
    return out


def sunken(out: Image, x: int, y: int, width: int, height: int, color: int = SLOT) -> None:
    """A hollow with its shadow on the upper left and its light on the lower right."""
    fill(out, x, y, width, height, color)
    fill(out, x, y, width - 1, 1, DARK)
    fill(out, x, y, 1, height - 1, DARK)
    fill(out, x + 1, y + height - 1, width - 1, 1, LIGHT)
    fill(out, x + width - 1, y + 1, 1, height - 1, LIGHT)


def write(out: Image, text: str, x: int, y: int) -> None:
    """A title in dark grey, without shadow."""
    lay(out, text_image(text, TITLE, shadow=False), x, y)


def _slots(out: Image, gui: int, double: bool = False) -> None:
    screen = layout(gui, double)
    for slot in screen.slots:
        x, y = slot.x - screen.x, slot.y - screen.y
        big = gui != GUI_INVENTORY and slot.role in (ROLE_RESULT, ROLE_OUTPUT)
        if big:
            sunken(out, x - 5, y - 5, 26, 26)
        else:
            sunken(out, x - 1, y - 1, 18, 18)


def _inventory() -> Image:
    out = panel(176, 166)
    _slots(out, GUI_INVENTORY)
    x, y, width, height = PREVIEW
    sunken(out, x - 1, y - 1, width + 2, height + 2, 0x000000)
    write(out, "Crafting", 97, 6)
    lay(out, sprites.arrow(16, 13, SLOT, 3), 135, 29)
    lay(out, sprites.recipe_button(), 104, 61)
    return out


def _crafting() -> Image:
    out = panel(176, 166)
    _slots(out, GUI_CRAFTING)
    write(out, "Crafting", 29, 6)
    write(out, "Inventory", 8, 72)
    lay(out, sprites.arrow(22, 15, SLOT, 3), 90, 35)
    lay(out, sprites.recipe_button(), 5, 34)
    return out


def _furnace(title: str) -> Image:
    out = panel(176, 166)
    _slots(out, GUI_FURNACE)
    write(out, title, (176 - text_width(title)) // 2, 6)
    write(out, "Inventory", 8, 72)
    lay(out, sprites.flame(lit=False), *FLAME)
    lay(out, sprites.arrow(22, 15, SLOT, 3), ARROW[0] + 1, ARROW[1] + 1)
    lay(out, sprites.recipe_button(), 20, 34)
    return out


def _chest(rows: int, title: str) -> Image:
    height = 114 + 18 * rows
    out = panel(176, height)
    _slots(out, GUI_CHEST, rows == 6)
    write(out, title, 8, 6)
    write(out, "Inventory", 8, height - 94)
    return out


def _progress() -> Image:
    """The furnace's arrow when done, 24 x 17."""
    out = np.zeros((17, 24, 4), np.uint8)
    return lay(out, sprites.arrow(22, 15, 0xFFFFFF, 3), 1, 1)


def _build() -> Arrays:
    out: Arrays = {
        "hotbar": sprites.hotbar(),
        "selector": sprites.selector(),
        "crosshair": sprites.crosshair(),
        "pointer": sprites.pointer(),
        "flame": sprites.flame(lit=True),
        "progress": _progress(),
        "xp_empty": sprites.experience_bar(filled=False),
        "xp_full": sprites.experience_bar(filled=True),
        "bubble": sprites.bubble(popping=False),
        "bubble_pop": sprites.bubble(popping=True),
        "heart_frame": sprites.heart_frame(flash=False),
        "heart_flash": sprites.heart_frame(flash=True),
        "panel_inventory": _inventory(),
        "panel_crafting": _crafting(),
    }
    for name, color in (("heart", 0xF21818), ("heart_was", 0xF79A9A), ("heart_gold", 0xE8C030)):
        for part in ("full", "half"):
            out[f"{name}_{part}"] = sprites.heart(color, part)
    for part in ("full", "half", "empty"):
        out[f"food_{part}"] = sprites.drumstick(part)
        out[f"armor_{part}"] = sprites.armor_icon(part)
    for title in ("Furnace", "Smoker", "Blast Furnace"):
        out[f"panel_{title}"] = _furnace(title)
    for rows, title in ((3, "Chest"), (6, "Large Chest")):
        out[f"panel_{title}"] = _chest(rows, title)
    for name, picture in sprites.silhouettes().items():
        out[f"slot_{name}"] = picture
    return out


@functools.cache
def load_gui() -> Arrays:
    """Sprites and panels by name, uint8 RGBA with straight alpha (``crosshair``: a mask). Do not write into them."""
    return cached_arrays("gui", __name__, _build)
