"""The surface and the other shore in free play, where no task says what they mean."""

from __future__ import annotations

import pytest

from craftagent.play.arrival import watch
from craftagent.play.cast import Cast
from craftagent.play.game import Game, settings_of
from craftagent.play.instruction import understand
from craftagent.sim.env import SimWorld
from craftagent.sim.setup import Setup
from craftagent.tasks.goal import Goal
from craftagent.tasks.prepare import start_episode
from craftagent.tasks.suite import get_task
from craftagent.types import WorldSettings, noop

ACROSS, UP = Goal("reach", "far_shore"), Goal("reach", "surface")


@pytest.fixture(scope="module")
def world():
    return SimWorld("none")


def at(info, x, z, y=None):
    pose = info["pose"]
    return {**info, "pose": {**pose, "x": x, "z": z, "y": pose["y"] if y is None else y}}


def test_out_of_the_pit_is_where_the_land_was(world):
    _, info = world.reset(seed=5, options={"settings": WorldSettings()})
    x, y, z = (int(info["pose"][axis] // 1) for axis in "xyz")
    setup = Setup(world.simulator)
    setup.fill(x, y - 7, z, x, y - 1, z, "air")
    setup.teleport(x + 0.5, y - 7, z + 0.5)
    rule = watch(UP, world, world.simulator.info())
    assert not rule.done and not rule.update(at(info, x, z, y - 1.0)) and rule.progress > 0.5
    assert rule.update(at(info, x, z, float(y)))


def test_across_is_dry_land_behind_water_and_not_the_way_back(world):
    _, info = start_episode(world, get_task("atomic-v1/cross_water"), 1)
    x, z = info["pose"]["x"], info["pose"]["z"]
    rule = watch(ACROSS, world, info)
    for dx in (0, 1, 2, 3, 4, 5, 3, 2):  # into the water and back
        assert not rule.update(at(info, x + dx, z)) and rule.progress == 0.0
    for dx in range(2, 10):
        assert not rule.update(at(info, x + dx, z))
    assert rule.update(at(info, x + 10, z)) and rule.done


def test_a_bridge_is_over_water_and_a_brook_is_no_river(world):
    _, info = world.reset(seed=1, options={"settings": WorldSettings(scene="flat")})
    x, y, z = (int(info["pose"][axis] // 1) for axis in "xyz")
    setup = Setup(world.simulator)
    setup.fill(x + 3, y - 2, z - 9, x + 4, y - 1, z + 9, "water")
    setup.fill(x + 7, y - 2, z - 9, x + 11, y - 1, z + 9, "water")
    rule = watch(ACROSS, world, info)
    setup.fill(x + 7, y, z, x + 11, y, z, "oak_planks")
    assert [dx for dx in range(13) if rule.update(at(info, x + dx + 0.5, z + 0.5)) and rule.met] == [12]


def test_other_goals_have_rules_of_their_own(world):
    _, info = start_episode(world, get_task("atomic-v1/climb_out"), 1)
    assert watch(Goal("reach", "climb:3"), world, info) is None and watch(Goal("mine", "dirt"), world, info) is None


def test_who_stands_on_the_surface_is_there(world):
    game = Game(world, understand("climb up to the surface"), 20_000, settings_of("paper", None), 50)
    assert game.success and [moment.action for moment in game.play()] == [None] and game.result()["ticks"] == 0


def test_learned_hands_that_come_to_the_other_shore_have_done_it(policy, monkeypatch):
    """With a rule of the world the play ends in success; before, only hands that say when they are done could."""
    world = SimWorld("vpt")
    cast = Cast(f"hierarchical:{policy}")
    game = Game(world, understand("cross the river"), 3, settings_of("paper", None), 60, cast)
    monkeypatch.setattr(type(game.player), "act", lambda self, frame, info: noop())
    x, y, z = (int(game.info["pose"][axis] // 1) for axis in "xyz")
    setup = Setup(world.simulator)
    setup.fill(x - 12, y - 3, z - 12, x + 12, y - 1, z + 12, "water")
    setup.fill(x + 7, y - 1, z - 12, x + 12, y - 1, z + 12, "dirt")
    game._rule = game._watch()  # of the river, which was not there when the world was made
    for moment in game.play():
        if moment.action is not None and moment.tick == 5:
            setup.teleport(x + 7.5, y, z + 0.5)
    assert game.success and game.ticks == 6 and game.reason == ""
