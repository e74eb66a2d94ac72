"""Action and value heads.

Legend: ``N`` any leading shape, ``D`` hidsize.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from craftagent.actions import BUTTONS, N_BINS, N_BUTTONS, N_CAMERA, decode
from craftagent.policy.vpt.layers import unit_fan_in


class ActionDistribution(NamedTuple):
    """VPT's two categoricals: normalised log-probabilities, float32 ``buttons`` (N, 8641) and ``camera`` (N, 121).

    Log-probability, entropy and divergence are sums over the two, (N,), in nats.
    """

    buttons: Tensor
    camera: Tensor

    def sample(self, generator: torch.Generator | None = None) -> tuple[Tensor, Tensor]:
        """int64 (N,) each, drawn with the Gumbel-max trick."""
        return _draw(self.buttons, generator), _draw(self.camera, generator)

    def mode(self) -> tuple[Tensor, Tensor]:
        """int64 (N,) each, the most probable."""
        return self.buttons.argmax(-1), self.camera.argmax(-1)

    def log_prob(self, buttons: Tensor, camera: Tensor) -> Tensor:
        """Of actions given as int64 (N,) each."""
        chosen = (self.buttons.gather(-1, buttons[..., None]), self.camera.gather(-1, camera[..., None]))
        return (chosen[0] + chosen[1])[..., 0]

    def entropy(self) -> Tensor:
        return -(_expected(self.buttons, self.buttons) + _expected(self.camera, self.camera))

    def kl(self, other: ActionDistribution) -> Tensor:
        """Divergence KL(self || other)."""
        apart = (self.buttons - other.buttons, self.camera - other.camera)
        return _expected(self.buttons, apart[0]) + _expected(self.camera, apart[1])

    def at_temperature(self, temperature: float) -> ActionDistribution:
        """Sharpened (below 1) or flattened (above 1), on top of the model's own temperature."""
        if not temperature > 0:
            raise ValueError(f"a temperature must be above 0, not {temperature}; ask for the mode instead of 0")
        return ActionDistribution(*((logp / temperature).log_softmax(-1) for logp in self))


def _expected(logp: Tensor, of: Tensor) -> Tensor:
    return (logp.exp() * of).sum(-1)


def _draw(logp: Tensor, generator: torch.Generator | None) -> Tensor:
    waiting = torch.empty_like(logp).exponential_(generator=generator)  # -log of it is Gumbel noise
    return (logp - waiting.log()).argmax(-1)


def to_minerl(buttons: Tensor, camera: Tensor) -> list[dict[str, Any]]:
    """Joint indices int64 (B,) each -> one MineRL action a stream."""
    return [decode(b, c) for b, c in zip(buttons.tolist(), camera.tolist(), strict=True)]


class KeyDistribution(NamedTuple):
    """The IDM's: log-probabilities ``keys`` (N, 20, 2), off then on in the order of ``craftagent.actions.BUTTONS``, and
    ``camera`` (N, 2, 11), pitch then yaw."""

    keys: Tensor
    camera: Tensor

    def log_prob(self, keys: Tensor, bins: Tensor) -> Tensor:
        """Of keys 0/1 (N, 20) and camera bins 0..10 (N, 2): their sum, (N,)."""
        pressed = self.keys.gather(-1, keys.long()[..., None])[..., 0]
        moved = self.camera.gather(-1, bins.long()[..., None])[..., 0]
        return pressed.sum(-1) + moved.sum(-1)

    def mode(self) -> tuple[Tensor, Tensor]:
        """Keys int64 0/1 (N, 20) and bins int64 0..10 (N, 2): how the IDM is read."""
        return self.keys.argmax(-1), self.camera.argmax(-1)


