"""The picture of every item, 16 x 16: what slots, hands and dropped items show.

Blocks are small cubes cast from their own models, as the game does; flat things are drawn from text masks
(:mod:`craftagent.sim.art.item_shapes`) or are the block's own texture (plants, rails, torches).
"""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from craftagent.sim.art import model_arrays as arrays
from craftagent.sim.art.cache import Arrays, cached_arrays
from craftagent.sim.art.iso import Box, Face, iso_icon, multiplied
from craftagent.sim.art.item_shapes import FLAT, SHAPES
from craftagent.sim.art.models import load_models
from craftagent.sim.art.pixels import Image, Rgb, lay, paint, palette, rgb
from craftagent.sim.art.textures import block_textures
from craftagent.sim.rules.registry import N_ITEMS, block_names, block_row, item_names, property_values, state_id

_GRASS, _FOLIAGE = rgb(0x86BE5A), rgb(0x5CA93A)

# Items that show a block's texture flat: name of the texture and tint
_OWN_TEXTURE = (
    "oak_sapling spruce_sapling birch_sapling jungle_sapling acacia_sapling dark_oak_sapling cobweb dead_bush "
    "dandelion poppy blue_orchid allium azure_bluet red_tulip orange_tulip white_tulip pink_tulip oxeye_daisy "
    "cornflower lily_of_the_valley wither_rose brown_mushroom red_mushroom crimson_fungus warped_fungus "
    "crimson_roots warped_roots weeping_vines twisting_vines torch soul_torch redstone_torch ladder rail "
    "powered_rail detector_rail activator_rail iron_bars"
)
_TEXTURE: dict[str, tuple[str, Rgb | None]] = {
    **{name: (name, None) for name in _OWN_TEXTURE.split()},
    "glass_pane": ("glass", None),
    "seagrass": ("seagrass", None),
    "grass": ("grass", _GRASS),
    "fern": ("fern", _GRASS),
    "tall_grass": ("tall_grass_top", _GRASS),
    "large_fern": ("large_fern_top", _GRASS),
    "vine": ("vine", _FOLIAGE),
    "lily_pad": ("lily_pad", rgb(0x2F9A3A)),
    "sunflower": ("sunflower_top", None),
    "lilac": ("lilac_top", None),
    "rose_bush": ("rose_bush_top", None),
    "peony": ("peony_top", None),
}

_CARTS = {"chest_minecart": (0xA0742E, 0xC8B46A, 0x50391A), "furnace_minecart": (0x7A7A7A, 0x2A2A2A, 0x2A2A2A),
          "tnt_minecart": (0xD23A2A, 0xE8E2D6, 0xE8E2D6), "hopper_minecart": (0x5A5A60, 0x2A2A2E, 0x2A2A2E),
          "command_block_minecart": (0xB87C4C, 0xE0C8A8, 0x5C8C84)}  # fmt: skip
_GLINT = ("enchanted_golden_apple", "enchanted_book", "written_book", "nether_star", "experience_bottle")


@functools.cache
def item_icons() -> npt.NDArray[np.uint8]:
    """(976, 16, 16, 4) RGBA with straight alpha by item id; id 0 (no item) is clear.

    Alpha is 0 or 255 but inside stained glass panes (140 and 230): test it at 128 where nothing blends.
    """
    icons = cached_arrays("items", __name__, _build)["icons"]
    icons.setflags(write=False)
    return icons


@functools.cache
def flat_items() -> npt.NDArray[np.uint8]:
    """(976,) 1 = the item is a flat picture (drawn as a thin plate in hand), 0 = a block (drawn as its model)."""
    return cached_arrays("items", __name__, _build)["flat"]


def _build() -> Arrays:
    icons = np.zeros((N_ITEMS, 16, 16, 4), np.uint8)
    flat = np.ones(N_ITEMS, np.uint8)
    for number, name in enumerate(item_names()):
        if number:
            icons[number], flat[number] = draw_icon(name)
    icons[icons[..., 3] == 0] = 0
    return {"icons": icons, "flat": flat}


