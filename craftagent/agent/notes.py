"""Working memory: what has been finished is a line each, what failed is remembered with its reason, the rest is forgotten.

The rule is HiAgent's (facts of planners, 1.14): a subgoal is a chunk of memory, and a finished one becomes its summary.
"""

from __future__ import annotations

from craftagent.planner.mllm.situation import Failure
from craftagent.planner.subgoal import Subgoal

_MOST = 24  # failures kept, the oldest go first


class Notes:
    """The lines that a planner is told."""

    def __init__(self) -> None:
        self._done: list[tuple[str, int, int]] = []  # words, times, ticks
        self._failed: list[Failure] = []

    def finished(self, subgoal: Subgoal, ticks: int) -> None:
        """A subgoal is done. The same one again and again is one line."""
        if self._done and self._done[-1][0] == subgoal.text:
            _, times, before = self._done.pop()
            self._done.append((subgoal.text, times + 1, before + ticks))
        else:
            self._done.append((subgoal.text, 1, ticks))

    def failed(self, subgoal: Subgoal, reason: str) -> None:
        """A subgoal was not reached."""
        self._failed = [*self._failed, Failure(subgoal.text, reason)][-_MOST:]

    @property
    def done(self) -> tuple[str, ...]:
        """A line for each thing that was reached, oldest first."""
        return tuple(
            f"{text}{f' {times} times' if times > 1 else ''} ({ticks} ticks)" for text, times, ticks in self._done
        )

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What failed, oldest first."""
        return tuple(self._failed)
