"""Many episodes at once in one process: a world each, one agent for all, and the next episode as soon as one is over."""

from __future__ import annotations

import contextlib
import dataclasses
import time
import warnings
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from craftagent.agent.experience.episode import ends_as
from craftagent.agent.protocol import LOST, Agent, Brief, GoesOn, Privilege
from craftagent.evaluate.jobs import Job, Terms
from craftagent.evaluate.outcome import Outcome
from craftagent.evaluate.plain import plain
from craftagent.evaluate.tape import Tape
from craftagent.evaluate.under_way import SECONDS, UnderWay, same_place
from craftagent.sim.env import SimWorld
from craftagent.tasks.prepare import start_episode
from craftagent.tasks.suite import get_task
from craftagent.tasks.task import Scoring, Task
from craftagent.types import Action, Info
from craftagent.world.views import view_size


@dataclasses.dataclass(frozen=True)
class Began:
    """An episode has begun."""

    job: Job


@dataclasses.dataclass(frozen=True)
class Ended:
    """An episode is over. What is kept of it under way stays until it has been noted: a kill in between loses nothing."""

    job: Job
    outcome: Outcome


@dataclasses.dataclass(frozen=True)
class Lost:
    """An episode broke; the others go on."""

    job: Job
    reason: str


@dataclasses.dataclass(frozen=True)
class Ticked:
    """Nothing but time went by; ``ticks`` were played by all streams since the last event of this kind."""

    ticks: int


News = Began | Ended | Lost | Ticked


@dataclasses.dataclass
class _Episode:
    job: Job
    task: Task
    text: str | None
    score: Scoring
    info: Info
    tape: Tape
    since: float  # by the clock; so much earlier as other processes have played it before
    commits: tuple[str, ...]

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.since


