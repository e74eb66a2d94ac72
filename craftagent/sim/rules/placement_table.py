"""How blocks are placed and what holds them up: kinds by block, codes by state, and property arithmetic for kernels.

A state id is ``min_state + sum(digit * stride)`` over the block's properties, a digit being the index of a value in
the game's order (booleans: true 0, false 1). ``stride[block, P]`` is 0 where a block lacks property P.
Source of the rules: behaviour of Minecraft 1.16.5.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from craftagent.sim.rules.block_shapes import FACE_OF, covered_faces
from craftagent.sim.rules.blocks_table import Arrays
from craftagent.sim.rules.names import blocks_matching, states_matching
from craftagent.sim.rules.registry import (
    N_BLOCKS,
    N_STATES,
    block_id,
    block_names,
    blocks,
    property_values,
    state_id,
    state_props,
    states_of,
)

# Properties that kernels set: columns of Rules.stride
PROPS = ("axis", "half", "type", "shape", "hinge", "open", "face", "hanging", "rotation", "layers", "north", "south",
         "west", "east", "up", "down", "in_wall", "attachment", "pickles", "eggs", "snowy", "persistent", "lit",
         "waterlogged", "powered", "distance")  # fmt: skip
(P_AXIS, P_HALF, P_TYPE, P_SHAPE, P_HINGE, P_OPEN, P_FACE, P_HANGING, P_ROTATION, P_LAYERS, P_NORTH, P_SOUTH, P_WEST,
 P_EAST, P_UP, P_DOWN, P_IN_WALL, P_ATTACHMENT, P_PICKLES, P_EGGS, P_SNOWY, P_PERSISTENT, P_LIT, P_WATERLOGGED,
 P_POWERED, P_DISTANCE) = range(26)  # fmt: skip

# Kinds of placing (Rules.place_kind, by block)
(PLACE_PLAIN, PLACE_AXIS, PLACE_SLAB, PLACE_STAIRS, PLACE_TORCH, PLACE_TO_PLAYER, PLACE_FROM_PLAYER, PLACE_ANVIL,
 PLACE_FACING, PLACE_OBSERVER, PLACE_OUT, PLACE_HOPPER, PLACE_DOOR, PLACE_TRAPDOOR, PLACE_ATTACHED, PLACE_WALL_ONLY,
 PLACE_LANTERN, PLACE_RAIL, PLACE_VINE, PLACE_SIGN, PLACE_SKULL, PLACE_LAYERS, PLACE_LEAVES, PLACE_IN_WATER,
 PLACE_COCOA, PLACE_BELL, PLACE_BAMBOO, PLACE_NEVER) = range(28)  # fmt: skip
# TO_PLAYER: front faces the player; FROM_PLAYER: front points where the player looks (both horizontal);
# FACING: six ways, front to the player; OBSERVER: six ways, front away; OUT: out of the clicked face.

_KINDS: tuple[tuple[int, str], ...] = (
    (PLACE_AXIS, "*_log *_wood *_hyphae *_stem basalt polished_basalt hay_block bone_block quartz_pillar "
                 "purpur_pillar chain"),
    (PLACE_PLAIN, "pumpkin_stem melon_stem attached_*_stem mushroom_stem"),
    (PLACE_SLAB, "*_slab"),
    (PLACE_STAIRS, "*_stairs"),
    (PLACE_TORCH, "torch soul_torch redstone_torch *_coral_fan"),
    (PLACE_TO_PLAYER, "furnace smoker blast_furnace chest trapped_chest ender_chest carved_pumpkin jack_o_lantern loom "
                      "stonecutter lectern bee_nest beehive *_glazed_terracotta repeater comparator end_portal_frame"),
    (PLACE_FROM_PLAYER, "*_fence_gate campfire soul_campfire"),
    (PLACE_ANVIL, "*anvil"),
    (PLACE_FACING, "piston sticky_piston dispenser dropper barrel *command_block"),
    (PLACE_OBSERVER, "observer"),
    (PLACE_OUT, "end_rod *shulker_box"),
    (PLACE_HOPPER, "hopper"),
    (PLACE_DOOR, "*_door"),
    (PLACE_TRAPDOOR, "*_trapdoor"),
    (PLACE_ATTACHED, "lever *_button grindstone"),
    (PLACE_WALL_ONLY, "ladder tripwire_hook"),
    (PLACE_LANTERN, "lantern soul_lantern"),
    (PLACE_RAIL, "*rail"),
    (PLACE_VINE, "vine"),
    (PLACE_SIGN, "*_sign *_banner"),
    (PLACE_SKULL, "*_skull *_head"),
    (PLACE_LAYERS, "snow sea_pickle turtle_egg"),
    (PLACE_LEAVES, "*_leaves"),
    (PLACE_IN_WATER, "kelp seagrass"),
    (PLACE_COCOA, "cocoa"),
    (PLACE_BELL, "bell"),
    (PLACE_BAMBOO, "bamboo"),
    (PLACE_NEVER, "*air water lava *_bed"),  # beds need two cells: not in this world yet
)  # fmt: skip

# What a block needs to stay (Rules.support, by state)
(SUPPORT_NONE, SUPPORT_TOP, SUPPORT_DIRT, SUPPORT_CANE, SUPPORT_WALL, SUPPORT_FARMLAND, SUPPORT_SOLID, SUPPORT_CACTUS,
 SUPPORT_CENTER, SUPPORT_RIM, SUPPORT_HANGING, SUPPORT_FACE, SUPPORT_UPPER, SUPPORT_DOOR, SUPPORT_TALL_PLANT,
 SUPPORT_MUSHROOM, SUPPORT_DEAD_BUSH, SUPPORT_SOUL_SAND, SUPPORT_VINE, SUPPORT_LILY, SUPPORT_SNOW, SUPPORT_ANY,
 SUPPORT_WALL_SOLID, SUPPORT_COCOA, SUPPORT_KELP, SUPPORT_FIRE, SUPPORT_DOWNWARD, SUPPORT_UPWARD, SUPPORT_BAMBOO,
 SUPPORT_NETHER, SUPPORT_CHORUS, SUPPORT_WIRE, SUPPORT_PLATE, SUPPORT_BELL) = range(34)  # fmt: skip

SUPPORT_DOC = {
    SUPPORT_NONE: "nothing", SUPPORT_TOP: "a full top face below",
    SUPPORT_DIRT: "grass, dirt, podzol or farmland below",
    SUPPORT_CANE: "cane, or dirt or sand with water beside it, below", SUPPORT_WALL: "a full face behind its front",
    SUPPORT_FARMLAND: "farmland below", SUPPORT_SOLID: "a solid block below",
    SUPPORT_CACTUS: "cactus or sand below and nothing solid beside", SUPPORT_CENTER: "the middle of a top face below",
    SUPPORT_RIM: "the rim of a top face below", SUPPORT_HANGING: "the middle of a bottom face above",
    SUPPORT_FACE: "the full face that `face` and `facing` name", SUPPORT_UPPER: "its own lower half below",
    SUPPORT_DOOR: "a full top face below and its upper half above",
    SUPPORT_TALL_PLANT: "dirt below and its upper half above",
    SUPPORT_MUSHROOM: "podzol, mycelium, nylium, or an opaque cube in the dark", SUPPORT_SOUL_SAND: "soul sand below",
    SUPPORT_DEAD_BUSH: "sand, terracotta or dirt below", SUPPORT_LILY: "a water source or ice below",
    SUPPORT_VINE: "a full face at each of its sheets, or the same sheet above",
    SUPPORT_SNOW: "a full top face below (leaves too), not ice", SUPPORT_ANY: "anything but air below",
    SUPPORT_WALL_SOLID: "a solid block behind its front", SUPPORT_COCOA: "jungle wood where it faces",
    SUPPORT_KELP: "kelp or a full top face below", SUPPORT_FIRE: "a full top face below or something that burns beside",
    SUPPORT_DOWNWARD: "its own kind or a full bottom face above",
    SUPPORT_UPWARD: "its own kind or a full top face below",
    SUPPORT_BAMBOO: "bamboo, sand, gravel or dirt below", SUPPORT_NETHER: "nylium, soul soil or dirt below",
    SUPPORT_CHORUS: "end stone or chorus below or beside", SUPPORT_WIRE: "a full top face or a hopper below",
    SUPPORT_PLATE: "rim or middle of a top face below", SUPPORT_BELL: "what its attachment names",
}  # fmt: skip

_SUPPORT: tuple[tuple[int, str], ...] = (
    (SUPPORT_DIRT, "*_sapling dandelion poppy blue_orchid allium azure_bluet *_tulip oxeye_daisy cornflower "
                   "lily_of_the_valley grass fern sweet_berry_bush"),
    (SUPPORT_TALL_PLANT, "sunflower lilac rose_bush peony tall_grass large_fern"),
    (SUPPORT_CANE, "sugar_cane"),
    (SUPPORT_WALL, "wall_torch soul_wall_torch redstone_wall_torch ladder tripwire_hook *_coral_wall_fan"),
    (SUPPORT_FARMLAND, "wheat carrots potatoes beetroots pumpkin_stem melon_stem attached_*_stem"),
    (SUPPORT_SOLID, "*_sign *_banner cake"),
    (SUPPORT_WALL_SOLID, "*_wall_sign *_wall_banner"),
    (SUPPORT_CACTUS, "cactus"),
    (SUPPORT_CENTER, "torch soul_torch redstone_torch lantern soul_lantern"),
    (SUPPORT_RIM, "*rail repeater comparator"),
    (SUPPORT_PLATE, "*pressure_plate"),
    (SUPPORT_FACE, "lever *_button"),
    (SUPPORT_DOOR, "*_door tall_seagrass"),
    (SUPPORT_MUSHROOM, "brown_mushroom red_mushroom"),
    (SUPPORT_DEAD_BUSH, "dead_bush"),
    (SUPPORT_SOUL_SAND, "nether_wart"),
    (SUPPORT_VINE, "vine"),
    (SUPPORT_LILY, "lily_pad"),
    (SUPPORT_SNOW, "snow"),
    (SUPPORT_ANY, "*_carpet"),
    (SUPPORT_COCOA, "cocoa"),
    (SUPPORT_TOP, "seagrass *_coral *_coral_fan sea_pickle"),
    (SUPPORT_KELP, "kelp kelp_plant"),
    (SUPPORT_FIRE, "fire"),
    (SUPPORT_DOWNWARD, "weeping_vines weeping_vines_plant"),
    (SUPPORT_UPWARD, "twisting_vines twisting_vines_plant"),
    (SUPPORT_BAMBOO, "bamboo bamboo_sapling"),
    (SUPPORT_NETHER, "crimson_fungus warped_fungus crimson_roots warped_roots nether_sprouts wither_rose"),
    (SUPPORT_CHORUS, "chorus_plant chorus_flower"),
    (SUPPORT_WIRE, "redstone_wire"),
    (SUPPORT_BELL, "bell"),
)  # fmt: skip

# Ground (Rules.soil, bits by block)
(SOIL_DIRT, SOIL_SAND, SOIL_FARMLAND, SOIL_SOUL_SAND, SOIL_MUSHROOM, SOIL_DEAD_BUSH, SOIL_CANE, SOIL_BAMBOO,
 SOIL_NETHER, SOIL_JUNGLE, SOIL_ICY, SOIL_BURNS, SOIL_END, SOIL_SIGNAL) = (1 << i for i in range(14))  # fmt: skip
_SOIL: tuple[tuple[int, str], ...] = (
    (SOIL_DIRT, "grass_block dirt coarse_dirt podzol farmland"),
    (SOIL_SAND, "sand red_sand"),
    (SOIL_FARMLAND, "farmland"),
    (SOIL_SOUL_SAND, "soul_sand"),
    (SOIL_MUSHROOM, "mycelium podzol crimson_nylium warped_nylium"),
    (SOIL_DEAD_BUSH, "sand red_sand terracotta *_terracotta dirt coarse_dirt podzol"),
    (SOIL_CANE, "grass_block dirt coarse_dirt podzol sand red_sand"),
    (SOIL_BAMBOO, "sand red_sand grass_block dirt coarse_dirt podzol mycelium gravel bamboo bamboo_sapling"),
    (SOIL_NETHER, "crimson_nylium warped_nylium soul_soil grass_block dirt coarse_dirt podzol farmland netherrack "
                  "soul_sand mycelium"),
    (SOIL_JUNGLE, "jungle_log jungle_wood stripped_jungle_log stripped_jungle_wood"),
    (SOIL_ICY, "ice packed_ice barrier"),
    (SOIL_BURNS, "*_planks *_log *_wood *_leaves *_wool *_carpet bookshelf oak_* spruce_* birch_* jungle_* acacia_* "
                 "dark_oak_* grass fern dead_bush tall_grass large_fern vine hay_block tnt coal_block lectern "
                 "composter beehive bee_nest dried_kelp_block bamboo scaffolding sunflower lilac rose_bush peony "
                 "dandelion poppy"),
    (SOIL_END, "end_stone"),
    # what redstone dust points to
    (SOIL_SIGNAL, "redstone_torch redstone_wall_torch redstone_block lever *_button *pressure_plate repeater "
                  "comparator detector_rail daylight_detector target tripwire_hook trapped_chest observer"),
)  # fmt: skip
_FIREPROOF = (
    "crimson_* warped_* stripped_crimson_* stripped_warped_* *_button *_pressure_plate *_sign *_door *_trapdoor"
)

# How a block's look follows its neighbours (Rules.connects, by state)
(CONNECT_NONE, CONNECT_FENCE, CONNECT_NETHER_FENCE, CONNECT_PANE, CONNECT_WALL, CONNECT_STAIRS, CONNECT_GATE,
 CONNECT_SNOWY, CONNECT_POWDER, CONNECT_WIRE) = range(10)  # fmt: skip
_CONNECT: tuple[tuple[int, str], ...] = (
    (CONNECT_FENCE, "*_fence"),
    (CONNECT_NETHER_FENCE, "nether_brick_fence"),
    (CONNECT_PANE, "iron_bars glass_pane *_stained_glass_pane"),
    (CONNECT_STAIRS, "*_stairs"),
    (CONNECT_GATE, "*_fence_gate"),
    (CONNECT_SNOWY, "grass_block podzol mycelium"),
    (CONNECT_POWDER, "*_concrete_powder"),
    (CONNECT_WIRE, "redstone_wire"),
)
# Full faces that fences, panes and walls do not join all the same
_NO_JOIN = "*_leaves barrier carved_pumpkin jack_o_lantern melon pumpkin *shulker_box"
# What makes a wall under it raise its post
_POST_OVERRIDE = "torch soul_torch redstone_torch tripwire *_sign *_banner *pressure_plate"


def _walls() -> frozenset[str]:
    """Walls proper: not the signs, banners and fans that hang on walls."""
    return frozenset(n for n in blocks_matching("*_wall") if any(p["name"] == "up" for p in blocks()[n]["states"]))


def _wall_variant(name: str) -> str | None:
    """The block that hangs on walls for a block that stands on floors."""
    known = blocks()
    for ending, wall in (
        ("torch", "wall_torch"), ("_sign", "_wall_sign"), ("_banner", "_wall_banner"), ("_skull", "_wall_skull"),
        ("_head", "_wall_head"), ("_coral_fan", "_coral_wall_fan"),
    ):  # fmt: skip
        if name.endswith(ending) and "wall" not in name and name.removesuffix(ending) + wall in known:
            return name.removesuffix(ending) + wall
    return None


def _strides(out: Arrays) -> None:
    stride = np.zeros((N_BLOCKS, len(PROPS)), np.int32)
    size = np.ones((N_BLOCKS, len(PROPS)), np.uint8)
    facing_stride = np.zeros(N_BLOCKS, np.int32)
    facing_digit = np.full((N_BLOCKS, 6), -1, np.int8)
    for name, row in blocks().items():
        block, step = block_id(name), 1
        for prop in reversed(row["states"]):
            values = property_values(prop)
            if prop["name"] == "facing":
                facing_stride[block] = step
                for digit, value in enumerate(values):
                    facing_digit[block, FACE_OF[value]] = digit
            elif prop["name"] in PROPS:
                column = PROPS.index(prop["name"])
                stride[block, column], size[block, column] = step, len(values)
            step *= len(values)
    out.update(stride=stride, prop_size=size, facing_stride=facing_stride, facing_digit=facing_digit)


def _merge_and_bites(out: Arrays) -> None:
    """Slabs, snow layers and such that take another of their own kind; what a bitten cake becomes (0 = gone)."""
    merge, bites = np.full(N_STATES, -1, np.int32), np.full(N_STATES, -1, np.int32)
    for name in blocks_matching("*_slab"):
        for state in states_of(name):
            if state_props(state)["type"] != "double":
                merge[state] = block_id(name)
    for name, prop, full in (("snow", "layers", "8"), ("sea_pickle", "pickles", "4"), ("turtle_egg", "eggs", "4")):
        for state in states_of(name):
            if state_props(state)[prop] != full:
                merge[state] = block_id(name)
    for state in states_of("cake"):
        eaten = int(state_props(state)["bites"])
        bites[state] = 0 if eaten == 6 else state_id("cake", bites=eaten + 1)
    out.update(slab_merge=merge, bites=bites)


def _upper_states() -> npt.NDArray[np.int32]:
    """By state: the upper half that belongs to a lower half of a door or tall plant, else 0."""
    out = np.zeros(N_STATES, np.int32)
    for name, row in blocks().items():
        if any(p["name"] == "half" and "upper" in property_values(p) for p in row["states"]):
            for state in states_of(name):
                props = state_props(state)
                if props["half"] == "lower":
                    out[state] = state_id(name, **{**props, "half": "upper"})
    return out


def placement_arrays(boxes: Arrays) -> Arrays:
    """All arrays of placing and support; ``boxes`` are the arrays by state made before (for what covers a wall)."""
    out: Arrays = {}
    _strides(out)
    _merge_and_bites(out)
    kind = np.zeros(N_BLOCKS, np.uint8)
    for code, patterns in _KINDS:
        for name in blocks_matching(patterns):
            kind[block_id(name)] = code
    wall = np.full(N_BLOCKS, -1, np.int32)
    for name in block_names():
        variant = _wall_variant(name)
        if variant is not None:
            wall[block_id(name)] = block_id(variant)
    out.update(place_kind=kind, wall_block=wall, upper_state=_upper_states())

    support = np.zeros(N_STATES, np.uint8)
    for code, patterns in _SUPPORT:
        support[states_matching(patterns.split())] = code
    support[states_matching(("*_wall_sign", "*_wall_banner"))] = SUPPORT_WALL_SOLID
    support[states_matching(("*_coral_wall_fan",))] = SUPPORT_WALL
    support[states_matching(("lantern[hanging=true]", "soul_lantern[hanging=true]"))] = SUPPORT_HANGING
    for name, row in blocks().items():
        if any(p["name"] == "half" and "upper" in property_values(p) for p in row["states"]):
            support[states_matching((f"{name}[half=upper]",))] = SUPPORT_UPPER
    out["support"] = support

    soil = np.zeros(N_BLOCKS, np.uint16)
    for bit, patterns in _SOIL:
        for name in blocks_matching(patterns):
            soil[block_id(name)] |= bit
    for name in blocks_matching(_FIREPROOF):
        soil[block_id(name)] &= ~np.uint16(SOIL_BURNS)
    out["soil"] = soil

    connects = np.zeros(N_STATES, np.uint8)
    for code, patterns in _CONNECT:
        connects[states_matching(patterns.split())] = code
    for name in _walls():
        connects[list(states_of(name))] = CONNECT_WALL
    out["connects"] = connects
    out["no_join"] = states_matching(_NO_JOIN.split()).astype(np.uint8)
    out["wall_cover"] = _wall_cover(boxes)
    out["powder_to"] = _powder()
    return out


def _powder() -> npt.NDArray[np.int32]:
    out = np.full(N_BLOCKS, -1, np.int32)
    for name in blocks_matching("*_concrete_powder"):
        out[block_id(name)] = state_id(name.removesuffix("_powder"))
    return out


def _wall_cover(arrays: Arrays) -> npt.NDArray[np.uint8]:
    """By state: what of a wall below it hides: bits 0-3 the north, south, west and east arm, bit 4 the post."""
    out = np.zeros(N_STATES, np.uint8)
    parts = ((7, 0, 9, 9), (7, 7, 9, 16), (0, 7, 9, 9), (7, 7, 16, 9), (7, 7, 9, 9))  # x0, z0, x1, z1 in sixteenths
    memo: dict[tuple[int, int], int] = {}
    starts, counts, boxes = arrays["coll_start"], arrays["coll_count"], arrays["boxes"]
    for state in range(N_STATES):
        key = (int(starts[state]), int(counts[state]))
        if key not in memo:
            found = tuple(tuple(box) for box in boxes[key[0] : key[0] + key[1]].tolist())
            memo[key] = sum((covered_faces(found, part) & 1) << i for i, part in enumerate(parts))
        out[state] = memo[key]
    out[states_matching(_POST_OVERRIDE.split())] |= 16
    return out
