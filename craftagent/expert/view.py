"""What the picture shows: blocks and creatures in it, and looking round until something is in it.

The expert knows the whole world. One who learns from its pictures can not: if it turned straight to a cow behind it, to
the left or the right would be a toss of a coin to the learner. A player whose style is ``by_sight`` goes for what is in the
picture, and where nothing is, looks round, always to the right, before it falls back on what it knows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from craftagent.expert.body import Body, Cell, Ticks
from craftagent.expert.footwork import SPRINT
from craftagent.expert.look import Look
from craftagent.expert.scan import crosshair, sight
from craftagent.expert.sight import look_for
from craftagent.sim.jit import kernel
from craftagent.sim.mobs.kinds import TABLE, TALL
from craftagent.sim.mobs.rays import ray_start, ray_step
from craftagent.sim.render.camera import FOV
from craftagent.sim.rules.registry import N_STATES, states_of
from craftagent.sim.trig import cos_deg, sin_deg

T = TypeVar("T")

FAR = 24.0  # blocks: in a picture of 128 rows a cow is then five pixels high
ACROSS, DOWN = 72, 40  # rays
ASPECT = 640 / 360
INNER = 0.95  # of the picture; what its rim cuts is not seen yet
CELLS = 256  # most cells that one look finds
LEVEL = 30.0  # degrees off GAZE at which the horizon is still well in the picture
STALE, MOVED = 300, 8.0  # ticks, blocks: after so many one looks round anew
UNDERFOOT = 1.5  # blocks
GAZE = 10.0  # degrees down, where most of what one looks for stands

_UP = math.tan(math.radians(FOV / 2)) * INNER
_SIDE = _UP * ASPECT


@kernel
def _glance(ws, rs, eye, pitch, yaw, side, up, value, banned, out):  # type: ignore[no-untyped-def]
    """Cells in the picture whose state has a value above 0, in ``out`` int64 (n, 3), without those ``banned`` (m, 3).

    Returns how many.
    """
    w, r = ws[0], rs[0]
    p = w.player[0]
    ox, oy, oz = p.x, p.y + eye, p.z
    sp, cp, sy_, cy_ = sin_deg(pitch), cos_deg(pitch), sin_deg(yaw), cos_deg(yaw)
    n = 0
    for i in range(ACROSS * DOWN):
        a = ((i % ACROSS) * 2.0 / (ACROSS - 1) - 1.0) * side
        b = ((i // ACROSS) * 2.0 / (DOWN - 1) - 1.0) * up
        # ahead + a * right + b * up, a unit ahead
        dx = -sy_ * cp - a * cy_ - b * sy_ * sp
        dy = -sp + b * cp
        dz = cy_ * cp - a * sy_ + b * cy_ * sp
        long = np.sqrt(dx * dx + dy * dy + dz * dz)
        dx, dy, dz = dx / long, dy / long, dz / long
        x, y, z, sx, sy, sz, ix, iy, iz, tx, ty, tz = ray_start(ox, oy, oz, dx, dy, dz)
        t = 0.0
        while t < FAR:
            if y >= 0 and y < 256:
                s = w.blocks[x & 255, z & 255, y]
                if s != 0:
                    if value[s] > 0.0 and n < CELLS:
                        known = False
                        for k in range(n):
                            known = known or (out[k, 0] == x and out[k, 1] == y and out[k, 2] == z)
                        for k in range(len(banned)):
                            known = known or (banned[k, 0] == x and banned[k, 1] == y and banned[k, 2] == z)
                        if not known:
                            out[n, 0], out[n, 1], out[n, 2] = x, y, z
                            n += 1
                    if r.coll_count[s] > 0:
                        break
            x, y, z, tx, ty, tz, t = ray_step(x, y, z, sx, sy, sz, ix, iy, iz, tx, ty, tz)
    return n


def values_of(blocks: Iterable[str]) -> npt.NDArray[np.float32]:
    """(17112,) float32: 1 for every state of the blocks named."""
    value = np.zeros(N_STATES, np.float32)
    for name in blocks:
        value[list(states_of(name))] = 1.0
    return value


def blocks_in_view(body: Body, value: npt.NDArray[np.float32]) -> list[Cell]:
    """Cells in the picture, nearest first, whose state has a value above 0; those in ``body.avoid`` left out."""
    out = np.empty((CELLS, 3), np.int64)
    eye = 1.27 if body.p["sneaking"] else 1.62
    pitch, yaw = float(body.p["pitch"]), float(body.p["yaw"])
    banned = np.array([cell for cell, until in body.avoid.items() if until > body.tick] or [(0, -1, 0)], np.int64)
    n = int(_glance(body.ws, body.rs, eye, pitch, yaw, _SIDE, _UP, value, banned, out))
    cells = [(int(x), int(y), int(z)) for x, y, z in out[:n]]
    return sorted(cells, key=lambda c: (body.distance((c[0] + 0.5, c[1] + 0.5, c[2] + 0.5)), c))


def at_hand(body: Body, cell: Cell, reach: float = 3.6) -> bool:
    """Whether a block is so close that one need not look for it, and can be seen from here."""
    x, y, z = cell
    return body.distance((x + 0.5, y + 0.5, z + 0.5)) <= reach and look_for(body, x, y, z)[0] == 1


def creature_in_view(body: Body, e: Any) -> bool:
    """Whether the middle or the head of a creature is in the picture."""
    x, y, z, tall = float(e["x"]), float(e["y"]), float(e["z"]), float(TABLE[int(e["kind"]), TALL])
    return any(_shown(body, (x, y + share * tall, z)) for share in (0.5, 0.9))


def stack_in_view(body: Body, e: Any) -> bool:
    """Whether a stack that lies about is in the picture, or at one's feet."""
    point = float(e["x"]), float(e["y"]) + 0.2, float(e["z"])
    return math.dist(point, body.position) < UNDERFOOT or _shown(body, point)


