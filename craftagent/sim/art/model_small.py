"""Shapes of single blocks: plants, torches, rails, chests, lamps, machines with a body of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from craftagent.sim.art import model_arrays as m
from craftagent.sim.art.model_cubes import ahead, cube_look, upright
from craftagent.sim.art.model_parts import YAW, Box, Face, Look, box, faces, plane, turned
from craftagent.sim.art.model_shapes import cube, iron_bars, on_face, quarter

Props = Mapping[str, str]
AROUND = ("north", "east", "south", "west")


def boxes(skin: str, *parts: Box, **more: int) -> Look:
    """A look made of boxes, with one texture as the stand-in cube."""
    return Look(m.BOXES, cube(skin), tuple(parts), **more)


# ---------------------------------------------------------------------------------------------------------- plants

CROSS_XYZ = {"grass", "fern"}
CROSS_XZ = {"dandelion", "poppy", "blue_orchid", "allium", "azure_bluet", "red_tulip", "orange_tulip", "white_tulip", "pink_tulip",
            "oxeye_daisy", "cornflower", "lily_of_the_valley", "wither_rose", "crimson_roots", "warped_roots", "nether_sprouts"}  # fmt: skip
CROSS = {"oak_sapling", "spruce_sapling", "birch_sapling", "jungle_sapling", "acacia_sapling", "dark_oak_sapling", "dead_bush",
         "brown_mushroom", "red_mushroom", "cobweb", "sugar_cane", "crimson_fungus", "warped_fungus", "weeping_vines", "kelp", "kelp_plant",
         "weeping_vines_plant", "twisting_vines", "twisting_vines_plant", "seagrass"}  # fmt: skip
TALL = {"sunflower", "lilac", "rose_bush", "peony", "tall_grass", "large_fern", "tall_seagrass"}
CROSS_TINT = {"grass": m.TINT_GRASS, "fern": m.TINT_GRASS, "tall_grass": m.TINT_GRASS, "large_fern": m.TINT_GRASS,
              "sugar_cane": m.TINT_GRASS}  # fmt: skip


def cross(tex: str, tint: int = 0, offset: int = 0) -> Look:
    return Look(m.CROSS, cube(tex), tint=tint, tint_faces=63 if tint else 0, offset=offset, shade=0)


def plant(name: str, p: Props) -> Look | None:
    """Everything that is a cross of two pictures, or rows of them."""
    if name in TALL:
        tex = f"{name}_{'top' if p['half'] == 'upper' else 'bottom'}"
        return cross(tex, CROSS_TINT.get(name, 0), m.OFFSET_XZ if name != "tall_seagrass" else 0)
    if name in CROSS or name in CROSS_XZ or name in CROSS_XYZ:
        offset = m.OFFSET_XYZ if name in CROSS_XYZ else m.OFFSET_XZ if name in CROSS_XZ else 0
        return cross(name, CROSS_TINT.get(name, 0), offset)
    if name == "bamboo_sapling":
        return cross("bamboo_stage0", 0, m.OFFSET_XZ)
    if name == "sweet_berry_bush":
        return cross(f"sweet_berry_bush_stage{p['age']}")
    if name in ("melon_stem", "pumpkin_stem"):
        return cross(f"{name}_age{p['age']}", m.TINT_STEM + int(p["age"]))
    if name in ("attached_melon_stem", "attached_pumpkin_stem"):
        # the picture leads from u = 0 to the middle: seen from the north that is the east side
        stalk = plane("z", 8, name, True)
        stalk = stalk._replace(faces=(None, None, Face(name), Face(name, (16, 0, 0, 16)), None, None))
        return boxes(name, *turned((stalk,), 0, YAW[p["facing"]] + 3), tint=m.TINT_ATTACHED_STEM, shade=0)
    if name.endswith("_coral") or (name.endswith("_coral_fan")):
        return cross(name)
    if name.endswith("_coral_wall_fan"):
        tex = name.replace("_wall_fan", "_fan")
        parts = [Box(0, y, 8, 16, y, 16, faces(end=Face(tex, (0, 0, 16, 8)))) for y in (6, 10)]
        parts += [Box(0, y, 0, 16, y, 8, faces(end=Face(tex, (0, 8, 16, 16)))) for y in (4, 12)]
        return boxes(tex, *turned(parts, 0, YAW[p["facing"]]), shade=0)
    rows = {"wheat": "wheat_stage{}", "carrots": "carrots_stage{}", "potatoes": "potatoes_stage{}", "beetroots": "beetroots_stage{}",
            "nether_wart": "nether_wart_stage{}"}.get(name)  # fmt: skip
    if rows is not None:
        age = int(p["age"])
        if name in ("carrots", "potatoes"):
            age = (0, 0, 1, 1, 2, 2, 2, 3)[age]
        elif name == "nether_wart":
            age = (0, 1, 1, 2)[age]
        tex = rows.format(age)
        parts = [plane(axis, at, tex, bottom=-1, top=15) for axis in ("x", "z") for at in (4, 12)]
        return boxes(tex, *parts, shade=0)
    return None


def vine(p: Props) -> Look:
    parts = [plane(axis, at, "vine", True) for side, axis, at in
             (("north", "z", 0.8), ("south", "z", 15.2), ("west", "x", 0.8), ("east", "x", 15.2), ("up", "y", 15.2)) if p[side] == "true"]  # fmt: skip
    return boxes("vine", *parts, tint=m.TINT_FOLIAGE, shade=0)


def potted(name: str) -> Look:
    """A flower pot with its earth and maybe a plant, drawn as two crossing upright pictures."""
    pot = [box(5, 0, 5, 11, 6, 6, "flower_pot"), box(5, 0, 10, 11, 6, 11, "flower_pot"), box(5, 0, 6, 6, 6, 10, "flower_pot"),
           box(10, 0, 6, 11, 6, 10, "flower_pot"), box(6, 0, 6, 10, 4, 10, faces("flower_pot", up="dirt"))]  # fmt: skip
    tint = 0
    kind = name.removeprefix("potted_")
    if name == "flower_pot":
        pass
    elif kind == "cactus":
        pot.append(box(6, 4, 6, 10, 16, 10, faces(side="cactus_side", up="cactus_top")))
    elif kind == "bamboo":
        pot.append(box(7, 4, 7, 9, 16, 9, "bamboo_stalk"))
    else:
        tint = m.TINT_GRASS if kind == "fern" else 0
        for axis in ("x", "z"):
            pot.append(plane(axis, 8, kind, bool(tint), lo=2.6, hi=13.4, bottom=4, top=16)._replace(faces=_whole(axis, kind)))
    return boxes("flower_pot", *pot, tint=tint)


def _whole(axis: str, tex: str) -> tuple[Face | None, ...]:
    """The full picture on the two sides of an upright plane."""
    face = Face(tex, (0, 0, 16, 16))
    return (None, None, None, None, face, face) if axis == "x" else (None, None, face, face, None, None)


def cocoa(p: Props) -> Look:
    age = int(p["age"])
    w, h = 4 + 2 * age, 5 + 2 * age
    tex = f"cocoa_stage{age}"
    side, end = Face(tex, (0, 0, w, h)), Face(tex, (0, 0, w, w))
    pod = Box(8 - w / 2, 12 - h, 15 - w, 8 + w / 2, 12, 15, faces(side=side, end=end))
    stem = box(7.5, 12, 11, 8.5, 16, 16, "jungle_log")
    return boxes(tex, *turned((pod, stem), 0, YAW[p["facing"]] + 2))


def bamboo(p: Props) -> Look:
    half = 1.5 if p["age"] == "1" else 1
    stalk = box(8 - half, 0, 8 - half, 8 + half, 16, 8 + half, "bamboo_stalk")
    leaves = [plane(axis, 8, f"bamboo_{p['leaves']}_leaves") for axis in ("x", "z")] if p["leaves"] != "none" else []
    return boxes("bamboo_stalk", stalk, *leaves, offset=m.OFFSET_XZ)


def chorus_plant(p: Props) -> Look:
    tex = "chorus_plant"
    parts = [box(4, 4, 4, 12, 12, 12, tex)]
    reach = {"down": (4, 0, 4, 12, 4, 12), "up": (4, 12, 4, 12, 16, 12), "north": (4, 4, 0, 12, 12, 4), "south": (4, 4, 12, 12, 12, 16),
             "west": (0, 4, 4, 4, 12, 12), "east": (12, 4, 4, 16, 12, 12)}  # fmt: skip
    parts += [box(*reach[f], tex) for f in reach if p[f] == "true"]
    return boxes(tex, *parts)


def chorus_flower(p: Props) -> Look:
    tex = "chorus_flower_dead" if p["age"] == "5" else "chorus_flower"
    return boxes(tex, box(2, 0, 2, 14, 14, 14, tex), box(0, 2, 2, 2, 12, 14, tex), box(14, 2, 2, 16, 12, 14, tex),
                 box(2, 2, 0, 14, 12, 2, tex), box(2, 2, 14, 14, 12, 16, tex), box(2, 14, 2, 14, 16, 14, tex))  # fmt: skip


# ------------------------------------------------------------------------------------------------- lights and fire


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
    chain = [Box(8, up + 9, 6.5, 8, top, 9.5, (None, None, None, None, link, link)), Box(6.5, up + 9, 8, 9.5, top, 8, (None, None, link, link, None, None))]
    return boxes(tex, body, cap, *chain)


def chain(p: Props) -> Look:
    one, two = Face("chain", (0, 0, 3, 16)), Face("chain", (3, 0, 6, 16))
    parts = (Box(8, 0, 6.5, 8, 16, 9.5, (None, None, None, None, one, one)), Box(6.5, 0, 8, 9.5, 16, 8, (None, None, two, two, None, None)))
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
    low = faces(north=ends, south=ends, west=strip, east=hot, up=Face(log, (0, 0, 16, 4), 1), down=Face("campfire_log", (0, 0, 16, 4), 1))
    high = faces(west=ends, east=ends, north=strip, south=hot, up=Face(log, (0, 0, 16, 4)), down=Face("campfire_log", (0, 0, 16, 4)))
    parts = [Box(1, 0, 0, 5, 4, 16, low), Box(11, 0, 0, 15, 4, 16, low), Box(0, 3, 1, 16, 7, 5, high), Box(0, 3, 11, 16, 7, 15, high),
             Box(5, 0, 0, 11, 1, 16, faces(up=Face(log, (0, 4, 16, 10), 1), north=ends, south=ends))]  # fmt: skip
    if lit:
        flame = f"{name}_fire"
        parts += [plane("x", 8, flame, lo=1, hi=15, bottom=1, top=16), plane("z", 8, flame, lo=1, hi=15, bottom=1, top=16)]
    return boxes("campfire_log", *turned(parts, 0, YAW[p["facing"]]))


# --------------------------------------------------------------------------------------------- rails and redstone


def rail(name: str, p: Props) -> Look:
    shape = p["shape"]
    tex = name + ("_on" if p.get("powered") == "true" else "")
    if shape.startswith("ascending"):
        parts = []
        for i in range(8):
            strip = Face(tex, (0, 14 - 2 * i, 16, 16 - 2 * i))
            y = 2 * i + 1.5
            # going north: the low end is in the south
            parts.append(Box(0, max(0.0, y - 2), 14 - 2 * i, 16, y, 16 - 2 * i, (None, strip, strip, strip, None, None)))
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
    parts = [box(6, 1, 14, 10, 9, 16, "oak_planks"), box(7.4, 5 - low, 9, 8.8, 6.4 - low, 14, "oak_planks"),
             box(6.2, 4 - low, 6.5, 9.8, 5.4 - low, 10, "anvil")]  # fmt: skip
    return boxes("oak_planks", *turned(parts, 0, YAW[p["facing"]]))


def tripwire(p: Props) -> Look:
    tex, parts = "tripwire", []
    y = 1 if p["attached"] == "true" else 0.5
    if p["east"] == "true" or p["west"] == "true":
        parts.append(Box(0, y, 7.5, 16, y, 8.5, faces(end=Face(tex, (0, 7, 16, 8)))))
    if p["north"] == "true" or p["south"] == "true" or not parts:
        parts.append(Box(7.5, y, 0, 8.5, y, 16, faces(end=Face(tex, (0, 7, 16, 8), 1))))
    return boxes(tex, *parts, shade=0)


# ------------------------------------------------------------------------------------------- chests and containers


def chest(name: str, p: Props) -> Look:
    """Facing north. The left half (as its own front sees it) runs on to the east, the right half to the west."""
    half = p.get("type", "single")
    lock = Face(f"{name}_front", (7, 5, 9, 9))
    if half == "single":
        skin = faces(side=f"{name}_side", end=f"{name}_top", north=f"{name}_front")
        body = box(1, 0, 1, 15, 14, 15, skin)
        clasp = Box(7, 7, 0, 9, 11, 1, faces(lock_skin(lock)))
    elif half == "left":
        skin = faces(west=f"{name}_side", end=f"{name}_top_right", north=f"{name}_front_left", south=f"{name}_side_right")
        body, clasp = box(1, 0, 1, 16, 14, 15, skin), Box(15, 7, 0, 16, 11, 1, faces(lock_skin(lock)))
    else:
        skin = faces(east=f"{name}_side", end=f"{name}_top_left", north=f"{name}_front_right", south=f"{name}_side_left")
        body, clasp = box(0, 0, 1, 15, 14, 15, skin), Box(0, 7, 0, 1, 11, 1, faces(lock_skin(lock)))
    clasp = clasp._replace(faces=(lock, lock, lock, None, lock, lock))
    return Look(m.BOXES, tuple(f or Face(f"{name}_side") for f in faces(side=f"{name}_side", end=f"{name}_top", north=f"{name}_front")),
                turned((body, clasp), 0, YAW[p["facing"]]))  # fmt: skip


def lock_skin(lock: Face) -> str:
    """Texture of the clasp."""
    return lock.tex


def hopper(p: Props) -> Look:
    out, top, inside = "hopper_outside", "hopper_top", "hopper_inside"
    rim = faces(out, up=top)
    parts = [box(0, 10, 0, 16, 11, 16, faces(out, up=inside)), box(0, 11, 0, 2, 16, 16, rim), box(14, 11, 0, 16, 16, 16, rim),
             box(2, 11, 0, 14, 16, 2, rim), box(2, 11, 14, 14, 16, 16, rim), box(4, 4, 4, 12, 10, 12, out)]  # fmt: skip
    if p["facing"] == "down":
        parts.append(box(6, 0, 6, 10, 4, 10, out))
    else:
        parts += turned((box(6, 4, 0, 10, 8, 4, out),), 0, YAW[p["facing"]])
    return boxes(out, *parts)


def cauldron(p: Props) -> Look:
    side = faces("cauldron_side", up="cauldron_top", down="cauldron_bottom")
    parts = [box(0, 3, 0, 2, 16, 16, side), box(14, 3, 0, 16, 16, 16, side), box(2, 3, 0, 14, 16, 2, side), box(2, 3, 14, 14, 16, 16, side),
             box(2, 3, 2, 14, 4, 14, faces("cauldron_bottom", up="cauldron_inner"))]  # fmt: skip
    parts += [box(x, 0, z, x + 4, 3, z + 4, "cauldron_side") for x in (0, 12) for z in (0, 12)]
    level = int(p["level"])
    if level:
        parts.append(box(2, 4, 2, 14, 6 + 3 * level, 14, faces(up="water_still"), 2))
    return boxes("cauldron_side", *parts, tint=m.TINT_WATER)


def composter(p: Props) -> Look:
    side = faces("composter_side", up="composter_top", down="composter_bottom")
    parts = [box(0, 0, 0, 2, 16, 16, side), box(14, 0, 0, 16, 16, 16, side), box(2, 0, 0, 14, 16, 2, side), box(2, 0, 14, 14, 16, 16, side),
             box(2, 0, 2, 14, 2, 14, "composter_bottom")]  # fmt: skip
    level = int(p["level"])
    if level:
        tex = "composter_ready" if level == 8 else "composter_compost"
        parts.append(box(2, 2, 2, 14, min(15, 1 + 2 * level), 14, tex))
    return boxes("composter_side", *parts)


def brewing_stand(p: Props) -> Look:
    tex, base = "brewing_stand", "brewing_stand_base"
    rod = Face(tex, (7, 2, 9, 16))
    parts = [Box(7, 0, 7, 9, 14, 9, faces(side=rod, end=Face(tex, (7, 2, 9, 4)))), box(9, 0, 5, 15, 2, 11, base), box(1, 0, 1, 7, 2, 7, base),
             box(1, 0, 9, 7, 2, 15, base)]  # fmt: skip
    bottle = Face(tex, (1, 8, 5, 14))
    for i, (x, z) in enumerate(((12, 8), (4, 4), (4, 12))):
        if p[f"has_bottle_{i}"] == "true":
            parts.append(Box(x - 1.5, 2, z - 1.5, x + 1.5, 8, z + 1.5, faces(side=bottle, end=Face(tex, (2, 10, 4, 12)))))
    return boxes(base, *parts)


# ------------------------------------------------------------------------------------------------ odds and ends


def anvil(name: str, p: Props) -> Look:
    skin = "anvil"
    parts = [box(2, 0, 2, 14, 4, 14, skin), box(4, 4, 3, 12, 5, 13, skin), box(6, 5, 4, 10, 10, 12, skin),
             box(3, 10, 0, 13, 16, 16, faces(skin, up="anvil_top" if name == "anvil" else f"{name}_top"))]  # fmt: skip
    return boxes(skin, *turned(parts, 0, YAW[p["facing"]]))


def bell(p: Props) -> Look:
    brass = faces(side=Face("bell_side", (2, 2, 10, 9)), up=Face("bell_top", (3, 3, 11, 11)), down=Face("bell_bottom", (3, 3, 11, 11)))
    parts = [Box(5, 6, 5, 11, 13, 11, brass), Box(4, 4, 4, 12, 6, 12, brass)]
    if p["attachment"] == "floor":
        parts += [box(2, 13, 7, 14, 15, 9, "dark_oak_planks"), box(0, 0, 6, 2, 16, 10, "stone"), box(14, 0, 6, 16, 16, 10, "stone")]
    elif p["attachment"] == "ceiling":
        parts.append(box(7, 13, 7, 9, 16, 9, "dark_oak_planks"))
    else:
        parts.append(box(7, 13, 0, 9, 15, 13 if p["attachment"] == "single_wall" else 16, "dark_oak_planks"))
    return boxes("bell_side", *turned(parts, 0, YAW[p["facing"]]))


def grindstone(p: Props) -> Look:
    wheel = faces("grindstone_round", west="grindstone_side", east="grindstone_side")
    parts = [box(4, 4, 2, 12, 16, 14, wheel), box(2, 0, 6, 4, 7, 10, "dark_oak_log"), box(12, 0, 6, 14, 7, 10, "dark_oak_log"),
             box(2, 7, 5, 4, 13, 11, "grindstone_pivot"), box(12, 7, 5, 14, 13, 11, "grindstone_pivot")]  # fmt: skip
    return boxes("grindstone_side", *turned(parts, *on_face(p)))


def lectern(p: Props) -> Look:
    """Facing north: the reading side is north, the slope stands for four steps."""
    top = "lectern_top"
    parts = [box(0, 0, 0, 16, 2, 16, "lectern_base"), box(4, 2, 4, 12, 13, 12, faces("lectern_sides", north="lectern_front"))]
    page = "book_open" if p["has_book"] == "true" else top
    for i in range(4):
        z = 1 + 3.5 * i
        strip = Face(page, (0, 12 - 4 * i, 16, 16 - 4 * i), 2)
        parts.append(box(0, 10 + 1.4 * i, z, 16, 12 + 1.4 * i, z + 3.5, faces(top, up=strip)))
    return boxes("lectern_base", *turned(parts, 0, YAW[p["facing"]]))


def stonecutter(p: Props) -> Look:
    body = box(0, 0, 0, 16, 9, 16, faces("stonecutter_side", up="stonecutter_top", down="stonecutter_bottom"))
    saw = Face("stonecutter_saw", (1, 9, 15, 16))
    blade = Box(1, 9, 8, 15, 16, 8, (None, None, saw, saw, None, None))
    return boxes("stonecutter_side", *turned((body, blade), 0, YAW[p["facing"]]))


def scaffolding(p: Props) -> Look:
    parts = [box(0, 14, 0, 16, 16, 16, faces(side=Face("scaffolding_side", (0, 0, 16, 2)), up="scaffolding_top", down="scaffolding_top"))]
    parts += [box(x, 0, z, x + 2, 14, z + 2, "scaffolding_side") for x in (0, 14) for z in (0, 14)]
    if p["bottom"] == "true":
        parts.append(box(0, 0, 0, 16, 2, 16, faces(side=Face("scaffolding_side", (0, 0, 16, 2)), end="scaffolding_bottom")))
    return boxes("scaffolding_side", *parts)


def cake(p: Props) -> Look:
    x0 = 1 + 2 * int(p["bites"])
    west = "cake_inner" if x0 > 1 else "cake_side"
    return boxes("cake_side", box(x0, 0, 1, 15, 8, 15, faces("cake_side", up="cake_top", down="cake_bottom", west=west)))


def cactus() -> Look:
    """Spines stand out past the body, as three nested boxes."""
    side = Face("cactus_side")
    parts = (Box(0, 0, 1, 16, 16, 15, (None, None, side, side, None, None)), Box(1, 0, 0, 15, 16, 16, (None, None, None, None, side, side)),
             Box(1, 0, 1, 15, 16, 15, faces(up="cactus_top", down="cactus_bottom")))  # fmt: skip
    return boxes("cactus_side", *parts)


def snow(p: Props) -> Look:
    layers = int(p["layers"])
    if layers == 8:
        return cube_look("snow", {}, cube("snow"))
    return boxes("snow", box(0, 0, 0, 16, 2 * layers, 16, "snow"))


def end_portal_frame(p: Props) -> Look:
    parts = [box(0, 0, 0, 16, 13, 16, faces("end_portal_frame_side", up="end_portal_frame_top", down="end_stone"))]
    if p["eye"] == "true":
        parts.append(box(4, 13, 4, 12, 16, 12, "end_portal_frame_eye"))
    return boxes("end_portal_frame_side", *turned(parts, 0, YAW[p["facing"]]))


def beacon() -> Look:
    parts = (box(0, 0, 0, 16, 16, 16, "glass"), box(3, 3, 3, 13, 14, 13, "beacon"), box(2, 0.1, 2, 14, 3, 14, "obsidian"))
    return boxes("beacon", *parts)


def turtle_egg(p: Props) -> Look:
    tex = ("turtle_egg", "turtle_egg_slightly_cracked", "turtle_egg_very_cracked")[int(p["hatch"])]
    spots = ((5, 4, 5, 7), (1, 7, 4, 5), (11, 7, 4, 5), (6, 11, 3, 4))
    return boxes(tex, *(box(x, 0, z, x + w, h, z + w, tex) for x, z, w, h in spots[: int(p["eggs"])]))


def sea_pickle(p: Props) -> Look:
    spots = {1: ((6, 6, 6),), 2: ((3, 3, 6), (8, 8, 4)), 3: ((6, 9, 6), (2, 2, 4), (10, 4, 6)), 4: ((2, 2, 6), (9, 10, 4), (9, 2, 6), (2, 8, 7))}
    side, top = Face("sea_pickle", (4, 5, 8, 11)), Face("sea_pickle", (4, 0, 8, 3))
    return boxes("sea_pickle", *(Box(x, 0, z, x + 4, h, z + 4, faces(side=side, up=top)) for x, z, h in spots[int(p["pickles"])]))


def piston_base(name: str, p: Props) -> Look:
    parts = (box(0, 0, 0, 16, 12, 16, faces(side="piston_side", up="piston_inner", down="piston_bottom")),)
    return boxes("piston_side", *turned(parts, *upright(p["facing"])))


def end_rod(p: Props) -> Look:
    parts = (box(6, 0, 6, 10, 1, 10, "end_rod"), box(7, 1, 7, 9, 16, 9, "end_rod"))
    return boxes("end_rod", *turned(parts, *upright(p["facing"])))


def dragon_egg() -> Look:
    tiers = ((6, 15, 10, 16), (5, 14, 11, 15), (4, 13, 12, 14), (3, 11, 13, 13), (2, 8, 14, 11), (1, 3, 15, 8), (2, 1, 14, 3), (3, 0, 13, 1))
    return boxes("dragon_egg", *(box(a, y0, a, b, y1, b, "dragon_egg") for a, y0, b, y1 in tiers))


def level(tex_top: str, tex_side: str, tex_low: str, height: float) -> Look:
    return Look(m.BOXES, tuple(f or Face(tex_low) for f in faces(side=tex_side, up=tex_top, down=tex_low)),
                (box(0, 0, 0, 16, height, 16, faces(side=tex_side, up=tex_top, down=tex_low)),))  # fmt: skip


def daylight(p: Props) -> Look:
    top = "daylight_detector_inverted_top" if p["inverted"] == "true" else "daylight_detector_top"
    return level(top, "daylight_detector_side", "daylight_detector_side", 6)


def portal(p: Props) -> Look:
    tex = "nether_portal"
    face = Face(tex)
    pane = Box(0, 0, 6, 16, 16, 10, (None, None, face, face, None, None))
    return boxes(tex, *turned((pane,), 0, 0 if p["axis"] == "x" else 1), blend=1, shade=0)


SINGLE: dict[str, Callable[[str, Props], Look]] = {
    "vine": lambda n, p: vine(p),
    "lily_pad": lambda n, p: boxes("lily_pad", plane("y", 0.25, "lily_pad", True), tint=m.TINT_LILY, shade=0),
    "ladder": lambda n, p: boxes("ladder", *turned((plane("z", 15.2, "ladder"),), 0, YAW[p["facing"]])),
    "torch": lambda n, p: torch("torch"),
    "soul_torch": lambda n, p: torch("soul_torch"),
    "redstone_torch": lambda n, p: torch("redstone_torch" if p["lit"] == "true" else "redstone_torch_off"),
    "wall_torch": lambda n, p: wall_torch("torch", p),
    "soul_wall_torch": lambda n, p: wall_torch("soul_torch", p),
    "redstone_wall_torch": lambda n, p: wall_torch("redstone_torch" if p["lit"] == "true" else "redstone_torch_off", p),
    "lantern": lantern,
    "soul_lantern": lantern,
    "chain": lambda n, p: chain(p),
    "fire": lambda n, p: fire("fire_0", p),
    "soul_fire": lambda n, p: fire("soul_fire_0", p),
    "campfire": campfire,
    "soul_campfire": campfire,
    "rail": rail,
    "powered_rail": rail,
    "detector_rail": rail,
    "activator_rail": rail,
    "redstone_wire": lambda n, p: redstone_wire(p),
    "repeater": diode,
    "comparator": diode,
    "lever": lambda n, p: lever(p),
    "tripwire_hook": lambda n, p: tripwire_hook(p),
    "tripwire": lambda n, p: tripwire(p),
    "chest": chest,
    "trapped_chest": chest,
    "ender_chest": chest,
    "hopper": lambda n, p: hopper(p),
    "cauldron": lambda n, p: cauldron(p),
    "composter": lambda n, p: composter(p),
    "brewing_stand": lambda n, p: brewing_stand(p),
    "anvil": anvil,
    "chipped_anvil": anvil,
    "damaged_anvil": anvil,
    "bell": lambda n, p: bell(p),
    "grindstone": lambda n, p: grindstone(p),
    "lectern": lambda n, p: lectern(p),
    "stonecutter": lambda n, p: stonecutter(p),
    "scaffolding": lambda n, p: scaffolding(p),
    "cake": lambda n, p: cake(p),
    "cactus": lambda n, p: cactus(),
    "snow": lambda n, p: snow(p),
    "end_portal_frame": lambda n, p: end_portal_frame(p),
    "beacon": lambda n, p: beacon(),
    "turtle_egg": lambda n, p: turtle_egg(p),
    "sea_pickle": lambda n, p: sea_pickle(p),
    "piston_head": lambda n, p: boxes("piston_top"),
    "end_rod": lambda n, p: end_rod(p),
    "dragon_egg": lambda n, p: dragon_egg(),
    "conduit": lambda n, p: boxes("conduit", box(5, 5, 5, 11, 11, 11, faces(Face("conduit", (0, 0, 12, 6)).tex))),
    "cocoa": lambda n, p: cocoa(p),
    "bamboo": lambda n, p: bamboo(p),
    "chorus_plant": lambda n, p: chorus_plant(p),
    "chorus_flower": lambda n, p: chorus_flower(p),
    "iron_bars": lambda n, p: iron_bars(p),
    "nether_portal": lambda n, p: portal(p),
    "end_portal": lambda n, p: boxes("end_portal", Box(0, 12, 0, 16, 12, 16, faces(end="end_portal")), shade=0),
    "enchanting_table": lambda n, p: level("enchanting_table_top", "enchanting_table_side", "enchanting_table_bottom", 12),
    "grass_path": lambda n, p: level("grass_path_top", "grass_path_side", "dirt", 15),
    "farmland": lambda n, p: level("farmland_moist" if p["moisture"] == "7" else "farmland", "dirt", "dirt", 15),
    "daylight_detector": lambda n, p: daylight(p),
}
del SINGLE["piston_head"]


def small(name: str, p: Props) -> Look | None:
    """Look of a block of this file, else None."""
    if name in ("piston", "sticky_piston") and p["extended"] == "true":
        return piston_base(name, p)
    if name in SINGLE:
        return SINGLE[name](name, p)
    if name.startswith("potted_") or name == "flower_pot":
        return potted(name)
    return plant(name, p)


_ = (ahead, quarter)
