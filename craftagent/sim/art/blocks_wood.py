"""Textures of wood as it grows and is sawn: planks, bark, rings, stripped logs, leaves."""

from __future__ import annotations

import numpy as np

from craftagent.sim.art.masonry import shades
from craftagent.sim.art.paint import (
    XX,
    YY,
    Field,
    N,
    Tex,
    cut,
    fill,
    lerp,
    masked,
    mixed,
    noise,
    over,
    ramp,
    ranks,
    scale,
    soft,
    sprite,
    times,
    to_mean,
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
    level = np.where(joint == XX, 70, level)
    level = np.where((joint + 1) % N == XX, level + 6, level)
    nail = (YY % 4 == 1) & (((joint + 2) % N == XX) | ((joint - 2) % N == XX))
    level = np.where(nail, 76, level)
    level = np.where(YY % 4 == 3, 66 + (noise(wood + "/seam") - 128) * 7 // 128, level)
    return to_mean(shades(mean, level), mean)


FURROWS = (70, 104, 116, 98, 76, 108, 94, 66, 112, 120, 92, 74, 100, 114, 82, 108)


def bark(wood: str) -> Tex:
    """Bark as upright ridges and dark furrows; birch is white with black lenticels."""
    mean = BARK[wood]
    if wood == "birch":
        return birch_bark()
    # ridges two or three texels wide between dark furrows, which wander sideways and close up here and there
    wander = (soft(wood + "/wander", 16, 4) + soft(wood + "/wander2", 8, 8)) // 150
    ridge = np.array(FURROWS, np.int64)[(XX + wander + len(wood)) % N]
    run = soft(wood + "/run", 1, 4)
    ridge = np.where((ridge < 84) & (run > 176), 96, ridge)
    ridge = np.where((ridge > 100) & (run < 54), 84, ridge)
    level = ridge + (soft(wood + "/bark", 4, 8) - 128) * 9 // 128 + (noise(wood + "/bark3") - 128) * 7 // 128
    if wood == "jungle":
        level = level + np.where(soft("jungle/bands", 8, 2) > 150, 12, -6)
    if wood == "acacia":
        level = 100 + (level - 100) * 60 // 100
    tex = shades(mean, (level + 3) // 6 * 6)
    if wood in STEMS:
        bright = lerp(mean, (168, 40, 48) if wood == "crimson" else (32, 170, 160), 75)
        vein = (XX - (YY + (soft(wood + "/vein", 4) // 40)) // 5) % 8
        tex = masked(
            tex, fill(bright), ((vein == 2) & (noise(wood + "/v") > 50)) | ((vein == 3) & (noise(wood + "/v2") > 170))
        )
    return to_mean(tex, mean)


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
    ring = np.maximum(abs(2 * XX - 15), abs(2 * YY - 15)) // 2
    corner = np.minimum(abs(2 * XX - 15), abs(2 * YY - 15)) // 2 >= ring
    level = np.array((88, 110, 84, 108, 104, 82, 106, 90), np.int64)[np.where(corner & (ring > 1), ring - 1, ring)]
    gap = (noise(wood + "/gap") > 200) & (level < 90)
    level = np.where(gap, 102, level) + (noise(wood + "/rings") - 128) * 5 // 128
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
        # clumps of two or three texels, lit above left, dark between
        field = mixed((soft(wood + "/l1", 2), 6), (noise(wood + "/l2"), 4), (soft(wood + "/l3", 4), 2))
        field = field * 2 + (field - np.roll(field, (1, 1), (0, 1)))
    shares = (19, 14, 22, 24, 14, 7) if wood != "jungle" else (16, 16, 24, 24, 14, 6)
    tones = [scale((mean, mean, mean), p) for p in (50, 66, 86, 102, 122, 146)]
    tex = ramp(field, tones, shares)
    tex = cut(tex, ranks(field) >= shares[0] * 256 // 100)
    return to_mean(tex, (mean, mean, mean))


def textures() -> dict[str, Tex]:
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
