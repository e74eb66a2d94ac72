"""What the expert would do in another's place, tick by tick."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from craftagent.actions import is_null
from craftagent.expert.body import Body, Cell
from craftagent.expert.cursor import carried
from craftagent.expert.player import Expert
from craftagent.expert.style import Style
from craftagent.planner.subgoal import Subgoal
from craftagent.sim.env import SimWorld
from craftagent.tasks.goal import Goal
from craftagent.tasks.tags import item_members
from craftagent.types import CAMERA, noop

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
ASTRAY = 5.0  # degrees
_VAGUE = ("reach", "survive")  # goals that are told from where one began
_TAPS = ("use", "drop", "inventory", "ESC", *(f"hotbar.{i}" for i in range(1, 10)))  # what counts is that they go down
_AIM = ("x", "y", "z", "yaw", "pitch", "cursor_x", "cursor_y")  # what a mouse button hits goes by these


def hangs(body: Body, told: Goal) -> bool:
    """Whether what a craft was told to make hangs on the pointer."""
    return told.verb == "craft" and body.screen_open and carried(body).item in item_members(told.target)


class Adviser:
    """Advises whoever plays for ``expert``, in its world.

    An expert of its own, of the plainest habits, thinks anew every few ticks, and wherever the player did not press what it
    was told to or a screen has opened or closed; so it goes by where the player has got to. What was looked for, and what
    did not work, it knows of ``expert``.
    """

    def __init__(self, world: SimWorld, expert: Expert, seed: int) -> None:
        self._for = expert
        # torches on the way and tools put away are begun and never ended by who is begun anew
        self._expert = Expert(world, Style(by_sight=True, lights=False, spares=False), seed)
        self._rng = np.random.default_rng((seed, 0xAD))
        self._heeded = 0
        self._anew = True
        self._said: dict[str, Any] | None = None
        self._screen = "none"
        self._aim: tuple[float, ...] = ()
        self._target: Cell | None = None

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
        self._anew, self._said = True, None

    def ask(self, done: Mapping[str, Any] | None = None, told: Goal | None = None) -> dict[str, Any] | None:
        """What the expert would do at this tick; None where it has nothing to say.

        ``done``: what the player did last; ``told``: the step that it goes by, if not by the whole task: what that makes is
        put down before anything else is made of it.

        It has nothing to say of work in screens that it would begin anew, nor of goals that are told from where one began.
        """
        body = self._expert.body
        body.info = self._for.body.info
        if done is not None:
            body.swing = float(done[CAMERA][1])
        aim = tuple(float(body.p[name]) for name in _AIM)
        if body.screen != self._screen:
            self._anew = True
        elif done is not None and self._unheeded(done):
            if self._heeded > 0 and self._still(done, aim):
                self._heeded -= 1
                return self._said  # thinking anew takes its time, and would say the same
            self._anew = True
        elif done is not None and self._turned_elsewhere(done):
            self._anew = True  # what it was told to turn to may now lie behind it, and something as good ahead
        elif done is not None and self._holds(done, aim):
            self._heeded += 1  # what is half broken is not left for something else, nor what is half eaten
        target = body.targeted()
        if target not in (None, self._target) and self._said is not None and self._said["attack"]:
            self._anew = True  # what has come under the crosshair may be as good
        self._screen, self._aim, self._target = body.screen, aim, target
        action = self._ask(told)
        waits = action is not None and is_null(action)
        cooks = self.step is not None and self.step.verb == "smelt"
        if waits and not cooks and not body.screen_open and not self.startled:
            self._anew = True  # it waits for what it has said to be done, which it is not
            action = self._ask(told)
        if action is not None and done is not None and self._is_down(action, done):
            action, self._anew = noop(), True  # what is down must come up before it can go down
        self._said = action
        return action

    def _is_down(self, action: Mapping[str, Any], done: Mapping[str, Any]) -> bool:
        """Whether a key that acts when it goes down is to be pressed and is down already, but for a drag that goes on."""
        if any(action[key] and done[key] for key in ("inventory", "ESC", "drop")):
            return True
        clicks = ("attack", "use") if self._screen != "none" else ()
        return any(action[key] and done[key] and not (self._said is not None and self._said[key]) for key in clicks)

    @property
    def _taps(self) -> tuple[str, ...]:
        return (*_TAPS, "attack") if self._screen != "none" else _TAPS

    def _unheeded(self, done: Mapping[str, Any]) -> bool:
        """Whether the last advice was to press a key, or in a screen a mouse button, that the player did not press."""
        said = self._said
        return said is not None and any(said[key] and not done[key] for key in self._taps)

    def _turned_elsewhere(self, done: Mapping[str, Any]) -> bool:
        """Whether the player, outside of screens, turned by quite another angle than it was told."""
        if self._said is None or self._screen != "none":
            return False
        return float(np.abs(np.subtract(done[CAMERA], self._said[CAMERA])).max()) > ASTRAY

    def _holds(self, done: Mapping[str, Any], aim: tuple[float, ...]) -> bool:
        """Whether the player holds a mouse button as it was told, where it was told."""
        said = self._said
        return said is not None and aim == self._aim and any(said[key] and done[key] for key in ("attack", "use"))

    def _still(self, done: Mapping[str, Any], aim: tuple[float, ...]) -> bool:
        """Whether the press that was told is as right as before: nothing else was pressed, and it hits the same."""
        assert self._said is not None
        anywhere = not any(self._said[key] for key in self._taps if key in ("use", "attack", "drop"))
        return not any(done[key] for key in self._taps) and (anywhere or aim == self._aim)

    def _ask(self, told: Goal | None) -> dict[str, Any] | None:
        mine = self._expert
        dragging = bool(mine.body.screen_open and mine.body.p["gui_drag"]) and mine.current is not None
        startled = mine.startled and self._heeded > -_REFLEX  # danger is not looked for at every tick
        # a drag begun anew would be another one
        if not dragging and (self._anew or (self._heeded <= 0 and not startled)):
            mine.stand_in(self._for)
            if told is not None and hangs(mine.body, told):
                mine.lay_down(told)
            self._anew = False
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