class _Categorical(nn.Module):
    """A linear layer to the logits of ``groups`` categoricals of ``size`` choices."""

    def __init__(self, width: int, groups: tuple[int, ...], size: int) -> None:
        super().__init__()
        self.shape = (*groups, size)
        self.linear_layer = nn.Linear(width, torch.Size(self.shape).numel())
        unit_fan_in(self.linear_layer, 0.01)  # a policy that begins near uniform

    def forward(self, x: Tensor, temperature: float) -> Tensor:
        logits = self.linear_layer(x.to(self.linear_layer.weight.dtype)).float() / temperature
        return logits.unflatten(-1, self.shape).log_softmax(-1)


class JointHead(nn.Module):
    """Joint buttons and camera from latents (N, D)."""

    def __init__(self, width: int, temperature: float) -> None:
        super().__init__()
        self.temperature = temperature
        self.buttons = _Categorical(width, (), N_BUTTONS)
        self.camera = _Categorical(width, (), N_CAMERA)

    def forward(self, x: Tensor) -> ActionDistribution:
        return ActionDistribution(self.buttons(x, self.temperature), self.camera(x, self.temperature))


class KeyHead(nn.Module):
    """Each key and each camera axis apart, from latents (N, D)."""

    def __init__(self, width: int, temperature: float) -> None:
        super().__init__()
        self.temperature = temperature
        self.buttons = _Categorical(width, (len(BUTTONS),), 2)
        self.camera = _Categorical(width, (2,), N_BINS)

    def forward(self, x: Tensor) -> KeyDistribution:
        return KeyDistribution(self.buttons(x, self.temperature), self.camera(x, self.temperature))


class ReturnNormalizer(nn.Module):
    """Running mean and variance of returns: exponentially weighted, debiased, the variance never below a floor."""

    running_mean: Tensor
    running_mean_sq: Tensor
    debiasing_term: Tensor

    def __init__(self, beta: float = 0.99999, epsilon: float = 1e-5, floor: float = 0.01) -> None:
        super().__init__()
        self.beta, self.epsilon, self.floor = beta, epsilon, floor
        self.register_buffer("running_mean", torch.zeros(1))
        self.register_buffer("running_mean_sq", torch.zeros(1))
        self.register_buffer("debiasing_term", torch.zeros(()))

    def statistics(self) -> tuple[Tensor, Tensor]:
        """Mean and standard deviation, (1,) each; 0 and 0.1 before the first update."""
        weight = self.debiasing_term.clamp_min(self.epsilon)
        mean = self.running_mean / weight
        return mean, (self.running_mean_sq / weight - mean**2).clamp_min(self.floor).sqrt()

    @torch.no_grad()
    def update(self, returns: Tensor) -> None:
        """Count in returns of any shape."""
        returns = returns.float()
        for running, value in (
            (self.running_mean, returns.mean()),
            (self.running_mean_sq, returns.square().mean()),
            (self.debiasing_term, 1.0),
        ):
            running.mul_(self.beta).add_((1 - self.beta) * value)

    def normalize(self, returns: Tensor) -> Tensor:
        mean, deviation = self.statistics()
        return (returns.float() - mean) / deviation

    def denormalize(self, values: Tensor) -> Tensor:
        mean, deviation = self.statistics()
        return values.float() * deviation + mean


class ValueHead(nn.Module):
    """Expected return from latents (N, D). The linear layer lives in the normaliser's space."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.linear = nn.Linear(width, 1)
        unit_fan_in(self.linear, 0.01)
        self.normalizer = ReturnNormalizer()

    def normalized(self, x: Tensor) -> Tensor:
        """(N, D) -> (N,), in the normaliser's space."""
        return self.linear(x.to(self.linear.weight.dtype)).float()[..., 0]

    def forward(self, x: Tensor) -> Tensor:
        """(N, D) -> (N,), in units of return."""
        return self.normalizer.denormalize(self.normalized(x))

    def loss(self, x: Tensor, returns: Tensor, update: bool = True) -> Tensor:
        """Squared error (N,) in the normaliser's space to returns (N,), which are counted in first."""
        if update:
            self.normalizer.update(returns)
        return F.mse_loss(self.normalized(x), self.normalizer.normalize(returns), reduction="none")
