"""Playing a checkpoint: the state, the first tick and the randomness of an episode kept in one place."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from craftagent.policy.vpt import checkpoint
from craftagent.policy.vpt.heads import to_minerl
from craftagent.policy.vpt.model import VPTPolicy, resized
from craftagent.types import Action


class VPTPlayer:
    """Plays ``batch`` streams with one network. VPT is told no goal: what it is given is not looked at.

    Args:
        net: the policy, on its device.
        temperature: of buttons and camera, on top of the model's own; 0 takes the most probable combination.
        batch: streams.
        seed: of the choices, unless :meth:`reset` or :meth:`begin` names one; stream i draws from ``seed + i``.
        camera_temperature: of the camera, if it is to have another.
    """

    def __init__(
        self, net: VPTPolicy, temperature: float = 1.0, batch: int = 1, seed: int = 0,
        camera_temperature: float | None = None,
    ) -> None:  # fmt: skip
        camera = temperature if camera_temperature is None else camera_temperature
        for name, value in (("temperature", temperature), ("camera_temperature", camera)):
            if not 0 <= value < float("inf"):
                raise ValueError(f"play setting {name!r} must be 0 or more, not {value}")
        self.net, self.temperature, self.camera_temperature = net.eval(), temperature, camera
        self.batch, self.seed = batch, seed
        self.reset()

    @classmethod
    def load(
        cls,
        folder: str | Path,
        device: str = "cpu",
        precision: Literal["float32", "bfloat16"] = "float32",
        **other: Any,
    ) -> VPTPlayer:
        """From a checkpoint of ours. ``bfloat16`` is nearly twice as fast; ``other`` goes to the constructor."""
        net = checkpoint.load(folder)
        if not isinstance(net, VPTPolicy):
            raise ValueError(f"{folder}: holds an inverse dynamics model, which cannot play")
        net.to(device)
        return cls(net.half_for_play() if precision == "bfloat16" else net, **other)

    def reset(self, goal: Any = None, text: str | None = None, seed: int | None = None) -> None:
        """Forget everything and begin an episode in every stream."""
        self._state = self.net.initial_state(self.batch)
        self._first = np.ones(self.batch, bool)
        start = self.seed if seed is None else seed
        self._random = [self._generator(start + i) for i in range(self.batch)]

    def _generator(self, seed: int) -> torch.Generator:
        return torch.Generator(self._state.valid.device).manual_seed(seed)

    def forget(self, stream: int) -> None:
        """Begin an episode in one stream."""
        self._first[stream] = True

    def begin(self, stream: int, goal: Any = None, text: str | None = None, seed: int = 0) -> None:
        """Begin an episode in one stream: its own chances, nothing of what was before."""
        self.forget(stream)
        self._random[stream] = self._generator(seed)

    def act(self, frame: npt.NDArray[np.uint8]) -> Action:
        """uint8 (H, W, 3) RGB -> a MineRL action; for ``batch`` 1."""
        return self.act_many(frame[None])[0]

    def act_many(self, frames: npt.NDArray[np.uint8]) -> list[Action]:
        """uint8 (batch, H, W, 3) RGB -> an action for each stream, which draws from chances of its own."""
        device = self._state.valid.device
        seen = torch.from_numpy(resized(frames, self.net.config.image)).to(device)
        out = self.net.step(seen, self._state, torch.from_numpy(self._first).to(device)).action
        self._first[:] = False
        chosen = [
            self._choose(logp, temperature)
            for logp, temperature in ((out.buttons, self.temperature), (out.camera, self.camera_temperature))
        ]
        return [*to_minerl(*chosen)]

    def _choose(self, logp: Tensor, temperature: float) -> Tensor:
        if temperature == 0:
            return logp.argmax(-1)
        # by exponential waiting times, as ActionDistribution.sample
        waiting = [torch.empty_like(row).exponential_(generator=g) for row, g in zip(logp, self._random, strict=True)]
        return (logp / temperature - torch.stack(waiting).log()).argmax(-1)
