"""A creature's mind: from its wish to a heading, a walk forward and a jump; and where it looks.

Walks straight where the ground allows it (``walk_line``), else along a bounded A* path looked up again every 20 ticks.
"""

from __future__ import annotations

import math

import numpy as np

from craftagent.sim.grid import get
from craftagent.sim.jit import kernel, linked
from craftagent.sim.mobs.kinds import EYE, GRASS_BLOCK, GRASS_SNOWY, HALF, PANIC, SPEED, TABLE
from craftagent.sim.mobs.walk import NO_WAY, find_path, next_step, stand, walk_line
from craftagent.sim.mobs.wire import FORWARD, JUMP, PACE, SIDE
from craftagent.sim.mobs.wishes import GO, IDLE, KEEP, PATH, PICK, STAND, WALK, animal_wish, monster_wish
from craftagent.sim.rng import next_u64, rand, randint
from craftagent.sim.state import SKELETON, SPIDER, ZOMBIE
from craftagent.sim.trig import atan2_deg, wrap_deg


@kernel
def _pick_goal(w, r, i, reach):  # type: ignore[no-untyped-def]
    """Choose a place to stroll to, one that can be walked to straight; grass is liked best. Returns whether found."""
    e = w.entities[i]
    y = math.floor(e.y + 0.5)
    found = False
    for _ in range(4):
        x = math.floor(e.x) + 0.5 + randint(w, np.int64(2 * reach + 1)) - reach
        z = math.floor(e.z) + 0.5 + randint(w, np.int64(2 * reach + 1)) - reach
        end = walk_line(w, r, e.x, y, e.z, x, z, np.int64(0))
        if end == NO_WAY or abs(end - y) > 7:
            continue
        below = get(w, math.floor(x), end - 1, math.floor(z))
        grass = below in (GRASS_BLOCK, GRASS_SNOWY)
        if not found or grass:
            e.goal_x = x
            e.goal_y = np.float64(end)
            e.goal_z = z
            found = True
        if grass:
            break
    return found


@kernel
def _look(w, e, kind, u):  # type: ignore[no-untyped-def]
    """Turn the head: to the player, or some way for a while; at most 10 degrees a tick, 75 off the body."""
    p = w.player[0]
    goal = np.float64(e.yaw)
    pitch = 0.0
    if e.look_timer > 0:
        e.look_timer -= 1
        if e.look == 1:
            dx, dy, dz = p.x - e.x, p.y + p.eye - (e.y + TABLE[kind, EYE]), p.z - e.z
            goal = atan2_deg(dz, dx) - 90.0
            pitch = -atan2_deg(dy, math.sqrt(dx * dx + dz * dz))
        else:
            goal = np.float64(e.look_yaw)
    else:
        dice = (u >> np.uint64(48)) % np.uint64(100)
        if dice < 2:  # glance at the player when near
            reach = 8.0 if kind >= ZOMBIE else 6.0
            if (p.x - e.x) ** 2 + (p.y - e.y) ** 2 + (p.z - e.z) ** 2 < reach * reach and p.dead == 0:
                e.look = 1
                e.look_timer = 40 + randint(w, np.int64(40))
        elif dice < 4:
            e.look = 2
            e.look_yaw = rand(w) * 360.0
            e.look_timer = 20 + randint(w, np.int64(20))
    limit = 30.0 if e.seen > 0 else 10.0
    e.head_yaw = wrap_deg(e.head_yaw + min(max(wrap_deg(goal - e.head_yaw), -limit), limit))
    e.pitch += min(max(pitch - e.pitch, -limit), limit)
    # The body follows the walk at once, else it follows the head when that turns too far.
    if e.vx * e.vx + e.vz * e.vz > 4e-4:
        e.body_yaw += wrap_deg(e.yaw - np.float64(e.body_yaw)) * 0.5
    off = wrap_deg(np.float64(e.head_yaw) - e.body_yaw)
    if off > 50.0:
        e.body_yaw += min(off - 50.0, 10.0)
    elif off < -50.0:
        e.body_yaw += max(off + 50.0, -10.0)
    e.body_yaw = wrap_deg(np.float64(e.body_yaw))
    off = wrap_deg(np.float64(e.head_yaw) - e.body_yaw)
    e.head_yaw = wrap_deg(e.body_yaw + min(max(off, -75.0), 75.0))


