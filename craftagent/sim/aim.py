"""What the crosshair is on: turning the head, and the ray from the eye to a block or a creature."""

from __future__ import annotations

import numpy as np

from craftagent.sim.grid import get
from craftagent.sim.jit import kernel, linked, part
from craftagent.sim.mobs.combat import ray_entities
from craftagent.sim.trig import cos_deg, sin_deg

BLOCK_REACH = 4.5  # blocks, survival
ENTITY_REACH = 3.0
ITEM_REACH = 5.0  # of buckets
SURFACE = 8.0 / 9.0  # height of a source block's surface
VIEW, RAY = 2048, 2052  # where in the scratch array the view vector and the hit of a ray are left
_FAR = 1.0e30


@kernel
def turn(w):  # type: ignore[no-untyped-def]
    """Add this tick's camera motion (degrees) to the view; pitch is clamped to +-90, yaw is not wrapped."""
    p = w.player[0]
    p.yaw = np.float32(p.yaw + np.float32(w.camera[1]))
    pitch = np.float32(p.pitch + np.float32(w.camera[0]))
    p.pitch = min(max(pitch, np.float32(-90.0)), np.float32(90.0))


@kernel
def eye_height(p):  # type: ignore[no-untyped-def]
    """Eye above the feet by pose: 1.62 standing, 1.27 sneaking, 0.4 swimming (not smoothed as the camera is)."""
    if p.height < 1.0:
        return 0.4
    return 1.27 if p.height < 1.6 else 1.62


@part
def _ray_box(r, box, x, y, z, ox, oy, oz, dx, dy, dz, out):  # type: ignore[no-untyped-def]
    """Enter distance of a ray into box number ``box`` placed at a cell, or a huge number.

    The face entered is left in ``out[RAY]``.
    """
    near = -_FAR
    far = _FAR
    face = -1
    for axis in range(3):
        o = ox if axis == 0 else oy if axis == 1 else oz
        d = dx if axis == 0 else dy if axis == 1 else dz
        base = x if axis == 0 else y if axis == 1 else z
        low = base + r.boxes[box, axis]
        high = base + r.boxes[box, axis + 3]
        if d == 0.0:
            if o < low or o > high:
                return _FAR
            continue
        a = (low - o) / d
        b = (high - o) / d
        side = 4 if axis == 0 else 0 if axis == 1 else 2  # the face of the low side: west, down, north
        if a > b:
            a, b = b, a
            side += 1
        if a > near:
            near = a
            face = side
        if b < far:
            far = b
    if near > far or far < 0.0:
        return _FAR
    out[RAY] = face
    return near if near > 0.0 else 0.0


@linked("wrffffffff:f")
def ray_blocks(w, r, ox, oy, oz, dx, dy, dz, reach, fluids):  # type: ignore[no-untyped-def]
    """First outline box on a ray (unit direction). Returns the distance or a huge number.

    ``fluids`` not 0: also stop at the surface of fluid sources (buckets). Face, x, y, z of the hit go to
    ``w.scratch[RAY : RAY + 4]``.
    """
    out = w.scratch
    x, y, z = np.int64(np.floor(ox)), np.int64(np.floor(oy)), np.int64(np.floor(oz))
    sx = 1 if dx > 0 else -1
    sy = 1 if dy > 0 else -1
    sz = 1 if dz > 0 else -1
    tx = ((x + (1 if dx > 0 else 0)) - ox) / dx if dx != 0.0 else _FAR
    ty = ((y + (1 if dy > 0 else 0)) - oy) / dy if dy != 0.0 else _FAR
    tz = ((z + (1 if dz > 0 else 0)) - oz) / dz if dz != 0.0 else _FAR
    ix = abs(1.0 / dx) if dx != 0.0 else _FAR
    iy = abs(1.0 / dy) if dy != 0.0 else _FAR
    iz = abs(1.0 / dz) if dz != 0.0 else _FAR
    t = 0.0
    face = 1.0
    while t <= reach:
        state = get(w, x, y, z)
        if state != 0:
            best = _FAR
            found = 0.0
            start = r.pick_start[state]
            for k in range(start, start + r.pick_count[state]):
                hit = _ray_box(r, k, x, y, z, ox, oy, oz, dx, dy, dz, out)
                if hit < best:
                    best = hit
                    found = out[RAY]
            if fluids != 0.0 and best == _FAR and r.fluid[state] != 0 and r.fluid_level[state] == 0:
                level = y + (1.0 if r.fluid[get(w, x, y + 1, z)] == r.fluid[state] else SURFACE)
                if oy + dy * t <= level:
                    best = t
                    found = face
                elif dy < 0.0 and (level - oy) / dy <= min(tx, min(ty, tz)):  # from above, through its surface
                    best = (level - oy) / dy
                    found = 1.0
            if best <= reach:
                out[RAY] = found
                out[RAY + 1] = x
                out[RAY + 2] = y
                out[RAY + 3] = z
                return best
        if tx < ty and tx < tz:
            x += sx
            t = tx
            tx += ix
            face = 4.0 if sx > 0 else 5.0
        elif ty < tz:
            y += sy
            t = ty
            ty += iy
            face = 0.0 if sy > 0 else 1.0
        else:
            z += sz
            t = tz
            tz += iz
            face = 2.0 if sz > 0 else 3.0
    return _FAR


@linked("w:v")
def direction(w):  # type: ignore[no-untyped-def]
    """Unit view vector of the player into ``w.scratch[VIEW : VIEW + 3]``."""
    p = w.player[0]
    cp = cos_deg(np.float64(p.pitch))
    w.scratch[VIEW] = -sin_deg(np.float64(p.yaw)) * cp
    w.scratch[VIEW + 1] = -sin_deg(np.float64(p.pitch))
    w.scratch[VIEW + 2] = cos_deg(np.float64(p.yaw)) * cp


@linked("wrff:f")
def look(w, r, reach, fluids):  # type: ignore[no-untyped-def]
    """:func:`ray_blocks` from the player's eye along the view."""
    p = w.player[0]
    direction(w)
    dx, dy, dz = w.scratch[VIEW], w.scratch[VIEW + 1], w.scratch[VIEW + 2]
    return ray_blocks(w, r, p.x, p.y + eye_height(p), p.z, dx, dy, dz, reach, fluids)


@linked("wr:v")
def aim(w, r):  # type: ignore[no-untyped-def]
    """Set ``player.target`` and its fields: 0 nothing, 1 block within 4.5, 2 creature within 3.0 and nearer.

    A creature between 3.0 and the block behind it shields that block: the crosshair is then on nothing.
    """
    p = w.player[0]
    t = look(w, r, BLOCK_REACH, 0.0)
    dx, dy, dz = w.scratch[VIEW], w.scratch[VIEW + 1], w.scratch[VIEW + 2]
    oy = p.y + eye_height(p)
    p.target = 0
    if t < _FAR:
        p.target = 1
        p.target_face = np.int64(w.scratch[RAY])
        p.target_x = np.int64(w.scratch[RAY + 1])
        p.target_y = np.int64(w.scratch[RAY + 2])
        p.target_z = np.int64(w.scratch[RAY + 3])
    t = min(t, BLOCK_REACH)
    e = ray_entities(w, p.x, oy, p.z, dx, dy, dz, t)
    if e >= 0:
        t = w.scratch[0]
        p.target = 2 if t <= ENTITY_REACH else 0
        p.target_entity = e
    p.hit_x = p.x + dx * t
    p.hit_y = oy + dy * t
    p.hit_z = p.z + dz * t
