"""From frames to image tokens.

Legend: ``N`` frames, ``C`` channels, ``G`` side of the token grid. Convolutions run channels-last.
"""

from __future__ import annotations

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
                down: nn.Module = nn.Conv2d(3, channels, config.patch, stride=4, padding=max(0, (config.patch - 4) // 2))
            else:
                down = nn.Sequential(ChannelNorm(before), nn.Conv2d(before, channels, 3, stride=2, padding=1))
            stages.append(nn.Sequential(
                down, *(SeparableBlock(channels, config.kernel, config.expand) for _ in range(blocks))
            ))  # fmt: skip
            before = channels
        self.stages = nn.Sequential(*stages)
        self.width = before

    def forward(self, x: Tensor) -> Tensor:
        return self.stages(x)


class _Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm0, self.norm1 = nn.GroupNorm(1, channels), nn.GroupNorm(1, channels)
        self.conv0 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        y = F.relu(self.conv0(self.norm0(x)))
        return x + F.relu(self.conv1(self.norm1(y)))


class ImpalaStem(nn.Module):
    """VPT's three stacks: convolution, max-pool, norm, residual blocks; 128 -> 64 -> 32 -> 16.

    Layer for layer VPT's network, so its weights can be taken over (:mod:`craftagent.policy.goap.from_vpt`).
    """

    def __init__(self, config: StemConfig) -> None:
        super().__init__()
        self.stacks = nn.ModuleList()
        before = 3
        for i, (channels, blocks) in enumerate(zip(config.channels, config.blocks, strict=True)):
            stack = nn.ModuleDict({
                "norm": nn.GroupNorm(1, before) if i else nn.Identity(),
                "first": nn.Conv2d(before, channels, 3, padding=1, bias=i == 0),
                "after": nn.GroupNorm(1, channels),
                "blocks": nn.Sequential(*(_Residual(channels) for _ in range(blocks))),
            })  # fmt: skip
            self.stacks.append(stack)
            before = channels
        self.width = before

    def forward(self, x: Tensor) -> Tensor:
        for stack in self.stacks:
            x = F.relu(stack["first"](stack["norm"](x)))
            x = stack["blocks"](stack["after"](F.max_pool2d(x, 3, 2, 1)))
        return x


class Stem(nn.Module):
    """uint8 frames (N, H, W, 3) -> image tokens (N, G*G, width), row by row."""

    def __init__(self, config: StemConfig, width: int) -> None:
        super().__init__()
        self.grid = config.tokens
        self.net = DepthwiseStem(config) if config.kind == "depthwise" else ImpalaStem(config)
        self.project = nn.Linear(self.net.width, width)
        self.place = nn.Parameter(torch.randn(self.grid * self.grid, width) * 0.02)
        self.net.to(memory_format=torch.channels_last)

    def forward(self, frames: Tensor) -> Tensor:
        if frames.is_cuda and torch.is_autocast_enabled("cuda"):
            dtype = torch.get_autocast_dtype("cuda")
        elif torch.is_autocast_enabled("cpu"):
            dtype = torch.get_autocast_dtype("cpu")
        else:
            dtype = self.place.dtype
        # (N, H, W, 3) in memory is (N, 3, H, W) channels-last: no copy but for the change of type
        x = frames.permute(0, 3, 1, 2).to(dtype).mul_(1 / 255)
        x = self.net(x)
        if x.shape[-1] != self.grid:
            x = F.adaptive_avg_pool2d(x, self.grid)
        return self.project(x.permute(0, 2, 3, 1).flatten(1, 2)) + self.place
