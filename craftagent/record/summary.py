"""The figures of a recording run, while it runs and at its end."""

from __future__ import annotations

import dataclasses
import time
from collections import Counter

from craftagent.record.episode import Played
from craftagent.types import TICKS_PER_SECOND


@dataclasses.dataclass
class Tally:
    """Counts of one run: what was played, and what broke (name -> reason)."""

    played: list[Played] = dataclasses.field(default_factory=list)
    broken: dict[str, str] = dataclasses.field(default_factory=dict)
    began: float = dataclasses.field(default_factory=time.monotonic)

    @property
    def kept(self) -> int:
        return sum(p.kept for p in self.played)

    @property
    def ticks(self) -> int:
        """Ticks that were kept."""
        return sum(p.ticks for p in self.played if p.kept)

    def frames_per_second(self, under_way: int = 0) -> float:
        """Ticks played, kept or not, a second of the clock."""
        return (sum(p.ticks for p in self.played) + under_way) / max(time.monotonic() - self.began, 1e-9)

    def lines(self) -> list[str]:
        """The end of a run in a few lines."""
        n = len(self.played) + len(self.broken)
        if not n:
            return ["nothing was left to play"]
        good = sum(p.success for p in self.played)
        busy = sum(p.seconds for p in self.played)
        own = sum(p.expert_seconds for p in self.played)
        minutes = self.ticks / TICKS_PER_SECOND / 60
        lines = [
            f"{n} episodes played: {good} succeeded (rate {good / n:.2f}), {len(self.broken)} broke; {self.kept} kept,"
            f" {self.ticks} ticks, {minutes:.1f} minutes of play",
            f"{self.frames_per_second():.0f} frames/s in all, "
            f"{sum(p.ticks for p in self.played) / max(busy, 1e-9):.0f} a worker; "
            f"{own / max(busy, 1e-9):.0%} of the workers' time is the expert's own",
        ]
        lines += self._short()
        lines += [f"broke: {name}: {reason}" for name, reason in sorted(self.broken.items())]
        return lines

    def _short(self) -> list[str]:
        """Tasks that did not always succeed, worst first."""
        runs = Counter(p.task for p in self.played)
        wins = Counter(p.task for p in self.played if p.success)
        short = sorted((wins[task] / count, task) for task, count in runs.items() if wins[task] < count)
        found = []
        for _, task in short:
            why = Counter(p.reason for p in self.played if p.task == task and not p.success)
            reasons = "; ".join(f"{count} {reason}" for reason, count in why.most_common(3))
            found.append(f"failed: {task}: {runs[task] - wins[task]} of {runs[task]} ({reasons})")
        return found
