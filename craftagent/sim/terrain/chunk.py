"""One chunk column from a seed: :func:`base_chunk`, the land itself, a pure function of (seed, cx, cz)."""

from __future__ import annotations

import numpy as np

from craftagent.sim.jit import kernel
from craftagent.sim.terrain import states as s
from craftagent.sim.terrain.caves import STACK, carve
from craftagent.sim.terrain.climate import AMP, MAX_SITES, N_FIELDS, N_SALTS, H, fill_lattice, fill_salts, fill_sites
from craftagent.sim.terrain.lakes import dig_lakes
from craftagent.sim.terrain.noise import salted
from craftagent.sim.terrain.ores import bury, bury_emeralds
from craftagent.sim.terrain.shape import SLICES, N, fill_stone, lay_surface


@kernel
def ground_y(g):  # type: ignore[no-untyped-def]
    """The y of a column's ground from its ``ground`` value (see :func:`base_chunk`)."""
    return g if g >= 0 else -1 - g


@kernel
def base_chunk(seed, cx, cz, blocks, biome, ground):  # type: ignore[no-untyped-def]
    """Land of chunk (cx, cz): stone, soil, water, caves, ores; no plants, snow or ice.

    Writes all of ``blocks`` uint16[16, 16, 256] (x, z, y; C-contiguous), ``biome`` uint8[16, 16] and ``ground``
    int16[16, 16]. With y the height of the column's topmost solid block (after caves), ``ground`` is ``y`` where that
    block is grass, so that a tree may root there, and ``-1 - y`` elsewhere: sand, stone, the sea floor. Call with
    int64 ``seed``, ``cx``, ``cz``.
    """
    salts = np.empty(N_SALTS, np.int64)
    work = np.empty(MAX_SITES * 3 + N * N * N_FIELDS + 25 * SLICES + STACK * 8 + 10, np.float64)
    ints = np.empty(256 + 16 + STACK, np.int64)
    top = ints[:256]
    cap = ints[256:272]
    seeds = ints[272:]
    at = MAX_SITES * 3
    sites = work[:at].reshape(MAX_SITES, 3)
    lattice = work[at : at + N * N * N_FIELDS].reshape(N * N, N_FIELDS)
    at += N * N * N_FIELDS
    density = work[at : at + 25 * SLICES]
    at += 25 * SLICES
    walks = work[at : at + STACK * 8].reshape(STACK, 8)
    field = work[at + STACK * 8 :]

    fill_salts(seed, salts)
    x0 = cx * 16 - 4
    z0 = cz * 16 - 4
    n_sites = fill_sites(salts, x0, z0, x0 + 24, z0 + 24, sites)
    fill_lattice(salts, x0, z0, N, sites, n_sites, lattice, field)
    base = salted(seed, 1)
    floor = fill_stone(base, cx, cz, lattice, density, blocks, top)
    lay_surface(base + 11, cx, cz, floor, lattice, blocks, biome, top)

    # Nothing is carved near water: the roof of caves is below the lowest ground within 4 to 8 blocks.
    for i in range(4):
        for k in range(4):
            lowest = 256.0
            for a in range(4):
                for c in range(4):
                    p = lattice[(i + a) * N + k + c]
                    lowest = min(lowest, p[H] - p[AMP])
            cap[i * 4 + k] = 256 if lowest > 63.5 else np.int64(lowest) - 4
    carve(base + 23, cx, cz, blocks, cap, walks, seeds)

    highest = 0
    for k in range(256):
        highest = max(highest, top[k])
    bury(base + 37, cx, cz, highest, blocks, density)
    bury_emeralds(base + 61, cx, cz, blocks, biome)
    for x in range(16):
        for z in range(16):
            column = blocks[x, z]
            y = top[x * 16 + z]
            while column[y] == s.AIR or column[y] == s.WATER or column[y] == s.LAVA:
                y -= 1
            if y < top[x * 16 + z] and column[y] == s.DIRT and column[y + 1] == s.AIR and y > 50:
                column[y] = s.GRASS_BLOCK  # the game lets grass grow on the floor of a cut
            top[x * 16 + z] = y
    dig_lakes(base + 71, cx, cz, blocks, biome, top)
    for x in range(16):
        for z in range(16):
            y = top[x * 16 + z]
            ground[x, z] = y if blocks[x, z, y] == s.GRASS_BLOCK and blocks[x, z, y + 1] == s.AIR else -1 - y
