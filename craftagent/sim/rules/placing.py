"""Placing blocks: which state an item becomes in a cell, clicked on a face, seen from where the player looks.

Integer arithmetic over the tables of :mod:`craftagent.sim.rules.placement_table`. Rules are those of 1.16.5, with
two simplifications: chests stay single, rails stay straight.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.jit import kernel, linked
from craftagent.sim.rules.connecting import connect_state
from craftagent.sim.rules.placement_table import (
    P_ATTACHMENT,
    P_AXIS,
    P_EGGS,
    P_FACE,
    P_HALF,
    P_HANGING,
    P_HINGE,
    P_LAYERS,
    P_NORTH,
    P_PERSISTENT,
    P_PICKLES,
    P_ROTATION,
    P_SHAPE,
    P_TYPE,
    P_UP,
    PLACE_ANVIL,
    PLACE_ATTACHED,
    PLACE_AXIS,
    PLACE_BAMBOO,
    PLACE_BELL,
    PLACE_COCOA,
    PLACE_DOOR,
    PLACE_FACING,
    PLACE_FROM_PLAYER,
    PLACE_HOPPER,
    PLACE_IN_WATER,
    PLACE_LANTERN,
    PLACE_LEAVES,
    PLACE_NEVER,
    PLACE_OBSERVER,
    PLACE_OUT,
    PLACE_RAIL,
    PLACE_SIGN,
    PLACE_SKULL,
    PLACE_SLAB,
    PLACE_STAIRS,
    PLACE_TO_PLAYER,
    PLACE_TORCH,
    PLACE_TRAPDOOR,
    PLACE_VINE,
    PLACE_WALL_ONLY,
)
from craftagent.sim.rules.registry import block_id, state_id
from craftagent.sim.rules.state_math import at, beside, clockwise, get_prop, set_facing, set_prop
from craftagent.sim.rules.supporting import cell_light, has_face, stands, supported
from craftagent.sim.trig import cos_deg, sin_deg

__all__ = ["connect_state", "horizontal", "look_order", "place_state", "supported", "upper_half"]

_WATER_SOURCE = state_id("water")
_BAMBOO, _BAMBOO_SAPLING = block_id("bamboo"), block_id("bamboo_sapling")
_SAPLING_STATE = state_id("bamboo_sapling")
_SKULL = PLACE_SKULL
_TOP, _BOTTOM, _DOUBLE = range(3)  # digits of a slab's type; stairs and trapdoors: half top 0, bottom 1


@kernel
def upper_half(r, state):  # type: ignore[no-untyped-def]
    """State of the upper half that belongs above a door or tall plant, 0 for everything else."""
    return np.int64(r.upper_state[state])


@kernel
def horizontal(yaw):  # type: ignore[no-untyped-def]
    """The horizontal face nearest to where one looks (2 north, 3 south, 4 west, 5 east)."""
    quarter = np.int64(np.floor(yaw / 90.0 + 0.5)) & 3
    return np.int64(3 if quarter == 0 else 4 if quarter == 1 else 2 if quarter == 2 else 5)


@kernel
def look_order(yaw, pitch):  # type: ignore[no-untyped-def]
    """The six faces from the one most looked at to the one least, packed three bits each, first lowest."""
    sin_p, cos_p = sin_deg(pitch), cos_deg(pitch)
    sin_y, cos_y = sin_deg(-yaw), cos_deg(-yaw)
    fx = np.int64(5 if sin_y > 0.0 else 4)
    fy = np.int64(1 if sin_p < 0.0 else 0)
    fz = np.int64(3 if cos_y > 0.0 else 2)
    ax, ay, az = abs(sin_y), abs(sin_p), abs(cos_y)
    if ax > az:
        if ay > ax * cos_p:
            a, b, c = fy, fx, fz
        elif az * cos_p > ay:
            a, b, c = fx, fz, fy
        else:
            a, b, c = fx, fy, fz
    elif ay > az * cos_p:
        a, b, c = fy, fz, fx
    elif ax * cos_p > ay:
        a, b, c = fz, fx, fy
    else:
        a, b, c = fz, fy, fx
    return a | b << 3 | c << 6 | (c ^ 1) << 9 | (b ^ 1) << 12 | (a ^ 1) << 15


@kernel
def _nth(order, first, k):  # type: ignore[no-untyped-def]
    """k-th face of a look order whose ``first`` is moved to the front (first = 7: left as it is); -1 to skip."""
    if k == 0:
        return np.int64(first) if first < 7 else np.int64(-1)
    face = (order >> (3 * (k - 1))) & 7
    return np.int64(-1) if face == first else np.int64(face)


@kernel
def _on_wall(blocks, r, x, y, z, wall, order, first, light):  # type: ignore[no-untyped-def]
    """A wall block (torch, sign, ladder, ...) against the first of the looked-at sides that holds it, or -1."""
    for k in range(7):
        face = _nth(order, first, k)
        if face >= 2:
            state = set_facing(r, np.int64(r.default_state[wall]), face ^ 1)
            if stands(blocks, r, x, y, z, state, light, np.int64(0)):
                return state
    return np.int64(-1)


@kernel
def _standing_or_wall(blocks, r, x, y, z, block, state, order, first, light):  # type: ignore[no-untyped-def]
    """Torches, signs, banners, heads: on the floor or on a wall, whichever comes first."""
    wall = np.int64(r.wall_block[block])
    for k in range(7):
        face = _nth(order, first, k)
        if face == 0:
            if stands(blocks, r, x, y, z, state, light, np.int64(0)):
                return state
        elif face >= 2:
            if r.place_kind[block] == _SKULL:
                return set_facing(r, np.int64(r.default_state[wall]), face ^ 1)
            hung = _on_wall(blocks, r, x, y, z, wall, order, first, light)
            if hung >= 0:
                return hung
    return np.int64(-1)


@kernel
def _held(blocks, r, x, y, z, state, order, first, ahead, light):  # type: ignore[no-untyped-def]
    """Buttons, levers, grindstones, lanterns, cocoa: at the first looked-at side that holds them, else -1."""
    kind = r.place_kind[r.state_block[state]]
    for k in range(7):
        face = _nth(order, first, k)
        if face < 0 or (kind == PLACE_LANTERN and face >= 2) or (kind == PLACE_COCOA and face < 2):
            continue
        found = np.int64(state)
        if kind == PLACE_LANTERN:
            found = set_prop(r, found, np.int64(P_HANGING), 1 - face)
        else:
            if kind == PLACE_ATTACHED:
                found = set_prop(r, found, np.int64(P_FACE), np.int64(0 if face == 0 else 2 if face == 1 else 1))
            found = set_facing(r, found, face if kind == PLACE_COCOA else ahead if face < 2 else face ^ 1)
        if stands(blocks, r, x, y, z, found, light, np.int64(0)):
            return found
    return np.int64(-1)


@kernel
def _hinge(blocks, r, x, y, z, block, ahead, hx, hz):  # type: ignore[no-untyped-def]
    """Digit of a door's hinge, 0 left, 1 right: at full blocks, paired with a door beside, else by the click."""
    right_side = clockwise(ahead)
    left_side = right_side ^ 1
    left, right = beside(blocks, x, y, z, left_side), beside(blocks, x, y, z, right_side)
    weight = np.int64(r.full_cube[right]) - np.int64(r.full_cube[left])
    weight += np.int64(r.full_cube[beside(blocks, x, y + 1, z, right_side)])
    weight -= np.int64(r.full_cube[beside(blocks, x, y + 1, z, left_side)])
    left_door = r.state_block[left] == block and r.other_half[left] == 1
    right_door = r.state_block[right] == block and r.other_half[right] == 1
    if (left_door and not right_door) or weight > 0:
        return np.int64(1)
    if (right_door and not left_door) or weight < 0:
        return np.int64(0)
    if ahead >= 4:
        return np.int64(0 if (hz <= 0.5 if ahead == 5 else hz >= 0.5) else 1)
    return np.int64(0 if (hx >= 0.5 if ahead == 3 else hx <= 0.5) else 1)


