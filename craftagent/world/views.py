"""Views: which picture of the virtual 640x360 screen an observation holds."""

from __future__ import annotations

import re

from craftagent.types import FRAME_SIZE, suggest

_DIRECT = re.compile(r"direct:(\d{1,4})x(\d{1,4})")


def view_size(view: str) -> tuple[int, int]:
    """(width, height) of a view's picture.

    ``full`` is 640x360; ``vpt`` 128x128, equal to OpenCV's INTER_LINEAR resize of ``full``; ``direct:WxH`` takes one
    pixel of ``full`` a cell, 1x1 up to 640x360. Raises ``ValueError`` for anything else.
    """
    if view == "full":
        return FRAME_SIZE
    if view == "vpt":
        return (128, 128)
    match = _DIRECT.fullmatch(view) if isinstance(view, str) else None
    if match is None:
        raise ValueError(
            f"unknown view {view!r}{suggest(view, ('full', 'vpt', 'direct:128x128'))}; views are full, vpt and direct:WxH"
        )
    width, height = int(match[1]), int(match[2])
    if not (1 <= width <= FRAME_SIZE[0] and 1 <= height <= FRAME_SIZE[1]):
        raise ValueError(f"view {view!r} is larger than the 640x360 screen or empty")
    return (width, height)
