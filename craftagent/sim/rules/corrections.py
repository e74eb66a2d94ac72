"""Everything this project knows better than ``minecraft-data``: one table a field, the source named beside each.

Keys are block or item names, with ``*`` as in shell patterns; later lines win. Sources, as abbreviated below:

- [props]  block and item properties of Minecraft Java 1.16.5 as its players and the Minecraft Wiki know them
- [dump]   the constants MineRL 1.0 dumps from the running game (facts only: hardness, durability, stack sizes)
- [issue]  a known defect of minecraft-data with a public issue (PrismarineJS/minecraft-data #513, #907, #1238)
"""

from __future__ import annotations

# Hardness. minecraft-data writes 0 with diggable:false where the game has -1, "never breaks". [dump]
HARDNESS: dict[str, float] = {
    "bedrock": -1, "barrier": -1, "end_portal_frame": -1, "*command_block": -1, "structure_block": -1, "jigsaw": -1,
    "end_portal": -1, "end_gateway": -1, "nether_portal": -1, "moving_piston": -1, "water": -1, "lava": -1,
}  # fmt: skip

# Stack sizes: the only difference between minecraft-data and the game. [dump]
STACK: dict[str, int] = {"warped_fungus_on_a_stick": 1}

# Light given off, by block or by one property value; minecraft-data gives the lit value to unlit furnaces and 0 to
# most blocks added after 1.12. [props]
EMISSION: dict[str, int] = {
    "furnace": 0, "furnace[lit=true]": 13, "smoker": 0, "smoker[lit=true]": 13,
    "blast_furnace": 0, "blast_furnace[lit=true]": 13,
    "redstone_ore": 0, "redstone_ore[lit=true]": 9, "redstone_lamp": 0, "redstone_lamp[lit=true]": 15,
    "redstone_torch": 0, "redstone_torch[lit=true]": 7, "redstone_wall_torch": 0, "redstone_wall_torch[lit=true]": 7,
    "soul_torch": 10, "soul_wall_torch": 10, "soul_fire": 10, "lantern": 15, "soul_lantern": 10,
    "campfire": 0, "campfire[lit=true]": 15, "soul_campfire": 0, "soul_campfire[lit=true]": 10,
    "shroomlight": 15, "magma_block": 3, "crying_obsidian": 10, "ender_chest": 7, "conduit": 15, "beacon": 15,
    "red_mushroom": 0, "brown_mushroom": 1, "dragon_egg": 1, "end_rod": 14,
    "respawn_anchor[charges=0]": 0, "respawn_anchor[charges=1]": 3, "respawn_anchor[charges=2]": 7,
    "respawn_anchor[charges=3]": 11, "respawn_anchor[charges=4]": 15,
    "sea_pickle[waterlogged=true,pickles=1]": 6, "sea_pickle[waterlogged=true,pickles=2]": 9,
    "sea_pickle[waterlogged=true,pickles=3]": 12, "sea_pickle[waterlogged=true,pickles=4]": 15,
}  # fmt: skip

# Light swallowed by a step through the block. The rule of the game is derived in block_shapes.py (15 for an opaque
# full cube, 1 for other full cubes and for fluids, 0 otherwise); these break the rule. [props]
OPACITY: dict[str, int] = {
    "*leaves": 1, "*glass": 0, "barrier": 0, "scaffolding": 0, "cobweb": 1, "structure_void": 0, "end_gateway": 1,
    "honey_block": 1, "*air": 0, "nether_portal": 0, "moving_piston": 0,
}  # fmt: skip

# Full cubes one can look through: their neighbours' faces stay visible and light is not stopped. [props]
SEE_THROUGH = (
    "*leaves", "*glass", "ice", "frosted_ice", "slime_block", "honey_block", "spawner", "beacon", "barrier",
    "*shulker_box", "chorus_flower", "cobweb", "end_gateway", "moving_piston",
)  # fmt: skip

