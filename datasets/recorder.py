"""Recording an episode of any world and any player, so that a file with its final name is whole."""

from __future__ import annotations

import dataclasses
import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import av
import numpy as np
import numpy.typing as npt

import craftagent
from craftagent.datasets.damage import MAX_ROWS, checksum
from craftagent.datasets.episode import FORMAT
from craftagent.datasets.paths import GOALS, META, PART, ROWS, VIDEO, EpisodePaths, bad_name
from craftagent.datasets.rows import RowWriter
from craftagent.datasets.spans import GoalSpan
from craftagent.datasets.video import VideoWriter
from craftagent.sim.simulator import WORLD_VERSION
from craftagent.tasks.goal import Goal
from craftagent.types import Action, Info, WorldSettings


def world_meta(seed: int, settings: WorldSettings | None = None, name: str = "sim") -> dict[str, Any]:
    """``meta["world"]`` of an episode: what a fresh world of the same kind is rebuilt from."""
    return {"name": name, "version": WORLD_VERSION, "seed": int(seed),
            "settings": dataclasses.asdict(settings or WorldSettings())}  # fmt: skip


def selected_slot(world: Any) -> int | None:
    """The hotbar slot 0-8 that is selected in an embedded world (or a wrapper of one), else None."""
    simulator = getattr(getattr(world, "unwrapped", world), "simulator", None)
    return None if simulator is None else int(simulator.w.player[0]["selected"])


