"""Textures that come in sixteen colours: wool, concrete, powder, terracotta, glazed terracotta, glass, beds, boxes."""

from __future__ import annotations

import numpy as np

from craftagent.sim.art.masonry import grains, rock, shades
from craftagent.sim.art.paint import (
    XX,
    YY,
    Color,
    Tex,
    add,
    bevel,
    fill,
    frame,
    lerp,
    masked,
    mixed,
    noise,
    pick,
    ramp,
    rgb,
    scale,
    soft,
    times,
    to_mean,
)

# mean colour of: wool, concrete, concrete powder, terracotta, stained glass
MEANS = {
    "white": (0xE9ECEC, 0xCFD5D6, 0xE1E3E3, 0xD1B2A1, 0xFFFFFF),
    "orange": (0xF07613, 0xE06100, 0xE3831F, 0xA15325, 0xD87F33),
    "magenta": (0xBD44B3, 0xA9309F, 0xC053B8, 0x95586C, 0xB24CD8),
    "light_blue": (0x3AAFD9, 0x2389C6, 0x4AB4D5, 0x716C89, 0x6699D8),
    "yellow": (0xF8C627, 0xF0AF15, 0xE8C736, 0xBA8523, 0xE5E533),
    "lime": (0x70B919, 0x5EA818, 0x7DBD29, 0x677534, 0x7FCC19),
    "pink": (0xED8DAC, 0xD5658E, 0xE499B5, 0xA14E4E, 0xF27FA5),
    "gray": (0x3E4447, 0x36393D, 0x4C5154, 0x392A23, 0x4C4C4C),
    "light_gray": (0x8E8E86, 0x7D7D73, 0x9A9A94, 0x876A61, 0x999999),
    "cyan": (0x158991, 0x157788, 0x24939D, 0x565B5B, 0x4C7F99),
    "purple": (0x792AAC, 0x641F9C, 0x8337B1, 0x764656, 0x7F3FB2),
    "blue": (0x35399D, 0x2C2E8F, 0x4649A6, 0x4A3B5B, 0x334CB2),
    "brown": (0x724728, 0x603B1F, 0x7D5435, 0x4D3323, 0x664C33),
    "green": (0x546D1B, 0x495B24, 0x61772C, 0x4C532A, 0x667F33),
    "red": (0xA12722, 0x8E2020, 0xA83632, 0x8F3D2E, 0x993333),
    "black": (0x141519, 0x080A0F, 0x191A1F, 0x251610, 0x191919),
}
COLORS = tuple(MEANS)
WOOL, CONCRETE, POWDER, TERRACOTTA, DYE = ({name: row[i] for name, row in MEANS.items()} for i in range(5))
# main colour, second, third of the glazed patterns
GLAZE = {
    "white": (0xE8F0F0, 0x49A7C9, 0xE8C23C),
    "orange": (0xE8851E, 0x3AA7B0, 0xF6E0A8),
    "magenta": (0xC95FC0, 0xE6A3DC, 0x8A2A86),
    "light_blue": (0x64B7DA, 0x2E62A8, 0xE8F2F4),
    "yellow": (0xECC345, 0xB07A1C, 0xFAEFB0),
    "lime": (0x9CC83C, 0x4D8A1E, 0xF0EE9A),
    "pink": (0xEB9CB6, 0xC4608A, 0xF8E2EA),
    "gray": (0x565E62, 0x8A9498, 0x2F3437),
    "light_gray": (0x9AA4A6, 0xD6DCDC, 0x4E8A96),
    "cyan": (0x2F7C82, 0x4CB6AE, 0x1C3F46),
    "purple": (0x6C2D98, 0x9C54CC, 0x3E1560),
    "blue": (0x2E46A0, 0x4C79D8, 0x17245E),
    "brown": (0x7C5434, 0x4F93A0, 0xB88A5A),
    "green": (0x6C8A2E, 0x9CB24A, 0x3B5220),
    "red": (0xB43A32, 0xE07460, 0x741A1C),
    "black": (0x2A1E20, 0x8C1E20, 0x0F0C10),
}


def wool(name: str, color: Color) -> Tex:
    """Knitted: short diagonal stitches, soft."""
    stitch = np.where((XX + YY) % 4 < 2, 3, -3) + np.where((XX - YY) % 8 < 4, 2, -2)
    level = 100 + stitch + (noise(name) - 128) * 5 // 128 + (soft(name, 4) - 128) * 4 // 128
    tex = shades(color, level)
    if sum(rgb(color)) < 120:
        tex = add(tex, stitch)
    return to_mean(tex, color)


def concrete(name: str, color: Color) -> Tex:
    """Almost flat."""
    return to_mean(rock(name, color, (98, 100, 102), (25, 50, 25)), color)


def terracotta(name: str, color: Color) -> Tex:
    """Baked clay: smooth sideways blotches."""
    field = mixed((soft(name, 8, 2), 3), (soft(name + "2", 4, 1), 2), (noise(name + "3"), 1))
    return to_mean(ramp(field, [scale(color, p) for p in (92, 97, 101, 106)], (14, 36, 36, 14)), color)


