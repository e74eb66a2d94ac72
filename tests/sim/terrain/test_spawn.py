"""Biomes cover the land as in the game, and every start is playable."""

from __future__ import annotations

import numpy as np
import pytest

from craftagent.sim.rules.registry import UnknownName
from craftagent.sim.terrain import biomes as b
from craftagent.sim.terrain import states as s
from craftagent.sim.terrain.spawn import build_chunk, spawn_point, survey_area


def test_biome_table() -> None:
    plains = b.biome_named("minecraft:plains")
    assert plains.sky == (0x78, 0xA7, 0xFF)
    assert plains.water == (0x3F, 0x76, 0xE4)
    assert plains.grass == (0x91, 0xBD, 0x59)
    assert b.biome_of(b.BIRCH_FOREST).name == "birch_forest"
    with pytest.raises(UnknownName, match="did you mean 'plains'"):
        b.biome_named("plain")


def test_biomes_cover_4000_blocks() -> None:
    share = np.zeros(256)
    for seed in range(4):
        share += np.bincount(survey_area(seed, -2000, -2000, 25, (160, 160)).ravel(), minlength=256)
    share /= share.sum()
    assert 0.12 < share[[b.OCEAN, b.DEEP_OCEAN, b.FROZEN_OCEAN]].sum() < 0.45
    assert 0.08 < share[b.PLAINS] < 0.3
    assert 0.06 < share[b.FOREST] < 0.3
    for biome in (b.TAIGA, b.DESERT, b.RIVER, b.BEACH):
        assert 0.02 < share[biome] < 0.25, b.biome_of(biome).name
    assert share[[b.MOUNTAINS, b.WOODED_MOUNTAINS, b.GRAVELLY_MOUNTAINS]].sum() > 0.03
    for biome in b.BIOMES:
        assert share[biome.id] > 0, biome.name


def check(seed: int, biome: str | None) -> None:
    x, z = spawn_point(seed, biome)
    blocks, biome48, ground48 = build_chunk(seed, x >> 4, z >> 4)
    i, k = x & 15, z & 15
    if biome is not None:
        assert b.biome_of(biome48[i + 16, k + 16]).name == biome
    g = int(ground48[i + 16, k + 16])
    y = g if g >= 0 else -1 - g
    if biome in ("ocean", "river"):
        assert not blocks[i, k, 64:].any()
        return
    assert y >= 62
    assert not blocks[i, k, y + 2 :].any()  # open sky
    assert blocks[i, k, y] in (s.GRASS_BLOCK, s.SNOWY_GRASS_BLOCK, s.SAND, s.STONE, s.GRAVEL)
    around = ground48[i + 14 : i + 19, k + 14 : k + 19]
    assert np.abs(np.where(around >= 0, around, -1 - around) - y).max() <= 2


def test_a_hundred_starts_are_playable_and_near() -> None:
    for seed in range(100):
        check(seed, None)
        x, z = spawn_point(seed)
        assert max(abs(x), abs(z)) < 1024
    assert spawn_point(17) == spawn_point(17)


@pytest.mark.parametrize("seed", range(0, 40, 4))
def test_a_start_has_trees_within_48_blocks(seed: int) -> None:
    x, z = spawn_point(seed)
    logs = 0
    for cx in range((x - 40) >> 4, (x + 40 >> 4) + 1, 2):
        for cz in range((z - 40) >> 4, (z + 40 >> 4) + 1, 2):
            blocks = build_chunk(seed, cx, cz)[0]
            logs += int(((blocks >= 73) & (blocks <= 90)).sum())
    assert logs > 20


@pytest.mark.parametrize(
    "name", ["plains", "desert", "taiga", "mountains", "birch_forest", "savanna", "ocean", "river"]
)
def test_a_named_biome_is_found(name: str) -> None:
    for seed in (0, 1, 2):
        check(seed, name)


def test_unknown_biome_is_refused() -> None:
    with pytest.raises(UnknownName, match="unknown biome 'mushroom'"):
        spawn_point(0, "mushroom")
