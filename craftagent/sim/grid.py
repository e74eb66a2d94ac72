"""Reading and changing blocks: the one place that keeps occupancy, heights, light and neighbours in step."""

from __future__ import annotations

import numpy as np

from craftagent.sim.jit import kernel, linked
from craftagent.sim.light import dims, relight_cell
from craftagent.sim.state import FULL, MAX_SCHEDULED, MAX_UPDATES

# Kinds of scheduled ticks
TICK_FALL, TICK_FLUID, TICK_LEAVES, TICK_FIRE, TICK_BUTTON = range(1, 6)


@kernel
def get(w, x, y, z):  # type: ignore[no-untyped-def]
    """State id at a position as int64; 0 (air) above and below the world. Does not ask whether the chunk is loaded."""
    if y < 0 or y > 255:
        return np.int64(0)
    return np.int64(w.blocks[x & 255, z & 255, y])


@kernel
def loaded(w, x, z):  # type: ignore[no-untyped-def]
    """Whether the chunk column of block column (x, z) is in the window with status FULL."""
    cx, cz = np.int64(x) >> 4, np.int64(z) >> 4
    i, j = cx & 15, cz & 15
    return w.chunk_status[i, j] == FULL and w.chunk_xz[i, j, 0] == cx and w.chunk_xz[i, j, 1] == cz


@kernel
def sky_light(w, x, y, z):  # type: ignore[no-untyped-def]
    """Sky light 0..15 of a cell, before the time of day is subtracted."""
    if y > 255:
        return np.int64(15)
    if y < 0:
        return np.int64(0)
    return np.int64(w.light[x & 255, z & 255, y]) >> 4


@kernel
def block_light(w, x, y, z):  # type: ignore[no-untyped-def]
    """Block light 0..15 of a cell."""
    if y < 0 or y > 255:
        return np.int64(0)
    return np.int64(w.light[x & 255, z & 255, y]) & 15


@kernel
def light_at(w, x, y, z):  # type: ignore[no-untyped-def]
    """Light that creatures and crops feel: max(sky - ``clock.sky_dark``, block), 0..15."""
    sky = sky_light(w, x, y, z) - np.int64(w.clock[0].sky_dark)
    block = block_light(w, x, y, z)
    return sky if sky > block else block


@kernel
def mark_update(w, x, y, z):  # type: ignore[no-untyped-def]
    """Queue a position for a neighbour update (handled by ``updates.process`` in the same tick)."""
    c = w.clock[0]
    n = c.n_updates
    if n < MAX_UPDATES and y >= 0 and y < 256:
        w.updates[n, 0] = x
        w.updates[n, 1] = y
        w.updates[n, 2] = z
        c.n_updates = n + 1


@linked("wiiiii:v")
def schedule(w, x, y, z, kind, delay):  # type: ignore[no-untyped-def]
    """Schedule a block tick ``delay`` ticks from now, unless the same one is already waiting."""
    c = w.clock[0]
    n = c.n_scheduled
    for i in range(n):
        s = w.scheduled[i]
        if s.x == x and s.z == z and s.y == y and s.kind == kind:
            return
    if n < MAX_SCHEDULED:
        s = w.scheduled[n]
        s.x = x
        s.y = y
        s.z = z
        s.kind = kind
        s.due = c.tick + delay
        c.n_scheduled = n + 1


@kernel
def write(w, r, x, y, z, state):  # type: ignore[no-untyped-def]
    """Put a state and keep occupancy, section counts and heights right; no light, no neighbours, no edited mark."""
    bx, bz = x & 255, z & 255
    old = w.blocks[bx, bz, y]
    w.blocks[bx, bz, y] = state
    i, j, k = bx >> 2, bz >> 2, y >> 2
    bit = np.uint64(1) << np.uint64((bx & 3) << 4 | (bz & 3) << 2 | (y & 3))
    before = w.bricks[i, j, k]
    after = before | bit if state != 0 else before & ~bit
    if after != before:
        w.bricks[i, j, k] = after
        if before == 0 or after == 0:
            bit = np.uint64(1) << np.uint64((i & 3) << 4 | (j & 3) << 2 | (k & 3))
            if after == 0:
                w.coarse[bx >> 4, bz >> 4, y >> 4] &= ~bit
            else:
                w.coarse[bx >> 4, bz >> 4, y >> 4] |= bit
    w.section_ticks[bx >> 4, bz >> 4, y >> 4] += r.random_ticks[state] - r.random_ticks[old]
    if state != 0 and y >= w.top[bx >> 4, bz >> 4]:
        w.top[bx >> 4, bz >> 4] = y + 1
    h = w.height[bx, bz]
    if dims(r, state):
        if y >= h:
            w.height[bx, bz] = y + 1
    elif y == h - 1:
        y -= 1
        while y >= 0 and not dims(r, w.blocks[bx, bz, y]):
            y -= 1
        w.height[bx, bz] = y + 1


@linked("wriiii:i")
def set_block(w, r, x, y, z, state):  # type: ignore[no-untyped-def]
    """Change one block with all that follows: occupancy, heights, light, edited mark, neighbour updates.

    Returns whether anything changed: False outside 0..255 or where the chunk is not loaded.
    """
    if y < 0 or y > 255 or not loaded(w, x, z):
        return False
    bx, bz = x & 255, z & 255
    old = np.int64(w.blocks[bx, bz, y])
    if old == state:
        return False
    old_height = np.int64(w.height[bx, bz])
    write(w, r, x, y, z, state)
    w.chunk_edited[bx >> 4, bz >> 4] = 1
    if (
        r.opacity[old] != r.opacity[state]
        or r.emission[old] != r.emission[state]
        or r.light_faces[old] != r.light_faces[state]
    ):
        relight_cell(w, r, x, y, z, old_height)
    mark_update(w, x, y, z)
    mark_update(w, x, y - 1, z)
    mark_update(w, x, y + 1, z)
    mark_update(w, x, y, z - 1)
    mark_update(w, x, y, z + 1)
    mark_update(w, x - 1, y, z)
    mark_update(w, x + 1, y, z)
    return True
