"""One tick of the world, in the order of the game: the player's hands, the body, creatures, then blocks and clock."""

from __future__ import annotations

import numpy as np

from craftagent.sim.aim import VIEW, aim, direction, eye_height, turn
from craftagent.sim.body import move_player
from craftagent.sim.daytime import sky_dark
from craftagent.sim.digging import SCREEN_DELAY, animate_hand, hold_attack, press_attack, stop_digging, swing
from craftagent.sim.events import count, emit
from craftagent.sim.grid import get
from craftagent.sim.growth import random_ticks
from craftagent.sim.inventory import pick_item, swap_hands, take_slot
from craftagent.sim.jit import kernel, linked
from craftagent.sim.mobs.spawn import spawn_item
from craftagent.sim.mobs.tick import tick_entities
from craftagent.sim.rng import rand
from craftagent.sim.screens.furnace import tick_tiles
from craftagent.sim.state import (
    EV_DROPPED,
    HOTBAR,
    K_ATTACK,
    K_DROP,
    K_HOTBAR,
    K_PICK,
    K_SWAP,
    K_USE,
    N_SLOTS,
    RESULT,
    STAT_DROPPED,
)
from craftagent.sim.trig import cos_deg, sin_deg
from craftagent.sim.updates import process, run_scheduled
from craftagent.sim.using import keep_using, press_use

THROW_DELAY = 40  # ticks before a thrown item can be picked up


@linked("wiii:v")
def throw(w, item, amount, damage):  # type: ignore[no-untyped-def]
    """Throw a stack forwards from the eye, as pressing Q does; counts statistics and events."""
    p = w.player[0]
    direction(w)
    angle = rand(w) * 360.0
    power = 0.02 * rand(w)
    vx = w.scratch[VIEW] * 0.3 + cos_deg(angle) * power
    vy = w.scratch[VIEW + 1] * 0.3 + 0.1 + (rand(w) - rand(w)) * 0.1
    vz = w.scratch[VIEW + 2] * 0.3 + sin_deg(angle) * power
    spawn_item(w, item, amount, damage, p.x, p.y + eye_height(p) - 0.3, p.z, vx, vy, vz, THROW_DELAY)
    count(w, STAT_DROPPED, item, amount)
    emit(
        w, EV_DROPPED, item, amount, np.int64(np.floor(p.x)), np.int64(np.floor(p.y)), np.int64(np.floor(p.z)), 0.0
    )  # fmt: skip


@linked("wr:v")
def player_phase(w, r):  # type: ignore[no-untyped-def]
    """Hands and head: camera, crosshair, hotbar, swapping, dropping, attack, use, pick. Nothing while a screen is open."""
    p = w.player[0]
    p.attack_ticks += 1
    if p.gui != 0 or p.dead != 0:
        stop_digging(w)
        p.using = 0
        p.use_ticks = 0
        p.target = 0
        p.miss_time = SCREEN_DELAY
        animate_hand(w, r)
        return
    turn(w)
    aim(w, r)
    now, before = w.keys[0], w.keys[1]
    held = w.items[p.selected].id
    if p.use_delay > 0:
        p.use_delay -= 1
    for k in range(9):
        if now[K_HOTBAR + k] != 0 and before[K_HOTBAR + k] == 0:
            p.selected = k
    if now[K_SWAP] != 0 and before[K_SWAP] == 0:
        swap_hands(w)
        p.using = 0
    if now[K_DROP] != 0 and before[K_DROP] == 0:
        s = w.items[HOTBAR + p.selected]
        if s.count > 0:
            throw(w, s.id, 1, s.damage)
            take_slot(w, HOTBAR + p.selected, 1)
            swing(w)
    if w.items[p.selected].id != held:
        p.attack_ticks = 0
        if p.using == 1:
            p.using = 0
    if p.using != 0:
        keep_using(w, r)
    else:
        pressed = now[K_USE] != 0 and before[K_USE] == 0
        if now[K_ATTACK] != 0 and before[K_ATTACK] == 0:
            p.miss_time = 0
            press_attack(w, r)
        if pressed or (now[K_USE] != 0 and p.use_delay == 0):
            press_use(w, r)
        if now[K_PICK] != 0 and before[K_PICK] == 0 and p.target == 1:
            block = r.state_block[get(w, p.target_x, p.target_y, p.target_z)]
            pick_item(w, np.int64(r.block_item[block]))
    hold_attack(w, r)
    animate_hand(w, r)


@linked("wr:v")
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


@linked("w:v")
def drop_everything(w):  # type: ignore[no-untyped-def]
    """Scatter the whole inventory around the player, as death does."""
    p = w.player[0]
    for slot in range(N_SLOTS):
        s = w.items[slot]
        if s.count > 0 and slot != RESULT:  # the crafting result belongs to nobody yet
            a = rand(w) * 360.0
            v = rand(w) * 0.5
            spawn_item(
                w, s.id, s.count, s.damage, p.x, p.y + 1.32, p.z, -sin_deg(a) * v, 0.2, cos_deg(a) * v, THROW_DELAY
            )  # fmt: skip
        s.id = 0
        s.count = 0
        s.damage = 0
    w.clock[0].dirty_items += 1
