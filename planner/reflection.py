"""The look back: whether what is being done leads anywhere, by rule or by a model that sees before and now."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from craftagent.tasks.goal import Goal

Image = npt.NDArray[np.uint8]  # (H, W, 3) RGB

Word = Literal["done", "continue", "replan"]
Predicament = Literal["none", "in_water", "in_a_hole", "in_the_dark", "in_danger", "lost", "screen_open"]
PREDICAMENTS: tuple[str, ...] = get_args(Predicament)


@dataclasses.dataclass(frozen=True)
class Look:
    """What is looked back on.

    Args:
        goal: of the episode.
        subgoal: at work, in words, or empty.
        ticks: since the last look.
        finished: subgoals finished since then.
        gained: items gained since then, item name -> count, losses below 0.
        progress: of the subgoal at work since then, -1..1.
        moved: blocks between then and now.
        before, now: frames, uint8 (H, W, 3) RGB, or None.
        facts: position and body in words.
    """

    goal: Goal
    subgoal: str
    ticks: int
    finished: int
    gained: Mapping[str, int]
    progress: float
    moved: float
    before: Image | None = None
    now: Image | None = None
    facts: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Verdict:
    """``word``: the subgoal is ``done``, should be gone on with, or planned anew; ``predicament``: what is wrong, if
    anything; ``why`` in words; ``by`` whom; ``calls``: ids in the log of calls, to tell outcomes to."""

    word: Word
    predicament: Predicament = "none"
    why: str = ""
    by: Literal["rule", "mllm"] = "rule"
    calls: tuple[str, ...] = ()


def by_rule(look: Look) -> Verdict:
    """Anything gained, finished, or nearer: go on; else plan anew."""
    if look.finished:
        return Verdict("continue", why=f"{look.finished} subgoals finished in {look.ticks} ticks")
    got = {name: n for name, n in look.gained.items() if n > 0}
    if got:
        return Verdict("continue", why="gained " + ", ".join(f"{n} {name}" for name, n in sorted(got.items())))
    if look.progress > 0:
        return Verdict("continue", why=f"progress {look.progress:+.2f}")
    return Verdict(
        "replan",
        "lost" if look.moved > 24 else "none",
        f"nothing gained in {look.ticks} ticks, {look.moved:.0f} blocks from where it was",
    )
