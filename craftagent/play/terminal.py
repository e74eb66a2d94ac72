"""What a person sees in the terminal while it plays: a live view, or plain lines where the output is no terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from types import TracebackType

from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from craftagent.play.card import clock, window
from craftagent.play.steps import BROKEN_OFF, DONE, FAILED, LATER, NOW, Step
from craftagent.types import Info

_EVERY = 0.2  # seconds between two pictures of the live view
_LINES = 14
_SIGNS = {
    DONE: ("✓", "green"),
    FAILED: ("✗", "red"),
    BROKEN_OFF: ("…", "dim"),
    NOW: ("▶", "yellow"),
    LATER: ("·", "dim"),
}


class View:
    """Shows a play. Use as a context manager; :meth:`show` may be called every tick."""

    def __init__(self, instruction: str, budget: int, console: Console | None = None) -> None:
        self._instruction, self._budget = instruction, budget
        self._console = console or Console(stderr=True)
        self._live: Live | None = None
        if self._console.is_terminal:
            self._live = Live(console=self._console, auto_refresh=False)
        self._begun = time.monotonic()
        self._next = 0.0
        self._told: list[Step] = []

    def show(self, steps: Sequence[Step], info: Info, tick: int, last: bool = False) -> None:
        """The state at ``tick``."""
        if self._live is None:
            self._tell(steps, tick)
            return
        now = time.monotonic()
        if now >= self._next or last:
            self._next = now + _EVERY
            self._live.update(self._picture(steps, info, tick), refresh=True)

    def _speed(self, tick: int) -> float:
        return tick / max(time.monotonic() - self._begun, 1e-9)

    def _picture(self, steps: Sequence[Step], info: Info, tick: int) -> Panel:
        plan = Table.grid(padding=(0, 1))
        plan.add_column(width=1)
        plan.add_column(min_width=30)
        plan.add_column(justify="right", style="dim")
        for step in window(steps, _LINES):
            sign, style = _SIGNS[step.state]
            taken = "" if step.ticks is None else f"{step.ticks} ticks"
            plan.add_row(Text(sign, style=style), Text(step.text, style="" if step.state == DONE else style), taken)
        held = Table.grid(padding=(0, 1))
        held.add_column(justify="right", style="cyan")
        held.add_column()
        for name, count in _sorted(info["inventory"])[:_LINES]:
            held.add_row(str(count), name.replace("_", " "))
        if not info["inventory"]:
            held.add_row("", Text("empty hands", style="dim"))
        both = Table.grid(padding=(0, 4))
        both.add_row(plan, held)
        life = info["life"]
        state = Text.assemble(
            ("♥ ", "red"), f"{life['health']:.0f}  ", ("food ", "dim"), f"{life['food']}  ",
            ("tick ", "dim"), f"{tick}/{self._budget}  ", ("time ", "dim"), f"{clock(tick)}  ",
            ("speed ", "dim"), f"{self._speed(tick):.0f} ticks/s",
        )  # fmt: skip
        return Panel(Group(both, Text(""), state), title=self._instruction, title_align="left")

    def _tell(self, steps: Sequence[Step], tick: int) -> None:
        """A line for every step that began or ended since the last call."""
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


def _sorted(inventory: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(inventory.items(), key=lambda pair: (-pair[1], pair[0]))
