"""The left mouse button: starting, continuing and finishing to dig, and hitting creatures.

Timing as the game's client has it: float32 progress summed until 1; 5 ticks of pause after a block that took
more than one tick, then a tick that only starts the next; 10 ticks of pause after a press into the air.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.breaking import break_block
from craftagent.sim.events import count, emit
from craftagent.sim.grid import get
from craftagent.sim.inventory import damage_held
from craftagent.sim.jit import kernel
from craftagent.sim.mobs.combat import player_attack
from craftagent.sim.rules.digging import can_harvest, dig_delta
from craftagent.sim.state import EV_MINED, K_ATTACK, STAT_MINED

BREAK_DELAY = 5  # ticks
MISS_DELAY = 10
SWING_TICKS = 6
_EXHAUSTION = 0.005  # of one block mined
_SWORD = 5


@kernel
def swing(w):  # type: ignore[no-untyped-def]
    """Start the arm's swing unless one has just begun."""
    p = w.player[0]
    if p.swinging == 0 or p.swing_ticks >= SWING_TICKS // 2 or p.swing_ticks < 0:
        p.swing_ticks = -1
        p.swinging = 1


@kernel
def animate_hand(w):  # type: ignore[no-untyped-def]
    """Advance swing and equip animations by a tick (both 0..1)."""
    p = w.player[0]
    p.prev_swing = p.swing
    p.prev_equip = p.equip
    if p.swinging != 0:
        p.swing_ticks += 1
        if p.swing_ticks >= SWING_TICKS:
            p.swing_ticks = 0
            p.swinging = 0
    else:
        p.swing_ticks = 0
    p.swing = np.float32(p.swing_ticks) / np.float32(SWING_TICKS) if p.swing_ticks > 0 else np.float32(0.0)
    held = w.items[p.selected].id
    goal = np.float32(1.0) if held == p.held_was else np.float32(0.0)
    change = goal - p.equip
    p.equip += min(max(change, np.float32(-0.4)), np.float32(0.4))
    if p.equip < np.float32(0.1) and held != p.held_was:
        p.held_was = held
        p.item_name_ticks = 40
    if p.item_name_ticks > 0:
        p.item_name_ticks -= 1


@kernel
def _finish(w, r, x, y, z, state, held):  # type: ignore[no-untyped-def]
    """The block gives way: drops, statistics, wear, exhaustion."""
    p = w.player[0]
    block = np.int64(r.state_block[state])
    break_block(w, r, x, y, z, held, can_harvest(r, state, held))
    other = r.other_half[state]  # doors, tall plants, beds: the half without the drop goes too
    if other != 0:
        oy = y + (1 if other == 1 else -1)
        if r.state_block[get(w, x, oy, z)] == block:
            break_block(w, r, x, oy, z, held, False)
    emit(w, EV_MINED, block, held, x, y, z, 0.0)
    count(w, STAT_MINED, block, 1)
    p.exhaustion += np.float32(_EXHAUSTION)
    if r.hardness[state] > 0 and r.max_damage[held] > 0 and r.item_tool[held] != 0:
        damage_held(w, r, np.int64(2 if r.item_tool[held] == _SWORD else 1))


@kernel
def _start(w, r):  # type: ignore[no-untyped-def]
    """Begin to dig the targeted block; breaks it at once if one tick is enough."""
    p = w.player[0]
    x, y, z = np.int64(p.target_x), np.int64(p.target_y), np.int64(p.target_z)
    state = get(w, x, y, z)
    held = np.int64(w.items[p.selected].id)
    delta = dig_delta(r, state, held, p.eyes_in_water, p.on_ground)
    p.digging = 0
    p.dig_progress = np.float32(0.0)
    if delta >= np.float32(1.0):
        _finish(w, r, x, y, z, state, held)
        return
    p.digging = 1
    p.dig_x = x
    p.dig_y = y
    p.dig_z = z
    p.dig_state = state
    p.dig_item = held
    p.dig_face = p.target_face


@kernel
def stop_digging(w):  # type: ignore[no-untyped-def]
    """Let go of a half-dug block."""
    p = w.player[0]
    p.digging = 0
    p.dig_progress = np.float32(0.0)


@kernel
def attack_button(w, r):  # type: ignore[no-untyped-def]
    """All that the left button does in a tick, target already set by ``aim``."""
    p = w.player[0]
    down = w.keys[0, K_ATTACK] != 0
    pressed = down and w.keys[1, K_ATTACK] == 0
    if p.miss_time > 0:
        p.miss_time -= 1
    if pressed and p.miss_time <= 0 and p.using == 0:
        if p.target == 2:
            player_attack(w, r, np.int64(p.target_entity))
        elif p.target == 1:
            _start(w, r)
        else:
            p.miss_time = MISS_DELAY
            p.attack_ticks = 0
        swing(w)
        if p.target == 1 and p.digging == 0:  # broken in one blow: the rest of the tick has nothing to dig
            return
    if not down:
        p.miss_time = 0
    if not down or p.target != 1 or p.using != 0 or p.miss_time > 0:
        stop_digging(w)
        if p.dig_delay > 0 and not down:
            p.dig_delay = 0
        return
    swing(w)
    if p.dig_delay > 0:
        p.dig_delay -= 1
        return
    x, y, z = np.int64(p.target_x), np.int64(p.target_y), np.int64(p.target_z)
    state = get(w, x, y, z)
    held = np.int64(w.items[p.selected].id)
    if p.digging == 0 or x != p.dig_x or y != p.dig_y or z != p.dig_z or held != p.dig_item:
        _start(w, r)
        return
    p.dig_progress += dig_delta(r, state, held, p.eyes_in_water, p.on_ground)
    if p.dig_progress >= np.float32(1.0):
        p.digging = 0
        p.dig_progress = np.float32(0.0)
        p.dig_delay = BREAK_DELAY
        _finish(w, r, x, y, z, state, held)
