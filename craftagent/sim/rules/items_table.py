"""Arrays by item: tools, weapons, armour, food, fuel, what a block item places.

Sources: ``minecraft-data`` (foods, stack sizes); durability and stack sizes agree with MineRL's dump of the game;
tool speeds, attack figures, armour and eating times are those of Minecraft 1.16.5.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from craftagent.sim.rules import corrections as fix
from craftagent.sim.rules.blocks_table import (
    TOOL_AXE,
    TOOL_HOE,
    TOOL_PICKAXE,
    TOOL_SHEARS,
    TOOL_SHOVEL,
    TOOL_SWORD,
    Arrays,
)
from craftagent.sim.rules.names import items_matching
from craftagent.sim.rules.registry import N_ITEMS, block_id, block_names, item_id, item_names, raw
from craftagent.sim.rules.smelting import fuel_table, smelting_table

FEET, LEGS, CHEST, HEAD = range(4)

# material: (tier, mining speed, durability, sword, pickaxe, axe, shovel attack damage, axe attack speed, hoe speed)
_TOOLS = {
    "wooden": (0, 2.0, 59, 4.0, 2.0, 7.0, 2.5, 0.8, 1.0),
    "stone": (1, 4.0, 131, 5.0, 3.0, 9.0, 3.5, 0.8, 2.0),
    "iron": (2, 6.0, 250, 6.0, 4.0, 9.0, 4.5, 0.9, 3.0),
    "diamond": (3, 8.0, 1561, 7.0, 5.0, 9.0, 5.5, 1.0, 4.0),
    "netherite": (4, 9.0, 2031, 8.0, 6.0, 10.0, 6.5, 1.0, 4.0),
    "golden": (0, 12.0, 32, 4.0, 2.0, 7.0, 2.5, 1.0, 1.0),
}
_OTHER_DURABILITY = {
    "shears": 238, "bow": 384, "shield": 336, "flint_and_steel": 64, "fishing_rod": 64, "crossbow": 326,
    "trident": 250, "carrot_on_a_stick": 25, "warped_fungus_on_a_stick": 100, "elytra": 432, "turtle_helmet": 275,
}  # fmt: skip
# material: (factor of durability, armour points feet, legs, chest, head, toughness)
_ARMOUR = {
    "leather": (5, 1, 2, 3, 1, 0.0), "chainmail": (15, 1, 4, 5, 2, 0.0), "iron": (15, 2, 5, 6, 2, 0.0),
    "golden": (7, 1, 3, 5, 2, 0.0), "diamond": (33, 3, 6, 8, 3, 2.0), "netherite": (37, 3, 6, 8, 3, 3.0),
}  # fmt: skip
_PIECES = (("boots", 13), ("leggings", 15), ("chestplate", 16), ("helmet", 11))  # durability units, feet to head

_EAT_TICKS = {"dried_kelp": 16, "honey_bottle": 40}
_DRINKS = ("milk_bucket", "potion")  # no food points, 32 ticks
_NOT_EATEN = ("cake",)  # placed, then eaten as a block
ALWAYS_EDIBLE = ("golden_apple", "enchanted_golden_apple", "chorus_fruit", "suspicious_stew", "honey_bottle",
                 "milk_bucket", "potion")  # fmt: skip
# What stays in the grid when the item is used up by crafting
CRAFT_REMAINDER = {"water_bucket": "bucket", "lava_bucket": "bucket", "milk_bucket": "bucket",
                   "dragon_breath": "glass_bottle", "honey_bottle": "glass_bottle"}  # fmt: skip
# What stays in the hand when the item is eaten or drunk
_EAT_REMAINDER = {"mushroom_stew": "bowl", "rabbit_stew": "bowl", "beetroot_soup": "bowl", "suspicious_stew": "bowl",
                  "honey_bottle": "glass_bottle", "milk_bucket": "bucket", "potion": "glass_bottle"}  # fmt: skip

# Items that place a block of another name
PLACES = {
    "redstone": "redstone_wire", "string": "tripwire", "wheat_seeds": "wheat", "carrot": "carrots",
    "potato": "potatoes", "beetroot_seeds": "beetroots", "cocoa_beans": "cocoa", "pumpkin_seeds": "pumpkin_stem",
    "melon_seeds": "melon_stem", "sweet_berries": "sweet_berry_bush",
}  # fmt: skip


def _tools(out: Arrays) -> None:
    for material, (tier, speed, uses, sword, pickaxe, axe, shovel, axe_rate, hoe_rate) in _TOOLS.items():
        for kind, code, damage, rate in (
            ("sword", TOOL_SWORD, sword, 1.6), ("pickaxe", TOOL_PICKAXE, pickaxe, 1.2),
            ("axe", TOOL_AXE, axe, axe_rate), ("shovel", TOOL_SHOVEL, shovel, 1.0), ("hoe", TOOL_HOE, 1.0, hoe_rate),
        ):  # fmt: skip
            i = item_id(f"{material}_{kind}")
            out["item_tool"][i], out["item_tier"][i] = code, tier
            out["tool_speed"][i] = 1.0 if kind == "sword" else speed
            out["max_damage"][i] = uses
            out["attack_damage"][i], out["attack_speed"][i] = damage, rate
    out["item_tool"][item_id("shears")] = TOOL_SHEARS
    for name, uses in _OTHER_DURABILITY.items():
        out["max_damage"][item_id(name)] = uses
    out["attack_damage"][item_id("trident")], out["attack_speed"][item_id("trident")] = 9.0, 1.1


def _armour(out: Arrays) -> None:
    for material, (factor, *points, toughness) in _ARMOUR.items():
        for slot, (piece, units) in enumerate(_PIECES):
            i = item_id(f"{material}_{piece}")
            out["armor_slot"][i], out["armor"][i] = slot, points[slot]
            out["toughness"][i], out["max_damage"][i] = toughness, factor * units
    out["armor"][item_id("turtle_helmet")] = 2
    out["armor_slot"][item_id("elytra")] = CHEST
    for i in items_matching("turtle_helmet carved_pumpkin *_skull *_head"):
        out["armor_slot"][i] = HEAD


def _food(out: Arrays) -> None:
    for row in raw("foods"):
        if row["name"] in _NOT_EATEN:
            continue
        i = item_id(row["name"])
        out["food"][i], out["saturation"][i] = row["foodPoints"], row["saturation"]
        out["eat_ticks"][i] = _EAT_TICKS.get(row["name"], 32)
    for name in _DRINKS:
        out["eat_ticks"][item_id(name)] = 32
    for name in ALWAYS_EDIBLE:
        out["always_edible"][item_id(name)] = 1
    for name, left in CRAFT_REMAINDER.items():
        out["container"][item_id(name)] = item_id(left)
    for name, left in _EAT_REMAINDER.items():
        out["eat_container"][item_id(name)] = item_id(left)


def _placed() -> npt.NDArray[np.int32]:
    known = set(block_names())
    out = np.full(N_ITEMS, -1, np.int32)
    for i, name in enumerate(item_names()):
        block = PLACES.get(name, name)
        if i and block in known and name != "wheat":
            out[i] = block_id(block)
    return out


def item_arrays() -> Arrays:
    """Every array by item (976) of :class:`craftagent.sim.rules.tables.Rules`."""
    f4, i4, u1 = np.float32, np.int32, np.uint8
    out: Arrays = {
        "stack": np.zeros(N_ITEMS, u1), "max_damage": np.zeros(N_ITEMS, i4), "item_tool": np.zeros(N_ITEMS, u1),
        "item_tier": np.zeros(N_ITEMS, u1), "tool_speed": np.ones(N_ITEMS, f4), "attack_damage": np.ones(N_ITEMS, f4),
        "attack_speed": np.full(N_ITEMS, 4.0, f4), "food": np.zeros(N_ITEMS, i4), "saturation": np.zeros(N_ITEMS, f4),
        "eat_ticks": np.zeros(N_ITEMS, i4), "always_edible": np.zeros(N_ITEMS, u1), "fuel": np.zeros(N_ITEMS, i4),
        "smelts": np.zeros(N_ITEMS, i4), "smelt_xp": np.zeros(N_ITEMS, f4), "smelt_kinds": np.zeros(N_ITEMS, u1),
        "armor_slot": np.full(N_ITEMS, -1, i4), "armor": np.zeros(N_ITEMS, i4), "toughness": np.zeros(N_ITEMS, f4),
        "container": np.zeros(N_ITEMS, i4), "eat_container": np.zeros(N_ITEMS, i4),
    }  # fmt: skip
    for row in raw("items"):
        out["stack"][row["id"]] = fix.STACK.get(row["name"], row["stackSize"])
    _tools(out)
    _armour(out)
    _food(out)
    for i, ticks in fuel_table().items():
        out["fuel"][i] = ticks
    for i, recipe in smelting_table().items():
        out["smelts"][i], out["smelt_xp"][i], out["smelt_kinds"][i] = recipe.result, recipe.experience, recipe.kinds
    out["places"] = _placed()
    return out
