"""Textures of rock: stone and its kin, ores, cobbles, bricks, sandstones, deepest and oddest stones."""

from __future__ import annotations

import numpy as np

from craftagent.sim.art.masonry import (
    bricks,
    chiseled,
    cracked,
    grains,
    inlay,
    patches,
    pebbles,
    rock,
    shades,
    slab,
    stones,
)
from craftagent.sim.art.paint import (
    XX,
    YY,
    Tex,
    add,
    bevel,
    contrast,
    frame,
    masked,
    mixed,
    noise,
    ramp,
    ranks,
    rect,
    soft,
    sprite,
    times,
    to_mean,
)

ORES = {
    "coal": (
        """
................
...oo......ho...
..hooo....hooo..
..oood.....ood..
...dd...........
................
......ho........
.....hooo.......
.....oood...ho..
......dd...hood.
............od..
..ho............
.hooo...........
.oood....hoo....
..dd....hoood...
.........odd....
""",
        {"h": 0x4D4D4D, "o": 0x343434, "d": 0x222222},
    ),
    "iron": (
        """
................
..ho............
.hood......hoo..
..od......hood..
...........dd...
.....ho.........
....hood........
.....dd.....ho..
...........hood.
.ho.........dd..
hood............
.dd...ho........
.....hood..ho...
......dd..hood..
..ho.......dd...
...d............
""",
        {"h": 0xE8CDBA, "o": 0xD8AF93, "d": 0xA9866E},
    ),
    "gold": (
        """
................
...........ho...
..ho......hood..
.hooo......od...
.oood...........
..dd...ho.......
......hooo......
......oood...ho.
.......dd...hood
.ho..........dd.
hood............
.dd.....ho......
.......hooo.....
..ho...oood.....
..od....dd...ho.
.............od.
""",
        {"h": 0xFFF7B0, "o": 0xFAD64A, "d": 0xC28B16},
    ),
    "redstone": (
        """
................
...ho.....o.....
..hood...hod....
...dd.....d..o..
.o..........hod.
hod...ho.....d..
.d...hood.......
......dd....o...
..o........hod..
.hod........d...
..d....ho.......
......hood....o.
..o....dd....hod
.hod..........d.
..d......ho.....
.........dd.....
""",
        {"h": 0xFF6A5E, "o": 0xE01B12, "d": 0x8E0A06},
    ),
    "diamond": (
        """
................
..hh.......h....
.hood.....hoh...
.oodd....hoood..
..dd......ood...
...........d....
.....h..........
....hoh......hh.
...hoood....hood
....ood.....oodd
.....d.......dd.
.hh.............
hood....h.......
oodd...hoh......
.dd...hoood.....
.......odd......
""",
        {"h": 0xD2FFF6, "o": 0x58E6E0, "d": 0x1FA6AE},
    ),
    "lapis": (
        """
................
...oh.....o.....
..hoodo..hod....
...ddo....d..o..
............hod.
.o....oh.....d..
hod..hoodo......
.d....ddo...o...
..o........hod..
.hod.oh.....d...
..d.hodo........
.....dd..oh...o.
..o.....hodo.hod
.hod.....dd...d.
..d.....o.......
.......hod......
""",
        {"h": 0x6A8FE8, "o": 0x2450B8, "d": 0x14306F},
    ),
    "emerald": (
        """
................
..hd......hd....
.hood....hood...
.hood....hood...
..dd......dd....
................
......hd.....hd.
.....hood...hood
.....hood...hood
......dd.....dd.
.hd.............
hood....hd......
hood...hood.....
.dd....hood..hd.
........dd...dd.
................
""",
        {"h": 0xB6FFD0, "o": 0x25D866, "d": 0x0B8A38},
    ),
}

CRACKS = """
....x...........
....xx......x...
......x....x....
......xx.xx.....
........x.......
........xx......
x.........x.....
.x........xxx...
..xx.........x..
....x.........x.
....x..........x
...x.x..........
...x..xx........
..x.....x.......
.x......x.......
........xx......
"""


def stone() -> Tex:
    """Plain stone: calm, mid grey, faintly layered."""
    return rock("stone", 0x7D7D7D, (86, 95, 101, 109), (14, 36, 34, 16))


def ores(base: Tex) -> dict[str, Tex]:
    out = {f"{name}_ore": inlay(base, art, colors) for name, (art, colors) in ORES.items()}
    netherrack = out_nether()
    quartz, colors = ORES["iron"][0], {"h": 0xF4EEE6, "o": 0xDCCFC3, "d": 0xA68F86}
    out["nether_quartz_ore"] = inlay(netherrack, quartz, colors)
    out["nether_gold_ore"] = inlay(netherrack, ORES["gold"][0], ORES["gold"][1])
    return out


