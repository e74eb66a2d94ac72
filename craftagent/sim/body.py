"""One tick of the player's body: keys to motion, through air, water, lava, ladders and webs, as in Minecraft 1.16.5.

Figures come from the game; the traces in ``tests/fixtures/physics`` (prismarine-physics, an independent referee) pin
them. Two things follow the referee where the game differs by one tick: sneaking slows from the tick in which the key
goes down, and movements shorter than 3e-4 block are still made.

Not modelled: riding, elytra, effects, enchantments, bubble columns, scaffolding, climbing through open trapdoors.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.collide import box_free, fluid_height, move_box, wade
from craftagent.sim.contact import GRAVITY, HALF_WIDTH, STEP, hold_at_edge, land, push_out, touch
from craftagent.sim.grid import get
from craftagent.sim.jit import kernel, linked
from craftagent.sim.rules.registry import block_id, item_id
from craftagent.sim.state import (
    CUSTOM_NAMES,
    HURT_HOT_FLOOR,
    K_BACK,
    K_FORWARD,
    K_JUMP,
    K_LEFT,
    K_RIGHT,
    K_SNEAK,
    K_SPRINT,
)
from craftagent.sim.trig import cos_deg, sin_deg
from craftagent.sim.vitals import exhaust, hurt_player, respawn_player, tick_food, tick_harm

__all__ = ["hurt_player", "move_player", "respawn_player"]

STANDING, CROUCHING, SWIMMING = 1.8, 1.5, 0.6  # heights of the box by pose
AIR_DRAG_Y = 0.9800000190734863  # float32 0.98, as the game has it
JUMP = 0.41999998688697815  # float32 0.42
SPEED, SPRINT_FACTOR = 0.1, 1.3
GROUND = 0.16277140378952026  # 0.216 * 0.91 ** 3: ground speed over friction cubed
TINY = 0.003  # slower than this is standing still

_SLIME, _MAGMA = block_id("slime_block"), block_id("magma_block")
_BED_FIRST, _BED_LAST = block_id("white_bed"), block_id("black_bed")
_BOW = item_id("bow")

_PLAY, _SINCE_DEATH = CUSTOM_NAMES.index("play_one_minute"), CUSTOM_NAMES.index("time_since_death")
_WALK, _SPRINT, _CROUCH = (CUSTOM_NAMES.index(f"{way}_one_cm") for way in ("walk", "sprint", "crouch"))
_SWIM, _CLIMB = CUSTOM_NAMES.index("swim_one_cm"), CUSTOM_NAMES.index("climb_one_cm")
_ON_WATER, _UNDER_WATER = CUSTOM_NAMES.index("walk_on_water_one_cm"), CUSTOM_NAMES.index("walk_under_water_one_cm")
_JUMP = CUSTOM_NAMES.index("jump")


@kernel
def _fits(w, r, p, height):  # type: ignore[no-untyped-def]
    return box_free(w, r, p.x - 0.3, p.y, p.z - 0.3, p.x + 0.3, p.y + height, p.z + 0.3)


@kernel
def _climbable(w, r, p):  # type: ignore[no-untyped-def]
    """Whether the feet are in a ladder or vine."""
    x, y, z = np.int64(np.floor(p.x)), np.int64(np.floor(p.y)), np.int64(np.floor(p.z))
    return r.climbable[get(w, x, y, z)] != 0


@kernel
def _immerse(w, r, p, eye):  # type: ignore[no-untyped-def]
    """Find the liquids the body is in and let them push it. Returns the depths of water and lava over the feet."""
    out = w.scratch
    p.in_water = 0
    p.in_lava = 0
    p.eyes_in_water = 0
    if not wade(w, r, p.x, p.y, p.z, HALF_WIDTH, np.float64(p.height), out):
        return 0.0, 0.0
    water, lava = out[0], out[1]
    for k in range(2):
        o = 2 + 3 * k
        push = 0.014 if k == 0 else 0.0023333333333333335
        fx, fy, fz = out[o] * push, out[o + 1] * push, out[o + 2] * push
        length = np.sqrt(fx * fx + fy * fy + fz * fz)
        if length > 0.0:
            if length < 0.0045 and abs(p.vx) < TINY and abs(p.vz) < TINY:  # enough to set a resting body afloat
                fx, fy, fz = fx * 0.0045 / length, fy * 0.0045 / length, fz * 0.0045 / length
            p.vx += fx
            p.vy += fy
            p.vz += fz
    if water > 0.0:
        p.in_water = 1
        p.fall_distance = np.float32(0.0)
        level = p.y + eye - 0.11111111
        x, y, z = np.int64(np.floor(p.x)), np.int64(np.floor(level)), np.int64(np.floor(p.z))
        if r.fluid[get(w, x, y, z)] == 1 and y + fluid_height(w, r, x, y, z) > level:
            p.eyes_in_water = 1
    if lava > 0.0:
        p.in_lava = 1
        p.fall_distance *= np.float32(0.5)
    return water, lava


@kernel
def _count_way(w, p, dx, dy, dz, climbing):  # type: ignore[no-untyped-def]
    """Statistics (centimetres) and exhaustion of the way made in this tick."""
    level = np.int64(np.floor(np.sqrt(dx * dx + dz * dz) * 100.0 + 0.5))
    way = np.int64(np.floor(np.sqrt(dx * dx + dy * dy + dz * dz) * 100.0 + 0.5))
    row, cm, cost = -1, level, 0.0
    if p.swimming != 0:
        row, cm, cost = _SWIM, way, 0.01
    elif p.eyes_in_water != 0:
        row, cm, cost = _UNDER_WATER, way, 0.01
    elif p.in_water != 0:
        row, cost = _ON_WATER, 0.01
    elif climbing:
        if dy > 0.0:
            row, cm = _CLIMB, np.int64(np.floor(dy * 100.0 + 0.5))
    elif p.on_ground != 0:
        if p.sprinting != 0:
            row, cost = _SPRINT, 0.1
        else:
            row = _CROUCH if p.sneaking != 0 else _WALK
    if row >= 0 and cm > 0:
        w.custom[row] += cm
        if cost > 0.0:
            exhaust(w, cost * cm * 0.01)


@kernel
def _decide_sprint(w, p, forward, key, shift, under):  # type: ignore[no-untyped-def]
    """Start or end sprinting. ``forward``: the key's push after all slowing; ``under``: head was under water."""
    if p.sprint_tap > 0:
        p.sprint_tap -= 1
    if p.using != 0 or shift:
        p.sprint_tap = 0
    pushing = forward > 1e-5 if under else forward >= 0.8
    fed = p.food > 6
    if pushing and fed and p.using == 0 and p.sprinting == 0:
        if (p.on_ground != 0 or under) and not shift and p.forward_was == 0:
            if p.sprint_tap <= 0 and not key:
                p.sprint_tap = 7
            else:
                p.sprinting = 1
        if key and (p.in_water == 0 or under):
            p.sprinting = 1
    p.forward_was = 1 if pushing else 0
    if p.sprinting != 0:
        idle = forward <= 1e-5 or not fed
        if p.swimming != 0:
            if (p.on_ground == 0 and not shift and idle) or p.in_water == 0:
                p.sprinting = 0
        elif idle or p.collided_h != 0 or (p.in_water != 0 and not under):
            p.sprinting = 0


