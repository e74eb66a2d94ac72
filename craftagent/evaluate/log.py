"""``settings.json`` and ``episodes.jsonl``: what a run is, and what it has played so far, so that it can go on."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from craftagent.evaluate.jobs import Job
from craftagent.evaluate.outcome import Outcome
from craftagent.files import write_json
from craftagent.locks import hold

SETTINGS, EPISODES = "settings.json", "episodes.jsonl"
_MORE = ("seeds", "episodes_a_task")  # what is more when an evaluation is gone on with on more seeds


def same_settings(folder: Path, settings: Mapping[str, Any], free: Sequence[str]) -> dict[str, Any]:
    """Note a new run's settings; of a folder that has some, see that they are the same, but for the ``free`` ones.

    A run may be gone on with on more ``seeds`` than it was begun with, after the same first ones; that is noted.
    Only for who holds the folder's lock (see :class:`EpisodeLog`). Returns what the folder has. Raises ``ValueError`` with
    one sentence that names what differs.
    """
    path = folder / SETTINGS
    if not path.exists():
        if (folder / EPISODES).exists():
            raise ValueError(f"{folder} holds {EPISODES} but no {SETTINGS}; take another --out")
        write_json(path, settings)
        return dict(settings)
    try:
        before: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path} is not JSON ({error}); take another --out") from None
    now = json.loads(json.dumps(settings))
    more = {key: now[key] for key in _MORE} if _has_more_seeds(before, now) else {}
    for key in now:
        if key not in free and key not in more and before.get(key) != now[key]:
            was, asked = _short(before.get(key)), _short(now[key])
            raise ValueError(f"{folder} holds an evaluation with {key} {was}, not {asked}; take another --out")
    if more:
        before |= more
        write_json(path, before)
    return before


def _has_more_seeds(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether every task is asked for on the seeds of before, and on others after them."""
    (first, _, last), (begins, _, ends) = (str(of.get("seeds", "")).partition(":") for of in (before, now))
    return first == begins and last.isdecimal() and ends.isdecimal() and int(last) < int(ends)


def _short(value: object) -> str:
    text = json.dumps(value)
    return text if len(text) <= 120 else text[:117] + "..."


def read_outcomes(folder: Path) -> dict[tuple[str, int], Outcome]:
    """What has been played into a folder, by task and seed; empty if nothing has.

    Torn lines are passed over. Of several lines of an episode the first counts, unless it says that the episode broke:
    then the next one does.
    """
    path = folder / EPISODES
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    found: dict[tuple[str, int], Outcome] = {}
    for line in text.split("\n"):
        try:
            outcome = Outcome(**json.loads(line))
        except (ValueError, TypeError):  # a torn line: the run was killed
            continue
        key = (outcome.task, outcome.seed)
        if key not in found or found[key].broke:
            found[key] = outcome
    return found


class EpisodeLog:
    """What has been played into a folder; a line an episode. Use as a context manager.

    Nobody else writes into the folder as long as it is open: settings are read and noted within. The file is made with
    the first line. Raises ``ValueError`` if another process is at it.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / EPISODES
        self._lock = hold(folder, "an evaluation")
        self._file: IO[str] | None = None
        self.outcomes = read_outcomes(folder)

    def _open(self) -> IO[str]:
        before = self._path.read_bytes() if self._path.exists() else b""
        file = self._path.open("a", encoding="utf-8")
        if before and not before.endswith(b"\n"):
            file.write("\n")
        return file

    def open_jobs(self, jobs: Sequence[Job]) -> list[Job]:
        """Jobs that are still to be played: those that are not there, and those that broke."""
        return [job for job in jobs if not self._settled((job.task, job.seed))]

    def _settled(self, key: tuple[str, int]) -> bool:
        return key in self.outcomes and not self.outcomes[key].broke

    def add(self, outcome: Outcome) -> None:
        """Note an episode; on disk when this returns. One that is there already is left as it is, unless it broke."""
        key = (outcome.task, outcome.seed)
        if self._settled(key):
            return
        self.outcomes[key] = outcome
        self._file = self._file or self._open()
        self._file.write(json.dumps(dataclasses.asdict(outcome)) + "\n")
        self._file.flush()

    def __enter__(self) -> EpisodeLog:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()
        self._lock.close()
