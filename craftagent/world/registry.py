"""``make``: a world by name. Adapters are imported only when they are asked for."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any, Protocol, cast, runtime_checkable

from craftagent.types import WorldSettings, suggest
from craftagent.world.base import World

_WORLDS: Mapping[str, str] = {
    "sim": "craftagent.sim.env:SimWorld",  # the embedded Minecraft 1.16.5-rules world
    "fake": "craftagent.world.fake:FakeWorld",  # a toy with the same face, for fast tests of what uses worlds
}


@runtime_checkable
class TaskLike(Protocol):
    """What ``make`` needs of a task: how its world starts and after how many ticks an episode is cut off."""

    @property
    def settings(self) -> WorldSettings: ...

    @property
    def budget(self) -> int: ...


def world_names() -> tuple[str, ...]:
    """Names that :func:`make` knows."""
    return tuple(_WORLDS)


def make(
    name: str = "sim",
    *,
    task: TaskLike | None = None,
    view: str = "full",
    seed: int | None = None,
    settings: WorldSettings | Mapping[str, Any] | None = None,
    max_ticks: int | None = None,
) -> World:
    """Make a world.

    Args:
        name: ``"sim"`` or another of :func:`world_names`.
        task: gives settings and budget; ``settings`` and ``max_ticks`` override it.
        view: ``"full"`` 640x360, ``"vpt"`` 128x128 as VPT sees it, ``"direct:WxH"`` cheap.
        seed: of the first episode; later ones follow from it unless ``reset`` is given a seed.
        settings: how worlds start (:class:`craftagent.types.WorldSettings` or a mapping of its fields).
        max_ticks: episode length after which ``truncated`` is True; None = endless.

    Raises:
        ValueError: unknown name, view or setting, with suggestions.
    """
    target = _WORLDS.get(name)
    if target is None:
        raise ValueError(f"unknown world {name!r}{suggest(name, _WORLDS)}; there are {', '.join(_WORLDS)}")
    if task is not None:
        if not isinstance(task, TaskLike):
            raise ValueError(f"a task has 'settings' and 'budget'; {type(task).__name__} does not")
        settings = task.settings if settings is None else settings
        max_ticks = task.budget if max_ticks is None else max_ticks
    if settings is not None and not isinstance(settings, WorldSettings):
        settings = WorldSettings.from_dict(settings)
    module, _, attribute = target.partition(":")
    factory = getattr(importlib.import_module(module), attribute)
    return cast(World, factory(view=view, seed=seed, settings=settings, max_ticks=max_ticks))
