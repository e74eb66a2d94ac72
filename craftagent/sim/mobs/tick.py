"""One tick of all entities, in the order of their rows, and the natural coming and going of creatures."""

from __future__ import annotations

import math

import numpy as np

from craftagent.sim.breaking import drop_loot, spill_tile
from craftagent.sim.collide import move_box, wade
from craftagent.sim.events import count
from craftagent.sim.grid import get, loaded, set_block
from craftagent.sim.jit import kernel, linked
from craftagent.sim.mobs.blast import blast
from craftagent.sim.mobs.bodies import after_mob, before_mob, fall_apart, shove, timers
from craftagent.sim.mobs.kinds import HALF, TABLE, TALL
from craftagent.sim.mobs.natural import natural_spawn
from craftagent.sim.mobs.objects import after_falling, after_item, before_item, tick_arrow
from craftagent.sim.mobs.think import think
from craftagent.sim.mobs.wire import (
    BLAST,
    BLAST_X,
    BLAST_Y,
    BLAST_Z,
    CHANGES,
    FORWARD,
    HIT,
    HIT_CAUSE,
    HIT_KIND,
    HIT_X,
    HIT_Z,
    JUMP,
    NEAR,
    NEAR_N,
    ROW,
    ROWS,
    SIDE,
)  # fmt: skip
from craftagent.sim.rng import randint
from craftagent.sim.rules.registry import item_id
from craftagent.sim.state import (
    ARROW,
    COW,
    CREEPER,
    FALLING_BLOCK,
    ITEM,
    MAX_ENTITIES,
    NONE,
    STAT_KILLED_BY,
    ZOMBIE,
)  # fmt: skip
from craftagent.sim.vitals import hurt_player

DEATH_TICKS = 20
NEAR_RANGE = 40.0  # blocks along an axis: creatures farther away are not pushed about
AWAKE_RANGE = 32.0  # as in the game, creatures farther than this soon stop strolling
SLEEP_TICKS = 8  # a sleeping creature is looked at every so many ticks
_TOOL = item_id("diamond_pickaxe")  # blasts drop what the right tool would


@kernel
def _apply(w, r):  # type: ignore[no-untyped-def]
    """Make the block changes that were asked for."""
    n = np.int64(w.pending[CHANGES])
    w.pending[CHANGES] = 0
    for k in range(n):
        row = ROWS + ROW * k
        x, y, z = np.int64(w.pending[row]), np.int64(w.pending[row + 1]), np.int64(w.pending[row + 2])
        old = get(w, x, y, z)
        if w.pending[row + 4] != 0:
            drop_loot(w, r, old, np.int64(_TOOL), x, y, z)
        if r.tile_kind[r.state_block[old]] != 0:
            spill_tile(w, x, y, z)
        set_block(w, r, x, y, z, np.int64(w.pending[row + 3]))


@kernel
def _census(w):  # type: ignore[no-untyped-def]
    """List the creatures near the player into ``pending``; returns monsters * 1000 + animals."""
    p = w.player[0]
    near = 0
    monsters = 0
    animals = 0
    for i in range(MAX_ENTITIES):
        e = w.entities[i]
        if e.kind < COW or e.kind > CREEPER:
            continue
        if e.kind >= ZOMBIE:
            monsters += 1
        else:
            animals += 1
        if e.death == 0 and abs(e.x - p.x) < NEAR_RANGE and abs(e.z - p.z) < NEAR_RANGE:
            w.pending[NEAR + near] = i
            near += 1
    w.pending[NEAR_N] = near
    return monsters * 1000 + animals


@kernel
def _gone(w, i, d2):  # type: ignore[no-untyped-def]
    """Whether a monster leaves the world: peace, too far, or long unseen and unlucky."""
    e = w.entities[i]
    if w.clock[0].difficulty == 0 or d2 > 16384.0:
        return True
    return e.idle > 600 and d2 > AWAKE_RANGE * AWAKE_RANGE and randint(w, np.int64(800)) == 0


