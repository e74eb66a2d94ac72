"""Random ticks, driven directly: growth, spreading, drying, melting; and fire."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from craftagent.sim import growth
from craftagent.sim.growth import _random_tick, _spread_grass, random_ticks
from craftagent.sim.rules.registry import parse_state
from craftagent.sim.updates import process


def ticks(stage: Any, cell: tuple[int, int, int], most: int, want: str) -> int:
    """Random ticks given to one cell until its block starts with ``want``; ``most`` if it never does."""
    x, y, z = stage.x + cell[0], stage.y + cell[1], stage.z + cell[2]
    for n in range(most):
        if stage.block(*cell).startswith(want):
            return n
        state = int(stage.w.blocks[x & 255, z & 255, y])
        _random_tick(stage.w, stage.r, x, y, z, state)
        process(stage.w, stage.r)
    return most


def test_wheat_ripens_on_watered_farmland_and_is_slower_on_dry(stage: Any) -> None:
    mean = {}
    for moisture in (7, 0):
        stage.fill((-1, -1, -1), (1, -1, 1), f"farmland[moisture={moisture}]")
        took = []
        for _ in range(20):
            stage.put(0, 0, 0, "wheat[age=0]")
            took.append(ticks(stage, (0, 0, 0), 2000, "wheat[age=7]"))
        mean[moisture] = np.mean(took) / 7
    # 9 watered fields: 4 + 8 * 0.75 = 10 points, 1 in 3; dry: 2 + 8 * 0.25 = 4 points, 1 in 7
    assert abs(mean[7] - 3) < 0.8
    assert abs(mean[0] - 7) < 1.8


def test_rows_grow_faster_than_a_full_field(stage: Any) -> None:
    stage.fill((-1, -1, -1), (1, -1, 1), "farmland[moisture=7]")
    stage.fill((-1, 0, -1), (1, 0, 1), "wheat[age=1]")
    took = []
    for _ in range(15):
        stage.put(0, 0, 0, "wheat[age=0]")
        took.append(ticks(stage, (0, 0, 0), 2000, "wheat[age=7]"))
    assert abs(np.mean(took) / 7 - 6) < 1.6  # halved: 5 points, 1 in 6


def test_nothing_grows_in_the_dark(stage: Any) -> None:
    stage.fill((-2, -1, -2), (2, 3, 2), "stone")
    stage.fill((0, 0, 0), (0, 1, 0), "air")
    stage.put(0, -1, 0, "farmland[moisture=7]")
    stage.put(0, 0, 0, "wheat[age=0]")
    stage.go(6.5, 0.0, 6.5)
    assert ticks(stage, (0, 0, 0), 300, "wheat[age=1]") == 300
    assert stage.block(0, 0, 0) == "wheat[age=0]"
    stage.put(0, 1, 0, "glowstone")
    assert ticks(stage, (0, 0, 0), 300, "wheat[age=1]") < 300


def test_farmland_gets_wet_dries_and_turns_to_dirt(stage: Any) -> None:
    stage.put(0, -1, 2, "farmland[moisture=0]")
    stage.put(4, -1, 2, "water")
    assert ticks(stage, (0, -1, 2), 3, "farmland[moisture=7]") == 1
    stage.put(4, -1, 2, "dirt")
    stage.tick(30)
    assert ticks(stage, (0, -1, 2), 12, "dirt") == 8
    stage.put(0, -1, 2, "farmland[moisture=0]")
    stage.put(0, 0, 2, "wheat[age=7]")
    assert ticks(stage, (0, -1, 2), 12, "dirt") == 12  # held together by what grows on it


def test_a_block_on_farmland_or_a_path_makes_it_dirt(stage: Any) -> None:
    for ground in ("farmland[moisture=7]", "grass_path"):
        stage.put(0, -1, 2, ground)
        stage.put(0, 0, 2, "stone")
        assert stage.name(0, -1, 2) == "dirt"
        stage.put(0, 0, 2, "air")
    stage.put(0, -1, 2, "farmland[moisture=7]")
    stage.put(0, 0, 2, "oak_fence_gate")
    assert stage.name(0, -1, 2) == "farmland"


@pytest.mark.parametrize(("wood", "low", "high"), [("oak", 4, 6), ("birch", 5, 7), ("spruce", 5, 8), ("jungle", 4, 12)])
def test_saplings_become_trees(stage: Any, wood: str, low: int, high: int) -> None:
    stage.go(8.5, 0.0, 8.5)
    stage.put(0, 0, 0, f"{wood}_sapling[stage=0]")
    took = ticks(stage, (0, 0, 0), 400, f"{wood}_log")
    assert 2 <= took < 400
    trunk = [stage.name(0, dy, 0) for dy in range(16)]
    height = trunk.index(f"{wood}_leaves")
    assert trunk[:height] == [f"{wood}_log"] * height
    assert low <= height <= high
    leaves = [(dx, dy, dz) for dx in range(-3, 4) for dy in range(16) for dz in range(-3, 4)
              if stage.name(dx, dy, dz) == f"{wood}_leaves"]  # fmt: skip
    assert len(leaves) > 20
    stage.tick(20)
    assert not any("distance=7" in stage.block(*cell) for cell in leaves)


def test_a_sapling_needs_room_and_dark_oak_needs_four(stage: Any) -> None:
    stage.put(0, 3, 0, "stone")
    stage.put(0, 0, 0, "oak_sapling[stage=0]")
    stage.put(4, 0, 4, "dark_oak_sapling[stage=1]")
    assert ticks(stage, (0, 0, 0), 200, "oak_log") == 200
    assert ticks(stage, (4, 0, 4), 100, "dark_oak_log") == 100


def test_cane_and_cactus_grow_to_three(stage: Any) -> None:
    stage.put(0, -1, 0, "sand")
    stage.put(1, -1, 0, "water")
    for plant in ("sugar_cane", "cactus"):
        stage.go(8.5, 0.0, 8.5)
        stage.put(0, 0, 0, plant)
        for dy in range(3):
            ticks(stage, (0, dy, 0), 200, "air")
        assert [stage.name(0, dy, 0) for dy in range(4)] == [plant, plant, plant, "air"]
        stage.fill((0, 0, 0), (0, 3, 0), "air")


def test_grass_spreads_and_dies(stage: Any) -> None:
    stage.put(0, -1, 0, "dirt")
    state = parse_state("grass_block[snowy=false]")
    for _ in range(100):
        _spread_grass(stage.w, stage.r, stage.x + 1, stage.y - 1, stage.z, state)
    assert stage.name(0, -1, 0) == "grass_block"
    stage.put(2, 0, 2, "stone")
    assert ticks(stage, (2, -1, 2), 3, "dirt") == 1
    stage.put(4, 0, 4, "glass")
    stage.put(4, 0, 3, "oak_slab[type=bottom]")
    stage.put(3, 0, 4, "oak_slab[type=top]")
    assert ticks(stage, (4, -1, 4), 5, "dirt") == 5
    assert ticks(stage, (4, -1, 3), 5, "dirt") == 1
    assert ticks(stage, (3, -1, 4), 5, "dirt") == 5


def test_torches_melt_ice_and_snow(stage: Any) -> None:
    stage.fill((-2, -2, -2), (2, 3, 2), "stone")
    stage.fill((-1, -1, -1), (1, 1, 1), "air")
    stage.go(8.5, 0.0, 8.5)
    stage.put(1, -1, 0, "ice")
    stage.put(-1, -1, 0, "snow[layers=2]")
    assert ticks(stage, (1, -1, 0), 5, "water") == 5
    stage.put(0, -1, 0, "torch")
    assert ticks(stage, (1, -1, 0), 5, "water") == 1
    assert ticks(stage, (-1, -1, 0), 5, "air") == 1


def test_ripe_stems_set_their_fruit_beside_them(stage: Any) -> None:
    stage.put(0, -1, 0, "farmland[moisture=7]")
    stage.put(0, 0, 0, "melon_stem[age=7]")
    stage.go(8.5, 0.0, 8.5)
    assert ticks(stage, (0, 0, 0), 500, "attached_melon_stem") < 500
    facing = stage.block(0, 0, 0).split("facing=")[1][:-1]
    side = {"north": (0, 0, -1), "south": (0, 0, 1), "west": (-1, 0, 0), "east": (1, 0, 0)}[facing]
    assert stage.name(*side) == "melon"


def test_random_ticks_come_at_the_games_rate(stage: Any) -> None:
    """A cell is picked 3 times in 4096 a tick: of many berries, each with 1 chance in 5, that many grow."""
    n = 0
    for dx in range(-10, 11):
        for dz in range(-10, 11):
            stage.put(dx, 0, dz, "sweet_berry_bush[age=0]")
            n += 1
    stage.go(0.5, 30.0, 0.5)
    for _ in range(600):
        random_ticks(stage.w, stage.r)
    grown = sum(stage.block(dx, 0, dz) != "sweet_berry_bush[age=0]" for dx in range(-10, 11) for dz in range(-10, 11))
    expected = n * (1 - (1 - 3 / 4096 / 5) ** 600)
    assert abs(grown - expected) < 5 * np.sqrt(expected)
    stage.setup.set_rule("random_ticks", False)
    before = stage.sim.digest()
    random_ticks(stage.w, stage.r)
    assert stage.sim.digest() == before
    assert growth.RANDOM_TICK_SPEED == 3


def test_section_counts_follow_the_blocks(stage: Any) -> None:
    stage.put(0, 0, 0, "wheat[age=1]")
    stage.put(1, 0, 0, "grass_block")
    stage.tick(40)
    check_counts(stage)


def check_counts(stage: Any) -> None:
    """Every section's weight is the sum over its blocks."""
    w, r = stage.w, stage.r
    for i in range(16):
        for j in range(16):
            if w.chunk_status[i, j] != 2:
                continue
            blocks = w.blocks[i * 16 : i * 16 + 16, j * 16 : j * 16 + 16]
            weights = r.random_ticks[blocks].reshape(16, 16, 16, 16).sum(axis=(0, 1, 3))
            assert (weights == w.section_ticks[i, j]).all()


