"""Single blocks that have a shape of their own, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from craftagent.sim.art import model_arrays as m
from craftagent.sim.art.model_bodies import (
    anvil,
    beacon,
    bell,
    brewing_stand,
    cake,
    cauldron,
    chest,
    composter,
    daylight,
    dragon_egg,
    end_portal_frame,
    grindstone,
    hopper,
    lectern,
    level,
    portal,
    scaffolding,
    snow,
    stonecutter,
)
from craftagent.sim.art.model_lights import (
    campfire,
    chain,
    diode,
    end_rod,
    fire,
    lantern,
    lever,
    piston_base,
    rail,
    redstone_wire,
    torch,
    tripwire,
    tripwire_hook,
    wall_torch,
)
from craftagent.sim.art.model_parts import YAW, Box, Face, Look, box, faces, plane, turned
from craftagent.sim.art.model_plants import (
    bamboo,
    cactus,
    chorus_flower,
    chorus_plant,
    cocoa,
    plant,
    potted,
    sea_pickle,
    turtle_egg,
    vine,
)
from craftagent.sim.art.model_shapes import boxes, iron_bars

Props = Mapping[str, str]

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
    "enchanting_table": lambda n, p: level(
        "enchanting_table_top", "enchanting_table_side", "enchanting_table_bottom", 12
    ),
    "grass_path": lambda n, p: level("grass_path_top", "grass_path_side", "dirt", 15),
    "farmland": lambda n, p: level("farmland_moist" if p["moisture"] == "7" else "farmland", "dirt", "dirt", 15),
    "daylight_detector": lambda n, p: daylight(p),
}


def small(name: str, p: Props) -> Look | None:
    """Look of a block of this file, else None."""
    if name in ("piston", "sticky_piston") and p["extended"] == "true":
        return piston_base(name, p)
    if name in SINGLE:
        return SINGLE[name](name, p)
    if name.startswith("potted_") or name == "flower_pot":
        return potted(name)
    return plant(name, p)
