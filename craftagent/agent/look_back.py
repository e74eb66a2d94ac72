"""The look back every so many ticks: the thinker is shown two moments, and its verdict may come later."""

from __future__ import annotations

from craftagent.agent.attempt import Attempt
from craftagent.agent.mark import Mark
from craftagent.agent.thinker import Thinker
from craftagent.planner.reflection import Verdict
from craftagent.tasks.goal import Goal


class LookBack:
    """Looks of one episode.

    Args:
        every: ticks between two; 0: none.
        first: how things stood at the beginning.
    """

    def __init__(self, thinker: Thinker, every: int, first: Mark) -> None:
        self._thinker, self._every = thinker, every
        self._last = first
        self._of: Attempt | None = None  # the try that the last look was at

    def due(self, tick: int) -> bool:
        """Whether it is time for one."""
        return bool(self._every) and tick > 0 and tick % self._every == 0

    def look(self, now: Mark, goal: Goal, attempt: Attempt | None, facts: dict[str, str]) -> None:
        """Show the thinker what lies between the last look and ``now``."""
        doing = attempt.subgoal.text if attempt is not None else ""
        self._thinker.reflect(self._last.look(now, goal, doing, facts))
        self._last, self._of = now, attempt

    def verdict(self, attempt: Attempt | None) -> Verdict | None:
        """A verdict, if there is one, on the try at work: one on an earlier try says nothing of this one."""
        verdict = self._thinker.verdict()
        return verdict if self._of is attempt else None
