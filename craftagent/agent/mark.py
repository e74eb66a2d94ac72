"""A moment that is looked back on."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from craftagent.planner.reflection import Look
from craftagent.tasks.goal import Goal


@dataclasses.dataclass(frozen=True)
class Mark:
    """How things stood: tick, inventory, subgoals finished, progress of the one at work, place, and what was seen."""

    tick: int
    held: dict[str, int]
    finished: int
    progress: float
    place: tuple[float, float, float]
    frame: Any

    def look(self, now: Mark, goal: Goal, subgoal: str, facts: dict[str, str]) -> Look:
        """What lies between this moment and ``now``."""
        gained = {k: n for k in {*now.held, *self.held} if (n := now.held.get(k, 0) - self.held.get(k, 0))}
        return Look(
            goal, subgoal, now.tick - self.tick, now.finished - self.finished, gained, now.progress - self.progress,
            math.dist(now.place, self.place), self.frame, now.frame, facts,
        )  # fmt: skip
