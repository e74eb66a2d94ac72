"""Finding blocks and states by shell pattern: ``*_slab``, ``furnace[lit=true]``, ``*leaves[persistent=false]``."""

from __future__ import annotations

import fnmatch
import functools
import re
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from craftagent.sim.rules.registry import N_STATES, block_names, block_row, item_names, property_values


@functools.cache
def _blocks_matching(pattern: str) -> tuple[str, ...]:
    test = re.compile(fnmatch.translate(pattern)).match
    found = tuple(name for name in block_names() if test(name))
    if not found:
        raise ValueError(f"pattern {pattern!r} matches no block")
    return found


def blocks_matching(patterns: str | Iterable[str]) -> frozenset[str]:
    """Block names that match any pattern (a string is split at blanks). Raises ValueError for an idle pattern."""
    many = patterns.split() if isinstance(patterns, str) else patterns
    return frozenset(name for pattern in many for name in _blocks_matching(pattern))


def items_matching(patterns: str | Iterable[str]) -> tuple[int, ...]:
    """Item ids whose names match any pattern, in id order. Raises ValueError for an idle pattern."""
    many = patterns.split() if isinstance(patterns, str) else list(patterns)
    found: set[int] = set()
    for pattern in many:
        test = re.compile(fnmatch.translate(pattern)).match
        hits = {i for i, name in enumerate(item_names()) if i and test(name)}
        if not hits:
            raise ValueError(f"pattern {pattern!r} matches no item")
        found |= hits
    return tuple(sorted(found))


def prop_digits(name: str, prop: str) -> npt.NDArray[np.int64]:
    """Index of the value of one property for every state of a block, in state order."""
    row = block_row(name)
    stride, count = 0, 1
    for entry in reversed(row["states"]):
        size = len(property_values(entry))
        if entry["name"] == prop:
            stride, base = count, size
        count *= size
    if stride == 0:
        raise ValueError(f"{name} has no property {prop!r}")
    return np.arange(count, dtype=np.int64) // stride % base


def states_matching(patterns: Iterable[str]) -> npt.NDArray[np.bool_]:
    """Mask by state of the patterns, each a block pattern with optional ``[property=value,...]``."""
    mask = np.zeros(N_STATES, bool)
    for pattern in patterns:
        head, _, rest = pattern.partition("[")
        wanted = dict(part.split("=") for part in rest.rstrip("]").split(",")) if rest else {}
        for name in _blocks_matching(head):
            row = block_row(name)
            here = np.ones(row["maxStateId"] - row["minStateId"] + 1, bool)
            for prop, value in wanted.items():
                entry = next(p for p in row["states"] if p["name"] == prop)
                here &= prop_digits(name, prop) == property_values(entry).index(value)
            mask[row["minStateId"] : row["maxStateId"] + 1] |= here
    return mask
