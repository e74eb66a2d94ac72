"""Episodes on disk: ``NAME.mp4``, ``NAME.jsonl`` and, in our own recordings, ``NAME.goals.jsonl`` and ``NAME.meta.json``.

Row t of the jsonl is frame t and the action taken after seeing it. Our own rows carry the exact action under
``"action"``; rows of real contractor data are converted (craftagent.datasets.contractor). One reader serves both.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from craftagent.datasets.action_table import Actions
from craftagent.datasets.contractor import DEFAULT_OPTIONS, ContractorOptions
from craftagent.datasets.cursor import draw_cursor
from craftagent.datasets.damage import MAX_ROWS, DamagedEpisode, checksum, read_object, short
from craftagent.datasets.paths import EpisodePaths, list_episodes, scan_episodes
from craftagent.datasets.row_table import RowTable, count_rows, parse_rows, read_table
from craftagent.datasets.spans import GoalSpan, read_goals
from craftagent.datasets.video import VideoReader
from craftagent.types import WorldSettings

__all__ = ["Actions", "DamagedEpisode", "Episode", "EpisodePaths", "GoalSpan", "ReplayHeader", "check_episode",
           "list_episodes", "open_episode", "scan_episodes"]  # fmt: skip
FORMAT = "craftagent-episode-1"


@dataclasses.dataclass(frozen=True)
class ReplayHeader:
    """What the world of an episode was made from: ``craftagent.make(world, seed=seed, settings=settings)``."""

    world: str
    world_version: int
    seed: int
    settings: WorldSettings
    view: str


class Episode:
    """One episode, read as it is asked for. Made by :func:`open_episode`.

    Everything that reads may raise :class:`DamagedEpisode`. Can be pickled (for loader processes); the open video stays
    behind.

    Attributes:
        n_frames: number T of frames that have an action (of all frames, for bare videos).
        n_video_frames: T, or T + 1 where the frame after the last action was recorded too.
        size: (width, height) of the video in pixels.
        meta: what NAME.meta.json says; empty for data that is not ours.
        bare: whether it was opened as a video without actions.
    """

    def __init__(self, paths: EpisodePaths, bare: bool, options: ContractorOptions) -> None:
        self.paths, self.bare, self._options = paths, bare, options
        self._table: RowTable | None = None
        self.meta: dict[str, Any] = {} if bare else read_meta(paths)
        self._video: VideoReader | None = VideoReader(paths.video, any_rate=bare)
        self.size = self._video.size
        self.n_video_frames = self._video.n_frames
        self.n_frames = self.n_video_frames
        if not bare:
            if not paths.rows.is_file():
                raise DamagedEpisode(f"there are no rows {paths.rows.name}")
            self.n_frames = self.meta["n_frames"] if self.meta else count_rows(paths.rows)
            _match(self.n_frames, self.n_video_frames)

    @property
    def name(self) -> str:
        return self.paths.name

    def __len__(self) -> int:
        return self.n_frames

    def __repr__(self) -> str:
        return f"Episode({self.name!r}, {self.n_frames} frames of {self.size[0]}x{self.size[1]})"

    @property
    def _rows(self) -> RowTable:
        if self._table is None:
            if self.bare:
                raise DamagedEpisode("it was opened as a bare video, without actions")
            table = read_table(self.paths.rows, self._options)
            if len(table.actions) != self.n_frames:
                raise DamagedEpisode(f"{self.paths.rows.name} has {len(table.actions)} rows, not {self.n_frames}")
            self._table = table
        return self._table

    @property
    def exact(self) -> bool:
        """Whether the actions are our own exact ones, not converted from what a contractor's hands did."""
        return self._rows.exact

    @property
    def actions(self) -> Actions:
        """Actions of all T ticks, kept after the first call."""
        return self._rows.actions

    @property
    def goals(self) -> list[GoalSpan]:
        """Goal spans in the order of the file, empty if nobody has labelled the episode."""
        return [] if self.bare else read_goals(self.paths.goals, self.n_frames)

    def rows(self) -> list[dict[str, Any]]:
        """The T rows as they lie in the jsonl, read anew on every call (they are large); {} for a broken line."""
        return [row or {} for _, row in parse_rows(self.paths.rows, self._options.broken == "null")]

    def frames(self, start: int, stop: int, size: tuple[int, int] | None = None) -> npt.NDArray[np.uint8]:
        """Frames start..stop-1, uint8 (stop - start, H, W, 3) RGB, ``0 <= start <= stop <= n_video_frames``.

        ``size`` (width, height) resizes with OpenCV's INTER_LINEAR, as VPT does. Reading on from where the last call
        stopped costs nothing extra; a jump costs decoding from the keyframe before it (at most 64 frames back in our
        own recordings). The pointer is drawn into contractor frames, whose videos lack it.
        """
        if self._video is None:
            self._video = VideoReader(self.paths.video, any_rate=self.bare)
        if not 0 <= start <= stop <= self.n_video_frames:
            raise ValueError(f"frames {start} to {stop} are not within 0 to {self.n_video_frames} of {self.name}")
        table = None if self.bare or self.meta else self._rows
        width, height = size or self.size
        out = np.empty((stop - start, height, width, 3), np.uint8)
        resize = (width, height) != self.size
        for i, frame in enumerate(self._video.read(start, stop)):
            if table is not None and not table.exact:
                t = min(start + i, self.n_frames - 1)  # the frame after the last action repeats the one before it
                if table.actions.gui[t] and not np.isnan(table.cursor[t, 0]):
                    draw_cursor(frame, *table.cursor[t].tolist())
            if resize:
                cv2.resize(frame, (width, height), dst=out[i], interpolation=cv2.INTER_LINEAR)
            else:
                out[i] = frame
        return out

    @property
    def replay_header(self) -> ReplayHeader:
        """What to rebuild the world from; raises :class:`DamagedEpisode` if the episode does not say."""
        world = self.meta.get("world")
        if not isinstance(world, dict):
            raise DamagedEpisode(f"{self.paths.meta.name} does not say which world it was recorded in")
        for field, kind in (("name", str), ("version", int), ("seed", int)):
            if type(world.get(field)) is not kind:
                said = short(world.get(field))
                raise DamagedEpisode(f"{self.paths.meta.name}: world.{field} must be {kind.__name__}, not {said}")
        try:
            settings = WorldSettings.from_dict(world.get("settings"))  # type: ignore[arg-type]  # it says what is wrong
        except (TypeError, ValueError) as error:
            raise DamagedEpisode(f"{self.paths.meta.name}: {error}") from None
        return ReplayHeader(world["name"], world["version"], world["seed"], settings, self.meta["view"])

    def close(self) -> None:
        """Close the video; reading again opens it again."""
        if self._video is not None:
            self._video.close()
            self._video = None

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_video": None}


