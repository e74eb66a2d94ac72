"""Trees: where they stand, and their blocks with the shapes of the game's trunk and foliage placers.

A tree is a pure function of its own hash and the ``biome`` and ``ground`` of the columns around its root, so that every
chunk it reaches into draws the same tree and keeps its own part. Leaves get the ``distance`` of the nearest log.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.jit import kernel
from craftagent.sim.rules.registry import state_id, states_of
from craftagent.sim.terrain import biomes as b
from craftagent.sim.terrain import states as s
from craftagent.sim.terrain.noise import below, draw, sin_turn, stream, unit

OAK, FANCY, BIRCH, SPRUCE, PINE, SWAMP_OAK, ACACIA = range(7)
MAX_TREES = 128
FIELDS = 5  # x, z (relative to the chunk), y of the lowest log, kind, stream
_REACH = np.array([3, 10, 3, 4, 4, 5, 8])  # farthest leaf from the root, by kind
MAX_REACH = 10

_WOODS = ("oak", "oak", "birch", "spruce", "spruce", "oak", "acacia")
LOG = np.array([state_id(f"{wood}_log", axis="y") for wood in _WOODS])
LEAVES = np.array([state_id(f"{wood}_leaves", distance=1, persistent=False) for wood in _WOODS])
_LOG_X, _LOG_Z = state_id("oak_log", axis="x"), state_id("oak_log", axis="z")
_STEP = state_id("oak_leaves", distance=2, persistent=False) - state_id("oak_leaves", distance=1, persistent=False)
FIRST_LEAF = min(min(states_of(f"{wood}_leaves")) for wood in _WOODS)
LAST_LEAF = max(max(states_of(f"{wood}_leaves")) for wood in _WOODS)
_VINES = np.array([s.VINE["west"], s.VINE["east"], s.VINE["north"], s.VINE["south"]])

# Tries a chunk by biome, and the chance of one more (the game's "count extra" of its tree decorators).
TRIES = np.zeros(256, np.int64)
EXTRA = np.zeros(256)
for _biome, _tries, _extra in (
    (b.PLAINS, 0, 0.05), (b.FOREST, 10, 0.1), (b.BIRCH_FOREST, 10, 0.1), (b.TAIGA, 10, 0.1), (b.SNOWY_TAIGA, 10, 0.1),
    (b.SNOWY_TUNDRA, 0, 0.1), (b.SWAMP, 2, 0.1), (b.SAVANNA, 1, 0.1), (b.MOUNTAINS, 0, 0.1),
    (b.GRAVELLY_MOUNTAINS, 0, 0.1), (b.WOODED_MOUNTAINS, 3, 0.1), (b.RIVER, 0, 0.1),
):  # fmt: skip
    TRIES[_biome] = _tries
    EXTRA[_biome] = _extra
_MOST = 11


@kernel
def _kind(biome, u):  # type: ignore[no-untyped-def]
    """Kind of a tree in a biome for u in 0..1: the game's random selectors."""
    if biome == b.FOREST:
        return BIRCH if u < 0.2 else (FANCY if u < 0.28 else OAK)
    if biome == b.BIRCH_FOREST:
        return BIRCH
    if biome == b.TAIGA or biome == b.SNOWY_TAIGA:
        return PINE if u < 0.33333 else SPRUCE
    if biome == b.SNOWY_TUNDRA:
        return SPRUCE
    if biome == b.MOUNTAINS or biome == b.WOODED_MOUNTAINS or biome == b.GRAVELLY_MOUNTAINS:
        return SPRUCE if u < 0.666 else (FANCY if u < 0.7 else OAK)
    if biome == b.SAVANNA:
        return ACACIA if u < 0.8 else OAK
    if biome == b.SWAMP:
        return SWAMP_OAK
    return FANCY if u < (0.33333 if biome == b.PLAINS else 0.1) else OAK


