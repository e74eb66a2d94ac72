"""Play a skill in a world, tick by tick, without reflexes or recording: for tests and experiments."""

from __future__ import annotations

from typing import Any

from craftagent.expert.body import Body, Ticks
from craftagent.types import Action, Observation


def drive(body: Body, skill: Ticks[Any], limit: int = 2400) -> tuple[int, Any]:
    """Play until the skill ends. Returns (ticks, its value).

    Raises what the skill raises, ``TimeoutError`` after ``limit`` ticks, and ``RuntimeError`` if the player dies.
    """
    for tick in range(limit):
        try:
            action = next(skill)
        except StopIteration as end:
            return tick, end.value
        step(body, action)
    skill.close()
    raise TimeoutError(f"not done after {limit} ticks")


def step(body: Body, action: Action) -> Observation:
    """One tick of the world; the body then knows what came of it."""
    observation, _, terminated, _, info = body.world.step(action)
    body.info = info
    if terminated:
        raise RuntimeError("the player died")
    return observation
