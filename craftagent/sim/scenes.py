"""Named scenes: small stages around the spawn, for tests and tasks. The player looks south (+z) at what matters.

Each scene is a function of the set-up API and the player's cell; all are built on a flat stone-and-grass platform that
replaces the terrain around the spawn, so that they look the same under every seed but for the distance.
"""

from __future__ import annotations

from collections.abc import Callable

from craftagent.sim.rules.registry import unknown
from craftagent.sim.setup import Setup
from craftagent.sim.simulator import Simulator

Builder = Callable[[Setup, int, int, int], None]
_RADIUS = 12  # blocks of the cleared platform
_ROOM = 14  # blocks of air above it


def _platform(setup: Setup, x: int, y: int, z: int) -> None:
    """Level ground with its top at ``y`` - 1 and free air above."""
    r = _RADIUS
    for level in range(_ROOM):
        setup.fill(x - r, y + level, z - r, x + r, y + level, z + r, "air")
    setup.fill(x - r, y - 4, z - r, x + r, y - 2, z + r, "dirt")
    setup.fill(x - r, y - 1, z - r, x + r, y - 1, z + r, "grass_block")


def _flat(setup: Setup, x: int, y: int, z: int) -> None:
    _platform(setup, x, y, z)


def _tree(setup: Setup, x: int, y: int, z: int) -> None:
    _platform(setup, x, y, z)
    tz = z + 3
    for level, reach in ((3, 2), (4, 2), (5, 1), (6, 1)):
        for dx in range(-reach, reach + 1):
            for dz in range(-reach, reach + 1):
                if abs(dx) == reach and abs(dz) == reach and level in (4, 6):
                    continue
                distance = min(7, max(1, abs(dx) + abs(dz)))
                setup.set_block(x + dx, y + level, tz + dz, f"oak_leaves[distance={distance},persistent=true]")
    setup.fill(x, y, tz, x, y + 4, tz, "oak_log")


def _stone_wall(setup: Setup, x: int, y: int, z: int) -> None:
    _platform(setup, x, y, z)
    setup.fill(x - 4, y, z + 3, x + 4, y + 4, z + 5, "stone")


def _cow_pen(setup: Setup, x: int, y: int, z: int) -> None:
    _platform(setup, x, y, z)
    x0, x1, z0, z1 = x - 4, x + 4, z + 2, z + 9
    for fence in ((x0, z0, x1, z0), (x0, z1, x1, z1), (x0, z0, x0, z1), (x1, z0, x1, z1)):
        setup.fill(fence[0], y, fence[1], fence[2], y, fence[3], "oak_fence")
    setup.set_block(x, y, z0, "oak_fence_gate[facing=south]")
    for dx, dz in ((-2, 5), (1, 4), (2, 7)):
        setup.creature("cow", x + dx + 0.5, float(y), z + dz + 0.5, yaw=180.0)


def _iron_cave(setup: Setup, x: int, y: int, z: int) -> None:
    """A closed stone room with iron ore in the far wall and one torch."""
    _platform(setup, x, y, z)
    setup.fill(x - 5, y - 1, z - 5, x + 5, y + 5, z + 8, "stone")
    setup.fill(x - 3, y, z - 3, x + 3, y + 3, z + 6, "air")
    for dx, dy in ((-1, 0), (0, 1), (1, 1), (1, 2)):
        setup.set_block(x + dx, y + dy, z + 7, "iron_ore")
    setup.set_block(x + 2, y, z + 4, "torch")


def _open_table(setup: Setup, x: int, y: int, z: int) -> None:
    _platform(setup, x, y, z)
    setup.set_block(x, y, z + 2, "crafting_table")
    setup.open_screen("crafting_table", x, y, z + 2)


def _open_furnace(setup: Setup, x: int, y: int, z: int) -> None:
    _platform(setup, x, y, z)
    setup.set_block(x, y, z + 2, "furnace[facing=north]")
    setup.put_in_container(x, y, z + 2, 0, "iron_ore", 3)
    setup.put_in_container(x, y, z + 2, 1, "coal", 2)
    setup.open_screen("furnace", x, y, z + 2)


def _open_chest(setup: Setup, x: int, y: int, z: int) -> None:
    _platform(setup, x, y, z)
    setup.set_block(x, y, z + 2, "chest[facing=north]")
    for slot, (item, count) in enumerate((("oak_planks", 32), ("apple", 3), ("torch", 12), ("iron_ingot", 5))):
        setup.put_in_container(x, y, z + 2, slot * 3, item, count)
    setup.open_screen("chest", x, y, z + 2)


def _pond(setup: Setup, x: int, y: int, z: int) -> None:
    _platform(setup, x, y, z)
    setup.fill(x - 4, y - 4, z + 3, x + 4, y - 1, z + 10, "water")


def _sheep_meadow(setup: Setup, x: int, y: int, z: int) -> None:
    _platform(setup, x, y, z)
    for dx, dz, kind in ((-3, 5, "sheep"), (0, 6, "sheep"), (3, 7, "pig"), (-1, 9, "chicken"), (4, 4, "cow")):
        setup.creature(kind, x + dx + 0.5, float(y), z + dz + 0.5, yaw=150.0)


def _zombie_night(setup: Setup, x: int, y: int, z: int) -> None:
    _platform(setup, x, y, z)
    setup.set_time(18_000)
    setup.creature("zombie", x + 0.5, float(y), z + 8.5, yaw=180.0)


SCENES: dict[str, Builder] = {
    "flat": _flat,
    "tree": _tree,
    "stone_wall": _stone_wall,
    "cow_pen": _cow_pen,
    "iron_cave": _iron_cave,
    "open_table": _open_table,
    "open_furnace": _open_furnace,
    "open_chest": _open_chest,
    "pond": _pond,
    "sheep_meadow": _sheep_meadow,
    "zombie_night": _zombie_night,
}


def check_scene(name: str | None) -> None:
    """Raise ``ValueError`` with suggestions if there is no such scene."""
    if name is not None and name not in SCENES:
        raise unknown("scene", name, SCENES)


def build_scene(name: str, simulator: Simulator) -> None:
    """Build a scene where the player stands. Raises ``ValueError`` for an unknown name."""
    check_scene(name)
    setup = Setup(simulator)
    p = simulator.w.player[0]
    x, y, z = int(p["x"] // 1), int(p["y"] // 1), int(p["z"] // 1)
    SCENES[name](setup, x, y, z)
    time = int(simulator.w.clock[0]["time"])
    setup.teleport(x + 0.5, float(y), z + 0.5, 0.0, 0.0)
    simulator.w.clock["time"] = time
