"""The right mouse button through the input path: placing, screens, food, tools, buckets, doors."""

from __future__ import annotations

from typing import Any

import pytest

from craftagent.sim.rules.registry import item_id
from craftagent.sim.state import GUI_CHEST, GUI_CRAFTING, GUI_FURNACE, OFFHAND, STAT_USED


def test_a_block_is_placed_against_each_face(stage: Any) -> None:
    stage.hold("cobblestone", 64)
    stage.put(0, 2, 2, "stone")
    stage.go(0.5, 0.0, -0.6)
    spots = [((0.5, 2.5, 2.0), (0, 2, 1)), ((0.3, 2.02, 2.4), (0, 1, 2))]
    for point, cell in spots:
        stage.look(*point)
        stage.press("use")
        assert stage.name(*cell) == "cobblestone", cell
        stage.put(*cell, "air")
        stage.tick(4)
    stage.put(0, 0, 2, "stone")
    stage.put(0, 2, 2, "air")
    stage.look(0.5, 1.0, 2.5)
    stage.press("use")
    assert stage.name(0, 1, 2) == "cobblestone"
    for side, cell in ((-1.0, (-1, 0, 2)), (1.0, (1, 0, 2))):
        stage.go(0.5 + 2 * side, 0.0, 2.5)
        stage.look(0.5 + side * 0.5, 0.5, 2.5)
        stage.press("use")
        assert stage.name(*cell) == "cobblestone", cell
    assert stage.count("cobblestone") == 64 - 5
    assert stage.stat(STAT_USED, item_id("cobblestone")) == 5
    assert [kind for kind, *_ in stage.events].count("placed") == 5


def test_use_repeats_every_four_ticks(stage: Any) -> None:
    stage.hold("cobblestone", 64)
    stage.look(0.5, 0.0, 2.5)
    placed = []
    for tick in range(12):
        before = stage.count("cobblestone")
        stage.tick(1, "use")
        if stage.count("cobblestone") < before:
            placed.append(tick)
    assert placed[:2] == [0, 4]


def test_no_block_inside_oneself(stage: Any) -> None:
    stage.hold("cobblestone", 8)
    stage.look(0.5, 0.0, 0.5)
    stage.press("use")
    assert stage.count("cobblestone") == 8
    assert stage.name(0, 0, 0) == "air"
    stage.setup.give("torch", 4, 1)
    stage.setup.select(1)
    stage.press("use")
    assert stage.name(0, 0, 0) == "torch"  # nothing to stand in the way of


def test_no_block_inside_a_cow(stage: Any) -> None:
    stage.setup.creature("cow", stage.x + 0.5, stage.y, stage.z + 3.5)
    stage.hold("cobblestone", 8)
    stage.look(0.5, 0.0, 2.6)
    stage.w.entities[0]["x"] = stage.x + 0.5
    stage.w.entities[0]["z"] = stage.z + 3.2
    stage.press("use")
    assert stage.count("cobblestone") == 8


def test_pillar_jumping(stage: Any) -> None:
    stage.hold("dirt", 64)
    stage.p["pitch"] = 90.0
    stage.tick(60, "jump", "use")
    stage.tick(12)
    height = float(stage.p["y"]) - stage.y
    assert height >= 3
    assert [stage.name(0, dy, 0) for dy in range(int(height))] == ["dirt"] * int(height)
    assert stage.count("dirt") == 64 - int(height)


def test_slabs_merge(stage: Any) -> None:
    stage.hold("oak_slab", 8)
    stage.look(0.5, 0.0, 2.5)
    stage.press("use")
    assert stage.block(0, 0, 2).startswith("oak_slab[type=bottom")
    stage.look(0.5, 0.5, 2.5)
    stage.tick(4)
    stage.press("use")
    assert stage.block(0, 0, 2).startswith("oak_slab[type=double")
    assert stage.count("oak_slab") == 6


