"""Up for air: whose head has been under water for a while swims up, whatever else the hands do."""

from __future__ import annotations

from craftagent.agent.water import FULL_AIR
from craftagent.types import Info

HELD = 40  # ticks under water after which it is time
_ON = 40  # ticks of swimming on when the head is out, so that one gets over the rim of a shore


class Breath:
    """Of one stream."""

    def __init__(self) -> None:
        self._left = 0

    def wanted(self, info: Info) -> bool:
        """Whether the key that swims up is to be held; to be asked at each tick of play."""
        air = info["life"]["air"]
        if air <= FULL_AIR - HELD or (self._left and air < FULL_AIR):
            self._left = _ON
        else:
            self._left = max(0, self._left - 1)
        return self._left > 0 and not info["gui"]["open"]
