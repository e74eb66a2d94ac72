"""How the picture moves from one frame to the next: whole regions when the camera turns, one small thing in a screen.

A convolution would have to learn a detector for every shift; a correlation has them all from the start.

    N frames, 32 x 32 positions of 4 x 4 pixels, E channels of a patch, R = 16 regions of 8 x 8 positions
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from craftagent.policy.idm.config import FRAME, PATCH

_SIDE = FRAME // PATCH
_REGION = 8  # positions a side
_REACH = 5  # positions: 20 pixels; 10 degrees, the most VPT's camera can say, are 12 to 18
_AROUND = _REGION + 2 * _REACH
_SHIFTS = 2 * _REACH + 1
_REGIONS = 16
_FLAT = 4  # positions a side over whose mean texture rises
_AT_ONCE = 8  # frames


class Marks(NamedTuple):
    """What is compared between frames.

    Attributes:
        texture: (N, C, 32, 32), length about 1 where there is any, 0 where there is none.
        points: (N, P, 2), places (x, y) in -1..1 of things that the model learnt to look for, as the pointer of a screen.
    """

    texture: Tensor
    points: Tensor

    def __getitem__(self, chosen: Tensor) -> Marks:  # type: ignore[override]
        return Marks(self.texture[chosen], self.points[chosen])


class Motion(nn.Module):
    """Embedded patches -> :class:`Marks` of each frame -> what moved between two of them.

    What is compared is learnt and sees more than its own patch: a far-off meadow flickers from frame to frame, and only
    larger things keep their looks. Of each region's likeness by shift, the mean shift under a softmax is told as well.
    """

    places: Tensor
    shifts: Tensor

    def __init__(self, embed: int, channels: int = 16, points: int = 2, each: int = 32) -> None:
        super().__init__()
        self.trunk = nn.Conv2d(embed, embed, 3, padding=1)
        self.texture = nn.Linear(embed, channels)
        self.heat = nn.Linear(embed, points * PATCH * PATCH)  # a value a pixel and point
        self.read = nn.Linear(_SHIFTS * _SHIFTS, each)
        self.sharp = nn.Parameter(torch.tensor(20.0).log())
        self.points, self.width = points, _REGIONS * (each + 3) + 4 * points
        side = torch.linspace(-1, 1, FRAME)
        y, x = torch.meshgrid(side, side, indexing="ij")
        # in the order of the heat's values: the patch, then row and column within it
        places = torch.stack((x, y), -1).view(_SIDE, PATCH, _SIDE, PATCH, 2).permute(0, 2, 1, 3, 4)
        self.register_buffer("places", places.reshape(-1, 2), False)
        line = torch.arange(-_REACH, _REACH + 1) / _REACH
        self.register_buffer("shifts", torch.cartesian_prod(line, line), False)  # (121, 2): down, across

    def look(self, patches: Tensor) -> Marks:
        """Embedded patches (N, 32, 32, E) -> marks."""
        around = F.relu(self.trunk(F.relu(patches).permute(0, 3, 1, 2))).permute(0, 2, 3, 1)
        texture = self.texture(around).permute(0, 3, 1, 2)
        blocks = texture.unflatten(3, (-1, _FLAT)).unflatten(2, (-1, _FLAT))
        texture = (blocks - blocks.mean((3, 5), keepdim=True)).flatten(4).flatten(2, 3)
        texture = texture / (texture.square().sum(1, keepdim=True) + 0.05).sqrt()
        heat = self.heat(around).unflatten(-1, (self.points, -1))
        heat = heat.permute(0, 3, 1, 2, 4).flatten(2).float().softmax(-1)
        with torch.autocast(heat.device.type, enabled=False):  # places to a hundredth of a pixel
            return Marks(texture, heat @ self.places)

    def forward(self, now: Marks, after: Marks) -> Tensor:
        """-> (N, width)."""
        alike = correlate(now.texture, after.texture)
        shape = F.relu(self.read(alike * 8)).flatten(1)
        with torch.autocast(alike.device.type, enabled=False):
            share = (alike.float() * self.sharp.exp()).softmax(-1)
            mean = torch.cat((share @ self.shifts, share.amax(-1, keepdim=True)), -1) * 4
        points = torch.cat((now.points, (after.points - now.points) * 16), -1)
        return torch.cat((shape, mean.flatten(1), points.flatten(1)), -1)


def correlate(now: Tensor, after: Tensor) -> Tensor:
    """Textures (N, C, 32, 32) -> (N, 16 regions, 121): how alike ``after`` is, moved by -5..5 positions down and across.

    Index 11 * (5 + dy) + 5 + dx is what was at (y, x) against what is at (y + dy, x + dx), averaged over the region.
    """
    # some frames at a time: what lies between is 100 times the result, and should not leave the cache
    parts = zip(now.split(_AT_ONCE), after.split(_AT_ONCE), strict=True)
    return torch.cat([_correlate(here, there) for here, there in parts])


def _correlate(now: Tensor, after: Tensor) -> Tensor:
    n, c = now.shape[:2]
    here = now.unfold(2, _REGION, _REGION).unfold(3, _REGION, _REGION)  # N C 4 4 8 8
    here = here.permute(0, 2, 3, 4, 5, 1).reshape(n * _REGIONS, _REGION * _REGION, c)
    there = F.pad(after, (_REACH,) * 4).unfold(2, _AROUND, _REGION).unfold(3, _AROUND, _REGION)
    there = there.permute(0, 2, 3, 1, 4, 5).reshape(n * _REGIONS, c, _AROUND * _AROUND)
    product = (here @ there).contiguous()  # N R, then y x Y X of 8 8 18 18
    # Y = y + dy and X = x + dx: steps along y and x move along Y and X as well, so that no diagonal is copied out
    wide = _AROUND * _AROUND
    down = product.as_strided(
        (n * _REGIONS, _REGION, _REGION, _SHIFTS, _AROUND),
        (_REGION * _REGION * wide, _REGION * wide + _AROUND, wide, _AROUND, 1),
    ).sum(1)  # x dy X
    row = _SHIFTS * _AROUND
    both = down.as_strided((n * _REGIONS, _REGION, _SHIFTS, _SHIFTS), (_REGION * row, row + 1, _AROUND, 1)).sum(
        1
    )  # dy dx
    return both.view(n, _REGIONS, _SHIFTS * _SHIFTS) / _REGION**2
