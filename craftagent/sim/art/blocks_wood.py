"""Textures of wood: planks, bark, rings, leaves, doors, trapdoors, ladder, shelf and table."""

from __future__ import annotations

import numpy as np

from craftagent.sim.art.masonry import pebbles, shades
from craftagent.sim.art.paint import (
    XX,
    YY,
    Color,
    Field,
    N,
    Tex,
    add,
    bevel,
    cells,
    cut,
    fill,
    frame,
    lerp,
    masked,
    mixed,
    noise,
    over,
    ramp,
    ranks,
    rect,
    rgb,
    scale,
    soft,
    sprite,
    times,
    to_mean,
    turned,
)

PLANKS = {
    "oak": (162, 130, 78),
    "spruce": (114, 84, 48),
    "birch": (192, 175, 121),
    "jungle": (160, 115, 80),
    "acacia": (168, 90, 50),
    "dark_oak": (66, 43, 20),
    "crimson": (101, 48, 70),
    "warped": (43, 104, 99),
}
BARK = {
    "oak": (109, 85, 50),
    "spruce": (58, 37, 16),
    "birch": (216, 215, 210),
    "jungle": (85, 67, 25),
    "acacia": (103, 96, 86),
    "dark_oak": (60, 46, 26),
    "crimson": (92, 25, 29),
    "warped": (58, 58, 77),
}
RINGS = {
    "oak": (151, 121, 73),
    "spruce": (108, 80, 46),
    "birch": (193, 179, 135),
    "jungle": (149, 109, 70),
    "acacia": (150, 88, 55),
    "dark_oak": (67, 45, 22),
    "crimson": (112, 50, 70),
    "warped": (52, 109, 110),
}
STRIPPED = {
    "oak": (177, 144, 86),
    "spruce": (115, 89, 52),
    "birch": (196, 176, 118),
    "jungle": (171, 132, 84),
    "acacia": (174, 92, 59),
    "dark_oak": (72, 56, 36),
    "crimson": (137, 57, 90),
    "warped": (57, 150, 147),
}
LEAVES = {"oak": 144, "spruce": 126, "birch": 130, "jungle": 156, "acacia": 149, "dark_oak": 150}
STEMS = ("crimson", "warped")

# Where the boards of a row end, and whether nails show: own layout for each wood would not be noticed; two suffice.
JOINTS = ((11, 4, 14, 7), (6, 13, 2, 10))


def grain(name: str) -> Field:
    """Streaks along x: 0 .. 255."""
    return ranks(mixed((soft(name, 8, 1), 5), (soft(name + "b", 4, 1), 3), (noise(name + "c"), 2)))


