"""Which episodes a data module reads: folders with weights, scanned into a library of labels and goals."""

from __future__ import annotations

import dataclasses
import hashlib
import sys
import zlib
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
import numpy.typing as npt
from lightning.pytorch.utilities import rank_zero_only
from rich.progress import Progress

from craftagent.datasets.contractor import DEFAULT_OPTIONS, ContractorOptions
from craftagent.datasets.damage import DamagedEpisode
from craftagent.datasets.episode import EpisodePaths, open_episode, scan_episodes
from craftagent.datasets.modules.advice import advised
from craftagent.datasets.modules.cache import FrameCache
from craftagent.datasets.modules.labels import Labels, NullMode, encode_labels, kept_ticks, led_in
from craftagent.datasets.modules.noise import meant_ticks
from craftagent.datasets.spans import GoalSpan


@dataclasses.dataclass(frozen=True)
class Source:
    """A folder of episodes.

    Args:
        folder: where they lie; folders in it are searched too.
        weight: share of the ticks that are shown, relative to the other sources' weights. Give one to every source or to
            none; without weights every episode is shown once an epoch.
        bare: read only the videos; there are no actions (for labelling).
        contractor: how rows are read that real contractors recorded.
        only: patterns (``atomic-v1.logs-*``) of the episodes that are read; none: all. So that one folder can be several
            sources of different weight.
    """

    folder: str
    weight: float | None = None
    bare: bool = False
    contractor: ContractorOptions = DEFAULT_OPTIONS
    only: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.weight is not None and not 0 < self.weight < float("inf"):
            raise ValueError(f"the weight of source {self.folder} must be above 0, not {self.weight}")


@dataclasses.dataclass(frozen=True)
class Entry:
    """One readable episode.

    ``labels`` are what is to be learned, ``played`` what was done; they differ where a teacher gave advice.
    ``kept`` are the ticks that may be shown; ``meant`` (bool, one a tick) says which actions may be learned, None for
    bare videos; ``key`` names its frames in the cache (``frames_key`` there), if any.
    """

    paths: EpisodePaths
    source: int
    labels: Labels | None
    played: Labels | None
    goals: tuple[GoalSpan, ...]
    kept: npt.NDArray[np.int32]
    meant: npt.NDArray[np.bool_] | None
    n_frames: int
    bare: bool
    options: ContractorOptions
    key: str | None


@dataclasses.dataclass(frozen=True)
class Library:
    """What was found. ``damaged``: (path, reason) of episodes that are left out."""

    entries: tuple[Entry, ...]
    damaged: tuple[tuple[str, str], ...]

    @property
    def counts(self) -> list[int]:
        """Kept ticks of each entry."""
        return [len(entry.kept) for entry in self.entries]

    def digest(self) -> str:
        """Changes when any episode's name or number of kept ticks does."""
        text = repr([(e.paths.name, e.source, len(e.kept), e.n_frames) for e in self.entries])
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def weights_of(sources: Sequence[Source]) -> list[float] | None:
    """One weight a source, or None. Raises ``ValueError`` if only some have one."""
    given = [source.weight for source in sources if source.weight is not None]
    if given and len(given) != len(sources):
        missing = next(source.folder for source in sources if source.weight is None)
        raise ValueError(f"source {missing} has no weight, others have; give one to every source or to none")
    return given or None


def listing(sources: Sequence[Source]) -> list[tuple[int, EpisodePaths]]:
    """(source, episode) of every episode with a video, in a fixed order. Raises ``OSError`` for folders that are not."""
    found = []
    for i, source in enumerate(sources):
        if not Path(source.folder).is_dir():
            raise OSError(f"there is no folder {source.folder}")
        found += [
            (i, paths)
            for paths in scan_episodes(source.folder)[0]
            if paths.video.is_file() and (not source.only or any(fnmatchcase(paths.name, p) for p in source.only))
        ]
    return found


def held_for_validation(name: str, fraction: float) -> bool:
    """Whether an episode is for validation; depends on its name alone, so that new episodes move none.

    What follows a ``+`` does not count: one task in one world, played again, is not new.
    """
    return zlib.crc32(name.partition("+")[0].encode()) % 10_000 < fraction * 10_000


def build_library(
    sources: Sequence[Source],
    found: Iterable[tuple[int, EpisodePaths]],
    cache: FrameCache | None,
    nulls: NullMode = "none",
    null_run: int = 21,
    lead_in: int | None = None,
) -> Library:
    """Labels and goals of the episodes. With a cache, what it lacks is built here, in this process."""
    entries, damaged = [], []
    for i, paths in found:
        try:
            entries.append(_entry(i, paths, sources[i], cache, nulls, null_run, lead_in))
        except DamagedEpisode as error:
            damaged.append((str(paths.folder / paths.name), error.reason))
    return Library(tuple(entries), tuple(damaged))


@rank_zero_only  # type: ignore[untyped-decorator]
def say_damaged(library: Library) -> None:
    """Name what is left out, once and not in the log: loggers are quiet in training."""
    for name, reason in library.damaged:
        print(f"left out: {name}: {reason}", file=sys.stderr, flush=True)


def _entry(
    i: int, paths: EpisodePaths, source: Source, cache: FrameCache | None, nulls: NullMode, run: int,
    lead_in: int | None,
) -> Entry:  # fmt: skip
    bare, options = source.bare, source.contractor
    episode = open_episode(paths, bare=bare, options=options)
    try:
        key = frames = None
        if cache is not None:
            reason = cache.build(paths, bare, options)
            if reason is not None:
                raise DamagedEpisode(reason)
            key, frames = cache.key(paths, bare, options), cache.frames_key(paths, bare, options)
        n = episode.n_frames
        if bare:
            return Entry(paths, i, None, None, (), np.arange(n, dtype=np.int32), None, n, True, options, frames)
        played = cache.labels(key) if cache is not None and key is not None else encode_labels(episode.actions)
        labels, told = advised(episode, played)
        kept, meant = kept_ticks(played.null, nulls, run), meant_ticks(episode) | told
        if lead_in is not None:
            kept = kept[led_in(meant, lead_in)[kept]]
        return Entry(paths, i, labels, played, tuple(episode.goals), kept, meant, n, False, options, frames)
    finally:
        episode.close()


def fill_cache(sources: Sequence[Source], cache: FrameCache, jobs: int) -> None:
    """Decode what the cache lacks, with a progress bar."""
    cache.remove_parts()
    every = [(paths, sources[i].bare, sources[i].contractor) for i, paths in listing(sources)]
    todo = [episode for episode in every if not cache.has(*episode)]
    if not todo:
        return
    with Progress(transient=True) as progress:
        bar = progress.add_task(f"decoding {len(todo)} episodes into {cache.folder}", total=len(todo))
        for _ in cache.build_all(todo, jobs):
            progress.advance(bar)
