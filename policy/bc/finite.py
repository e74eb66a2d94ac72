"""Training stops before a loss or a gradient that is not a number has touched the weights."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NoReturn

import torch
from torch import Tensor

from craftagent.policy.bc.sharding import whole


class NonFiniteLoss(RuntimeError):
    """Training cannot go on: the loss or the gradient is not a number. The weights were not touched by this step."""


def stop(module: Any, what: str, rate: str = "optimizer.lr") -> NoReturn:
    """Raise :class:`NonFiniteLoss`: what is wrong, where the last good checkpoint is, what to do.

    Args:
        module: in training; ``last_checkpoint`` is what :class:`craftagent.policy.bc.checkpoints.Checkpoints` has noted.
        rate: name of the module's learning rate.
    """
    kept = getattr(module, "last_checkpoint", None)
    where = f"the last good checkpoint is {kept}" if kept else "no checkpoint has been written yet"
    raise NonFiniteLoss(
        f"step {module.global_step}: {what}; {where}. Lower {rate!r}, lengthen the warm-up, or check the data, and give the "
        "same command: it goes on from there"
    )


def clip(module: Any, parameters: Iterable[Tensor], most: float, rate: str = "optimizer.lr") -> float:
    """Clip the gradients by their norm over all ``parameters`` to ``most`` (0: not at all). Returns that norm.

    Raises :class:`NonFiniteLoss`. All processes of a sharded training must call it.
    """
    norm = whole(torch.nn.utils.clip_grad_norm_(parameters, most or math.inf))
    if not bool(torch.isfinite(norm)):
        stop(module, "the gradient is not a number", rate)
    return float(norm)
