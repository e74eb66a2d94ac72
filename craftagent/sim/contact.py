"""What blocks do to the player's body when it touches them: walls, edges, landings, webs, bushes, fire, honey."""

from __future__ import annotations

import numpy as np

from craftagent.sim.collide import box_free
from craftagent.sim.grid import get, set_block
from craftagent.sim.jit import kernel
from craftagent.sim.rng import rand
from craftagent.sim.rules.registry import block_id, state_id
from craftagent.sim.state import CUSTOM_NAMES, HURT_BERRY_BUSH, HURT_CACTUS, HURT_FALL, HURT_IN_FIRE
from craftagent.sim.vitals import FIRE_GRACE, hurt_player

HALF_WIDTH = 0.3  # blocks, of the player's box
STEP = 0.6  # climbed without a jump
GRAVITY = 0.08  # blocks a tick each tick

_COBWEB, _BERRIES, _CACTUS = block_id("cobweb"), block_id("sweet_berry_bush"), block_id("cactus")
_FIRE, _SOUL_FIRE, _HONEY = block_id("fire"), block_id("soul_fire"), block_id("honey_block")
_CAMPFIRE, _SOUL_CAMPFIRE = block_id("campfire"), block_id("soul_campfire")
_SLIME, _HAY = block_id("slime_block"), block_id("hay_block")
_BED_FIRST, _BED_LAST = block_id("white_bed"), block_id("black_bed")
_BERRY_SAPLING = state_id("sweet_berry_bush", age=0)
_FARMLAND, _DIRT = block_id("farmland"), state_id("dirt")
_FALL = CUSTOM_NAMES.index("fall_one_cm")


@kernel
def _wall_at(w, r, p, x, z):  # type: ignore[no-untyped-def]
    """Whether a column holds a suffocating block between feet and head."""
    for y in range(np.int64(np.floor(p.y + 1e-7)), np.int64(np.ceil(p.y + p.height - 1e-7))):
        if r.suffocates[get(w, x, y, z)] != 0:
            return True
    return False


@kernel
def push_out(w, r, p):  # type: ignore[no-untyped-def]
    """A body stuck in a wall is pushed towards the nearest free side, 0.1 blocks a tick.

    One that soil has grown under by a sixteenth (farmland or path turned to dirt) is lifted onto it.
    """
    for k in range(4):
        x = p.x + (0.21 if (k & 1) == 0 else -0.21)
        z = p.z + (0.21 if k < 2 else -0.21)
        bx, bz = np.int64(np.floor(x)), np.int64(np.floor(z))
        if not _wall_at(w, r, p, bx, bz):
            continue
        top = np.floor(p.y) + 1.0
        if top - p.y < 0.1:
            p.y = top
            return
        best, sx, sz = 2.0, 0, 0
        for side in range(4):
            ax = -1 if side == 0 else (1 if side == 1 else 0)
            az = -1 if side == 2 else (1 if side == 3 else 0)
            part = x - bx if ax != 0 else z - bz
            far = 1.0 - part if ax + az > 0 else part
            if far < best and not _wall_at(w, r, p, bx + ax, bz + az):
                best, sx, sz = far, ax, az
        if sx != 0:
            p.vx = 0.1 * sx
        elif sz != 0:
            p.vz = 0.1 * sz


@kernel
def land(w, r, p, block, x, y, z):  # type: ignore[no-untyped-def]
    """Pay for the fall that ends on the block at (x, y, z)."""
    fell = np.float64(p.fall_distance)
    p.fall_distance = np.float32(0.0)
    if fell >= 2.0:
        w.custom[_FALL] += np.int64(np.floor(fell * 100.0 + 0.5))
    if block == _SLIME and p.sneaking == 0:
        return
    if block == _FARMLAND and rand(w) < fell - 0.5:
        set_block(w, r, x, y, z, np.int64(_DIRT))
    part = 1.0
    if block in (_HAY, _HONEY):
        part = 0.2
    elif _BED_FIRST <= block <= _BED_LAST:
        part = 0.5
    damage = np.ceil((fell - 3.0) * part)
    if damage > 0.0:
        hurt_player(w, r, damage, np.int64(HURT_FALL), 0.0, 0.0)


