"""An episode that policy and expert play in turns."""

from __future__ import annotations

import dataclasses
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from craftagent.actions import encode
from craftagent.correct.adviser import Adviser, hangs
from craftagent.datasets.labels import skill_spans
from craftagent.datasets.spans import GoalSpan
from craftagent.expert.player import Expert
from craftagent.expert.station import NEAR, find
from craftagent.planner.plan import CannotPlan
from craftagent.planner.subgoal import ITEM_VERBS, Subgoal, total
from craftagent.record.episode import Take
from craftagent.tasks.goal import Goal
from craftagent.tasks.task import Task
from craftagent.types import Action

ByStep = Literal["gathering", "always", "never"]


class Pupil(Protocol):
    """Who is corrected, in one stream: :class:`craftagent.policy.goap.player.GoapPlayer`."""

    def reset(self, goal: Goal | None = None, text: str | None = None, seed: int | None = None) -> None: ...

    def set_goal(self, goal: Goal | None = None, text: str | None = None, stream: int = 0) -> None: ...

    def act(self, frame: npt.NDArray[np.uint8]) -> Action: ...

    def did(self, action: Action, stream: int = 0) -> None: ...


@dataclasses.dataclass(frozen=True)
class Turns:
    """Ticks that each plays before the other has its turn, drawn evenly from (least, most); the pupil often begins.

    ``by_step``: when the pupil is told the next step of the plan, as the agent's mind would, and not the task itself:
    ``gathering``: in tasks that take something from the world on the way; ``always``: in all whose plan has more than one
    step; ``never``. ``advise``: whether the expert says at every tick of the pupil's what it would do there.
    """

    pupil: tuple[int, int] = (8, 120)
    expert: tuple[int, int] = (20, 100)
    pupil_begins: float = 0.75
    by_step: ByStep = "gathering"
    advise: bool = False

    def __post_init__(self) -> None:
        for name in ("pupil", "expert"):
            low, high = getattr(self, name)
            if not 1 <= low <= high:
                raise ValueError(f"turns of {name} must last from 1 tick up, least before most, not {low}:{high}")


_ASK_EVERY = 40  # ticks after which a pupil's step is looked at again
_SAME = 8  # ticks running for which one and the same press is noted: who waits for it a hundred says nothing new
_GATHERING = ("mine", "hunt", "get")
_PRESSES = ("inventory", *(f"hotbar.{i}" for i in range(1, 10)))


