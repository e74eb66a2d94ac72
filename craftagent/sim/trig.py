"""Sines and arc tangents with the same bits on every machine: only + - * / sqrt and floor, no libm.

The game reads a table of 65 536 sines, good to 1e-4; these are Taylor series after an exact reduction, good to 1e-15,
so headings agree with any referee, multiples of 90 degrees are exact, and no table has to travel into the kernels.
Angles are degrees, as in the player's yaw and pitch. Pass float64: a float32 argument would compile a second copy.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.jit import kernel

_RADIANS = 0.017453292519943295  # of one degree
_DEGREES = 57.29577951308232  # of one radian


@kernel
def _sin_core(t):  # type: ignore[no-untyped-def]
    """Sine of ``t`` radians, |t| <= pi / 4."""
    q = t * t
    s = -1.0 / 1307674368000.0
    s = s * q + 1.0 / 6227020800.0
    s = s * q - 1.0 / 39916800.0
    s = s * q + 1.0 / 362880.0
    s = s * q - 1.0 / 5040.0
    s = s * q + 1.0 / 120.0
    s = s * q - 1.0 / 6.0
    return t + t * q * s


@kernel
def _cos_core(t):  # type: ignore[no-untyped-def]
    """Cosine of ``t`` radians, |t| <= pi / 4."""
    q = t * t
    c = 1.0 / 20922789888000.0
    c = c * q - 1.0 / 87178291200.0
    c = c * q + 1.0 / 479001600.0
    c = c * q - 1.0 / 3628800.0
    c = c * q + 1.0 / 40320.0
    c = c * q - 1.0 / 720.0
    c = c * q + 1.0 / 24.0
    c = c * q - 0.5
    return 1.0 + q * c


@kernel
def _quarter_sin(a, shift):  # type: ignore[no-untyped-def]
    """Sine of ``a`` degrees + ``shift`` quarter turns."""
    turns = np.floor(a / 90.0 + 0.5)
    t = (a - 90.0 * turns) * _RADIANS
    quarter = (np.int64(turns) + shift) & 3
    v = _sin_core(t) if (quarter & 1) == 0 else _cos_core(t)
    return v if quarter < 2 else -v


@kernel
def sin_deg(a):  # type: ignore[no-untyped-def]
    """Sine of ``a`` degrees (float64, |a| < 1e15), error below 1e-14."""
    return _quarter_sin(np.float64(a), 0)


@kernel
def cos_deg(a):  # type: ignore[no-untyped-def]
    """Cosine of ``a`` degrees (float64, |a| < 1e15), error below 1e-14."""
    return _quarter_sin(np.float64(a), 1)


@kernel
def atan2_deg(y, x):  # type: ignore[no-untyped-def]
    """Angle of the vector (x, y) in degrees, -180 .. 180, as ``atan2`` counts it; (0, 0) gives 0. Error below 1e-13."""
    y = np.float64(y)
    x = np.float64(x)
    ax = abs(x)
    ay = abs(y)
    if ax == 0.0 and ay == 0.0:
        return 0.0
    z = ay / ax if ay <= ax else ax / ay
    base = 0.0
    if z > 0.4142135623730951:  # tan 22.5: turn by 45 degrees
        z = (z - 1.0) / (z + 1.0)
        base = 45.0
    z = z / (1.0 + np.sqrt(1.0 + z * z))  # half the angle, so |z| < 0.2 and twelve terms do
    q = z * z
    s = -1.0 / 23.0
    s = s * q + 1.0 / 21.0
    s = s * q - 1.0 / 19.0
    s = s * q + 1.0 / 17.0
    s = s * q - 1.0 / 15.0
    s = s * q + 1.0 / 13.0
    s = s * q - 1.0 / 11.0
    s = s * q + 1.0 / 9.0
    s = s * q - 1.0 / 7.0
    s = s * q + 1.0 / 5.0
    s = s * q - 1.0 / 3.0
    angle = base + 2.0 * _DEGREES * (z + z * q * s)
    if ay > ax:
        angle = 90.0 - angle
    if x < 0.0:
        angle = 180.0 - angle
    return angle if y >= 0.0 else -angle


@kernel
def wrap_deg(a):  # type: ignore[no-untyped-def]
    """The same heading in [-180, 180)."""
    a = np.float64(a)
    return a - 360.0 * np.floor((a + 180.0) / 360.0)
