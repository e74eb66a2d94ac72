"""A trained policy as an agent: pixels, its own past actions and the goal in, keys and mouse out; nothing is scripted."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from craftagent.agent.learned import LearnedHands, is_goalless, play_config
from craftagent.agent.protocol import Brief, Frames, Kept
from craftagent.agent.spec import AgentSpec
from craftagent.types import Action, Info


class PolicyAgent:
    """A GOAP policy that is told the task, once, and plays."""

    privileged = False

    def __init__(self, spec: AgentSpec, streams: int) -> None:
        self._path, folder = spec.path, Path(spec.path)
        self._hands = LearnedHands(folder, play_config(dict(spec.options), folder), streams)
        self.phase, self.view = self._hands.phase, self._hands.view

    def begin(self, stream: int, brief: Brief) -> None:
        self._hands.begin(stream, brief.goal, brief.text, brief.seed)

    def act(self, frames: Frames, infos: Sequence[Info | None]) -> Sequence[Action | Exception | None]:
        return self._hands.act(frames)

    def stopped(self, stream: int) -> str:
        return ""

    def ended(self, stream: int, success: bool, reason: str = "") -> dict[str, Any]:
        return {}

    def keep(self, stream: int) -> Kept | None:
        return self._hands.keep(stream)

    def relive(self, stream: int, info: Info, action: Action) -> None:
        return None  # it has seen pictures alone, and what it remembers of them is kept

    def go_on(self, stream: int, kept: Kept) -> None:
        self._hands.go_on(stream, kept)

    def describe(self) -> dict[str, Any]:
        sees = "pixels" if is_goalless(Path(self._path)) else "pixels, its past actions, the goal"
        return {
            "agent": "policy", "path": self._path, "fingerprint": self._hands.fingerprint,
            "hands": "learned", "sees": sees, "crafting": "by mouse",
            "by_rule": "nothing" if sees == "pixels" else "the inventory key is not held for two ticks",
            "parameters": self._hands.parameters, "play": dataclasses.asdict(self._hands.config),
        }  # fmt: skip
