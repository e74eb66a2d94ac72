"""Drops of blocks: every one has a sensible one, chances and conditions are those of the game."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from craftagent.sim.rules.blocks_table import block_item_name
from craftagent.sim.rules.loot import block_drops
from craftagent.sim.rules.loot_table import block_rows
from craftagent.sim.rules.registry import block_names, item_id, item_names, parse_state
from craftagent.sim.rules.tables import load_rules
from craftagent.sim.state import new_world


@pytest.fixture(scope="module")
def world():  # type: ignore[no-untyped-def]
    made = new_world()
    made.clock[0]["seed"] = 7
    return made


def drops(world, state: str, tool: str = "air", place: int = 0) -> dict[str, int]:  # type: ignore[no-untyped-def]
    """One breaking at a position that ``place`` names."""
    ids, counts = np.zeros(8, np.int32), np.zeros(8, np.int32)
    x, y, z = np.int64(place * 37 % 1000 - 500), np.int64(place % 250), np.int64(place // 250 * 3)
    n = block_drops(
        world, load_rules(), np.int64(parse_state(state)), np.int64(item_id(tool)), x, y, z, ids, counts
    )  # fmt: skip
    found: Counter[str] = Counter()
    for i in range(n):
        found[item_names()[ids[i]]] += int(counts[i])
    return dict(found)


def share(world, state: str, item: str, tool: str = "air", tries: int = 4000) -> float:  # type: ignore[no-untyped-def]
    """Mean number of an item over many positions."""
    return sum(drops(world, state, tool, i).get(item, 0) for i in range(tries)) / tries


@pytest.mark.parametrize(
    ("state", "tool", "wanted"),
    [
        ("stone", "wooden_pickaxe", {"cobblestone": 1}), ("granite", "wooden_pickaxe", {"granite": 1}),
        ("grass_block", "air", {"dirt": 1}), ("grass_path", "air", {"dirt": 1}), ("dirt", "air", {"dirt": 1}),
        ("coal_ore", "wooden_pickaxe", {"coal": 1}), ("iron_ore", "stone_pickaxe", {"iron_ore": 1}),
        ("gold_ore", "iron_pickaxe", {"gold_ore": 1}), ("diamond_ore", "iron_pickaxe", {"diamond": 1}),
        ("oak_log[axis=x]", "air", {"oak_log": 1}), ("glass", "air", {}), ("ice", "iron_pickaxe", {}),
        ("glass_pane", "air", {}), ("bookshelf", "air", {"book": 3}), ("clay", "air", {"clay_ball": 4}),
        ("oak_leaves", "shears", {"oak_leaves": 1}), ("grass", "shears", {"grass": 1}), ("vine", "air", {}),
        ("vine", "shears", {"vine": 1}), ("tall_grass[half=upper]", "shears", {"grass": 2}),
        ("snow[layers=3]", "iron_shovel", {"snowball": 3}), ("snow_block", "iron_shovel", {"snowball": 4}),
        ("oak_slab[type=double]", "air", {"oak_slab": 2}), ("oak_slab[type=top]", "air", {"oak_slab": 1}),
        ("oak_door[half=upper]", "air", {"oak_door": 1}), ("wall_torch", "air", {"torch": 1}),
        ("cobweb", "shears", {"cobweb": 1}), ("cobweb", "iron_sword", {"string": 1}),
        ("wheat[age=3]", "air", {"wheat_seeds": 1}), ("carrots[age=0]", "air", {"carrot": 1}),
        ("sweet_berry_bush[age=1]", "air", {}), ("cocoa[age=2]", "air", {"cocoa_beans": 3}),
        ("sea_pickle[pickles=3]", "air", {"sea_pickle": 3}), ("potted_poppy", "air", {"flower_pot": 1, "poppy": 1}),
        ("ender_chest", "iron_pickaxe", {"obsidian": 8}), ("campfire", "air", {"charcoal": 2}),
        ("redstone_wire", "air", {"redstone": 1}), ("oak_wall_sign", "air", {"oak_sign": 1}),
        ("spawner", "iron_pickaxe", {}), ("infested_stone", "air", {}),
        ("crafting_table", "air", {"crafting_table": 1}),
        ("furnace[lit=true]", "wooden_pickaxe", {"furnace": 1}), ("sugar_cane", "air", {"sugar_cane": 1}),
        ("tube_coral_block", "iron_pickaxe", {"dead_tube_coral_block": 1}), ("kelp_plant", "air", {"kelp": 1}),
    ],
)  # fmt: skip
def test_certain_drops(world, state: str, tool: str, wanted: dict[str, int]) -> None:  # type: ignore[no-untyped-def]
    assert drops(world, state, tool) == wanted


@pytest.mark.parametrize(
    ("state", "item", "tool", "mean", "within"),
    [
        ("gravel", "flint", "air", 0.1, 0.02), ("gravel", "gravel", "air", 0.9, 0.02),
        ("oak_leaves", "oak_sapling", "air", 0.05, 0.012), ("jungle_leaves", "jungle_sapling", "air", 0.025, 0.01),
        ("oak_leaves", "apple", "air", 0.005, 0.004), ("birch_leaves", "stick", "air", 0.03, 0.012),
        ("oak_leaves", "oak_sapling", "shears", 0.0, 1e-9), ("grass", "wheat_seeds", "air", 0.125, 0.02),
        ("redstone_ore", "redstone", "iron_pickaxe", 4.5, 0.05),
        ("lapis_ore", "lapis_lazuli", "stone_pickaxe", 6.5, 0.1),
        ("glowstone", "glowstone_dust", "air", 3.0, 0.05), ("melon", "melon_slice", "air", 5.0, 0.1),
        ("wheat[age=7]", "wheat_seeds", "air", 1 + 12 / 7, 0.06), ("wheat[age=7]", "wheat", "air", 1.0, 1e-9),
        ("carrots[age=7]", "carrot", "air", 2 + 12 / 7, 0.06), ("dead_bush", "stick", "air", 1.0, 0.06),
        ("brown_mushroom_block", "brown_mushroom", "air", 1 / 3, 0.05),
        ("nether_gold_ore", "gold_nugget", "air", 4, 0.1),
        ("sweet_berry_bush[age=3]", "sweet_berries", "air", 2.5, 0.05),
        ("sweet_berry_bush[age=2]", "sweet_berries", "air", 1.5, 0.05),
    ],
)  # fmt: skip
def test_chances(world, state: str, item: str, tool: str, mean: float, within: float) -> None:  # type: ignore[no-untyped-def]
    assert share(world, state, item, tool) == pytest.approx(mean, abs=within)


def test_gravel_is_flint_or_gravel_and_a_function_of_the_place(world) -> None:  # type: ignore[no-untyped-def]
    first = [drops(world, "gravel", place=i) for i in range(200)]
    assert all(sum(found.values()) == 1 for found in first)
    assert {name for found in first for name in found} == {"gravel", "flint"}
    assert [drops(world, "gravel", place=i) for i in range(200)] == first


def test_every_block_has_its_say() -> None:
    """A block that can be mined and has an item drops something, but for those the game gives nothing for."""
    rules = load_rules()
    nothing = {
        name
        for name, rows in zip(block_names(), block_rows(), strict=True)
        if not rows and block_item_name(name) and rules.hardness[rules.default_state[block_names().index(name)]] >= 0
    }
    glassy = {n for n in block_names() if "glass" in n}
    corals = {n for n in block_names() if n.endswith(("_coral", "_coral_fan", "_coral_wall_fan"))}
    infested = {n for n in block_names() if n.startswith("infested_")}
    rest = {"ice", "packed_ice", "blue_ice", "spawner", "cake", "turtle_egg", "mushroom_stem", "bee_nest"}
    rest.add("structure_void")
    assert nothing == glassy | corals | infested | rest
    assert all(len(rows) <= 8 and all(0 < row.chance <= 1 for row in rows) for rows in block_rows())