@kernel
def find_trees(salt, cx, cz, biome48, ground48, disks, n_disks, trees):  # type: ignore[no-untyped-def]
    """Trees rooted within MAX_REACH + 1 of chunk (cx, cz) into trees int64[MAX_TREES, FIELDS]; their number.

    A root wants grass that no disk of sand or gravel covers (``disks`` int64[n, 5]), no higher ground than one block
    around it, and no other wanted root beside it that has a smaller hash.
    """
    n = 0
    for sx in range(-1, 2):
        for sz in range(-1, 2):
            r = stream(salt, cx + sx, cz + sz)
            for k in range(_MOST):
                r = draw(r)
                x = 16 * sx + ((r >> 40) & 15)
                z = 16 * sz + ((r >> 44) & 15)
                if x <= -MAX_REACH - 2 or x >= 17 + MAX_REACH or z <= -MAX_REACH - 2 or z >= 17 + MAX_REACH:
                    continue
                at = np.int64(biome48[x + 16, z + 16])
                if k > TRIES[at] or (k == TRIES[at] and ((r >> 48) & 4095) >= EXTRA[at] * 4096.0):
                    continue
                y = np.int64(ground48[x + 16, z + 16])
                if y < 0:
                    continue
                steep = False
                for a in range(-1, 2):
                    for c in range(-1, 2):
                        g = np.int64(ground48[x + 16 + a, z + 16 + c])
                        if (g if g >= 0 else -1 - g) > y + 1:
                            steep = True
                if steep:
                    continue
                for d in range(n_disks):
                    dx = x - disks[d, 0]
                    dz = z - disks[d, 1]
                    if dx * dx + dz * dz <= disks[d, 3] * disks[d, 3] and abs(y - disks[d, 2]) <= 2:
                        steep = True
                if steep or n == MAX_TREES:
                    continue
                t = trees[n]
                t[0] = x
                t[1] = z
                t[2] = y + 1
                own = draw(r ^ 0x2545F491)
                t[3] = _kind(at, unit(own))
                t[4] = draw(own)
                n += 1
    kept = 0
    for i in range(n):
        t = trees[i]
        reach = _REACH[t[3]]
        ok = -reach <= t[0] <= 15 + reach and -reach <= t[1] <= 15 + reach
        for j in range(n):
            if abs(trees[j, 0] - t[0]) <= 1 and abs(trees[j, 1] - t[1]) <= 1 and j != i and trees[j, 4] < t[4]:
                ok = False
        if not ok:
            t[3] = -1
    for i in range(n):
        if trees[i, 3] >= 0:
            for k in range(FIELDS):
                trees[kept, k] = trees[i, k]
            kept += 1
    return kept


@kernel
def _log(blocks, x, y, z, state):  # type: ignore[no-untyped-def]
    """A log in air or leaves, if inside the chunk."""
    if 0 <= x < 16 and 0 <= z < 16 and 0 < y < 256:
        was = blocks[x, z, y]
        if was == s.AIR or FIRST_LEAF <= was <= LAST_LEAF:
            blocks[x, z, y] = state


@kernel
def _row(blocks, x, y, z, radius, kind, up, shape, r):  # type: ignore[no-untyped-def]
    """One layer of leaves around (x, z), in air or over leaves farther from a log; ``up``: blocks above the log.

    ``shape``: 0 no corners, 1 corners at random (blob), 2 a disc (fancy oak), 3 acacia top.
    """
    leaf = LEAVES[kind]
    for dx in range(-radius, radius + 1):
        for dz in range(-radius, radius + 1):
            ax = abs(dx)
            az = abs(dz)
            if shape == 2:
                if (ax + 0.5) * (ax + 0.5) + (az + 0.5) * (az + 0.5) > radius * radius:
                    continue
            elif shape == 3:
                if (ax > 1 or az > 1) and ax != 0 and az != 0:
                    continue
            elif ax == radius and az == radius and radius > 0:
                if shape == 0 or ((r >> (33 + (dx > 0) + 2 * (dz > 0) + (y & 7))) & 1) == 0:
                    continue
            bx = x + dx
            bz = z + dz
            if 0 <= bx < 16 and 0 <= bz < 16 and y < 256:
                state = leaf + _STEP * (min(max(ax + az + up, 1), 6) - 1)
                was = blocks[bx, bz, y]
                if was == s.AIR or (FIRST_LEAF <= was <= LAST_LEAF and was > state and was < leaf + 7 * _STEP):
                    blocks[bx, bz, y] = state


