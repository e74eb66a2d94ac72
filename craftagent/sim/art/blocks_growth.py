"""Textures of vines, bamboo, fruit, cactus, hay, giant mushrooms and corals."""

from __future__ import annotations

import numpy as np

from craftagent.sim.art.blocks_plants import blades, greys
from craftagent.sim.art.masonry import grains, rock, shades
from craftagent.sim.art.paint import (
    XX,
    YY,
    Color,
    N,
    Tex,
    bevel,
    cut,
    fill,
    flipped,
    masked,
    mirrored,
    mixed,
    noise,
    over,
    ramp,
    ranks,
    rect,
    scale,
    soft,
    sprite,
    times,
    to_mean,
)
from craftagent.sim.art.plant_art import (
    FAN_CORAL,
    JACK,
    SPOTS,
    STEM_CORAL,
)


def hanging() -> dict[str, Tex]:
    out: dict[str, Tex] = {}
    field = mixed((soft("vine", 2, 8), 4), (noise("vine3", 1, 16)[0][XX], 3), (noise("vine2"), 2))
    vine = ramp(field, greys(0x58, 0x70, 0x88, 0xA0, 0xB8), (24, 22, 22, 20, 12))
    strand = ranks(field) > 70
    out["vine"] = cut(vine, strand)
    disc = (2 * XX - 15) ** 2 + (2 * YY - 15) ** 2
    notch = (YY < 9) & (abs(XX - 8) <= (8 - YY) // 3)
    pad = ramp(mixed((soft("lily", 4), 2), (noise("lily2"), 2)), greys(0x70, 0x88, 0x9C, 0xB4))
    pad = times(pad, np.where((XX == 7) | (abs(XX - YY) < 1) | (XX + YY == 15), 112, 100))
    out["lily_pad"] = cut(pad, (disc < 226) & ~notch)
    for name, dark, light in (("weeping_vines", 0x6C0A0C, 0xB01C1A), ("twisting_vines", 0x0E6E66, 0x22B29E)):
        art = np.zeros((N, N, 4), np.uint8)
        for y in range(16):
            x = 7 + (0, 1, 1, 0, -1, -1)[y % 6]
            art[y, x] = (*scale(dark, 100), 255)
            art[y, x + 1] = (*scale(light, 90), 255)
            if y % 3 == 0:
                art[y, x - 2 : x] = (*scale(light, 100), 255)
            if y % 3 == 1:
                art[y, x + 2 : x + 4] = (*scale(light, 80), 255)
        out[name + "_plant"] = art
        out[name] = cut(art, YY < 11) if name == "weeping_vines" else cut(art, YY > 4)
    stalk = shades(0x6C8E24, 88 + (soft("bamboo", 2, 16) * 26 // 255))
    out["bamboo_stalk"] = masked(stalk, fill(0x4C6A16), (YY % 8 == 7))
    leaf = blades("bambooleaf", 6, 5, 12, (0x5F9A22, 0x78B42E, 0x4C801A), 6)
    out["bamboo_large_leaves"] = over(leaf, flipped(cut(blades("bl2", 5, 4, 9, (0x5F9A22, 0x78B42E), 6), YY > 5)))
    out["bamboo_small_leaves"] = cut(leaf, YY > 6)
    return out


def fruit() -> dict[str, Tex]:
    out: dict[str, Tex] = {}
    ribs = np.array((66, 84, 98, 106, 108, 104, 94, 78), np.int64)[(XX + 1) % 8]
    tex = shades(0xC87818, ribs + (noise("pumpkin") - 128) * 6 // 128 + (soft("pumpkin", 2, 8) - 128) * 6 // 128)
    side = times(tex, np.where((YY == 0) | (YY == 15), 82, 100))
    out["pumpkin_side"] = to_mean(side, (196, 115, 24))
    radial = np.maximum(abs(2 * XX - 15), abs(2 * YY - 15))
    top = shades(0xC87818, 84 + radial * 22 // 15 + (noise("pumpkintop") - 128) * 7 // 128)
    line = (abs(XX - YY) < 1) | (XX + YY == 15) | (XX == 7) | (YY == 7)
    top = times(top, np.where(line & (radial > 4), 84, 100))
    top = rect(top, 6, 6, 10, 10, 0x5E6A20)
    out["pumpkin_top"] = to_mean(rect(top, 7, 7, 9, 9, 0x7C8A34), (198, 119, 24))
    face = sprite(JACK, {"x": 0x000000})
    dark = shades(0x4A2708, 90 + noise("carve") * 18 // 255)
    out["carved_pumpkin"] = masked(side, dark, face[..., 3] > 0)
    lit = ramp(mixed((soft("jack", 4), 2), (noise("jack2"), 1)), (0xF2B02A, 0xFFD94E, 0xFFF29A))
    out["jack_o_lantern"] = masked(side, lit, face[..., 3] > 0)
    ribs = np.array((72, 100, 116, 104, 84, 96, 112, 92), np.int64)[(XX + 3) % 8]
    melon = shades(0x71921E, ribs + (noise("melon") - 128) * 10 // 128 + (soft("melon", 4, 4) - 128) * 8 // 128)
    out["melon_side"] = to_mean(melon, (115, 146, 31))
    mtop = shades(0x71921E, 88 + radial * 16 // 15 + (noise("melontop") - 128) * 12 // 128)
    mtop = times(mtop, np.where(line, 82, 100))
    out["melon_top"] = to_mean(mtop, (111, 145, 31))
    straw = shades(0xA98A24, 86 + soft("hay", 1, 16) * 26 // 255 + (noise("hay2") - 128) * 12 // 128)
    straw = times(straw, np.where((YY % 8 == 2) | (YY % 8 == 3), 74, 100))
    straw = masked(straw, fill(0x8C3A22), ((YY == 3) | (YY == 11)) & (noise("twine", 1, 16)[0][XX] > 60))
    out["hay_block_side"] = to_mean(straw, (166, 137, 38))
    end = shades(0xA8881A, 78 + ranks(noise("hayend")) * 44 // 255)
    out["hay_block_top"] = to_mean(bevel(end, 8, 12), (166, 139, 13))
    cactus_edge = np.array((112, 100, 70, 104, 100, 92, 74, 104, 108, 72, 100, 100, 72, 108, 96, 64), np.int64)[XX]
    cactus = shades(0x578228, cactus_edge + (noise("cactus") - 128) * 6 // 128)
    thorn = ((XX % 6 == 2) & (YY % 5 == 1)) | ((XX % 6 == 5) & (YY % 5 == 3))
    cactus = masked(cactus, fill(0xC9D6A0), thorn & (XX > 0) & (XX < 15))
    out["cactus_side"] = to_mean(cactus, (88, 130, 45))
    ctop = shades(0x578228, 92 + (noise("cactustop") - 128) * 8 // 128 + np.where(radial > 10, -16, 8))
    ctop = times(ctop, np.where((abs(XX - YY) < 1) | (XX + YY == 15), 112, 100))
    ctop = masked(ctop, fill(0x9CB86A), (radial > 12) & (radial < 14) & ((XX + YY) % 3 == 0))
    out["cactus_top"] = to_mean(ctop, (86, 128, 43))
    out["cactus_bottom"] = to_mean(shades(0x90A05C, 92 + noise("cactusbottom") * 14 // 255), (143, 170, 87))
    return out


def shrooms() -> dict[str, Tex]:
    out: dict[str, Tex] = {}
    red = rock("redcap", 0xC82E2C, (92, 99, 104), (20, 50, 30))
    spots = sprite(SPOTS, {"x": 0})[..., 3] > 0
    out["red_mushroom_block"] = masked(red, fill(0xE6D2CC), spots)
    out["brown_mushroom_block"] = to_mean(rock("browncap", 0x956F51, (92, 99, 105), (25, 50, 25)), (149, 111, 81))
    stem = shades(0xCBC4B9, 94 + soft("mstem", 1, 8) * 12 // 255)
    out["mushroom_stem"] = to_mean(stem, (203, 196, 185))
    pores = grains("pores", 0xCAAB78, (88, 98, 106), (24, 46, 30))
    out["mushroom_block_inside"] = to_mean(pores, (202, 171, 121))
    wart = rock("wart", 0x720202, (70, 92, 112, 140), (20, 34, 30, 16), 1)
    out["nether_wart_block"] = to_mean(wart, (115, 3, 2))
    out["warped_wart_block"] = to_mean(rock("wwart", 0x167778, (70, 92, 110, 134), (20, 34, 30, 16), 1), (23, 120, 121))
    shroom = ramp(
        mixed((soft("shroomlight", 4), 3), (noise("shroomlight2"), 2)),
        (0xC96A22, 0xEB8C3C, 0xF9B060, 0xFFDE9C),
        (18, 34, 30, 18),
    )
    out["shroomlight"] = to_mean(shroom, (241, 147, 71))
    return out


CORALS = {"tube": 0x3157CF, "brain": 0xCF5B9F, "bubble": 0xA51AA2, "fire": 0xA3232F, "horn": 0xD8C842}


def corals() -> dict[str, Tex]:
    out: dict[str, Tex] = {}
    for name, color in CORALS.items():
        for prefix, tone in (("", color), ("dead_", 0x857D78)):
            pal: dict[str, Color] = {"a": tone, "A": scale(tone, 78)}
            block = rock(f"{name}coral", tone, (74, 94, 108, 126), (22, 32, 30, 16), 1)
            out[f"{prefix}{name}_coral_block"] = to_mean(block, tone)
            stem, fan = sprite(STEM_CORAL, pal), sprite(FAN_CORAL, pal)
            if name in ("brain", "horn"):
                stem, fan = mirrored(stem), mirrored(fan)
            out[f"{prefix}{name}_coral"], out[f"{prefix}{name}_coral_fan"] = stem, fan
    pickle = shades(0x5A6128, 90 + noise("pickle") * 20 // 255)
    pickle = rect(pickle, 4, 0, 8, 3, 0xA9C27A)
    out["sea_pickle"] = pickle
    egg = grains("turtle_egg", 0xE4E3C4, (86, 98, 104), (22, 48, 30), 4)
    out["turtle_egg"] = masked(egg, fill(0x7FA37A), noise("eggspot") > 214)
    for stage, name in ((1, "slightly_cracked"), (2, "very_cracked")):
        crack = (abs(XX - YY) < 1) | ((XX + YY == 12) & (stage == 2))
        out[f"turtle_egg_{name}"] = masked(out["turtle_egg"], fill(0x4C5A44), crack & (noise("eggcrack") > 60))
    return out


def textures() -> dict[str, Tex]:
    """All textures of this file by name."""
    return {**hanging(), **fruit(), **shrooms(), **corals()}