@kernel
def _merged(r, here, face, hy, clicked):  # type: ignore[no-untyped-def]
    """One more of the same kind into a slab, snow layer, sea pickle or turtle egg; -1 if the click misses it.

    ``clicked``: it is the clicked block itself; else it lies before the clicked face, and always takes one more.
    """
    kind = get_prop(r, here, np.int64(P_TYPE))
    if kind >= 0:
        if clicked:
            open_face = 1 if kind == _BOTTOM else 0
            if face != open_face and (face < 2 or (hy > 0.5) != (kind == _BOTTOM)):
                return np.int64(-1)
        block = r.state_block[here]
        return set_prop(r, np.int64(r.default_state[block]), np.int64(P_TYPE), np.int64(_DOUBLE))
    layers = get_prop(r, here, np.int64(P_LAYERS))
    if layers >= 0:
        if clicked and face != 1:
            return np.int64(-1)
        return set_prop(r, here, np.int64(P_LAYERS), layers + 1)
    prop = np.int64(P_PICKLES if get_prop(r, here, np.int64(P_PICKLES)) >= 0 else P_EGGS)
    return set_prop(r, here, prop, get_prop(r, here, prop) + 1)


@kernel
def _vine(blocks, r, x, y, z, here, block, order, first):  # type: ignore[no-untyped-def]
    """A vine, or one more sheet of the vine that is there already."""
    mine = r.state_block[here] == block
    state = here if mine else np.int64(r.default_state[block])
    for k in range(7):
        face = _nth(order, first, k)
        if face < 1:
            continue
        prop = np.int64(P_UP if face == 1 else P_NORTH + face - 2)
        if mine and get_prop(r, here, prop) == 0:
            continue
        if has_face(r, beside(blocks, x, y, z, face), face ^ 1):
            return set_prop(r, state, prop, np.int64(0))
    return np.int64(-1)


