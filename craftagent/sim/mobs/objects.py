"""Things without a mind: dropped items, falling blocks, arrows."""

from __future__ import annotations

import math

import numpy as np

from craftagent.sim.events import count, emit
from craftagent.sim.grid import get
from craftagent.sim.inventory import give
from craftagent.sim.jit import kernel, linked
from craftagent.sim.mobs.combat import hurt_entity
from craftagent.sim.mobs.kinds import DANGER, HALF, TABLE, TALL
from craftagent.sim.mobs.rays import box_entry, ray_blocks
from craftagent.sim.mobs.spawn import spawn_item
from craftagent.sim.mobs.wire import ask_change, ask_hit
from craftagent.sim.rng import rand
from craftagent.sim.state import (
    COW,
    CREEPER,
    EV_PICKED_UP,
    HURT_ARROW,
    ITEM,
    MAX_ENTITIES,
    SKELETON,
    STAT_PICKED_UP,
)  # fmt: skip
from craftagent.sim.trig import atan2_deg

LIFE = 6000  # ticks a dropped item stays
ARROW_LIFE = 1200  # ticks an arrow stays in a block


@kernel
def _merge(w, r, i):  # type: ignore[no-untyped-def]
    """Join a dropped stack with those of the same item within half a block, if the sum fits one stack."""
    e = w.entities[i]
    most = r.stack[e.id]
    if e.count >= most:
        return
    for j in range(MAX_ENTITIES):
        o = w.entities[j]
        if o.kind != ITEM or j == i or o.id != e.id or o.damage != e.damage or o.count + e.count > most:
            continue
        if abs(o.x - e.x) >= 0.75 or abs(o.z - e.z) >= 0.75 or abs(o.y - e.y) >= 0.25:
            continue
        a, b = (e, o) if o.count <= e.count else (o, e)
        a.count += b.count
        a.delay = max(a.delay, b.delay)
        a.age = min(a.age, b.age)
        b.kind = 0
        if e.kind == 0 or e.count >= most:
            return


@kernel
def before_item(w, r, i):  # type: ignore[no-untyped-def]
    """Age, pick-up, fire, gravity and buoyancy of a dropped stack; ``scratch[0:8]`` as ``wade`` leaves it.

    Returns 1 if it is to be moved against the world this tick.
    """
    e = w.entities[i]
    p = w.player[0]
    s = w.scratch
    water, lava = s[0], s[1]
    e.age += 1
    x, y, z = math.floor(e.x), math.floor(e.y), math.floor(e.z)
    here = get(w, x, y, z)
    if lava > 0.0:
        e.health -= 4.0
    for k in range(2):  # fire, cactus
        if here >= DANGER[k, 0] and here <= DANGER[k, 1]:
            e.health -= 1.0
    if e.age >= LIFE or e.health <= 0.0 or e.y < -64.0:
        e.kind = 0
        return 0
    if e.delay > 0:
        e.delay -= 1
    elif (
        p.dead == 0
        and abs(e.x - p.x) < 1.425
        and abs(e.z - p.z) < 1.425
        and (e.y + 0.25 > p.y - 0.5 and e.y < p.y + p.height + 0.5)
    ):
        item = np.int64(e.id)
        left = give(w, r, item, np.int64(e.count), np.int64(e.damage))
        taken = e.count - left
        if taken > 0:
            count(w, np.int64(STAT_PICKED_UP), item, taken)
            emit(w, np.int64(EV_PICKED_UP), item, taken, x, y, z, 0.0)
            e.count = left
            if left <= 0:
                e.kind = 0
                return 0
    if water > 0.0:
        e.vx += s[2] * 0.014
        e.vy += s[3] * 0.014
        e.vz += s[4] * 0.014
    if water > 0.1014:
        e.vx *= 0.99
        e.vz *= 0.99
        if e.vy < 0.06:
            e.vy += 0.0005
    elif lava > 0.1014:
        e.vx *= 0.95
        e.vz *= 0.95
        if e.vy < 0.06:
            e.vy += 0.0005
    else:
        e.vy -= 0.04
    cx, cy, cz = x, math.floor(e.y + 0.125), z
    if r.full_cube[get(w, cx, cy, cz)] != 0:
        # Inside a block: drift through it to the nearest free side (not down), as the game does.
        fx, fy, fz = e.x - cx, e.y + 0.125 - cy, e.z - cz
        side = -1
        best = 2.0
        for k in range(5):
            near = fz if k == 0 else 1.0 - fz if k == 1 else fx if k == 2 else 1.0 - fx if k == 3 else 1.0 - fy
            nx = cx - 1 if k == 2 else cx + 1 if k == 3 else cx
            nz = cz - 1 if k == 0 else cz + 1 if k == 1 else cz
            ny = cy + 1 if k == 4 else cy
            if near < best and r.full_cube[get(w, nx, ny, nz)] == 0:
                best = near
                side = k
        push = rand(w) * 0.2 + 0.1
        if side == 2 or side == 3:
            e.vx = push if side == 3 else -push
            e.vy *= 0.75
            e.vz *= 0.75
        elif side == 0 or side == 1:
            e.vx *= 0.75
            e.vy *= 0.75
            e.vz = push if side == 1 else -push
        else:
            e.vx *= 0.75
            e.vy = push
            e.vz *= 0.75
        e.x += e.vx
        e.y += e.vy
        e.z += e.vz
        e.on_ground = 0
        return 0
    if e.on_ground == 0 or e.vx * e.vx + e.vz * e.vz > 1e-5 or ((e.age + e.uid) & 3) == 0:
        return 1
    return 0


