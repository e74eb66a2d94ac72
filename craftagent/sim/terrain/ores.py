"""Ore veins and blobs of dirt, gravel and other stone, at the 1.16 counts and with the game's vein shape.

A vein is a row of balls along a slanted line, thickest in its middle. Each size has a set of shapes drawn once by that
formula; a vein is one of them, mirrored and turned at random. Veins of the eight neighbour chunks are laid too and
clipped, so that none is cut at a border. Counts, sizes and heights: the game's 1.16 world generation settings.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from craftagent.sim.jit import kernel
from craftagent.sim.terrain import biomes as b
from craftagent.sim.terrain import states as s
from craftagent.sim.terrain.noise import below, draw, stream

# (state, veins a chunk, size, lowest y, heights above it); lapis is triangular around y 16, marked by 0 heights.
# Later rows replace stone, granite, diorite and andesite that earlier ones have left.
VEINS = (
    (s.DIRT, 10, 33, 0, 256), (s.GRAVEL, 8, 33, 0, 256),
    (s.GRANITE, 10, 33, 0, 80), (s.DIORITE, 10, 33, 0, 80), (s.ANDESITE, 10, 33, 0, 80),
    (s.COAL_ORE, 20, 17, 0, 128), (s.IRON_ORE, 20, 9, 0, 64), (s.GOLD_ORE, 2, 9, 0, 32),
    (s.REDSTONE_ORE, 8, 8, 0, 16), (s.DIAMOND_ORE, 1, 8, 0, 16), (s.LAPIS_ORE, 1, 7, 16, 0),
)  # fmt: skip
SIZES = (33, 17, 9, 8, 7)
_ROWS = np.array([(*row, SIZES.index(row[2])) for row in VEINS])
_N = len(VEINS)
SHAPES = 32  # a size; with mirrors and turns 256


def _uniform(seed: int, shape: tuple[int, ...]) -> npt.NDArray[np.float64]:
    """Numbers in [0, 1) by an integer hash: the same on every machine and NumPy."""
    h = np.arange(1, int(np.prod(shape)) + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed)
    h = (h ^ (h >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    h = (h ^ (h >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((h ^ (h >> np.uint64(31))) >> np.uint64(11)).reshape(shape).astype(np.float64) * 2.0**-53


def _sine(turns: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Sine of whole turns by ``+ - *`` alone (see ``noise.sin_turn``)."""
    t = turns - np.floor(turns + 0.5)
    p = 8.0 * t - 16.0 * t * np.abs(t)
    return p * (0.775 + 0.225 * np.abs(p))


def vein_shapes(size: int) -> npt.NDArray[np.bool_]:
    """``SHAPES`` veins of a size, bool (SHAPES, 2m, 2m, 16) in x, z, y; the vein's own place is corner (m, m, 10)."""
    u = _uniform(size, (SHAPES, size + 3))
    ax, az = (_sine(u[:, :1] * 0.5 + turn) * (size * 0.125) for turn in (0.0, 0.25))
    y0, y1 = (np.floor(u[:, k : k + 1] * 3.0) - 2.0 for k in (1, 2))
    t = np.arange(size) / size
    radius = ((_sine(0.5 * t) + 1.0) * u[:, 3:] * (size * 0.0625) + 1.0) * 0.5
    m = int(size * 0.1875 + 0.5) + 1
    across, up = np.arange(-m, m) + 0.5, np.arange(-10, 6) + 0.5
    x, z, y = ax * (1.0 - 2.0 * t), az * (1.0 - 2.0 * t), y0 + (y1 - y0) * t
    found = np.zeros((SHAPES, 2 * m, 2 * m, 16), np.bool_)
    for k in range(size):
        dx, dz, dy = (at - p[:, k : k + 1] for at, p in ((across, x), (across, z), (up, y)))
        flat = (dx * dx)[:, :, None] + (dz * dz)[:, None, :] - (radius[:, k] * radius[:, k])[:, None, None]
        found |= flat[:, :, :, None] + (dy * dy)[:, None, None, :] < 0.0
    return found


