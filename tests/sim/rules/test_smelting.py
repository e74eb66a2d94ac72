"""Smelting and fuel."""

from __future__ import annotations

import pytest

from craftagent.sim.rules.registry import item_id, item_names
from craftagent.sim.rules.smelting import BLAST, FURNACE, SMOKER, fuel_table, fuel_ticks, smelting, smelting_table
from craftagent.sim.rules.tables import load_rules


@pytest.mark.parametrize(
    ("raw", "made", "experience", "kinds"),
    [
        ("iron_ore", "iron_ingot", 0.7, FURNACE | BLAST), ("gold_ore", "gold_ingot", 1.0, FURNACE | BLAST),
        ("cobblestone", "stone", 0.1, FURNACE), ("stone", "smooth_stone", 0.1, FURNACE),
        ("sand", "glass", 0.1, FURNACE), ("red_sand", "glass", 0.1, FURNACE), ("clay_ball", "brick", 0.3, FURNACE),
        ("oak_log", "charcoal", 0.15, FURNACE), ("stripped_dark_oak_wood", "charcoal", 0.15, FURNACE),
        ("beef", "cooked_beef", 0.35, FURNACE | SMOKER), ("potato", "baked_potato", 0.35, FURNACE | SMOKER),
        ("kelp", "dried_kelp", 0.1, FURNACE | SMOKER), ("cactus", "green_dye", 1.0, FURNACE),
        ("netherrack", "nether_brick", 0.1, FURNACE), ("red_terracotta", "red_glazed_terracotta", 0.1, FURNACE),
        ("ancient_debris", "netherite_scrap", 2.0, FURNACE | BLAST),
        ("golden_hoe", "gold_nugget", 0.1, FURNACE | BLAST),
        ("chainmail_boots", "iron_nugget", 0.1, FURNACE | BLAST), ("wet_sponge", "sponge", 0.15, FURNACE),
        ("stone_bricks", "cracked_stone_bricks", 0.1, FURNACE), ("sea_pickle", "lime_dye", 0.1, FURNACE),
    ],
)  # fmt: skip
def test_recipes(raw: str, made: str, experience: float, kinds: int) -> None:
    found = smelting(item_id(raw))
    assert found is not None
    assert (item_names()[found.result], found.experience, found.kinds) == (made, experience, kinds)


def test_all_recipes_and_none_more() -> None:
    """1.16.5: 24 logs and woods, 16 glazed terracottas, 10 ores, 24 pieces of metal, 9 foods, 17 others."""
    table = smelting_table()
    assert len(table) == 24 + 16 + 10 + 24 + 9 + 17
    assert smelting(item_id("crimson_stem")) is None
    assert smelting(item_id("dirt")) is None
    blast = sum(1 for row in table.values() if row.kinds & BLAST)
    smoker = sum(1 for row in table.values() if row.kinds & SMOKER)
    assert (blast, smoker) == (34, 9)
    assert all(row.kinds & FURNACE for row in table.values())


@pytest.mark.parametrize(
    ("item", "ticks"),
    [
        ("lava_bucket", 20_000), ("coal_block", 16_000), ("blaze_rod", 2_400), ("coal", 1_600), ("charcoal", 1_600),
        ("birch_boat", 1_200), ("scaffolding", 400), ("oak_planks", 300), ("spruce_log", 300), ("crafting_table", 300),
        ("ladder", 300), ("bow", 300), ("fishing_rod", 300), ("wooden_pickaxe", 200), ("oak_door", 200),
        ("oak_sign", 200), ("oak_slab", 150), ("stick", 100), ("oak_sapling", 100), ("red_wool", 100), ("bowl", 100),
        ("oak_button", 100), ("white_carpet", 67), ("bamboo", 50), ("crimson_planks", 0), ("warped_door", 0),
        ("stone", 0), ("iron_door", 0), ("petrified_oak_slab", 0), ("stone_button", 0),
    ],
)  # fmt: skip
def test_fuel(item: str, ticks: int) -> None:
    assert fuel_ticks(item_id(item)) == ticks


def test_arrays_agree() -> None:
    rules = load_rules()
    assert {i: int(t) for i, t in enumerate(rules.fuel) if t} == fuel_table()
    assert {i for i, made in enumerate(rules.smelts) if made} == set(smelting_table())
