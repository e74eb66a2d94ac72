"""Going to see more of the world."""

from __future__ import annotations

import math
from collections.abc import Callable

from craftagent.expert.body import Body, SkillFailed, Ticks
from craftagent.expert.walk import COLUMN, travel
from craftagent.sim.state import FULL

STRIDE = 24  # blocks between two looks


class Explore:
    """Walk on over land until ``seen()`` is true; the direction turns where there is no way.

    It begins by chance, or by sight straight ahead: a picture does not show what was drawn by lot.
    """

    def __init__(self, seen: Callable[[Body], bool], limit: int = 6000) -> None:
        self.seen, self.limit = seen, limit

    def run(self, body: Body) -> Ticks[None]:
        end = body.tick + self.limit
        ahead = math.radians(float(body.p["yaw"]) + 90.0)
        heading = ahead if body.style.by_sight else float(body.rng.uniform(0.0, 2.0 * math.pi))
        turns = 0
        while not self.seen(body):
            if body.tick > end or turns > 12:
                raise SkillFailed("nothing found")
            x, _, z = body.position
            target = _dry(body, x, z, heading)
            if target is None:
                heading += float(body.rng.uniform(0.6, 1.6))
                turns += 1
                continue
            try:
                yield from travel(body, COLUMN, target[0], 0, target[1], 2.0, limit=900)
                turns = max(turns - 1, 0)
            except SkillFailed:
                heading += float(body.rng.uniform(0.8, 2.2))
                turns += 1
                yield body.act()


def _dry(body: Body, x: float, z: float, heading: float) -> tuple[int, int] | None:
    """A column some way ahead, or nearly ahead, with land rather than water."""
    best = None
    for turn in (0.0, 0.35, -0.35, 0.7, -0.7, 1.1, -1.1):
        tx = math.floor(x + STRIDE * math.cos(heading + turn))
        tz = math.floor(z + STRIDE * math.sin(heading + turn))
        w = body.w
        if w.chunk_status[(tx >> 4) & 15, (tz >> 4) & 15] != FULL:
            continue
        ground = int(w.ground[tx & 255, tz & 255])
        if int(body.r.fluid[body.state(tx, ground + 1, tz)]) == 0 and int(body.r.fluid[body.state(tx, 62, tz)]) == 0:
            return tx, tz
        best = best or (tx, tz)
    return best
