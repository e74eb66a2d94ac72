"""Water and lava as they flow, meet, wash away and carry."""

from __future__ import annotations

import itertools
from typing import Any

import pytest


def level(stage: Any, dx: int, dy: int, dz: int, fluid: str = "water") -> int:
    """Level of the fluid in a cell, -1 if it is not there."""
    block = stage.block(dx, dy, dz)
    return int(block.split("level=")[1][:-1]) if block.startswith(f"{fluid}[") else -1


def test_water_spreads_seven_blocks_on_flat_ground(stage: Any) -> None:
    stage.put(0, 0, 0, "water")
    stage.tick(5 * 8)
    row = [level(stage, dx, 0, 0) for dx in range(10)]
    assert row == [0, 1, 2, 3, 4, 5, 6, 7, -1, -1]
    assert level(stage, 3, 0, 4) == 7
    assert level(stage, 4, 0, 4) == -1  # a diamond


def test_it_takes_five_ticks_a_block(stage: Any) -> None:
    stage.put(0, 0, 0, "water")
    reach = []
    for _ in range(25):
        stage.tick(1)
        reach.append(sum(level(stage, dx, 0, 0) > 0 for dx in range(1, 9)))
    assert reach[-1] == 4 or reach[-1] == 5
    changes = [i for i in range(1, 25) if reach[i] != reach[i - 1]]
    assert all(b - a == 5 for a, b in itertools.pairwise(changes))


def test_water_dries_when_its_source_is_taken(stage: Any) -> None:
    stage.put(0, 0, 0, "water")
    stage.tick(60)
    stage.put(0, 0, 0, "air")
    stage.tick(120)
    assert not any(level(stage, dx, 0, dz) >= 0 for dx in range(-8, 9) for dz in range(-8, 9))
    assert stage.w.clock[0]["n_scheduled"] == 0


def test_two_sources_make_a_third(stage: Any) -> None:
    stage.fill((0, -1, 0), (2, -1, 0), "air")
    stage.put(0, -1, 0, "water")
    stage.put(2, -1, 0, "water")
    stage.tick(20)
    assert level(stage, 1, -1, 0) == 0
    stage.put(1, -1, 0, "air")
    stage.tick(20)
    assert level(stage, 1, -1, 0) == 0  # without end


def test_lava_has_no_infinite_source(stage: Any) -> None:
    stage.fill((0, -1, 0), (2, -1, 0), "air")
    stage.put(0, -1, 0, "lava")
    stage.put(2, -1, 0, "lava")
    stage.tick(120)
    assert level(stage, 1, -1, 0, "lava") == 2


def test_water_falls_and_spreads_from_where_it_lands(stage: Any) -> None:
    stage.put(0, 4, 0, "stone")
    stage.put(0, 5, 0, "water")
    stage.tick(200)
    assert level(stage, 1, 5, 0) == 1
    assert [level(stage, 1, dy, 0) for dy in range(5)] == [8] * 5
    assert level(stage, 2, 5, 0) == -1  # falls, does not go on
    assert level(stage, 2, 0, 0) == 1
    assert level(stage, 8, 0, 0) == 7
    assert level(stage, 9, 0, 0) == -1


def test_water_takes_the_shortest_way_to_a_hole(stage: Any) -> None:
    stage.put(3, -1, 0, "air")
    stage.put(0, 0, 0, "water")
    stage.tick(60)
    assert [level(stage, dx, 0, 0) for dx in range(4)] == [0, 1, 2, 3]
    assert level(stage, 3, -1, 0) == 8
    assert level(stage, -1, 0, 0) == -1
    assert level(stage, 0, 0, 1) == -1


def test_water_does_not_spread_over_water(stage: Any) -> None:
    stage.fill((-4, -2, -4), (4, -1, 4), "water")
    stage.put(0, 4, 0, "water")
    stage.tick(120)
    assert [level(stage, dx, 0, 0) for dx in range(3)] == [8, 8, -1]  # a source in the air runs over its sides


def test_lava_is_slow_and_short(stage: Any) -> None:
    stage.put(0, 0, 0, "lava")
    stage.tick(29)
    assert level(stage, 1, 0, 0, "lava") == -1
    stage.tick(2)
    assert level(stage, 1, 0, 0, "lava") == 2
    stage.tick(150)
    assert [level(stage, dx, 0, 0, "lava") for dx in range(5)] == [0, 2, 4, 6, -1]


