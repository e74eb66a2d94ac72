"""Action heads. All give VPT's logits: buttons (N, 8641) and camera (N, 121), as normalised log-probabilities.

Few demonstrations show few of the 8641 combinations: with a row of weights for each (VPT's way) a combination never
shown is never learned. The hierarchical head scores combinations by what they consist of.
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from craftagent.actions import GROUPS, N_BINS, N_BUTTONS, N_CAMERA
from craftagent.policy.goap.config import HeadConfig

_REST = tuple(len(group) for group in list(GROUPS.values())[1:])  # every group but hotbar
N_REST = int(np.prod(_REST))  # 864
N_HOTBAR = len(GROUPS["hotbar"])  # 10


class ActionScores(NamedTuple):
    """Log-probabilities of the actions that were taken, (N,) each."""

    buttons: Tensor
    camera: Tensor


def _features(pairs: bool) -> Tensor:
    """float32 (F, 864): which buttons, and which pairs of buttons, each combination consists of."""
    digits = np.stack(np.unravel_index(np.arange(N_REST), _REST), 1)
    single = [digits[:, g] == c for g, size in enumerate(_REST) for c in range(size)]
    group = [g for g, size in enumerate(_REST) for _ in range(size)]
    rows = list(single)
    if pairs:
        rows += [a & b for (i, a), (j, b) in itertools.combinations(enumerate(single), 2) if group[i] != group[j]]
    return torch.from_numpy(np.stack(rows).astype(np.float32))


class HierarchicalButtons(nn.Module):
    """log p(hotbar or inventory) + log p(the rest | hotbar); the rest scored by its parts (and pairs of them)."""

    features: Tensor

    def __init__(self, width: int, pairs: bool) -> None:
        super().__init__()
        self.register_buffer("features", _features(pairs), persistent=False)
        self.slot = nn.Linear(width, N_HOTBAR + 1)
        self.parts = nn.Linear(width, len(self.features))
        self.given_slot = nn.Parameter(torch.zeros(N_HOTBAR, len(self.features)))
        for layer in (self.slot, self.parts):
            nn.init.normal_(layer.weight, std=0.01)
            nn.init.zeros_(layer.bias)

    def _rest(self, parts: Tensor) -> Tensor:
        return (parts @ self.features.to(parts.dtype)).float().log_softmax(-1)

    def score(self, x: Tensor, buttons: Tensor) -> Tensor:
        """x (N, width), joint indices (N,) -> log-probabilities (N,), without ever making all 8641."""
        slot = torch.div(buttons, N_REST, rounding_mode="floor")
        chosen = self.slot(x).float().log_softmax(-1).gather(-1, slot[:, None])[:, 0]
        known = slot.clamp(max=N_HOTBAR - 1)  # inventory says all there is to say
        parts = self.parts(x)
        rest = self._rest(parts + self.given_slot[known].to(parts.dtype))
        rest = rest.gather(-1, (buttons % N_REST)[:, None])[:, 0]
        return chosen + torch.where(slot < N_HOTBAR, rest, 0.0)

    def forward(self, x: Tensor) -> Tensor:
        slot = self.slot(x).float().log_softmax(-1)
        parts = self.parts(x)
        rest = self._rest(parts[..., None, :] + self.given_slot.to(parts.dtype))
        joint = (slot[..., :N_HOTBAR, None] + rest).flatten(-2)
        return torch.cat([joint, slot[..., N_HOTBAR:]], -1)


class JointButtons(nn.Module):
    """VPT's: one row of weights for each of the 8641."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.all = nn.Linear(width, N_BUTTONS)
        nn.init.normal_(self.all.weight, std=0.01)
        nn.init.zeros_(self.all.bias)

    def score(self, x: Tensor, buttons: Tensor) -> Tensor:
        return self.forward(x).gather(-1, buttons[:, None])[:, 0]

    def forward(self, x: Tensor) -> Tensor:
        return self.all(x).float().log_softmax(-1)


class Camera(nn.Module):
    """log p(camera), one of 121; a score for each pitch, each yaw and each pair, so that neighbours share what they can."""

    def __init__(self, width: int, joint_only: bool) -> None:
        super().__init__()
        self.pair = nn.Linear(width, N_CAMERA)
        self.axes = None if joint_only else nn.Linear(width, 2 * N_BINS)
        for layer in (self.pair, self.axes):
            if layer is not None:
                nn.init.normal_(layer.weight, std=0.01)
                nn.init.zeros_(layer.bias)

    def forward(self, x: Tensor) -> Tensor:
        logits = self.pair(x)
        if self.axes is not None:
            pitch, yaw = self.axes(x).chunk(2, -1)
            logits = logits + (pitch[..., :, None] + yaw[..., None, :]).flatten(-2)
        return logits.float().log_softmax(-1)

    def score(self, x: Tensor, camera: Tensor) -> Tensor:
        return self.forward(x).gather(-1, camera[:, None])[:, 0]


class Heads(nn.Module):
    """Buttons, camera and progress from latents (..., width)."""

    def __init__(self, config: HeadConfig, width: int) -> None:
        super().__init__()
        self.config = config
        joint = config.kind == "joint"
        self.buttons = JointButtons(width) if joint else HierarchicalButtons(width, config.kind == "hierarchical")
        self.camera = Camera(width, joint)
        self.progress = nn.Linear(width, 1) if config.progress else None

    def logits(self, latent: Tensor) -> tuple[Tensor, Tensor]:
        """(..., width) -> (..., 8641), (..., 121) normalised at the configured temperature."""
        buttons, camera = self.buttons(latent), self.camera(latent)
        if self.config.temperature != 1.0:
            buttons = (buttons / self.config.temperature).log_softmax(-1)
            camera = (camera / self.config.temperature).log_softmax(-1)
        return buttons, camera

    def score(self, latent: Tensor, buttons: Tensor, camera: Tensor) -> ActionScores:
        """Log-probabilities (..., ) of actions (..., ) at temperature 1: what cloning maximises."""
        shape = buttons.shape
        flat = latent.flatten(0, -2)
        return ActionScores(
            self.buttons.score(flat, buttons.flatten()).view(shape),
            self.camera.score(flat, camera.flatten()).view(shape),
        )

    def passed(self, latent: Tensor) -> Tensor | None:
        """(..., width) -> logits (...,) of the share of the goal's span that has passed, or None without that head."""
        return self.progress(latent)[..., 0].float() if self.progress is not None else None