@kernel
def _vines(blocks, x, y, z, radius, r):  # type: ignore[no-untyped-def]
    """Vines that hang from the rim of a layer of leaves, a quarter of the places, one to five long."""
    for side in range(4):
        for k in range(-radius, radius + 1):
            r = draw(r)
            if below(r, 4) != 0:
                continue
            out = radius + 1 if side & 1 == 0 else -radius - 1
            bx = x + (out if side < 2 else k)
            bz = z + (k if side < 2 else out)
            if 0 <= bx < 16 and 0 <= bz < 16:
                for j in range(1 + ((r >> 20) & 3)):
                    if blocks[bx, bz, y - j] != s.AIR:
                        break
                    blocks[bx, bz, y - j] = _VINES[side]


@kernel
def _grow_fancy(blocks, x, y, z, r):  # type: ignore[no-untyped-def]
    """A large oak: a bare trunk, slanting branches and balls of leaves, as the game's fancy trunk placer makes."""
    r = draw(r)
    size = 7 + below(r, 10)  # the game's 3 to 14 and 2, without its leaf balls on the bare ground
    trunk = np.int64(np.floor(size * 0.618))
    per = 1 if 1.382 + (size / 13.0) * (size / 13.0) < 2.0 else 2
    for k in range(size - 5, -1, -1):
        if k < size * 0.3 and k != size - 5:
            continue
        half = size * 0.5
        gap = half - k
        spread = 0.5 * np.sqrt(max(half * half - gap * gap, 0.0))
        for j in range(per + 1):
            r = draw(r)
            far = spread * (unit(r) + 0.328)
            r = draw(r)
            turn = unit(r)
            if j == per:  # the crown itself, once
                if k != size - 5:
                    continue
                far = 0.0
            elif k < size * 0.3:
                continue
            ex = np.int64(np.floor(far * sin_turn(turn) + 0.5))
            ez = np.int64(np.floor(far * sin_turn(turn + 0.25) + 0.5))
            ey = k - 1 if j < per else k
            start = np.int64(np.floor(ey - np.sqrt(np.float64(ex * ex + ez * ez)) * 0.381))
            start = min(start, trunk)
            if start < size * 0.2 and j < per:
                continue
            steps = max(abs(ex), abs(ez), ey - start)
            for q in range(steps + 1):
                t = q / max(steps, 1)
                px = np.int64(np.floor(ex * t + 0.5))
                pz = np.int64(np.floor(ez * t + 0.5))
                py = start + np.int64(np.floor((ey - start) * t + 0.5))
                state = LOG[FANCY]
                if abs(px) > 0 or abs(pz) > 0:
                    state = _LOG_X if abs(ex) >= abs(ez) else _LOG_Z
                    if ey - start > max(abs(ex), abs(ez)):
                        state = LOG[FANCY]
                _log(blocks, x + px, y + py, z + pz, state)
            for i in range(5):
                _row(blocks, x + ex, y + ey + i, z + ez, 2 if i == 0 or i == 4 else 3, FANCY, i, 2, r)
    for k in range(trunk + 1):
        _log(blocks, x, y + k, z, LOG[FANCY])


