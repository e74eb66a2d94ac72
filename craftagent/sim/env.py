"""The embedded world behind the contract: :class:`SimWorld` is a simulator, a renderer and Gymnasium's manners."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from craftagent.sim.render.renderer import Renderer
from craftagent.sim.simulator import Simulator, Snapshot
from craftagent.sim.warmup import warm_up
from craftagent.types import Action, Info, Observation, WorldSettings, write_action
from craftagent.world.base import Frame, World, action_space, observation_space
from craftagent.world.views import view_size


class SimWorld(World):
    """Minecraft 1.16.5's rules in this process: no Java, no display. See :func:`craftagent.make` for the arguments.

    ``view="none"`` draws nothing (the frame stays black, 1x1) for the fastest stepping.
    """

    def __init__(
        self,
        view: str = "full",
        seed: int | None = None,
        settings: WorldSettings | Mapping[str, Any] | None = None,
        max_ticks: int | None = None,
    ) -> None:
        self.view = view
        width, height = (1, 1) if view == "none" else view_size(view)
        if max_ticks is not None and max_ticks < 1:
            raise ValueError(f"max_ticks must be at least 1, not {max_ticks}")
        self.action_space = action_space()  # type: ignore[assignment]
        self.observation_space = observation_space(height, width)  # type: ignore[assignment]
        self._settings = _settings(settings) or WorldSettings()
        self._max_ticks = max_ticks
        self._first_seed = seed
        self._ticks = -1  # -1 before the first reset
        self._over = False
        warm_up()  # compiles everything at the first start ever; silent and instant afterwards
        self.simulator = Simulator()
        self._gamma = self._settings.gamma
        self._renderer = None if view == "none" else Renderer(view, gamma=self._gamma)
        self._pov: Frame = np.zeros((height, width, 3), np.uint8)
        self._shared = self._hidden = False

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Observation, Info]:  # type: ignore[override]
        world_seed = self._episode_seed(seed)
        settings = self._settings
        if options and "settings" in options:
            settings = _settings(options["settings"]) or settings
        self.simulator.reset(world_seed, settings)
        self._look_at(settings)
        self._ticks = 0
        self._over = False
        return self._observe(), self.simulator.info()

    def step(self, action: Action) -> tuple[Observation, float, bool, bool, Info]:  # type: ignore[override]
        if self._ticks < 0:
            raise RuntimeError("call reset before step")
        if self._over:
            raise RuntimeError("the episode has ended; call reset before step")
        sim = self.simulator
        write_action(action, sim.keys, sim.camera)
        sim.tick()
        self._ticks += 1
        terminated = sim.dead
        truncated = self._max_ticks is not None and self._ticks >= self._max_ticks
        self._over = terminated or truncated
        return self._observe(), 0.0, terminated, truncated, sim.info()

    def _look_at(self, settings: WorldSettings) -> None:
        """Make the renderer anew if the brightness option differs from the one it draws with."""
        if self._renderer is not None and settings.gamma != self._gamma:
            self._gamma = settings.gamma
            self._renderer = Renderer(self.view, gamma=settings.gamma)

    def draw_into(self, out: Frame) -> None:
        """From now on draw every observation into ``out``, uint8 (H, W, 3), instead of a fresh array."""
        self._pov = out
        self._shared = True

    def _observe(self) -> Observation:
        if not self._hidden:
            if not self._shared:
                self._pov = np.empty_like(self._pov)
            self.draw(self._pov)
        return {"pov": self._pov}

    def draw(self, out: Frame) -> None:
        """Draw the current picture into ``out``, uint8 (H, W, 3) of this world's view."""
        if self._renderer is None:
            out[:] = 0
        else:
            self._renderer.render(self.simulator.w, self.simulator.r, out)

    @contextlib.contextmanager
    def unseen(self) -> Iterator[None]:
        """Draw nothing meanwhile: the frame stays as it is."""
        self._hidden = True
        try:
            yield
        finally:
            self._hidden = False

    def render(self) -> Frame:  # type: ignore[override]
        if self._ticks < 0:
            raise RuntimeError("call reset before render")
        return self._pov

    def snapshot(self) -> tuple[Snapshot, int, bool]:
        """The world, how many ticks the episode has run and whether it has ended."""
        if self._ticks < 0:
            raise RuntimeError("call reset before snapshot")
        return self.simulator.snapshot(), self._ticks, self._over

    def restore(self, snapshot: tuple[Snapshot, int, bool]) -> tuple[Observation, Info]:
        world, self._ticks, self._over = snapshot
        self.simulator.restore(world)
        self._look_at(world.settings)
        return self._observe(), self.simulator.info()


def _settings(value: WorldSettings | Mapping[str, Any] | None) -> WorldSettings | None:
    if value is None or isinstance(value, WorldSettings):
        return value
    return WorldSettings.from_dict(value)
