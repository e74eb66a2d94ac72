"""How blocks join their neighbours: fences, panes, walls, corner stairs, gates in walls, snowy grass, wet powder, wire.

Rules of 1.16.5; the kinds are ``CONNECT_*`` of :mod:`craftagent.sim.rules.placement_table`.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.jit import kernel, linked
from craftagent.sim.rules.placement_table import (
    CONNECT_FENCE,
    CONNECT_GATE,
    CONNECT_NETHER_FENCE,
    CONNECT_PANE,
    CONNECT_POWDER,
    CONNECT_SNOWY,
    CONNECT_STAIRS,
    CONNECT_WALL,
    CONNECT_WIRE,
    P_HALF,
    P_IN_WALL,
    P_NORTH,
    P_SHAPE,
    P_SNOWY,
    P_UP,
    SOIL_SIGNAL,
)
from craftagent.sim.rules.registry import block_id
from craftagent.sim.rules.state_math import at, beside, clockwise, get_prop, set_prop

_SNOW, _SNOW_BLOCK = block_id("snow"), block_id("snow_block")
_STRAIGHT, _INNER_LEFT, _INNER_RIGHT, _OUTER_LEFT, _OUTER_RIGHT = range(5)
_NONE, _LOW, _TALL = range(3)  # digits of a wall's arm
_WIRE_UP, _WIRE_SIDE, _WIRE_NONE = range(3)


@kernel
def _joins(r, kind, other, face):  # type: ignore[no-untyped-def]
    """Whether a fence, pane or wall grows an arm through ``face`` to its neighbour ``other``."""
    theirs = r.connects[other]
    if theirs == kind:
        return True
    if kind == CONNECT_PANE:
        if theirs == CONNECT_WALL:
            return True
    elif theirs == CONNECT_GATE:  # only a gate that stands across the arm
        if (r.facing[other] < 4) != (face < 4):
            return True
    elif kind == CONNECT_WALL and theirs == CONNECT_PANE:
        return True
    return r.no_join[other] == 0 and (r.sturdy[other] >> (face ^ 1)) & 1 == 1


@kernel
def _wall(blocks, r, x, y, z, state):  # type: ignore[no-untyped-def]
    above = at(blocks, x, y + 1, z)
    cover = np.int64(r.wall_cover[above])
    arms = np.int64(0)  # two bits a side
    for side in range(4):
        height = np.int64(_NONE)
        if _joins(r, np.int64(CONNECT_WALL), beside(blocks, x, y, z, side + 2), side + 2):
            height = np.int64(_TALL if (cover >> side) & 1 == 1 else _LOW)
        state = set_prop(r, state, np.int64(P_NORTH + side), height)
        arms |= height << (2 * side)
    north, south, west, east = arms & 3, (arms >> 2) & 3, (arms >> 4) & 3, (arms >> 6) & 3
    post = False
    if r.connects[above] == CONNECT_WALL and get_prop(r, above, np.int64(P_UP)) == 0:
        post = True
    elif (north == 0) != (south == 0) or (west == 0) != (east == 0) or arms == 0:
        post = True  # an end, a corner or a lone pillar
    elif not ((north == _TALL and south == _TALL) or (west == _TALL and east == _TALL)):
        post = (cover >> 4) & 1 == 1
    return set_prop(r, state, np.int64(P_UP), np.int64(0 if post else 1))


@kernel
def _is_stairs(r, other, half):  # type: ignore[no-untyped-def]
    return r.connects[other] == CONNECT_STAIRS and get_prop(r, other, np.int64(P_HALF)) == half


@kernel
def _stairs(blocks, r, x, y, z, state):  # type: ignore[no-untyped-def]
    facing = np.int64(r.facing[state])
    half = get_prop(r, state, np.int64(P_HALF))
    left = clockwise(facing) ^ 1
    shape = np.int64(_STRAIGHT)
    for behind in range(2):  # a corner before us bends us outwards; else one behind us, inwards
        other = beside(blocks, x, y, z, facing ^ behind)
        theirs = np.int64(r.facing[other])
        if shape != _STRAIGHT or not _is_stairs(r, other, half) or theirs >> 1 == facing >> 1:
            continue
        third = beside(blocks, x, y, z, theirs ^ (1 - behind))  # one more of our own row there keeps us straight
        if _is_stairs(r, third, half) and r.facing[third] == facing:
            continue
        if behind == 0:
            shape = np.int64(_OUTER_LEFT if theirs == left else _OUTER_RIGHT)
        else:
            shape = np.int64(_INNER_LEFT if theirs == left else _INNER_RIGHT)
    return set_prop(r, state, np.int64(P_SHAPE), shape)


@kernel
def _wire(blocks, r, x, y, z, state):  # type: ignore[no-untyped-def]
    """Redstone dust: towards dust beside, a step up or down, and towards what gives or takes a signal."""
    roof = r.opaque_cube[at(blocks, x, y + 1, z)]
    found = np.int64(0)  # two bits a side: 0 none, 1 side, 2 up
    for side in range(4):
        face = side + 2
        dx = 1 if face == 5 else -1 if face == 4 else 0
        dz = 1 if face == 3 else -1 if face == 2 else 0
        other = at(blocks, x + dx, y, z + dz)
        step = r.connects[at(blocks, x + dx, y + 1, z + dz)] == CONNECT_WIRE and (r.sturdy[other] >> 1) & 1 == 1
        if roof == 0 and step:
            found |= 2 << (2 * side)
        elif r.connects[other] == CONNECT_WIRE or r.soil[r.state_block[other]] & SOIL_SIGNAL != 0:
            found |= 1 << (2 * side)
        elif r.opaque_cube[other] == 0 and r.connects[at(blocks, x + dx, y - 1, z + dz)] == CONNECT_WIRE:
            found |= 1 << (2 * side)
    across_z, across_x = found & 15 == 0, found >> 4 == 0  # no arm to north or south; none to west or east
    for side in range(4):
        arm = (found >> (2 * side)) & 3
        if arm == 0 and (across_x if side < 2 else across_z):
            arm = np.int64(1)  # a lone arm runs through, a lone spot is a cross
        digit = _WIRE_UP if arm == 2 else _WIRE_SIDE if arm == 1 else _WIRE_NONE
        state = set_prop(r, state, np.int64(P_NORTH + side), np.int64(digit))
    return state


@kernel
def joined_state(blocks, r, x, y, z, state, kind):  # type: ignore[no-untyped-def]
    """:func:`connect_state` for a state of a ``CONNECT_*`` kind other than 0."""
    if kind == CONNECT_FENCE or kind == CONNECT_NETHER_FENCE or kind == CONNECT_PANE:
        for side in range(4):
            joined = _joins(r, kind, beside(blocks, x, y, z, side + 2), side + 2)
            state = set_prop(r, state, np.int64(P_NORTH + side), np.int64(0 if joined else 1))
        return state
    if kind == CONNECT_WALL:
        return _wall(blocks, r, x, y, z, state)
    if kind == CONNECT_STAIRS:
        return _stairs(blocks, r, x, y, z, state)
    if kind == CONNECT_WIRE:
        return _wire(blocks, r, x, y, z, state)
    if kind == CONNECT_GATE:
        first = 4 if r.facing[state] < 4 else 2  # its two ends
        one, two = r.connects[beside(blocks, x, y, z, first)], r.connects[beside(blocks, x, y, z, first + 1)]
        walled = one == CONNECT_WALL or two == CONNECT_WALL
        return set_prop(r, state, np.int64(P_IN_WALL), np.int64(0 if walled else 1))
    if kind == CONNECT_SNOWY:
        block = r.state_block[at(blocks, x, y + 1, z)]
        return set_prop(r, state, np.int64(P_SNOWY), np.int64(0 if block == _SNOW or block == _SNOW_BLOCK else 1))
    if kind == CONNECT_POWDER:
        for face in range(1, 6):
            if r.fluid[beside(blocks, x, y, z, face)] == 1:
                return np.int64(r.powder_to[r.state_block[state]])
    return state


@linked("wriiii:i")
def connect_state(w, r, x, y, z, state):  # type: ignore[no-untyped-def]
    """The state with everything set that follows from the six neighbours; blocks that do not care come back as is.

    Calling it again without a change of neighbours changes nothing. A concrete powder that touches water comes back
    as concrete.
    """
    kind = np.int64(r.connects[state])
    state = np.int64(state)
    if kind == 0:
        return state
    return joined_state(w.blocks, r, x, y, z, state, kind)
