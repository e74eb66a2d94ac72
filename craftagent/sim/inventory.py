"""Putting items into the player's inventory and taking them out, as the game does it outside of screens.

Slots are those of ``World.items``: 0-8 hotbar, 9-35 main, 36-39 armour, 40 off hand. An empty slot is all zeros.
Source of the search orders: Minecraft 1.16.5 player inventory (selected slot, off hand, then 0..35 for a stack with
room; 0..35 for a free slot).
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.events import count, emit
from craftagent.sim.jit import kernel, linked
from craftagent.sim.state import ARMOR, EV_BROKEN, HOTBAR, MAIN, OFFHAND, STAT_BROKEN

# The pick-up and pick-block rules only ever search the hotbar and the main inventory.
_CARRIED = ARMOR


@kernel
def clear_slot(w, slot):  # type: ignore[no-untyped-def]
    """Empty a slot; says nothing about where the items went."""
    s = w.items[slot]
    s.id = 0
    s.count = 0
    s.damage = 0
    w.clock[0].dirty_items += 1


@kernel
def slot_with_room(w, r, item, damage):  # type: ignore[no-untyped-def]
    """The slot whose stack of this item has room (selected hotbar slot, off hand, then 0..35), or -1."""
    most = r.stack[item]
    if most <= 1 or (damage > 0 and r.max_damage[item] > 0):
        return np.int64(-1)
    for k in range(-2, _CARRIED):
        i = np.int64(k)
        if k == -2:
            i = np.int64(HOTBAR + w.player[0].selected)
        elif k == -1:
            i = np.int64(OFFHAND)
        s = w.items[i]
        if s.count > 0 and s.id == item and s.damage == damage and s.count < most:
            return i
    return np.int64(-1)


@kernel
def free_slot(w):  # type: ignore[no-untyped-def]
    """First empty slot of hotbar, then main inventory, or -1."""
    for i in range(_CARRIED):
        if w.items[i].count <= 0:
            return np.int64(i)
    return np.int64(-1)


@linked("wriii:i")
def give(w, r, item, amount, damage):  # type: ignore[no-untyped-def]
    """Put ``amount`` items into the inventory as picking them up does; returns how many did not fit.

    Fills stacks with room first (selected slot, off hand, hotbar, main), then free slots in the same order.
    Statistics and events are the caller's.
    """
    left = np.int64(amount)
    if item <= 0:
        return left
    while left > 0:
        i = slot_with_room(w, r, item, damage)
        if i < 0:
            i = free_slot(w)
            if i < 0:
                break
        s = w.items[i]
        held = np.int64(s.count)
        room = np.int64(r.stack[item]) - (held if held > 0 else 0)
        n = left if left < room else room
        if n <= 0:
            break
        if held <= 0:
            s.id = item
            s.damage = damage
            s.count = n
        else:
            s.count = held + n
        left -= n
    if left != amount:
        w.clock[0].dirty_items += 1
    return left


@kernel
def find_item(w, item):  # type: ignore[no-untyped-def]
    """First slot of hotbar and main inventory that holds the item, or -1."""
    for i in range(_CARRIED):
        s = w.items[i]
        if s.count > 0 and s.id == item:
            return np.int64(i)
    return np.int64(-1)


@kernel
def take_slot(w, slot, amount):  # type: ignore[no-untyped-def]
    """Remove up to ``amount`` items from a slot; returns how many were removed."""
    s = w.items[slot]
    n = np.int64(s.count)
    if amount < n:
        n = np.int64(amount)
    if n <= 0:
        return np.int64(0)
    s.count -= n
    if s.count == 0:
        s.id = 0
        s.damage = 0
    w.clock[0].dirty_items += 1
    return n


@kernel
def take(w, item, amount):  # type: ignore[no-untyped-def]
    """Remove up to ``amount`` of an item from hotbar, then main inventory; returns how many were removed."""
    left = np.int64(amount)
    for i in range(_CARRIED):
        if left <= 0:
            break
        s = w.items[i]
        if s.count > 0 and s.id == item:
            left -= take_slot(w, i, left)
    return np.int64(amount) - left


@linked("wrii:i")
def damage_slot(w, r, slot, amount):  # type: ignore[no-untyped-def]
    """Wear the tool or armour in a slot by ``amount``; returns True if it broke (and is gone).

    Items without durability are left alone. Counts the break in the statistics and emits ``EV_BROKEN``.
    """
    s = w.items[slot]
    item = np.int64(s.id)
    if s.count <= 0 or amount <= 0 or r.max_damage[item] <= 0:
        return False
    w.clock[0].dirty_items += 1
    s.damage += amount
    if s.damage < r.max_damage[item]:
        return False
    p = w.player[0]
    s.count -= 1
    s.damage = 0
    if s.count <= 0:
        clear_slot(w, slot)
    count(w, STAT_BROKEN, item, 1)
    emit(
        w, EV_BROKEN, item, np.int64(1),
        np.int64(np.floor(p.x)), np.int64(np.floor(p.y)), np.int64(np.floor(p.z)), np.float64(0.0),
    )  # fmt: skip
    return True


@kernel
def damage_held(w, r, amount):  # type: ignore[no-untyped-def]
    """Wear the item in the selected hotbar slot; see :func:`damage_slot`."""
    return damage_slot(w, r, np.int64(HOTBAR + w.player[0].selected), np.int64(amount))


@kernel
def swap_slots(w, a, b):  # type: ignore[no-untyped-def]
    """Exchange the contents of two slots."""
    s, t = w.items[a], w.items[b]
    item, n, damage = s.id, s.count, s.damage
    s.id, s.count, s.damage = t.id, t.count, t.damage
    t.id, t.count, t.damage = item, n, damage
    w.clock[0].dirty_items += 1


@kernel
def swap_hands(w):  # type: ignore[no-untyped-def]
    """Exchange the selected hotbar slot with the off hand (the F key outside of screens)."""
    swap_slots(w, np.int64(HOTBAR + w.player[0].selected), np.int64(OFFHAND))


@kernel
def pick_item(w, item):  # type: ignore[no-untyped-def]
    """Pick block in survival: select the item in the hotbar or bring it there from the main inventory.

    From the main inventory it goes to the first empty hotbar slot counted from the selected one, else to the selected
    one. Returns True if the player now holds the item.
    """
    i = find_item(w, item)
    if i < 0:
        return False
    p = w.player[0]
    if i < MAIN:
        p.selected = i
        return True
    into = np.int64(p.selected)
    for k in range(9):
        j = (np.int64(p.selected) + k) % 9
        if w.items[HOTBAR + j].count <= 0:
            into = j
            break
    p.selected = into
    swap_slots(w, np.int64(HOTBAR + into), i)
    return True
