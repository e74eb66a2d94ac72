"""The planner that asks a model, and runs nothing of what it says before the graph has agreed."""

from __future__ import annotations

import dataclasses
import functools
import time
import warnings
from typing import Any, Literal

from pydantic import ValidationError

from craftagent.planner.mllm.answer import (
    Answer,
    Judgement,
    answer_schema,
    in_words,
    judgement_schema,
    target_names,
)
from craftagent.planner.mllm.aside import within
from craftagent.planner.mllm.backend import Backend, BackendError, Reply, Request, TimedOut
from craftagent.planner.mllm.calls import CallLog
from craftagent.planner.mllm.deadline import Deadline
from craftagent.planner.mllm.mend import CannotMend, Mended, mend
from craftagent.planner.mllm.parse import NoJson, find_json
from craftagent.planner.mllm.prompt import again, first_messages, look_messages
from craftagent.planner.mllm.situation import Situation
from craftagent.planner.plan import PlanOptions, plan
from craftagent.planner.reflection import Look, Verdict
from craftagent.planner.schedule import Blocked
from craftagent.planner.subgoal import Subgoal


class Refused(RuntimeError):
    """There is no plan; the message says why. ``calls``: ids of the calls made."""

    def __init__(self, message: str, calls: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.calls = calls


@dataclasses.dataclass(frozen=True)
class Planned:
    """A plan that holds.

    ``by``: ``mllm``, or ``graph`` where the model gave none; ``changes``: what was mended of the model's, in words;
    ``thought``: its own words; ``asks``: how often it was asked; ``calls``: ids in the log, to tell outcomes to;
    ``reason``: why it is the graph's.
    """

    subgoals: tuple[Subgoal, ...]
    by: Literal["mllm", "graph"]
    changes: tuple[str, ...] = ()
    thought: str = ""
    asks: int = 0
    calls: tuple[str, ...] = ()
    reason: str = ""


class MllmPlanner:
    """Asks a back end for a plan. Holds no state between calls; may be used from several threads.

    Args:
        backend: the model.
        log: where every call is written down, or None.
        asks: how often it is asked at most, each time told what was wrong, at least 1.
        seconds: time for all of it, where ``plan`` is given no deadline of its own.
        fall_back: give the graph's plan, with the reason, where the model gives none.
        options: margins of the graph's plan; by default none.
    """

    def __init__(
        self,
        backend: Backend,
        log: CallLog | None = None,
        asks: int = 3,
        seconds: float = 60.0,
        fall_back: bool = False,
        options: PlanOptions | None = None,
    ) -> None:
        if asks < 1:
            raise ValueError(f"a model is asked at least once, not {asks} times")
        self.backend, self.log, self.asks, self.seconds, self.fall_back = backend, log, asks, seconds, fall_back
        self.options = options

    def plan(self, situation: Situation, deadline: Deadline | None = None) -> Planned:
        """A plan from what is held to the goal, or :class:`Refused` with the reason, soon after the deadline at latest."""
        deadline = deadline or Deadline(self.seconds)
        try:  # the oracle first: what cannot be had needs no model to say so
            known = plan(situation.goal, situation.inventory, situation.surroundings, self.options)
        except (ValueError, Blocked, RecursionError) as error:
            raise Refused(str(error)) from None
        if not known:
            return Planned((), "graph", reason="it is held already")
        try:
            return self._ask(situation, deadline)
        except Refused as refusal:
            if not self.fall_back:
                raise
            return Planned(tuple(known), "graph", calls=refusal.calls, asks=len(refusal.calls), reason=str(refusal))

    def reflect(self, look: Look, deadline: Deadline | None = None) -> Verdict:
        """Whether things go well, asked once. Raises :class:`Refused` if the model does not say it in a form that holds."""
        deadline = deadline or Deadline(self.seconds)
        request = Request(look_messages(look), judgement_schema(), max_tokens=400)
        start = time.monotonic()
        try:
            reply = self.backend.complete(request, deadline)
        except BackendError as error:
            calls = self._written(request, None, start, 1, error=str(error))
            raise Refused(f"{error} ({self.backend.name})", tuple(calls)) from None
        try:
            said = within(deadline, functools.partial(self._judged, reply))
        except TimedOut as error:
            calls = self._written(request, reply, start, 1, error=str(error))
            raise Refused(_unread(error), tuple(calls)) from None
        except (NoJson, ValidationError) as error:
            problem = in_words(error) if isinstance(error, ValidationError) else str(error)
            calls = self._written(request, reply, start, 1, error=problem)
            raise Refused(f"no verdict that can be used: {_line(problem)}", tuple(calls)) from None
        calls = self._written(request, reply, start, 1, [said.model_dump()])
        return Verdict(said.verdict, said.predicament, said.thought, "mllm", tuple(calls))

    def _ask(self, situation: Situation, deadline: Deadline) -> Planned:
        first = first_messages(situation)
        request = Request(first, answer_schema(), target_names())
        calls: list[str] = []
        problem = ""
        for attempt in range(1, self.asks + 1):
            start = time.monotonic()
            try:
                reply = self.backend.complete(request, deadline)
            except BackendError as error:
                calls += self._written(request, None, start, attempt, error=str(error))
                raise Refused(f"{error} ({self.backend.name})", tuple(calls)) from None
            try:
                answer, mended = within(deadline, functools.partial(self._read, reply, situation))
            except TimedOut as error:
                calls += self._written(request, reply, start, attempt, error=str(error))
                raise Refused(_unread(error), tuple(calls)) from None
            except (NoJson, CannotMend) as error:
                problem = str(error)
                calls += self._written(request, reply, start, attempt, error=problem)
            else:
                steps = [step.model_dump(mode="json", exclude_defaults=True) for step in mended.subgoals]
                calls += self._written(request, reply, start, attempt, steps)
                return Planned(
                    tuple(mended.subgoals), "mllm", tuple(mended.changes), answer.thought, attempt, tuple(calls)
                )
            if deadline.over:
                raise Refused(f"{deadline.why()}; the last answer could not be used: {_line(problem)}", tuple(calls))
            # Only the latest answer goes with the question, so that it does not grow.
            request = dataclasses.replace(request, messages=(*first, *again(reply.text[:4000], problem)))
        times = "once" if self.asks == 1 else f"{self.asks} times"
        raise Refused(f"no plan that can be used in {self.backend.name}, asked {times}: {_line(problem)}", tuple(calls))

    @staticmethod
    def _judged(reply: Reply) -> Judgement:
        return Judgement.model_validate({"thought": "", "predicament": "none", **find_json(reply.text, "verdict")})

    @staticmethod
    def _read(reply: Reply, situation: Situation) -> tuple[Answer, Mended]:
        """The answer, and its steps as subgoals."""
        try:
            answer = Answer.model_validate(_filled(find_json(reply.text)))
        except ValidationError as error:
            raise CannotMend(in_words(error)) from None
        return answer, mend(answer.steps, situation)

    def _written(
        self, request: Request, reply: Reply | None, start: float, attempt: int,
        parsed: list[dict[str, Any]] | None = None, error: str | None = None,
    ) -> list[str]:  # fmt: skip
        if self.log is None:
            return []
        try:
            return [
                self.log.record(self.backend.name, request, reply, time.monotonic() - start, attempt, parsed, error)
            ]
        except OSError as problem:  # a full disk is no reason to stand still
            warnings.warn(f"the call could not be written down in {self.log.folder}: {problem}", stacklevel=2)
            return []


def _filled(found: dict[str, Any]) -> dict[str, Any]:
    """An answer with what models like to leave out where it says nothing."""
    filled = {"thought": "", **found}
    if isinstance(filled["thought"], str):
        filled["thought"] = filled["thought"][:600]
    if isinstance(filled.get("steps"), list):
        filled["steps"] = [{"tool": None, "count": 1, **step} if isinstance(step, dict) else step
                           for step in filled["steps"]]  # fmt: skip
    return filled


def _unread(late: TimedOut) -> str:
    return f"{late}; the last answer was still being read"


def _line(problem: str) -> str:
    return "; ".join(line.removeprefix("- ") for line in problem.splitlines())[:400]
