"""Chunk columns from a seed: the land itself, a pure function of (seed, cx, cz), however many are made at a time."""

from __future__ import annotations

import numpy as np

from craftagent.sim.jit import kernel
from craftagent.sim.terrain import states as s
from craftagent.sim.terrain.caves import STACK, carve
from craftagent.sim.terrain.climate import (
    AMP,
    BIOME,
    MAX_SITES,
    N_FIELDS,
    N_SALTS,
    N_SCRATCH,
    H,
    fill_point,
    fill_salts,
    fill_sites,
)
from craftagent.sim.terrain.lakes import dig_lakes
from craftagent.sim.terrain.noise import salted
from craftagent.sim.terrain.ores import bury, bury_emeralds
from craftagent.sim.terrain.shape import SLICES, fill_stone, lay_surface

MAX_SPAN = 15  # chunks made at once lie within so many along each axis


@kernel
def ground_y(g):  # type: ignore[no-untyped-def]
    """The y of a column's ground from its ``ground`` value (see :func:`make_land`)."""
    return g if g >= 0 else -1 - g


@kernel
def _finish(base, cx, cz, blocks, biome, ground):  # type: ignore[no-untyped-def]
    """Ores, lakes and the final ground of a chunk whose stone, soil and caves are done."""
    mask = blocks.shape[0] - 1
    ox = (cx << 4) & mask
    oz = (cz << 4) & mask
    highest = np.int64(0)
    for x in range(ox, ox + 16):
        for z in range(oz, oz + 16):
            highest = max(highest, np.int64(ground[x, z]))
    bury(base + 37, cx, cz, highest, blocks, ox, oz)
    bury_emeralds(base + 61, cx, cz, blocks, biome, ox, oz)
    for x in range(ox, ox + 16):
        for z in range(oz, oz + 16):
            column = blocks[x, z]
            y = np.int64(ground[x, z])
            while column[y] == s.AIR or column[y] == s.WATER or column[y] == s.LAVA:
                y -= 1
            if y < ground[x, z] and column[y] == s.DIRT and column[y + 1] == s.AIR and y > 50:
                column[y] = s.GRASS_BLOCK  # the game lets grass grow on the floor of a cut
            ground[x, z] = y
    dig_lakes(base + 71, cx, cz, blocks, biome, ground, ox, oz)
    for x in range(ox, ox + 16):
        for z in range(oz, oz + 16):
            y = np.int64(ground[x, z])
            if blocks[x, z, y] != s.GRASS_BLOCK or blocks[x, z, y + 1] != s.AIR:
                ground[x, z] = -1 - y


@kernel
def make_land(seed, chunks, n, blocks, biome, ground):  # type: ignore[no-untyped-def]
    """Land of the first ``n`` chunks of ``chunks`` int64[:, 2]: stone, soil, water, caves, ores; nothing that grows.

    ``blocks`` uint16[m, m, 256] (x, z, y), ``biome`` uint8[m, m] and ``ground`` int16[m, m], C-contiguous, are tori:
    the column at (x, z) is [x % m, z % m], m a power of two from 16 on. Writes all of each chunk, nothing else. With y
    the height of the column's topmost solid block (after caves), ``ground`` is ``y`` where that block is grass, so that
    a tree may root there, and ``-1 - y`` elsewhere: sand, stone, the sea floor. The chunks must lie within ``MAX_SPAN``
    along each axis; a chunk is the same whichever others are made with it, but many at a time cost half as much each.
    """
    if n == 0:
        return
    mask = blocks.shape[0] - 1
    box = np.empty(4, np.int64)
    box[0] = box[2] = chunks[0, 0]
    box[1] = box[3] = chunks[0, 1]
    for c in range(n):
        for k in range(2):
            box[k] = min(box[k], chunks[c, k])
            box[2 + k] = max(box[2 + k], chunks[c, k])
    for k in range(2):
        box[k] *= 16
        box[2 + k] = box[2 + k] * 16 + 16
    cells = (box[3] - box[1]) >> 2
    pitch = cells + 3  # the lattice has one point more on either side
    n_points = (((box[2] - box[0]) >> 2) + 3) * pitch
    cap = np.zeros(((box[2] - box[0]) >> 2) * cells, np.int64)
    lattice = np.empty((n_points, N_FIELDS))
    for k in range(n_points):
        lattice[k, BIOME] = -1.0
    work = np.empty(25 * SLICES + STACK * 8 + MAX_SITES * 3 + N_SCRATCH)
    density = work[: 25 * SLICES]
    walks = work[25 * SLICES : 25 * SLICES + STACK * 8].reshape(STACK, 8)
    sites = work[25 * SLICES + STACK * 8 : 25 * SLICES + STACK * 8 + MAX_SITES * 3].reshape(MAX_SITES, 3)
    field = work[25 * SLICES + STACK * 8 + MAX_SITES * 3 :]
    ints = np.empty(N_SALTS + STACK, np.int64)
    salts = ints[:N_SALTS]

    fill_salts(seed, salts)
    gx0, gz0, n_z = fill_sites(salts, box[0] - 4, box[1] - 4, box[2] + 4, box[3] + 4, sites)
    base = salted(seed, 1)
    for c in range(n):
        cx = chunks[c, 0]
        cz = chunks[c, 1]
        ci = 4 * cx - (box[0] >> 2)
        ck = 4 * cz - (box[1] >> 2)
        for i in range(7):
            for k in range(7):
                row = lattice[(ci + i) * pitch + ck + k]
                if row[BIOME] < 0.0:
                    fill_point(salts, cx * 16 - 4 + 4 * i, cz * 16 - 4 + 4 * k, sites, gx0, gz0, n_z, row, field)
        ox = (cx << 4) & mask
        oz = (cz << 4) & mask
        first = (ci + 1) * pitch + ck + 1
        floor = fill_stone(base, cx, cz, lattice, first, pitch, density, blocks, ground, ox, oz)
        lay_surface(base + 11, cx, cz, floor, lattice, first, pitch, blocks, biome, ground, ox, oz)
        # Nothing is carved near water: the roof of caves is below the lowest ground within 4 to 8 blocks.
        for i in range(4):
            for k in range(4):
                lowest = 256.0
                for a in range(4):
                    for d in range(4):
                        p = lattice[(ci + i + a) * pitch + ck + k + d]
                        lowest = min(lowest, p[H] - p[AMP])
                cap[(ci + i) * cells + ck + k] = 256 if lowest > 63.5 else np.int64(lowest) - 4
    carve(base + 23, box, blocks, cap, walks, ints[N_SALTS:])
    for c in range(n):
        _finish(base, chunks[c, 0], chunks[c, 1], blocks, biome, ground)