def draw_icon(name: str) -> tuple[Image, bool]:
    """Icon of one item by bare name, and whether it is a flat picture."""
    if name in _TEXTURE:
        texture, tint = _TEXTURE[name]
        picture = block_textures()[texture]
        return _solid(picture if tint is None else multiplied(picture, tint)), True
    if name.endswith("_stained_glass_pane"):
        return _pane(block_textures()[name.removesuffix("_pane")]), True
    if name in FLAT:
        shape, *colors = FLAT[name]
        icon = paint(SHAPES[str(shape)], palette([int(c) for c in colors]))
        if name == "writable_book":
            lay(icon, paint(SHAPES["quill"], palette([0xEDEDED, 0x6A6A6A])))
        if name.startswith("chainmail_"):
            icon = _mesh(icon)
        return (_glint(icon) if name in _GLINT else icon), True
    if name == "minecart" or name in _CARTS:
        cart = np.zeros((16, 16, 4), np.uint8)
        if name in _CARTS:
            lay(cart, paint(SHAPES["cart_load"], palette([0, *_CARTS[name]])), 1, -2)
        return lay(cart, paint(SHAPES["minecart"], palette([0x8C8C90]))), True
    if name in block_names():
        return _block_icon(name), False
    raise ValueError(f"no picture for the item {name!r}")


def _solid(picture: Image) -> Image:
    """Alpha made 0 or 255 (stained glass keeps its colour)."""
    out = picture.copy()
    out[..., 3] = np.where(picture[..., 3] >= 60, 255, 0)
    return out


def _pane(picture: Image) -> Image:
    """Stained glass seen through: half clear inside its rim."""
    out = picture.copy()
    out[..., 3] = 255
    inside = out[2:14, 2:14]
    bright = inside[..., :3].astype(np.int32).sum(-1) > out[0, 0, :3].astype(np.int32).sum() + 60
    inside[..., 3] = np.where(bright, 230, 140)
    return out


def _mesh(icon: Image) -> Image:
    """Chain armour: every other texel darker, like rings."""
    out = icon.copy()
    y, x = np.mgrid[0:16, 0:16]
    dark = ((x + y) % 2 == 0) & (icon[..., 0] > 80)
    out[dark, :3] = icon[dark, :3] // np.uint8(5) * np.uint8(3)
    return out


def _glint(icon: Image) -> Image:
    """Purple streaks of enchanted things, standing still."""
    out = icon.copy()
    y, x = np.mgrid[0:16, 0:16]
    streak = ((x + y) % 7 < 2) & (icon[..., 3] > 0)
    for channel, value in enumerate((190, 110, 255)):
        out[streak, channel] = (icon[streak, channel].astype(np.int32) * 58 + value * 42) // 100
    return out


def _facing(name: str) -> dict[str, str]:
    """Properties of the state that stands for the item."""
    props = {p["name"]: property_values(p) for p in block_row(name)["states"]}
    wanted: dict[str, str] = {}
    if "facing" in props:
        if name.endswith("_stairs"):
            wanted["facing"] = "south"
        elif name.endswith("_bed"):
            wanted["facing"] = "west"
        elif "up" in props["facing"] and name not in ("observer", "dispenser", "dropper") and "command" not in name:
            wanted["facing"] = "up"
        elif "north" in props["facing"]:
            wanted["facing"] = "north"
    if "persistent" in props:
        wanted["persistent"] = "true"
    return wanted


