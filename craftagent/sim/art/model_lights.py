"""Shapes of torches, lamps, fire, rails and redstone parts."""

from __future__ import annotations

from collections.abc import Mapping

from craftagent.sim.art import model_arrays as m
from craftagent.sim.art.model_cubes import upright
from craftagent.sim.art.model_parts import YAW, Box, Face, Look, box, faces, plane, turned
from craftagent.sim.art.model_shapes import boxes, on_face

Props = Mapping[str, str]


AROUND = ("north", "east", "south", "west")


def torch(tex: str) -> Look:
    side = Face(tex, (7, 6, 9, 16))
    stick = Box(7, 0, 7, 9, 10, 9, faces(side=side, up=Face(tex, (7, 6, 9, 8)), down=Face(tex, (7, 14, 9, 16))))
    return boxes(tex, stick, shade=0)


def wall_torch(tex: str, p: Props) -> Look:
    """Facing north: rooted in the south wall, leaning to the north; five slices stand for the slant."""
    parts = []
    for i in range(5):
        z1 = 16 - i * 0.95
        y0 = 3.2 + i * 1.88
        side = Face(tex, (7, 14 - 2 * i, 9, 16 - 2 * i))
        top = Face(tex, (7, 6, 9, 8)) if i == 4 else Face(tex, (7, 12 - 2 * i, 9, 14 - 2 * i))
        parts.append(Box(7, y0, z1 - 2, 9, y0 + 1.9, z1, faces(side=side, up=top, down=Face(tex, (7, 14, 9, 16)))))
    return boxes(tex, *turned(parts, 0, YAW[p["facing"]]), shade=0)


def lantern(tex: str, p: Props) -> Look:
    up = 1 if p["hanging"] == "true" else 0
    body = Box(5, up, 5, 11, up + 7, 11, faces(side=Face(tex, (0, 2, 6, 9)), end=Face(tex, (0, 9, 6, 15))))
    cap = Box(6, up + 7, 6, 10, up + 9, 10, faces(side=Face(tex, (1, 0, 5, 2)), up=Face(tex, (1, 10, 5, 14))))
    link = Face(tex, (11, 1, 14, 12 if up else 3))
    top = 16 if up else 11
    chain = [
        Box(8, up + 9, 6.5, 8, top, 9.5, (None, None, None, None, link, link)),
        Box(6.5, up + 9, 8, 9.5, top, 8, (None, None, link, link, None, None)),
    ]
    return boxes(tex, body, cap, *chain)


def chain(p: Props) -> Look:
    one, two = Face("chain", (0, 0, 3, 16)), Face("chain", (3, 0, 6, 16))
    parts = (
        Box(8, 0, 6.5, 8, 16, 9.5, (None, None, None, None, one, one)),
        Box(6.5, 0, 8, 9.5, 16, 8, (None, None, two, two, None, None)),
    )
    return boxes("chain", *turned(parts, *{"y": (0, 0), "z": (1, 0), "x": (1, 1)}[p["axis"]]))


def fire(tex: str, p: Props) -> Look:
    sides = [f for f in AROUND if p.get(f) == "true"]
    at = {"north": ("z", 0.1), "south": ("z", 15.9), "west": ("x", 0.1), "east": ("x", 15.9)}
    if sides or p.get("up") == "true":
        parts = [plane(*at[f], tex) for f in sides]
        if p.get("up") == "true":
            parts.append(plane("y", 15.5, tex))
    else:
        parts = [plane(*where, tex) for where in at.values()] + [plane("x", 8, tex), plane("z", 8, tex)]
    return boxes(tex, *parts, shade=0)


def campfire(name: str, p: Props) -> Look:
    lit = p["lit"] == "true"
    log = "campfire_log" if not lit else name.replace("campfire", "campfire_log_lit")
    strip = Face("campfire_log", (0, 0, 16, 4))
    hot = Face(log, (0, 4, 16, 8))
    ends = Face("campfire_log", (0, 12, 4, 16))
    low = faces(
        north=ends,
        south=ends,
        west=strip,
        east=hot,
        up=Face(log, (0, 0, 16, 4), 1),
        down=Face("campfire_log", (0, 0, 16, 4), 1),
    )
    high = faces(
        west=ends,
        east=ends,
        north=strip,
        south=hot,
        up=Face(log, (0, 0, 16, 4)),
        down=Face("campfire_log", (0, 0, 16, 4)),
    )
    parts = [
        Box(1, 0, 0, 5, 4, 16, low),
        Box(11, 0, 0, 15, 4, 16, low),
        Box(0, 3, 1, 16, 7, 5, high),
        Box(0, 3, 11, 16, 7, 15, high),
        Box(5, 0, 0, 11, 1, 16, faces(up=Face(log, (0, 4, 16, 10), 1), north=ends, south=ends)),
    ]
    if lit:
        flame = f"{name}_fire"
        parts += [
            plane("x", 8, flame, lo=1, hi=15, bottom=1, top=16),
            plane("z", 8, flame, lo=1, hi=15, bottom=1, top=16),
        ]
    return boxes("campfire_log", *turned(parts, 0, YAW[p["facing"]]))


