"""``attempts.log``: one line of JSON for every episode that was played, kept or not, so that a run can go on."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from pathlib import Path
from typing import IO

from craftagent.datasets.paths import EpisodePaths
from craftagent.record.episode import Played
from craftagent.record.jobs import Job

FILE = "attempts.log"  # not .jsonl, which is an episode's suffix
MOST_BREAKS = 2


class Attempts:
    """What has been played into a folder. Use as a context manager.

    Attributes:
        breaks: how often an episode could not be played to its end because something broke, by name.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        path = folder / FILE
        self.played: dict[str, Played] = {}
        self.breaks: Counter[str] = Counter()
        torn = False
        if path.exists():
            for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
                try:
                    data = json.loads(line)
                    if isinstance(data, dict) and data.keys() == {"name", "broke"}:
                        self.breaks[str(data["name"])] += 1
                        torn = False
                        continue
                    found = Played(**data)
                except (ValueError, TypeError):  # a torn line: the run was killed
                    torn = bool(line)
                    continue
                torn = False
                self.played[found.name] = found
        self._file: IO[str] = path.open("a", encoding="utf-8")
        if torn:
            self._file.write("\n")

    def open_jobs(self, jobs: list[Job], keep_failures: bool = False) -> list[Job]:
        """Jobs that are still to be played: no episode is there, no failure that would not be kept again, and not too many
        attempts that broke."""

        def settled(job: Job) -> bool:
            if EpisodePaths(self._folder, job.name).video.exists() or self.given_up(job.name):
                return True
            before = self.played.get(job.name)
            return before is not None and not before.success and not before.kept and not keep_failures

        return [job for job in jobs if not settled(job)]

    def add(self, played: Played) -> None:
        """Note an episode; on disk when this returns."""
        self.played[played.name] = played
        self._file.write(json.dumps(dataclasses.asdict(played)) + "\n")
        self._file.flush()

    def add_broken(self, name: str, reason: str) -> None:
        """Note an episode that broke; on disk when this returns."""
        self.breaks[name] += 1
        self._file.write(json.dumps({"name": name, "broke": reason}) + "\n")
        self._file.flush()

    def given_up(self, name: str) -> bool:
        """Whether an episode has broken so often that it would for ever."""
        return self.breaks[name] >= MOST_BREAKS

    def __enter__(self) -> Attempts:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
