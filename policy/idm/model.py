"""The inverse dynamics model: frames in, and for every tick how likely each key and each camera bin is.

B windows, T ticks, D width, K the 20 buttons of VPT's code in its order
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from craftagent.actions import BUTTONS, N_BINS
from craftagent.policy.idm.config import IDMConfig
from craftagent.policy.idm.encoder import FrameEncoder
from craftagent.policy.idm.mixer import MixBlock


class Logits(NamedTuple):
    """Unnormalised, float32.

    Attributes:
        keys: (B, T, 20, 2), not pressed and pressed.
        camera: (B, T, 2, 11), mu-law bins of pitch and yaw.
        gui: (B, T, 2), no screen and a screen open in the frame.
    """

    keys: Tensor
    camera: Tensor
    gui: Tensor


class IDM(nn.Module):
    """Frames of a window -> :class:`Logits`.

    The work is split so that labelling computes the costly part, :meth:`pairs`, once a frame though windows overlap.
    """

    def __init__(self, config: IDMConfig | None = None) -> None:
        super().__init__()
        self.config = config = config or IDMConfig()
        self.encoder = FrameEncoder(config)
        self.drop = nn.Dropout(config.dropout)
        self.blocks = nn.ModuleList(MixBlock(config) for _ in range(config.layers))
        self.norm = nn.LayerNorm(config.dim)
        self.keys = nn.Linear(config.dim, 2 * len(BUTTONS))
        self.camera = nn.Linear(config.dim, 2 * N_BINS)
        self.gui = nn.Linear(config.dim, 2)
        for head in (self.keys, self.camera, self.gui):
            nn.init.normal_(head.weight, std=0.01)
            nn.init.zeros_(head.bias)
        self.to(memory_format=torch.channels_last)

    def pairs(self, pov: Tensor, valid: Tensor | None = None) -> Tensor:
        """Frames (B, T, 128, 128, 3), uint8 or 0..255 in floats -> features (B, T, D), one of each frame and the next.

        The last frame, and one followed by a tick that is not ``valid`` (B, T), is paired with itself.
        """
        b, t = pov.shape[:2]
        at = torch.arange(b * t, device=pov.device).view(b, t)
        after = torch.cat((at[:, 1:], at[:, -1:]), dim=1)
        if valid is not None:
            after = torch.where(torch.cat((valid[:, 1:], valid[:, -1:]), dim=1), after, at)
        now = self.encoder.patches(pov.reshape(b * t, *pov.shape[2:]))
        return self.encoder.pairs(now, after.flatten()).view(b, t, -1)

    def mix(self, features: Tensor, valid: Tensor | None = None) -> Logits:
        """Features (B, T, D) of a window -> logits."""
        b, t, _ = features.shape
        valid = torch.ones((b, t), dtype=torch.bool, device=features.device) if valid is None else valid
        x = self.drop(features)
        for block in self.blocks:
            x = block(x, valid)
        x = self.norm(x)
        return Logits(
            self.keys(x).float().view(b, t, len(BUTTONS), 2), self.camera(x).float().view(b, t, 2, N_BINS),
            self.gui(x).float(),
        )  # fmt: skip

    def forward(self, pov: Tensor, valid: Tensor | None = None) -> Logits:
        """Frames (B, T, 128, 128, 3) -> logits. ``valid`` bool (B, T) marks the frames that are there; None: all."""
        return self.mix(self.pairs(pov, valid), valid)