@kernel
def _pose(w, r, p, shift):  # type: ignore[no-untyped-def]
    """Take the height that the keys ask for, or the tallest below it that fits."""
    want = SWIMMING if p.swimming != 0 else (CROUCHING if shift else STANDING)
    if want > p.height + 1e-3 and not _fits(w, r, p, want):
        want = CROUCHING if want > CROUCHING and _fits(w, r, p, CROUCHING) else SWIMMING
        if want < p.height:
            want = np.float64(p.height)
    p.height = np.float32(want)


@kernel
def _look_and_feel(w, p):  # type: ignore[no-untyped-def]
    """Smooth camera height, field of view and view bobbing towards where the body now is."""
    eye = 1.62 if p.height > 1.6 else (1.27 if p.height > 1.0 else 0.4)
    p.eye = np.float32(p.eye + (eye - p.eye) * 0.5)
    fov = 1.15 if p.sprinting != 0 else 1.0
    if p.using != 0 and w.items[p.selected].id == _BOW:
        drawn = min(p.use_ticks / 20.0, 1.0)
        fov *= 1.0 - drawn * drawn * 0.15
    p.fov = np.float32(p.fov + (fov - p.fov) * 0.5)
    sway = 0.0
    if p.on_ground != 0 and p.dead == 0 and p.swimming == 0:
        sway = min(0.1, np.sqrt(p.vx * p.vx + p.vz * p.vz))
    p.bob = np.float32(p.bob + (sway - p.bob) * 0.4)


