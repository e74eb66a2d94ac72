"""Digging through the input path: ticks of facts §3.3, pauses, restarts, wear, drops, statistics."""

from __future__ import annotations

from typing import Any

import pytest

from craftagent.sim.rules.registry import block_id, item_id
from craftagent.sim.state import STAT_BROKEN, STAT_MINED, STAT_PICKED_UP, STAT_USED

TOOLS = ("wooden", "stone", "iron", "golden", "diamond", "netherite")
# Ticks from the press to the break, hand first, then TOOLS; negative: nothing drops. float32 sums of the game's client.
TABLE = {
    ("stone", "pickaxe"): (-151, 23, 12, 8, 4, 6, 5),
    ("cobblestone", "pickaxe"): (-201, 30, 15, 10, 5, 8, 7),
    ("coal_ore", "pickaxe"): (-301, 45, 23, 15, 8, 12, 10),
    ("iron_ore", "pickaxe"): (-301, -151, 23, 15, -25, 12, 10),
    ("diamond_ore", "pickaxe"): (-301, -151, -76, 15, -25, 12, 10),
    ("furnace", "pickaxe"): (-350, 53, 27, 18, 9, 14, 12),
    ("oak_log", "axe"): (61, 30, 15, 10, 5, 8, 7),
    ("crafting_table", "axe"): (76, 38, 19, 13, 7, 10, 9),
    ("dirt", "shovel"): (15, 8, 4, 3, 2, 2, 2),
    ("grass_block", "shovel"): (18, 9, 5, 3, 2, 3, 3),
}
CELLS = [
    (block, None if i == 0 else f"{TOOLS[i - 1]}_{tool}", ticks)
    for (block, tool), row in TABLE.items()
    for i, ticks in enumerate(row)
] + [
    ("obsidian", "diamond_pickaxe", 188), ("obsidian", "netherite_pickaxe", 167), ("obsidian", "golden_pickaxe", -417),
    ("oak_leaves[persistent=true]", None, 6), ("oak_leaves[persistent=true]", "iron_sword", 4),
    ("oak_leaves[persistent=true]", "shears", 1), ("oak_leaves[persistent=true]", "wooden_hoe", 3),
    ("oak_leaves[persistent=true]", "stone_hoe", 2), ("white_wool", "shears", 5), ("cobweb", "iron_sword", 8),
    ("cobweb", "shears", 8), ("cobweb", None, -401), ("grass", None, 1), ("torch", None, 1), ("dandelion", None, 1),
]  # fmt: skip


def dig(stage: Any, dx: int, dy: int, dz: int, limit: int = 2000) -> int:
    """Hold attack until the cell is air. Returns the ticks it took."""
    return int(stage.tick(limit, "attack", until=lambda: stage.name(dx, dy, dz) == "air"))


@pytest.mark.parametrize(
    ("block", "tool", "ticks"), CELLS, ids=[f"{b.split('[')[0]}-{t or 'hand'}" for b, t, _ in CELLS]
)
def test_ticks_to_break(stage: Any, block: str, tool: str | None, ticks: int) -> None:
    stage.hold(tool)
    stage.put(0, -1, 2, "dirt")
    stage.put(0, 0, 2, block)
    stage.look(0.5, 0.1 if block in ("grass", "torch", "dandelion") else 0.5, 2.5)
    name = block_id(block.split("[")[0])
    took = dig(stage, 0, 0, 2, abs(ticks) + 3)
    assert abs(took - abs(ticks)) <= (1 if abs(ticks) > 20 else 0)
    assert stage.stat(STAT_MINED, name) == int(ticks > 0)
    assert ("mined", name, item_id(tool) if tool else 0) in stage.events
    if ticks < 0:
        assert not stage.items()
        assert stage.p["exhaustion"] == 0
    else:
        assert abs(float(stage.p["exhaustion"]) - 0.005) < 1e-6


