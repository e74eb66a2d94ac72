"""What blocks need to stay where they are: the ``SUPPORT_*`` codes of :mod:`craftagent.sim.rules.placement_table`."""

from __future__ import annotations

import numpy as np

from craftagent.sim.jit import kernel, linked
from craftagent.sim.rules.placement_table import (
    P_ATTACHMENT,
    P_EAST,
    P_FACE,
    P_NORTH,
    P_UP,
    SOIL_BAMBOO,
    SOIL_BURNS,
    SOIL_CANE,
    SOIL_DEAD_BUSH,
    SOIL_DIRT,
    SOIL_END,
    SOIL_FARMLAND,
    SOIL_ICY,
    SOIL_JUNGLE,
    SOIL_MUSHROOM,
    SOIL_NETHER,
    SOIL_SAND,
    SOIL_SOUL_SAND,
    SUPPORT_ANY,
    SUPPORT_BAMBOO,
    SUPPORT_BELL,
    SUPPORT_CACTUS,
    SUPPORT_CANE,
    SUPPORT_CENTER,
    SUPPORT_CHORUS,
    SUPPORT_COCOA,
    SUPPORT_DEAD_BUSH,
    SUPPORT_DIRT,
    SUPPORT_DOOR,
    SUPPORT_DOWNWARD,
    SUPPORT_FACE,
    SUPPORT_FARMLAND,
    SUPPORT_FIRE,
    SUPPORT_HANGING,
    SUPPORT_KELP,
    SUPPORT_LILY,
    SUPPORT_MUSHROOM,
    SUPPORT_NETHER,
    SUPPORT_PLATE,
    SUPPORT_RIM,
    SUPPORT_SNOW,
    SUPPORT_SOLID,
    SUPPORT_SOUL_SAND,
    SUPPORT_TALL_PLANT,
    SUPPORT_TOP,
    SUPPORT_UPPER,
    SUPPORT_UPWARD,
    SUPPORT_VINE,
    SUPPORT_WALL,
    SUPPORT_WALL_SOLID,
    SUPPORT_WIRE,
)
from craftagent.sim.rules.registry import block_id
from craftagent.sim.rules.state_math import at, beside, get_prop

_KELP, _KELP_PLANT = block_id("kelp"), block_id("kelp_plant")
_WEEPING, _TWISTING = block_id("weeping_vines"), block_id("twisting_vines")  # their *_plant blocks come next
_CHORUS, _HOPPER, _FROSTED = block_id("chorus_plant"), block_id("hopper"), block_id("frosted_ice")
_HONEY, _SOUL_SAND, _MAGMA = block_id("honey_block"), block_id("soul_sand"), block_id("magma_block")
_WATER, _LAVA = block_id("water"), block_id("lava")


@kernel
def has_face(r, state, face):  # type: ignore[no-untyped-def]
    """Whether a face of the collision box is full: what vines hold on to, leaves included."""
    return r.full_cube[state] != 0 or (r.sturdy[state] >> face) & 1 == 1


@kernel
def _near_water(blocks, r, x, y, z):  # type: ignore[no-untyped-def]
    for face in range(2, 6):
        other = beside(blocks, x, y, z, face)
        if r.fluid[other] == 1 or r.state_block[other] == _FROSTED:
            return True
    return False


@kernel
def _cactus_free(blocks, r, x, y, z):  # type: ignore[no-untyped-def]
    for face in range(2, 6):
        other = beside(blocks, x, y, z, face)
        if r.solid[other] != 0 or r.fluid[other] == 2:
            return False
    above = r.state_block[at(blocks, x, y + 1, z)]
    return above != _WATER and above != _LAVA


@kernel
def _vine_holds(blocks, r, x, y, z, state):  # type: ignore[no-untyped-def]
    """At least one of its sheets has a full face behind it or the same sheet in the vine above."""
    above = at(blocks, x, y + 1, z)
    if get_prop(r, state, np.int64(P_UP)) == 0 and has_face(r, above, np.int64(0)):
        return True
    same = r.state_block[above] == r.state_block[state]
    for prop in range(P_NORTH, P_EAST + 1):
        if get_prop(r, state, np.int64(prop)) == 0:
            face = prop - P_NORTH + 2
            if has_face(r, beside(blocks, x, y, z, face), face ^ 1):
                return True
            if same and get_prop(r, above, np.int64(prop)) == 0:
                return True
    return False


@kernel
def _burns_near(blocks, r, x, y, z):  # type: ignore[no-untyped-def]
    for face in range(6):
        if r.soil[r.state_block[beside(blocks, x, y, z, face)]] & SOIL_BURNS != 0:
            return True
    return False


@kernel
def _attached(blocks, r, x, y, z, state, code):  # type: ignore[no-untyped-def]
    """Buttons, levers and bells: the face their state names."""
    facing = np.int64(r.facing[state])
    if code == SUPPORT_FACE:
        where = get_prop(r, state, np.int64(P_FACE))
        if where == 0:
            return (r.sturdy[at(blocks, x, y - 1, z)] >> 1) & 1 == 1
        if where == 2:
            return r.sturdy[at(blocks, x, y + 1, z)] & 1 == 1
        return (r.sturdy[beside(blocks, x, y, z, facing ^ 1)] >> facing) & 1 == 1
    where = get_prop(r, state, np.int64(P_ATTACHMENT))
    if where == 0:
        return (r.sturdy[at(blocks, x, y - 1, z)] >> 1) & 1 == 1
    if where == 1:
        return r.sturdy_center[at(blocks, x, y + 1, z)] & 1 == 1
    return (r.sturdy[beside(blocks, x, y, z, facing)] >> (facing ^ 1)) & 1 == 1


