"""The contact sheet: a row for each task, six pictures of a success and six of a failure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np

from craftagent.agent.protocol import Frames
from craftagent.evaluate.film import PICTURE, PICTURES, Film, Folders, facts
from craftagent.play.paint import BACK, BRIGHT, DIM, GREEN, LINE, PLAIN, RED, fill
from craftagent.sim.art.letters import fitted, write
from craftagent.tasks.task import Task

_NAME, _GAP, _CAPTION = 220, 16, 16
_ROW = PICTURE[1] + _CAPTION + 8
HEAD = 64
WIDTH = _NAME + 2 * PICTURES * PICTURE[0] + _GAP + 8


def draw(title: str, tasks: Sequence[Task], rows: Mapping[str, Mapping[str, Any]], films: Sequence[Film],
         folders: Folders) -> Frames:  # fmt: skip
    """The sheet, uint8 (H, W, 3) RGB. ``rows``: figures by task id; tasks without are left out."""
    shown = [task for task in tasks if task.id in rows]
    canvas: Frames = np.full((HEAD + _ROW * max(1, len(shown)), WIDTH, 3), BACK, np.uint8)
    write(canvas, fitted(title, WIDTH - 16), 8, 10, BRIGHT)
    for i, (text, color) in enumerate((("a success", GREEN), ("a failure", RED))):
        write(canvas, text, _left(i), 36, color)  # below the title, which may be long
    first = {(film.outcome.task, film.outcome.success): film for film in reversed(films)}
    for n, task in enumerate(shown):
        top = HEAD + n * _ROW
        fill(canvas, 0, top - 4, WIDTH, 1, LINE)
        figures = rows[task.id]
        write(canvas, fitted(task.name.replace("_", " "), _NAME - 16), 8, top + 4, BRIGHT)
        write(canvas, f"{figures['successes']} of {figures['runs']}", 8, top + 28, PLAIN)
        for i, success in enumerate((True, False)):
            film = first.get((task.id, success))
            if film is None:
                said = ("all succeeded", "none succeeded")[success]
                enough = figures["successes"] == (0 if success else figures["runs"])
                write(canvas, said if enough else "no pictures", _left(i), top + PICTURE[1] // 2, DIM)
            else:
                _strip(canvas, film, folders, _left(i), top)
    return canvas


def _left(i: int) -> int:
    return _NAME + i * (PICTURES * PICTURE[0] + _GAP)


def _strip(canvas: Frames, film: Film, folders: Folders, x: int, y: int) -> None:
    picture = cv2.imread(str(folders.strips / f"{film.name}.png"))
    found = facts(film, folders)
    if picture is None or not found:
        write(canvas, "no pictures", x, y + PICTURE[1] // 2, DIM)
        return
    height, width = picture.shape[:2]
    canvas[y : y + height, x : x + width] = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
    o = film.outcome
    for i, tick in enumerate(found["pictures"]):  # type: ignore[arg-type, var-annotated]
        said = f"{tick}" if i else f"seed {o.seed}: tick {tick}"
        write(canvas, said, x + i * PICTURE[0] + 2, y + height + 3, DIM, 1)
    if o.reason:
        room = PICTURE[0] - 30
        write(canvas, fitted(o.reason, room, 1), x + width - room, y + height + 3, RED, 1)