def test_off_the_ground_and_under_water_each_take_five_times_as_long(stage: Any) -> None:
    stage.hold("wooden_pickaxe")
    stage.put(0, 2, 2, "stone")
    stage.fill((0, 0, -1), (0, 3, -1), "stone")
    stage.fill((0, 0, 0), (0, 3, 0), "ladder[facing=south]")
    stage.go(0.5, 1.0, 0.5)
    stage.tick(3, "sneak")  # hanging on a ladder: not on the ground
    stage.look(0.5, 2.5, 2.0)
    took = stage.tick(300, "attack", "sneak", until=lambda: stage.name(0, 2, 2) == "air")
    assert abs(took - 113) <= 1
    stage.fill((-1, 0, -1), (1, 2, 1), "stone")
    stage.fill((0, 0, 0), (0, 2, 0), "water")
    stage.go(0.5, 0.0, 0.5)
    stage.look(0.5, 1.5, 1.0)
    stage.tick(20)
    assert stage.p["eyes_in_water"]
    assert stage.p["on_ground"]
    stage.p["dig_delay"] = 0
    took = stage.tick(300, "attack", until=lambda: stage.name(0, 1, 1) != "stone")
    assert abs(took - 113) <= 1


def test_a_held_button_pauses_five_ticks_and_starts_on_the_sixth(stage: Any) -> None:
    stage.hold(None)
    for dz in (2, 3):
        stage.put(0, 1, dz, "dirt")
    stage.look(0.5, 1.5, 2.5)
    assert dig(stage, 0, 1, 2) == 15
    assert dig(stage, 0, 1, 3) == 5 + 1 + 15


def test_the_pause_is_not_cut_short_by_letting_go(stage: Any) -> None:
    stage.hold(None)
    for dz in (2, 3):
        stage.put(0, 1, dz, "dirt")
    stage.look(0.5, 1.5, 2.5)
    dig(stage, 0, 1, 2)
    stage.tick(1)
    assert dig(stage, 0, 1, 3) == 5 + 15


def test_what_breaks_at_once_does_so_every_tick(stage: Any) -> None:
    stage.hold(None)
    for dz in (2, 3, 4):
        stage.put(0, 0, dz, "grass_block")
        stage.put(0, 1, dz, "grass")
    stage.look(0.5, 1.55, 4.5)
    assert [dig(stage, 0, 1, dz) for dz in (2, 3)] == [1, 1]


def test_another_target_starts_afresh(stage: Any) -> None:
    stage.hold(None)
    stage.put(0, 1, 2, "dirt")
    stage.put(1, 1, 2, "dirt")
    stage.look(0.5, 1.5, 2.2)
    stage.tick(14, "attack")
    stage.look(1.4, 1.5, 2.2)
    stage.tick(2, "attack")
    stage.look(0.5, 1.5, 2.2)
    assert stage.name(0, 1, 2) == "dirt"
    assert dig(stage, 0, 1, 2) == 1 + 15  # a start tick, then all of it


def test_another_item_in_hand_starts_afresh(stage: Any) -> None:
    stage.hold("stick")
    stage.put(0, 1, 2, "dirt")
    stage.look(0.5, 1.5, 2.2)
    stage.tick(14, "attack")
    stage.tick(1, "attack", "hotbar.2")
    assert dig(stage, 0, 1, 2) == 15
    assert stage.p["selected"] == 1


def test_a_press_into_the_air_costs_ten_ticks_unless_let_go(stage: Any) -> None:
    stage.hold(None)
    stage.put(0, 1, 2, "dirt")
    stage.look(0.5, 9.0, 0.6)
    stage.tick(1, "attack")
    stage.look(0.5, 1.5, 2.2)
    assert dig(stage, 0, 1, 2) == 9 + 1 + 15
    stage.put(0, 1, 2, "dirt")
    stage.tick(1)
    stage.p["dig_delay"] = 0
    stage.look(0.5, 9.0, 0.6)
    stage.tick(1, "attack")
    stage.tick(1)
    stage.look(0.5, 1.5, 2.2)
    assert dig(stage, 0, 1, 2) == 15


def test_reach_is_four_and_a_half_blocks(stage: Any) -> None:
    stage.hold(None)
    stage.put(0, 1, 5, "grass_block")
    stage.look(0.5, 1.62, 5.0)
    stage.go(0.5, 0.0, 0.49)
    stage.tick(1)
    assert stage.p["target"] == 0
    stage.go(0.5, 0.0, 0.51)
    stage.tick(1)
    assert stage.p["target"] == 1
    assert stage.p["target_face"] == 2  # north side


