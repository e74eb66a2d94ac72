"""Worlds: the contract, ``make`` and a conformance suite. One adapter a file; the embedded world is in ``sim``."""

from craftagent.world.base import Frame, World, action_space, observation_space
from craftagent.world.registry import make, world_names

__all__ = ["Frame", "World", "action_space", "make", "observation_space", "world_names"]