def out_nether() -> Tex:
    """Netherrack: dark red, coarse, with deep pits."""
    field = mixed((soft("netherrack", 4), 2), (soft("netherrack2", 2), 4), (noise("netherrack3"), 3))
    tex = ramp(field, (0x4A1716, 0x5A2121, 0x6A2B2A, 0x7B3735, 0x8B4744), (16, 26, 30, 20, 8))
    return to_mean(tex, (97, 38, 38))


def speckled(name: str, mean: int, tones: tuple[int, ...], weights: tuple[int, ...]) -> Tex:
    """Granite-like: crystals of two or three texels."""
    field = mixed((soft(name, 2), 3), (noise(name + "n"), 2), (soft(name + "w", 8), 1))
    return to_mean(shades(mean, ranked(field, tones, weights)), mean)


def ranked(field, tones, weights):  # type: ignore[no-untyped-def]
    """Percent field: ranks of ``field`` cut into weighted tones."""
    level, total, edge = ranks(field), sum(weights), 0
    out = field * 0 + tones[0]
    for tone, weight in zip(tones[1:], weights[:-1], strict=True):
        edge += weight
        out[level >= edge * 256 // total] = tone
    return out


def kinds() -> dict[str, Tex]:
    out: dict[str, Tex] = {}
    granite = speckled("granite", 0x956755, (78, 91, 102, 116, 132), (14, 26, 32, 20, 8))
    diorite = speckled("diorite", 0xBCBCBC, (68, 84, 99, 110, 118), (10, 16, 26, 30, 18))
    andesite = speckled("andesite", 0x888888, (82, 93, 101, 110, 120), (12, 26, 36, 18, 8))
    out["granite"], out["diorite"], out["andesite"] = granite, diorite, andesite
    out["polished_granite"] = to_mean(slab(contrast(granite, 60), 18, 34), (154, 106, 89))
    out["polished_diorite"] = to_mean(slab(contrast(diorite, 55), 22, 40), (192, 193, 194))
    out["polished_andesite"] = to_mean(slab(contrast(andesite, 60), 20, 34), (132, 134, 133))
    smooth = rock("smooth_stone", 0xA0A0A0, (96, 99, 101, 104), (10, 40, 40, 10))
    out["smooth_stone"] = to_mean(frame(slab(smooth, 10, 14), 0x868686), (158, 158, 158))
    side = frame(smooth, 0x868686, 0, 0, 16, 8)
    side = frame(side, 0x868686, 0, 8, 16, 16)
    out["smooth_stone_slab_side"] = to_mean(side, (167, 167, 167))
    blackstone = rock("blackstone", 0x2C262C, (62, 84, 104, 130), (18, 34, 32, 16))
    out["blackstone"] = to_mean(blackstone, (42, 36, 41))
    out["blackstone_top"] = to_mean(
        rock("blackstone_top", 0x2C262C, (64, 86, 104, 126), (18, 34, 32, 16), 1), (42, 36, 42)
    )
    polished = rock("polished_blackstone", 0x353038, (86, 95, 103, 114), (14, 36, 36, 14))
    out["polished_blackstone"] = to_mean(slab(polished, 14, 16), (53, 49, 57))
    pbb = bricks("pbb", 0x312C35, 0x18151A, 8, 16, 12, 6)
    out["polished_blackstone_bricks"] = to_mean(pbb, (48, 43, 50))
    out["cracked_polished_blackstone_bricks"] = cracked(pbb, CRACKS, 45)
    out["chiseled_polished_blackstone"] = chiseled(polished, 15, 20)
    gold = {"h": 0xFFE98A, "o": 0xE0A92E, "d": 0x8A5A14}
    out["gilded_blackstone"] = inlay(blackstone, ORES["gold"][0], gold)
    return out


COBBLE = """
aaa..bbbb.ccc..a
aaaa.bbbb.cccc.a
aaa..bbbb.cccc..
....d.bb...cc.ee
ee.ddd..ff...eee
ee.dddd.ffff.eee
ee.dddd.ffff..ee
....dd..ffff....
gg.....i.ff..h.g
ggg..iiii...hhhg
ggg.iiiii.hhhhh.
gg..iiiii.hhhh..
...j.iii...hh.kk
k.jjj....ll...kk
kk.jjj..llll.kkk
k...j...lll...kk
"""


def cobbles() -> dict[str, Tex]:
    out: dict[str, Tex] = {}
    cobble = stones(COBBLE, 0x7F7F7F, "cobble")
    moss = grains("moss", 0x6A7F40, (78, 92, 106, 120), (20, 34, 30, 16), 4)
    out["cobblestone"] = cobble
    out["mossy_cobblestone"] = patches(cobble, blend_moss(cobble, moss), "mossy", 112)
    stone_bricks = bricks("stone_bricks", 0x7E7E7E, 0x575757, 8, 16, 14, 10, 4, 7)
    out["stone_bricks"] = to_mean(stone_bricks, (122, 121, 122))
    out["mossy_stone_bricks"] = patches(stone_bricks, blend_moss(stone_bricks, moss), "mossy2", 84)
    out["cracked_stone_bricks"] = to_mean(cracked(stone_bricks, CRACKS, 58), (118, 117, 118))
    base = rock("chiseled", 0x7A7A7A, (94, 99, 104), (20, 50, 30))
    out["chiseled_stone_bricks"] = to_mean(chiseled(base), (119, 118, 119))
    out["bricks"] = to_mean(bricks("bricks", 0x9A5A48, 0xA39A92, 4, 8, 10, 12, 14, 7), (150, 97, 83))
    out["nether_bricks"] = to_mean(bricks("nether_bricks", 0x331A1F, 0x180B0E, 4, 8, 12, 4, 14), (44, 22, 26))
    out["cracked_nether_bricks"] = cracked(out["nether_bricks"], CRACKS, 45)
    out["red_nether_bricks"] = to_mean(bricks("red_nether_bricks", 0x520A0D, 0x250204, 4, 8, 12, 6, 14), (70, 7, 9))
    nb = rock("cnb", 0x331A1F, (88, 100, 112), (30, 50, 20))
    out["chiseled_nether_bricks"] = to_mean(chiseled(nb, 14, 16), (47, 24, 28))
    return out


def blend_moss(under: Tex, moss: Tex) -> Tex:
    """Moss keeps the relief of what it grows on."""
    grey = under[..., :3].astype("int64").sum(2) // 3
    return times(moss, 60 + grey * 40 // 110)


def sandstones() -> dict[str, Tex]:
    out: dict[str, Tex] = {}
    for prefix, mean, top_mean, low in (("", 0xD8CB9B, 0xDFD6AA, 0xD0BE8A), ("red_", 0xBA631D, 0xB6611F, 0xB25A1A)):
        top = grains(prefix + "sandstone_top", top_mean, (93, 98, 102, 106), (14, 36, 34, 16), 3)
        out[f"{prefix}sandstone_top"] = to_mean(top, top_mean)
        bottom = patches(top, times(top, 88), prefix + "bottom", 84)
        out[f"{prefix}sandstone_bottom"] = to_mean(bottom, low)
        field = mixed((soft(prefix + "ss", 8, 1), 4), (noise(prefix + "ssn"), 2))
        body = shades(mean, ranked(field, (89, 96, 101, 106), (14, 32, 34, 20)))
        # a pale band above, thin dark layers below
        side = add(body, (YY < 3) * 10 - (YY == 3) * 34 - (YY == 15) * 26 + (YY == 4) * 8)
        side = add(side, -20 * ((YY == 10) & (noise(prefix + "layer", 1, 16)[0][XX] > 90)))
        side = add(side, -14 * ((YY == 7) & (noise(prefix + "layer2", 1, 16)[0][XX] > 150)))
        out[f"{prefix}sandstone"] = to_mean(side, mean)
        plain = shades(mean, ranked(field, (96, 99, 101, 104), (14, 36, 36, 14)))
        cut_side = bevel(bevel(plain, 14, 30, 0, 0, 16, 16), -26, -10, 1, 3, 15, 13)
        out[f"cut_{prefix}sandstone"] = to_mean(cut_side, mean)
        glyph = sprite(GLYPH, {"x": 0, "o": 0xFFFFFF})
        face = bevel(plain, 14, 30)
        dark = (glyph[..., 3] > 0) & (glyph[..., 0] == 0)
        lite = (glyph[..., 3] > 0) & (glyph[..., 0] > 0)
        out[f"chiseled_{prefix}sandstone"] = to_mean(times(face, 100 - 28 * dark + 9 * lite), mean)
    return out


GLYPH = """
................
.xxxxxxxxxxxxxx.
.xoooooooooooox.
.xxxxxxxxxxxxxx.
................
....xxx..xxx....
...xooo..ooox...
...xo.xxxx.ox...
.....xoooox.....
.....xo..ox.....
...xxxo..oxxx...
...ooooxxoooo...
.xxxxxxxxxxxxxx.
.xoooooooooooox.
.xxxxxxxxxxxxxx.
................
"""


END_PITS = """
................
..xx........x...
.x..x......x.x..
.x.........x....
..x....xx...x...
......x..x......
......x.........
.......x......xx
x............x..
..xxx........x..
.x...x..xx......
.x.....x..x.....
......x...x..x..
..............x.
....xx.......x..
.....x..........
"""


def deep() -> dict[str, Tex]:
    out: dict[str, Tex] = {}
    field = mixed((soft("bedrock", 4, 2), 3), (soft("bedrock2", 2, 2), 3), (noise("bedrock3"), 1))
    bed = ramp(field, (0x2B2B2B, 0x444444, 0x5A5A5A, 0x757575, 0x9A9A9A), (20, 24, 26, 20, 10))
    out["bedrock"] = to_mean(bed, (85, 85, 85))
    field = mixed((soft("obsidian", 4), 2), (soft("obsidian2", 2), 4), (noise("obsidian3"), 3))
    obsidian = ramp(field, (0x06040B, 0x0D0914, 0x150E20, 0x241A35, 0x3B2A57), (22, 34, 26, 13, 5))
    out["obsidian"] = to_mean(obsidian, (15, 11, 25))
    tears = inlay(obsidian, ORES["redstone"][0], {"h": 0xC79BFF, "o": 0x8B2FF0, "d": 0x4A0FA0}, 90, 130)
    out["crying_obsidian"] = to_mean(tears, (33, 11, 61))
    field = mixed((soft("end_stone", 2), 3), (soft("end_stone2", 4, 2), 2), (noise("end_stone3"), 2))
    end = shades(0xDBDE9E, ranked(field, (86, 95, 101, 107), (12, 26, 40, 22)))
    out["end_stone"] = to_mean(inlay(end, END_PITS, {"x": 0xB4B57C}, 98, 104), (219, 222, 158))
    out["end_stone_bricks"] = to_mean(bricks("esb", 0xDEE4A6, 0xB7BA7C, 8, 8, 8, 6, 4), (218, 224, 162))
    ps = mixed((soft("prismarine", 4, 2), 2), (soft("prismarine2", 2), 3), (noise("prismarine3"), 2))
    prismarine = ramp(ps, (0x4C7F74, 0x5F958B, 0x6DA79E, 0x7FBBAE, 0x9AD0C0), (18, 26, 26, 20, 10))
    out["prismarine"] = to_mean(prismarine, (99, 156, 151))
    out["prismarine_bricks"] = to_mean(bricks("prismarine_bricks", 0x6BB3A6, 0x4B8478, 8, 8, 16, 10, 8), (99, 172, 158))
    out["dark_prismarine"] = to_mean(bricks("dark_prismarine", 0x37604F, 0x22443A, 8, 8, 14, 12, 10), (52, 92, 76))
    purpur = bricks("purpur", 0xAC80AC, 0x8A5E8C, 8, 8, 10, 8, 6)
    out["purpur_block"] = to_mean(purpur, (170, 126, 170))
    pillar = shades(0xAE83AE, 100 + (XX % 4 == 0) * 8 - (XX % 4 == 3) * 14 + (noise("pp") - 128) * 3 // 128)
    out["purpur_pillar"] = to_mean(pillar, (172, 128, 171))
    out["purpur_pillar_top"] = to_mean(
        chiseled(rock("ppt", 0xAC80AC, (96, 100, 104), (25, 50, 25)), 14, 22), (171, 128, 171)
    )
    quartz = rock("quartz", 0xECE6DF, (97, 99, 101), (25, 50, 25))
    out["quartz_block_top"] = to_mean(bevel(quartz, 6, 14), (235, 230, 223))
    out["quartz_block_side"] = to_mean(bevel(quartz, 6, 14), (236, 230, 223))
    out["quartz_block_bottom"] = to_mean(quartz, (237, 230, 223))
    out["chiseled_quartz_block"] = to_mean(chiseled(quartz, 6, 26), (232, 226, 218))
    out["chiseled_quartz_block_top"] = to_mean(bevel(bevel(quartz, 6, 22), -20, -6, 4, 4, 12, 12), (232, 226, 217))
    lines = shades(0xECE6DF, 100 - (XX % 5 == 3) * 11 + (XX % 5 == 4) * 3)
    out["quartz_pillar"] = to_mean(bevel(lines, 4, 10), (235, 230, 224))
    out["quartz_pillar_top"] = to_mean(
        bevel(bevel(bevel(quartz, 6, 14), -16, -6, 3, 3, 13, 13), 6, 16, 5, 5, 11, 11), (235, 230, 224)
    )
    out["quartz_bricks"] = to_mean(bricks("quartz_bricks", 0xEFE9E2, 0xCFC6BA, 4, 8, 3, 3, 2, 2), (234, 229, 221))
    out["basalt_side"] = to_mean(
        shades(0x4A4A4E, 92 + soft("basalt", 2, 16) * 26 // 255 + (noise("basaltn") - 128) * 10 // 128), (73, 73, 78)
    )
    out["basalt_top"] = to_mean(pebbles("basalt_top", 0x515156, 4, 7, 62, 10), (81, 81, 86))
    pol = shades(0x58585B, 100 + (XX % 4 == 0) * 12 - (XX % 4 == 3) * 18 + (noise("polb") - 128) * 4 // 128)
    out["polished_basalt_side"] = to_mean(bevel(pol, 6, 10), (89, 88, 92))
    top = bevel(bevel(rock("pbt", 0x636265, (93, 100, 107), (25, 50, 25)), 14, 20), -18, -12, 4, 4, 12, 12)
    out["polished_basalt_top"] = to_mean(top, (100, 99, 101))
    debris = soft("debris", 4, 16)
    out["ancient_debris_side"] = to_mean(
        shades(0x5F4238, 80 + soft("debris", 8, 2) * 44 // 255 + (noise("debrisn") - 128) * 8 // 128), (96, 64, 56)
    )
    del debris
    ring = bevel(
        bevel(bevel(rock("adt", 0x5F4238, (86, 100, 114), (25, 50, 25)), 18, 24), -22, -14, 3, 3, 13, 13),
        16,
        20,
        5,
        5,
        11,
        11,
    )
    out["ancient_debris_top"] = to_mean(ring, (95, 66, 58))
    crust = stones(COBBLE, 0x5E2013, "magma", 60, 16)
    gaps = np.array([[c == "." for c in row.ljust(16, ".")] for row in COBBLE.strip().split("\n")])
    hot = ramp(mixed((soft("magmaglow", 4), 2), (noise("magmaglow2"), 1)), (0xC8461A, 0xEE7A22, 0xFFB540))
    out["magma"] = to_mean(masked(crust, hot, gaps), (143, 63, 31))
    return out


def stone_extra(base: Tex) -> dict[str, Tex]:
    """Stone-bodied blocks that need plain stone: spawner-free small things live elsewhere."""
    return {"stone": base, "glowstone": glowstone(), "sea_lantern": sea_lantern()}


def glowstone() -> Tex:
    """Warm crystals in a brown net."""
    tex = stones(COBBLE, 0xB0824A, "glowstone", 56, 20, 30, 26)
    field = mixed((soft("glow", 4), 2), (soft("glow2", 2), 2), (noise("glow3"), 1))
    bright = ramp(field, (0xE9BE70, 0xFFE2A0, 0xFFF8DC))
    return to_mean(masked(tex, bright, (ranks(field) > 178) & (tex[..., 0] > 150)), (172, 131, 84))


def sea_lantern() -> Tex:
    """Pale cells in a teal frame."""
    tex = shades(0xC7DCD4, 94 + soft("sea_lantern", 4) * 18 // 255)
    tex = frame(tex, 0x86ADA4)
    tex = rect(tex, 7, 1, 9, 15, 0xA4C4BC)
    tex = rect(tex, 1, 7, 15, 9, 0xA4C4BC)
    tex = frame(tex, 0xE9F5EE, 2, 2, 7, 7)
    tex = frame(tex, 0xE9F5EE, 9, 2, 14, 7)
    tex = frame(tex, 0xE9F5EE, 2, 9, 7, 14)
    tex = frame(tex, 0xE9F5EE, 9, 9, 14, 14)
    return to_mean(tex, (172, 200, 190))


def textures() -> dict[str, Tex]:
    """All rock textures by name."""
    base = stone()
    return {
        **stone_extra(base),
        **ores(base),
        **kinds(),
        **cobbles(),
        **sandstones(),
        **deep(),
        "netherrack": out_nether(),
    }
