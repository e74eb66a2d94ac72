"""Goal spans: which ticks of an episode work towards what."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from craftagent.datasets.damage import DamagedEpisode, parse_object, read_lines, short

SOURCES = ("task", "skill", "hindsight", "person")  # who says that this was the goal
MAX_TEXT = 1_000


@dataclasses.dataclass(frozen=True)
class GoalSpan:
    """Ticks ``start`` up to, not including, ``end`` work towards a goal.

    ``verb``, ``target`` and ``count`` are those of craftagent.tasks.goal.Goal, ``text`` its wording, ``source`` one of
    :data:`SOURCES`. A span that ends with an event includes the tick whose action caused it. Spans may overlap.
    """

    start: int
    end: int
    verb: str
    target: str
    count: int
    text: str
    source: str

    def __post_init__(self) -> None:
        for name in ("start", "end", "count"):
            if type(getattr(self, name)) is not int:
                raise ValueError(f"goal {name} must be a whole number, not {short(getattr(self, name))}")
        if not 0 <= self.start < self.end:
            raise ValueError(f"a goal must run from a tick to a later one, not from {self.start} to {self.end}")
        if not 1 <= self.count <= 1_000_000:
            raise ValueError(f"goal count must be 1 to 1000000, not {self.count}")
        for name in ("verb", "target", "text"):
            value = getattr(self, name)
            if not isinstance(value, str) or not value.strip() or len(value) > MAX_TEXT:
                raise ValueError(f"goal {name} must be text of 1 to {MAX_TEXT} characters, not {short(value)}")
        if self.source not in SOURCES:
            raise ValueError(f"goal source must be one of {', '.join(SOURCES)}, not {short(self.source)}")

    def to_dict(self) -> dict[str, Any]:
        return dataclasses.asdict(self)


_FIELDS = frozenset(field.name for field in dataclasses.fields(GoalSpan))


def read_goals(path: Path, n_frames: int) -> list[GoalSpan]:
    """Goals of a ``.goals.jsonl`` file, empty if there is none. Raises :class:`DamagedEpisode`."""
    if not path.exists():
        return []
    goals = []
    for number, text in read_lines(path):
        where = f"{path.name}, line {number}"
        row = parse_object(text, where)
        if set(row) != _FIELDS:
            wrong = sorted(set(row) ^ _FIELDS)[0]
            raise DamagedEpisode(f"{where}: {'unknown' if wrong in row else 'missing'} field {short(wrong)}")
        try:
            goal = GoalSpan(**row)
        except ValueError as error:
            raise DamagedEpisode(f"{where}: {error}") from None
        if goal.end > n_frames:
            raise DamagedEpisode(f"{where}: the goal ends at {goal.end}, the episode at {n_frames}")
        goals.append(goal)
    return goals
