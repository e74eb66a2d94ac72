"""Lines of text on an RGB canvas, in the pixel font of the screens."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from craftagent.sim.art.font import text_ink, text_width

Canvas = npt.NDArray[np.uint8]  # (H, W, 3)
Color = tuple[int, int, int]

_PLAIN: Color = (228, 228, 232)


@functools.lru_cache(maxsize=4096)
def _ink(text: str, scale: int) -> npt.NDArray[np.bool_]:
    return text_ink(text).repeat(scale, 0).repeat(scale, 1)


def width(text: str, scale: int = 2) -> int:
    """Pixels that a line takes."""
    return text_width(text) * scale


def write(canvas: Canvas, text: str, x: int, y: int, color: Color = _PLAIN, scale: int = 2) -> int:
    """A line of text, its upper left corner at (x, y), cut at the canvas' edge; returns the x after it."""
    ink = _ink(text, scale)
    room = canvas[y : y + ink.shape[0], x : x + ink.shape[1]]
    room[ink[: room.shape[0], : room.shape[1]]] = color
    return x + ink.shape[1]


def fitted(text: str, room: int, scale: int = 2) -> str:
    """The text, cut with two dots so that it takes at most ``room`` pixels."""
    if width(text, scale) <= room:
        return text
    while text and width(text + "..", scale) > room:
        text = text[:-1]
    return text.rstrip() + ".."


def wrapped(text: str, room: int, lines: int, scale: int = 2) -> list[str]:
    """The text in at most ``lines`` lines of ``room`` pixels, the last one cut if need be."""
    found: list[str] = []
    words = text.split()
    while words and len(found) < lines:
        line = words.pop(0)
        while words and width(f"{line} {words[0]}", scale) <= room:
            line += " " + words.pop(0)
        found.append(line)
    if words:
        found[-1] = " ".join([found[-1], *words])
    return [fitted(line, room, scale) for line in found]
