"""Frames of kept ticks: from the cache, or decoded; one reader follows each stream so that reading on is cheap."""

from __future__ import annotations

import collections

import numpy as np
import numpy.typing as npt

from craftagent.datasets.damage import DamagedEpisode
from craftagent.datasets.episode import Episode, open_episode
from craftagent.datasets.modules.cache import FrameCache, Size
from craftagent.datasets.modules.source import Entry, Library

_GAP = 64  # ticks left out in a row from which on two reads with a jump cost less than reading through
_OPEN_MAPS = 256  # cache files kept mapped at once


class FrameReader:
    """Reads frames into arrays. Not shared between processes: a copy sent to another starts with nothing open."""

    def __init__(self, library: Library, cache: FrameCache | None, size: Size) -> None:
        self.library = library
        self.cache = cache
        self.size = size
        self._maps: collections.OrderedDict[int, npt.NDArray[np.uint8]] = collections.OrderedDict()
        self._open: dict[int, tuple[int, Episode]] = {}  # stream -> the episode it is in

    def __getstate__(self) -> tuple[Library, FrameCache | None, Size]:
        return self.library, self.cache, self.size

    def __setstate__(self, state: tuple[Library, FrameCache | None, Size]) -> None:
        self.__init__(*state)  # type: ignore[misc]

    def read(self, stream: int, episode: int, ticks: npt.NDArray[np.integer], out: npt.NDArray[np.uint8]) -> None:
        """Write the frames of ascending ``ticks`` of entry ``episode`` into ``out`` (len(ticks), H, W, 3).

        Raises :class:`DamagedEpisode`; ``out`` is then partly written.
        """
        entry = self.library.entries[episode]
        if self.cache is not None and entry.key is not None:
            frames = self._map(episode, entry.key)
            start, stop = int(ticks[0]), int(ticks[-1]) + 1
            if stop - start == len(ticks):
                out[:] = frames[start:stop]
            else:
                out[:] = frames[ticks]
            return
        video = self._follow(stream, episode, entry)
        breaks = np.flatnonzero(np.diff(ticks) > _GAP) + 1
        at = 0
        for run in np.split(ticks, breaks):
            start, stop = int(run[0]), int(run[-1]) + 1
            frames = video.frames(start, stop, self.size)
            out[at : at + len(run)] = frames if stop - start == len(run) else frames[run - start]
            at += len(run)

    def _map(self, episode: int, key: str) -> npt.NDArray[np.uint8]:
        assert self.cache is not None
        frames = self._maps.pop(episode, None)
        if frames is None:
            try:
                frames = self.cache.open(key)
            except (OSError, ValueError) as error:
                raise DamagedEpisode(f"its frames in the cache can not be read: {error}") from None
        self._maps[episode] = frames
        if len(self._maps) > _OPEN_MAPS:
            self._maps.popitem(last=False)
        return frames

    def _follow(self, stream: int, episode: int, entry: Entry) -> Episode:
        at, video = self._open.get(stream, (-1, None))
        if at == episode and video is not None:
            return video
        if video is not None:
            video.close()
        video = open_episode(entry.paths, bare=entry.bare, options=entry.options)
        self._open[stream] = (episode, video)
        return video

    def close(self) -> None:
        """Close every video and map."""
        for _, video in self._open.values():
            video.close()
        self._open.clear()
        self._maps.clear()
