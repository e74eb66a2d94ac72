"""Boxes against blocks and liquids."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from craftagent.sim import collide
from craftagent.sim.rules.registry import parse_state
from craftagent.sim.rules.tables import load_rules
from craftagent.sim.state import FULL, World, new_world

Fill = tuple[int, int, int, int, int, int, str]
FLOOR: Fill = (-10, 60, -10, 10, 63, 10, "stone")


@functools.cache
def _empty() -> World:
    return new_world()


def _world(*fills: Fill) -> World:
    w = _empty()
    w.blocks[:] = 0
    w.chunk_status[:] = FULL
    for x0, y0, z0, x1, y1, z1, name in fills:
        xs, zs = np.arange(x0, x1 + 1) & 255, np.arange(z0, z1 + 1) & 255
        w.blocks[np.ix_(xs, zs, np.arange(y0, y1 + 1))] = parse_state(name)
    return w


def _move(w: World, at: tuple[float, float, float], by: tuple[float, float, float], *, half: float = 0.3,
          height: float = 1.8, step: float = 0.6) -> list[float]:  # fmt: skip
    out = np.full(8, 7.0)
    collide.move_box(w, load_rules(), *map(float, at), half, height, *map(float, by), step, out)
    return [float(v) for v in out]


def test_free_air_moves_by_the_whole_step() -> None:
    assert _move(_world(), (0.5, 100.0, 0.5), (0.25, -0.5, 1.5)) == [0.75, 99.5, 2.0, 0, 0, 0, 0, 0]


def test_the_floor_stops_a_fall_exactly() -> None:
    out = _move(_world(FLOOR), (0.5, 64.3, 0.5), (0.125, -1.0, 0.0))
    assert out[:3] == [0.625, 64.0, 0.5]
    assert out[3:] == [1, 0, 1, 0, 0]


def test_a_ceiling_stops_a_jump_without_ground() -> None:
    out = _move(_world(FLOOR, (-5, 66, -5, 5, 66, 5, "stone")), (0.5, 64.0, 0.5), (0.0, 0.42, 0.0))
    assert out[1] == pytest.approx(64.2, abs=1e-12)
    assert out[3:6] == [0, 0, 1]


def test_a_wall_stops_one_axis_and_leaves_the_other() -> None:
    out = _move(_world(FLOOR, (2, 64, -9, 2, 66, 9, "stone")), (1.5, 64.0, 0.5), (0.5, -0.08, 0.25))
    assert out[0] == pytest.approx(1.7, abs=1e-12)
    assert out[2] == 0.75
    assert out[3:] == [1, 1, 1, 1, 0]


@pytest.mark.parametrize(
    ("block", "height"),
    [("stone_slab[type=bottom]", 64.5), ("white_carpet", 64.0625), ("snow[layers=5]", 64.5), ("chest", None),
     ("stone", None), ("grass", 64.0), ("torch", 64.0), ("red_bed", 64.5625),
     ("farmland", None)],
)  # fmt: skip
def test_step_up_is_six_tenths(block: str, height: float | None) -> None:
    out = _move(_world(FLOOR, (-9, 64, 2, 9, 64, 2, block)), (0.5, 64.0, 1.65), (0.0, -0.0784, 0.2))
    if height is None:
        assert out[1] == 64.0
        assert out[2] < 1.8
        assert out[4] == 1
    else:
        assert out[1] == height
        assert out[2] == pytest.approx(1.85)
        assert out[3] == 1


def test_items_do_not_step() -> None:
    w = _world(FLOOR, (-9, 64, 2, 9, 64, 2, "stone_slab[type=bottom]"))
    assert _move(w, (0.5, 64.0, 1.8), (0.0, -0.04, 0.3), half=0.125, height=0.25, step=0.0)[2] == 1.875


def test_a_fence_is_one_and_a_half_high() -> None:
    w = _world(FLOOR, (0, 64, 0, 0, 64, 0, "oak_fence"))
    assert _move(w, (0.5, 66.0, 0.5), (0.0, -3.0, 0.0))[1] == 65.5
    assert _move(w, (0.5, 65.3, -1.0), (0.0, 0.0, 1.5), step=0.0)[2] == pytest.approx(0.375 - 0.3)


def test_rising_steps_only_for_who_stood() -> None:
    w = _world(FLOOR, (-9, 64, 2, 9, 64, 2, "stone_slab[type=bottom]"))
    assert _move(w, (0.5, 64.0, 1.65), (0.0, 0.1, 0.2), step=0.6)[2] == pytest.approx(1.7)
    assert _move(w, (0.5, 64.0, 1.65), (0.0, 0.1, 0.2), step=-0.6)[2] == pytest.approx(1.85)


def test_the_world_ends_as_air_above_and_below() -> None:
    w = _world((-5, 0, -5, 5, 0, 5, "bedrock"), (-5, 255, -5, 5, 255, 5, "stone"))
    assert _move(w, (0.5, 256.0, 0.5), (0.0, -1.0, 0.0))[1] == 256.0
    assert _move(w, (0.5, -3.0, 0.5), (0.0, -40.0, 0.0))[1] == -43.0
    assert _move(w, (0.5, 400.0, 0.5), (0.0, 5.0, 0.0))[1] == 405.0


def test_fast_movers_do_not_tunnel() -> None:
    w = _world((-10, 100, 5, 10, 110, 5, "stone"))
    assert _move(w, (0.5, 103.0, 0.5), (0.0, 0.0, 9.0))[2] == pytest.approx(4.7)


def test_box_free_counts_overlap_not_contact() -> None:
    w, r = _world(FLOOR, (3, 64, 0, 3, 64, 0, "oak_fence")), load_rules()
    assert collide.box_free(w, r, 0.0, 64.0, 0.0, 1.0, 65.0, 1.0)
    assert not collide.box_free(w, r, 0.0, 63.99, 0.0, 1.0, 65.0, 1.0)
    assert not collide.box_free(w, r, 3.2, 65.4, 0.2, 3.8, 66.0, 0.8)
    assert collide.box_free(w, r, 3.2, 65.5, 0.2, 3.8, 66.0, 0.8)


def _wade(w: World, y: float, z: float = 0.5) -> list[float]:
    out = np.zeros(8)
    collide.wade(w, load_rules(), 0.5, y, z, 0.3, 1.8, out)
    return [float(v) for v in out]


def test_depths_of_liquids() -> None:
    w = _world((-5, 60, -5, 5, 62, 5, "water"))
    assert _wade(w, 61.0)[0] == pytest.approx(1.0 + 8.0 / 9.0 - 0.001)
    assert _wade(w, 62.8)[0] == pytest.approx(8.0 / 9.0 - 0.801)
    assert _wade(w, 62.95)[:2] == [0.0, 0.0]
    assert _wade(_world((-5, 60, -5, 5, 62, 5, "lava")), 62.0)[:2] == [0.0, pytest.approx(8.0 / 9.0 - 0.001)]
    assert _wade(_world((-5, 60, -5, 5, 62, 5, "oak_slab[type=bottom,waterlogged=true]")), 62.5)[0] > 0.3


def test_water_runs_from_high_to_low_and_rests_when_level() -> None:
    w = _world((-5, 60, -5, 5, 62, 5, "water"))
    assert _wade(w, 61.0)[2:5] == [0.0, 0.0, 0.0]
    w = _world(FLOOR, (-5, 64, 0, 5, 64, 0, "water"), (-5, 64, 1, 5, 64, 1, "water[level=1]"))
    assert _wade(w, 64.0)[2:5] == [0.0, 0.0, 1.0]


def test_a_waterfall_on_a_wall_drags_down() -> None:
    w = _world(FLOOR, (0, 64, 0, 0, 70, 0, "water[level=8]"), (1, 64, -5, 1, 70, 5, "stone"))
    flow = _wade(w, 66.0)[2:5]
    assert flow[1] < -0.9
