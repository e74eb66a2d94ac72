"""An episode that was broken off with its process is gone on with where it was."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from craftagent.agent.protocol import Brief, Frames, Kept
from craftagent.agent.spec import parse_agent
from craftagent.evaluate.agent import make_agent
from craftagent.evaluate.jobs import Job, Terms
from craftagent.evaluate.outcome import Outcome
from craftagent.evaluate.streams import Began, Ended, Lost, News, Streams, Ticked
from craftagent.evaluate.tape import Tape
from craftagent.evaluate.under_way import UnderWay
from craftagent.types import Action, Info, noop

JOBS = [Job("atomic-v1/iron_ingot", 10_000), Job("atomic-v1/dirt", 10_001)]
AGENTS = ["policy:{}", "policy:{}?guidance=1", "hierarchical:{}?hands=learned", "hierarchical:{}?hands=mixed"]
TICKS, MORE = 150, 215  # of play before it is broken off, and then; to smelt takes 200


def streams(agent: str, folder: Path, about: str = "a", every: float = 0.0) -> Streams:
    (folder / "tapes").mkdir(parents=True, exist_ok=True)
    kept = UnderWay(folder / "under_way", {"agent": about})
    player = make_agent(parse_agent(agent), 2)
    return Streams(player, agent, 2, Terms(), folder / "tapes", under_way=kept, every=every)


def until(news: Iterator[News], ticks: int) -> None:
    for each in news:
        ticks -= isinstance(each, Ticked)
        if not ticks:
            return


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "under_way").iterdir())


def ended(news: Iterator[News]) -> dict[Job, tuple[Any, ...]]:
    found = {}
    for each in news:
        assert not isinstance(each, Lost), each
        if isinstance(each, Ended):
            out = each.outcome
            found[each.job] = (out.success, out.ticks, out.done_at, out.reward, out.reason, json.dumps(out.account))
    return found


def tapes(player: Streams) -> dict[Job, Tape]:
    return {episode.job: episode.tape for episode in player._episodes if episode is not None}


@pytest.mark.parametrize("agent", AGENTS)
def test_it_goes_on_as_if_it_had_not_been_broken_off(agent: str, policy: Path, tmp_path: Path) -> None:
    agent = agent.format(policy)
    whole = streams(agent, tmp_path / "whole", every=1e9)
    until(whole.play(JOBS), MORE)
    until(streams(agent, tmp_path / "broken").play(JOBS), TICKS)
    assert files(tmp_path / "broken") == sorted(f"{job.name}.npz" for job in JOBS)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # it would say that one is played from its beginning
        again = streams(agent, tmp_path / "broken", every=1e9)
        news = again.play(JOBS)
        assert [next(news), next(news)] == [Began(job) for job in JOBS]
        next(news)
        before = [len(tape) for tape in tapes(again).values()]
        assert TICKS - 8 < min(before) == max(before) <= TICKS + 1, "it was begun anew"
        until(news, MORE - max(before))
    assert len(tapes(whole)) == 2
    for job, tape in tapes(whole).items():
        arrays = tapes(again)[job].arrays()
        assert len(tape) == MORE and all(np.array_equal(x, arrays[name]) for name, x in tape.arrays().items())


def test_another_company_and_another_clock(policy: Path, tmp_path: Path) -> None:
    """What was kept of two streams is gone on with in one, the second where the first one's clock has run on."""
    agent, jobs = (
        f"hierarchical:{policy}?hands=learned",
        [Job("atomic-v1/planks", 10_000), Job("atomic-v1/sticks", 10_001)],
    )
    whole = ended(streams(agent, tmp_path / "whole", every=1e9).play(jobs))
    until(streams(agent, tmp_path / "broken").play(jobs), TICKS)
    kept = UnderWay(tmp_path / "broken" / "under_way", {"agent": "a"})
    alone = Streams(make_agent(parse_agent(agent), 1), agent, 1, Terms(), under_way=kept)
    assert ended(alone.play(jobs)) == whole


class Counter:
    """Sees nothing, jumps on the spot, and stops after thirty ticks, which it counts; can go on. ``given``: what it got."""

    view, privileged, phase = "none", False, 1

    def __init__(self) -> None:
        self.ticks, self.given = 0, 0

    def begin(self, stream: int, brief: Brief) -> None:
        self.ticks = 0

    def act(self, frames: Frames, infos: Sequence[Info | None]) -> list[Action | Exception | None]:
        self.ticks += 1
        return [{**noop(), "jump": 1}]

    def stopped(self, stream: int) -> str:
        return "tired" if self.ticks > 30 else ""

    def ended(self, stream: int, success: bool, reason: str = "") -> dict[str, Any]:
        return {"ticks": self.ticks}

    def describe(self) -> dict[str, Any]:
        return {}

    def keep(self, stream: int) -> Kept | None:
        return {"ticks": np.array(self.ticks)}

    def relive(self, stream: int, info: Info, action: Action) -> None:
        self.ticks += 1

    def go_on(self, stream: int, kept: Kept) -> None:
        self.given = int(kept["ticks"])


def counting(folder: Path, **more: Any) -> tuple[Counter, Streams]:
    counter = Counter()
    return counter, Streams(counter, "counter", 1, Terms(), None, under_way=UnderWay(folder, {}), every=0.0, **more)


