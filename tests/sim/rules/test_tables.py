"""The tables of Rules: shapes, light, tools, items; against figures of the game written by hand."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import numpy as np
import pytest

from craftagent.sim.rules import tables
from craftagent.sim.rules.registry import N_BLOCKS, N_ITEMS, N_STATES, block_id, block_names, item_id, item_names
from craftagent.sim.rules.registry import parse_state as state
from craftagent.sim.rules.tables import FIELDS, build_arrays, load_rules


def test_lengths() -> None:
    rules = load_rules()
    assert len(rules.state_block) == N_STATES == len(rules.opacity) == len(rules.support)
    assert len(rules.tool) == N_BLOCKS == len(rules.loot_start)
    assert len(rules.stack) == N_ITEMS == len(rules.fuel)
    ends = rules.coll_start + rules.coll_count, rules.pick_start + rules.pick_count
    assert max(int(e.max()) for e in ends) <= len(rules.boxes)
    assert (rules.boxes[:, 3:] > rules.boxes[:, :3]).all()
    assert (rules.boxes >= -0.25).all()  # piston heads reach back into their piston
    assert (rules.boxes <= 1.5).all()


def test_same_from_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRAFTAGENT_CACHE", str(tmp_path))
    fresh = build_arrays()
    first = tables.load_rules.__wrapped__()
    (stored,) = tmp_path.glob("rules-*.npz")
    second = tables.load_rules.__wrapped__()
    for name in FIELDS:
        assert np.array_equal(getattr(first, name), fresh[name]), name
        assert np.array_equal(getattr(second, name), fresh[name]), name
        assert getattr(second, name).dtype == fresh[name].dtype
    stored.write_bytes(stored.read_bytes()[:1000])  # cut short, as by a full disk
    third = tables.load_rules.__wrapped__()
    assert np.array_equal(third.opacity, fresh["opacity"])
    assert len(list(tmp_path.iterdir())) == 1  # no temporary files stay


def _load(_: int) -> int:
    return int(tables.load_rules.__wrapped__().opacity.sum())


def test_many_processes_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRAFTAGENT_CACHE", str(tmp_path))
    with multiprocessing.get_context("fork").Pool(4) as pool:
        assert len(set(pool.map(_load, range(8)))) == 1
    assert len(list(tmp_path.glob("rules-*"))) == 1


def test_kernels_take_it_as_one_record() -> None:
    rules = load_rules()
    assert isinstance(rules, np.record)
    assert rules is load_rules()


@pytest.mark.parametrize(
    ("text", "opacity", "emission"),
    [
        ("air", 0, 0), ("stone", 15, 0), ("glass", 0, 0), ("oak_leaves", 1, 0), ("water", 1, 0), ("ice", 1, 0),
        ("oak_slab", 0, 0), ("oak_slab[waterlogged=true]", 1, 0), ("oak_slab[type=double]", 15, 0),
        ("snow[layers=1]", 0, 0), ("snow[layers=8]", 15, 0), ("snow_block", 15, 0), ("torch", 0, 14), ("lava", 1, 15),
        ("furnace", 15, 0), ("furnace[lit=true]", 15, 13), ("smoker[lit=true]", 15, 13), ("redstone_ore", 15, 0),
        ("redstone_ore[lit=true]", 15, 9), ("glowstone", 15, 15), ("lantern", 0, 15), ("soul_lantern", 0, 10),
        ("campfire", 0, 15), ("campfire[lit=false]", 0, 0), ("redstone_torch", 0, 7), ("jack_o_lantern", 15, 15),
        ("brown_mushroom", 0, 1), ("red_mushroom", 0, 0), ("magma_block", 15, 3), ("sea_pickle[pickles=4]", 1, 15),
        ("farmland", 0, 0), ("soul_sand", 15, 0), ("grass", 0, 0), ("chest", 0, 0), ("cobweb", 1, 0), ("tnt", 15, 0),
        ("respawn_anchor[charges=2]", 15, 7), ("crying_obsidian", 15, 10), ("bedrock", 15, 0), ("oak_stairs", 0, 0),
    ],
)  # fmt: skip
def test_light(text: str, opacity: int, emission: int) -> None:
    rules = load_rules()
    assert (int(rules.opacity[state(text)]), int(rules.emission[state(text)])) == (opacity, emission)


def test_faces_that_stop_light() -> None:
    faces = load_rules().light_faces
    assert faces[state("stone")] == 63
    assert faces[state("glass")] == 0
    assert faces[state("oak_slab[type=bottom]")] == 0b000001
    assert faces[state("oak_slab[type=top]")] == 0b000010
    assert faces[state("farmland")] == 0b000001
    assert faces[state("oak_stairs[facing=north,half=bottom]")] == 0b000101
    assert faces[state("oak_fence")] == 0


@pytest.mark.parametrize(
    ("text", "collision", "outline"),
    [
        ("air", [], []), ("water", [], []), ("stone", [(0, 0, 0, 16, 16, 16)], [(0, 0, 0, 16, 16, 16)]),
        ("torch", [], [(6, 0, 6, 10, 10, 10)]), ("wall_torch[facing=north]", [], [(5.5, 3, 11, 10.5, 13, 16)]),
        ("oak_slab[type=top]", [(0, 8, 0, 16, 16, 16)], [(0, 8, 0, 16, 16, 16)]),
        ("soul_sand", [(0, 0, 0, 16, 14, 16)], [(0, 0, 0, 16, 16, 16)]),
        ("snow[layers=1]", [], [(0, 0, 0, 16, 2, 16)]),
        ("snow[layers=3]", [(0, 0, 0, 16, 4, 16)], [(0, 0, 0, 16, 6, 16)]),
        ("oak_fence", [(6, 0, 6, 10, 24, 10)], [(6, 0, 6, 10, 16, 10)]),
        ("oak_fence_gate[facing=north,open=true]", [], [(0, 0, 6, 16, 16, 10)]),
        ("cobblestone_wall", [(4, 0, 4, 12, 24, 12)], [(4, 0, 4, 12, 16, 12)]),
        ("grass", [], [(2, 0, 2, 14, 13, 14)]), ("poppy", [], [(5, 0, 5, 11, 10, 11)]),
        ("wheat[age=7]", [], [(0, 0, 0, 16, 16, 16)]), ("wheat[age=0]", [], [(0, 0, 0, 16, 2, 16)]),
        ("cactus", [(1, 0, 1, 15, 15, 15)], [(1, 0, 1, 15, 16, 15)]),
        ("farmland", [(0, 0, 0, 16, 15, 16)], [(0, 0, 0, 16, 15, 16)]),
        ("ladder[facing=south]", [(0, 0, 0, 16, 16, 3)], [(0, 0, 0, 16, 16, 3)]),
        ("stone_button[face=floor,facing=north]", [], [(5, 0, 6, 11, 2, 10)]), ("rail", [], [(0, 0, 0, 16, 2, 16)]),
        ("chest", [(1, 0, 1, 15, 14, 15)], [(1, 0, 1, 15, 14, 15)]), ("kelp", [], [(0, 0, 0, 16, 9, 16)]),
    ],
)  # fmt: skip
def test_shapes(text: str, collision: list[tuple[float, ...]], outline: list[tuple[float, ...]] | None) -> None:
    rules, found = load_rules(), state(text)
    for kind, wanted in (("coll", collision), ("pick", outline)):
        start, count = (int(getattr(rules, f"{kind}_{part}")[found]) for part in ("start", "count"))
        assert [tuple(box * 16) for box in rules.boxes[start : start + count]] == wanted


def test_cubes() -> None:
    rules = load_rules()
    for name in ("stone", "oak_log", "dirt", "furnace", "bookshelf", "tnt", "bedrock", "oak_slab[type=double]"):
        assert rules.full_cube[state(name)] == rules.opaque_cube[state(name)] == 1, name
    for name in ("glass", "oak_leaves", "ice", "slime_block", "spawner", "white_stained_glass"):
        assert rules.full_cube[state(name)] == 1, name
        assert rules.opaque_cube[state(name)] == 0, name
    for name in ("air", "water", "oak_stairs", "torch", "chest", "farmland", "grass", "tall_grass", "cobweb", "snow"):
        assert rules.full_cube[state(name)] == rules.opaque_cube[state(name)] == 0, name
    assert rules.opaque_cube[state("soul_sand")] == 1


def test_movement() -> None:
    rules = load_rules()
    slippery = {block_names()[rules.state_block[s]] for s in np.flatnonzero(rules.slipperiness != np.float32(0.6))}
    assert slippery == {"ice", "packed_ice", "blue_ice", "frosted_ice", "slime_block"}
    assert rules.speed_factor[state("soul_sand")] == np.float32(0.4)
    assert rules.jump_factor[state("honey_block")] == np.float32(0.5)
    assert [n for n in block_names() if rules.climbable[state(n)]] == [
        "ladder", "vine", "scaffolding", "weeping_vines", "weeping_vines_plant", "twisting_vines",
        "twisting_vines_plant",
    ]  # fmt: skip
    assert sum(int(rules.falls[state(n)]) for n in block_names()) == 3 + 16 + 3 + 1


def test_fluids() -> None:
    rules = load_rules()
    assert [int(rules.fluid_level[state(f"water[level={n}]")]) for n in (0, 1, 7, 8, 15)] == [0, 1, 7, 8, 8]
    assert rules.fluid[state("lava")] == 2
    for name in ("kelp", "seagrass", "oak_fence[waterlogged=true]", "water[level=3]"):
        assert rules.fluid[state(name)] == 1
    assert rules.fluid[state("oak_fence")] == 0
    assert rules.wet_state[state("oak_fence")] == state("oak_fence[waterlogged=true]")
    assert rules.dry_state[state("oak_fence[waterlogged=true,east=true]")] == state("oak_fence[east=true]")
    assert rules.wet_state[state("stone")] == -1


def test_hardness() -> None:
    rules = load_rules()
    unbreakable = {n for n in block_names() if rules.hardness[state(n)] < 0}
    assert unbreakable == {
        "bedrock", "barrier", "end_portal_frame", "command_block", "chain_command_block", "repeating_command_block",
        "structure_block", "jigsaw", "end_portal", "end_gateway", "nether_portal", "moving_piston", "water", "lava",
    }  # fmt: skip
    assert rules.hardness[state("obsidian")] == 50
    assert rules.hardness[state("oak_leaves")] == np.float32(0.2)


@pytest.mark.parametrize(
    ("item", "stack", "damage", "attack", "rate"),
    [
        ("wooden_sword", 1, 59, 4, 1.6), ("stone_sword", 1, 131, 5, 1.6), ("iron_sword", 1, 250, 6, 1.6),
        ("diamond_sword", 1, 1561, 7, 1.6), ("netherite_sword", 1, 2031, 8, 1.6), ("golden_sword", 1, 32, 4, 1.6),
        ("wooden_axe", 1, 59, 7, 0.8), ("stone_axe", 1, 131, 9, 0.8), ("iron_axe", 1, 250, 9, 0.9),
        ("diamond_axe", 1, 1561, 9, 1.0), ("netherite_axe", 1, 2031, 10, 1.0), ("golden_axe", 1, 32, 7, 1.0),
        ("iron_pickaxe", 1, 250, 4, 1.2), ("diamond_shovel", 1, 1561, 5.5, 1.0), ("stone_hoe", 1, 131, 1, 2.0),
        ("shears", 1, 238, 1, 4.0), ("bow", 1, 384, 1, 4.0), ("flint_and_steel", 1, 64, 1, 4.0),
        ("ender_pearl", 16, 0, 1, 4.0), ("egg", 16, 0, 1, 4.0), ("snowball", 16, 0, 1, 4.0), ("bucket", 16, 0, 1, 4.0),
        ("oak_sign", 16, 0, 1, 4.0), ("white_banner", 16, 0, 1, 4.0), ("honey_bottle", 16, 0, 1, 4.0),
        ("cobblestone", 64, 0, 1, 4.0), ("water_bucket", 1, 0, 1, 4.0), ("cake", 1, 0, 1, 4.0),
        ("white_bed", 1, 0, 1, 4.0), ("oak_boat", 1, 0, 1, 4.0), ("mushroom_stew", 1, 0, 1, 4.0),
        ("warped_fungus_on_a_stick", 1, 100, 1, 4.0), ("iron_chestplate", 1, 240, 1, 4.0),
        ("diamond_helmet", 1, 363, 1, 4.0), ("leather_boots", 1, 65, 1, 4.0), ("netherite_leggings", 1, 555, 1, 4.0),
    ],
)  # fmt: skip
def test_items(item: str, stack: int, damage: int, attack: float, rate: float) -> None:
    rules, i = load_rules(), item_id(item)
    assert (int(rules.stack[i]), int(rules.max_damage[i])) == (stack, damage)
    assert float(rules.attack_damage[i]) == pytest.approx(attack)
    assert float(rules.attack_speed[i]) == pytest.approx(rate)


def test_armour() -> None:
    rules = load_rules()
    for material, points, toughness in (
        ("leather", (1, 2, 3, 1), 0), ("chainmail", (1, 4, 5, 2), 0), ("iron", (2, 5, 6, 2), 0),
        ("golden", (1, 3, 5, 2), 0), ("diamond", (3, 6, 8, 3), 2), ("netherite", (3, 6, 8, 3), 3),
    ):  # fmt: skip
        ids = [item_id(f"{material}_{piece}") for piece in ("boots", "leggings", "chestplate", "helmet")]
        assert tuple(int(rules.armor[i]) for i in ids) == points
        assert [int(rules.armor_slot[i]) for i in ids] == [0, 1, 2, 3]
        assert {float(rules.toughness[i]) for i in ids} == {toughness}
    assert rules.armor_slot[item_id("stone")] == -1


@pytest.mark.parametrize(
    ("item", "food", "saturation", "ticks"),
    [
        ("bread", 5, 6.0, 32), ("cooked_beef", 8, 12.8, 32), ("golden_apple", 4, 9.6, 32), ("apple", 4, 2.4, 32),
        ("dried_kelp", 1, 0.6, 16), ("honey_bottle", 6, 1.2, 40), ("rotten_flesh", 4, 0.8, 32), ("cake", 0, 0, 0),
        ("milk_bucket", 0, 0, 32), ("stick", 0, 0, 0), ("carrot", 3, 3.6, 32), ("sweet_berries", 2, 0.4, 32),
    ],
)  # fmt: skip
def test_food(item: str, food: int, saturation: float, ticks: int) -> None:
    rules, i = load_rules(), item_id(item)
    assert (int(rules.food[i]), int(rules.eat_ticks[i])) == (food, ticks)
    assert float(rules.saturation[i]) == pytest.approx(saturation)


def test_block_items() -> None:
    rules = load_rules()
    places = {item_names()[i]: block_names()[b] for i, b in enumerate(rules.places) if b >= 0}
    assert places["stone"] == "stone"
    assert places["wheat_seeds"] == "wheat"
    assert places["redstone"] == "redstone_wire"
    assert places["carrot"] == "carrots"
    assert "wheat" not in places
    assert "stick" not in places
    assert "potion" not in places
    assert len(places) > 600
    without = {n for n, item in zip(block_names(), rules.block_item, strict=True) if item == 0}
    assert without == {
        "air", "water", "lava", "piston_head", "moving_piston", "fire", "soul_fire", "nether_portal", "end_portal",
        "end_gateway", "frosted_ice", "void_air", "cave_air", "bubble_column",
    }  # fmt: skip


def test_tool_classes() -> None:
    """Every block that needs a tool names one, and every hard block is on some tool's list or known not to be."""
    rules = load_rules()
    for name in block_names():
        block = block_id(name)
        assert not rules.needs_tool[block] or rules.tool[block] != 0, name
        assert not rules.harvest_tier[block] or rules.needs_tool[block], name
    tool = {name: int(rules.tool[block_id(name)]) for name in block_names()}
    for name, code in (
        ("oak_door", 2), ("iron_door", 1), ("pumpkin", 2), ("hay_block", 4), ("soul_soil", 3), ("cactus", 0),
        ("oak_slab", 2), ("stone_slab", 1), ("white_bed", 0), ("crimson_stem", 2), ("ladder", 2), ("mushroom_stem", 2),
        ("glass", 0), ("warped_wart_block", 4), ("oak_sign", 2),
    ):  # fmt: skip
        assert tool[name] == code, name
