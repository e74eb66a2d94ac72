"""Boxes against the world: solid blocks stop them, liquids carry them. Used for the player, mobs and dropped items.

Rules as in the game: y moves first, then the larger horizontal axis, then the other; faces closer than 1e-7 do not
count as overlapping, and a box sunk by less than that is still stopped. A mover of half width ``hw`` standing at
(x, y, z) is the box x - hw .. x + hw, y .. y + height, z - hw .. z + hw; blocks outside y 0 .. 255 are air.

``w.scratch[2048:]`` belongs to this module while one of its kernels runs; nothing is kept there between calls.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.grid import get
from craftagent.sim.jit import kernel
from craftagent.sim.state import HEIGHT, MASK

EPS = 1e-7
_A = np.int64(2048)  # scratch: mover boxes of 6, each followed by the 3 distances it moved
_B = _A + 16
_C = _B + 16
_BOXES = _C + 16
_MAX_BOXES = (4096 - _BOXES) // 6


@kernel
def _gather(w, r, x0, y0, z0, x1, y1, z1):  # type: ignore[no-untyped-def]
    """Collect into scratch the collision boxes that may touch the given box; returns how many."""
    s = w.scratch
    bx0, bx1 = np.int64(np.floor(x0 - EPS)), np.int64(np.floor(x1 + EPS))
    bz0, bz1 = np.int64(np.floor(z0 - EPS)), np.int64(np.floor(z1 + EPS))
    low = np.int64(np.floor(y0 - EPS)) - 1  # fences and walls reach half a block into the cell above
    by0, by1 = low if low > 0 else np.int64(0), np.int64(min(np.floor(y1 + EPS), HEIGHT - 1))
    n = 0
    for x in range(bx0, bx1 + 1):
        for z in range(bz0, bz1 + 1):
            for y in range(by0, by1 + 1):
                state = w.blocks[x & MASK, z & MASK, y]
                if state == 0:
                    continue
                count = r.coll_count[state]
                if count == 0 or (y == low and r.full_cube[state] != 0):
                    continue
                first = r.coll_start[state]
                for k in range(first, first + count):
                    if n >= _MAX_BOXES:
                        return n
                    o = _BOXES + 6 * n
                    s[o] = x + r.boxes[k, 0]
                    s[o + 1] = y + r.boxes[k, 1]
                    s[o + 2] = z + r.boxes[k, 2]
                    s[o + 3] = x + r.boxes[k, 3]
                    s[o + 4] = y + r.boxes[k, 4]
                    s[o + 5] = z + r.boxes[k, 5]
                    n += 1
    return n


@kernel
def _slide(s, n, m, dx, dy, dz):  # type: ignore[no-untyped-def]
    """Move the box at ``s[m : m + 6]`` as far as ``n`` gathered boxes let it; distances go to ``s[m + 6 : m + 9]``."""
    x_first = abs(dx) >= abs(dz)
    for k in range(3):
        if k == 0:
            a, b, c, d = 1, 0, 2, dy
        elif (k == 1) == x_first:
            a, b, c, d = 0, 1, 2, dx
        else:
            a, b, c, d = 2, 0, 1, dz
        if abs(d) < EPS:
            d = 0.0
        else:
            b0, b1 = s[m + b] + EPS, s[m + 3 + b] - EPS
            c0, c1 = s[m + c] + EPS, s[m + 3 + c] - EPS
            for i in range(n):
                o = _BOXES + 6 * i
                if s[o + b] >= b1 or s[o + 3 + b] <= b0 or s[o + c] >= c1 or s[o + 3 + c] <= c0:
                    continue
                if d > 0.0:
                    gap = s[o + a] - s[m + 3 + a]
                    if -EPS <= gap < d:
                        d = gap
                else:
                    gap = s[o + 3 + a] - s[m + a]
                    if d < gap <= EPS:
                        d = gap
        s[m + a] += d
        s[m + 3 + a] += d
        s[m + 6 + a] = d


@kernel
def _put(s, m, x, y, z, hw, height):  # type: ignore[no-untyped-def]
    s[m] = x - hw
    s[m + 1] = y
    s[m + 2] = z - hw
    s[m + 3] = x + hw
    s[m + 4] = y + height
    s[m + 5] = z + hw


@kernel
def move_box(w, r, x, y, z, half_width, height, dx, dy, dz, step, out):  # type: ignore[no-untyped-def]
    """Move a box by (dx, dy, dz) blocks against the world and write what came of it to ``out`` (float64, at least 8).

    ``out``: new x, y, z; then 0/1 flags on_ground (stopped while going down), collided_h, collided_v, stopped in x,
    stopped in z (the caller zeroes those velocities). ``out`` may be ``w.scratch``. All numbers are float64.
    ``step`` is the height climbed without a jump: 0.6 for the player and mobs, 0.0 for items. It applies when the
    ground holds the box during this move; a negative ``step`` says the mover stood on ground, so also when rising.
    """
    s = w.scratch
    n = _gather(
        w, r, x - half_width + min(dx, 0.0), y + min(dy, 0.0), z - half_width + min(dz, 0.0),
        x + half_width + max(dx, 0.0), y + height + max(dy, 0.0), z + half_width + max(dz, 0.0),
    )  # fmt: skip
    if n == 0:
        out[0], out[1], out[2] = x + dx, y + dy, z + dz
        for k in range(3, 8):
            out[k] = 0.0
        return
    _put(s, _A, x, y, z, half_width, height)
    _slide(s, n, _A, dx, dy, dz)
    mx, my, mz = s[_A + 6], s[_A + 7], s[_A + 8]
    if step != 0.0 and (mx != dx or mz != dz) and (step < 0.0 or (my != dy and dy < 0.0)):
        up = abs(step)
        n = _gather(
            w, r, x - half_width + min(dx, 0.0), y + min(dy, 0.0), z - half_width + min(dz, 0.0),
            x + half_width + max(dx, 0.0), y + height + up, z + half_width + max(dz, 0.0),
        )  # fmt: skip
        # Two ways up: straight up and over, or only as high as the whole swept floor plan allows.
        _put(s, _A, x, y, z, half_width, height)
        _slide(s, n, _A, dx, up, dz)
        _put(s, _B, x, y, z, half_width, height)
        s[_B] += min(dx, 0.0)
        s[_B + 2] += min(dz, 0.0)
        s[_B + 3] += max(dx, 0.0)
        s[_B + 5] += max(dz, 0.0)
        _slide(s, n, _B, 0.0, up, 0.0)
        rise = s[_B + 7]
        best = _A
        if rise < up:
            _put(s, _C, x, y + rise, z, half_width, height)
            _slide(s, n, _C, dx, 0.0, dz)
            s[_C + 7] = rise
            ax, az, cx, cz = s[_A + 6], s[_A + 8], s[_C + 6], s[_C + 8]
            if cx * cx + cz * cz > ax * ax + az * az:
                best = _C
        sx, sy, sz = s[best + 6], s[best + 7], s[best + 8]
        if sx * sx + sz * sz > mx * mx + mz * mz:
            _put(s, _B, x + sx, y + sy, z + sz, half_width, height)
            _slide(s, n, _B, 0.0, dy - sy, 0.0)
            mx, my, mz = sx, sy + s[_B + 7], sz
    out[0], out[1], out[2] = x + mx, y + my, z + mz
    out[3] = 1.0 if my != dy and dy < 0.0 else 0.0
    out[4] = 1.0 if abs(mx - dx) >= 1e-5 or abs(mz - dz) >= 1e-5 else 0.0
    out[5] = 1.0 if my != dy else 0.0
    out[6] = 1.0 if mx != dx else 0.0
    out[7] = 1.0 if mz != dz else 0.0


@kernel
def box_free(w, r, x0, y0, z0, x1, y1, z1):  # type: ignore[no-untyped-def]
    """Whether no collision box overlaps the given one (by more than 1e-7)."""
    s = w.scratch
    n = _gather(w, r, x0, y0, z0, x1, y1, z1)
    for i in range(n):
        o = _BOXES + 6 * i
        if (
            s[o] < x1 - EPS and s[o + 3] > x0 + EPS and s[o + 1] < y1 - EPS
            and s[o + 4] > y0 + EPS and s[o + 2] < z1 - EPS and s[o + 5] > z0 + EPS
        ):  # fmt: skip
            return False
    return True


@kernel
def own_height(r, state):  # type: ignore[no-untyped-def]
    """Height 0 .. 8/9 of the liquid in a state, as if nothing were above it; 0 if it holds none."""
    if r.fluid[state] == 0:
        return 0.0
    level = r.fluid_level[state]
    return (8.0 if level == 0 or level >= 8 else 8.0 - level) / 9.0


@kernel
def fluid_height(w, r, x, y, z):  # type: ignore[no-untyped-def]
    """Height 0 .. 1 of the liquid's surface in the cell (integers): 1 when the same liquid lies above."""
    state = get(w, x, y, z)
    kind = r.fluid[state]
    if kind == 0:
        return 0.0
    if r.fluid[get(w, x, y + 1, z)] == kind:
        return 1.0
    return own_height(r, state)


