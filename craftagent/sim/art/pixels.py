"""Small tools for pictures drawn by code: colour ramps, painting from text masks, integer noise, blending.

Everything is integer arithmetic on uint8 arrays, so a picture has the same bits on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]  # (h, w, 4) RGBA, straight alpha
Rgb = tuple[int, int, int]

# Shade of each letter of a ramp: 1 and a are outlines, 5 and e are highlights.
RAMPS = ("12345", "abcde", "pqrst", "vwxyz", "FGHIJ")


def rgb(value: int) -> Rgb:
    """``0xRRGGBB`` as three numbers 0..255."""
    return value >> 16 & 255, value >> 8 & 255, value & 255


def scale(color: Rgb, numerator: int, denominator: int = 100) -> Rgb:
    """A colour times a ratio, clipped to 0..255."""
    r, g, b = (min(255, c * numerator // denominator) for c in color)
    return r, g, b


def mix(a: Rgb, b: Rgb, percent: int) -> Rgb:
    """``percent`` of ``b`` and the rest of ``a``."""
    r, g, bl = ((x * (100 - percent) + y * percent) // 100 for x, y in zip(a, b, strict=True))
    return r, g, bl


def ramp(base: int) -> tuple[Rgb, Rgb, Rgb, Rgb, Rgb]:
    """Five shades around ``0xRRGGBB``, outline first; shadows lean to blue and lights to yellow, as paint does."""
    color = rgb(base)
    return (
        mix(scale(color, 34), (18, 12, 30), 18),
        mix(scale(color, 62), (30, 24, 60), 8),
        scale(color, 84),
        color,
        mix(color, (255, 255, 244), 52),
    )


def palette(colors: Sequence[int]) -> dict[str, Rgb]:
    """Letters to colours: the first colour serves ``1``..``5``, the second ``a``..``e`` and so on; K black, W white."""
    table: dict[str, Rgb] = {"K": (24, 22, 26), "W": (250, 250, 250)}
    for letters, base in zip(RAMPS, colors, strict=False):
        table.update(zip(letters, ramp(base), strict=True))
    return table


def rows_of(shape: str) -> list[str]:
    """Lines of a text mask without the empty first and last line."""
    return shape.strip("\n").split("\n")


def paint(shape: str, table: Mapping[str, Rgb], width: int = 16, height: int = 16) -> Image:
    """Paint a text mask; ``.`` and blanks are clear, lines may be short. Raises KeyError for an unknown letter."""
    picture = np.zeros((height, width, 4), np.uint8)
    for y, line in enumerate(rows_of(shape)):
        for x, letter in enumerate(line):
            if letter not in ". ":
                picture[y, x, :3] = table[letter]
                picture[y, x, 3] = 255
    return picture


def mirrored(shape: str) -> str:
    """The mask and its mirror image to the right of it: for shapes drawn as a left half of 8 columns."""
    return "\n".join(line.ljust(8, ".")[:8] + line.ljust(8, ".")[:8][::-1] for line in rows_of(shape))


def noise(height: int, width: int, seed: int) -> npt.NDArray[np.uint8]:
    """Integer hash noise (height, width) of 0..255, the same for the same seed everywhere."""
    y, x = np.mgrid[0:height, 0:width].astype(np.uint32)
    value = x * np.uint32(0x9E3779B1) + y * np.uint32(0x85EBCA77) + np.uint32(seed * 0xC2B2AE3D & 0xFFFFFFFF)
    value ^= value >> np.uint32(15)
    value *= np.uint32(0x2C1B3C6D)
    value ^= value >> np.uint32(12)
    value *= np.uint32(0x297A2D39)
    value ^= value >> np.uint32(15)
    levels: npt.NDArray[np.uint8] = (value & np.uint32(255)).astype(np.uint8)
    return levels


def speckled(height: int, width: int, base: int, spread: int, seed: int) -> Image:
    """An opaque plane of one colour with hash noise of +-``spread`` levels."""
    levels = noise(height, width, seed).astype(np.int32)
    shift = (levels * (2 * spread + 1) >> 8) - spread
    out = np.empty((height, width, 4), np.uint8)
    out[..., 3] = 255
    for channel, value in enumerate(rgb(base)):
        out[..., channel] = np.clip(value + shift, 0, 255)
    return out


def tinted(picture: Image, color: Rgb) -> Image:
    """The picture multiplied by a colour, as the game tints grey textures."""
    out = picture.copy()
    for channel in range(3):
        out[..., channel] = picture[..., channel].astype(np.int32) * color[channel] // 255
    return out


def lay(under: Image, over: Image, x: int = 0, y: int = 0) -> Image:
    """Paint ``over`` onto ``under`` in place at (x, y), straight alpha, clipped to ``under``; returns ``under``."""
    h, w = under.shape[:2]
    x0, y0, x1, y1 = max(x, 0), max(y, 0), min(x + over.shape[1], w), min(y + over.shape[0], h)
    if x1 <= x0 or y1 <= y0:
        return under
    src = over[y0 - y : y1 - y, x0 - x : x1 - x].astype(np.int32)
    dst = under[y0:y1, x0:x1].astype(np.int32)
    sa, da = src[..., 3:], dst[..., 3:]
    rest = da * (255 - sa)
    alpha = sa * 255 + rest
    color = (src[..., :3] * sa * 255 + dst[..., :3] * rest + alpha // 2) // np.maximum(alpha, 1)
    under[y0:y1, x0:x1, :3] = np.where(alpha > 0, color, dst[..., :3])
    under[y0:y1, x0:x1, 3:] = (alpha + 127) // 255
    return under


def fill(picture: Image, x: int, y: int, w: int, h: int, color: int, alpha: int = 255) -> None:
    """Set a rectangle of the picture to ``0xRRGGBB`` and an alpha."""
    picture[y : y + h, x : x + w] = (*rgb(color), alpha)
