"""The panel beside the picture: the instruction, the steps of the plan and what is held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from craftagent.play.paint import BACK, BRIGHT, DIM, GREEN, LINE, PLAIN, RAISED, RED, YELLOW, fill, icon, mark
from craftagent.play.steps import BROKEN_OFF, DONE, FAILED, LATER, NOW, Step
from craftagent.sim.art.letters import Canvas, Color, fitted, width, wrapped, write
from craftagent.types import TICKS_PER_SECOND

WIDTH, HEIGHT = 320, 456
_EDGE = 12
_ROOM = WIDTH - 2 * _EDGE
_STEPS_TOP, _STEP, _N_STEPS = 88, 20, 10
_ITEMS_TOP, _ITEM, _N_ITEMS = 300, 19, 7
_COLORS: Mapping[str, Color] = {DONE: GREEN, FAILED: RED, BROKEN_OFF: DIM, NOW: YELLOW, LATER: DIM}
_TEXT: Mapping[str, Color] = {DONE: PLAIN, FAILED: DIM, BROKEN_OFF: DIM, NOW: YELLOW, LATER: DIM}


class Card:
    """Draws into a region (HEIGHT, WIDTH, 3) of a canvas; only what changed is drawn again."""

    def __init__(self, canvas: Canvas, instruction: str) -> None:
        self._canvas = canvas
        self._steps: list[tuple[Step, bool]] = []
        self._items: dict[str, int] | None = None
        fill(canvas, 0, 0, WIDTH, HEIGHT, BACK)
        for i, line in enumerate(wrapped(instruction, _ROOM, 2)):
            write(canvas, line, _EDGE, 10 + 20 * i, BRIGHT)
        fill(canvas, _EDGE, _ITEMS_TOP - 6, _ROOM, 1, LINE)

    def draw(
        self, steps: Sequence[Step], inventory: Mapping[str, int], tick: int, budget: int, verdict: str | None = None
    ) -> None:
        """The state at ``tick``; ``verdict`` is said instead of the time once the play is over."""
        self._time(tick, budget, verdict)
        shown = [(step, step.state == NOW) for step in window(steps, _N_STEPS)]
        if shown != self._steps:
            self._steps = shown
            self._list()
        if inventory != self._items:
            self._items = dict(inventory)
            self._inventory()

    def _time(self, tick: int, budget: int, verdict: str | None) -> None:
        canvas = self._canvas
        fill(canvas, _EDGE, 52, _ROOM, 18, BACK)
        if verdict is None:
            write(canvas, clock(tick), _EDGE, 52, PLAIN)
            text = f"tick {tick}"
            write(canvas, text, WIDTH - _EDGE - width(text), 52, DIM)
        else:
            write(canvas, fitted(verdict, _ROOM), _EDGE, 52, GREEN if verdict.startswith("done") else RED)
        fill(canvas, _EDGE, 74, _ROOM, 3, RAISED)
        fill(canvas, _EDGE, 74, max(1, round(_ROOM * min(tick / budget, 1.0))), 3, DIM)

    def _list(self) -> None:
        canvas = self._canvas
        fill(canvas, 0, _STEPS_TOP - 4, WIDTH, _N_STEPS * _STEP + 4, BACK)
        for i, (step, now) in enumerate(self._steps):
            y = _STEPS_TOP + i * _STEP
            if now:
                fill(canvas, 4, y - 3, WIDTH - 8, _STEP, RAISED)
            mark(canvas, step.state, _EDGE, y, _COLORS[step.state])
            taken = "" if step.ticks is None or now else str(step.ticks)
            scale = 2 if 22 + width(step.text) + 8 + width(taken) <= _ROOM else 1
            room = _ROOM - 22 - (width(taken, scale) + 6 if taken else 0)
            write(canvas, fitted(step.text, room), _EDGE + 22, y, _TEXT[step.state])
            write(canvas, taken, WIDTH - _EDGE - width(taken, scale), y + (0 if scale == 2 else 4), DIM, scale)

    def _inventory(self) -> None:
        canvas, items = self._canvas, sorted((self._items or {}).items(), key=lambda pair: (-pair[1], pair[0]))
        fill(canvas, 0, _ITEMS_TOP - 2, WIDTH, HEIGHT - _ITEMS_TOP + 2, BACK)
        if not items:
            write(canvas, "empty hands", _EDGE, _ITEMS_TOP + 2, DIM)
        small = len(items) > _N_ITEMS
        columns = 2 if small else 1
        room = _ROOM // columns
        places = columns * (_N_ITEMS + 1)
        for i, (name, count) in enumerate(items[: places if len(items) <= places else places - 1]):
            x, y = _EDGE + i % columns * room, _ITEMS_TOP + i // columns * _ITEM
            icon(canvas, name, x, y)
            scale = 1 if small else 2
            text = fitted(f"{count} {name.replace('_', ' ')}", room - 26, scale)
            write(canvas, text, x + 22, y + (5 if small else 1), PLAIN, scale)
        if len(items) > places:
            text = f"and {len(items) - places + 1} more"
            write(canvas, text, _EDGE + room + 22, _ITEMS_TOP + _N_ITEMS * _ITEM + 5, DIM, 1)


def window(steps: Sequence[Step], n: int) -> list[Step]:
    """The ``n`` steps around the one at hand: a third of them those before it."""
    at = next((i for i, step in enumerate(steps) if step.state in (NOW, LATER)), len(steps))
    first = max(0, min(at - n // 3, len(steps) - n))
    return list(steps[first : first + n])


def clock(tick: int) -> str:
    """Time played: ``1:02.5``."""
    seconds = tick / TICKS_PER_SECOND
    return f"{int(seconds // 60)}:{seconds % 60:04.1f}"
