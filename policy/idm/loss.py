"""What the model is trained on: the sum of the heads' negative log-likelihoods.

B windows, T ticks, K = 20 buttons
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from craftagent.actions import CAMERA_MAX, N_BINS, dequantize
from craftagent.policy.idm.model import Logits

CENTRES = tuple(float(v) for v in dequantize(range(N_BINS)))  # degrees of the bins


def two_hot(degrees: Tensor) -> Tensor:
    """Degrees (...,) -> weights (..., 11) on the two bins around each, whose mean is the angle; clipped to +-10."""
    centres = torch.tensor(CENTRES, device=degrees.device)
    x = degrees.clamp(-CAMERA_MAX, CAMERA_MAX).contiguous()
    upper = torch.searchsorted(centres, x).clamp(1, N_BINS - 1)
    low, high = centres[upper - 1], centres[upper]
    share = ((x - low) / (high - low)).clamp(0, 1)
    weights = torch.zeros((*x.shape, N_BINS), device=x.device)
    weights.scatter_(-1, (upper - 1)[..., None], (1 - share)[..., None])
    return weights.scatter_(-1, upper[..., None], share[..., None])


def losses(
    logits: Logits, batch: dict[str, Tensor], bins_only: bool = False, rare: float = 0.0,
) -> dict[str, Tensor]:  # fmt: skip
    """Means over the valid ticks of a window batch (craftagent.datasets.modules.batch).

    ``bins_only`` trains the camera on VPT's bins instead of :func:`two_hot`, which keeps what lies between them.
    ``rare``: how much more a pressed key counts than one that is not; 0 is none, 1 as much more as it is rarer in this
    batch (at most 20 times).

    Returns:
        ``keys`` (sum over the buttons), ``camera`` (sum over both axes), ``gui`` and their sum ``total``.
    """
    valid = batch["valid"]
    count = valid.sum().clamp(min=1)
    pressed = batch["keys"].long()
    # log(1 + e^-m) of the margin towards what is true: the 2-way likelihood, without indexing
    margin = (logits.keys[..., 1] - logits.keys[..., 0]) * (2 * pressed - 1)
    keys = F.softplus(-margin)
    if rare:
        share = (pressed * valid[..., None]).sum((0, 1)) / count
        weight = ((1 - share) / share.clamp(min=1e-3)).clamp(1, 20) ** rare
        keys = keys * torch.where(pressed > 0, weight, torch.ones_like(weight))
    keys = (keys.sum(-1) * valid).sum() / count
    log_camera = F.log_softmax(logits.camera, dim=-1)
    target = F.one_hot(batch["bins"], N_BINS).float() if bins_only else two_hot(batch["degrees"])
    camera = (-(target * log_camera).sum((-1, -2)) * valid).sum() / count
    log_gui = F.log_softmax(logits.gui, dim=-1)
    gui = (-log_gui.gather(-1, batch["gui"].long()[..., None])[..., 0] * valid).sum() / count
    return {"keys": keys, "camera": camera, "gui": gui, "total": keys + camera + gui}
