"""Whether one can run straight from one place to another on one level."""

from __future__ import annotations

import numpy as np

from craftagent.expert.routes import _at
from craftagent.expert.terrain_costs import PASS, SOLID
from craftagent.sim.jit import kernel

_HALF = 0.31  # half a player's width and a little


@kernel
def open_straight(ws, kind, x0, z0, x1, z1, y):  # type: ignore[no-untyped-def]
    """1 if a body at feet level ``y`` can slide from (x0, z0) to (x1, z1) with firm ground below all the way."""
    w = ws[0]
    dx, dz = x1 - x0, z1 - z0
    far = np.sqrt(dx * dx + dz * dz)
    steps = np.int64(far / 0.2) + 1
    for i in range(steps + 1):
        t = i / steps
        cx, cz = x0 + dx * t, z0 + dz * t
        for k in range(4):
            x = np.int64(np.floor(cx + (_HALF if k & 1 else -_HALF)))
            z = np.int64(np.floor(cz + (_HALF if k & 2 else -_HALF)))
            if kind[_at(w, x, y, z)] != PASS or kind[_at(w, x, y + 1, z)] != PASS:
                return 0
            if kind[_at(w, x, y - 1, z)] != SOLID:
                return 0
    return 1
