"""Integer hashes, gradient noise and a small random stream for terrain: pure functions of a seed and a place.

Everything is int64 arithmetic with 32-bit masks and plain float64 ``+ - *``, so the bits are the same on every machine.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.jit import kernel
from craftagent.sim.rng import hash3

_M = 0xFFFFFFFF
_FACTOR = np.uint64(6364136223846793005)
_ADDEND = np.uint64(1442695040888963407)


@kernel
def salted(seed, salt):  # type: ignore[no-untyped-def]
    """32-bit hash (int64, 0 .. 2**32 - 1) of a world seed and a salt: the ``s`` of the functions below."""
    return np.int64(hash3(seed, 0, 0, 0, salt) & np.uint64(_M))


@kernel
def hash2(s, x, z):  # type: ignore[no-untyped-def]
    """32-bit hash (int64, 0 .. 2**32 - 1) of a salted seed and two integers."""
    h = (x * 374761393 + z * 668265263 + s) & _M
    h = ((h ^ (h >> 15)) * 0x2C1B3C6D) & _M
    h = ((h ^ (h >> 12)) * 0x297A2D39) & _M
    return h ^ (h >> 15)


@kernel
def noise2(s, x, z):  # type: ignore[no-untyped-def]
    """Gradient noise over the plane, about -1 .. 1, mean 0, standard deviation near 0.32, cell size 1."""
    fx = np.floor(x)
    fz = np.floor(z)
    u = x - fx
    v = z - fz
    a = np.int64(fx) * 374761393 + np.int64(fz) * 668265263 + s
    corner0 = corner1 = 0.0
    for i in range(2):
        row0 = row1 = 0.0
        for j in range(2):
            h = (a + i * 374761393 + j * 668265263) & _M
            h = ((h ^ (h >> 15)) * 0x2C1B3C6D) & _M
            h = ((h ^ (h >> 12)) * 0x297A2D39) & _M
            h ^= h >> 15
            g = ((h & 0xFFFF) - 32768) * (u - i) + ((h >> 16) - 32768) * (v - j)
            if j == 0:
                row0 = g
            else:
                row1 = g
        g = row0 + (row1 - row0) * (v * v * v * (v * (v * 6.0 - 15.0) + 10.0))
        if i == 0:
            corner0 = g
        else:
            corner1 = g
    return (corner0 + (corner1 - corner0) * (u * u * u * (u * (u * 6.0 - 15.0) + 10.0))) * (1.35 / 32768.0)


@kernel
def noise3(s, x, y, z):  # type: ignore[no-untyped-def]
    """Gradient noise in space, about -1 .. 1, mean 0, standard deviation near 0.3, cell size 1."""
    fx = np.floor(x)
    fy = np.floor(y)
    fz = np.floor(z)
    u = x - fx
    v = y - fy
    w = z - fz
    a = np.int64(fx) * 374761393 + np.int64(fy) * 1103515245 + np.int64(fz) * 668265263 + s
    su = u * u * (3.0 - 2.0 * u)
    sv = v * v * (3.0 - 2.0 * v)
    sw = w * w * (3.0 - 2.0 * w)
    total = 0.0
    for i in range(2):
        wi = su if i == 1 else 1.0 - su
        for j in range(2):
            wj = wi * (sv if j == 1 else 1.0 - sv)
            for k in range(2):
                h = (a + i * 374761393 + j * 1103515245 + k * 668265263) & _M
                h = ((h ^ (h >> 15)) * 0x2C1B3C6D) & _M
                h ^= h >> 13
                g = ((h & 1023) - 512) * (u - i) + (((h >> 10) & 1023) - 512) * (v - j)
                g += (((h >> 20) & 1023) - 512) * (w - k)
                total += g * wj * (sw if k == 1 else 1.0 - sw)
    return total * (1.45 / 512.0)


@kernel
def stream(s, x, z):  # type: ignore[no-untyped-def]
    """Start of a random stream (int64) for a salted seed and two integers; draw with :func:`draw`."""
    return (hash2(s, x, z) << 31) ^ hash2(s ^ 0x5BD1E995, z, x)


@kernel
def draw(r):  # type: ignore[no-untyped-def]
    """Next state of a random stream; use :func:`below` and :func:`unit` of the state."""
    # Unsigned, because numba tells LLVM that signed products never overflow.
    return np.int64(np.uint64(r) * _FACTOR + _ADDEND)


@kernel
def below(r, n):  # type: ignore[no-untyped-def]
    """Integer 0 .. n - 1 from the state of a stream; n at most 2**31."""
    return (((r >> 33) & 0x7FFFFFFF) * n) >> 31


@kernel
def unit(r):  # type: ignore[no-untyped-def]
    """float64 in [0, 1) from the state of a stream."""
    return ((r >> 33) & 0x7FFFFFFF) * (1.0 / 2147483648.0)


@kernel
def sin_turn(t):  # type: ignore[no-untyped-def]
    """Sine of ``t`` whole turns, error below 0.0012: two parabolas, no libm."""
    t = t - np.floor(t + 0.5)
    s = 8.0 * t - 16.0 * t * abs(t)
    return s * (0.775 + 0.225 * abs(s))
