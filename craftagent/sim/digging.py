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
from craftagent.sim.jit import linked, part
from craftagent.sim.mobs.combat import player_attack
from craftagent.sim.rng import randint
from craftagent.sim.rules.blocks_table import DIG_LEAVES, DIG_WEB, DIG_WOOL, TOOL_SHEARS, TOOL_SWORD
from craftagent.sim.rules.digging import can_harvest, dig_delta
from craftagent.sim.rules.registry import block_id
from craftagent.sim.state import EV_MINED, K_ATTACK, STAT_MINED, STAT_USED

BREAK_DELAY = 5  # ticks
MISS_DELAY = 10
SCREEN_DELAY = 10_000  # a button held while a screen closes does nothing until it is let go
SWING_TICKS = 6
_EXHAUSTION = 0.005  # of one block mined
_FIRE = block_id("fire")


@linked("w:v")
def swing(w):  # type: ignore[no-untyped-def]
    """Start the arm's swing unless one has just begun."""
    p = w.player[0]
    if p.swinging == 0 or p.swing_ticks >= SWING_TICKS // 2 or p.swing_ticks < 0:
        p.swing_ticks = -1
        p.swinging = 1


@linked("wr:v")
def animate_hand(w, r):  # type: ignore[no-untyped-def]
    """Advance swing and equip animations by a tick (both 0..1); the hand sinks while the attack meter refills."""
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
    p.swing = np.float32(max(p.swing_ticks, 0)) / np.float32(SWING_TICKS)
    held = w.items[p.selected].id
    meter = min((p.attack_ticks + 1) * np.float64(r.attack_speed[held]) / 20.0, 1.0)
    change = (meter * meter * meter if held == p.held_was else 0.0) - p.equip
    p.equip = np.float32(p.equip + min(max(change, -0.4), 0.4))
    if p.equip < np.float32(0.1) and held != p.held_was:
        p.held_was = held
        p.item_name_ticks = 40
    if p.item_name_ticks > 0:
        p.item_name_ticks -= 1


@part
def _wear(w, r, state, block, held, x, y, z):  # type: ignore[no-untyped-def]
    """What digging does to the tool, and its statistic."""
    tool = r.item_tool[held]
    if tool == 0:
        return
    kind = r.dig_class[block]
    if tool != TOOL_SHEARS or kind == DIG_LEAVES or kind == DIG_WEB or kind == DIG_WOOL or r.replaceable[state] != 0:
        count(w, STAT_USED, held, 1)
    if tool == TOOL_SHEARS:
        if block != _FIRE:
            damage_held(w, r, 1)
    elif r.hardness[state] != 0.0:
        damage_held(w, r, 2 if tool == TOOL_SWORD else 1)


@linked("wriiiii:v")
def finish_digging(w, r, x, y, z, state, held):  # type: ignore[no-untyped-def]
    """The block gives way: drops, experience, statistics, wear, exhaustion.

    Statistics, exhaustion and experience only come with what the tool can harvest, as in the game; the event always.
    """
    p = w.player[0]
    block = np.int64(r.state_block[state])
    harvest = can_harvest(r, state, held)
    drops = 1 if harvest else 0
    half = r.other_half[
        state
    ]  # doors and tall plants go whole, now: left to itself the other half drops without a tool
    oy = y + (1 if half == 1 else -1)
    if half != 0 and r.state_block[get(w, x, oy, z)] == block:
        break_block(w, r, x, oy, z, held, drops)
    break_block(w, r, x, y, z, held, drops)
    emit(w, EV_MINED, block, held, x, y, z, 0.0)
    _wear(w, r, state, block, held, x, y, z)
    if harvest:
        count(w, STAT_MINED, block, 1)
        p.exhaustion = np.float32(p.exhaustion + np.float32(_EXHAUSTION))
        low, high = np.int64(r.block_xp[block, 0]), np.int64(r.block_xp[block, 1])
        if high > 0:
            p.xp += low + randint(w, high - low + 1)
            w.clock[0].dirty_hud += 1


@part
def _same_dig(w):  # type: ignore[no-untyped-def]
    """Whether the crosshair and the hand are still those that digging began with."""
    p = w.player[0]
    same = p.target_x == p.dig_x and p.target_y == p.dig_y and p.target_z == p.dig_z
    return same and w.items[p.selected].id == p.dig_item


@linked("wr:v")
def _start(w, r):  # type: ignore[no-untyped-def]
    """Begin to dig the targeted block; breaks it at once if one tick is enough."""
    p = w.player[0]
    x, y, z = np.int64(p.target_x), np.int64(p.target_y), np.int64(p.target_z)
    state = get(w, x, y, z)
    held = np.int64(w.items[p.selected].id)
    p.digging = 0
    p.dig_progress = np.float32(0.0)
    if dig_delta(r, state, held, p.eyes_in_water, p.on_ground) >= np.float32(1.0):
        finish_digging(w, r, x, y, z, state, held)
        return
    p.digging = 1
    p.dig_x = x
    p.dig_y = y
    p.dig_z = z
    p.dig_state = state
    p.dig_item = held
    p.dig_face = p.target_face


@linked("w:v")
def stop_digging(w):  # type: ignore[no-untyped-def]
    """Let go of a half-dug block."""
    p = w.player[0]
    if p.digging != 0:
        p.attack_ticks = 0
    p.digging = 0
    p.dig_progress = np.float32(0.0)


@linked("wr:v")
def press_attack(w, r):  # type: ignore[no-untyped-def]
    """The left button goes down: hit, start to dig, or miss."""
    p = w.player[0]
    if p.target == 2:
        player_attack(w, r, p.target_entity)
    elif p.target == 1:
        if p.digging == 0 or not _same_dig(w):
            _start(w, r)
    else:
        p.miss_time = MISS_DELAY
        p.attack_ticks = 0
    swing(w)


@linked("wr:v")
def hold_attack(w, r):  # type: ignore[no-untyped-def]
    """The left button's share of every tick, up or down, after presses were seen to."""
    p = w.player[0]
    down = w.keys[0, K_ATTACK] != 0
    if not down:
        p.miss_time = 0
    if p.miss_time > 0:
        p.miss_time -= 1
        return
    if p.using != 0:
        return
    if not down or p.target != 1:
        stop_digging(w)
        return
    x, y, z = np.int64(p.target_x), np.int64(p.target_y), np.int64(p.target_z)
    state = get(w, x, y, z)
    if state == 0:  # gone since the crosshair was set: broken by this tick's press
        return
    swing(w)
    if p.dig_delay > 0:
        p.dig_delay -= 1
    elif not _same_dig(w):
        _start(w, r)
    else:
        held = np.int64(w.items[p.selected].id)
        p.digging = 1
        p.dig_state = state
        p.dig_progress += dig_delta(r, state, held, p.eyes_in_water, p.on_ground)
        if p.dig_progress >= np.float32(1.0):
            p.digging = 0
            p.dig_progress = np.float32(0.0)
            p.dig_delay = BREAK_DELAY
            finish_digging(w, r, x, y, z, state, held)