def test_orientation_follows_the_player(stage: Any) -> None:
    for item, want in (
        ("oak_stairs", "oak_stairs[facing=south,half=bottom"), ("furnace", "furnace[facing=north,lit=false]"),
        ("chest", "chest[facing=north"), ("torch", "torch"), ("oak_log", "oak_log[axis=y]"),
        ("oak_fence", "oak_fence[east=false,north=false"), ("oak_fence_gate", "oak_fence_gate[facing=south"),
        ("oak_door", "oak_door[facing=south,half=lower"),
    ):  # fmt: skip
        stage.hold(item, 4 if item != "oak_door" else 1)
        stage.look(0.5, 0.0, 2.5)
        stage.press("use")
        assert stage.block(0, 0, 2).startswith(want), item
        if item == "oak_door":
            assert stage.block(0, 1, 2).startswith("oak_door[facing=south,half=upper")
        stage.fill((0, 0, 2), (0, 1, 2), "air")
    stage.put(0, 1, 3, "stone")
    for item, want in (
        ("torch", "wall_torch[facing=north]"),
        ("ladder", "ladder[facing=north"),
        ("oak_log", "oak_log[axis=z]"),
        ("lever", "lever[face=wall,facing=north"),
        ("stone_button", "stone_button[face=wall,facing=north"),
    ):
        stage.hold(item, 1)
        stage.look(0.5, 1.5, 3.0)
        stage.press("use")
        assert stage.block(0, 1, 2).startswith(want), item
        stage.put(0, 1, 2, "air")


def test_fences_join_as_they_are_placed_and_part_again(stage: Any) -> None:
    stage.hold("oak_fence", 8)
    stage.put(1, 0, 3, "oak_fence")
    stage.look(0.5, 0.0, 3.5)
    stage.press("use")
    assert "east=true" in stage.block(0, 0, 3)
    assert "west=true" in stage.block(1, 0, 3)
    stage.put(0, 0, 3, "air")
    assert "west=false" in stage.block(1, 0, 3)


def test_plants_need_their_soil_and_light_needs_no_room(stage: Any) -> None:
    stage.put(0, -1, 2, "stone")
    stage.hold("oak_sapling", 3)
    stage.look(0.5, 0.0, 2.5)
    stage.press("use")
    assert stage.count("oak_sapling") == 3
    stage.put(0, -1, 2, "dirt")
    stage.press("use")
    assert stage.name(0, 0, 2) == "oak_sapling"


def test_tall_grass_is_replaced_by_what_is_placed_in_it(stage: Any) -> None:
    stage.put(0, 0, 2, "grass")
    stage.hold("cobblestone", 2)
    stage.look(0.5, 0.4, 2.5)
    stage.press("use")
    assert stage.name(0, 0, 2) == "cobblestone"


def test_the_off_hand_places_when_the_main_hand_cannot(stage: Any) -> None:
    stage.hold("wooden_pickaxe")
    stage.setup.give("torch", 5, OFFHAND)
    stage.look(0.5, 0.0, 2.5)
    stage.press("use")
    assert stage.name(0, 0, 2) == "torch"
    assert stage.slot(OFFHAND) == ("torch", 4)


@pytest.mark.parametrize(
    ("block", "screen"),
    [
        ("crafting_table", GUI_CRAFTING),
        ("furnace[facing=north]", GUI_FURNACE),
        ("chest[facing=north]", GUI_CHEST),
        ("barrel", GUI_CHEST),
    ],
)
def test_use_opens_a_screen_and_e_closes_it(stage: Any, block: str, screen: int) -> None:
    stage.put(0, 1, 2, block)
    stage.hold("cobblestone", 4)
    stage.look(0.5, 1.5, 2.0)
    stage.press("use")
    assert stage.p["gui"] == screen
    stage.tick(2, "forward")
    assert float(stage.p["z"]) == stage.z + 0.5  # keys go to the screen
    stage.press("inventory")
    assert stage.p["gui"] == 0
    stage.tick(1, "sneak")
    stage.press("use", "sneak")
    assert stage.p["gui"] == 0
    assert stage.name(0, 1, 1) == "cobblestone"


def test_a_chest_under_a_block_stays_shut(stage: Any) -> None:
    stage.put(0, 1, 2, "chest[facing=north]")
    stage.put(0, 2, 2, "stone")
    stage.hold("cobblestone", 4)
    stage.look(0.5, 1.5, 2.0)
    stage.press("use")
    assert stage.p["gui"] == 0
    assert stage.count("cobblestone") == 4


