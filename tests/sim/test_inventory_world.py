"""The simulator as a whole: death, leaving and coming back, snapshots in the middle of things, long random play."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from craftagent.sim.rules.registry import item_id, parse_state
from craftagent.sim.simulator import Simulator, Snapshot
from craftagent.sim.state import ITEM, N_KEYS
from craftagent.types import KEY_INDEX, Stack, WorldSettings

FAR = 500  # blocks


def kill(stage: Any) -> None:
    """Land from a hundred blocks."""
    stage.p["y"] += 0.05
    stage.p["on_ground"] = 0
    stage.p["fall_distance"] = 100.0
    stage.tick(1)


@pytest.fixture
def settings(stage: Any) -> Any:
    """Change settings of the stage's simulator; put back afterwards."""
    before = stage.sim.settings

    def change(**values: Any) -> None:
        stage.sim.settings = dataclasses.replace(stage.sim.settings, **values)

    yield change
    stage.sim.settings = before


def test_death_ends_the_episode_and_drops_everything_once(stage: Any, settings: Any) -> None:
    settings(done_on_death=True)
    stage.hold("cobblestone", 33)
    stage.setup.give("iron_chestplate", 1, 38)
    stage.setup.give("torch", 7, 40)
    kill(stage)
    assert stage.sim.dead
    assert not stage.sim.info()["life"]["is_alive"]
    assert not stage.w.items["count"].any()
    stage.tick(5)
    assert stage.items() == {"cobblestone": 33, "iron_chestplate": 1, "torch": 7}
    assert "died" in [kind for kind, *_ in stage.events]


def test_death_without_an_end_respawns_at_once(stage: Any) -> None:
    stage.hold("cobblestone", 33)
    spawn = [float(stage.p[f"spawn_{axis}"]) for axis in "xyz"]
    stage.go(8.5, 0.0, 8.5)
    kill(stage)
    info = stage.sim.info()
    assert info["life"]["is_alive"]
    assert (info["life"]["health"], info["life"]["food"], info["life"]["air"]) == (20.0, 20, 300)
    assert [info["pose"][axis] for axis in "xz"] == [spawn[0], spawn[2]]
    assert info["inventory"] == {}
    assert info["stats"]["custom"]["deaths"] == 1
    stage.tick(60, "forward")
    assert stage.sim.info()["life"]["is_alive"]
    assert stage.items() == {"cobblestone": 33}


def test_keep_inventory_keeps_it(stage: Any) -> None:
    stage.setup.set_rule("keep_inventory", True)
    stage.hold("cobblestone", 33)
    kill(stage)
    assert stage.count("cobblestone") == 33
    assert not stage.items()


def test_death_with_a_screen_open_loses_nothing_to_nowhere(stage: Any) -> None:
    stage.hold("cobblestone", 33)
    stage.put(0, 0, 2, "crafting_table")
    stage.setup.open_screen("crafting_table", stage.x, stage.y, stage.z + 2)
    stage.w.items[51] = (item_id("apple"), 3, 0)  # on the cursor
    stage.w.items[41] = (item_id("stick"), 2, 0)  # in the grid
    kill(stage)
    assert stage.p["gui"] == 0
    assert stage.items() == {"cobblestone": 33, "apple": 3, "stick": 2}


def test_what_was_done_is_there_after_a_journey(stage: Any) -> None:
    x, y, z = stage.x, stage.y, stage.z
    stage.put(1, 0, 2, "chest[facing=north]")
    stage.put(2, 0, 2, "oak_log[axis=x]")
    stage.put(3, -3, 2, "air")
    stage.setup.put_in_container(x + 1, y, z + 2, 5, "diamond", 3)
    stage.hold("apple", 7)
    stage.p["pitch"] = -30.0
    stage.press("drop")
    stage.tick(20)
    cow = stage.setup.creature("cow", x - 3.5, float(y), z + 3.5)
    uid = int(stage.w.entities[cow]["uid"])
    stage.setup.teleport(x + FAR + 0.5, 150.0, z + 0.5)
    assert not (stage.w.entities["kind"] == ITEM).any()
    stage.tick(5)
    stage.setup.teleport(x - FAR + 0.5, 150.0, z + 0.5)
    stage.tick(5)
    stage.setup.teleport(x + 0.5, float(y), z - 6.5)
    assert stage.block(2, 0, 2) == "oak_log[axis=x]"
    assert stage.name(3, -3, 2) == "air"
    assert stage.items() == {"apple": 1}
    assert uid in stage.w.entities["uid"][stage.w.entities["kind"] != 0]
    stage.setup.open_screen("chest", x + 1, y, z + 2)
    tile = stage.w.tile_items[int(stage.p["gui_tile"])]
    assert tuple(tile[5]) == (item_id("diamond"), 3, 0)


