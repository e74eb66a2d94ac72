"""Surfaces that light shines through, and water: where a ray enters and leaves it.

Only the surfaces are drawn, as in the game; inside, water is clear (fog is that of the eye's own place). A ray that
does not rise looks, once in water, for the first cell that is not still water, by masks made of whole bricks.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.render.frame import BRICKS, FOG_STEPS
from craftagent.sim.render.leaf import leaf, part
from craftagent.sim.render.looks import FLAGS, TILE
from craftagent.sim.render.shade import (
    WHITE,
    dim,
    light_at,
    mip_level,
    paint,
    shade_of,
    state_at,
    texel,
    tint_at,
    tinted,
)

LAYER = 4  # answer of whatever may have blended a surface: one was
WATER_TINT = 3  # row of the tints


@leaf
def fluid_of(rec, state):  # type: ignore[no-untyped-def]
    """0 none, 1 water, 2 lava."""
    return (np.int64(rec[state, FLAGS]) >> 12) & 3


@leaf
def blend(hit, rgb, alpha, depth, first):  # type: ignore[no-untyped-def]
    """Lay a translucent surface behind those already met. ``alpha`` 0..1."""
    if first:
        hit[6] = 0.0
        hit[7] = 0.0
        hit[8] = 0.0
        hit[9] = 1.0
        hit[10] = depth
    part = hit[9] * alpha
    hit[6] += part * (rgb & 255)
    hit[7] += part * (rgb >> 8 & 255)
    hit[8] += part * (rgb >> 16 & 255)
    hit[9] -= part


@part
def fluid_surface(w, looks, f, fluid, x, y, z, face, a, b, depth, length, first):  # type: ignore[no-untyped-def]
    """Blend one surface of a fluid; (a, b) texture place. Returns True if nothing shines through (lava)."""
    c, hit = f.c[0], f.hit
    level = mip_level(depth * length * c.texels * 1.5)
    u, v = np.int64(np.floor(a * 16.0)) & 15, np.int64(np.floor(b * 16.0)) & 15
    tex = texel(looks.atlas, looks.water[fluid - 1] * TILE, u, v, level)
    fog = f.fog[min(np.int64(depth * length * 4.0), FOG_STEPS - 1)]
    if fluid == 2:
        hit[0] = paint(tex, WHITE, fog, c)
        hit[1] = depth
        return True
    own, above = light_at(w, x, y, z), light_at(w, x, min(y + 1, 255), z)
    byte = max(own & 0xF0, above & 0xF0) | max(own & 15, above & 15)
    lit = tinted(dim(f.lamp[byte], shade_of(face)), tint_at(w, looks, x, z, WATER_TINT))
    blend(hit, paint(tex, lit, fog, c), (tex >> 24 & 255) / 255.0, depth, first)
    return False


@part
def not_water(w, looks, f, x, y, z):  # type: ignore[no-untyped-def]
    """Cells of a cell's brick, as in ``World.bricks``, that are anything but still water; remembered for the frame."""
    i, j, k = (x & 255) >> 2, (z & 255) >> 2, y >> 2
    place = i << 12 | j << 6 | k
    key = np.uint64(f.c[0].epoch << 18 | place)
    slot = np.uint64(((place ^ place >> 6 ^ place >> 10) & (BRICKS - 1)) << 1)
    if f.bricks[slot] != key:
        still = looks.still
        mask = np.uint64(0)
        for at in range(64):
            if state_at(w, (i << 2) + (at >> 4), (k << 2) + (at & 3), (j << 2) + (at >> 2 & 3)) != still:
                mask |= np.uint64(1) << np.uint64(at)
        f.bricks[slot] = key
        f.bricks[slot + np.uint64(1)] = mask
    return f.bricks[slot + np.uint64(1)]


@part
def surface(w, looks, f, t, layers):  # type: ignore[no-untyped-def]
    """Blend the water surface by which a ray (``f.hit[16:]``) left the water at ``t``; answers LAYER."""
    c, hit = f.c[0], f.hit
    dx, dy, dz = hit[16], hit[17], hit[18]
    inside = t - 1e-6
    x = np.int64(np.floor(c.ox + dx * inside))
    y = min(max(np.int64(np.floor(c.oy + dy * inside)), 0), 255)
    z = np.int64(np.floor(c.oz + dz * inside))
    a, b, up = c.ox + dx * t, c.oz + dz * t, c.oy + dy * t
    if abs(up - np.floor(up + 0.5)) > 1e-6:
        a, b = a + b, -up  # a side
    fluid_surface(w, looks, f, np.int64(1), x, y, z, np.int64(1), a, b, t, hit[22], layers == 0)
    hit[5] = 0.0
    return np.int64(LAYER)


@leaf
def enter_fluid(w, looks, f, fluid, height, x, y, z, face, t, out, laid):  # type: ignore[no-untyped-def]
    """A ray outside a fluid comes into a cell that holds it up to ``height``: draw the surface it meets, if any.

    Returns ``laid`` with the bit LAYER, or -1 if nothing shines through (lava: ``f.hit[0]``, ``[1]`` are set).
    """
    c, hit = f.c[0], f.hit
    dx, dy, dz, length = hit[16], hit[17], hit[18], hit[22]
    bx, by, bz = c.ox - x, c.oy - y, c.oz - z
    at = t
    side = face
    reached = by + dy * t <= height
    if not reached and dy < 0.0:
        at = (by - height) * hit[20]
        side = np.int64(1)
        reached = at < out
    if reached:
        a, b = bx + dx * at, bz + dz * at
        if side >= 4:
            a, b = b, -(by + dy * at)
        elif side >= 2:
            b = -(by + dy * at)
        if fluid_surface(w, looks, f, fluid, x, y, z, side, a, b, at, length, laid == 0):
            return np.int64(-1)
        laid = np.int64(LAYER)
        hit[5] = fluid
    return laid


@leaf
def leave_fluid(w, looks, f, fluid, height, x, y, z, out, laid):  # type: ignore[no-untyped-def]
    """A rising ray in a fluid goes through a cell: draw the surface it leaves by, if it does. Returns as above."""
    c, hit = f.c[0], f.hit
    dx, dy, dz, length = hit[16], hit[17], hit[18], hit[22]
    bx, by, bz = c.ox - x, c.oy - y, c.oz - z
    at = out
    shown = False
    flat = True
    if dy > 0.0 and height < 1.0 and by + dy * out > height:
        at = (height - by) * hit[20]
        shown = True
    else:
        inside = 1e-6 + out
        nx = np.int64(np.floor(c.ox + dx * inside))
        ny = np.int64(np.floor(c.oy + dy * inside))
        nz = np.int64(np.floor(c.oz + dz * inside))
        after = np.int64(0)
        if ny >= 0 and ny < 256:
            after = state_at(w, nx, ny, nz)
        if fluid_of(looks.rec, after) != fluid:
            hit[5] = 0.0
            shown = looks.rec[np.uint64(after), FLAGS] & 7 != 1
            flat = ny != y
    if shown:
        hit[5] = 0.0
        a, b = bx + dx * at, bz + dz * at
        if not flat:
            a, b = a + b, -(by + dy * at)
        if fluid_surface(w, looks, f, fluid, x, y, z, np.int64(1), a, b, at, length, laid == 0):
            return np.int64(-1)
        laid = np.int64(LAYER)
    return laid
