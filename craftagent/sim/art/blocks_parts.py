"""Textures of small and thin things: torches, rails, redstone, lamps, pots, anvils, fire, and the crack stages."""

from __future__ import annotations

import numpy as np

from craftagent.sim.art.blocks_wood import planks
from craftagent.sim.art.masonry import rock, shades, slab
from craftagent.sim.art.paint import (
    XX,
    YY,
    Color,
    N,
    Tex,
    bevel,
    cut,
    fill,
    frame,
    lerp,
    masked,
    mixed,
    noise,
    ramp,
    rect,
    scale,
    soft,
    sprite,
    times,
    to_mean,
    turned,
)

# 2 x 10 torch in columns 7-8, rows 6-15, as the box model cuts it out
TORCH = """
................
................
................
................
................
................
.......yw.......
.......oy.......
.......ab.......
.......cd.......
.......ab.......
.......cb.......
.......cd.......
.......ab.......
.......cd.......
.......cd.......
"""


def torches() -> dict[str, Tex]:
    wood = {"a": 0x9A7A48, "b": 0x6E5430, "c": 0x86683C, "d": 0x5A4426}
    out = {
        "torch": sprite(TORCH, {**wood, "y": 0xFFD84A, "w": 0xFFFBD8, "o": 0xF0962A}),
        "soul_torch": sprite(TORCH, {**wood, "y": 0x7CF0F4, "w": 0xE6FFFF, "o": 0x2CB8C8}),
        "redstone_torch": sprite(TORCH, {**wood, "y": 0xFF4A32, "w": 0xFF9C84, "o": 0xC81A0A}),
        "redstone_torch_off": sprite(TORCH, {**wood, "y": 0x5C1A10, "w": 0x6E2A1C, "o": 0x48120A}),
    }
    for name, glow, core in (("lantern", 0xF2A93C, 0xFFF0B4), ("soul_lantern", 0x4CC8D4, 0xDCFFFF)):
        tex = np.zeros((N, N, 4), np.uint8)
        body = frame(rect(tex, 0, 2, 6, 9, glow), 0x3C3E48, 0, 2, 6, 9)
        body = rect(body, 2, 4, 4, 7, core)
        body = rect(rect(body, 1, 0, 5, 2, 0x4C505C), 0, 9, 6, 15, 0x444854)
        body = frame(body, 0x5C6070, 0, 9, 6, 15)
        out[name] = rect(body, 11, 1, 14, 12, 0x4C505C)
    links = np.zeros((N, N, 4), np.uint8)
    for y in range(16):
        phase = y % 6
        if phase in (0, 3):
            links = rect(links, 0, y, 3, y + 1, 0x4A4E5C)
        elif phase < 3:
            links = rect(rect(links, 0, y, 1, y + 1, 0x3A3E4A), 2, y, 3, y + 1, 0x5A5E6C)
        else:
            links = rect(links, 1, y, 2, y + 1, 0x5A5E6C)
    for y in range(16):
        phase = (y + 3) % 6
        if phase in (0, 3):
            links = rect(links, 3, y, 6, y + 1, 0x4A4E5C)
        elif phase < 3:
            links = rect(rect(links, 3, y, 4, y + 1, 0x3A3E4A), 5, y, 6, y + 1, 0x5A5E6C)
        else:
            links = rect(links, 4, y, 5, y + 1, 0x5A5E6C)
    out["chain"] = links
    rod = fill(0xE9DFD6)
    out["end_rod"] = rect(rect(rod, 0, 0, 16, 2, 0xFFFFFF), 0, 12, 16, 16, 0xB9A08A)
    return out


# ----------------------------------------------------------------------------------------------------------- rails


def rail(metal: Color, sleeper: Color, core: Color | None) -> Tex:
    """Straight rail along north-south (v): two bars over sleepers, maybe a third bar."""
    tex = np.zeros((N, N, 4), np.uint8)
    for y in (1, 5, 9, 13):
        tex = rect(tex, 1, y, 15, y + 2, sleeper)
        tex = rect(tex, 1, y, 15, y + 1, scale(sleeper, 122))
    for x in (3, 11):
        tex = rect(tex, x, 0, x + 2, 16, metal)
        tex = rect(tex, x, 0, x + 1, 16, lerp(metal, 0xFFFFFF, 35))
    if core is not None:
        tex = rect(tex, 7, 0, 9, 16, core)
        tex = rect(tex, 7, 0, 8, 16, scale(core, 125))
    return tex


