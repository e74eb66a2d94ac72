"""Changes of a clip's look: one draw a clip, the same for all its frames. Actions stay as they are but in a mirror."""

from __future__ import annotations

import dataclasses

import torch
from torch import Tensor

from craftagent.actions import BUTTONS, N_BINS

_SWAPPED = {"left": "right", "right": "left", **{f"hotbar.{i}": f"hotbar.{10 - i}" for i in range(1, 10)}}
_OTHER_SIDE = tuple(BUTTONS.index(_SWAPPED.get(name, name)) for name in BUTTONS)  # each key's place in a mirror
_GREY = torch.tensor([0.299, 0.587, 0.114])


@dataclasses.dataclass(frozen=True)
class Augment:
    """Ranges; 0 switches a change off.

    Args:
        hue: turn of the colour circle, in shares of it: at most so much to either side.
        saturation: colourfulness is multiplied by 1 - this to 1 + this.
        brightness: the same for brightness.
        contrast: the same for contrast.
        shift: pixels, whole ones, up, down and sideways; the edge is repeated.
        mirror: share of the clips that are mirrored, actions too: left is right, and the chosen slot counts from the other
            end. Never clips with an open screen: the mirror image of a screen is never seen.
    """

    hue: float = 0.02
    saturation: float = 0.2
    brightness: float = 0.2
    contrast: float = 0.2
    shift: int = 0
    mirror: float = 0.0

    def __post_init__(self) -> None:
        for name, high in (("hue", 0.5), ("saturation", 1), ("brightness", 1), ("contrast", 1), ("shift", 32),
                           ("mirror", 1)):  # fmt: skip
            value = getattr(self, name)
            if not 0 <= value <= high:
                raise ValueError(f"augmentation setting {name!r} must be from 0 to {high}, not {value}")

    @property
    def colours(self) -> bool:
        return any((self.hue, self.saturation, self.brightness, self.contrast))


def mirrored(batch: dict[str, Tensor], share: float, generator: torch.Generator) -> dict[str, Tensor]:
    """A window batch (craftagent.datasets.modules.batch) in which about ``share`` of the clips are their mirror images."""
    if not share:
        return batch
    drawn = torch.rand(len(batch["pov"]), generator=generator) < share
    chosen = (drawn & ~batch["gui"].any(1).cpu()).nonzero()[:, 0].to(batch["pov"].device)
    if not len(chosen):
        return batch
    found = dict(batch)
    found["pov"] = batch["pov"].index_copy(0, chosen, batch["pov"][chosen].flip(3))
    found["keys"] = batch["keys"].index_copy(0, chosen, batch["keys"][chosen][..., list(_OTHER_SIDE)])
    turn = torch.tensor([1, -1], device=chosen.device)
    found["degrees"] = batch["degrees"].index_copy(0, chosen, batch["degrees"][chosen] * turn)
    bins = batch["bins"][chosen].clone()
    bins[..., 1] = N_BINS - 1 - bins[..., 1]
    found["bins"] = batch["bins"].index_copy(0, chosen, bins)
    return found


def augment(pov: Tensor, settings: Augment, generator: torch.Generator) -> Tensor:
    """uint8 (B, T, H, W, 3) -> the same shape; uint8, or bfloat16 in 0..255 if colours change (exact for 0..255).

    ``generator`` must be a CPU one; the same state gives the same clips on every device.
    """
    if settings.shift:
        pov = _shifted(pov, settings.shift, generator)
    if not settings.colours:
        return pov
    matrices, offsets = zip(*(_colours(settings, generator) for _ in range(len(pov))), strict=True)
    out = torch.empty(pov.shape, dtype=torch.bfloat16, device=pov.device)
    for clip, matrix, offset, to in zip(pov, matrices, offsets, out, strict=True):
        flat = torch.addmm(offset.to(pov.device), clip.reshape(-1, 3).float(), matrix.to(pov.device).T)
        to.copy_(flat.clamp_(0, 255).view(clip.shape))
    return out


def _shifted(pov: Tensor, most: int, generator: torch.Generator) -> Tensor:
    height, width = pov.shape[2:4]
    moved = torch.randint(-most, most + 1, (len(pov), 2), generator=generator)
    out = torch.empty_like(pov)
    for i, (dy, dx) in enumerate(moved.tolist()):
        rows = (torch.arange(height, device=pov.device) + dy).clamp(0, height - 1)
        columns = (torch.arange(width, device=pov.device) + dx).clamp(0, width - 1)
        out[i] = pov[i].index_select(1, rows).index_select(2, columns)
    return out


def _colours(settings: Augment, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """(matrix (3, 3), offset (3,)): colour -> matrix @ colour + offset."""
    hue, saturation, brightness, contrast = (2 * torch.rand(4, generator=generator) - 1).tolist()
    grey = _GREY.repeat(3, 1)
    turn = _about_grey(hue * settings.hue * 2 * torch.pi)
    saturated = torch.lerp(grey, torch.eye(3), 1 + saturation * settings.saturation)
    scale = (1 + brightness * settings.brightness) * (1 + contrast * settings.contrast)
    # contrast turns about the middle grey, after brightness
    offset = torch.full((3,), 127.5 * (1 - (1 + contrast * settings.contrast)))
    return saturated @ turn * scale, offset


def _about_grey(angle: float) -> Tensor:
    """Rotation of colours about the grey axis."""
    cos, sin = torch.cos(torch.tensor(angle)), torch.sin(torch.tensor(angle))
    axis = torch.full((3,), 3**-0.5)
    x, y, z = axis.tolist()
    cross = torch.tensor([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return cos * torch.eye(3) + sin * cross + (1 - cos) * torch.outer(axis, axis)
