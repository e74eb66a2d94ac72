"""One policy for many worlds: everybody gets what it would have got alone, and whoever leaves is not waited for."""

from __future__ import annotations

import threading
from multiprocessing.connection import Listener
from pathlib import Path

import numpy as np
import pytest
import torch

from craftagent.actions import encode
from craftagent.correct.desk import Desk, Seat
from craftagent.policy.goap.config import BehaviourConfig, GoalConfig, GoapConfig, StemConfig, TemporalConfig
from craftagent.policy.goap.files import save_policy
from craftagent.policy.goap.model import Goap
from craftagent.policy.goap.player import GoapPlayer, PlayConfig
from craftagent.tasks.goal import Goal

WORDS = {"verbs": ["", "?", "mine"], "targets": ["", "?", "dirt"], "texts": ["", "dig"]}
GOAL = Goal("mine", "dirt", 1)


@pytest.fixture(scope="module")
def policy(tmp_path_factory) -> Path:
    torch.manual_seed(0)
    config = GoapConfig(
        stem=StemConfig(channels=(8, 8, 16), blocks=(0, 0, 1), tokens=4),
        behaviour=BehaviourConfig(width=16, heads=2, tokens=2, bank=3, stride=4),
        temporal=TemporalConfig(width=32, heads=2, layers=1, window=8, summary=2),
        goal=GoalConfig(width=16),
    )
    folder = tmp_path_factory.mktemp("desk") / "policy"
    net = Goap(config, tuple(WORDS["verbs"]), tuple(WORDS["targets"]), 384)
    save_policy(folder, net, WORDS, "hashed", {}, {"step": 0})
    return folder


def frames(seed: int, n: int = 12) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 255, (n, 128, 128, 3), np.uint8)


def play(pupil, seed: int) -> list[tuple[int, int]]:
    pupil.reset(GOAL, "dig", seed)
    return [encode(pupil.act(frame)) for frame in frames(seed)]


def test_everybody_gets_what_it_would_have_got_alone(policy: Path) -> None:
    found: dict[int, list] = {}
    seats: list[Seat] = []  # kept, so that none is closed by going out of use
    with Desk(policy, PlayConfig(), 3, 1) as desk:

        def sit(seed: int) -> None:
            seat = Seat(desk.address)
            found[seed] = play(seat, seed)
            if seed == 2:
                return  # leaves without a word: its pipe is closed with it
            seat.rest()
            seats.append(seat)

        threads = [threading.Thread(target=sit, args=(seed,)) for seed in (1, 2, 3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert not any(thread.is_alive() for thread in threads)
        again = Seat(desk.address)  # there is room again, and those who rest are not waited for
        found[4] = play(again, 4)
    for seed, actions in found.items():
        assert actions == play(GoapPlayer.load(policy, PlayConfig()), seed)


def test_a_desk_that_is_gone_is_said_to_be(policy: Path) -> None:
    with Desk(policy, PlayConfig(), 1, 1) as desk:
        seat = Seat(desk.address)
        play(seat, 1)
    with pytest.raises(OSError):
        for _ in range(3):
            seat.act(frames(1)[0])


def test_a_policy_that_can_not_be_loaded_ends_it(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="ended before it was ready"), Desk(tmp_path, PlayConfig(), 1, 1):
        pass


def test_a_desk_that_never_answers_is_not_waited_for_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from craftagent.correct import desk

    monkeypatch.setattr(desk, "_BEAT", 0.01)
    monkeypatch.setattr(desk, "_BEATS", 5)
    address, beats = str(tmp_path / "desk"), []
    with Listener(address, "AF_UNIX"):
        seat = Seat(address)
        seat.waiting = lambda: beats.append(1)
        with pytest.raises(OSError, match="has not answered"):
            seat.act(frames(0, 1)[0])
    assert len(beats) == 5
