"""A policy as an agent: its episodes do not depend on the company they are played in."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from craftagent.actions import encode
from craftagent.agent.learned import play_config
from craftagent.agent.protocol import Brief
from craftagent.agent.spec import parse_agent
from craftagent.evaluate.agent import make_agent
from craftagent.evaluate.jobs import Job, Terms
from craftagent.evaluate.streams import Ended, Streams
from craftagent.evaluate.tape import read_tape
from craftagent.tasks.goal import Goal


def frames(n: int, streams: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (n, streams, 128, 128, 3), dtype=np.uint8)


def test_an_episode_is_the_same_in_any_stream_and_company(policy: Path) -> None:
    """Sampled with temperature 1; begun late, in another stream, beside other pictures, goals and seeds."""
    seen = frames(30, 1, 0)[:, 0]

    def played(stream: int, late: int, company: int) -> list[tuple[int, int]]:
        agent = make_agent(parse_agent(f"policy:{policy}"), 3)
        shown = frames(late + 30, 3, company)
        shown[late:, stream] = seen
        for i in range(3):
            agent.begin(i, Brief(None, None, company + i))
        found = []
        for t, now in enumerate(shown):
            if t == late:
                agent.begin(stream, Brief(Goal("mine", "dirt", 8), "dig dirt", 77))
            if t == late + 9:
                agent.begin((stream + 1) % 3, Brief(Goal("craft", "stick"), None, 5))
            action = agent.act(now, [None] * 3)[stream]
            assert isinstance(action, dict)
            found.append(encode(action))
        return found[late:]

    first = played(0, 0, 1)
    assert len(set(first)) > 5, "nothing was drawn by chance"
    assert first == played(0, 0, 2) == played(0, 8, 3)
    assert first == played(2, 4, 4)


def test_whole_episodes_are_the_same_in_any_order(policy: Path, tmp_path: Path) -> None:
    jobs = [Job("atomic-v1/planks", 20_000 + i) for i in range(3)]

    def played(order: list[Job], streams: int, name: str) -> None:
        (tmp_path / name).mkdir()
        agent = Hasty(make_agent(parse_agent(f"policy:{policy}"), streams))
        news = Streams(agent, "policy", streams, Terms(), tmp_path / name).play(order)  # type: ignore[arg-type]
        assert sum(isinstance(n, Ended) for n in news) == len(order)

    played(jobs, 2, "a")
    played(jobs[::-1], 2, "b")
    for job in jobs:
        a, b = (list(read_tape(tmp_path / name / f"{job.name}.npz")) for name in "ab")
        assert len(a) == 40 and [encode(x) for x in a] == [encode(x) for x in b]


class Hasty:
    """Another agent that ends every episode after 40 ticks."""

    def __init__(self, agent) -> None:
        self._agent, self.view, self.privileged, self.phase = agent, agent.view, agent.privileged, agent.phase
        self._ticks: dict[int, int] = {}

    def begin(self, stream: int, brief: Brief) -> None:
        self._ticks[stream] = 0
        self._agent.begin(stream, brief)

    def act(self, frames, infos):
        self._ticks = {stream: n + 1 for stream, n in self._ticks.items()}
        return self._agent.act(frames, infos)

    def ended(self, stream: int, success: bool, reason: str = "") -> dict:
        return {}

    def stopped(self, stream: int) -> str:
        return "hasty" if self._ticks[stream] > 40 else ""


def test_options(policy: Path) -> None:
    found = play_config(dict(parse_agent("policy:x?temperature=0.5&guidance=2").options))
    assert (found.temperature, found.camera_temperature, found.guidance) == (0.5, 0.5, 2)
    assert (
        play_config(dict(parse_agent("policy:x?temperature=0.5,camera_temperature=0").options)).camera_temperature == 0
    )
    described = make_agent(parse_agent(f"policy:{policy}?guidance=1"), 1).describe()
    assert described["play"]["guidance"] == 1 and len(described["fingerprint"]) == 16 and described["parameters"] > 1000


@pytest.mark.parametrize("kind", ["policy", "hierarchical"])
def test_settings_hold_how_the_policy_is_truly_played(policy: Path, tmp_path: Path, kind: str) -> None:
    """What the policy itself advises, where nothing else was asked for."""
    folder = tmp_path / "policy"
    shutil.copytree(policy, folder)
    described = json.loads((folder / "policy.json").read_text())
    described["about"]["play"] = {"temperature": 0.6, "guidance": 0.5}
    (folder / "policy.json").write_text(json.dumps(described))
    play = make_agent(parse_agent(f"{kind}:{folder}"), 1).describe()["play"]
    assert (play["temperature"], play["camera_temperature"], play["guidance"]) == (0.6, 0.6, 0.5)
    play = make_agent(parse_agent(f"{kind}:{folder}?temperature=0.8"), 1).describe()["play"]
    assert (play["temperature"], play["camera_temperature"], play["guidance"]) == (0.8, 0.8, 0.5)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("expret", "did you mean 'expert'"), ("policy", "policy:PATH"), ("policy:", "policy:PATH"),
        ("expert:x", "not understood"), ("expert?temperature=1", "no options"),
        ("policy:x?temperature", "KEY=VALUE"), ("policy:x?temprature=1", "did you mean 'temperature'"),
        ("policy:x?guidance=much", "is a number"), ("policy:x?temperature=-1", "must be 0 or more"),
    ],
)  # fmt: skip
def test_what_is_not_understood(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        make_agent(parse_agent(text), 1)


def test_a_folder_that_is_not_there_or_no_policy(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no such folder of a policy"):
        make_agent(parse_agent(f"policy:{tmp_path}/none"), 1)
    with pytest.raises(FileNotFoundError, match=r"policy\.json"):
        make_agent(parse_agent(f"policy:{tmp_path}"), 1)
