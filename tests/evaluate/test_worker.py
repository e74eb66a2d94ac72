"""An evaluation process loads before it says that it is ready."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from craftagent.agent.spec import parse_agent
from craftagent.evaluate import worker
from craftagent.evaluate.agent import make_agent
from craftagent.evaluate.jobs import Terms
from craftagent.record import fleet


class Pipe:
    def __init__(self) -> None:
        self.sent: list[object] = []

    def send(self, what: object) -> None:
        self.sent.append(what)


def test_an_agent_that_can_not_be_made_ends_the_process_before_its_first_word(tmp_path: Path, monkeypatch) -> None:
    def none(*args: object) -> None:
        raise OSError("no weights")

    monkeypatch.setattr(worker, "make_agent", none)
    pipe = Pipe()
    with pytest.raises(OSError, match="no weights"):
        worker.main(pipe, parse_agent("expert"), 2, Terms(), str(tmp_path), {}, "")  # type: ignore[arg-type]
    assert pipe.sent == [], "who is not ready must not be given a share"


def test_an_agent_that_is_another_than_when_the_run_began_plays_nothing(tmp_path: Path) -> None:
    pipe = Pipe()
    described = make_agent(parse_agent("random"), 1).describe() | {"sees": "something else"}
    with pytest.raises(ValueError, match="agent random has changed since the run began: sees"):
        worker.main(pipe, parse_agent("random"), 2, Terms(), str(tmp_path), described, "")  # type: ignore[arg-type]
    assert pipe.sent == []


def test_ctrl_c_does_not_reach_a_worker_that_loads() -> None:
    before = signal.getsignal(signal.SIGINT)
    seen: list[object] = []
    try:
        fleet.begin(lambda pipe, word: seen.extend((signal.getsignal(signal.SIGINT), word)), None, "x")  # type: ignore[arg-type]
    finally:
        signal.signal(signal.SIGINT, before)
    assert seen == [signal.SIG_IGN, "x"]
