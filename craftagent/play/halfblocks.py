"""A picture in a terminal: every character cell is two pixels, the upper half block in one colour on another."""

from __future__ import annotations

import functools

import cv2
import numpy as np
import numpy.typing as npt
from rich.color import Color
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.segment import Segment
from rich.style import Style

_STEP = 8  # colours are rounded to so much of 255, so that few styles are made


class HalfBlocks:
    """Of a frame uint8 (H, W, 3) RGB; the cells are 44 x 12 whatever its size, as all views show a 16:9 screen."""

    COLUMNS, ROWS = 44, 12

    def __init__(self, frame: npt.NDArray[np.uint8]) -> None:
        small = cv2.resize(frame, (self.COLUMNS, 2 * self.ROWS), interpolation=cv2.INTER_AREA)
        self._pixels = (small // _STEP * _STEP + _STEP // 2).tolist()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for row in range(0, 2 * self.ROWS, 2):
            for upper, lower in zip(self._pixels[row], self._pixels[row + 1], strict=True):
                yield Segment("▀", _style(*upper, *lower))
            yield Segment.line()

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(self.COLUMNS, self.COLUMNS)


@functools.lru_cache(maxsize=16_384)
def _style(r: int, g: int, b: int, r2: int, g2: int, b2: int) -> Style:
    return Style(color=Color.from_rgb(r, g, b), bgcolor=Color.from_rgb(r2, g2, b2))
