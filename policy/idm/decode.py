"""From logits to actions, with how sure the model is.

N ticks, K = 20 buttons in the order of craftagent.actions.BUTTONS
"""

from __future__ import annotations

import dataclasses

import torch
from torch import Tensor

from craftagent.actions import BUTTONS, N_BINS
from craftagent.policy.idm.loss import CENTRES
from craftagent.policy.idm.model import Logits

_STILL = 0.03  # degrees: a fifth of a mouse pixel; the mean of bins is never quite nought


@dataclasses.dataclass(frozen=True)
class Guess:
    """What the model says of N ticks.

    Attributes:
        keys: bool (N, 20).
        pressed: (N, 20), the probability that each is.
        degrees: (N, 2) = (pitch, yaw), the mean of the bins' angles; exactly 0 under 0.03.
        bins: (N, 2), the likeliest bins.
        gui: bool (N,), a screen is open.
        key_confidence: (N,), the probability that all keys are as said, taking them as independent.
        camera_confidence: (N,), the share of both axes' bins that lies next to the angle said.
    """

    keys: Tensor
    pressed: Tensor
    degrees: Tensor
    bins: Tensor
    gui: Tensor
    key_confidence: Tensor
    camera_confidence: Tensor

    @property
    def confidence(self) -> Tensor:
        """(N,), 0..1: keys and camera together."""
        return self.key_confidence * self.camera_confidence

    def cpu(self) -> Guess:
        return Guess(*(getattr(self, field.name).cpu() for field in dataclasses.fields(self)))

    def __getitem__(self, chosen: slice | Tensor) -> Guess:
        return Guess(*(getattr(self, field.name)[chosen] for field in dataclasses.fields(self)))


def decode(logits: Logits, thresholds: Tensor | None = None) -> Guess:
    """Logits (..., ) -> a guess of all their ticks in one row. ``thresholds`` (20,): probabilities, 0.5 if not given.

    Keys that no hand holds together are set apart as VPT's code does: forward and back, left and right cancel (the
    likelier one stays), and of several hotbar keys the likeliest stays.
    """
    pressed = logits.keys.flatten(0, -3).softmax(-1)[..., 1]
    bins = logits.camera.flatten(0, -3).softmax(-1)
    limit = torch.full((len(BUTTONS),), 0.5) if thresholds is None else thresholds
    limit = limit.to(pressed)
    keys = pressed >= limit
    score = pressed / limit
    for group in _EXCLUSIVE:
        best = torch.zeros_like(keys[:, group]).scatter_(1, score[:, group].argmax(1, keepdim=True), True)
        keys[:, group] &= best
    centres = torch.tensor(CENTRES, device=bins.device)
    degrees = (bins * centres).sum(-1)
    degrees = torch.where(degrees.abs() < _STILL, torch.zeros_like(degrees), degrees)
    near = (bins * _near(degrees, centres)).sum(-1)
    sure = torch.where(keys, pressed, 1 - pressed).clamp(min=1e-9)
    gui = logits.gui.flatten(0, -2).argmax(-1).bool()
    return Guess(keys, pressed, degrees, bins.argmax(-1), gui, sure.log().sum(-1).exp(), near.prod(-1).clamp(0, 1))


def _near(degrees: Tensor, centres: Tensor) -> Tensor:
    """bool (N, 2, 11): the bin nearest to an angle and its neighbours."""
    nearest = (degrees[..., None] - centres).abs().argmin(-1, keepdim=True)
    return (torch.arange(N_BINS, device=degrees.device) - nearest).abs() <= 1


_EXCLUSIVE = tuple(
    torch.tensor([BUTTONS.index(name) for name in group])
    for group in (("forward", "back"), ("left", "right"), tuple(f"hotbar.{i}" for i in range(1, 10)))
)