class Recorder:
    """Writes one episode.

    Args:
        folder: where to; made if missing.
        name: the episode's name (see craftagent.datasets.paths).
        view: name of the view the frames were drawn in, for the meta file.
        meta: anything JSON can say about the episode; ``"world"`` (see :func:`world_meta`) makes it replayable.

    Raises ``ValueError`` if the name is not safe, the episode exists already, or another process is recording it. Use it
    as a context manager: leaving it closes, an exception aborts. The memory it needs does not grow with the episode.
    """

    def __init__(self, folder: str | Path, name: str, view: str, meta: Mapping[str, Any] | None = None) -> None:
        self.paths = EpisodePaths(Path(folder), name)
        self.n_frames = 0
        self._view, self._meta = view, dict(meta or {})
        json.dumps(self._meta, allow_nan=False)  # better said now than at the end
        self.paths.folder.mkdir(parents=True, exist_ok=True)
        if self.paths.video.exists():
            raise ValueError(f"episode {name!r} already exists in {self.paths.folder}")
        self._goals: list[GoalSpan] = []
        self._video: VideoWriter | None = None
        self._rows: IO[str] | None = _lock(self.paths.part(self.paths.rows))
        if self._rows is None:
            raise ValueError(f"episode {name!r} is being recorded by another process")
        self._writer = RowWriter()

    def add(self, frame: npt.NDArray[np.uint8], action: Action, info: Info, hotbar: int | None = None) -> None:
        """One tick: the frame seen (uint8 (H, W, 3) RGB), the ``info`` of that moment, and the action taken then.

        ``hotbar``: the selected slot 0-8 of that moment if known (:func:`selected_slot`). Raises ``ValueError`` for a
        frame or an action that is wrong; nothing is recorded then.
        """
        if self._rows is None:
            raise ValueError("this recording is closed")
        if self.n_frames >= MAX_ROWS:
            raise ValueError(f"an episode has at most {MAX_ROWS} ticks")
        self._check(frame)
        line = self._writer.line(action, info, hotbar)
        self._write(frame)
        self._rows.write(line + "\n")
        self.n_frames += 1

    def goal(
        self, start: int, end: int, verb: str, target: str, count: int = 1, text: str = "", source: str = "skill"
    ) -> None:
        """Say that ticks ``start`` up to ``end`` (not included) worked towards a goal; may lie ahead, is cut at close.

        ``text`` defaults to the goal's plain wording. Raises ``ValueError``, for unknown goals only without ``text``.
        """
        text = text or Goal(verb, target, count).text()
        self.add_goal(GoalSpan(int(start), int(end), verb, target, int(count), text, source))

    def add_goal(self, goal: GoalSpan) -> None:
        """The same with a :class:`GoalSpan`."""
        self._goals.append(goal)

    def close(
        self, last_frame: npt.NDArray[np.uint8] | None = None, last_info: Info | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> EpisodePaths | None:  # fmt: skip
        """Give the files their final names, the video last. Returns None if nothing was recorded.

        ``last_frame`` is what the last action led to (contractor videos have it too); ``last_info``'s inventory and
        stats go to ``meta["last"]``; ``extra`` is put into the meta file (e.g. whether the task was solved). A goal
        that runs past the end is cut there; one that starts past it is left out.
        """
        if self._rows is None:
            raise ValueError("this recording is closed")
        if self.n_frames == 0 or self._video is None:
            self.abort()
            return None
        try:
            if last_frame is not None:
                self._check(last_frame)
                self._write(last_frame)
            meta = {**self._meta, **(extra or {})}
            if last_info is not None:
                meta["last"] = {"inventory": dict(last_info["inventory"]), "stats": last_info["stats"]}
            meta |= {"format": FORMAT, "n_frames": self.n_frames, "view": self._view, "size": list(self._video.size),
                     "versions": {"craftagent": craftagent.__version__, "av": av.__version__}}  # fmt: skip
            self._video.close()
            self._rows.flush()
            paths = self.paths
            meta["crc32"] = {final.name.removeprefix(paths.name): checksum(paths.part(final))
                             for final in (paths.rows, paths.video)}  # fmt: skip
            goals = [dataclasses.replace(g, end=min(g.end, self.n_frames)) for g in self._goals
                     if g.start < self.n_frames]  # fmt: skip
            goals.sort(key=lambda g: (g.start, g.end))
            _write(paths.part(paths.goals), "".join(json.dumps(g.to_dict()) + "\n" for g in goals))
            _write(paths.part(paths.meta), json.dumps(meta, indent=1, allow_nan=False) + "\n")
            _sync(paths.part(paths.video))
            os.fsync(self._rows.fileno())
        except BaseException:
            self.abort()
            raise
        for final in paths.files:
            paths.part(final).replace(final)
        self._rows.close()  # gives up the lock
        self._rows = None
        return paths

    def abort(self) -> None:
        """Throw the recording away; does nothing once it is closed."""
        if self._rows is None:
            return
        if self._video is not None:
            self._video.close(finish=False)
        for final in self.paths.files:
            self.paths.part(final).unlink(missing_ok=True)
        self._rows.close()
        self._rows = None

    def _check(self, frame: npt.NDArray[np.uint8]) -> None:
        if not isinstance(frame, np.ndarray) or frame.ndim != 3 or frame.shape[2] != 3 or frame.dtype != np.uint8:
            said = f"{frame.dtype} {frame.shape}" if isinstance(frame, np.ndarray) else type(frame).__name__
            raise ValueError(f"a frame must be uint8 (H, W, 3), not {said}")
        size = (frame.shape[1], frame.shape[0])
        if self._video is None:
            self._video = VideoWriter(self.paths.part(self.paths.video), size)
        elif size != self._video.size:
            raise ValueError(f"the frames of an episode are of one size: {self._video.size}, not {size}")

    def _write(self, frame: npt.NDArray[np.uint8]) -> None:
        assert self._video is not None
        self._video.write(frame)

    def __enter__(self) -> Recorder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self.abort()
        elif self._rows is not None:
            self.close()


def remove_parts(folder: str | Path) -> int:
    """Remove what killed recordings left in a folder and return how many files; those that still run are left alone.

    A recording that was killed while its files got their final names goes too: it has no video yet.
    """
    folder = Path(folder)
    removed = 0
    names = {_episode_of(part.name) for part in folder.glob(f"{PART}*")}
    for name in sorted(name for name in names if name is not None):
        paths = EpisodePaths(folder, name)
        rows = paths.part(paths.rows)
        there = rows.exists()
        lock = _lock(rows)
        if lock is None:
            continue
        leftovers = [paths.part(final) for final in paths.files]
        if not paths.video.exists():
            leftovers += [paths.goals, paths.meta, paths.rows]
        for path in leftovers:
            if path.exists():
                path.unlink()
                removed += there or path != rows
        lock.close()
    return removed


def _episode_of(part: str) -> str | None:
    """The episode that a temporary file belongs to."""
    for suffix in (GOALS, META, ROWS, VIDEO):
        name = part[len(PART) : -len(suffix)]
        if part.endswith(suffix) and bad_name(name) is None:
            return name
    return None


def _lock(path: Path) -> IO[str] | None:
    """Open a temporary file for writing, empty and locked by this process; None if another process holds it."""
    while True:
        file = path.open("a", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return None
        try:
            if os.fstat(file.fileno()).st_ino == path.stat().st_ino:  # else somebody cleaned up in between
                file.truncate(0)
                return file
        except FileNotFoundError:
            pass
        file.close()


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
