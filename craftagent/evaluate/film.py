"""Pictures and clips of chosen episodes, made after the play from their tapes; each is checked on the way.

An episode that does not come out as it was reported is named: the report shows only what can be repeated.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from craftagent.agent.protocol import Frames
from craftagent.datasets.video import VideoWriter
from craftagent.evaluate.jobs import Job
from craftagent.evaluate.outcome import Outcome
from craftagent.evaluate.rerun import Rerun
from craftagent.files import write_json
from craftagent.play.clip import SIZE, Board
from craftagent.play.steps import DONE, FAILED, NOW, Step
from craftagent.record.fleet import serve
from craftagent.tasks.suite import get_task
from craftagent.types import Info

PICTURES = 6  # of an episode, evenly from its first tick to its last
PICTURE = (160, 90)  # width, height
CLIP_BOARDS = 1200  # a clip shows every k-th tick, k such that it is at most a minute long
SMALL = (320, 180)  # of the clip within report.html, which shows every other board
CRF = "30"  # of both: a quarter of the bytes of a recording's
_END_BOARDS = 30  # the last board stays for so many frames


@dataclasses.dataclass(frozen=True)
class Film:
    """An episode to be looked at; ``clip``: a video is wanted too."""

    outcome: Outcome
    clip: bool

    @property
    def name(self) -> str:
        """``TASK-SEED-won`` or ``-lost``."""
        job = Job(self.outcome.task, self.outcome.seed)
        return f"{job.name}-{'won' if self.outcome.success else 'lost'}"


class Folders:
    """Where everything of a run lies."""

    def __init__(self, out: Path) -> None:
        self.tapes, self.clips, self.small, self.strips = out / "tapes", out / "clips", out / "small", out / "strips"

    def tape(self, film: Film) -> Path:
        return self.tapes / f"{Job(film.outcome.task, film.outcome.seed).name}.npz"

    def done(self, film: Film) -> bool:
        """Whether a film has been made."""
        there = (self.strips / f"{film.name}.json").exists()
        return there and (not film.clip or (self.clips / f"{film.name}.mp4").exists())


def choose(outcomes: Iterable[Outcome], clips: int, tapes: Path) -> list[Film]:
    """The first success and failure of each task by seed, and ``clips`` of each with a video."""
    found: dict[tuple[str, bool], list[Outcome]] = {}
    for outcome in sorted(outcomes, key=lambda o: o.seed):
        if not outcome.broke and (tapes / f"{Job(outcome.task, outcome.seed).name}.npz").exists():
            found.setdefault((outcome.task, outcome.success), []).append(outcome)
    return [Film(o, i < clips) for some in found.values() for i, o in enumerate(some[: max(clips, 1)])]


def main(pipe: Connection, out: str) -> None:
    """A process that makes the films that come through ``pipe``; answers with what differed, empty if nothing did."""
    cv2.setNumThreads(1)
    folders = Folders(Path(out))
    rerun = Rerun()

    def work(film: Film, tell: Callable[[int], None]) -> str:
        return make(rerun, film, folders, tell)

    serve(pipe, work)


def make(rerun: Rerun, film: Film, folders: Folders, tell: Callable[[int], None] = lambda tick: None) -> str:
    """Make one film: a strip of pictures, what came out of the episode (JSON), and the clip if it is wanted.

    Returns one sentence if it came out otherwise than reported, else nothing. Raises ``OSError`` or ``ValueError`` if the
    tape is missing or damaged.
    """
    o = film.outcome
    ticks = [round(t) for t in np.linspace(0, o.ticks, PICTURES)]
    pictures: dict[int, Frames] = {}
    clip = _Clips(film, folders) if film.clip else None
    try:
        for moment in rerun.play(o.task, o.seed, folders.tape(film)):
            if moment.tick in ticks:
                pictures[moment.tick] = _scaled(rerun.frame(), PICTURE)
            if clip is not None and clip.wants(moment.tick, moment.action is None):
                clip.add(rerun.frame(), moment.info, moment.action, moment.tick)
            if moment.tick % 200 == 0:
                tell(moment.tick)
        if clip is not None:
            clip.close()
    finally:
        if clip is not None:
            clip.leave()
    score = rerun.score
    again = {"success": score.success, "ticks": score.ticks, "reward": float(score.total), "done_at": score.done_at}
    differs = [f"{key} {getattr(o, key)} was {value}" for key, value in again.items() if getattr(o, key) != value]
    said = f"{o.task} seed {o.seed}, played again: {', '.join(differs)}" if differs else ""
    blank = np.zeros((PICTURE[1], PICTURE[0], 3), np.uint8)
    strip = np.hstack([pictures.get(tick, blank) for tick in ticks])
    write_picture(folders.strips / f"{film.name}.png", strip)
    write_json(folders.strips / f"{film.name}.json", {**again, "pictures": ticks, "differs": said})
    return said


def _scaled(frame: Frames, size: tuple[int, int]) -> Frames:
    return np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8)


def write_picture(path: Path, picture: Frames) -> None:
    """RGB to a PNG that appears whole or not at all."""
    ok, data = cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    if not ok:
        raise ValueError(f"{path} could not be encoded")
    part = path.with_name(f".part-{path.name}")
    part.write_bytes(data.tobytes())
    part.replace(path)


class _Clips:
    """The clip with its panel, and the small one for the report."""

    def __init__(self, film: Film, folders: Folders) -> None:
        task = get_task(film.outcome.task)
        self._outcome, self._goal = film.outcome, task.goal.text()
        self._every = max(1, -(-film.outcome.ticks // CLIP_BOARDS))
        self._board = Board(film.outcome.wording or task.instruction, task.budget)
        self._paths = [folder / f"{film.name}.mp4" for folder in (folders.small, folders.clips)]
        self._parts = [path.with_name(f".part-{path.name}") for path in self._paths]
        self._writers = [VideoWriter(part, size, CRF, "veryfast")
                         for part, size in zip(self._parts, (SMALL, SIZE), strict=True)]  # fmt: skip
        self._boards = 0

    def wants(self, tick: int, last: bool) -> bool:
        return last or tick % self._every == 0

    def add(self, frame: Frames, info: Info, action: Mapping[str, Any] | None, tick: int) -> None:
        o, last = self._outcome, action is None
        small, large = self._writers
        if self._boards % 2 == 0 or last:
            small.write(_scaled(frame, SMALL))
        self._boards += 1
        state = NOW if not last else DONE if o.success else FAILED
        verdict = None if not last else f"done in {o.done_at} ticks" if o.success else o.reason
        board = self._board.draw(frame, info, action, tick, [Step(self._goal, state, 0, tick)], verdict)
        for _ in range(_END_BOARDS if last else 1):
            large.write(board)

    def close(self) -> None:
        """Finish both files and give them their names."""
        while self._writers:
            self._writers.pop().close()
        for part, path in zip(self._parts, self._paths, strict=True):
            part.replace(path)

    def leave(self) -> None:
        """Let go of everything; nothing half-made stays."""
        while self._writers:
            self._writers.pop().close(finish=False)
        for part in self._parts:
            part.unlink(missing_ok=True)


def facts(film: Film, folders: Folders) -> dict[str, object]:
    """What was found when the film was made: ``pictures`` are the ticks of its strip. Empty if it was not made."""
    try:
        found: dict[str, object] = json.loads((folders.strips / f"{film.name}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found
