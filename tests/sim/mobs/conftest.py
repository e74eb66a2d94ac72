"""A flat world of grass on stone, ground at y = 64, to put creatures into."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pytest

from craftagent.sim.mobs.spawn import spawn_entity, spawn_item
from craftagent.sim.mobs.tick import tick_entities
from craftagent.sim.rules.registry import item_id, parse_state
from craftagent.sim.rules.tables import Rules, load_rules
from craftagent.sim.state import EVENT_NAMES, FULL, HOTBAR, World, new_world

GROUND = 64  # feet of what stands on the grass


@functools.cache
def _flat() -> World:
    w = new_world()
    w.blocks[:, :, : GROUND - 1] = parse_state("stone")
    w.blocks[:, :, GROUND - 1] = parse_state("grass_block[snowy=false]")
    w.light[:, :, GROUND:] = 15 << 4
    w.height[:] = GROUND
    w.top[:] = GROUND
    w.ground[:] = GROUND - 1
    for i in range(16):
        for j in range(16):
            w.chunk_xz[i, j] = (i if i < 8 else i - 16, j if j < 8 else j - 16)
    w.chunk_status[:] = FULL
    w.bricks[:, :, : GROUND // 4] = ~np.uint64(0)
    w.coarse[:, :, : GROUND // 16] = ~np.uint64(0)
    return w


@functools.cache
def _room() -> World:
    return new_world()


class Flat:
    """One flat world with helpers; ``w``, ``r`` for kernels."""

    def __init__(self) -> None:
        self.w: Any = _room()
        for name in World.__annotations__:
            np.copyto(getattr(self.w, name), getattr(_flat(), name))
        self.r: Rules = load_rules()
        self.clock, self.player = self.w.clock[0], self.w.player[0]
        self.clock["rng"] = 12345
        self.clock["seed"] = 7
        self.clock["difficulty"] = 3
        self.clock["mob_griefing"] = 1
        self.clock["time"] = 6000
        p = self.player
        p["x"] = p["px"] = 0.5
        p["y"] = p["py"] = GROUND
        p["z"] = p["pz"] = 0.5
        p["health"], p["food"], p["height"], p["eye"], p["on_ground"] = 20.0, 20, 1.8, 1.62, 1
        self.events: list[tuple[str, int, int]] = []

    def night(self) -> None:
        """Midnight, as creatures feel it."""
        self.clock["time"], self.clock["sky_dark"] = 18000, 11

    def put(self, x: int, y: int, z: int, block: str) -> None:
        """A block without light or neighbours."""
        self.w.blocks[x & 255, z & 255, y] = parse_state(block)

    def fill(self, x0: int, y0: int, z0: int, x1: int, y1: int, z1: int, block: str) -> None:
        """A box of blocks, corners included."""
        for x in range(x0, x1 + 1):
            for z in range(z0, z1 + 1):
                self.w.blocks[x & 255, z & 255, y0 : y1 + 1] = parse_state(block)

    def block(self, x: int, y: int, z: int) -> int:
        """State id at a position."""
        return int(self.w.blocks[x & 255, z & 255, y])

    def spawn(self, kind: int, x: float, y: float, z: float) -> Any:
        """A creature; returns its row."""
        index = spawn_entity(self.w, np.int64(kind), float(x), float(y), float(z))
        assert index >= 0
        return self.w.entities[index]

    def drop(self, name: str, count: int, x: float, y: float, z: float, delay: int = 0) -> Any:
        """A dropped stack at rest; returns its row."""
        index = spawn_item(
            self.w, np.int64(item_id(name)), np.int64(count), np.int64(0), float(x), float(y), float(z), 0.0, 0.0, 0.0,
            np.int64(delay),
        )  # fmt: skip
        return self.w.entities[index]

    def hold(self, name: str, count: int = 1) -> Any:
        """Put a stack into the selected hotbar slot; returns the slot."""
        slot = self.w.items[HOTBAR + int(self.player["selected"])]
        slot["id"], slot["count"], slot["damage"] = item_id(name), count, 0
        return slot

    def tick(self, n: int = 1) -> None:
        """Entity ticks; the player stands still."""
        for _ in range(n):
            self.clock["n_events"] = 0
            tick_entities(self.w, self.r)
            self.clock["tick"] += 1
            self.player["invulnerable"] = max(0, int(self.player["invulnerable"]) - 1)
            for event in self.w.events[: int(self.clock["n_events"])]:
                self.events.append((EVENT_NAMES[event["kind"]], int(event["a"]), int(event["b"])))

    def kinds(self, kind: int) -> Any:
        """All rows of a kind."""
        return self.w.entities[self.w.entities["kind"] == kind]


@pytest.fixture
def flat() -> Flat:
    """A fresh flat world at noon, Hard, with the player at (0.5, 64, 0.5)."""
    return Flat()
