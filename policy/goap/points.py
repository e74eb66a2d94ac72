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
    """(3, side * side): one, and x and y in -1..1, row by row."""
    line = torch.linspace(-1, 1, side)
    y, x = torch.meshgrid(line, line, indexing="ij")
    return torch.stack([torch.ones_like(x), x, y]).flatten(1)


def _sums(heat: Tensor, places: Tensor, most: Tensor) -> Tensor:
    """Heats (N, L, M), places (3, L) and the greatest heat (N, M) -> (N, 3, M): e^(heat - most) summed over the places,
    plain and times x and y.

    Products with the places leave the heats where the linear layer put them; a softmax would first have to bring a point's
    heats together, which takes longer than all the rest.
    """
    return places @ (heat - most[:, None]).exp()


def _told(sums: Tensor) -> Tensor:
    """(N, 3, P) -> (N, P, EACH)."""
    total = sums[:, 0, :, None]
    at = sums[:, 1:].transpose(1, 2) / total
    waves = at[..., None] * (math.pi / 2 * 2.0 ** torch.arange(OCTAVES, device=at.device))
    sure = -total.detach().log() / 8  # the greatest share is 1 of the total
    return torch.cat([at, waves.sin().flatten(-2), waves.cos().flatten(-2), sure], -1)


class FixedPoints(nn.Module):
    """A map (N, C, h, h) -> (N, P, EACH), to half a position."""

    places: Tensor
    within: Tensor

    def __init__(self, channels: int, points: int, side: int) -> None:
        super().__init__()
        self.heat = nn.Linear(channels, points * FINE * FINE)
        fine = _places(side * FINE).view(3, side, FINE, side, FINE)
        corner = fine[:, :, 0, :, 0].flatten(1)
        within = (fine[:, 0, :, 0] - fine[:, 0, :1, 0, :1]).flatten(
            1
        )  # (3, FINE^2), from the corner; 0 for the plain sum
        self.register_buffer("places", corner, persistent=False)
        self.register_buffer("within", within, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        heat = self.heat(x.permute(0, 2, 3, 1)).flatten(1, 2)  # (N, h * h, P * FINE^2)
        with torch.autocast(heat.device.type, enabled=False):
            parts = FINE * FINE
            most = heat.detach().float().amax(1).unflatten(-1, (-1, parts)).amax(-1)
            sums = _sums(heat, self.places, most.repeat_interleave(parts, -1)).unflatten(-1, (-1, parts))
            return _told(sums.sum(-1) + (sums[:, :1] * self.within[:, None]).sum(-1))


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
        heat = x.permute(0, 2, 3, 1).flatten(1, 2) @ query.transpose(1, 2)  # (N, h * h, P)
        with torch.autocast(heat.device.type, enabled=False):
            return _told(_sums(heat, self.places, heat.detach().float().amax(1)))