@kernel
def stands(blocks, r, x, y, z, state, light, whole):  # type: ignore[no-untyped-def]
    """Whether a state could stay at a position.

    ``whole`` 0 leaves out the upper half that doors and plants need; ``light`` is the light of the cell, 0..15.
    """
    code = r.support[state]
    if code == 0:
        return True
    block = r.state_block[state]
    below = at(blocks, x, y - 1, z)
    ground = r.state_block[below]
    soil = r.soil[ground]
    top = (r.sturdy[below] >> 1) & 1 == 1
    if code == SUPPORT_DIRT or code == SUPPORT_TALL_PLANT or code == SUPPORT_DOOR:
        if not (top if code == SUPPORT_DOOR else soil & SOIL_DIRT != 0):
            return False
        if code == SUPPORT_DIRT or whole == 0:
            return True
        above = at(blocks, x, y + 1, z)
        return r.state_block[above] == block and r.other_half[above] == 2
    if code == SUPPORT_UPPER:
        return ground == block and r.other_half[below] == 1
    if code == SUPPORT_TOP:
        return top
    if code == SUPPORT_CENTER:
        return (r.sturdy_center[below] >> 1) & 1 == 1
    if code == SUPPORT_RIM or code == SUPPORT_PLATE:
        rim = (r.sturdy_rim[below] >> 1) & 1 == 1
        return rim or (code == SUPPORT_PLATE and (r.sturdy_center[below] >> 1) & 1 == 1)
    if code == SUPPORT_WALL or code == SUPPORT_WALL_SOLID:
        facing = np.int64(r.facing[state])
        behind = beside(blocks, x, y, z, facing ^ 1)
        return r.solid[behind] != 0 if code == SUPPORT_WALL_SOLID else (r.sturdy[behind] >> facing) & 1 == 1
    if code == SUPPORT_FACE or code == SUPPORT_BELL:
        return _attached(blocks, r, x, y, z, state, code)
    if code == SUPPORT_HANGING:
        return r.sturdy_center[at(blocks, x, y + 1, z)] & 1 == 1
    if code == SUPPORT_FARMLAND:
        return soil & SOIL_FARMLAND != 0
    if code == SUPPORT_CANE:
        return ground == block or (soil & SOIL_CANE != 0 and _near_water(blocks, r, x, y - 1, z))
    if code == SUPPORT_CACTUS:
        return (ground == block or soil & SOIL_SAND != 0) and _cactus_free(blocks, r, x, y, z)
    if code == SUPPORT_SNOW:
        return soil & SOIL_ICY == 0 and (top or r.full_cube[below] != 0 or ground == _HONEY or ground == _SOUL_SAND)
    if code == SUPPORT_VINE:
        return _vine_holds(blocks, r, x, y, z, state)
    if code == SUPPORT_MUSHROOM:
        if soil & SOIL_MUSHROOM != 0:
            return True
        return light < 13 and r.opaque_cube[below] != 0
    if code == SUPPORT_SOLID:
        return r.solid[below] != 0
    if code == SUPPORT_ANY:
        return below != 0
    if code == SUPPORT_DEAD_BUSH:
        return soil & SOIL_DEAD_BUSH != 0
    if code == SUPPORT_SOUL_SAND:
        return soil & SOIL_SOUL_SAND != 0
    if code == SUPPORT_LILY:
        return (r.fluid[below] == 1 and r.fluid_level[below] == 0) or (soil & SOIL_ICY != 0)
    if code == SUPPORT_KELP:
        return ground == _KELP or ground == _KELP_PLANT or (top and ground != _MAGMA)
    if code == SUPPORT_COCOA:
        return r.soil[r.state_block[beside(blocks, x, y, z, np.int64(r.facing[state]))]] & SOIL_JUNGLE != 0
    if code == SUPPORT_FIRE:
        return top or _burns_near(blocks, r, x, y, z)
    if code == SUPPORT_DOWNWARD:
        above = at(blocks, x, y + 1, z)
        kind = r.state_block[above]
        return kind == _WEEPING or kind == _WEEPING + 1 or r.sturdy[above] & 1 == 1
    if code == SUPPORT_UPWARD:
        return ground == _TWISTING or ground == _TWISTING + 1 or top
    if code == SUPPORT_BAMBOO:
        return soil & SOIL_BAMBOO != 0
    if code == SUPPORT_NETHER:
        return soil & SOIL_NETHER != 0
    if code == SUPPORT_WIRE:
        return top or ground == _HOPPER
    if code == SUPPORT_CHORUS:
        if ground == _CHORUS or soil & SOIL_END != 0:
            return True
        for face in range(2, 6):
            if r.state_block[beside(blocks, x, y, z, face)] == _CHORUS:
                return True
        return False
    return True


@kernel
def cell_light(w, x, y, z):  # type: ignore[no-untyped-def]
    """The brighter of sky light (by day) and block light in a cell, 0..15, as mushrooms feel it."""
    if y < 0 or y > 255:
        return np.int64(15)
    light = np.int64(w.light[x & 255, z & 255, y])
    return max(light >> 4, light & 15)


@linked("wriiii:i")
def supported(w, r, x, y, z, state):  # type: ignore[no-untyped-def]
    """Whether the state at a position may stay there; false means that it breaks and drops."""
    if r.support[state] == 0:
        return True
    return stands(w.blocks, r, x, y, z, np.int64(state), cell_light(w, x, y, z), np.int64(1))
