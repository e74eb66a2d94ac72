"""``VPTPolicy``: frames in, keys and mouse out. ``VPTInverseDynamics``: windows of frames in, what was pressed out.

    frame (128, 128, 3) -> stacks -> dense -> hidsize --> blocks over time with memory -> latent -> buttons, camera, value

Every module has the name that the released state dicts give it, so their keys load as they are.

Legend: ``B`` streams, ``T`` ticks, ``H`` x ``W`` = 128 x 128, ``D`` hidsize.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.checkpoint import checkpoint

from craftagent.policy.vpt.config import VPTConfig
from craftagent.policy.vpt.encoder import ImageProcess, TemporalConv, check_frames, unit_range
from craftagent.policy.vpt.heads import (
    ActionDistribution,
    JointHead,
    KeyDistribution,
    KeyHead,
    ValueHead,
    to_minerl,
)
from craftagent.policy.vpt.layers import NormedLinear
from craftagent.policy.vpt.memory import Memory
from craftagent.policy.vpt.recurrent import Recurrent


class PolicyOutput(NamedTuple):
    """``action`` over (B, T), ``value`` float32 (B, T) in units of return, ``latent`` (B, T, D), ``state`` afterwards.

    A single step gives the same without T.
    """

    action: ActionDistribution
    value: Tensor
    latent: Tensor
    state: Memory


class Trunk(nn.Module):
    """All but the heads.

    ``piece`` frames at a time go through the convolutions (0: all at once), which bounds memory. With ``recompute``
    their activations are made again in the backward pass rather than kept: at 1x, one frame's take some 40 MB.
    """

    def __init__(self, config: VPTConfig) -> None:
        super().__init__()
        self.piece, self.recompute = 0, False
        self.side = config.image
        self.conv3d_layer = TemporalConv(config.temporal) if config.temporal else None
        self.img_process = ImageProcess(config)
        self.recurrent_layer = Recurrent(config)
        self.lastlayer = NormedLinear(config.hidsize, config.hidsize)
        self.final_ln = nn.LayerNorm(config.hidsize)

    def _image(self, frames: Tensor) -> Tensor:
        return self.img_process(unit_range(frames, self.img_process.linear.layer.weight))

    def _ticks(self, frames: Tensor) -> Tensor:
        assert self.conv3d_layer is not None
        x = unit_range(frames, self.img_process.linear.layer.weight)
        return self.img_process(self.conv3d_layer(x)).unflatten(0, (len(frames), -1))

    def _piece(self, net: Any, frames: Tensor) -> Tensor:
        if self.recompute and torch.is_grad_enabled():
            return checkpoint(net, frames, use_reentrant=False)
        return net(frames)

    def encode(self, frames: Tensor) -> Tensor:
        """uint8 (B, T, H, W, 3) -> (B, T, D)."""
        b, t = frames.shape[:2]
        if self.conv3d_layer is None:
            flat = frames.flatten(0, 1)
            parts = [self._piece(self._image, part) for part in flat.split(self.piece or len(flat))]
            return torch.cat(parts).unflatten(0, (b, t))
        padded = F.pad(frames, (0, 0, 0, 0, 0, 0, 2, 2))  # black beyond the window
        ticks = max(1, self.piece // b) if self.piece else t
        parts = [self._piece(self._ticks, padded[:, i : min(i + ticks, t) + 4]) for i in range(0, t, ticks)]
        return torch.cat(parts, 1)

    def finish(self, x: Tensor) -> Tensor:
        """From the blocks' output to the latent that the heads read."""
        return self.final_ln(self.lastlayer(F.relu(x)))


