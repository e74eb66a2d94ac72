"""What blocks turn into when they are used, worked with a tool, or grow: tables by state or block id.

Source: Minecraft 1.16.5 block behaviour (wiki pages of the blocks named; game knowledge).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from craftagent.sim.rules.registry import (
    N_BLOCKS,
    N_STATES,
    block_id,
    block_names,
    state_id,
    state_props,
    states_of,
)

# Kinds of block entity and the screens they open (numbers of craftagent.sim.state)
_TILES = {"chest": 1, "trapped_chest": 1, "barrel": 1, "furnace": 2, "smoker": 3, "blast_furnace": 4}
_SCREENS = {
    "crafting_table": 2,
    "furnace": 3,
    "smoker": 3,
    "blast_furnace": 3,
    "chest": 4,
    "trapped_chest": 4,
    "barrel": 4,
}

_LOGS = ("oak", "spruce", "birch", "jungle", "acacia", "dark_oak")
_STEMS = ("crimson", "warped")
_CROPS = {"wheat": 7, "carrots": 7, "potatoes": 7, "beetroots": 3, "nether_wart": 3, "sweet_berry_bush": 3,
          "pumpkin_stem": 7, "melon_stem": 7, "cocoa": 2}  # block: oldest age  # fmt: skip

# Growth kinds (Rules.growth, by state): how a random tick or bone meal makes it grow
(GROW_NONE, GROW_CROP, GROW_SAPLING, GROW_COLUMN, GROW_GRASS, GROW_LEAVES, GROW_FARMLAND, GROW_FIRE, GROW_MELT,
 GROW_STEM) = range(10)  # fmt: skip
QUIET = 1 << 16  # weight of blocks whose random ticks do nothing unless something near them was changed


def tile_kinds() -> npt.NDArray[np.uint8]:
    """(763,) by block id: kind of block entity, 0 none."""
    out = np.zeros(N_BLOCKS, np.uint8)
    for name, kind in _TILES.items():
        out[block_id(name)] = kind
    return out


def screens() -> npt.NDArray[np.uint8]:
    """(763,) by block id: the screen that using the block opens (``GUI_*``), 0 none."""
    out = np.zeros(N_BLOCKS, np.uint8)
    for name, kind in _SCREENS.items():
        out[block_id(name)] = kind
    return out


def use_states() -> npt.NDArray[np.int32]:
    """(17112,) by state: the state it becomes when used by hand (doors, gates, trapdoors, levers, buttons), -1 none."""
    out = np.full(N_STATES, -1, np.int32)
    for name in block_names():
        wooden = not name.startswith("iron_")
        if wooden and name.endswith(("_door", "_trapdoor", "_fence_gate")):
            prop = "open"
        elif name == "lever" or name.endswith("_button"):
            prop = "powered"
        else:
            continue
        for state in states_of(name):
            props = state_props(state)
            if name.endswith("_button") and props[prop] == "true":
                continue
            props[prop] = "false" if props[prop] == "true" else "true"
            out[state] = state_id(name, **props)
    return out


def tool_states() -> npt.NDArray[np.int32]:
    """(17112, 3) by state: what axe (0), shovel (1) and hoe (2) turn it into by use, -1 nothing."""
    out = np.full((N_STATES, 3), -1, np.int32)
    for kinds, woods in ((("log", "wood"), _LOGS), (("stem", "hyphae"), _STEMS)):
        for wood in woods:
            for kind in kinds:
                for state in states_of(f"{wood}_{kind}"):
                    out[state, 0] = state_id(f"stripped_{wood}_{kind}", **state_props(state))
    for state in states_of("grass_block"):
        out[state, 1] = state_id("grass_path")
        out[state, 2] = state_id("farmland", moisture=0)
    for name in ("dirt", "grass_path"):
        out[state_id(name), 2] = state_id("farmland", moisture=0)
    out[state_id("coarse_dirt"), 2] = state_id("dirt")
    return out


def growth() -> npt.NDArray[np.uint8]:
    """(17112,) by state: ``GROW_*``."""
    out = np.zeros(N_STATES, np.uint8)
    for name, oldest in _CROPS.items():
        for state in states_of(name):
            if int(state_props(state)["age"]) < oldest:
                out[state] = GROW_CROP
    for name in block_names():
        if name.endswith("_sapling") and name != "bamboo_sapling":
            out[list(states_of(name))] = GROW_SAPLING
        elif name.endswith("_leaves"):
            for state in states_of(name):
                if state_props(state) == {"distance": "7", "persistent": "false"}:
                    out[state] = GROW_LEAVES
    for name in ("sugar_cane", "cactus"):
        out[list(states_of(name))] = GROW_COLUMN
    out[list(states_of("grass_block"))] = GROW_GRASS
    out[list(states_of("mycelium"))] = GROW_GRASS
    out[list(states_of("farmland"))] = GROW_FARMLAND
    out[list(states_of("fire"))] = GROW_FIRE
    for name in ("ice", "snow"):
        out[list(states_of(name))] = GROW_MELT
    for name in ("pumpkin_stem", "melon_stem"):
        out[state_id(name, age=7)] = GROW_STEM
    return out


def tick_weights() -> npt.NDArray[np.uint32]:
    """(17112,) by state: what a block adds to its section's count of random ticks.

    0 none; 1 for what grows by itself; :data:`QUIET` for grass, snow and ice: as generated they stay as they are, so
    they need no ticks until a block near them changes, and they are most of what there is. Fire has its own clock.
    """
    kinds = growth()
    out = np.where((kinds == GROW_GRASS) | (kinds == GROW_MELT), QUIET, 1)
    return np.where((kinds == GROW_NONE) | (kinds == GROW_FIRE), 0, out).astype(np.uint32)


def next_age() -> npt.NDArray[np.int32]:
    """(17112,) by state: the same block one age older, -1 where there is none."""
    out = np.full(N_STATES, -1, np.int32)
    for name, oldest in _CROPS.items():
        for state in states_of(name):
            props = state_props(state)
            age = int(props["age"])
            if age < oldest:
                out[state] = state_id(name, **{**props, "age": age + 1})
    return out


def leaf_distance() -> npt.NDArray[np.uint8]:
    """(17112,) by state: 0 for logs, 1..7 for leaves (their ``distance``), 255 for everything else."""
    out = np.full(N_STATES, 255, np.uint8)
    for name in block_names():
        if name.endswith("_leaves"):
            for state in states_of(name):
                out[state] = int(state_props(state)["distance"])
        elif name.endswith(("_log", "_wood", "_stem", "_hyphae")) and "stem" not in name.split("_")[:1]:
            if name not in (
                "pumpkin_stem",
                "melon_stem",
                "attached_pumpkin_stem",
                "attached_melon_stem",
                "mushroom_stem",
            ):
                out[list(states_of(name))] = 0
    return out
