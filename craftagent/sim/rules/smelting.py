"""What furnaces make of things, how long fuel burns, and the experience it gives (Minecraft 1.16.5).

``minecraft-data`` has none of this. Source: the 1.16.5 smelting, blasting and smoking recipes and the fuel table as
the Minecraft Wiki lists them for that version. Item names may be shell patterns.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

from craftagent.sim.rules.names import items_matching
from craftagent.sim.rules.registry import item_id, item_names

FURNACE, BLAST, SMOKER = 1, 2, 4  # bits of Smelting.kinds
COOK_TICKS = 200  # furnace; blast furnace and smoker take half

_COLOURS = ("white", "orange", "magenta", "light_blue", "yellow", "lime", "pink", "gray", "light_gray", "cyan",
            "purple", "blue", "brown", "green", "red", "black")  # fmt: skip
_WOODS = ("oak", "spruce", "birch", "jungle", "acacia", "dark_oak")

# (inputs, result, experience, kinds)
_RECIPES: tuple[tuple[str, str, float, int], ...] = (
    ("iron_ore", "iron_ingot", 0.7, FURNACE | BLAST),
    ("gold_ore nether_gold_ore", "gold_ingot", 1.0, FURNACE | BLAST),
    ("coal_ore", "coal", 0.1, FURNACE | BLAST),
    ("diamond_ore", "diamond", 1.0, FURNACE | BLAST),
    ("emerald_ore", "emerald", 1.0, FURNACE | BLAST),
    ("lapis_ore", "lapis_lazuli", 0.2, FURNACE | BLAST),
    ("redstone_ore", "redstone", 0.7, FURNACE | BLAST),
    ("nether_quartz_ore", "quartz", 0.2, FURNACE | BLAST),
    ("ancient_debris", "netherite_scrap", 2.0, FURNACE | BLAST),
    ("iron_pickaxe iron_shovel iron_axe iron_hoe iron_sword iron_helmet iron_chestplate iron_leggings iron_boots "
     "iron_horse_armor chainmail_helmet chainmail_chestplate chainmail_leggings chainmail_boots",
     "iron_nugget", 0.1, FURNACE | BLAST),
    ("golden_pickaxe golden_shovel golden_axe golden_hoe golden_sword golden_helmet golden_chestplate "
     "golden_leggings golden_boots golden_horse_armor", "gold_nugget", 0.1, FURNACE | BLAST),
    ("beef", "cooked_beef", 0.35, FURNACE | SMOKER),
    ("porkchop", "cooked_porkchop", 0.35, FURNACE | SMOKER),
    ("chicken", "cooked_chicken", 0.35, FURNACE | SMOKER),
    ("mutton", "cooked_mutton", 0.35, FURNACE | SMOKER),
    ("rabbit", "cooked_rabbit", 0.35, FURNACE | SMOKER),
    ("cod", "cooked_cod", 0.35, FURNACE | SMOKER),
    ("salmon", "cooked_salmon", 0.35, FURNACE | SMOKER),
    ("potato", "baked_potato", 0.35, FURNACE | SMOKER),
    ("kelp", "dried_kelp", 0.1, FURNACE | SMOKER),
    ("sand red_sand", "glass", 0.1, FURNACE),
    ("cobblestone", "stone", 0.1, FURNACE),
    ("stone", "smooth_stone", 0.1, FURNACE),
    ("sandstone", "smooth_sandstone", 0.1, FURNACE),
    ("red_sandstone", "smooth_red_sandstone", 0.1, FURNACE),
    ("quartz_block", "smooth_quartz", 0.1, FURNACE),
    ("stone_bricks", "cracked_stone_bricks", 0.1, FURNACE),
    ("nether_bricks", "cracked_nether_bricks", 0.1, FURNACE),
    ("polished_blackstone_bricks", "cracked_polished_blackstone_bricks", 0.1, FURNACE),
    ("clay_ball", "brick", 0.3, FURNACE),
    ("netherrack", "nether_brick", 0.1, FURNACE),
    ("clay", "terracotta", 0.35, FURNACE),
    *((f"{c}_terracotta", f"{c}_glazed_terracotta", 0.1, FURNACE) for c in _COLOURS),
    ("cactus", "green_dye", 1.0, FURNACE),
    ("sea_pickle", "lime_dye", 0.1, FURNACE),
    ("chorus_fruit", "popped_chorus_fruit", 0.1, FURNACE),
    ("wet_sponge", "sponge", 0.15, FURNACE),
    (" ".join(f"{w}_log {w}_wood stripped_{w}_log stripped_{w}_wood" for w in _WOODS), "charcoal", 0.15, FURNACE),
)  # fmt: skip

# Burn time in ticks; later lines win. Nether wood (crimson, warped) does not burn.
_FUEL: tuple[tuple[str, int], ...] = (
    ("lava_bucket", 20_000),
    ("coal_block", 16_000),
    ("dried_kelp_block", 4_001),  # the game's table really says 4001
    ("blaze_rod", 2_400),
    ("coal charcoal", 1_600),
    ("*_boat", 1_200),
    ("scaffolding", 400),
    (" ".join(f"{w}_planks {w}_log {w}_wood stripped_{w}_log stripped_{w}_wood {w}_fence {w}_fence_gate {w}_stairs "
              f"{w}_trapdoor {w}_pressure_plate" for w in _WOODS), 300),
    ("note_block bookshelf jukebox chest trapped_chest crafting_table daylight_detector ladder *_banner bow "
     "fishing_rod loom barrel cartography_table fletching_table smithing_table composter lectern crossbow", 300),
    (" ".join(f"{w}_slab" for w in _WOODS), 150),
    (" ".join(f"{w}_door {w}_sign" for w in _WOODS), 200),
    ("wooden_pickaxe wooden_shovel wooden_axe wooden_hoe wooden_sword", 200),
    ("stick bowl *_wool *_sapling dead_bush " + " ".join(f"{w}_button" for w in _WOODS), 100),
    ("*_carpet", 67),
    ("bamboo", 50),
)  # fmt: skip


class Smelting(NamedTuple):
    """One smelting recipe."""

    input: int  # item id
    result: int  # item id
    experience: float  # per item taken out
    kinds: int  # bits FURNACE, BLAST, SMOKER


@functools.cache
def smelting_table() -> dict[int, Smelting]:
    """All smelting recipes by input item id."""
    table: dict[int, Smelting] = {}
    for inputs, result, experience, kinds in _RECIPES:
        for item in items_matching(inputs):
            if item in table:
                raise ValueError(f"two smelting recipes for {item_names()[item]}")
            table[item] = Smelting(item, item_id(result), experience, kinds)
    return table


@functools.cache
def fuel_table() -> dict[int, int]:
    """Burn time in ticks by item id; items that are not fuel are absent."""
    table: dict[int, int] = {}
    for patterns, ticks in _FUEL:
        for item in items_matching(patterns):
            table[item] = ticks
    return table


def smelting(item: int) -> Smelting | None:
    """The recipe that an item goes through in a furnace, or None."""
    return smelting_table().get(item)


def fuel_ticks(item: int) -> int:
    """How long an item burns, in ticks; 0 for what is no fuel."""
    return fuel_table().get(item, 0)