@kernel
def _add_flow(w, r, x, y, z, state, depth, out, o):  # type: ignore[no-untyped-def]
    """Add the unit vector along which the liquid in a cell runs (less in shallow liquid) to ``out[o : o + 3]``."""
    kind = r.fluid[state]
    own = own_height(r, state)
    fx, fy, fz = 0.0, 0.0, 0.0
    falls = False
    for side in range(4):
        sx = 1 if side == 0 else (-1 if side == 1 else 0)
        sz = 1 if side == 2 else (-1 if side == 3 else 0)
        near = get(w, x + sx, y, z + sz)
        drop = 0.0
        if r.fluid[near] == kind:
            drop = own - own_height(r, near)
        elif r.fluid[near] == 0:
            if r.solid[near] == 0:
                below = get(w, x + sx, y - 1, z + sz)
                if r.fluid[below] == kind:
                    drop = own - (own_height(r, below) - 8.0 / 9.0)
            elif r.fluid_level[state] >= 8 and r.full_cube[near] != 0:
                falls = True
        fx += sx * drop
        fz += sz * drop
    length = np.sqrt(fx * fx + fz * fz)
    if length > 0.0:
        fx /= length
        fz /= length
    if falls:  # a waterfall along a wall drags down
        fy = -6.0
        length = np.sqrt(fx * fx + fz * fz + 36.0)
        fx /= length
        fy /= length
        fz /= length
    scale = depth if depth < 0.4 else 1.0
    out[o] += fx * scale
    out[o + 1] += fy * scale
    out[o + 2] += fz * scale


