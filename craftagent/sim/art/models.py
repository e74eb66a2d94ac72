"""Block models as arrays, built from the shapes once and kept on disk.

:class:`Models` (all fields: :mod:`craftagent.sim.art.model_arrays`) is what the renderer reads.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib.metadata import version

import numpy as np
import numpy.typing as npt

from craftagent.sim.art import model_arrays as m
from craftagent.sim.art.cache import Arrays, cached_arrays
from craftagent.sim.art.mips import halves
from craftagent.sim.art.model_arrays import Models as Models
from craftagent.sim.art.model_cubes import cube_look, skin
from craftagent.sim.art.model_parts import ALL, Box, Face, Look, clipped, natural_uv, turn_rect
from craftagent.sim.art.model_shapes import collision, cube, shaped
from craftagent.sim.art.model_small import small
from craftagent.sim.art.paint import Tex, rgb
from craftagent.sim.art.paint import turned as turned_tex
from craftagent.sim.art.textures import block_textures
from craftagent.sim.rules import registry

INVISIBLE = {"air", "cave_air", "void_air", "barrier", "structure_void", "moving_piston"}
# Blocks whose cell is water although they have no property that says so.
WATER_PLANTS = {"seagrass", "tall_seagrass", "kelp", "kelp_plant", "bubble_column"}
# Properties that never change the look; the rest of the state does.
UNSEEN = {
    "waterlogged",
    "instrument",
    "note",
    "distance",
    "persistent",
    "occupied",
    "triggered",
    "unstable",
    "has_record",
    "signal_fire",
    "enabled",
    "stage",
    "disarmed",
}
UNSEEN_OF = {
    "age": {"fire", "cactus", "sugar_cane", "kelp", "weeping_vines", "twisting_vines"},
    "powered": {"note_block", "lectern", "bell"},
}

# Plains: grass 0x91BD59, foliage 0x77AB2F, water 0x3F76E4; birch, spruce, lily pad, stems and redstone are constants.
_BASE_TINTS = (0xFFFFFF, 0x91BD59, 0x77AB2F, 0x3F76E4, 0x80A755, 0x619961, 0x208030, 0xE0C71C)


def tint_table() -> npt.NDArray[np.uint8]:
    """(N_TINTS, 3) colours; stems go from green to yellow, redstone from dark to bright red."""
    out = np.full((m.N_TINTS, 3), 255, np.uint8)
    for i, color in enumerate(_BASE_TINTS):
        out[i] = rgb(color)
    for age in range(8):
        out[m.TINT_STEM + age] = (age * 32, 255 - age * 8, age * 4)
    for power in range(16):
        red = 76 if power == 0 else 102 + power * 153 // 15
        green = max(0, power * power * 179 // 225 - 128)
        out[m.TINT_REDSTONE + power] = (min(255, red), min(255, green), 0)
    return out


@functools.cache
def _known() -> Mapping[str, object]:
    return block_textures()


@functools.cache
def _look(name: str, props: tuple[tuple[str, str], ...], sample: int) -> Look:
    p = dict(props)
    if name in INVISIBLE:
        return Look(m.AIR)
    if name in ("water", "bubble_column"):
        return Look(m.WATER, cube("water_still"), tint=m.TINT_WATER, tint_faces=63, cull_same=1, blend=1)
    if name == "lava":
        return Look(m.LAVA, cube("lava_still"), cull_same=1, shade=0)
    found = small(name, p) or shaped(name, p, _known())
    if found is not None:
        return found
    faces = skin(name, p, _known())
    if faces is not None:
        return cube_look(name, p, faces)
    raise KeyError(f"no model for block {name!r} (state {sample}, shape {collision(name, sample)})")


def look(state: int) -> Look:
    """What a state looks like, before it becomes arrays."""
    name = registry.state_block(state)
    props = registry.state_props(state)
    seen = tuple((k, v) for k, v in props.items() if k not in UNSEEN and name not in UNSEEN_OF.get(k, ()))
    return _look(name, seen, int(registry.block_row(name)["minStateId"]))


def whole(it: Look) -> tuple[Face, ...]:
    """The cube that stands for a look, its missing faces filled in; empty for invisible ones."""
    rest = next((face for face in it.cube if face is not None), None)
    return tuple(face or rest for face in it.cube) if rest is not None else ()


class _Builder:
    """Collects tiles and boxes, each only once."""

    def __init__(self) -> None:
        self.textures = block_textures()
        self.tiles: list[Tex] = [np.zeros((16, 16, 4), np.uint8)]
        self.index: dict[tuple[str, int], int] = {}
        self.boxes: list[Box] = []
        self.starts: dict[tuple[Box, ...], int] = {}
        for name in self.textures:
            self.tile(name)

    def tile(self, name: str, turn: int = 0) -> int:
        key = (name, turn % 4)
        if key not in self.index:
            tex = turned_tex(self.textures[name], turn % 4)
            if turn % 4 and np.array_equal(tex, self.textures[name]):
                self.index[key] = self.tile(name)
            else:
                self.index[key] = len(self.tiles)
                self.tiles.append(tex)
        return self.index[key]

    def place(self, boxes: tuple[Box, ...]) -> tuple[int, int]:
        if boxes not in self.starts:
            kept = tuple(c for c in (clipped(b) for b in boxes) if c is not None)
            if kept not in self.starts:
                self.starts[kept] = len(self.boxes)
                self.boxes.extend(kept)
            self.starts[boxes] = self.starts[kept]
        return self.starts[boxes], sum(clipped(b) is not None for b in boxes)


def _box_arrays(made: _Builder) -> Arrays:
    count = len(made.boxes)
    tex = np.full((count, 6), m.NO_FACE, np.uint16)
    uv = np.zeros((count, 6, 4), np.float32)
    flow = np.zeros((count, 6, 4), np.float32)
    size = np.zeros((count, 6), np.float32)
    tint = np.zeros(count, np.uint8)
    for i, b in enumerate(made.boxes):
        size[i] = [v / 16 for v in b[:6]]
        tint[i] = b.tint
        for f in ALL:
            face = b.faces[f]
            if face is None:
                continue
            tex[i, f] = made.tile(face.tex, face.turn)
            area = natural_uv(b, f)
            u0, v0, u1, v1 = (
                c / 16 for c in turn_rect(face.uv if face.uv is not None else _untuned(area, face), face.turn)
            )
            uv[i, f] = (u0, v0, u1, v1)
            a0, b0, a1, b1 = (c / 16 for c in area)
            slope_u = (u1 - u0) / (a1 - a0) if a1 > a0 else 0.0
            slope_v = (v1 - v0) / (b1 - b0) if b1 > b0 else 0.0
            flow[i, f] = (u0 - slope_u * a0, slope_u, v0 - slope_v * b0, slope_v)
    return {"model_boxes": size, "model_tex": tex, "model_uv": uv, "model_map": flow, "model_tint": tint}


def _untuned(area: tuple[float, float, float, float], face: Face) -> tuple[float, float, float, float]:
    """The rectangle that, once turned with its texture, covers ``area``."""
    return turn_rect(area, -face.turn % 4)


def _build() -> Arrays:
    made = _Builder()
    n = registry.N_STATES
    u8 = {
        name: np.zeros(n, np.uint8)
        for name in (
            "kind",
            "tint",
            "tint_faces",
            "cross_offset",
            "turn",
            "cull_same",
            "blend",
            "shade",
            "emissive",
            "fluid",
        )
    }
    face_tex, overlay = np.zeros((n, 6), np.uint16), np.zeros(n, np.uint16)
    start, count = np.zeros(n, np.int32), np.zeros(n, np.int32)
    height = np.zeros(n, np.float32)
    for state in range(n):
        it = look(state)
        for field, value in (
            ("kind", it.kind),
            ("tint", it.tint),
            ("tint_faces", it.tint_faces),
            ("cross_offset", it.offset),
            ("turn", it.turn),
            ("cull_same", it.cull_same),
            ("blend", it.blend),
            ("shade", it.shade),
            ("emissive", it.emissive),
        ):
            if value:
                u8[field][state] = value
        for f, face in enumerate(whole(it)):
            face_tex[state, f] = made.tile(face.tex, face.turn)
        if it.overlay:
            overlay[state] = made.tile(it.overlay)
        if it.boxes:
            start[state], count[state] = made.place(it.boxes)
        u8["fluid"][state], height[state] = _fluid(state)
    arrays: Arrays = {
        **u8,
        "face_tex": face_tex,
        "overlay_tex": overlay,
        "box_start": start,
        "box_count": count,
        "fluid_height": height,
        "tint_rgb": tint_table(),
    }
    arrays.update(_box_arrays(made))
    still, flow = made.tile("water_still"), made.tile("water_flow")
    arrays["water_tex"] = np.array([still, flow], np.uint16)
    arrays["lava_tex"] = np.array([made.tile("lava_still"), made.tile("lava_flow")], np.uint16)
    arrays["crack_tex"] = np.array([made.tile(f"destroy_stage_{i}") for i in range(10)], np.uint16)
    atlas = np.stack(made.tiles)
    arrays["atlas"] = atlas
    arrays["atlas8"], arrays["atlas4"], arrays["atlas2"], arrays["atlas1"] = halves(atlas)
    return arrays


def _fluid(state: int) -> tuple[int, float]:
    name, props = registry.state_block(state), registry.state_props(state)
    if name in ("water", "lava"):
        level = int(props["level"])
        return (1 if name == "water" else 2), (8 if level == 0 or level >= 8 else 8 - level) / 9
    wet = name in WATER_PLANTS or props.get("waterlogged") == "true"
    return (1, 8 / 9) if wet else (0, 0.0)


@functools.cache
def load_models() -> Models:
    """All block models, read-only; built on first use ever (about 1.5 s) and kept under ``cache_root()/art``."""
    arrays = cached_arrays(f"models-{version('minecraft_data')}", __name__, _build)
    for array in arrays.values():
        array.setflags(write=False)
    return Models(**arrays)
