"""State ids of the blocks that terrain writes, as plain integers for kernels."""

from __future__ import annotations

from craftagent.sim.rules.registry import state_id

AIR = 0
STONE = state_id("stone")
GRANITE = state_id("granite")
DIORITE = state_id("diorite")
ANDESITE = state_id("andesite")
LAST_STONE = ANDESITE  # states 1 .. 6 are stone and its three relatives, raw and polished
BEDROCK = state_id("bedrock")
WATER = state_id("water", level=0)
LAVA = state_id("lava", level=0)
GRASS_BLOCK = state_id("grass_block", snowy=False)
SNOWY_GRASS_BLOCK = state_id("grass_block", snowy=True)
DIRT = state_id("dirt")
COARSE_DIRT = state_id("coarse_dirt")
PODZOL = state_id("podzol", snowy=False)
SAND = state_id("sand")
SANDSTONE = state_id("sandstone")
GRAVEL = state_id("gravel")
CLAY = state_id("clay")
SNOW_LAYER = state_id("snow", layers=1)
ICE = state_id("ice")

COAL_ORE = state_id("coal_ore")
IRON_ORE = state_id("iron_ore")
GOLD_ORE = state_id("gold_ore")
REDSTONE_ORE = state_id("redstone_ore", lit=False)
DIAMOND_ORE = state_id("diamond_ore")
LAPIS_ORE = state_id("lapis_ore")
EMERALD_ORE = state_id("emerald_ore")

GRASS = state_id("grass")
FERN = state_id("fern")
DEAD_BUSH = state_id("dead_bush")
TALL_GRASS = (state_id("tall_grass", half="lower"), state_id("tall_grass", half="upper"))
LARGE_FERN = (state_id("large_fern", half="lower"), state_id("large_fern", half="upper"))
LILAC = (state_id("lilac", half="lower"), state_id("lilac", half="upper"))
ROSE_BUSH = (state_id("rose_bush", half="lower"), state_id("rose_bush", half="upper"))
PEONY = (state_id("peony", half="lower"), state_id("peony", half="upper"))
TALL_SEAGRASS = (state_id("tall_seagrass", half="lower"), state_id("tall_seagrass", half="upper"))
SEAGRASS = state_id("seagrass")
KELP = state_id("kelp", age=24)
KELP_PLANT = state_id("kelp_plant")
LILY_PAD = state_id("lily_pad")
CACTUS = state_id("cactus", age=0)
SUGAR_CANE = state_id("sugar_cane", age=0)
PUMPKIN = state_id("pumpkin")
SWEET_BERRY_BUSH = state_id("sweet_berry_bush", age=3)
BROWN_MUSHROOM = state_id("brown_mushroom")
RED_MUSHROOM = state_id("red_mushroom")
VINE = {side: state_id("vine", **{side: True}) for side in ("north", "south", "west", "east")}