def glazed(color: str) -> Tex:
    """A bright tile whose four turned copies make a larger figure: curved bands round one corner and a small motif."""
    main, second, third = GLAZE[color]
    form = COLORS.index(color)
    d2 = (2 * XX + 1) ** 2 + (2 * YY + 1) ** 2
    e2 = (31 - 2 * XX) ** 2 + (31 - 2 * YY) ** 2
    tex = fill(main)
    bands = ((16, 22), (20, 26), (24, 28), (12, 18))[form % 4]
    tex = masked(tex, fill(second), (d2 >= bands[0] ** 2) & (d2 < bands[1] ** 2))
    tex = masked(tex, fill(third), d2 < (6 + form % 3 * 2) ** 2)
    tex = masked(tex, fill(third), (e2 < (8 + form % 2 * 4) ** 2) & ((XX + YY) % 2 == 0))
    if form % 3 == 0:
        tex = masked(tex, fill(second), (abs(XX - YY) < 2) & (XX > 8))
    elif form % 3 == 1:
        tex = masked(tex, fill(second), ((XX == 13) | (YY == 13)) & (XX > 3) & (YY > 3))
    else:
        tex = masked(tex, fill(third), ((XX % 4 == 1) & (YY % 4 == 1)) & (d2 > bands[1] ** 2))
    tex = frame(tex, scale(main, 84))
    if pick(color, 2):
        tex = masked(tex, fill(lerp(main, third, 50)), (XX + YY == 15))
    return add(tex, (noise("glaze" + color) - 128) * 4 // 128)


def glass(edge: Color, alpha_in: int, alpha_edge: int, shine: Color) -> Tex:
    """A pane: border, clear inside, three diagonal streaks."""
    tex = fill(edge, alpha_in)
    streak = ((XX + YY == 7) & (XX > 1) & (XX < 6)) | ((XX + YY == 23) & (XX > 8) & (XX < 14))
    streak |= ((XX + YY == 10) & (XX == 3)) | ((XX + YY == 26) & (XX == 13))
    tex = masked(tex, fill(shine, alpha_edge), streak & (XX > 0) & (YY > 0))
    return frame(tex, edge, alpha=alpha_edge)


def plain_glass() -> Tex:
    tex = glass(0xC4E4EA, 0, 255, 0xF4FFFF)
    tex = masked(tex, fill(0xE6F7FA), ((XX == 0) & (YY < 8)) | ((YY == 0) & (XX < 8)))
    return tex


def glasses() -> dict[str, Tex]:
    out: dict[str, Tex] = {"glass": plain_glass()}
    out["glass_pane_top"] = fill(0xB8DCE3)
    for color, value in DYE.items():
        tex = glass(value, 110, 190, lerp(value, 0xFFFFFF, 45))
        out[f"{color}_stained_glass"] = tex
        out[f"{color}_stained_glass_pane_top"] = fill(scale(value, 92), 190)
    return out


def bed(color: str, value: Color) -> dict[str, Tex]:
    """Top of head and foot end, sides, ends; the pillow lies at the head's north edge (row 0)."""
    cloth = wool(color + "/bed", value)
    head = bevel(cloth, 8, 10)
    pillow = frame(shades(0xE9E9E4, 96 + (soft("pillow", 4) - 128) * 5 // 128), 0xC9C9C2)
    head = masked(head, pillow, (YY > 0) & (YY < 7) & (XX > 0) & (XX < 15))
    head = masked(head, times(pillow, 82), (YY == 7) & (XX > 0) & (XX < 15))
    head = masked(head, fill(scale(value, 70)), (YY == 8))
    foot = masked(bevel(cloth, 6, 12), fill(scale(value, 74)), YY == 13)
    # side: rows 7..12 are the cloth over the frame, rows 13..15 the leg space
    side = masked(shades(0x9C7A48, 92 + soft("bedwood", 8, 1) * 16 // 255), cloth, YY < 10)
    side = times(side, np.where(YY == 10, 72, np.where(YY == 12, 76, 100)))
    return {f"{color}_bed_head": head, f"{color}_bed_foot": foot, f"{color}_bed_side": side}


def shulker(color: str, value: Color) -> dict[str, Tex]:
    """Shell: lid with a band, darker foot."""
    shell = rock(color + "/shulker", value, (92, 98, 103, 110), (18, 32, 32, 18))
    top = bevel(bevel(shell, 16, 22), -14, -10, 4, 4, 12, 12)
    side = bevel(bevel(shell, 16, 22, 0, 0, 16, 11), 10, 22, 0, 11, 16, 16)
    side = masked(side, fill(scale(value, 52)), (YY == 10) & (XX % 6 < 4))
    return {f"{color}_shulker_top": top, f"{color}_shulker_side": side, f"{color}_shulker_bottom": times(shell, 72)}


def textures() -> dict[str, Tex]:
    """All textures in sixteen colours."""
    out = glasses()
    for color in COLORS:
        out[f"{color}_wool"] = wool(color, WOOL[color])
        out[f"{color}_concrete"] = concrete(color + "c", CONCRETE[color])
        powder = grains(color + "p", POWDER[color], (91, 97, 102, 107), (16, 34, 34, 16), 2)
        out[f"{color}_concrete_powder"] = to_mean(powder, POWDER[color])
        out[f"{color}_terracotta"] = terracotta(color + "t", TERRACOTTA[color])
        out[f"{color}_glazed_terracotta"] = glazed(color)
        out.update(bed(color, WOOL[color]))
        out.update(shulker(color, lerp(WOOL[color], CONCRETE[color], 40)))
    out["terracotta"] = terracotta("terracotta", 0x985E43)
    out.update(shulker("plain", 0x8E628E))
    return out
