"""Places of things in the picture, to a fraction of a pixel.

A pooled map knows that a slot or a trunk is there, not to the pixel where. Each point is a map of how much every place
looks like what the point stands for; softmax and mean over it give coordinates (the spatial softmax of Levine et al.
2016, "End-to-end training of deep visuomotor policies"). Fixed points learn what always matters (the pointer of a
screen, the chosen slot), sought ones are led by the goal.

Legend: ``N`` frames, ``C`` channels, ``P`` points, ``h`` side of a map, ``G`` width of a goal.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

FINE = 2  # places a side that each position of the finest map is cut into
OCTAVES = (
    5  # waves a coordinate is told by: a linear layer in bfloat16 could not tell neighbouring pixels apart otherwise
)
EACH = 2 * (1 + 2 * OCTAVES) + 1  # numbers that say a point: two coordinates with their waves, and how sure it is


def _places(side: int) -> Tensor:
    """(side * side, 2): x and y in -1..1, row by row."""
    line = torch.linspace(-1, 1, side)
    y, x = torch.meshgrid(line, line, indexing="ij")
    return torch.stack([x, y], -1).flatten(0, 1)


def told(heat: Tensor, places: Tensor) -> Tensor:
    """Heats (N, P, L) over L places (L, 2) -> (N, P, EACH)."""
    with torch.autocast(heat.device.type, enabled=False):
        share = heat.float().softmax(-1)
        at = share @ places
        waves = at[..., None] * (math.pi / 2 * 2.0 ** torch.arange(OCTAVES, device=at.device))
        sure = share.detach().amax(-1, keepdim=True).log() / 8
        return torch.cat([at, waves.sin().flatten(-2), waves.cos().flatten(-2), sure], -1)


class FixedPoints(nn.Module):
    """A map (N, C, h, h) -> (N, P, EACH), to half a position."""

    places: Tensor

    def __init__(self, channels: int, points: int, side: int) -> None:
        super().__init__()
        self.heat = nn.Linear(channels, points * FINE * FINE)
        fine = _places(side * FINE).view(side, FINE, side, FINE, 2).transpose(1, 2)
        self.register_buffer("places", fine.reshape(-1, 2), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        heat = self.heat(x.permute(0, 2, 3, 1)).unflatten(-1, (-1, FINE * FINE))  # N h h P 4
        return told(heat.permute(0, 3, 1, 2, 4).flatten(2), self.places)


class SoughtPoints(nn.Module):
    """A map (N, C, h, h) and goals (N, G) -> (N, P, EACH): where what the goal asks for seems to be."""

    places: Tensor

    def __init__(self, channels: int, points: int, side: int, goal: int) -> None:
        super().__init__()
        self.query = nn.Linear(goal, points * channels)
        self.register_buffer("places", _places(side), persistent=False)

    def forward(self, x: Tensor, goal: Tensor) -> Tensor:
        n, c = x.shape[:2]
        query = self.query(goal).view(n, -1, c).to(x.dtype)
        return told(query @ x.flatten(2), self.places)
