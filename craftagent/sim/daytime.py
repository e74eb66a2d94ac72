"""Time of day: where the sun stands and how much sky light it takes away.

Formulas of the game: the celestial angle runs from 0 at noon over a turn, slowed near noon and midnight; creatures and
crops feel sky light less ``sky_dark`` (0 by day, 11 at night).
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.jit import kernel
from craftagent.sim.trig import cos_deg

DAY = 24_000  # ticks


@kernel
def celestial_angle(time):  # type: ignore[no-untyped-def]
    """Fraction of a turn in [0, 1) that the sun is past noon, for a world age in ticks (int64)."""
    f = np.float64(time % DAY) / DAY - 0.25
    if f < 0.0:
        f += 1.0
    slow = 0.5 - cos_deg(f * 180.0) * 0.5
    return f + (slow - f) / 3.0


@kernel
def sky_dark(time):  # type: ignore[no-untyped-def]
    """Sky-light subtraction 0..11 at a world age in ticks."""
    bright = 0.5 + 2.0 * min(max(cos_deg(celestial_angle(time) * 360.0), -0.25), 0.25)
    return np.int64((1.0 - bright) * 11.0)
