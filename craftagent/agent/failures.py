"""What has failed lately, as the mind counts it."""

from __future__ import annotations

from collections import Counter

from craftagent.agent.attempt import key_of
from craftagent.planner.subgoal import Subgoal


class Failures:
    """Counts failures of steps of the plan.

    Attributes:
        since_done: steps that have failed since one was done.
        rooted: scripts failed at once, as they can do nothing from where the body stands.
    """

    def __init__(self) -> None:
        self.since_done, self.rooted = 0, False
        self._in_a_row: Counter[str] = Counter()

    def add(self, step: Subgoal) -> None:
        """A step failed."""
        self._in_a_row[key_of(step)] += 1
        self.since_done += 1

    def done(self, step: Subgoal, of_plan: bool) -> None:
        """A step is done; ``of_plan``: and not something by the way."""
        self._in_a_row[key_of(step)] = 0
        if of_plan:
            self.since_done = 0

    def in_a_row(self, step: Subgoal) -> int:
        """How often steps like this one have failed since one was done."""
        return self._in_a_row[key_of(step)]
