"""Which block states give an item, with the tools that are at hand."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import numpy.typing as npt

from craftagent.sim.rules.digging import can_harvest
from craftagent.sim.rules.loot_table import NOT_SHEARS, RIPE, SHEARS, SWORD, block_rows
from craftagent.sim.rules.registry import N_STATES, block_names, item_id, states_of
from craftagent.sim.rules.tables import load_rules
from craftagent.tasks.tags import members

LEAST_CHANCE = 0.004  # of a drop worth trying for


@functools.cache
def _givers() -> dict[str, tuple[tuple[int, float, int], ...]]:
    """item -> (block id, expected number, condition) of all blocks that may drop it."""
    out: dict[str, list[tuple[int, float, int]]] = {}
    for block, rows in enumerate(block_rows()):
        for row in rows:
            mean = row.chance * max(row.low + row.high, 1) / 2.0
            out.setdefault(row.item, []).append((block, mean, row.condition))
    return {item: tuple(rows) for item, rows in out.items()}


@functools.lru_cache(maxsize=256)
def worth(target: str, tools: tuple[str, ...]) -> npt.NDArray[np.float32]:
    """(17112,) expected number of the target items that one block of each state gives; 0: none.

    ``tools``: names of the tools that may be used besides the bare hand. A block counts only if one of them harvests it.
    """
    rules: Any = load_rules()
    r = rules.base[0]
    out = np.zeros(N_STATES, np.float32)
    names = block_names()
    ids = [0, *(item_id(t) for t in tools)]
    shears, sword = "shears" in tools, any(t.endswith("_sword") for t in tools)
    ages, oldest = np.asarray(rules.age), np.asarray(rules.max_age)
    for item in members(target):
        for block, mean, condition in _givers().get(item, ()):
            if mean < LEAST_CHANCE or (condition == SHEARS and not shears) or (condition == SWORD and not sword):
                continue
            if condition == NOT_SHEARS and shears and mean >= 1.0:
                continue
            states = states_of(names[block])
            if not any(can_harvest(r, np.int64(states[0]), np.int64(i)) for i in ids):
                continue
            for state in states:
                if condition == RIPE and ages[state] < oldest[block]:
                    continue
                out[state] += np.float32(mean)
    return out
