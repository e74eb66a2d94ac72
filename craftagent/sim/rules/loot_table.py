"""What blocks and creatures drop: the 1.16.5 loot tables in short lines, and their arrays.

``minecraft-data``'s blockLoot has chances of 1/number of rows, no shears and wrong counts (its issues #907, #513), so
this is our own table, after the loot tables of the game as the Minecraft Wiki shows them. A block that no line names
drops one of its own item.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from craftagent.sim.rules.blocks_table import Arrays, block_item_name
from craftagent.sim.rules.names import blocks_matching
from craftagent.sim.rules.registry import N_BLOCKS, block_id, block_names, item_id
from craftagent.sim.state import CHICKEN, COW, CREEPER, N_ENTITY_KINDS, PIG, SHEEP, SKELETON, SPIDER, ZOMBIE

# Conditions of a row (Rules.loot_cond)
(ALWAYS, SHEARS, NOT_SHEARS, ELSE, RIPE, NOT_RIPE, SWORD, DOUBLED, BY_PLAYER, LAYERS, PICKLES, AGE2, AGE3) = range(13)
# ELSE: only if no earlier row dropped. RIPE: oldest age. DOUBLED: twice as many from a double slab.
# LAYERS, PICKLES: so many for each snow layer, each pickle. AGE2: age 2; AGE3: age 3.
# BY_PLAYER: creature killed by the player.


class Row(NamedTuple):
    """One possible drop: a count between ``low`` and ``high`` with probability ``chance`` under ``condition``."""

    item: str
    low: int = 1
    high: int = 1
    chance: float = 1.0
    condition: int = ALWAYS


def one(item: str, chance: float = 1.0, condition: int = ALWAYS) -> Row:
    """A single item."""
    return Row(item, 1, 1, chance, condition)


SELF = "*"  # the block's own item

_SAPLING_CHANCE = {"oak": 0.05, "spruce": 0.05, "birch": 0.05, "jungle": 0.025, "acacia": 0.05, "dark_oak": 0.05}


def _leaves() -> dict[str, tuple[Row, ...]]:
    table = {}
    for wood, chance in _SAPLING_CHANCE.items():
        rows = [one(SELF, 1.0, SHEARS), one(f"{wood}_sapling", chance, NOT_SHEARS)]
        rows.append(Row("stick", 1, 2, 0.02, NOT_SHEARS))
        if wood in ("oak", "dark_oak"):
            rows.append(one("apple", 0.005, NOT_SHEARS))
        table[f"{wood}_leaves"] = tuple(rows)
    return table


def _extra(item: str, condition: int, chance: float = 4 / 7) -> tuple[Row, ...]:
    """Three more tries of an item: the game's binomial bonus of crops."""
    return (one(item, chance, condition),) * 3


_CORAL_KINDS = ("tube", "brain", "bubble", "fire", "horn")
_CORALS = {f"{kind}_coral_block": (one(f"dead_{kind}_coral_block"),) for kind in _CORAL_KINDS}
_SEEDS = (one(SELF, 1.0, SHEARS), one("wheat_seeds", 0.125, NOT_SHEARS))

