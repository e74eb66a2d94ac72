"""A moment that is looked back on."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from craftagent.planner.reflection import Look
from craftagent.tasks.goal import Goal


@dataclasses.dataclass(frozen=True)
class Mark:
    """How things stood.

    ``tick``, what was ``held``, subgoals ``finished``, number of the ``tried`` one at work and its progress since it began
    (0 without one), place, and what was seen.
    """

    tick: int
    held: dict[str, int]
    finished: int
    tried: int
    progress: float
    place: tuple[float, float, float]
    frame: Any

    def look(self, now: Mark, goal: Goal, subgoal: str, facts: dict[str, str]) -> Look:
        """What lies between this moment and ``now``. Progress is of the try at work now, and never of two together."""
        gained = {k: n for k in {*now.held, *self.held} if (n := now.held.get(k, 0) - self.held.get(k, 0))}
        before = self.progress if self.tried == now.tried else 0.0
        return Look(
            goal, subgoal, now.tick - self.tick, now.finished - self.finished, gained, now.progress - before,
            math.dist(now.place, self.place), self.frame, now.frame, facts,
        )  # fmt: skip
