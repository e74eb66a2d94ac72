"""Scripted hands: the expert's, carrying out one step of a plan at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from craftagent.expert.player import Expert
from craftagent.planner.subgoal import Subgoal
from craftagent.planner.surroundings import Surroundings
from craftagent.tasks.goal import Goal
from craftagent.types import Info


class ScriptedHands:
    """Plays in one world, by keyboard and mouse, seeing everything.

    Args:
        world: the embedded world.
        goal: of the whole episode: what it never throws away.
        whole: whether it has the body all the time, and so fights, flees and eats as well.
    """

    def __init__(self, world: Any, goal: Goal, info: Info, seed: int, whole: bool) -> None:
        self._expert = Expert(world, seed=seed, reflexes=whole)
        self._expert.begin(goal, info)
        self._ordered = ""

    @property
    def aside(self) -> bool:
        """Whether something else is seen to before the step: food, a shelter for the night, junk."""
        now = self._expert.current
        return now is not None and now.id != self._ordered

    def see(self, info: Info) -> None:
        """What came of the last action, whoever took it."""
        self._expert.see(info)

    def carry_out(self, plan: Sequence[Subgoal]) -> None:
        """Begin the first step of a plan."""
        self._ordered = plan[0].id
        self._expert.carry_out(plan)

    def wants(self, goal: Goal) -> None:
        """The episode is for something else from here on."""
        self._expert.goal = goal

    def let_go(self) -> None:
        """Others have the body from here."""
        self._expert.hands_off("other hands")

    def act(self) -> tuple[dict[str, Any], bool, str | None]:
        """(action, whether the step is done, why it failed). The action stands still once it is done or has failed."""
        action = self._expert.act()
        return action, self._expert.done, self._expert.failed

    def surroundings(self) -> Surroundings:
        """What stands near, as the world knows it."""
        return self._expert.surroundings()