def test_tools_wear_and_break(stage: Any) -> None:
    stage.hold("wooden_pickaxe", damage=57)
    stage.put(0, 1, 2, "stone")
    stage.look(0.5, 1.5, 2.2)
    dig(stage, 0, 1, 2)
    assert stage.w.items[0]["damage"] == 58
    stage.put(0, 1, 2, "stone")
    dig(stage, 0, 1, 2)
    assert stage.slot(0) == ("air", 0)
    assert stage.stat(STAT_BROKEN, item_id("wooden_pickaxe")) == 1
    assert stage.stat(STAT_USED, item_id("wooden_pickaxe")) == 2
    assert "broken" in [kind for kind, *_ in stage.events]


@pytest.mark.parametrize(
    ("tool", "block", "wear"),
    [
        ("iron_sword", "dirt", 2),
        ("iron_shovel", "stone", 1),
        ("iron_hoe", "torch", 0),
        ("shears", "grass", 1),
        ("bow", "dirt", 0),
    ],
)
def test_wear_by_tool(stage: Any, tool: str, block: str, wear: int) -> None:
    stage.hold(tool)
    stage.put(0, 0, 2, block)
    stage.look(0.5, 0.2, 2.5)
    dig(stage, 0, 0, 2)
    assert stage.w.items[0]["damage"] == wear


def test_drops_fly_and_are_picked_up(stage: Any) -> None:
    stage.hold(None)
    stage.put(0, 0, 2, "dirt")
    stage.look(0.5, 0.5, 2.2)
    dig(stage, 0, 0, 2)
    assert stage.items() == {"dirt": 1}
    stage.tick(9)
    assert stage.items() == {"dirt": 1}
    stage.tick(60, "forward", until=lambda: stage.count("dirt") == 1)
    assert stage.slot(0) == ("dirt", 1)
    assert stage.items() == {}
    assert stage.stat(STAT_PICKED_UP, item_id("dirt")) == 1
    assert ("picked_up", item_id("dirt"), 1) in stage.events


def test_ore_gives_experience_only_to_the_right_tool(stage: Any) -> None:
    stage.put(0, 1, 2, "diamond_ore")
    stage.look(0.5, 1.5, 2.2)
    stage.hold("iron_pickaxe")
    dig(stage, 0, 1, 2)
    assert 3 <= stage.p["xp"] <= 7
    assert stage.items() == {"diamond": 1}


@pytest.mark.parametrize("half", [0, 1])
def test_doors_break_whole_and_drop_once(stage: Any, half: int) -> None:
    stage.put(0, 0, 2, "oak_door[half=lower,facing=south]")
    stage.put(0, 1, 2, "oak_door[half=upper,facing=south]")
    stage.hold("netherite_axe")
    stage.look(0.5, half + 0.5, 2.0)
    dig(stage, 0, half, 2)
    stage.tick(3)
    assert (stage.name(0, 0, 2), stage.name(0, 1, 2)) == ("air", "air")
    assert stage.items() == {"oak_door": 1}


def test_a_door_falls_once_when_its_ground_goes(stage: Any) -> None:
    stage.put(0, 0, 2, "oak_door[half=lower,facing=south]")
    stage.put(0, 1, 2, "oak_door[half=upper,facing=south]")
    stage.put(0, -1, 2, "air")
    stage.tick(3)
    assert (stage.name(0, 0, 2), stage.name(0, 1, 2)) == ("air", "air")
    assert stage.items() == {"oak_door": 1}


def test_tall_plants_break_whole(stage: Any) -> None:
    stage.hold("shears")
    for half, upper in enumerate(("lower", "upper")):
        stage.put(0, half, 2, f"rose_bush[half={upper}]")
    stage.look(0.5, 1.5, 2.5)
    dig(stage, 0, 1, 2)
    stage.tick(3)
    assert stage.name(0, 0, 2) == "air"
    assert stage.items() == {"rose_bush": 1}


def test_sand_above_falls_when_its_support_is_dug(stage: Any) -> None:
    stage.put(0, 0, 2, "dirt")
    for dy in (1, 2, 3):
        stage.put(0, dy, 2, "sand")
    stage.hold("diamond_shovel")
    stage.look(0.5, 0.5, 2.2)
    dig(stage, 0, 0, 2)
    stage.tick(40)
    assert [stage.name(0, dy, 2) for dy in range(4)] == ["sand", "sand", "sand", "air"]


