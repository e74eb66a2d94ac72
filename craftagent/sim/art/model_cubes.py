"""Which textures the six faces of full-cube blocks carry."""

from __future__ import annotations

from collections.abc import Mapping

from craftagent.sim.art import model_arrays as m
from craftagent.sim.art.blocks_color import COLORS
from craftagent.sim.art.model_parts import YAW, Face, Look, faces, turn_faces

Props = Mapping[str, str]

# Blocks whose one texture has another name than the block.
PLAIN = {
    "snow_block": "snow",
    "infested_stone": "stone",
    "infested_cobblestone": "cobblestone",
    "infested_stone_bricks": "stone_bricks",
    "infested_mossy_stone_bricks": "mossy_stone_bricks",
    "infested_cracked_stone_bricks": "cracked_stone_bricks",
    "infested_chiseled_stone_bricks": "chiseled_stone_bricks",
    "magma_block": "magma",
    "smooth_quartz": "quartz_block_bottom",
    "smooth_sandstone": "sandstone_top",
    "smooth_red_sandstone": "red_sandstone_top",
    "end_gateway": "end_portal",
    "waxed_oak_planks": "oak_planks",
}
# Blocks with a side and two equal ends, standing.
COLUMN = {
    "bookshelf": ("bookshelf", "oak_planks"),
    "quartz_block": ("quartz_block_side", "quartz_block_top"),
    "chiseled_quartz_block": ("chiseled_quartz_block", "chiseled_quartz_block_top"),
    "melon": ("melon_side", "melon_top"),
    "pumpkin": ("pumpkin_side", "pumpkin_top"),
    "cut_sandstone": ("cut_sandstone", "sandstone_top"),
    "chiseled_sandstone": ("chiseled_sandstone", "sandstone_top"),
    "cut_red_sandstone": ("cut_red_sandstone", "red_sandstone_top"),
    "chiseled_red_sandstone": ("chiseled_red_sandstone", "red_sandstone_top"),
    "ancient_debris": ("ancient_debris_side", "ancient_debris_top"),
    "lodestone": ("lodestone_side", "lodestone_top"),
    "target": ("target_side", "target_top"),
    "dried_kelp_block": ("dried_kelp_side", "dried_kelp_top"),
}
# side, top, bottom
CAPPED = {
    "sandstone": ("sandstone", "sandstone_top", "sandstone_bottom"),
    "red_sandstone": ("red_sandstone", "red_sandstone_top", "red_sandstone_bottom"),
    "tnt": ("tnt_side", "tnt_top", "tnt_bottom"),
    "jukebox": ("jukebox_side", "jukebox_top", "jukebox_side"),
    "blackstone": ("blackstone", "blackstone_top", "blackstone_top"),
    "crimson_nylium": ("crimson_nylium_side", "crimson_nylium", "netherrack"),
    "warped_nylium": ("warped_nylium_side", "warped_nylium", "netherrack"),
    "honey_block": ("honey_block_side", "honey_block_top", "honey_block_bottom"),
    "podzol": ("podzol_side", "podzol_top", "dirt"),
    "mycelium": ("mycelium_side", "mycelium_top", "dirt"),
}
# Pillars with an axis: side, end.
PILLAR = {
    "hay_block": ("hay_block_side", "hay_block_top"),
    "bone_block": ("bone_block_side", "bone_block_top"),
    "quartz_pillar": ("quartz_pillar", "quartz_pillar_top"),
    "purpur_pillar": ("purpur_pillar", "purpur_pillar_top"),
    "basalt": ("basalt_side", "basalt_top"),
    "polished_basalt": ("polished_basalt_side", "polished_basalt_top"),
}
TURNS = {
    "grass_block",
    "dirt",
    "coarse_dirt",
    "sand",
    "red_sand",
    "mycelium",
    "podzol",
    "grass_path",
    "netherrack",
    "crimson_nylium",
    "warped_nylium",
}
MIRRORS = {"stone", "bedrock", "infested_stone"}
LEAF_TINT = {"birch": m.TINT_BIRCH, "spruce": m.TINT_SPRUCE}
TRANSLUCENT = {"ice", "frosted_ice", "slime_block", "honey_block"}


