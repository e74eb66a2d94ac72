"""AdamW and its schedule."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import Any, Literal

import torch
from torch import nn

from craftagent.policy.bc.muon import MuonAdamW, muon_groups


@dataclasses.dataclass(frozen=True)
class OptimizerConfig:
    """AdamW with a warm-up.

    Args:
        lr: highest learning rate.
        weight_decay: of matrices; vectors and embeddings have none.
        betas: of AdamW.
        warmup: steps of linear warm-up.
        schedule: what follows: ``cosine`` or ``linear`` down to ``final``, or ``constant``.
        final: last learning rate as a share of ``lr``.
        steps: at which the schedule ends; none: the trainer's number of steps.
        clip: the gradient's norm is clipped to it.
        kind: ``adamw``, or ``muon`` for matrices and convolutions and AdamW for the rest (muon.py).
    """

    lr: float = 5e-4
    weight_decay: float = 0.04
    betas: tuple[float, float] = (0.9, 0.95)
    warmup: int = 200
    schedule: Literal["cosine", "linear", "constant"] = "cosine"
    final: float = 0.02
    steps: int | None = None
    clip: float = 1.0
    kind: Literal["adamw", "muon"] = "adamw"

    def __post_init__(self) -> None:
        for name, low in (("lr", 0.0), ("weight_decay", 0.0), ("warmup", 0), ("final", 0.0), ("clip", 0.0)):
            if not low <= getattr(self, name) < float("inf"):
                raise ValueError(f"optimizer setting {name!r} must be 0 or more, not {getattr(self, name)}")


def shape(config: OptimizerConfig, steps: float) -> Callable[[int], float]:
    """Share of the highest learning rate at a step, for a run of ``steps`` (infinite: no end)."""

    def at(step: int) -> float:
        if step < config.warmup:
            return (step + 1) / config.warmup
        if config.schedule == "constant" or math.isinf(steps):
            return 1.0
        gone = min(1.0, (step - config.warmup) / max(1.0, steps - config.warmup))
        fall = 0.5 * (1 + math.cos(math.pi * gone)) if config.schedule == "cosine" else 1 - gone
        return config.final + (1 - config.final) * fall

    return at


class Schedule(torch.optim.lr_scheduler.LambdaLR):
    """A share of the highest learning rate at each step, for a run that may be gone on with under other settings.

    A checkpoint holds learning rates, decay and betas too: loading it would silently bring back those that a user has
    changed since. Of the checkpoint only the step and the averaged gradients count.
    """

    def __init__(self, optimizer: torch.optim.Optimizer, law: Callable[[int], float]) -> None:
        super().__init__(optimizer, law)
        settings = [{k: v for k, v in group.items() if k != "params"} for group in optimizer.param_groups]

        def ours(of: torch.optim.Optimizer) -> None:
            for group, own in zip(of.param_groups, settings, strict=True):
                group.update(own)

        optimizer.register_load_state_dict_post_hook(ours)

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on at that step, with this run's rates."""
        base = self.base_lrs
        super().load_state_dict(state_dict)
        self.base_lrs = base
        self._last_lr = [rate * law(self.last_epoch) for rate, law in zip(base, self.lr_lambdas, strict=True)]
        for group, rate in zip(self.optimizer.param_groups, self._last_lr, strict=True):
            group["lr"] = rate


def make_optimizer(config: OptimizerConfig, net: nn.Module) -> torch.optim.Optimizer:
    """Over the parameters that want a gradient; weight decay on matrices only."""
    if config.kind == "muon":
        heads = getattr(net, "heads", None)
        return MuonAdamW(
            muon_groups(net, [heads] if heads is not None else [], config.lr, config.weight_decay),
            config.lr,
            config.betas,
        )
    tables = {id(p) for m in net.modules() if isinstance(m, nn.Embedding) for p in m.parameters()}
    trained = [p for p in net.parameters() if p.requires_grad]
    decayed = [p for p in trained if p.ndim >= 2 and id(p) not in tables]
    rest = [p for p in trained if p.ndim < 2 or id(p) in tables]
    groups = [{"params": decayed, "weight_decay": config.weight_decay}, {"params": rest, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=config.lr, betas=config.betas)