def test_an_episode_that_ended_is_kept_until_it_is_noted(tmp_path: Path) -> None:
    first, whole = counting(tmp_path)[1], {}
    for news in first.play(JOBS[:1]):
        if isinstance(news, Ended):
            whole = ended(iter([news]))
            break  # here the line is not written yet; killed now, it would be gone on with
    assert [path.name for path in tmp_path.iterdir()] == [f"{JOBS[0].name}.npz"]
    counter, again = counting(tmp_path)
    assert ended(again.play(JOBS[:1])) == whole and counter.given == 30


def last(news: Iterator[News]) -> Outcome:
    (found,) = [each.outcome for each in news if isinstance(each, Ended)]
    return found


def test_an_episode_is_of_all_who_played_it(tmp_path: Path) -> None:
    path = tmp_path / f"{JOBS[0].name}.npz"
    for commit in ("a", "b", "a"):  # killed twice
        until(counting(tmp_path, commit=commit)[1].play(JOBS[:1]), 10)
    with np.load(path) as data:
        arrays = dict(data)
    assert len(arrays["keys"]) > 20, "it was begun anew"
    played = json.loads(str(arrays["played"]))
    assert played["commits"] == ["a", "b"] and played["seconds"] >= 0
    np.savez(path, **{**arrays, "played": np.array(json.dumps({**played, "seconds": 1000.0}))})
    found = last(counting(tmp_path, commit="c")[1].play(JOBS[:1]))
    assert found.commit == "a, b, c" and 1000 <= found.seconds < 1900

    np.savez(path, **{name: value for name, value in arrays.items() if name != "played"})  # as it was written before
    counter, streams = counting(tmp_path, commit="c")
    found = last(streams.play(JOBS[:1]))
    assert counter.given > 20 and found.commit == "c" and found.seconds < 900
    path.unlink()
    assert last(counting(tmp_path)[1].play(JOBS[:1])).commit == ""


@pytest.mark.parametrize("damage", ["half", "other", "memory", "actions", "retry"])
def test_what_cannot_be_gone_on_with_is_played_anew(damage: str, policy: Path, tmp_path: Path) -> None:
    agent = f"hierarchical:{policy}?hands=learned"
    until(streams(agent, tmp_path).play(JOBS[:1]), TICKS)
    path, job = tmp_path / "under_way" / f"{JOBS[0].name}.npz", JOBS[0]
    with np.load(path) as data:
        arrays = dict(data)
    if damage == "half":
        path.write_bytes(path.read_bytes()[:2000])
    elif damage == "memory":
        arrays = {name: value for name, value in arrays.items() if name != "agent.buttons"}
        np.savez(path, **arrays)
    elif damage == "actions":
        arrays["camera"][:50, 1] += 20.0
        np.savez(path, **arrays)
    elif damage == "retry":
        job = Job(job.task, job.seed, retry=1)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        player = streams(agent, tmp_path, about="b" if damage == "other" else "a", every=1e9)
        news = player.play([job])
        until(news, 1)
        (episode,) = [e for e in player._episodes if e is not None]
        assert len(episode.tape) == 1
    told = [str(w.message) for w in said if "from its beginning" in str(w.message)]
    assert bool(told) == (damage in ("memory", "actions"))


def test_agents_that_cannot_go_on_keep_nothing(policy: Path, tmp_path: Path) -> None:
    remembers = f"hierarchical:{policy}?memory={tmp_path}/m.db"
    for i, agent in enumerate(("random", "expert", "hierarchical?hands=expert", remembers)):
        until(streams(agent, tmp_path / str(i)).play(JOBS[1:]), 40)
        assert files(tmp_path / str(i)) == [], agent


def test_it_is_written_now_and_then(policy: Path, tmp_path: Path) -> None:
    until(streams(f"policy:{policy}", tmp_path, every=1e9).play(JOBS), 40)
    assert files(tmp_path) == []


def test_a_full_disk_costs_no_episode(policy: Path, tmp_path: Path) -> None:
    player = streams(f"policy:{policy}", tmp_path)
    (tmp_path / "under_way").rmdir()
    news = player.play(JOBS)
    with pytest.warns(UserWarning, match="could not be kept"):
        until(news, 40)
    assert len(tapes(player)) == 2 and min(len(tape) for tape in tapes(player).values()) == 40


def test_a_file_appears_whole(tmp_path: Path) -> None:
    under_way, tape = UnderWay(tmp_path, {}), Tape()
    tape.add({"attack": 1, "camera": (1.5, -0.25)})
    info: Any = {"pose": {"x": 1.0}, "inventory": {}}
    under_way.save(JOBS[0], tape, info, {"a": np.arange(3)})
    assert [path.name for path in tmp_path.iterdir()] == [f"{JOBS[0].name}.npz"]
    found = under_way.find(JOBS[0])
    assert found is not None and found.actions[0]["attack"] == 1 and found.actions[0]["camera"].tolist() == [1.5, -0.25]
    assert found.kept["a"].tolist() == [0, 1, 2]
    under_way.drop(JOBS[0])
    assert under_way.find(JOBS[0]) is None