def test_untouched_land_is_made_again_the_same(stage: Any) -> None:
    x, z = stage.x & ~15, stage.z & ~15
    cell = np.s_[(x + 64) & 255 : ((x + 64) & 255) + 16, z & 255 : (z & 255) + 16]
    blocks, light = stage.w.blocks[cell].copy(), stage.w.light[cell].copy()
    stage.setup.teleport(stage.x + FAR + 0.5, 150.0, stage.z + 0.5)
    stage.setup.teleport(stage.x + 0.5, float(stage.y), stage.z + 0.5)
    assert (stage.w.blocks[cell] == blocks).all()
    assert (stage.w.light[cell] == light).all()


def test_a_furnace_out_of_sight_stands_still(stage: Any) -> None:
    stage.put(0, 0, 2, "furnace")
    for slot, item in enumerate(("iron_ore", "coal")):
        stage.setup.put_in_container(stage.x, stage.y, stage.z + 2, slot, item, 5)
    stage.tick(100)
    tile = stage.w.tiles[0]
    assert 0 < tile["cook"] < 200
    assert "lit=true" in stage.block(0, 0, 2)
    stage.setup.teleport(stage.x + FAR + 0.5, 150.0, stage.z + 0.5)
    before = tuple(tile)
    stage.tick(50)
    assert tuple(tile) == before
    stage.setup.teleport(stage.x + 0.5, float(stage.y), stage.z + 0.5)
    stage.tick(110)
    assert stage.w.tile_items[0, 2]["count"] == 1


def _screen(stage: Any) -> None:
    stage.put(0, 0, 2, "crafting_table")
    stage.hold("oak_planks", 20)
    stage.setup.open_screen("crafting_table", stage.x, stage.y, stage.z + 2)
    stage.tick(1, camera=(10.0, -9.0))
    stage.tick(1, "attack")


def _furnace(stage: Any) -> None:
    stage.put(0, 0, 2, "furnace")
    for slot, item in enumerate(("iron_ore", "coal")):
        stage.setup.put_in_container(stage.x, stage.y, stage.z + 2, slot, item, 5)
    stage.tick(77)


def _sand(stage: Any) -> None:
    stage.fill((0, 6, 3), (2, 9, 5), "sand")
    stage.tick(5)


def _water(stage: Any) -> None:
    stage.put(0, 3, 3, "water")
    stage.put(3, 0, 5, "lava")
    stage.tick(23)


def _chase(stage: Any) -> None:
    stage.setup.set_difficulty("hard")
    stage.setup.set_time(18_000)
    for kind, dx in (("zombie", -4), ("skeleton", 6), ("creeper", 3), ("cow", -2)):
        stage.setup.creature(kind, stage.x + dx + 0.5, float(stage.y), stage.z + 7.5)
    stage.tick(30)


def _fire(stage: Any) -> None:
    stage.fill((2, 0, 3), (4, 1, 5), "white_wool")
    stage.put(3, 2, 4, "fire")
    stage.tick(50)


def _digging(stage: Any) -> None:
    stage.hold("bread", 5)
    stage.put(0, 1, 2, "stone")
    stage.look(0.5, 1.5, 2.0)
    stage.tick(40, "attack", "forward")


@pytest.mark.parametrize("begin", [_screen, _furnace, _sand, _water, _chase, _fire, _digging])
def test_a_snapshot_in_the_middle_has_the_same_future(stage: Any, begin: Any) -> None:
    begin(stage)
    rng = np.random.default_rng(3)
    inputs = [(rng.random(N_KEYS) < 0.1, rng.normal(0, 3, 2)) for _ in range(60)]

    def play(sim: Simulator) -> str:
        for keys, camera in inputs:
            sim.keys[:] = keys
            sim.camera[:] = camera
            sim.tick()
        return sim.digest()

    snapshot = stage.sim.snapshot()
    first = play(stage.sim)
    stage.sim.restore(snapshot)
    assert play(stage.sim) == first
    other = Simulator()
    other.restore(snapshot)
    assert play(other) == first


