"""Many episodes at once: each comes out as if it were alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from craftagent.agent.experience import Episode, Experience
from craftagent.agent.protocol import Brief, Frames
from craftagent.evaluate import streams as module
from craftagent.evaluate.jobs import Job, Terms
from craftagent.evaluate.rerun import Rerun
from craftagent.evaluate.streams import Began, Ended, Lost, Streams, Ticked
from craftagent.tasks.goal import Goal
from craftagent.types import Action, Info, noop
from craftagent.world.fake import FakeWorld

SHORT = [Job(f"atomic-v1/{name}", seed) for seed in (20_000, 20_001) for name in ("planks", "sticks", "kill_zombie")]


def test_the_experts_episodes_do_not_depend_on_streams_or_order(play, tmp_path: Path) -> None:
    alone = play("expert", SHORT, 1, tmp_path)
    together = play("expert", SHORT[::-1], 4)
    assert len(alone) == len(SHORT) and alone == together
    assert all(found.success for found in alone.values())
    rerun = Rerun()
    for (task, seed), found in alone.items():
        *_, last = rerun.play(task, seed, tmp_path / f"{Job(task, seed).name}.npz")
        assert last.action is None and last.tick == found.ticks == rerun.score.ticks
        assert (rerun.score.success, rerun.score.total) == (found.success, found.reward)


class Looker:
    """Keeps what it is shown; presses nothing. ``trouble``: what it does instead for a seed, at its third tick."""

    view = "direct:16x16"

    def __init__(self, streams: int, privileged: bool = False, phase: int = 1, trouble: Any = None) -> None:
        self.privileged, self.phase, self.trouble = privileged, phase, trouble
        self.briefs: list[Brief | None] = [None] * streams
        self.infos: list[Sequence[Info | None]] = []
        self.frames: list[np.ndarray] = []
        self.clock, self.ticks = 0, [0] * streams
        self.begun: list[int] = []

    def begin(self, stream: int, brief: Brief) -> None:
        self.briefs[stream], self.ticks[stream] = brief, 0
        self.begun.append(self.clock)

    def act(self, frames: Frames, infos: Sequence[Info | None]) -> list[Action | Exception | None]:
        self.clock += 1
        self.infos.append(infos)
        self.frames.append(frames.copy())
        self.ticks = [n + 1 for n in self.ticks]
        return [self._one(i) for i in range(len(self.briefs))]

    def _one(self, i: int) -> Any:
        brief = self.briefs[i]
        if self.trouble is not None and brief is not None and brief.seed == self.trouble[0] and self.ticks[i] == 3:
            if self.trouble[1] == "raise":
                raise RuntimeError("all is lost")
            return self.trouble[1]
        return noop()

    def ended(self, stream: int, success: bool, reason: str = "") -> dict:
        return {}

    def stopped(self, stream: int) -> str:
        return "had enough" if self.ticks[stream] > 20 else ""

    def describe(self) -> dict[str, Any]:
        return {}


JOBS = [Job("atomic-v1/dirt", seed) for seed in range(20_000, 20_004)]


def test_a_policy_is_shown_pixels_and_the_goal_and_nothing_else() -> None:
    agent = Looker(2)
    news = list(Streams(agent, "looker", 2, Terms(goal="text")).play(JOBS[:2]))
    assert all(brief is not None and brief.privilege is None and brief.goal is None for brief in agent.briefs)
    assert all(info is None for infos in agent.infos for info in infos)
    assert all(frame.any() for frames in agent.frames[:20] for frame in frames)
    ended = [n.outcome for n in news if isinstance(n, Ended)]
    assert [o.reason for o in ended] == ["agent stopped: had enough"] * 2 and {o.ticks for o in ended} == {20}
    assert sum(isinstance(n, Began) for n in news) == 2
    assert sum(n.ticks for n in news if isinstance(n, Ticked)) == 42


def test_a_privileged_agent_is_shown_more() -> None:
    agent = Looker(2, privileged=True)
    list(Streams(agent, "looker", 2, Terms()).play(JOBS[:1]))
    assert agent.briefs[0] is not None and agent.briefs[0].privilege is not None
    first, later = agent.infos[0][0], agent.infos[5][0]
    assert first is not None and later is not None and later["tick"] == first["tick"] + 5
    assert agent.infos[0][1] is None
    assert not agent.frames[0][1].any(), "an idle stream is black"


def test_episodes_begin_in_phase() -> None:
    agent = Looker(2, phase=8)
    ended = [n for n in Streams(agent, "looker", 2, Terms()).play(JOBS) if isinstance(n, Ended)]
    assert len(ended) == len(JOBS) and agent.begun == [0, 0, 24, 24]


@pytest.mark.parametrize("gift", [ValueError("bad luck\nand more"), None, {"fly": 1}])
def test_trouble_in_one_stream_loses_that_episode_only(gift: Any) -> None:
    agent = Looker(2, trouble=(JOBS[1].player_seed, gift))
    news = list(Streams(agent, "looker", 2, Terms()).play(JOBS))
    lost = [n for n in news if isinstance(n, Lost)]
    assert [n.job for n in lost] == [JOBS[1]] and "\n" not in lost[0].reason
    assert {n.job for n in news if isinstance(n, Ended)} == set(JOBS) - {JOBS[1]}


def test_trouble_in_all_streams_does_not_outlive_the_share() -> None:
    agent = Looker(2, trouble=(JOBS[1].player_seed, "raise"))
    streams = Streams(agent, "looker", 2, Terms())
    with pytest.raises(RuntimeError, match="all is lost"):
        list(streams.play(JOBS[:2]))
    found = [n.job for n in streams.play(JOBS[2:]) if isinstance(n, Ended)]
    assert set(found) == set(JOBS[2:])


class Note:
    """Told of by whom and how its episodes end. ``trouble``: where it raises; no pictures, no world."""

    view, privileged, phase = "none", False, 1

    def __init__(self, trouble: str = "", stops: str = "") -> None:
        self.trouble, self.stops, self.told = trouble, stops, list[tuple[bool, str]]()

    def _at(self, name: str) -> None:
        if self.trouble == name:
            raise RuntimeError(name)

    def begin(self, stream: int, brief: Brief) -> None:
        self._at("begin")

    def act(self, frames: Frames, infos: Sequence[Info | None]) -> list[Action | Exception | None]:
        self._at("act")
        return [RuntimeError("stream") if self.trouble == "stream" else noop()]

    def ended(self, stream: int, success: bool, reason: str = "") -> dict:
        self.told.append((success, reason))
        self._at("ended")
        return {"subgoals": []}

    def stopped(self, stream: int) -> str:
        return self.stops

    def describe(self) -> dict[str, Any]:
        return {}


@pytest.fixture
def no_world(monkeypatch) -> None:
    info = FakeWorld().reset(seed=0)[1]
    monkeypatch.setattr(module, "SimWorld", lambda view: None)
    monkeypatch.setattr(module, "start_episode", lambda world, task, seed: (None, info))


def test_an_agent_that_stops_at_once_has_an_outcome_with_its_account(no_world, tmp_path: Path) -> None:
    agent = Note(stops="there is no way")
    (ended,) = [n for n in Streams(agent, "note", 1, Terms(), tmp_path).play(JOBS[:1]) if isinstance(n, Ended)]
    assert ended.outcome.reason == "agent stopped: there is no way" and ended.outcome.ticks == 0
    assert ended.outcome.account == {"subgoals": []} and agent.told == [(False, ended.outcome.reason)]
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("account", "fault"),
    [({"hits": np.int64(3)}, "gave what is no plain data: Object of type int64"), (None, "gave a NoneType, not a dict"),
     ({"seen": {"at": np.zeros(2)}}, "gave what is no plain data: Object of type ndarray"), (["hit"], "gave a list, not")],
)  # fmt: skip
def test_an_account_that_is_no_plain_data_loses_its_episode_only(no_world, account: Any, fault: str) -> None:
    class Teller(Note):
        def ended(self, stream: int, success: bool, reason: str = "") -> Any:
            super().ended(stream, success, reason)
            return {"hits": 3.5} if len(self.told) > 2 else account

    agent = Teller(stops="done")
    lost, ended = [n for n in Streams(agent, "python:a:b", 1, Terms()).play(JOBS[:2]) if isinstance(n, Lost | Ended)]
    assert isinstance(lost, Lost) and lost.reason.startswith(f"ValueError: ended() of agent python:a:b {fault}")
    assert isinstance(ended, Ended) and ended.outcome.account == {"hits": 3.5} and agent.told[1] == (False, "lost")


def test_a_tape_that_can_not_be_written_costs_no_episode(no_world, tmp_path: Path) -> None:
    streams = Streams(Note(stops="there is no way"), "note", 1, Terms(), tmp_path / "none")
    with pytest.warns(UserWarning, match=rf"the tape of {JOBS[0].name} could not be written: FileNotFoundError"):
        (ended,) = [n for n in streams.play(JOBS[:1]) if not isinstance(n, Began | Ticked)]
    assert isinstance(ended, Ended) and ended.outcome.reason == "agent stopped: there is no way"


@pytest.mark.parametrize("trouble", ["begin", "stream", "ended"])
def test_an_agent_is_told_that_its_episode_is_lost(no_world, trouble: str) -> None:
    agent = Note(trouble, "done" if trouble == "ended" else "")
    (lost,) = [n for n in Streams(agent, "note", 1, Terms()).play(JOBS[:1]) if isinstance(n, Lost)]
    assert lost.reason == f"RuntimeError: {trouble}" and agent.told[-1] == (False, "lost")


def test_episodes_that_the_agents_own_exception_left_behind_are_told_of_too(no_world) -> None:
    agent = Note("act")
    streams = Streams(agent, "note", 1, Terms())
    with pytest.raises(RuntimeError, match="act"):
        list(streams.play(JOBS[:1]))
    assert agent.told == []
    assert list(streams.play([])) == [] and agent.told == [(False, "lost")]


class Rememberer(Note):
    """Keeps its episodes in a memory, as a hierarchical agent does."""

    def __init__(self, memory: Experience) -> None:
        super().__init__(stops="done")
        self.memory = memory

    def ended(self, stream: int, success: bool, reason: str = "") -> dict:
        goal = Goal("mine", "dirt")
        self.memory.add(
            Episode(text="dig", goal=goal, success=success, ticks=1, budget=1, hands="expert", reason=reason)
        )
        return {}


def test_what_a_killed_run_plays_again_is_remembered_once(no_world, tmp_path: Path) -> None:
    with Experience(tmp_path / "memory.sqlite") as memory:

        def remembered(run: str, jobs: Sequence[Job]) -> int:
            list(Streams(Rememberer(memory), "x", 1, Terms(), run=run).play(jobs))
            return len(memory)

        assert remembered("first", JOBS[:2]) == 2
        assert remembered("first", JOBS[1:3]) == 3, "the second one is there already"
        assert remembered("second", JOBS[1:3]) == 5, "another run's episodes are others"
        assert remembered("", JOBS[:1]) == 6 and remembered("", JOBS[:1]) == 7


def test_an_unknown_task_is_lost_and_the_rest_is_played() -> None:
    jobs = [Job("atomic-v1/nonsense", 20_000), JOBS[0]]
    news = list(Streams(Looker(1), "looker", 1, Terms()).play(jobs))
    assert [n.job for n in news if isinstance(n, Lost)] == jobs[:1]
    assert [n.job for n in news if isinstance(n, Ended)] == jobs[1:]
