"""What cloning minimises.

Legend: ``B`` streams, ``T`` ticks. All per-tick tensors are float32 (B, T).
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable
from typing import Any, Literal

import torch
import torch.distributed as dist
from torch import Tensor
from torch.nn import functional as F

from craftagent.actions import BUTTONS, N_BUTTONS, NULL_CAMERA, decode_buttons

Batch = dict[str, Tensor]


@dataclasses.dataclass(frozen=True)
class LossConfig:
    """Weights of the loss's parts and of ticks.

    Args:
        mask_camera: the camera counts only where it is moved; its button group says whether it is, so that the sum is
            still the exact likelihood of the played action.
        camera: weight of the camera's part.
        null: weight of ticks without any action.
        change: weight of ticks whose action differs from the one before; above 1 works against merely repeating it.
        onset: weight of ticks in the world at which attack or use is pressed and was not before: blows, shots, placings.
        hotbar: weight of ticks in the world at which a hotbar key is pressed: one in some hundred, and all depends on it.
        gui: weight of ticks with a screen open.
        rare: ticks are weighted by (share of their button combination)^-rare, at most ``rare_most``, with mean 1; 0 is off.
        rare_most: see ``rare``.
        progress: weight of the auxiliary loss: share of the goal's span that has passed (cross-entropy).
        label_smoothing: share of the target given to all choices alike; 0 is off. Costs all 8641 logits.
    """

    mask_camera: bool = True
    camera: float = 1.0
    null: float = 1.0
    change: float = 1.0
    onset: float = 1.0
    hotbar: float = 1.0
    gui: float = 1.0
    rare: float = 0.0
    rare_most: float = 20.0
    progress: float = 0.1
    label_smoothing: float = 0.0

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if not isinstance(value, bool) and not 0 <= value < float("inf"):
                raise ValueError(f"loss setting {field.name!r} must be 0 or more, not {value}")
        if self.label_smoothing >= 1:
            raise ValueError(f"loss setting 'label_smoothing' must be below 1, not {self.label_smoothing}")


@dataclasses.dataclass(frozen=True)
class TeacherConfig:
    """A frozen policy to stay close to.

    Args:
        path: of the teacher (a folder written by us); none: no teacher.
        weight: of the Kullback-Leibler divergence.
        decay: the weight is multiplied by it at every step.
        direction: ``forward``: KL(teacher || policy), covers what the teacher would do; ``reverse``: KL(policy ||
            teacher), as VPT's reinforcement learning has it.
    """

    path: str | None = None
    weight: float = 1.0
    decay: float = 1.0
    direction: Literal["forward", "reverse"] = "forward"


def camera_moves(device: torch.device | str = "cpu") -> Tensor:
    """bool (8641,): whether a joint button index says that the camera moves."""
    return torch.from_numpy(decode_buttons(range(N_BUTTONS))[1]).to(device)


@functools.cache
def presses(device: torch.device) -> Tensor:
    """bool (8641, 2): whether a joint button index presses attack, and use."""
    keys = decode_buttons(range(N_BUTTONS))[0]
    return torch.from_numpy(keys[:, [BUTTONS.index("attack"), BUTTONS.index("use")]].astype(bool)).to(device)


@functools.cache
def takes_in_hand(device: torch.device) -> Tensor:
    """bool (8641,): whether a joint button index presses a hotbar key."""
    keys = decode_buttons(range(N_BUTTONS))[0]
    named = [i for i, name in enumerate(BUTTONS) if name.startswith("hotbar.")]
    return torch.from_numpy(keys[:, named].astype(bool).any(-1)).to(device)


def tick_weights(config: LossConfig, batch: Batch, rarity: Tensor | None) -> Tensor:
    """Weight of every tick, 0 where the action is not to be learned: no data, or a wrong input to be recovered from.

    ``rarity`` float (8641,): weight of each button combination.
    """
    buttons, camera = batch["buttons"], batch["camera"]
    weight = batch["mask"].float()
    if config.null != 1:
        weight = torch.where((buttons == 0) & (camera == NULL_CAMERA), weight * config.null, weight)
    if config.change != 1:
        changed = (buttons != batch["previous_buttons"]) | (camera != batch["previous_camera"])
        weight = torch.where(changed, weight * config.change, weight)
    if config.onset != 1:
        pressed = presses(buttons.device)
        begun = (pressed[buttons] & ~pressed[batch["previous_buttons"]]).any(-1)
        weight = torch.where(begun & ~batch["gui"], weight * config.onset, weight)
    if config.hotbar != 1:
        weight = torch.where(takes_in_hand(buttons.device)[buttons] & ~batch["gui"], weight * config.hotbar, weight)
    if config.gui != 1:
        weight = torch.where(batch["gui"], weight * config.gui, weight)
    if rarity is not None:
        weight = weight * rarity[buttons]
    return weight


def rarity_weights(counts: Tensor, power: float, most: float) -> Tensor:
    """Counts (8641,) -> weights (8641,) whose mean over the counted ticks is 1, none above ``most`` before that."""
    share = counts.double() / counts.sum().clamp(min=1)
    weight = share.clamp(min=1e-9) ** -power
    weight = (weight / weight[counts > 0].min().clamp(min=1e-9) if (counts > 0).any() else weight).clamp(max=most)
    return (weight / (weight * share).sum().clamp(min=1e-9)).float()


def rarity_of(config: LossConfig, entries: Iterable[Any]) -> Tensor:
    """Weights (8641,) by how often the entries of a data module's library have each combination to be learned."""
    counts = torch.zeros(N_BUTTONS, dtype=torch.int64)
    for entry in entries:
        learned = entry.kept[entry.meant[entry.kept]]
        counts += torch.bincount(torch.from_numpy(entry.labels.buttons[learned].astype("int64")), minlength=N_BUTTONS)
    return rarity_weights(counts, config.rare, config.rare_most)


