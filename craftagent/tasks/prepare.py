"""Starting an episode of a task: reset with its settings, then its set-up steps. The same seed starts the same way."""

from __future__ import annotations

import dataclasses
import math
import random
from typing import Any

import numpy as np

from craftagent.sim.rules.registry import state_block
from craftagent.sim.setup import Setup
from craftagent.tasks.steps import Step
from craftagent.tasks.task import Task
from craftagent.types import Info, Observation, WorldSettings

# What a creature or a scattered block may stand on
_GROUND = frozenset({"grass_block", "dirt", "coarse_dirt", "podzol", "sand", "red_sand", "gravel", "stone", "snow_block",
                     "andesite", "diorite", "granite", "terracotta"})  # fmt: skip
_CLEAR = frozenset({"air", "cave_air", "grass", "fern", "snow", "dead_bush", "dandelion", "poppy"})
_TRIES = 400
_STEEP = 6  # blocks that open ground may lie above or below the spawn


def settings_for(task: Task, seed: int) -> WorldSettings:
    """The task's settings with the biome that the seed chooses."""
    if not task.biomes:
        return task.settings
    return dataclasses.replace(task.settings, biome=task.biomes[seed % len(task.biomes)])


def start_episode(world: Any, task: Task, seed: int) -> tuple[Observation, Info]:
    """Reset ``world`` to the start of ``task`` under ``seed`` and carry out its set-up.

    ``world`` is a :class:`craftagent.world.base.World`; make it with ``craftagent.make(task=task)`` so that the budget
    ends its episodes. Returns what ``reset`` returns, of the world as it is after the set-up.
    Raises ``ValueError`` if the task has a set-up and the world is not the embedded one, which alone can do it.
    """
    if task.setup and not hasattr(world, "simulator"):
        raise ValueError(f"task {task.id!r} has a set-up, which only the embedded world 'sim' can carry out")
    obs, info = world.reset(seed=seed, options={"settings": settings_for(task, seed)})
    if not task.setup:
        return obs, info
    _Builder(Setup(world.simulator), random.Random(f"{task.suite}/{task.name} {seed}")).run(task.setup)
    frame = np.empty_like(obs["pov"])
    world.draw(frame)
    obs["pov"][...] = frame  # in place: the frame may be shared with other processes
    return obs, world.simulator.info()


class _Builder:
    """Carries out steps around the player's cell."""

    def __init__(self, setup: Setup, rng: random.Random) -> None:
        self._setup, self._rng = setup, rng
        p = setup.sim.w.player[0]
        self._yaw = float(p["yaw"])
        self._origin = math.floor(p["x"]), math.floor(p["y"] + 1e-6), math.floor(p["z"])
        self._taken: set[tuple[int, int]] = set()

    def run(self, steps: tuple[Step, ...]) -> None:
        for step in steps:
            getattr(self, f"_{step.kind}")(
                **{key.replace("from", "start"): value for key, value in step.fields.items()}
            )

    def _cell(self, at: tuple[Any, ...]) -> tuple[Any, Any, Any]:
        x, y, z = self._origin
        return x + at[0], y + at[1], z + at[2]

    def _fill(self, start: tuple[int, ...], to: tuple[int, ...], block: str) -> None:
        self._setup.fill(*self._cell(start), *self._cell(to), block)

    def _block(self, at: tuple[int, ...], block: str) -> None:
        self._setup.set_block(*self._cell(at), block)

    def _container(self, at: tuple[int, ...], slot: int, item: str, count: int = 1) -> None:
        self._setup.put_in_container(*self._cell(at), slot, item, count)

    def _creature(self, kind: str, at: tuple[float, ...], yaw: float = 180.0) -> None:
        x, y, z = self._cell(at)
        self._setup.creature(kind, x + 0.5, float(y), z + 0.5, yaw)

    def _herd(self, kind: str, ring: tuple[float, float], count: int = 1) -> None:
        for _ in range(count):
            x, y, z = self._open_ground(ring)
            self._setup.creature(kind, x + 0.5, float(y), z + 0.5, self._rng.uniform(0.0, 360.0))

    def _scatter(self, block: str, ring: tuple[float, float], count: int = 1) -> None:
        for _ in range(count):
            self._setup.set_block(*self._open_ground(ring), block)

    def _teleport(self, to: tuple[float, ...], yaw: float = 0.0, pitch: float = 0.0) -> None:
        x, y, z = self._cell(to)
        self._setup.teleport(x + 0.5, float(y), z + 0.5, yaw, pitch)

    def _life(self, **values: Any) -> None:
        self._setup.set_life(**values)

    def _hold(self, slot: int) -> None:
        self._setup.select(slot)

    def _room(
        self, y: int, size: tuple[int, int, int], ore: str | None = None, ores: int = 3, torches: int = 2
    ) -> None:
        """A shell of stone keeps caves, water and lava out; ore replaces blocks of the walls at eye height and around."""
        width, height, depth = size
        x0, z0 = self._origin[0] - width // 2, self._origin[2] - depth // 2
        x1, y1, z1 = x0 + width - 1, y + height - 1, z0 + depth - 1
        self._setup.fill(x0 - 2, y - 2, z0 - 2, x1 + 2, y1 + 2, z1 + 2, "stone")
        self._setup.fill(x0, y, z0, x1, y1, z1, "air")
        walls = [(x, z) for x in range(x0, x1 + 1) for z in (z0 - 1, z1 + 1)]
        walls += [(x, z) for z in range(z0, z1 + 1) for x in (x0 - 1, x1 + 1)]
        cells = [(x, level, z) for x, z in walls for level in range(y, min(y + 3, y1 + 1))]
        if ore is not None:
            for cell in self._rng.sample(cells, min(ores, len(cells))):
                self._setup.set_block(*cell, ore)
        middle = (self._origin[0], self._origin[2])
        floor = [(x, z) for x in range(x0, x1 + 1) for z in range(z0, z1 + 1) if (x, z) != middle]
        for x, z in self._rng.sample(floor, min(torches, len(floor))):
            self._setup.set_block(x, y, z, "torch")
        self._setup.teleport(middle[0] + 0.5, float(y), middle[1] + 0.5, self._rng.choice((0.0, 90.0, 180.0, 270.0)))

    def _open_ground(self, ring: tuple[float, float]) -> tuple[int, int, int]:
        """A free cell on natural ground at a distance of ``ring`` blocks, not higher or lower than a walk can lead.

        Where the land has none, a cell of grass with free air is made at the height of the spawn.
        """
        cell = self._origin
        for _ in range(_TRIES):
            angle, reach = self._rng.uniform(0.0, 2.0 * math.pi), self._rng.uniform(*ring)
            x = self._origin[0] + round(reach * math.sin(angle))
            z = self._origin[2] + round(reach * math.cos(angle))
            if (x, z) in self._taken:
                continue
            y = self._setup.sim.surface(x, z)
            cell = (x, self._origin[1], z)
            if abs(y - self._origin[1]) <= _STEEP and self._is(x, y - 1, z, _GROUND) and self._is(x, y, z, _CLEAR):
                if self._is(x, y + 1, z, _CLEAR):
                    self._taken.add((x, z))
                    return x, y, z
        x, y, z = cell
        self._taken.add((x, z))
        self._setup.set_block(x, y - 1, z, "grass_block")
        self._setup.fill(x, y, z, x, y + 2, z, "air")
        return x, y, z

    def _is(self, x: int, y: int, z: int, names: frozenset[str]) -> bool:
        state = int(self._setup.sim.w.blocks[x & 255, z & 255, y])
        return state_block(state) in names
