"""Getting about: ways over land, down, up and across, and what must never happen on the way."""

from __future__ import annotations

import numpy as np
import pytest

import craftagent
from craftagent.expert.body import Body, SkillFailed
from craftagent.expert.drive import drive
from craftagent.expert.walk import AT, COLUMN, LEVEL, arrived, go, route, travel
from craftagent.sim.setup import Setup


def _body(seed: int, **settings: object) -> Body:
    world = craftagent.make("sim", view="none", settings={"mobs": False, **settings})
    world.reset(seed=seed)
    return Body(world, seed=seed)  # type: ignore[arg-type]


@pytest.mark.parametrize(("seed", "biome"), [(11_000, "forest"), (11_001, "plains"), (11_002, "mountains")])
def test_walks_over_land_to_a_column(seed: int, biome: str) -> None:
    body = _body(seed, biome=biome)
    x, _, z = body.cell
    target = (x + 25, z - 18)
    ticks, _ = drive(body, travel(body, COLUMN, target[0], 0, target[1], 1.0), 1500)
    assert np.hypot(body.position[0] - target[0] - 0.5, body.position[2] - target[1] - 0.5) < 2.0
    assert 31 * 3 < ticks < 31 * 25  # running is 3.6 ticks a block
    assert body.info["life"]["health"] > 12


def test_digs_down_and_comes_up_again() -> None:
    body = _body(11_003, biome="plains", inventory=["stone_pickaxe", {"item": "cobblestone", "count": 64}])
    top = body.cell[1]
    drive(body, travel(body, LEVEL, 0, top - 15, 0), 2500)
    assert arrived(body, LEVEL, 0, top - 15, 0, 0.0)
    drive(body, travel(body, LEVEL, 0, top, 0), 3000)
    assert body.cell[1] == top
    assert body.info["life"]["health"] > 10


def test_pillars_up_and_bridges_over_nothing() -> None:
    body = _body(11_004, scene="flat", inventory=[{"item": "cobblestone", "count": 64}])
    x, y, z = body.cell
    drive(body, go(body, x, y + 5, z), 600)
    assert body.cell == (x, y + 5, z)
    drive(body, go(body, x + 4, y + 5, z), 800)
    assert body.cell == (x + 4, y + 5, z)


def test_does_not_dig_into_lava() -> None:
    """A wall with lava behind it: there is no way through, and none is taken."""
    body = _body(11_005, scene="flat", inventory=["iron_pickaxe"])
    setup = Setup(body.world.simulator)
    x, y, z = body.cell
    setup.fill(x - 4, y - 4, z + 2, x + 4, y + 6, z + 8, "stone")
    setup.fill(x - 3, y - 3, z + 3, x + 3, y + 5, z + 6, "lava")
    with pytest.raises((SkillFailed, TimeoutError)):
        drive(body, go(body, x, y, z + 7), 900)
    assert body.info["life"]["health"] == 20


def test_way_is_planned_round_a_wall_rather_than_through_it() -> None:
    body = _body(11_006, scene="flat")
    setup = Setup(body.world.simulator)
    x, y, z = body.cell
    setup.fill(x - 3, y, z + 2, x + 3, y + 3, z + 2, "stone")
    steps, found = route(body, AT, x, y, z + 4)
    assert found
    assert all((cx, cy, cz) != (x, y, z + 2) for cx, cy, cz, _ in steps)
    drive(body, go(body, x, y, z + 4), 300)
    assert body.block(x, y, z + 2) == "stone"


def test_unreachable_goal_is_refused() -> None:
    body = _body(11_007, scene="flat")
    setup = Setup(body.world.simulator)
    x, y, z = body.cell
    setup.fill(x + 5, y, z - 2, x + 9, y + 4, z + 2, "bedrock")
    setup.fill(x + 7, y + 1, z, x + 7, y + 2, z, "air")
    with pytest.raises((SkillFailed, TimeoutError)):
        drive(body, go(body, x + 7, y + 1, z), 1200)


def test_comes_up_for_air() -> None:
    """Through a deep pool to the other side: the player does not drown."""
    body = _body(11_008, scene="flat")
    setup = Setup(body.world.simulator)
    x, y, z = body.cell
    setup.fill(x - 6, y - 4, z + 2, x + 6, y - 1, z + 12, "water")
    drive(body, travel(body, COLUMN, x, 0, z + 14, 0.5), 900)
    assert body.info["life"]["health"] > 14