def rails() -> dict[str, Tex]:
    wood, gold, iron = 0x7A5A32, 0xE9C63A, 0x9C9C9C
    out = {
        "rail": rail(iron, wood, None),
        "powered_rail": rail(gold, wood, 0x5A1A12),
        "powered_rail_on": rail(gold, wood, 0xE8321E),
        "activator_rail": rail(0x8A6A5E, wood, 0x5A1A12),
        "activator_rail_on": rail(0x8A6A5E, wood, 0xE8321E),
    }
    for name, plate in (("detector_rail", 0x8C8C8C), ("detector_rail_on", 0xC84A3A)):
        out[name] = rect(rail(iron, wood, None), 6, 5, 10, 11, plate)
    tex = np.zeros((N, N, 4), np.uint8)
    # quarter turn from the south edge to the east edge: circles about the lower right corner
    d2 = (31 - 2 * XX + 1) ** 2 + (31 - 2 * YY + 1) ** 2
    spokes = (abs((31 - 2 * XX) - (31 - 2 * YY)) < 4) | (abs(2 * (31 - 2 * XX) - 5 * (31 - 2 * YY)) < 7)
    spokes |= abs(5 * (31 - 2 * XX) - 2 * (31 - 2 * YY)) < 7
    tex = masked(tex, fill(wood), (d2 < 30 * 30) & (d2 > 3 * 3) & spokes)
    for low, high in ((7, 11), (23, 27)):
        tex = masked(tex, fill(iron), (d2 >= low * low) & (d2 < high * high))
        tex = masked(tex, fill(lerp(iron, 0xFFFFFF, 35)), (d2 >= (high - 2) ** 2) & (d2 < high * high))
    out["rail_corner"] = tex
    return out


# -------------------------------------------------------------------------------------------------------- redstone


