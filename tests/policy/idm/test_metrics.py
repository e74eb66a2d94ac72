"""The figures, against straightforward ones on synthetic data."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from craftagent.actions import BUTTONS, quantize
from craftagent.policy.idm.decode import Guess
from craftagent.policy.idm.metrics import LEVELS, Tally, best_threshold


def guess(keys, degrees, gui, pressed=None, sure=0.9):
    keys, degrees = torch.as_tensor(keys).bool(), torch.as_tensor(degrees, dtype=torch.float32)
    pressed = torch.where(keys, 0.9, 0.1) if pressed is None else torch.as_tensor(pressed)
    n = len(keys)
    bins = torch.from_numpy(quantize(degrees.numpy()))
    return Guess(keys, pressed, degrees, bins, torch.as_tensor(gui).bool(), torch.full((n,), sure), torch.ones(n))


@pytest.fixture
def data():
    rng = np.random.default_rng(0)
    n = 4000
    keys = rng.random((n, 20)) < np.linspace(0.001, 0.5, 20)
    said = keys ^ (rng.random((n, 20)) < 0.05)
    degrees = np.clip(rng.normal(0, 4, (n, 2)), -10, 10)
    guessed = degrees + rng.normal(0, 1, (n, 2))
    gui = rng.random(n) < 0.3
    return keys, said, degrees, guessed, gui


def add(tally, keys, said, degrees, guessed, gui):
    tally.add(guess(said, guessed, gui), torch.as_tensor(keys), torch.as_tensor(degrees),
              torch.from_numpy(quantize(degrees)), torch.as_tensor(gui))  # fmt: skip


def test_figures_equal_plain_ones(data):
    keys, said, degrees, guessed, gui = data
    tally = Tally()
    for part in np.array_split(np.arange(len(keys)), 7):  # in pieces: sums must not depend on batches
        add(tally, *(array[part] for array in data))
    result = tally.result()
    assert result["key_accuracy"] == pytest.approx((keys == said).mean())
    assert result["tick_accuracy"] == pytest.approx((keys == said).all(1).mean())
    f1 = []
    for k in range(20):
        tp, fp, fn = (keys & said)[:, k].sum(), (~keys & said)[:, k].sum(), (keys & ~said)[:, k].sum()
        assert result["keys"][BUTTONS[k]]["f1"] == pytest.approx(2 * tp / (2 * tp + fp + fn))
        if keys[:, k].mean() >= 0.005:
            f1.append(2 * tp / (2 * tp + fp + fn))
    assert 10 < len(f1) < 20
    assert result["macro_f1"] == pytest.approx(np.mean(f1))
    for name, chosen in (("world", ~gui), ("screens", gui)):
        y, p = degrees[chosen], guessed[chosen].astype(np.float32)
        expected = 1 - ((p - y) ** 2).sum() / ((y - y.mean(0)) ** 2).sum()
        assert result[f"camera_r2_{name}"] == pytest.approx(expected, abs=1e-6)
    assert result["gui_accuracy"] == 1


def test_perfect_and_useless(data):
    keys, _, degrees, _, gui = data
    tally = Tally()
    add(tally, keys, keys, degrees, degrees, gui)
    result = tally.result()
    assert result["macro_f1"] == result["key_accuracy"] == result["tick_accuracy"] == 1
    assert result["camera_r2_world"] == pytest.approx(1, abs=1e-9)
    assert result["bin_accuracy_screens"] == 1
    tally = Tally()
    add(tally, keys, np.zeros_like(keys), degrees, np.zeros_like(degrees), gui)
    result = tally.result()
    assert result["macro_f1"] == 0
    assert result["key_accuracy"] > 0.7  # why accuracy alone says little
    assert abs(result["camera_r2_world"]) < 0.01


def test_angles_past_ten_degrees_count_as_ten():
    tally = Tally()
    degrees = np.array([[50.0, -50.0], [0.0, 0.0]])
    add(tally, np.zeros((2, 20)), np.zeros((2, 20)), degrees, np.array([[10.0, -10.0], [0.0, 0.0]]), np.zeros(2, bool))
    assert tally.result()["camera_r2_world"] == 1


def test_nothing_is_not_a_figure():
    result = Tally().result()
    assert np.isnan(result["macro_f1"])
    assert np.isnan(result["camera_r2_screens"])


def test_confidence_is_held_against_what_was_right(data):
    keys, said, degrees, guessed, gui = data
    right = (keys == said).all(1)
    tally = Tally()
    tally.add(guess(said, guessed, gui, sure=0.95), torch.as_tensor(keys), torch.as_tensor(degrees),
              torch.from_numpy(quantize(degrees)), torch.as_tensor(gui))  # fmt: skip
    assert tally.result()["calibration_gap"] == pytest.approx(0.95 - right.mean(), abs=1e-6)


def test_best_threshold_is_near_that_of_all():
    rng = np.random.default_rng(1)
    truth = rng.random(5000) < 0.03
    p = np.clip(np.where(truth, rng.normal(0.45, 0.15, 5000), rng.normal(0.15, 0.1, 5000)), 0, 0.999)
    level = (p * LEVELS).astype(int)
    counts = [np.bincount(level[truth == which], minlength=LEVELS) for which in (True, False)]

    def f1(threshold):
        said = level >= round(threshold * LEVELS)
        return 2 * (said & truth).sum() / (said.sum() + truth.sum())

    chosen = best_threshold(*counts)
    best = max(f1(i / LEVELS) for i in range(LEVELS))
    error = np.sqrt(best * (1 - best) / truth.sum())
    assert f1(0.5) < best - error, "or the test says nothing"
    assert best - error <= f1(chosen) <= best and f1(chosen + 2 / LEVELS) < best - error, (
        "the nearest to a half of the good"
    )
    assert best_threshold(np.zeros(LEVELS, int), counts[1]) == 0.5


def test_few_ticks_move_no_threshold_far():
    def chosen(times):  # four of five pressed ticks look pressed, one does not, beside one that is not and looks alike
        pressed, other = np.zeros(LEVELS, int), np.zeros(LEVELS, int)
        pressed[int(0.8 * LEVELS)], pressed[int(0.05 * LEVELS)] = 4 * times, times
        other[int(0.05 * LEVELS)], other[0] = times, 1000 * times
        return best_threshold(pressed, other)

    assert chosen(1) == 0.5
    assert chosen(1000) < 0.06, "with thousands of ticks the last percent of F1 is taken"


def test_merge_adds_up_processes(data):
    whole, half = Tally(), Tally()
    add(whole, *data)
    add(whole, *data)
    add(half, *data)
    half.merge(lambda counts: counts * 2)
    assert half.result() == whole.result()
