"""What the crosshair is on: turning the head, and the ray from the eye to a block or a creature."""

from __future__ import annotations

import numpy as np

from craftagent.sim.grid import get
from craftagent.sim.jit import kernel
from craftagent.sim.mobs.combat import ray_entities
from craftagent.sim.trig import cos_deg, sin_deg

BLOCK_REACH = 4.5  # blocks, survival
ENTITY_REACH = 3.0
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


@kernel
def ray_box(r, box, x, y, z, ox, oy, oz, dx, dy, dz, out):  # type: ignore[no-untyped-def]
    """Enter distance of a ray into box number ``box`` placed at a cell, or a huge number; ``out[0]`` = face entered."""
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
    out[0] = face
    return near if near > 0.0 else 0.0


@kernel
def ray_blocks(w, r, ox, oy, oz, dx, dy, dz, reach, fluids, out):  # type: ignore[no-untyped-def]
    """First outline box on a ray (unit direction). Returns the distance or a huge number.

    ``fluids``: also stop at fluid source blocks (buckets). ``out``: face, x, y, z of the hit.
    """
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
                hit = ray_box(r, k, x, y, z, ox, oy, oz, dx, dy, dz, out)
                if hit < best:
                    best = hit
                    found = out[0]
            if fluids and best == _FAR and r.fluid[state] != 0 and r.fluid_level[state] == 0:
                best = t
                found = face
            if best <= reach:
                out[0] = found
                out[1] = x
                out[2] = y
                out[3] = z
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


@kernel
def direction(w, out):  # type: ignore[no-untyped-def]
    """Unit view vector of the player into ``out[0..2]``."""
    p = w.player[0]
    cp = cos_deg(np.float64(p.pitch))
    out[0] = -sin_deg(np.float64(p.yaw)) * cp
    out[1] = -sin_deg(np.float64(p.pitch))
    out[2] = cos_deg(np.float64(p.yaw)) * cp


@kernel
def aim(w, r):  # type: ignore[no-untyped-def]
    """Set ``player.target`` and its fields: 0 nothing, 1 block within 4.5, 2 creature within 3.0 and nearer."""
    p = w.player[0]
    direction(w, w.scratch[2048:2051])
    dx, dy, dz = w.scratch[2048], w.scratch[2049], w.scratch[2050]
    ox, oy, oz = p.x, p.y + eye_height(p), p.z
    out = w.scratch[2052:2056]
    t = ray_blocks(w, r, ox, oy, oz, dx, dy, dz, BLOCK_REACH, False, out)
    p.target = 0
    if t < _FAR:
        p.target = 1
        p.target_face = np.int64(out[0])
        p.target_x = np.int64(out[1])
        p.target_y = np.int64(out[2])
        p.target_z = np.int64(out[3])
    limit = min(t, ENTITY_REACH)
    e = ray_entities(w, ox, oy, oz, dx, dy, dz, limit)
    if e >= 0:
        t = w.scratch[0]
        p.target = 2
        p.target_entity = e
    p.hit_x = ox + dx * t
    p.hit_y = oy + dy * t
    p.hit_z = oz + dz * t