@kernel
def _displace(w, r, p, shift):  # type: ignore[no-untyped-def]
    """Move by the velocity against the world, with all that contact does: landing, bouncing, webs, soul sand."""
    dx, dy, dz = p.vx, p.vy, p.vz
    if p.stuck_x != 0.0:
        dx, dy, dz = dx * p.stuck_x, dy * p.stuck_y, dz * p.stuck_z
        p.vx, p.vy, p.vz = 0.0, 0.0, 0.0
        p.stuck_x, p.stuck_y, p.stuck_z = 0.0, 0.0, 0.0
    if shift and (dx != 0.0 or dz != 0.0):
        grounded = p.on_ground != 0
        if not grounded and p.fall_distance < STEP:
            y = p.y + p.fall_distance - STEP
            grounded = not box_free(w, r, p.x - 0.3, y, p.z - 0.3, p.x + 0.3, y + p.height, p.z + 0.3)
        if grounded:
            dx, dz = hold_at_edge(w, r, p, dx, dz)
    out = w.scratch
    x, y, z = p.x, p.y, p.z
    step = -STEP if p.on_ground != 0 else STEP
    move_box(w, r, x, y, z, HALF_WIDTH, np.float64(p.height), dx, dy, dz, step, out)
    p.x, p.y, p.z = out[0], out[1], out[2]
    p.on_ground = 1 if out[3] != 0.0 else 0
    p.collided_h = 1 if out[4] != 0.0 else 0
    p.collided_v = 1 if out[5] != 0.0 else 0
    stop_x, stop_z = out[6] != 0.0, out[7] != 0.0
    mx, my, mz = p.x - x, p.y - y, p.z - z

    floor_y = np.int64(np.floor(p.y - 0.2))
    bx, by, bz = np.int64(np.floor(p.x)), np.int64(np.floor(p.y)), np.int64(np.floor(p.z))
    under = get(w, bx, floor_y, bz)
    if r.coll_count[under] == 0:  # fences and walls are taller than their cell
        lower = get(w, bx, floor_y - 1, bz)
        if r.coll_count[lower] > 0 and r.full_cube[lower] == 0:
            under = lower
            floor_y -= 1
    block = np.int64(r.state_block[under])
    if p.on_ground != 0:
        if p.fall_distance > 0.0:
            if r.fluid[get(w, bx, by, bz)] == 1:  # the water one lands in breaks the fall
                p.fall_distance = np.float32(0.0)
            else:
                land(w, r, p, block, bx, floor_y, bz)
    elif my < 0.0:
        p.fall_distance = np.float32(p.fall_distance - my)
    if stop_x:
        p.vx = 0.0
    if stop_z:
        p.vz = 0.0
    if p.collided_v != 0:
        if p.vy < 0.0 and not shift and block == _SLIME:
            p.vy = -p.vy
        elif p.vy < 0.0 and not shift and _BED_FIRST <= block <= _BED_LAST:
            p.vy *= -0.66
        else:
            p.vy = 0.0
    if p.on_ground != 0 and not shift:
        if block == _SLIME and abs(p.vy) < 0.1:
            slow = 0.4 + abs(p.vy) * 0.2
            p.vx *= slow
            p.vz *= slow
        elif block == _MAGMA:
            hurt_player(w, r, 1.0, np.int64(HURT_HOT_FLOOR), 0.0, 0.0)
    p.walked = np.float32(p.walked + np.sqrt(mx * mx + mz * mz) * 0.6)
    touch(w, r, p, abs(mx) >= TINY or abs(mz) >= TINY)
    slow = np.float64(r.speed_factor[get(w, bx, by, bz)])
    if slow == 1.0:
        slow = np.float64(r.speed_factor[get(w, bx, np.int64(np.floor(p.y - 0.5000001)), bz)])
    if slow != 1.0:
        p.vx *= slow
        p.vz *= slow


