"""Textures of small plants: flowers, grass, crops, saplings, mushrooms, tall flowers."""

from __future__ import annotations

import numpy as np

from craftagent.sim.art.masonry import shades
from craftagent.sim.art.paint import (
    XX,
    YY,
    Color,
    N,
    Tex,
    bevel,
    cut,
    fill,
    lerp,
    masked,
    mirrored,
    mixed,
    noise,
    over,
    ramp,
    ranks,
    rect,
    scale,
    shifted,
    soft,
    sprite,
    times,
)
from craftagent.sim.art.plant_art import (
    ACACIA_SAPLING,
    BAMBOO_SAPLING,
    BERRY,
    BIRCH_SAPLING,
    BROWN_MUSHROOM,
    COBWEB,
    DEAD_BUSH,
    FERN,
    FLOWERS,
    FUNGUS,
    GREEN,
    NETHER_SPROUTS,
    RED_MUSHROOM,
    ROOTS,
    SAPLING,
    SPRUCE_SAPLING,
    SUGAR_CANE,
)


def flowers() -> dict[str, Tex]:
    out = {name: sprite(art, {**GREEN, **colors}) for name, (art, colors) in FLOWERS.items()}
    stem = {"c": 0xC9BFA6, "C": 0xE8E2D0, "d": 0x8C8474}
    out["red_mushroom"] = sprite(RED_MUSHROOM, {**stem, "r": 0xA81612, "R": 0xDE2A22, "w": 0xF6EFE8})
    out["brown_mushroom"] = sprite(BROWN_MUSHROOM, {**stem, "b": 0x7C5A40, "B": 0x9E7858, "L": 0xBE9A78})
    crimson = {"a": 0x8C1616, "A": 0xC42A22, "o": 0xF2802A, "c": 0x8A4A4A, "C": 0xB46A5E}
    warped = {"a": 0x0E7C72, "A": 0x1FB8A4, "o": 0xF2802A, "c": 0x7A3E46, "C": 0x9A5A5A}
    out["crimson_fungus"] = sprite(FUNGUS, crimson)
    out["warped_fungus"] = mirrored(sprite(FUNGUS, warped))
    out["dead_bush"] = sprite(DEAD_BUSH, {"b": 0x8A5E2C, "B": 0x6A4520})
    oak = {"L": 0x6CB43C, "l": 0x4C8F2A, "d": 0x2F6419, "t": 0x7A5A32, "T": 0x5C4222}
    out["oak_sapling"] = sprite(SAPLING, oak)
    out["dark_oak_sapling"] = sprite(
        SAPLING, {"L": 0x3E7A22, "l": 0x2C5E18, "d": 0x1B3F0E, "t": 0x4A3418, "T": 0x33230F}
    )
    jungle = {"L": 0x4FA01F, "l": 0x387A16, "d": 0x22540C, "t": 0x6A5222, "T": 0x4C3A16}
    out["jungle_sapling"] = mirrored(sprite(SAPLING, jungle))
    out["spruce_sapling"] = sprite(
        SPRUCE_SAPLING, {"L": 0x4E7A4C, "l": 0x3A6138, "d": 0x234424, "t": 0x5A3C1C, "T": 0x432A12}
    )
    out["birch_sapling"] = sprite(
        BIRCH_SAPLING, {"L": 0x8FBF5C, "l": 0x6E9F44, "d": 0x4A772C, "t": 0xE4E2DA, "T": 0x9A978C}
    )
    out["acacia_sapling"] = sprite(
        ACACIA_SAPLING, {"L": 0x8CA834, "l": 0x6C8724, "d": 0x4A6216, "t": 0x8A7C6A, "T": 0x6A5E50}
    )
    out["bamboo_stage0"] = sprite(BAMBOO_SAPLING, {"L": 0x7FB02C, "l": 0x5C8A1E})
    out["sugar_cane"] = sprite(SUGAR_CANE, {"g": 0x8CC06A, "G": 0xAFDC8C, "d": 0x5F9444, "a": 0x7CB45A})
    out["cobweb"] = sprite(COBWEB, {"w": 0xE6EAEA})
    bush = {"L": 0x4F9A46, "l": 0x33753A, "d": 0x1F5430, "T": 0x5A4020}
    for stage in range(4):
        tex = sprite(BERRY if stage else "\n".join(BERRY.strip("\n").split("\n")[4:]), bush)
        if stage >= 2:
            spots = (noise("berry") > (236 if stage == 2 else 222)) & (tex[..., 3] > 0)
            tex = masked(tex, fill(0xC22326 if stage == 3 else 0xE0A0A0), spots)
        out[f"sweet_berry_bush_stage{stage}"] = tex
    out["nether_sprouts"] = sprite(NETHER_SPROUTS, {"a": 0x16998C, "A": 0x0E6A64})
    out["crimson_roots"] = sprite(ROOTS, {"a": 0xA81E22, "A": 0x7A1216})
    out["warped_roots"] = sprite(ROOTS, {"a": 0x1AA694, "A": 0x12756C})
    return out


