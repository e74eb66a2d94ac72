"""What the expert would do in another's place, tick by tick."""

from __future__ import annotations

from typing import Any

import numpy as np

from craftagent.actions import is_null
from craftagent.expert.player import Expert
from craftagent.expert.style import Style
from craftagent.planner.subgoal import Subgoal
from craftagent.sim.env import SimWorld

_HEEDED = (3, 7)  # ticks after which the world is looked at afresh: its own steps are not taken, another's are
_REFLEX = 12  # ticks for which a reflex is gone on with; then it is looked whether there is still danger
_CLEAR = (
    "mine",
    "hunt",
    "kill",
    "place",
    "interact",
    "craft",
    "smelt",
)  # at these it leaves a screen, or goes on with what lies there
_VAGUE = ("reach", "survive")  # goals that are told from where one began


class Adviser:
    """Advises whoever plays for ``expert``, in its world.

    An expert of its own, of the plainest habits, thinks anew every few ticks and so goes by where the player has got to.
    What was looked for, and what did not work, it knows of ``expert``.
    """

    def __init__(self, world: SimWorld, expert: Expert, seed: int) -> None:
        self._for = expert
        self._expert = Expert(world, Style(by_sight=True), seed)
        self._rng = np.random.default_rng((seed, 0xAD))
        self._heeded = 0

    @property
    def step(self) -> Subgoal | None:
        """What the last advice was for."""
        return self._expert.current

    @property
    def startled(self) -> bool:
        """Whether the last advice was a reflex."""
        return self._expert.startled

    def afresh(self) -> None:
        """Think anew at the next question."""
        self._heeded = 0

    def ask(self) -> dict[str, Any] | None:
        """What the expert would do at this tick; None where it has nothing to say.

        It has nothing to say of work in screens that it would begin anew, nor of goals that are told from where one began.
        """
        action = self._ask()
        waits = action is not None and is_null(action)
        cooks = self.step is not None and self.step.verb == "smelt"
        if (
            waits and not cooks and not self._expert.body.screen_open
        ):  # for what it has said to be done, which it is not
            self._heeded = 0
            action = self._ask()
        return action

    def _ask(self) -> dict[str, Any] | None:
        mine = self._expert
        dragging = bool(mine.body.screen_open and mine.body.p["gui_drag"]) and mine.current is not None
        startled = mine.startled and self._heeded > -_REFLEX  # danger is not looked for at every tick
        if self._heeded <= 0 and not dragging and not startled:  # a drag begun anew would be another one
            mine.stand_in(self._for)
            self._heeded = int(self._rng.integers(_HEEDED[0], _HEEDED[1] + 1))
        else:
            mine.see(self._for.body.info)
        self._heeded -= 1
        action = mine.act()
        step = mine.current
        if mine.startled:
            return action
        if mine.done or mine.gave_up is not None or step is None or step.verb in _VAGUE:
            self._heeded = 0
            return None
        if mine.body.screen_open and step.verb not in _CLEAR:
            self._heeded = 0
            return None
        return action
