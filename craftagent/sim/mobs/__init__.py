"""Creatures and other moving things. The two entry points are looked up on use: :mod:`..breaking` needs ``spawn`` and
``tick`` needs :mod:`..breaking`, so nothing may be imported here."""

from __future__ import annotations

from typing import Any

__all__ = ["populate_chunk", "tick_entities"]


def __getattr__(name: str) -> Any:
    if name == "tick_entities":
        from craftagent.sim.mobs.tick import tick_entities

        return tick_entities
    if name == "populate_chunk":
        from craftagent.sim.mobs.natural import populate_chunk

        return populate_chunk
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