# Movement. Only four blocks differ from slipperiness 0.6. [dump]
SLIPPERINESS: dict[str, float] = {"ice": 0.98, "packed_ice": 0.98, "frosted_ice": 0.98, "blue_ice": 0.989,
                                  "slime_block": 0.8}  # fmt: skip
SPEED_FACTOR: dict[str, float] = {"soul_sand": 0.4, "honey_block": 0.4}
JUMP_FACTOR: dict[str, float] = {"honey_block": 0.5}
CLIMBABLE = ("ladder", "vine", "scaffolding", "weeping_vines*", "twisting_vines*")
FALLS = ("sand", "red_sand", "gravel", "*concrete_powder", "*anvil", "dragon_egg")
REPLACEABLE = (
    "*air", "water", "lava", "grass", "fern", "dead_bush", "vine", "tall_grass", "large_fern", "seagrass",
    "tall_seagrass", "fire", "soul_fire", "structure_void", "bubble_column", "crimson_roots", "warped_roots",
    "nether_sprouts", "snow[layers=1]",
)  # fmt: skip

# Material is "solid" in the game although the block has no collision box, and the reverse. [props]
SOLID = ("*pressure_plate", "*sign", "*banner")
NOT_SOLID = (
    "*carpet", "snow", "lily_pad", "repeater", "comparator", "flower_pot", "potted_*", "*_skull", "*_wall_skull",
    "*_head", "*_wall_head", "end_rod", "ladder", "scaffolding", "chorus_plant", "chorus_flower", "cocoa",
    "sweet_berry_bush", "sea_pickle",
)  # fmt: skip
# Flowing water does not wash these away although nothing in them stops a body. [props]
NOT_WASHED = ("ladder", "*_sign", "sugar_cane", "*_door", "*portal", "end_gateway", "structure_void", "kelp*",
              "*seagrass", "sea_pickle", "*coral", "*coral_fan", "*coral_wall_fan", "scaffolding", "bubble_column",
              "*air", "water", "lava", "*_banner", "*pressure_plate")  # fmt: skip

# ---------------------------------------------------------------------------------------------- tools and harvest
# Tool class by block. minecraft-data's `material` has no hoe rows, misses 239 blocks and calls leaves, cactus and
# chests of other stuff "plant", so this is our own table after the 1.16.5 tool item classes. [props]
# pickaxe = materials stone, metal, heavy metal and a list; every block that needs a pickaxe is added automatically.
TOOL: tuple[tuple[str, str], ...] = (
    # wood, and the buttons, ladder and scaffolding of the axe's own list
    ("axe", "oak_* spruce_* birch_* jungle_* acacia_* dark_oak_* crimson_* warped_* *_planks *_log *_wood"),
    ("axe", "stripped_* bookshelf chest trapped_chest crafting_table jukebox note_block daylight_detector *_banner"),
    ("axe", "lectern loom barrel cartography_table fletching_table smithing_table composter bee_nest beehive"),
    ("axe", "campfire soul_campfire *mushroom_block mushroom_stem ladder scaffolding bamboo bamboo_sapling"),
    # plants: materials plant, replaceable plant and vegetable
    ("axe", "pumpkin carved_pumpkin jack_o_lantern melon vine cocoa chorus_plant chorus_flower lily_pad *_sapling"),
    ("axe", "grass fern dead_bush *_tulip dandelion poppy blue_orchid allium azure_bluet oxeye_daisy cornflower"),
    ("axe", "wither_rose lily_of_the_valley brown_mushroom red_mushroom wheat carrots potatoes beetroots sugar_cane"),
    ("axe", "pumpkin_stem melon_stem attached_*_stem sunflower lilac rose_bush peony tall_grass large_fern"),
    ("axe", "nether_wart sweet_berry_bush weeping_vines* twisting_vines* crimson_fungus warped_fungus"),
    ("none", "crimson_roots warped_roots potted_*"),
    ("shovel", "clay dirt coarse_dirt podzol farmland grass_block gravel mycelium sand red_sand snow_block snow"),
    ("shovel", "soul_sand *_concrete_powder grass_path soul_soil"),
    ("hoe", "nether_wart_block warped_wart_block hay_block dried_kelp_block target shroomlight sponge wet_sponge"),
    ("hoe", "*_leaves"),
    ("shears", "*_wool"),
    ("sword", "cobweb"),
    # the pickaxe's own list, beyond what needs one (below)
    ("pickaxe", "rail powered_rail detector_rail activator_rail piston sticky_piston piston_head *shulker_box"),
    ("pickaxe", "ice packed_ice blue_ice stone_button"),
)

