"""How long a stage has taken, over all the times that it was begun and broken off."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

from craftagent.files import write_text
from craftagent.recipe.notes import spent_path
from craftagent.recipe.recipe import Stage

EVERY = 10.0  # seconds between two notes: as much is lost to a kill


class Spent:
    """A clock that goes on where the stage's last attempt stopped."""

    def __init__(self, out: Path, stage: Stage) -> None:
        self._path = spent_path(out, stage)
        self._before = 0.0
        with contextlib.suppress(OSError, ValueError):
            self._before = float(self._path.read_text(encoding="utf-8"))
        self._began = self._noted = time.monotonic()

    def seconds(self) -> float:
        """Of all attempts together."""
        return self._before + time.monotonic() - self._began

    def note(self, at_once: bool = False) -> None:
        """Write it down, if the last time is long enough ago."""
        now = time.monotonic()
        if at_once or now - self._noted >= EVERY:
            self._noted = now
            write_text(self._path, f"{self.seconds():.1f}\n")