def redstone() -> dict[str, Tex]:
    out: dict[str, Tex] = {}
    grey = ramp(noise("dust"), (0xB0B0B0, 0xD0D0D0, 0xF4F4F4))
    d2 = (2 * XX - 15) ** 2 + (2 * YY - 15) ** 2
    out["redstone_dust_dot"] = cut(grey, (d2 < 36) | ((d2 < 70) & (noise("dust2") > 150)))
    out["redstone_dust_line"] = cut(grey, ((XX > 5) & (XX < 10)) & ((noise("dust3") > 50) | (abs(2 * XX - 15) < 2)))
    plate = slab(rock("repeater", 0xA0A0A0, (94, 99, 104), (25, 50, 25)), 12, 24)
    for name, color in (("", 0x5A1A12), ("_on", 0xF0402A)):
        tex = rect(rect(plate, 7, 2, 9, 14, color), 6, 2, 10, 3, color)
        out["repeater" + name] = to_mean(rect(tex, 7, 4, 9, 12, scale(color, 84)), (160, 157, 156))
        tex = rect(rect(rect(plate, 7, 3, 9, 12, color), 3, 11, 13, 12, color), 6, 5, 10, 6, 0xD8CFC4)
        out["comparator" + name] = to_mean(tex, (166, 161, 160))
    out["lever"] = sprite(
        TORCH, {"y": 0x8A8A8A, "w": 0x9C9C9C, "o": 0x6E6E6E, "a": 0x9A7A48, "b": 0x6E5430, "c": 0x86683C, "d": 0x5A4426}
    )
    out["tripwire_hook"] = times(planks("oak"), 96)
    string = np.zeros((N, N, 4), np.uint8)
    out["tripwire"] = rect(string, 0, 7, 16, 8, 0xB4B4B4)
    panel = shades(0x9A8E74, 96 + noise("daylight") * 8 // 255)
    panel = masked(panel, fill(0x3E5A86), (XX % 5 != 0) & (YY % 5 != 0) & (XX > 0) & (YY > 0) & (XX < 15) & (YY < 15))
    out["daylight_detector_top"] = panel
    out["daylight_detector_inverted_top"] = masked(panel, fill(0x2A3446), (panel[..., 2] > 120) & (panel[..., 0] < 80))
    out["daylight_detector_side"] = times(planks("dark_oak"), 118)
    # pistons: wooden face, stone body
    wood = bevel(planks("oak"), 10, 20)
    wood = masked(wood, fill(0x8A8A8A), ((XX < 2) | (XX > 13)) & ((YY < 2) | (YY > 13)))
    out["piston_top"] = to_mean(wood, (154, 127, 81))
    slime = ramp(mixed((soft("sticky", 4), 2), (noise("sticky2"), 1)), (0x6CA85A, 0x7CBE68, 0x92D67E))
    out["piston_top_sticky"] = masked(
        wood, slime, (XX > 2) & (XX < 13) & (YY > 2) & (YY < 13) & (noise("sticky3") > 30)
    )
    stone = rock("piston", 0x747270, (84, 96, 104, 114), (20, 34, 30, 16))
    side = masked(stone, times(planks("oak"), 100), YY < 4)
    side = times(side, np.where(YY == 4, 56, np.where((XX == 0) | (XX == 15), 84, 100)))
    out["piston_side"] = to_mean(side, (110, 104, 97))
    out["piston_bottom"] = to_mean(bevel(slab(stone, 16, 20), -20, -14, 4, 4, 12, 12), (97, 97, 97))
    out["piston_inner"] = rect(bevel(slab(stone, 16, 20), -20, -14, 2, 2, 14, 14), 5, 5, 11, 11, 0x4A3A24)
    return out


# ------------------------------------------------------------------------------------------------ household things


def household() -> dict[str, Tex]:
    out: dict[str, Tex] = {}
    iron = rock("anvil", 0x484848, (90, 99, 106), (25, 50, 25))
    out["anvil"] = to_mean(iron, (69, 69, 69))
    for name, cracks in (("anvil_top", 0), ("chipped_anvil_top", 14), ("damaged_anvil_top", 40)):
        top = bevel(bevel(iron, 16, 16, 3, 0, 13, 16), -8, -8, 4, 1, 12, 15)
        out[name] = to_mean(times(top, np.where(noise("chips") < cracks, 60, 100)), (73, 73, 73))
    metal = rock("cauldron", 0x48474A, (88, 98, 108), (25, 50, 25))
    out["cauldron_side"] = to_mean(times(bevel(metal, 12, 16), np.where((YY == 3) | (YY == 12), 82, 100)), (73, 72, 74))
    out["cauldron_top"], out["cauldron_inner"], out["cauldron_bottom"] = metal, times(metal, 80), times(metal, 70)
    out["hopper_outside"] = to_mean(bevel(metal, 12, 16), (66, 65, 70))
    out["hopper_top"], out["hopper_inside"] = to_mean(metal, (75, 74, 76)), times(metal, 72)
    # brewing stand: the rod, and the base plates
    rod = np.zeros((N, N, 4), np.uint8)
    rod = rect(rect(rod, 7, 2, 9, 16, 0xD8A83C), 7, 2, 8, 16, 0xFFE48A)
    rod = rect(rect(rod, 7, 1, 9, 3, 0xFFF3B0), 1, 7, 6, 8, 0x8A8A8A)
    bottle = frame(rect(rod, 1, 8, 5, 14, 0xA8C4D8), 0xD6E6EE, 1, 8, 5, 14)
    bottle = frame(rect(bottle, 11, 8, 15, 14, 0xA8C4D8), 0xD6E6EE, 11, 8, 15, 14)
    out["brewing_stand"] = rect(bottle, 10, 7, 15, 8, 0x8A8A8A)
    out["brewing_stand_base"] = to_mean(rock("brew", 0x7C7C7C, (82, 96, 106, 116), (20, 34, 30, 16)), (117, 116, 116))
    # cake
    sponge = shades(0xB8763C, 92 + noise("cake") * 14 // 255)
    icing = shades(0xF6F2EE, 97 + noise("icing") * 4 // 255)
    cherries = ((XX % 5 == 2) & (YY % 5 == 2)) | ((XX % 5 == 3) & (YY % 5 == 2))
    out["cake_top"] = masked(icing, fill(0xD83A30), cherries & (XX > 1) & (XX < 14) & (YY > 1) & (YY < 14))
    drip = 10 + (noise("cakedrip", 1, 16)[0] * 3 // 256)[None, :]
    side = masked(sponge, icing, (YY >= 8) & (drip + 0 * YY > YY))
    out["cake_side"] = times(side, np.where(YY == 15, 80, 100))
    out["cake_inner"] = masked(sponge, fill(0xF2DCB0), (YY == 11) | (YY == 12))
    out["cake_bottom"] = times(sponge, 84)
    pot = shades(0x7C4536, 92 + noise("pot") * 14 // 255)
    out["flower_pot"] = times(pot, np.where(YY < 12, 112, 94))
    # bars, spawner, bell
    bars = np.zeros((N, N, 4), np.uint8)
    for x in (1, 5, 9, 13):
        bars = rect(rect(bars, x, 0, x + 2, 16, 0x8E8E8C), x, 0, x + 1, 16, 0xB4B4B0)
    for y in (0, 15):
        bars = rect(bars, 0, y, 16, y + 1, 0x7A7A78)
    out["iron_bars"] = bars
    cage = (XX % 5 == 0) | (YY % 5 == 0)
    cage_tex = ramp(mixed((soft("spawner", 4), 2), (noise("spawner2"), 1)), (0x16222C, 0x223242, 0x2E4256))
    out["spawner"] = cut(cage_tex, cage)
    brass = shades(0xFDD43C, 84 + soft("bell", 2, 8) * 22 // 255)
    out["bell_side"] = times(brass, np.where((YY % 6 == 4), 84, 100))
    out["bell_top"], out["bell_bottom"] = bevel(brass, 14, 30), rect(times(brass, 84), 5, 5, 11, 11, 0x8A6A1A)
    log = turned(shades(0x4F3F28, 84 + soft("campfire", 2, 16) * 36 // 255), 1)
    out["campfire_log"] = masked(log, fill(0x8A6A3C), (XX < 4) & (YY > 11))
    embers = (soft("embers", 4, 2) > 140) & (YY > 2) & (YY < 13)
    out["campfire_log_lit"] = masked(out["campfire_log"], ramp(noise("ember2"), (0xC8461A, 0xF0862A, 0xFFC04A)), embers)
    out["soul_campfire_log_lit"] = masked(
        out["campfire_log"], ramp(noise("ember2"), (0x1A8A9A, 0x36C0CC, 0x8AF0F4)), embers
    )
    return out


def fires() -> dict[str, Tex]:
    out: dict[str, Tex] = {}
    crest = 3 + (mixed((noise("flame", 1, 16), 2), (np.roll(noise("flame", 1, 16), 1), 1))[0] * 10 // 256)[None, :]
    depth = (YY - crest) * 16 + (noise("flame2") - 128) * 14 // 128 + abs(2 * XX - 15)
    keep = (YY - crest >= 0) & ((YY > 11) | (noise("flame3") > 26))
    for name, tones in (
        ("fire_0", (0xC8340E, 0xE8641A, 0xF79A24, 0xFFCB4A, 0xFFF2A6)),
        ("soul_fire_0", (0x0F6E86, 0x1F9AB0, 0x35C4D0, 0x7CEBEE, 0xE2FFFF)),
    ):
        level = np.clip(depth * 255 // 210, 0, 255)
        out[name] = cut(ramp(level, tones, (20, 22, 24, 20, 14), equal=False), keep)
    out["campfire_fire"] = cut(out["fire_0"], (abs(2 * XX - 15) < 4 + YY))
    out["soul_campfire_fire"] = cut(out["soul_fire_0"], (abs(2 * XX - 15) < 4 + YY))
    return out


# ---------------------------------------------------------------------------------------------------------- cracks

# Branches of the crack: (stage at which it appears, start x, start y, steps as numpad directions)
BRANCHES = (
    (0, 7, 8, "9693"),
    (0, 7, 8, "1471"),
    (1, 8, 8, "323"),
    (1, 7, 7, "787"),
    (2, 11, 6, "9898"),
    (2, 5, 10, "1212"),
    (3, 10, 10, "3633"),
    (3, 5, 6, "7477"),
    (4, 12, 3, "96"),
    (4, 4, 12, "411"),
    (5, 9, 4, "8789"),
    (5, 8, 11, "2123"),
    (5, 13, 12, "63"),
    (6, 3, 4, "4741"),
    (6, 12, 8, "6369"),
    (7, 2, 8, "414"),
    (7, 11, 13, "212"),
    (7, 6, 2, "789"),
    (8, 14, 5, "696"),
    (8, 4, 14, "3236"),
    (8, 10, 2, "369"),
    (9, 1, 12, "141"),
    (9, 13, 10, "321"),
    (9, 6, 13, "363"),
    (9, 2, 2, "1212"),
)
STEP = {"1": (-1, 1), "2": (0, 1), "3": (1, 1), "4": (-1, 0), "6": (1, 0), "7": (-1, -1), "8": (0, -1), "9": (1, -1)}


def cracks() -> dict[str, Tex]:
    """destroy_stage_0 .. 9: dark lines whose alpha grows; light lower lips make them read on dark blocks too."""
    out: dict[str, Tex] = {}
    line = np.zeros((N, N), bool)
    for stage in range(10):
        for first, x0, y0, path in BRANCHES:
            if first != stage:
                continue
            x, y = x0, y0
            line[y, x] = True
            for step in path:
                dx, dy = STEP[step]
                x, y = (x + dx) % N, (y + dy) % N
                line[y, x] = True
        grown = line.copy()
        if stage >= 5:
            grown |= np.roll(line, 1, 1) & (noise("crackwide") < (stage - 4) * 40)
        lip = np.roll(grown, (1, 1), (0, 1)) & ~grown
        tex = np.zeros((N, N, 4), np.uint8)
        tex = masked(tex, fill(0xB0B0B0, 56), lip)
        out[f"destroy_stage_{stage}"] = masked(tex, fill(0x1A1A1A, 175), grown)
    return out


def textures() -> dict[str, Tex]:
    """All small things by name."""
    return {**torches(), **rails(), **redstone(), **household(), **fires(), **cracks()}
