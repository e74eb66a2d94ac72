"""From pairs of neighbouring frames to one feature a tick.

What a tick's action did shows between its frame and the next: the camera turns at once, a screen opens, the chosen slot
moves, the arm begins to swing. Position, field of view and eye height follow a frame later (the game draws the beginning
of a tick), which the mixing of ticks sees as the next pair. So the first layer gets the next frame and its difference
to this one, at full resolution: every pixel of a 4x4 patch is a channel of its own.

    N frames or pairs, h x w positions, C channels
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from craftagent.policy.idm.config import FRAME, PATCH, IDMConfig
from craftagent.policy.idm.motion import Motion

_SIDE = FRAME // PATCH  # 32
_LAST = _SIDE // 4  # 8


class _Residual(nn.Module):
    """x + gain * conv(relu(conv(relu(x)))); the gain starts at nought, so that depth costs no stability."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        self.gain = nn.Parameter(torch.zeros(()))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(F.relu(self.first(F.relu(x)))) * self.gain.to(x.dtype)


class FrameEncoder(nn.Module):
    """uint8 frames to pair features."""

    def __init__(self, config: IDMConfig) -> None:
        super().__init__()
        self.embed = nn.Linear(3 * PATCH * PATCH, config.embed)
        stages, width = [], 2 * config.embed
        for channels, depth in zip(config.channels, config.depth, strict=True):
            # pooling after a convolution of stride 1: CPU kernels train strided ones in bf16 many times slower
            stages.append(nn.Sequential(nn.Conv2d(width, channels, 3, padding=1), *map(_Residual, [channels] * depth)))
            width = channels
        self.stages = nn.ModuleList(stages)
        self.motion = Motion(config.embed)
        self.narrow = nn.Linear(width, width // 4)
        self.norm = nn.LayerNorm(width // 4 * _LAST * _LAST)
        self.project = nn.Linear(width // 4 * _LAST * _LAST, config.dim)
        self.moved = nn.Sequential(nn.LayerNorm(self.motion.width), nn.Linear(self.motion.width, config.dim))
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
                assert module.bias is not None
                nn.init.zeros_(module.bias)

    def patches(self, frames: Tensor) -> Tensor:
        """Frames (N, 128, 128, 3), uint8 or 0..255 in floats -> embedded patches (N, 32, 32, C)."""
        n = frames.shape[0]
        if frames.shape[1:] != (FRAME, FRAME, 3):
            raise ValueError(f"frames must be (N, {FRAME}, {FRAME}, 3), not {tuple(frames.shape)}")
        x = frames.view(n, _SIDE, PATCH, _SIDE, PATCH, 3).permute(0, 1, 3, 2, 4, 5).reshape(n, _SIDE, _SIDE, -1)
        x = x.to(self.embed.weight.dtype).sub_(127.5).mul_(1 / 64)
        return self.embed(x)  # type: ignore[no-any-return]

    def pairs(self, now: Tensor, after: Tensor) -> Tensor:
        """Embedded patches (N, 32, 32, C) and, for each, the index (N,) of the frame after it -> features (N, dim)."""
        marks = self.motion.look(now)
        moved = self.moved(self.motion(marks, marks[after]))
        following = now[after]
        x = torch.cat((following, (following - now) * 2), dim=-1).permute(0, 3, 1, 2)  # channels last in memory
        for i, stage in enumerate(self.stages):
            if i:
                x = F.max_pool2d(F.relu(x), 2)
            x = stage(x)
        x = F.relu(self.narrow(F.relu(x).permute(0, 2, 3, 1)))
        # which position it is must survive: the chosen slot is a few pixels
        return self.project(self.norm(x.flatten(1))) + moved  # type: ignore[no-any-return]
