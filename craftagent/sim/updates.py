"""Neighbour updates and scheduled block ticks: support, falling, fluids, connections, leaf decay, fire, buttons."""

from __future__ import annotations

import numpy as np

from craftagent.sim.breaking import break_block
from craftagent.sim.fire import FIRE_FIRST, tick_fire
from craftagent.sim.fluids import LAVA_DELAY, WATER_DELAY, meet, tick_fluid
from craftagent.sim.grid import (
    TICK_BUTTON,
    TICK_FALL,
    TICK_FIRE,
    TICK_FLUID,
    TICK_LEAVES,
    get,
    loaded,
    schedule,
    set_block,
)
from craftagent.sim.jit import linked, part
from craftagent.sim.mobs.spawn import spawn_entity
from craftagent.sim.rng import randint
from craftagent.sim.rules.connecting import connect_state
from craftagent.sim.rules.placement_table import CONNECT_GATE, SUPPORT_SNOW
from craftagent.sim.rules.registry import state_id
from craftagent.sim.rules.supporting import supported
from craftagent.sim.state import FALLING_BLOCK, MAX_UPDATES

_DIRT = state_id("dirt")
_FARMLAND = state_id("farmland", moisture=0)
_PATH = state_id("grass_path")
FALL_DELAY = 2  # ticks
_MOST = 65_536  # updates and ticks worked off at a time, the game's own limit


@linked("wriii:v")
def _update(w, r, x, y, z):  # type: ignore[no-untyped-def]
    """React to a changed neighbour (or to having just been placed)."""
    state = get(w, x, y, z)
    if state == 0:
        return
    kind, delay = 0, 0
    fluid = r.fluid[state]
    distance = r.leaf_distance[state]
    if r.falls[state] != 0:
        kind, delay = TICK_FALL, FALL_DELAY
    elif fluid != 0:
        if meet(w, r, x, y, z):
            return
        kind, delay = TICK_FLUID, WATER_DELAY if fluid == 1 else LAVA_DELAY
    elif distance > 0 and distance < 255:
        kind, delay = TICK_LEAVES, 1
    elif state >= FIRE_FIRST and state < FIRE_FIRST + 512:
        kind, delay = TICK_FIRE, 30 + randint(w, 10)
    if kind != 0:
        schedule(w, x, y, z, kind, delay)
    new = state
    if (state >= _FARMLAND and state < _FARMLAND + 8) or state == _PATH:
        above = get(w, x, y + 1, z)
        if r.solid[above] != 0 and r.connects[above] != CONNECT_GATE:
            new = np.int64(_DIRT)
    elif r.support[state] != 0 and not supported(w, r, x, y, z, state):
        break_block(w, r, x, y, z, 0, 0 if r.support[state] == SUPPORT_SNOW else 1)  # snow gives way without a ball
        return
    elif r.connects[state] != 0:
        new = connect_state(w, r, x, y, z, state)
    if new != state:
        set_block(w, r, x, y, z, new)


@part
def _close_ranks(w, head):  # type: ignore[no-untyped-def]
    """Drop the first ``head`` queued updates."""
    rest = w.clock[0].n_updates - head
    for i in range(rest):
        for k in range(3):
            w.updates[i, k] = w.updates[head + i, k]
    w.clock[0].n_updates = rest


@linked("wr:v")
def process(w, r):  # type: ignore[no-untyped-def]
    """Work off all queued neighbour updates, those they cause included (at most 65 536)."""
    c = w.clock[0]
    head = 0
    for _ in range(_MOST):
        if head >= c.n_updates:
            break
        x, y, z = np.int64(w.updates[head, 0]), np.int64(w.updates[head, 1]), np.int64(w.updates[head, 2])
        head += 1
        if head == c.n_updates or head >= MAX_UPDATES // 2:  # make room
            _close_ranks(w, head)
            head = 0
        if loaded(w, x, z):
            _update(w, r, x, y, z)
    if head > 0:
        _close_ranks(w, head)


@linked("wriii:v")
def _tick_leaves(w, r, x, y, z):  # type: ignore[no-untyped-def]
    """Recompute a leaf's distance to the nearest log (1..7)."""
    state = get(w, x, y, z)
    distance = np.int64(r.leaf_distance[state])
    if distance == 0 or distance == 255:
        return
    best = np.int64(7)
    for side in range(6):
        nx = x + (1 if side == 0 else -1 if side == 1 else 0)
        ny = y + (1 if side == 2 else -1 if side == 3 else 0)
        nz = z + (1 if side == 4 else -1 if side == 5 else 0)
        best = min(best, np.int64(r.leaf_distance[get(w, nx, ny, nz)]) + 1)
    if best != distance:
        set_block(w, r, x, y, z, state + (best - distance) * 2)  # properties: distance 1..7, then persistent


@linked("wriiii:v")
def _tick_block(w, r, x, y, z, kind):  # type: ignore[no-untyped-def]
    """One scheduled tick that is due."""
    state = get(w, x, y, z)
    if kind == TICK_FLUID:
        tick_fluid(w, r, x, y, z)
    elif kind == TICK_LEAVES:
        _tick_leaves(w, r, x, y, z)
    elif kind == TICK_FIRE:
        tick_fire(w, r, x, y, z)
    elif kind == TICK_BUTTON:
        if (
            state + 1 < len(r.use_state) and r.use_state[state + 1] == state
        ):  # still pressed: powered comes before not powered
            set_block(w, r, x, y, z, state + 1)
    elif kind == TICK_FALL and r.falls[state] != 0 and y > 0:
        below = get(w, x, y - 1, z)
        if below == 0 or r.fluid[below] != 0 or r.replaceable[below] != 0:
            e = spawn_entity(w, FALLING_BLOCK, x + 0.5, y, z + 0.5)
            if e >= 0:
                w.entities[e].state = state
                set_block(w, r, x, y, z, 0)


@linked("wr:v")
def run_scheduled(w, r):  # type: ignore[no-untyped-def]
    """Do the block ticks that are due, in the order in which they were asked for.

    Those in chunks that are not loaded wait until they are.
    """
    c = w.clock[0]
    n = np.int64(c.n_scheduled)
    kept = 0
    due = 0
    for i in range(n):  # the due ones are set aside, the others close ranks
        s = w.scheduled[i]
        if s.due <= c.tick and loaded(w, s.x, s.z):
            w.due[due, 0] = s.x
            w.due[due, 1] = s.y
            w.due[due, 2] = s.z
            w.due[due, 3] = s.kind
            due += 1
            continue
        if kept != i:
            k = w.scheduled[kept]
            k.x = s.x
            k.y = s.y
            k.z = s.z
            k.kind = s.kind
            k.due = s.due
        kept += 1
    for i in range(kept, n):  # no leftovers, so that equal worlds are equal to the bit
        s = w.scheduled[i]
        s.x = 0
        s.y = 0
        s.z = 0
        s.kind = 0
        s.due = 0
    c.n_scheduled = kept
    for i in range(due):
        _tick_block(w, r, w.due[i, 0], w.due[i, 1], w.due[i, 2], w.due[i, 3])
