"""Episodes that are under way, on disk: what was done in them so far, and what the agent remembers of it.

An episode of a long task takes the better part of an hour. A process that is killed loses a minute of it, if the agent
can go on with an episode (:class:`craftagent.agent.protocol.GoesOn`): the world is made again, what was done is done again,
without pictures, and the agent takes up what it remembered.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from craftagent.agent.protocol import Kept
from craftagent.evaluate.jobs import Job
from craftagent.evaluate.tape import Tape, taped
from craftagent.sim.simulator import WORLD_VERSION
from craftagent.types import Action, Info

FOLDER = "under_way"  # of a run, beside its tapes
SECONDS = 60.0  # how often an episode under way is written


@dataclasses.dataclass(frozen=True)
class Earlier:
    """An episode as far as it was played: ``pose`` is where the player stood then; ``commits``: of the code that played it,
    in their order, and ``seconds``, how long it did: neither is known of files that are older than these fields."""

    actions: list[Action]
    pose: str
    kept: Kept
    commits: tuple[str, ...] = ()
    seconds: float = 0.0


class UnderWay:
    """A folder of them.

    Args:
        folder: made if it is missing.
        about: what must be the same for an episode to be gone on with: the agent as it describes itself, how it is told.
    """

    def __init__(self, folder: Path, about: Mapping[str, Any]) -> None:
        self._folder = folder
        said = json.dumps({**about, "world": WORLD_VERSION}, sort_keys=True, default=str)
        self._about = hashlib.sha256(said.encode()).hexdigest()
        folder.mkdir(parents=True, exist_ok=True)

    def save(
        self, job: Job, tape: Tape, info: Info, kept: Kept, commits: Sequence[str] = (), seconds: float = 0.0
    ) -> None:  # fmt: skip
        """Write how far an episode is; the file appears whole or not at all. ``commits``, ``seconds``: see :class:`Earlier`;
        they need not be the same for it to be gone on with."""
        path = self._path(job)
        part = path.with_name(f".part-{path.name}")
        arrays = {**tape.arrays(), **{f"agent.{name}": value for name, value in kept.items()}}
        played = json.dumps({"commits": list(commits), "seconds": round(seconds, 2)})
        said = {"about": np.array(self._about), "pose": np.array(_pose(info)), "played": np.array(played)}
        with part.open("wb") as file:
            np.savez(file, **said, **arrays)  # type: ignore[arg-type]
        part.replace(path)

    def find(self, job: Job) -> Earlier | None:
        """How far an episode was played; None if it was not, by another agent, or if the file is damaged.

        An episode that has broken before is played from its beginning: what broke it may be what was kept.
        """
        if job.retry:
            return None
        try:
            with np.load(self._path(job), allow_pickle=False) as data:
                if str(data["about"]) != self._about:
                    return None
                kept = {name[6:]: data[name] for name in data.files if name.startswith("agent.")}
                played: dict[str, Any] = json.loads(str(data["played"])) if "played" in data.files else {}
                return Earlier(
                    list(taped(data["keys"], data["camera"])), str(data["pose"]), kept,
                    tuple(map(str, played.get("commits", ()))), float(played.get("seconds", 0.0)),
                )  # fmt: skip
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None

    def drop(self, job: Job) -> None:
        """The episode broke, or can not be gone on with. One that ended is dropped by who has noted it (:func:`drop`)."""
        drop(self._folder, job)

    def _path(self, job: Job) -> Path:
        return _path(self._folder, job)


def drop(folder: Path, job: Job) -> None:
    """Forget how far an episode was: it is in the log, or it broke."""
    with contextlib.suppress(OSError):  # no reason to end a run
        _path(folder, job).unlink(missing_ok=True)


def _path(folder: Path, job: Job) -> Path:
    return folder / f"{job.name}.npz"


def same_place(info: Info, earlier: Earlier) -> bool:
    """Whether doing the same again has led to the same place."""
    return _pose(info) == earlier.pose


def _pose(info: Info) -> str:
    return json.dumps({"pose": info["pose"], "inventory": info["inventory"]}, sort_keys=True, default=str)
