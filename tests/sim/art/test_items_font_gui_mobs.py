"""Font metrics, panels against the slot layout, creature models."""

from __future__ import annotations

import numpy as np
import pytest

from craftagent.sim.art.figure import TILTS, TURNS, figure, steps
from craftagent.sim.art.font import glyph, text_image, text_ink, text_width
from craftagent.sim.art.gui import load_gui
from craftagent.sim.art.mobs import NO_TEX, PLAYER, load_mobs
from craftagent.sim.screens.layout import layout
from craftagent.sim.state import (
    ARROW,
    CHICKEN,
    COW,
    CREEPER,
    FALLING_BLOCK,
    GUI_CHEST,
    GUI_CRAFTING,
    GUI_FURNACE,
    GUI_INVENTORY,
    ITEM,
    PIG,
    SHEEP,
    SKELETON,
    SPIDER,
    ZOMBIE,
)

MOBS = (COW, PIG, SHEEP, CHICKEN, ZOMBIE, SKELETON, SPIDER, CREEPER)


def test_advances_are_the_games() -> None:
    odd = {" ": 4, "!": 2, '"': 4, "'": 2, "(": 4, ")": 4, "*": 4, ",": 2, ".": 2, ":": 2, ";": 2, "<": 5, ">": 5,
           "@": 7, "I": 4, "[": 4, "]": 4, "`": 3, "f": 5, "i": 2, "k": 5, "l": 3, "t": 4, "{": 4, "|": 2, "}": 4,
           "~": 7}  # fmt: skip
    for code in range(32, 127):
        assert text_width(chr(code)) == odd.get(chr(code), 6), chr(code)
    assert text_width("64") == 12
    assert text_width("Crafting") == 6 * 5 + 5 + 4 + 2


def test_glyphs_differ_and_fit() -> None:
    seen = {}
    for code in range(33, 127):
        ink = glyph(chr(code))
        assert ink.shape[0] == 8
        assert ink.any()
        key = ink.shape, ink.tobytes()
        assert key not in seen, (chr(code), seen.get(key))
        seen[key] = chr(code)
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789":
        rows = np.flatnonzero(glyph(letter).any(axis=1))
        assert (rows[0], rows[-1]) == (0, 6), letter


def test_shadow_is_a_quarter_of_the_colour() -> None:
    picture = text_image("i", 0xFFFFFF)
    assert tuple(picture[0, 0]) == (255, 255, 255, 255)
    assert tuple(picture[7, 1]) == (63, 63, 63, 255)
    assert text_ink("é").any()  # unknown letters show as a question mark


@pytest.mark.parametrize(
    ("name", "gui", "double"),
    [("panel_inventory", GUI_INVENTORY, False), ("panel_crafting", GUI_CRAFTING, False),
     ("panel_Furnace", GUI_FURNACE, False), ("panel_Chest", GUI_CHEST, False), ("panel_Large Chest", GUI_CHEST, True)],
)  # fmt: skip
def test_panels_have_hollows_where_the_slots_are(name: str, gui: int, double: bool) -> None:
    panel, screen = load_gui()[name], layout(gui, double)
    assert panel.shape[:2] == (screen.height, screen.width)
    for slot in screen.slots:
        x, y = slot.x - screen.x, slot.y - screen.y
        inside = panel[y : y + 16, x : x + 16]
        assert (inside == (0x8B, 0x8B, 0x8B, 255)).all(), slot
    assert tuple(panel[3, 60, :3]) == (0xC6, 0xC6, 0xC6)
    assert tuple(panel[0, 60, :3]) == (0, 0, 0)
    assert panel[0, 0, 3] == 0


def test_sprites_have_the_games_sizes() -> None:
    gui = load_gui()
    sizes = {"hotbar": (22, 182), "selector": (22, 24), "crosshair": (15, 15), "pointer": (16, 16), "xp_full": (5, 182),
             "heart_full": (9, 9), "food_full": (9, 9), "armor_full": (9, 9), "bubble": (9, 9), "flame": (14, 14),
             "progress": (17, 24)}  # fmt: skip
    for name, size in sizes.items():
        assert gui[name].shape[:2] == size, name
    assert gui["pointer"][0, 0, 3] == 255  # its tip
    assert gui["crosshair"].sum() == 17
    assert gui["crosshair"][7, 7] == 1


def test_every_mob_has_parts_that_fit_together() -> None:
    m = load_mobs()
    for kind in MOBS:
        first, n = int(m.part_start[kind]), int(m.part_count[kind])
        assert n >= 6
        assert (m.box[first : first + n, 3:] > m.box[first : first + n, :3]).all()
        low = min(float(m.pivot[p, 1] + m.box[p, 1]) for p in range(first, first + n) if not m.rot[p].any())
        assert -0.05 <= low <= 0.35, kind
    assert m.part_count[ITEM] == m.part_count[FALLING_BLOCK] == 0
    assert m.part_count[ARROW] > 0
    assert m.part_count[PLAYER] == 6
    assert m.pivot[m.arm[0], 0] < 0  # the right arm: looking to +z, right is west
    used = m.part_tex[m.part_tex != NO_TEX]
    assert used.max() == len(m.tex) - 1
    assert (m.tex_wh > 0).all()
    assert (m.tex_wh <= 16).all()
    assert m.wool_rgb.shape == (16, 3)
    assert tuple(m.wool_rgb[0]) > tuple(m.wool_rgb[15])


def test_bodies_have_the_games_sizes() -> None:
    m = load_mobs()

    def boxes(kind: int) -> set[tuple[int, int, int]]:
        first, n = int(m.part_start[kind]), int(m.part_count[kind])
        size = np.rint((m.box[first : first + n, 3:] - m.box[first : first + n, :3]) * 16).astype(int)
        return {(int(a), int(b), int(c)) for a, b, c in size}

    assert {(12, 10, 18), (4, 12, 4), (8, 8, 6)} <= boxes(COW)
    assert {(10, 8, 16), (4, 6, 4), (8, 8, 8)} <= boxes(PIG)
    assert {(8, 6, 16), (4, 12, 4), (6, 6, 8)} <= boxes(SHEEP)
    assert {(8, 8, 8), (8, 12, 4), (4, 12, 4)} <= boxes(ZOMBIE)
    assert {(8, 8, 8), (8, 12, 4), (2, 12, 2)} <= boxes(SKELETON)
    assert {(8, 8, 8), (10, 8, 12), (16, 2, 2)} <= boxes(SPIDER)
    assert {(8, 8, 8), (8, 12, 4), (4, 6, 4)} <= boxes(CREEPER)


def test_faces_look_ahead() -> None:
    """Dark eyes are on the front (+z) of the heads only."""
    m = load_mobs()
    for kind in (ZOMBIE, CREEPER, SKELETON, COW):
        p = int(m.part_start[kind])
        darkest = []
        for face in (3, 2):  # front, back
            t = m.part_tex[p, face]
            w, h = m.tex_wh[t]
            darkest.append(int(m.tex[t, :h, :w, :3].sum(axis=2).min()))
        assert darkest[0] < darkest[1] - 40, kind


def test_figure_follows_the_pointer() -> None:
    assert steps(0, 0) == (TURNS // 2, TILTS // 2)
    assert steps(-300, -300) == (0, 0)
    assert steps(300, 300) == (TURNS - 1, TILTS - 1)
    ahead, aside = figure(TURNS // 2, TILTS // 2), figure(0, 0)
    assert ahead.shape == (70, 49, 4)
    assert not np.array_equal(ahead, aside)
    armored = figure(4, 3, ("iron", "diamond", "", ""))
    assert (armored != ahead).any()
