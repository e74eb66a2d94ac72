"""Slow minds behind one protocol: a question is put, and looked after every tick until there is an answer.

The graph answers at once. A model takes its time in a thread of its own: whoever asks goes on, and never waits.
"""

from __future__ import annotations

import dataclasses
import threading
import warnings
from collections.abc import Callable
from typing import Any, Literal, Protocol

from craftagent.planner.mllm.calls import CallLog
from craftagent.planner.mllm.deadline import Deadline
from craftagent.planner.mllm.planner import MllmPlanner, Refused
from craftagent.planner.mllm.situation import Situation
from craftagent.planner.plan import PlanOptions, plan
from craftagent.planner.reflection import Look, Verdict, by_rule
from craftagent.planner.schedule import Blocked
from craftagent.planner.subgoal import Subgoal


@dataclasses.dataclass(frozen=True)
class Thought:
    """What came of a question.

    ``plan``: the subgoals, or None with the reason in ``why``; empty: nothing is left to do. ``by``: who made it;
    ``why``: also what was mended, or why it is not the model's; ``calls``: ids in the log of calls.
    """

    plan: tuple[Subgoal, ...] | None
    by: Literal["graph", "mllm"]
    why: str = ""
    calls: tuple[str, ...] = ()


class Thinker(Protocol):
    """Answers one question at a time; a newer one replaces the one before.

    ``slow``: asking costs time, so that a plan is gone on with as long as it holds.
    """

    name: str
    slow: bool

    def ask(self, situation: Situation) -> None:
        """Ask for a plan. Returns at once."""
        ...

    def poll(self) -> Thought | None:
        """The plan, once there is one; afterwards None again. Never waits."""
        ...

    def reflect(self, look: Look) -> None:
        """Ask whether things go well. Returns at once."""
        ...

    def verdict(self) -> Verdict | None:
        """The answer to that, once there is one. Never waits."""
        ...

    def look_away(self) -> None:
        """What was looked back on is over: a verdict on it is of no use any more."""
        ...

    def tell(self, calls: tuple[str, ...], outcome: dict[str, Any]) -> None:
        """What came of a plan, for those who learn from it."""
        ...

    def close(self) -> None:
        """Nobody asks any more."""
        ...


class GraphThinker:
    """The recipe graph: answers within milliseconds, and the same for the same question."""

    name = "graph"
    slow = False

    def __init__(self, options: PlanOptions | None = None) -> None:
        self._options = options
        self._thought: Thought | None = None
        self._verdict: Verdict | None = None

    def ask(self, situation: Situation) -> None:
        try:
            found = tuple(plan(situation.goal, situation.inventory, situation.surroundings, self._options))
            self._thought = Thought(found, "graph")
        except (ValueError, Blocked, RecursionError) as error:
            self._thought = Thought(None, "graph", str(error))

    def poll(self) -> Thought | None:
        thought, self._thought = self._thought, None
        return thought

    def reflect(self, look: Look) -> None:
        self._verdict = by_rule(look)

    def verdict(self) -> Verdict | None:
        found, self._verdict = self._verdict, None
        return found

    def look_away(self) -> None:
        self._verdict = None

    def tell(self, calls: tuple[str, ...], outcome: dict[str, Any]) -> None:
        """The graph does not learn."""

    def close(self) -> None:
        """Nothing is open."""


class ModelThinker:
    """A model in a thread of its own.

    Args:
        planner: asked for plans and verdicts.
        seconds: time for one answer, re-asking included; then the graph's plan is taken, or the reason is said, as
            ``planner.fall_back`` has it.
        log: of calls, to which outcomes are told.
    """

    slow = True

    def __init__(self, planner: MllmPlanner, seconds: float = 60.0, log: CallLog | None = None) -> None:
        self.name = planner.backend.name
        self._planner, self._seconds, self._log = planner, seconds, log
        self._lock = threading.Lock()
        self._thought: Thought | None = None
        self._verdict: Verdict | None = None
        self._deadlines: dict[str, Deadline] = {}

    def ask(self, situation: Situation) -> None:
        def work(deadline: Deadline) -> None:
            thought = self._plan(situation, deadline)
            with self._lock:
                if self._deadlines.get("plan") is deadline:
                    self._thought = thought

        self._start("plan", work)

    def _plan(self, situation: Situation, deadline: Deadline) -> Thought:
        try:
            found = self._planner.plan(situation, deadline)
        except Refused as refusal:
            return Thought(None, "mllm", str(refusal), refusal.calls)
        except Exception as error:  # whatever a back end does, the hands are told and go on
            return self._without(situation, f"the planner broke: {type(error).__name__}: {error}")
        return Thought(found.subgoals, found.by, "; ".join((*found.changes, found.reason)).strip("; "), found.calls)

    def _without(self, situation: Situation, why: str) -> Thought:
        """The graph's plan, with the reason, or the reason alone where it may not stand in."""
        if not self._planner.fall_back:
            return Thought(None, "mllm", why)
        graph = GraphThinker(self._planner.options)
        graph.ask(situation)
        thought = graph.poll()
        assert thought is not None  # it answers at once
        return dataclasses.replace(thought, why="; ".join(part for part in (why, thought.why) if part))

    def reflect(self, look: Look) -> None:
        def work(deadline: Deadline) -> None:
            try:
                verdict = self._planner.reflect(look, deadline)
            except Exception as error:  # a verdict is advice: without one the rule decides
                calls = error.calls if isinstance(error, Refused) else ()
                verdict = dataclasses.replace(by_rule(look), why=f"by rule, since {error}", calls=calls)
            with self._lock:
                if self._deadlines.get("look") is deadline:
                    self._verdict = verdict

        self._start("look", work)

    def _start(self, name: Literal["plan", "look"], work: Callable[[Deadline], None]) -> None:
        deadline = Deadline(self._seconds)
        self._replace(name, deadline)
        threading.Thread(target=work, args=(deadline,), name=f"craftagent-thinker-{name}", daemon=True).start()

    def poll(self) -> Thought | None:
        with self._lock:
            thought, self._thought = self._thought, None
        return thought

    def verdict(self) -> Verdict | None:
        with self._lock:
            found, self._verdict = self._verdict, None
        return found

    def look_away(self) -> None:
        self._replace("look", None)

    def _replace(self, name: Literal["plan", "look"], deadline: Deadline | None) -> None:
        """Another question stands, or none: the one before is given up, and its answer dropped, in one go."""
        with self._lock:
            before = self._deadlines.pop(name, None)
            if deadline is not None:
                self._deadlines[name] = deadline
            if name == "plan":
                self._thought = None
            else:
                self._verdict = None
        if before is not None:
            before.cancel()

    def tell(self, calls: tuple[str, ...], outcome: dict[str, Any]) -> None:
        if self._log is None:
            return
        try:
            for call in calls:
                self._log.outcome(call, outcome)
        except OSError as problem:  # a full disk is no reason to lose the episode
            warnings.warn(f"outcomes could not be written down in {self._log.folder}: {problem}", stacklevel=2)

    def close(self) -> None:
        with self._lock:
            for deadline in self._deadlines.values():
                deadline.cancel()
            self._deadlines.clear()
