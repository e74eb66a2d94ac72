"""A hole for the night: closed within seconds, wherever the ground allows one, and nobody dies in it."""

from __future__ import annotations

import math

import pytest

from craftagent.expert.body import Body, SkillFailed
from craftagent.expert.drive import drive
from craftagent.expert.pit import find_pit
from craftagent.expert.shelter import Shelter, Survive, enclosed, hide
from craftagent.sim.env import SimWorld
from craftagent.sim.setup import Setup


def start(seed: int = 1, time: int = 13_000, **settings: object) -> Body:
    world = SimWorld("none", seed, {"time": time, **settings})
    world.reset()
    return Body(world, seed=seed)


@pytest.mark.parametrize("biome", ["plains", "forest", "mountains"])
def test_bare_hands_dig_in(biome: str) -> None:
    body = start(3, biome=biome, mobs=False)
    drive(body, hide(body), 400)
    assert enclosed(body)


def ground(body: Body, reach: int, *layers: str) -> None:
    """Free air, and under the feet these layers, the top one first, ``reach`` blocks about."""
    setup = Setup(body.world.simulator)
    x, y, z = (math.floor(v) for v in body.position)
    for level in range(10):
        setup.fill(x - reach, y + level, z - reach, x + reach, y + level, z + reach, "air")
    for depth, block in reversed(list(enumerate(layers, 1))):
        setup.fill(x - reach, y - depth, z - reach, x + reach, y - depth, z + reach, block)


def test_sand_closes_a_niche() -> None:
    body = start(1, scene="flat", mobs=False)
    ground(body, 40, *["sand"] * 3, *["sandstone"] * 6)
    assert find_pit(body, 12, False) is None
    assert find_pit(body, 12, False, niches=True) is not None
    drive(body, hide(body), 900)
    assert enclosed(body)


def test_rock_without_blocks_is_no_place_to_hide() -> None:
    body = start(1, scene="flat", mobs=False)
    ground(body, 60, *["bedrock"] * 4)
    with pytest.raises(SkillFailed, match="no place to hide"):
        drive(body, Shelter(40).run(body), 900)


def test_blocks_wall_one_in_on_rock() -> None:
    body = start(1, scene="flat", mobs=False)
    ground(body, 60, *["bedrock"] * 4)
    Setup(body.world.simulator).give("cobblestone", 20)
    drive(body, body.wait(1))
    drive(body, hide(body), 500)
    assert enclosed(body)


def test_a_monster_inside_is_no_shelter() -> None:
    body = start(3, biome="plains", mobs=False)
    drive(body, hide(body), 400)
    x, y, z = body.cell
    assert enclosed(body)
    Setup(body.world.simulator).creature("creeper", x + 0.5, float(y), z + 0.5)
    assert not enclosed(body)


def test_a_night_among_monsters() -> None:
    body = start(5, biome="plains")
    drive(body, Shelter("day").run(body), 11_500)
    assert body.info["time"] >= 23_400 or body.info["time"] < 1000
    assert body.info["life"]["health"] == 20.0


def test_survive_so_many_ticks() -> None:
    body = start(6, biome="forest")
    begun = body.tick
    drive(body, Survive(600).run(body), 700)
    assert body.tick - begun >= 600 and enclosed(body)