def test_bread_takes_32_ticks(stage: Any) -> None:
    stage.hold("bread", 3)
    stage.setup.set_life(food=10)
    stage.p["saturation"] = 0.0
    stage.p["pitch"] = -60.0
    stage.tick(1, "use")
    assert stage.p["using"]
    stage.tick(31, "use")
    assert stage.count("bread") == 3
    stage.tick(1, "use")
    assert stage.count("bread") == 2
    assert stage.p["food"] == 15
    assert abs(float(stage.p["saturation"]) - 6.0) < 1e-5
    assert ("ate", item_id("bread"), 1) in stage.events
    assert stage.stat(STAT_USED, item_id("bread")) == 1


@pytest.mark.parametrize("keys", [(), ("use", "hotbar.2")])
def test_eating_is_cut_short_by_letting_go_or_another_slot(stage: Any, keys: tuple[str, ...]) -> None:
    stage.hold("bread", 3)
    stage.setup.set_life(food=10)
    stage.p["pitch"] = -60.0
    stage.tick(25, "use")
    stage.tick(1, *keys)
    assert not stage.p["using"]
    if not keys:
        stage.tick(20, "use")
    assert stage.count("bread") == 3


def test_nobody_eats_bread_when_full_but_a_golden_apple_goes_down(stage: Any) -> None:
    stage.p["pitch"] = -60.0
    stage.hold("bread", 1)
    stage.tick(40, "use")
    assert stage.count("bread") == 1
    stage.hold("golden_apple", 1)
    stage.tick(40, "use")
    assert stage.count("golden_apple") == 0


def test_stew_leaves_its_bowl_and_milk_its_bucket(stage: Any) -> None:
    stage.p["pitch"] = -60.0
    for item, left in (("mushroom_stew", "bowl"), ("milk_bucket", "bucket")):
        stage.setup.set_life(food=10)
        stage.hold(item)
        stage.tick(33, "use")
        assert stage.slot(0) == (left, 1)
        stage.tick(1)


def test_armour_goes_on_by_right_click(stage: Any) -> None:
    stage.p["pitch"] = -60.0
    stage.hold("iron_helmet", damage=7)
    stage.press("use")
    assert stage.slot(39) == ("iron_helmet", 1)
    assert stage.w.items[39]["damage"] == 7
    assert stage.slot(0) == ("air", 0)
    stage.setup.give("leather_helmet", 1, 0)
    stage.press("use")
    assert stage.slot(39) == ("iron_helmet", 1)


def test_buckets_take_and_give_water(stage: Any) -> None:
    stage.put(0, -1, 2, "water")
    stage.hold("bucket", 2)
    stage.look(0.5, -0.3, 2.5)
    stage.press("use")
    assert stage.name(0, -1, 2) == "air"
    assert stage.count("bucket") == 1
    assert stage.count("water_bucket") == 1
    stage.hold("water_bucket")
    stage.look(0.5, 0.0, 3.5)
    stage.press("use")
    assert stage.block(0, 0, 3) == "water[level=0]"
    assert stage.slot(0) == ("bucket", 1)
    stage.look(0.5, 0.4, 3.5)
    stage.tick(10)
    stage.press("use")
    assert stage.slot(0) == ("water_bucket", 1)


def test_a_bucket_ignores_flowing_water_and_takes_lava(stage: Any) -> None:
    stage.put(0, 0, 2, "water[level=3]")
    stage.hold("bucket")
    stage.look(0.5, 0.2, 2.2)
    stage.tick(1, "use")
    assert stage.slot(0) == ("bucket", 1)
    stage.tick(60)  # it dries up
    stage.put(0, -1, 3, "lava")
    stage.look(0.5, -0.2, 3.5)
    stage.press("use")
    assert stage.slot(0) == ("lava_bucket", 1)
    stage.press("use")
    assert stage.name(0, -2, 3) == "dirt"
    assert stage.name(0, -1, 3) == "lava"


def test_water_buckets_fill_slabs_and_sweep_flowers(stage: Any) -> None:
    stage.put(0, 0, 2, "oak_slab[type=bottom]")
    stage.hold("water_bucket")
    stage.look(0.5, 0.4, 2.2)
    stage.press("use")
    assert stage.block(0, 0, 2) == "oak_slab[type=bottom,waterlogged=true]"
    stage.hold("bucket")
    stage.look(0.5, 0.4, 2.2)
    stage.press("use")
    assert stage.block(0, 0, 2) == "oak_slab[type=bottom,waterlogged=false]"
    stage.put(0, 0, 2, "air")
    stage.tick(60)
    stage.put(0, 0, 3, "dandelion")
    stage.look(0.8, 0.0, 3.8)
    stage.press("use")
    assert stage.block(0, 0, 3) == "water[level=0]"
    assert stage.items() == {"dandelion": 1}