def planks(wood: str) -> Tex:
    """Four boards with dark seams, butt joints, nails and a grain that follows the boards."""
    mean = PLANKS[wood]
    board = YY // 4
    tone = (noise(wood + "/board", 1, 4)[0][board] - 128) * 5 // 128
    level = 100 + tone + np.array((-9, -3, 2, 5, 9), np.int64)[np.minimum(grain(wood + "/planks") * 5 // 256, 4)]
    level = level + np.where(YY % 4 == 0, 5, 0)
    joint = np.array(JOINTS[len(wood) % 2], np.int64)[board]
    level = np.where(XX == joint, 70, level)
    level = np.where(XX == (joint + 1) % N, level + 6, level)
    nail = (YY % 4 == 1) & ((XX == (joint + 2) % N) | (XX == (joint - 2) % N))
    level = np.where(nail, 76, level)
    level = np.where(YY % 4 == 3, 66 + (noise(wood + "/seam") - 128) * 7 // 128, level)
    return to_mean(shades(mean, level), mean)


def bark(wood: str) -> Tex:
    """Bark as upright ridges and dark furrows; birch is white with black lenticels."""
    mean = BARK[wood]
    if wood == "birch":
        return birch_bark()
    ridge = mixed((soft(wood + "/bark", 2, 8), 5), (soft(wood + "/bark2", 1, 4), 4), (noise(wood + "/bark3"), 1))
    if wood == "jungle":
        ridge = mixed((ridge, 3), (soft("jungle/bands", 8, 2), 2))
    if wood in STEMS:
        base = ramp(ridge, [scale(mean, p) for p in (70, 86, 102, 122)], (20, 30, 32, 18))
        vein = soft(wood + "/vein", 2, 8)
        bright = lerp(mean, (148, 40, 52) if wood == "crimson" else (36, 158, 150), 70)
        return to_mean(masked(base, fill(bright), ranks(vein) > 222), mean)
    tones = (62, 80, 98, 114, 134) if wood != "acacia" else (74, 88, 100, 110, 124)
    return to_mean(ramp(ridge, [scale(mean, p) for p in tones], (15, 22, 28, 22, 13)), mean)


def birch_bark() -> Tex:
    field = mixed((soft("birch", 4, 2), 2), (noise("birch2"), 2))
    tex = ramp(field, (0xCBCAC4, 0xDBDAD6, 0xE6E6E2, 0xF2F2EF), (14, 28, 36, 22))
    marks = sprite(
        """
................
.xxg............
........gxx.....
.............gx.
xg..............
.....xxxg.......
.............xxx
..gx............
.........xg.....
................
gxxx.......gxx..
.......g........
.......xxg......
..xg..........g.
............xxx.
....g...........
""",
        {"x": 0x35332E, "g": 0x8F8D85},
    )
    return to_mean(over(tex, marks), BARK["birch"])


def rings(wood: str, edge: Tex) -> Tex:
    """A sawn end: square-ish rings, cracks, and the bark as its rim."""
    mean = RINGS[wood]
    dx, dy = abs(2 * XX - 15), abs(2 * YY - 15)
    far = np.maximum(dx, dy) * 2 + (dx + dy) // 2 + (soft(wood + "/wobble", 4) - 128) * 3 // 128
    level = np.array((112, 112, 88, 106, 104, 86, 106, 104, 84, 100), np.int64)[np.clip(far // 4, 0, 9)]
    level = level + (noise(wood + "/rings") - 128) * 4 // 128
    tex = shades(mean, level)
    tex = times(tex, np.where(sprite(SPLIT, {"x": 0})[..., 3] > 0, 80, 100))
    rim = (XX == 0) | (XX == 15) | (YY == 0) | (YY == 15)
    corner = (np.minimum(XX, 15 - XX) + np.minimum(YY, 15 - YY)) < 2
    return to_mean(masked(tex, edge, rim | corner), mean)


SPLIT = """
................
................
..........x.....
..........x.....
.........x......
................
................
...xx...........
................
..............x.
............xx..
................
......x.........
......x.........
................
................
"""


def stripped(wood: str) -> tuple[Tex, Tex]:
    """Side and end of a stripped log."""
    mean = STRIPPED[wood]
    ridge = mixed((soft(wood + "/strip", 2, 16), 5), (soft(wood + "/strip2", 1, 8), 3), (noise(wood + "/strip3"), 1))
    side = to_mean(ramp(ridge, [scale(mean, p) for p in (86, 94, 101, 107, 113)], (12, 24, 32, 22, 10)), mean)
    return side, to_mean(rings(wood, times(side, 84)), RINGS[wood] if wood not in STEMS else mean)


def leaves(wood: str) -> Tex:
    """Grey leaves with holes, to be tinted: small lit clumps over dark gaps."""
    mean = LEAVES[wood]
    if wood == "spruce":
        field = mixed((soft("spruce/l", 2, 4), 3), (noise("spruce/l2"), 4), (soft("spruce/l3", 8), 1))
    elif wood == "jungle":
        field = mixed((soft("jungle/l", 4, 2), 3), (noise("jungle/l2"), 3))
    else:
        _, rim = cells(wood + "/leaf", 5)
        lit = np.clip(rim - np.roll(rim, (1, 1), (0, 1)), -16, 16)
        field = mixed((rim * 6 + lit * 5, 3), (noise(wood + "/l2"), 2))
    shares = (22, 12, 22, 24, 14, 6) if wood != "jungle" else (16, 16, 24, 24, 14, 6)
    tones = [scale((mean, mean, mean), p) for p in (50, 66, 86, 102, 122, 146)]
    tex = ramp(field, tones, shares)
    tex = cut(tex, ranks(field) >= shares[0] * 256 // 100)
    return to_mean(tex, (mean, mean, mean))


def woods() -> dict[str, Tex]:
    out: dict[str, Tex] = {}
    for wood in PLANKS:
        out[f"{wood}_planks"] = planks(wood)
        log = "stem" if wood in STEMS else "log"
        out[f"{wood}_{log}"] = bark(wood)
        out[f"{wood}_{log}_top"] = rings(wood, out[f"{wood}_{log}"])
        out[f"stripped_{wood}_{log}"], out[f"stripped_{wood}_{log}_top"] = stripped(wood)
    for wood in LEAVES:
        out[f"{wood}_leaves"] = leaves(wood)
    return out


# ------------------------------------------------------------------------------------------------ doors, trapdoors

HOLE = "."
DOOR_ART = {
    # # frame, o panel, x groove, . hole, k hinge, h handle; upper half then lower half, 16 columns
    "oak": (
        "################|#xxxxxxxxxxxxxx#|#x....xx....x##x|#x....##....x##x|#x....##....x##x|#xxxxx##xxxxx##x|#x....##....x##x|"
        "#x....##....x##x|#x....##....x##x|#xxxxx##xxxxx##x|################|#xxxxxxxxxxxxxx#|#xoooooxooooox##|#xoooooxooooox##|"
        "#xoooooxooooohh#|#xoooooxooooohh#",
        "#xoooooxooooox##|#xxxxxxxxxxxxxx#|################|#xxxxxxxxxxxxxx#|#xoooooxooooox##|#xoooooxooooox##|#xoooooxooooox##|"
        "#xoooooxooooox##|#xoooooxooooox##|#xoooooxooooox##|#xoooooxooooox##|#xoooooxooooox##|#xoooooxooooox##|#xxxxxxxxxxxxxx#|"
        "################|xxxxxxxxxxxxxxxx",
    ),
}


def door(color: Color, style: str) -> tuple[Tex, Tex]:
    """Upper and lower half of a door: rails and stiles round panels; ``style`` says what the upper panels are."""
    upper, lower = door_leaf(color, style, True), door_leaf(color, style, False)
    return upper, lower


def door_leaf(color: Color, style: str, upper: bool) -> Tex:
    level = 100 + (soft(f"door{style}{upper}", 2, 8) - 128) * 8 // 128 + (noise(f"door{style}{upper}n") - 128) * 4 // 128
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


def furniture(made: dict[str, Tex]) -> dict[str, Tex]:
    out: dict[str, Tex] = {}
    oak = made["oak_planks"]
    out["ladder"] = sprite(LADDER, {"a": 0x9A7845, "b": 0x6F532C, "h": 0xA98650, "d": 0x67502C})
    out["ladder"] = add(out["ladder"], np.where(out["ladder"][..., 3] > 0, (noise("ladder") - 128) * 10 // 128, 0))
    out["crafting_table_top"] = table_top()
    legs = table_side(oak)
    tools = {"g": 0x4A4A4A, "w": 0xB9B9B9, "s": 0x5E4423}
    out["crafting_table_front"] = over(legs, sprite(TOOLS_FRONT, tools))
    out["crafting_table_side"] = over(legs, sprite(TOOLS_SIDE, tools))
    books = {"r": 0x8E2B22, "R": 0xB4473A, "b": 0x27407F, "B": 0x4762A8, "g": 0x3F6B2C, "G": 0x5F8F45, "y": 0xB89B3C,
             "Y": 0xDDC46A, "o": 0x8A5A26, "O": 0xB07C3E, "p": 0x5E3272, "P": 0x8552A0, "w": 0xD9D2C0}  # fmt: skip
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
    """All wooden textures by name."""
    made = woods()
    return {**made, **joinery(), **furniture(made)}


_ = (pebbles, rgb, turned)
