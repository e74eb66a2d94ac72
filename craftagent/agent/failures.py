"""What has failed lately, as the mind counts it."""

from __future__ import annotations

from collections import Counter

from craftagent.agent.attempt import key_of
from craftagent.planner.subgoal import Subgoal


class Failures:
    """Counts failures of steps of the plan.

    Attributes:
        since_done: steps that have failed since one was done.
        rooted: scripts can do nothing from where the body stands: they failed at once, or twice for the same reason.
    """

    def __init__(self) -> None:
        self.since_done, self.rooted = 0, False
        self._in_a_row: Counter[str] = Counter()
        self._last = ("", "")

    def again(self, step: Subgoal, why: str) -> bool:
        """Whether the step of the plan that failed last was such a one, for the same reason; to be asked at each failure."""
        before, self._last = self._last, (key_of(step), why)
        return before == self._last

    def add(self, step: Subgoal) -> None:
        """A step failed."""
        self._in_a_row[key_of(step)] += 1
        self.since_done += 1

    def done(self, step: Subgoal, of_plan: bool) -> None:
        """A step is done; ``of_plan``: and not something by the way."""
        self._in_a_row[key_of(step)] = 0
        if of_plan:
            self.since_done = 0
            self._last = ("", "")

    def in_a_row(self, step: Subgoal) -> int:
        """How often steps like this one have failed since one was done."""
        return self._in_a_row[key_of(step)]
