"""A video that plays at its true speed at another rate -> what it shows every 50 ms, by its time stamps."""

from __future__ import annotations

from bisect import bisect_right
from pathlib import Path

import av
import av.error
import cv2
import numpy as np
import numpy.typing as npt

from craftagent.datasets.damage import MAX_ROWS, DamagedEpisode
from craftagent.datasets.paths import EpisodePaths
from craftagent.datasets.video import VideoReader, VideoWriter
from craftagent.types import TICKS_PER_SECOND

MILLIS = 1000 // TICKS_PER_SECOND  # of a tick


def frame_of_tick(source: Path) -> list[int]:
    """For each tick the number of the frame on show: the last whose time is at or before that of the tick.

    Tick 0 is the moment of the first frame, the last tick is not after the last frame. Nothing is decoded. Raises
    :class:`DamagedEpisode` for frames without a time of their own, or more ticks than an episode may have.
    """
    try:
        with av.open(str(source), format="mp4") as inside:
            stream = inside.streams.video[0]
            packets = [packet for packet in inside.demux(stream) if packet.size and not packet.is_discard]
            unit = stream.time_base
    except (av.error.FFmpegError, OSError, IndexError) as error:
        raise DamagedEpisode(f"{source.name} cannot be opened ({type(error).__name__})") from None
    times = sorted({packet.pts for packet in packets if packet.pts is not None})
    if len(times) != len(packets) or not times or not unit:
        raise DamagedEpisode(f"{source.name} has frames without a time of their own; it cannot be read by time")
    # whole thousandths of a second: files round times to their own units, and may so be late by less than one
    millis = [1000 * unit.numerator * (time - times[0]) // unit.denominator for time in times]
    begins = [-(-time // MILLIS) for time in millis]  # first tick that may show each frame
    n = millis[-1] // MILLIS + 1
    if n > MAX_ROWS:
        raise DamagedEpisode(f"{source.name} lasts {n} ticks by its time stamps; 1 to {MAX_ROWS} are read")
    return [bisect_right(begins, tick) - 1 for tick in range(n)]


class Resampled:
    """Frames ``numbers`` of a video, to be read once and in order; what is read is written to the video ``to``.

    Raises :class:`DamagedEpisode` for pictures that cannot be read or written.
    """

    def __init__(self, paths: EpisodePaths, numbers: list[int], to: Path) -> None:
        self.paths, self.n_video_frames = paths, len(numbers)
        self._numbers = numbers
        self._reader = VideoReader(paths.video, any_rate=True)
        try:
            self._writer = VideoWriter(to, self._reader.size)
        except ValueError as error:
            self._reader.close()
            raise DamagedEpisode(f"{paths.video.name} cannot be resampled: {error}") from None
        self._open = True
        self._shown = -1
        self._frame = np.empty(0, np.uint8)

    def frames(self, start: int, stop: int, size: tuple[int, int]) -> npt.NDArray[np.uint8]:
        """Those of ticks start..stop-1, uint8 (stop - start, H, W, 3) RGB; ``start`` is where the last call stopped."""
        if not start == self._writer.n_frames <= stop <= self.n_video_frames:
            raise ValueError(f"ticks {start} to {stop} are not the next after {self._writer.n_frames}")
        width, height = size
        out = np.empty((stop - start, height, width, 3), np.uint8)
        for i, number in enumerate(self._numbers[start:stop]):
            if number != self._shown:
                (self._frame,), self._shown = self._reader.read(number, number + 1), number
            self._writer.write(self._frame)
            cv2.resize(self._frame, size, dst=out[i], interpolation=cv2.INTER_LINEAR)
        return out

    def close(self) -> None:
        """The new video is whole if every tick was read. May be called again."""
        self._reader.close()
        if self._open:
            self._open = False
            self._writer.close(finish=self._writer.n_frames == self.n_video_frames)
