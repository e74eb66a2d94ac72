"""Textures of what is built from planks: doors, trapdoors, ladder, shelf, crafting table, note block."""

from __future__ import annotations

import numpy as np

from craftagent.sim.art.blocks_wood import PLANKS, grain, planks
from craftagent.sim.art.masonry import shades
from craftagent.sim.art.paint import (
    XX,
    YY,
    Color,
    Tex,
    add,
    bevel,
    fill,
    frame,
    masked,
    noise,
    over,
    rect,
    scale,
    soft,
    sprite,
    times,
    to_mean,
)


def door(color: Color, style: str) -> tuple[Tex, Tex]:
    """Upper and lower half of a door: rails and stiles round panels; ``style`` says what the upper panels are."""
    upper, lower = door_leaf(color, style, True), door_leaf(color, style, False)
    return upper, lower


def door_leaf(color: Color, style: str, upper: bool) -> Tex:
    level = (
        100 + (soft(f"door{style}{upper}", 2, 8) - 128) * 8 // 128 + (noise(f"door{style}{upper}n") - 128) * 4 // 128
    )
    tex = shades(color, level)
    groove, light = scale(color, 58), scale(color, 118)
    tex = frame(tex, scale(color, 72))
    tex = rect(tex, 0, 0, 1, 16, scale(color, 84))
    if not upper:
        tex = rect(tex, 0, 15, 16, 16, scale(color, 60))
        tex = rect(tex, 1, 0, 15, 1, scale(color, 100))
    else:
        tex = rect(tex, 1, 15, 15, 16, scale(color, 100))
    panels = panel_layout(style, upper)
    for x0, y0, x1, y1, what in panels:
        if what == "hole":
            tex = frame(tex, groove, x0 - 1, y0 - 1, x1 + 1, y1 + 1)
            tex[y0:y1, x0:x1] = 0
        elif what == "glass":
            tex = frame(tex, groove, x0 - 1, y0 - 1, x1 + 1, y1 + 1)
            tex = rect(tex, x0, y0, x1, y1, 0xBFE3EC)
            tex = rect(tex, x0, y0, x0 + 1, y0 + 1, 0xF2FDFF)
        elif what == "bar":
            tex = rect(tex, x0, y0, x1, y1, groove)
            tex = rect(tex, x0, y1, x1, min(16, y1 + 1), light)
        else:
            tex = frame(tex, groove, x0, y0, x1, y1)
            tex = rect(tex, x0 + 1, y1 - 1, x1, y1, light)
            tex = rect(tex, x1 - 1, y0 + 1, x1, y1, light)
            tex = rect(tex, x0 + 1, y0 + 1, x1 - 1, y1 - 1, scale(color, 92))
    handle = 0x3C3A38 if style != "iron" else 0x4B4B4B
    if upper:
        tex = rect(tex, 13, 14, 15, 16, handle)
    else:
        tex = rect(tex, 13, 0, 15, 1, handle)
    # hinges at the left edge
    tex = rect(tex, 0, 3, 2, 5, 0x55524E)
    return rect(tex, 0, 11, 2, 13, 0x55524E)


def panel_layout(style: str, upper: bool) -> list[tuple[int, int, int, int, str]]:
    """(x0, y0, x1, y1, kind) of the panels of a door half."""
    if style == "oak":
        if upper:
            return [(3, 2, 7, 6, "hole"), (9, 2, 13, 6, "hole"), (3, 8, 7, 12, "hole"), (9, 8, 13, 12, "hole")]
        return [(2, 2, 7, 13, "panel"), (9, 2, 14, 13, "panel")]
    if style == "spruce":
        if upper:
            return [(2, 2, 14, 3, "bar"), (2, 7, 14, 8, "bar"), (2, 12, 14, 13, "bar")]
        return [(2, 3, 14, 4, "bar"), (2, 12, 14, 13, "bar")]
    if style == "birch":
        if upper:
            return [(3, 2, 7, 7, "glass"), (9, 2, 13, 7, "glass"), (2, 9, 14, 14, "panel")]
        return [(2, 1, 14, 7, "panel"), (2, 8, 14, 14, "panel")]
    if style == "jungle":
        if upper:
            return [(3, 3, 5, 12, "hole"), (7, 3, 9, 12, "hole"), (11, 3, 13, 12, "hole")]
        return [(2, 2, 14, 13, "panel"), (5, 5, 11, 10, "panel")]
    if style == "acacia":
        if upper:
            return [(3, 2, 13, 4, "hole"), (3, 6, 7, 11, "hole"), (9, 6, 13, 11, "hole")]
        return [(2, 2, 14, 4, "panel"), (2, 6, 7, 13, "panel"), (9, 6, 14, 13, "panel")]
    if style == "dark_oak":
        if upper:
            return [(2, 2, 7, 7, "panel"), (9, 2, 14, 7, "panel"), (2, 9, 7, 14, "panel"), (9, 9, 13, 14, "panel")]
        return [(2, 1, 7, 6, "panel"), (9, 1, 14, 6, "panel"), (2, 8, 7, 14, "panel"), (9, 8, 14, 14, "panel")]
    if style == "iron":
        if upper:
            return [(3, 3, 7, 7, "hole"), (9, 3, 13, 7, "hole"), (2, 9, 13, 14, "panel")]
        return [(2, 1, 14, 7, "panel"), (2, 8, 14, 14, "panel")]
    if upper:
        return [(3, 2, 7, 5, "hole"), (9, 2, 13, 5, "hole"), (3, 7, 13, 9, "hole"), (2, 11, 13, 14, "panel")]
    return [(2, 2, 14, 7, "panel"), (2, 9, 14, 14, "panel")]


