"""What grows and lies on a chunk: :func:`decorate_slot` adds disks, trees, plants, snow and ice to the base land.

Order as in the game: disks, trees, small plants, frost. Everything that may cross a border is recomputed from the
hashes, biomes and ground of the eight neighbours, so the order in which chunks are made never matters.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.jit import kernel
from craftagent.sim.terrain import biomes as b
from craftagent.sim.terrain import states as s
from craftagent.sim.terrain.noise import below, draw, noise2, salted, stream
from craftagent.sim.terrain.plants import fill_sea, scatter
from craftagent.sim.terrain.trees import FIELDS, LAST_LEAF, MAX_TREES, find_trees, grow

# Disks a chunk: sand, sand, sand, clay, gravel; smallest radius, number of radii, depth above and below.
_DISK_STATE = np.array([s.SAND, s.SAND, s.SAND, s.CLAY, s.GRAVEL])
_DISK_RADII = np.array([5, 5, 5, 2, 4])
_DISK_DEPTH = np.array([2, 2, 2, 1, 2])
_N_DISKS = 5
# A column is snowed on above this y: where the temperature, 0.00167 a block less above y 64, is below 0.15.
_SNOW_FROM = np.where(b.TEMPERATURE < 0.15, 0.0, 64.0 + (b.TEMPERATURE - 0.15) * 600.0)
_SNOW_FROM[b.TEMPERATURE > 0.3] = 400.0


@kernel
def _find_disks(salt, cx, cz, ground48, disks):  # type: ignore[no-untyped-def]
    """Disks under water in the nine chunks into disks int64[45, 5] (x, z, y, radius, row); their number."""
    n = 0
    for sx in range(-1, 2):
        for sz in range(-1, 2):
            r = stream(salt, cx + sx, cz + sz)
            for k in range(_N_DISKS):
                r = draw(r)
                x = 16 * sx + ((r >> 40) & 15)
                z = 16 * sz + ((r >> 44) & 15)
                g = np.int64(ground48[x + 16, z + 16])
                y = -1 - g
                if g < 0 and y < 62:
                    disks[n, 0] = x
                    disks[n, 1] = z
                    disks[n, 2] = y
                    disks[n, 3] = 2 + below(r, _DISK_RADII[k])
                    disks[n, 4] = k
                    n += 1
    return n


@kernel
def _lay_disks(blocks, disks, n):  # type: ignore[no-untyped-def]
    for i in range(n):
        d = disks[i]
        radius = d[3]
        k = d[4]
        for x in range(max(d[0] - radius, 0), min(d[0] + radius, 15) + 1):
            for z in range(max(d[1] - radius, 0), min(d[1] + radius, 15) + 1):
                if (x - d[0]) * (x - d[0]) + (z - d[1]) * (z - d[1]) > radius * radius:
                    continue
                for y in range(d[2] - _DISK_DEPTH[k], d[2] + _DISK_DEPTH[k] + 1):
                    was = blocks[x, z, y]
                    if was == s.DIRT or (was == s.GRASS_BLOCK and k != 3):
                        # Sand and gravel would fall into a cave.
                        if blocks[x, z, y - 1] != s.AIR or k == 3:
                            blocks[x, z, y] = _DISK_STATE[k]


@kernel
def _freeze(salt, cx, cz, blocks, biome48, ground48):  # type: ignore[no-untyped-def]
    """Ice on open water and a layer of snow on what is open to a cold sky."""
    for x in range(16):
        for z in range(16):
            start = _SNOW_FROM[biome48[x + 16, z + 16]]
            if start > 256.0:
                continue
            column = blocks[x, z]
            g = np.int64(ground48[x + 16, z + 16])
            y = min((g if g >= 0 else -1 - g) + 40, 254)
            while column[y] == s.AIR:
                y -= 1
            if start > 0.0:
                if y < start - 8.0:
                    continue
                start += 8.0 * noise2(salt, (cx * 16 + x) * 0.11, (cz * 16 + z) * 0.11)
                if y < start:
                    continue
            top = np.int64(column[y])
            if top == s.WATER:
                column[y] = s.ICE
            elif (s.STONE <= top <= LAST_LEAF or top == s.SANDSTONE or top == s.CLAY) and top != s.LAVA:
                # states up to the last leaf: stone, soils, sand, gravel, ores, logs, leaves
                column[y + 1] = s.SNOW_LAYER
                if top == s.GRASS_BLOCK:
                    column[y] = s.SNOWY_GRASS_BLOCK


@kernel
def decorate_slot(seed, cx, cz, all_blocks, biome48, ground48):  # type: ignore[no-untyped-def]
    """Trees, plants, disks, snow and ice of chunk (cx, cz), written into its place in ``all_blocks`` only.

    ``all_blocks`` is a torus as :func:`~craftagent.sim.terrain.chunk.make_land` left it; ``biome48`` uint8[48, 48] and
    ``ground48`` int16[48, 48] are the arrays of this base chunk (in the middle) and its eight neighbours. Pure: the
    same whatever was made before.
    """
    mask = all_blocks.shape[0] - 1
    ox = (cx << 4) & mask
    oz = (cz << 4) & mask
    blocks = all_blocks[ox : ox + 16, oz : oz + 16]
    disks = np.empty((9 * _N_DISKS, 5), np.int64)
    trees = np.empty((MAX_TREES, FIELDS), np.int64)
    salt = salted(seed, 2)
    n_disks = _find_disks(salt, cx, cz, ground48, disks)
    _lay_disks(blocks, disks, n_disks)
    n_trees = find_trees(salt + 7, cx, cz, biome48, ground48, disks, n_disks, trees)
    for i in range(n_trees):
        grow(blocks, trees[i])
    scatter(salt + 13, cx, cz, blocks, biome48, ground48)
    fill_sea(salt + 91, cx, cz, blocks, biome48, ground48)
    _freeze(salt + 97, cx, cz, blocks, biome48, ground48)


@kernel
def decorate_chunk(seed, cx, cz, blocks, biome48, ground48):  # type: ignore[no-untyped-def]
    """:func:`decorate_slot` for one chunk alone, ``blocks`` uint16[16, 16, 256]; call with int64 numbers."""
    decorate_slot(seed, cx, cz, blocks, biome48, ground48)
