"""What an episode is paid for, declared in data.

``reward: success`` pays 1 when the task is done. ``reward: {gain: "#logs", max: 64}`` pays each log of the growing count
(``each``, 1 by default) until ``max``; a list adds several such terms.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from craftagent.tasks.predicate import COUNTED, Counted, parse_predicate
from craftagent.types import Info, suggest

# What may be paid: counts that never fall. ``have`` can fall and rise again, which would pay twice.
_PAYABLE = tuple(kind for kind in COUNTED if kind != "have")


class Term(BaseModel):
    """One counter that pays: ``each`` for every step of ``counter``, up to ``max`` steps."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    counter: Counted
    max: int
    each: float = 1.0

    def to_data(self) -> dict[str, Any]:
        return {self.counter.kind: self.counter.target, "max": self.max, "each": self.each}


class Reward(BaseModel):
    """The terms of a task; none of them means 1 at success."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    terms: tuple[Term, ...] = ()

    def to_data(self) -> Any:
        """Plain data that :func:`parse_reward` reads back."""
        return [term.to_data() for term in self.terms] or "success"

    def start(self, info: Info) -> RewardTracker:
        """Begin to pay from ``info``."""
        return RewardTracker(self, info)


class RewardTracker:
    """Pays an episode. ``total`` is the sum so far."""

    def __init__(self, reward: Reward, info: Info) -> None:
        self._terms = [(term, term.counter.start(info)) for term in reward.terms]
        self._paid = [0] * len(self._terms)
        self._success_paid = bool(self._terms)
        self.total = 0.0

    def update(self, info: Info, done: bool) -> float:
        """What this tick pays; ``done``: whether the task is done by now. Call it once for every tick."""
        pay = 0.0
        for i, (term, tracker) in enumerate(self._terms):
            tracker.update(info)
            count = min(tracker.count, term.max)
            pay += (count - self._paid[i]) * term.each
            self._paid[i] = count
        if done and not self._success_paid:
            self._success_paid = True
            pay += 1.0
        self.total += pay
        return pay


def parse_reward(data: Any) -> Reward:
    """A reward from plain data. Raises ``ValueError`` with one sentence that names what is wrong."""
    if isinstance(data, Reward):
        return data
    if data == "success":
        return Reward()
    if isinstance(data, list):
        if not data:
            raise ValueError("a reward is 'success' or at least one counter, not an empty list")
        return Reward(terms=tuple(_term(entry) for entry in data))
    return Reward(terms=(_term(data),))


def _term(data: Any) -> Term:
    if not isinstance(data, Mapping):
        raise ValueError(f"a reward is 'success' or a counter such as {{gain: '#logs', max: 64}}, not {data!r}")
    kinds = [key for key in data if key not in ("max", "each")]
    if len(kinds) != 1 or kinds[0] not in _PAYABLE:
        wrong = kinds[0] if len(kinds) == 1 else kinds
        raise ValueError(f"a reward counts one of {', '.join(_PAYABLE)}, not {wrong!r}{suggest(wrong, _PAYABLE)}")
    most, each = data.get("max", 64), data.get("each", 1.0)
    if isinstance(most, bool) or not isinstance(most, int) or most < 1:
        raise ValueError(f"'max' of a reward must be a whole number of at least 1, not {most!r}")
    if isinstance(each, bool) or not isinstance(each, int | float) or not -1e6 < each < 1e6:
        raise ValueError(f"'each' of a reward must be a number, not {each!r}")
    counter = parse_predicate({kinds[0]: data[kinds[0]]})
    assert isinstance(counter, Counted)
    return Term(counter=counter, max=most, each=float(each))
