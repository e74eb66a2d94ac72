"""What a data set is made of: hours, keys, camera and goals, counted over all its whole episodes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from craftagent.actions import CAMERA_MAX, N_BINS, dequantize, quantize
from craftagent.datasets.contractor import DEFAULT_OPTIONS, ContractorOptions
from craftagent.datasets.episode import DamagedEpisode, Episode, EpisodePaths, open_episode, scan_episodes
from craftagent.datasets.spans import GoalSpan
from craftagent.types import KEYS, TICKS_PER_SECOND

AXES = ("pitch", "yaw")
PLACES = ("world", "screens")  # in screens the camera moves the cursor
Each = Callable[[list[EpisodePaths]], Iterable[EpisodePaths]]


@dataclasses.dataclass
class GoalCount:
    """Spans of one source, verb and target, and the ticks they cover; overlapping ones are each counted in full."""

    source: str
    verb: str
    target: str
    spans: int = 0
    ticks: int = 0


@dataclasses.dataclass
class Stats:
    """Counts over the whole episodes of a folder; all in ticks unless said otherwise.

    Attributes:
        episodes: number of whole episodes, ``exact`` of them our own with exact actions (the others are converted).
        lengths: ticks of every episode.
        keys: int64 (23,), ticks in which each key is held, in :data:`craftagent.types.KEYS` order.
        null: ticks whose action says nothing in VPT's code.
        gui: ticks with a screen open.
        camera: int64 (2, 2, 11): in the world / in screens, pitch / yaw, VPT's bin.
        beyond: int64 (2,): ticks in the world / in screens in which an axis moves further than VPT's bins reach.
        goals: by (source, verb, target).
        labelled: source -> ticks with at least one goal of that source.
        damaged: name relative to the folder -> what is wrong, one sentence.
    """

    folder: str
    episodes: int = 0
    exact: int = 0
    lengths: list[int] = dataclasses.field(default_factory=list)
    keys: npt.NDArray[np.int64] = dataclasses.field(default_factory=lambda: np.zeros(len(KEYS), np.int64))
    null: int = 0
    gui: int = 0
    camera: npt.NDArray[np.int64] = dataclasses.field(default_factory=lambda: np.zeros((2, 2, N_BINS), np.int64))
    beyond: npt.NDArray[np.int64] = dataclasses.field(default_factory=lambda: np.zeros(2, np.int64))
    goals: dict[tuple[str, str, str], GoalCount] = dataclasses.field(default_factory=dict)
    labelled: dict[str, int] = dataclasses.field(default_factory=dict)
    damaged: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def ticks(self) -> int:
        return sum(self.lengths)

    @property
    def hours(self) -> float:
        return self.ticks / TICKS_PER_SECOND / 3600

    def share(self, ticks: int | np.integer[Any]) -> float:
        """Part of all ticks, 0..1; 0 if there are none."""
        return int(ticks) / self.ticks if self.ticks else 0.0

    def add(self, episode: Episode) -> None:
        """Count an episode in, or nothing of it: all is read before anything is counted. May raise
        :class:`DamagedEpisode`.
        """
        actions, goals, exact = episode.actions, episode.goals, episode.exact
        bins = quantize(actions.degrees)
        far = np.any(np.abs(actions.degrees) > CAMERA_MAX + 1e-6, axis=1)
        self.episodes += 1
        self.exact += exact
        self.lengths.append(len(actions))
        self.keys += actions.keys.sum(axis=0, dtype=np.int64)
        self.null += int(actions.null.sum())
        self.gui += int(actions.gui.sum())
        for place, there in enumerate((~actions.gui, actions.gui)):
            self.beyond[place] += int(far[there].sum())
            for axis in range(2):
                self.camera[place, axis] += np.bincount(bins[there, axis], minlength=N_BINS)
        self._add_goals(goals, len(actions))

    def _add_goals(self, goals: list[GoalSpan], n: int) -> None:
        covered: dict[str, npt.NDArray[np.bool_]] = {}
        for goal in goals:
            key = (goal.source, goal.verb, goal.target)
            count = self.goals.setdefault(key, GoalCount(*key))
            count.spans += 1
            count.ticks += goal.end - goal.start
            covered.setdefault(goal.source, np.zeros(n, bool))[goal.start : goal.end] = True
        for source, ticks in covered.items():
            self.labelled[source] = self.labelled.get(source, 0) + int(ticks.sum())

    def sorted_goals(self) -> list[GoalCount]:
        """By source, then most spans first."""
        return sorted(self.goals.values(), key=lambda g: (g.source, -g.spans, g.verb, g.target))

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain JSON values."""
        return {
            "folder": self.folder,
            "episodes": self.episodes,
            "exact_episodes": self.exact,
            "ticks": self.ticks,
            "hours": self.hours,
            "lengths": self.lengths,
            "keys": dict(zip(KEYS, self.keys.tolist(), strict=True)),
            "null": {"ticks": self.null, "share": self.share(self.null)},
            "gui": {"ticks": self.gui, "share": self.share(self.gui)},
            "camera": {
                "degrees": dequantize(np.arange(N_BINS)).tolist(),
                **{
                    place: dict(zip(AXES, self.camera[i].tolist(), strict=True), beyond=int(self.beyond[i]))
                    for i, place in enumerate(PLACES)
                },
            },
            "labelled": {source: self.labelled[source] for source in sorted(self.labelled)},
            "goals": [dataclasses.asdict(goal) for goal in self.sorted_goals()],
            "damaged": self.damaged,
        }


def folder_stats(folder: Path, options: ContractorOptions = DEFAULT_OPTIONS, each: Each = lambda found: found) -> Stats:
    """Count all whole episodes of a folder and the folders in it; rows and video headers are read, no frames.

    ``each`` is put around the list of episodes, for a progress bar. Raises ``FileNotFoundError`` or
    ``NotADirectoryError`` if ``folder`` is not a folder and ``ValueError`` if no episode is in it, not even a damaged one.
    """
    if not folder.is_dir():
        if folder.exists():
            raise NotADirectoryError(f"{folder} is a file, not a folder of episodes")
        raise FileNotFoundError(f"there is no folder {folder}")
    found, refused = scan_episodes(folder)
    if not found and not refused:
        raise ValueError(f"there are no episodes in {folder}")
    stats = Stats(str(folder))
    damaged = dict(refused)
    for paths in each(found):
        reason = _add(stats, paths, options)
        if reason is not None:
            damaged[str((paths.folder / paths.name).relative_to(folder))] = reason
    stats.damaged = dict(sorted(damaged.items()))
    return stats


def _add(stats: Stats, paths: EpisodePaths, options: ContractorOptions) -> str | None:
    """What is wrong with the episode, or None if it was counted; no episode may keep the others from being read."""
    try:
        episode = open_episode(paths, options=options)
        try:
            stats.add(episode)
        finally:
            episode.close()
        return None
    except DamagedEpisode as error:
        return error.reason
    except Exception as error:  # a kind of damage nobody has thought of is still damage of this one episode
        return f"reading it failed: {type(error).__name__}: {error}"
