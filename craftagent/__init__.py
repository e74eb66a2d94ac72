"""CraftAgent: a Minecraft agent and the whole workshop around it. ``craftagent.make("sim")`` gives a world."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from craftagent.world import World, make

__all__ = ["World", "__version__", "make"]


def __getattr__(name: str) -> Any:
    # Looked up on first use, so that `craftagent --help` does not pay for numba.
    if name in ("make", "World"):
        from craftagent import world

        return getattr(world, name)
    raise AttributeError(f"module 'craftagent' has no attribute {name!r}")
