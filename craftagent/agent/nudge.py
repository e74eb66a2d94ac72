"""A push for learned hands that stand before the same picture and do the same for ever: look up, turn round, walk.

What a policy does depends on what it sees and has just done. Where neither changes it does the same again, however often it
is told to forget: it needs another picture, which a body that stands still never gets.
"""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from craftagent.agent.tunnel import Tunnel
from craftagent.types import CAMERA, Info, noop

WALK, FAR_WALK = 12, 80  # ticks
DIG, FAR_DIG = 120, 360  # ticks, in which a stone pickaxe digs three blocks of a tunnel, and ten
TURNING = 8  # ticks that the turn takes, before the walk
_STEEPEST = 10.0  # degrees a tick, as the policy's own camera
_LEVEL = 15.0  # degrees that it looks down afterwards


class Nudge:
    """Of one stream; ``seed``: which way it turns. ``digs``: whether it walks through rock."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._left = self._walk = 0
        self._turn = 0.0
        self._tunnel = Tunnel(self._random)
        self.digs = self._fresh = False

    @property
    def at_work(self) -> bool:
        """Whether it has the body."""
        return self._left > 0

    def begin(self, walk: int, dig: bool = False) -> None:
        """Push, from the next action on; ``walk``: ticks of walking, or of digging on through rock (``dig``)."""
        self.digs = self._fresh = dig
        self._left, self._walk = TURNING + walk, walk
        self._turn = self._random.choice((-1, 1)) * self._random.uniform(40.0, _STEEPEST * TURNING)

    def stop(self) -> None:
        """No more of it."""
        self._left = 0

    def act(self, info: Info) -> dict[str, Any]:
        """The action of a tick."""
        self._left -= 1
        if self.digs:
            if self._fresh:
                self._tunnel.begin(info)
                self._fresh = False
            return self._tunnel.act(info)
        action = noop()
        if self._left >= self._walk:
            pitch = np.clip(_LEVEL - info["pose"]["pitch"], -_STEEPEST, _STEEPEST)
            action[CAMERA] = np.array([pitch, self._turn / TURNING], np.float32)
        else:
            action["forward"] = action["jump"] = 1
        return action
