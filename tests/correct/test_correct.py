"""Correcting: who had the hands is marked, the expert takes over from wherever the pupil left the world."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from craftagent.actions import encode
from craftagent.correct.take import CorrectedTake, Turns
from craftagent.datasets.episode import check_episode, list_episodes, open_episode
from craftagent.datasets.modules.noise import meant_ticks
from craftagent.policy.goap.config import BehaviourConfig, GoalConfig, GoapConfig, StemConfig, TemporalConfig
from craftagent.policy.goap.files import save_policy
from craftagent.policy.goap.model import Goap
from craftagent.record.episode import record
from craftagent.record.jobs import Job
from craftagent.sim.env import SimWorld
from craftagent.types import KEYS

WORDS = {"verbs": ["", "?", "mine"], "targets": ["", "?", "dirt"], "texts": ["", "dig"]}


class Scrawler:
    """Presses anything, screens included."""

    def __init__(self) -> None:
        self.told: list[tuple[int, int]] = []
        self.goals: list = []

    def reset(self, goal=None, text=None, seed=None) -> None:
        self.rng = np.random.default_rng(seed)

    def set_goal(self, goal=None, text=None, stream=0) -> None:
        self.goals.append((goal, text))

    def act(self, frame):
        action = {key: int(self.rng.random() < 0.15) for key in KEYS if key != "ESC"}
        action["inventory"] = int(self.rng.random() < 0.1)
        return action | {"camera": self.rng.normal(0, 4, 2).astype(np.float32)}

    def did(self, action, stream=0) -> None:
        self.told.append(encode(action))


@pytest.mark.parametrize("task", ["planks", "furnace", "place_torch", "beef"])
def test_the_expert_takes_over(task: str, tmp_path: Path) -> None:
    world, turns, won = SimWorld("direct:32x32"), Turns(pupil=(5, 25), expert=(30, 80), pupil_begins=1.0), 0
    for seed in range(3):
        job, pupil = Job(f"atomic-v1/{task}", seed, mark="corrected"), Scrawler()
        played = record(
            world, job, tmp_path, True, make=functools.partial(CorrectedTake, pupil, turns, job.player_seed)
        )
        assert played.name.endswith("+corrected")
        won += played.success
        (paths,) = [p for p in list_episodes(tmp_path) if p.name == played.name]
        assert check_episode(paths) == []
        meant = meant_ticks(open_episode(paths))
        assert int(meant.sum()) == len(pupil.told) and not meant.all()
    assert won >= 2  # the scrawler may have thrown away what the task needs


def test_the_pupil_of_a_long_task_is_told_the_next_step(tmp_path: Path) -> None:
    world, turns = SimWorld("direct:32x32"), Turns(pupil=(5, 25), expert=(60, 120), pupil_begins=1.0)
    goals = []
    for seed in (4, 5, 6):
        pupil, job = Scrawler(), Job("long-horizon-67-v1/wooden_pickaxe@paper", seed, mark="corrected")
        make = functools.partial(CorrectedTake, pupil, turns, job.player_seed)
        record(world, job, tmp_path, True, make=make)
        assert (pupil.goals[0][0].verb, pupil.goals[0][0].target) == ("mine", "#logs")
        goals += pupil.goals
    assert {goal.verb for goal, _ in goals} >= {"mine", "craft"}
    assert all(text == goal.text() for goal, text in goals)
    wanted = [goal.count for goal, _ in goals if goal.verb == "mine"]
    assert wanted[0] == 3 and min(wanted) in (1, 2)  # what is missing, not what is wanted in all


def test_command(tmp_path: Path) -> None:
    torch.manual_seed(0)
    config = GoapConfig(
        stem=StemConfig(channels=(8, 8, 16), blocks=(0, 0, 1), tokens=4),
        behaviour=BehaviourConfig(width=16, heads=2, tokens=2, bank=3, stride=4),
        temporal=TemporalConfig(width=32, heads=2, layers=1, window=8, summary=2),
        goal=GoalConfig(width=16),
    )
    net = Goap(config, tuple(WORDS["verbs"]), tuple(WORDS["targets"]), 384)
    save_policy(tmp_path / "policy", net, WORDS, "hashed", {}, {"step": 0})
    line = [sys.executable, "-m", "craftagent.cli", "correct", "--policy", str(tmp_path / "policy"), "--suite", "atomic-v1",
            "--tasks", "sticks", "--episodes", "2", "--out", str(tmp_path / "out")]  # fmt: skip
    done = subprocess.run(line, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    assert "2 episodes played" in done.stdout
    names = [json.loads(text)["name"] for text in (tmp_path / "out" / "attempts.log").read_text().splitlines()]
    assert len(names) == 2 and all(name.endswith("+corrected") for name in names)
    again = subprocess.run(line, capture_output=True, text=True, timeout=240)
    assert "nothing was left to play" in again.stdout or "2 of 2 episodes were played before" in again.stderr
    wrong = subprocess.run([*line, "--mark", "a b"], capture_output=True, text=True, timeout=60)
    assert wrong.returncode == 1 and "--mark must be letters" in wrong.stderr
