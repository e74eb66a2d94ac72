"""One tick of the world, in the order of the game: the player's hands, the body, creatures, then blocks and clock."""

from __future__ import annotations

import numpy as np

from craftagent.sim.aim import aim, direction, eye_height, turn
from craftagent.sim.body import move_player
from craftagent.sim.daytime import sky_dark
from craftagent.sim.digging import animate_hand, attack_button, stop_digging
from craftagent.sim.events import count, emit
from craftagent.sim.grid import get
from craftagent.sim.growth import random_ticks
from craftagent.sim.jit import kernel
from craftagent.sim.mobs.spawn import spawn_item
from craftagent.sim.mobs.tick import tick_entities
from craftagent.sim.rng import rand
from craftagent.sim.screens.furnace import tick_tiles
from craftagent.sim.state import (
    EV_DROPPED,
    HOTBAR,
    K_DROP,
    K_HOTBAR,
    K_PICK,
    K_SWAP,
    MAIN,
    N_SLOTS,
    OFFHAND,
    STAT_DROPPED,
)
from craftagent.sim.trig import cos_deg, sin_deg
from craftagent.sim.updates import process, run_scheduled
from craftagent.sim.using import use_button

THROW_DELAY = 40  # ticks before a thrown item can be picked up


@kernel
def throw(w, item, amount, damage):  # type: ignore[no-untyped-def]
    """Throw a stack forwards from the eye, as pressing Q does; counts statistics and events."""
    p = w.player[0]
    direction(w, w.scratch[2048:2051])
    angle = rand(w) * 360.0
    power = 0.02 * rand(w)
    vx = w.scratch[2048] * 0.3 + cos_deg(angle) * power
    vy = w.scratch[2049] * 0.3 + 0.1 + (rand(w) - rand(w)) * 0.1
    vz = w.scratch[2050] * 0.3 + sin_deg(angle) * power
    y = p.y + eye_height(p) - 0.3
    spawn_item(w, np.int64(item), np.int64(amount), np.int64(damage), p.x, y, p.z, vx, vy, vz, np.int64(THROW_DELAY))
    count(w, STAT_DROPPED, item, amount)
    emit(w, EV_DROPPED, item, amount, np.int64(p.x), np.int64(p.y), np.int64(p.z), 0.0)


@kernel
def _swap(w, a, b):  # type: ignore[no-untyped-def]
    """Exchange two slots."""
    s, t = w.items[a], w.items[b]
    i, c, d = s.id, s.count, s.damage
    s.id = t.id
    s.count = t.count
    s.damage = t.damage
    t.id = i
    t.count = c
    t.damage = d
    w.clock[0].dirty_items += 1


@kernel
def _pick_block(w, r):  # type: ignore[no-untyped-def]
    """Middle button: bring the targeted block's item to hand, if the inventory has it."""
    p = w.player[0]
    if p.target != 1:
        return
    state = get(w, np.int64(p.target_x), np.int64(p.target_y), np.int64(p.target_z))
    item = r.block_item[r.state_block[state]]
    if item <= 0:
        return
    for slot in range(HOTBAR, HOTBAR + 36):
        s = w.items[slot]
        if s.count > 0 and s.id == item:
            if slot < MAIN:
                p.selected = slot
            else:
                _swap(w, slot, np.int64(p.selected))
            return


@kernel
def player_phase(w, r):  # type: ignore[no-untyped-def]
    """Hands and head: camera, crosshair, hotbar, dropping, swapping, attack and use. Only when no screen is open."""
    p = w.player[0]
    p.attack_ticks += 1
    if p.gui != 0 or p.dead != 0:
        stop_digging(w)
        p.using = 0
        p.target = 0
        animate_hand(w)
        return
    turn(w)
    aim(w, r)
    selected = p.selected
    for k in range(9):
        if w.keys[0, K_HOTBAR + k] != 0 and w.keys[1, K_HOTBAR + k] == 0:
            p.selected = k
    if w.keys[0, K_PICK] != 0 and w.keys[1, K_PICK] == 0:
        _pick_block(w, r)
    if w.keys[0, K_SWAP] != 0 and w.keys[1, K_SWAP] == 0:
        _swap(w, np.int64(p.selected), np.int64(OFFHAND))
    if w.keys[0, K_DROP] != 0 and w.keys[1, K_DROP] == 0:
        s = w.items[p.selected]
        if s.count > 0:
            throw(w, s.id, 1, s.damage)
            s.count -= 1
            if s.count <= 0:
                s.id = 0
                s.count = 0
                s.damage = 0
            w.clock[0].dirty_items += 1
    if p.selected != selected:
        p.using = 0
        p.attack_ticks = 0
    use_button(w, r)
    attack_button(w, r)
    animate_hand(w)


@kernel
def world_phase(w, r):  # type: ignore[no-untyped-def]
    """Blocks and clock: scheduled and random ticks, furnaces, neighbour updates, time of day."""
    c = w.clock[0]
    process(w, r)
    run_scheduled(w, r)
    random_ticks(w, r)
    tick_tiles(w, r)
    process(w, r)
    c.tick += 1
    if c.daylight != 0:
        c.time += 1
    c.sky_dark = sky_dark(c.time)


@kernel
def tick(ws, rs):  # type: ignore[no-untyped-def]
    """One whole tick of the world ``ws[0]`` under the rules ``rs[0]``, with the input in its ``keys`` and ``camera``.

    The arguments are arrays of one record: numba hands those over in a fraction of the time that a record takes.
    """
    w, r = ws[0], rs[0]
    player_phase(w, r)
    move_player(w, r)
    tick_entities(w, r)
    world_phase(w, r)


@kernel
def drop_everything(w):  # type: ignore[no-untyped-def]
    """Scatter the whole inventory around the player, as death does."""
    p = w.player[0]
    for slot in range(N_SLOTS):
        s = w.items[slot]
        if s.count > 0 and slot != 50:  # 50 is the crafting result, which nobody owns yet
            a = rand(w) * 360.0
            v = rand(w) * 0.5
            spawn_item(
                w, np.int64(s.id), np.int64(s.count), np.int64(s.damage), p.x, p.y + 1.3, p.z,
                -sin_deg(a) * v, 0.2, cos_deg(a) * v, np.int64(THROW_DELAY),
            )  # fmt: skip
        s.id = 0
        s.count = 0
        s.damage = 0
    w.clock[0].dirty_items += 1
