"""Looking round in a fight: which monsters are near and see the player, what the crosshair would meet, where to step.

Compiled, because the reflexes look every tick. Nothing here writes to the world.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from craftagent.expert.body import Body, Point
from craftagent.sim.jit import kernel
from craftagent.sim.mobs.kinds import EYE, HALF, TABLE, TALL
from craftagent.sim.mobs.rays import box_entry, ray_blocks, ray_start, ray_step
from craftagent.sim.mobs.walk import NO_WAY, cell, stand
from craftagent.sim.state import ARROW, COW, CREEPER, ENTITY_NAMES, MAX_ENTITIES, ZOMBIE
from craftagent.sim.trig import cos_deg, sin_deg

MAX_FOES = 32
DIRECTIONS = 16  # compass directions of `runs`, 22.5 degrees apart, the first to the south as yaw 0
RUN = 3.0  # blocks that `runs` looks ahead
REACH = 3.0  # blocks from the eye at which a blow lands
BLOCK_REACH = 4.5


class Foe(NamedTuple):
    """A monster near the player, as it is this tick."""

    row: int  # in body.w.entities
    uid: int
    kind: str
    x: float
    y: float
    z: float
    far: float  # blocks from feet to feet
    flat: float  # the same, level
    sees: bool  # a free line from its eye to the player's eye
    hunts: bool  # it has noticed the player
    fuse: int  # creeper: ticks swollen, of 30
    health: float


@kernel
def _look(ws, rs, reach, rows, facts):  # type: ignore[no-untyped-def]
    """Living monsters within ``reach`` of the player and arrows that fly at it. Returns how many, arrows not counted.

    ``rows`` int64 (n,): entity row; ``facts`` float64 (n, 3): distance, level distance, sees. ``facts[-1, 0]``: arrows.
    """
    w, r = ws[0], rs[0]
    p = w.player[0]
    n = 0
    arrows = 0
    for i in range(MAX_ENTITIES):
        e = w.entities[i]
        if e.kind == ARROW and e.on_ground == 0:
            dx, dz = p.x - e.x, p.z - e.z
            d2 = dx * dx + dz * dz
            if (
                d2 < 144.0
                and dx * e.vx + dz * e.vz > 0.0
                and (dx * e.vz - dz * e.vx) ** 2 < 2.25 * (e.vx * e.vx + e.vz * e.vz)
            ):
                arrows += 1
            continue
        if e.kind < ZOMBIE or e.kind > CREEPER or e.death > 0 or n >= MAX_FOES - 1:
            continue
        dx, dy, dz = p.x - e.x, p.y - e.y, p.z - e.z
        d2 = dx * dx + dy * dy + dz * dz
        if d2 > reach * reach:
            continue
        rows[n] = i
        facts[n, 0] = math.sqrt(d2)
        facts[n, 1] = math.sqrt(dx * dx + dz * dz)
        eye = TABLE[e.kind, EYE]
        facts[n, 2] = 1.0 if ray_blocks(w, r, e.x, e.y + eye, e.z, dx, dy + p.eye - eye, dz) > 1.0 else 0.0
        n += 1
    facts[MAX_FOES - 1, 0] = arrows
    return n


@kernel
def _crosshair(ws, rs, eye, pitch, yaw):  # type: ignore[no-untyped-def]
    """What the crosshair would be on with these angles: (row of a creature within reach or -1, its distance, block).

    ``block`` is 1 if a block's outline within 4.5 blocks comes before any creature.
    """
    w, r = ws[0], rs[0]
    p = w.player[0]
    ox, oy, oz = p.x, p.y + eye, p.z
    level = cos_deg(pitch)
    dx, dy, dz = -sin_deg(yaw) * level, -sin_deg(pitch), cos_deg(yaw) * level
    # Blocks: walk the cells of the ray and test outlines.
    x, y, z, sx, sy, sz, ix, iy, iz, tx, ty, tz = ray_start(ox, oy, oz, dx, dy, dz)
    wall = BLOCK_REACH
    t = 0.0
    hit_block = 0
    while t < wall and hit_block == 0:
        if y >= 0 and y < 256:
            s = w.blocks[x & 255, z & 255, y]
            if s != 0:
                first = r.pick_start[s]
                for k in range(first, first + r.pick_count[s]):
                    near = box_entry(
                        ox - x, oy - y, oz - z, dx, dy, dz,
                        r.boxes[k, 0], r.boxes[k, 1], r.boxes[k, 2], r.boxes[k, 3], r.boxes[k, 4], r.boxes[k, 5],
                    )  # fmt: skip
                    if near < wall:
                        wall = near
                        hit_block = 1
        x, y, z, tx, ty, tz, t = ray_step(x, y, z, sx, sy, sz, ix, iy, iz, tx, ty, tz)
    best = wall
    found = -1
    for i in range(MAX_ENTITIES):
        e = w.entities[i]
        if e.kind < COW or e.kind > CREEPER or e.death > 0 or abs(e.x - ox) > 6.0 or abs(e.z - oz) > 6.0:
            continue
        scale = 0.5 if e.baby != 0 else 1.0
        half, tall = TABLE[e.kind, HALF] * scale, TABLE[e.kind, TALL] * scale
        near = box_entry(ox, oy, oz, dx, dy, dz, e.x - half, e.y, e.z - half, e.x + half, e.y + tall, e.z + half)
        if near <= best:
            best = near
            found = i
    if found >= 0:
        return (found if best <= REACH else -1), best, 0
    return -1, best, hit_block


@kernel
def _beside_harm(w, r, x, y, z):  # type: ignore[no-untyped-def]
    for k in range(4):
        ax = 1 if k == 0 else -1 if k == 1 else 0
        az = 1 if k == 2 else -1 if k == 3 else 0
        if cell(w, r, x + ax, y, z + az) == 4 or cell(w, r, x + ax, y - 1, z + az) == 4:
            return True
    return cell(w, r, x, y - 1, z) == 4


@kernel
def _runs(ws, rs, out):  # type: ignore[no-untyped-def]
    """How the ground lies in 16 directions; ``out`` float64 (16, 4).

    Columns: blocks one can go, blocks until a jump is needed (99: none), blocks until water (99), deepest fall.
    """
    w, r = ws[0], rs[0]
    p = w.player[0]
    y0 = math.floor(p.y + 0.01)
    for k in range(DIRECTIONS):
        dx, dz = -sin_deg(k * 22.5), cos_deg(k * 22.5)
        out[k, 0], out[k, 1], out[k, 2], out[k, 3] = 0.0, 99.0, 99.0, 0.0
        cx, cy, cz = math.floor(p.x), y0, math.floor(p.z)
        for j in range(1, np.int64(RUN * 4.0) + 1):
            far = j * 0.25
            nx, nz = math.floor(p.x + dx * far), math.floor(p.z + dz * far)
            if nx != cx or nz != cz:
                if nx != cx and nz != cz:
                    if stand(w, r, cx, cy, cz, nx, cz) == NO_WAY or stand(w, r, cx, cy, cz, cx, nz) == NO_WAY:
                        break
                ny = stand(w, r, cx, cy, cz, nx, nz)
                if ny == NO_WAY or _beside_harm(w, r, nx, ny, nz):
                    break
                if ny > cy and out[k, 1] > far:
                    out[k, 1] = far
                out[k, 3] = max(out[k, 3], np.float64(cy - ny))
                cx, cy, cz = nx, ny, nz
                if cell(w, r, cx, cy, cz) == 3 and out[k, 2] > far:
                    out[k, 2] = far
            out[k, 0] = far


@kernel
def _sight(ws, rs, ox, oy, oz, dx, dy, dz):  # type: ignore[no-untyped-def]
    return ray_blocks(ws[0], rs[0], ox, oy, oz, dx, dy, dz)


def foes(body: Body, reach: float = 16.0) -> list[Foe]:
    """Living monsters within ``reach`` blocks, nearest first."""
    rows, facts = np.empty(MAX_FOES, np.int64), np.empty((MAX_FOES, 3))
    n = int(_look(body.ws, body.rs, reach, rows, facts))
    found = []
    for k in range(n):
        row = int(rows[k])
        e = body.w.entities[row]
        found.append(
            Foe(
                row=row,
                uid=int(e["uid"]),
                kind=ENTITY_NAMES[int(e["kind"])],
                x=float(e["x"]),
                y=float(e["y"]),
                z=float(e["z"]),
                far=float(facts[k, 0]),
                flat=float(facts[k, 1]),
                sees=bool(facts[k, 2]),
                hunts=int(e["seen"]) > 0,
                fuse=int(e["fuse"]) if int(e["kind"]) == CREEPER else 0,
                health=float(e["health"]),
            )
        )
    found.sort(key=lambda foe: foe.far)
    return found


def quick_look(body: Body, reach: float = 16.0) -> tuple[int, int]:
    """(monsters within reach, arrows flying at the player): the cheap question before :func:`foes`."""
    facts = np.empty((MAX_FOES, 3))
    n = int(_look(body.ws, body.rs, reach, np.empty(MAX_FOES, np.int64), facts))
    return n, int(facts[MAX_FOES - 1, 0])


def crosshair(body: Body, pitch: float, yaw: float) -> tuple[int, float, bool]:
    """What the crosshair would be on with a view: (entity row within 3 blocks or -1, distance, a block is before it)."""
    eye = 1.27 if body.p["sneaking"] else 1.62
    row, far, block = _crosshair(body.ws, body.rs, eye, float(pitch), float(yaw))
    return int(row), float(far), bool(block)


def runs(body: Body) -> np.ndarray:
    """How the ground lies in 16 directions (k x 22.5 degrees of yaw): float64 (16, 4).

    Columns: blocks one can go (up to 3), blocks until a jump is needed (99: none), until water (99), deepest fall.
    """
    out = np.empty((DIRECTIONS, 4))
    _runs(body.ws, body.rs, out)
    return out


def sight(body: Body, a: Point, b: Point) -> bool:
    """Whether no block's body lies on the line from a to b."""
    far = _sight(body.ws, body.rs, a[0], a[1], a[2], b[0] - a[0], b[1] - a[1], b[2] - a[2])
    return bool(far > 1.0)
