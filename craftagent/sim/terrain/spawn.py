"""Where a world starts: a playable column near the origin, in a wanted biome if one is named.

The land is surveyed on a coarse grid with the pure biome function; the nearest promising places are then really built
(a chunk with its neighbours) until one has an open, even, dry column.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from craftagent.sim.jit import kernel
from craftagent.sim.terrain import biomes as b
from craftagent.sim.terrain import states as s
from craftagent.sim.terrain.chunk import make_land
from craftagent.sim.terrain.climate import (
    BIOME,
    MAX_SITES,
    N_FIELDS,
    N_SALTS,
    N_SCRATCH,
    RIVER,
    SEA,
    H,
    fill_point,
    fill_salts,
    fill_sites,
    settle,
)
from craftagent.sim.terrain.decorate import decorate_chunk

# (reach in blocks, spacing) of the surveys, tried in this order.
_SURVEYS = ((256, 16), (1024, 32), (4096, 64), (16384, 128))
_WOODED = (b.FOREST, b.BIRCH_FOREST, b.TAIGA, b.SNOWY_TAIGA)
_WET = (b.OCEAN, b.DEEP_OCEAN, b.FROZEN_OCEAN, b.RIVER, b.FROZEN_RIVER)
_TREELESS = (*_WET, b.DESERT, b.BEACH, b.SNOWY_BEACH, b.STONE_SHORE)
_START = (b.FOREST, b.BIRCH_FOREST, b.PLAINS, b.TAIGA)
_TRIES = 60  # places that are built at most, a survey


@kernel
def survey(seed, x0, z0, step, found):  # type: ignore[no-untyped-def]
    """Biome ids at (x0 + i * step, z0 + j * step) into found uint8[n, m]; a pure function, about 2 us a point.

    It is the biome of the plan: a column within a few blocks of a border may belong to the other side of it.
    """
    salts = np.empty(N_SALTS, np.int64)
    sites = np.empty((MAX_SITES, 3))
    row = np.empty(N_FIELDS)
    field = np.empty(N_SCRATCH)
    fill_salts(seed, salts)
    tile = max(264 // step, 1)  # points that share their patches
    for i0 in range(0, found.shape[0], tile):
        for j0 in range(0, found.shape[1], tile):
            i1 = min(i0 + tile, found.shape[0])
            j1 = min(j0 + tile, found.shape[1])
            xa = x0 + i0 * step
            za = z0 + j0 * step
            gx0, gz0, n_z = fill_sites(salts, xa, za, x0 + (i1 - 1) * step, z0 + (j1 - 1) * step, sites)
            for i in range(i0, i1):
                for j in range(j0, j1):
                    fill_point(salts, x0 + i * step, z0 + j * step, sites, gx0, gz0, n_z, row, field)
                    top = np.int64(np.floor(row[H]))
                    found[i, j] = settle(np.int64(row[BIOME]), row[SEA], row[RIVER], top)


def survey_area(seed: int, x0: int, z0: int, step: int, shape: tuple[int, int]) -> npt.NDArray[np.uint8]:
    """Biome ids, uint8 of ``shape``, at x0 + i * step, z0 + j * step blocks (see :func:`survey`)."""
    found = np.zeros(shape, np.uint8)
    survey(np.int64(seed), np.int64(x0), np.int64(z0), np.int64(step), found)
    return found


def _around(mask: npt.NDArray[np.bool_], reach: int) -> npt.NDArray[np.int64]:
    """How many cells of ``mask`` lie within ``reach`` cells of each cell (a square window)."""
    padded = np.pad(mask.astype(np.int64), ((reach + 1, reach), (reach + 1, reach)))
    total = padded.cumsum(0).cumsum(1)
    w = 2 * reach + 1
    return np.asarray(total[w:, w:] - total[:-w, w:] - total[w:, :-w] + total[:-w, :-w])


def _candidates(seed: int, biome: int | None, reach: int, step: int) -> list[tuple[int, int]]:
    """Block positions worth building, best first."""
    n = 2 * (reach // step) + 1
    found = survey_area(seed, -reach, -reach, step, (n, n))
    near = max(32 // step, 1)
    window = (2 * near + 1) ** 2
    wooded = _around(np.isin(found, _WOODED), near)
    dry = _around(~np.isin(found, _WET), near)
    if biome is None:
        good = np.isin(found, _START) & (wooded * 4 >= window) & (dry * 10 >= window * 8)
        liking = good.astype(np.int64)
    else:
        wanted = found == biome
        good = wanted
        liking = wanted.astype(np.int64)
        if biome in _WET:
            liking = liking + (wanted & (dry * 10 >= window * 3))
        else:
            liking = liking + (wanted & (dry * 10 >= window * 8))
        if biome not in _TREELESS:
            liking = liking + (wanted & (wooded * 8 >= window))
    i, j = np.nonzero(good)
    x, z = i * step - reach, j * step - reach
    order = np.lexsort((z, x, x * x + z * z, -liking[i, j]))[:_TRIES]
    return [(int(x[k]), int(z[k])) for k in order]


def build_chunk(
    seed: int, cx: int, cz: int
) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint8], npt.NDArray[np.int16]]:
    """A finished chunk column with the ``biome48`` and ``ground48`` around it (see ``decorate_chunk``)."""
    blocks = np.empty((64, 64, 256), np.uint16)
    biome = np.empty((64, 64), np.uint8)
    ground = np.empty((64, 64), np.int16)
    chunks = np.array([(cx + i - 1, cz + j - 1) for i in range(3) for j in range(3)], np.int64)
    make_land(np.int64(seed), chunks, 9, blocks, biome, ground)
    x, z = (np.arange(48) + 16 * (c - 1) & 63 for c in (cx, cz))
    middle = np.ascontiguousarray(blocks[x[16] : x[16] + 16, z[16] : z[16] + 16])
    biome48, ground48 = biome[np.ix_(x, z)], ground[np.ix_(x, z)]
    decorate_chunk(np.int64(seed), np.int64(cx), np.int64(cz), middle, biome48, ground48)
    return middle, biome48, ground48


def _playable(seed: int, x: int, z: int, biome: int | None) -> tuple[int, int] | None:
    """A column of the chunk around (x, z) to stand on, nearest to (x, z), or None."""
    cx, cz = x >> 4, z >> 4
    blocks, biome48, ground48 = build_chunk(seed, cx, cz)
    height = np.where(ground48 >= 0, ground48, -1 - ground48).astype(np.int64)
    columns = [((16 * cx + i - x) ** 2 + (16 * cz + j - z) ** 2, i, j) for i in range(16) for j in range(16)]
    if biome in _WET:
        # In the water, but where the bed is high: by a bank if there is one.
        columns = [(d + 1000 * (62 - int(height[i + 16, j + 16])), i, j) for d, i, j in columns]
    for _, i, j in sorted(columns):
        at = int(biome48[i + 16, j + 16])
        if (biome is None and at not in _START) or (biome is not None and at != biome):
            continue
        y = int(height[i + 16, j + 16])
        column = blocks[i, j]
        if biome in _WET:
            if column[y + 1] in (s.WATER, s.SEAGRASS, s.ICE) and not column[64:].any():
                return 16 * cx + i, 16 * cz + j
            continue
        if y < 62 or column[y] not in (s.GRASS_BLOCK, s.SNOWY_GRASS_BLOCK, s.SAND, s.STONE, s.GRAVEL):
            continue
        if column[y + 1] not in (s.AIR, s.SNOW_LAYER, s.GRASS, s.FERN) or column[y + 2 :].any():
            continue  # a trunk, leaves, water or a roof
        around = height[i + 14 : i + 19, j + 14 : j + 19]
        if abs(around - y).max() > 2 or abs(around - y).mean() > 0.8:
            continue  # uneven ground, a hole, the foot of a cliff
        wide = height[i + 9 : i + 24, j + 9 : j + 24]
        if (wide > y + 4).mean() > 0.4 or (wide < 62).mean() > 0.4:
            continue  # at the bottom of a pit, or on a spit of land
        return 16 * cx + i, 16 * cz + j
    return None


def spawn_point(seed: int, biome: str | None = None) -> tuple[int, int]:
    """Block column (x, z) to start at: open sky above even ground, on land unless a sea or river is asked for.

    Without a biome: forest, birch forest, plains or taiga with woods within 32 blocks, as near to the origin as can be.
    With one: the nearest such place within 1024 blocks, or farther if there is none. Raises ``UnknownName`` for an
    unknown biome and ``LookupError`` if none is found within 16384 blocks.
    """
    wanted = None if biome is None else b.biome_named(biome).id
    for reach, step in _SURVEYS:
        for x, z in _candidates(seed, wanted, reach, step):
            found = _playable(seed, x, z, wanted)
            if found is not None:
                return found
    raise LookupError(f"no playable {biome or 'start'} within {_SURVEYS[-1][0]} blocks of the origin of seed {seed}")