@kernel
def _rotation(yaw):  # type: ignore[no-untyped-def]
    """Digit of a standing sign's or head's rotation, sixteenths of a turn."""
    return np.int64(np.floor(yaw * 16.0 / 360.0 + 0.5)) & 15


@kernel
def _oriented(blocks, r, x, y, z, block, here, face, hx, hy, hz, yaw, pitch, light):  # type: ignore[no-untyped-def]
    """The state before neighbours and water are looked at, -1 if there is none."""
    kind = r.place_kind[block]
    state = np.int64(r.default_state[block])
    ahead = horizontal(yaw)
    order = look_order(yaw, pitch)
    upper = face == 0 or (face >= 2 and hy > 0.5)  # the upper half of the cell is meant
    # one facing and one property to set; set once below, so that the compiler has one copy of each
    turn, prop, digit = np.int64(-1), np.int64(-1), np.int64(0)
    if kind == PLACE_AXIS:
        prop, digit = np.int64(P_AXIS), np.int64(1 if face < 2 else 2 if face < 4 else 0)
    elif kind == PLACE_SLAB:
        prop, digit = np.int64(P_TYPE), np.int64(_TOP if upper else _BOTTOM)
    elif kind == PLACE_STAIRS:
        turn, prop, digit = ahead, np.int64(P_HALF), np.int64(0 if upper else 1)
    elif kind == PLACE_TO_PLAYER:
        turn = ahead ^ 1
    elif kind == PLACE_FROM_PLAYER:
        turn = ahead
    elif kind == PLACE_ANVIL:
        turn = clockwise(ahead)
    elif kind == PLACE_OUT:
        turn = np.int64(face)
    elif kind == PLACE_HOPPER:
        turn = np.int64(face ^ 1 if face >= 2 else 0)
    elif kind == PLACE_FACING:
        turn = (order & 7) ^ 1
    elif kind == PLACE_OBSERVER:
        turn = order & 7
    elif kind == PLACE_DOOR:
        dx = 1.0 if face == 5 else -1.0 if face == 4 else 0.0  # the click as seen from the door's own cell
        dz = 1.0 if face == 3 else -1.0 if face == 2 else 0.0
        turn, prop = ahead, np.int64(P_HINGE)
        digit = _hinge(blocks, r, x, y, z, np.int64(block), ahead, hx - dx, hz - dz)
    elif kind == PLACE_TRAPDOOR:
        turn = np.int64(face) if face >= 2 else ahead ^ 1
        prop, digit = np.int64(P_HALF), np.int64(0 if upper else 1)
    elif kind == PLACE_RAIL:
        prop, digit = np.int64(P_SHAPE), np.int64(1 if ahead >= 4 else 0)
    elif kind == PLACE_LEAVES:
        prop = np.int64(P_PERSISTENT)
    elif kind == PLACE_IN_WATER:
        if here != _WATER_SOURCE:
            return np.int64(-1)
    elif kind == PLACE_BAMBOO:
        ground = r.state_block[at(blocks, x, y - 1, z)]
        if ground != _BAMBOO and ground != _BAMBOO_SAPLING:
            return np.int64(_SAPLING_STATE)
    elif kind == PLACE_BELL:
        turn, prop, digit = ahead, np.int64(P_ATTACHMENT), np.int64(1 - face)
        if face >= 2:  # held at one end, or at both
            turn = np.int64(face ^ 1)
            digit = np.int64(2 + ((r.sturdy[beside(blocks, x, y, z, face)] >> turn) & 1))
    elif kind == PLACE_SIGN or kind == PLACE_SKULL:
        prop, digit = np.int64(P_ROTATION), _rotation(yaw + 180.0 if kind == PLACE_SIGN else yaw)
    if turn >= 0:
        state = set_facing(r, state, turn)
    if prop >= 0:
        state = set_prop(r, state, prop, digit)
    # the rest looks around: the clicked block first, then the faces in the order one looks at them
    first = np.int64(face ^ 1)
    if kind == PLACE_TORCH or kind == PLACE_SIGN or kind == PLACE_SKULL:
        return _standing_or_wall(blocks, r, x, y, z, block, state, order, first, light)
    if kind == PLACE_WALL_ONLY:
        return _on_wall(blocks, r, x, y, z, np.int64(block), order, first, light)
    if kind == PLACE_VINE:
        return _vine(blocks, r, x, y, z, here, block, order, first)
    if kind == PLACE_ATTACHED or kind == PLACE_LANTERN or kind == PLACE_COCOA:
        return _held(blocks, r, x, y, z, state, order, first, ahead, light)
    return state