def _block_icon(name: str) -> Image:
    if name.endswith("_fence"):
        posts = [(6, 0, 0, 10, 16, 4), (6, 0, 12, 10, 16, 16)]
        return iso_icon(_plates(name, [*posts, (7, 13, -2, 9, 15, 18), (7, 6, -2, 9, 8, 18)]), 10.5)
    if name.endswith("_wall"):
        return iso_icon(_plates(name, [(4, 0, 4, 12, 16, 12), (5, 0, 0, 11, 14, 16)]), 10.5)
    if name.endswith("_button"):
        return iso_icon(_plates(name, [(5, 6, 6, 11, 10, 10)]), 12.0)
    if name.endswith("_pressure_plate"):
        return iso_icon(_plates(name, [(1, 6, 1, 15, 8, 15)]), 10.0)
    if name.endswith("_bed"):
        return _bed(name)
    if name in ("skeleton_skull", "wither_skeleton_skull", "player_head", "zombie_head", "creeper_head", "dragon_head"):
        return iso_icon(_boxes(state_id(name)), 15.0, (0.5, 0.25, 0.5))
    scale, center = 10.0, None
    if name.endswith("_fence_gate"):
        scale, center = 11.5, (0.5, 0.66, 0.5)
    if name.endswith("_carpet") or name in ("snow", "daylight_detector"):
        center = (0.5, 0.25, 0.5)
    return iso_icon(_boxes(state_id(name, **_facing(name))), scale, center)


def _tile(index: int, tint: Rgb | None) -> Face:
    if index == arrays.NO_FACE:
        return None
    picture = load_models().atlas[index]
    return picture if tint is None else multiplied(picture, tint)


def _tint(state: int) -> Rgb:
    models = load_models()
    kind = int(models.tint[state])
    if kind == arrays.TINT_GRASS:
        return _GRASS
    if kind == arrays.TINT_FOLIAGE:
        return _FOLIAGE
    r, g, b = (int(v) for v in models.tint_rgb[kind])
    return r, g, b


def _boxes(state: int) -> list[Box]:
    """The model of a state as boxes with pictures."""
    models = load_models()
    tint = _tint(state)
    if models.kind[state] == arrays.BOXES:
        out = []
        first = int(models.box_start[state])
        for b in range(first, first + int(models.box_count[state])):
            faces = tuple(
                _tile(int(models.model_tex[b, f]), tint if models.model_tint[b] >> f & 1 else None) for f in range(6)
            )
            uv = tuple((float(q[0]), float(q[1]), float(q[2]), float(q[3])) for q in models.model_uv[b])
            x0, y0, z0, x1, y1, z1 = (float(v) for v in models.model_boxes[b])
            out.append(Box((x0, y0, z0, x1, y1, z1), faces, uv))  # type: ignore[arg-type]
        return out
    skin: list[Face] = []
    for f in range(6):
        picture = _tile(int(models.face_tex[state, f]), tint if models.tint_faces[state] >> f & 1 else None)
        if f >= 2 and models.overlay_tex[state] and picture is not None:
            over = multiplied(models.atlas[models.overlay_tex[state]], tint)
            picture = np.where(over[..., 3:] >= 128, over, picture)
        skin.append(picture)
    return [Box((0.0, 0.0, 0.0, 1.0, 1.0, 1.0), tuple(skin))]  # type: ignore[arg-type]


def _plates(name: str, bounds: list[tuple[int, int, int, int, int, int]]) -> list[Box]:
    """Boxes (in texels) in the material of a block: its own texture on every face."""
    models = load_models()
    state = state_id(name)
    if models.kind[state] == arrays.BOXES and models.box_count[state]:
        tiles = models.model_tex[int(models.box_start[state])]
        index = next(int(t) for t in (*tiles[2:], *tiles[:2]) if t != arrays.NO_FACE)
    else:
        index = int(models.face_tex[state, 2])
    picture = models.atlas[index]
    out = []
    for x0, y0, z0, x1, y1, z1 in bounds:
        box = (x0 / 16, y0 / 16, z0 / 16, x1 / 16, y1 / 16, z1 / 16)
        out.append(Box(box, (picture,) * 6))
    return out


def _bed(name: str) -> Image:
    """Both halves of a bed, its head away from us."""
    foot = _boxes(state_id(name, part="foot", facing="west"))
    head = _boxes(state_id(name, part="head", facing="west"))
    moved = []
    for box in head:
        x0, y0, z0, x1, y1, z1 = box.bounds
        moved.append(box._replace(bounds=(x0 - 1.0, y0, z0, x1 - 1.0, y1, z1)))
    return iso_icon(foot + moved, 7.4, (0.0, 0.28, 0.5))
