"""Losses against what they should be by hand."""

from __future__ import annotations

import pytest
import torch

from craftagent.actions import NULL_CAMERA, encode
from craftagent.policy.bc.losses import (
    LossConfig,
    camera_moves,
    cloning_loss,
    divergence,
    rarity_weights,
    tick_weights,
)
from craftagent.policy.bc.optimizer import OptimizerConfig, make_optimizer, shape


def batch() -> dict[str, torch.Tensor]:
    """Ticks: null, attack with camera (odd index: camera group on), the same again, no data."""
    return {
        "buttons": torch.tensor([[0, 5, 5, 0]]), "camera": torch.tensor([[NULL_CAMERA, 3, 3, NULL_CAMERA]]),
        "previous_buttons": torch.tensor([[0, 0, 5, 5]]), "previous_camera": torch.tensor([[60, 60, 3, 3]]),
        "valid": torch.tensor([[True, True, True, False]]), "gui": torch.tensor([[False, False, True, False]]),
        "mask": torch.tensor([[True, True, True, False]]), "verb": torch.tensor([[0, 2, 2, 2]]),
        "progress": torch.tensor([[0.0, 0.5, 1.0, 0.0]]),
    }  # fmt: skip


def test_masked_camera_counts_where_it_moves() -> None:
    b, moves = batch(), camera_moves()
    assert not moves[0] and moves[5]
    buttons, camera = torch.tensor([[-1.0, -2.0, -3.0, -100.0]]), torch.tensor([[-10.0, -20.0, -30.0, -100.0]])
    w = tick_weights(LossConfig(), b, None)
    loss, parts = cloning_loss(LossConfig(), buttons, camera, None, b, w, moves)
    assert float(loss) == pytest.approx((1 + 2 + 20 + 3 + 30) / 3)
    loss, parts = cloning_loss(LossConfig(mask_camera=False), buttons, camera, None, b, w, moves)
    assert float(loss) == pytest.approx((1 + 10 + 2 + 20 + 3 + 30) / 3)
    assert float(parts["nll_camera"]) == pytest.approx(20)


def test_tick_weights() -> None:
    b = batch()
    assert tick_weights(LossConfig(null=0.1), b, None).tolist() == [[pytest.approx(0.1), 1, 1, 0]]
    assert tick_weights(LossConfig(change=3), b, None).tolist() == [[1, 3, 1, 0]]
    assert tick_weights(LossConfig(gui=2), b, None).tolist() == [[1, 1, 2, 0]]
    counts = torch.zeros(8641, dtype=torch.int64)
    counts[0], counts[5] = 90, 10
    rare = rarity_weights(counts, 0.5, 20)
    assert float(rare[5] / rare[0]) == pytest.approx(3, rel=1e-3)
    assert float((rare[0] * 90 + rare[5] * 10) / 100) == pytest.approx(1, rel=1e-3)


def test_onset_is_a_press_in_the_world_that_was_not_held_before() -> None:
    def of(action: dict[str, int]) -> int:
        return encode(action)[0]

    attack, use, walk = of({"attack": 1}), of({"use": 1}), of({"forward": 1})
    both = of({"attack": 1, "forward": 1})
    b = batch()
    b["buttons"], b["previous_buttons"] = (
        torch.tensor([[attack, both, use, walk]]),
        torch.tensor([[0, attack, walk, use]]),
    )
    b["gui"], b["mask"] = torch.zeros(1, 4, dtype=torch.bool), torch.ones(1, 4, dtype=torch.bool)
    assert tick_weights(LossConfig(onset=4), b, None).tolist() == [[4, 1, 4, 1]]
    b["gui"][0, 2] = b["mask"][0, 0] = True
    assert tick_weights(LossConfig(onset=4), b, None).tolist() == [[4, 1, 1, 1]]


def test_a_hotbar_key_counts_for_more_in_the_world_alone() -> None:
    keys = ({"hotbar.3": 1}, {"hotbar.9": 1, "forward": 1}, {"inventory": 1}, {"hotbar.1": 1})
    b = batch()
    b["buttons"] = torch.tensor([[encode(action)[0] for action in keys]])
    b["gui"], b["mask"] = torch.tensor([[False, False, False, True]]), torch.ones(1, 4, dtype=torch.bool)
    assert tick_weights(LossConfig(hotbar=4), b, None).tolist() == [[4, 4, 1, 1]]


def test_wrong_inputs_are_seen_but_not_cloned() -> None:
    b = batch()
    b["mask"][0, 1] = False
    buttons, camera = (torch.full((1, 4), -1.0, requires_grad=True) for _ in range(2))
    passed = torch.full((1, 4), 0.7, requires_grad=True)
    w = tick_weights(LossConfig(change=3, gui=2), b, None)
    loss, parts = cloning_loss(LossConfig(mask_camera=False), buttons, camera, passed, b, w, camera_moves())
    loss.backward()
    assert buttons.grad is not None and camera.grad is not None and passed.grad is not None
    assert (buttons.grad[0] != 0).tolist() == (camera.grad[0] != 0).tolist() == [True, False, True, False]
    assert (passed.grad[0] != 0).tolist() == [False, True, True, False]  # progress is learned there all the same
    assert float(parts["nll"].detach()) == pytest.approx(2)


def test_progress_counts_only_where_a_goal_is_told() -> None:
    b = batch()
    zero = torch.zeros(1, 4)
    _, parts = cloning_loss(LossConfig(), zero, zero, zero, b, tick_weights(LossConfig(), b, None), camera_moves())
    assert float(parts["progress"]) == pytest.approx(0.6931, rel=1e-3)
    assert float(parts["progress_error"]) == pytest.approx(0.25)


def test_divergence_is_zero_for_equals_and_matches_torch() -> None:
    torch.manual_seed(0)
    a = torch.randn(1, 2, 8641).log_softmax(-1), torch.randn(1, 2, 121).log_softmax(-1)
    b = torch.randn(1, 2, 8641).log_softmax(-1), torch.randn(1, 2, 121).log_softmax(-1)
    valid = torch.tensor([[True, False]])
    assert float(divergence(a, a, valid, True)) == pytest.approx(0, abs=1e-6)
    kl = torch.nn.functional.kl_div(a[0][0, 0], b[0][0, 0], log_target=True, reduction="sum")
    moved = b[0][0, 0].exp()[camera_moves()].sum()
    kl = kl + moved * torch.nn.functional.kl_div(a[1][0, 0], b[1][0, 0], log_target=True, reduction="sum")
    assert float(divergence(a, b, valid, True)) == pytest.approx(float(kl), rel=1e-4)
    assert float(divergence(a, b, valid, False)) == pytest.approx(float(divergence(b, a, valid, True)), rel=1e-4)


def test_schedule() -> None:
    at = shape(OptimizerConfig(warmup=10, final=0.1), 110)
    assert at(0) == pytest.approx(0.1) and at(9) == pytest.approx(1) and at(10) == pytest.approx(1)
    assert at(60) == pytest.approx(0.55) and at(110) == pytest.approx(0.1) == at(500)
    linear = shape(OptimizerConfig(warmup=0, final=0.0, schedule="linear"), 100)
    assert linear(25) == pytest.approx(0.75)
    net = torch.nn.Sequential(torch.nn.Embedding(3, 4), torch.nn.Linear(4, 4))
    decayed, rest = make_optimizer(OptimizerConfig(), net).param_groups
    assert len(decayed["params"]) == 1 and len(rest["params"]) == 2 and rest["weight_decay"] == 0
