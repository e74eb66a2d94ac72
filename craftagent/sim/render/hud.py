"""The head-up display: hotbar, hearts, food, armour, air, experience, name of the chosen item.

Positions are the game's at 640 x 360 and GUI scale 1. Pictures are :mod:`craftagent.sim.art.gui`'s.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from craftagent.sim.art.font import text_image, text_width
from craftagent.sim.art.gui import load_gui
from craftagent.sim.art.items import item_icons
from craftagent.sim.art.pixels import Image, fill
from craftagent.sim.render.blit import blend
from craftagent.sim.render.names import item_title

# The part of the picture that the HUD may touch
X, Y, WIDTH, HEIGHT = 160, 296, 320, 64
NAME_TOP = 301
GREEN = 0x80FF20


class Hud(NamedTuple):
    """All that the display shows."""

    stacks: tuple[tuple[int, int, int], ...]  # nine of (item id, count, damage)
    selected: int
    health: int  # half hearts, rounded up
    health_was: int  # half hearts before the blow that flashes
    golden: int  # absorption half hearts
    flash: bool
    food: int
    air: int  # 300 full; shown when below or under water
    under_water: bool
    armor: int
    level: int
    progress: int  # filled pixels of the experience bar, 0..182
    name_alpha: int  # 0 none .. 255
    shiver_hearts: int  # seed of the tremble of the hearts, -1 still
    shiver_food: int  # seed of the tremble of the food, -1 still


def level_of(points: int) -> tuple[int, int]:
    """(level, filled pixels of the bar) of a total of experience points."""
    level, left = 0, max(0, points)
    while True:
        cost = 7 + 2 * level if level < 15 else 37 + 5 * (level - 15) if level < 30 else 112 + 9 * (level - 30)
        if left < cost:
            return level, left * 183 // cost
        level, left = level + 1, left - cost


def shiver(seed: int, index: int, sides: int) -> int:
    """A number 0..sides - 1 hashed from a tick and an icon's index."""
    value = (seed * 0x9E3779B1 + index * 0x85EBCA77) & 0xFFFFFFFF
    value ^= value >> 15
    value = value * 0x2C1B3C6D & 0xFFFFFFFF
    value ^= value >> 13
    return value * sides >> 32


def draw_stack(out: Image, item: int, count: int, damage: int, most: int, x: int, y: int) -> None:
    """An item's icon with its amount and wear at (x, y). ``most``: uses the item has, 0 if it does not wear."""
    blend(out, item_icons()[item], x, y)
    if most > 0 and damage > 0:
        draw_wear(out, damage, most, x, y)
    if count != 1:
        text = str(count)
        blend(out, text_image(text), x + 17 - text_width(text), y + 9)


def draw_wear(out: Image, damage: int, most: int, x: int, y: int) -> None:
    """The bar of wear under an icon: 13 x 2, green over yellow to red, as the game draws it."""
    left = max(0, most - damage)
    width = (26 * left + most) // (2 * most)
    red = 255 if 2 * left <= most else 255 * 2 * damage // most
    green = 255 if 2 * left >= most else 255 * 2 * left // most
    bar = np.zeros((2, 13, 4), np.uint8)
    fill(bar, 0, 0, 13, 2, 0)
    fill(bar, 0, 0, width, 1, red << 16 | green << 8)
    blend(out, bar, x + 2, y + 13)


def draw_hud(out: Image, hud: Hud, max_damage: tuple[int, ...]) -> None:
    """Paint the display into ``out`` (HEIGHT, WIDTH, 4), whose corner is at (X, Y) of the picture."""
    out[:] = 0
    gui = load_gui()
    blend(out, gui["hotbar"], 229 - X, 338 - Y)
    blend(out, gui["selector"], 228 + 20 * hud.selected - X, 337 - Y)
    for k, (item, count, damage) in enumerate(hud.stacks):
        if count > 0:
            draw_stack(out, item, count, damage, max_damage[item], 232 + 20 * k - X, 341 - Y)
    _experience(out, hud)
    _hearts(out, hud)
    _right_side(out, hud)
    if hud.name_alpha > 3:
        _name(out, hud)


def _experience(out: Image, hud: Hud) -> None:
    gui = load_gui()
    blend(out, gui["xp_empty"], 229 - X, 331 - Y)
    if hud.progress > 0:
        blend(out, np.ascontiguousarray(gui["xp_full"][:, : hud.progress]), 229 - X, 331 - Y)
    if hud.level > 0:
        text = str(hud.level)
        x, y = (640 - text_width(text)) // 2 - X, 325 - Y
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            blend(out, text_image(text, 0, shadow=False), x + dx, y + dy)
        blend(out, text_image(text, GREEN, shadow=False), x, y)


def _hearts(out: Image, hud: Hud) -> None:
    gui = load_gui()
    golden = (hud.golden + 1) // 2
    frame = gui["heart_flash" if hud.flash else "heart_frame"]
    lines = (10 + golden + 9) // 10
    for i in range(10 + golden - 1, -1, -1):
        x, y = 229 + 8 * (i % 10) - X, 321 - 10 * (i // 10) - Y
        if hud.shiver_hearts >= 0:
            y += shiver(hud.shiver_hearts, i, 2)
        blend(out, frame, x, y)
        if i >= 10:
            _half(out, "heart_gold", hud.golden - 2 * (i - 10), x, y)
            continue
        if hud.flash:
            _half(out, "heart_was", hud.health_was - 2 * i, x, y)
        _half(out, "heart", hud.health - 2 * i, x, y)
    if hud.armor > 0:
        for i in range(10):
            part = "full" if hud.armor >= 2 * i + 2 else "half" if hud.armor == 2 * i + 1 else "empty"
            blend(out, gui["armor_" + part], 229 + 8 * i - X, 321 - 10 * lines - Y)


def _half(out: Image, name: str, amount: int, x: int, y: int) -> None:
    if amount > 0:
        blend(out, load_gui()[name + ("_full" if amount >= 2 else "_half")], x, y)


def _right_side(out: Image, hud: Hud) -> None:
    gui = load_gui()
    for i in range(10):
        x, y = 411 - 8 * i - 9 - X, 321 - Y
        if hud.shiver_food >= 0:
            y += shiver(hud.shiver_food, i, 3) - 1
        part = "full" if hud.food >= 2 * i + 2 else "half" if hud.food == 2 * i + 1 else "empty"
        blend(out, gui["food_" + part], x, y)
    if hud.under_water or hud.air < 300:
        whole, rest = air_bubbles(hud.air)
        for i in range(whole + rest):
            blend(out, gui["bubble" if i < whole else "bubble_pop"], 411 - 8 * i - 9 - X, 311 - Y)


def air_bubbles(air: int) -> tuple[int, int]:
    """(whole, popping) bubbles of an air supply."""
    air = max(0, air)
    whole = max(0, -((2 - air) * 10 // 300)) if air > 2 else 0
    return whole, -(-air * 10 // 300) - whole


def _name(out: Image, hud: Hud) -> None:
    item, count, _ = hud.stacks[hud.selected]
    if count <= 0:
        return
    title, color = item_title(item)
    blend(out, text_image(title, color, True, hud.name_alpha), (640 - text_width(title)) // 2 - X, NAME_TOP - Y)
