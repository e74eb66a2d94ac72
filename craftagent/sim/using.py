"""The right mouse button: for each hand a creature, then a block, then the item itself; and what takes time, eating.

Order and delays as in the game's client: 4 ticks between uses while the button is held, nothing while digging, and
sneaking with something in hand skips what the block would do.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.digging import swing
from craftagent.sim.events import count, emit
from craftagent.sim.grid import get
from craftagent.sim.handiwork import BUCKET, LAVA_BUCKET, WATER_BUCKET, exchange, use_block, use_bucket, use_tool
from craftagent.sim.inventory import swap_slots, take_slot
from craftagent.sim.jit import linked
from craftagent.sim.mobs.combat import use_on_entity
from craftagent.sim.place import place
from craftagent.sim.rules.registry import item_id
from craftagent.sim.state import ARMOR, CUSTOM_NAMES, EV_ATE, EV_USED, HOTBAR, K_SNEAK, K_USE, OFFHAND, STAT_USED

USE_DELAY = 4  # ticks between uses while the button is held
_MILK = item_id("milk_bucket")
_EAT = CUSTOM_NAMES.index("eat")
_PASS, _SUCCESS, _CONSUME, _FAIL = range(4)  # the game's results: try on; done, swing; done; nothing, and stop


@linked("wii:v")
def _used(w, item, kind):  # type: ignore[no-untyped-def]
    """Statistic and event (``EV_USED`` or ``EV_ATE``) of an item used."""
    p = w.player[0]
    if kind == EV_USED:
        count(w, STAT_USED, item, 1)
    emit(w, kind, item, 1, np.int64(np.floor(p.x)), np.int64(np.floor(p.y)), np.int64(np.floor(p.z)), 0.0)


@linked("wrii:i")
def _on_target(w, r, slot, hand):  # type: ignore[no-untyped-def]
    """Use what is in a slot on the creature or block under the crosshair."""
    p = w.player[0]
    held = np.int64(w.items[slot].id)
    if p.target == 2:
        return _SUCCESS if hand == 0 and use_on_entity(w, r, p.target_entity) else _PASS
    if p.target != 1:
        return _PASS
    x, y, z = np.int64(p.target_x), np.int64(p.target_y), np.int64(p.target_z)
    if hand == 0:  # as in the game, sneaking counts from the tick after its key goes down
        sneaking = w.keys[1, K_SNEAK] != 0 and (held != 0 or w.items[OFFHAND].id != 0)
        if not sneaking and use_block(w, r, x, y, z, held):
            return _SUCCESS
    if held == 0:
        return _PASS
    face = np.int64(p.target_face)
    if use_tool(w, r, slot, x, y, z, face, get(w, x, y, z)):
        _used(w, held, EV_USED)
        return _SUCCESS
    if r.places[held] >= 0:
        if place(w, r, held, x, y, z, face):
            take_slot(w, slot, 1)
            _used(w, held, EV_USED)
            return _SUCCESS
        return _PASS if r.eat_ticks[held] > 0 else _FAIL  # carrots and potatoes are eaten instead
    return _PASS


@linked("wrii:i")
def _on_air(w, r, slot, hand):  # type: ignore[no-untyped-def]
    """Use an item by itself: buckets, food, armour."""
    p = w.player[0]
    held = np.int64(w.items[slot].id)
    if held == BUCKET or held == WATER_BUCKET or held == LAVA_BUCKET:
        if use_bucket(w, r, slot):
            _used(w, held, EV_USED)
            return _SUCCESS
        return _PASS
    if r.eat_ticks[held] > 0:
        if p.food >= 20 and r.always_edible[held] == 0:
            return _FAIL
        p.using = 1 + hand
        p.use_ticks = 0
        return _CONSUME
    worn = r.armor_slot[held]
    if worn >= 0 and w.items[slot].count > 0 and w.items[ARMOR + worn].count == 0:
        swap_slots(w, slot, ARMOR + worn)
        return _SUCCESS
    return _PASS


@linked("wr:v")
def press_use(w, r):  # type: ignore[no-untyped-def]
    """One right click: for the main hand, then the off hand, until something comes of it."""
    p = w.player[0]
    if p.digging != 0:
        return
    p.use_delay = USE_DELAY
    for k in range(4):
        hand = k >> 1
        slot = OFFHAND if hand == 1 else HOTBAR + p.selected
        done = _on_target(w, r, slot, hand) if k & 1 == 0 else _on_air(w, r, slot, hand)
        if done == _SUCCESS:
            swing(w)
        if done != _PASS:
            return


@linked("wr:v")
def _finish_eating(w, r):  # type: ignore[no-untyped-def]
    p = w.player[0]
    slot = OFFHAND if p.using == 2 else HOTBAR + p.selected
    item = np.int64(w.items[slot].id)
    p.using = 0
    p.use_ticks = 0
    p.food = min(p.food + r.food[item], 20)
    p.saturation = min(p.saturation + r.saturation[item], np.float32(p.food))
    left = np.int64(BUCKET) if item == _MILK else np.int64(r.eat_container[item])
    if left != 0:
        exchange(w, r, slot, left)
    else:
        take_slot(w, slot, 1)
    _used(w, item, EV_USED)
    _used(w, item, EV_ATE)
    w.custom[_EAT] += 1
    w.clock[0].dirty_hud += 1


@linked("wr:v")
def keep_using(w, r):  # type: ignore[no-untyped-def]
    """What goes on while an item is in use: it ends when the button is let go or the item leaves the hand."""
    p = w.player[0]
    item = np.int64(w.items[OFFHAND if p.using == 2 else HOTBAR + p.selected].id)
    if w.keys[0, K_USE] == 0 or r.eat_ticks[item] == 0:
        p.using = 0
        p.use_ticks = 0
        return
    p.use_ticks += 1
    if p.use_ticks >= r.eat_ticks[item]:
        _finish_eating(w, r)
