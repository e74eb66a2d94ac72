"""Views: which pixels of the one virtual 640 x 360 picture are drawn, and how they become the image handed out.

Every pixel's colour is a function of its place (x, y) in the 640 x 360 picture and of the world alone. ``full`` takes
all of them; ``direct:WxH`` takes one in each cell of a W x H grid; ``vpt`` takes the columns and rows that OpenCV's
bilinear resize to 128 x 128 reads, and repeats its arithmetic, so that it equals ``cv2.resize(full, (128, 128))`` bit
for bit.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from craftagent.sim.render.leaf import part

WIDTH, HEIGHT = 640, 360
VPT = 128


class View(NamedTuple):
    """Pixels of one view. ``cols`` int64 (W,), ``rows`` int64 (R,): places in the picture, ascending.

    ``size`` is (height, width) of the image. If ``blend`` is not empty, image row j mixes sample rows ``pair[j, 0]``
    and ``pair[j, 1]`` with weights ``blend[j, 0]`` and ``blend[j, 1]`` (of 2048 each); otherwise samples are the image.
    """

    name: str
    size: tuple[int, int]
    cols: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]
    pair: npt.NDArray[np.int64]
    blend: npt.NDArray[np.int64]


def _vpt() -> View:
    cols = np.arange(VPT, dtype=np.int64) * (WIDTH // VPT) + WIDTH // VPT // 2
    # OpenCV: source place of row j is (j + 0.5) * 360 / 128 - 0.5 in float32, weights rounded to 1/2048.
    source = ((np.arange(VPT, dtype=np.float64) + 0.5) * (HEIGHT / VPT) - 0.5).astype(np.float32)
    low = np.floor(source).astype(np.int64)
    part = source - low.astype(np.float32)
    weight = np.rint(part * np.float32(2048)).astype(np.int64)
    rows = np.unique(np.concatenate([low, low + 1]))
    pair = np.stack([np.searchsorted(rows, low), np.searchsorted(rows, low + 1)], 1).astype(np.int64)
    return View("vpt", (VPT, VPT), cols, rows, pair, np.stack([2048 - weight, weight], 1))


def parse_view(name: str) -> View:
    """``full``, ``vpt`` or ``direct:WxH`` (W 1..640, H 1..360). Raises ValueError for anything else."""
    none = np.zeros((0, 2), np.int64)
    if name == "full":
        return View(name, (HEIGHT, WIDTH), np.arange(WIDTH), np.arange(HEIGHT), none, none)
    if name == "vpt":
        return _vpt()
    match = re.fullmatch(r"direct:(\d{1,4})x(\d{1,4})", name) if isinstance(name, str) else None
    if match:
        w, h = int(match[1]), int(match[2])
        if 1 <= w <= WIDTH and 1 <= h <= HEIGHT:
            cols = (2 * np.arange(w, dtype=np.int64) + 1) * WIDTH // (2 * w)
            rows = (2 * np.arange(h, dtype=np.int64) + 1) * HEIGHT // (2 * h)
            return View(name, (h, w), cols, rows, none, none)
    raise ValueError(f"unknown view {name!r}: use 'full', 'vpt' or 'direct:WxH' with W 1..640 and H 1..360")


@part
def mix_rows(samples, width, pair, blend, out):  # type: ignore[no-untyped-def]
    """``out`` (H, W, 3) uint8 from ``samples``, R * W words R | G << 8 | B << 16, in OpenCV's fixed point."""
    for j in range(out.shape[0]):
        a, b = pair[j, 0] * width, pair[j, 1] * width
        wa, wb = np.int64(blend[j, 0]), np.int64(blend[j, 1])
        for i in range(width):
            top, low = np.int64(samples[a + i]), np.int64(samples[b + i])
            for c in range(3):
                # Rows are held at 2048 times their value, shifted by 4 before the second weight and by 16 after it.
                mixed = ((((top >> 8 * c) & 255) << 7) * wa >> 16) + ((((low >> 8 * c) & 255) << 7) * wb >> 16)
                out[j, i, c] = np.uint8((mixed + 2) >> 2)


@part
def unpack(samples, width, out):  # type: ignore[no-untyped-def]
    """``out`` (H, W, 3) uint8 from H * W words R | G << 8 | B << 16."""
    for j in range(out.shape[0]):
        for i in range(width):
            rgb = samples[j * width + i]
            out[j, i, 0] = np.uint8(rgb & 255)
            out[j, i, 1] = np.uint8(rgb >> 8 & 255)
            out[j, i, 2] = np.uint8(rgb >> 16 & 255)
