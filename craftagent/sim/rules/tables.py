"""``Rules``: every table of Minecraft 1.16.5 that kernels read, as one record of flat arrays.

``load_rules()`` returns it; kernels take it as ``r`` and read ``r.opacity[state]``. It is one NumPy record with array
fields rather than a tuple of arrays: a kernel then passes one pointer instead of some hundred, which makes compiling
several times faster. Python code reads the same fields as arrays. Never write to it.

The tables are built from ``minecraft-data`` and this package's own tables in about half a second and kept on disk
under :func:`craftagent.sim.jit.cache_root`, named by a digest of everything they are built from.
"""

from __future__ import annotations

import functools
import hashlib
import os
import tempfile
import zipfile
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

from craftagent.sim.jit import cache_root, source_digest
from craftagent.sim.rules.blocks_table import Arrays, block_arrays, state_arrays
from craftagent.sim.rules.interactions import (
    growth,
    leaf_distance,
    next_age,
    screens,
    tick_weights,
    tile_kinds,
    tool_states,
    use_states,
)
from craftagent.sim.rules.items_table import item_arrays
from craftagent.sim.rules.loot_table import loot_arrays
from craftagent.sim.rules.placement_table import placement_arrays

if TYPE_CHECKING:
    U1 = npt.NDArray[np.uint8]
    U4 = npt.NDArray[np.uint32]
    I1 = npt.NDArray[np.int8]
    U2 = npt.NDArray[np.uint16]
    I4 = npt.NDArray[np.int32]
    F4 = npt.NDArray[np.float32]
    F8 = npt.NDArray[np.float64]


class Rules:
    """Fields of the record; a type for Python code and the list to look names up in.

    Faces are numbered 0 down, 1 up, 2 north (-z), 3 south, 4 west (-x), 5 east; a mask has bit ``1 << face``.
    """

    # ---- by state (17112)
    state_block: U2  # block id
    hardness: F4  # -1 never breaks
    boxes: F8  # (n, 6) x0, y0, z0, x1, y1, z1 in blocks, shared by the two lists below
    coll_start: I4  # collision boxes: boxes[start : start + count]
    coll_count: I4
    pick_start: I4  # outline boxes that the crosshair meets; none for air and fluids
    pick_count: I4
    full_cube: U1  # collision is the full cube
    opaque_cube: U1  # full cube that hides its neighbours' faces and stops light
    opacity: U1  # 0..15 light swallowed besides the 1 a step
    light_faces: U1  # mask: faces that stop light although opacity is 0 (slabs, stairs, farmland, snow, ...)
    emission: U1  # 0..15
    sturdy: U1  # mask: full faces that carry doors, ladders, ...
    sturdy_center: U1  # mask: faces whose middle carries torches and lanterns
    sturdy_rim: U1  # mask: faces whose rim carries rails
    fluid: U1  # 0 none, 1 water (waterlogged blocks and water plants too), 2 lava
    fluid_level: U1  # 0 source, 1..7 flowing, 8 falling
    wet_state: I4  # the same state with water in it; -1: cannot hold water
    dry_state: I4  # the same state without; -1: cannot hold water
    replaceable: U1  # placing a block goes into this cell
    climbable: U1
    slipperiness: F4
    speed_factor: F4
    jump_factor: F4
    falls: U1  # gravity block
    solid: U1  # the game's material is solid (signs stand on it, cactus dies beside it)
    washable: U1  # flowing water or a piston washes it away
    spawnable: U1  # monsters may appear on top
    suffocates: U1  # a head inside takes damage
    random_ticks: U4  # weight in World.section_ticks: 1 lively, QUIET what only moves near changed blocks; 0 none
    facing: U1  # face number of `facing`, 255 none
    age: U1  # value of `age`, 0 none
    other_half: U1  # 0 none, 1 the other half is above, 2 below
    support: U1  # SUPPORT_* of placement_table (documented in SUPPORT_DOC); 0 needs nothing
    connects: U1  # CONNECT_* of placement_table; 0 does not look at neighbours
    no_join: U1  # fences do not join its full faces (leaves, pumpkins, ...)
    wall_cover: U1  # see placement_table
    slab_merge: I4  # block id of a slab, snow layer, sea pickle, turtle egg that takes one more of its kind; -1
    bites: I4  # cake: the state after a bite, 0 when eaten up; -1 no cake
    upper_state: I4  # lower half of door or tall plant: the state of its upper half; 0 none
    use_state: I4  # becomes this when used by hand; -1
    tool_state: I4  # (17112, 3) becomes this by axe, shovel, hoe; -1
    growth: U1  # GROW_* of interactions
    next_age: I4  # -1
    leaf_distance: U1  # 0 logs, 1..7 leaves, 255 others
    # ---- by block (763)
    block_item: I4  # the item that is the block, 0 none
    tool: U1  # 0 none, 1 pickaxe, 2 axe, 3 shovel, 4 hoe, 5 sword, 6 shears
    needs_tool: U1  # drops only with the right tool
    harvest_tier: U1  # 0 wood and gold, 1 stone, 2 iron, 3 diamond
    dig_class: U1  # DIG_* of blocks_table: pairs of tool and block with their own speed
    default_state: I4
    min_state: I4
    max_state: I4
    resistance: F4  # to explosions
    block_xp: U1  # (763, 2) experience when mined, least and most
    max_age: U1  # of crops
    tile_kind: U1  # TILE_* of state
    screen: U1  # GUI_* of state that using it opens
    place_kind: U1  # PLACE_* of placement_table
    wall_block: I4  # the block that hangs on walls instead; -1
    stride: I4  # (763, 26) state arithmetic: P_* of placement_table
    prop_size: U1  # (763, 26) number of values of the property
    facing_stride: I4
    facing_digit: I1  # (763, 6) digit of `facing` by face; -1 impossible
    soil: U2  # SOIL_* bits of placement_table
    powder_to: I4  # concrete powder: state of its concrete; -1
    # ---- by item (976)
    stack: U1  # largest stack
    max_damage: I4  # uses; 0 does not wear
    item_tool: U1  # as `tool`
    item_tier: U1  # as harvest_tier, 4 netherite
    tool_speed: F4  # in its class; 1 for all else
    attack_damage: F4  # bare hand and most things 1
    attack_speed: F4  # blows a second at full strength
    food: I4  # points; 0 no food
    saturation: F4  # points
    eat_ticks: I4  # 0: not eaten or drunk
    always_edible: U1
    fuel: I4  # ticks
    places: I4  # block id; -1
    smelts: I4  # item id; 0
    smelt_xp: F4
    smelt_kinds: U1  # bits 1 furnace, 2 blast furnace, 4 smoker
    armor_slot: I4  # 0 feet, 1 legs, 2 chest, 3 head; -1
    armor: I4  # points
    toughness: F4
    container: I4  # left in the grid by crafting; 0
    eat_container: I4  # left in the hand by eating; 0
    # ---- drops: rows loot_start[block] .. + loot_count[block], conditions of loot_table
    loot_start: I4
    loot_count: I4
    loot_item: I4
    loot_min: I4
    loot_max: I4
    loot_chance: F4
    loot_cond: U1
    # ---- drops by entity kind of state
    mob_loot_start: I4
    mob_loot_count: I4
    mob_loot_item: I4
    mob_loot_min: I4
    mob_loot_max: I4
    mob_loot_chance: F4
    mob_loot_cond: U1
    mob_xp: U1  # (kinds, 2) least and most


