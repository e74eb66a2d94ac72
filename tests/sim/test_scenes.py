"""Named scenes: built alike under any seed, with what their names promise in front of the player."""

from __future__ import annotations

import numpy as np
import pytest

from craftagent.sim.scenes import SCENES, build_scene, check_scene
from craftagent.sim.setup import Setup
from craftagent.sim.simulator import Simulator, Snapshot
from craftagent.sim.state import ENTITY_NAMES, GUI_NAMES
from craftagent.types import WorldSettings

# what must be found within 12 blocks before the player: blocks, creatures, an open screen
WANT: dict[str, tuple[set[str], set[str], str]] = {
    "flat": ({"grass_block"}, set(), "none"),
    "tree": ({"oak_log", "oak_leaves"}, set(), "none"),
    "stone_wall": ({"stone"}, set(), "none"),
    "cow_pen": ({"oak_fence", "oak_fence_gate"}, {"cow"}, "none"),
    "iron_cave": ({"iron_ore", "torch"}, set(), "none"),
    "open_table": ({"crafting_table"}, set(), "crafting_table"),
    "open_furnace": ({"furnace"}, set(), "furnace"),
    "open_chest": ({"chest"}, set(), "chest"),
    "pond": ({"water"}, set(), "none"),
    "sheep_meadow": ({"grass_block"}, {"sheep", "pig", "chicken", "cow"}, "none"),
    "zombie_night": ({"grass_block"}, {"zombie"}, "none"),
}


def test_every_scene_is_described_here() -> None:
    assert set(WANT) == set(SCENES)


@pytest.mark.parametrize("scene", sorted(WANT))
def test_scene(flat_snapshot: tuple[Simulator, Snapshot], scene: str) -> None:
    sim = flat_snapshot[0]
    blocks, creatures, screen = WANT[scene]
    layouts = []
    for seed in (3, 4):
        sim.reset(seed, WorldSettings(scene=scene, mobs=False))
        p, setup = sim.w.player[0], Setup(sim)
        assert GUI_NAMES[p["gui"]] == screen
        assert p["health"] == 20.0
        assert float(p["yaw"]) == 0.0
        x, y, z = (int(np.floor(p[axis])) for axis in "xyz")
        layout = [
            setup.block(x + dx, y + dy, z + dz) for dx in range(-6, 7) for dy in range(-1, 7) for dz in range(-2, 12)
        ]
        layouts.append(
            ["dirt" if name.startswith("grass_block") else name for name in layout]
        )  # grass dies under stone
        assert blocks <= {name.split("[")[0] for name in layout}
        alive = sim.w.entities[sim.w.entities["kind"] != 0]
        assert creatures <= {ENTITY_NAMES[e["kind"]] for e in alive if abs(e["x"] - x) < 12 and 0 < e["z"] - z < 12}
    changed = sum(a != b for a, b in zip(*layouts, strict=True))
    assert changed == 0 or scene == "sheep_meadow"  # sheep may have grazed while the world settled


def test_night_is_dark_and_the_cave_is_lit_by_its_torch(flat_snapshot: tuple[Simulator, Snapshot]) -> None:
    sim = flat_snapshot[0]
    sim.reset(3, WorldSettings(scene="zombie_night", mobs=False))
    assert 13_000 < sim.info()["time"] < 23_000
    sim.reset(3, WorldSettings(scene="iron_cave", mobs=False))
    p = sim.w.player[0]
    x, y, z = (int(np.floor(p[axis])) for axis in "xyz")
    light = int(sim.w.light[x & 255, z & 255, y])
    assert light >> 4 == 0
    assert light & 15 > 3


def test_unknown_scenes_are_named(flat_snapshot: tuple[Simulator, Snapshot]) -> None:
    with pytest.raises(ValueError, match="did you mean 'tree'"):
        check_scene("tre")
    with pytest.raises(ValueError, match="cow_pen"):
        build_scene("cowpen", flat_snapshot[0])
    with pytest.raises(ValueError, match="scene"):
        flat_snapshot[0].reset(1, WorldSettings(scene="nope"))
