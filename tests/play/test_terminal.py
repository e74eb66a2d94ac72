from __future__ import annotations

import io
import re

import numpy as np
import pytest
from rich.console import Console

from craftagent.agent.events import Event
from craftagent.play import terminal
from craftagent.play.halfblocks import HalfBlocks
from craftagent.play.steps import Step
from craftagent.play.terminal import View

COURSE = [
    Step("mine 3 logs", "done", 0, 120),
    Step("craft 4 oak planks", "now", 120, 7),
    Step("craft a stick", "later"),
]
INFO = {"inventory": {"oak_log": 3}, "life": {"health": 20.0, "food": 19}}
EVENTS = [
    Event(3, "begins", "mine 3 logs"),
    Event(90, "stuck", "nothing has changed"),
    Event(120, "timeout", "too late"),
]
FRAME = np.zeros((128, 128, 3), np.uint8)
FRAME[:64] = (255, 0, 0)
FRAME[64:] = (0, 0, 255)


def said(color: str | None, width: int, times: int = 1, **more) -> str:
    console = Console(
        file=io.StringIO(), force_terminal=True, color_system=color, width=width, height=30, legacy_windows=False,
        no_color=False, _environ={"TERM": "xterm"},
    )  # fmt: skip
    with View("get [b]a stick", 1000, console, who="the agent") as view:
        for tick in range(times):
            view.show(COURSE, INFO, 100 + tick, **more)
        view.show(COURSE, INFO, 128, last=True, **more)
    return console.file.getvalue()


def test_the_live_view():
    text = said(None, 100, frame=FRAME, events=EVENTS, hands="learned")
    for part in ("get [b]a stick", "120 ticks", "craft 4 oak planks", "oak log", "128/1000", "ticks/s", "hands learned",
                 "stuck: nothing has changed", "timeout: too late", "the agent"):  # fmt: skip
        assert part in text, part
    assert "begins" not in text and "▀" not in text  # without colour there is no picture


def test_a_picture_where_there_is_room_and_colour():
    text = said("truecolor", 120, frame=FRAME)
    assert text.count("▀") % (HalfBlocks.COLUMNS * HalfBlocks.ROWS) == 0 and "▀" in text
    assert "38;2;252;4;4" in text and "38;2;4;4;252" in text  # red above, blue below
    assert "▀" in said("256", 120, frame=FRAME)
    assert "▀" not in said("truecolor", 99, frame=FRAME) and "▀" not in said("standard", 120, frame=FRAME)
    assert "▀" not in said("truecolor", 120, frame=FRAME[:1, :1]) and "▀" not in said("truecolor", 120)


def test_the_picture_fits_beside_the_plan():
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", said("truecolor", 100, frame=FRAME))
    assert all(len(line) <= 100 for line in plain.splitlines())


def test_at_most_five_pictures_a_second(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(terminal.time, "monotonic", lambda: now[0])
    drawn = []
    monkeypatch.setattr(View, "_board", lambda self, *rest: drawn.append(now[0]) or "")
    console = Console(file=io.StringIO(), force_terminal=True, width=80)
    with View("x", 10, console) as view:
        for i in range(200):
            now[0] = i / 100
            view.show(COURSE, INFO, i)
    assert 9 <= len(drawn) <= 11 and min(np.diff(drawn)) >= 0.199


def test_plain_lines_where_it_is_no_terminal(capsys):
    view = View("x", 10, Console(file=io.StringIO()))
    view.show(COURSE[:1], INFO, 120, events=EVENTS[:2])
    view.show(COURSE, INFO, 127, events=EVENTS)
    assert [line.strip().split("  ", 1)[1] for line in capsys.readouterr().err.splitlines()] == [
        "stuck: nothing has changed", "mine 3 logs: done after 120 ticks", "timeout: too late", "craft 4 oak planks: begins",
    ]  # fmt: skip


@pytest.mark.parametrize("shape", [(360, 640, 3), (128, 128, 3), (64, 64, 3)])
def test_every_view_is_shown_as_one_screen(shape):
    console = Console(file=io.StringIO(), color_system="truecolor", force_terminal=True, width=120)
    console.print(HalfBlocks(np.full(shape, 100, np.uint8)))
    lines = console.file.getvalue().splitlines()
    assert len(lines) == HalfBlocks.ROWS and all(line.count("▀") == HalfBlocks.COLUMNS for line in lines)