def blades(name: str, count: int, low: int, high: int, tones: tuple[Color, ...], lean: int = 2) -> Tex:
    """Grass: ``count`` blades from the ground, ``low`` .. ``high`` texels tall, leaning outwards."""
    out = np.zeros((N, N, 4), np.uint8)
    r = noise(name, count, 4)
    for i in range(count):
        x0 = 1 + i * 14 // max(1, count - 1)
        tall = low + int(r[i, 0]) * (high - low + 1) // 256
        drift = (x0 - 7) * lean * int(r[i, 1]) // 256 // 3 + (int(r[i, 2]) - 128) * lean // 160
        color = tones[int(r[i, 3]) * len(tones) // 256]
        for t in range(tall):
            x = x0 + drift * t * t // (tall * tall)
            if 0 <= x < N:
                shade = 78 + 30 * t // tall
                out[N - 1 - t, x, :3] = scale(color, shade)
                out[N - 1 - t, x, 3] = 255
                if t < tall // 2 and x + 1 < N and out[N - 1 - t, x + 1, 3] == 0 and i % 2:
                    out[N - 1 - t, x + 1, :3] = scale(color, shade - 14)
                    out[N - 1 - t, x + 1, 3] = 255
    return out


def greys(*values: int) -> tuple[Color, ...]:
    return tuple((v, v, v) for v in values)


def grasses() -> dict[str, Tex]:
    out: dict[str, Tex] = {}
    tone = greys(0xB4, 0xA2, 0x92, 0xC4)
    out["grass"] = over(
        blades("shortgrass3", 10, 4, 9, greys(0x86, 0x94, 0x9C), 9), blades("shortgrass5", 8, 7, 14, tone, 6)
    )
    lower = blades("tallgrass", 11, 14, 16, tone, 1)
    for x in (1, 4, 7, 9, 12, 14):
        lower[0:16, x, :3] = (0xA0, 0xA0, 0xA0)
        lower[0:16, x, 3] = 255
    lower = times(lower, 84 + (noise("tallgrass/l", 1, 16)[0] * 20 // 255)[XX])
    out["tall_grass_bottom"] = lower
    upper = np.zeros((N, N, 4), np.uint8)
    for i, x in enumerate((1, 4, 7, 9, 12, 14)):
        tall = (9, 13, 15, 11, 14, 8)[i]
        for t in range(tall):
            xx = x + ((x - 7) * t * t) // (tall * tall * 3)
            if 0 <= xx < N:
                upper[15 - t, xx] = (*scale((0xA8, 0xA8, 0xA8), 92 + 24 * t // tall), 255)
    out["tall_grass_top"] = upper
    fern = {"L": 0xB8B8B8, "l": 0x949494, "d": 0x6E6E6E}
    out["fern"] = sprite(FERN, fern)
    out["large_fern_bottom"] = over(sprite(FERN, fern), mirrored(blades("lf", 5, 12, 16, greys(0x90, 0x80), 1)))
    out["large_fern_top"] = sprite("\n".join(FERN.strip("\n").split("\n")[:13]), fern)
    out["seagrass"] = blades("seagrass", 8, 7, 14, (0x2F7A14, 0x3C8F1C, 0x24640F))
    out["tall_seagrass_bottom"] = blades("tsb", 9, 15, 16, (0x2F7A14, 0x3C8F1C, 0x24640F), 1)
    out["tall_seagrass_top"] = blades("tst", 7, 6, 14, (0x3A8A1A, 0x4AA024, 0x2C7012))
    out["kelp_plant"] = kelp(False)
    out["kelp"] = kelp(True)
    return out


def kelp(top: bool) -> Tex:
    tex = np.zeros((N, N, 4), np.uint8)
    stem, leaf, dark = 0x4F7A24, 0x6A9A30, 0x35591A
    start = 5 if top else 0
    tex = rect(tex, 7, start, 9, 16, stem)
    for y in range(start, 16, 4):
        side = (y // 4) % 2
        for k in range(5):
            x = 9 + k if side else 6 - k
            yy = y + k // 2
            if yy < 16:
                tex = rect(tex, x, yy, x + 1, min(16, yy + 2), leaf if k % 2 else dark)
    if top:
        tex = rect(tex, 6, 2, 9, 6, leaf)
        tex = rect(tex, 8, 0, 9, 3, leaf)
    return tex


def crop(name: str, stage: int, stages: int, young: Color, ripe: Color, ear: Color | None) -> Tex:
    """Rows of stalks that grow, turn from young to ripe, and bear ears at the last stage."""
    out = np.zeros((N, N, 4), np.uint8)
    tall = 3 + 12 * stage // (stages - 1)
    color = lerp(young, ripe, max(0, stage * 100 // (stages - 1) - 30), 70)
    r = noise(name, 8, 16)
    for i, x in enumerate((1, 3, 6, 8, 11, 13)):
        h = max(2, tall - int(r[stage % 8, i]) * 3 // 256)
        for t in range(h):
            xx = x + (1 if t > h * 2 // 3 and i % 2 else 0)
            out[15 - t, xx] = (*scale(color, 76 + 34 * t // h), 255)
            if t % 3 == i % 3 and t > 1 and xx + 1 < N:
                out[15 - t, xx + 1] = (*scale(color, 92), 255)
            if t % 4 == i % 4 and t > 2 and xx > 0:
                out[15 - t, xx - 1] = (*scale(color, 84), 255)
        if ear is not None and stage >= stages - 3:
            size = 2 + (stage - stages + 3)
            for t in range(max(0, h - size - 1), h):
                wide = (0, 1) if i % 2 == t % 2 and t < h - 1 else (0,)
                for dx in wide:
                    if x + dx < N:
                        out[15 - t, x + dx] = (*scale(ear, 84 + 26 * ((t + dx) % 2)), 255)
    return out


def root_crop(stage: int, leaf: Color, root: Color) -> Tex:
    """Carrots, potatoes, beetroots in four stages: a tuft of leaves, roots that peep out at the end."""
    tex = blades(f"rootcrop{leaf}", 7, 2 + 3 * stage, 4 + 3 * stage, (leaf, scale(leaf, 84), scale(leaf, 116)), 3)
    if stage == 3:
        for x in (2, 7, 12):
            tex = rect(tex, x, 13, x + 2, 16, root)
            tex = rect(tex, x, 13, x + 1, 14, scale(root, 118))
    return tex


def crops() -> dict[str, Tex]:
    out: dict[str, Tex] = {}
    for stage in range(8):
        out[f"wheat_stage{stage}"] = crop("wheat", stage, 8, 0x2F9A1E, 0xC9A93E, 0xDCBB65)
    for stage in range(4):
        out[f"carrots_stage{stage}"] = root_crop(stage, 0x3FA02C, 0xE87A1C)
        out[f"potatoes_stage{stage}"] = root_crop(stage, 0x4C9A34, 0xC9A75A)
        out[f"beetroots_stage{stage}"] = root_crop(stage, 0x5E8F32, 0x9A2A3A)
    for stage, tall in enumerate((4, 8, 12)):
        tex = np.zeros((N, N, 4), np.uint8)
        for x in (2, 6, 10, 13):
            top = 16 - tall + x % 3
            tex = rect(tex, x, top, x + 1, 16, 0x6E1414)
            tex = rect(tex, x - 1, top, x + 2, min(16, top + 2 + stage), 0xA3261C if stage < 2 else 0xC2251C)
            tex = rect(tex, x - 1, top, x, top + 1, 0xD8503A)
        out[f"nether_wart_stage{stage}"] = tex
    vine_grey = greys(0x8E, 0xA4, 0xBC)
    stem = np.zeros((N, N, 4), np.uint8)
    for y in range(16):
        stem[y, 7 + (y // 3) % 2] = (*((0xB4,) * 3), 255)
        if y % 4 == 1:
            stem[y, 9 + y % 3] = (*((0x96,) * 3), 255)
    for age in range(8):
        grown = cut(shifted(stem, 0, 14 - 2 * age), 14 - 2 * age <= YY)
        out[f"melon_stem_age{age}"] = out[f"pumpkin_stem_age{age}"] = grown
    bent = np.zeros((N, N, 4), np.uint8)
    bent = rect(bent, 0, 6, 9, 8, 0xB0B0B0)
    bent = rect(bent, 7, 8, 9, 16, 0xA0A0A0)
    bent = rect(bent, 3, 5, 5, 6, 0x909090)
    out["attached_melon_stem"] = out["attached_pumpkin_stem"] = bent
    for age, (w, h, color) in enumerate(((4, 5, 0x8C9A3C), (6, 7, 0xB08A34), (8, 9, 0xB2641E))):
        tex = shades(color, 92 + noise(f"cocoa{age}") * 16 // 255)
        tex = times(tex, np.where(XX % 4 == 3, 80, 100))
        out[f"cocoa_stage{age}"] = bevel(tex, 14, 14, 0, 0, w, h)
    del vine_grey
    return out


def tall_flowers() -> dict[str, Tex]:
    out: dict[str, Tex] = {}
    leafy = leafy_bush("bush", 0x3C8428, 0x5FB03E)
    for name, color, light in (
        ("rose_bush", 0xA01212, 0xE0322A),
        ("peony", 0xD08AC0, 0xF6D6EE),
        ("lilac", 0xA868B8, 0xD8A8E0),
    ):
        for half in ("bottom", "top"):
            tex = leafy if half == "bottom" else cut(leafy_bush("bushtop", 0x3C8428, 0x5FB03E), YY > 2)
            out[f"{name}_{half}"] = bloom(
                tex, f"{name}{half}", color, light, 5 if half == "bottom" else 9, name == "lilac"
            )
    stalk = np.zeros((N, N, 4), np.uint8)
    stalk = rect(stalk, 7, 0, 9, 16, 0x3C8A26)
    stalk = rect(stalk, 7, 0, 8, 16, 0x57A83A)
    for y, x in ((4, 9), (5, 10), (5, 11), (9, 6), (10, 5), (10, 4), (13, 9), (12, 10), (12, 11)):
        stalk = rect(stalk, x, y, x + 1, y + 2, 0x4C9A30)
    out["sunflower_bottom"] = stalk
    top = cut(stalk, YY > 6)
    disc = (2 * XX - 15) ** 2 + (2 * YY - 13) ** 2
    petals = (disc < 200) & ((disc < 130) | ((XX + YY) % 3 != 0))
    top = masked(top, ramp(noise("petal"), (0xE5A814, 0xF8CE2C, 0xFFE462)), petals)
    top = masked(top, shades(0x5A3A18, 90 + noise("seedhead") * 20 // 255), disc < 60)
    out["sunflower_top"] = top
    return out


def leafy_bush(name: str, dark: Color, light: Color) -> Tex:
    field = mixed((soft(name, 2), 2), (noise(name + "2"), 2))
    tex = ramp(field, (scale(dark, 70), dark, lerp(dark, light, 50), light))
    dx = abs(2 * XX - 15)
    keep = (dx + (noise(name + "e") // 24) < 15) & (ranks(field) > 60)
    return cut(tex, keep | ((XX == 7) & (YY > 8)))


def bloom(tex: Tex, name: str, color: Color, light: Color, count: int, tall: bool) -> Tex:
    r = noise(name, count, 3)
    for i in range(count):
        x, y = 1 + int(r[i, 0]) * 12 // 256, 1 + int(r[i, 1]) * 12 // 256
        tex = rect(tex, x, y, x + 3, y + (4 if tall else 2), color)
        tex = rect(tex, x, y, x + 2, y + 1, light)
        if not tall:
            tex = rect(tex, x + 1, y - 1, x + 2, y, light)
    return tex


def textures() -> dict[str, Tex]:
    """All textures of this file by name."""
    return {**flowers(), **grasses(), **crops(), **tall_flowers()}
