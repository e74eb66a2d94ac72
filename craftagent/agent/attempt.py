"""One try at a subgoal: since when, how far it has come, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping

from craftagent.agent.patience import ASIDE
from craftagent.agent.senses import holdings
from craftagent.expert.player import Span
from craftagent.planner import graph
from craftagent.planner.subgoal import ITEM_VERBS, Subgoal, total
from craftagent.tasks.goal import Goal
from craftagent.tasks.predicate import parse_predicate
from craftagent.tasks.tags import item_members
from craftagent.types import Info

COUNTED = ("kill", "place", "eat", "interact")  # what of these was done in a try that failed stays done


def key_of(step: Subgoal) -> str:
    """What steps have in common of which failures are counted together."""
    return f"{step.verb} {step.target}"


def rest_of(step: Subgoal, goal: Goal, left: int) -> Subgoal:
    """A step that asks for what is counted in the goal, without what was done in tries that failed: ``left`` at most."""
    if step.verb not in COUNTED or (step.verb, step.target) != (goal.verb, goal.target) or step.count <= left:
        return step
    return Subgoal(count=left, **step.model_dump(exclude={"count", "text", "success"}))


def told_goal(subgoal: Subgoal, held: Mapping[str, int]) -> Goal:
    """What the hands are told: what is still missing, as recorded play is labelled, and planks by the name of their wood."""
    missing = subgoal.count
    if subgoal.verb in ITEM_VERBS and subgoal.count_mode == "have":
        missing = max(1, subgoal.count - total(held, subgoal.target))
    if subgoal.verb == "craft" and subgoal.target == "#planks":
        logs = [name for name in sorted(item_members("#logs")) if held.get(name)]
        wood = graph.wood_of(max(logs, key=lambda name: held[name])) if logs else None
        if wood is not None:
            return Goal("craft", f"{wood}_planks", missing)
    return Goal(subgoal.verb, subgoal.target, missing)


class Attempt:
    """Watches the predicate of a subgoal from ``info`` on.

    Args:
        goal: what the hands are told, of :func:`told_goal`.
        tick: at which it begins; ``budget``: ticks that it is given.

    Attributes:
        span: the try as a stretch of ticks, for lists of what was done.
        held: what was held and worn at the beginning.
        told: whether there is a predicate; without one only the hands can say that it is done.
        rose: tick at which the progress was last higher than ever before, or the try began.
        at_station: whether the step's station was put down, or its screen opened, in this try.
        stuck: how often nothing has changed for too long.
        made: how many of a craft's product have been taken from the grid, wherever they are now.
        lingered: ticks for which the hands have gone on after it was done.
        goes_on: whether it goes on in the screen in which the step before was done, with what hangs on the pointer.
    """

    def __init__(self, subgoal: Subgoal, goal: Goal, info: Info, tick: int, budget: int) -> None:
        self.subgoal, self.goal, self.budget = subgoal, goal, budget
        self.span = Span(subgoal, tick)
        self.held = holdings(info)
        self.at_station = False
        self.stuck = self.lingered = 0
        self.goes_on = False
        self._crafted = total(info["stats"].get("craft_item", {}), subgoal.target)
        self.made = 0
        self._tracker = parse_predicate(subgoal.success).start(info) if subgoal.success else None
        self._began = self._best = self.progress
        self.rose = tick
        self._aside = 0
        self._aside_at = -1

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

    @property
    def advance(self) -> float:
        """Progress since it began, -1..1."""
        return self.progress - self._began

    @property
    def count(self) -> int:
        """What the predicate has counted so far; 0 for what does not count."""
        return 0 if self._tracker is None else self._tracker.count

    def see(self, info: Info, tick: int) -> None:
        """Take in a tick."""
        if self._tracker is not None:
            self._tracker.update(info)
        if self.subgoal.verb == "craft":
            self.made = total(info["stats"].get("craft_item", {}), self.subgoal.target) - self._crafted
        if self.progress > self._best:
            self._best, self.rose = self.progress, tick
        for event in info["events"]:
            name = {"placed": event.get("block"), "gui_opened": event.get("screen")}.get(event["type"])
            if name is not None and name == self.subgoal.station:
                self.at_station = True

    @property
    def by_the_way(self) -> bool:
        """Whether it is no try at a step of the plan: what comes of it says nothing against the step."""
        return self.subgoal.id in ASIDE

    def set_aside(self, tick: int) -> None:
        """At this tick the hands saw to something else first, as a shelter for the night: it is no time of this try."""
        self._aside += 1
        self._aside_at = tick

    def is_aside(self, now: int) -> bool:
        """Whether the hands saw to something else at the tick before ``now``, or at it."""
        return self._aside_at >= 0 and now - self._aside_at <= 1

    def late(self, now: int) -> bool:
        """Whether its budget is spent."""
        return self.ticks(now) - self._aside >= self.budget

    def half_spent(self, now: int) -> bool:
        """Whether half of its budget is spent."""
        return 2 * (self.ticks(now) - self._aside) >= self.budget

    def ticks(self, now: int) -> int:
        """Ticks it has taken."""
        return (now if self.span.end < 0 else self.span.end) - self.span.start

    def end(self, tick: int, outcome: str, reason: str = "") -> None:
        """It is over: ``done``, ``failed`` or ``interrupted``."""
        self.span.end, self.span.outcome, self.span.reason = tick, outcome, reason

    def missing(self, info: Info) -> list[str]:
        """What it takes and is not held now, in words."""
        held = holdings(info)
        return [str(need) for need in self.subgoal.preconditions if not need.held(held)]