@kernel
def _travel(w, r, p, strafe, forward, jump, shift, fast_air, lava):  # type: ignore[no-untyped-def]
    """Accelerate by the keys, move, then let drag and gravity act; in water, in lava, or on land and in the air."""
    wet = p.in_water != 0
    molten = not wet and p.in_lava != 0
    drag = 0.91
    speed = 0.02
    if not wet and not molten:
        if p.on_ground != 0:
            x, y, z = np.int64(np.floor(p.x)), np.int64(np.floor(p.y - 0.5000001)), np.int64(np.floor(p.z))
            drag = np.float64(r.slipperiness[get(w, x, y, z)]) * 0.91
            speed = SPEED * (SPRINT_FACTOR if p.sprinting != 0 else 1.0) * (GROUND / (drag * drag * drag))
        elif fast_air:
            speed = 0.026
    length = np.sqrt(strafe * strafe + forward * forward)
    if length >= 3.2e-4:
        speed /= max(length, 1.0)
        s, c = sin_deg(np.float64(p.yaw)), cos_deg(np.float64(p.yaw))
        p.vx += speed * (strafe * c - forward * s)
        p.vz += speed * (forward * c + strafe * s)
    if not wet and not molten and _climbable(w, r, p):
        p.fall_distance = np.float32(0.0)
        p.vx = min(max(p.vx, -0.15), 0.15)
        p.vz = min(max(p.vz, -0.15), 0.15)
        p.vy = max(p.vy, 0.0 if shift else -0.15)
    y_was = p.y
    _displace(w, r, p, shift)
    climbing = _climbable(w, r, p)
    p.on_ladder = 1 if climbing else 0
    if climbing and (p.collided_h != 0 or (jump and not wet and not molten)) and not molten:
        p.vy = 0.2
    if wet:
        drag = 0.9 if p.sprinting != 0 else 0.8
        p.vx *= drag
        p.vy *= 0.8
        p.vz *= drag
        if p.sprinting == 0:
            p.vy -= GRAVITY / 16.0
    elif molten:
        p.vx *= 0.5
        p.vz *= 0.5
        p.vy *= 0.5
        if lava <= 0.4:  # shallow
            p.vy = p.vy * 1.6 - (0.0 if p.sprinting != 0 else GRAVITY / 16.0)
        p.vy -= GRAVITY / 4.0
    else:
        p.vy = (p.vy - GRAVITY) * AIR_DRAG_Y
        p.vx *= drag
        p.vz *= drag
    if (wet or molten) and p.collided_h != 0:
        # Hop out of the liquid if there is room ahead, 0.6 higher than this move began.
        x, y, z = p.x + p.vx, y_was + p.vy + 0.6, p.z + p.vz
        if box_free(w, r, x - 0.3, y, z - 0.3, x + 0.3, y + p.height, z + 0.3):
            if not wade(w, r, x, y, z, HALF_WIDTH, np.float64(p.height), w.scratch):
                p.vy = 0.3
    return climbing


