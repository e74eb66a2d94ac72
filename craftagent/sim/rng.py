"""The world's random numbers: splitmix64, kept in the state so that a snapshot carries it."""

from __future__ import annotations

import numpy as np

from craftagent.sim.jit import kernel

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_A = np.uint64(0xBF58476D1CE4E5B9)
_B = np.uint64(0x94D049BB133111EB)


@kernel
def mix(value: np.uint64) -> np.uint64:
    """splitmix64's finaliser: a well mixed 64-bit hash of a 64-bit value."""
    z = np.uint64(value)
    z = (z ^ (z >> np.uint64(30))) * _A
    z = (z ^ (z >> np.uint64(27))) * _B
    return z ^ (z >> np.uint64(31))


@kernel
def hash3(seed, x, y, z, salt):  # type: ignore[no-untyped-def]
    """64-bit hash of a seed, a position and a salt (integers)."""
    h = mix(np.uint64(np.int64(seed)) + _GOLDEN * np.uint64(np.int64(salt) + 1))
    h = mix(h ^ np.uint64(np.int64(x)) * np.uint64(0xD6E8FEB86659FD93))
    h = mix(h ^ np.uint64(np.int64(y)) * np.uint64(0xA0761D6478BD642F))
    return mix(h ^ np.uint64(np.int64(z)) * np.uint64(0xE7037ED1A0B428DB))


@kernel
def unit(h):  # type: ignore[no-untyped-def]
    """float64 in [0, 1) of a 64-bit hash."""
    return np.float64(np.uint64(h) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@kernel
def next_u64(w):  # type: ignore[no-untyped-def]
    """Next 64 random bits of a world; advances ``w.clock[0].rng``."""
    c = w.clock[0]
    c.rng = np.uint64(c.rng) + _GOLDEN
    return mix(c.rng)


@kernel
def rand(w):  # type: ignore[no-untyped-def]
    """float64 in [0, 1)."""
    return unit(next_u64(w))


@kernel
def randint(w, n):  # type: ignore[no-untyped-def]
    """int64 in 0 .. n - 1; n >= 1."""
    return np.int64((next_u64(w) >> np.uint64(33)) % np.uint64(n))
