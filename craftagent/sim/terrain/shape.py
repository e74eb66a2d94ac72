"""From the plan to blocks: stone and water by 3-D density, then soil, sand, gravel and bedrock on top of it.

As in the game the density is computed on a lattice of 4 x 8 x 4 blocks and interpolated; only the slices between the
lowest and the highest possible surface of the chunk are looked at.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.jit import kernel
from craftagent.sim.terrain import biomes as b
from craftagent.sim.terrain import states as s
from craftagent.sim.terrain.climate import AMP, BIOME, RIVER, SEA, SURFACE, H, settle
from craftagent.sim.terrain.noise import hash2, noise3

SEA_TOP = 62  # y of the highest water block
_LIMIT = 1.5  # 3-D noise is clamped to this
SLICES = 34


@kernel
def fill_stone(salt, cx, cz, lattice, first, pitch, density, blocks, ground, ox, oz):  # type: ignore[no-untyped-def]
    """Stone, water and air of a chunk; ``ground`` gets the y of the highest stone.

    Row ``first + i * pitch + k`` of ``lattice`` is the point (16 cx + 4 i, 16 cz + 4 k); ``density`` is scratch
    f64[25 * SLICES]; (ox, oz) is the chunk's low corner in ``blocks`` and ``ground``. Returns the y below which all is
    stone.
    """
    low = 1.0e9
    high = -1.0e9
    for i in range(5):
        for k in range(5):
            p = lattice[first + i * pitch + k]
            low = min(low, p[H] - _LIMIT * p[AMP])
            high = max(high, p[H] + _LIMIT * p[AMP])
    j0 = max(np.int64(np.floor(low * 0.125)), 0)
    j1 = min(np.int64(np.floor(high * 0.125)) + 1, 31)
    for i in range(5):
        for k in range(5):
            p = lattice[first + i * pitch + k]
            x = np.float64(cx * 4 + i)
            z = np.float64(cz * 4 + k)
            for j in range(j0, j1 + 1):
                y = np.float64(j)
                d = p[H] - 8.0 * y
                if abs(d) < (_LIMIT + 0.1) * p[AMP] + 8.0:
                    n = noise3(salt, x * 0.1333, y * 0.37, z * 0.1333)
                    if p[AMP] > 2.0:
                        n += 0.5 * noise3(salt + 77, x * 0.29, y * 0.74, z * 0.29)
                    d += p[AMP] * min(max(1.5 * n, -_LIMIT), _LIMIT)
                density[(i * 5 + k) * SLICES + j] = d
    floor = 8 * j0
    for x in range(16):
        u = (x & 3) * 0.25
        for z in range(16):
            v = (z & 3) * 0.25
            column = blocks[ox + x, oz + z]
            for y in range(256):  # loops from 0 on become memset; others check the sign of every index
                column[y] = s.AIR
            for y in range(floor):
                column[y] = s.STONE
            at = ((x >> 2) * 5 + (z >> 2)) * SLICES
            highest = floor - 1
            last = 0.0
            for j in range(j0, j1 + 1):
                q = at + j
                a = density[q] + (density[q + 5 * SLICES] - density[q]) * u
                c = density[q + SLICES] + (density[q + 6 * SLICES] - density[q + SLICES]) * u
                d = a + (c - a) * v
                if j > j0:
                    y0 = 8 * j - 8
                    if last > 0.0 and d > 0.0:
                        for y in range(y0, y0 + 8):
                            column[y] = s.STONE
                        highest = y0 + 7
                    elif last <= 0.0 and d <= 0.0:
                        for y in range(y0, min(y0 + 8, SEA_TOP + 1)):
                            column[y] = s.WATER
                    else:
                        step = (d - last) * 0.125
                        for y in range(y0, y0 + 8):
                            if last > 0.0:
                                column[y] = s.STONE
                                highest = y
                            elif y <= SEA_TOP:
                                column[y] = s.WATER
                            last += step
                last = d
            y1 = 8 * j1
            for y in range(y1, SEA_TOP + 1):
                column[y] = s.WATER
            ground[ox + x, oz + z] = highest
    return floor


@kernel
def lay_surface(salt, cx, cz, floor, lattice, first, pitch, blocks, biome, ground, ox, oz):  # type: ignore[no-untyped-def]
    """Biome of every column, and its soil, sand or gravel from the top down to ``floor``; bedrock at y 0 to 4."""
    for x in range(16):
        u = (x & 3) * 0.25
        for z in range(16):
            v = (z & 3) * 0.25
            i = first + (x >> 2) * pitch + (z >> 2)
            w00 = (1.0 - u) * (1.0 - v)
            w10 = u * (1.0 - v)
            w01 = (1.0 - u) * v
            w11 = u * v
            p00 = lattice[i]
            p10 = lattice[i + pitch]
            p01 = lattice[i + 1]
            p11 = lattice[i + pitch + 1]
            sea = w00 * p00[SEA] + w10 * p10[SEA] + w01 * p01[SEA] + w11 * p11[SEA]
            river = w00 * p00[RIVER] + w10 * p10[RIVER] + w01 * p01[RIVER] + w11 * p11[RIVER]
            patch = w00 * p00[SURFACE] + w10 * p10[SURFACE] + w01 * p01[SURFACE] + w11 * p11[SURFACE]
            wx = cx * 16 + x
            wz = cz * 16 + z
            h = hash2(salt, wx, wz)
            # The nearest of four jittered lattice points, so that borders are ragged and not in steps of four.
            best = 9.0
            pick = i
            for k in range(4):
                a = k >> 1
                c = k & 1
                g = hash2(salt + 1, (wx >> 2) + a, (wz >> 2) + c)
                dx = u - a + ((g & 255) - 128) * (0.8 / 256.0)
                dz = v - c + (((g >> 8) & 255) - 128) * (0.8 / 256.0)
                if dx * dx + dz * dz < best:
                    best = dx * dx + dz * dz
                    pick = i + a * pitch + c
            highest = np.int64(ground[ox + x, oz + z])
            at = settle(np.int64(lattice[pick, BIOME]), sea, river, highest)
            biome[ox + x, oz + z] = at

            upper = s.GRASS_BLOCK
            lower = s.DIRT
            depth = np.int64(3.4 + 1.6 * patch + (h & 255) * (1.0 / 256.0))
            if at == b.DESERT or at == b.BEACH or at == b.SNOWY_BEACH:
                upper = lower = s.SAND
            elif at == b.OCEAN or at == b.DEEP_OCEAN or at == b.FROZEN_OCEAN:
                upper = lower = s.GRAVEL
                if sea > -0.06 + 0.05 * patch:
                    upper = lower = s.SAND
                elif patch > 0.5:
                    upper = lower = s.SAND if (highest > 45) else s.CLAY
            elif at == b.RIVER or at == b.FROZEN_RIVER:
                if patch > 0.3:
                    upper = lower = s.GRAVEL
                elif patch < -0.1:
                    upper = lower = s.SAND
            elif at == b.STONE_SHORE:
                upper = lower = s.GRAVEL if patch > 0.3 else s.STONE
            elif at == b.MOUNTAINS or at == b.WOODED_MOUNTAINS:
                if patch > (0.4 if at == b.MOUNTAINS else 0.7) or (highest > 104 and patch > -0.1):
                    upper = lower = s.STONE
                elif patch < -0.85:
                    upper = lower = s.GRAVEL
                depth -= 1
            elif at == b.GRAVELLY_MOUNTAINS:
                if patch > 0.25:
                    upper = lower = s.GRAVEL
                elif patch > -0.35:
                    upper = lower = s.STONE
                depth -= 1
            depth = max(depth, 1)

            column = blocks[ox + x, oz + z]
            left = -1  # soil still to lay below the last air or water; -1 = none laid since
            hard = 0  # sandstone still to lay below sand
            y = highest
            lowest = max(floor - 10, 5)
            while y > lowest:
                if column[y] != s.STONE:
                    left = -1
                    hard = 0
                elif left < 0:
                    left = depth
                    # Sand and gravel would fall from an overhang: leave stone there.
                    if column[y - 1] == s.STONE or upper == s.GRASS_BLOCK:
                        column[y] = s.DIRT if y < SEA_TOP and upper == s.GRASS_BLOCK else upper
                elif left > 0:
                    left -= 1
                    if column[y - 1] == s.STONE or lower == s.DIRT:
                        column[y] = lower
                    if left == 0 and lower == s.SAND:
                        hard = 3 + ((h >> 8) & 3)
                elif hard > 0:
                    hard -= 1
                    column[y] = s.SANDSTONE
                y -= 1
            column[0] = s.BEDROCK
            for y in range(1, 5):
                if ((h >> (12 + 4 * y)) & 15) * 5 >= 16 * y:
                    column[y] = s.BEDROCK
