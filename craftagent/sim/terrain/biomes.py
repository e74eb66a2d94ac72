"""The biomes that are generated: names and ids of the game, climate, colours, and the numbers that shape the land.

Ids are the game's own (1.16). Temperature and rainfall: the game's biome settings. Grass, foliage and water colours:
``minecraft-data``'s tint table (the game's colour maps looked up once per biome). Sky: the game's formula,
hue 0.6222 - 0.05 t, saturation 0.5 + 0.1 t with t = clamp(temperature / 3, -1, 1).
"""

from __future__ import annotations

import colorsys
import functools
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from craftagent.sim.rules.registry import bare, raw, unknown

OCEAN, PLAINS, DESERT, MOUNTAINS, FOREST, TAIGA, SWAMP, RIVER = range(8)
FROZEN_OCEAN, FROZEN_RIVER, SNOWY_TUNDRA, BEACH, DEEP_OCEAN, STONE_SHORE, SNOWY_BEACH = 10, 11, 12, 16, 24, 25, 26
BIRCH_FOREST, SNOWY_TAIGA, WOODED_MOUNTAINS, SAVANNA, GRAVELLY_MOUNTAINS = 27, 30, 34, 35, 131
FOG_RGB = (192, 216, 255)

RGB = tuple[int, int, int]


class Biome(NamedTuple):
    """One biome. Colours are 0..255 sRGB; heights in blocks (base: mean ground, hill, ridge, rough: amplitudes)."""

    id: int
    name: str
    category: str
    temperature: float
    rainfall: float
    grass: RGB
    foliage: RGB
    water: RGB
    sky: RGB
    fog: RGB
    base: float  # mean height of the ground, y
    hill: float  # height of gentle hills, +-
    bump: float  # height of separate hills ("wooded hills", "desert hills")
    ridge: float  # height of mountain ridges
    rough: float  # depth of 3-D noise: cliffs and overhangs


def _tint(table: str, name: str) -> RGB:
    tints = raw("tints")[table]
    # Later rows are variants by local noise (swamp); the first row that names the biome is its usual colour.
    value = next((row["color"] for row in tints["data"] if name in row["keys"]), tints["default"])
    return value >> 16 & 255, value >> 8 & 255, value & 255


def _sky(temperature: float) -> RGB:
    t = max(-1.0, min(1.0, temperature / 3.0))
    r, g, b = colorsys.hsv_to_rgb(0.62222224 - t * 0.05, 0.5 + t * 0.1, 1.0)
    return int(r * 255), int(g * 255), int(b * 255)  # cut off, as the game does


# id, name, category, temperature, rainfall, base, hill, bump, ridge, rough
_ROWS: tuple[tuple[int, str, str, float, float, float, float, float, float, float], ...] = (
    (OCEAN, "ocean", "ocean", 0.5, 0.5, 48, 4, 0, 0, 1.5),
    (DEEP_OCEAN, "deep_ocean", "ocean", 0.5, 0.5, 38, 4, 0, 0, 1.5),
    (FROZEN_OCEAN, "frozen_ocean", "ocean", 0.0, 0.5, 48, 4, 0, 0, 1.5),
    (RIVER, "river", "river", 0.5, 0.5, 58, 1, 0, 0, 1.0),
    (FROZEN_RIVER, "frozen_river", "river", 0.0, 0.5, 58, 1, 0, 0, 1.0),
    (BEACH, "beach", "beach", 0.8, 0.4, 64, 1, 0, 0, 0.5),
    (SNOWY_BEACH, "snowy_beach", "beach", 0.05, 0.3, 64, 1, 0, 0, 0.5),
    (STONE_SHORE, "stone_shore", "none", 0.2, 0.3, 66, 2, 0, 0, 2.0),
    (PLAINS, "plains", "plains", 0.8, 0.4, 66.5, 4, 1, 0, 1.5),
    (FOREST, "forest", "forest", 0.7, 0.8, 67.5, 8, 13, 0, 2.5),
    (BIRCH_FOREST, "birch_forest", "forest", 0.6, 0.6, 67.5, 8, 13, 0, 2.5),
    (TAIGA, "taiga", "taiga", 0.25, 0.8, 68.5, 8, 14, 0, 2.5),
    (DESERT, "desert", "desert", 2.0, 0.0, 67.0, 4, 10, 0, 1.5),
    (SAVANNA, "savanna", "savanna", 1.2, 0.0, 67.5, 4, 3, 0, 1.5),
    (SWAMP, "swamp", "swamp", 0.8, 0.9, 62.6, 3, 0, 0, 1.0),
    (SNOWY_TUNDRA, "snowy_tundra", "icy", 0.0, 0.5, 67.0, 4, 4, 0, 1.5),
    (SNOWY_TAIGA, "snowy_taiga", "taiga", -0.5, 0.4, 68.5, 8, 13, 0, 2.5),
    (MOUNTAINS, "mountains", "extreme_hills", 0.2, 0.3, 75, 10, 6, 34, 18),
    (WOODED_MOUNTAINS, "wooded_mountains", "extreme_hills", 0.2, 0.3, 75, 10, 6, 28, 15),
    (GRAVELLY_MOUNTAINS, "gravelly_mountains", "extreme_hills", 0.2, 0.3, 76, 10, 6, 32, 18),
)

BIOMES: tuple[Biome, ...] = tuple(
    Biome(i, n, c, t, r, _tint("grass", n), _tint("foliage", n), _tint("water", n), _sky(t), FOG_RGB, *shape)
    for i, n, c, t, r, *shape in _ROWS
)
_BY_NAME = {biome.name: biome for biome in BIOMES}
_BY_ID = {biome.id: biome for biome in BIOMES}


def biome_named(name: str) -> Biome:
    """The biome of a name, with or without ``minecraft:``. Raises ``UnknownName`` with suggestions."""
    found = _BY_NAME.get(bare(name)) if isinstance(name, str) else None
    if found is None:
        raise unknown("biome", name, _BY_NAME)
    return found


def biome_of(number: int) -> Biome:
    """The biome of an id as stored in ``World.biome``. Raises ``KeyError`` for an id that is never generated."""
    return _BY_ID[int(number)]


@functools.cache
def biome_names() -> tuple[str, ...]:
    """Names of every generated biome."""
    return tuple(_BY_NAME)


def _column(field: str) -> npt.NDArray[np.float64]:
    values = np.zeros(256)
    for biome in BIOMES:
        values[biome.id] = getattr(biome, field)
    return values


# Arrays by biome id, for kernels.
TEMPERATURE = _column("temperature")
BASE, HILL, BUMP, RIDGE, ROUGH = (_column(name) for name in ("base", "hill", "bump", "ridge", "rough"))