@linked("wrif:v")
def think(w, r, i, d2):  # type: ignore[no-untyped-def]
    """Decide entity i's inputs for this tick (``w.scratch[FORWARD, SIDE, JUMP]``).

    ``d2``: squared distance to the player.
    """
    e = w.entities[i]
    s = w.scratch
    kind = np.int64(e.kind)
    s[FORWARD] = 0.0
    s[SIDE] = 0.0
    s[JUMP] = 0.0
    s[PACE] = 1.0
    u = next_u64(w)
    wish = np.int64(monster_wish(w, r, i, d2, u) if kind >= ZOMBIE else animal_wish(w, r, i, d2, u))
    if e.kind == 0:
        return
    if wish != GO:
        e.delay = 0
    if wish == PICK:
        reach = 5 if kind < ZOMBIE and s[PACE] == TABLE[kind, PANIC] else 10
        if _pick_goal(w, r, i, np.int64(reach)):
            e.ai = WALK
            e.ai_timer = 200
        else:
            e.ai = IDLE
    elif wish == GO:
        if e.delay > 0:
            e.delay -= 1
        else:
            y = math.floor(e.y + 0.5)
            dy = e.goal_y - y
            end = np.int64(NO_WAY)
            if kind == SPIDER:  # climbs whatever is in its way
                end = np.int64(math.floor(e.goal_y))
            elif -4.0 < dy < 3.0:
                end = np.int64(walk_line(w, r, e.x, y, e.z, e.goal_x, e.goal_z, np.int64(kind >= ZOMBIE)))
            if end != NO_WAY and abs(end - e.goal_y) < 1.6:
                e.ai = WALK
                e.path_n = 0
                e.delay = 9
            else:
                steps = find_path(
                    w, r, i, math.floor(e.goal_x), math.floor(e.goal_y + 0.01), math.floor(e.goal_z)
                )  # fmt: skip
                # Where the search did not get there, the next one waits longer.
                e.ai = PATH if steps != 0 else IDLE
                if steps != 0 and e.way_x == math.floor(e.x) and e.way_z == math.floor(e.z):
                    next_step(e)  # not back to the middle of its own cell
                e.delay = (19 if steps > 0 else 39) + (i & 7)
    elif wish == STAND:
        e.ai = IDLE
    elif wish == KEEP:
        e.ai_timer -= 4 if e.collided_h != 0 else 1
        if e.ai_timer <= 0:
            e.ai = IDLE
    x, y, z = np.float64(e.goal_x), np.float64(e.goal_y), np.float64(e.goal_z)
    half = TABLE[kind, HALF]
    close = 0.5
    if e.ai == PATH:
        close = max(0.25, 0.75 - half)
        level = abs(e.way_y - e.y) < 1.0 or e.in_water != 0
        if level and abs(e.way_x + 0.5 - e.x) < close and abs(e.way_z + 0.5 - e.z) < close:
            if e.path_n > 0:
                next_step(e)
                if e.path_n == 0 and e.delay < 20:
                    e.delay = 0  # only the first steps are kept: look for the rest
            else:
                e.ai = IDLE
        x, y, z = e.way_x + 0.5, np.float64(e.way_y), e.way_z + 0.5
        close = 0.05
    if e.ai != IDLE:
        dx, dz = x - e.x, z - e.z
        flat = dx * dx + dz * dz
        if flat > close * close:
            goal = atan2_deg(dz, dx) - 90.0
            e.yaw = wrap_deg(e.yaw + min(max(wrap_deg(goal - e.yaw), -90.0), 90.0))
            s[FORWARD] = s[PACE] * TABLE[kind, SPEED]
            if e.on_ground != 0:
                if e.ai == PATH and y - e.y > 0.6 and flat < max(1.0, 2.0 * half):
                    s[JUMP] = 1.0
                elif e.collided_h != 0 and kind != SPIDER:
                    length = math.sqrt(flat)
                    ahead = half + 0.4
                    cx, cy, cz = math.floor(e.x), math.floor(e.y + 0.5), math.floor(e.z)
                    nx = math.floor(e.x + dx / length * ahead)
                    nz = math.floor(e.z + dz / length * ahead)
                    if (nx != cx or nz != cz) and stand(w, r, cx, cy, cz, nx, nz) > cy:
                        s[JUMP] = 1.0
        elif e.ai == WALK and wish != GO:
            e.ai = IDLE
    elif s[FORWARD] != 0.0 or s[SIDE] != 0.0:  # a skeleton circling faces its prey
        p = w.player[0]
        goal = atan2_deg(p.z - e.z, p.x - e.x) - 90.0
        e.yaw = wrap_deg(e.yaw + min(max(wrap_deg(goal - e.yaw), -90.0), 90.0))
    # Zombies and skeletons do not swim; they walk on along the bottom.
    swims = kind not in (ZOMBIE, SKELETON) or e.in_lava != 0
    if swims and (e.in_water != 0 or e.in_lava != 0) and (u >> np.uint64(30)) % np.uint64(10) < 8:
        s[JUMP] = 1.0
    _look(w, e, kind, u)
