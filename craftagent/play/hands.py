"""The player's hands: keycaps that light up, the mouse with its buttons, and which way it moves."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np

from craftagent.play.paint import BACK, BLUE, DIM, LINE, PLAIN, RAISED, YELLOW, fill
from craftagent.sim.art.letters import Canvas, Color, width, write
from craftagent.types import CAMERA

WIDTH, HEIGHT = 410, 96
_CAP = 20  # height of a keycap
# key -> (label, x, y, width), in the places they have on a keyboard
_CAPS: Mapping[str, tuple[str, int, int, int]] = {
    "ESC": ("Esc", 10, 4, 32),
    **{f"hotbar.{i}": (str(i), 26 + 20 * i, 4, 18) for i in range(1, 10)},
    "drop": ("Q", 46, 27, 24), "forward": ("W", 72, 27, 24), "inventory": ("E", 98, 27, 24),
    "left": ("A", 52, 50, 24), "back": ("S", 78, 50, 24), "right": ("D", 104, 50, 24), "swapHands": ("F", 130, 50, 24),
    "sneak": ("Shift", 10, 73, 44), "sprint": ("Ctrl", 56, 73, 40), "jump": ("Space", 98, 73, 128),
}  # fmt: skip
_MOUSE = (244, 8, 60, 80)  # x, y, width, height
_BUTTONS = {"attack": (244, 8, 26, 34), "pickItem": (270, 8, 8, 34), "use": (278, 8, 26, 34)}
_DIAL = (358, 48, 40)  # middle and radius of the disc in which the mouse's motion is drawn
_FULL = 10.0  # degrees a tick that reach its rim


class Hands:
    """Draws into a region (HEIGHT, WIDTH, 3) of a canvas; only what changed is drawn again."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._lit: dict[str, bool] = {}
        fill(canvas, 0, 0, WIDTH, HEIGHT, BACK)
        x, y, w, h = _MOUSE
        cv2.ellipse(canvas, (x + w // 2, y + h // 2), (w // 2, h // 2), 0, 0, 360, RAISED, -1, cv2.LINE_AA)
        self._body = canvas.copy()
        radius = _DIAL[2]
        disc = np.full((2 * radius + 1, 2 * radius + 1, 3), BACK, np.uint8)
        cv2.circle(disc, (radius, radius), radius - 1, RAISED, -1, cv2.LINE_AA)
        cv2.circle(disc, (radius, radius), radius - 1, LINE, 1, cv2.LINE_AA)
        disc[radius, 4:-4] = disc[4:-4, radius] = LINE
        self._disc = disc

    def draw(self, action: Mapping[str, Any] | None) -> None:
        """The keys and the mouse of a tick; None: nothing is pressed."""
        action = action or {}
        for key, cap in _CAPS.items():
            lit = bool(action.get(key, 0))
            if self._lit.get(key) != lit:
                self._lit[key] = lit
                self._cap(*cap, lit)
        buttons = {key: bool(action.get(key, 0)) for key in _BUTTONS}
        if any(self._lit.get(key) != lit for key, lit in buttons.items()):
            self._lit.update(buttons)
            self._buttons(buttons)
        pitch, yaw = (float(v) for v in action.get(CAMERA, (0.0, 0.0)))
        self._motion(pitch, yaw)

    def _cap(self, label: str, x: int, y: int, w: int, lit: bool) -> None:
        face, edge, ink = (YELLOW, (176, 140, 40), (30, 26, 10)) if lit else (RAISED, LINE, DIM)
        fill(self._canvas, x, y, w, _CAP, edge)
        fill(self._canvas, x + 1, y + 1, w - 2, _CAP - (2 if lit else 4), face)
        scale = 2 if len(label) == 1 else 1
        left = x + (w - width(label, scale) + scale) // 2
        write(self._canvas, label, left, y + (4 if scale == 2 else 7) - (0 if lit else 1), ink, scale)

    def _buttons(self, pressed: Mapping[str, bool]) -> None:
        x, y, w, h = _MOUSE
        room = self._canvas[y : y + h + 1, x : x + w + 1]
        body = self._body[y : y + h + 1, x : x + w + 1]
        shape = (body != np.array(BACK, np.uint8)).any(axis=2)
        room[...] = body
        for key, (bx, by, bw, bh) in _BUTTONS.items():
            color: Color = YELLOW if pressed[key] else (64, 64, 76)
            part = np.zeros(shape.shape, bool)
            part[by - y : by - y + bh - 1, bx - x + 1 : bx - x + bw - 1] = True
            room[part & shape] = color
        label = " ".join(name for name, key in (("L", "attack"), ("R", "use")) if pressed[key])
        write(self._canvas, label, x + (w - width(label)) // 2 + 1, y + 48, PLAIN, 2)

    def _motion(self, pitch: float, yaw: float) -> None:
        cx, cy, radius = _DIAL
        room = self._canvas[cy - radius : cy + radius + 1, cx - radius : cx + radius + 1]
        room[...] = self._disc
        length = math.hypot(pitch, yaw)
        if length == 0.0:
            cv2.circle(room, (radius, radius), 2, DIM, -1, cv2.LINE_AA)
            return
        reach = (radius - 5) * min(1.0, math.sqrt(length / _FULL))  # small motions shall be seen too
        tip = (radius + round(yaw / length * reach), radius + round(pitch / length * reach))
        cv2.arrowedLine(room, (radius, radius), tip, BLUE, 2, cv2.LINE_AA, tipLength=0.3)