def test_fire_goes_out_on_bare_ground(stage: Any) -> None:
    stage.put(0, -1, 3, "stone")
    stage.put(0, 0, 3, "fire")
    stage.tick(35 * 40, until=lambda: stage.name(0, 0, 3) == "air")
    assert stage.name(0, 0, 3) == "air"


def test_fire_eats_wool_and_leaps_and_netherrack_burns_for_ever(stage: Any) -> None:
    stage.fill((2, 0, 3), (4, 1, 5), "white_wool")
    stage.put(3, 2, 4, "fire")
    stage.put(-6, -1, -6, "netherrack")
    stage.put(-6, 0, -6, "fire")
    stage.tick(4000, until=lambda: all(stage.name(3, dy, 4) != "white_wool" for dy in (0, 1)))
    burnt = sum(stage.name(dx, dy, dz) != "white_wool" for dx in (2, 3, 4) for dy in (0, 1) for dz in (3, 4, 5))
    assert burnt >= 2
    assert stage.name(-6, 0, -6) == "fire"


def test_fire_without_its_rule_stays_as_it_is(stage: Any) -> None:
    stage.w.clock["fire_tick"] = 0
    stage.put(0, 0, 3, "oak_planks")
    stage.put(0, 1, 3, "fire")
    stage.tick(600)
    assert stage.name(0, 0, 3) == "oak_planks"
    assert stage.name(0, 1, 3) == "fire"