@kernel
def after_item(w, r, i, moved):  # type: ignore[no-untyped-def]
    """Friction, bounce and merging of a dropped stack."""
    e = w.entities[i]
    if moved != 0:
        f = 0.98
        if e.on_ground != 0:
            below = get(w, math.floor(e.x), math.floor(e.y - 1.0), math.floor(e.z))
            f = np.float64(r.slipperiness[below]) * 0.98
        e.vx *= f
        e.vy *= 0.98
        e.vz *= f
        if e.on_ground != 0 and e.vy < 0.0:
            e.vy *= -0.5
    crossed = math.floor(e.x) != math.floor(e.px) or math.floor(e.z) != math.floor(e.pz)
    crossed = crossed or math.floor(e.y) != math.floor(e.py)
    if (e.age + e.uid) % (2 if crossed else 40) == 0:
        _merge(w, r, i)


@kernel
def after_falling(w, r, i):  # type: ignore[no-untyped-def]
    """A falling block comes to rest as a block, or as an item where no block fits; ``e.vy`` is that after the move."""
    e = w.entities[i]
    x, y, z = math.floor(e.x), math.floor(e.y + 0.001), math.floor(e.z)
    here = get(w, x, y, z)
    state = np.int64(e.state)
    concrete = np.int64(r.powder_to[r.state_block[state]])
    powder = concrete > 0
    wet = powder and r.fluid[here] == 1
    if powder and not wet and e.on_ground != 0:
        wet = (
            r.fluid[get(w, x - 1, y, z)] == 1 or r.fluid[get(w, x + 1, y, z)] == 1 or r.fluid[get(w, x, y, z - 1)] == 1
            or r.fluid[get(w, x, y, z + 1)] == 1 or r.fluid[get(w, x, y + 1, z)] == 1
        )  # fmt: skip
    drop = False
    if e.on_ground != 0 or wet:
        if wet:
            state = concrete
        below = get(w, x, y - 1, z)
        free_below = below == 0 or r.fluid[below] != 0 or r.replaceable[below] != 0
        if (
            y >= 0
            and y < 256
            and (here == 0 or r.replaceable[here] != 0 or r.fluid[here] != 0)
            and (wet or not free_below)
        ):
            ask_change(w, x, y, z, state, np.int64(0))
        else:
            drop = True
        e.kind = 0
    elif (e.age > 100 and (y < 1 or y > 256)) or e.age > 600:
        drop = True
        e.kind = 0
    if drop:
        item = np.int64(r.block_item[r.state_block[np.int64(e.state)]])
        if item > 0:
            vx, vz = rand(w) * 0.2 - 0.1, rand(w) * 0.2 - 0.1
            spawn_item(w, item, np.int64(1), np.int64(0), e.x, e.y, e.z, vx, 0.2, vz, np.int64(10))
    e.vx *= 0.98
    e.vy *= 0.98
    e.vz *= 0.98


