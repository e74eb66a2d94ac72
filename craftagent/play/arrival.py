"""Places without numbers, "the surface" and "the other shore", as rules: measured in the world where the play began.

Tasks that name these places bring conditions of their own, made for their scenes (``atomic-v1/climb_out``,
``cross_water``); in free play the land itself says where the surface is, and what is water.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from craftagent.sim.env import SimWorld
from craftagent.tasks.goal import Goal
from craftagent.tasks.predicate import parse_predicate
from craftagent.tasks.tracker import Tracker
from craftagent.types import Info

NARROWEST = 3  # blocks of water that are a crossing; less is stepped over
_SEEN = 80  # blocks around the beginning of which it is remembered what was water then: bridges come later
_OVERHEAD = 12  # blocks of leaves and the like through which one looks down at a column


def watch(goal: Goal, world: SimWorld, info: Info) -> Tracker | None:
    """What tells that the place of a goal is reached, from ``info`` at the beginning on; None for other goals."""
    if goal.verb == "reach" and goal.target == "surface":
        return parse_predicate({"reached": {"above": _surface(world, *_column(info))}}).start(info)
    if goal.verb == "reach" and goal.target == "far_shore":
        return Crossing(world, info)
    return None


class Crossing(Tracker):
    """Done when dry land is come to with nothing but water on the straight line from where land was left.

    Who begins in the water left the land where the play began. What was water at the beginning is no land with a bridge.
    """

    def __init__(self, world: SimWorld, info: Info) -> None:
        super().__init__()
        self._world = world
        self._start = self._land = _column(info)
        self._before = _water(world)

    def _look(self, info: Info) -> None:
        here = _column(info)
        if here == self._land or self._wet(*here):
            return
        self.met = math.dist(here, self._land) > NARROWEST and self._only_water(here)
        self.progress = float(self.met)
        self._land = here

    def _only_water(self, here: tuple[int, int]) -> bool:
        (x0, z0), (x1, z1) = self._land, here
        steps = max(abs(x1 - x0), abs(z1 - z0))
        between = ((round(x0 + (x1 - x0) * k / steps), round(z0 + (z1 - z0) * k / steps)) for k in range(1, steps))
        return all(self._wet(x, z) for x, z in between)

    def _wet(self, x: int, z: int) -> bool:
        known = max(abs(x - self._start[0]), abs(z - self._start[1])) <= _SEEN
        return bool((self._before if known else _water(self._world))[x & 255, z & 255])


def _column(info: Info) -> tuple[int, int]:
    return math.floor(info["pose"]["x"]), math.floor(info["pose"]["z"])


def _surface(world: SimWorld, x: int, z: int) -> int:
    """Height of feet on the land of a column as it was before anybody dug there."""
    return int(world.simulator.w.ground[x & 255, z & 255]) + 1


def _water(world: SimWorld) -> npt.NDArray[np.bool_]:
    """(256, 256) of columns x, z, each modulo 256: whether water is what one comes upon from above, leaves apart."""
    w, r = world.simulator.w, world.simulator.r
    x, z = np.indices(w.height.shape)
    y = np.maximum(w.height.astype(np.int64) - 1, 0)
    for _ in range(_OVERHEAD):
        state = w.blocks[x, z, y]
        through = (r.fluid[state] == 0) & (r.opaque_cube[state] == 0) & (y > 0)
        if not through.any():
            break
        y -= through
    return np.asarray(r.fluid[w.blocks[x, z, y]] == 1)
