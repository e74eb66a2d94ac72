"""What falls out of a broken block. Tables: :mod:`craftagent.sim.rules.loot_table`.

Block drops draw from a hash of the block's position, as MineRL seeds them: flint, apples and saplings are a function
of the place. What creatures leave: :func:`craftagent.sim.mobs.bodies.fall_apart`.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.jit import kernel
from craftagent.sim.rng import hash3, unit
from craftagent.sim.rules.blocks_table import TOOL_SHEARS, TOOL_SWORD
from craftagent.sim.rules.loot_table import (
    AGE2,
    AGE3,
    DOUBLED,
    ELSE,
    LAYERS,
    NOT_RIPE,
    NOT_SHEARS,
    PICKLES,
    RIPE,
    SHEARS,
    SWORD,
)
from craftagent.sim.rules.placement_table import P_LAYERS, P_PICKLES, P_TYPE

MAX_DROPS = 8  # rows of the arrays that callers pass
_DOUBLE = 2  # digit of slab type=double
_SALT = 0x4C00


@kernel
def _holds(r, cond, state, block, tool):  # type: ignore[no-untyped-def]
    """Whether a row's condition is met (ELSE is the caller's business)."""
    if cond == SHEARS:
        return tool == TOOL_SHEARS
    if cond == NOT_SHEARS:
        return tool != TOOL_SHEARS
    if cond == SWORD:
        return tool == TOOL_SWORD
    if cond == RIPE:
        return r.age[state] >= r.max_age[block]
    if cond == NOT_RIPE:
        return r.age[state] < r.max_age[block]
    if cond == AGE2:
        return r.age[state] == 2
    if cond == AGE3:
        return r.age[state] >= 3
    return True


@kernel
def _digit(r, state, block, prop):  # type: ignore[no-untyped-def]
    step = r.stride[block, prop]
    return (state - r.min_state[block]) // step % r.prop_size[block, prop] if step > 0 else np.int64(0)


@kernel
def block_drops(w, r, state, item, x, y, z, out_ids, out_counts):  # type: ignore[no-untyped-def]
    """Drops of a state broken with ``item`` at a position.

    Writes item ids and counts (int32 arrays of at least 8) and returns how many rows it wrote. Whether the tool may
    harvest the block at all is :func:`craftagent.sim.rules.digging.can_harvest`, which the caller asks first.
    """
    block = np.int64(r.state_block[state])
    tool = r.item_tool[item]
    n = np.int64(0)
    start = np.int64(r.loot_start[block])
    for k in range(start, start + r.loot_count[block]):
        cond = r.loot_cond[k]
        if (cond == ELSE and n > 0) or not _holds(r, cond, state, block, tool):
            continue
        if r.loot_chance[k] < 1.0:
            if unit(hash3(w.clock[0].seed, x, y, z, np.int64(_SALT + 2 * (k - start)))) >= r.loot_chance[k]:
                continue
        low, high = np.int64(r.loot_min[k]), np.int64(r.loot_max[k])
        count = low
        if high > low:
            u = unit(hash3(w.clock[0].seed, x, y, z, np.int64(_SALT + 2 * (k - start) + 1)))
            count = low + np.int64(u * (high - low + 1))
        if cond == DOUBLED and _digit(r, state, block, P_TYPE) == _DOUBLE:
            count *= 2
        elif cond == LAYERS:
            count *= _digit(r, state, block, P_LAYERS) + 1
        elif cond == PICKLES:
            count *= _digit(r, state, block, P_PICKLES) + 1
        if count > 0 and n > 0 and out_ids[n - 1] == r.loot_item[k]:
            out_counts[n - 1] += count
        elif count > 0 and n < MAX_DROPS:
            out_ids[n] = r.loot_item[k]
            out_counts[n] = count
            n += 1
    return n
