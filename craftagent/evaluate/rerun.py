"""An episode played again from its tape, in a fresh world, to be looked at and to be checked."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from craftagent.agent.protocol import Frames
from craftagent.evaluate.tape import read_tape
from craftagent.sim.env import SimWorld
from craftagent.sim.render.renderer import Renderer
from craftagent.tasks.prepare import start_episode
from craftagent.tasks.suite import get_task
from craftagent.types import Info
from craftagent.world.views import view_size


@dataclasses.dataclass(frozen=True)
class Moment:
    """A tick: the state and the action taken in it; ``action`` is None at the end."""

    tick: int
    info: Info
    action: Mapping[str, Any] | None


class Rerun:
    """One episode after the other; pictures (``view``) are drawn only when they are asked for."""

    def __init__(self, view: str = "full") -> None:
        self._world = SimWorld("none")
        self._view = view
        self._renderers: dict[float, Renderer] = {}
        width, height = view_size(view)
        self._frame: Frames = np.zeros((height, width, 3), np.uint8)

    def play(self, task_id: str, seed: int, tape: Path) -> Iterator[Moment]:
        """Every tick of the episode and its end; afterwards :attr:`score` is that of the whole episode.

        Raises ``OSError`` or ``ValueError`` if the tape is missing or damaged.
        """
        task = get_task(task_id)
        _, info = start_episode(self._world, task, seed)
        self.score = task.start(info)
        for action in read_tape(tape):
            yield Moment(self.score.ticks, info, action)
            _, _, _, _, info = self._world.step(action)
            self.score.update(info)
        yield Moment(self.score.ticks, info, None)

    def frame(self) -> Frames:
        """The picture of the present tick, uint8 (H, W, 3) RGB; overwritten by the next."""
        sim = self._world.simulator
        gamma = sim.settings.gamma
        if gamma not in self._renderers:
            self._renderers[gamma] = Renderer(self._view, gamma=gamma)
        self._renderers[gamma].render(sim.w, sim.r, self._frame)
        return self._frame
