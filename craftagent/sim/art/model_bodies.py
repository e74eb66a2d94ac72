"""Shapes of chests, vessels, workshops and other blocks with a body of their own."""

from __future__ import annotations

from collections.abc import Mapping

from craftagent.sim.art import model_arrays as m
from craftagent.sim.art.model_cubes import cube_look
from craftagent.sim.art.model_parts import YAW, Box, Face, Look, box, faces, turned
from craftagent.sim.art.model_shapes import boxes, cube, on_face

Props = Mapping[str, str]


def chest(name: str, p: Props) -> Look:
    """Facing north. The left half (as its own front sees it) runs on to the east, the right half to the west."""
    half = p.get("type", "single")
    lock = Face(f"{name}_front", (7, 5, 9, 9))
    grip = (lock, lock, lock, None, lock, lock)
    if half == "single":
        skin = faces(side=f"{name}_side", end=f"{name}_top", north=f"{name}_front")
        body = box(1, 0, 1, 15, 14, 15, skin)
        clasp = Box(7, 7, 0, 9, 11, 1, grip)
    elif half == "left":
        skin = faces(
            west=f"{name}_side", end=f"{name}_top_right", north=f"{name}_front_left", south=f"{name}_side_right"
        )
        body, clasp = box(1, 0, 1, 16, 14, 15, skin), Box(15, 7, 0, 16, 11, 1, grip)
    else:
        skin = faces(
            east=f"{name}_side", end=f"{name}_top_left", north=f"{name}_front_right", south=f"{name}_side_left"
        )
        body, clasp = box(0, 0, 1, 15, 14, 15, skin), Box(0, 7, 0, 1, 11, 1, grip)
    return Look(
        m.BOXES,
        tuple(f or Face(f"{name}_side") for f in faces(side=f"{name}_side", end=f"{name}_top", north=f"{name}_front")),
        turned((body, clasp), 0, YAW[p["facing"]]),
    )


def hopper(p: Props) -> Look:
    out, top, inside = "hopper_outside", "hopper_top", "hopper_inside"
    rim = faces(out, up=top)
    parts = [
        box(0, 10, 0, 16, 11, 16, faces(out, up=inside)),
        box(0, 11, 0, 2, 16, 16, rim),
        box(14, 11, 0, 16, 16, 16, rim),
        box(2, 11, 0, 14, 16, 2, rim),
        box(2, 11, 14, 14, 16, 16, rim),
        box(4, 4, 4, 12, 10, 12, out),
    ]
    if p["facing"] == "down":
        parts.append(box(6, 0, 6, 10, 4, 10, out))
    else:
        parts += turned((box(6, 4, 0, 10, 8, 4, out),), 0, YAW[p["facing"]])
    return boxes(out, *parts)


def cauldron(p: Props) -> Look:
    side = faces("cauldron_side", up="cauldron_top", down="cauldron_bottom")
    parts = [
        box(0, 3, 0, 2, 16, 16, side),
        box(14, 3, 0, 16, 16, 16, side),
        box(2, 3, 0, 14, 16, 2, side),
        box(2, 3, 14, 14, 16, 16, side),
        box(2, 3, 2, 14, 4, 14, faces("cauldron_bottom", up="cauldron_inner")),
    ]
    parts += [box(x, 0, z, x + 4, 3, z + 4, "cauldron_side") for x in (0, 12) for z in (0, 12)]
    level = int(p["level"])
    if level:
        parts.append(box(2, 4, 2, 14, 6 + 3 * level, 14, faces(up="water_still"), 2))
    return boxes("cauldron_side", *parts, tint=m.TINT_WATER)


def composter(p: Props) -> Look:
    side = faces("composter_side", up="composter_top", down="composter_bottom")
    parts = [
        box(0, 0, 0, 2, 16, 16, side),
        box(14, 0, 0, 16, 16, 16, side),
        box(2, 0, 0, 14, 16, 2, side),
        box(2, 0, 14, 14, 16, 16, side),
        box(2, 0, 2, 14, 2, 14, "composter_bottom"),
    ]
    level = int(p["level"])
    if level:
        tex = "composter_ready" if level == 8 else "composter_compost"
        parts.append(box(2, 2, 2, 14, min(15, 1 + 2 * level), 14, tex))
    return boxes("composter_side", *parts)


def brewing_stand(p: Props) -> Look:
    tex, base = "brewing_stand", "brewing_stand_base"
    rod = Face(tex, (7, 2, 9, 16))
    parts = [
        Box(7, 0, 7, 9, 14, 9, faces(side=rod, end=Face(tex, (7, 2, 9, 4)))),
        box(9, 0, 5, 15, 2, 11, base),
        box(1, 0, 1, 7, 2, 7, base),
        box(1, 0, 9, 7, 2, 15, base),
    ]
    bottle = Face(tex, (1, 8, 5, 14))
    for i, (x, z) in enumerate(((12, 8), (4, 4), (4, 12))):
        if p[f"has_bottle_{i}"] == "true":
            parts.append(
                Box(x - 1.5, 2, z - 1.5, x + 1.5, 8, z + 1.5, faces(side=bottle, end=Face(tex, (2, 10, 4, 12))))
            )
    return boxes(base, *parts)


