"""Actions on disk."""

from __future__ import annotations

from pathlib import Path

from craftagent.evaluate.tape import Tape, read_tape
from craftagent.types import noop


def test_actions_come_back_as_they_were(tmp_path: Path) -> None:
    tape = Tape()
    for turn in (0.0, 7.25):
        tape.add({**noop(), "attack": 1, "camera": (turn, -turn)})
    tape.write(tmp_path / "two.npz")
    found = list(read_tape(tmp_path / "two.npz"))
    assert [a["attack"] for a in found] == [1, 1] and found[1]["camera"].tolist() == [7.25, -7.25]


def test_an_episode_without_a_tick_is_a_tape_too(tmp_path: Path) -> None:
    Tape().write(tmp_path / "none.npz")
    assert list(read_tape(tmp_path / "none.npz")) == []
