"""A play as a picture: subgoals over ticks, a row for each different one, a bar for each attempt."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from typing import Any

from craftagent.play.terminal import QUIET
from craftagent.types import TICKS_PER_SECOND

WIDTH, LABELS, ROW, TOP = 1040, 250, 22, 26  # of the drawing, its labels, a row, and what is above the rows
_LEAST = 2.0  # pixels: an attempt of one tick shall be seen
_LONGEST = 34  # letters of a label
_STEPS = (5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200)  # seconds between two lines of the scale


@dataclasses.dataclass(frozen=True)
class Bar:
    """An attempt: its box in pixels, ``outcome``, ``hands``, and what is said when one points at it."""

    x: float
    y: float
    width: float
    outcome: str
    hands: str
    words: str


@dataclasses.dataclass(frozen=True)
class Timeline:
    """``rows``: (y, label, whole label); ``scale``: (x, words); ``marks``: (x, words) of events."""

    height: float
    rows: tuple[tuple[float, str, str], ...]
    bars: tuple[Bar, ...]
    scale: tuple[tuple[float, str], ...]
    marks: tuple[tuple[float, str], ...]


def timeline(subgoals: Sequence[Mapping[str, Any]], events: Sequence[Mapping[str, Any]], ticks: int) -> Timeline:
    """The drawing of what ``episode.json`` holds."""
    per_tick = (WIDTH - LABELS - 10) / max(ticks, 1)
    names = list(dict.fromkeys(step["text"] for step in subgoals))
    tops = {name: TOP + ROW * i for i, name in enumerate(names)}
    bars = []
    for step in subgoals:
        taken = step["end"] - step["start"]
        why = f" ({step['reason']})" if step["reason"] else ""
        words = (
            f"{step['text']}: {step['outcome']}{why}, {taken} ticks from tick {step['start']}, {step['hands']} hands"
        )
        wide = min(max(taken * per_tick, _LEAST), WIDTH - LABELS)
        x = min(LABELS + step["start"] * per_tick, WIDTH - wide)
        bars.append(Bar(round(x, 1), tops[step["text"]] + 4, round(wide, 1), step["outcome"], step["hands"], words))
    marks = tuple(
        (round(LABELS + e["tick"] * per_tick, 1), f"tick {e['tick']}: {e['kind'].replace('_', ' ')}: {e['text']}")
        for e in events
        if e["kind"] not in QUIET
    )
    rows = tuple((float(top), _cut(name), name) for name, top in tops.items())
    return Timeline(TOP + ROW * len(names) + 22, rows, tuple(bars), tuple(_scale(ticks, per_tick)), marks)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 2].rstrip() + "…"


def _scale(ticks: int, per_tick: float) -> list[tuple[float, str]]:
    seconds = ticks / TICKS_PER_SECOND
    step = next((s for s in _STEPS if seconds / s <= 8), math.ceil(seconds / 8 / 3600) * 3600)
    return [
        (round(LABELS + s * TICKS_PER_SECOND * per_tick, 1), f"{s // 60}:{s % 60:02d}")
        for s in range(0, int(seconds) + 1, step)
    ]
