"""Textures of soil, sand, snow, ice and fluids."""

from __future__ import annotations

import numpy as np

from craftagent.sim.art.masonry import grains, patches, rock, shades
from craftagent.sim.art.paint import (
    XX,
    YY,
    Field,
    N,
    Tex,
    add,
    bevel,
    blend_ramp,
    cells,
    cut,
    fill,
    masked,
    mixed,
    noise,
    ramp,
    ranks,
    soft,
    sprite,
    times,
    to_mean,
)


def dirt() -> Tex:
    """Brown soil in short sideways clods with a few grey pebbles."""
    field = mixed((soft("dirt", 2, 1), 3), (noise("dirt2"), 3), (soft("dirt3", 4), 1))
    tex = ramp(field, (0x5B3E29, 0x734F35, 0x87603F, 0x976C49, 0xB08158), (15, 26, 29, 20, 10))
    specks = sprite(
        """
................
............s...
................
..s.............
................
.......gs.......
................
................
.............s..
...s............
................
................
.........s......
................
.gs...........s.
................
""",
        {"s": 0x8A837C, "g": 0x766E66},
        tex,
    )
    return to_mean(specks, (134, 96, 67))


def fringe(name: str, low: int = 2, high: int = 5) -> Field:
    """How far each column hangs down from the top edge."""
    wave = mixed((noise(name, 1, N), 2), (np.roll(noise(name, 1, N), 1), 1))
    return low + ranks_row(wave[0]) * (high - low + 1) // 256


def ranks_row(row: Field) -> Field:
    """Evenly spread ranks 0 .. 255 of a row."""
    order = np.argsort(row, kind="stable")
    out = np.empty_like(row)
    out[order] = np.arange(row.size) * 256 // row.size
    return out


def grass_grey() -> Tex:
    """Top of the grass block, grey, to be tinted: fine upright flecks of light and dark."""
    field = mixed((noise("grass"), 4), (soft("grass2", 1, 2), 3), (soft("grass3", 4), 1))
    tex = ramp(field, [v * 0x10101 for v in (0x70, 0x83, 0x90, 0x9C, 0xA9, 0xBE)], (10, 20, 26, 24, 14, 6))
    return to_mean(tex, (147, 147, 147))


def capped(soil: Tex, top: Tex, name: str, low: int = 2, high: int = 4, shadow: int = 74) -> Tex:
    """Side of a block whose top layer hangs over the soil in a ragged fringe."""
    depth = fringe(name, low, high)[None, :]
    out = masked(soil, top, depth > YY)
    return times(out, np.where(depth == YY, shadow, 100))


