"""Textures of made things: furnaces, chests, machines, blocks of metal and gems."""

from __future__ import annotations

import numpy as np

from craftagent.sim.art.blocks_wood import grain, planks
from craftagent.sim.art.masonry import bricks, chiseled, pebbles, rock, shades, slab
from craftagent.sim.art.paint import (
    XX,
    YY,
    Color,
    Tex,
    add,
    bevel,
    contrast,
    fill,
    frame,
    lerp,
    masked,
    noise,
    over,
    rect,
    scale,
    soft,
    sprite,
    times,
    to_mean,
    turned,
)

FURNACE_FRONT = """
................
................
................
...dddddddddd...
..dkkkkkkkkkkd..
..dkkkkkkkkkkd..
..llllllllllll..
................
................
....dddddddd....
...dkkkkkkkkd...
..dkkkkkkkkkkd..
..dkkkkkkkkkkd..
..dkkkkkkkkkkd..
..dkkkkkkkkkkd..
..llllllllllll..
"""


FLAMES = """
................
................
................
................
....r......r....
...oro.r..oor...
................
................
................
................
.....r...r......
....ro..ror.r...
...royrroyoroo..
...oyyooyyoyyo..
...yywyywyyywy..
................
"""


def stone_box() -> tuple[Tex, Tex]:
    """Side and top of the furnace: cobble set in a smooth frame."""
    side = pebbles("furnace", 0x7C7C7C, 4, 8, 66, 12)
    side = frame(side, 0x8E8E8E)
    side = add(side, np.where((YY == 15) | (XX == 15), -30, 0))
    side = frame(side, 0x5C5C5C, 1, 1, 15, 15)
    top = slab(rock("furnace_top", 0x707070, (90, 98, 103, 110), (20, 35, 30, 15)), 24, 30)
    top = bevel(top, -24, -14, 2, 2, 14, 14)
    return to_mean(side, (120, 120, 120)), to_mean(top, (110, 110, 110))


def furnaces() -> dict[str, Tex]:
    out: dict[str, Tex] = {}
    side, top = stone_box()
    out["furnace_side"], out["furnace_top"] = side, top
    face = slab(rock("furnace_front", 0x808080, (88, 97, 103, 111), (20, 35, 30, 15)), 22, 30)
    hole = {"d": 0x4A4A4A, "k": 0x1E1E1E, "l": 0xA6A6A6}
    out["furnace_front"] = over(face, sprite(FURNACE_FRONT, hole))
    fire = {"r": 0xD8431A, "o": 0xF28A1E, "y": 0xFFC83A, "w": 0xFFF3A8}
    lit = over(face, sprite(FURNACE_FRONT, {**hole, "k": 0x35160A}))
    out["furnace_front_on"] = over(lit, sprite(FLAMES, fire))
    smoker = times(planks("spruce"), 88)
    body = masked(side, smoker, YY > 8)
    out["smoker_side"] = to_mean(body, (103, 91, 75))
    out["smoker_bottom"] = times(side, 88)
    out["smoker_top"] = to_mean(
        frame(masked(top, fill(0x2A2622), (XX > 4) & (XX < 11) & (YY > 4) & (YY < 11)), 0x5A4630), (85, 83, 81)
    )
    front = masked(face, smoker, (YY < 3) | (XX < 2) | (XX > 13))
    out["smoker_front"] = over(front, sprite(FURNACE_FRONT, {**hole, "l": 0x8A6A42}))
    out["smoker_front_on"] = over(
        over(front, sprite(FURNACE_FRONT, {**hole, "k": 0x35160A, "l": 0x8A6A42})), sprite(FLAMES, fire)
    )
    plate = slab(rock("blast", 0x6C6C6E, (92, 99, 104), (25, 50, 25)), 26, 30)
    rivets = ((XX == 2) | (XX == 13)) & ((YY == 2) | (YY == 13))
    plate = masked(plate, fill(0xB4B4B6), rivets)
    out["blast_furnace_side"] = to_mean(masked(plate, side, YY > 9), (107, 107, 107))
    out["blast_furnace_top"] = to_mean(bevel(plate, -30, -20, 4, 4, 12, 12), (80, 80, 81))
    out["blast_furnace_front"] = over(plate, sprite(FURNACE_FRONT, {**hole, "l": 0xC0C0C2}))
    out["blast_furnace_front_on"] = over(
        over(plate, sprite(FURNACE_FRONT, {**hole, "k": 0x5A1F08, "l": 0xC0C0C2})), sprite(FLAMES, fire)
    )
    # dispenser and its kin share the stone body
    out["dispenser_front"] = over(face, sprite(MOUTH, {"k": 0x1C1C1C, "d": 0x505050, "l": 0xA8A8A8}))
    out["dropper_front"] = over(face, sprite(SMILE, {"k": 0x1C1C1C, "d": 0x505050, "l": 0xA8A8A8}))
    vertical = bevel(slab(face, 8, 10), -30, -20, 3, 3, 13, 13)
    out["dispenser_front_vertical"] = rect(vertical, 5, 5, 11, 11, 0x1C1C1C)
    out["dropper_front_vertical"] = rect(vertical, 6, 6, 10, 10, 0x1C1C1C)
    out["observer_front"] = over(face, sprite(WATCH, {"k": 0x2A2A2A, "d": 0x4A4A4A, "r": 0xA81818, "l": 0xA8A8A8}))
    out["observer_back"] = rect(rect(times(side, 84), 5, 5, 11, 11, 0x3A3A3A), 7, 7, 9, 9, 0x5A0C0C)
    out["observer_back_on"] = rect(rect(times(side, 84), 5, 5, 11, 11, 0x3A3A3A), 7, 7, 9, 9, 0xFF3A2A)
    out["observer_side"] = times(side, 84)
    arrow = masked(times(top, 80), fill(0x4E4E4E), (abs(2 * XX - 15) < (YY * 2 - 6)) & (YY > 3) & (YY < 9))
    out["observer_top"] = masked(arrow, fill(0x4E4E4E), (XX > 5) & (XX < 10) & (YY >= 9) & (YY < 14))
    return out


