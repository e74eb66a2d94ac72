"""Breaking a block: what it leaves behind and what it drops."""

from __future__ import annotations

import numpy as np

from craftagent.sim.grid import get, set_block
from craftagent.sim.jit import linked, part
from craftagent.sim.mobs.spawn import spawn_item
from craftagent.sim.rng import hash3, unit
from craftagent.sim.rules.loot import block_drops
from craftagent.sim.rules.registry import state_id

_WATER = state_id("water")
_ICE = state_id("ice")
_POP_DELAY = 10  # ticks before what pops out of a block can be picked up


@part
def _pop(w, item, amount, damage, x, y, z, salt):  # type: ignore[no-untyped-def]
    """Drop a stack out of a block cell as the game does: a random point 0.25-0.75 inside, a small upward hop.

    Random numbers are a hash of the position (as MineRL seeds drops) and ``salt``.
    """
    h = hash3(w.clock[0].seed, x, y, z, salt)
    a, b, c = unit(h), unit(h * np.uint64(0x9E3779B97F4A7C15)), unit(h * np.uint64(0xD1B54A32D192ED03))
    spawn_item(
        w, item, amount, damage, x + 0.25 + a * 0.5, y + 0.25 + b * 0.5, z + 0.25 + c * 0.5,
        c * 0.2 - 0.1, 0.2, a * 0.2 - 0.1, _POP_DELAY,
    )  # fmt: skip


@linked("wriiiii:v")
def drop_loot(w, r, state, item, x, y, z):  # type: ignore[no-untyped-def]
    """Drop what a block gives when broken with an item (0 = bare hand or no player).

    Of doors and tall plants the lower half drops, the upper one nothing.
    """
    if r.other_half[state] == 2:
        return
    n = block_drops(w, r, state, item, x, y, z, w.loot_ids, w.loot_counts)
    for i in range(n):
        if w.loot_counts[i] > 0:
            _pop(w, np.int64(w.loot_ids[i]), np.int64(w.loot_counts[i]), np.int64(0), x, y, z, np.int64(i))


@linked("wiii:v")
def spill_tile(w, x, y, z):  # type: ignore[no-untyped-def]
    """Remove the block entity at a position, if any, and drop all it holds."""
    for i in range(w.clock[0].n_tiles):
        t = w.tiles[i]
        if t.kind == 0 or t.x != x or t.y != y or t.z != z:
            continue
        t.kind = 0
        for k in range(w.tile_items.shape[1]):
            s = w.tile_items[i, k]
            if s.count > 0:
                _pop(w, np.int64(s.id), np.int64(s.count), np.int64(s.damage), x, y, z, np.int64(64 + k))
            s.id = 0
            s.count = 0
            s.damage = 0


@linked("wriiiii:v")
def break_block(w, r, x, y, z, item, drops):  # type: ignore[no-untyped-def]
    """Break the block at a position with an item: its drops (if ``drops``), its block entity, and what stays behind."""
    state = get(w, x, y, z)
    if state == 0:
        return
    if drops != 0:
        drop_loot(w, r, state, item, x, y, z)
    if r.tile_kind[r.state_block[state]] != 0:
        spill_tile(w, x, y, z)
    left = np.int64(0)
    if r.fluid[state] == 1 and (state < _WATER or state > _WATER + 15):  # waterlogged and water plants
        left = np.int64(_WATER)
    if state == _ICE and drops != 0:
        below = get(w, x, y - 1, z)
        if r.solid[below] != 0 or r.fluid[below] != 0:
            left = np.int64(_WATER)
    set_block(w, r, x, y, z, left)
