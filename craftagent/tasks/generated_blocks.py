"""Which blocks the generated suite mines, with what, and what it then gains: 153 blocks that stand on grass unaided."""

from __future__ import annotations

import functools
from typing import NamedTuple

from craftagent.sim.rules.blocks_table import block_item_name
from craftagent.sim.rules.loot_table import ELSE, NOT_SHEARS, SHEARS, Row, block_rows
from craftagent.sim.rules.registry import block_names

_WOODS = ("oak", "spruce", "birch", "jungle", "acacia", "dark_oak")
_COLOURS = ("white", "orange", "magenta", "light_blue", "yellow", "lime", "pink", "gray", "light_gray", "cyan",
            "purple", "blue", "brown", "green", "red", "black")  # fmt: skip
_TULIPS = ("red_tulip", "orange_tulip", "white_tulip", "pink_tulip")

# tool -> blocks as they are placed, properties included where the default would not last
_BY_TOOL: dict[str | None, tuple[str, ...]] = {
    "iron_pickaxe": (
        "stone", "granite", "diorite", "andesite", "cobblestone", "mossy_cobblestone", "sandstone", "red_sandstone",
        "stone_bricks", "bricks", "netherrack", "basalt", "blackstone", "end_stone", "magma_block", "bone_block",
        "coal_ore", "iron_ore", "gold_ore", "redstone_ore", "lapis_ore", "diamond_ore", "emerald_ore",
        "nether_gold_ore", "nether_quartz_ore", "coal_block", "iron_block", "gold_block", "diamond_block",
        "lapis_block", "redstone_block", "emerald_block", "furnace", "quartz_block", "prismarine", "dark_prismarine",
        "prismarine_bricks", "polished_granite", "polished_diorite", "polished_andesite", "smooth_stone", "cut_sandstone",
        "chiseled_stone_bricks", "cobblestone_wall", "blast_furnace", "red_nether_bricks", "end_stone_bricks",
        "purpur_block", "nether_bricks", "terracotta", *(f"{c}_terracotta" for c in _COLOURS),
    ),
    "diamond_pickaxe": ("obsidian", "crying_obsidian", "ancient_debris"),
    "iron_shovel": (
        "dirt", "coarse_dirt", "podzol", "mycelium", "grass_block", "sand", "red_sand", "gravel", "clay", "snow_block",
        "soul_sand", "soul_soil",
    ),
    "iron_axe": (
        *(f"{w}_log" for w in _WOODS), *(f"stripped_{w}_log" for w in _WOODS), *(f"{w}_wood" for w in _WOODS),
        *(f"{w}_planks" for w in _WOODS), "crafting_table", "chest", "barrel", "bookshelf", "pumpkin",
        "carved_pumpkin", "jack_o_lantern", "melon", "oak_fence",
    ),
    "shears": (
        *(f"{w}_leaves[persistent=true]" for w in _WOODS), *(f"{c}_wool" for c in _COLOURS), "grass", "fern",
    ),
    None: (
        "dandelion", "poppy", "blue_orchid", "allium", "azure_bluet", *_TULIPS, "oxeye_daisy", "cornflower",
        "lily_of_the_valley", "hay_block", "oak_sapling", "torch",
    ),
}  # fmt: skip


class Mined(NamedTuple):
    """One block to mine: its state as placed, its name, the tool for it and the item it surely or probably gives."""

    state: str
    block: str
    tool: str | None
    item: str


@functools.cache
def mined_blocks() -> tuple[Mined, ...]:
    """All of them, in a fixed order."""
    return tuple(
        Mined(state, name := state.partition("[")[0], tool, _item(name, tool))
        for tool, states in _BY_TOOL.items()
        for state in states
    )


@functools.cache
def _rows() -> dict[str, tuple[Row, ...]]:
    return dict(zip(block_names(), block_rows(), strict=True))


def _item(block: str, tool: str | None) -> str:
    """The likeliest thing that falls out."""
    unmet = NOT_SHEARS if tool == "shears" else SHEARS
    rows = [row for row in _rows()[block] if row.condition != unmet]
    if not rows:
        raise ValueError(f"{block} drops nothing")
    best = max(
        rows, key=lambda row: (row.chance if row.condition != ELSE else 0.99, row.item == block_item_name(block))
    )
    return best.item
