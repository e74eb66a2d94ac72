"""The contract of a world: a Gymnasium environment with MineRL's face that can also be snapshot and replayed.

What lies outside ``world/`` and ``sim/`` sees only this. One step is one tick of 50 ms. The reward is always 0.0:
rewards are made from ``info`` by tasks. A world that breaks raises; it never hands out an invented observation.
"""

from __future__ import annotations

import abc
from typing import Any

import gymnasium as gym
import numpy as np
import numpy.typing as npt

from craftagent.types import CAMERA, CAMERA_LIMIT, KEYS, Action, Info, Observation

Frame = npt.NDArray[np.uint8]


def action_space() -> gym.spaces.Dict:
    """MineRL 1.0's: 23 binary keys and ``camera`` Box(-180, 180, (2,)), float32 degrees (pitch, yaw)."""
    spaces: dict[str, gym.Space[Any]] = {key: gym.spaces.Discrete(2) for key in KEYS}
    spaces[CAMERA] = gym.spaces.Box(-CAMERA_LIMIT, CAMERA_LIMIT, (2,), np.float32)
    return gym.spaces.Dict(spaces)


def observation_space(height: int, width: int) -> gym.spaces.Dict:
    """``pov``: uint8 (height, width, 3) RGB."""
    return gym.spaces.Dict({"pov": gym.spaces.Box(0, 255, (height, width, 3), np.uint8)})


class World(gym.Env[Observation, Action], abc.ABC):
    """One player in one Minecraft world.

    Attributes:
        view: name of the picture an observation holds: ``full``, ``vpt`` or ``direct:WxH``.
        action_space: see :func:`action_space`; keys that are missing from an action are not pressed.
        observation_space: ``{"pov": uint8 (H, W, 3)}``.
    """

    metadata = {"render_modes": ["rgb_array"], "render_fps": 20}  # noqa: RUF012 - Gymnasium's own attribute
    render_mode = "rgb_array"
    view: str
    _first_seed: int | None = None

    @abc.abstractmethod
    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Observation, Info]:  # type: ignore[override]
        """Start an episode in the world of ``seed`` (None: the next one of this world's own sequence).

        ``options`` may hold ``"settings"``: a :class:`craftagent.types.WorldSettings` or a mapping of its fields.
        """

    def _episode_seed(self, seed: int | None) -> int:
        """Seed of the episode that begins: the given one, else the one ``make`` was given, else the next in sequence.

        A seed that is given also restarts the sequence.
        """
        if seed is None:
            seed, self._first_seed = self._first_seed, None
        if seed is None:
            return int(self.np_random.integers(0, 2**31))
        if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or not -(2**63) <= seed < 2**63:
            raise ValueError(f"a world seed is a whole number of 64 bits, not {seed!r}")
        gym.Env.reset(self, seed=int(seed) & 0x7FFFFFFFFFFFFFFF)
        return int(seed)

    @abc.abstractmethod
    def step(self, action: Action) -> tuple[Observation, float, bool, bool, Info]:  # type: ignore[override]
        """One tick. Returns (observation, 0.0, terminated, truncated, info).

        Raises :class:`craftagent.types.ActionError` for an impossible action, the world unchanged, and
        ``RuntimeError`` before the first reset or after the episode has ended.
        """

    @abc.abstractmethod
    def snapshot(self) -> Any:
        """An opaque copy of the whole world at this moment."""

    @abc.abstractmethod
    def restore(self, snapshot: Any) -> tuple[Observation, Info]:
        """Go back to a snapshot; returns the observation and info of that moment."""

    @abc.abstractmethod
    def render(self) -> Frame:
        """The current picture in this world's view, uint8 (H, W, 3)."""
