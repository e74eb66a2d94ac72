"""The set-up API of tasks and scenes: blocks, creatures, items, time and place of a running world.

All coordinates are whole blocks (x east, y up 0..255, z south) unless said otherwise, and must lie in the loaded area,
about 96 blocks around the player. Wrong names and numbers raise ``ValueError`` with one sentence, the world unchanged.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from craftagent.sim.grid import get, loaded
from craftagent.sim.growth import RANDOM_TICK_SPEED
from craftagent.sim.mobs.spawn import spawn_entity
from craftagent.sim.place import fill_box, find_tile
from craftagent.sim.rules.registry import item_id, parse_state, state_block, state_props, unknown
from craftagent.sim.simulator import Simulator
from craftagent.sim.state import CHICKEN, CREEPER, ENTITY_NAMES, GUI_NAMES, NONE, TILE_SLOTS
from craftagent.types import DIFFICULTIES

MAX_FILL = 32_768  # blocks a call, the limit of the game's own /fill
CREATURES = ("cow", "pig", "sheep", "chicken", "zombie", "skeleton", "spider", "creeper")
assert ENTITY_NAMES[CHICKEN] == "chicken"
assert ENTITY_NAMES[CREEPER] == "creeper"


def _whole(name: str, value: Any, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not low <= value <= high:
        raise ValueError(f"{name} must be a whole number from {low} to {high}, not {value!r}")
    return int(value)


def _real(name: str, value: Any, low: float, high: float) -> float:
    good = isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
    if not good or not math.isfinite(value) or not low <= value <= high:
        raise ValueError(f"{name} must be a number from {low:g} to {high:g}, not {value!r}")
    return float(value)


class Setup:
    """Commands on one simulator, as an operator of the game has them."""

    def __init__(self, simulator: Simulator) -> None:
        self.sim = simulator

    def _cell(self, x: Any, y: Any, z: Any) -> tuple[int, int, int]:
        cell = (_whole("x", x, -(10**6), 10**6), _whole("y", y, 0, 255), _whole("z", z, -(10**6), 10**6))
        if not loaded(self.sim.w, np.int64(cell[0]), np.int64(cell[2])):
            raise ValueError(f"block {cell} is not in the loaded area around the player")
        return cell

    def block(self, x: int, y: int, z: int) -> str:
        """Name of a block with its properties, e.g. ``oak_log[axis=y]``."""
        state = int(get(self.sim.w, *map(np.int64, self._cell(x, y, z))))
        props = ",".join(f"{key}={value}" for key, value in state_props(state).items())
        return f"{state_block(state)}[{props}]" if props else state_block(state)

    def set_block(self, x: int, y: int, z: int, block: str) -> None:
        """Put a block, e.g. ``"stone"`` or ``"furnace[facing=north]"``; containers get their empty inventory.

        The lower half of a door or tall plant brings its upper half along.
        """
        cell = self._cell(x, y, z)
        fill_box(self.sim.w, self.sim.r, *cell, *cell, self._state(block))

    def fill(self, x0: int, y0: int, z0: int, x1: int, y1: int, z1: int, block: str) -> int:
        """Fill a box, both corners included, at most 32 768 blocks. Returns how many changed."""
        a, b = self._cell(x0, y0, z0), self._cell(x1, y1, z1)
        low, high = np.minimum(a, b).tolist(), np.maximum(a, b).tolist()
        volume = math.prod(h - lo + 1 for lo, h in zip(low, high, strict=True))
        if volume > MAX_FILL:
            raise ValueError(f"a fill of {volume} blocks is more than the {MAX_FILL} that one call may change")
        return int(fill_box(self.sim.w, self.sim.r, *low, *high, self._state(block)))  # type: ignore[call-arg]

    def _state(self, block: Any) -> int:
        if not isinstance(block, str):
            raise ValueError(f"a block is a name such as 'stone', not {block!r}")
        return parse_state(block)

    def put_in_container(self, x: int, y: int, z: int, slot: int, item: str, count: int = 1) -> None:
        """Put a stack into a slot of a chest (0-26) or furnace (0 input, 1 fuel, 2 output)."""
        w = self.sim.w
        tile = int(find_tile(w, *map(np.int64, self._cell(x, y, z))))
        if tile < 0:
            raise ValueError(f"block {(x, y, z)} is no container")
        slots = TILE_SLOTS if int(w.tiles[tile]["kind"]) == 1 else 3
        slot = _whole("slot", slot, 0, slots - 1)
        number = item_id(item)
        count = _whole("count", count, 1, int(self.sim.r.stack[number]))
        w.tile_items[tile, slot] = (number, count, 0)

    def creature(self, kind: str, x: float, y: float, z: float, yaw: float = 0.0) -> int:
        """Spawn a creature with its feet at (x, y, z), fractions allowed. Returns its index in ``w.entities``."""
        if kind not in CREATURES:
            raise unknown("creature", kind, CREATURES)
        x, z = _real("x", x, -1e6, 1e6), _real("z", z, -1e6, 1e6)
        y = _real("y", y, 0.0, 255.0)
        self._cell(math.floor(x), math.floor(y), math.floor(z))
        index = int(spawn_entity(self.sim.w, np.int64(ENTITY_NAMES.index(kind)), x, y, z))
        if index < 0:
            raise ValueError("the world is full of creatures")
        e = self.sim.w.entities[index]
        e["yaw"] = e["body_yaw"] = e["head_yaw"] = _real("yaw", yaw, -1e6, 1e6)
        return index

    def remove_creatures(self) -> None:
        """Remove every creature, dropped item and arrow."""
        self.sim.w.entities["kind"] = NONE

    def give(self, item: str, count: int = 1, slot: int | None = None, damage: int = 0) -> None:
        """Put a stack into a slot (0-8 hotbar, 9-35 main, 36-39 feet to head, 40 offhand) or the first free one."""
        number = item_id(item)
        if number == 0:
            raise ValueError("air can not be given; use clear_inventory to empty slots")
        _whole("count", count, 1, 64)
        _whole("damage", damage, 0, 100_000)
        self.sim.put_stack(number, count, None if slot is None else _whole("slot", slot, 0, 40), damage)

    def clear_inventory(self) -> None:
        """Empty every slot, armour and cursor included."""
        self.sim.w.items[...] = np.zeros((), self.sim.w.items.dtype)
        self.sim.w.clock["dirty_items"] += 1

    def select(self, slot: int) -> None:
        """Hold hotbar slot 0-8."""
        self.sim.w.player["selected"] = _whole("slot", slot, 0, 8)

    def teleport(self, x: float, y: float, z: float, yaw: float = 0.0, pitch: float = 0.0) -> None:
        """Put the player's feet at (x, y, z), at rest, looking along yaw and pitch; loads what is around."""
        x, z = _real("x", x, -1e6, 1e6), _real("z", z, -1e6, 1e6)
        y, yaw = _real("y", y, 0.0, 255.0), _real("yaw", yaw, -1e6, 1e6)
        self.sim.place_player(x, y, z, yaw, _real("pitch", pitch, -90.0, 90.0))

    def set_time(self, time: int) -> None:
        """Time of day in ticks, 0-23999: 0 dawn, 6000 noon, 13000 dusk, 18000 midnight."""
        self.sim.w.clock["time"] = _whole("time", time, 0, 23_999)

    def set_difficulty(self, difficulty: str) -> None:
        """``peaceful``, ``easy``, ``normal`` or ``hard``."""
        if difficulty not in DIFFICULTIES:
            raise unknown("difficulty", difficulty, DIFFICULTIES)
        self.sim.w.clock["difficulty"] = DIFFICULTIES.index(difficulty)

    def set_rule(self, rule: str, on: bool) -> None:
        """Switch a rule: mobs, daylight, keep_inventory, night_vision, natural_regeneration, mob_griefing, random_ticks."""
        rules = (
            "mobs",
            "daylight",
            "keep_inventory",
            "night_vision",
            "natural_regeneration",
            "mob_griefing",
            "random_ticks",
        )
        if rule not in rules:
            raise unknown("rule", rule, rules)
        if not isinstance(on, (bool, np.bool_)):
            raise ValueError(f"a rule is switched with true or false, not {on!r}")
        self.sim.w.clock[rule] = int(on) * (RANDOM_TICK_SPEED if rule == "random_ticks" else 1)

    def set_life(self, health: float | None = None, food: int | None = None, air: int | None = None) -> None:
        """Set health (above 0 to 20), food (0-20) or air (0-300 ticks)."""
        p = self.sim.w.player
        if health is not None:
            p["health"] = _real("health", health, 0.5, 20.0)
        if food is not None:
            p["food"] = _whole("food", food, 0, 20)
        if air is not None:
            p["air"] = _whole("air", air, 0, 300)
        self.sim.w.clock["dirty_hud"] += 1

    def open_screen(self, screen: str, x: int | None = None, y: int | None = None, z: int | None = None) -> None:
        """Open ``inventory``, or the ``crafting_table``, ``furnace`` or ``chest`` at a block."""
        if screen not in GUI_NAMES[1:]:
            raise unknown("screen", screen, GUI_NAMES[1:])
        kind = GUI_NAMES.index(screen)
        if kind == 1:
            self.sim.screens.open(1, 0, 0, 0)
            return
        cell = self._cell(x, y, z)
        block = int(self.sim.r.state_block[int(get(self.sim.w, *map(np.int64, cell)))])
        if int(self.sim.r.screen[block]) != kind:
            raise ValueError(f"block {cell} does not open the {screen} screen")
        self.sim.screens.open(kind, *cell)
