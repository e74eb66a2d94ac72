"""Asking a slow planner ahead: while the hands are still at work, so that its plan is there when they need another.

A question is put when it looks as if there will soon be nothing to go on with: half of the time or patience for the step at
hand is spent, something is wrong with the body, or the hands search on after a failure. The answer waits until the step has
ended, and is taken only if it can then be carried out from what is truly held; else the planner is asked again.
"""

from __future__ import annotations

from collections.abc import Callable

from craftagent.agent.attempt import Attempt
from craftagent.agent.thinker import Thinker, Thought
from craftagent.planner.mllm.situation import Situation
from craftagent.planner.simulate import validate

TROUBLE = ("stuck", "health_low", "hunger_low", "inventory_regression")  # events that say that a step may not end well


class Ahead:
    """The question that was put ahead, if one was, and its answer once there is one. One question for each try."""

    def __init__(self, thinker: Thinker) -> None:
        self._thinker = thinker
        self._asked_in: Attempt | None = None
        self._thought: Thought | None = None
        self.thinking = False

    def wanted(self, attempt: Attempt, tick: int, barren: int | None, events: set[str], planless: bool) -> bool:
        """Whether to ask now.

        Args:
            tick: of now.
            barren: ticks without any gain that end the try, or None.
            events: kinds of what has happened at this tick.
            planless: whether there is no plan to go on with after the try.
        """
        if not self._thinker.slow or self._asked_in is attempt or attempt.done:
            return False
        if planless or events & set(TROUBLE):
            return True
        late = attempt.half_spent(tick) or (barren is not None and 2 * (tick - attempt.rose) >= barren)
        return late and attempt.subgoal.on_fail == "replan"

    def ask(self, attempt: Attempt, situation: Situation) -> None:
        """Put the question; it stands in place of any before."""
        self._asked_in, self._thought, self.thinking = attempt, None, True
        self._thinker.ask(situation)

    def hear(self) -> None:
        """Keep the answer if it has come. Never waits."""
        if self.thinking:
            self._thought = self._thinker.poll()
            self.thinking = self._thought is None

    @property
    def asked(self) -> bool:
        """Whether a question stands whose answer has not been taken."""
        return self.thinking or self._thought is not None

    def take(self, situation: Situation) -> Thought | None:
        """The answer, if there is one and it leads from how things are to the goal; it is given once."""
        thought, self._thought = self._thought, None
        if thought is None or not thought.plan:
            return None
        wrong = validate(thought.plan, situation.inventory, situation.surroundings, situation.goal)
        return None if wrong else thought

    def answer(self, now: Callable[[], Situation]) -> Thought | None:
        """For who has nothing to do now: the thinker's answer, if it has come.

        One that was asked for ahead and does not fit any more is asked for again, as things are ``now``.
        """
        if not self.asked:
            return self._thinker.poll()
        self.hear()
        if self.thinking:
            return None
        situation = now()
        thought = self.take(situation)
        if thought is None:
            self._thinker.ask(situation)
        return thought

    def drop(self) -> None:
        """What was asked is of no use any more: something else is wanted."""
        self._asked_in, self._thought, self.thinking = None, None, False
