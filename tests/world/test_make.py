import dataclasses

import pytest

from craftagent.types import WorldSettings
from craftagent.world import make
from craftagent.world.views import view_size


def test_unknown_world_gets_a_suggestion():
    with pytest.raises(ValueError, match="did you mean 'fake'"):
        make("fakee")


@pytest.mark.parametrize("view", ["fulll", "direct:0x4", "direct:641x10", "direct:10", "", None])
def test_unknown_views_are_refused(view):
    with pytest.raises(ValueError, match="view"):
        view_size(view)


def test_views():
    assert view_size("full") == (640, 360)
    assert view_size("vpt") == (128, 128)
    assert view_size("direct:80x45") == (80, 45)


def test_a_task_gives_settings_and_budget():
    @dataclasses.dataclass
    class Task:
        settings: WorldSettings
        budget: int

    world = make("fake", task=Task(WorldSettings(time=6000), 3), seed=1)
    world.reset()
    assert [world.step({})[3] for _ in range(3)] == [False, False, True]


def test_wrong_settings_and_tasks_are_named():
    with pytest.raises(ValueError, match="did you mean 'biome'"):
        make("fake", settings={"biom": "forest"})
    with pytest.raises(ValueError, match="budget"):
        make("fake", task=3)


def test_seeds_follow_from_the_first():
    first, second = make("fake", seed=5), make("fake", seed=5)
    runs = [[world.reset()[1]["seed"] for _ in range(4)] for world in (first, second)]
    assert runs[0] == runs[1]
    assert len(set(runs[0])) == 4
