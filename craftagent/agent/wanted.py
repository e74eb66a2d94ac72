"""What an episode is for, and how much of it is still to be done."""

from __future__ import annotations

from collections.abc import Mapping

from craftagent.agent.attempt import COUNTED, Attempt, rest_of
from craftagent.planner.subgoal import ITEM_VERBS, Subgoal, total
from craftagent.tasks.goal import Goal


class Wanted:
    """A goal from now on.

    Args:
        goal: what is to be reached; of items, as many on top of those that are ``held``.
        text: as it was said.
    """

    def __init__(self, goal: Goal, text: str, held: Mapping[str, int]) -> None:
        self.goal, self.text = goal, text
        self._count = goal.count + total(held, goal.target) if goal.verb in ITEM_VERBS else goal.count
        self._part = 0  # of the count, done in tries that did not come to their end

    def held(self, held: Mapping[str, int]) -> bool:
        """Whether it is reached by what is held."""
        return self.goal.verb in ITEM_VERBS and total(held, self.goal.target) >= self._count

    @property
    def left(self) -> int:
        """How many are still to be done; of items, how many have to be held in the end."""
        return self._count - self._part

    @property
    def rest(self) -> Goal:
        """What a plan still has to reach."""
        return Goal(self.goal.verb, self.goal.target, self.left)

    def rest_of(self, step: Subgoal) -> Subgoal:
        """A step, without what of the goal was done in tries that failed."""
        return rest_of(step, self.goal, self.left)

    def broken_off(self, attempt: Attempt) -> None:
        """A try did not come to its end: what it has done of the goal stays done."""
        step, goal = attempt.subgoal, self.goal
        if step.verb in COUNTED and (step.verb, step.target) == (goal.verb, goal.target):
            self._part = min(self._part + attempt.count, self._count - 1)