# Blocks that drop only for a pickaxe. minecraft-data's harvestTools wrongly has wooden slabs, peony, infested stone
# and the crimson and warped pressure plates, and lacks bells, stonecutters, blackstone slabs and most new
# stairs. [props]
NEEDS_PICKAXE = (
    "stone granite polished_granite diorite polished_diorite andesite polished_andesite cobblestone mossy_cobblestone "
    "smooth_stone bricks *stone_bricks *nether_bricks chiseled_nether_bricks quartz_bricks prismarine_bricks "
    "sandstone *_sandstone obsidian crying_obsidian netherrack crimson_nylium warped_nylium basalt polished_basalt "
    "blackstone gilded_blackstone polished_blackstone *polished_blackstone_bricks chiseled_polished_blackstone "
    "end_stone purpur_block purpur_pillar prismarine dark_prismarine magma_block bone_block terracotta *_terracotta "
    "*_concrete *_coral_block *_ore ancient_debris gold_block iron_block diamond_block emerald_block lapis_block "
    "coal_block redstone_block netherite_block quartz_block chiseled_quartz_block quartz_pillar smooth_quartz "
    "*_stairs *_slab *_wall nether_brick_fence dispenser dropper observer furnace smoker blast_furnace stonecutter "
    "spawner enchanting_table brewing_stand cauldron hopper anvil chipped_anvil damaged_anvil ender_chest grindstone "
    "bell lodestone respawn_anchor iron_door iron_trapdoor iron_bars chain lantern soul_lantern stone_pressure_plate "
    "polished_blackstone_pressure_plate light_weighted_pressure_plate heavy_weighted_pressure_plate"
)
NEEDS_NO_PICKAXE = "oak_* spruce_* birch_* jungle_* acacia_* dark_oak_* crimson_s* warped_s* infested_*"
NEEDS_SHOVEL = "snow snow_block"
NEEDS_SWORD_OR_SHEARS = "cobweb"

# Lowest pickaxe that makes the block drop. [props]
HARVEST_TIER: dict[str, int] = {
    "iron_ore": 1, "iron_block": 1, "lapis_ore": 1, "lapis_block": 1,
    "gold_ore": 2, "gold_block": 2, "diamond_ore": 2, "diamond_block": 2, "emerald_ore": 2, "emerald_block": 2,
    "redstone_ore": 2,
    "obsidian": 3, "crying_obsidian": 3, "netherite_block": 3, "respawn_anchor": 3, "ancient_debris": 3,
}  # fmt: skip

# Speeds that belong to the pair of tool and block rather than to the tool. [props]
DIG_LEAVES = ("*_leaves",)  # shears 15, sword 1.5
DIG_WOOL = ("*_wool",)  # shears 5
DIG_WEB = ("cobweb",)  # shears and sword 15
DIG_BAMBOO = ("bamboo", "bamboo_sapling")  # any sword breaks it at once
# Swords cut materials plant, replaceable plant, vegetable and coral at 1.5; blocks of hardness 0 do not matter.
DIG_PLANT = ("pumpkin", "carved_pumpkin", "jack_o_lantern", "melon", "vine", "cocoa", "chorus_plant", "chorus_flower")

# Experience a broken ore sets free, least and most. [props]
BLOCK_XP: dict[str, tuple[int, int]] = {
    "coal_ore": (0, 2), "diamond_ore": (3, 7), "emerald_ore": (3, 7), "lapis_ore": (2, 5), "redstone_ore": (1, 5),
    "nether_quartz_ore": (2, 5), "nether_gold_ore": (0, 1), "spawner": (15, 43),
}  # fmt: skip
