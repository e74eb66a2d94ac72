"""Textures of the Nether, the End and of magic: nylium, portals, anchors, heads, command blocks, beacon, table."""

from __future__ import annotations

import numpy as np

from craftagent.sim.art.blocks_earth import capped
from craftagent.sim.art.masonry import chiseled, pebbles, rock, shades
from craftagent.sim.art.paint import (
    XX,
    YY,
    Color,
    Tex,
    bevel,
    blend_ramp,
    fill,
    frame,
    masked,
    mixed,
    noise,
    over,
    ramp,
    rect,
    scale,
    soft,
    sprite,
    times,
    to_mean,
)

RING = np.maximum(abs(2 * XX - 15), abs(2 * YY - 15))
DISC = (2 * XX - 15) ** 2 + (2 * YY - 15) ** 2


def nether(netherrack: Tex) -> dict[str, Tex]:
    out: dict[str, Tex] = {}
    for name, mean in (("crimson", 0x821F1F), ("warped", 0x2B7265)):
        field = mixed((soft(name + "nyl", 2), 2), (noise(name + "nyl2"), 3))
        top = ramp(field, [scale(mean, p) for p in (72, 90, 106, 128)], (20, 34, 30, 16))
        out[f"{name}_nylium"] = to_mean(top, mean)
        out[f"{name}_nylium_side"] = capped(netherrack, out[f"{name}_nylium"], name + "nylside", 2, 5, 80)
    swirl = blend_ramp(
        mixed((soft("portal", 4, 8), 3), (soft("portal2", 8, 2), 2), (noise("portal3"), 1)), 0x4A0E9E, 0x9A4AF0
    )
    swirl[..., 3] = 190
    out["nether_portal"] = swirl
    stars = fill(0x06090E)
    for i, color in enumerate((0x2E6A66, 0x4AA890, 0x274A6E, 0x9AD0C0)):
        stars = masked(stars, fill(color), noise(f"stars{i}") > 246)
    out["end_portal"] = stars
    crying = pebbles("anchor", 0x2A1450, 4, 8, 50, 24)
    body = bevel(crying, 10, 14)
    out["respawn_anchor_bottom"] = to_mean(body, (33, 21, 52))
    ring = masked(body, fill(0x14091E), RING < 9)
    out["respawn_anchor_top_off"] = ring
    glow = ramp(mixed((soft("anchorglow", 4), 2), (noise("anchorglow2"), 1)), (0x8A2BE2, 0xB25CF8, 0xE6B8FF))
    out["respawn_anchor_top"] = masked(body, glow, RING < 9)
    for charge in range(5):
        lamp = rect(body, 4, 4, 12, 12, 0x14091E)
        for k in range(charge):
            lamp = rect(lamp, 5 + (k % 2) * 4, 9 - (k // 2) * 4, 7 + (k % 2) * 4, 11 - (k // 2) * 4, 0xFFC63A)
        out[f"respawn_anchor_side{charge}"] = frame(lamp, 0x5A3A92, 4, 4, 12, 12)
    stone = rock("lodestone", 0x78787C, (90, 98, 104, 112), (20, 34, 30, 16))
    top = bevel(bevel(stone, 18, 28), -26, -18, 3, 3, 13, 13)
    out["lodestone_top"] = to_mean(rect(top, 6, 6, 10, 10, 0x3A3A3E), (147, 149, 152))
    out["lodestone_side"] = to_mean(chiseled(stone, 18, 28), (119, 119, 123))
    return out


def end() -> dict[str, Tex]:
    out: dict[str, Tex] = {}
    stalk = rock("chorus", 0x5E3A5E, (80, 94, 106, 124), (20, 34, 30, 16))
    out["chorus_plant"] = to_mean(masked(stalk, fill(0x8A6A8A), noise("chorusspot") > 232), (94, 58, 94))
    flower = rock("chorusflower", 0x977997, (84, 96, 106, 118), (20, 34, 30, 16))
    out["chorus_flower"] = to_mean(masked(flower, fill(0xE8DCE8), noise("chorusspot2") > 214), (152, 121, 152))
    out["chorus_flower_dead"] = to_mean(flower, (97, 62, 96))
    egg = ramp(
        mixed((soft("egg", 4), 2), (noise("egg2"), 2)), (0x060308, 0x0C0910, 0x14101A, 0x2C1838), (30, 34, 26, 10)
    )
    out["dragon_egg"] = egg
    eye = masked(fill(0x20504A), fill(0x8AE0B0), (abs(XX - 7) < 2) & (abs(YY - 7) < 4))
    out["end_portal_frame_eye"] = masked(eye, fill(0x0E2A26), (XX == 7) & (YY > 4) & (YY < 11))
    base = pebbles("end_stone", 0xDBDE9E, 5, 4, 88, 5)
    top = masked(base, rock("frametop", 0x4F7A62, (80, 96, 108, 120), (20, 34, 30, 16)), RING < 13)
    out["end_portal_frame_top"] = masked(top, fill(0x1A2E28), RING < 6)
    out["end_portal_frame_side"] = masked(
        base, rock("frameside", 0x4F7A62, (80, 96, 108), (25, 50, 25)), (YY > 2) & (YY < 6)
    )
    shell = shades(0xA08E6A, 88 + soft("conduit", 4, 4) * 24 // 255)
    out["conduit"] = masked(frame(shell, 0x6E5E42, 0, 0, 12, 6), fill(0x4AB8C8), DISC < 10)
    return out


def magic() -> dict[str, Tex]:
    out: dict[str, Tex] = {}
    obsidian = ramp(mixed((soft("ench", 4), 3), (noise("ench2"), 1)), (0x0A0714, 0x120E1E, 0x1C162C, 0x2A2040))
    cloth = rock("enchcloth", 0xA0242A, (88, 97, 104), (25, 50, 25))
    top = masked(cloth, fill(0x6A1218), RING > 12)
    top = masked(top, obsidian, (RING > 13) | ((XX < 3) | (XX > 12)) & ((YY < 3) | (YY > 12)))
    for x, y in ((1, 1), (13, 1), (1, 13), (13, 13)):
        top = rect(top, x, y, x + 2, y + 2, 0x4AE0D8)
    out["enchanting_table_top"] = rect(top, 5, 6, 11, 10, 0x7A141A)
    side = masked(obsidian, cloth, (YY < 8) & (YY > 3))
    side = masked(side, fill(0x6A1218), YY == 8)
    side = rect(rect(side, 0, 4, 2, 7, 0x4AE0D8), 14, 4, 16, 7, 0x4AE0D8)
    out["enchanting_table_side"], out["enchanting_table_bottom"] = side, obsidian
    star = masked(fill(0x35A8A0), fill(0x8CF2E6), RING < 11)
    out["beacon"] = masked(star, fill(0xE6FFFB), RING < 5)
    for name, color in (
        ("command_block", 0xB5886C),
        ("repeating_command_block", 0x8071B0),
        ("chain_command_block", 0x84A596),
    ):
        body = bevel(frame(rock(name, color, (94, 100, 106), (25, 50, 25)), scale(color, 62)), 14, 18, 1, 1, 15, 15)
        panel = rect(frame(body, scale(color, 46), 4, 4, 12, 12), 5, 5, 11, 11, 0x4A4A4A)
        dots = (XX % 2 == 1) & (YY % 2 == 1) & (XX > 4) & (XX < 11) & (YY > 4) & (YY < 11)
        out[f"{name}_side"] = masked(panel, fill(0xD8D8C8), dots)
        out[f"{name}_front"] = rect(out[f"{name}_side"], 6, 6, 10, 10, 0xE0A040)
        out[f"{name}_back"] = rect(body, 5, 5, 11, 11, scale(color, 60))
        out[f"{name}_conditional"] = masked(panel, fill(0xE8C060), abs(XX - YY) < 1)
    dark = bevel(rock("structure", 0x584A5C, (92, 100, 108), (25, 50, 25)), 20, 24)
    for mode, glyph in (("", "+"), ("_save", "s"), ("_load", "l"), ("_corner", "c"), ("_data", "d")):
        mark = {
            "+": (RING > 6) & (RING < 11),
            "s": abs(XX - 7) < 2,
            "l": abs(YY - 7) < 2,
            "c": (XX < 8) & (YY < 8) & (RING < 9),
            "d": DISC < 50,
        }[glyph]
        out[f"structure_block{mode}"] = masked(dark, fill(0xD8C8DC), mark)
    out["jigsaw_top"] = masked(dark, fill(0xA08CA8), (abs(XX - 7) < 2) & (YY < 9))
    out["jigsaw_side"], out["jigsaw_bottom"] = dark, times(dark, 80)
    out["jigsaw_lock"] = masked(dark, fill(0xC8B4CC), RING < 6)
    return out


# ----------------------------------------------------------------------------------------------------------- heads

HEADS = {
    "skeleton": (0xC8C8C4, "eyes: .##..##. nose"),
    "wither_skeleton": (0x2E2E2E, ""),
    "zombie": (0x4F8A3C, ""),
    "creeper": (0x55A848, ""),
    "player": (0xB8805E, ""),
    "dragon": (0x1C1A20, ""),
}
FACE = {
    "skeleton": """
........
........
........
.kk..kk.
.kk..kk.
...dd...
........
.dkdkdd.
""",
    "zombie": """
........
........
........
.kk..kk.
.dk..kd.
...dd...
..dddd..
........
""",
    "creeper": """
........
........
.kk..kk.
.kk..kk.
...kk...
..kkkk..
..kkkk..
..k..k..
""",
    "player": """
hhhhhhhh
hhhhhhhh
h......h
........
.wb..bw.
...dd...
..d..d..
..dddd..
""",
    "dragon": """
........
.d....d.
........
.vv..vv.
.vv..vv.
........
.k....k.
dkdkdkdk
""",
}


def heads() -> dict[str, Tex]:
    """Faces on an 8 x 8 square at the upper left; the rest is the skin of the other sides."""
    out: dict[str, Tex] = {}
    for name, (skin, _) in HEADS.items():
        base = rock(name + "head", skin, (88, 97, 104, 112), (20, 34, 30, 16))
        if name == "player":
            base = masked(base, shades(0x4A3220, 90 + noise("hair") * 20 // 255), YY < 4)
        key = "skeleton" if name == "wither_skeleton" else name
        ink: dict[str, Color] = {
            "k": 0x1A1A1A,
            "d": scale(skin, 70),
            "h": 0x4A3220,
            "w": 0xF0F0F0,
            "b": 0x3A4A8A,
            "v": 0xC85AE8,
        }
        face = "\n".join(row + "." * 8 for row in FACE[key].strip("\n").split("\n")) + "\n" + "\n".join(["." * 16] * 8)
        out[f"{name}_head_face"] = over(base, sprite(face, ink))
        out[f"{name}_head"] = base
        top = shades(0x4A3220, 90 + noise("hair") * 20 // 255) if name == "player" else base
        out[f"{name}_head_top"] = top
    return out


def textures(netherrack: Tex) -> dict[str, Tex]:
    """All otherworldly and magic textures by name; needs netherrack for nylium's sides."""
    return {**nether(netherrack), **end(), **magic(), **heads()}
