"""One try at a subgoal: since when, how far it has come, and how it ended."""

from __future__ import annotations

from craftagent.expert.player import Span
from craftagent.planner.subgoal import ITEM_VERBS, Subgoal, total
from craftagent.tasks.goal import Goal
from craftagent.tasks.predicate import parse_predicate
from craftagent.types import Info


class Attempt:
    """Watches the predicate of a subgoal from ``info`` on.

    Attributes:
        goal: what the hands are told: what is still missing, as recorded play is labelled.
        span: the try as a stretch of ticks, for lists of what was done.
        told: whether there is a predicate; without one only the hands can say that it is done.
    """

    def __init__(self, subgoal: Subgoal, info: Info, tick: int, budget: int) -> None:
        self.subgoal, self.budget = subgoal, budget
        self.span = Span(subgoal, tick)
        missing = subgoal.count
        if subgoal.verb in ITEM_VERBS and subgoal.count_mode == "have":
            missing = max(1, subgoal.count - total(info["inventory"], subgoal.target))
        self.goal = Goal(subgoal.verb, subgoal.target, missing)
        self.held = dict(info["inventory"])
        self._tracker = parse_predicate(subgoal.success).start(info) if subgoal.success else None

    @property
    def told(self) -> bool:
        return self._tracker is not None

    @property
    def done(self) -> bool:
        """Whether the predicate holds, or has held where what was done stays done."""
        return self._tracker is not None and (
            self._tracker.met if self.subgoal.count_mode == "have" else self._tracker.done
        )

    @property
    def progress(self) -> float:
        """0..1."""
        return 0.0 if self._tracker is None else self._tracker.progress

    def see(self, info: Info) -> None:
        """Take in a tick."""
        if self._tracker is not None:
            self._tracker.update(info)

    def ticks(self, now: int) -> int:
        """Ticks it has taken."""
        return (now if self.span.end < 0 else self.span.end) - self.span.start

    def end(self, tick: int, outcome: str, reason: str = "") -> None:
        """It is over: ``done``, ``failed`` or ``interrupted``."""
        self.span.end, self.span.outcome, self.span.reason = tick, outcome, reason

    def missing(self, info: Info) -> list[str]:
        """What it takes and is not held now, in words."""
        return [str(need) for need in self.subgoal.preconditions if not need.held(info["inventory"])]