def skin(name: str, p: Props, known: Mapping[str, object]) -> tuple[Face | None, ...] | None:
    """Six faces of a full cube, or None if the block is not one that this file knows."""
    if name == "grass_block" or (name in ("podzol", "mycelium") and p.get("snowy") == "true"):
        snowy = p["snowy"] == "true"
        top = "grass_block_top" if name == "grass_block" else f"{name}_top"
        return faces(side="grass_block_snow" if snowy else "grass_block_side", up=top, down="dirt")
    if name in PLAIN:
        return faces(PLAIN[name])
    if name in COLUMN:
        side, end = COLUMN[name]
        return faces(side=side, end=end)
    if name in CAPPED:
        side, top, low = CAPPED[name]
        return faces(side=side, up=top, down=low)
    pillar = _pillar(name)
    if pillar is not None:
        side, end = pillar
        about = {"y": (0, 0), "z": (1, 0), "x": (1, 1)}[p["axis"]]
        return turn_faces(faces(side=side, end=end), *about)
    if name.endswith("glazed_terracotta"):
        return turn_faces(faces(name), 0, YAW[p["facing"]] + 2)
    workshop = _workshop(name, p)
    if workshop is not None:
        return workshop
    if name.endswith("shulker_box"):
        color = name.removesuffix("shulker_box").rstrip("_") or "plain"
        look = faces(side=f"{color}_shulker_side", up=f"{color}_shulker_top", down=f"{color}_shulker_bottom")
        return turn_faces(look, *upright(p["facing"]))
    if name in ("brown_mushroom_block", "red_mushroom_block", "mushroom_stem"):
        sides = {
            f: name if p[f] == "true" else "mushroom_block_inside"
            for f in ("down", "up", "north", "south", "west", "east")
        }
        return faces(**sides)
    if name == "frosted_ice":
        return faces(f"frosted_ice_{p['age']}")
    if name == "redstone_lamp":
        return faces("redstone_lamp_on" if p["lit"] == "true" else name)
    if name == "respawn_anchor":
        charges = int(p["charges"])
        top = "respawn_anchor_top" if charges else "respawn_anchor_top_off"
        return faces(side=f"respawn_anchor_side{charges}", up=top, down="respawn_anchor_bottom")
    if name == "structure_block":
        return faces(f"structure_block_{p['mode']}")
    return faces(name) if name in known else None


def _pillar(name: str) -> tuple[str, str] | None:
    if name in PILLAR:
        return PILLAR[name]
    if (
        name.endswith(("_log", "_stem"))
        and name not in ("mushroom_stem", "melon_stem", "pumpkin_stem")
        and "attached" not in name
    ):
        return name, f"{name}_top"
    if name.endswith("_wood"):
        log = name.removesuffix("_wood") + "_log"
        return log, log
    if name.endswith("_hyphae"):
        stem = name.removesuffix("_hyphae") + "_stem"
        return stem, stem
    return None


def upright(facing: str) -> tuple[int, int]:
    """Turns (about x, about y) that take a model facing up to ``facing``."""
    if facing == "up":
        return 0, 0
    if facing == "down":
        return 2, 0
    return 1, YAW[facing]


def ahead(facing: str) -> tuple[int, int]:
    """Turns (about x, about y) that take a model facing north to ``facing``."""
    if facing == "up":
        return 3, 0
    if facing == "down":
        return 1, 0
    return 0, YAW[facing]


