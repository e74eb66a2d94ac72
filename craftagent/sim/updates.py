"""Neighbour updates and scheduled block ticks: support, falling, fluids, connections, leaf decay."""

from __future__ import annotations

import numpy as np

from craftagent.sim.breaking import break_block
from craftagent.sim.fluids import LAVA_DELAY, WATER_DELAY, meet, tick_fluid
from craftagent.sim.grid import TICK_FALL, TICK_FLUID, TICK_LEAVES, get, loaded, schedule, set_block
from craftagent.sim.jit import kernel
from craftagent.sim.mobs.spawn import spawn_entity
from craftagent.sim.rules.placing import connect_state, supported
from craftagent.sim.rules.registry import state_id
from craftagent.sim.state import FALLING_BLOCK, MAX_UPDATES

_DIRT = state_id("dirt")
_FARMLAND = state_id("farmland", moisture=0)
_PATH = state_id("grass_path")
FALL_DELAY = 2  # ticks


@kernel
def _falls_through(w, r, x, y, z):  # type: ignore[no-untyped-def]
    state = get(w, x, y, z)
    return state == 0 or r.fluid[state] != 0 or r.replaceable[state] != 0


@kernel
def _update(w, r, x, y, z):  # type: ignore[no-untyped-def]
    """React to a changed neighbour (or to having just been placed)."""
    state = get(w, x, y, z)
    if state == 0:
        return
    if r.falls[state] != 0:
        schedule(w, x, y, z, TICK_FALL, FALL_DELAY)
    fluid = r.fluid[state]
    if fluid != 0:
        if meet(w, r, x, y, z):
            return
        schedule(w, x, y, z, TICK_FLUID, WATER_DELAY if fluid == 1 else LAVA_DELAY)
    distance = r.leaf_distance[state]
    if distance > 0 and distance < 255:
        schedule(w, x, y, z, TICK_LEAVES, 1)
    if (state >= _FARMLAND and state < _FARMLAND + 8) or state == _PATH:
        above = get(w, x, y + 1, z)
        if r.full_cube[above] != 0:
            set_block(w, r, x, y, z, _DIRT)
            return
    if r.support[state] != 0 and not supported(w, r, x, y, z, state):
        break_block(w, r, x, y, z, np.int64(0), True)
        return
    if r.connects[state] != 0:
        new = connect_state(w, r, x, y, z, state)
        if new != state:
            set_block(w, r, x, y, z, new)


@kernel
def process(w, r):  # type: ignore[no-untyped-def]
    """Work off all queued neighbour updates, those they cause included (at most 65 536 a tick)."""
    c = w.clock[0]
    head = 0
    done = 0
    while head < c.n_updates and done < 65536:
        x, y, z = np.int64(w.updates[head, 0]), np.int64(w.updates[head, 1]), np.int64(w.updates[head, 2])
        head += 1
        done += 1
        if head == c.n_updates or head >= MAX_UPDATES - 64:  # make room: move the rest to the front
            rest = c.n_updates - head
            for i in range(rest):
                for k in range(3):
                    w.updates[i, k] = w.updates[head + i, k]
            c.n_updates = rest
            head = 0
        if loaded(w, x, z):
            _update(w, r, x, y, z)
    if head > 0:
        rest = c.n_updates - head
        for i in range(rest):
            for k in range(3):
                w.updates[i, k] = w.updates[head + i, k]
        c.n_updates = rest


@kernel
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
        d = np.int64(r.leaf_distance[get(w, nx, ny, nz)])
        if d < 7 and d + 1 < best:
            best = d + 1
    if best != distance:
        set_block(w, r, x, y, z, state + (best - distance) * 2)  # properties: distance 1..7, then persistent


@kernel
def run_scheduled(w, r):  # type: ignore[no-untyped-def]
    """Do the block ticks that are due, in the order in which they were asked for."""
    c = w.clock[0]
    n = np.int64(c.n_scheduled)
    kept = 0
    due = 0
    for i in range(n):  # the due ones are set aside, the others close ranks
        s = w.scheduled[i]
        if s.due <= c.tick:
            w.due[due, 0] = s.x
            w.due[due, 1] = s.y
            w.due[due, 2] = s.z
            w.due[due, 3] = s.kind
            due += 1
        else:
            if kept != i:
                k = w.scheduled[kept]
                k.x = s.x
                k.y = s.y
                k.z = s.z
                k.kind = s.kind
                k.due = s.due
            kept += 1
    c.n_scheduled = kept
    for i in range(due):
        x, y, z = np.int64(w.due[i, 0]), np.int64(w.due[i, 1]), np.int64(w.due[i, 2])
        kind = w.due[i, 3]
        if not loaded(w, x, z):
            continue
        if kind == TICK_FALL:
            state = get(w, x, y, z)
            if r.falls[state] != 0 and y > 0 and _falls_through(w, r, x, y - 1, z):
                e = spawn_entity(w, np.int64(FALLING_BLOCK), x + 0.5, np.float64(y), z + 0.5)
                if e >= 0:
                    w.entities[e].state = state
                    set_block(w, r, x, y, z, np.int64(0))
        elif kind == TICK_FLUID:
            tick_fluid(w, r, x, y, z)
        elif kind == TICK_LEAVES:
            _tick_leaves(w, r, x, y, z)
