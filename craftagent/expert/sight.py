"""Where to point the crosshair: points of a block, or of one of its faces, that the eye can see within reach."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from craftagent.expert.body import Body, Point
from craftagent.sim.aim import RAY, ray_blocks
from craftagent.sim.jit import kernel

REACH = 4.4  # blocks; the game allows 4.5
FACES = ((0, -1, 0), (0, 1, 0), (0, 0, -1), (0, 0, 1), (-1, 0, 0), (1, 0, 0))  # by face number


@kernel
def _sees(w, r, ex, ey, ez, px, py, pz, reach):  # type: ignore[no-untyped-def]
    """Distance of the first block on the ray from the eye through a point, within ``reach``, else a huge number."""
    dx, dy, dz = px - ex, py - ey, pz - ez
    size = np.sqrt(dx * dx + dy * dy + dz * dz)
    if size < 1e-6:
        return 1.0e30
    return ray_blocks(w, r, ex, ey, ez, dx / size, dy / size, dz / size, reach, 0.0)


@kernel
def sight(ws, rs, eye, cell, face, reach, out):  # type: ignore[no-untyped-def]
    """Find the point of a block that is easiest to aim at.

    ``eye`` float64 (3,), ``cell`` int64 (3,), ``face`` 0..5 or -1 for any. ``out`` float64 (6,): the point, then the cell
    that hides the block's middle. Returns 1 seen, 0 hidden, -1 out of reach or nothing there to aim at.
    """
    w, r = ws[0], rs[0]
    x, y, z = cell[0], cell[1], cell[2]
    if y < 0 or y > 255:
        return -1
    state = np.int64(w.blocks[x & 255, z & 255, y])
    first, count = r.pick_start[state], r.pick_count[state]
    if count == 0:
        return -1
    best = 1.0e30
    for k in range(first, first + count):
        for side in range(6):
            if face >= 0 and side != face:
                continue
            axis = 1 if side < 2 else 2 if side < 4 else 0
            low = r.boxes[k, axis] if side % 2 == 0 else r.boxes[k, axis + 3]
            plane = cell[axis] + low
            # a face turned away is never seen
            if (side % 2 == 0 and eye[axis] >= plane) or (side % 2 == 1 and eye[axis] <= plane):
                continue
            a, b = (axis + 1) % 3, (axis + 2) % 3
            for i in range(5):
                for j in range(5):
                    u, v = 0.08 + 0.21 * i, 0.08 + 0.21 * j
                    out[axis] = plane
                    out[a] = cell[a] + r.boxes[k, a] + u * (r.boxes[k, a + 3] - r.boxes[k, a])
                    out[b] = cell[b] + r.boxes[k, b] + v * (r.boxes[k, b + 3] - r.boxes[k, b])
                    d0, d1, d2 = out[0] - eye[0], out[1] - eye[1], out[2] - eye[2]
                    far = np.sqrt(d0 * d0 + d1 * d1 + d2 * d2)
                    if far > reach:
                        continue
                    # the middle of a face is the surest aim; near points before far ones
                    score = far + 2.0 * ((u - 0.5) * (u - 0.5) + (v - 0.5) * (v - 0.5))
                    if score >= best:
                        continue
                    px, py, pz = out[0], out[1], out[2]
                    hit = _sees(w, r, eye[0], eye[1], eye[2], px, py, pz, reach + 0.1)
                    out[0], out[1], out[2] = px, py, pz
                    s = w.scratch
                    if hit < 1.0e20 and s[RAY + 1] == x and s[RAY + 2] == y and s[RAY + 3] == z:
                        if face < 0 or np.int64(s[RAY]) == face:
                            best = score
                            out[3], out[4], out[5] = px, py, pz
    if best < 1.0e20:
        out[0], out[1], out[2] = out[3], out[4], out[5]
        return 1
    d0, d1, d2 = x + 0.5 - eye[0], y + 0.5 - eye[1], z + 0.5 - eye[2]
    if np.sqrt(d0 * d0 + d1 * d1 + d2 * d2) > reach + 0.9:
        return -1
    hit = _sees(w, r, eye[0], eye[1], eye[2], x + 0.5, y + 0.5, z + 0.5, reach + 1.0)
    s = w.scratch
    if hit > 1.0e20 or (s[RAY + 1] == x and s[RAY + 2] == y and s[RAY + 3] == z):
        return -1
    out[3], out[4], out[5] = s[RAY + 1], s[RAY + 2], s[RAY + 3]
    return 0


def look_for(
    body: Body, x: int, y: int, z: int, face: int = -1, eye: Point | None = None
) -> tuple[int, npt.NDArray[np.float64]]:
    """:func:`sight` of a block from the eye, or from where it would be: (1, 0 or -1, the array of six)."""
    out = np.zeros(6)
    found = sight(body.ws, body.rs, np.array(eye or body.eye), np.array((x, y, z), np.int64), face, REACH, out)
    return int(found), out
