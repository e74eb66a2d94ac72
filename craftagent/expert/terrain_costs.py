"""What each block state means to someone on the way: whether it carries, lets through or harms, and what digging costs."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from craftagent.sim.rules.digging import dig_delta
from craftagent.sim.rules.registry import N_STATES, item_id, states_of
from craftagent.sim.rules.tables import load_rules

PASS, SOLID, FENCE, WATER, HARM, CLIMB, LOW, LAVA = range(8)
NEVER = np.float32(1.0e9)
BREAK_PAUSE = 6.0  # ticks between two blocks that do not break at once
_HARMFUL = ("fire", "soul_fire", "cactus", "magma_block", "sweet_berry_bush", "wither_rose", "campfire", "soul_campfire",
            "cobweb", "end_portal", "nether_portal", "powder_snow")  # fmt: skip
# Never dug on the way: what someone has put there on purpose and still needs.
_KEPT = ("crafting_table", "furnace", "chest", "smoker", "blast_furnace", "torch", "wall_torch", "spawner")


@functools.cache
def kinds() -> npt.NDArray[np.uint8]:
    """(17112,) PASS, SOLID (stand on it), FENCE (too high to step on), WATER, HARM, CLIMB, LOW (stand in it), LAVA."""
    r: Any = load_rules()
    out = np.zeros(N_STATES, np.uint8)
    for state in range(N_STATES):
        first, count = int(r.coll_start[state]), int(r.coll_count[state])
        height = float(r.boxes[first : first + count, 4].max()) if count else 0.0
        if height > 1.0:
            out[state] = FENCE
        elif height >= 0.5:
            out[state] = SOLID
        elif height > 0.0:
            out[state] = LOW
        elif r.climbable[state]:
            out[state] = CLIMB
        elif r.fluid[state] == 1:
            out[state] = WATER
        elif r.fluid[state] == 2:
            out[state] = LAVA
    for name in _HARMFUL:
        try:
            out[list(states_of(name))] = HARM
        except (KeyError, ValueError):
            continue  # not a block of this version
    return out


@functools.lru_cache(maxsize=64)
def dig_ticks(tools: tuple[str, ...]) -> npt.NDArray[np.float32]:
    """(17112,) ticks to break each state with the best of ``tools`` (or the hand); NEVER if it can or should not be."""
    r: Any = load_rules()
    rs = r.base
    out = np.full(N_STATES, NEVER, np.float32)
    items = [0, *(item_id(t) for t in tools)]
    block_of = np.asarray(r.state_block)
    hardness = np.asarray(r.hardness)
    done: dict[tuple[int, float], np.float32] = {}
    for state in range(1, N_STATES):
        if hardness[state] < 0:
            continue
        key = (int(block_of[state]), float(hardness[state]))
        if key not in done:
            delta = max(float(dig_delta(rs[0], np.int64(state), np.int64(i), np.int64(0), np.int64(1))) for i in items)
            done[key] = (
                NEVER if delta <= 0.0 else np.float32(1.0 if delta >= 1.0 else np.ceil(1.0 / delta) + BREAK_PAUSE)
            )
        out[state] = done[key]
    for name in _KEPT:
        out[list(states_of(name))] = NEVER
    return out


def tools_among(items: Iterable[str]) -> tuple[str, ...]:
    """The items that dig, sorted, as :func:`dig_ticks` wants them."""
    r: Any = load_rules()
    return tuple(sorted(name for name in set(items) if int(r.item_tool[item_id(name)]) != 0))
