"""Whether the body is in water, and when it is ashore: by the ways it has moved, as the game's statistics count them."""

from __future__ import annotations

from craftagent.tasks.tags import members
from craftagent.types import Info

FULL_AIR = 300  # ticks that a breath lasts
_DRY = 200  # ticks without the head under water
_ASHORE = 10  # ticks of walking on land, without one in water between them
_IN_WATER = ("swim_one_cm", "walk_on_water_one_cm", "walk_under_water_one_cm")
_ON_LAND = ("walk_one_cm", "sprint_one_cm", "crouch_one_cm")
# What lies in water or beside it: who looks for these is not to be sent out of it
_WATERY = frozenset({"sand", "gravel", "flint", "clay", "clay_ball", "kelp", "seagrass", "sugar_cane", "lily_pad"})


class Water:
    """Of one episode.

    Attributes:
        afloat: ticks for which the body has moved in water since it was last ashore.
    """

    def __init__(self) -> None:
        self.afloat = 0
        self._land = _ASHORE
        self._dry = _DRY  # ticks since the head was under water
        self._swum = self._walked = 0
        self._air = FULL_AIR

    @property
    def ashore(self) -> bool:
        """Whether it has walked on land, half a second long, since it was last in water."""
        return self._land >= _ASHORE

    @property
    def wet(self) -> bool:
        """Whether the head was under water not long ago, and the body has not come ashore since."""
        return self._dry < _DRY and not self.ashore

    def see(self, info: Info) -> None:
        """Take in a tick."""
        custom = info["stats"].get("custom", {})
        swum, walked = (sum(custom.get(way, 0) for way in ways) for ways in (_IN_WATER, _ON_LAND))
        air = info["life"]["air"]
        self._dry = 0 if air < FULL_AIR else self._dry + 1
        if swum > self._swum or air < self._air:  # breath comes back slowly, on land too
            self.afloat, self._land = self.afloat + 1, 0
        elif walked > self._walked:
            self._land += 1
            if self.ashore:
                self.afloat = 0
        self._swum, self._walked, self._air = swum, walked, air


def on_land(target: str) -> bool:
    """Whether a thing that is found on the ground is found on dry land."""
    return not _WATERY & members(target)