# Later lines win. Fortune and silk touch do not exist here: enchanting is out of this world's scope.
BLOCKS: dict[str, tuple[Row, ...]] = {
    # nothing
    "*air water lava bedrock fire soul_fire *glass *glass_pane ice packed_ice blue_ice frosted_ice spawner "
    "turtle_egg *portal end_gateway *command_block structure_block jigsaw structure_void barrier bubble_column "
    "piston_head moving_piston infested_*": (),
    "end_portal_frame bee_nest cake": (),
    "*_coral *_coral_fan *_coral_wall_fan": (),
    # stone and ores
    "stone": (one("cobblestone"),),
    "coal_ore": (one("coal"),),
    "diamond_ore": (one("diamond"),),
    "emerald_ore": (one("emerald"),),
    "redstone_ore": (Row("redstone", 4, 5),),
    "lapis_ore": (Row("lapis_lazuli", 4, 9),),
    "nether_quartz_ore": (one("quartz"),),
    "nether_gold_ore": (Row("gold_nugget", 2, 6),),
    "gilded_blackstone": (Row("gold_nugget", 2, 5, 0.1), one(SELF, 1.0, ELSE)),
    "ender_chest": (Row("obsidian", 8, 8),),
    # earth
    "grass_block podzol mycelium grass_path farmland": (one("dirt"),),
    "crimson_nylium warped_nylium": (one("netherrack"),),
    "gravel": (one("flint", 0.1), one("gravel", 1.0, ELSE)),
    "clay": (Row("clay_ball", 4, 4),),
    "snow": (Row("snowball", 1, 1, 1.0, LAYERS),),
    "snow_block": (Row("snowball", 4, 4),),
    # light
    "glowstone": (Row("glowstone_dust", 2, 4),),
    "sea_lantern": (Row("prismarine_crystals", 2, 3),),
    "campfire": (Row("charcoal", 2, 2),),
    "soul_campfire": (one("soul_soil"),),
    # plants
    **_leaves(),
    "grass fern": _SEEDS,
    "tall_grass": (Row("grass", 2, 2, 1.0, SHEARS), one("wheat_seeds", 0.125, NOT_SHEARS)),
    "large_fern": (Row("fern", 2, 2, 1.0, SHEARS), one("wheat_seeds", 0.125, NOT_SHEARS)),
    "seagrass nether_sprouts vine": (one(SELF, 1.0, SHEARS),),
    "tall_seagrass": (Row("seagrass", 2, 2, 1.0, SHEARS),),
    "dead_bush": (one(SELF, 1.0, SHEARS), Row("stick", 0, 2, 1.0, NOT_SHEARS)),
    "wheat": (one("wheat", 1.0, RIPE), one("wheat_seeds"), *_extra("wheat_seeds", RIPE)),
    "carrots": (one("carrot"), one("carrot", 1.0, RIPE), *_extra("carrot", RIPE)),
    "potatoes": (one("potato"), one("potato", 1.0, RIPE), *_extra("potato", RIPE), one("poisonous_potato", 0.02, RIPE)),
    "beetroots": (one("beetroot", 1.0, RIPE), one("beetroot_seeds"), *_extra("beetroot_seeds", RIPE)),
    "nether_wart": (Row("nether_wart", 2, 4, 1.0, RIPE), one("nether_wart", 1.0, NOT_RIPE)),
    "cocoa": (Row("cocoa_beans", 3, 3, 1.0, RIPE), one("cocoa_beans", 1.0, NOT_RIPE)),
    "sweet_berry_bush": (Row("sweet_berries", 2, 3, 1.0, AGE3), Row("sweet_berries", 1, 2, 1.0, AGE2)),
    # young stems give less the younger they are; 0.3 stands for the ages 0 to 6
    "pumpkin_stem": (*_extra("pumpkin_seeds", RIPE, 8 / 15), *_extra("pumpkin_seeds", NOT_RIPE, 0.3)),
    "melon_stem": (*_extra("melon_seeds", RIPE, 8 / 15), *_extra("melon_seeds", NOT_RIPE, 0.3)),
    "attached_pumpkin_stem": _extra("pumpkin_seeds", ALWAYS, 8 / 15),
    "attached_melon_stem": _extra("melon_seeds", ALWAYS, 8 / 15),
    **_CORALS,
    "melon": (Row("melon_slice", 3, 7),),
    "brown_mushroom_block": (Row("brown_mushroom", -6, 2),),  # below 1 is nothing
    "red_mushroom_block": (Row("red_mushroom", -6, 2),),
    "mushroom_stem": (),
    "chorus_plant": (Row("chorus_fruit", 0, 1),),
    "weeping_vines weeping_vines_plant": (one("weeping_vines", 1.0, SHEARS), one("weeping_vines", 0.33, NOT_SHEARS)),
    "twisting_vines twisting_vines_plant": (one("twisting_vines", 1.0, SHEARS),
                                            one("twisting_vines", 0.33, NOT_SHEARS)),
    "sea_pickle": (Row("sea_pickle", 1, 1, 1.0, PICKLES),),
    # made things
    "bookshelf": (Row("book", 3, 3),),
    "cobweb": (one("cobweb", 1.0, SHEARS), one("string", 1.0, SWORD)),
    "*_slab": (Row(SELF, 1, 1, 1.0, DOUBLED),),
    "potted_*": (one("flower_pot"), one(SELF)),
}  # fmt: skip

