"""A way through rock at a level, two blocks high, for who looks for ore from the bottom of a shaft.

A policy that was told to mine an ore and sees none digs down, to the bedrock, and does the same there for the rest of the
episode (docs/log.md). A tunnel passes by more rock than any other way, and every block of it is another picture.
"""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from craftagent.types import CAMERA, Info, noop

_STEEPEST = 10.0  # degrees a tick, as the policy's own camera
_UPPER, _LOWER = 5.0, 52.0  # degrees down to the block before the eyes, and over its gap to the one before the feet
_AIMED = 6.0  # degrees off within which it digs
_LONGEST = 50  # ticks for a block; a wooden pickaxe needs 23 for stone
_BLOCKED = 160  # ticks without a block broken, or a way gone, after which it turns aside
_GONE = 0.5  # blocks


class Tunnel:
    """Of one stream; ``chance`` chooses the first direction, from which later ones follow: a tunnel goes on straight."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._yaw: float | None = None
        self._lower = False
        self._broken = self._since = self._idle = 0
        self._at = (0.0, 0.0)

    def begin(self, info: Info) -> None:
        """Dig from here on."""
        if self._yaw is None:
            self._yaw = 90.0 * self._chance.randrange(4)
        self._rest(info)
        self._idle = 0

    def act(self, info: Info) -> dict[str, Any]:
        """The action of a tick."""
        assert self._yaw is not None
        pose = info["pose"]
        broken = _broken(info)
        gone = abs(pose["x"] - self._at[0]) + abs(pose["z"] - self._at[1]) > _GONE
        if broken > self._broken or self._since >= _LONGEST:
            self._lower = not self._lower
            self._idle = 0 if broken > self._broken else self._idle
            self._broken, self._since = broken, 0
        elif gone:
            self._rest(info)
            self._idle = 0
        self._since, self._idle = self._since + 1, self._idle + 1
        if self._idle > _BLOCKED:
            self._yaw, self._idle = self._yaw + 90.0, 0
        off = (self._yaw - pose["yaw"] + 180.0) % 360.0 - 180.0
        down = (_LOWER if self._lower else _UPPER) - pose["pitch"]
        action = noop()
        action[CAMERA] = np.clip(np.array([down, off], np.float32), -_STEEPEST, _STEEPEST)
        if abs(off) <= _AIMED:
            action["forward"] = 1
            action["attack"] = int(abs(down) <= _AIMED)
        return action

    def _rest(self, info: Info) -> None:
        """Begin with the upper block again, of the next two."""
        self._lower, self._broken, self._since = False, _broken(info), 0
        self._at = (info["pose"]["x"], info["pose"]["z"])


def _broken(info: Info) -> int:
    return sum(info["stats"].get("mine_block", {}).values())
