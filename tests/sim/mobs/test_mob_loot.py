"""What creatures leave: chances and conditions are those of the game."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from craftagent.sim.mobs.bodies import fall_apart
from craftagent.sim.rules.registry import item_names
from craftagent.sim.state import CHICKEN, COW, CREEPER, ITEM, NONE, PIG, SHEEP, SKELETON, SPIDER, ZOMBIE

DEATHS = 3000


def left_by(flat, kind: int, **state: int) -> dict[str, float]:  # type: ignore[no-untyped-def]
    """Mean number of every item that a creature in such a state leaves."""
    found: Counter[str] = Counter()
    creature = flat.spawn(kind, 8.5, 64, 8.5)
    for name, value in state.items():
        creature[name] = value
    index = np.int64(np.flatnonzero(flat.w.entities["kind"] == kind)[0])
    for _ in range(DEATHS):
        fall_apart(flat.w, flat.r, index)
        items = flat.w.entities[flat.w.entities["kind"] == ITEM]
        for row in items:
            found[item_names()[row["id"]]] += int(row["count"])
        flat.w.entities["kind"][flat.w.entities["kind"] == ITEM] = NONE
    return {name: n / DEATHS for name, n in found.items()}


@pytest.mark.parametrize(
    ("kind", "state", "means"),
    [
        (COW, {}, {"beef": 2.0, "leather": 1.0}), (COW, {"fire": 20}, {"cooked_beef": 2.0, "leather": 1.0}),
        (COW, {"baby": 1}, {}), (PIG, {}, {"porkchop": 2.0}),
        (SHEEP, {"color": 0}, {"mutton": 1.5, "white_wool": 1.0}),
        (SHEEP, {"color": 15}, {"mutton": 1.5, "black_wool": 1.0}),
        (SHEEP, {"sheared": 1}, {"mutton": 1.5}), (CHICKEN, {}, {"chicken": 1.0, "feather": 1.0}),
        (ZOMBIE, {}, {"rotten_flesh": 1.0}), (SKELETON, {}, {"bone": 1.0, "arrow": 1.0}),
        (SPIDER, {"hurt_by_player": 100}, {"string": 1.0, "spider_eye": 1 / 3}), (SPIDER, {}, {"string": 1.0}),
        (CREEPER, {"hurt_by_player": 100}, {"gunpowder": 1.0}),
    ],
)  # fmt: skip
def test_creatures(flat, kind: int, state: dict[str, int], means: dict[str, float]) -> None:  # type: ignore[no-untyped-def]
    left = left_by(flat, kind, **state)
    assert set(left) == set(means)
    for name, mean in means.items():
        assert left[name] == pytest.approx(mean, abs=0.07)
