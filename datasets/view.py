"""An episode as pictures: each frame over a strip that shows the keys, the camera and the goals of its tick."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from craftagent.datasets.episode import Episode
from craftagent.datasets.spans import SOURCES, GoalSpan
from craftagent.datasets.video import VideoWriter
from craftagent.sim.art.font import text_ink, text_width
from craftagent.types import KEY_INDEX, TICKS_PER_SECOND

Picture = npt.NDArray[np.uint8]  # (H, W, 3) RGB
Color = tuple[int, int, int]
BACK: Color = (24, 24, 29)
CAP: Color = (48, 48, 57)
DIM: Color = (128, 128, 140)
PLAIN: Color = (228, 228, 232)
LIT: Color = (255, 214, 92)
ARROW: Color = (106, 176, 255)
# one colour a goal source, as in the statistics' picture but lighter
SOURCE_COLORS: dict[str, Color] = {
    "task": (196, 140, 224), "skill": (112, 204, 128), "hindsight": (106, 176, 255), "person": (240, 168, 92),
}  # fmt: skip

WIDTH = 256  # pixels of a strip at scale 1; frames are enlarged to at least that
HEIGHT = 76
MAX_GOALS = 3  # lines
_DIAL = (237, 17, 14)  # centre and radius of the camera's dial
_DIAL_DEGREES = 10.0  # at the rim: the furthest that VPT's bins reach
# (label, action key, x, y, width) at scale 1
_CAPS: tuple[tuple[str, str, int, int, int], ...] = (
    *((label, key, 3 + 13 * i, 3, 12) for i, (label, key) in enumerate(
        (("W", "forward"), ("A", "left"), ("S", "back"), ("D", "right")))),
    ("Space", "jump", 59, 3, 34), ("Shift", "sneak", 94, 3, 32), ("Ctrl", "sprint", 127, 3, 26),
    ("E", "inventory", 158, 3, 12), ("Q", "drop", 171, 3, 12), ("F", "swapHands", 184, 3, 12), ("Esc", "ESC", 197, 3, 22),
    *((str(i), f"hotbar.{i}", 3 + 13 * (i - 1), 18, 12) for i in range(1, 10)),
    ("attack", "attack", 124, 18, 38), ("use", "use", 163, 18, 24), ("pick", "pickItem", 188, 18, 26),
)  # fmt: skip


@functools.lru_cache(maxsize=4096)
def _ink(text: str, scale: int) -> npt.NDArray[np.bool_]:
    return text_ink(text).repeat(scale, 0).repeat(scale, 1)


def _write(canvas: Picture, text: str, x: int, y: int, color: Color, scale: int) -> None:
    ink = _ink(text, scale)
    room = canvas[y : y + ink.shape[0], x : x + ink.shape[1]]
    room[ink[: room.shape[0], : room.shape[1]]] = color


def _fitted(text: str, room: int, scale: int) -> str:
    """The text, cut with two dots so that it takes at most ``room`` pixels."""
    if text_width(text) * scale <= room:
        return text
    while text and text_width(text + "..") * scale > room:
        text = text[:-1]
    return text.rstrip() + ".."


def _cap(canvas: Picture, label: str, x: int, y: int, w: int, on: bool, s: int) -> None:
    canvas[y * s : (y + 13) * s, x * s : (x + w) * s] = LIT if on else CAP
    inset = (w * s - text_width(label) * s) // 2
    _write(canvas, label, x * s + max(s, inset), (y + 3) * s, BACK if on else DIM, s)


def goals_at(goals: Sequence[GoalSpan], tick: int) -> list[GoalSpan]:
    """Goals of a tick: skill before task before hindsight before person, shorter spans first."""
    here = [goal for goal in goals if goal.start <= tick < goal.end]
    order = {source: i for i, source in enumerate(dict.fromkeys(("skill", "task", *SOURCES)))}
    return sorted(here, key=lambda g: (order[g.source], g.end - g.start))


def draw_strip(episode: Episode, goals: Sequence[GoalSpan], tick: int, scale: int = 1) -> Picture:
    """The strip of one tick, uint8 (HEIGHT * scale, WIDTH * scale, 3): held keys lit, camera as an arrow and in degrees
    (right and down positive; the dial's rim is 10 degrees, further moves end there in yellow), time, goals by colour.
    """
    s = scale
    canvas = np.full((HEIGHT * s, WIDTH * s, 3), BACK, np.uint8)
    seconds = tick / TICKS_PER_SECOND
    clock = f"{int(seconds // 60)}:{seconds % 60:05.2f}  tick {tick}"
    if episode.bare:
        _write(canvas, f"{clock}  no actions", 4 * s, 36 * s, DIM, s)
        return canvas
    actions = episode.actions
    for label, key, x, y, w in _CAPS:
        _cap(canvas, label, x, y, w, bool(actions.keys[tick, KEY_INDEX[key]]), s)
    pitch, yaw = actions.degrees[tick].tolist()
    _dial(canvas, pitch, yaw, s)
    words = [clock, f"yaw {yaw:+.1f} pitch {pitch:+.1f}" if pitch or yaw else "camera still"]
    words += ["screen"] if actions.gui[tick] else []
    words += ["null"] if actions.null[tick] else []
    _write(canvas, _fitted("  ".join(words), (WIDTH - 8) * s, s), 4 * s, 35 * s, DIM, s)
    here = goals_at(goals, tick)
    for i, goal in enumerate(here[:MAX_GOALS]):
        more = f" (+{len(here) - MAX_GOALS})" if i == MAX_GOALS - 1 and len(here) > MAX_GOALS else ""
        top = (47 + 10 * i) * s
        canvas[top + s : top + 7 * s, 4 * s : 7 * s] = SOURCE_COLORS[goal.source]
        room = (WIDTH - 12) * s - text_width(more) * s
        _write(
            canvas, _fitted(f"{goal.source}: {goal.text}", room, s) + more, 10 * s, top, SOURCE_COLORS[goal.source], s
        )
    if not here:
        _write(canvas, "no goal", 4 * s, 47 * s, DIM, s)
    return canvas


def _dial(canvas: Picture, pitch: float, yaw: float, s: int) -> None:
    x, y, radius = (v * s for v in _DIAL)
    cv2.circle(canvas, (x, y), radius, CAP, -1, cv2.LINE_AA)
    cv2.circle(canvas, (x, y), max(1, s // 2), DIM, -1)
    length = float(np.hypot(pitch, yaw))
    if length < 1e-9:
        return
    # The square root keeps small moves visible: half a degree is a fifth of the way to the rim.
    reach = min(1.0, np.sqrt(length / _DIAL_DEGREES)) * radius
    tip = (round(x + yaw / length * reach), round(y + pitch / length * reach))
    color = LIT if max(abs(pitch), abs(yaw)) > _DIAL_DEGREES else ARROW
    cv2.arrowedLine(canvas, (x, y), tip, color, max(1, s), cv2.LINE_AA, tipLength=0.35)


def cell(episode: Episode, frame: Picture, goals: Sequence[GoalSpan], tick: int, scale: int = 1) -> Picture:
    """A frame over its strip, WIDTH * scale wide; small frames are enlarged without smoothing."""
    width = WIDTH * scale
    height = round(width * frame.shape[0] / frame.shape[1])
    how = cv2.INTER_NEAREST if width % frame.shape[1] == 0 else cv2.INTER_AREA
    if width > frame.shape[1] and how == cv2.INTER_AREA:
        how = cv2.INTER_LINEAR
    picture = np.asarray(cv2.resize(frame, (width, height), interpolation=how), np.uint8)
    return np.concatenate([picture, draw_strip(episode, goals, tick, scale)])


def sheet(episode: Episode, ticks: Sequence[int], columns: int = 6, scale: int = 1) -> Picture:
    """A contact sheet of these ticks, in rows. May raise :class:`craftagent.datasets.episode.DamagedEpisode`."""
    goals = episode.goals
    cells = [cell(episode, episode.frames(t, t + 1)[0], goals, t, scale) for t in ticks]
    columns = min(columns, len(cells))
    high, wide = cells[0].shape[:2]
    gap = 6 * scale
    rows = -(-len(cells) // columns)
    page = np.full((rows * (high + gap) + gap, columns * (wide + gap) + gap, 3), 60, np.uint8)
    for i, picture in enumerate(cells):
        y, x = gap + i // columns * (high + gap), gap + i % columns * (wide + gap)
        page[y : y + high, x : x + wide] = picture
    return page


def spread(start: int, stop: int, count: int) -> list[int]:
    """``count`` ticks evenly over start..stop-1, both ends included, each once."""
    return sorted(set(np.linspace(start, stop - 1, min(count, stop - start)).round().astype(int).tolist()))


def write_sheet(page: Picture, path: Path) -> None:
    """As PNG, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _, data = cv2.imencode(".png", cv2.cvtColor(page, cv2.COLOR_RGB2BGR))
    part = path.with_name(f".part-{os.getpid()}-{path.name}")
    part.write_bytes(data.tobytes())
    part.replace(path)


def write_clip(episode: Episode, ticks: Iterable[int], path: Path, scale: int = 2) -> None:
    """These ticks as an mp4 of 20 frames a second, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".part-{os.getpid()}-{path.name}")
    goals = episode.goals
    writer: VideoWriter | None = None
    try:
        for tick in ticks:
            picture = cell(episode, episode.frames(tick, tick + 1)[0], goals, tick, scale)
            if picture.shape[0] % 2:
                picture = np.concatenate([picture, picture[-1:]])
            if writer is None:
                writer = VideoWriter(part, (picture.shape[1], picture.shape[0]))
            writer.write(picture)
        if writer is None:
            raise ValueError("a clip needs at least one tick")
        writer.close()
        writer = None
        part.replace(path)
    finally:
        if writer is not None:
            writer.close(finish=False)
        part.unlink(missing_ok=True)