@kernel
def wade(w, r, x, y, z, half_width, height, out):  # type: ignore[no-untyped-def]
    """Liquids that a box is in. ``out`` (float64, at least 8): depth of water and of lava over its feet (blocks, 0 =
    not in it), then the mean flow (x, y, z) of water and of lava, each at most a unit vector.

    The game adds the flow to the velocity times 0.014 a tick in water and 0.0023333 in lava. Returns whether wet.
    """
    for k in range(8):
        out[k] = 0.0
    e = 0.001
    bx0, bx1 = np.int64(np.floor(x - half_width + e)), np.int64(np.ceil(x + half_width - e))
    by0, by1 = np.int64(max(np.floor(y + e), 0)), np.int64(min(np.ceil(y + height - e), HEIGHT))
    bz0, bz1 = np.int64(np.floor(z - half_width + e)), np.int64(np.ceil(z + half_width - e))
    n_water, n_lava = 0, 0
    for bx in range(bx0, bx1):
        for bz in range(bz0, bz1):
            for by in range(by0, by1):
                state = np.int64(w.blocks[bx & MASK, bz & MASK, by])
                if state == 0:
                    continue
                kind = r.fluid[state]
                if kind == 0:
                    continue
                depth = by + fluid_height(w, r, bx, by, bz) - (y + e)
                if depth < 0.0:
                    continue
                out[kind - 1] = max(out[kind - 1], depth)
                _add_flow(w, r, bx, by, bz, state, out[kind - 1], out, 2 if kind == 1 else 5)
                if kind == 1:
                    n_water += 1
                else:
                    n_lava += 1
    for k in range(3):
        if n_water > 1:
            out[2 + k] /= n_water
        if n_lava > 1:
            out[5 + k] /= n_lava
    return n_water + n_lava > 0