FIELDS = tuple(Rules.__annotations__)


def build_arrays() -> Arrays:
    """All fields of :class:`Rules`, built afresh (about half a second)."""
    by_state = state_arrays()
    found = {
        **by_state,
        **block_arrays(),
        **item_arrays(),
        **loot_arrays(),
        **placement_arrays(by_state),
        "use_state": use_states(),
        "tool_state": tool_states(),
        "growth": growth(),
        "random_ticks": tick_weights(),
        "next_age": next_age(),
        "leaf_distance": leaf_distance(),
        "tile_kind": tile_kinds(),
        "screen": screens(),
    }
    if sorted(found) != sorted(FIELDS):
        raise AssertionError(f"fields of Rules and built tables differ: {sorted(set(found) ^ set(FIELDS))}")
    return found


def _cache_file() -> Path:
    key = f"{source_digest(__name__)} {version('minecraft-data')} {np.__version__}"
    return cache_root() / f"rules-{hashlib.sha256(key.encode()).hexdigest()[:16]}.npz"


def _read(path: Path) -> Arrays | None:
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            found = {name: stored[name] for name in FIELDS}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None  # absent, or cut short by a full disk: build again
    return found


def _write(path: Path, arrays: Arrays) -> None:
    """Store under a temporary name, then rename: another process sees the whole file or none."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as stream:
                np.savez(stream, **arrays)  # type: ignore[arg-type]
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError:
        return  # a cache that cannot be written only costs time


def as_record(arrays: Arrays) -> Rules:
    """One record holding all arrays, in the order of :class:`Rules`."""
    layout = np.dtype([(name, arrays[name].dtype, arrays[name].shape) for name in FIELDS], align=True)
    table = np.zeros(1, np.dtype((np.record, layout)))
    for name in FIELDS:
        table[name][0] = arrays[name]
    return cast(Rules, table[0])


@functools.cache
def load_rules() -> Rules:
    """The tables, from the disk cache if it is there. The same object on every call."""
    path = _cache_file()
    arrays = _read(path)
    if arrays is None:
        arrays = build_arrays()
        _write(path, arrays)
    return as_record(arrays)
