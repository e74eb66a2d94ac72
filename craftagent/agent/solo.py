"""One agent in one world, for those who play a single episode and want to see what goes on in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from craftagent.agent.events import Event
from craftagent.agent.protocol import Brief, Privilege
from craftagent.expert.player import Expert, Span
from craftagent.planner.subgoal import Subgoal
from craftagent.tasks.goal import Goal
from craftagent.tasks.task import Task
from craftagent.types import Action, Info

if TYPE_CHECKING:  # it brings the network's library, which the expert does without
    from craftagent.agent.hierarchical import HierarchicalAgent


class ExpertPlayer:
    """The expert alone: it plans for itself and has no use for frames."""

    def __init__(self, world: Any, goal: Goal, info: Info, seed: int) -> None:
        self._expert = Expert(world, seed=seed)
        self._expert.begin(goal, info)
        self._fresh = True
        self.events: list[Event] = []

    @property
    def done(self) -> bool:
        return self._expert.done

    @property
    def gave_up(self) -> str | None:
        return self._expert.gave_up

    @property
    def subgoals(self) -> list[Span]:
        return self._expert.subgoals

    @property
    def plan(self) -> list[Subgoal]:
        return self._expert.plan

    def act(self, frame: npt.NDArray[np.uint8], info: Info) -> Action:
        if not self._fresh:
            self._expert.see(info)
        self._fresh = False
        return self._expert.act()

    def end(self, success: bool, reason: str) -> None:
        """It keeps nothing."""


class SoloAgent:
    """A hierarchical agent with one stream."""

    def __init__(
        self,
        agent: HierarchicalAgent,
        world: Any,
        goal: Goal,
        text: str,
        info: Info,
        seed: int,
        task: Task | None = None,
    ) -> None:
        self._agent = agent
        agent.begin(0, Brief(goal, text, seed, Privilege(world, info, task)))
        self._mind = agent.mind(0)

    @property
    def done(self) -> bool:
        return self._mind.reached

    @property
    def gave_up(self) -> str | None:
        return self._mind.stopped if self._mind.stopped and not self._mind.reached else None

    @property
    def subgoals(self) -> list[Span]:
        return self._mind.subgoals

    @property
    def plan(self) -> list[Subgoal]:
        return self._mind.plan

    @property
    def events(self) -> list[Event]:
        """What has happened, in order."""
        return self._mind.events

    def act(self, frame: npt.NDArray[np.uint8], info: Info) -> Action:
        action = self._agent.act(frame[None], [info])[0]
        if not isinstance(action, dict):
            raise action if isinstance(action, Exception) else TypeError(f"the agent gave {action!r}")
        return action

    def say(self, goal: Goal, text: str) -> None:
        """Somebody wants something else from now on."""
        self._agent.say(0, goal, text)

    def end(self, success: bool, reason: str) -> None:
        self._agent.ended(0, success, reason)
        self._agent.close()


# ``done``: it thinks that the goal is reached; ``gave_up``: why it has given up, or None
Player = ExpertPlayer | SoloAgent
