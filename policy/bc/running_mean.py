"""The running mean of weights, which plays and is measured in their place."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor


@torch.no_grad()
def follow(mean: list[Tensor], weights: Iterable[Tensor], most: float, steps: int) -> None:
    """Move the mean after a step, the ``steps``-th of the run: ``most`` of it is kept.

    Young means follow quickly: after n steps at most n / (n + 10) is kept.
    """
    keep = min(most, (1 + steps) / (10 + steps))
    torch._foreach_lerp_(mean, list(weights), 1 - keep)


@torch.no_grad()
def exchange(mean: Iterable[Tensor], weights: Iterable[Tensor]) -> None:
    """Weights and mean change places, by content: optimisers and DDP hold on to the parameters themselves."""
    for ours, held in zip(weights, mean, strict=False):
        other = ours.detach().clone()
        ours.data.copy_(held)
        held.copy_(other)
