"""Shapes made from another block's textures: slabs, stairs, fences, walls, panes, doors, and layers of things."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from craftagent.sim.art import model_arrays as m
from craftagent.sim.art.model_cubes import cube_look, skin, upright
from craftagent.sim.art.model_parts import (
    YAW,
    Box,
    Face,
    Look,
    box,
    faces,
    plane,
    turned,
)
from craftagent.sim.rules import registry

Props = Mapping[str, str]
Faces6 = tuple[Face | None, ...]

WOODS = ("oak", "spruce", "birch", "jungle", "acacia", "dark_oak", "crimson", "warped")
# Blocks that slabs, stairs and walls are made of when the name alone does not tell.
BASE = {
    "stone_brick": "stone_bricks",
    "mossy_stone_brick": "mossy_stone_bricks",
    "brick": "bricks",
    "nether_brick": "nether_bricks",
    "red_nether_brick": "red_nether_bricks",
    "end_stone_brick": "end_stone_bricks",
    "prismarine_brick": "prismarine_bricks",
    "polished_blackstone_brick": "polished_blackstone_bricks",
    "quartz": "quartz_block",
    "purpur": "purpur_block",
    "petrified_oak": "oak_planks",
    **{wood: f"{wood}_planks" for wood in WOODS},
}


@functools.cache
def material(name: str) -> str:
    """Block whose textures a slab, stairs, wall, fence, plate or button of this material takes."""
    return BASE.get(name, name)


def material_skin(name: str, known: Mapping[str, object]) -> Faces6:
    """Its six faces."""
    found = skin(material(name), {}, known)
    if found is None:
        raise KeyError(f"no textures for material {name!r}")
    return found


def shaped(name: str, p: Props, known: Mapping[str, object]) -> Look | None:
    """Look of a block of one of the families of this file, else None."""
    for suffix, make in FAMILIES.items():
        if name.endswith(suffix) and not (suffix == "_wall" and name.endswith("_wall_fan")):
            return make(name, name.removesuffix(suffix), p, known)
    return None


def slab(name: str, base: str, p: Props, known: Mapping[str, object]) -> Look:
    sides = (
        faces(side="smooth_stone_slab_side", end="smooth_stone")
        if base == "smooth_stone"
        else material_skin(base, known)
    )
    if p["type"] == "double":
        return cube_look(name, p, sides)
    low = 8 if p["type"] == "top" else 0
    return Look(m.BOXES, sides, (box(0, low, 0, 16, low + 8, 16, sides),))


# corners of the upper step, by (shape): which of front-left, front-right, back-left, back-right are there
STEPS = {
    "straight": (1, 1, 0, 0),
    "outer_left": (1, 0, 0, 0),
    "outer_right": (0, 1, 0, 0),
    "inner_left": (1, 1, 1, 0),
    "inner_right": (1, 1, 0, 1),
}


def stairs(name: str, base: str, p: Props, known: Mapping[str, object]) -> Look:
    """Facing north: front is -z, left is -x."""
    sides = material_skin(base, known)
    upper = p["half"] == "bottom"
    y0, y1 = (8, 16) if upper else (0, 8)
    fl, fr, bl, br = STEPS[p["shape"]]
    parts = [box(0, 0 if upper else 8, 0, 16, 8 if upper else 16, 16, sides)]
    if fl or fr:
        parts.append(box(0 if fl else 8, y0, 0, 16 if fr else 8, y1, 8, sides))
    if bl:
        parts.append(box(0, y0, 8, 8, y1, 16, sides))
    if br:
        parts.append(box(8, y0, 8, 16, y1, 16, sides))
    return Look(m.BOXES, sides, turned(parts, 0, YAW[p["facing"]], lock=True))


def fence(name: str, base: str, p: Props, known: Mapping[str, object]) -> Look:
    sides = material_skin(base, known)
    parts = [box(6, 0, 6, 10, 16, 10, sides)]
    for y in (12, 6):
        parts += arms(p, "true", 7, 9, 6, 10, y, y + 3, sides)
    return Look(m.BOXES, sides, tuple(parts))


def arms(
    p: Props, on: str, lo: float, hi: float, near: float, far: float, y0: float, y1: float, sides: Faces6
) -> list[Box]:
    """Bars from the middle to the joined sides; two opposite ones become one bar."""
    out = []
    north, south, west, east = (p[f] == on for f in ("north", "south", "west", "east"))
    if north or south:
        out.append(box(lo, y0, 0 if north else far, hi, y1, 16 if south else near, sides))
        if not (north and south):
            out[-1] = box(lo, y0, 0 if north else far, hi, y1, near if north else 16, sides)
    if west or east:
        if west and east:
            out.append(box(0, y0, lo, 16, y1, hi, sides))
        else:
            out.append(box(0 if west else far, y0, lo, near if west else 16, y1, hi, sides))
    return out


def fence_gate(name: str, base: str, p: Props, known: Mapping[str, object]) -> Look:
    """Facing north or south it spans x; opened wings point ahead."""
    sides = material_skin(base, known)
    drop = -3 if p["in_wall"] == "true" else 0
    parts = [box(0, 5 + drop, 7, 2, 16 + drop, 9, sides), box(14, 5 + drop, 7, 16, 16 + drop, 9, sides)]
    if p["open"] == "true":
        for x in (0, 14):
            parts.append(box(x, 6 + drop, 1, x + 2, 15 + drop, 3, sides))
            parts.append(box(x, 6 + drop, 3, x + 2, 9 + drop, 7, sides))
            parts.append(box(x, 12 + drop, 3, x + 2, 15 + drop, 7, sides))
    else:
        parts.append(box(6, 6 + drop, 7, 10, 15 + drop, 9, sides))
        for y in (6 + drop, 12 + drop):
            parts.append(box(2, y, 7, 6, y + 3, 9, sides))
            parts.append(box(10, y, 7, 14, y + 3, 9, sides))
    return Look(m.BOXES, sides, turned(parts, 0, YAW[p["facing"]], lock=True))


def wall(name: str, base: str, p: Props, known: Mapping[str, object]) -> Look:
    sides = material_skin(base, known)
    post = p["up"] == "true"
    parts = [box(4, 0, 4, 12, 16, 12, sides)] if post else []
    near, far = (4, 12) if post else (8, 8)
    for height, y1 in (("low", 14), ("tall", 16)):
        parts += arms(p, height, 5, 11, near, far, 0, y1, sides)
    return Look(m.BOXES, sides, tuple(parts))


def pane(name: str, base: str, p: Props, known: Mapping[str, object]) -> Look:
    glass = "glass" if name == "glass_pane" else f"{base.removesuffix('_stained_glass')}_stained_glass"
    edge = "glass_pane_top" if name == "glass_pane" else f"{glass}_pane_top"
    along_z = faces(north=edge, south=edge, end=edge, west=glass, east=glass)
    along_x = faces(north=glass, south=glass, end=edge, west=edge, east=edge)
    joined = {f: p[f] == "true" for f in ("north", "south", "west", "east")}
    parts: list[Box] = []
    straight = (joined["north"] and joined["south"]) or (joined["west"] and joined["east"])
    if not straight:
        parts.append(box(7, 0, 7, 9, 16, 9, faces(glass, end=edge)))
    for bar in arms(p, "true", 7, 9, 7, 9, 0, 16, along_z):
        parts.append(bar if bar.z1 - bar.z0 > bar.x1 - bar.x0 else bar._replace(faces=along_x))
    blend = int(name != "glass_pane")
    return Look(m.BOXES, tuple(faces(glass)), tuple(parts), blend=blend)


def iron_bars(p: Props) -> Look:
    tex, joined = "iron_bars", [p[f] == "true" for f in ("north", "south", "west", "east")]
    north, south, west, east = joined
    if not any(joined):
        parts = [plane("x", 8, tex, lo=7, hi=9), plane("z", 8, tex, lo=7, hi=9)]
    else:
        parts = []
        if north or south:
            parts.append(plane("x", 8, tex, lo=0 if north else 8, hi=16 if south else 8))
        if west or east:
            parts.append(plane("z", 8, tex, lo=0 if west else 8, hi=16 if east else 8))
    return Look(m.BOXES, cube(tex), tuple(parts))


def boxes(skin: str, *parts: Box, tint: int = 0, offset: int = 0, blend: int = 0, shade: int = 1) -> Look:
    """A look made of boxes, with one texture as the stand-in cube."""
    return Look(m.BOXES, cube(skin), tuple(parts), tint, offset=offset, blend=blend, shade=shade)


def cube(tex: str) -> tuple[Face, ...]:
    """Six times the same texture."""
    return (Face(tex),) * 6


def collision(name: str, state: int) -> list[list[float]]:
    """Collision boxes of a state in blocks, from the game's data."""
    table = registry.raw("blockCollisionShapes")
    entry = table["blocks"][name]
    index = entry if isinstance(entry, int) else entry[state - registry.block_row(name)["minStateId"]]
    return list(table["shapes"][str(index)])


