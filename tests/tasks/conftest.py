"""Synthetic infos, and a real flat world driven by actions."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

from craftagent.sim.env import SimWorld
from craftagent.sim.screens.layout import slot_centre
from craftagent.sim.setup import Setup
from craftagent.types import WorldSettings

PIXELS_A_DEGREE = 1200 / 180  # of the cursor


def make_info(**changes: Any) -> dict[str, Any]:
    """An info of a healthy player at (0.5, 64, 0.5) at tick 0 with nothing; ``changes`` replace entries."""
    info: dict[str, Any] = {
        "inventory": {},
        "equipped": {slot: "air" for slot in ("mainhand", "offhand", "feet", "legs", "chest", "head")},
        "stats": {name: {} for name in ("mine_block", "craft_item", "use_item", "pickup", "kill_entity", "custom")},
        "life": {"health": 20.0, "food": 20, "is_alive": True},
        "pose": {"x": 0.5, "y": 64.0, "z": 0.5, "yaw": 0.0, "pitch": 0.0},
        "gui": {"screen": "none", "open": False, "cursor": (0.0, 0.0)},
        "events": [],
        "tick": 0,
        "time": 1000,
        "biome": "plains",
        "seed": 0,
    }
    for key, value in changes.items():
        info[key] = {**info[key], **value} if isinstance(info[key], dict) else value
    return copy.deepcopy(info)


class Player:
    """A player on the flat stage who acts through action dicts only; ``setup`` and ``go`` arrange the stage."""

    def __init__(self, world: SimWorld) -> None:
        self.world = world
        self.setup = Setup(world.simulator)
        self.info: Any = world.simulator.info()
        p = self.info["pose"]
        self.x, self.y, self.z = int(np.floor(p["x"])), int(p["y"]), int(np.floor(p["z"]))
        self.trackers: list[Any] = []

    def watch(self, thing: Any) -> Any:
        """Start a predicate or task here; its tracker sees every tick from now on."""
        tracker = thing.start(self.world.simulator.info())
        self.trackers.append(tracker)
        return tracker

    def act(self, ticks: int, *keys: str, camera: tuple[float, float] = (0.0, 0.0)) -> None:
        """Hold keys for some ticks."""
        for _ in range(ticks):
            action = {**dict.fromkeys(keys, 1), "camera": np.array(camera, np.float32)}
            *_, self.info = self.world.step(action)
            for tracker in self.trackers:
                tracker.update(self.info)

    def press(self, *keys: str) -> None:
        """Press and let go."""
        self.act(1, *keys)
        self.act(1)

    def look(self, yaw: float, pitch: float) -> None:
        """Stand in the middle of the start cell, looking along yaw and pitch."""
        self.setup.teleport(self.x + 0.5, float(self.y), self.z + 0.5, yaw, pitch)

    def click(self, screen: int, slot: int, *keys: str) -> None:
        """Move the cursor to a slot of the open screen and press a mouse button (``attack`` or ``use``) with keys."""
        x, y = slot_centre(screen, slot)
        cx, cy = self.world.simulator.info()["gui"]["cursor"]
        self.act(1, camera=((y - cy) / PIXELS_A_DEGREE, (x - cx) / PIXELS_A_DEGREE))
        self.press(*keys)


@pytest.fixture(scope="session")
def flat() -> tuple[SimWorld, Any]:
    """A flat world at noon, and its snapshot."""
    world = SimWorld(view="none")
    settings = WorldSettings(scene="flat", biome="desert", mobs=False, time=6000, done_on_death=False)
    world.reset(seed=7, options={"settings": settings})
    return world, world.snapshot()


@pytest.fixture
def player(flat: tuple[SimWorld, Any]) -> Player:
    """A player on a fresh flat stage."""
    world, snapshot = flat
    world.restore(snapshot)
    return Player(world)


@pytest.fixture
def info() -> Any:
    """The maker of synthetic infos."""
    return make_info
