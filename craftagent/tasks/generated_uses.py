"""The fifteen interactions of the generated suite: what is used, on what, and what shows that it happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from craftagent.tasks.goal import Goal
from craftagent.tasks.nouns import singular


class Use(NamedTuple):
    """One interaction; ``needs`` are stacks, ``stage`` set-up steps."""

    name: str
    goal: Goal
    success: Mapping[str, Any]
    needs: tuple[tuple[str, int], ...]
    stage: tuple[Mapping[str, Any], ...]
    texts: tuple[str, ...]
    held_out: tuple[str, ...]


def _screen(block: str, state: str) -> Use:
    goal = Goal("interact", block)
    noun = singular(block)
    return Use(
        f"open_{block}",
        goal,
        {"interacted": block},
        (),
        ({"block": {"at": [0, 0, 3], "block": state}},),
        (f"open the {noun}", f"use the {noun}", f"right click on the {noun}", f"go to the {noun} and open it"),
        (f"operate the {noun} ahead", f"show me what the {noun} looks like inside"),
    )


_GROUND = {"block": {"at": [0, -1, 3], "block": "grass_block"}}
_FACING = "[facing=north]"

USES: tuple[Use, ...] = (
    _screen("crafting_table", "crafting_table"),
    *(_screen(block, block + _FACING) for block in ("furnace", "smoker", "blast_furnace", "chest", "trapped_chest")),
    _screen("barrel", "barrel[facing=up]"),
    Use("shear_sheep", Goal("hunt", "#wool"), {"used": "shears"}, (("shears", 1),), ({"herd": {"kind": "sheep"}},),
        ("shear the sheep", "use the shears on a sheep", "shear a sheep with shears", "get wool by shearing a sheep"),
        ("give the sheep a haircut", "harvest fleece without harm")),
    Use("milk_cow", Goal("get", "milk_bucket"), {"gain": "milk_bucket"}, (("bucket", 1),), ({"herd": {"kind": "cow"}},),
        ("milk the cow", "use the bucket on a cow", "get a bucket of milk", "fill your bucket with milk"),
        ("the pail wants something white from the cow", "do a dairy farmer's work")),
    Use("collect_water", Goal("get", "water_bucket"), {"gain": "water_bucket"}, (("bucket", 1),),
        ({"fill": {"from": [-1, -2, 3], "to": [1, -1, 4], "block": "water"}},),
        ("collect water with the bucket", "fill your bucket with water", "get a bucket of water",
         "use the bucket on the water"),
        ("carry off some of that pool", "make the pail wet inside")),
    Use("collect_lava", Goal("get", "lava_bucket"), {"gain": "lava_bucket"}, (("bucket", 1),),
        ({"fill": {"from": [-1, -3, 2], "to": [1, -1, 4], "block": "stone"}},
         {"block": {"at": [0, -1, 3], "block": "lava"}}),
        ("collect lava with the bucket", "fill your bucket with lava", "get a bucket of lava",
         "use the bucket on the lava"),
        ("carry off the liquid fire", "fill the pail with something that burns")),
    Use("till_grass", Goal("interact", "grass_block"), {"used": "iron_hoe"}, (("iron_hoe", 1),), (_GROUND,),
        ("till the ground with the hoe", "use the hoe on grass", "make farmland with the hoe", "hoe the ground"),
        ("prepare the soil for sowing", "turn the meadow into a field")),
    Use("make_path", Goal("interact", "grass_block"), {"used": "iron_shovel"}, (("iron_shovel", 1),), (_GROUND,),
        ("make a path with the shovel", "use the shovel on grass", "turn grass into a path", "flatten grass to a path"),
        ("lay out a way to walk on", "press the meadow flat")),
    Use("strip_log", Goal("interact", "oak_log"), {"used": "iron_axe"}, (("iron_axe", 1),),
        ({"block": {"at": [0, 0, 3], "block": "oak_log"}},),
        ("strip the log with the axe", "use the axe on the log", "strip the bark off the log", "make a stripped log"),
        ("peel that trunk", "undress the timber in front of you")),
    Use("fertilise_grass", Goal("interact", "grass_block"), {"used": "bone_meal"}, (("bone_meal", 3),), (_GROUND,),
        ("use bone meal on grass", "fertilise the ground", "make plants grow with bone meal",
         "put bone meal on the grass"),
        ("help the meadow to flower", "feed the soil with ground bones")),
)  # fmt: skip
