"""A film made small enough for a page: half as wide, and of long plays only every k-th frame."""

from __future__ import annotations

import tempfile
from pathlib import Path

import cv2
import numpy as np

from craftagent.datasets.video import VideoReader, VideoWriter

FRAMES = 1200  # a minute
_LONGEST = 24_000  # frames that are read for it: some 40 seconds of work
_CRF = "30"


def shrunk(path: Path, most: int) -> tuple[bytes, int] | None:
    """(an mp4 file of at most ``most`` bytes, how many times as fast it runs), or None if there is no such.

    Raises :class:`craftagent.datasets.damage.DamagedEpisode` if ``path`` is no whole video.
    """
    reader = VideoReader(path)
    if reader.n_frames > _LONGEST:
        reader.close()
        return None
    every = max(1, -(-reader.n_frames // FRAMES))
    size = (reader.size[0] // 4 * 2, reader.size[1] // 4 * 2)
    with tempfile.TemporaryDirectory(prefix="craftagent-") as folder:
        small = Path(folder) / "small.mp4"
        writer = VideoWriter(small, size, _CRF, "veryfast")
        for i, frame in enumerate(reader.read(0, reader.n_frames)):
            if i % every == 0:
                writer.write(np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8))
        writer.close()
        reader.close()
        return (small.read_bytes(), every) if small.stat().st_size <= most else None
