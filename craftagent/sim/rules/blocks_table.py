"""Arrays by block state and by block, built from ``minecraft-data`` and :mod:`craftagent.sim.rules.corrections`."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from craftagent.sim.rules import corrections as fix
from craftagent.sim.rules.block_shapes import FACE_OF, build_shapes
from craftagent.sim.rules.names import blocks_matching, prop_digits, states_matching
from craftagent.sim.rules.registry import (
    N_BLOCKS,
    N_STATES,
    block_id,
    block_names,
    blocks,
    item_names,
    property_values,
    states_of,
)

Arrays = dict[str, npt.NDArray[np.generic]]

TOOL_NONE, TOOL_PICKAXE, TOOL_AXE, TOOL_SHOVEL, TOOL_HOE, TOOL_SWORD, TOOL_SHEARS = range(7)
_TOOL_CODE = {"none": 0, "pickaxe": 1, "axe": 2, "shovel": 3, "hoe": 4, "sword": 5, "shears": 6}
DIG_NORMAL, DIG_LEAVES, DIG_WOOL, DIG_WEB, DIG_PLANT, DIG_BAMBOO = range(6)
NO_FACE = 255

# Blocks whose item has another name, for pick-block and default drops. Blocks without an item are absent here.
ITEM_OF_BLOCK = {
    "redstone_wire": "redstone", "tripwire": "string", "wheat": "wheat_seeds", "carrots": "carrot",
    "potatoes": "potato", "beetroots": "beetroot_seeds", "cocoa": "cocoa_beans", "kelp_plant": "kelp",
    "pumpkin_stem": "pumpkin_seeds", "melon_stem": "melon_seeds", "attached_pumpkin_stem": "pumpkin_seeds",
    "attached_melon_stem": "melon_seeds", "sweet_berry_bush": "sweet_berries", "bamboo_sapling": "bamboo",
    "tall_seagrass": "seagrass", "weeping_vines_plant": "weeping_vines", "twisting_vines_plant": "twisting_vines",
    "wall_torch": "torch", "soul_wall_torch": "soul_torch", "redstone_wall_torch": "redstone_torch",
}  # fmt: skip


def _fill(mask: Iterable[str]) -> npt.NDArray[np.uint8]:
    return states_matching(mask).astype(np.uint8)


def _fluids() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Which fluid fills a state (0, 1 water, 2 lava) and its level (0 source, 1..7, 8 falling)."""
    fluid, level = np.zeros(N_STATES, np.uint8), np.zeros(N_STATES, np.uint8)
    for name, row in blocks().items():
        if any(prop["name"] == "waterlogged" for prop in row["states"]):
            first = row["minStateId"]
            fluid[first : row["maxStateId"] + 1] = prop_digits(name, "waterlogged") == 0
    for name in ("kelp", "kelp_plant", "seagrass", "tall_seagrass", "bubble_column"):
        fluid[list(states_of(name))] = 1
    for name, code in (("water", 1), ("lava", 2)):
        fluid[list(states_of(name))] = code
        level[list(states_of(name))] = np.minimum(np.arange(16), 8)
    return fluid, level


def _emission() -> npt.NDArray[np.uint8]:
    light = np.zeros(N_STATES, np.uint8)
    for row in blocks().values():
        light[row["minStateId"] : row["maxStateId"] + 1] = row["emitLight"]
    for pattern, value in fix.EMISSION.items():
        light[states_matching((pattern,))] = value
    return light


def _solid(coll_count: npt.NDArray[np.int32]) -> npt.NDArray[np.uint8]:
    solid = coll_count > 0
    solid[states_matching(("*_fence_gate", "snow[layers=1]"))] = True
    solid[states_matching(fix.SOLID)] = True
    solid[states_matching(fix.NOT_SOLID)] = False
    return solid.astype(np.uint8)


def _facing() -> npt.NDArray[np.uint8]:
    """Face number 0..5 of the property ``facing``, 255 where there is none."""
    out = np.full(N_STATES, NO_FACE, np.uint8)
    for name, row in blocks().items():
        for prop in row["states"]:
            if prop["name"] == "facing":
                codes = np.array([FACE_OF[v] for v in property_values(prop)], np.uint8)
                out[row["minStateId"] : row["maxStateId"] + 1] = codes[prop_digits(name, "facing")]
    return out


def _age() -> npt.NDArray[np.uint8]:
    out = np.zeros(N_STATES, np.uint8)
    for name, row in blocks().items():
        if any(prop["name"] == "age" for prop in row["states"]):
            out[row["minStateId"] : row["maxStateId"] + 1] = prop_digits(name, "age")
    return out


def _other_half() -> npt.NDArray[np.uint8]:
    """1 where the other half of a door or tall plant is above, 2 where it is below."""
    out = np.zeros(N_STATES, np.uint8)
    for name, row in blocks().items():
        for prop in row["states"]:
            if prop["name"] == "half" and "upper" in property_values(prop):
                upper = prop_digits(name, "half") == property_values(prop).index("upper")
                out[row["minStateId"] : row["maxStateId"] + 1] = np.where(upper, 2, 1)
    return out


def _by_name(table: dict[str, float], default: float, dtype: str) -> npt.NDArray[np.generic]:
    out = np.full(N_STATES, default, dtype)
    for pattern, value in table.items():
        out[states_matching((pattern,))] = value
    return out


