"""What is remembered of an episode: what was asked, the steps with their outcomes, and under which settings."""

from __future__ import annotations

import contextlib
import datetime
import operator
import uuid
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, StringConstraints, field_validator

from craftagent.tasks.goal import Goal, Verb

Hands = Literal[
    "learned", "mixed", "expert"
]  # who moved keyboard and mouse: a policy, both in turns, the scripted player
StepOutcome = Literal["done", "failed", "interrupted", "never"]  # never: planned, but not begun

_LARGEST = 2**53  # what every reader of JSON can hold exactly
_STEPS = 10_000


_called: ContextVar[str] = ContextVar("id of the episode that ends", default="")


@contextlib.contextmanager
def ends_as(id: str) -> Iterator[None]:
    """The :class:`Episode` that is made within without an id gets this one; if it is empty, one that no other has.

    For who knows which episode it is that ends, while the agent that remembers it does not: a run that was killed plays
    the last ones again, and a memory takes each id once.
    """
    token = _called.set(id)
    try:
        yield
    finally:
        _called.reset(token)


def _whole(value: Any) -> Any:
    """NumPy's whole numbers as Python's; what is none is left for pydantic to refuse."""
    try:
        return value if isinstance(value, bool) else operator.index(value)
    except TypeError:
        return value


Count = Annotated[int, BeforeValidator(_whole), Field(strict=True, ge=0, le=_LARGEST)]
Whole = Annotated[int, BeforeValidator(_whole), Field(strict=True, ge=-_LARGEST, le=_LARGEST)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"\S")]
Words = Annotated[str, StringConstraints(max_length=10_000)]
Id = Annotated[str, StringConstraints(max_length=128, pattern=r"^[0-9A-Za-z._:-]*$")]


class Step(BaseModel):
    """A step of the plan and how it ended.

    Args:
        verb, target, count: of its subgoal; ``target`` is a bare name, a tag (``#logs``) or a place.
        text: the step in English.
        outcome: ``done``, ``failed``, ``interrupted`` (something else became more urgent) or ``never`` (not begun).
        reason: why it failed or was interrupted.
        ticks: how long it took, 20 a second.

    Raises ``ValueError`` (pydantic's) for anything else.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    verb: Verb
    target: Name
    count: Count = 1
    text: Words = ""
    outcome: StepOutcome
    reason: Words = ""
    ticks: Count = 0


class Episode(BaseModel):
    """One episode.

    Args:
        text: the instruction as it was said, not empty.
        goal: what it was taken to mean.
        success: whether the goal was reached.
        ticks: how long it took, of the ``budget`` that it had; 20 a second.
        hands: ``learned``, ``mixed`` or ``expert``.
        planner: which planner, in words; ``policy``: the policy's fingerprint, or empty.
        inventory: what was held at the start, item name -> count.
        steps: in the order in which they were tried.
        reason: why it failed.
        world: settings, plain data: rules, biome, view, version of the world.
        seed: of the world, or None if it is not known.
        id: letters, digits and ``._:-``; if empty that of :func:`ends_as`, or one that no other has.
        time: when it ended, ISO 8601; kept in UTC; now if empty. A time without a zone is taken as UTC.

    Raises ``ValueError`` (pydantic's) for anything else.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Annotated[str, StringConstraints(min_length=1, max_length=10_000, pattern=r"\S")]
    goal: Goal
    success: Annotated[bool, Field(strict=True)]
    ticks: Count
    budget: Count
    hands: Hands
    planner: Words = ""
    policy: Words = ""
    inventory: dict[Name, Count] = Field(default_factory=dict)
    steps: Annotated[tuple[Step, ...], Field(max_length=_STEPS)] = ()
    reason: Words = ""
    world: dict[str, JsonValue] = Field(default_factory=dict)
    seed: Whole | None = None
    id: Id = Field(default="", validate_default=True)
    time: str = Field(default="", validate_default=True)

    @field_validator("id")
    @classmethod
    def _made(cls, value: str) -> str:
        return value or _called.get() or uuid.uuid4().hex

    @field_validator("time")
    @classmethod
    def _in_utc(cls, value: str) -> str:
        utc = datetime.UTC
        if not value:
            when = datetime.datetime.now(utc)
        else:
            try:
                when = datetime.datetime.fromisoformat(value.removesuffix("Z") + "+00:00" * value.endswith("Z"))
                when = (when if when.tzinfo else when.replace(tzinfo=utc)).astimezone(utc)
            except (ValueError, OverflowError):
                raise ValueError(f"time is ISO 8601 as 2026-01-31T12:00:00+00:00, not {value[:60]!r}") from None
        return when.isoformat(timespec="microseconds")  # always of one length: times sort as texts
