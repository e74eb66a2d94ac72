"""A task: an instruction, how its world starts, a budget, and when it counts as done."""

from __future__ import annotations

import dataclasses
import random
from typing import Any

from craftagent.tasks.goal import Goal
from craftagent.tasks.predicate import Predicate
from craftagent.tasks.reward import Reward
from craftagent.tasks.steps import Step
from craftagent.types import Info, WorldSettings


@dataclasses.dataclass(frozen=True)
class Task:
    """One task; a published one never changes.

    Args:
        id: ``suite/name``, with ``@variant`` where the suite has several rule sets or difficulties.
        instruction: what the agent is told.
        paraphrases: other wordings, for training and tests.
        held_out: wordings that are never trained on.
        settings: how the world starts.
        budget: ticks that an episode may last.
        success: when the task is done.
        reward: what is paid; see :class:`craftagent.tasks.reward.Reward`.
        group: of the suite's table.
        goal: the task as data, for planners and experts.
        difficulty: of generated tasks.
        setup: steps after the reset; use :func:`craftagent.tasks.prepare.start_episode` so that they are carried out.
        biomes: biomes of the spawn, one of which an episode's seed chooses; empty: what ``settings`` say.
        plays_on: whether an episode goes on to the budget after success, because the reward is a count.
    """

    id: str
    instruction: str
    paraphrases: tuple[str, ...]
    held_out: tuple[str, ...]
    settings: WorldSettings
    budget: int
    success: Predicate
    reward: Reward
    group: str
    goal: Goal
    difficulty: str | None = None
    setup: tuple[Step, ...] = ()
    biomes: tuple[str, ...] = ()
    plays_on: bool = False

    @property
    def name(self) -> str:
        """The id without suite and variant."""
        return self.id.partition("/")[2].partition("@")[0]

    @property
    def suite(self) -> str:
        """The suite's name."""
        return self.id.partition("/")[0]

    def texts(self, held_out: bool = False) -> tuple[str, ...]:
        """Wordings to train with (the instruction first), or those never to train on."""
        return self.held_out if held_out else (self.instruction, *self.paraphrases)

    def text(self, rng: random.Random | Any | None = None) -> str:
        """The instruction, or a trainable wording drawn with a ``random.Random`` or NumPy ``Generator``."""
        if rng is None:
            return self.instruction
        choices = self.texts()
        return choices[
            rng.randrange(len(choices)) if isinstance(rng, random.Random) else int(rng.integers(len(choices)))
        ]

    def start(self, info: Info) -> Scoring:
        """Score an episode from ``info``, the state at its start."""
        return Scoring(self, info)


class Scoring:
    """The score of one episode: call :meth:`update` with the info of every tick.

    ``success`` stays True once the task is done; ``over`` says that the episode may end: success (unless the task plays
    on), or the budget is spent. ``total`` is the reward so far, ``ticks`` the ticks seen, ``done_at`` the tick of success.
    """

    def __init__(self, task: Task, info: Info) -> None:
        self._task = task
        self._watch = task.success.start(info)
        self._pay = task.reward.start(info)
        self.ticks = 0
        self.done_at: int | None = 0 if self._watch.done else None

    @property
    def success(self) -> bool:
        """Whether the task has been done."""
        return self._watch.done

    @property
    def progress(self) -> float:
        """0..1, 1 when done."""
        return 1.0 if self._watch.done else self._watch.progress

    @property
    def total(self) -> float:
        """The sum of the rewards so far."""
        return self._pay.total

    @property
    def over(self) -> bool:
        """Whether the episode may end."""
        return self.ticks >= self._task.budget or (self.success and not self._task.plays_on)

    def update(self, info: Info) -> float:
        """Take in one tick; returns its reward."""
        self.ticks += 1
        if self._watch.update(info) and self.done_at is None:
            self.done_at = self.ticks
        return self._pay.update(info, self._watch.done)