def door(name: str, base: str, p: Props, known: Mapping[str, object]) -> Look:
    """Closed, facing north: a leaf of 3 texels at the south side; hinge left is west."""
    tex = f"{base}_door_{'top' if p['half'] == 'upper' else 'bottom'}"
    left, opened = p["hinge"] == "left", p["open"] == "true"
    plain, mirror = Face(tex, (0, 0, 16, 16)), Face(tex, (16, 0, 0, 16))
    edge, end = Face(tex, (0, 0, 3, 16)), Face(tex, (0, 0, 16, 3))
    if not opened:
        # seen from the south (u = x) the hinge is at x = 0 if it is on the left
        south, north = (plain, mirror) if left else (mirror, plain)
        leaf = Box(0, 0, 13, 16, 16, 16, (end, end, north, south, edge, edge))
    elif left:
        # swung onto the west side; hinge at the south end: west face has u = z, east face u = 16 - z
        ends = (Face(tex, (0, 0, 16, 3), 1),) * 2
        leaf = Box(0, 0, 0, 3, 16, 16, (*ends, edge, edge, mirror, plain))
    else:
        ends = (Face(tex, (0, 0, 16, 3), 1),) * 2
        leaf = Box(13, 0, 0, 16, 16, 16, (*ends, edge, edge, mirror, plain))
    return Look(m.BOXES, cube(tex), turned((leaf,), 0, YAW[p["facing"]]))


