"""The set-up API: every call's good and bad cases, and that a bad call changes nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from craftagent.sim.setup import CREATURES, MAX_FILL
from craftagent.sim.state import ENTITY_NAMES


def test_blocks(stage: Any) -> None:
    s, x, y, z = stage.setup, stage.x, stage.y, stage.z
    s.set_block(x, y, z + 2, "oak_log[axis=x]")
    assert s.block(x, y, z + 2) == "oak_log[axis=x]"
    s.set_block(x, y, z + 2, "minecraft:stone")
    assert s.block(x, y, z + 2) == "stone"
    assert s.fill(x, y, z + 2, x + 2, y + 1, z + 4, "glass") == 18
    assert s.fill(x + 2, y + 1, z + 4, x, y, z + 2, "glass") == 0  # nothing changed; corners in any order
    s.set_block(x, y, z + 6, "oak_door[facing=east,half=lower]")
    assert s.block(x, y + 1, z + 6).startswith("oak_door[facing=east,half=upper")
    s.set_block(x, 0, z, "air")
    s.set_block(x, 255, z, "stone")


@pytest.mark.parametrize(
    ("call", "args", "says"),
    [
        ("set_block", (0, 0, 0, "stoen"), "stone"),
        ("set_block", (0, 0, 0, "oak_log[axis=w]"), "axis"),
        ("set_block", (0, 0, 0, "oak_log[axes=x]"), "axis"),
        ("set_block", (0, 0, 0, 3), "name"),
        ("set_block", (0, 0, 0, "oak_log[axis=x"), ""),
        ("set_block", (0, 300, 0, "stone"), "y"),
        ("set_block", (0.5, 0, 0, "stone"), "x"),
        ("set_block", (True, 0, 0, "stone"), "x"),
        ("set_block", (5000, 0, 0, "stone"), "loaded"),
        ("block", (5000, 0, 0), "loaded"),
        ("fill", (0, 0, 0, 40, 40, 40, "stone"), str(MAX_FILL)),
        ("fill", (0, 0, 0, 1, 1, 1, "stonn"), "stone"),
        ("put_in_container", (0, 1, 0, 0, "stone", 1), "container"),
        ("creature", ("cowe", 0.5, 70.0, 0.5), "cow"),
        ("creature", ("item", 0.5, 70.0, 0.5), "creature"),
        ("creature", ("cow", float("nan"), 70.0, 0.5), "x"),
        ("creature", ("cow", 0.5, 300.0, 0.5), "y"),
        ("give", ("stoone", 1), "stone"),
        ("give", ("air", 1), "air"),
        ("give", ("stone", 65), "count"),
        ("give", ("bucket", 17), "16"),
        ("give", ("stone", 0), "count"),
        ("give", ("stone", 1, 41), "slot"),
        ("select", (9,), "slot"),
        ("teleport", (0.5, 256.0, 0.5), "y"),
        ("teleport", (0.5, 70.0, 0.5, 0.0, 91.0), "pitch"),
        ("teleport", ("0", 70.0, 0.5), "x"),
        ("set_time", (24_000,), "time"),
        ("set_difficulty", ("hardd",), "hard"),
        ("set_rule", ("mob", True), "mobs"),
        ("set_rule", ("mobs", 1), "true or false"),
        ("set_life", (0.0,), "health"),
        ("set_life", (None, 21), "food"),
        ("set_life", (None, None, -1), "air"),
        ("open_screen", ("chests",), "chest"),
        ("open_screen", ("chest", 0, 1, 0), "chest"),
    ],
)
def test_bad_calls_say_why_and_change_nothing(stage: Any, call: str, args: tuple[Any, ...], says: str) -> None:
    s = stage.setup
    if call in ("set_block", "block", "fill", "put_in_container", "open_screen"):  # cells around the player
        origin = (stage.x, stage.y, stage.z) * 2
        first = 1 if call == "open_screen" else 0
        cells = tuple(
            a + origin[i - first]
            if type(a) is int and first <= i < first + (6 if call == "fill" else 3) and a < 200
            else a
            for i, a in enumerate(args)
        )
        args = cells
    before = stage.sim.digest()
    with pytest.raises(ValueError, match=r".") as error:
        getattr(s, call)(*args)
    assert says in str(error.value)
    assert "\n" not in str(error.value)
    assert stage.sim.digest() == before


def test_creatures(stage: Any) -> None:
    for i, kind in enumerate(CREATURES):
        index = stage.setup.creature(kind, stage.x + i, float(stage.y), stage.z + 5.5, yaw=90.0)
        e = stage.w.entities[index]
        assert ENTITY_NAMES[e["kind"]] == kind
        assert e["yaw"] == 90.0
    stage.tick(5)
    stage.setup.remove_creatures()
    assert not stage.w.entities["kind"].any()


def test_the_world_has_room_for_so_many_creatures(stage: Any) -> None:
    with pytest.raises(ValueError, match="full"):
        for _ in range(300):
            stage.setup.creature("pig", stage.x + 0.5, float(stage.y), stage.z + 5.5)
    stage.tick(3)


def test_inventory_calls(stage: Any) -> None:
    s = stage.setup
    s.clear_inventory()
    s.give("stone", 64)
    s.give("bow", 1, damage=3)
    s.give("iron_boots", 1, 36)
    assert stage.slot(0) == ("stone", 64)
    assert tuple(stage.w.items[1])[1:] == (1, 3)
    assert stage.slot(36) == ("iron_boots", 1)
    for _ in range(34):
        s.give("dirt", 1)
    with pytest.raises(ValueError, match="36"):
        s.give("dirt", 1)
    s.clear_inventory()
    assert not stage.w.items["count"].any()
    assert stage.sim.info()["inventory"] == {}


def test_time_rules_life_and_place(stage: Any) -> None:
    s = stage.setup
    s.set_time(18_000)
    s.set_difficulty("easy")
    s.set_rule("random_ticks", False)
    assert stage.w.clock[0]["random_ticks"] == 0
    s.set_rule("random_ticks", True)
    assert stage.w.clock[0]["random_ticks"] == 3
    s.set_life(health=7.5, food=3, air=100)
    s.teleport(stage.x + 3.5, stage.y + 2.0, stage.z + 1.5, 90.0, 10.0)
    info = stage.sim.info()
    assert info["time"] == 18_000
    assert (info["life"]["health"], info["life"]["food"], info["life"]["air"]) == (7.5, 3, 100)
    assert info["pose"] == {"x": stage.x + 3.5, "y": stage.y + 2.0, "z": stage.z + 1.5, "yaw": 90.0, "pitch": 10.0}


def test_containers_and_screens(stage: Any) -> None:
    s, x, y, z = stage.setup, stage.x, stage.y, stage.z
    s.set_block(x, y, z + 2, "chest[facing=north]")
    s.put_in_container(x, y, z + 2, 26, "apple", 3)
    with pytest.raises(ValueError, match="slot"):
        s.put_in_container(x, y, z + 2, 27, "apple", 3)
    s.open_screen("chest", x, y, z + 2)
    assert stage.sim.info()["gui"]["screen"] == "chest"
    s.open_screen("inventory")
    assert stage.sim.info()["gui"]["screen"] == "inventory"
    stage.press("inventory")
    s.set_block(x, y, z + 2, "furnace")  # the chest and what it held are gone
    assert (stage.w.tiles["kind"] != 0).sum() == 1
    with pytest.raises(ValueError, match="slot"):
        s.put_in_container(x, y, z + 2, 3, "coal", 3)
    s.set_block(x, y, z + 2, "air")
    assert not (stage.w.tiles["kind"] != 0).any()
    assert not stage.items()


def test_occupancy_follows(stage: Any) -> None:
    stage.fill((-3, 0, -3), (3, 5, 3), "stone")
    stage.fill((-2, 1, -2), (2, 4, 2), "air")
    check_occupancy(stage.w, stage.r)


def check_occupancy(w: Any, r: Any) -> None:
    """Bricks, coarse bits and heights say what the blocks say, wherever chunks are loaded."""
    full = w.chunk_status == 2
    solid = (w.blocks != 0).reshape(64, 4, 64, 4, 64, 4)
    shifts = np.arange(4, dtype=np.uint64)
    bits = shifts[:, None, None] << np.uint64(4) | shifts[None, :, None] << np.uint64(2) | shifts[None, None, :]
    bricks = (solid.transpose(0, 2, 4, 1, 3, 5).astype(np.uint64) << bits).sum(axis=(3, 4, 5), dtype=np.uint64)
    coarse = (bricks != 0).reshape(16, 4, 16, 4, 16, 4).transpose(0, 2, 4, 1, 3, 5).astype(np.uint64) << bits
    wide = full.repeat(4, axis=0).repeat(4, axis=1)
    assert (w.bricks[wide] == bricks[wide]).all()
    assert (w.coarse[full] == coarse.sum(axis=(3, 4, 5), dtype=np.uint64)[full]).all()