def test_hoe_shovel_and_axe(stage: Any) -> None:
    stage.look(0.5, 0.0, 2.5)
    for tool, block, want in (
        ("iron_hoe", "grass_block", "farmland"),
        ("iron_hoe", "coarse_dirt", "dirt"),
        ("iron_shovel", "grass_block", "grass_path"),
        ("iron_axe", "birch_log[axis=x]", "stripped_birch_log"),
    ):
        stage.hold(tool)
        stage.put(0, -1, 2, block)
        stage.press("use")
        assert stage.name(0, -1, 2) == want
        assert stage.w.items[0]["damage"] == 1
    assert stage.block(0, -1, 2) == "stripped_birch_log[axis=x]"
    stage.hold("iron_hoe")
    stage.put(0, -1, 2, "dirt")
    stage.put(0, 0, 2, "torch")
    stage.look(0.9, -0.05, 2.0)
    stage.press("use")
    assert stage.name(0, -1, 2) == "dirt"  # something stands on it


def test_bone_meal(stage: Any) -> None:
    stage.hold("bone_meal", 64)
    stage.put(0, -1, 2, "farmland[moisture=7]")
    stage.put(0, 0, 2, "wheat[age=0]")
    stage.look(0.5, 0.1, 2.5)
    stage.press("use")
    age = int(stage.block(0, 0, 2)[-2])
    assert 2 <= age <= 5
    assert stage.count("bone_meal") == 63
    for _ in range(4):
        stage.press("use")
        stage.tick(3)
    assert stage.block(0, 0, 2) == "wheat[age=7]"
    left = stage.count("bone_meal")
    stage.press("use")
    assert stage.count("bone_meal") == left  # ripe: no use
    stage.fill((-6, 0, -6), (6, 0, 6), "air")
    stage.put(0, -1, 2, "grass_block")
    stage.look(0.5, 0.0, 2.5)
    stage.press("use")
    plants = {stage.name(dx, 0, dz) for dx in range(-6, 7) for dz in range(-6, 9)} - {"air"}
    assert "grass" in plants


def test_bone_meal_on_a_sapling_makes_a_tree(stage: Any) -> None:
    stage.put(0, 0, 3, "birch_sapling")
    stage.hold("bone_meal", 64)
    stage.look(0.5, 0.3, 3.5)
    stage.tick(150, "use", until=lambda: stage.name(0, 0, 3) == "birch_log")
    assert stage.name(0, 0, 3) == "birch_log"
    logs = next(dy for dy in range(12) if stage.name(0, dy, 3) != "birch_log")
    assert 5 <= logs <= 7
    assert stage.name(0, logs, 3) == "birch_leaves"
    assert stage.name(0, -1, 3) == "dirt"
    stage.tick(30)
    assert stage.block(1, logs - 1, 3) == "birch_leaves[distance=1,persistent=false]"


def test_flint_and_steel(stage: Any) -> None:
    stage.hold("flint_and_steel")
    stage.look(0.5, 0.0, 2.5)
    stage.press("use")
    assert stage.name(0, 0, 2) == "fire"
    assert stage.w.items[0]["damage"] == 1
    stage.put(0, 2, 3, "oak_planks")
    stage.look(0.5, 2.5, 3.0)
    stage.press("use")
    assert "south=true" in stage.block(0, 2, 2)


