"""Breaking a block: what it leaves behind and what it drops."""

from __future__ import annotations

import numpy as np

from craftagent.sim.grid import get, set_block
from craftagent.sim.jit import kernel
from craftagent.sim.mobs.spawn import spawn_item
from craftagent.sim.rng import hash3, unit
from craftagent.sim.rules.loot import block_drops
from craftagent.sim.rules.registry import state_id

_WATER = state_id("water")
_ICE = state_id("ice")


@kernel
def pop_item(w, item, count, x, y, z, salt):  # type: ignore[no-untyped-def]
    """Drop a stack out of a block cell as the game does: a random point 0.25-0.75 inside, a small upward hop.

    Random numbers are a hash of the position (as MineRL seeds drops) and ``salt``.
    """
    h = hash3(w.clock[0].seed, x, y, z, salt)
    a, b, c = unit(h), unit(h * np.uint64(0x9E3779B97F4A7C15)), unit(h * np.uint64(0xD1B54A32D192ED03))
    spawn_item(
        w, np.int64(item), np.int64(count), np.int64(0),
        x + 0.25 + a * 0.5, y + 0.25 + b * 0.5, z + 0.25 + c * 0.5,
        c * 0.2 - 0.1, 0.2, a * 0.2 - 0.1, np.int64(10),
    )  # fmt: skip


@kernel
def drop_loot(w, r, state, item, x, y, z):  # type: ignore[no-untyped-def]
    """Drop what a block gives when broken with an item (0 = bare hand or no player)."""
    ids = w.loot_ids
    counts = w.loot_counts
    n = block_drops(w, r, np.int64(state), np.int64(item), np.int64(x), np.int64(y), np.int64(z), ids, counts)
    for i in range(n):
        if counts[i] > 0:
            pop_item(w, ids[i], counts[i], x, y, z, i)


@kernel
def remains(w, r, x, y, z, state):  # type: ignore[no-untyped-def]
    """State left in a cell when its block goes: water for waterlogged blocks, else air."""
    if r.fluid[state] == 1 and not (state >= _WATER and state < _WATER + 16):
        return np.int64(_WATER)
    return np.int64(0)


@kernel
def spill_tile(w, x, y, z):  # type: ignore[no-untyped-def]
    """Remove the block entity at a position, if any, and drop all it holds."""
    for i in range(len(w.tiles)):
        t = w.tiles[i]
        if t.kind != 0 and t.x == x and t.y == y and t.z == z:
            for k in range(w.tile_items.shape[1]):
                s = w.tile_items[i, k]
                if s.count > 0:
                    h = hash3(w.clock[0].seed, x, y, z, 64 + k)
                    spawn_item(
                        w, np.int64(s.id), np.int64(s.count), np.int64(s.damage), x + 0.5, y + 0.5, z + 0.5,
                        unit(h) * 0.2 - 0.1, 0.2, unit(h * np.uint64(0x9E3779B97F4A7C15)) * 0.2 - 0.1, np.int64(10),
                    )  # fmt: skip
                s.id = 0
                s.count = 0
                s.damage = 0
            t.kind = 0
            return


@kernel
def break_block(w, r, x, y, z, item, drops):  # type: ignore[no-untyped-def]
    """Break the block at a position: drops (if ``drops``), its block entity, and what stays behind."""
    state = get(w, x, y, z)
    if state == 0:
        return
    if drops:
        drop_loot(w, r, state, item, x, y, z)
    if r.tile_kind[r.state_block[state]] != 0:
        spill_tile(w, x, y, z)
    left = remains(w, r, x, y, z, state)
    if state == _ICE and drops:
        below = get(w, x, y - 1, z)
        if r.coll_count[below] > 0 or r.fluid[below] != 0:
            left = np.int64(_WATER)
    set_block(w, r, x, y, z, left)

