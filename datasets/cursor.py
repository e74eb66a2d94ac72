"""Drawing the mouse pointer into frames of contractor videos, which were recorded without it."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from craftagent.sim.art.gui_sprites import pointer

WINDOW = (1280, 720)  # pixels of the window in which contractor cursors are measured


@functools.cache
def _sprite() -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Colour (16, 16, 3) and opacity (16, 16, 1) of the pointer that the embedded world draws; its tip is top left."""
    image = pointer().astype(np.float32)
    return image[..., :3], image[..., 3:] / 255.0


def draw_cursor(frame: npt.NDArray[np.uint8], x: float, y: float) -> None:
    """Blend the pointer into ``frame``, uint8 (H, W, 3), in place. ``x``, ``y``: its tip in window pixels (1280x720)."""
    scale = frame.shape[0] / WINDOW[1]
    if not (abs(x) < 1e6 and abs(y) < 1e6):
        return
    color, opacity = _sprite()
    left, top = int(x * scale), int(y * scale)
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + color.shape[1], frame.shape[1]), min(top + color.shape[0], frame.shape[0])
    if x1 <= x0 or y1 <= y0:
        return
    part = (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
    under = frame[y0:y1, x0:x1].astype(np.float32)
    mixed = color[part] * opacity[part] + under * (1.0 - opacity[part])
    frame[y0:y1, x0:x1] = np.rint(mixed).astype(np.uint8)