def rail(name: str, p: Props) -> Look:
    shape = p["shape"]
    tex = name + ("_on" if p.get("powered") == "true" else "")
    if shape.startswith("ascending"):
        parts = []
        for i in range(8):
            strip = Face(tex, (0, 14 - 2 * i, 16, 16 - 2 * i))
            y = 2 * i + 1.5
            # going north: the low end is in the south
            parts.append(
                Box(0, max(0.0, y - 2), 14 - 2 * i, 16, y, 16 - 2 * i, (None, strip, strip, strip, None, None))
            )
        return boxes(tex, *turned(parts, 0, YAW[shape.removeprefix("ascending_")]), shade=0)
    turn = {"north_south": 0, "east_west": 1, "south_east": 0, "south_west": 1, "north_west": 2, "north_east": 3}[shape]
    tex = tex if "_" in shape and shape in ("north_south", "east_west") else "rail_corner"
    return boxes(tex, *turned((plane("y", 1, tex),), 0, turn), shade=0)


def redstone_wire(p: Props) -> Look:
    tint = m.TINT_REDSTONE + int(p["power"])
    joined = [p[f] != "none" for f in AROUND]
    line, dot, parts = "redstone_dust_line", "redstone_dust_dot", []
    north, east, south, west = joined
    corner = not any(joined) or ((north or south) and (east or west))
    if corner:
        parts.append(plane("y", 0.25, dot, True))
    if north or south:
        z0, z1 = (0 if north or not corner else 8), (16 if south or not corner else 8)
        parts.append(Box(0, 0.25, z0, 16, 0.25, z1, faces(end=Face(line)), 3))
    if east or west:
        x0, x1 = (0 if west or not corner else 8), (16 if east or not corner else 8)
        (flat,) = turned((Box(0, 0.25, x0, 16, 0.25, x1, faces(end=Face(line)), 3),), 0, 3)
        parts.append(flat)
    for turn, side in enumerate(AROUND):
        if p[side] == "up":
            skin = Face(line)
            parts += turned((Box(0, 0, 0.25, 16, 16, 0.25, (None, None, skin, skin, None, None), 12),), 0, turn)
    return boxes(dot, *parts, tint=tint, shade=0)


def diode(name: str, p: Props) -> Look:
    """Repeater and comparator, facing north: a plate with little torches; the output is opposite to the facing."""
    on = p["powered"] == "true"
    plate = faces(up=name + ("_on" if on else ""), side=Face("smooth_stone", (0, 0, 16, 2)), down="smooth_stone")
    parts = [box(0, 0, 0, 16, 2, 16, plate)]
    lamp = "redstone_torch" if on else "redstone_torch_off"

    def stub(x: float, z: float, tex: str, h: float = 5) -> Box:
        side = Face(tex, (7, 6, 9, 6 + h))
        return Box(x, 2, z, x + 2, 2 + h, z + 2, faces(side=side, up=Face(tex, (7, 6, 9, 8))))

    if name == "repeater":
        parts += [stub(7, 2, lamp), stub(7, 4 + 2 * int(p["delay"]), lamp)]
        if p["locked"] == "true":
            parts[-1] = box(2, 2, 4 + 2 * int(p["delay"]), 14, 4, 6 + 2 * int(p["delay"]), "bedrock")
    else:
        minus = "redstone_torch" if p["mode"] == "subtract" else "redstone_torch_off"
        parts += [stub(4, 11, lamp), stub(10, 11, lamp), stub(7, 2, minus, 3)]
    return boxes("repeater", *turned(parts, 0, YAW[p["facing"]]))


def lever(p: Props) -> Look:
    """On the floor, facing north: thrown to the north when powered is false, as the game has it."""
    parts = [box(5, 0, 4, 11, 3, 12, "cobblestone")]
    lean = 1.5 if p["powered"] == "true" else -1.5
    for i in range(5):
        z, y = 7 + lean * i, 1 + 1.7 * i
        side = Face("lever", (7, 14 - 2 * i, 9, 16 - 2 * i))
        parts.append(Box(7, y, z, 9, y + 2, z + 2, faces(side=side, end=Face("lever", (7, 6, 9, 8)))))
    return boxes("cobblestone", *turned(parts, *on_face(p)))


def tripwire_hook(p: Props) -> Look:
    """Facing north: a plate on the south wall, an arm towards the north."""
    low = 1 if p["powered"] == "true" else 0
    parts = [
        box(6, 1, 14, 10, 9, 16, "oak_planks"),
        box(7.4, 5 - low, 9, 8.8, 6.4 - low, 14, "oak_planks"),
        box(6.2, 4 - low, 6.5, 9.8, 5.4 - low, 10, "anvil"),
    ]
    return boxes("oak_planks", *turned(parts, 0, YAW[p["facing"]]))


def tripwire(p: Props) -> Look:
    tex, parts = "tripwire", []
    y = 1 if p["attached"] == "true" else 0.5
    if p["east"] == "true" or p["west"] == "true":
        parts.append(Box(0, y, 7.5, 16, y, 8.5, faces(end=Face(tex, (0, 7, 16, 8)))))
    if p["north"] == "true" or p["south"] == "true" or not parts:
        parts.append(Box(7.5, y, 0, 8.5, y, 16, faces(end=Face(tex, (0, 7, 16, 8), 1))))
    return boxes(tex, *parts, shade=0)


def piston_base(name: str, p: Props) -> Look:
    parts = (box(0, 0, 0, 16, 12, 16, faces(side="piston_side", up="piston_inner", down="piston_bottom")),)
    return boxes("piston_side", *turned(parts, *upright(p["facing"])))


def end_rod(p: Props) -> Look:
    parts = (box(6, 0, 6, 10, 1, 10, "end_rod"), box(7, 1, 7, 9, 16, 9, "end_rod"))
    return boxes("end_rod", *turned(parts, *upright(p["facing"])))
