"""Episodes on disk: ``NAME.mp4``, ``NAME.jsonl`` and, in our own recordings, ``NAME.goals.jsonl`` and ``NAME.meta.json``.

Row t of the jsonl is frame t and the action taken after seeing it. Our own rows carry the exact action under
``"action"``; rows of real contractor data are converted (craftagent.datasets.contractor). One reader serves both.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import numpy.typing as npt

from craftagent.datasets.action_table import Actions
from craftagent.datasets.contractor import ContractorOptions, rows_to_actions
from craftagent.datasets.cursor import draw_cursors
from craftagent.datasets.damage import DamagedEpisode, parse_object, read_lines, read_object, short
from craftagent.datasets.paths import EpisodePaths, list_episodes, scan_episodes
from craftagent.datasets.spans import GoalSpan, read_goals
from craftagent.datasets.video import VideoReader
from craftagent.types import TICKS_PER_SECOND, WorldSettings

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
    behind. ``n_frames`` is the number T of frames that have an action (of all frames, for bare videos).
    """

    paths: EpisodePaths
    name: str
    n_frames: int
    size: tuple[int, int]  # width, height of the frames in pixels
    meta: dict[str, Any]  # empty for data that is not ours
    bare: bool  # opened as a video without actions

    @property
    def actions(self) -> Actions:
        """Actions of all T ticks, kept after the first call."""

    @property
    def goals(self) -> list[GoalSpan]:
        """Goal spans, empty if nobody has labelled the episode."""

    def rows(self) -> list[dict[str, Any]]:
        """The T rows as they lie in the jsonl; read anew on every call (they are large)."""

    def frames(self, start: int, stop: int, size: tuple[int, int] | None = None) -> npt.NDArray[np.uint8]:
        """Frames start..stop-1, uint8 (stop - start, H, W, 3) RGB, ``0 <= start <= stop <= n_frames``.

        ``size`` (width, height) resizes with OpenCV's INTER_LINEAR, as VPT does. Reading on from where the last call
        stopped costs nothing extra; a jump costs decoding from the keyframe before it (at most 64 frames in our own
        recordings). The cursor is drawn into contractor frames, whose videos lack it.
        """

    @property
    def replay_header(self) -> ReplayHeader:
        """What to rebuild the world from; raises :class:`DamagedEpisode` if the episode does not say."""

    def close(self) -> None:
        """Close the video; reading again opens it again."""


def open_episode(paths: EpisodePaths, *, bare: bool = False, options: ContractorOptions = ContractorOptions()) -> Episode:
    """Open an episode: its files are there and the video's header, frame rate and sizes are right. Takes ~1 ms.

    ``bare`` reads only the video (for the IDM on unlabelled clips; ``actions`` then raises). Raises
    :class:`DamagedEpisode`.
    """


def check_episode(paths: EpisodePaths, *, decode: bool = True) -> list[str]:
    """Read everything, every frame included unless ``decode`` is off; what is wrong, a sentence each, empty if whole."""
