"""Small plants: grass, ferns, flowers, mushrooms, cactus, cane, berries, pumpkins, lily pads, kelp and seagrass.

Most grow in patches as the game's random-patch feature makes them: a centre, then tries at triangular offsets of up to
7 blocks and 3 up or down. A row of ``_PATCHES`` is one kind of patch. "Flat" patches sit on the ground of their centre;
the others are thrown at random heights, which the game does for most flowers: few land, but then many together. Counts
are the game's 1.16 ones, with the share of the throws that would miss the ground already taken off.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.jit import kernel
from craftagent.sim.rules.registry import state_id
from craftagent.sim.terrain import biomes as b
from craftagent.sim.terrain import states as s
from craftagent.sim.terrain.noise import below, draw, hash2, stream
from craftagent.sim.terrain.trees import FIRST_LEAF, LAST_LEAF

(_GRASS, _TAIGA_GRASS, _TALL, _LARGE_FERN, _FLOWER, _PLAIN_FLOWER, _TULIP, _ORCHID, _BUSH, _BROWN, _RED, _CANE,
 _PUMPKIN, _CACTUS, _DEAD_BUSH, _BERRY, _LILY) = range(17)  # fmt: skip

_SINGLE = np.array(
    [state_id(n) for n in ("dandelion", "poppy", "azure_bluet", "oxeye_daisy", "cornflower", "red_tulip",
                           "orange_tulip", "white_tulip", "pink_tulip", "blue_orchid", "lily_of_the_valley")]
)  # fmt: skip
_DOUBLE = np.array([s.LILAC, s.ROSE_BUSH, s.PEONY])

_GRASSY = (b.PLAINS, b.FOREST, b.BIRCH_FOREST, b.TAIGA, b.SNOWY_TAIGA, b.SWAMP, b.SAVANNA, b.MOUNTAINS,
           b.WOODED_MOUNTAINS, b.GRAVELLY_MOUNTAINS, b.RIVER, b.SNOWY_TUNDRA)  # fmt: skip
_SHORES = (*_GRASSY, b.DESERT, b.BEACH)
# plant, biomes, patches a chunk, tries, flat
_PATCHES = (
    (_GRASS, (b.PLAINS,), 10.0, 32, 1), (_GRASS, (b.SAVANNA,), 18.0, 32, 1), (_GRASS, (b.SWAMP,), 5.0, 32, 1),
    (_GRASS, (b.FOREST, b.BIRCH_FOREST), 2.0, 32, 1),
    (_GRASS, (b.MOUNTAINS, b.WOODED_MOUNTAINS, b.GRAVELLY_MOUNTAINS, b.SNOWY_TUNDRA, b.RIVER), 1.0, 32, 1),
    (_TAIGA_GRASS, (b.TAIGA, b.SNOWY_TAIGA), 6.0, 32, 1),
    (_TALL, (b.PLAINS, b.SAVANNA), 0.5, 64, 0), (_LARGE_FERN, (b.TAIGA,), 0.5, 64, 0),
    (_PLAIN_FLOWER, (b.PLAINS,), 0.26, 64, 0), (_TULIP, (b.PLAINS,), 0.04, 64, 0),
    (_FLOWER, tuple(i for i in _GRASSY if i not in (b.PLAINS, b.SWAMP)), 0.15, 64, 0),
    (_ORCHID, (b.SWAMP,), 0.1, 64, 0),
    (_BUSH, (b.FOREST, b.BIRCH_FOREST), 0.06, 64, 0),
    (_BROWN, (b.FOREST, b.BIRCH_FOREST, b.TAIGA, b.SWAMP), 0.05, 64, 0),
    (_RED, (b.FOREST, b.BIRCH_FOREST, b.TAIGA, b.SWAMP), 0.025, 64, 0),
    (_CANE, _SHORES, 0.1, 20, 1), (_PUMPKIN, _GRASSY, 0.003, 64, 0),
    (_CACTUS, (b.DESERT,), 0.6, 10, 0), (_DEAD_BUSH, (b.DESERT,), 2.0, 4, 1),
    (_BERRY, (b.TAIGA, b.SNOWY_TAIGA), 0.04, 64, 0),
    (_LILY, (b.SWAMP,), 4.0, 10, 1),
)  # fmt: skip
_PLANT = np.array([row[0] for row in _PATCHES])
_COUNT = np.array([row[2] for row in _PATCHES])
_TRIES = np.array([row[3] for row in _PATCHES])
_FLAT = np.array([row[4] for row in _PATCHES])
_IN = np.zeros(256, np.int64)  # by biome, bit of each row
for _i, _row in enumerate(_PATCHES):
    for _biome in _row[1]:
        _IN[_biome] |= 1 << _i
_N = len(_PATCHES)


@kernel
def _is_soil(state):  # type: ignore[no-untyped-def]
    return state == s.GRASS_BLOCK or state == s.DIRT or state == s.PODZOL or state == s.COARSE_DIRT


@kernel
def _place(blocks, x, z, y, plant, r, patch, ground48):  # type: ignore[no-untyped-def]
    """Try to put one plant on the ground at ``y`` of column (x, z); ``r``: its own bits, ``patch``: the patch's."""
    column = blocks[x, z]
    soil = np.int64(column[y])
    u = (r >> 40) & 255
    if plant == _LILY:
        if y < 62 and column[62] == s.WATER and column[63] == s.AIR:
            column[63] = s.LILY_PAD
        return
    if column[y + 1] != s.AIR:
        return
    if plant == _CACTUS or plant == _CANE:
        if plant == _CACTUS:
            # Never two side by side, whatever the neighbour chunk has: only on every other column.
            if soil != s.SAND or (x + z) & 1:
                return
        elif y != 62 or not (_is_soil(soil) or soil == s.SAND):
            return
        wet = False
        for k in range(4):
            g = np.int64(ground48[x + 16 + (k == 0) - (k == 1), z + 16 + (k == 2) - (k == 3)])
            g = g if g >= 0 else -1 - g
            if g > y and plant == _CACTUS:
                return
            wet = wet or g < 62
        if plant == _CACTUS:
            for k in range(1 + below(r, 1 + (u & 3) * 3 // 4)):
                column[y + 1 + k] = s.CACTUS
        elif wet:
            for k in range(2 + (u & 1) * ((u >> 1) & 1)):
                if column[y + 1 + k] == s.AIR:
                    column[y + 1 + k] = s.SUGAR_CANE
        return
    if plant == _DEAD_BUSH:
        if soil == s.SAND or _is_soil(soil):
            column[y + 1] = s.DEAD_BUSH
        return
    if not _is_soil(soil):
        return
    if plant == _BROWN or plant == _RED:
        for k in range(3, 12):  # they want shade
            if FIRST_LEAF <= column[min(y + k, 255)] <= LAST_LEAF:
                column[y + 1] = s.BROWN_MUSHROOM if plant == _BROWN else s.RED_MUSHROOM
                return
        return
    low = s.GRASS
    high = s.AIR
    if plant == _TAIGA_GRASS:
        low = s.FERN if u >= 51 else s.GRASS
    elif plant == _TALL:
        low = s.TALL_GRASS[0]
        high = s.TALL_GRASS[1]
    elif plant == _LARGE_FERN:
        low = s.LARGE_FERN[0]
        high = s.LARGE_FERN[1]
    elif plant == _FLOWER:
        low = _SINGLE[0 if u < 85 else 1]
    elif plant == _PLAIN_FLOWER:
        low = _SINGLE[1 + (u & 3)] if u < 85 else _SINGLE[0]
    elif plant == _TULIP:
        low = _SINGLE[5 + (patch & 3)]
    elif plant == _ORCHID:
        low = _SINGLE[9]
    elif plant == _BUSH:
        if patch & 3 == 3:
            low = _SINGLE[10]
        else:
            low = _DOUBLE[patch & 3, 0]
            high = _DOUBLE[patch & 3, 1]
    elif plant == _PUMPKIN:
        if soil == s.GRASS_BLOCK:
            column[y + 1] = s.PUMPKIN
        return
    elif plant == _BERRY:
        low = s.SWEET_BERRY_BUSH
    if high != s.AIR:
        if column[y + 2] != s.AIR:
            return
        column[y + 2] = high
    column[y + 1] = low


@kernel
def scatter(salt, cx, cz, blocks, biome48, ground48):  # type: ignore[no-untyped-def]
    """All patches whose plants may fall into chunk (cx, cz)."""
    for sx in range(-1, 2):
        for sz in range(-1, 2):
            for row in range(_N):
                r = draw(stream(salt + row, cx + sx, cz + sz))
                count = np.int64(_COUNT[row] + ((r >> 40) & 4095) * (1.0 / 4096.0))
                for _ in range(count):
                    r = draw(r)
                    x = 16 * sx + ((r >> 40) & 15)
                    z = 16 * sz + ((r >> 44) & 15)
                    if x < -7 or x > 22 or z < -7 or z > 22:
                        continue
                    if (_IN[biome48[x + 16, z + 16]] >> row) & 1 == 0:
                        continue
                    g = np.int64(ground48[x + 16, z + 16])
                    g = g if g >= 0 else -1 - g
                    patch = r >> 50
                    if _FLAT[row] == 0:
                        g += below(r, 7) - 3
                    spread = 3 if _PLANT[row] == _CANE else 7
                    own = r
                    for _k in range(_TRIES[row]):
                        own = draw(own)
                        px = x + ((own >> 36) & spread) - ((own >> 40) & spread)
                        pz = z + ((own >> 44) & spread) - ((own >> 48) & spread)
                        if px < 0 or px > 15 or pz < 0 or pz > 15:
                            continue
                        y = np.int64(ground48[px + 16, pz + 16])
                        y = y if y >= 0 else -1 - y
                        exact = _PLANT[row] != _CANE and _PLANT[row] != _LILY
                        if exact and y != g + ((own >> 52) & 3) - ((own >> 54) & 3):
                            continue
                        if abs(y - g) <= 3:
                            _place(blocks, px, pz, y, _PLANT[row], draw(own), patch, ground48)


@kernel
def fill_sea(salt, cx, cz, blocks, biome48, ground48):  # type: ignore[no-untyped-def]
    """Seagrass and kelp on the floor of seas, rivers and swamps; kelp stands in forests of its own."""
    for x in range(16):
        for z in range(16):
            at = np.int64(biome48[x + 16, z + 16])
            g = np.int64(ground48[x + 16, z + 16])
            y = -1 - g
            if g >= 0 or y > 60 or blocks[x, z, y + 1] != s.WATER:
                continue
            if at == b.FROZEN_OCEAN or at == b.FROZEN_RIVER:
                continue
            h = hash2(salt, cx * 16 + x, cz * 16 + z)
            # Clumps: a coarse hash thins out or thickens what grows.
            wood = hash2(salt + 1, (cx * 16 + x + ((h >> 20) & 7)) >> 4, (cz * 16 + z + ((h >> 24) & 7)) >> 4)
            sea = at == b.OCEAN or at == b.DEEP_OCEAN
            column = blocks[x, z]
            soil = np.int64(column[y])
            if soil != s.SAND and soil != s.GRAVEL and soil != s.DIRT and soil != s.CLAY and soil != s.STONE:
                continue
            if sea and wood & 255 < 70 and y < 57 and h & 255 < 70:
                high = min(1 + ((h >> 8) & 255) * (61 - y) // 256, 61 - y)
                for k in range(high):
                    column[y + 1 + k] = s.KELP_PLANT
                column[y + high] = s.KELP
            elif h & 255 > 200 + ((wood >> 8) & 63):
                if (h >> 8) & 255 < 70 and column[y + 2] == s.WATER:
                    column[y + 1] = s.TALL_SEAGRASS[0]
                    column[y + 2] = s.TALL_SEAGRASS[1]
                else:
                    column[y + 1] = s.SEAGRASS
