"""State arithmetic in kernels: read and set one property of a state id, step from face to face.

Kernels of this package pass ``w.blocks`` among themselves rather than the whole world: fewer
arguments, faster to compile.
``prop`` is one of the ``P_*`` columns of :mod:`craftagent.sim.rules.placement_table`; a digit is the index of a value
in the game's order (true 0, false 1).
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.jit import kernel


@kernel
def get_prop(r, state, prop):  # type: ignore[no-untyped-def]
    """Digit of a property, -1 if the block lacks it."""
    block = r.state_block[state]
    step = np.int64(r.stride[block, prop])
    if step == 0:
        return np.int64(-1)
    return (state - np.int64(r.min_state[block])) // step % np.int64(r.prop_size[block, prop])


@kernel
def set_prop(r, state, prop, digit):  # type: ignore[no-untyped-def]
    """The state with one property set; the state itself if the block lacks it."""
    block = r.state_block[state]
    step = np.int64(r.stride[block, prop])
    if step == 0:
        return np.int64(state)
    old = (state - np.int64(r.min_state[block])) // step % np.int64(r.prop_size[block, prop])
    return np.int64(state + (digit - old) * step)


@kernel
def set_facing(r, state, face):  # type: ignore[no-untyped-def]
    """The state turned to a face; the state itself if its block cannot face there."""
    block = r.state_block[state]
    old = r.facing[state]
    if old > 5:
        return np.int64(state)
    new = np.int64(r.facing_digit[block, face])
    if new < 0:
        return np.int64(state)
    return np.int64(state + (new - np.int64(r.facing_digit[block, old])) * np.int64(r.facing_stride[block]))


@kernel
def at(blocks, x, y, z):  # type: ignore[no-untyped-def]
    """State id at a position as int64; air above and below the world."""
    if y < 0 or y > 255:
        return np.int64(0)
    return np.int64(blocks[x & 255, z & 255, y])


@kernel
def beside(blocks, x, y, z, face):  # type: ignore[no-untyped-def]
    """State of the neighbour across a face."""
    if face < 2:
        y += 1 if face == 1 else -1
    elif face < 4:
        z += 1 if face == 3 else -1
    else:
        x += 1 if face == 5 else -1
    return at(blocks, x, y, z)


@kernel
def clockwise(face):  # type: ignore[no-untyped-def]
    """The next horizontal face clockwise seen from above: north, east, south, west."""
    return np.int64(5 if face == 2 else 3 if face == 5 else 4 if face == 3 else 2)