@kernel
def hold_at_edge(w, r, p, dx, dz):  # type: ignore[no-untyped-def]
    """Shorten a sneaking step in strides of 0.05 until there is ground within 0.6 below it."""
    h = np.float64(p.height)
    # First along x alone, then z alone, then both.
    for k in range(3):
        while True:
            tx = dx if k != 1 else 0.0
            tz = dz if k != 0 else 0.0
            if (tx == 0.0 and k != 1) or (tz == 0.0 and k != 0):
                break
            x, y, z = p.x + tx, p.y - STEP, p.z + tz
            if not box_free(w, r, x - 0.3, y, z - 0.3, x + 0.3, y + h, z + 0.3):
                break
            if k != 1:
                dx = 0.0 if abs(dx) <= 0.05 else (dx - 0.05 if dx > 0.0 else dx + 0.05)
            if k != 0:
                dz = 0.0 if abs(dz) <= 0.05 else (dz - 0.05 if dz > 0.0 else dz + 0.05)
    return dx, dz


@kernel
def touch(w, r, p, moved):  # type: ignore[no-untyped-def]
    """Blocks that act on a body inside their cell: webs, bushes, cactus, fire, honey. Lava is handled as a liquid."""
    e = 0.001
    bx0, bx1 = np.int64(np.floor(p.x - HALF_WIDTH + e)), np.int64(np.floor(p.x + HALF_WIDTH - e))
    by0, by1 = np.int64(max(np.floor(p.y + e), 0)), np.int64(min(np.floor(p.y + p.height - e), 255))
    bz0, bz1 = np.int64(np.floor(p.z - HALF_WIDTH + e)), np.int64(np.floor(p.z + HALF_WIDTH - e))
    burning, cause, damage = False, -1, 0.0
    for x in range(bx0, bx1 + 1):
        for z in range(bz0, bz1 + 1):
            for y in range(by0, by1 + 1):
                state = w.blocks[x & 255, z & 255, y]
                if state == 0:
                    continue
                block = r.state_block[state]
                if block == _COBWEB:
                    p.stuck_x, p.stuck_y, p.stuck_z = 0.25, 0.05, 0.25
                    p.fall_distance = np.float32(0.0)
                elif block == _BERRIES:
                    p.stuck_x, p.stuck_y, p.stuck_z = 0.8, 0.75, 0.8
                    p.fall_distance = np.float32(0.0)
                    if state != _BERRY_SAPLING and moved:
                        cause, damage = HURT_BERRY_BUSH, 1.0
                elif block == _CACTUS:
                    cause, damage = HURT_CACTUS, 1.0
                elif block in (_FIRE, _SOUL_FIRE):
                    burning = True
                    p.fire += 1
                    if p.fire == 0:
                        p.fire = 160
                    cause, damage = HURT_IN_FIRE, 1.0 if block == _FIRE else 2.0
                elif (block in (_CAMPFIRE, _SOUL_CAMPFIRE)) and r.emission[state] > 0:
                    cause, damage = HURT_IN_FIRE, 1.0 if block == _CAMPFIRE else 2.0
                elif block == _HONEY and p.on_ground == 0 and p.y <= y + 0.9375 - 1e-7 and p.vy < -GRAVITY:
                    # Sliding down the side of a honey block.
                    if max(abs(x + 0.5 - p.x), abs(z + 0.5 - p.z)) + 1e-7 > 0.4375 + HALF_WIDTH:
                        if p.vy < -0.13:
                            p.vx *= -0.05 / p.vy
                            p.vz *= -0.05 / p.vy
                        p.vy = -0.05
                        p.fall_distance = np.float32(0.0)
                elif r.fluid[state] == 2:
                    burning = True
    if damage > 0.0:
        hurt_player(w, r, damage, np.int64(cause), 0.0, 0.0)
    if not burning and p.fire <= 0:
        p.fire = FIRE_GRACE
