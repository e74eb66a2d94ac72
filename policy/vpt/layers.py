"""VPT's building brick: norm, then a linear layer or convolution, then ReLU. Names are those of the released keys."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F


def unit_fan_in(layer: nn.Linear | nn.Conv2d | nn.Conv3d, scale: float = 1.0) -> None:
    """Rescale each output's weights to length ``scale`` and zero the bias: VPT's initialisation."""
    weight = layer.weight.data
    lengths = weight.flatten(1).norm(dim=1).clamp_min(1e-12)
    weight.mul_((scale / lengths).view(-1, *(1,) * (weight.dim() - 1)))
    if layer.bias is not None:
        layer.bias.data.zero_()


class NormedLinear(nn.Module):
    """relu(linear(layer_norm(x))), no bias: (..., inside) -> (..., outside)."""

    def __init__(self, inside: int, outside: int, scale: float = 1.0) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(inside)
        self.layer = nn.Linear(inside, outside, bias=False)
        unit_fan_in(self.layer, scale)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.layer(self.norm(x)), inplace=True)


class NormedConv(nn.Module):
    """relu(conv3x3(group_norm(x))): (N, inside, H, W) -> (N, outside, H, W). Without the norm it has a bias instead."""

    def __init__(self, inside: int, outside: int, norm: bool = True, scale: float = 1.0) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(1, inside) if norm else None
        self.layer = nn.Conv2d(inside, outside, 3, padding=1, bias=not norm)
        unit_fan_in(self.layer, scale)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.layer(x if self.norm is None else self.norm(x)), inplace=True)
