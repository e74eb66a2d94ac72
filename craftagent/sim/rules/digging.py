"""How fast a block gives way to a tool, and whether it drops: the 1.16.5 rule in float32, as the client sums it.

Each tick of digging adds ``speed / hardness / (30 if it will drop else 100)`` to a float32 progress; the block breaks
when it reaches 1. Speed is 1, or that of a tool on a block of its class; a fifth with the eyes in water, a fifth of
that off the ground.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.jit import kernel
from craftagent.sim.rules.blocks_table import (
    DIG_BAMBOO,
    DIG_LEAVES,
    DIG_PLANT,
    DIG_WEB,
    DIG_WOOL,
    TOOL_SHEARS,
    TOOL_SWORD,
)


@kernel
def can_harvest(r, state, item):  # type: ignore[no-untyped-def]
    """Whether a block state drops anything when broken with an item (0 = bare hand)."""
    block = r.state_block[state]
    if r.needs_tool[block] == 0:
        return True
    tool = r.item_tool[item]
    if r.dig_class[block] == DIG_WEB:
        return tool == TOOL_SWORD or tool == TOOL_SHEARS
    return tool == r.tool[block] and r.item_tier[item] >= r.harvest_tier[block]


@kernel
def dig_speed(r, state, item):  # type: ignore[no-untyped-def]
    """float32 speed of an item on a block: 1 for anything that is not made for it."""
    block = r.state_block[state]
    tool = r.item_tool[item]
    kind = r.dig_class[block]
    if tool == TOOL_SHEARS:
        if kind == DIG_LEAVES or kind == DIG_WEB:
            return np.float32(15.0)
        return np.float32(5.0) if kind == DIG_WOOL else np.float32(1.0)
    if tool == TOOL_SWORD:
        if kind == DIG_WEB:
            return np.float32(15.0)
        return np.float32(1.5) if kind == DIG_LEAVES or kind == DIG_PLANT else np.float32(1.0)
    if tool != 0 and tool == r.tool[block]:
        return np.float32(r.tool_speed[item])
    return np.float32(1.0)


@kernel
def dig_delta(r, state, item, eyes_in_water, on_ground):  # type: ignore[no-untyped-def]
    """float32 progress of one tick, at least 1 for what breaks at once, 0 for what never breaks.

    ``item`` 0 is the bare hand; ``eyes_in_water`` and ``on_ground`` are 0 or 1.
    """
    hardness = np.float32(r.hardness[state])
    if hardness < 0 or state == 0:
        return np.float32(0.0)
    if r.dig_class[r.state_block[state]] == DIG_BAMBOO and r.item_tool[item] == TOOL_SWORD:
        return np.float32(1.0)
    speed = dig_speed(r, state, item)
    if eyes_in_water != 0:
        speed = np.float32(speed / np.float32(5.0))
    if on_ground == 0:
        speed = np.float32(speed / np.float32(5.0))
    if hardness == 0:
        return np.float32(1.0)
    share = np.float32(30.0) if can_harvest(r, state, item) else np.float32(100.0)
    return np.float32(np.float32(speed / hardness) / share)
