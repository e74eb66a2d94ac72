"""What the land offers without crafting: where blocks and creatures are, what it costs to get there, and what is not there.

Times are rough ticks of a practised player; only their order of size matters, to choose between ways. Heights, biomes
and creatures: the embedded world's own generator (``craftagent.sim.terrain``, ``craftagent.sim.mobs``).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import NamedTuple

from craftagent.sim.rules.names import blocks_matching, items_matching
from craftagent.sim.rules.registry import item_names

SURFACE, SHALLOW, DEEP, DEEPEST = range(4)  # order in which places are visited


class Place(NamedTuple):
    """Where a natural block is: ``trip`` ticks to come to the first, ``each`` ticks for every one; ``y``: its heights."""

    trip: int
    each: int
    where: str
    level: int = SURFACE
    y: tuple[int, int] | None = None
    biomes: tuple[str, ...] = ()  # none: everywhere


_FOREST = ("forest", "birch_forest")
_COLD = ("taiga", "snowy_taiga")
_HIGH = ("mountains", "wooded_mountains", "gravelly_mountains")
_SNOWY = ("snowy_tundra", "snowy_taiga", "frozen_river", "snowy_beach")

# patterns of block names -> where they are; later lines win
_PLACES: Mapping[str, Place] = {
    "oak_log": Place(250, 60, "trees of forests, plains and swamps", biomes=(*_FOREST, "plains", "swamp", *_HIGH)),
    "birch_log": Place(400, 60, "birch trees of forests", biomes=_FOREST),
    "spruce_log": Place(1200, 60, "spruce trees of taigas and mountains", biomes=(*_COLD, *_HIGH, "snowy_tundra")),
    "acacia_log": Place(4000, 70, "acacia trees of savannas", biomes=("savanna",)),
    "oak_leaves": Place(250, 20, "oak trees"),
    "birch_leaves": Place(400, 20, "birch trees"),
    "spruce_leaves": Place(1200, 20, "spruce trees"),
    "acacia_leaves": Place(4000, 20, "acacia trees"),
    "grass_block dirt": Place(50, 20, "the ground"),
    "sand": Place(800, 20, "beaches, deserts, river beds"),
    "sandstone": Place(2500, 40, "below the sand of deserts and beaches", biomes=("desert", "beach")),
    "gravel": Place(700, 25, "river beds, and pockets underground"),
    "clay": Place(2000, 30, "beds of shallow water"),
    "snow": Place(4000, 15, "cold biomes", biomes=_SNOWY),
    "stone": Place(300, 30, "under the ground", SHALLOW),
    "granite diorite andesite": Place(500, 40, "pockets in stone below y 80", SHALLOW, (0, 80)),
    "coal_ore": Place(800, 50, "in stone below y 128", SHALLOW, (0, 128)),
    "iron_ore": Place(1500, 80, "in stone below y 64", SHALLOW, (0, 64)),
    "gold_ore": Place(6000, 250, "in stone below y 32", DEEP, (0, 32)),
    "lapis_ore": Place(6000, 300, "in stone around y 16", DEEP, (0, 32)),
    "redstone_ore": Place(5000, 120, "in stone below y 16", DEEPEST, (0, 16)),
    "diamond_ore": Place(7000, 400, "in stone below y 16", DEEPEST, (0, 16)),
    "emerald_ore": Place(20000, 2000, "in stone under mountains, y 4 to 31", DEEP, (4, 31), _HIGH),
    "grass fern": Place(150, 15, "meadows"),
    "dandelion poppy": Place(800, 80, "meadows"),
    "azure_bluet oxeye_daisy cornflower": Place(2500, 150, "plains", biomes=("plains",)),
    "*_tulip": Place(6000, 200, "plains", biomes=("plains",)),
    "blue_orchid": Place(6000, 200, "swamps", biomes=("swamp",)),
    "lily_of_the_valley lilac rose_bush peony": Place(3000, 200, "forests", biomes=_FOREST),
    "brown_mushroom red_mushroom": Place(4000, 200, "shade under trees", biomes=(*_FOREST, "taiga", "swamp")),
    "sugar_cane": Place(2500, 60, "shores"),
    "pumpkin": Place(12000, 100, "meadows, rarely"),
    "cactus": Place(5000, 60, "deserts", biomes=("desert",)),
    "dead_bush": Place(5000, 60, "deserts", biomes=("desert",)),
    "sweet_berry_bush": Place(5000, 80, "taigas", biomes=_COLD),
    "lily_pad": Place(5000, 60, "swamp water", biomes=("swamp",)),
    "vine": Place(5000, 40, "trees of swamps", biomes=("swamp",)),
    "kelp": Place(3000, 40, "sea beds"),
    "seagrass": Place(2000, 30, "river and sea beds"),
}  # fmt: skip

# Creatures: ticks to come to one, ticks for each, when and where. Monsters want a night or a cave.
CREATURES: Mapping[str, Place] = {
    "cow": Place(1200, 250, "meadows"),
    "pig": Place(1200, 250, "meadows"),
    "sheep": Place(1000, 250, "meadows"),
    "chicken": Place(1200, 250, "meadows"),
    "zombie": Place(5000, 800, "in the dark: at night or in caves"),
    "skeleton": Place(5000, 1000, "in the dark: at night or in caves"),
    "spider": Place(5000, 1000, "in the dark: at night or in caves"),
    "creeper": Place(5000, 1200, "in the dark: at night or in caves"),
}
# Share of sheep by the colour of their wool; the loot table says only "wool".
SHEEP: Mapping[str, float] = {"white_wool": 0.82, "black_wool": 0.05, "gray_wool": 0.05, "light_gray_wool": 0.05,
                              "brown_wool": 0.03}  # fmt: skip
WOODS = ("oak", "birch", "spruce", "acacia")  # those that grow here, commonest first
ALL_WOODS = (*WOODS, "jungle", "dark_oak", "crimson", "warped")
_COLOURS = ("white", "orange", "magenta", "light_blue", "yellow", "lime", "pink", "gray", "light_gray", "cyan",
            "purple", "blue", "brown", "green", "red", "black")  # fmt: skip


class Act(NamedTuple):
    """A way to gain one item that is neither mining nor crafting.

    ``uses``: what it takes away; ``tools``: what must be held, the last one in hand (a class such as ``hoe`` stands for
    any of its tools); ``how``: the instruction.
    """

    item: str
    how: str
    uses: tuple[str, ...]
    tools: tuple[str, ...]
    place: Place
    verb: str = "get"


ACTS: tuple[Act, ...] = (
    Act("water_bucket", "fill a bucket with water", ("bucket",), (), Place(600, 60, "rivers, lakes, the sea")),
    Act("lava_bucket", "fill a bucket with lava", ("bucket",), (), Place(6000, 200, "caves below y 11", DEEPEST, (0, 11))),
    Act("milk_bucket", "milk a cow with a bucket", ("bucket",), (), Place(1200, 100, "meadows")),
    Act("egg", "wait beside chickens until one lays an egg", (), (), Place(3000, 6000, "meadows")),
    Act("wheat", "grow wheat on tilled earth beside water", ("wheat_seeds",), ("hoe",), Place(24000, 600, "beside water")),
    Act("obsidian", "pour water over still lava and mine the obsidian", (), ("water_bucket", "pickaxe:3"),
        Place(7000, 300, "lava below y 11", DEEPEST, (0, 11)), "mine"),
    *(Act(f"stripped_{wood}_log", f"strip {wood} logs with an axe", (f"{wood}_log",), ("axe",),
          Place(60, 60, "any log that stands")) for wood in (*WOODS, "jungle", "dark_oak")),
    *(Act(f"{colour}_concrete", f"set {colour.replace('_', ' ')} concrete powder beside water and mine it",
          (f"{colour}_concrete_powder",), ("pickaxe:0",), Place(600, 60, "beside water")) for colour in _COLOURS),
)  # fmt: skip

# What cannot be had here -> why. Patterns of item names; later lines win.
_ABSENT: Mapping[str, str] = {
    "netherrack nether_bricks nether_brick nether_wart nether_wart_block nether_star nether_gold_ore nether_quartz_ore "
    "quartz soul_sand soul_soil crimson_stem crimson_fungus crimson_roots warped_stem warped_fungus warped_roots "
    "warped_wart_block stripped_crimson_stem stripped_warped_stem glowstone_dust glowstone magma_cream blaze_rod ghast_tear "
    "basalt blackstone gilded_blackstone ancient_debris netherite_scrap shroomlight crying_obsidian nether_sprouts "
    "wither_skeleton_skull weeping_vines twisting_vines crimson_nylium warped_nylium": "only in the Nether",
    "end_stone chorus_fruit chorus_flower shulker_shell dragon_breath dragon_egg dragon_head elytra": "only in the End",
    "carrot potato poisonous_potato beetroot beetroot_seeds": "only in villages, which this world lacks",
    "prismarine_shard prismarine_crystals wet_sponge sponge": "only in ocean monuments, which this world lacks",
    "heart_of_the_sea nautilus_shell saddle name_tag enchanted_golden_apple music_disc_* "
    "iron_horse_armor golden_horse_armor diamond_horse_armor trident bell chainmail_* "
    "experience_bottle enchanted_book totem_of_undying cobweb spawner":
        "only in structures or by trading, which this world lacks",
    "jungle_log jungle_sapling jungle_leaves stripped_jungle_log cocoa_beans melon_slice bamboo":
        "only in jungles, which this world lacks",
    "dark_oak_log dark_oak_sapling dark_oak_leaves stripped_dark_oak_log": "only in dark forests, which this world lacks",
    "red_sand": "only in badlands, which this world lacks",
    "mycelium *mushroom_block mushroom_stem": "only on mushroom fields, which this world lacks",
    "podzol allium sunflower": "only in biomes that this world lacks",
    "sea_pickle *_coral *_coral_block *_coral_fan": "only in warm oceans, which this world lacks",
    "wither_rose": "only from a wither, which this world lacks",
    "ink_sac": "only from squid, which this world lacks",
    "slime_ball": "only from slimes, which this world lacks",
    "ender_pearl": "only from endermen, which this world lacks",
    "rabbit rabbit_hide rabbit_foot": "only from rabbits, which this world lacks",
    "cod salmon tropical_fish pufferfish": "only from fish, which this world lacks",
    "phantom_membrane": "only from phantoms, which this world lacks",
    "honeycomb honey_bottle bee_nest": "only from bees, which this world lacks",
    "scute turtle_egg": "only from turtles, which this world lacks",
    "potion splash_potion lingering_potion tipped_arrow":
        "only by brewing, which this world lacks",
    "creeper_head skeleton_skull zombie_head player_head": "only by a charged creeper, which this world lacks",
    "carved_pumpkin": "only by carving a pumpkin with shears, which this world does not do",
    "ice grass_block coal_ore diamond_ore emerald_ore redstone_ore lapis_ore":
        "only with silk touch, which this world lacks",
}  # fmt: skip


@functools.cache
def natural() -> Mapping[str, Place]:
    """Where each natural block is, by block name."""
    return {name: place for patterns, place in _PLACES.items() for name in sorted(blocks_matching(patterns))}


@functools.cache
def absences() -> Mapping[str, str]:
    """Why an item that nothing else gives cannot be had, by item name."""
    return {item_names()[i]: why for patterns, why in _ABSENT.items() for i in items_matching(patterns)}


def why_absent(item: str) -> str:
    """Why an item cannot be had here, as "only in the Nether"."""
    return absences().get(item, "nothing in this world gives it")