@pytest.mark.parametrize("source", [True, False])
def test_lava_that_meets_water_turns_to_stone(stage: Any, source: bool) -> None:
    stage.put(0, 0, 0, "lava")
    if not source:
        stage.tick(100)
    stage.put(-1 if source else 5, 0, 0, "water")
    stage.tick(100)
    if source:
        assert stage.name(0, 0, 0) == "obsidian"
    else:
        assert "cobblestone" in {stage.name(dx, 0, 0) for dx in range(1, 5)}
        assert level(stage, 0, 0, 0, "lava") == 0


def test_lava_falling_on_water_makes_stone(stage: Any) -> None:
    stage.fill((-1, -1, -1), (1, -1, 1), "water")
    stage.put(0, 3, 0, "lava")
    stage.tick(200)
    assert stage.name(0, -1, 0) == "stone"


def test_water_washes_plants_and_torches_away_but_not_signs_and_doors(stage: Any) -> None:
    stage.put(1, 0, 0, "torch")
    stage.put(-1, 0, 0, "dandelion")
    stage.put(0, 0, 1, "oak_sign")
    stage.put(0, 0, -2, "stone")
    stage.put(0, 0, -1, "ladder[facing=south]")
    stage.put(0, 0, 0, "water")
    stage.go(6.5, 3.0, 6.5)
    stage.tick(12)
    assert level(stage, 1, 0, 0) == 1
    assert level(stage, -1, 0, 0) == 1
    assert stage.name(0, 0, 1) == "oak_sign"
    assert stage.name(0, 0, -1) == "ladder"
    assert stage.items() == {"torch": 1, "dandelion": 1}


def test_water_burns_nothing_but_lava_eats_plants(stage: Any) -> None:
    stage.put(1, 0, 0, "dandelion")
    stage.put(0, 0, 0, "lava")
    stage.tick(40)
    assert level(stage, 1, 0, 0, "lava") == 2
    assert stage.items() == {}


def test_a_waterlogged_slab_leaks_at_its_sides_not_through_its_floor(stage: Any) -> None:
    stage.fill((0, 0, 0), (0, 2, 0), "air")
    stage.put(0, 2, 0, "stone_slab[type=bottom,waterlogged=true]")
    stage.tick(20)
    assert level(stage, 1, 2, 0) == 1
    assert level(stage, 0, 1, 0) == -1


def test_a_broken_waterlogged_block_leaves_its_water(stage: Any) -> None:
    stage.put(0, 1, 2, "oak_fence[waterlogged=true]")
    stage.hold("netherite_axe")
    stage.look(0.5, 1.5, 2.5)
    stage.tick(20, "attack", until=lambda: stage.name(0, 1, 2) != "oak_fence")
    assert level(stage, 0, 1, 2) == 0


def test_currents_carry_the_player_and_items(stage: Any) -> None:
    stage.fill((-1, 0, -4), (-1, 1, 8), "stone")
    stage.fill((1, 0, -4), (1, 1, 8), "stone")
    stage.fill((-1, 0, -5), (1, 1, -5), "stone")
    stage.put(0, 0, -4, "water")
    stage.tick(50)
    start = float(stage.p["z"])
    stage.tick(60)
    assert float(stage.p["z"]) > start + 1.0


def test_flow_out_of_sight_waits(stage: Any) -> None:
    stage.put(0, 0, 0, "water")
    stage.tick(2)
    stage.setup.teleport(stage.x + 500.5, 200.0, stage.z + 0.5)
    stage.tick(3)
    assert stage.w.clock[0]["n_scheduled"] > 0
    stage.setup.teleport(stage.x + 0.5, float(stage.y + 3), stage.z + 0.5)
    stage.tick(60)
    assert level(stage, 7, 0, 0) == 7


def test_kelp_and_other_plants_of_the_water_stay(stage: Any) -> None:
    stage.fill((0, -3, 0), (2, -1, 0), "water")
    stage.put(1, -3, 0, "seagrass")
    stage.put(2, -3, 0, "kelp[age=25]")
    stage.put(2, -1, 1, "air")
    stage.tick(60)
    assert stage.name(1, -3, 0) == "seagrass"
    assert stage.name(2, -3, 0) == "kelp"
