"""``attempts.log``: one line of JSON for every episode that was played, kept or not, so that a run can go on."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import IO

from craftagent.datasets.paths import EpisodePaths
from craftagent.record.episode import Played
from craftagent.record.jobs import Job

FILE = "attempts.log"  # not .jsonl, which is an episode's suffix


class Attempts:
    """What has been played into a folder. Use as a context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        path = folder / FILE
        self.played: dict[str, Played] = {}
        torn = False
        if path.exists():
            for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
                try:
                    found = Played(**json.loads(line))
                except (ValueError, TypeError):  # a torn line: the run was killed
                    torn = bool(line)
                    continue
                torn = False
                self.played[found.name] = found
        self._file: IO[str] = path.open("a", encoding="utf-8")
        if torn:
            self._file.write("\n")

    def open_jobs(self, jobs: list[Job], keep_failures: bool = False) -> list[Job]:
        """Jobs that are still to be played: no episode is there, and no failure that would not be kept again."""

        def settled(job: Job) -> bool:
            if EpisodePaths(self._folder, job.name).video.exists():
                return True
            before = self.played.get(job.name)
            return before is not None and not before.success and not before.kept and not keep_failures

        return [job for job in jobs if not settled(job)]

    def add(self, played: Played) -> None:
        """Note an episode; on disk when this returns."""
        self.played[played.name] = played
        self._file.write(json.dumps(dataclasses.asdict(played)) + "\n")
        self._file.flush()

    def __enter__(self) -> Attempts:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
