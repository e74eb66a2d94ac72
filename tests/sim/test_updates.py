"""Neighbour updates: what falls, breaks, joins or changes when something beside it does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from craftagent.sim.grid import TICK_FALL, schedule
from craftagent.sim.state import FALLING_BLOCK, MAX_UPDATES


@pytest.mark.parametrize("block", ["sand", "gravel", "red_sand", "white_concrete_powder", "anvil[facing=north]"])
def test_falling_blocks_fall(stage: Any, block: str) -> None:
    stage.put(0, 6, 3, block)
    stage.tick(2)
    assert stage.name(0, 6, 3) == block.split("[")[0]
    stage.tick(1)
    assert stage.name(0, 6, 3) == "air"
    assert (stage.w.entities["kind"] == FALLING_BLOCK).sum() == 1
    stage.tick(30)
    assert stage.name(0, 0, 3) == block.split("[")[0]
    assert not stage.items()


def test_a_sand_pillar_falls_in_order(stage: Any) -> None:
    stage.fill((0, 0, 3), (0, 0, 3), "stone")
    for dy in range(1, 8):
        stage.put(0, dy, 3, "sand" if dy % 2 else "gravel")
    stage.put(0, 0, 3, "air")
    stage.tick(60)
    assert [stage.name(0, dy, 3) for dy in range(8)] == ["sand", "gravel"] * 3 + ["sand", "air"]


def test_sand_sinks_through_water_and_powder_sets_in_it(stage: Any) -> None:
    stage.fill((-1, -3, 2), (1, -1, 4), "water")
    stage.put(0, 4, 3, "sand")
    stage.tick(60)
    assert stage.name(0, -3, 3) == "sand"
    stage.put(1, 0, 3, "red_concrete_powder")
    stage.tick(60)
    assert "red_concrete" in [stage.name(1, dy, 3) for dy in range(-3, 1)]


def test_support_chains_come_down_in_one_tick(stage: Any) -> None:
    stage.put(0, -1, 3, "sand")
    stage.put(1, -1, 3, "water")
    for dy in range(3):
        stage.put(0, dy, 3, "sugar_cane")
    stage.go(-6.5, 0.0, -6.5)
    stage.put(0, 0, 3, "air")
    stage.tick(1)
    assert [stage.name(0, dy, 3) for dy in range(3)] == ["air"] * 3
    assert stage.items() == {"sugar_cane": 2}


def test_snow_gives_way_without_a_drop(stage: Any) -> None:
    stage.put(0, 0, 3, "stone")
    stage.put(0, 1, 3, "snow[layers=1]")
    stage.put(0, 0, 3, "air")
    stage.tick(1)
    assert stage.name(0, 1, 3) == "air"
    assert not stage.items()


def test_snow_makes_the_grass_below_snowy(stage: Any) -> None:
    stage.put(0, 0, 3, "snow[layers=1]")
    assert stage.block(0, -1, 3) == "grass_block[snowy=true]"
    stage.put(0, 0, 3, "air")
    assert stage.block(0, -1, 3) == "grass_block[snowy=false]"


def test_cactus_dies_beside_a_block(stage: Any) -> None:
    stage.put(0, -1, 3, "sand")
    stage.put(0, 0, 3, "cactus")
    stage.put(1, 0, 3, "stone")
    stage.tick(1)
    assert stage.name(0, 0, 3) == "air"


def test_stairs_turn_corners(stage: Any) -> None:
    stage.put(0, 0, 3, "oak_stairs[facing=south]")
    stage.put(0, 0, 4, "oak_stairs[facing=east]")
    assert "shape=outer" in stage.block(0, 0, 3)
    stage.put(0, 0, 4, "air")
    assert "shape=straight" in stage.block(0, 0, 3)


def test_a_flood_of_updates_is_worked_off(stage: Any) -> None:
    """More than fit the queue: what does not fit is dropped, and nothing hangs or goes out of bounds."""
    stage.fill((-10, 0, -10), (10, 8, 10), "sand")
    stage.go(0.5, 40.0, 0.5)
    assert stage.w.clock[0]["n_updates"] < MAX_UPDATES
    stage.fill((-10, -1, -10), (10, -1, 10), "air")
    stage.tick(200)
    sand = sum(
        stage.name(dx, dy, dz) == "sand" for dx in range(-10, 11) for dz in range(-10, 11) for dy in range(-2, 10)
    )
    assert sand > 21 * 21 * 8
    assert (stage.w.entities["kind"] == FALLING_BLOCK).sum() == 0


def test_scheduled_ticks_wait_for_their_chunk_and_double_ones_merge(stage: Any) -> None:
    w = stage.w
    n = int(w.clock[0]["n_scheduled"])
    for _ in range(3):
        schedule(w, stage.x + 5000, 70, stage.z, TICK_FALL, 2)
    assert w.clock[0]["n_scheduled"] == n + 1
    stage.tick(10)
    assert w.clock[0]["n_scheduled"] == n + 1
    assert np.isfinite(float(stage.p["x"]))
