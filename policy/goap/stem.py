"""From frames to image tokens.

Legend: ``N`` frames, ``C`` channels, ``G`` side of the token grid. Convolutions run channels-last.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from craftagent.policy.goap.config import StemConfig


class ChannelNorm(nn.LayerNorm):
    """Layer norm over the channels of (N, C, H, W); on channels-last tensors it moves no memory."""

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class SeparableBlock(nn.Module):
    """x + pointwise(relu(pointwise(norm(depthwise(x))))): a wide view for an eighth of a dense convolution's cost."""

    def __init__(self, channels: int, kernel: int, expand: int) -> None:
        super().__init__()
        self.look = nn.Conv2d(channels, channels, kernel, padding=kernel // 2, groups=channels)
        self.norm = nn.LayerNorm(channels)
        self.up = nn.Linear(channels, expand * channels)
        self.down = nn.Linear(expand * channels, channels)
        nn.init.zeros_(self.down.bias)
        self.down.weight.data.mul_(0.5)  # blocks begin near the identity

    def forward(self, x: Tensor) -> Tensor:
        y = self.norm(self.look(x).permute(0, 2, 3, 1))
        return x + self.down(F.relu(self.up(y))).permute(0, 3, 1, 2)


class DepthwiseStem(nn.Module):
    """128 -> 32 (stride 4) -> 16 -> 8, with separable blocks on each level."""

    def __init__(self, config: StemConfig) -> None:
        super().__init__()
        stages: list[nn.Module] = []
        before = 3
        for i, (channels, blocks) in enumerate(zip(config.channels, config.blocks, strict=True)):
            if i == 0:
                down: nn.Module = nn.Conv2d(
                    3, channels, config.patch, stride=4, padding=max(0, (config.patch - 4) // 2)
                )
            else:
                down = nn.Sequential(
                    ChannelNorm(before), nn.ReLU(), nn.Conv2d(before, channels, 3, stride=2, padding=1)
                )
            stages.append(nn.Sequential(
                down, *(SeparableBlock(channels, config.kernel, config.expand) for _ in range(blocks))
            ))  # fmt: skip
            before = channels
        self.stages = nn.Sequential(*stages)
        self.width = before

    def forward(self, x: Tensor) -> list[Tensor]:
        """The maps of all three levels."""
        maps = []
        for stage in self.stages:
            x = stage(x)
            maps.append(x)
        return maps


class Seen(NamedTuple):
    """What the stem makes of frames.

    Attributes:
        tokens: (N, G*G, width), row by row.
        maps: of the levels at 32, 16 and 8 positions a side; empty where another network makes them.
    """

    tokens: Tensor
    maps: list[Tensor]


class Stem(nn.Module):
    """uint8 frames (N, H, W, 3) -> :class:`Seen`.

    ``outside``: channels of a map that another network makes (:meth:`tokens`); None: this one has its own.
    """

    def __init__(self, config: StemConfig, width: int, outside: int | None = None) -> None:
        super().__init__()
        self.grid = config.tokens
        self.net = DepthwiseStem(config).to(memory_format=torch.channels_last) if outside is None else None
        self.project = nn.Linear(self.net.width if self.net is not None else outside or 0, width)
        self.place = nn.Parameter(torch.randn(self.grid * self.grid, width) * 0.02)

    def tokens(self, x: Tensor) -> Tensor:
        """A map (N, C, h, w) -> tokens."""
        if x.shape[-1] != self.grid:
            x = F.adaptive_avg_pool2d(x, self.grid)
        return self.project(x.permute(0, 2, 3, 1).flatten(1, 2)) + self.place

    def forward(self, frames: Tensor) -> Seen:
        assert self.net is not None
        kind = frames.device.type
        dtype = torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else self.place.dtype
        # (N, H, W, 3) in memory is (N, 3, H, W) channels-last: no copy but for the change of type
        maps = self.net(frames.permute(0, 3, 1, 2).to(dtype).mul_(1 / 255))
        return Seen(self.tokens(maps[-1]), maps)
