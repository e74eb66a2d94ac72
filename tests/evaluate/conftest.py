"""Outcomes made up, a tiny policy made at random, and the expert's play of a few short episodes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from craftagent.evaluate.agent import make_agent, parse_agent
from craftagent.evaluate.jobs import Job, Terms
from craftagent.evaluate.outcome import Outcome
from craftagent.evaluate.streams import Ended, Lost, Streams


@pytest.fixture(scope="session")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a policy that has learned nothing."""
    import torch  # here, so that the tests of the rest do not wait for it

    from craftagent.policy.goap.config import BehaviourConfig, GoalConfig, GoapConfig, StemConfig, TemporalConfig
    from craftagent.policy.goap.files import save_policy
    from craftagent.policy.goap.model import Goap

    torch.set_num_threads(1)  # tiny tensors: threads would only wait for each other
    torch.manual_seed(0)
    config = GoapConfig(
        stem=StemConfig(channels=(8, 8, 16), blocks=(0, 0, 1), tokens=4),
        behaviour=BehaviourConfig(width=16, heads=2, tokens=2, bank=3, stride=4),
        temporal=TemporalConfig(width=32, heads=2, layers=1, window=8, summary=2),
        goal=GoalConfig(width=16),
    )
    words = {"verbs": ["", "?", "mine", "craft"], "targets": ["", "?", "dirt"], "texts": [""]}
    net = Goap(config, tuple(words["verbs"]), tuple(words["targets"]), 384)
    for p in net.parameters():
        p.data.add_(torch.randn_like(p) * 0.1)
    path = tmp_path_factory.mktemp("policy")
    save_policy(path, net, words, "hashed", {"": torch.zeros(384)}, {"step": 0})
    return path


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