@kernel
def _grow_acacia(blocks, x, y, z, r):  # type: ignore[no-untyped-def]
    """An acacia: a trunk that bends to one side, a second arm, and flat crowns."""
    r = draw(r)
    height = 5 + below(r, 3) + ((r >> 12) & 0xFF) * 3 // 256
    r = draw(r)
    way = below(r, 4)
    other = (way + 1 + ((r >> 12) & 0xFF) * 3 // 256) & 3
    r = draw(r)
    bend = height - below(r, 4) - 1
    left = 3 - ((r >> 12) & 0xFF) * 3 // 256
    r = draw(r)
    second = bend - below(r, 2) - 1
    arm = 1 + ((r >> 12) & 0xFF) * 3 // 256
    for part in range(2):
        px = x
        pz = z
        direction = way if part == 0 else other
        first = 0 if part == 0 else max(second, 1)
        top = -1
        for k in range(first, height):
            moves = (k >= bend and left > 0) if part == 0 else arm > 0
            if moves:
                px += (direction == 0) - (direction == 1)
                pz += (direction == 2) - (direction == 3)
                if part == 0:
                    left -= 1
                else:
                    arm -= 1
            elif part == 1:
                break
            _log(blocks, px, y + k, pz, LOG[ACACIA])
            top = k
        if top >= 0:
            wide = 3 if part == 0 else 2
            _row(blocks, px, y + top, pz, wide, ACACIA, 0, 0, r)
            _row(blocks, px, y + top + 1, pz, wide - 1, ACACIA, 1, 3 if part == 0 else 0, r)


@kernel
def grow(blocks, tree):  # type: ignore[no-untyped-def]
    """Write the part of a tree (a row of :func:`find_trees`) that lies inside the chunk."""
    x = tree[0]
    z = tree[1]
    y = tree[2]
    kind = tree[3]
    r = tree[4]
    if 0 <= x < 16 and 0 <= z < 16:
        blocks[x, z, y - 1] = s.DIRT
    if kind == FANCY:
        _grow_fancy(blocks, x, y, z, r)
        return
    if kind == ACACIA:
        _grow_acacia(blocks, x, y, z, r)
        return
    r = draw(r)
    height = 4 + below(r, 3)
    r = draw(r)
    if kind == BIRCH:
        height += 1
    elif kind == SWAMP_OAK:
        height += 1 + below(r, 2)
    elif kind == SPRUCE:
        height += 1 + below(r, 2)
    elif kind == PINE:
        height = 6 + below(r, 5)
    top = y + height  # one above the highest log
    if kind == SPRUCE or kind == PINE:
        r = draw(r)
        reach = 0
        if kind == SPRUCE:
            layers = max(4, height - 1 - below(r, 2))
            offset = (r >> 12) & 0xFF
            offset = offset * 3 // 256
            widest = 2 + ((r >> 20) & 1)
            radius = (r >> 21) & 1
        else:
            layers = 3 + below(r, 2)
            offset = 1
            widest = 1 + ((r >> 12) & 0xFF) * (height - layers + 1) // 256
            radius = 0
        limit = 1
        for i in range(offset, offset - layers - 1, -1):
            _row(blocks, x, top + i, z, radius, kind, max(i + 1, 0), 0, r)
            if kind == SPRUCE:
                if radius >= limit:
                    radius = reach
                    reach = 1
                    limit = min(limit + 1, widest)
                else:
                    radius += 1
            elif radius >= 1 and i == offset - layers + 1:
                radius -= 1
            elif radius < widest:
                radius += 1
    else:
        wide = 3 if kind == SWAMP_OAK else 2
        for i in range(4):
            radius = wide - 1 if i < 2 else wide
            _row(blocks, x, top - i, z, radius, kind, 1 if i == 0 else 0, 0 if i == 0 else 1, r)
            if kind == SWAMP_OAK and i == 3:
                _vines(blocks, x, top - i, z, radius, r)
    for k in range(height):
        _log(blocks, x, y + k, z, LOG[kind])
