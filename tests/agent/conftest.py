"""An info that nobody plays: what a mind sees, made by hand."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from craftagent.agent.mind import Mind
from craftagent.agent.patience import MindConfig
from craftagent.agent.thinker import GraphThinker, Thought
from craftagent.planner.mllm.situation import Situation
from craftagent.planner.reflection import Look, Verdict
from craftagent.tasks.goal import Goal

PICKAXE = Goal("get", "wooden_pickaxe")


def make_info(**held: int) -> dict[str, Any]:
    return {
        "inventory": dict(held),
        "equipped": dict.fromkeys(("mainhand", "offhand", "feet", "legs", "chest", "head"), "air"),
        "stats": {"mine_block": {}, "use_item": {}, "kill_entity": {}, "pickup": {}, "craft_item": {}, "custom": {}},
        "life": {"health": 20.0, "food": 20, "air": 300, "is_alive": True},
        "pose": {"x": 0.0, "y": 64.0, "z": 0.0, "yaw": 0.0, "pitch": 0.0},
        "gui": {"open": False, "screen": "none"},
        "events": [], "tick": 0, "time": 1000, "biome": "plains", "seed": 1,
    }  # fmt: skip


class Life:
    """An info that changes as a test says, handed to a mind tick by tick."""

    def __init__(self, mind: Any, info: dict[str, Any]) -> None:
        self.mind, self.info = mind, info

    def tick(self, n: int = 1, walk: float = 0.0, events: tuple[dict[str, Any], ...] = (), **held: int) -> Any:
        """``n`` ticks; ``walk`` blocks in each, ``held`` what the inventory then holds of these; returns the last order."""
        order = None
        for _ in range(n):
            self.info = copy.deepcopy(self.info)
            self.info["inventory"].update(held)
            self.info["inventory"] = {k: v for k, v in self.info["inventory"].items() if v}
            self.info["pose"]["x"] += walk
            self.info["events"] = list(events)
            self.mind.see(self.info)
            order = self.mind.order()
        return order

    def kinds(self) -> list[str]:
        return [event.kind for event in self.mind.events]


class Scripted:
    """A thinker that answers when a test lets it."""

    name = "scripted"
    slow = True

    def __init__(self) -> None:
        self.asked: list[Situation] = []
        self.looks: list[Look] = []
        self.thoughts: list[Thought] = []
        self.verdicts: list[Verdict] = []
        self.outcomes: list[Any] = []
        self.closed = False
        self.looked_away = 0

    def ask(self, situation: Situation) -> None:
        self.asked.append(situation)

    def poll(self) -> Thought | None:
        return self.thoughts.pop(0) if self.thoughts else None

    def reflect(self, look: Look) -> None:
        self.looks.append(look)

    def verdict(self) -> Verdict | None:
        return self.verdicts.pop(0) if self.verdicts else None

    def look_away(self) -> None:
        self.looked_away += 1

    def tell(self, calls: tuple[str, ...], outcome: dict[str, Any]) -> None:
        self.outcomes.append((calls, outcome))

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def alive():
    """Begin an episode: ``alive(goal, thinker, info, **config)`` -> a :class:`Life`."""

    def begin(goal=PICKAXE, thinker=None, info=None, **config):
        info = info or make_info()
        return Life(Mind(goal, "words", info, thinker or GraphThinker(), MindConfig(**config)), info)

    return begin


@pytest.fixture(name="make_info")
def _make_info():
    return make_info


@pytest.fixture
def thinker() -> Scripted:
    return Scripted()