MOUTH = """
................
................
................
................
.....dddddd.....
....dkkkkkkd....
....dkkkkkkd....
....dkkkkkkd....
....dkkkkkkd....
....dkkkkkkd....
....dkkkkkkd....
.....llllll.....
................
................
................
................
"""


SMILE = """
................
................
................
................
...ddd....ddd...
...dkd....dkd...
................
................
....dddddddd....
...dkkkkkkkkd...
....dkkkkkkd....
.....llllll.....
................
................
................
................
"""


WATCH = """
................
..dddddddddddd..
..d..........d..
..d.kkk..kkk.d..
..d.krk..krk.d..
..d.kkk..kkk.d..
..d..........d..
................
......dddd......
......dkkd......
................
...llllllllll...
...dkkkkkkkkd...
...dddddddddd...
................
................
"""


def chest(body: Color, rim: Color, lock: Color, name: str) -> dict[str, Tex]:
    """Four pictures of a chest 14 texels wide and high (columns 1 .. 14, rows 2 .. 15) and its halves when doubled."""
    wood = shades(body, 100 + (grain(name) - 128) * 12 // 128)
    wood = times(wood, np.where((YY == 3) | (YY == 9) | (YY == 12), 90, 100))
    out: dict[str, Tex] = {}
    for half, x0, x1 in (("", 1, 15), ("_left", 0, 15), ("_right", 1, 16)):
        side = frame(wood, rim, x0, 2, x1, 16)
        if half == "_left":
            side = rect(side, 0, 3, 1, 15, scale(body, 98))
        if half == "_right":
            side = rect(side, 15, 3, 16, 15, scale(body, 98))
        side = rect(side, x0, 7, x1, 8, scale(rim, 60))
        side = rect(side, x0, 6, x1, 7, scale(rim, 120))
        front = side
        if half == "":
            front = clasp(front, 7, lock)
        elif half == "_left":
            front = rect(front, 0, 5, 1, 9, lock)
        else:
            front = rect(front, 15, 5, 16, 9, lock)
        top = frame(wood, rim, x0, 1, x1, 15)
        if half == "_left":
            top = rect(top, 0, 2, 1, 14, scale(body, 100))
        if half == "_right":
            top = rect(top, 15, 2, 16, 14, scale(body, 100))
        out[f"{name}_front{half}"], out[f"{name}_side{half}"], out[f"{name}_top{half}"] = front, side, top
    return out


def clasp(tex: Tex, x: int, lock: Color) -> Tex:
    """The metal clasp in the middle of a front."""
    tex = rect(tex, x - 1, 4, x + 3, 10, 0x2A2320)
    tex = rect(tex, x, 5, x + 2, 9, lock)
    return rect(tex, x, 5, x + 1, 6, lerp(lock, 0xFFFFFF, 60))


def chests() -> dict[str, Tex]:
    out = chest(0xA0712B, 0x4F3716, 0xB4B4B0, "chest")
    out.update(chest(0xA0712B, 0x4F3716, 0xC03A2A, "trapped_chest"))
    ender = chest(0x27393B, 0x121B1D, 0x4AA88A, "ender_chest")
    for name, tex in ender.items():
        spots = (noise("ender" + name) > 236) & (tex[..., 0] > 30)
        out[name] = masked(tex, fill(0x3E7A6A), spots)
    barrel = times(planks("spruce"), 104)
    stave = turned(barrel, 1)
    side = masked(stave, fill(0x4E4A46), (YY == 2) | (YY == 13))
    side = masked(side, fill(0x7A746E), (YY == 1) | (YY == 12))
    out["barrel_side"] = to_mean(side, (107, 81, 50))
    lid = bevel(frame(barrel, 0x5B4126), 8, 10, 1, 1, 15, 15)
    out["barrel_top"] = to_mean(rect(lid, 6, 6, 10, 10, 0x3A2A18), (134, 100, 58))
    out["barrel_top_open"] = rect(lid, 2, 2, 14, 14, 0x1F150B)
    out["barrel_bottom"] = to_mean(lid, (116, 85, 48))
    return out


def treasure() -> dict[str, Tex]:
    out: dict[str, Tex] = {}
    for name, mean, shine in (
        ("gold", 0xF6D03D, 0xFFFDD0),
        ("iron", 0xDCDCDC, 0xFFFFFF),
        ("emerald", 0x2ACB57, 0xB8FFD0),
        ("diamond", 0x62EDE4, 0xE6FFFC),
    ):
        base = rock(f"{name}_block", mean, (96, 100, 104), (25, 50, 25))
        if name == "iron":
            base = times(base, np.where(YY % 4 == 3, 90, np.where(YY % 4 == 0, 103, 100)))
            tex = bevel(base, 12, 40)
        elif name == "gold":
            glint = ((XX + YY) % 11 < 2) & (XX > 1) & (YY > 1) & (XX < 14) & (YY < 14)
            tex = bevel(bevel(masked(base, fill(lerp(mean, shine, 70)), glint), 14, 54), 14, -8, 1, 1, 15, 15)
        elif name == "emerald":
            tex = chiseled(base, 26, 40)
        else:
            facet = np.where((XX + YY) % 8 < 2, 14, np.where((XX - YY) % 8 < 2, -12, 0))
            tex = bevel(bevel(add(base, facet), 26, 56), -20, -10, 1, 1, 15, 15)
        out[f"{name}_block"] = to_mean(tex, mean)
    coal = pebbles("coal_block", 0x161616, 4, 8, 50, 20)
    out["coal_block"] = to_mean(contrast(coal, 160), (16, 16, 16))
    lapis = rock("lapis_block", 0x1F438C, (84, 94, 104, 120), (20, 34, 30, 16), 1)
    flecks = noise("lapis_flecks") > 244
    out["lapis_block"] = to_mean(bevel(masked(lapis, fill(0x5E86D8), flecks), 12, 18), (31, 67, 140))
    red = rock("redstone_block", 0xB01A08, (86, 96, 104, 114), (20, 34, 30, 16), 1)
    red = bevel(bevel(red, 40, 44), -26, -14, 4, 4, 12, 12)
    out["redstone_block"] = to_mean(red, (176, 25, 5))
    quartz_like = bevel(rock("netherite", 0x423D3F, (92, 99, 105), (25, 50, 25)), 14, 18)
    out["netherite_block"] = to_mean(bevel(quartz_like, -12, -10, 3, 3, 13, 13), (67, 61, 64))
    bone = shades(0xE5E1CF, 95 + soft("bone", 2, 16) * 10 // 255 - np.where(noise("bonepit") > 238, 14, 0))
    out["bone_block_side"] = to_mean(bone, (229, 225, 207))
    top = bevel(bevel(rock("bonetop", 0xD1CEB3, (96, 100, 104), (25, 50, 25)), 14, 34), -34, -16, 4, 4, 12, 12)
    out["bone_block_top"] = to_mean(rect(top, 6, 6, 10, 10, 0xB4AE8C), (210, 206, 179))
    lamp = bricks("lamp", 0x6A3E22, 0x3E2414, 4, 4, 14, 10, 10)
    out["redstone_lamp"] = to_mean(frame(lamp, 0x4A2E1C), (95, 55, 30))
    glow = bricks("lamp", 0xC98E4C, 0x8A5426, 4, 4, 40, 10, 16)
    out["redstone_lamp_on"] = to_mean(frame(glow, 0x7A4A26), (142, 101, 60))
    return out


def tnt() -> dict[str, Tex]:
    sticks = shades(0xDB3A2A, np.array((78, 104, 112, 92), np.int64)[XX % 4])
    side = masked(sticks, shades(0xE2DDD4, 98 + (noise("label") - 128) * 4 // 128), (YY > 4) & (YY < 11))
    side = times(side, np.where((YY == 11) | (YY == 15), 76, np.where(YY == 0, 110, 100)))
    side = over(side, sprite(TNT, {"x": 0x1C1A18}))
    disc = (2 * (XX % 8) - 7) ** 2 + (2 * (YY % 8) - 7) ** 2
    top = masked(fill(0x7A1F16), fill(0xDB4A36), disc < 44)
    top = masked(top, fill(0x4A3428), disc < 6)
    return {"tnt_side": side, "tnt_top": top, "tnt_bottom": masked(fill(0x6A1A12), fill(0xB83A2A), disc < 44)}


TNT = """
................
................
................
................
................
................
.xxx.x..x.xxx...
..x..xx.x..x....
..x..x.xx..x....
..x..x..x..x....
................
................
................
................
................
................
"""


def textures() -> dict[str, Tex]:
    """All made things by name."""
    return {**furnaces(), **chests(), **treasure(), **tnt()}
