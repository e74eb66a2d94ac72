"""``MuonAdamW``: Muon for the inner matrices, AdamW for all else, as one optimiser.

Muon (Jordan et al. 2024) replaces a matrix's averaged gradient by the nearest matrix that turns without stretching, found by
five Newton-Schulz steps with the published coefficients. Its step is scaled to the size of AdamW's (0.2 root mean
square, Liu et al. 2025, "Muon is scalable for LLM training"), so that one learning rate does for both.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn

_A, _B, _C = 3.4445, -4.7750, 2.0315
_STEPS = 5
_RMS = 0.2
_REST = 0.4  # AdamW's learning rate, in Muon's


def orthogonal(g: Tensor, dtype: torch.dtype = torch.bfloat16) -> Tensor:
    """A matrix (m, n) -> nearly its polar factor: singular values between about 0.7 and 1.2."""
    x = g.to(dtype)
    tall = x.shape[0] > x.shape[1]
    if tall:
        x = x.T
    x = x / (x.norm() + 1e-7)
    for _ in range(_STEPS):
        s = x @ x.T
        x = _A * x + (_B * s + _C * (s @ s)) @ x
    return (x.T if tall else x).to(g.dtype)


def shared_orthogonal(matrices: list[Tensor]) -> list[Tensor]:
    """:func:`orthogonal` of each.

    Processes that train together hold the same gradients, so each turns a part and hears the rest.
    """
    together = dist.is_available() and dist.is_initialized() and dist.get_world_size() > 1
    if not together:
        return [orthogonal(m) for m in matrices]
    owners = deal([m.numel() * min(m.shape) for m in matrices], dist.get_world_size())
    parts = [[i for i, owner in enumerate(owners) if owner == rank] for rank in range(dist.get_world_size())]
    flat = [matrices[0].new_empty(sum(matrices[i].numel() for i in part)) for part in parts]
    here = dist.get_rank()
    if parts[here]:
        flat[here] = torch.cat([orthogonal(matrices[i]).flatten() for i in parts[here]])
    turned = list(matrices)
    for rank, part in enumerate(parts):
        if part:
            dist.broadcast(flat[rank], src=rank)
        for i, piece in zip(part, flat[rank].split([matrices[i].numel() for i in part]), strict=True):
            turned[i] = piece.view_as(matrices[i])
    return turned


def deal(costs: list[float], hands: int) -> list[int]:
    """Which of ``hands`` takes each cost, dearest first to whoever has least: the same answer in every process."""
    load, owners = [0.0] * hands, [0] * len(costs)
    for i in sorted(range(len(costs)), key=lambda i: -costs[i]):
        owners[i] = min(range(hands), key=load.__getitem__)
        load[owners[i]] += costs[i]
    return owners


def muon_groups(net: nn.Module, heads: Iterable[nn.Module], lr: float, weight_decay: float) -> list[dict[str, Any]]:
    """Groups for :class:`MuonAdamW`: matrices and convolutions but for tables and heads, and all else by AdamW.

    Heads have few outputs and start at nothing: steps of even length in all directions are slow there.
    """
    apart = {id(p) for m in net.modules() if isinstance(m, nn.Embedding) for p in m.parameters()}
    at_end = {id(p) for head in heads for p in head.parameters()}
    trained = [p for p in net.parameters() if p.requires_grad]
    matrices = [p for p in trained if p.ndim >= 2 and id(p) not in apart | at_end]
    last = [p for p in trained if p.ndim >= 2 and id(p) in at_end]
    rest = [p for p in trained if p.ndim < 2 or id(p) in apart]
    return [
        {"params": matrices, "muon": True, "lr": lr, "weight_decay": weight_decay},
        {"params": last, "lr": _REST * lr, "weight_decay": weight_decay},
        {"params": rest, "lr": _REST * lr, "weight_decay": 0.0},
    ]


class MuonAdamW(torch.optim.Optimizer):
    """Groups with ``"muon": True`` hold matrices; convolutions count as matrices of their output channels.

    Args:
        groups: parameter groups with ``muon`` (bool) and ``weight_decay``.
        lr: of both.
        betas: of AdamW; Muon's momentum is ``momentum``, of Nesterov's kind.
    """

    def __init__(
        self, groups: Iterable[dict[str, Any]], lr: float, betas: tuple[float, float] = (0.9, 0.95),
        momentum: float = 0.95, eps: float = 1e-8,
    ) -> None:  # fmt: skip
        super().__init__(list(groups), {"lr": lr, "betas": betas, "momentum": momentum, "eps": eps, "muon": False})

    @torch.no_grad()
    def step(self, closure: Any = None) -> Any:  # type: ignore[override]
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            (self._muon if group["muon"] else self._adamw)(group)
        return loss

    def _muon(self, group: dict[str, Any]) -> None:
        params = [p for p in group["params"] if p.grad is not None]
        ahead = []
        for p in params:
            state = self.state[p]
            if not state:
                state["momentum"] = torch.zeros_like(p)
            state["momentum"].lerp_(p.grad, 1 - group["momentum"])
            ahead.append(torch.lerp(p.grad, state["momentum"], group["momentum"]).flatten(1))
        for p, matrix, turn in zip(params, ahead, shared_orthogonal(ahead), strict=True):
            p.mul_(1 - group["lr"] * group["weight_decay"])
            scale = _RMS * max(matrix.shape) ** 0.5
            p.add_(turn.view_as(p), alpha=-group["lr"] * scale)

    def _adamw(self, group: dict[str, Any]) -> None:
        params = [p for p in group["params"] if p.grad is not None]
        if not params:
            return
        b1, b2 = group["betas"]
        for p in params:
            state = self.state[p]
            if not state:
                state["step"] = torch.zeros(())
                state["first"], state["second"] = torch.zeros_like(p), torch.zeros_like(p)
            state["step"] += 1
        grads = [p.grad for p in params]
        first, second = ([self.state[p][name] for p in params] for name in ("first", "second"))
        n = float(self.state[params[0]]["step"])
        torch._foreach_lerp_(first, grads, 1 - b1)
        torch._foreach_mul_(second, b2)
        torch._foreach_addcmul_(second, grads, grads, 1 - b2)
        size = torch._foreach_sqrt(second)
        torch._foreach_div_(size, (1 - b2**n) ** 0.5)
        torch._foreach_add_(size, group["eps"])
        torch._foreach_mul_(params, 1 - group["lr"] * group["weight_decay"])
        torch._foreach_addcdiv_(params, first, size, value=-group["lr"] / (1 - b1**n))
