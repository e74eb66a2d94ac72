"""One episode from its start to its files."""

from __future__ import annotations

import dataclasses
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from craftagent.datasets.labels import task_spans
from craftagent.datasets.recorder import Recorder, selected_slot, world_meta
from craftagent.datasets.spans import GoalSpan
from craftagent.expert.player import Expert
from craftagent.expert.style import Style
from craftagent.record.digest import play_digest
from craftagent.record.goals import Achievements, Bursts, Skills
from craftagent.record.jobs import Job
from craftagent.sim.env import SimWorld
from craftagent.tasks.goal import Goal
from craftagent.tasks.prepare import settings_for, start_episode
from craftagent.tasks.suite import get_task
from craftagent.tasks.task import Scoring, Task
from craftagent.types import IDLE_TICKS, TICKS_PER_SECOND

REPORT_TICKS = 100  # how often a running episode is heard of


@dataclasses.dataclass(frozen=True)
class Played:
    """What became of a job. ``reason`` is empty on success; ``kept`` whether the episode was written."""

    name: str
    task: str
    seed: int
    success: bool
    ticks: int
    reward: float
    seconds: float
    expert_seconds: float
    reason: str
    kept: bool


def aim_of(task: Task) -> Goal:
    """What the expert is told: the task's goal, or as much of it as time allows where the reward is a count."""
    goal = task.goal
    return Goal(goal.verb, goal.target, task.budget // TICKS_PER_SECOND) if task.plays_on else goal


def record(
    world: SimWorld, job: Job, folder: Path, keep_failures: bool = False,
    tell: Callable[[int], None] | None = None, make: Callable[..., Take] | None = None,
) -> Played:  # fmt: skip
    """Let the expert play ``job`` in ``world`` and write the episode to ``folder``.

    ``make`` makes the take, if another than the expert has a hand in it (:class:`Take` by default).

    ``tell`` is called with the ticks so far every :data:`REPORT_TICKS` ticks; what it raises ends the recording.
    An exception leaves no files behind. The pictures are those of the world's view. Raises ``ValueError`` if the
    episode is there already.
    """
    start = time.perf_counter()
    make = make or Take
    task = get_task(job.task)
    wording = task.text(random.Random(job.player_seed))
    style = Style.draw(job.player_seed, job.noise, by_sight=not job.knowing)
    meta = {
        "world": world_meta(job.seed, settings_for(task, job.seed)), "task": task.id, "instruction": wording,
        "budget": task.budget, "producer": "expert", "player_seed": job.player_seed,
        "style": dataclasses.asdict(style), "setup": bool(task.setup),
    }  # fmt: skip
    with Recorder(folder, job.name, world.view, meta) as recorder:
        take = make(world, task, job.seed, Expert(world, style, job.player_seed), recorder)
        take.play(tell)
        score, reason = take.score, take.reason
        if score.success or keep_failures:
            for span in take.spans(wording):
                recorder.add_goal(span)
            recorder.close(take.frame, take.info, take.meta())
            kept = True
        else:
            recorder.abort()
            kept = False
    seconds = time.perf_counter() - start
    return Played(job.name, task.id, job.seed, score.success, score.ticks, float(score.total), seconds,
                  take.expert_seconds, reason, kept)  # fmt: skip


class Take:
    """An episode under way; :meth:`choose` says what is done."""

    def __init__(self, world: SimWorld, task: Task, seed: int, expert: Expert, recorder: Recorder) -> None:
        self.world, self.task, self.expert, self.recorder = world, task, expert, recorder
        observation, self.info = start_episode(world, task, seed)
        self.frame = observation["pov"]
        self.score: Scoring = task.start(self.info)
        self.expert_seconds = 0.0
        self.reason = ""
        self._skills, self._achievements, self._bursts = Skills(), Achievements(), Bursts()
        expert.begin(aim_of(task), self.info)

    def play(self, tell: Callable[[int], None] | None = None) -> None:
        expert, recorder, score, clock = self.expert, self.recorder, self.score, time.perf_counter
        idle = 0
        while not score.over:
            before = clock()
            action, meant = self.choose()
            self.expert_seconds += clock() - before
            idle = idle + 1 if expert.done or expert.gave_up is not None else 0
            if idle and (score.success or expert.gave_up is not None or idle > IDLE_TICKS):
                break
            self._see(not meant)
            recorder.add(self.frame, action, self.info, selected_slot(self.world))
            observation, _, dead, _, self.info = self.world.step(action)
            self.frame = observation["pov"]
            expert.see(self.info)
            score.update(self.info)
            if tell is not None and score.ticks % REPORT_TICKS == 0:
                tell(score.ticks)
            if dead:
                break
        self._skills.finish(expert.subgoals, self.info)
        self._achievements.see(self.info)
        self.reason = "" if score.success else self._why()

    def choose(self) -> tuple[dict[str, Any], bool]:
        """The next action, and whether it is one to learn from."""
        action = self.expert.act()
        return action, not self.expert.noisy

    def _see(self, noisy: bool) -> None:
        self._skills.see(self.expert.subgoals, self.info)
        self._achievements.see(self.info)
        self._bursts.see(self.score.ticks, noisy)

    def _why(self) -> str:
        if not self.info["life"]["is_alive"]:
            return "died: " + ", ".join(str(e.get("cause")) for e in self.info["events"] if e["type"] == "died")
        if self.expert.gave_up is not None:
            return f"gave up: {self.expert.gave_up}"
        return "out of ticks" if self.score.ticks >= self.task.budget else "done but not by the task's rule"

    def spans(self, wording: str) -> list[GoalSpan]:
        """Goals of the task, of the expert's skills and by hindsight."""
        n = self.score.ticks
        task = task_spans(self.task.goal, n, wording)
        return [*task, *self._skills.goals(self.expert.subgoals, n), *self._achievements.goals(n)]

    def meta(self) -> dict[str, Any]:
        """What is known only at the end."""
        n = self.score.ticks
        subgoals = [
            {"verb": s.subgoal.verb, "target": s.subgoal.target, "count": s.subgoal.count, "start": s.start,
             "end": s.end if s.end >= 0 else n, "outcome": s.outcome, "reason": s.reason}
            for s in self.expert.subgoals
        ]  # fmt: skip
        return {"success": self.score.success, "success_tick": self.score.done_at, "ticks": n,
                "reward": float(self.score.total), "reason": self.reason, "subgoals": subgoals,
                "noise": self._bursts.spans, "digest": play_digest(self.world.simulator)}  # fmt: skip
