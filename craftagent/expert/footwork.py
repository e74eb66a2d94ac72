"""Where to step in a fight: of the nine ways the keys can carry a body, the one that keeps every foe where it belongs.

The view stays on the target, so the legs work in eight directions about it: on, back, aside and between.
"""

from __future__ import annotations

import math
from typing import Any

from craftagent.expert.body import Body
from craftagent.expert.scan import Foe, runs
from craftagent.sim.state import K_FORWARD

WALK, SPRINT = 0.216, 0.281  # blocks a tick
LOOK_AHEAD = 5  # ticks
# Keys by direction, clockwise from straight on in steps of 45 degrees
WAYS: tuple[tuple[str, ...], ...] = (
    ("forward",), ("forward", "right"), ("right",), ("back", "right"),
    ("back",), ("back", "left"), ("left",), ("forward", "left"),
)  # fmt: skip
# Blocks a tick that a monster makes towards its prey
PACE = {"zombie": 0.115, "skeleton": 0.0, "spider": 0.2, "creeper": 0.135}
# Level distance within which a monster that is not the target is unwelcome
ROOM = {"zombie": 3.0, "skeleton": 0.0, "spider": 3.4, "creeper": 3.8}
_WALL = 0.6  # a way shorter than this is closed


class Watch:
    """Notices that the legs work and the body does not move."""

    def __init__(self) -> None:
        self._where = (0.0, 0.0)
        self._since = -1

    def stuck(self, body: Body) -> bool:
        """Whether the body has stayed within a quarter of a block for 12 ticks while walking on."""
        x, _, z = body.position
        if (
            math.hypot(x - self._where[0], z - self._where[1]) > 0.25
            or not body.w.keys[0, K_FORWARD]
            or self._since < 0
        ):
            self._where, self._since = (x, z), body.tick
        return body.tick - self._since > 12


def step(
    body: Body, yaw: float, target: Foe | None, want: tuple[float, float], others: list[Foe], aside: float = 0.0
) -> tuple[str, ...]:
    """The keys of this tick's step.

    Args:
        yaw: the view after this tick's turn, degrees.
        target: the foe whose level distance should lie within ``want`` (blocks).
        others: foes to keep away from, by :data:`ROOM`.
        aside: how much a way across the line to the target is liked, for dodging arrows; its sign is the side.
    """
    ground = runs(body)
    x, _, z = body.position
    best, chosen = _cost(x, z, target, want, others), -1
    for k in range(8):
        heading = yaw + 45.0 * k
        row: Any = ground[round(heading / 22.5) % 16]
        speed = SPRINT if k in (0, 1, 7) else WALK
        free, jump, wet, drop = (float(v) for v in row)
        if free < _WALL or (drop >= 3.0):
            continue
        go = min(speed * LOOK_AHEAD, free - 0.3)
        angle = math.radians(heading)
        cost = _cost(x - math.sin(angle) * go, z + math.cos(angle) * go, target, want, others) + 0.02
        if jump < 1.0:
            cost += 0.25
        if wet < 1.5 and not body.p["in_water"]:
            cost += 1.5
        cost += 0.15 * drop
        if free < 2.0:  # a way that soon ends is a trap when one is pressed
            cost += 0.15 * (2.0 - free)
        if aside:
            cost -= 0.4 * aside * math.sin(math.radians(45.0 * k))
        if cost < best:
            best, chosen = cost, k
    if chosen < 0:
        return ()
    row = ground[round((yaw + 45.0 * chosen) / 22.5) % 16]
    keys = WAYS[chosen]
    far = target.flat if target is not None else 0.0
    if chosen in (0, 1, 7) and far > want[1] + (0.3 if target is None or target.kind != "skeleton" else 1.2):
        keys += ("sprint",)
    if float(row[1]) < 0.9 or body.p["in_water"]:
        keys += ("jump",)
    return keys


def _cost(x: float, z: float, target: Foe | None, want: tuple[float, float], others: list[Foe]) -> float:
    cost = 0.0
    if target is not None:
        low, high = want
        d = math.hypot(target.x - x, target.z - z) - PACE.get(target.kind, 0.0) * LOOK_AHEAD * (
            0.5 if target.hunts else 0.0
        )
        if d < low:
            cost += 3.0 * (low - d)
        elif d > high:
            cost += d - high
    for foe in others:
        room = ROOM[foe.kind] if foe.fuse == 0 else 7.5
        d = math.hypot(foe.x - x, foe.z - z) - PACE[foe.kind] * LOOK_AHEAD * 0.5
        if d < room:
            cost += (4.0 if foe.fuse else 2.0) * (room - d)
    return cost