def trapdoor(name: str, base: str, p: Props, known: Mapping[str, object]) -> Look:
    """Closed: 3 texels at the bottom or top; open: upright, on the side opposite to where it faces."""
    tex = f"{base}_trapdoor"
    if p["open"] == "false":
        y = 13 if p["half"] == "top" else 0
        return Look(m.BOXES, cube(tex), turned((box(0, y, 0, 16, y + 3, 16, tex),), 0, YAW[p["facing"]]))
    leaf = box(0, 0, 13, 16, 16, 16, tex)
    return Look(m.BOXES, cube(tex), turned((leaf,), 0, YAW[p["facing"]]))


def pressure_plate(name: str, base: str, p: Props, known: Mapping[str, object]) -> Look:
    base = {"light_weighted": "gold_block", "heavy_weighted": "iron_block"}.get(base, base)
    sides = material_skin(base, known)
    down = p.get("powered") == "true" or int(p.get("power", "0")) > 0
    return Look(m.BOXES, sides, (box(1, 0, 1, 15, 0.5 if down else 1, 15, sides),))


def button(name: str, base: str, p: Props, known: Mapping[str, object]) -> Look:
    sides = material_skin(base, known)
    parts = (box(5, 0, 6, 11, 1 if p["powered"] == "true" else 2, 10, sides),)
    return Look(m.BOXES, sides, turned(parts, *on_face(p), lock=True))


def on_face(p: Props) -> tuple[int, int]:
    """Turns for things that stand on a floor, wall or ceiling (properties ``face`` and ``facing``)."""
    about_x = {"floor": 0, "wall": 1, "ceiling": 2}[p["face"]]
    return about_x, YAW[p["facing"]] + (2 if p["face"] == "ceiling" else 0)


def carpet(name: str, base: str, p: Props, known: Mapping[str, object]) -> Look:
    sides = faces(f"{base}_wool")
    return Look(m.BOXES, sides, (box(0, 0, 0, 16, 1, 16, sides),))


