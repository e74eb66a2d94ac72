"""The simulator's own trigonometry against ``math``, and its exact points."""

from __future__ import annotations

import hashlib
import math
import struct

import numpy as np
import pytest

from craftagent.sim import trig

ANGLES = np.random.default_rng(7).uniform(-1080.0, 1080.0, 4000)


def test_sine_and_cosine_follow_math() -> None:
    for a in ANGLES:
        assert trig.sin_deg(a) == pytest.approx(math.sin(math.radians(a)), abs=1e-14)
        assert trig.cos_deg(a) == pytest.approx(math.cos(math.radians(a)), abs=1e-14)


def test_quarter_turns_are_exact() -> None:
    for k in range(-8, 9):
        assert trig.sin_deg(90.0 * k) == (0, 1, 0, -1)[k % 4]
        assert trig.cos_deg(90.0 * k) == (1, 0, -1, 0)[k % 4]


def test_arc_tangent_follows_math_in_every_octant() -> None:
    rng = np.random.default_rng(8)
    for y, x in rng.normal(size=(4000, 2)):
        assert trig.atan2_deg(y, x) == pytest.approx(math.degrees(math.atan2(y, x)), abs=1e-12)
    for y, x in ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (0.0, -1.0), (-1.0, 0.0), (1.0, 1.0), (-1.0, -1.0)):
        assert trig.atan2_deg(y, x) == pytest.approx(math.degrees(math.atan2(y, x)), abs=1e-13)


def test_wrapped_headings() -> None:
    assert [trig.wrap_deg(float(a)) for a in (0, 180, -180, 190, 541, -541)] == [0, -180, -180, -170, -179, 179]


def test_bits_are_pinned() -> None:
    """A change of these bits would change every world and every recorded replay."""
    digest = hashlib.sha256()
    for i in range(2000):
        a = i * 0.37 - 400.0
        digest.update(struct.pack("<3d", trig.sin_deg(a), trig.cos_deg(a), trig.atan2_deg(a, 100.0 - i)))
    assert digest.hexdigest()[:16] == "8de34cb82f1c3616"