def trapdoor(color: Color, style: str) -> Tex:
    """A square hatch: frame, cross-bars, holes by style."""
    tex = shades(color, 100 + (grain(f"trap{style}") - 128) * 8 // 128)
    holes = {
        "oak": [(3, 3, 7, 7), (9, 3, 13, 7), (3, 9, 7, 13), (9, 9, 13, 13)],
        "jungle": [(3, 3, 7, 4), (9, 3, 13, 4), (3, 6, 7, 10), (9, 6, 13, 10), (3, 12, 7, 13), (9, 12, 13, 13)],
        "acacia": [(3, 3, 13, 5), (3, 7, 5, 13), (7, 7, 9, 13), (11, 7, 13, 13)],
        "iron": [(3, 3, 5, 7), (7, 3, 9, 7), (11, 3, 13, 7), (3, 9, 5, 13), (7, 9, 9, 13), (11, 9, 13, 13)],
        "crimson": [(3, 4, 7, 6), (9, 4, 13, 6), (3, 10, 7, 12), (9, 10, 13, 12)],
        "warped": [(4, 3, 6, 7), (10, 3, 12, 7), (4, 9, 6, 13), (10, 9, 12, 13)],
    }.get(style, [])
    tex = frame(tex, scale(color, 76))
    tex = bevel(tex, 12, 10, 1, 1, 15, 15)
    if style in ("spruce", "birch", "dark_oak"):
        for y in (4, 8, 12) if style != "birch" else (5, 10):
            tex = rect(tex, 1, y, 15, y + 1, scale(color, 66))
        if style == "dark_oak":
            tex = frame(tex, scale(color, 60), 4, 3, 12, 13)
        if style == "birch":
            tex = frame(tex, scale(color, 78), 3, 2, 13, 14)
    for x0, y0, x1, y1 in holes:
        tex = frame(tex, scale(color, 64), x0 - 1, y0 - 1, x1 + 1, y1 + 1)
        tex[y0:y1, x0:x1] = 0
    for y in (2, 13):
        tex = rect(tex, 0, y - 1, 2, y + 1, 0x5A5752)
        tex = rect(tex, 14, y - 1, 16, y + 1, 0x5A5752)
    return tex


def joinery() -> dict[str, Tex]:
    out: dict[str, Tex] = {}
    leaf = {"spruce": (106, 80, 48), "birch": (220, 209, 176), "dark_oak": (76, 51, 25), "acacia": (163, 92, 55)}
    for wood, color in PLANKS.items():
        upper, lower = door(leaf.get(wood, color), wood)
        out[f"{wood}_door_top"], out[f"{wood}_door_bottom"] = upper, lower
        out[f"{wood}_trapdoor"] = trapdoor(leaf.get(wood, color), wood)
    out["iron_door_top"], out["iron_door_bottom"] = door((194, 194, 194), "iron")
    out["iron_trapdoor"] = trapdoor((202, 202, 202), "iron")
    return out


LADDER = """
..ab........ab..
..ab........ab..
.hhhhhhhhhhhhhh.
.dddddddddddddd.
..ab........ab..
..ab........ab..
.hhhhhhhhhhhhhh.
.dddddddddddddd.
..ab........ab..
..ab........ab..
.hhhhhhhhhhhhhh.
.dddddddddddddd.
..ab........ab..
..ab........ab..
.hhhhhhhhhhhhhh.
.dddddddddddddd.
"""


TOOLS_FRONT = """
................
................
................
................
................
..ggg......gg...
.g..sg....gwwg..
....s.g...gwwg..
...s..g....ww...
...s.......ss...
..s........ss...
..s........ss...
.s.........ss...
................
................
................
"""


TOOLS_SIDE = """
................
................
................
................
................
..ggggg....s....
..gwwwg....s....
..ggggg...sss...
....s......g....
....s......g....
....s......g....
....s......g....
....s......w....
................
................
................
"""


SHELF = """
................
................
................
.rrbb.yygrr.bbg.
rRrbBgyYgrRobBgp
rRrbBgyYgrRobBgP
rRrbBgyYgrRobBgP
rrrbbgyygrrobbgp
................
................
................
o.bbrr.pygg.rrb.
oobBrRbpygGwrRby
oObBrRbPygGwrRbY
oObBrRbPygGwrRbY
oobbrrbpyggwrrby
"""


def furniture(oak: Tex) -> dict[str, Tex]:
    out: dict[str, Tex] = {}
    out["ladder"] = sprite(LADDER, {"a": 0x9A7845, "b": 0x6F532C, "h": 0xA98650, "d": 0x67502C})
    out["ladder"] = add(out["ladder"], np.where(out["ladder"][..., 3] > 0, (noise("ladder") - 128) * 10 // 128, 0))
    out["crafting_table_top"] = table_top()
    legs = table_side(oak)
    tools = {"g": 0x4A4A4A, "w": 0xB9B9B9, "s": 0x5E4423}
    out["crafting_table_front"] = over(legs, sprite(TOOLS_FRONT, tools))
    out["crafting_table_side"] = over(legs, sprite(TOOLS_SIDE, tools))
    books = {
        "r": 0x8E2B22,
        "R": 0xB4473A,
        "b": 0x27407F,
        "B": 0x4762A8,
        "g": 0x3F6B2C,
        "G": 0x5F8F45,
        "y": 0xB89B3C,
        "Y": 0xDDC46A,
        "o": 0x8A5A26,
        "O": 0xB07C3E,
        "p": 0x5E3272,
        "P": 0x8552A0,
        "w": 0xD9D2C0,
    }
    shelf = np.where(((YY % 8) < 3)[..., None], oak, fill(0x3A2A17))
    shelf = times(shelf, np.where((YY % 8) == 0, 108, np.where((YY % 8) == 2, 74, 100)))
    shelf = over(shelf, sprite(SHELF, books))
    out["bookshelf"] = to_mean(shelf, (117, 94, 59))
    plain = shades(0x583A28, 100 + (grain("noteblock") - 128) * 12 // 128)
    body = bevel(frame(plain, 0x3B2618), 10, 12, 1, 1, 15, 15)
    note = sprite(NOTE, {"x": 0x2B1A10, "o": 0xB08A5A})
    out["note_block"] = to_mean(over(body, note), (88, 58, 41))
    out["jukebox_side"] = to_mean(over(body, sprite(NOTE, {"x": 0x2B1A10, "o": 0x7C5636})), (88, 58, 41))
    top = bevel(frame(plain, 0x3B2618), 10, 12, 1, 1, 15, 15)
    top = rect(rect(top, 3, 7, 13, 9, 0x1B120B), 4, 8, 12, 9, 0x352517)
    out["jukebox_top"] = to_mean(top, (93, 64, 46))
    return out


NOTE = """
................
................
................
.....xxxxxx.....
.....xoooox.....
.....xooxox.....
.....x....x.....
.....x....x.....
.....x....x.....
...xxx..xxx.....
..xoox.xoox.....
..xxxx.xxxx.....
................
................
................
................
"""


def table_top() -> Tex:
    """Crafting table from above: a dark rim, a light plate, the 3 x 3 grid."""
    level = 100 + (grain("table") - 128) * 9 // 128
    tex = shades(0x8A5A32, level)
    tex = masked(tex, shades(0xB98A52, level), (XX > 1) & (XX < 14) & (YY > 1) & (YY < 14))
    line = ((XX - 2) % 4 == 3) | ((YY - 2) % 4 == 3)
    inner = (XX > 1) & (XX < 14) & (YY > 1) & (YY < 14)
    tex = times(tex, np.where(inner & line, 58, 100))
    tex = frame(tex, 0x4E3018, 1, 1, 15, 15)
    tex = frame(tex, 0x6B4526)
    for x, y in ((0, 0), (14, 0), (0, 14), (14, 14)):
        tex = rect(tex, x, y, x + 2, y + 2, 0x3E2613)
    return to_mean(tex, (122, 76, 44))


def table_side(oak: Tex) -> Tex:
    """Front of the table: thick top, two legs, planks behind the tools."""
    tex = times(oak, 96)
    tex = masked(tex, shades(0x8A5A32, 100 + (grain("table2") - 128) * 8 // 128), YY < 4)
    tex = times(tex, np.where(YY == 0, 114, np.where(YY == 3, 70, np.where(YY == 4, 70, 100))))
    legs = (XX < 2) | (XX > 13) | (YY > 13)
    tex = times(tex, np.where(legs & (YY > 3), 74, 100))
    return to_mean(tex, (134, 104, 64))


def textures() -> dict[str, Tex]:
    """All textures of this file by name."""
    return {**joinery(), **furniture(planks("oak"))}
