"""What counts as done under a goal, and how the policy is played."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

pytest.importorskip("torch")


@pytest.fixture(scope="module")
def confusion(program: Callable[[str], ModuleType]) -> ModuleType:
    return program("goal_confusion")


def info(**mined: int) -> dict:
    return {"stats": {"mine_block": mined}}


class World:
    """Dies at ``dies``; whatever is played after that would mine dirt."""

    def __init__(self, dies: int) -> None:
        self.dies, self.tick = dies, 0

    def step(self, action):
        self.tick += 1
        assert self.tick <= self.dies, "nobody plays on after a death"
        mined = info(oak_log=1) if self.tick == 2 else info(oak_log=1, dirt=int(self.tick > self.dies))
        return {"pov": np.zeros((2, 2, 3), np.uint8)}, 0.0, self.tick == self.dies, False, mined

    def reset(self, seed):
        raise AssertionError("a row ends with the death")


class Player:
    def reset(self, seed):
        pass

    def begin(self, *told):
        pass

    def act_many(self, frames):
        return [{}] * len(frames)


def test_a_row_ends_with_a_death(confusion: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        confusion, "start_episode", lambda world, task, seed: ({"pov": np.zeros((2, 2, 3), np.uint8)}, info())
    )
    worlds = [World(3 + i) for i in range(len(confusion.GOALS))]
    done = confusion.play(Player(), worlds, 20_000, 50, "trained")
    assert all(row == [True] + [False] * 7 for row in done), "logs alone, by all"
    assert [world.tick for world in worlds] == [world.dies for world in worlds]


def test_played_as_the_policy_advises(confusion: ModuleType, tmp_path: Path, write_policy) -> None:
    write_policy(tmp_path / "p")
    described = json.loads((tmp_path / "p/policy.json").read_text())
    described["about"]["play"] = {"temperature": 0.6}
    (tmp_path / "p/policy.json").write_text(json.dumps(described))
    config = confusion.how_to_play(tmp_path / "p", "")
    assert (config.temperature, config.camera_temperature) == (0.6, 0.6)
    assert confusion.how_to_play(tmp_path / "p", "temperature=0.9").temperature == 0.9


def test_figures_say_how_many(confusion: ModuleType) -> None:
    done = np.zeros((20, 8, 8), bool)
    done[:, range(8), range(8)] = True
    found = confusion.figures(done)
    assert found["n_per_cell"] == 20 and (found["told"], found["not_told"]) == (1, 0)
    low, high = found["ci95"][0][0]
    assert 0.8 < low < high == 1