KIT = (
    "wooden_pickaxe",
    "oak_planks",
    "crafting_table",
    "furnace",
    "coal",
    "sand",
    "water_bucket",
    "torch",
    "chest",
    "lava_bucket",
    "bread",
    "oak_log",
    "stone_shovel",
    "wheat_seeds",
    "stone_hoe",
    "oak_door",
    "bone_meal",
    "flint_and_steel",
    "oak_sapling",
    "shears",
    "cobblestone",
    "oak_stairs",
    "gravel",
    "oak_slab",
    "oak_fence",
)


def check(sim: Simulator) -> None:
    """What must hold in any world at any time."""
    w, r = sim.w, sim.r
    p = w.player[0]
    for field in ("x", "y", "z", "vx", "vy", "vz", "health", "saturation", "exhaustion", "yaw", "pitch"):
        assert np.isfinite(float(p[field])), field
    assert 0 <= p["health"] <= 20
    assert 0 <= p["food"] <= 20
    assert 0 <= p["selected"] <= 8
    alive = w.entities[w.entities["kind"] != 0]
    for field in ("x", "y", "z", "vx", "vy", "vz", "health"):
        assert np.isfinite(alive[field]).all(), field
    for stacks in (w.items, w.tile_items, alive[alive["kind"] == ITEM]):
        assert (stacks["count"] >= 0).all()
        assert (stacks["count"] <= r.stack[stacks["id"]])[stacks["count"] > 0].all()
        assert (stacks["id"] > 0)[stacks["count"] > 0].all()
    for stacks in (w.items, w.tile_items):
        empty = stacks[stacks["count"] == 0]
        assert not empty["id"].any()
        worn = stacks[(stacks["count"] > 0) & (r.max_damage[stacks["id"]] > 0)]
        assert (worn["damage"] < r.max_damage[worn["id"]]).all()
    assert (w.blocks < len(r.hardness)).all()


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_random_play_breaks_nothing(flat_snapshot: tuple[Simulator, Snapshot], seed: int) -> None:
    sim = flat_snapshot[0]
    rng = np.random.default_rng(seed)
    stacks = tuple(
        Stack(str(item), 1 if item.endswith(("pickaxe", "shovel", "hoe", "bucket", "steel", "shears")) else 16)
        for item in rng.choice(KIT, 9, replace=False)
    )
    sim.reset(seed, WorldSettings(inventory=stacks, time=int(rng.integers(24_000)), done_on_death=False))
    odds = np.full(N_KEYS, 0.02)
    for key, odd in {
        "forward": 0.6,
        "jump": 0.2,
        "sprint": 0.3,
        "attack": 0.5,
        "use": 0.3,
        "sneak": 0.05,
        "ESC": 0.03,
    }.items():
        odds[KEY_INDEX[key]] = odd
    keys = np.zeros(N_KEYS, bool)
    for tick in range(2500):
        if tick % 6 == 0:
            keys = rng.random(N_KEYS) < odds
            turn = rng.normal(0.0, 5.0, 2)
        sim.keys[:] = keys
        sim.camera[:] = turn
        sim.tick()
        if tick % 250 == 249:
            check(sim)
    assert sim.w.custom[0] > 2000


def test_section_weights_and_occupancy_after_random_play(flat_snapshot: tuple[Simulator, Snapshot]) -> None:
    """Of the world that the last test left behind."""
    w, r = flat_snapshot[0].w, flat_snapshot[0].r
    full = np.argwhere(w.chunk_status == 2)
    assert len(full) >= 169
    for i, j in full:
        blocks = w.blocks[i * 16 : i * 16 + 16, j * 16 : j * 16 + 16]
        weights = r.random_ticks[blocks].reshape(16, 16, 16, 16).sum(axis=(0, 1, 3))
        assert (weights == w.section_ticks[i, j]).all()
        for bx, bz in ((0, 0), (5, 9), (15, 15)):
            column = blocks[bx, bz]
            for brick in range(64):
                some = bool(column[brick * 4 : brick * 4 + 4].any())
                bits = int(w.bricks[i * 4 + bx // 4, j * 4 + bz // 4, brick]) >> ((bx & 3) << 4 | (bz & 3) << 2) & 15
                assert bool(bits) == some
        assert w.top[i, j] >= np.flatnonzero(blocks.any(axis=(0, 1)))[-1] + 1
    assert parse_state("air") == 0
