"""How far a run is: a bar on a terminal, lines in a log."""

from __future__ import annotations

import sys
import time

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from craftagent.evaluate.outcome import Outcome


class Progress:
    """Told of every outcome and of ticks. Use as a context manager."""

    def __init__(self, total: int, what: str = "playing") -> None:
        self._console = Console(stderr=True)
        self._total, self._done, self._won, self._ticks = total, 0, 0, 0
        self._since = time.monotonic()
        self._bar: Bar | None = None
        if self._console.is_terminal and total:
            self._bar = Bar(
                TextColumn(what), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[figures]}"),
                TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn(), console=self._console,
            )  # fmt: skip
            self._task = self._bar.add_task("", total=total, figures="")

    def ended(self, outcome: Outcome) -> None:
        """An episode is over."""
        self._done += 1
        self._won += outcome.success
        if self._bar is None:
            result = "ok" if outcome.success else outcome.reason
            line = f"{self._done}/{self._total} {outcome.task} {outcome.seed}: {outcome.ticks} ticks, {result}"
            print(line, file=sys.stderr, flush=True)
        self._show()

    def step(self, line: str) -> None:
        """Something else is done."""
        self._done += 1
        if self._bar is None:
            print(f"{self._done}/{self._total} {line}", file=sys.stderr, flush=True)
        else:
            self._bar.update(self._task, completed=self._done)

    def ticked(self, ticks: int) -> None:
        """Ticks were played."""
        self._ticks += ticks
        self._show()

    def warn(self, line: str) -> None:
        """Something that is to be read."""
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)

    def _show(self) -> None:
        if self._bar is not None:
            speed = self._ticks / max(time.monotonic() - self._since, 1e-9)
            figures = f"{self._won} ok, {self._done - self._won} not, {speed:.0f} ticks/s"
            self._bar.update(self._task, completed=self._done, figures=figures)

    def __enter__(self) -> Progress:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()