class Streams:
    """``n`` worlds and an agent made for as many streams.

    Args:
        agent: who plays.
        name: the agent's name in the results.
        n: streams.
        terms: how the agent is told what to do.
        tapes: folder for the actions of every episode; None: they are not kept.
        under_way: where episodes are kept while they are played; None: one that is broken off is played anew.
        every: seconds between two times that they are written there.
        run: id of the run, so that an agent with a memory remembers an episode once, however often it is played; empty:
            each time it is played it is another one.
        commit: of the code that plays; empty: nobody knows.
    """

    def __init__(
        self, agent: Agent, name: str, n: int, terms: Terms, tapes: Path | None = None, run: str = "",
        under_way: UnderWay | None = None, every: float = SECONDS, commit: str = "",
    ) -> None:  # fmt: skip
        self._agent, self._name, self._terms, self._tapes, self._run = agent, name, terms, tapes, run
        width, height = (1, 1) if agent.view == "none" else view_size(agent.view)
        self._commits = (commit,) if commit else ()
        self._frames = np.zeros((n, height, width, 3), np.uint8)
        self._worlds = [SimWorld(agent.view) for _ in range(n)]
        if agent.view != "none":
            for world, frame in zip(self._worlds, self._frames, strict=True):
                world.draw_into(frame)
        self._episodes: list[_Episode | None] = [None] * n
        self._clock = 0
        self._goes_on = agent if isinstance(agent, GoesOn) and under_way is not None else None
        self._under_way, self._every, self._kept = under_way, every, time.monotonic()

    def play(self, jobs: Iterable[Job]) -> Iterator[News]:
        """Play all jobs and tell what happens. An exception in one episode loses that one only."""
        todo = deque(jobs)
        for i in range(len(self._episodes)):  # what an exception has left behind
            if self._episodes[i] is not None:
                self._lose(i)
        while True:
            if self._clock % self._agent.phase == 0:
                self._keep()
                yield from self._fill(todo)
            busy = [i for i, episode in enumerate(self._episodes) if episode is not None]
            if not busy and not todo:
                return
            yield from self._tick(busy)
            yield Ticked(len(busy))

    def _fill(self, todo: deque[Job]) -> Iterator[News]:
        for i in range(len(self._episodes)):
            while self._episodes[i] is None and todo:
                job = todo.popleft()
                yield Began(job)
                try:
                    if not self._take_up(i, job):
                        self._begin(i, job)
                except Exception as error:
                    self._lose(i)
                    self._drop(job)
                    yield Lost(job, _said(error))

    def _keep(self) -> None:
        """Write how far the episodes are, if it is time."""
        if self._goes_on is None or time.monotonic() - self._kept < self._every:
            return
        assert self._under_way is not None
        for i, episode in enumerate(self._episodes):
            if episode is not None and len(episode.tape) and (kept := self._goes_on.keep(i)) is not None:
                try:
                    self._under_way.save(
                        episode.job, episode.tape, episode.info, kept, episode.commits, episode.seconds
                    )
                except OSError as error:  # no reason to lose what is played: only a kill would be dearer
                    warnings.warn(f"{episode.job.name} could not be kept under way: {_said(error)}", stacklevel=2)
        self._kept = time.monotonic()

    def _take_up(self, i: int, job: Job) -> bool:
        """Go on with an episode where it was broken off; False where there is none, or it would not go on as it was."""
        earlier = self._under_way.find(job) if self._under_way is not None and self._goes_on is not None else None
        if earlier is None or self._goes_on is None:
            return False
        world = self._worlds[i]
        try:
            with world.unseen():
                self._begin(i, job)
                episode = self._episodes[i]
                assert episode is not None
                for action in earlier.actions:
                    self._goes_on.relive(i, episode.info, action)
                    episode.tape.add(action)
                    _, _, _, _, episode.info = world.step(action)
                    episode.score.update(episode.info)
            if episode.score.over or not same_place(episode.info, earlier):
                raise ValueError("doing the same again has led somewhere else")
            self._goes_on.go_on(i, earlier.kept)
            episode.commits = tuple(dict.fromkeys(earlier.commits + self._commits))
            episode.since -= earlier.seconds
        except Exception as error:
            warnings.warn(f"{job.name} is played from its beginning: {_said(error)}", stacklevel=2)
            self._lose(i)
            self._drop(job)
            return False
        world.draw(self._frames[i])
        return True

    def _drop(self, job: Job) -> None:
        if self._under_way is not None:
            self._under_way.drop(job)

    def _begin(self, i: int, job: Job) -> None:
        task, world = get_task(job.task), self._worlds[i]
        _, info = start_episode(world, task, job.seed)
        goal, text = self._terms.tell(task, job.seed)
        privilege = Privilege(world, info, task) if self._agent.privileged else None
        self._agent.begin(i, Brief(goal, text, job.player_seed, privilege))
        self._episodes[i] = _Episode(
            job, task, text, task.start(info), info, Tape(), time.perf_counter(), self._commits
        )

    def _lose(self, i: int) -> None:
        """The episode broke, perhaps while it began: the agent may let go of what it holds for it."""
        self._empty(i)
        with contextlib.suppress(Exception):  # why the episode broke is told already
            self._agent.ended(i, False, LOST)

    def _empty(self, i: int) -> None:
        self._episodes[i] = None
        self._frames[i] = 0

    def _tick(self, busy: list[int]) -> Iterator[News]:
        shown: list[Info | None] = [None] * len(self._episodes)
        if self._agent.privileged:
            shown = [None if episode is None else episode.info for episode in self._episodes]
        actions = self._agent.act(self._frames, shown)
        self._clock += 1
        for i in busy:
            episode, action = self._episodes[i], actions[i]
            assert episode is not None
            try:
                if not isinstance(action, dict):
                    raise action if isinstance(action, Exception) else TypeError(f"the agent gave {action!r}")
                outcome = self._step(i, episode, action)
            except Exception as error:
                self._lose(i)
                self._drop(episode.job)
                yield Lost(episode.job, _said(error))
                continue
            if outcome is not None:
                self._empty(i)
                yield Ended(episode.job, outcome)

    def _step(self, i: int, episode: _Episode, action: Action) -> Outcome | None:
        score, reason = episode.score, ""
        stopped = self._agent.stopped(i)
        dead = False
        if not stopped:
            episode.tape.add(action)
            _, _, dead, _, episode.info = self._worlds[i].step(action)
            score.update(episode.info)
            if not (dead or score.over):
                return None
        if not score.success:
            reason = _died(episode.info) if dead else f"agent stopped: {stopped}" if stopped else "out of ticks"
        if self._tapes is not None:
            try:
                episode.tape.write(self._tapes / f"{episode.job.name}.npz")
            except OSError as error:  # no reason to lose what is played: it will have no pictures
                warnings.warn(f"the tape of {episode.job.name} could not be written: {_said(error)}", stacklevel=2)
        with ends_as(episode.job.remembered_as(self._run)):
            told = plain(self._agent.ended(i, score.success, reason), f"ended() of agent {self._name}")
        return Outcome(
            episode.task.id, episode.job.seed, score.success, score.ticks, score.done_at, float(score.total),
            round(score.progress, 4), episode.text or "", reason, episode.job.retry,
            round(episode.seconds, 2), self._name, told, ", ".join(episode.commits),
        )  # fmt: skip


def _died(info: Info) -> str:
    return "died: " + ", ".join(str(event.get("cause")) for event in info["events"] if event["type"] == "died")


def _said(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