def soils() -> dict[str, Tex]:
    out: dict[str, Tex] = {}
    soil = dirt()
    out["dirt"] = soil
    grass = grass_grey()
    out["grass_block_top"] = grass
    depth = fringe("grass_side", 2, 4)[None, :]
    overlay = cut(grass, depth > YY)
    out["grass_block_side_overlay"] = add(overlay, np.where(depth - 1 == YY, -16, 0))
    out["grass_block_side"] = times(soil, np.where(depth == YY, 76, 100))
    snow = snow_top()
    out["grass_block_snow"] = capped(soil, snow, "snow_side", 3, 4, 80)
    coarse = mixed((noise("coarse"), 2), (soft("coarse2", 2), 3))
    tex = ramp(coarse, (0x4C3526, 0x614430, 0x77553B, 0x8B6746, 0x9A8069), (16, 26, 28, 20, 10))
    out["coarse_dirt"] = to_mean(tex, (119, 85, 59))
    field = mixed((soft("podzol", 2, 1), 3), (noise("podzol2"), 2))
    top = ramp(field, (0x3D2A0E, 0x523716, 0x664620, 0x7C5726, 0x97702E), (18, 26, 28, 18, 10))
    out["podzol_top"] = to_mean(top, (92, 63, 24))
    out["podzol_side"] = capped(soil, out["podzol_top"], "podzol_side", 2, 4)
    field = mixed((noise("mycelium"), 3), (soft("mycelium2", 2), 2))
    top = ramp(field, (0x5A5056, 0x6B6065, 0x776B70, 0x877C84, 0xA79CA8), (16, 28, 28, 18, 10))
    out["mycelium_top"] = to_mean(top, (111, 99, 101))
    out["mycelium_side"] = capped(soil, out["mycelium_top"], "mycelium_side", 2, 4)
    path = grains("path", 0x947A41, (84, 94, 102, 110, 118), (10, 26, 32, 22, 10), 4)
    out["grass_path_top"] = to_mean(path, (148, 122, 65))
    out["grass_path_side"] = capped(soil, path, "path_side", 2, 4)
    for name, color, gap in (("farmland", 0x8F6748, 74), ("farmland_moist", 0x52301A, 66)):
        rows = 100 + (noise(name) - 128) * 10 // 128 + (soft(name, 2, 1) - 128) * 6 // 128
        furrow = np.array((gap + 8, gap, 104, 112), np.int64)[(YY + 1) % 4]
        out[name] = to_mean(shades(color, rows * furrow // 100), (143, 103, 71) if gap == 74 else (82, 45, 16))
    out["clay"] = to_mean(rock("clay", 0xA0A6B3, (92, 98, 102, 107), (16, 36, 32, 16)), (160, 166, 179))
    out["soul_sand"] = to_mean(
        faces(grains("soul_sand", 0x513E32, (72, 90, 104, 118), (18, 34, 30, 18), 5)), (81, 62, 51)
    )
    out["soul_soil"] = to_mean(rock("soul_soil", 0x4B392E, (76, 92, 104, 120), (16, 34, 34, 16)), (76, 58, 47))
    return out


def faces(tex: Tex) -> Tex:
    """Hollow eyes and mouths in soul sand."""
    holes = sprite(
        """
................
..x..x..........
.........x...x..
...xx......x....
..........xxx...
................
.....x..x.......
x.............x.
......xx.......x
.....x..x....x..
................
..x...x.....x..x
................
...xxx......xx..
................
................
""",
        {"x": 0},
    )
    return times(tex, np.where(holes[..., 3] > 0, 62, 100))


def sands() -> dict[str, Tex]:
    out: dict[str, Tex] = {}
    sand = grains("sand", 0xDBCFA3, (87, 94, 99, 103, 108), (7, 22, 36, 25, 10), 2)
    out["sand"] = to_mean(sand, (219, 207, 163))
    out["red_sand"] = to_mean(
        grains("red_sand", 0xBE6621, (86, 94, 99, 104, 110), (8, 22, 36, 24, 10), 2), (190, 102, 33)
    )
    field = mixed((noise("gravel"), 3), (soft("gravel4", 2), 4), (soft("gravel5", 1, 2), 2))
    gravel = ramp(field, (0x59524F, 0x6E6866, 0x817C7A, 0x96918F, 0xB3ADA9), (14, 26, 28, 22, 10))
    warm = ramp(noise("gravel_tint"), (0x88807B, 0x827F7E, 0x827F7E, 0x7F8082))
    gravel = add(gravel, 0)
    gravel[..., :3] = np.clip(gravel[..., :3].astype(np.int64) + warm[..., :3].astype(np.int64) - 0x82, 0, 255)
    out["gravel"] = to_mean(gravel, (131, 127, 126))
    return out


def snow_top() -> Tex:
    """Nearly white, faintly blue in the hollows."""
    field = mixed((soft("snow", 4), 3), (noise("snow2"), 2))
    return to_mean(ramp(field, (0xE6F2F4, 0xF1FBFC, 0xFAFFFF, 0xFFFFFF), (8, 24, 38, 30)), (249, 254, 254))


def cold() -> dict[str, Tex]:
    out: dict[str, Tex] = {"snow": snow_top()}
    field = mixed((soft("ice", 8, 4), 3), (noise("ice2"), 1))
    tex = blend_ramp(field, 0x7FA8F4, 0xA2C5FF)
    veins = sprite(
        """
.............w..
..w.........w...
...ww......w....
.....w....w.....
......wwww......
.........w......
..........w.....
w..........ww...
.ww..........w..
...w..........w.
....w..........w
.....w..........
.....w..........
....w.......w...
...w.........ww.
...............w
""",
        {"w": 0xC9DEFF},
    )
    ice = masked(tex, veins, veins[..., 3] > 0)
    out["ice"] = to_mean(ice, (145, 183, 253))
    out["ice"][..., 3] = 190
    packed = masked(blend_ramp(field, 0x7BA4F0, 0x9CC0FF), fill(0xB4D0FF), veins[::-1, :, 3] > 0)
    out["packed_ice"] = to_mean(packed, (141, 180, 250))
    blue = mixed((soft("blue_ice", 8, 4), 2), (soft("blue_ice2", 4), 1))
    out["blue_ice"] = to_mean(blend_ramp(ranks(blue), 0x5F93F2, 0x8CB9FF), (116, 168, 253))
    for stage in range(4):
        lines = (veins[..., 3] > 0) & (noise(f"frost{stage}") < stage * 64 + 40)
        tex = masked(out["packed_ice"], fill(0xC9DEFF), lines)
        tex[..., 3] = 200
        out[f"frosted_ice_{stage}"] = tex
    return out


def fluids() -> dict[str, Tex]:
    out: dict[str, Tex] = {}
    wave = mixed((soft("water", 8, 2), 4), (soft("water2", 4, 1), 3), (noise("water3"), 1))
    water = ramp(wave, [v * 0x10101 for v in (0x96, 0xA4, 0xAE, 0xB8, 0xCC)], (16, 26, 28, 20, 10))
    out["water_still"] = to_mean(water, (177, 177, 177))
    flow = mixed((soft("flow", 2, 8), 4), (noise("flow2"), 1))
    out["water_flow"] = to_mean(
        ramp(flow, [v * 0x10101 for v in (0x92, 0xA2, 0xAE, 0xBA, 0xD0)], (16, 26, 28, 20, 10)), (177, 177, 177)
    )
    for name in ("water_still", "water_flow"):
        out[name][..., 3] = 170
    owner, rim = cells("lava", 4)
    field = mixed((soft("lava3", 4, 2), 3), (rim * 5, 3), (noise("lava2"), 1)) + owner * 0
    colors = (0xB93A0A, 0xD1500F, 0xE2691A, 0xF3902A, 0xFFC64E)
    out["lava_still"] = to_mean(ramp(255 - ranks(field), colors, (14, 30, 30, 17, 9)), (212, 90, 18))
    stream = mixed((soft("lavaflow", 4, 8), 4), (noise("lavaflow2"), 1))
    out["lava_flow"] = to_mean(ramp(stream, colors, (16, 30, 30, 16, 8)), (207, 91, 19))
    return out


def sticky() -> dict[str, Tex]:
    out: dict[str, Tex] = {}
    slime = blend_ramp(mixed((soft("slime", 4), 3), (noise("slime2"), 1)), 0x66B455, 0x7FCB6A)
    slime = bevel(bevel(slime, -26, 26), 14, -6, 1, 1, 15, 15)
    inner = (abs(XX * 2 - 15) < 10) & (abs(YY * 2 - 15) < 10)
    slime = add(slime, np.where(inner, -16, 0))
    out["slime_block"] = to_mean(slime, (111, 192, 91))
    out["slime_block"][..., 3] = np.where(inner, 225, 185)
    honey = blend_ramp(mixed((soft("honey", 8, 4), 3), (noise("honey2"), 1)), 0xF0A526, 0xFFC74A)
    honey = bevel(honey, 10, 18)
    for side in ("top", "side", "bottom"):
        tex = honey if side == "side" else shiny(honey, side)
        out[f"honey_block_{side}"] = to_mean(tex, (251, 186, 52))
        out[f"honey_block_{side}"][..., 3] = 205
    comb, rim = cells("comb", 4)
    comb_tex = masked(shades(0xEE9A20, 96 + comb % 3 * 5), fill(0xC97412), rim < 10)
    out["honeycomb_block"] = to_mean(add(comb_tex, np.where(rim > 24, 14, 0)), (229, 148, 30))
    sponge = rock("sponge", 0xC3C04A, (88, 96, 103, 110), (18, 34, 32, 16), 1)
    pits = noise("sponge_pits") > 220
    out["sponge"] = to_mean(times(sponge, np.where(pits, 68, 100)), (196, 193, 75))
    out["wet_sponge"] = to_mean(times(sponge, np.where(pits, 68, 100)), (171, 181, 70))
    kelp = shades(0x323A26, 90 + soft("dkelp", 2, 8) * 26 // 255)
    band = (XX % 8 == 0) | (YY % 8 == 3)
    out["dried_kelp_side"] = to_mean(times(kelp, np.where(band, 64, 100)), (50, 58, 38))
    out["dried_kelp_top"] = to_mean(patches(bevel(kelp, 10, 12), times(kelp, 130), "dk", 60), (50, 59, 38))
    return out


def shiny(tex: Tex, name: str) -> Tex:
    """A few light strokes."""
    return add(tex, np.where(soft("shine" + name, 8, 2) > 170, 16, 0))


def textures() -> dict[str, Tex]:
    """All textures of soil, sand, snow, ice, fluids and jelly."""
    return {**soils(), **sands(), **cold(), **fluids(), **sticky()}
