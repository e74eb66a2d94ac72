"""A run that goes on follows the settings it is given now; what a checkpoint says of rates and decay does not count."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import nn

from craftagent.policy.bc.cli import main
from craftagent.policy.bc.finite import NonFiniteLoss, clip
from craftagent.policy.bc.optimizer import OptimizerConfig, Schedule, make_optimizer, shape

STEPS = 40


def begun(
    config: OptimizerConfig, steps: int, state: tuple[dict, dict] | None = None
) -> tuple[nn.Module, list[float], tuple]:  # type: ignore[type-arg]
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(4, 4), nn.Embedding(3, 4))
    optimizer = make_optimizer(config, net)
    schedule = Schedule(optimizer, shape(config, STEPS))
    if state is not None:
        optimizer.load_state_dict(state[0])
        schedule.load_state_dict(state[1])
    rates = []
    for _ in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        for p in net.parameters():
            p.grad = torch.ones_like(p)
        optimizer.step()
        schedule.step()
    return net, rates, (optimizer.state_dict(), schedule.state_dict())


@pytest.mark.parametrize("kind", ["adamw", "muon"])
def test_the_rate_given_now_counts(kind: str) -> None:
    config = OptimizerConfig(lr=1e-2, warmup=10, kind=kind)  # type: ignore[arg-type]
    lower = dataclasses.replace(config, lr=1e-3, weight_decay=0.5, schedule="linear")
    _, _, half = begun(config, 20)
    _, whole, _ = begun(lower, STEPS)
    _, rates, (optimizer, _) = begun(lower, 20, half)
    assert rates == pytest.approx(whole[20:], rel=1e-12)
    assert optimizer["param_groups"][0]["weight_decay"] == 0.5
    steps = [int(state["step"]) for state in optimizer["state"].values() if "step" in state]
    assert steps and set(steps) == {40}  # the averages went on


def test_without_a_change_nothing_changes() -> None:
    config = OptimizerConfig(lr=1e-2, warmup=10)
    _, whole, end = begun(config, STEPS)
    _, first, half = begun(config, 20)
    _, second, also = begun(config, 20, half)
    assert first + second == whole and end[1] == also[1] and end[0]["param_groups"] == also[0]["param_groups"]


def test_a_run_is_gone_on_with_at_a_lower_rate(
    tmp_path: Path, episodes: Path, config: Callable[..., list[str]]
) -> None:  # fmt: skip
    main(config(tmp_path, episodes, 4, optimizer={"lr": 1e-3, "warmup": 0, "schedule": "constant"}))
    again = main(config(tmp_path, episodes, 6, optimizer={"lr": 1e-5, "warmup": 0, "schedule": "constant"}))
    assert again.trainer.global_step == 6
    assert {group["lr"] for group in again.trainer.optimizers[0].param_groups} == {1e-5}


def test_a_gradient_that_is_no_number_stops_before_the_step() -> None:
    net = nn.Linear(2, 1)
    net.global_step = 7  # type: ignore[assignment]
    before = net.weight.detach().clone()
    for p in net.parameters():
        p.grad = torch.full_like(p, float("inf"))
    with pytest.raises(
        NonFiniteLoss, match=r"step 7: the gradient is not a number; no checkpoint .* Lower 'model\.lr'"
    ):
        clip(net, net.parameters(), 1.0, "model.lr")
    assert torch.equal(net.weight, before)
    net.bias.grad = torch.tensor([3.0])
    net.weight.grad = torch.tensor([[0.0, 4.0]])
    assert clip(net, net.parameters(), 0.0) == 5.0 and float(net.bias.grad) == 3.0  # 0: measured, not clipped
