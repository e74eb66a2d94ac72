"""Where to dig in for the night: the column, within a few dozen blocks, whose pit is soonest dug and sure to be tight."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from craftagent.expert.body import Body, Cell
from craftagent.expert.terrain_costs import dig_ticks, tools_among
from craftagent.sim.jit import kernel
from craftagent.sim.rules.registry import state_block
from craftagent.sim.state import FULL

MAX_DIG = 200.0  # ticks for one block
WALK = 4.0  # ticks a block of way
DEEPEST = 5  # layers of sand that one goes through to firm rock
# What a block leaves behind that can be a lid
LIDS = {"grass_block": "dirt", "dirt": "dirt", "coarse_dirt": "coarse_dirt", "podzol": "dirt", "stone": "cobblestone",
        "cobblestone": "cobblestone", "andesite": "andesite", "diorite": "diorite", "granite": "granite",
        "sandstone": "sandstone", "red_sandstone": "red_sandstone", "grass_path": "dirt", "farmland": "dirt",
        "mycelium": "dirt"}  # fmt: skip
_BY_HAND = frozenset({"grass_block", "dirt", "coarse_dirt", "podzol", "grass_path", "farmland", "mycelium"})


@kernel
def _wall(w, r, x, y, z):  # type: ignore[no-untyped-def]
    """Whether a cell is a wall: solid and not wet."""
    if y < 0 or y > 255:
        return False
    s = w.blocks[x & 255, z & 255, y]
    return r.coll_count[s] > 0 and r.fluid[s] == 0


@kernel
def _floor(w, r, x, y, z):  # type: ignore[no-untyped-def]
    """Height of the feet when standing in a column near height y, or -1."""
    for k in range(9):
        feet = y + ((k + 1) // 2 if k & 1 else -(k // 2))
        if feet < 6 or feet > 250:
            continue
        a, b = w.blocks[x & 255, z & 255, feet], w.blocks[x & 255, z & 255, feet + 1]
        if _wall(w, r, x, feet - 1, z) and r.coll_count[a] == 0 and r.coll_count[b] == 0:
            if r.fluid[a] == 0 and r.fluid[b] == 0 and r.falls[a] == 0:
                return feet
    return -1


@kernel
def _pit(w, r, dig, lid, x, y, z, have_lid):  # type: ignore[no-untyped-def]
    """Ticks to dig three down from standing height y; -1 if the pit would leak or cave in, or nothing could close it."""
    cost = 0.0
    closes = have_lid != 0
    for k in range(1, 4):
        s = w.blocks[x & 255, z & 255, y - k]
        if not _wall(w, r, x, y - k, z) or dig[s] > MAX_DIG:
            return -1.0
        closes = closes or lid[s] != 0
        cost += dig[s] + 6.0
        sides = 0
        for side in range(4):
            nx = x + (1 if side == 0 else -1 if side == 1 else 0)
            nz = z + (1 if side == 2 else -1 if side == 3 else 0)
            if _wall(w, r, nx, y - k, nz):
                sides += 1
            elif r.fluid[w.blocks[nx & 255, nz & 255, y - k]] != 0:
                return -1.0
        if sides < (1 if k == 1 else 4):
            return -1.0
    if not _wall(w, r, x, y - 4, z):
        return -1.0
    return cost if closes else -1.0


@kernel
def _niche(w, r, dig, x, y, z):  # type: ignore[no-untyped-def]
    """(ticks, depth, side) of a shaft through sand into rock with a niche beside its foot; ticks -1 if there is none.

    The feet come to stand at ``y - depth``, in the niche on side 0..3 (east, west, south, north), two cells high.
    """
    cost = 0.0
    sand = 0
    firm = 0
    for k in range(1, DEEPEST + 4):
        s = w.blocks[x & 255, z & 255, y - k]
        if not _wall(w, r, x, y - k, z) or dig[s] > MAX_DIG:
            return -1.0, 0, 0
        cost += dig[s] + 6.0
        if r.falls[s] != 0:
            if firm > 0:
                return -1.0, 0, 0
            sand += 1
        else:
            firm += 1
        for side in range(4):
            nx = x + (1 if side == 0 else -1 if side == 1 else 0)
            nz = z + (1 if side == 2 else -1 if side == 3 else 0)
            if r.fluid[w.blocks[nx & 255, nz & 255, y - k]] != 0:
                return -1.0, 0, 0
        if firm == 3:
            if sand < 2 or not _wall(w, r, x, y - k - 1, z):
                return -1.0, 0, 0
            feet = y - k
            for side in range(4):
                nx = x + (1 if side == 0 else -1 if side == 1 else 0)
                nz = z + (1 if side == 2 else -1 if side == 3 else 0)
                roof = w.blocks[nx & 255, nz & 255, feet + 2]
                a, b = w.blocks[nx & 255, nz & 255, feet], w.blocks[nx & 255, nz & 255, feet + 1]
                good = _wall(w, r, nx, feet + 2, nz) and r.falls[roof] == 0 and _wall(w, r, nx, feet - 1, nz)
                if not good or dig[a] > MAX_DIG or dig[b] > MAX_DIG:
                    continue
                tight = 0
                for other in range(4):
                    mx = nx + (1 if other == 0 else -1 if other == 1 else 0)
                    mz = nz + (1 if other == 2 else -1 if other == 3 else 0)
                    if _wall(w, r, mx, feet, mz) and _wall(w, r, mx, feet + 1, mz):
                        tight += 1
                if tight >= 3 or (tight == 4):
                    return cost + dig[a] + dig[b] + 60.0, k, side
            return -1.0, 0, 0
    return -1.0, 0, 0


@kernel
def _search(ws, rs, dig, lid, bx, by, bz, reach, have_lid, niches, taboo, out):  # type: ignore[no-untyped-def]
    """Best spot into ``out`` int64 (5,): x, y, z, depth of a niche (0: a plain pit), side. Returns its ticks or -1."""
    w, r = ws[0], rs[0]
    best = 1e9
    for dx in range(-reach, reach + 1):
        for dz in range(-reach, reach + 1):
            far = np.sqrt(np.float64(dx * dx + dz * dz))
            if far > reach or far * WALK >= best:
                continue
            x, z = bx + dx, bz + dz
            cx, cz = x >> 4, z >> 4
            i, j = cx & 15, cz & 15
            if w.chunk_status[i, j] != FULL or w.chunk_xz[i, j, 0] != cx or w.chunk_xz[i, j, 1] != cz:
                continue
            y = _floor(w, r, x, by, z)
            if y < 0:
                continue
            known = False
            for k in range(taboo.shape[0]):
                known = known or (taboo[k, 0] == x and taboo[k, 1] == z)
            if known:
                continue
            way = far * WALK + 5.0 * abs(y - by)
            if niches == 0:
                cost, depth, side = _pit(w, r, dig, lid, x, y, z, have_lid), 0, 0
            else:
                cost, depth, side = _niche(w, r, dig, x, y, z)
            if cost >= 0.0 and cost + way < best:
                best = cost + way
                out[0], out[1], out[2], out[3], out[4] = x, y, z, depth, side
    return best if best < 1e9 else -1.0


@functools.lru_cache(maxsize=2)
def _lid_states(n: int, hand: bool) -> npt.NDArray[np.uint8]:
    names = _BY_HAND if hand else frozenset(LIDS)
    return np.array([state_block(s) in names for s in range(n)], np.uint8)


def find_pit(body: Body, reach: int, have_lid: bool, niches: bool = False) -> tuple[Cell, int, int] | None:
    """(cell to stand in, depth, side) of the best place to dig in within ``reach`` blocks; None if there is none.

    Depth 0: three straight down. ``niches``: a shaft ``depth`` deep with a niche on a side, which sand can close.
    Cells that ``body.avoid`` names with height -1 are passed over.
    """
    tools = tools_among(body.info["inventory"])
    dig = dig_ticks(tools)
    lid = _lid_states(len(dig), not any("pickaxe" in tool for tool in tools))
    taboo = [(x, z) for (x, y, z), until in body.avoid.items() if y == -1 and until > body.tick]
    out = np.zeros(5, np.int64)
    best = _search(
        body.ws, body.rs, dig, lid, *body.cell, reach, int(have_lid), int(niches),
        np.array(taboo or [(1 << 40, 0)], np.int64), out,
    )  # fmt: skip
    if best < 0:
        return None
    return (int(out[0]), int(out[1]), int(out[2])), int(out[3]), int(out[4])
