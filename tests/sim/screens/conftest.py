"""A bare world with a mouse driver: everything goes through ``Screens.tick`` with at most 10 degrees a tick."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from craftagent.sim.rules.registry import item_id, state_id
from craftagent.sim.rules.tables import load_rules
from craftagent.sim.screens.layout import slot_centre
from craftagent.sim.screens.screen import PIXELS_PER_DEGREE, Screens
from craftagent.sim.state import CURSOR, K_ATTACK, K_SNEAK, K_USE, N_KEYS, RESULT, World, new_world

MOST = 10.0  # degrees of camera in one tick, the reach of the field's agents


class Driver:
    """Plays an open screen with keys and camera only."""

    def __init__(self, world: World) -> None:
        self.w = world
        self.dropped: list[tuple[int, int, int]] = []
        self.screens = Screens(world, load_rules(), lambda *stack: self.dropped.append(stack))
        self.held = np.zeros(N_KEYS, np.uint8)
        self.x, self.y, self.z = 8, 64, 8
        p = world.player[0]
        p["x"], p["y"], p["z"], p["selected"] = 8.5, 64.0, 10.5, 0

    # -- world ---------------------------------------------------------------------------------------------------
    def block(self, name: str, dx: int = 0, dy: int = 0, **props: object) -> None:
        self.w.blocks[(self.x + dx) & 255, self.z & 255, self.y + dy] = state_id(name, **props)

    def open(self, gui: int) -> bool:
        return self.screens.open(gui, self.x, self.y, self.z)

    def put(self, slot: int, name: str, count: int = 1, damage: int = 0) -> None:
        self.w.items[slot] = (item_id(name), count, damage) if count else (0, 0, 0)

    def stack(self, slot: int) -> tuple[int, int]:
        s = self.w.items[slot]
        return int(s["id"]), int(s["count"])

    def count(self, name: str) -> int:
        items = self.w.items[:51]
        here = items["count"][(items["id"] == item_id(name)) & (np.arange(51) != RESULT)].sum()
        return int(here) + (int(self.w.items[CURSOR]["count"]) if self.w.items[CURSOR]["id"] == item_id(name) else 0)

    def total(self) -> Counter[tuple[int, int]]:
        """Items by (id, damage) of the player and all tiles, the crafting result left out."""
        out: Counter[tuple[int, int]] = Counter()
        for i, s in enumerate(self.w.items.tolist()):
            if s[1] and i != RESULT:
                out[s[0], s[2]] += s[1]
        for s in self.w.tile_items[self.w.tile_items["count"] > 0].tolist():
            out[s[0], s[2]] += s[1]
        return out

    # -- one tick ------------------------------------------------------------------------------------------------
    def tick(self, keys: tuple[int, ...] = (), dx: float = 0.0, dy: float = 0.0) -> bool:
        """One tick: the keys held down and the cursor's move in pixels."""
        now = np.zeros(N_KEYS, np.uint8)
        now[list(keys)] = 1
        camera = np.array([dy, dx]) / PIXELS_PER_DEGREE
        assert np.abs(camera).max() <= MOST + 1e-9
        self.w.clock[0]["n_events"] = 0
        alive = self.screens.tick(self.held, now, camera)
        self.held = now
        self.w.clock[0]["tick"] += 1
        return alive

    def go(self, slot: int, keys: tuple[int, ...] = (), double: bool = False) -> None:
        """Move the cursor to the middle of a slot in steps of at most 10 degrees, holding keys."""
        x, y = slot_centre(int(self.w.player[0]["gui"]), slot, double)
        most = MOST * PIXELS_PER_DEGREE
        while True:
            dx = x - float(self.w.player[0]["cursor_x"])
            dy = y - float(self.w.player[0]["cursor_y"])
            if abs(dx) < 1e-6 and abs(dy) < 1e-6:
                return
            self.tick(keys, float(np.clip(dx, -most, most)), float(np.clip(dy, -most, most)))

    def press(self, *keys: int) -> None:
        """Press keys for one tick and let go."""
        self.tick(keys)
        self.tick()

    def click(self, slot: int, right: bool = False, shift: bool = False) -> None:
        self.go(slot)
        self.press(K_USE if right else K_ATTACK, *((K_SNEAK,) if shift else ()))
        for _ in range(5):
            self.tick()  # so that two clicks are never taken for a double click

    def double_click(self, slot: int, shift: bool = False) -> None:
        self.go(slot)
        extra = (K_SNEAK,) if shift else ()
        self.tick((K_ATTACK, *extra))
        self.tick(extra)
        self.tick((K_ATTACK, *extra))
        self.tick(extra)

    def drag(self, slots: list[int], right: bool = False) -> None:
        """Press on the first slot, nudge the mouse inside it, draw over the others and let go."""
        key = K_USE if right else K_ATTACK
        self.go(slots[0])
        self.tick((key,))
        self.tick((key,), 1.0, 0.0)
        for slot in slots[1:]:
            self.go(slot, (key,))
        self.tick()


@pytest.fixture
def make_driver() -> Callable[[], Driver]:
    return lambda: Driver(new_world())


@pytest.fixture
def driver(make_driver: Callable[[], Driver]) -> Driver:
    return make_driver()
