"""Which calls of a model led to what: each plan and each look back is told its own outcome, not the episode's alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from craftagent.agent.thinker import Thought
from craftagent.planner.reflection import Verdict


class Calls:
    """The calls of an episode, with what came of each.

    Outcomes of a plan: ``by`` (``graph`` where the model's was not taken), ``steps`` of it, how many were ``done`` before
    the next plan, and what ``failed``; of a look: ``by``, ``verdict`` and whether it was ``heeded``. To both the ``success``
    and ``ticks`` of the episode are added. An answer that came too late to be taken, or was asked for ahead
    and then not needed, has none.
    """

    def __init__(self) -> None:
        self._all: list[tuple[tuple[str, ...], dict[str, Any]]] = []
        self._plan: dict[str, Any] = {}

    def planned(self, thought: Thought) -> None:
        """A plan, or the refusal of one, came."""
        why = thought.why if thought.plan is None else ""
        self._plan = {"by": thought.by, "steps": len(thought.plan or ()), "done": 0, "failed": why}
        self._all.append((thought.calls, self._plan))

    def did(self) -> None:
        """A step of the latest plan was done."""
        self._plan["done"] = self._plan.get("done", 0) + 1

    def failed(self, why: str) -> None:
        """A step of the latest plan failed; the first that does is kept."""
        self._plan["failed"] = self._plan.get("failed") or why

    def looked(self, verdict: Verdict, heeded: bool) -> None:
        """A verdict came."""
        self._all.append((verdict.calls, {"by": verdict.by, "verdict": verdict.word, "heeded": heeded}))

    def tell(self, to: Callable[[tuple[str, ...], dict[str, Any]], None], success: bool, ticks: int) -> None:
        """The episode is over: tell the outcome of all calls."""
        for calls, outcome in self._all:
            if calls:
                to(calls, {"success": success, "ticks": ticks, **outcome})
        self._all.clear()
