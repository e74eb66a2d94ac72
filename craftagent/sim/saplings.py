"""Trees that grow from saplings: trunk heights and crowns of the game's oak, birch, spruce, jungle and acacia trees.

Acacias grow straight here, and dark oaks, which need four saplings, not at all.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.grid import get, set_block
from craftagent.sim.jit import linked, part
from craftagent.sim.rng import rand, randint
from craftagent.sim.rules.registry import block_id, state_id

_WOODS = ("oak", "spruce", "birch", "jungle", "acacia")
_OAK, _SPRUCE, _BIRCH, _JUNGLE, _ACACIA = range(5)
_SAPLINGS = np.array([block_id(f"{wood}_sapling") for wood in _WOODS], np.int64)
_LOGS = np.array([state_id(f"{wood}_log") for wood in _WOODS], np.int64)
_LEAVES = np.array([state_id(f"{wood}_leaves", distance=1, persistent=False) for wood in _WOODS], np.int64)
_HEIGHTS = np.array([(4, 3, 1), (5, 3, 2), (5, 3, 1), (4, 9, 1), (5, 3, 1)], np.int64)  # least, choices, twice
_GRASS_FIRST, _GRASS_LAST = state_id("grass_block", snowy=True), state_id("grass_block", snowy=False)
_DIRT = state_id("dirt")


@part
def _free(w, r, x, y, z, height, wide):  # type: ignore[no-untyped-def]
    """Whether a trunk of a height has room: its own column, and ``wide`` around it above the lowest blocks."""
    for cy in range(y + 1, y + height + 2):
        reach = 0 if cy - y < wide else wide
        for cx in range(x - reach, x + reach + 1):
            for cz in range(z - reach, z + reach + 1):
                state = get(w, cx, cy, cz)
                if state != 0 and r.replaceable[state] == 0 and r.leaf_distance[state] == 255:
                    return False
    return True


@part
def _layer(w, r, x, y, z, radius, kind, top, trim):  # type: ignore[no-untyped-def]
    """One layer of a crown around the trunk at (x, z). ``trim``: 2 no corners, 1 half of them, 0 all."""
    for cx in range(x - radius, x + radius + 1):
        for cz in range(z - radius, z + radius + 1):
            corner = radius > 0 and abs(cx - x) == radius and abs(cz - z) == radius
            if corner and (trim == 2 or (trim == 1 and rand(w) < 0.5)):
                continue
            state = get(w, cx, y, cz)
            if state != 0 and (r.replaceable[state] == 0 or r.fluid[state] != 0):
                continue
            distance = abs(cx - x) + abs(cz - z) + max(y - top, 0)
            set_block(w, r, cx, y, cz, _LEAVES[kind] + (min(max(distance, 1), 7) - 1) * 2)


@linked("wriii:i")
def grow_sapling(w, r, x, y, z):  # type: ignore[no-untyped-def]
    """Turn a sapling into the tree of its kind, if there is room. Returns whether it grew."""
    block = r.state_block[get(w, x, y, z)]
    kind = -1
    for k in range(5):
        if _SAPLINGS[k] == block:
            kind = k
    if kind < 0:
        return 0
    height = _HEIGHTS[kind, 0] + randint(w, _HEIGHTS[kind, 1]) + randint(w, _HEIGHTS[kind, 2])
    wide = 2 if kind == _SPRUCE else 1
    if y + height + 2 > 255 or not _free(w, r, x, y, z, height, wide):
        return 0
    below = get(w, x, y - 1, z)
    if below == _GRASS_FIRST or below == _GRASS_LAST:
        set_block(w, r, x, y - 1, z, _DIRT)
    for cy in range(y, y + height):
        set_block(w, r, x, cy, z, _LOGS[kind])
    top = y + height - 1
    if kind == _SPRUCE:
        offset = randint(w, 3)
        widest = 2 + randint(w, 2)
        low = y + height - max(4, height - 1 - randint(w, 2))
        radius, limit, narrow = randint(w, 2), 1, 0
        for cy in range(y + height + offset, low - 1, -1):
            _layer(w, r, x, cy, z, radius, kind, top, 2)
            if radius >= limit:
                radius, narrow, limit = narrow, 1, min(limit + 1, widest)
            else:
                radius += 1
    else:
        for k in range(4):
            _layer(w, r, x, y + height - k, z, 1 if k < 2 else 2, kind, top, 2 if k == 0 else 1)
    return 1
