"""Playing a checkpoint: the state, the first tick and the randomness of an episode kept in one place."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import torch

from craftagent.policy.vpt import checkpoint
from craftagent.policy.vpt.model import VPTPolicy


class VPTPlayer:
    """Plays ``batch`` streams with one network. VPT is told no goal: what it is given is not looked at.

    Args:
        net: the policy, on its device.
        temperature: on top of the model's own; 0 takes the most probable action.
        batch: streams.
        seed: of the choices, unless :meth:`reset` names one.
    """

    def __init__(self, net: VPTPolicy, temperature: float = 1.0, batch: int = 1, seed: int = 0) -> None:
        if not 0 <= temperature < float("inf"):
            raise ValueError(f"play setting 'temperature' must be 0 or more, not {temperature}")
        self.net, self.temperature, self.batch, self.seed = net.eval(), temperature, batch, seed
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
        device = self._state.valid.device
        self._random = torch.Generator(device).manual_seed(self.seed if seed is None else seed)

    def forget(self, stream: int) -> None:
        """Begin an episode in one stream."""
        self._first[stream] = True

    def act(self, frame: npt.NDArray[np.uint8]) -> dict[str, Any]:
        """uint8 (H, W, 3) RGB -> a MineRL action; for ``batch`` 1."""
        return self.act_many(frame[None])[0]

    def act_many(self, frames: npt.NDArray[np.uint8]) -> list[dict[str, Any]]:
        """uint8 (batch, H, W, 3) RGB -> an action for each stream."""
        greedy = self.temperature == 0
        actions, self._state = self.net.act(
            frames, None, self._state, first=self._first, temperature=1.0 if greedy else self.temperature,
            deterministic=greedy, generator=self._random,
        )  # fmt: skip
        self._first[:] = False
        return actions