def test_gravel_lands_on_a_torch_and_drops(stage: Any) -> None:
    stage.put(0, 0, 2, "torch")
    stage.put(0, 3, 2, "gravel")
    stage.tick(40)
    assert stage.name(0, 0, 2) == "torch"
    assert stage.items() == {"gravel": 1}


def test_torches_and_ladders_drop_with_their_support(stage: Any) -> None:
    stage.put(0, 1, 2, "stone")
    stage.put(0, 1, 1, "wall_torch[facing=north]")
    stage.put(1, 1, 2, "ladder[facing=east]")
    stage.put(0, 2, 2, "torch")
    stage.hold("diamond_pickaxe")
    stage.look(0.5, 1.8, 2.0)
    stage.put(0, 1, 2, "air")
    stage.tick(2)
    assert [stage.name(*cell) for cell in ((0, 1, 1), (1, 1, 2), (0, 2, 2))] == ["air"] * 3
    assert stage.items() == {"torch": 2, "ladder": 1}


def test_leaves_decay_after_the_trunk_is_gone(stage: Any) -> None:
    stage.fill((0, 0, 3), (0, 3, 3), "oak_log")
    for dx in range(-2, 3):
        for dz in range(-2, 3):
            if (dx, dz) != (0, 0):
                stage.put(dx, 3, 3 + dz, f"oak_leaves[distance={abs(dx) + abs(dz)},persistent=false]")
    stage.put(0, 4, 3, "oak_leaves[distance=7,persistent=true]")
    stage.tick(60)
    assert stage.block(2, 3, 5) == "oak_leaves[distance=4,persistent=false]"
    stage.fill((0, 0, 3), (0, 3, 3), "air")
    stage.tick(30)
    assert stage.block(2, 3, 5) == "oak_leaves[distance=7,persistent=false]"
    stage.tick(9000, until=lambda: not any(
        stage.name(dx, 3, 3 + dz) == "oak_leaves" for dx in range(-2, 3) for dz in range(-2, 3)))  # fmt: skip
    assert not any(stage.name(dx, 3, 3 + dz) == "oak_leaves" for dx in range(-2, 3) for dz in range(-2, 3))
    assert stage.name(0, 4, 3) == "oak_leaves"  # placed by hand: stays


def test_ice_leaves_water_above_ground_only(stage: Any) -> None:
    stage.hold("diamond_pickaxe")
    stage.put(0, 0, 2, "ice")
    stage.look(0.5, 0.5, 2.2)
    stage.tick(30, "attack", until=lambda: stage.name(0, 0, 2) != "ice")
    assert stage.name(0, 0, 2) == "water"
    assert stage.items() == {}


@pytest.mark.parametrize("block", ["chest", "furnace", "barrel"])
def test_containers_spill(stage: Any, block: str) -> None:
    stage.put(0, 1, 2, block)
    stage.setup.put_in_container(stage.x, stage.y + 1, stage.z + 2, 0, "apple", 5)
    stage.setup.put_in_container(stage.x, stage.y + 1, stage.z + 2, 1, "coal", 3)
    stage.hold("netherite_pickaxe")
    stage.look(0.5, 1.5, 2.2)
    dig(stage, 0, 1, 2)
    assert stage.items() == {"apple": 5, "coal": 3, block: 1}
    assert not (stage.w.tiles["kind"] != 0).any()


def test_a_button_held_through_a_screen_digs_only_when_pressed_again(stage: Any) -> None:
    stage.hold(None)
    stage.put(0, 1, 2, "dirt")
    stage.look(0.5, 1.5, 2.2)
    stage.press("inventory")
    stage.tick(1, "attack")
    stage.tick(1, "attack", "inventory")
    stage.tick(40, "attack")
    assert stage.name(0, 1, 2) == "dirt"
    stage.tick(1)
    assert dig(stage, 0, 1, 2) == 15


def test_a_creature_shields_what_is_behind_it(stage: Any) -> None:
    stage.hold(None)
    stage.put(0, 1, 4, "dirt")
    stage.look(0.5, 1.2, 4.0)
    stage.setup.creature("cow", stage.x + 0.5, stage.y, stage.z + 3.45 + 0.5)
    stage.tick(1)
    assert stage.p["target"] == 0  # more than 3 blocks away
    stage.w.entities["kind"] = 0
    stage.setup.creature("cow", stage.x + 0.5, stage.y, stage.z + 2.5)
    stage.tick(1)
    assert stage.p["target"] == 2