def _workshop(name: str, p: Props) -> tuple[Face | None, ...] | None:
    on = "_on" if p.get("lit") == "true" else ""
    if name == "crafting_table":
        side = "crafting_table_side"
        return faces(
            up="crafting_table_top",
            down="oak_planks",
            north="crafting_table_front",
            south=side,
            west="crafting_table_front",
            east=side,
        )
    if name == "cartography_table":
        return faces(
            up="cartography_table_top",
            down="dark_oak_planks",
            north="cartography_table_side3",
            east="cartography_table_side3",
            south="cartography_table_side1",
            west="cartography_table_side2",
        )
    if name == "fletching_table":
        front, side = "fletching_table_front", "fletching_table_side"
        return faces(up="fletching_table_top", down="birch_planks", north=front, south=front, west=side, east=side)
    if name == "smithing_table":
        front, side = "smithing_table_front", "smithing_table_side"
        return faces(
            up="smithing_table_top", down="smithing_table_bottom", north=front, south=front, west=side, east=side
        )
    look: tuple[Face | None, ...]
    if name == "furnace":
        look = faces(side="furnace_side", end="furnace_top", north="furnace_front" + on)
    elif name == "smoker":
        look = faces(side="smoker_side", up="smoker_top", down="smoker_bottom", north="smoker_front" + on)
    elif name == "blast_furnace":
        look = faces(side="blast_furnace_side", end="blast_furnace_top", north="blast_furnace_front" + on)
    elif name in ("dispenser", "dropper"):
        if p["facing"] in ("up", "down"):
            front = f"{name}_front_vertical"
            return faces(
                "furnace_top", up=front if p["facing"] == "up" else None, down=front if p["facing"] == "down" else None
            )
        look = faces(side="furnace_side", end="furnace_top", north=f"{name}_front")
    elif name == "observer":
        back = "observer_back_on" if p["powered"] == "true" else "observer_back"
        look = faces("observer_side", end="observer_top", north="observer_front", south=back)
        return turn_faces(look, *ahead(p["facing"]))
    elif name in ("piston", "sticky_piston"):
        top = "piston_top_sticky" if name == "sticky_piston" else "piston_top"
        look = faces(side="piston_side", up=top, down="piston_bottom")
        return turn_faces(look, *upright(p["facing"]))
    elif name == "barrel":
        look = faces(
            side="barrel_side", up="barrel_top_open" if p["open"] == "true" else "barrel_top", down="barrel_bottom"
        )
        return turn_faces(look, *upright(p["facing"]))
    elif name == "loom":
        look = faces(side="loom_side", up="loom_top", down="loom_bottom", north="loom_front")
    elif name in ("bee_nest", "beehive"):
        full = "_honey" if p["honey_level"] == "5" else ""
        top, low = ("bee_nest_top", "bee_nest_bottom") if name == "bee_nest" else ("beehive_end", "beehive_end")
        look = faces(side=f"{name}_side", up=top, down=low, north=f"{name}_front{full}")
    elif name in ("carved_pumpkin", "jack_o_lantern"):
        look = faces(side="pumpkin_side", end="pumpkin_top", north=name)
    elif name.endswith("command_block"):
        side = f"{name}_conditional" if p["conditional"] == "true" else f"{name}_side"
        look = faces(side, north=f"{name}_front", south=f"{name}_back")
        return turn_faces(look, *ahead(p["facing"]))
    elif name == "jigsaw":
        front, _, top = p["orientation"].partition("_")
        base = faces(side="jigsaw_side", up="jigsaw_top", down="jigsaw_bottom", north="jigsaw_lock")
        if front in ("up", "down"):
            return turn_faces(base, ahead(front)[0], YAW[top])
        return turn_faces(base, 0, YAW[front])
    else:
        return None
    return turn_faces(look, 0, YAW[p["facing"]])


def cube_look(name: str, p: Props, skin_: tuple[Face | None, ...]) -> Look:
    """Kind, tint and the other marks of a full cube."""
    kind, tint, tint_faces, overlay, cull, blend = m.CUBE, 0, 0, "", 0, 0
    if name == "grass_block":
        tint, tint_faces = m.TINT_GRASS, 2
        overlay = "grass_block_side_overlay" if p["snowy"] == "false" else ""
    elif name.endswith("_leaves"):
        kind, tint, tint_faces = m.CUTOUT, LEAF_TINT.get(name.removesuffix("_leaves"), m.TINT_FOLIAGE), 63
    elif name == "glass":
        kind, cull = m.CUTOUT, 1
    elif name == "spawner":
        kind = m.CUTOUT
    elif name in TRANSLUCENT or name.removesuffix("_stained_glass") in COLORS:
        kind, cull, blend = m.TRANSLUCENT, 1, 1
    turn = 1 if name in TURNS else 2 if name in MIRRORS else 0
    cube = tuple(face if face is not None else Face("stone") for face in skin_)
    return Look(kind, cube, (), tint, tint_faces, overlay, 0, turn, cull, blend, 1, int(name == "magma_block"))
