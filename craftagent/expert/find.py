"""Finding blocks: the cheapest to get at of all loaded blocks that one wants, by a rough guess in ticks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from craftagent.expert.body import Body, Cell
from craftagent.sim.jit import kernel
from craftagent.sim.state import FULL

WALK_TICKS = 5.5  # a block on the surface
TUNNEL = 16.0  # a block through rock
SINK = 18.0  # a block down
FOUND = 12


@kernel
def _fluid(w, r, x, y, z):  # type: ignore[no-untyped-def]
    return np.int64(r.fluid[w.blocks[x & 255, z & 255, y]]) if 0 <= y < 256 else np.int64(0)


@kernel
def _trouble(w, r, x, y, z):  # type: ignore[no-untyped-def]
    """Ticks that lava and water about a cell cost: lava beside it, water beside, above or over the way there."""
    cost = 0.0
    wet = 0
    for side in range(6):
        nx = x + (1 if side == 0 else -1 if side == 1 else 0)
        nz = z + (1 if side == 2 else -1 if side == 3 else 0)
        ny = y + (1 if side == 4 else -1 if side == 5 else 0)
        fluid = _fluid(w, r, nx, ny, nz)
        if fluid == 2:
            cost += 400.0
        elif fluid == 1:
            wet += 1
    if wet > 0:
        cost += 150.0
    if _fluid(w, r, x, y, z) != 0:
        cost += 200.0
    if _fluid(w, r, x, y + 1, z) == 1:
        cost += 400.0
        if _fluid(w, r, x, y + 2, z) == 1:
            cost += 2000.0
    # a lake overhead runs into every hole dug below it
    over = 0
    for side in range(5):
        nx = x + (2 if side == 0 else -2 if side == 1 else 0)
        nz = z + (2 if side == 2 else -2 if side == 3 else 0)
        for up in range(1, 7):
            if _fluid(w, r, nx, y + up, nz) == 1:
                over += 1
                break
    return cost + 200.0 * over


@kernel
def _cheapest(ws, rs, value, x, y, z, reach, low, high, banned, n_banned, out, guess):  # type: ignore[no-untyped-def]
    """Keep the ``FOUND`` cheapest cells in ``out`` int64 (FOUND, 3) with ``guess`` float64 (FOUND,). Returns how many."""
    w, r = ws[0], rs[0]
    n = 0
    surface = np.int64(w.ground[x & 255, z & 255])
    below = y < surface - 4
    for bx in range((x - reach) >> 2, ((x + reach) >> 2) + 1):
        for bz in range((z - reach) >> 2, ((z + reach) >> 2) + 1):
            cx, cz = bx >> 2, bz >> 2
            i, j = cx & 15, cz & 15
            if w.chunk_status[i, j] != FULL or w.chunk_xz[i, j, 0] != cx or w.chunk_xz[i, j, 1] != cz:
                continue
            for by in range(low >> 2, (high >> 2) + 1):
                if w.bricks[bx & 63, bz & 63, by] == 0:
                    continue
                for px in range(bx * 4, bx * 4 + 4):
                    for pz in range(bz * 4, bz * 4 + 4):
                        for py in range(max(by * 4, low), min(by * 4 + 4, high + 1)):
                            state = w.blocks[px & 255, pz & 255, py]
                            gain = value[state]
                            if gain <= 0.0:
                                continue
                            flat = np.sqrt(float((px - x) * (px - x) + (pz - z) * (pz - z)))
                            ground = np.int64(w.ground[px & 255, pz & 255])
                            deep = max(ground - 2 - py, 0)
                            if below:
                                cost = flat * (TUNNEL if deep > 0 else 8.0) + abs(py - y) * SINK
                            else:
                                cost = flat * WALK_TICKS + abs(py - y) * 6.0 + deep * SINK
                            if n == FOUND and cost >= guess[n - 1]:
                                continue
                            cost += _trouble(w, r, px, py, pz)
                            cost = cost / min(gain, 1.0) if gain < 0.5 else cost
                            if n == FOUND and cost >= guess[n - 1]:
                                continue
                            barred = False
                            for k in range(n_banned):
                                if banned[k, 0] == px and banned[k, 1] == py and banned[k, 2] == pz:
                                    barred = True
                            if barred:
                                continue
                            at = n if n < FOUND else FOUND - 1
                            while at > 0 and guess[at - 1] > cost:
                                guess[at] = guess[at - 1]
                                out[at, 0], out[at, 1], out[at, 2] = out[at - 1, 0], out[at - 1, 1], out[at - 1, 2]
                                at -= 1
                            guess[at] = cost
                            out[at, 0], out[at, 1], out[at, 2] = px, py, pz
                            n = min(n + 1, FOUND)
    return n


def find_blocks(
    body: Body, value: npt.NDArray[np.float32], reach: int = 110, low: int = 1, high: int = 200
) -> list[tuple[Cell, float]]:
    """The cheapest cells (with a guess in ticks) whose state has a value above 0, best first.

    Looks close by first; cells in ``body.avoid`` are left out until their time is over.
    """
    now = body.tick
    body.avoid = {cell: until for cell, until in body.avoid.items() if until > now}
    banned = np.array([*body.avoid, (0, -1, 0)], np.int64)
    out, guess = np.zeros((FOUND, 3), np.int64), np.zeros(FOUND)
    x, y, z = body.cell
    for far in (6, 20, reach):
        if far > reach:
            break
        lo, hi = max(low, y - far), min(high, y + far)
        if lo > hi:
            continue
        n = int(_cheapest(body.ws, body.rs, value, x, y, z, far, lo, hi, banned, len(banned) - 1, out, guess))
        # what lies beyond the box can not be cheaper than running to its rim
        if n and (guess[0] <= far * WALK_TICKS or far == reach):
            return [((int(a), int(b), int(c)), float(g)) for (a, b, c), g in zip(out[:n], guess[:n], strict=True)]
    return []
