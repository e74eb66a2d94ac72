"""Scoring of episodes and rewards."""

from __future__ import annotations

import dataclasses
import random
from typing import Any

import pytest

from craftagent.tasks.reward import parse_reward
from craftagent.tasks.suite import get_task


def test_counted_task_pays_every_item_once_and_plays_on(info: Any) -> None:
    task = get_task("atomic-v1/logs")
    score = task.start(info())
    counts = [1, 3, 2, 3, 4, 70]
    paid = [score.update(info(inventory={"oak_log": n})) for n in counts]
    assert paid == [1.0, 2.0, 0.0, 0.0, 1.0, 60.0] and score.total == 64.0
    assert score.success and score.done_at == 5 and score.ticks == 6 and not score.over
    for _ in range(594):
        assert not score.over
        score.update(info())
    assert score.over and score.success and score.progress == 1.0


def test_success_pays_once_and_ends(info: Any) -> None:
    task = get_task("atomic-v1/place_torch")
    score = task.start(info())
    placed = info(events=[{"type": "placed", "block": "torch", "item": "torch"}])
    assert score.update(info()) == 0.0 and not score.over and score.done_at is None
    assert score.update(placed) == 1.0 and score.over and score.success
    assert score.update(placed) == 0.0 and score.total == 1.0


def test_the_budget_ends_a_task_without_success(info: Any) -> None:
    task = dataclasses.replace(get_task("atomic-v1/beef"), budget=3)
    score = task.start(info())
    for _ in range(3):
        assert not score.over
        score.update(info())
    assert score.over and not score.success and score.progress == 0.0


def test_rewards_add_up(info: Any) -> None:
    reward = parse_reward([{"mined": "stone", "max": 2, "each": 0.5}, {"gain": "dirt", "max": 1, "each": -1.0}])
    pay = reward.start(info())
    assert pay.update(info(stats={"mine_block": {"stone": 1}}), False) == 0.5
    assert pay.update(info(stats={"mine_block": {"stone": 5}}, inventory={"dirt": 1}), True) == -0.5
    assert pay.total == 0.0
    assert parse_reward(reward.to_data()) == reward and parse_reward("success").to_data() == "success"


def test_task_texts() -> None:
    task = get_task("atomic-v1/logs")
    drawn = {task.text(random.Random(seed)) for seed in range(200)}
    assert drawn == set(task.texts())
    with pytest.raises(dataclasses.FrozenInstanceError):
        task.budget = 3  # type: ignore[misc]
