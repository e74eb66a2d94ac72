"""Many embedded worlds in one process, stepped on several cores, drawing into one preallocated array.

Kernels run without Python's global lock, so plain threads scale. An ended episode starts anew within the same step
(Gymnasium's SAME_STEP): the frame is the new episode's first, ``infos[i]["final_info"]`` the old one's last.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt

from craftagent.sim.env import SimWorld
from craftagent.types import Action, WorldSettings
from craftagent.world.views import view_size


class VectorWorld:
    """``n`` independent :class:`craftagent.sim.env.SimWorld` with automatic resets.

    Args:
        n: number of worlds.
        view: ``full``, ``vpt``, ``direct:WxH`` or ``none``, the same for all.
        seed: world ``i`` starts at seed ``seed + i``; each reset goes on by ``n``, so no two episodes share a seed.
        settings: how every world starts.
        max_ticks: episode length; None = until death.
        threads: worker threads; default as many as cores, at most ``n``.

    Attributes:
        pov: uint8 (n, H, W, 3), overwritten by every call; copy what must be kept.
    """

    def __init__(
        self,
        n: int,
        view: str = "vpt",
        seed: int = 0,
        settings: WorldSettings | Mapping[str, Any] | None = None,
        max_ticks: int | None = None,
        threads: int | None = None,
    ) -> None:
        if n < 1:
            raise ValueError(f"a vector world needs at least one world, not {n}")
        width, height = (1, 1) if view == "none" else view_size(view)
        self.n = n
        self.worlds = [SimWorld(view, None, settings, max_ticks) for _ in range(n)]
        self.pov: npt.NDArray[np.uint8] = np.zeros((n, height, width, 3), np.uint8)
        self.terminated = np.zeros(n, bool)
        self.truncated = np.zeros(n, bool)
        for world, out in zip(self.worlds, self.pov, strict=True):
            world.draw_into(out)
        self._next_seed = [seed + i for i in range(n)]
        self._cost = [0.0] * n  # seconds of each world's last step
        self._pool = ThreadPoolExecutor(min(n, threads or os.cpu_count() or 1), thread_name_prefix="world")

    def reset(self) -> tuple[npt.NDArray[np.uint8], list[Any]]:
        """Start every world anew. Returns (pov, infos)."""
        return self.pov, list(self._pool.map(self._reset, range(self.n)))

    def _reset(self, i: int) -> Any:
        seed = self._next_seed[i]
        self._next_seed[i] += self.n
        _, info = self.worlds[i].reset(seed=seed)
        return info

    def _step(self, task: tuple[int, Action]) -> Any:
        i, action = task
        start = time.perf_counter()
        _, _, terminated, truncated, info = self.worlds[i].step(action)
        self._cost[i] = time.perf_counter() - start
        self.terminated[i], self.truncated[i] = terminated, truncated
        if terminated or truncated:
            return {**self._reset(i), "final_info": info}
        return info

    def step(
        self, actions: Sequence[Action]
    ) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float64], npt.NDArray[np.bool_], npt.NDArray[np.bool_], list[Any]]:
        """One tick of every world. Returns (pov, rewards, terminated, truncated, infos); rewards are all 0.0."""
        if len(actions) != self.n:
            raise ValueError(f"{self.n} worlds need {self.n} actions, not {len(actions)}")
        # The dearest first, judged by the last tick: a forest drawn last would leave the other cores idle.
        order = sorted(range(self.n), key=self._cost.__getitem__, reverse=True)
        infos: list[Any] = [None] * self.n
        for i, info in zip(order, self._pool.map(self._step, ((i, actions[i]) for i in order)), strict=True):
            infos[i] = info
        return self.pov, np.zeros(self.n), self.terminated.copy(), self.truncated.copy(), infos

    def close(self) -> None:
        """Stop the threads; closing twice is fine."""
        self._pool.shutdown()
