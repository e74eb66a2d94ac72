"""Episodes to look at: a frame with the keys, the camera and the goals of its tick, as contact sheet or clip."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from craftagent.datasets.episode import Episode, GoalSpan
from craftagent.datasets.video import VideoWriter
from craftagent.sim.art import letters
from craftagent.sim.art.letters import Canvas, Color, fitted, wrapped, write
from craftagent.types import FRAME_SIZE, KEY_INDEX, TICKS_PER_SECOND

_BACK: Color = (22, 22, 27)
_RAISED: Color = (42, 42, 50)
_EDGE: Color = (66, 66, 76)
_DIM: Color = (140, 140, 152)
_LIT: Color = (255, 212, 84)
_ARROW: Color = (104, 178, 255)
_SOURCES: dict[str, Color] = {
    "task": (214, 150, 255), "skill": (116, 208, 120), "hindsight": (104, 178, 255), "person": (255, 170, 96),
}  # fmt: skip

PANEL = 336  # width of what stands beside the frame of a clip
HEIGHT = 384  # of a clip: three times VPT's frames
_CHUNK = 64  # frames read at once
_REACH = 10.0  # degrees a tick that bring the arrow to the rim: the last of VPT's bins
# key -> (label, x, y, width) in the panel; rows as on a keyboard, and the mouse's buttons by what they do
_CAPS: dict[str, tuple[str, int, int, int]] = {
    "ESC": ("Esc", 0, 0, 32), **{f"hotbar.{i}": (str(i), 16 + 20 * i, 0, 18) for i in range(1, 10)},
    "drop": ("Q", 36, 24, 24), "forward": ("W", 62, 24, 24), "inventory": ("E", 88, 24, 24),
    "left": ("A", 42, 48, 24), "back": ("S", 68, 48, 24), "right": ("D", 94, 48, 24), "swapHands": ("F", 120, 48, 24),
    "sneak": ("Shift", 0, 72, 40), "sprint": ("Ctrl", 42, 72, 40), "jump": ("Space", 84, 72, 60),
    "attack": ("attack", 152, 24, 42), "pickItem": ("pick", 152, 48, 42), "use": ("use", 152, 72, 42),
}  # fmt: skip
_SHORT = {"forward": "W", "back": "S", "left": "A", "right": "D", "pickItem": "pick", "swapHands": "swap"}


def enlarged(frame: Canvas, height: int) -> Canvas:
    """The frame at the largest whole multiple, nearest pixel, that is at most ``height`` high; shrunk if it is higher
    or wider than the full view.
    """
    h, w = frame.shape[:2]
    if h > height or w > FRAME_SIZE[0]:
        by = min(height / h, FRAME_SIZE[0] / w)
        size = (max(1, round(w * by)), max(1, round(h * by)))
        return np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8)
    by = max(1, min(height // h, FRAME_SIZE[0] // w))
    return frame.repeat(by, 0).repeat(by, 1)


def current(goals: Sequence[GoalSpan], t: int) -> list[GoalSpan]:
    """Goals that tick t works towards, the nearest at hand first: the one that ends first, then the shorter."""
    return sorted((goal for goal in goals if goal.start <= t < goal.end), key=lambda g: (g.end, -g.start))


def _dial(canvas: Canvas, x: int, y: int, radius: int, camera: npt.NDArray[np.float64]) -> None:
    """A disc around (x, y) with an arrow the way the view (or the cursor) goes."""
    cv2.circle(canvas, (x, y), radius, _RAISED, -1, cv2.LINE_AA)
    cv2.circle(canvas, (x, y), radius, _EDGE, 1, cv2.LINE_AA)
    pitch, yaw = camera.tolist()
    length = math.hypot(pitch, yaw)
    if length == 0.0:
        cv2.circle(canvas, (x, y), 2, _DIM, -1, cv2.LINE_AA)
        return
    reach = (radius - 3) * min(1.0, math.sqrt(length / _REACH))  # by the root, so that small motions are seen too
    tip = (x + round(yaw / length * reach), y + round(pitch / length * reach))
    cv2.arrowedLine(canvas, (x, y), tip, _ARROW, 2, cv2.LINE_AA, tipLength=0.35)


def _cap(canvas: Canvas, label: str, x: int, y: int, width: int, lit: bool) -> None:
    canvas[y : y + 20, x : x + width] = _LIT if lit else _EDGE
    if not lit:
        canvas[y + 1 : y + 19, x + 1 : x + width - 1] = _RAISED
    scale = 2 if len(label) == 1 else 1
    left = x + (width - letters.width(label, scale) + scale) // 2
    write(canvas, label, left, y + (3 if scale == 2 else 6), (28, 24, 8) if lit else _DIM, scale)


class Viewer:
    """Draws ticks of one episode. Reading may raise :class:`craftagent.datasets.damage.DamagedEpisode`."""

    def __init__(self, episode: Episode) -> None:
        self.episode = episode
        self._actions, self._goals = episode.actions, episode.goals
        shape = enlarged(np.zeros((episode.size[1], episode.size[0], 3), np.uint8), HEIGHT).shape
        self._at = (HEIGHT - shape[0]) // 2  # lower frames stand in the middle
        self._left = shape[1] + shape[1] % 2  # videos need even sides
        self.size = (self._left + PANEL, HEIGHT)

    def board(self, frame: Canvas, t: int) -> Canvas:
        """Tick t of a clip, uint8 (384, W, 3): the frame and beside it what was done after it was seen, and what for."""
        canvas: Canvas = np.full((self.size[1], self.size[0], 3), _BACK, np.uint8)
        picture = enlarged(frame, HEIGHT)
        canvas[self._at : self._at + picture.shape[0], : picture.shape[1]] = picture
        self._panel(canvas[:, self._left :], t)
        return canvas

    def _panel(self, panel: Canvas, t: int) -> None:
        edge, n = 12, len(self._actions)
        room = PANEL - 2 * edge
        write(panel, fitted(self.episode.name, room, 1), edge, 8, _DIM, 1)
        seconds = t / TICKS_PER_SECOND
        write(panel, f"tick {t} of {n}", edge, 22)
        clock = f"{int(seconds // 60)}:{seconds % 60:05.2f}"
        write(panel, clock, PANEL - edge - letters.width(clock), 22, _DIM)
        panel[44:47, edge : edge + room] = _RAISED
        panel[44:47, edge : edge + max(1, round(room * (t + 1) / n))] = _DIM
        for key, (label, x, y, width) in _CAPS.items():
            _cap(panel, label, edge + x, 58 + y, width, bool(self._actions.keys[t, KEY_INDEX[key]]))
        camera = self._actions.degrees[t]
        _dial(panel, PANEL - edge - 50, 108, 46, camera)
        write(panel, f"yaw {camera[1]:+.1f}  pitch {camera[0]:+.1f}", edge, 162)
        state = "screen open" if self._actions.gui[t] else "null" if self._actions.null[t] else ""
        write(panel, state, PANEL - edge - letters.width(state, 1), 166, _LIT, 1)
        panel[186, edge : edge + room] = _EDGE
        self._list(panel, t, edge, 196)

    def _list(self, panel: Canvas, t: int, edge: int, y: int) -> None:
        goals = current(self._goals, t)
        if not goals:
            write(panel, "no goal", edge, y, _DIM)
        for i, goal in enumerate(goals):
            lines = wrapped(goal.text, PANEL - 2 * edge, 2)
            if y + 12 + 20 * len(lines) > HEIGHT - (14 if i < len(goals) - 1 else 0):
                write(panel, f"and {len(goals) - i} more", edge, y, _DIM, 1)
                return
            write(panel, f"{goal.source}, ticks {goal.start} to {goal.end - 1}", edge, y, _SOURCES[goal.source], 1)
            for line in lines:
                write(panel, line, edge, y + 12)
                y += 20
            y += 20

    def cell(self, frame: Canvas, t: int) -> Canvas:
        """Tick t of a contact sheet: the frame at most 256 high, under it tick, keys, camera and the nearest goal."""
        picture = enlarged(frame, 256)
        height, width = picture.shape[:2]
        width = max(width, 200)
        canvas: Canvas = np.full((height + 92, width, 3), _BACK, np.uint8)
        canvas[:height, : picture.shape[1]] = picture
        _dial(canvas, width - 25, height + 25, 21, self._actions.degrees[t])
        gui = " screen" if self._actions.gui[t] else ""
        write(canvas, f"{t}{gui}", 2, height + 5, _DIM)
        held = [
            _SHORT.get(key, key.removeprefix("hotbar.")) for key in KEY_INDEX if self._actions.keys[t, KEY_INDEX[key]]
        ]
        write(canvas, fitted(" ".join(held) or "-", width - 54), 2, height + 27, _LIT if held else _DIM)
        goals = current(self._goals, t)
        if goals:
            for i, line in enumerate(wrapped(goals[0].text, width - 4, 2)):
                write(canvas, line, 2, height + 50 + 20 * i, _SOURCES[goals[0].source])
        else:
            write(canvas, "no goal", 2, height + 50, _DIM)
        return canvas

    def sheet(self, start: int, stop: int, n: int = 24) -> Canvas:
        """At most ``n`` ticks of ``start <= t < stop``, evenly spread, both ends among them."""
        ticks = np.unique(np.linspace(start, stop - 1, min(n, stop - start)).round().astype(int)).tolist()
        cells = [self.cell(self.episode.frames(t, t + 1)[0], t) for t in ticks]
        height, width = cells[0].shape[:2]
        # As many columns as bring the sheet nearest to 16:9
        columns = min(range(1, len(cells) + 1), key=lambda c: self._far(c * width, -(-len(cells) // c) * height))
        rows, gap, head = -(-len(cells) // columns), 8, 30
        whole = (head + rows * (height + gap), max(gap + columns * (width + gap), 720), 3)
        canvas: Canvas = np.full(whole, _BACK, np.uint8)
        title = f"{self.episode.name}   ticks {start} to {stop - 1} of {len(self._actions)}"
        x = whole[1] - gap
        for source in sorted({goal.source for goal in self._goals}):
            x -= letters.width(source) + 16
            write(canvas, source, x + 16, 8, _SOURCES[source])
        write(canvas, fitted(title, x - gap), gap, 8)
        for i, cell in enumerate(cells):
            y, x = head + i // columns * (height + gap), gap + i % columns * (width + gap)
            canvas[y : y + height, x : x + width] = cell
        return canvas

    @staticmethod
    def _far(width: int, height: int) -> float:
        return abs(math.log(width / height * 9 / 16))

    def write_sheet(self, path: Path, start: int, stop: int, n: int = 24) -> None:
        """The contact sheet as a PNG. Raises ``OSError`` if it can not be written."""
        done, data = cv2.imencode(".png", np.ascontiguousarray(self.sheet(start, stop, n)[..., ::-1]))
        if not done:
            raise OSError(f"{path} can not be encoded")
        path.write_bytes(data.tobytes())

    def write_clip(self, path: Path, start: int, stop: int) -> None:
        """Ticks ``start`` up to, not including, ``stop`` as an mp4 of 20 a second, under a hidden name until it is whole."""
        part = path.with_name(f".part-{path.name}")
        writer = VideoWriter(part, self.size, crf="18", preset="veryfast")
        whole = False
        try:
            for first in range(start, stop, _CHUNK):
                for i, frame in enumerate(self.episode.frames(first, min(first + _CHUNK, stop))):
                    writer.write(self.board(frame, first + i))
            whole = True
        finally:
            writer.close(whole)
            if not whole:
                part.unlink(missing_ok=True)
        part.replace(path)
