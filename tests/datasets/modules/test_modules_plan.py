"""The plan of a validation pass."""

from __future__ import annotations

import numpy as np

from craftagent.datasets.modules.plan import whole_plan


def test_the_beginning_of_validation_is_a_fair_sample() -> None:
    counts = np.random.default_rng(0).integers(10, 1000, 400).tolist()
    plan = whole_plan(counts, streams=4, ticks=16)
    assert sorted(e for e in plan.episode.tolist() if e >= 0) == list(range(400))
    for stream in range(4):
        mine = (plan.ends > stream * plan.length) & (plan.ends <= (stream + 1) * plan.length) & (plan.episode >= 0)
        lengths = np.asarray(counts)[plan.episode[mine]]
        beginning = lengths[: len(lengths) // 4].mean()
        assert 0.75 < beginning / lengths.mean() < 1.25 and lengths[0] != lengths.max()
    again = whole_plan(counts, streams=4, ticks=16)  # each pass is measured on the same
    assert np.array_equal(plan.episode, again.episode) and np.array_equal(plan.ends, again.ends)