@linked("wriiiiifffff:i")
def place_state(w, r, item, x, y, z, face, hit_x, hit_y, hit_z, yaw, pitch):  # type: ignore[no-untyped-def]
    """State that an item becomes in cell (x, y, z), or -1 if it cannot be placed there.

    ``face`` (0..5) was clicked; ``hit_*`` is the point of the click within the clicked block, 0..1; ``yaw`` and
    ``pitch`` in degrees. The cell may be the clicked block itself when that is replaceable or takes one more of its
    kind (``slab_merge``); that it is shows by being the player's target. Doors and tall plants: the lower half;
    :func:`upper_half` tells what goes above, and the caller sees to the room. Bodies in the way are the caller's too.
    """
    block = np.int64(r.places[item])
    if block < 0 or r.place_kind[block] == PLACE_NEVER:
        return np.int64(-1)
    blocks = w.blocks
    here = at(blocks, x, y, z)
    if r.slab_merge[here] == block:
        p = w.player[0]
        return _merged(r, here, face, hit_y, p.target_x == x and p.target_y == y and p.target_z == z)
    if here != 0 and r.replaceable[here] == 0:
        return np.int64(-1)
    light = cell_light(w, x, y, z)
    state = _oriented(blocks, r, x, y, z, block, here, np.int64(face), hit_x, hit_y, hit_z, yaw, pitch, light)
    if state < 0:
        return state
    if r.wet_state[state] >= 0:
        state = np.int64(r.wet_state[state] if here == _WATER_SOURCE else r.dry_state[state])
    if not stands(blocks, r, x, y, z, state, light, np.int64(0)):
        return np.int64(-1)
    return connect_state(w, r, x, y, z, state)