@linked("wri:v")
def tick_arrow(w, r, i):  # type: ignore[no-untyped-def]
    """Fly, hit the player or a creature, or stick in a block (``on_ground``; ``way_*``, ``state`` name the block)."""
    e = w.entities[i]
    p = w.player[0]
    if e.on_ground != 0:
        e.age += 1
        if e.age >= ARROW_LIFE:
            e.kind = 0
        elif get(w, np.int64(e.way_x), np.int64(e.way_y), np.int64(e.way_z)) != e.state:
            e.on_ground = 0
            e.age = 0
            e.vx *= rand(w) * 0.2
            e.vy *= rand(w) * 0.2
            e.vz *= rand(w) * 0.2
        return
    e.delay += 1  # ticks in flight
    dx, dy, dz = np.float64(e.vx), np.float64(e.vy), np.float64(e.vz)
    t = ray_blocks(w, r, e.x, e.y, e.z, dx, dy, dz)
    wall = t <= 1.0
    if not wall:
        t = 1.0
    # Boxes are grown by 0.3, as the game does for projectiles.
    target = -2
    h = 0.3 + 0.3
    if p.dead == 0:
        hit = box_entry(e.x, e.y, e.z, dx, dy, dz, p.x - h, p.y - 0.3, p.z - h, p.x + h, p.y + p.height + 0.3, p.z + h)
        if hit <= t:
            t = hit
            target = -1
    for j in range(MAX_ENTITIES):
        o = w.entities[j]
        if o.kind < COW or o.kind > CREEPER or o.death > 0 or (o.uid == e.owner and e.delay < 5):
            continue
        if abs(o.x - e.x) > 4.0 or abs(o.z - e.z) > 4.0:
            continue
        half, tall = TABLE[o.kind, HALF] + 0.3, TABLE[o.kind, TALL] + 0.3
        hit = box_entry(
            e.x, e.y, e.z, dx, dy, dz, o.x - half, o.y - 0.3, o.z - half, o.x + half, o.y + tall, o.z + half
        )
        if hit < t:
            t = hit
            target = j
    if target >= -1:
        points = np.float64(math.ceil(math.sqrt(dx * dx + dy * dy + dz * dz) * e.last_damage))
        if target == -1:
            ask_hit(w, points, np.int64(HURT_ARROW), dx, dz, np.int64(SKELETON))
        else:
            hurt_entity(w, r, np.int64(target), points, np.int64(HURT_ARROW), dx, dz, np.int64(0))
        e.kind = 0
        return
    e.x += dx * t
    e.y += dy * t
    e.z += dz * t
    e.yaw = atan2_deg(dz, dx) - 90.0
    e.pitch = -atan2_deg(dy, math.sqrt(dx * dx + dz * dz))
    if wall:
        length = math.sqrt(dx * dx + dy * dy + dz * dz)
        if length > 0.0:  # the block is the one just ahead of the tip
            e.way_x = math.floor(e.x + dx / length * 0.01)
            e.way_y = math.floor(e.y + dy / length * 0.01)
            e.way_z = math.floor(e.z + dz / length * 0.01)
            e.x -= dx / length * 0.05
            e.y -= dy / length * 0.05
            e.z -= dz / length * 0.05
        e.state = get(w, np.int64(e.way_x), np.int64(e.way_y), np.int64(e.way_z))
        e.on_ground = 1
        e.age = 0
        return
    here = get(w, math.floor(e.x), math.floor(e.y), math.floor(e.z))
    drag = 0.6 if r.fluid[here] == 1 else 0.99
    e.vx *= drag
    e.vy = e.vy * drag - 0.05
    e.vz *= drag
    if e.y < -64.0 or e.delay > ARROW_LIFE:
        e.kind = 0
