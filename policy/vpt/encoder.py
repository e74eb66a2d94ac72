"""From frames to one vector a frame: three residual convolutional stacks and two dense layers.

Legend: ``N`` frames, ``C`` channels, ``H`` x ``W`` pixels, ``D`` hidsize. Convolutions run channels-last: a frame's
(H, W, 3) bytes already lie that way, and CPUs and tensor cores are several times faster on it.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from craftagent.policy.vpt.config import VPTConfig
from craftagent.policy.vpt.layers import NormedConv, NormedLinear, unit_fan_in

RESIDUALS = 2  # residual blocks a stack


class ResidualBlock(nn.Module):
    """x + conv1(conv0(x))."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv0 = NormedConv(channels, channels)
        self.conv1 = NormedConv(channels, channels, scale=RESIDUALS**-0.5)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.conv1(self.conv0(x))


class Stack(nn.Module):
    """Convolution, max-pool to half the side, norm, two residual blocks: (N, C, H, W) -> (N, C', H/2, W/2)."""

    def __init__(self, inside: int, outside: int, norm: bool) -> None:
        super().__init__()
        self.firstconv = NormedConv(inside, outside, norm)
        self.n = nn.GroupNorm(1, outside)
        self.blocks = nn.ModuleList(ResidualBlock(outside) for _ in range(RESIDUALS))

    def forward(self, x: Tensor) -> Tensor:
        x = self.n(F.max_pool2d(self.firstconv(x), 3, 2, 1))
        for block in self.blocks:
            x = block(x)
        return x


class Stacks(nn.Module):
    """(N, C, H, W) in 0..1 -> (N, dense)."""

    def __init__(self, config: VPTConfig) -> None:
        super().__init__()
        inside = config.temporal or 3
        self.stacks = nn.ModuleList()
        for i, outside in enumerate(config.channels):
            self.stacks.append(Stack(inside, outside, norm=i > 0 or config.temporal > 0))
            inside = outside
        self.dense = NormedLinear(config.flat, config.dense, scale=1.4)

    def forward(self, x: Tensor) -> Tensor:
        for stack in self.stacks:
            x = stack(x)
        return self.dense(x.flatten(1))  # flattened as C, H, W whatever the memory's order


class ImageProcess(nn.Module):
    """(N, C, H, W) in 0..1 -> (N, D)."""

    def __init__(self, config: VPTConfig) -> None:
        super().__init__()
        self.cnn = Stacks(config)
        self.linear = NormedLinear(config.dense, config.hidsize)
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(self.cnn(x))


class TemporalConv(nn.Module):
    """Convolution over the 5 ticks t-2..t+2 of each pixel, with zeros beyond the window, then ReLU.

    The weight has Conv3d's shape (filters, 3, 5, 1, 1); it is computed as a 1x1 convolution over 5 frames' channels.
    """

    def __init__(self, filters: int) -> None:
        super().__init__()
        self.layer = nn.Conv3d(3, filters, (5, 1, 1))
        unit_fan_in(self.layer)

    def forward(self, x: Tensor) -> Tensor:
        """(B, t + 4, 3, H, W) -> (B * t, filters, H, W)."""
        ticks = x.shape[1] - 4
        near = torch.stack([x[:, k : k + ticks] for k in range(5)], -1)  # (B, t, 3, H, W, 5)
        near = near.permute(0, 1, 3, 4, 2, 5).flatten(4).flatten(0, 1)  # (B * t, H, W, 15)
        weight = self.layer.weight.flatten(1)[:, :, None, None]
        return F.relu(F.conv2d(near.permute(0, 3, 1, 2), weight, self.layer.bias), inplace=True)


def unit_range(frames: Tensor, like: Tensor) -> Tensor:
    """uint8 (..., H, W, 3) -> (..., 3, H, W) in 0..1, in the type that a layer with the weight ``like`` computes in.

    No memory moves but for the change of type: the result is channels-last.
    """
    kind = like.device.type
    dtype = torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else like.dtype
    return frames.movedim(-1, -3).to(dtype).div_(255)


def check_frames(frames: Tensor, side: int, lead: str) -> None:
    """Raise ``ValueError`` unless ``frames`` is uint8 (``lead``, side, side, 3); ``lead`` is as ``"B, T"``."""
    dims = lead.count(",") + 4
    if frames.dtype != torch.uint8 or frames.dim() != dims or tuple(frames.shape[-3:]) != (side, side, 3):
        kind = str(frames.dtype).removeprefix("torch.")
        raise ValueError(f"frames must be uint8 ({lead}, {side}, {side}, 3), not {kind} {tuple(frames.shape)}")