def of_all(total: Tensor, together: bool = True) -> Tensor:
    """Mean over processes of a sum of weights, or the sum itself where there is one process or not ``together``.

    Gradients are means over processes. A sum over ticks divided by this becomes the mean over everyone's ticks: those of a
    process with few to learn from do not count for more.
    """
    if not together or not dist.is_available() or not dist.is_initialized() or dist.get_world_size() == 1:
        return total
    shared = total.detach().clone()
    dist.all_reduce(shared)
    return shared / dist.get_world_size()


def cloning_loss(
    config: LossConfig, buttons: Tensor, camera: Tensor, passed: Tensor | None, batch: Batch, weight: Tensor,
    moves: Tensor, together: bool = False,
) -> tuple[Tensor, dict[str, Tensor]]:  # fmt: skip
    """The loss and its parts.

    Args:
        buttons, camera: log-probabilities of the played action.
        passed: logits of the share of the goal's span that has passed, or None.
        weight: of :func:`tick_weights`.
        moves: of :func:`camera_moves`.
        together: weigh by the ticks of all processes (each must then ask at the same time), see :func:`of_all`.

    Parts: ``nll``, ``nll_buttons``, ``nll_camera``: nats a tick, plain means over the ticks to be learned
    whatever the weights.
    """
    valid, meant = batch["valid"].float(), batch["mask"].float()
    there = meant.sum().clamp(min=1)
    if config.mask_camera:
        camera = torch.where(moves[batch["buttons"]], camera, 0.0)
    loss = -((buttons + config.camera * camera) * weight).sum() / of_all(weight.sum(), together).clamp(min=1e-6)
    parts = {
        "nll": -((buttons + camera) * meant).sum() / there,
        "nll_buttons": -(buttons * meant).sum() / there,
        "nll_camera": -(camera * meant).sum() / there,
    }
    if passed is not None and config.progress:
        told = valid * ((batch["verb"] > 0) | (batch["image_at"] > 0) if "image_at" in batch else batch["verb"] > 0)
        each = F.binary_cross_entropy_with_logits(passed, batch["progress"], reduction="none")
        parts["progress"] = (each * told).sum() / of_all(told.sum(), together).clamp(min=1)
        error = (passed.sigmoid() - batch["progress"]).abs()
        parts["progress_error"] = (error * told).sum().detach() / told.sum().clamp(min=1)
        loss = loss + config.progress * parts["progress"]
    return loss, parts


def smoothing_loss(logits: tuple[Tensor, Tensor], weight: Tensor) -> Tensor:
    """Mean negative log-probability of all choices, over the ticks of all processes: what label smoothing adds."""
    each = -logits[0].mean(-1) - logits[1].mean(-1)
    return (each * weight).sum() / of_all(weight.sum()).clamp(min=1e-6)


def divergence(ours: tuple[Tensor, Tensor], theirs: tuple[Tensor, Tensor], valid: Tensor, forward: bool) -> Tensor:
    """Mean KL over valid ticks, nats; both heads summed, the camera's weighted by how likely the camera moves.

    Log-probabilities (B, T, 8641) and (B, T, 121). The result is the divergence between distributions over actions.
    """
    moves = camera_moves(valid.device)
    p, q = (theirs, ours) if forward else (ours, theirs)
    buttons = (p[0].exp() * (p[0] - q[0])).sum(-1)
    moved = p[0].exp()[..., moves].sum(-1)
    camera = (p[1].exp() * (p[1] - q[1])).sum(-1)
    each = buttons + moved * camera
    mask = valid.float()
    return (each * mask).sum() / mask.sum().clamp(min=1)