def _match(rows: int, frames: int) -> None:
    if not rows <= frames <= rows + 1:
        raise DamagedEpisode(f"{rows} rows and {frames} frames do not belong together")


def read_meta(paths: EpisodePaths) -> dict[str, Any]:
    """NAME.meta.json, empty if there is none. Raises :class:`DamagedEpisode` if a field all readers use is wrong."""
    name = paths.meta.name
    if not paths.meta.exists():
        return {}
    meta = read_object(paths.meta)
    if meta.get("format") != FORMAT:
        raise DamagedEpisode(f"{name}: format must be {FORMAT!r}, not {short(meta.get('format'))}")
    n = meta.get("n_frames")
    if type(n) is not int or not 1 <= n <= MAX_ROWS:
        raise DamagedEpisode(f"{name}: n_frames must be a whole number from 1 to {MAX_ROWS}, not {short(n)}")
    if not isinstance(meta.get("view"), str):
        raise DamagedEpisode(f"{name}: view must be a name, not {short(meta.get('view'))}")
    return meta


def open_episode(paths: EpisodePaths, *, bare: bool = False, options: ContractorOptions = DEFAULT_OPTIONS) -> Episode:
    """Open an episode: its files are there, the video's header, frame rate and size are right, the counts agree.

    Takes about a millisecond for our own recordings; rows, goals and frames are read when they are asked for. ``bare``
    opens only the video, at whatever frame rate it claims, a frame a tick (for clips without labels; ``actions`` then
    raises). Raises :class:`DamagedEpisode`.
    """
    return Episode(paths, bare, options)


def check_episode(
    paths: EpisodePaths, *, decode: bool = True, options: ContractorOptions = DEFAULT_OPTIONS
) -> list[str]:
    """Read everything, every frame included unless ``decode`` is off; what is wrong, a sentence each, empty if whole."""
    problems: list[str] = []

    def attempt(read: Any) -> Any:
        try:
            return read()
        except DamagedEpisode as error:
            if error.reason not in problems:
                problems.append(error.reason)
            return None

    meta = attempt(lambda: read_meta(paths))
    table: RowTable | None = None
    if paths.rows.is_file():
        table = attempt(lambda: read_table(paths.rows, options))
    else:
        problems.append(f"there are no rows {paths.rows.name}")
    n = len(table.actions) if table is not None else None
    if meta and n is not None and meta["n_frames"] != n:
        problems.append(f"{paths.meta.name} says {meta['n_frames']} frames, {paths.rows.name} has {n} rows")
    attempt(lambda: read_goals(paths.goals, n if n is not None else MAX_ROWS))
    video: VideoReader | None = attempt(lambda: VideoReader(paths.video, strict=True))
    if video is not None:
        if n is not None:
            attempt(lambda: _match(n, video.n_frames))
        if decode:
            attempt(lambda: video.check())
        video.close()
    if meta and "world" in meta and not problems:
        attempt(lambda: open_episode(paths).replay_header)
    if meta and not problems:  # damage that still reads as something
        sums = meta.get("crc32")
        for path in (paths.rows, paths.video):
            if isinstance(sums, dict) and sums.get(path.name.removeprefix(paths.name)) != checksum(path):
                problems.append(f"{path.name} is not as it was recorded (its checksum differs)")
    return problems
