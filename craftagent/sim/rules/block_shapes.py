"""Boxes and light of every block state: collision, outline, which faces are full, what stops light.

Collision boxes are those of ``minecraft-data`` (taken from the running game). Outlines of what has no collision box,
or another one, are written here from the 1.16.5 shapes in sixteenths of a block.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from craftagent.sim.rules import corrections as fix
from craftagent.sim.rules.names import blocks_matching, states_matching
from craftagent.sim.rules.registry import N_STATES, blocks, raw, state_props

Box = tuple[float, float, float, float, float, float]
Boxes = tuple[Box, ...]
FULL: Boxes = ((0.0, 0.0, 0.0, 1.0, 1.0, 1.0),)
DOWN, UP, NORTH, SOUTH, WEST, EAST = range(6)
FACE_OF = {"down": DOWN, "up": UP, "north": NORTH, "south": SOUTH, "west": WEST, "east": EAST}
ALL_FACES = 63


def px(*values: float) -> Box:
    """A box given in sixteenths."""
    x0, y0, z0, x1, y1, z1 = (v / 16.0 for v in values)
    return (x0, y0, z0, x1, y1, z1)


def _turned(depth: float, low: float, high: float, left: float, right: float, facing: str) -> Box:
    """A box ``depth`` sixteenths thick against the wall behind a block that faces ``facing``."""
    if facing == "north":
        return px(left, low, 16 - depth, right, high, 16)
    if facing == "south":
        return px(left, low, 0, right, high, depth)
    if facing == "west":
        return px(16 - depth, low, left, 16, high, right)
    return px(0, low, left, depth, high, right)


_CENTRED: dict[str, tuple[float, float]] = {  # name: (margin, height) of an upright box in the middle of the cell
    "grass": (2, 13), "fern": (2, 13), "dead_bush": (2, 13), "seagrass": (2, 12), "tall_seagrass": (2, 15),
    "brown_mushroom": (5, 6), "red_mushroom": (5, 6), "torch": (6, 10), "soul_torch": (6, 10),
    "redstone_torch": (6, 10), "sugar_cane": (2, 16), "kelp": (0, 9), "kelp_plant": (0, 16), "lily_pad": (1, 1.5),
    "crimson_fungus": (4, 9), "warped_fungus": (4, 9), "crimson_roots": (2, 13), "warped_roots": (2, 13),
    "nether_sprouts": (2, 3), "weeping_vines_plant": (1, 16), "twisting_vines_plant": (4, 16),
    "bamboo_sapling": (4, 12), "lily_of_the_valley": (5, 10), "redstone_wire": (0, 1), "fire": (0, 1),
    "soul_fire": (0, 1), "structure_void": (5, 11), "cactus": (1, 16),
}  # fmt: skip
_FLOWERS = blocks_matching(
    "dandelion poppy blue_orchid allium azure_bluet red_tulip orange_tulip white_tulip pink_tulip oxeye_daisy "
    "cornflower wither_rose"
)
_FULL_PLANTS = blocks_matching("sunflower lilac rose_bush peony tall_grass large_fern")
_FULL_OUTLINE = blocks_matching("cobweb soul_sand honey_block end_gateway") | _FULL_PLANTS
_EMPTY_OUTLINE = blocks_matching("air void_air cave_air water lava bubble_column moving_piston")
_CROP_TOP = {"wheat": 2.0, "carrots": 1.0, "potatoes": 1.0, "beetroots": 2.0, "nether_wart": 3.0}


def _crop(name: str, props: Mapping[str, str]) -> Boxes:
    age = int(props["age"])
    if name == "nether_wart":
        return (px(0, 0, 0, 16, (5, 8, 11, 14)[age], 16),)
    if name in ("carrots", "potatoes"):
        return (px(0, 0, 0, 16, 2 + age, 16),)
    return (px(0, 0, 0, 16, 2 * (age + 1), 16),)


def _button(props: Mapping[str, str]) -> Boxes:
    depth = 1.0 if props["powered"] == "true" else 2.0
    along_x = props["facing"] in ("north", "south")
    if props["face"] == "wall":
        return (_turned(depth, 6, 10, 5, 11, props["facing"]),)
    low, high = (0.0, depth) if props["face"] == "floor" else (16 - depth, 16.0)
    return (px(5, low, 6, 11, high, 10) if along_x else px(6, low, 5, 10, high, 11),)


def _lever(props: Mapping[str, str]) -> Boxes:
    if props["face"] == "wall":
        return (_turned(6, 4, 12, 5, 11, props["facing"]),)
    low, high = (0, 6) if props["face"] == "floor" else (10, 16)
    along_z = props["facing"] in ("north", "south")
    return (px(5, low, 4, 11, high, 12) if along_z else px(4, low, 5, 12, high, 11),)


def _vine(props: Mapping[str, str]) -> Boxes:
    sheets = {"up": px(0, 15, 0, 16, 16, 16), "west": px(0, 0, 0, 1, 16, 16), "east": px(15, 0, 0, 16, 16, 16),
              "north": px(0, 0, 0, 16, 16, 1), "south": px(0, 0, 15, 16, 16, 16)}  # fmt: skip
    return tuple(box for side, box in sheets.items() if props[side] == "true") or FULL


def _gate(props: Mapping[str, str]) -> Boxes:
    top = 13.0 if props["in_wall"] == "true" else 16.0
    along_x = props["facing"] in ("north", "south")
    return (px(0, 0, 6, 16, top, 10) if along_x else px(6, 0, 0, 10, top, 16),)


def _wall(props: Mapping[str, str]) -> Boxes:
    found = [px(4, 0, 4, 12, 16, 12)] if props["up"] == "true" else []
    arms = {"north": (5, 0, 11, 11), "south": (5, 5, 11, 16), "west": (0, 5, 11, 11), "east": (5, 5, 16, 11)}
    for side, (x0, z0, x1, z1) in arms.items():
        if props[side] != "none":
            found.append(px(x0, 0, z0, x1, 14 if props[side] == "low" else 16, z1))
    return tuple(found)


def outline(name: str, props: Mapping[str, str], collision: Boxes) -> Boxes:
    """Boxes the crosshair hits; empty for air and fluids."""
    if name in _EMPTY_OUTLINE:
        return ()
    if name in _FULL_OUTLINE:
        return FULL
    if name in _CENTRED:
        margin, height = _CENTRED[name]
        return (px(margin, 0, margin, 16 - margin, height, 16 - margin),)
    if name in _FLOWERS:
        return (px(5, 0, 5, 11, 10, 11),)
    if name in _CROP_TOP:
        return _crop(name, props)
    if name.endswith("_sapling"):
        return (px(2, 0, 2, 14, 12, 14),)
    if name in ("wall_torch", "soul_wall_torch", "redstone_wall_torch"):
        return (_turned(5, 3, 13, 5.5, 10.5, props["facing"]),)
    if name.endswith("rail"):
        return (px(0, 0, 0, 16, 8 if props["shape"].startswith("ascending") else 2, 16),)
    if name.endswith("pressure_plate"):
        pressed = props.get("powered") == "true" or props.get("power", "0") != "0"
        return (px(1, 0, 1, 15, 0.5 if pressed else 1, 15),)
    if name.endswith("_button"):
        return _button(props)
    if name == "lever":
        return _lever(props)
    if name.endswith("_wall_sign"):
        return (_turned(2, 4.5, 12.5, 0, 16, props["facing"]),)
    if name.endswith("_wall_banner"):
        return (_turned(2, 0, 12.5, 0, 16, props["facing"]),)
    if name.endswith(("_sign", "_banner")):
        return (px(4, 0, 4, 12, 16, 12),)
    if name.endswith("_fence_gate"):
        return _gate(props)
    if name.endswith("_fence"):
        return tuple((a, b, c, d, min(e, 1.0), f) for a, b, c, d, e, f in collision)
    if name.endswith("_wall") and "up" in props:
        return _wall(props)
    if name == "snow":
        return (px(0, 0, 0, 16, 2 * int(props["layers"]), 16),)
    if name == "vine":
        return _vine(props)
    if name in ("pumpkin_stem", "melon_stem"):
        return (px(7, 0, 7, 9, 2 * (int(props["age"]) + 1), 9),)
    if name.startswith("attached_"):
        lows_and_highs = {"north": (6, 0, 10, 10), "south": (6, 6, 10, 16), "west": (0, 6, 10, 10),
                          "east": (6, 6, 16, 10)}  # fmt: skip
        x0, z0, x1, z1 = lows_and_highs[props["facing"]]
        return (px(x0, 0, z0, x1, 10, z1),)
    if name == "sweet_berry_bush":
        return (px(3, 0, 3, 13, 8, 13),) if props["age"] == "0" else (
            (px(1, 0, 1, 15, 16, 15),) if props["age"] != "3" else FULL)  # fmt: skip
    if name == "tripwire_hook":
        return (_turned(6, 0, 10, 5, 11, props["facing"]),)
    if name == "tripwire":
        return (px(0, 1, 0, 16, 2.5, 16) if props["attached"] == "true" else px(0, 0, 0, 16, 8, 16),)
    if name.endswith("_coral_wall_fan"):
        return (_turned(11, 4, 12, 0, 16, props["facing"]),)
    if name.endswith("_coral_fan"):
        return (px(2, 0, 2, 14, 4, 14),)
    if name.endswith("_coral"):
        return (px(2, 0, 2, 14, 15, 14),)
    if name == "nether_portal":
        return (px(0, 0, 6, 16, 16, 10) if props["axis"] == "x" else px(6, 0, 0, 10, 16, 16),)
    if name == "end_portal":
        return (px(0, 6, 0, 16, 12, 16),)
    if name == "weeping_vines":
        return (px(4, 9, 4, 12, 16, 12),)
    if name == "twisting_vines":
        return (px(4, 0, 4, 12, 15, 12),)
    if name == "scaffolding":
        return FULL
    if name == "lectern":
        return (px(0, 0, 0, 16, 2, 16), px(4, 2, 4, 12, 14, 12), px(0, 11, 0, 16, 16, 16))
    return collision


@functools.cache
def covered_faces(boxes: Boxes, need: tuple[int, int, int, int] = (0, 0, 16, 16)) -> int:
    """Bitmask of the faces whose part ``need`` (in sixteenths: a0, b0, a1, b1) lies wholly on the boxes."""
    mask = 0
    for face in range(6):
        axis, far = (1, 0, 2)[0 if face < 2 else 2 if face < 4 else 1], face & 1
        grid = np.zeros((16, 16), bool)
        others = [a for a in range(3) if a != axis]
        for box in boxes:
            if (box[axis + 3] >= 1.0) if far else (box[axis] <= 0.0):
                a0, b0, a1, b1 = (box[others[0]], box[others[1]], box[others[0] + 3], box[others[1] + 3])
                grid[round(a0 * 16) : round(a1 * 16), round(b0 * 16) : round(b1 * 16)] = True
        if grid[need[0] : need[2], need[1] : need[3]].all():
            mask |= 1 << face
    return mask


@functools.cache
def rim_faces(boxes: Boxes) -> int:
    """Bit 1 (up) if the top face has its two-pixel rim whole: what rails and pressure plates stand on."""
    sides = ((0, 0, 2, 16), (14, 0, 16, 16), (0, 0, 16, 2), (0, 14, 16, 16))
    mask = ALL_FACES
    for side in sides:
        mask &= covered_faces(boxes, side)
    return mask


class Shapes(NamedTuple):
    """Arrays by state (17112) and the shared list of boxes."""

    boxes: npt.NDArray[np.float64]  # (n, 6)
    coll_start: npt.NDArray[np.int32]
    coll_count: npt.NDArray[np.int32]
    pick_start: npt.NDArray[np.int32]
    pick_count: npt.NDArray[np.int32]
    full_cube: npt.NDArray[np.uint8]
    opaque_cube: npt.NDArray[np.uint8]
    opacity: npt.NDArray[np.uint8]
    light_faces: npt.NDArray[np.uint8]
    sturdy: npt.NDArray[np.uint8]
    sturdy_center: npt.NDArray[np.uint8]
    sturdy_rim: npt.NDArray[np.uint8]


# Not full, yet their full faces stop light
_SHAPED_LIGHT = blocks_matching(
    "*_slab *_stairs snow farmland grass_path piston sticky_piston piston_head daylight_detector enchanting_table "
    "stonecutter lectern end_portal_frame"
)
# Not cubes, although their outline may fill the cell
_NO_CUBE = _FULL_PLANTS | blocks_matching("vine sweet_berry_bush")


def build_shapes(fluid: npt.NDArray[np.uint8]) -> Shapes:
    """Shapes of all states; ``fluid`` is the array by state that tells where water or lava is."""
    data = raw("blockCollisionShapes")
    by_id: dict[int, Boxes] = {
        int(k): tuple(tuple(float(v) for v in box) for box in v)  # type: ignore[misc]
        for k, v in data["shapes"].items()
    }
    start_of: dict[Boxes, int] = {}
    flat: list[Box] = []

    def place(found: Boxes) -> tuple[int, int]:
        if found not in start_of:
            start_of[found] = len(flat)
            flat.extend(found)
        return start_of[found], len(found)

    ints: dict[str, Any] = {
        key: np.zeros(N_STATES, np.int32) for key in ("coll_start", "coll_count", "pick_start", "pick_count")
    }
    bytes_: dict[str, Any] = {key: np.zeros(N_STATES, np.uint8)
              for key in ("full_cube", "opaque_cube", "opacity", "light_faces", "sturdy", "sturdy_center",
                          "sturdy_rim")}  # fmt: skip
    see_through = states_matching(fix.SEE_THROUGH)
    for name, row in blocks().items():
        ids = data["blocks"][name]
        first, last = row["minStateId"], row["maxStateId"]
        shaped = name in _SHAPED_LIGHT
        for state in range(first, last + 1):
            collision = by_id[ids[state - first] if isinstance(ids, list) else ids]
            seen = outline(name, state_props(state) if row["states"] else {}, collision)
            ints["coll_start"][state], ints["coll_count"][state] = place(collision)
            ints["pick_start"][state], ints["pick_count"][state] = place(seen)
            bytes_["full_cube"][state] = collision == FULL
            whole = covered_faces(seen) == ALL_FACES
            opaque = whole and not see_through[state] and name not in _NO_CUBE
            bytes_["opaque_cube"][state] = opaque
            bytes_["opacity"][state] = 15 if opaque else int((whole and name not in _NO_CUBE) or fluid[state] > 0)
            if opaque:
                bytes_["light_faces"][state] = ALL_FACES
            elif shaped:
                bytes_["light_faces"][state] = covered_faces(seen)
            support = _support_shape(name, seen, collision)
            bytes_["sturdy"][state] = covered_faces(support)
            # the middle of the upper and lower face: two by two sixteenths, as torches and lanterns need
            bytes_["sturdy_center"][state] = covered_faces(support, (7, 7, 9, 9))
            bytes_["sturdy_rim"][state] = rim_faces(support)
    for pattern, value in fix.OPACITY.items():
        bytes_["opacity"][states_matching((pattern,))] = value
    # a fluid dims whatever it fills
    bytes_["opacity"] = np.maximum(bytes_["opacity"], (fluid > 0).astype(np.uint8))
    return Shapes(boxes=np.array(flat, np.float64).reshape(-1, 6), **ints, **bytes_)


def _support_shape(name: str, seen: Boxes, collision: Boxes) -> Boxes:
    """What the block offers to things standing on or hanging from it."""
    if name.endswith("_leaves"):
        return ()
    if name in ("snow", "soul_sand"):
        return seen
    return collision