def test_doors_gates_trapdoors_levers(stage: Any) -> None:
    stage.hold(None)
    stage.put(0, 0, 2, "oak_door[half=lower,facing=south,open=false]")
    stage.put(0, 1, 2, "oak_door[half=upper,facing=south,open=false]")
    stage.look(0.5, 1.5, 2.1)
    stage.press("use")
    assert "open=true" in stage.block(0, 0, 2)
    assert "open=true" in stage.block(0, 1, 2)
    stage.look(0.95, 0.5, 2.5)  # open, it stands at its hinge
    stage.tick(4)
    stage.press("use")
    assert "open=false" in stage.block(0, 0, 2)
    assert "open=false" in stage.block(0, 1, 2)
    stage.fill((0, 0, 2), (0, 1, 2), "air")
    for block in ("oak_fence_gate[facing=south,open=false]", "oak_trapdoor[facing=north,half=bottom,open=false]"):
        stage.put(0, 1, 2, block)
        stage.look(0.5, 1.05, 2.45)
        stage.press("use")
        assert "open=true" in stage.block(0, 1, 2), block
    stage.put(0, 1, 2, "iron_trapdoor[facing=north,half=bottom,open=false]")
    stage.press("use")
    assert "open=false" in stage.block(0, 1, 2)


def test_buttons_spring_back(stage: Any) -> None:
    stage.hold(None)
    stage.put(0, 1, 3, "stone")
    for block, ticks in (("stone_button", 20), ("oak_button", 30)):
        stage.put(0, 1, 2, f"{block}[face=wall,facing=north,powered=false]")
        stage.look(0.5, 1.5, 2.99)
        stage.press("use")
        assert "powered=true" in stage.block(0, 1, 2)
        stage.tick(ticks - 3)
        assert "powered=true" in stage.block(0, 1, 2)
        stage.tick(4)
        assert "powered=false" in stage.block(0, 1, 2)


def test_cake_is_eaten_in_seven_bites(stage: Any) -> None:
    stage.hold(None)
    stage.setup.set_life(food=2)
    stage.put(0, 0, 2, "stone")
    stage.put(0, 1, 2, "cake[bites=0]")
    stage.look(0.9, 1.4, 2.5)  # what is left is at the east side
    bites = 0
    while stage.name(0, 1, 2) == "cake" and bites < 9:
        bites += 1
        stage.press("use")
        stage.tick(3)
    assert bites == 7
    assert stage.p["food"] == 2 + 14


def test_pick_block_brings_the_item_to_hand(stage: Any) -> None:
    stage.hold("stick", 1)
    stage.setup.give("stone", 5, 20)
    stage.put(0, 1, 2, "stone")
    stage.look(0.5, 1.5, 2.0)
    stage.press("pickItem")
    assert stage.slot(int(stage.p["selected"])) == ("stone", 5)


def test_q_drops_one_and_f_swaps_hands(stage: Any) -> None:
    stage.hold("stick", 3)
    stage.p["pitch"] = -20.0
    stage.press("drop")
    assert stage.slot(0) == ("stick", 2)
    assert stage.items() == {"stick": 1}
    stage.tick(3, "drop")
    assert stage.slot(0) == ("stick", 1)  # one a press
    stage.press("swapHands")
    assert stage.slot(OFFHAND) == ("stick", 1)
    assert stage.slot(0) == ("air", 0)
    stage.tick(30)
    assert stage.count("stick") == 1  # 40 ticks before it can be picked up again


def test_shears_and_milk(stage: Any) -> None:
    stage.hold("shears")
    sheep = stage.setup.creature("sheep", stage.x + 0.5, stage.y, stage.z + 2.2)
    stage.look(0.5, 0.8, 2.2)
    stage.press("use")
    assert stage.w.entities[sheep]["sheared"] == 1
    assert sum(stage.items().values()) in (1, 2, 3)
    stage.setup.remove_creatures()
    stage.hold("bucket")
    stage.setup.creature("cow", stage.x + 0.5, stage.y, stage.z + 2.2)
    stage.look(0.5, 0.8, 2.2)
    stage.press("use")
    assert stage.slot(0) == ("milk_bucket", 1)


def test_no_use_while_digging(stage: Any) -> None:
    stage.hold("cobblestone", 5)
    stage.put(0, 1, 2, "stone")
    stage.look(0.5, 1.5, 2.0)
    stage.tick(3, "attack")
    stage.tick(5, "attack", "use")
    assert stage.count("cobblestone") == 5


def test_berries_are_picked(stage: Any) -> None:
    stage.hold(None)
    stage.put(0, 0, 2, "sweet_berry_bush[age=3]")
    stage.look(0.5, 0.5, 2.4)
    stage.press("use")
    assert stage.block(0, 0, 2) == "sweet_berry_bush[age=1]"
    assert stage.items()["sweet_berries"] in (2, 3)
