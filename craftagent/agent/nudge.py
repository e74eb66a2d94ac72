"""A push for learned hands that stand before the same picture and do the same for ever: look up, turn round, two steps.

What a policy does depends on what it sees and has just done. Where neither changes it does the same again, however often it
is told to forget: it needs another picture, which a body that stands still never gets.
"""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from craftagent.types import CAMERA, Info, noop

TICKS = 20
_TURNING = 8  # ticks of these for the turn; in the others it walks
_STEEPEST = 10.0  # degrees a tick, as the policy's own camera
_LEVEL = 15.0  # degrees that it looks down afterwards


class Nudge:
    """Of one stream; ``seed``: which way it turns."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._left = 0
        self._turn = 0.0

    @property
    def at_work(self) -> bool:
        """Whether it has the body."""
        return self._left > 0

    def begin(self) -> None:
        """Push, from the next action on."""
        self._left = TICKS
        self._turn = self._random.choice((-1, 1)) * self._random.uniform(40.0, _STEEPEST * _TURNING)

    def stop(self) -> None:
        """No more of it."""
        self._left = 0

    def act(self, info: Info) -> dict[str, Any]:
        """The action of a tick."""
        self._left -= 1
        action = noop()
        if self._left >= TICKS - _TURNING:
            pitch = np.clip(_LEVEL - info["pose"]["pitch"], -_STEEPEST, _STEEPEST)
            action[CAMERA] = np.array([pitch, self._turn / _TURNING], np.float32)
        else:
            action["forward"] = action["jump"] = 1
        return action
