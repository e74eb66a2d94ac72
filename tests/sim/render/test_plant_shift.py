"""Plants stand where the game puts them: a hash of the column, in Java's wrapping integers."""

from __future__ import annotations

import numpy as np
import pytest

from craftagent.sim.render.cells import plant_shift
from craftagent.sim.render.looks import OFFSET_SHIFT


def by_java(x: int, z: int) -> tuple[float, float, float]:
    """The game's formula in wrapping 64-bit integers. Its x times 3129871 is one of 32 bits: beyond +-686 the renderer,
    which takes 64, has other shifts."""
    h = (x * 3129871) ^ (z * 116129781)
    h = (h * h * 42317861 + h * 11) & (2**64 - 1)
    h = (h >> 16) & (2**48 - 1)
    return (((h & 15) / 15.0 - 0.5) * 0.5, ((h >> 4 & 15) / 15.0 - 1.0) * 0.2, ((h >> 8 & 15) / 15.0 - 0.5) * 0.5)


def test_plants_are_shifted_by_the_games_hash() -> None:
    places = [(x, z) for x in range(-20, 20) for z in range(-20, 20)] + [(686, -12_345), (-686, 2_000_000)]
    seen = set()
    for x, z in places:
        shift = tuple(plant_shift(np.int64(2 << OFFSET_SHIFT), np.int64(x), np.int64(z), np.int64(k)) for k in range(3))
        assert shift == pytest.approx(by_java(x, z))
        assert -0.25 <= shift[0] <= 0.25 and -0.2 <= shift[1] <= 0.0 and -0.25 <= shift[2] <= 0.25
        seen.add(shift)
    assert len(seen) > 500


@pytest.mark.parametrize("which", [0, 1, 2])
def test_who_is_not_shifted_stands_in_the_middle(which: int) -> None:
    assert plant_shift(np.int64(0), np.int64(3), np.int64(5), np.int64(which)) == 0.0
    level = plant_shift(np.int64(1 << OFFSET_SHIFT), np.int64(3), np.int64(5), np.int64(1))
    assert level == 0.0, "kind 1 goes sideways only"