@linked("wr:v")
def move_player(w, r):  # type: ignore[no-untyped-def]
    """One tick of the player's body; call it once a tick, after the camera has turned the head.

    Reads ``w.keys[0]`` (no key counts while a screen is open) and ``player.using``; keeps ``px py pz``, ``prev_eye``,
    ``prev_fov``, ``prev_bob`` and ``prev_walked`` as they were at the start of the tick. Also ticks damage, hunger,
    breath, fire and the statistics of the way. A dead player only keeps still; respawning is the caller's decision.
    """
    p = w.player[0]
    p.px, p.py, p.pz = p.x, p.y, p.z
    p.prev_eye = p.eye
    p.prev_fov = p.fov
    p.prev_bob = p.bob
    p.prev_walked = p.walked
    if p.dead != 0:
        return
    w.custom[_PLAY] += 1
    w.custom[_SINCE_DEATH] += 1
    live = 1.0 if p.gui == 0 else 0.0
    k = w.keys
    forward = (1.0 * k[0, K_FORWARD] - 1.0 * k[0, K_BACK]) * live
    strafe = (1.0 * k[0, K_LEFT] - 1.0 * k[0, K_RIGHT]) * live
    jump = k[0, K_JUMP] != 0 and p.gui == 0
    shift = k[0, K_SNEAK] != 0 and p.gui == 0
    sprint_key = k[0, K_SPRINT] != 0 and p.gui == 0
    eye = 1.62 if p.height > 1.6 else (1.27 if p.height > 1.0 else 0.4)
    under = p.eyes_in_water != 0
    fast_air = p.sprinting != 0  # in the air the game reads last tick's sprinting

    water, lava = _immerse(w, r, p, eye)
    p.swimming = 1 if p.sprinting != 0 and p.in_water != 0 and (p.swimming != 0 or under) else 0
    tick_harm(w, r, eye)
    tick_food(w, r)
    if p.dead != 0:
        return
    push_out(w, r, p)

    cramped = p.height < 1.7 and not _fits(w, r, p, STANDING)
    crouched = p.swimming == 0 and (shift or cramped) and (p.height > 1.4 or _fits(w, r, p, CROUCHING))
    p.sneaking = 1 if crouched else 0
    if crouched or (p.height < 1.0 and p.in_water == 0):
        forward *= 0.3
        strafe *= 0.3
    if p.using != 0:
        forward *= 0.2
        strafe *= 0.2
    _decide_sprint(w, p, forward, sprint_key, shift, under)
    if shift and p.in_water != 0:
        p.vy -= 0.04
    if abs(p.vx) < TINY:
        p.vx = 0.0
    if abs(p.vy) < TINY:
        p.vy = 0.0
    if abs(p.vz) < TINY:
        p.vz = 0.0

    yaw = np.float64(p.yaw)
    if p.jump_delay > 0:
        p.jump_delay -= 1
    if jump:
        deep = water if p.in_water != 0 else lava
        if p.in_water != 0 and (p.on_ground == 0 or deep > 0.4):
            p.vy += 0.04
        elif p.in_lava != 0 and (p.on_ground == 0 or deep > 0.4):
            p.vy += 0.04
        elif p.on_ground != 0 and p.jump_delay == 0:
            x, y, z = np.int64(np.floor(p.x)), np.int64(np.floor(p.y)), np.int64(np.floor(p.z))
            power = np.float64(r.jump_factor[get(w, x, y, z)])
            if power == 1.0:
                power = np.float64(r.jump_factor[get(w, x, np.int64(np.floor(p.y - 0.5000001)), z)])
            p.vy = JUMP * power
            if p.sprinting != 0:
                p.vx -= sin_deg(yaw) * 0.2
                p.vz += cos_deg(yaw) * 0.2
            p.jump_delay = 10
            w.custom[_JUMP] += 1
            exhaust(w, 0.2 if p.sprinting != 0 else 0.05)
    else:
        p.jump_delay = 0
    if p.swimming != 0:  # look where to swim
        rise = -sin_deg(np.float64(p.pitch))
        x, y, z = np.int64(np.floor(p.x)), np.int64(np.floor(p.y + 0.9)), np.int64(np.floor(p.z))
        if rise <= 0.0 or jump or r.fluid[get(w, x, y, z)] != 0:
            p.vy += (rise - p.vy) * (0.085 if rise < -0.2 else 0.06)

    x, y, z = p.x, p.y, p.z
    climbing = _travel(w, r, p, strafe * 0.98, forward * 0.98, jump, shift, fast_air, lava)
    _count_way(w, p, p.x - x, p.y - y, p.z - z, climbing)
    _pose(w, r, p, shift)
    _look_and_feel(w, p)