class VPTPolicy(nn.Module):
    """The policy network.

    Args:
        config: its sizes; see :func:`craftagent.policy.vpt.config.preset`.
    """

    def __init__(self, config: VPTConfig) -> None:
        super().__init__()
        if config.kind != "policy":
            raise ValueError("VPTPolicy wants a config of kind 'policy'; for 'idm' there is VPTInverseDynamics")
        self.config = config
        self.net = Trunk(config)
        self.value_head = ValueHead(config.hidsize)
        self.pi_head = JointHead(config.hidsize, config.temperature)

    @property
    def _weight(self) -> Tensor:
        return self.net.img_process.linear.layer.weight

    def half_for_play(self, dtype: torch.dtype = torch.bfloat16) -> VPTPolicy:
        """Turn trunk and action head into half precision for good, for playing only; the value head stays float32.

        A single step is bound by reading the weights, so halving them pays even where arithmetic in half does not;
        autocast would convert them anew at every step. States made before do not fit any more.
        """
        self.net.to(dtype)
        self.pi_head.to(dtype)
        return self.eval()

    def initial_state(self, batch: int = 1) -> Memory:
        """Memory of nothing for ``batch`` streams, on the model's device and in its trunk's type."""
        return self.net.recurrent_layer.initial_state(batch, self._weight.device, self._weight.dtype)

    def forward(self, frames: Tensor, state: Memory | None = None, first: Tensor | None = None) -> PolicyOutput:
        """A chunk of ticks.

        Args:
            frames: uint8 (B, T, H, W, 3) RGB.
            state: memory of the ticks before, which is left as it is; None is nothing. No gradient flows into it.
            first: bool (B, T), True where an episode begins: nothing before is seen from there on. None is nowhere.

        Raises ``ValueError`` for frames or a state of the wrong shape.
        """
        check_frames(frames, self.config.image, "B, T")
        state = self.initial_state(len(frames)) if state is None else state
        state.check(len(frames))
        x, after = self.net.recurrent_layer(self.net.encode(frames), state, first)
        latent = self.net.finish(x)
        return PolicyOutput(self.pi_head(latent), self.value_head(latent), latent, after)

    @torch.no_grad()
    def step(self, frames: Tensor, state: Memory, first: Tensor | None = None) -> PolicyOutput:
        """One tick, the same as :meth:`forward` with T = 1 but faster; writes into ``state`` and returns it.

        Args:
            frames: uint8 (B, H, W, 3) RGB.
            state: memory of the ticks before; clone it first if it is to be used again.
            first: bool (B,), True for streams whose episode begins with this tick; None is for none.
        """
        check_frames(frames, self.config.image, "B")
        state.check(len(frames))
        x = self.net.recurrent_layer.step(self.net.encode(frames[:, None])[:, 0], state, first)
        latent = self.net.finish(x)
        return PolicyOutput(self.pi_head(latent), self.value_head(latent), latent, state)

    @torch.no_grad()
    def act(
        self, pov: npt.NDArray[np.uint8], goal: Any, state: Memory, *, first: npt.ArrayLike | None = None,
        temperature: float = 1.0, deterministic: bool = False, generator: torch.Generator | None = None,
    ) -> tuple[Any, Memory]:  # fmt: skip
        """Play one tick.

        Args:
            pov: uint8 (H, W, 3) RGB of any size, or (B, H, W, 3); resized as VPT's frames were.
            goal: not looked at; this family is told none.
            state: from :meth:`initial_state` or the call before; written to.
            first: bool (B,), streams whose episode begins now.
            temperature: on top of the model's own.
            deterministic: the most probable action rather than a sample.
            generator: where samples come from; None is torch's own.

        Returns: a MineRL action, or a list of B of them for (B, H, W, 3), and the state.
        """
        pov = np.asarray(pov)
        many = pov.ndim == 4
        frames = torch.from_numpy(resized(pov if many else pov[None], self.config.image)).to(self._weight.device)
        begins = None if first is None else torch.as_tensor(first, dtype=torch.bool, device=frames.device).reshape(-1)
        out = self.step(frames, state, begins).action
        if deterministic:
            chosen = out.mode()
        else:
            chosen = (out if temperature == 1.0 else out.at_temperature(temperature)).sample(generator)
        actions = to_minerl(*chosen)
        return (actions if many else actions[0]), state


class VPTInverseDynamics(nn.Module):
    """The inverse dynamics network: which keys and camera motion lead on from each frame of a window.

    The released program leaves ``lastlayer`` out for this network, and its weights are known to work with that program
    only, so it is left out here; its tensors are kept for their names.

    Args:
        config: its sizes, of kind ``idm``.
    """

    def __init__(self, config: VPTConfig) -> None:
        super().__init__()
        if config.kind != "idm":
            raise ValueError("VPTInverseDynamics wants a config of kind 'idm'; for 'policy' there is VPTPolicy")
        self.config = config
        self.net = Trunk(config)
        self.net.lastlayer.requires_grad_(False)  # data-parallel training would wait for its gradient
        self.pi_head = KeyHead(config.hidsize, config.temperature)

    def forward(self, frames: Tensor) -> KeyDistribution:
        """uint8 (B, T, H, W, 3) RGB, T = 128 as published -> log-probabilities over (B, T)."""
        check_frames(frames, self.config.image, "B, T")
        x = self.net.recurrent_layer.everywhere(self.net.encode(frames))
        return self.pi_head(self.net.final_ln(F.relu(x)))


def build(config: VPTConfig) -> VPTPolicy | VPTInverseDynamics:
    """The network of either kind, with fresh weights."""
    return VPTPolicy(config) if config.kind == "policy" else VPTInverseDynamics(config)


def resized(pov: npt.NDArray[np.uint8], side: int) -> npt.NDArray[np.uint8]:
    """uint8 (B, H, W, 3) -> (B, side, side, 3), bilinear without regard to aspect, as VPT's frames were made."""
    if pov.dtype != np.uint8 or pov.ndim != 4 or pov.shape[-1] != 3 or 0 in pov.shape:
        raise ValueError(f"a pov must be uint8 (H, W, 3) or (B, H, W, 3), not {pov.dtype} {pov.shape}")
    if pov.shape[1:3] == (side, side):
        return np.ascontiguousarray(pov)
    return np.stack([cv2.resize(frame, (side, side), interpolation=cv2.INTER_LINEAR) for frame in pov])
