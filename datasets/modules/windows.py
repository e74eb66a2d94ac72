"""How a video is cut into overlapping windows, and which ticks each window answers for."""

from __future__ import annotations

import dataclasses
import itertools


@dataclasses.dataclass(frozen=True)
class Window:
    """Frames ``start``..``stop``-1; the answers wanted are those of ``keep_start``..``keep_stop``-1."""

    start: int
    stop: int
    keep_start: int
    keep_stop: int


def windows(n: int, length: int, stride: int) -> list[Window]:
    """Windows over ``n`` frames, each ``length`` long (or ``n``, if that is less), every tick kept exactly once.

    Neighbours overlap by ``length - stride`` and share the overlap half and half: with 128 and 64 the middle 32..95 is
    kept, of the first window the beginning as well, of the last the end (VPT's labelling). The last window is moved
    back so that it ends with the video.
    """
    if n <= length:
        return [Window(0, n, 0, n)] if n else []
    starts = [*range(0, n - length, stride), n - length]
    cuts = [0, *((a + length + b) // 2 for a, b in itertools.pairwise(starts)), n]
    return [Window(s, s + length, cuts[i], cuts[i + 1]) for i, s in enumerate(starts)]