def _waterlog() -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """By state: the same state with water in it and without; -1 for blocks that cannot hold water."""
    wet, dry = np.full(N_STATES, -1, np.int32), np.full(N_STATES, -1, np.int32)
    for name, row in blocks().items():
        stride = 1
        for prop in reversed(row["states"]):
            size = len(property_values(prop))
            if prop["name"] == "waterlogged":
                digit = prop_digits(name, "waterlogged")  # 0 = true
                states = np.arange(row["minStateId"], row["maxStateId"] + 1)
                wet[states] = states - digit * stride
                dry[states] = states + (1 - digit) * stride
            stride *= size
    return wet, dry


def state_arrays() -> Arrays:
    """Every array by state of :class:`craftagent.sim.rules.tables.Rules` but those of placing and interactions."""
    owner = np.zeros(N_STATES, np.uint16)
    hardness = np.zeros(N_STATES, np.float32)
    for row in blocks().values():
        owner[row["minStateId"] : row["maxStateId"] + 1] = row["id"]
        hardness[row["minStateId"] : row["maxStateId"] + 1] = row["hardness"]
    for pattern, value in fix.HARDNESS.items():
        hardness[states_matching((pattern,))] = value
    fluid, level = _fluids()
    shapes = build_shapes(fluid)
    emission = _emission()
    solid = _solid(shapes.coll_count)
    wet, dry = _waterlog()
    blocked = _fill(("*_leaves", "*glass", "ice", "bedrock", "barrier", "scaffolding", "*shulker_box", "chorus_flower"))
    washable = (solid == 0) & ~states_matching(fix.NOT_WASHED)
    return {
        **shapes._asdict(),
        "state_block": owner,
        "emission": emission,
        "fluid": fluid,
        "fluid_level": level,
        "replaceable": _fill(fix.REPLACEABLE),
        "climbable": _fill(fix.CLIMBABLE),
        "slipperiness": _by_name(fix.SLIPPERINESS, 0.6, "f4"),
        "speed_factor": _by_name(fix.SPEED_FACTOR, 1.0, "f4"),
        "jump_factor": _by_name(fix.JUMP_FACTOR, 1.0, "f4"),
        "falls": _fill(fix.FALLS),
        "hardness": hardness,
        "solid": solid,
        "washable": washable.astype(np.uint8),
        "spawnable": ((shapes.sturdy >> 1 & 1 == 1) & (emission < 14) & (blocked == 0)).astype(np.uint8),
        "suffocates": ((shapes.full_cube == 1) & (states_matching(("*glass", "*leaves")) == 0)).astype(np.uint8),
        "facing": _facing(),
        "age": _age(),
        "other_half": _other_half(),
        "wet_state": wet,
        "dry_state": dry,
    }


def _tools() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    tool, needs, tier = (np.zeros(N_BLOCKS, np.uint8) for _ in range(3))
    for code, patterns in fix.TOOL:
        for name in blocks_matching(patterns):
            tool[block_id(name)] = _TOOL_CODE[code]
    wooden = blocks_matching(fix.NEEDS_NO_PICKAXE)
    for name in blocks_matching(fix.NEEDS_PICKAXE) - wooden:
        tool[block_id(name)], needs[block_id(name)] = TOOL_PICKAXE, 1
    for name in blocks_matching(fix.NEEDS_SHOVEL) | blocks_matching(fix.NEEDS_SWORD_OR_SHEARS):
        needs[block_id(name)] = 1
    for name, level in fix.HARVEST_TIER.items():
        tier[block_id(name)] = level
    return tool, needs, tier


def block_item_name(name: str) -> str | None:
    """The item that is this block (pick-block), or None: water, fire, portals, ..."""
    if name in ITEM_OF_BLOCK:
        return ITEM_OF_BLOCK[name]
    items = set(item_names())
    if name in items:
        return name if name != "air" else None
    for wall, standing in (("_wall_sign", "_sign"), ("_wall_banner", "_banner"), ("_wall_skull", "_skull"),
                           ("_wall_head", "_head"), ("_coral_wall_fan", "_coral_fan")):  # fmt: skip
        if name.endswith(wall):
            return name.removesuffix(wall) + standing
    if name.startswith("potted_"):
        return name.removeprefix("potted_")
    return None


def block_arrays() -> Arrays:
    """Every array by block of :class:`craftagent.sim.rules.tables.Rules` but those of placing and interactions."""
    rows = list(blocks().values())
    index = {name: i for i, name in enumerate(item_names())}
    tool, needs, tier = _tools()
    dig = np.zeros(N_BLOCKS, np.uint8)
    for code, patterns in ((DIG_LEAVES, fix.DIG_LEAVES), (DIG_WOOL, fix.DIG_WOOL), (DIG_WEB, fix.DIG_WEB),
                           (DIG_PLANT, fix.DIG_PLANT), (DIG_BAMBOO, fix.DIG_BAMBOO)):  # fmt: skip
        for name in blocks_matching(patterns):
            dig[block_id(name)] = code
    xp = np.zeros((N_BLOCKS, 2), np.uint8)
    for name, span in fix.BLOCK_XP.items():
        xp[block_id(name)] = span
    return {
        "block_item": np.array([index[block_item_name(n) or "air"] for n in block_names()], np.int32),
        "tool": tool,
        "needs_tool": needs,
        "harvest_tier": tier,
        "dig_class": dig,
        "default_state": np.array([row["defaultState"] for row in rows], np.int32),
        "min_state": np.array([row["minStateId"] for row in rows], np.int32),
        "max_state": np.array([row["maxStateId"] for row in rows], np.int32),
        "resistance": np.array([row["resistance"] for row in rows], np.float32),
        "block_xp": xp,
    }