class CorrectedTake(Take):
    """A take in which the pupil has the hands now and then. It sees every tick, whoever plays."""

    def __init__(
        self,
        pupil: Pupil,
        turns: Turns,
        seed: int,
        world: Any,
        task: Task,
        world_seed: int,
        expert: Expert,
        recorder: Any,
    ) -> None:
        super().__init__(world, task, world_seed, expert, recorder)
        self._pupil, self._turns = pupil, turns
        self._rng = np.random.default_rng((seed, 0xC0))
        self._pupils_turn = bool(self._rng.random() < turns.pupil_begins)
        self._left = self._draw()
        text = task.texts()[int(self._rng.integers(len(task.texts())))]
        pupil.reset(task.goal, text if self._rng.random() < 0.8 else None, seed)

        plan = self._plan()
        self._by_step = {
            "gathering": any(step.verb in _GATHERING for step in plan[:-1]), "never": False,
            "always": len(plan) > 1 or any(self._goal_of(step).verb != step.verb for step in plan),
        }[turns.by_step]  # fmt: skip
        self._meant = {(step.verb, step.target) for step in plan}
        self._step: Goal | None = None
        self._told: list[tuple[int, int, Goal]] = []  # steps that the pupil went by, from tick to tick
        self._since: int | None = None  # the tick at which it was told the last one, in its turn
        self._adviser = Adviser(world, expert, seed) if turns.advise else None
        self._advice: list[tuple[int, int, int]] = []  # tick, buttons, camera
        self._same = 0  # how often running the last of it was said
        self._done: Action | None = None  # what the pupil did at the tick before, in this turn

    def _plan(self) -> list[Subgoal]:
        """What is to be done for the task from the start; empty if nobody can tell."""
        try:
            return self.expert.propose()
        except CannotPlan:
            return []

    def _tell(self) -> None:
        """Tell the pupil the next step of the plan, with what is missing of it.

        What hangs on the pointer is not in the bag yet, which is what the agent's mind goes by: the step is not done.
        """
        if self._step is not None and hangs(self.expert.body, self._step):
            return
        try:
            plan = self.expert.propose()
        except CannotPlan:  # it has thrown away what cannot be had again: the expert's turn will say so
            return
        if not plan:
            return
        goal = self._goal_of(plan[0])
        if goal != self._step:
            self._end_step()
            self._step = goal
            self._pupil.set_goal(goal, goal.text())
        if self._since is None:
            self._since = self.score.ticks

    def _goal_of(self, step: Subgoal) -> Goal:
        """What the agent's mind tells for a step: to put the station down first, or what is missing of the step."""
        held = self.info["inventory"]
        if step.station is not None and held.get(step.station) and not find(self.expert.body, step.station, NEAR):
            return Goal("place", step.station, 1)
        there = total(held, step.target) if step.verb in ITEM_VERBS and step.count_mode == "have" else 0
        return Goal(step.verb, step.target, max(1, step.count - there))

    def _end_step(self) -> None:
        if self._step is not None and self._since is not None:
            self._told.append((self._since, self.score.ticks, self._step))
        self._since = None

    def _draw(self) -> int:
        low, high = self._turns.pupil if self._pupils_turn else self._turns.expert
        return int(self._rng.integers(low, high + 1))

    def choose(self) -> tuple[dict[str, Any], bool]:
        if self._by_step and self._pupils_turn and self.score.ticks % _ASK_EVERY == 0:
            self._tell()
        guess = self._pupil.act(self.frame)
        if self._left == 0:
            self._pupils_turn = not self._pupils_turn
            self._left = self._draw()
            if not self._pupils_turn:
                self._end_step()
            else:
                self._done = None
                self.expert.hands_off("the pupil's turn")
                if self._adviser is not None:
                    self._adviser.afresh()
                if self._by_step:
                    self._tell()
        self._left -= 1
        if self._pupils_turn:
            if self._adviser is not None:
                self._ask(self._adviser)
            self._done = guess
            return dict(guess), False
        action, meant = super().choose()
        self._pupil.did(action)
        return action, meant

    def _ask(self, adviser: Adviser) -> None:
        """Note what the expert would do, and tell the pupil if that is for another step of the plan than it was told.

        Who was told a short task and has lost what it takes would have to gather it anew: that is not what it was told, and
        is not noted.
        """
        told = self._step if self._by_step else None
        action, step = adviser.ask(self._done, told), adviser.step
        if action is None:
            return
        if not (self._by_step or step is None or step.verb not in _GATHERING or self._is_meant(step)):
            return
        said = (self.score.ticks, *encode(action))
        again = bool(self._advice) and self._advice[-1][1:] == said[1:] and any(action[key] for key in _PRESSES)
        self._same = self._same + 1 if again else 0
        if self._same >= _SAME:
            return
        self._advice.append(said)
        if self._by_step and self._step is not None and step is not None:
            goal = self._goal_of(step)
            if (goal.verb, goal.target) != (self._step.verb, self._step.target):
                self._tell()

    def _is_meant(self, step: Subgoal) -> bool:
        """Whether a step is one of those that the task took from the start."""
        return (step.verb, step.target) in self._meant or step.target == self.expert.goal.target

    def spans(self, wording: str) -> list[GoalSpan]:
        """Those of every take, and the steps that the pupil was told while it had the hands.

        What came of an advised tick was not what the advice was for: such hindsight is left out.
        """
        advised = np.zeros(self.score.ticks + 1, bool)
        advised[[tick for tick, _, _ in self._advice]] = True
        found = [s for s in super().spans(wording) if s.source != "hindsight" or not advised[s.start : s.end].any()]
        self._end_step()
        return found + skill_spans(self._told, self.score.ticks)

    def meta(self) -> dict[str, Any]:
        given = [advice for advice in self._advice if advice[0] < self.score.ticks]  # the last tick may not be recorded
        ticks, buttons, camera = (list(column) for column in zip(*given, strict=True)) if given else ([], [], [])
        return super().meta() | {"advice": {"ticks": ticks, "buttons": buttons, "camera": camera}}
