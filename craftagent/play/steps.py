"""The course of a play as a short list: what has been done, what is being done, what is still to come."""

from __future__ import annotations

import dataclasses
from typing import Protocol

from craftagent.expert.player import Span
from craftagent.planner.subgoal import Subgoal

DONE, FAILED, BROKEN_OFF, NOW, LATER = "done", "failed", "interrupted", "now", "later"


class Planned(Protocol):
    """What is needed of a player: what it tried, and its plan, whose first step is the one at hand."""

    @property
    def subgoals(self) -> list[Span]: ...

    @property
    def plan(self) -> list[Subgoal]: ...


@dataclasses.dataclass(frozen=True)
class Step:
    """One line of the list. ``start`` and ``ticks`` are None for steps that are still to come."""

    text: str
    state: str
    start: int | None = None
    ticks: int | None = None


def steps(player: Planned, now: int, success: bool | None = None) -> list[Step]:
    """The list at tick ``now``; ``success`` is how it ended, once it is over.

    Attempts at one thing, one after the other, are one line with the outcome of the last.
    """
    running = NOW if success is None else DONE if success else BROKEN_OFF
    found: list[Step] = []
    for span in player.subgoals:
        state = running if span.end < 0 else span.outcome
        end = now if span.end < 0 else span.end
        if found and found[-1].text == span.subgoal.text and found[-1].state != DONE:
            before = found.pop()
            assert before.start is not None and before.ticks is not None
            found.append(Step(span.subgoal.text, state, before.start, before.ticks + end - span.start))
        else:
            found.append(Step(span.subgoal.text, state, span.start, end - span.start))
    last = player.subgoals[-1] if player.subgoals else None
    shown = last.subgoal.id if last is not None and (last.end < 0 or success is not None) else None
    found += [Step(step.text, LATER) for step in (_open(player) if not success else ()) if step.id != shown]
    return found


def still_to_do(player: Planned) -> list[str]:
    """What the plan still holds, a line each; the step at hand is one of them until it is done."""
    return [step.text for step in _open(player)]


def _open(player: Planned) -> list[Subgoal]:
    """The plan without a first step that is done already."""
    done = bool(player.plan and player.subgoals) and _finished(player.subgoals[-1], player.plan[0])
    return player.plan[1:] if done else player.plan


def _finished(span: Span, step: Subgoal) -> bool:
    """Whether a step of a plan that has not been made anew yet is done already."""
    return span.outcome == DONE and span.subgoal.id == step.id