@linked("wr:v")
def tick_entities(w, r):  # type: ignore[no-untyped-def]
    """Advance every entity by one tick, then let creatures spawn (if ``clock.mobs``). Call once a tick."""
    c = w.clock[0]
    p = w.player[0]
    s = w.scratch
    entities = w.entities
    w.pending[CHANGES] = 0
    s[HIT] = 0.0
    s[BLAST] = 0.0
    census = _census(w)
    for i in range(MAX_ENTITIES):
        e = entities[i]
        kind = np.int64(e.kind)
        if kind == NONE:
            continue
        mob = kind >= COW and kind <= CREEPER
        e.px = e.x
        e.py = e.y
        e.pz = e.z
        d2 = (e.x - p.x) ** 2 + (e.y - p.y) ** 2 + (e.z - p.z) ** 2
        if not loaded(w, math.floor(e.x), math.floor(e.z)):
            if kind >= ZOMBIE and mob:
                e.kind = 0
            continue  # waits until its chunk is there again
        scale = 0.5 if e.baby != 0 else 1.0
        half, tall = TABLE[kind, HALF] * scale, TABLE[kind, TALL] * scale
        go = 1
        slip = 0.91
        step = 0.0
        if mob:
            if kind >= ZOMBIE and _gone(w, i, d2):
                e.kind = 0
                continue
            e.idle = 0 if d2 < AWAKE_RANGE * AWAKE_RANGE else e.idle + 1
            asleep = (
                e.idle > 100 and e.on_ground != 0 and e.ai == 0 and e.fire == 0 and e.hurt_time == 0 and e.death == 0
                and e.vx * e.vx + e.vz * e.vz < 1e-6 and e.seen == 0 and e.in_water == 0
            )  # fmt: skip
            if asleep:
                if ((c.tick + i) & (SLEEP_TICKS - 1)) != 0:
                    continue
                timers(w, r, i, np.int64(SLEEP_TICKS))
            else:
                timers(w, r, i, np.int64(1))
            if e.death > 0:
                if e.death == 1:
                    fall_apart(w, r, i)
                e.death += 1
                if e.death > DEATH_TICKS:
                    if e.hurt_by_player > 0 and e.baby == 0:
                        low = np.int64(r.mob_xp[kind, 0])
                        p.xp += low + randint(w, np.int64(r.mob_xp[kind, 1]) - low + 1)
                        c.dirty_hud += 1
                    e.kind = 0
                    continue
        if kind == ARROW:
            tick_arrow(w, r, i)
        else:
            wade(w, r, e.x, e.y, e.z, half, tall, s)
            if kind == ITEM:
                go = before_item(w, r, i)
            elif kind == FALLING_BLOCK:
                e.vy -= 0.04
                e.age += 1
            else:
                water, lava, fx, fy, fz = s[0], s[1], s[2], s[3], s[4]
                s[FORWARD] = 0.0
                s[SIDE] = 0.0
                s[JUMP] = 0.0
                if e.death == 0:
                    e.in_water = 1 if water > 0.4 else 0
                    e.in_lava = 1 if lava > 0.0 else 0
                    think(w, r, i, d2)
                s[0], s[1], s[2], s[3], s[4] = water, lava, fx, fy, fz
                before_mob(w, r, i)
                step = 0.6
                if e.on_ground != 0:
                    at = get(w, math.floor(e.x), math.floor(e.y - 0.5), math.floor(e.z))
                    slip = np.float64(r.slipperiness[at]) * 0.91
                    # One that stands still need not ask the ground every tick.
                    resting = e.vx == 0.0 and e.vz == 0.0 and e.vy <= 0.0 and e.vy > -0.08 and e.collided_h == 0
                    if resting and ((c.tick + i) & 3) != 0 and e.in_water == 0:
                        go = 2
                        e.vy = 0.0
            if e.kind != NONE and go == 1:
                move_box(w, r, e.x, e.y, e.z, half, tall, np.float64(e.vx), np.float64(e.vy), np.float64(e.vz), step, s)
                e.x = s[0]
                e.y = s[1]
                e.z = s[2]
                e.on_ground = np.uint8(s[3])
                e.collided_h = np.uint8(s[4])
                if s[5] != 0.0:
                    e.vy = 0.0
                if s[6] != 0.0:
                    e.vx = 0.0
                if s[7] != 0.0:
                    e.vz = 0.0
            if kind == ITEM:
                if e.kind != NONE:
                    after_item(w, r, i, go)
            elif kind == FALLING_BLOCK:
                after_falling(w, r, i)
            elif e.kind != NONE:
                after_mob(w, r, i, slip)
                if d2 < NEAR_RANGE * NEAR_RANGE and e.death == 0:
                    shove(w, i, w.pending, np.int64(NEAR))
        if s[BLAST] > 0.0:
            power = s[BLAST]
            s[BLAST] = 0.0
            blast(w, r, power, s[BLAST_X], s[BLAST_Y], s[BLAST_Z], kind)
        if s[HIT] > 0.0:
            points = s[HIT]
            s[HIT] = 0.0
            was = p.dead
            hurt_player(w, r, points, np.int64(s[HIT_CAUSE]), s[HIT_X], s[HIT_Z])
            if p.dead != 0 and was == 0:
                count(w, np.int64(STAT_KILLED_BY), np.int64(s[HIT_KIND]), np.int64(1))
        if w.pending[CHANGES] > 0:
            _apply(w, r)
    if c.mobs != 0:
        natural_spawn(w, r, census // 1000, census % 1000)
