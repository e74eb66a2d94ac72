"""What a person sees in the terminal while it plays: a live view, or plain lines where the output is no terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from types import TracebackType

import numpy as np
import numpy.typing as npt
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from craftagent.agent.events import Event
from craftagent.play.card import clock, window
from craftagent.play.halfblocks import HalfBlocks
from craftagent.play.steps import BROKEN_OFF, DONE, FAILED, LATER, NOW, Step
from craftagent.types import Info

_EVERY = 0.2  # seconds between two pictures of the live view
_LINES = 14
_WIDE = 100  # columns of a terminal in which there is room for a picture
_COLORS = ("truecolor", "256")  # colour systems that can show one
_EVENTS = 2
QUIET = frozenset({"begins", "done", "experience", "planned"})  # events that the list of steps shows as it is
_SIGNS = {
    DONE: ("✓", "green"),
    FAILED: ("✗", "red"),
    BROKEN_OFF: ("…", "dim"),
    NOW: ("▶", "yellow"),
    LATER: ("·", "dim"),
}


class View:
    """Shows a play. Use as a context manager; :meth:`show` may be called every tick.

    Args:
        instruction, budget: as the play's.
        who: the agent in a few words, below the picture.
    """

    def __init__(self, instruction: str, budget: int, console: Console | None = None, who: str = "") -> None:
        self._instruction, self._budget, self._who = instruction, budget, who
        self._console = console or Console(stderr=True)
        self._live: Live | None = None
        if self._console.is_terminal:
            self._live = Live(console=self._console, auto_refresh=False)
        self._begun = time.monotonic()
        self._next = 0.0
        self._told: list[Step] = []
        self._heard = 0

    def show(
        self, steps: Sequence[Step], info: Info, tick: int, last: bool = False,
        frame: npt.NDArray[np.uint8] | None = None, events: Sequence[Event] = (), hands: str = "",
    ) -> None:  # fmt: skip
        """The state at ``tick``.

        ``frame``: uint8 (H, W, 3) RGB of what is seen, or None; ``events``: all so far; ``hands``: whose turn it is.
        """
        if self._live is None:
            self._tell(steps, events, tick)
            return
        now = time.monotonic()
        if now >= self._next or last:
            self._live.update(self._board(steps, info, tick, frame, events, hands), refresh=True)
            self._next = time.monotonic() + _EVERY

    @property
    def _pictures(self) -> bool:
        return self._console.color_system in _COLORS and self._console.width >= _WIDE

    def _board(
        self, steps: Sequence[Step], info: Info, tick: int, frame: npt.NDArray[np.uint8] | None,
        events: Sequence[Event], hands: str,
    ) -> Panel:  # fmt: skip
        both = Table.grid(padding=(0, 3))
        both.add_column(ratio=1)
        side: RenderableType = _held(info["inventory"])
        if frame is not None and min(frame.shape[:2]) > 1 and self._pictures:
            side = Group(HalfBlocks(frame), _held_line(info["inventory"]))
            both.add_column(width=HalfBlocks.COLUMNS)
        both.add_row(Group(_plan(steps), *_news(events)), side)
        life, speed = info["life"], tick / max(time.monotonic() - self._begun, 1e-9)
        state = Text.assemble(
            ("♥ ", "red"), f"{life['health']:.0f}  ", ("food ", "dim"), f"{life['food']}  ",
            ("tick ", "dim"), f"{tick}/{self._budget}  ", ("time ", "dim"), f"{clock(tick)}  ",
            ("speed ", "dim"), f"{speed:.0f} ticks/s", *((("  hands ", "dim"), hands) if hands else ()),
        )  # fmt: skip
        who = Text(self._who, style="dim") if self._who else None
        title = Text(self._instruction)  # a person's words: no markup
        return Panel(
            Group(both, Text(""), state), title=title, title_align="left", subtitle=who, subtitle_align="right"
        )

    def _tell(self, steps: Sequence[Step], events: Sequence[Event], tick: int) -> None:
        """A line for every step that began or ended since the last call, and for what happened."""
        for event in events[self._heard :]:
            if event.kind not in QUIET:
                print(f"{clock(event.tick):>8s}  {_words(event)}", file=sys.stderr, flush=True)
        self._heard = len(events)
        known = len(self._told)
        tried = [step for step in steps if step.state != LATER]
        if [(s.text, s.state) for s in tried] == [(s.text, s.state) for s in self._told]:
            return
        for i, step in enumerate(tried):
            before = self._told[i] if i < known else None
            if before is not None and (before.text, before.state) == (step.text, step.state):
                continue
            taken = f" after {step.ticks} ticks" if step.state != NOW else ""
            word = "begins" if step.state == NOW else step.state
            print(f"{clock(tick):>8s}  {step.text}: {word}{taken}", file=sys.stderr, flush=True)
        self._told = tried

    def __enter__(self) -> View:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()


def _plan(steps: Sequence[Step]) -> Table:
    plan = Table.grid(padding=(0, 1))
    plan.add_column(width=1)
    plan.add_column(min_width=30)
    plan.add_column(justify="right", style="dim", no_wrap=True)
    for step in window(steps, _LINES):
        sign, style = _SIGNS[step.state]
        taken = "" if step.ticks is None else f"{step.ticks} ticks"
        plan.add_row(Text(sign, style=style), Text(step.text, style="" if step.state == DONE else style), taken)
    return plan


def _held(inventory: Mapping[str, int]) -> Table:
    held = Table.grid(padding=(0, 1))
    held.add_column(justify="right", style="cyan")
    held.add_column()
    for name, count in _sorted(inventory)[:_LINES]:
        held.add_row(str(count), name.replace("_", " "))
    if not inventory:
        held.add_row("", Text("empty hands", style="dim"))
    return held


def _held_line(inventory: Mapping[str, int]) -> Text:
    parts = [part for name, count in _sorted(inventory)
             for part in ((str(count), "cyan"), f" {name.replace('_', ' ')}  ")]  # fmt: skip
    return Text.assemble(*parts) if parts else Text("empty hands", style="dim")


def _news(events: Sequence[Event]) -> list[Text]:
    """The last things that happened, in dim lines."""
    found: list[Event] = []
    for event in reversed(events):
        if len(found) == _EVENTS:
            break
        if event.kind not in QUIET:
            found.append(event)
    lines = [Text(f"{clock(e.tick)}  {_words(e)}", "dim", no_wrap=True, overflow="ellipsis") for e in reversed(found)]
    return [Text(""), *lines] if lines else []


def _words(event: Event) -> str:
    return event.kind.replace("_", " ") + (f": {event.text}" if event.text else "")


def _sorted(inventory: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(inventory.items(), key=lambda pair: (-pair[1], pair[0]))
