"""The expert as an agent: it sees everything and is the upper bound."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from craftagent.agent.protocol import Brief, Frames
from craftagent.expert.player import Expert
from craftagent.record.episode import aim_of
from craftagent.types import IDLE_TICKS, Action, Info


@dataclasses.dataclass
class _Stream:
    expert: Expert
    plays_on: bool
    fresh: bool = True
    idle: int = 0


class ExpertAgent:
    """One expert an episode; it takes the goal as data, whatever the run tells agents."""

    view = "none"  # it knows
    privileged = True
    phase = 1

    def __init__(self, streams: int) -> None:
        self._streams: list[_Stream | None] = [None] * streams

    def begin(self, stream: int, brief: Brief) -> None:
        assert brief.privilege is not None
        task = brief.privilege.task
        assert task is not None
        expert = Expert(brief.privilege.world, seed=brief.seed)
        expert.begin(aim_of(task), brief.privilege.info)
        self._streams[stream] = _Stream(expert, task.plays_on)

    def act(self, frames: Frames, infos: Sequence[Info | None]) -> list[Action | Exception | None]:
        return [
            None if s is None or info is None else self._one(s, info)
            for s, info in zip(self._streams, infos, strict=True)
        ]

    def _one(self, s: _Stream, info: Info) -> Action | Exception:
        try:
            if not s.fresh:
                s.expert.see(info)
            s.fresh = False
            action = s.expert.act()
        except Exception as error:
            return error
        s.idle = s.idle + 1 if s.expert.done or s.expert.gave_up is not None else 0
        return action

    def stopped(self, stream: int) -> str:
        s = self._streams[stream]
        if s is None or (s.plays_on and s.expert.gave_up is None):
            return ""
        if s.expert.gave_up is not None:
            return f"gave up: {s.expert.gave_up}"
        return "thinks it is done" if s.idle > IDLE_TICKS else ""

    def ended(self, stream: int, success: bool, reason: str = "") -> dict[str, Any]:
        return {}

    def describe(self) -> dict[str, Any]:
        return {"agent": "expert", "hands": "scripted keyboard and mouse", "sees": "everything", "crafting": "by mouse"}
