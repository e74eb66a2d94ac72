"""Keys and mouse by chance: the lower bound."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from craftagent.actions import N_BUTTONS, N_CAMERA, decode
from craftagent.agent.protocol import Brief, Frames
from craftagent.types import Action, Info


class RandomAgent:
    """Every combination of VPT's action code with the same chance, each tick anew."""

    view = "vpt"
    privileged = False
    phase = 1

    def __init__(self, streams: int) -> None:
        self._random: list[np.random.Generator | None] = [None] * streams

    def begin(self, stream: int, brief: Brief) -> None:
        self._random[stream] = np.random.default_rng(brief.seed)

    def act(self, frames: Frames, infos: Sequence[Info | None]) -> list[Action | Exception | None]:
        return [None if r is None else _draw(r) for r in self._random]

    def stopped(self, stream: int) -> str:
        return ""

    def ended(self, stream: int, success: bool, reason: str = "") -> dict[str, Any]:
        return {}

    def describe(self) -> dict[str, Any]:
        return {"agent": "random", "hands": "keyboard and mouse by chance", "sees": "nothing", "crafting": "by mouse"}


def _draw(random: np.random.Generator) -> Action:
    return decode(int(random.integers(N_BUTTONS)), int(random.integers(N_CAMERA)))
