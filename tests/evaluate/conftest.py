"""Outcomes made up, and the expert's play of a few short episodes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from craftagent.agent.spec import parse_agent
from craftagent.evaluate.agent import make_agent
from craftagent.evaluate.jobs import Job, Terms
from craftagent.evaluate.outcome import Outcome
from craftagent.evaluate.streams import Ended, Lost, Streams


@pytest.fixture(scope="session")
def play() -> Callable[..., dict[tuple[str, int], Outcome]]:
    """Plays jobs with an agent by name; outcomes by task and seed, without the seconds."""

    def play(
        agent: str, jobs: Sequence[Job], streams: int, tapes: Path | None = None, terms: Terms | None = None
    ) -> dict[tuple[str, int], Outcome]:
        found = {}
        player = Streams(make_agent(parse_agent(agent), streams), agent, streams, terms or Terms(), tapes)
        for news in player.play(jobs):
            assert not isinstance(news, Lost), news
            if isinstance(news, Ended):
                assert (news.job.task, news.job.seed) not in found
                found[news.job.task, news.job.seed] = dataclasses.replace(news.outcome, seconds=0.0)
        return found

    return play


@pytest.fixture
def outcome() -> Callable[..., Outcome]:
    """An outcome, told only what matters."""

    def make(task: str, seed: int, success: bool, reason: str = "", ticks: int = 100, reward: float = 1.0) -> Outcome:
        reason = "" if success else reason or "out of ticks"
        return Outcome(task, seed, success, ticks, ticks if success else None, reward if success else 0.0,
                       float(success), "do it", reason, 0, 1.0, "expert")  # fmt: skip

    return make
