"""Who waits for training or labelling sees how fast it goes and how long it will take."""

from __future__ import annotations

import io
import re
import sys
from types import SimpleNamespace

import pytest
import torch
from rich.console import Console

from craftagent.policy.bc import run_log
from craftagent.policy.bc.run_log import FramesBar
from craftagent.policy.idm import label_command


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(run_log, "time", clock)
    return clock


def trainer(steps: int) -> SimpleNamespace:
    return SimpleNamespace(is_global_zero=True, estimated_stepping_batches=steps, global_step=0, world_size=2)


def train(bar: FramesBar, run: SimpleNamespace, clock: Clock, steps: int) -> None:
    """Steps of one second, of two streams of eight ticks in each of two processes."""
    for _ in range(steps):
        clock.now += 1.0
        run.global_step += 1
        bar.on_train_batch_end(run, None, {"loss": torch.tensor(0.5)}, {"pov": torch.zeros(2, 8, 1, 1, 3)}, 0)


def test_in_a_log_a_line_now_and_then_says_speed_and_time_left(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    bar, run = FramesBar(quiet_seconds=3.0), trainer(126)
    bar.on_train_start(run, None)
    train(bar, run, clock, 6)
    bar.on_train_end(run, None)
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [
        "step 3/126  loss 0.500  32 frames/s  2.0 min left", "step 6/126  loss 0.500  32 frames/s  2.0 min left",
    ]  # fmt: skip
    assert lines[2].startswith("trained 6 steps, 32 frames/s") and len(lines) == 3


def test_on_a_terminal_a_bar_does(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    progress = run_log.Progress
    console = Console(file=screen, force_terminal=True, width=120)
    monkeypatch.setattr(run_log, "Progress", lambda *columns, **kw: progress(*columns, console=console, **kw))
    bar, run = FramesBar(), trainer(126)
    bar.on_train_start(run, None)
    train(bar, run, clock, 6)
    bar.on_train_end(run, None)
    shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", screen.getvalue())
    assert "6/126" in shown and "loss 0.500  32 frames/s" in shown


def test_labelling_says_speed_beside_real_time(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(label_command, "Console", lambda stderr: Console(file=screen, force_terminal=True, width=160))
    with label_command._Bar(1000) as bar:
        for _ in range(4):
            bar.advance(200)
        bar._progress.refresh()
        speed = bar._progress.tasks[0].fields["speed"]
    assert re.fullmatch(r"\d+ ticks/s, \d+ x real time", speed)
    shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", screen.getvalue())
    assert "800/1000" in shown and "x real time" in shown and "left" in shown
