"""Colours and small pictures on an RGB canvas."""

from __future__ import annotations

import numpy as np

from craftagent.sim.art.items import item_icons
from craftagent.sim.art.letters import Canvas, Color
from craftagent.sim.rules.registry import item_id

BACK: Color = (24, 24, 29)
RAISED: Color = (40, 40, 48)
LINE: Color = (62, 62, 72)
DIM: Color = (138, 138, 150)
PLAIN: Color = (228, 228, 232)
BRIGHT: Color = (255, 255, 255)
GREEN: Color = (112, 204, 98)
YELLOW: Color = (255, 214, 92)
RED: Color = (232, 108, 92)
BLUE: Color = (106, 176, 255)

# Marks before the steps of a plan, 7 x 7
_MARKS = {
    "done": ".......|......#|.....##|#...##.|##.##..|.###...|..#....",
    "failed": "#.....#|##...##|.##.##.|..###..|.##.##.|##...##|#.....#",
    "interrupted": ".......|.##.##.|.##.##.|.##.##.|.##.##.|.##.##.|.......",
    "now": "#......|###....|#####..|#######|#####..|###....|#......",
    "later": ".......|.......|..###..|..###..|..###..|.......|.......",
}


def fill(canvas: Canvas, x: int, y: int, w: int, h: int, color: Color) -> None:
    """A rectangle."""
    canvas[y : y + h, x : x + w] = color


def mark(canvas: Canvas, kind: str, x: int, y: int, color: Color, scale: int = 2) -> None:
    """One of the marks ``done``, ``failed``, ``interrupted``, ``now``, ``later``, 7 x 7 times ``scale``."""
    rows = _MARKS[kind].split("|")
    ink = np.array([[dot == "#" for dot in row] for row in rows]).repeat(scale, 0).repeat(scale, 1)
    canvas[y : y + ink.shape[0], x : x + ink.shape[1]][ink] = color


def icon(canvas: Canvas, item: str, x: int, y: int) -> None:
    """The picture of an item, 16 x 16."""
    picture = item_icons()[item_id(item)]
    solid = picture[..., 3] >= 128
    canvas[y : y + 16, x : x + 16][solid] = picture[..., :3][solid]
