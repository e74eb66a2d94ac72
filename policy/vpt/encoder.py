"""From frames to one vector a frame: three residual convolutional stacks and two dense layers.

Legend: ``N`` frames, ``C`` channels, ``H`` x ``W`` pixels, ``D`` hidsize. Convolutions run channels-last: a frame's
(H, W, 3) bytes already lie that way, and CPUs and tensor cores are several times faster on it.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.checkpoint import checkpoint

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
        self.to(memory_format=torch.channels_last)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(self.cnn(x))


class TemporalConv(nn.Module):
    """Convolution over the 5 ticks t-2..t+2 of each pixel, with zeros beyond the window, then ReLU.

    The weight has Conv3d's shape (filters, 3, 5, 1, 1); it is computed as a 1x1 convolution over 5 frames' channels.
    """

    def __init__(self, filters: int) -> None:
        super().__init__()
        self.layer = nn.Conv3d(3, filters, (5, 1, 1), padding=(2, 0, 0))
        unit_fan_in(self.layer)

    def forward(self, frames: Tensor, start: int, stop: int) -> Tensor:
        """Ticks ``start``..``stop`` - 1 of (B, 3, T, H, W) -> (B * (stop - start), filters, H, W)."""
        padded = F.pad(frames[:, :, max(0, start - 2) : stop + 2], (0,) * 4 + (max(0, 2 - start), self._after(frames, stop)))
        ticks = stop - start
        near = torch.stack([padded[:, :, k : k + ticks] for k in range(5)], 2)  # (B, 3, 5, ticks, H, W)
        near = near.permute(0, 3, 4, 5, 1, 2).flatten(4).flatten(0, 1).permute(0, 3, 1, 2)  # channels-last, 15 of them
        weight = self.layer.weight.flatten(1)[:, :, None, None]
        return F.relu(F.conv2d(near, weight, self.layer.bias), inplace=True)

    @staticmethod
    def _after(frames: Tensor, stop: int) -> int:
        return max(0, stop + 2 - frames.shape[2])


def compute_dtype(like: Tensor) -> torch.dtype:
    """What a layer with the weight ``like`` computes in: autocast's type where autocast is on."""
    kind = like.device.type
    return torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else like.dtype


class FrameEncoder(nn.Module):
    """Shared part of both networks; ``piece`` frames at a time go through the convolutions (0: all at once).

    With ``recompute`` a piece's activations are made again in the backward pass instead of being kept: at 1x a frame's
    activations take some 40 MB.
    """

    def __init__(self) -> None:
        super().__init__()
        self.piece = 0
        self.recompute = False

    def run_pieces(self, net: nn.Module, x: Tensor) -> Tensor:
        """``net`` over the leading dimension of ``x`` in pieces."""
        parts = x.split(self.piece) if self.piece else (x,)
        if self.recompute and torch.is_grad_enabled():
            return torch.cat([checkpoint(net, part, use_reentrant=False) for part in parts])
        return torch.cat([net(part) for part in parts]) if len(parts) > 1 else net(x)


def check_frames(frames: Tensor, side: int, dims: int) -> None:
    """Raise ``ValueError`` unless ``frames`` is uint8 (..., side, side, 3) of ``dims`` dimensions."""
    lead = {4: "B, ", 5: "B, T, "}[dims]
    if frames.dtype != torch.uint8 or frames.dim() != dims or tuple(frames.shape[-3:]) != (side, side, 3):
        kind = str(frames.dtype).removeprefix("torch.")
        raise ValueError(f"frames must be uint8 ({lead}{side}, {side}, 3), not {kind} {tuple(frames.shape)}")