MOBS: dict[int, tuple[Row, ...]] = {
    COW: (Row("beef", 1, 3), Row("leather", 0, 2)),
    PIG: (Row("porkchop", 1, 3),),
    SHEEP: (Row("mutton", 1, 2), one("white_wool")),  # the caller recolours the wool, none if shorn
    CHICKEN: (one("chicken"), Row("feather", 0, 2)),
    ZOMBIE: (Row("rotten_flesh", 0, 2), one("iron_ingot", 0.025 / 3, BY_PLAYER), one("carrot", 0.025 / 3, BY_PLAYER),
             one("potato", 0.025 / 3, BY_PLAYER)),
    SKELETON: (Row("bone", 0, 2), Row("arrow", 0, 2)),
    SPIDER: (Row("string", 0, 2), one("spider_eye", 1 / 3, BY_PLAYER)),
    CREEPER: (Row("gunpowder", 0, 2),),
}  # fmt: skip

# Experience of a creature killed by the player, least and most
MOB_XP = {COW: (1, 3), PIG: (1, 3), SHEEP: (1, 3), CHICKEN: (1, 3), ZOMBIE: (5, 5), SKELETON: (5, 5), SPIDER: (5, 5),
          CREEPER: (5, 5)}  # fmt: skip


def block_rows() -> list[tuple[Row, ...]]:
    """Loot rows of every block by id, ``SELF`` resolved."""
    special: dict[str, tuple[Row, ...]] = {}
    for patterns, rows in BLOCKS.items():
        for name in blocks_matching(patterns):
            special[name] = rows
    out = []
    for name in block_names():
        own = block_item_name(name)
        rows = special.get(name, (one(SELF),) if own else ())
        if any(row.item == SELF for row in rows) and own is None:
            raise ValueError(f"{name} has no item of its own to drop")
        out.append(tuple(row._replace(item=own) if own and row.item == SELF else row for row in rows))
    return out


def _flat(tables: list[tuple[Row, ...]], prefix: str) -> Arrays:
    rows = [row for rows in tables for row in rows]
    counts = [len(rows) for rows in tables]
    return {
        f"{prefix}_start": np.cumsum([0, *counts[:-1]]).astype(np.int32),
        f"{prefix}_count": np.array(counts, np.int32),
        f"{prefix}_item": np.array([item_id(row.item) for row in rows], np.int32),
        f"{prefix}_min": np.array([row.low for row in rows], np.int32),
        f"{prefix}_max": np.array([row.high for row in rows], np.int32),
        f"{prefix}_chance": np.array([row.chance for row in rows], np.float32),
        f"{prefix}_cond": np.array([row.condition for row in rows], np.uint8),
    }


def _oldest() -> npt.NDArray[np.uint8]:
    """Oldest age by block, for RIPE."""
    out = np.zeros(N_BLOCKS, np.uint8)
    for name, age in {"wheat": 7, "carrots": 7, "potatoes": 7, "beetroots": 3, "nether_wart": 3, "cocoa": 2,
                      "sweet_berry_bush": 3, "pumpkin_stem": 7, "melon_stem": 7}.items():  # fmt: skip
        out[block_id(name)] = age
    return out


def loot_arrays() -> Arrays:
    """Loot arrays of blocks (by block id) and creatures (by entity kind)."""
    mob_xp = np.zeros((N_ENTITY_KINDS, 2), np.uint8)
    for kind, span in MOB_XP.items():
        mob_xp[kind] = span
    return {
        **_flat(block_rows(), "loot"),
        **_flat([MOBS.get(kind, ()) for kind in range(N_ENTITY_KINDS)], "mob_loot"),
        "max_age": _oldest(),
        "mob_xp": mob_xp,
    }