def anvil(name: str, p: Props) -> Look:
    skin = "anvil"
    parts = [
        box(2, 0, 2, 14, 4, 14, skin),
        box(4, 4, 3, 12, 5, 13, skin),
        box(6, 5, 4, 10, 10, 12, skin),
        box(3, 10, 0, 13, 16, 16, faces(skin, up="anvil_top" if name == "anvil" else f"{name}_top")),
    ]
    return boxes(skin, *turned(parts, 0, YAW[p["facing"]]))


def bell(p: Props) -> Look:
    brass = faces(
        side=Face("bell_side", (2, 2, 10, 9)),
        up=Face("bell_top", (3, 3, 11, 11)),
        down=Face("bell_bottom", (3, 3, 11, 11)),
    )
    parts = [Box(5, 6, 5, 11, 13, 11, brass), Box(4, 4, 4, 12, 6, 12, brass)]
    if p["attachment"] == "floor":
        parts += [
            box(2, 13, 7, 14, 15, 9, "dark_oak_planks"),
            box(0, 0, 6, 2, 16, 10, "stone"),
            box(14, 0, 6, 16, 16, 10, "stone"),
        ]
    elif p["attachment"] == "ceiling":
        parts.append(box(7, 13, 7, 9, 16, 9, "dark_oak_planks"))
    else:
        parts.append(box(7, 13, 0, 9, 15, 13 if p["attachment"] == "single_wall" else 16, "dark_oak_planks"))
    return boxes("bell_side", *turned(parts, 0, YAW[p["facing"]]))


def grindstone(p: Props) -> Look:
    wheel = faces("grindstone_round", west="grindstone_side", east="grindstone_side")
    parts = [
        box(4, 4, 2, 12, 16, 14, wheel),
        box(2, 0, 6, 4, 7, 10, "dark_oak_log"),
        box(12, 0, 6, 14, 7, 10, "dark_oak_log"),
        box(2, 7, 5, 4, 13, 11, "grindstone_pivot"),
        box(12, 7, 5, 14, 13, 11, "grindstone_pivot"),
    ]
    return boxes("grindstone_side", *turned(parts, *on_face(p)))


def lectern(p: Props) -> Look:
    """Facing north: the reading side is north, the slope stands for four steps."""
    top = "lectern_top"
    parts = [
        box(0, 0, 0, 16, 2, 16, "lectern_base"),
        box(4, 2, 4, 12, 13, 12, faces("lectern_sides", north="lectern_front")),
    ]
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
    parts = [
        box(
            0,
            14,
            0,
            16,
            16,
            16,
            faces(side=Face("scaffolding_side", (0, 0, 16, 2)), up="scaffolding_top", down="scaffolding_top"),
        )
    ]
    parts += [box(x, 0, z, x + 2, 14, z + 2, "scaffolding_side") for x in (0, 14) for z in (0, 14)]
    if p["bottom"] == "true":
        parts.append(
            box(0, 0, 0, 16, 2, 16, faces(side=Face("scaffolding_side", (0, 0, 16, 2)), end="scaffolding_bottom"))
        )
    return boxes("scaffolding_side", *parts)


def cake(p: Props) -> Look:
    x0 = 1 + 2 * int(p["bites"])
    west = "cake_inner" if x0 > 1 else "cake_side"
    return boxes(
        "cake_side", box(x0, 0, 1, 15, 8, 15, faces("cake_side", up="cake_top", down="cake_bottom", west=west))
    )


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
    parts = (
        box(0, 0, 0, 16, 16, 16, "glass"),
        box(3, 3, 3, 13, 14, 13, "beacon"),
        box(2, 0.1, 2, 14, 3, 14, "obsidian"),
    )
    return boxes("beacon", *parts)


def dragon_egg() -> Look:
    tiers = (
        (6, 15, 10, 16),
        (5, 14, 11, 15),
        (4, 13, 12, 14),
        (3, 11, 13, 13),
        (2, 8, 14, 11),
        (1, 3, 15, 8),
        (2, 1, 14, 3),
        (3, 0, 13, 1),
    )
    return boxes("dragon_egg", *(box(a, y0, a, b, y1, b, "dragon_egg") for a, y0, b, y1 in tiers))


def level(tex_top: str, tex_side: str, tex_low: str, height: float) -> Look:
    return Look(
        m.BOXES,
        tuple(f or Face(tex_low) for f in faces(side=tex_side, up=tex_top, down=tex_low)),
        (box(0, 0, 0, 16, height, 16, faces(side=tex_side, up=tex_top, down=tex_low)),),
    )


def daylight(p: Props) -> Look:
    top = "daylight_detector_inverted_top" if p["inverted"] == "true" else "daylight_detector_top"
    return level(top, "daylight_detector_side", "daylight_detector_side", 6)


def portal(p: Props) -> Look:
    tex = "nether_portal"
    face = Face(tex)
    pane = Box(0, 0, 6, 16, 16, 10, (None, None, face, face, None, None))
    return boxes(tex, *turned((pane,), 0, 0 if p["axis"] == "x" else 1), blend=1, shade=0)
