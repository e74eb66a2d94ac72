"""Which directions one has looked in."""

from __future__ import annotations

import dataclasses

SECTOR = 10  # degrees
BESIDE = 2  # sectors to either side of the middle that a look covers; the picture shows 50 degrees to either side


@dataclasses.dataclass
class Look:
    """Looking round from one ``place`` (x, y, z in blocks), begun at ``tick``."""

    tick: int
    place: tuple[float, float, float]
    seen: set[int] = dataclasses.field(default_factory=set)

    def see(self, yaw: float) -> None:
        """Count a direction, in degrees, and what lies beside it."""
        middle = int(yaw // SECTOR)
        self.seen |= {(middle + k) % (360 // SECTOR) for k in range(-BESIDE, BESIDE + 1)}

    @property
    def vain(self) -> bool:
        """Whether every direction was looked in."""
        return len(self.seen) == 360 // SECTOR