def in_hand(body: Body) -> int:
    """uid of the creature under the crosshair that a blow would reach, -1 for none."""
    row, _, _ = crosshair(body, float(body.p["pitch"]), float(body.p["yaw"]))
    return int(body.w.entities[row]["uid"]) if row >= 0 else -1


def turning(body: Body, e: Any) -> float:
    """The blocks that one could run in the time it takes to turn to a creature."""
    _, yaw = body.off(*body.angles_to((float(e["x"]), float(e["y"]), float(e["z"]))))
    return abs(yaw) / body.style.turn * SPRINT


def _shown(body: Body, point: tuple[float, float, float]) -> bool:
    ex, ey, ez = body.eye
    dx, dy, dz = point[0] - ex, point[1] - ey, point[2] - ez
    pitch, yaw = math.radians(float(body.p["pitch"])), math.radians(float(body.p["yaw"]))
    level = dz * math.cos(yaw) - dx * math.sin(yaw)
    ahead = level * math.cos(pitch) - dy * math.sin(pitch)
    right = -(dx * math.cos(yaw) + dz * math.sin(yaw))
    up = dy * math.cos(pitch) + level * math.sin(pitch)
    inside = ahead > 0.0 and abs(right) < _SIDE * ahead and abs(up) < _UP * ahead
    return inside and math.hypot(dx, dy, dz) < FAR and sight(body, body.eye, point)


def sought(body: Body, what: str, find: Callable[[], T | None], known: T) -> Ticks[T]:
    """What a player goes for: what it knows, or by sight what ``find()`` has in the picture.

    If that is nothing it looks round for ``what``, and where there is nothing to be seen goes for what it knows after all.
    """
    return ((yield from look_round(body, what, find)) or known) if body.style.by_sight else known


def look_round(body: Body, what: str, find: Callable[[], T]) -> Ticks[T]:
    """Level the eyes and turn to the right until ``find()`` finds something; what it found, or its last nothing.

    Directions that were looked in for ``what`` count until they are stale, whoever turned the head: broken off and begun
    again, it goes on. Where all were in vain it is not done again.
    """
    look = body.looks.get(what)
    if look is None or body.tick - look.tick > STALE or math.dist(look.place, body.position) > MOVED:
        look = body.looks[what] = Look(body.tick, body.position)
    while not look.vain and not (found := find()):
        down, _ = body.off(GAZE, 0.0)
        if abs(down) < LEVEL:
            look.see(float(body.p["yaw"]))
        yield body.act(pitch=down, yaw=body.style.turn if abs(down) < 45.0 else 0.0)
    return find() if look.vain else found
