"""Textures of the craftsmen's blocks: loom, cartography, fletching and smithing tables, lectern, composter, hives."""

from __future__ import annotations

import numpy as np

from craftagent.sim.art.blocks_wood import planks
from craftagent.sim.art.masonry import rock, shades, slab
from craftagent.sim.art.paint import (
    XX,
    YY,
    Tex,
    bevel,
    cut,
    fill,
    frame,
    masked,
    mixed,
    noise,
    over,
    ramp,
    rect,
    soft,
    sprite,
    times,
    to_mean,
    turned,
)

SAW = """
................
................
................
................
................
................
.....g..g..g....
...ggwggwggwgg..
..gwwwwwwwwwwwg.
.ggwwwwwwwwwwwgg
..gwwwwggwwwwwg.
.gwwwwgkkgwwwwwg
gwwwwwgkkgwwwwwg
"""


def textures() -> dict[str, Tex]:
    out: dict[str, Tex] = {}
    oak, spruce, dark, birch = planks("oak"), planks("spruce"), planks("dark_oak"), planks("birch")
    # loom
    out["loom_side"] = to_mean(masked(oak, times(oak, 78), (XX < 2) | (XX > 13)), (146, 101, 72))
    thread = np.where(XX % 2 == 0, 96, 84)
    cloth = shades(0xD8CDB4, thread + (noise("loom") - 128) * 4 // 128)
    front = masked(times(oak, 82), cloth, (XX > 2) & (XX < 13) & (YY > 3) & (YY < 13))
    out["loom_front"] = masked(front, fill(0xB0382C), (XX > 2) & (XX < 13) & (YY > 9) & (YY < 13) & ((XX + YY) % 4 < 2))
    out["loom_top"] = masked(
        masked(times(oak, 90), cloth, (YY > 4) & (YY < 11)), fill(0x5B4428), (YY == 4) | (YY == 11)
    )
    out["loom_bottom"] = times(oak, 70)
    # cartography: map on a dark table
    table = masked(times(dark, 118), dark, YY < 3)
    paper = ramp(
        mixed((soft("map", 4), 2), (noise("map2"), 1)), (0x8CA86A, 0xC9B98A, 0xDCCFA4, 0x7C9CC0), (26, 30, 30, 14)
    )
    out["cartography_table_top"] = frame(masked(dark, paper, (XX > 1) & (XX < 14) & (YY > 1) & (YY < 14)), 0x33210F)
    scroll = sprite(SCROLLS, {"p": 0xDCCFA4, "q": 0xB7A676, "r": 0x9A3A2A})
    out["cartography_table_side1"] = over(table, scroll)
    out["cartography_table_side2"] = over(table, turned(turned(cut(scroll, YY > 6), 0), 0))
    out["cartography_table_side3"] = table
    # fletching
    top = masked(birch, shades(0xC9B06A, 96 + noise("fletch") * 8 // 255), (XX > 1) & (XX < 14) & (YY > 1) & (YY < 14))
    target = (2 * XX - 15) ** 2 + (2 * YY - 15) ** 2
    top = masked(top, fill(0xE9E2D4), target < 100)
    top = masked(top, fill(0xC0443A), (target < 64) & (target >= 24))
    out["fletching_table_top"] = frame(top, 0x7A6238)
    out["fletching_table_front"] = over(
        birch, sprite(ARROWS, {"w": 0xEDEDED, "s": 0x6A4A22, "g": 0x5A5A5A, "d": 0x3E2C14})
    )
    out["fletching_table_side"] = over(
        birch, sprite(FEATHERS, {"w": 0xEDEDED, "g": 0xB8B8B8, "s": 0x6A4A22, "d": 0x3E2C14})
    )
    # smithing
    iron = slab(rock("smith", 0x3A3A42, (90, 100, 112), (25, 50, 25)), 18, 16)
    out["smithing_table_top"] = to_mean(bevel(iron, -14, -10, 3, 3, 13, 13), (57, 58, 70))
    body = masked(times(dark, 120), iron, YY < 4)
    out["smithing_table_side"] = masked(body, fill(0x24242A), YY == 4)
    out["smithing_table_front"] = over(body, sprite(HAMMER, {"g": 0x8E8E96, "w": 0xC9C9D0, "s": 0x5E4423}))
    out["smithing_table_bottom"] = times(dark, 110)
    # stonecutter, grindstone
    stone = rock("cutter", 0x7E7E7E, (90, 98, 104, 110), (20, 35, 30, 15))
    out["stonecutter_top"] = rect(slab(stone, 20, 30), 2, 7, 14, 9, 0x3A3A3A)
    out["stonecutter_side"] = masked(slab(stone, 16, 30), spruce, (YY > 10) & (XX > 1) & (XX < 14))
    out["stonecutter_bottom"] = stone
    out["stonecutter_saw"] = sprite(SAW, {"g": 0x8A8A8A, "w": 0xD6D6D6, "k": 0x4A4A4A})
    out["grindstone_side"] = to_mean(bevel(bevel(stone, 14, 24), -16, -8, 4, 4, 12, 12), (141, 141, 141))
    out["grindstone_round"] = to_mean(times(stone, np.where(XX % 4 == 0, 90, 104)), (142, 142, 142))
    out["grindstone_pivot"] = bevel(times(dark, 110), 8, 8)
    # lectern
    out["lectern_base"], out["lectern_front"] = oak, masked(oak, times(oak, 74), (XX > 4) & (XX < 11) & (YY > 3))
    out["lectern_sides"] = turned(oak, 1)
    out["lectern_top"] = bevel(oak, 10, 16)
    book = rect(rect(fill(0x7A3A22), 1, 1, 15, 15, 0xE6DDC2), 7, 1, 9, 15, 0xB4A67E)
    for y in range(3, 13, 2):
        book = rect(rect(book, 2, y, 6, y + 1, 0xA89C7C), 10, y, 14, y + 1, 0xA89C7C)
    out["book_open"] = book
    # composter, scaffolding
    ribs = times(turned(oak, 1), np.where(XX % 4 == 3, 66, 92))
    side = masked(ribs, times(oak, 84), (YY < 2) | (YY > 13))
    out["composter_side"] = to_mean(side, (112, 70, 31))
    out["composter_top"] = frame(frame(fill(0x3E2A14), 0x8C6230), 0x6A4722, 1, 1, 15, 15)
    out["composter_bottom"] = to_mean(oak, (116, 72, 32))
    compost = ramp(mixed((soft("compost", 2), 2), (noise("compost2"), 2)), (0x3A2A14, 0x543C1C, 0x6A5426, 0x5E7A2C))
    out["composter_compost"] = compost
    out["composter_ready"] = masked(compost, fill(0xE8E6DC), noise("bonemeal") > 214)
    bamboo = shades(0xC8AE52, 90 + soft("scaff", 16, 1) * 16 // 255)
    grid = (XX < 2) | (XX > 13) | (YY < 2) | (YY > 13) | (XX == YY) | (XX + YY == 15)
    out["scaffolding_top"] = cut(times(bamboo, np.where((XX == 0) | (YY == 0), 112, 100)), grid)
    out["scaffolding_side"] = masked(bamboo, fill(0x8C7430), (YY % 8 == 1) | (XX == 0) | (XX == 15))
    out["scaffolding_bottom"] = cut(bamboo, grid & ((XX < 2) | (XX > 13) | (YY < 2) | (YY > 13)))
    # target, bees
    ring = np.maximum(abs(2 * XX - 15), abs(2 * YY - 15))
    straw = shades(0xE6D6B8, 96 + noise("target") * 8 // 255)
    out["target_side"] = masked(
        masked(masked(straw, fill(0xD8483E), ring < 13), straw, ring < 9), fill(0xD8483E), ring < 4
    )
    out["target_top"] = masked(
        masked(masked(straw, fill(0xD8483E), ring < 13), straw, ring < 9), fill(0xC03A32), ring < 4
    )
    hive = times(planks("birch"), 96)
    out["beehive_side"] = times(hive, np.where(YY % 4 == 3, 92, 104))
    front = rect(rect(out["beehive_side"], 3, 8, 13, 11, 0x3A2A14), 4, 9, 12, 11, 0x1E140A)
    drip = (YY > 9) & (noise("drip", 1, 16)[0][XX] > 110) & (YY < 13) & (XX > 2) & (XX < 13)
    out["beehive_front"], out["beehive_front_honey"] = front, masked(front, fill(0xF0A018), drip)
    out["beehive_end"] = bevel(hive, 8, 14)
    comb = shades(0xC98E2C, 88 + soft("nest", 16, 2) * 26 // 255 + (noise("nest2") - 128) * 8 // 128)
    nest = times(comb, np.where(YY % 4 == 3, 80, 100))
    out["bee_nest_side"], out["bee_nest_top"], out["bee_nest_bottom"] = nest, bevel(comb, 10, 14), times(comb, 84)
    nest_front = masked(nest, fill(0x3A240C), (ring < 7) | (((YY == 10) | (YY == 11)) & (XX > 3) & (XX < 12)))
    out["bee_nest_front"], out["bee_nest_front_honey"] = nest_front, masked(nest_front, fill(0xF6A91E), drip)
    return out


SCROLLS = """
................
................
................
................
................
..pppppppppp....
..qrqqqqqqqq....
................
...pppppppppp...
...qqqqqrqqqq...
................
..ppppppppp.....
..qqqqqqqrq.....
................
................
................
"""


ARROWS = """
................
.dddddddddddddd.
................
..g..g..g..g....
..g.ggg.g.ggg...
..s..s..s..s....
..s..s..s..s....
..s..s..s..s....
..s..s..s..s....
.ws.ws.ws.ws....
.ww.ww.ww.ww....
.w..w..w..w.....
................
.dddddddddddddd.
................
................
"""


FEATHERS = """
................
.dddddddddddddd.
................
....ww....ww....
...wwg...wwg....
..wwg...wwg.....
..wgw...wgw.....
.wgw...wgw......
.ww....ww.......
.s.....s........
................
................
................
.dddddddddddddd.
................
................
"""


HAMMER = """
................
................
................
................
................
..gggggg...w.w..
..gwwwwg..ww.ww.
..gggggg..w...w.
....s.....ww.ww.
....s......www..
....s.......g...
....s......w.w..
....s......w.w..
................
................
................
"""
