"""What a planner is told: the task, what is held, where one is, what is seen, and what went wrong before."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from craftagent.planner.mllm.backend import Image
from craftagent.planner.surroundings import Surroundings
from craftagent.tasks.goal import Goal


@dataclasses.dataclass(frozen=True)
class Failure:
    """A subgoal that was tried and not reached, and why, in words."""

    subgoal: str
    reason: str


@dataclasses.dataclass(frozen=True)
class Situation:
    """Everything that goes into a plan.

    Args:
        goal: what is to be reached.
        inventory: item name -> count.
        surroundings: stations, trees, distances, wear, as far as known.
        frame: what is seen, uint8 (H, W, 3) RGB, or None.
        facts: name -> value, in words, of the position and the body (``position_facts``).
        failures: what was tried and failed, the oldest first.
        done: what has been reached already, a line each.
        text: the instruction as it was said; the goal's own words if empty.
        remembered: what came of like tasks in earlier episodes, a line each.
    """

    goal: Goal
    inventory: Mapping[str, int]
    surroundings: Surroundings = dataclasses.field(default_factory=Surroundings)
    frame: Image | None = None
    facts: Mapping[str, str] = dataclasses.field(default_factory=dict)
    failures: tuple[Failure, ...] = ()
    done: tuple[str, ...] = ()
    text: str = ""
    remembered: tuple[str, ...] = ()


def position_facts(info: Mapping[str, Any]) -> dict[str, str]:
    """Position, biome, light of day, body and hand out of a world's info, in words; what is not there is left out."""
    facts: dict[str, str] = {}
    pose, life, gui = info.get("pose"), info.get("life"), info.get("gui")
    if pose:
        facts["position"] = f"x {pose['x']:.0f}, height {pose['y']:.0f}, z {pose['z']:.0f}"
        facts["looking"] = f"{_compass(pose['yaw'])}, {_tilt(pose['pitch'])}"
    if info.get("biome"):
        facts["biome"] = str(info["biome"]).replace("_", " ")
    if info.get("time") is not None:
        facts["time of day"] = _hour(int(info["time"]))
    if life:
        facts["health"] = f"{life['health']:.0f} of 20"
        facts["food"] = f"{life['food']} of 20"
    hand = (info.get("equipped") or {}).get("mainhand")
    if hand and hand != "air":
        facts["in hand"] = str(hand)
    if gui and gui.get("open"):
        facts["open screen"] = str(gui.get("screen"))
    return facts


def _compass(yaw: float) -> str:
    return ("south", "west", "north", "east")[round((yaw % 360) / 90) % 4]


def _tilt(pitch: float) -> str:
    return "down" if pitch > 30 else "up" if pitch < -30 else "level"


def _hour(time: int) -> str:
    tick = time % 24_000
    return "day" if tick < 12_000 else "dusk" if tick < 13_000 else "night" if tick < 23_000 else "dawn"
