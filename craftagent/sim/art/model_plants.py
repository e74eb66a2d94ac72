"""Shapes of what grows: crosses, rows of crops, vines, pots, bamboo, cactus, eggs."""

from __future__ import annotations

from collections.abc import Mapping

from craftagent.sim.art import model_arrays as m
from craftagent.sim.art.model_parts import YAW, Box, Face, Look, box, faces, plane, turned
from craftagent.sim.art.model_shapes import boxes, cube

Props = Mapping[str, str]


CROSS_XYZ = {"grass", "fern"}


CROSS_XZ = {
    "dandelion",
    "poppy",
    "blue_orchid",
    "allium",
    "azure_bluet",
    "red_tulip",
    "orange_tulip",
    "white_tulip",
    "pink_tulip",
    "oxeye_daisy",
    "cornflower",
    "lily_of_the_valley",
    "wither_rose",
    "crimson_roots",
    "warped_roots",
    "nether_sprouts",
}


CROSS = {
    "oak_sapling",
    "spruce_sapling",
    "birch_sapling",
    "jungle_sapling",
    "acacia_sapling",
    "dark_oak_sapling",
    "dead_bush",
    "brown_mushroom",
    "red_mushroom",
    "cobweb",
    "sugar_cane",
    "crimson_fungus",
    "warped_fungus",
    "weeping_vines",
    "kelp",
    "kelp_plant",
    "weeping_vines_plant",
    "twisting_vines",
    "twisting_vines_plant",
    "seagrass",
}


TALL = {"sunflower", "lilac", "rose_bush", "peony", "tall_grass", "large_fern", "tall_seagrass"}


CROSS_TINT = {
    "grass": m.TINT_GRASS,
    "fern": m.TINT_GRASS,
    "tall_grass": m.TINT_GRASS,
    "large_fern": m.TINT_GRASS,
    "sugar_cane": m.TINT_GRASS,
}


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
    rows = {
        "wheat": "wheat_stage{}",
        "carrots": "carrots_stage{}",
        "potatoes": "potatoes_stage{}",
        "beetroots": "beetroots_stage{}",
        "nether_wart": "nether_wart_stage{}",
    }.get(name)
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
    parts = [
        plane(axis, at, "vine", True)
        for side, axis, at in (
            ("north", "z", 0.8),
            ("south", "z", 15.2),
            ("west", "x", 0.8),
            ("east", "x", 15.2),
            ("up", "y", 15.2),
        )
        if p[side] == "true"
    ]
    return boxes("vine", *parts, tint=m.TINT_FOLIAGE, shade=0)


def potted(name: str) -> Look:
    """A flower pot with its earth and maybe a plant, drawn as two crossing upright pictures."""
    pot = [
        box(5, 0, 5, 11, 6, 6, "flower_pot"),
        box(5, 0, 10, 11, 6, 11, "flower_pot"),
        box(5, 0, 6, 6, 6, 10, "flower_pot"),
        box(10, 0, 6, 11, 6, 10, "flower_pot"),
        box(6, 0, 6, 10, 4, 10, faces("flower_pot", up="dirt")),
    ]
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
            pot.append(
                plane(axis, 8, kind, bool(tint), lo=2.6, hi=13.4, bottom=4, top=16)._replace(faces=_whole(axis, kind))
            )
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
    reach = {
        "down": (4, 0, 4, 12, 4, 12),
        "up": (4, 12, 4, 12, 16, 12),
        "north": (4, 4, 0, 12, 12, 4),
        "south": (4, 4, 12, 12, 12, 16),
        "west": (0, 4, 4, 4, 12, 12),
        "east": (12, 4, 4, 16, 12, 12),
    }
    parts += [box(*reach[f], tex) for f in reach if p[f] == "true"]
    return boxes(tex, *parts)


def chorus_flower(p: Props) -> Look:
    tex = "chorus_flower_dead" if p["age"] == "5" else "chorus_flower"
    return boxes(
        tex,
        box(2, 0, 2, 14, 14, 14, tex),
        box(0, 2, 2, 2, 12, 14, tex),
        box(14, 2, 2, 16, 12, 14, tex),
        box(2, 2, 0, 14, 12, 2, tex),
        box(2, 2, 14, 14, 12, 16, tex),
        box(2, 14, 2, 14, 16, 14, tex),
    )


def cactus() -> Look:
    """Spines stand out past the body, as three nested boxes."""
    side = Face("cactus_side")
    parts = (
        Box(0, 0, 1, 16, 16, 15, (None, None, side, side, None, None)),
        Box(1, 0, 0, 15, 16, 16, (None, None, None, None, side, side)),
        Box(1, 0, 1, 15, 16, 15, faces(up="cactus_top", down="cactus_bottom")),
    )
    return boxes("cactus_side", *parts)


def turtle_egg(p: Props) -> Look:
    tex = ("turtle_egg", "turtle_egg_slightly_cracked", "turtle_egg_very_cracked")[int(p["hatch"])]
    spots = ((5, 4, 5, 7), (1, 7, 4, 5), (11, 7, 4, 5), (6, 11, 3, 4))
    return boxes(tex, *(box(x, 0, z, x + w, h, z + w, tex) for x, z, w, h in spots[: int(p["eggs"])]))


def sea_pickle(p: Props) -> Look:
    spots = {
        1: ((6, 6, 6),),
        2: ((3, 3, 6), (8, 8, 4)),
        3: ((6, 9, 6), (2, 2, 4), (10, 4, 6)),
        4: ((2, 2, 6), (9, 10, 4), (9, 2, 6), (2, 8, 7)),
    }
    side, top = Face("sea_pickle", (4, 5, 8, 11)), Face("sea_pickle", (4, 0, 8, 3))
    return boxes(
        "sea_pickle", *(Box(x, 0, z, x + 4, h, z + 4, faces(side=side, up=top)) for x, z, h in spots[int(p["pickles"])])
    )