def bed(name: str, base: str, p: Props, known: Mapping[str, object]) -> Look:
    """Facing north: the head is the northern half; both halves have the pillow side to the north."""
    head = p["part"] == "head"
    tex, side, wood = f"{base}_bed_{p['part']}", f"{base}_bed_side", "oak_planks"
    ends = {"north": side} if head else {"south": side}
    body = box(0, 3, 0, 16, 9, 16, faces(up=tex, down=wood, west=side, east=side, **ends))
    z = 0 if head else 13
    legs = [box(x, 0, z, x + 3, 3, z + 3, wood) for x in (0, 13)]
    return Look(m.BOXES, cube(f"{base}_wool"), turned([body, *legs], 0, YAW[p["facing"]]))


def sign(name: str, base: str, p: Props, known: Mapping[str, object]) -> Look:
    sides = faces(f"{base}_planks")
    log = f"{base}_stem" if base in ("crimson", "warped") else f"{base}_log"
    parts = (box(7.25, 0, 7.25, 8.75, 9, 8.75, log), box(0, 9, 7.25, 16, 16, 8.75, sides))
    return Look(m.BOXES, sides, turned(parts, 0, quarter(p)))


def quarter(p: Props) -> int:
    """Sixteenths of a turn, to the nearest quarter."""
    return (int(p["rotation"]) + 2) // 4 % 4


def wall_sign(name: str, base: str, p: Props, known: Mapping[str, object]) -> Look:
    sides = faces(f"{base}_planks")
    return Look(m.BOXES, sides, turned((box(0, 4.5, 14.25, 16, 12.5, 16, sides),), 0, YAW[p["facing"]]))


def banner(name: str, base: str, p: Props, known: Mapping[str, object]) -> Look:
    cloth = faces(f"{base}_wool")
    if name.endswith("_wall_banner"):
        parts = (box(1, 0, 14.5, 15, 13, 15, cloth), box(1, 13, 14, 15, 15, 16, "oak_planks"))
        return Look(m.BOXES, cloth, turned(parts, 0, YAW[p["facing"]]))
    parts = (box(7.25, 0, 7.25, 8.75, 16, 8.75, "oak_planks"), box(1, 3, 8.75, 15, 16, 9.25, cloth))
    return Look(m.BOXES, cloth, turned(parts, 0, quarter(p)))


HEAD = {
    "skeleton": "skeleton",
    "wither_skeleton": "wither_skeleton",
    "zombie": "zombie",
    "player": "player",
    "creeper": "creeper",
    "dragon": "dragon",
}


def head(name: str, base: str, p: Props, known: Mapping[str, object]) -> Look:
    who = HEAD[base]
    whole: tuple[float, float, float, float] = (0, 0, 8, 8)
    side, face, top = Face(f"{who}_head", whole), Face(f"{who}_head_face", whole), Face(f"{who}_head_top", whole)
    sides = faces(side=side, down=side, up=top, north=face)
    if "rotation" in p:
        parts = turned((box(4, 0, 4, 12, 8, 12, sides),), 0, quarter(p))
    else:
        parts = turned((box(4, 4, 8, 12, 12, 16, sides),), 0, YAW[p["facing"]])
    return Look(m.BOXES, cube(f"{who}_head"), parts)


FAMILIES = {
    "_slab": slab,
    "_stairs": stairs,
    "_fence_gate": fence_gate,
    "_fence": fence,
    "_wall_sign": wall_sign,
    "_sign": sign,
    "_wall_banner": banner,
    "_banner": banner,
    "_wall_skull": head,
    "_wall_head": head,
    "_skull": head,
    "_head": lambda name, base, p, known: piston_head(p) if name == "piston_head" else head(name, base, p, known),
    "_wall": wall,
    "_pane": pane,
    "_trapdoor": trapdoor,
    "_door": door,
    "_pressure_plate": pressure_plate,
    "_button": button,
    "_carpet": carpet,
    "_bed": bed,
}


def piston_head(p: Props) -> Look:
    """Facing up: plate on top, rod below."""
    top = "piston_top_sticky" if p["type"] == "sticky" else "piston_top"
    edge = faces(
        up=top,
        down="piston_top",
        north=Face("piston_side", (0, 0, 16, 4)),
        south=Face("piston_side", (0, 0, 16, 4)),
        west=Face("piston_side", (0, 0, 16, 4)),
        east=Face("piston_side", (0, 0, 16, 4)),
    )
    parts = (box(0, 12, 0, 16, 16, 16, edge), box(6, 0, 6, 10, 12, 10, "oak_planks"))
    return Look(m.BOXES, cube(top), turned(parts, *upright(p["facing"])))
