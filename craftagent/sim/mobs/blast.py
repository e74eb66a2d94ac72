"""Explosions: rays that eat blocks by their resistance, and damage that falls off with distance and cover.

As in the game: 1 352 rays from the surface of a 16 x 16 x 16 lattice, in steps of 0.3 blocks, each starting with
power x (0.7 .. 1.3) and losing 0.225 a step plus (resistance + 0.3) x 0.3 in what it meets.
"""

from __future__ import annotations

import math

import numpy as np

from craftagent.sim.events import emit
from craftagent.sim.grid import get, loaded
from craftagent.sim.jit import linked
from craftagent.sim.mobs.combat import hurt_entity
from craftagent.sim.mobs.kinds import HALF, TABLE, TALL
from craftagent.sim.mobs.rays import ray_blocks
from craftagent.sim.mobs.wire import ask_change, ask_hit, scaled
from craftagent.sim.rng import rand
from craftagent.sim.state import (
    COW,
    CREEPER,
    EV_EXPLOSION,
    HURT_EXPLOSION,
    ITEM,
    MAX_ENTITIES,
    NONE,
)  # fmt: skip

_SPAN = 24  # blocks along each side of the map of what is eaten, centred on the blast


@linked("wrffffi:v")
def blast(w, r, power, x, y, z, owner):  # type: ignore[no-untyped-def]
    """An explosion of a power (creeper 3) at (x, y, z) caused by a creature of kind ``owner``.

    Blocks go by way of ``pending`` (only with ``mob_griefing``; one in ``power`` drops), damage to the player by way
    of ``scratch``. Works in ``w.queue``.
    """
    c = w.clock[0]
    p = w.player[0]
    q = w.queue
    half_span = _SPAN // 2
    x0, y0, z0 = math.floor(x), math.floor(y), math.floor(z)
    emit(w, np.int64(EV_EXPLOSION), np.int64(owner), np.int64(power), x0, y0, z0, power)
    x0, y0, z0 = x0 - half_span, y0 - half_span, z0 - half_span
    if c.mob_griefing != 0:
        for k in range(_SPAN * _SPAN * _SPAN):
            q[k] = 0
        for a in range(16):
            for b in range(16):
                for d in range(16):
                    if a != 0 and a != 15 and b != 0 and b != 15 and d != 0 and d != 15:
                        continue
                    vx, vy, vz = a / 7.5 - 1.0, b / 7.5 - 1.0, d / 7.5 - 1.0
                    f = 0.3 / math.sqrt(vx * vx + vy * vy + vz * vz)
                    left = power * (0.7 + rand(w) * 0.6)
                    px, py, pz = x, y, z
                    while left > 0.0:
                        bx, by, bz = math.floor(px), math.floor(py), math.floor(pz)
                        state = get(w, bx, by, bz)
                        if state != 0:
                            left -= (r.resistance[r.state_block[state]] + 0.3) * 0.3
                            ix, iy, iz = bx - x0, by - y0, bz - z0
                            if left > 0.0 and min(ix, iy, iz) >= 0 and max(ix, iy, iz) < _SPAN:
                                q[(ix * _SPAN + iy) * _SPAN + iz] = 1
                        px += vx * f
                        py += vy * f
                        pz += vz * f
                        left -= 0.22500001
        for k in range(_SPAN * _SPAN * _SPAN):
            if q[k] != 0:
                bx, by, bz = x0 + k // (_SPAN * _SPAN), y0 + k // _SPAN % _SPAN, z0 + k % _SPAN
                if by >= 0 and by < 256 and loaded(w, bx, bz):
                    ask_change(w, bx, by, bz, np.int64(0), np.int64(1 if rand(w) * power < 1.0 else 0))
    reach = 2.0 * power
    for i in range(-1, MAX_ENTITIES):
        if i < 0:
            if p.dead != 0:
                continue
            ox, oy, oz, half, tall, eye = p.x, p.y, p.z, 0.3, np.float64(p.height), np.float64(p.eye)
        else:
            e = w.entities[i]
            if e.kind == NONE:
                continue
            ox, oy, oz, half, tall = e.x, e.y, e.z, TABLE[e.kind, HALF], TABLE[e.kind, TALL]
            eye = TABLE[e.kind, 2]
        dx, dy, dz = ox - x, oy - y, oz - z
        far = math.sqrt(dx * dx + dy * dy + dz * dz) / reach
        if far > 1.0:
            continue
        # Share of a grid of points in its box that the blast sees.
        nx, ny = math.floor(4.0 * half + 1.0), math.floor(2.0 * tall + 1.0)
        sx, sy = 1.0 / (4.0 * half + 1.0), 1.0 / (2.0 * tall + 1.0)
        off = (1.0 - nx * sx) * 0.5
        seen, total = 0, 0
        for a in range(nx + 1):
            for b in range(ny + 1):
                for d in range(nx + 1):
                    tx = ox - half + 2.0 * half * a * sx + off
                    ty = oy + tall * b * sy
                    tz = oz - half + 2.0 * half * d * sx + off
                    total += 1
                    if ray_blocks(w, r, tx, ty, tz, x - tx, y - ty, z - tz) > 1.0:
                        seen += 1
        share = (1.0 - far) * seen / total
        points = np.float64(math.floor((share * share + share) * 0.5 * 7.0 * reach + 1.0))
        dy = oy + eye - y
        length = math.sqrt(dx * dx + dy * dy + dz * dz)
        if length < 1e-6:
            continue
        if i < 0:
            ask_hit(w, scaled(points, c.difficulty), np.int64(HURT_EXPLOSION), 0.0, 0.0, owner)
            p.vx += dx / length * share
            p.vy += dy / length * share
            p.vz += dz / length * share
        else:
            e = w.entities[i]
            if e.kind == ITEM:
                e.health -= points
                if e.health <= 0.0:
                    e.kind = 0
            elif e.kind >= COW and e.kind <= CREEPER:
                hurt_entity(w, r, np.int64(i), points, np.int64(HURT_EXPLOSION), dx, dz, np.int64(0))
            e.vx += dx / length * share
            e.vy += dy / length * share
            e.vz += dz / length * share
