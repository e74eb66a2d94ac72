"""A flat stage in a real simulator, driven through its keys and camera as an agent would."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from craftagent.sim.rules.registry import item_id, item_names
from craftagent.sim.setup import Setup
from craftagent.sim.simulator import Simulator, Snapshot
from craftagent.sim.state import EVENT_NAMES, ITEM, OFFHAND
from craftagent.types import KEY_INDEX, WorldSettings

_HOTBAR = KEY_INDEX["hotbar.1"]


class Stage:
    """A player on a flat platform. Cells are given relative to the player's start: (0, -1, 0) is the grass underfoot."""

    def __init__(self, sim: Simulator) -> None:
        self.sim, self.setup = sim, Setup(sim)
        self.w, self.r = sim.w, sim.r
        self.p = sim.w.player[0]
        self.x, self.y, self.z = (int(math.floor(self.p[axis])) for axis in "xyz")
        self.events: list[tuple[str, int, int]] = []  # kind, a, b

    # -- the world ----------------------------------------------------------------------------------------------------

    def block(self, dx: int, dy: int, dz: int) -> str:
        """Name of a block with its properties."""
        return self.setup.block(self.x + dx, self.y + dy, self.z + dz)

    def name(self, dx: int, dy: int, dz: int) -> str:
        """Bare name of a block."""
        return self.block(dx, dy, dz).split("[")[0]

    def put(self, dx: int, dy: int, dz: int, block: str) -> None:
        """Set a block."""
        self.setup.set_block(self.x + dx, self.y + dy, self.z + dz, block)

    def fill(self, a: tuple[int, int, int], b: tuple[int, int, int], block: str) -> None:
        """Fill a box, both corners included."""
        self.setup.fill(*(o + d for o, d in zip((self.x, self.y, self.z) * 2, (*a, *b), strict=True)), block)

    def items(self) -> dict[str, int]:
        """What lies on the ground: item name to count."""
        found: dict[str, int] = {}
        for e in self.w.entities[self.w.entities["kind"] == ITEM]:
            name = item_names()[e["id"]]
            found[name] = found.get(name, 0) + int(e["count"])
        return found

    # -- the player ---------------------------------------------------------------------------------------------------

    def hold(self, item: str | None, count: int = 1, damage: int = 0) -> None:
        """Empty the inventory but for one stack in hand, and let the hand settle."""
        self.setup.clear_inventory()
        self.setup.select(0)
        if item is not None:
            self.setup.give(item, count, 0, damage)
        self.tick(12)

    def slot(self, index: int) -> tuple[str, int]:
        """Name and count of an inventory slot."""
        stack = self.w.items[index]
        return item_names()[stack["id"]], int(stack["count"])

    def count(self, item: str) -> int:
        """How many of an item the inventory holds, off hand included."""
        stacks = self.w.items[: OFFHAND + 1]
        return int(stacks["count"][stacks["id"] == item_id(item)].sum())

    def go(self, dx: float, dy: float, dz: float) -> None:
        """Put the feet at a point relative to the start cell's corner."""
        self.setup.teleport(self.x + dx, self.y + dy, self.z + dz, float(self.p["yaw"]), float(self.p["pitch"]))

    def look(self, dx: float, dy: float, dz: float) -> None:
        """Turn the head to a point relative to the start cell's corner."""
        eye = 1.27 if self.p["sneaking"] else 1.62
        ex, ey, ez = self.x + dx - self.p["x"], self.y + dy - self.p["y"] - eye, self.z + dz - self.p["z"]
        self.p["yaw"] = math.degrees(math.atan2(-ex, ez))
        self.p["pitch"] = math.degrees(-math.atan2(ey, math.hypot(ex, ez)))

    def tick(
        self, n: int = 1, *keys: str, camera: tuple[float, float] = (0.0, 0.0), until: Callable[[], bool] | None = None
    ) -> int:
        """Hold keys for n ticks (``"hotbar.3"`` and so on), or fewer if ``until`` comes true. Returns the ticks made."""
        for done in range(n):
            if until is not None and until():
                return done
            self.sim.keys[:] = 0
            for key in keys:
                self.sim.keys[KEY_INDEX[key]] = 1
            self.sim.camera[:] = camera
            self.sim.tick()
            for e in self.w.events[: int(self.w.clock[0]["n_events"])]:
                self.events.append((EVENT_NAMES[e["kind"]], int(e["a"]), int(e["b"])))
        return n

    def press(self, *keys: str) -> None:
        """Press keys for one tick and let go for one."""
        self.tick(1, *keys)
        self.tick(1)

    def stat(self, row: int, column: int) -> int:
        """A statistic."""
        return int(self.w.stats[row, column])


@pytest.fixture(scope="session")
def flat_snapshot() -> tuple[Simulator, Snapshot]:
    """One simulator for all, and its flat scene at noon without mobs."""
    sim = Simulator()
    sim.reset(
        7, WorldSettings(scene="flat", biome="desert", mobs=False, time=6000, daylight_cycle=False, done_on_death=False)
    )
    return sim, sim.snapshot()


@pytest.fixture
def stage(flat_snapshot: tuple[Simulator, Snapshot]) -> Stage:
    """A fresh flat stage."""
    sim, snapshot = flat_snapshot
    sim.restore(snapshot)
    return Stage(sim)


def close(a: Any, b: Any) -> bool:
    """Whether two numbers agree to 1e-5."""
    return bool(np.all(np.abs(np.asarray(a, float) - np.asarray(b, float)) < 1e-5))