def _runs() -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int32], npt.NDArray[np.int8]]:
    """Columns of all shapes (x, z, lowest y, height), where each shape's begin, and how far each reaches sideways."""
    rows, starts, reach = [], [0], []
    for size in SIZES:
        shapes = vein_shapes(size)
        m = shapes.shape[1] // 2
        any_y = np.asarray(shapes.any(axis=3))
        low = shapes.argmax(axis=3)
        high = 16 - shapes[:, :, :, ::-1].argmax(axis=3)
        for k in range(SHAPES):
            x, z = np.nonzero(any_y[k])
            rows.append(np.stack([x - m, z - m, low[k, x, z] - 10, high[k, x, z] - low[k, x, z]], axis=1))
            starts.append(starts[-1] + len(x))
            reach.append(max(int(np.maximum(m - at, at - m + 1).max(initial=0)) for at in (x, z)))
    return np.concatenate(rows).astype(np.int8), np.array(starts, np.int32), np.array(reach, np.int8)


_RUNS, _START, _REACH = _runs()


@kernel
def bury(salt, cx, cz, highest, blocks, ox, oz):  # type: ignore[no-untyped-def]
    """All veins that reach into chunk (cx, cz), whose low corner is ``blocks[ox, oz]``; ``highest``: y of its top."""
    for row in range(_N):
        state = np.uint16(_ROWS[row, 0])
        low = _ROWS[row, 3]
        span = _ROWS[row, 4]
        first = _ROWS[row, 5] * SHAPES
        for near in range(9):
            sx = near // 3 - 1
            sz = near % 3 - 1
            r = stream(salt + row, cx + sx, cz + sz)
            for _ in range(_ROWS[row, 1]):
                r = draw(r)
                if span > 0:
                    y = low + (((r >> 38) & 0xFFFF) * span >> 16)
                else:
                    y = (((r >> 38) & 0xFF) * low >> 8) + (((r >> 46) & 0xFF) * low >> 8)
                shape = first + ((r >> 54) & (SHAPES - 1))
                reach = np.int64(_REACH[shape])
                x = 16 * sx + ((r >> 30) & 15)
                z = 16 * sz + ((r >> 34) & 15)
                if y > highest + 6 or x < -reach or x > 15 + reach or z < -reach or z > 15 + reach:
                    continue
                flip_x = -((r >> 59) & 1)  # 0, or all bits: o ^ -1 is -1 - o
                flip_z = -((r >> 60) & 1)
                turned = (r >> 61) & 1
                for k in range(_START[shape], _START[shape + 1]):
                    bx = x + (np.int64(_RUNS[k, turned]) ^ flip_x)
                    bz = z + (np.int64(_RUNS[k, 1 - turned]) ^ flip_z)
                    if bx < 0 or bx > 15 or bz < 0 or bz > 15:
                        continue
                    y0 = y + np.int64(_RUNS[k, 2])
                    y1 = min(y0 + np.int64(_RUNS[k, 3]), highest + 1)
                    column = blocks[ox + bx, oz + bz]
                    for by in range(max(y0, 1), y1):
                        if s.STONE <= column[by] <= s.LAST_STONE:
                            column[by] = state


@kernel
def bury_emeralds(salt, cx, cz, blocks, biome, ox, oz):  # type: ignore[no-untyped-def]
    """Three to eight single emerald ores at y 4 to 31 where the column is mountains."""
    r = draw(stream(salt, cx, cz))
    for _ in range(3 + below(r, 6)):
        r = draw(r)
        x = ox + ((r >> 30) & 15)
        z = oz + ((r >> 34) & 15)
        y = 4 + ((r >> 38) & 255) * 28 // 256
        at = biome[x, z]
        if at == b.MOUNTAINS or at == b.WOODED_MOUNTAINS or at == b.GRAVELLY_MOUNTAINS:
            if s.STONE <= blocks[x, z, y] <= s.LAST_STONE:
                blocks[x, z, y] = s.EMERALD_ORE
