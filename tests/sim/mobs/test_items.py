"""Dropped stacks: falling, merging, picking up, ageing, liquids."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from craftagent.sim.mobs.spawn import spawn_item
from craftagent.sim.rules.registry import item_id, state_id
from craftagent.sim.state import FALLING_BLOCK, ITEM, MAX_ENTITIES, STAT_PICKED_UP


def test_item_falls_by_the_games_numbers(flat: Any) -> None:
    e = flat.drop("dirt", 1, 20.5, 70.0, 20.5)
    heights, v, y = [], 0.0, 70.0
    for _ in range(8):
        flat.tick()
        v -= 0.04
        y += v
        v *= 0.98
        heights.append((float(e["y"]), y))
    for got, want in heights:
        assert got == pytest.approx(want, abs=1e-9)
    flat.tick(60)
    assert e["y"] == 64.0
    assert e["on_ground"] == 1


def test_ground_friction(flat: Any) -> None:
    e = flat.drop("dirt", 1, 20.5, 64.0, 20.5)
    e["vx"], e["on_ground"] = 0.2, 1
    flat.tick()
    assert e["x"] == pytest.approx(20.7)
    flat.tick()
    assert e["x"] - 20.7 == pytest.approx(0.2 * 0.6 * 0.98, abs=1e-6)


def test_pick_up_after_the_delay(flat: Any) -> None:
    e = flat.drop("dirt", 5, 1.2, 64.0, 0.5, delay=10)
    flat.tick(10)
    assert e["kind"] == ITEM
    assert not flat.events
    flat.tick()
    assert e["kind"] == 0
    assert flat.w.items[0]["id"] == item_id("dirt")
    assert flat.w.items[0]["count"] == 5
    assert ("picked_up", item_id("dirt"), 5) in flat.events
    assert flat.w.stats[STAT_PICKED_UP, item_id("dirt")] == 5


@pytest.mark.parametrize(("dx", "taken"), [(1.40, True), (1.45, False)])
def test_pick_up_reach(flat: Any, dx: float, taken: bool) -> None:
    e = flat.drop("dirt", 1, 0.5 + dx, 64.0, 0.5)
    flat.tick(2)
    assert (e["kind"] == 0) == taken


def test_full_inventory_leaves_the_rest(flat: Any) -> None:
    flat.w.items["id"][:41] = item_id("stone")
    flat.w.items["count"][:41] = 64
    flat.w.items["id"][3], flat.w.items["count"][3] = item_id("dirt"), 60
    e = flat.drop("dirt", 10, 0.5, 64.0, 0.5)
    flat.tick(3)
    assert flat.w.items["count"][3] == 64
    assert e["kind"] == ITEM
    assert e["count"] == 6


def test_a_dead_player_takes_nothing(flat: Any) -> None:
    flat.player["dead"] = 1
    e = flat.drop("dirt", 1, 0.5, 64.0, 0.5)
    flat.tick(3)
    assert e["kind"] == ITEM


def test_near_stacks_merge_up_to_a_full_one(flat: Any) -> None:
    for count in (10, 20, 40):
        flat.drop("dirt", count, 20.5, 64.0, 20.5)
    flat.drop("stone", 1, 20.5, 64.0, 20.5)
    flat.tick(100)
    dirt = [int(e["count"]) for e in flat.kinds(ITEM) if e["id"] == item_id("dirt")]
    assert sum(dirt) == 70
    assert len(dirt) == 2
    assert len(flat.kinds(ITEM)) == 3


def test_tools_do_not_merge_and_far_items_do_not(flat: Any) -> None:
    for _ in range(2):
        flat.drop("iron_axe", 1, 20.5, 64.0, 20.5)
    flat.drop("dirt", 1, 25.5, 64.0, 20.5)
    flat.drop("dirt", 1, 26.6, 64.0, 20.5)
    flat.tick(100)
    assert len(flat.kinds(ITEM)) == 4


def test_despawns_after_five_minutes(flat: Any) -> None:
    e = flat.drop("dirt", 1, 20.5, 64.0, 20.5)
    e["age"] = 5990
    flat.tick(9)
    assert e["kind"] == ITEM
    flat.tick(1)
    assert e["kind"] == 0


def test_floats_up_in_water_and_burns_in_lava(flat: Any) -> None:
    flat.fill(18, 60, 18, 22, 63, 22, "water")
    e = flat.drop("dirt", 1, 20.5, 60.2, 20.5)
    flat.tick(300)
    assert e["y"] > 63.0
    flat.fill(30, 63, 30, 30, 63, 30, "lava")
    e = flat.drop("dirt", 1, 30.5, 63.5, 30.5)
    flat.tick(5)
    assert e["kind"] == 0


def test_running_water_carries_items(flat: Any) -> None:
    flat.fill(20, 63, 20, 20, 63, 20, "water")
    for k in range(1, 6):
        flat.put(20 + k, 63, 20, f"water[level={k}]")
    e = flat.drop("dirt", 1, 20.5, 63.4, 20.5)
    flat.tick(80)
    assert e["x"] > 22.5


def test_is_pushed_out_of_a_block(flat: Any) -> None:
    flat.put(20, 64, 20, "stone")
    e = flat.drop("dirt", 1, 20.9, 64.3, 20.5)
    flat.tick(20)
    assert e["x"] > 21.0


def test_oldest_item_gives_way_in_a_full_table(flat: Any) -> None:
    rows = [flat.drop("dirt", 1, 20.5 + 2 * (k % 16), 64.0, 20.5 + 2 * (k // 16)) for k in range(MAX_ENTITIES)]
    rows[77]["age"] = 100
    flat.w.entities["kind"][5] = FALLING_BLOCK
    rows[6]["age"] = 50
    index = spawn_item(
        flat.w, np.int64(item_id("stone")), np.int64(3), np.int64(0), 0.0, 80.0, 0.0, 0.0, 0.0, 0.0, np.int64(10)
    )
    assert index == 77
    assert flat.w.entities[77]["id"] == item_id("stone")
    assert flat.w.entities[77]["age"] == 0


def test_falling_sand_becomes_a_block(flat: Any) -> None:
    e = flat.spawn(FALLING_BLOCK, 20.5, 75.0, 20.5)
    e["state"] = state_id("sand")
    flat.tick(60)
    assert e["kind"] == 0
    assert flat.block(20, 64, 20) == state_id("sand")
    assert not len(flat.kinds(ITEM))


def test_a_column_of_sand_lands_as_a_column(flat: Any) -> None:
    for k in range(5):
        e = flat.spawn(FALLING_BLOCK, 20.5, 70.0 + k, 20.5)
        e["state"] = state_id("red_sand")
    flat.tick(80)
    assert [flat.block(20, 64 + k, 20) for k in range(6)] == [state_id("red_sand")] * 5 + [0]


def test_sand_on_a_slab_drops_as_an_item(flat: Any) -> None:
    flat.put(20, 64, 20, "oak_slab[type=bottom]")
    e = flat.spawn(FALLING_BLOCK, 20.5, 70.0, 20.5)
    e["state"] = state_id("sand")
    flat.tick(60)
    assert [int(i["id"]) for i in flat.kinds(ITEM)] == [item_id("sand")]
    assert flat.block(20, 64, 20) != state_id("sand")


def test_sand_sinks_in_water_and_powder_sets(flat: Any) -> None:
    flat.fill(18, 60, 18, 22, 63, 22, "water")
    for x, name in ((19, "sand"), (21, "red_concrete_powder")):
        e = flat.spawn(FALLING_BLOCK, x + 0.5, 70.0, 20.5)
        e["state"] = state_id(name)
    flat.tick(100)
    assert flat.block(19, 60, 20) == state_id("sand")
    assert state_id("red_concrete") in [flat.block(21, y, 20) for y in range(60, 64)]
