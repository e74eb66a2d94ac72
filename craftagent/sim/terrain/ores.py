"""Ore veins and blobs of dirt, gravel and other stone, at the 1.16 counts and with the game's vein shape.

A vein is a row of balls along a slanted line, thickest in its middle. Veins of the eight neighbour chunks are drawn
too and clipped, so that none is cut at a border. Counts, sizes and heights: the game's 1.16 world generation settings.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.jit import kernel
from craftagent.sim.terrain import biomes as b
from craftagent.sim.terrain import states as s
from craftagent.sim.terrain.noise import below, draw, sin_turn, stream, unit

# (state, veins a chunk, size, lowest y, heights above it); lapis is triangular around y 16, marked by 0 heights.
# Later rows replace stone, granite, diorite and andesite that earlier ones have left.
VEINS = (
    (s.DIRT, 10, 33, 0, 256), (s.GRAVEL, 8, 33, 0, 256),
    (s.GRANITE, 10, 33, 0, 80), (s.DIORITE, 10, 33, 0, 80), (s.ANDESITE, 10, 33, 0, 80),
    (s.COAL_ORE, 20, 17, 0, 128), (s.IRON_ORE, 20, 9, 0, 64), (s.GOLD_ORE, 2, 9, 0, 32),
    (s.REDSTONE_ORE, 8, 8, 0, 16), (s.DIAMOND_ORE, 1, 8, 0, 16), (s.LAPIS_ORE, 1, 7, 16, 0),
)  # fmt: skip
_ROWS = np.array(VEINS)
_N = len(VEINS)


@kernel
def bury(salt, cx, cz, highest, blocks, radii):  # type: ignore[no-untyped-def]
    """All veins that reach into chunk (cx, cz); ``highest``: y of its highest stone, ``radii``: scratch f64[33]."""
    for row in range(_N):
        state = _ROWS[row, 0]
        count = _ROWS[row, 1]
        size = _ROWS[row, 2]
        low = _ROWS[row, 3]
        span = _ROWS[row, 4]
        reach = size * 0.125 + size * 0.0625 + 1.0
        for sx in range(-1, 2):
            for sz in range(-1, 2):
                r = stream(salt + row, cx + sx, cz + sz)
                for _ in range(count):
                    r = draw(r)
                    x = 16.0 * sx + ((r >> 30) & 15)
                    z = 16.0 * sz + ((r >> 34) & 15)
                    if x < -reach or x > 16.0 + reach or z < -reach or z > 16.0 + reach:
                        continue
                    if span > 0:
                        y = low + (((r >> 38) & 0xFFFF) * span >> 16)
                    else:
                        y = (((r >> 38) & 0xFF) * low >> 8) + (((r >> 46) & 0xFF) * low >> 8)
                    if y > highest + 6:
                        continue
                    own = draw(r ^ 0x51ED270B)
                    angle = ((own >> 20) & 0xFFFF) * (0.5 / 65536.0)
                    ax = sin_turn(angle) * size * 0.125
                    az = sin_turn(angle + 0.25) * size * 0.125
                    y0 = np.float64(y + ((own >> 36) & 0xFF) * 3 // 256 - 2)
                    y1 = np.float64(y + ((own >> 44) & 0xFF) * 3 // 256 - 2)
                    for k in range(size):
                        own = draw(own)
                        radii[k] = ((sin_turn(0.5 * k / size) + 1.0) * unit(own) * size * 0.0625 + 1.0) * 0.5
                    length = np.sqrt(4.0 * (ax * ax + az * az) + (y1 - y0) * (y1 - y0)) / size
                    for k in range(size):
                        d = radii[k]
                        inside = False  # of a neighbour ball, and so nothing to do
                        for j in range(1, 5):
                            near = d + j * length
                            if (k >= j and radii[k - j] >= near) or (k + j < size and radii[k + j] >= near):
                                inside = True
                                break
                        if inside:
                            continue
                        t = k / size
                        px = x + ax * (1.0 - 2.0 * t)
                        pz = z + az * (1.0 - 2.0 * t)
                        py = y0 + (y1 - y0) * t
                        bx0 = max(np.int64(np.floor(px - d)), 0)
                        bx1 = min(np.int64(np.floor(px + d)) + 1, 16)
                        bz0 = max(np.int64(np.floor(pz - d)), 0)
                        bz1 = min(np.int64(np.floor(pz + d)) + 1, 16)
                        if bx0 >= bx1 or bz0 >= bz1:
                            continue
                        by0 = max(np.int64(np.floor(py - d)), 1)
                        by1 = min(np.int64(np.floor(py + d)), highest) + 1
                        dd = d * d
                        for bx in range(bx0, bx1):
                            ex = bx + 0.5 - px
                            for bz in range(bz0, bz1):
                                ez = bz + 0.5 - pz
                                flat = ex * ex + ez * ez
                                if flat >= dd:
                                    continue
                                column = blocks[bx, bz]
                                for by in range(by0, by1):
                                    ey = by + 0.5 - py
                                    if flat + ey * ey < dd and s.STONE <= column[by] <= s.LAST_STONE:
                                        column[by] = state


@kernel
def bury_emeralds(salt, cx, cz, blocks, biome):  # type: ignore[no-untyped-def]
    """Three to eight single emerald ores at y 4 to 31 where the column is mountains."""
    r = draw(stream(salt, cx, cz))
    for _ in range(3 + below(r, 6)):
        r = draw(r)
        x = (r >> 30) & 15
        z = (r >> 34) & 15
        y = 4 + ((r >> 38) & 255) * 28 // 256
        at = biome[x, z]
        if at == b.MOUNTAINS or at == b.WOODED_MOUNTAINS or at == b.GRAVELLY_MOUNTAINS:
            if s.STONE <= blocks[x, z, y] <= s.LAST_STONE:
                blocks[x, z, y] = s.EMERALD_ORE
