"""Creatures as boxes with painted faces: what the renderer draws and animates.

Model space: one unit is a block (16 model pixels); origin between the feet, x to the creature's LEFT is positive when
it looks to +z, y up, z ahead. At ``yaw`` 0 it looks to +z, so model axes are world axes. A part is a box around its
pivot. To place it: box corner, turned by ``rot`` (about x, then y, then z) plus the animation's angles, plus ``pivot``;
then the whole creature is turned by ``body_yaw`` and moved to its position.

Faces are numbered as everywhere: 0 -y, 1 +y, 2 -z, 3 +z, 4 -x, 5 +x. A texel of a face, with (fx, fy, fz) in 0..1
inside the box: column floor(u * tex_wh[t, 0]), row floor(v * tex_wh[t, 1]) of ``tex[t]`` where (u, v) is

    -y (fx, 1 - fz)   +y (fx, fz)   -z (1 - fx, 1 - fy)   +z (fx, 1 - fy)   -x (fz, 1 - fy)   +x (1 - fz, 1 - fy)

Alpha is 0 or 255. Box sizes and pivots are those of the 1.16 models.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from craftagent.sim.art import mob_skins as skin
from craftagent.sim.art.cache import Arrays, cached_arrays
from craftagent.sim.art.palettes import DYES
from craftagent.sim.art.pixels import Image, fill, rgb, speckled
from craftagent.sim.state import (
    ARROW,
    CHICKEN,
    COW,
    CREEPER,
    N_ENTITY_KINDS,
    PIG,
    SHEEP,
    SKELETON,
    SPIDER,
    ZOMBIE,
)

PLAYER = N_ENTITY_KINDS  # row of the player's own figure, after the entity kinds
NO_TEX = 65535

# Animation codes. s = limb_speed, p = limb * 0.6662 rad (phase of the walk); angles in radians about the pivot.
ANIM_STILL = 0
ANIM_LEG_A = 1  # rot x += cos(p) * 1.4 * s
ANIM_LEG_B = 2  # rot x += cos(p + pi) * 1.4 * s
ANIM_HEAD = 3  # rot y = head yaw against the body, rot x = pitch (yaw outermost)
ANIM_RAISED = 4  # zombie arm, held ahead by ``rot``; sways a little with age
ANIM_ARM_A = 5  # rot x += cos(p) * s (the arm that swings with leg A)
ANIM_ARM_B = 6  # rot x += cos(p + pi) * s
ANIM_WING_A = 7  # rot z += flap (0 on the ground)
ANIM_WING_B = 8  # rot z -= flap
ANIM_SPIDER = 9  # rot y += -cos(2 p + phase) * 0.4 * s * sign, rot z += |sin(p + phase)| * 0.4 * s * sign

# Conditions
SHOW_ALWAYS, SHOW_WOOLLY = 0, 1  # SHOW_WOOLLY: only while the sheep is not sheared

Vec = tuple[float, float, float]
Bounds = tuple[float, float, float, float, float, float]


class MobModels(NamedTuple):
    """Arrays over entity kinds (K = 13: those of ``state.py`` and PLAYER), parts (P) and textures (T)."""

    part_start: npt.NDArray[np.int32]
    """(K,) first part of a kind."""
    part_count: npt.NDArray[np.int32]
    """(K,) number of parts, 0 for kinds that are drawn otherwise (items, falling blocks)."""
    box: npt.NDArray[np.float32]
    """(P, 6) x0 y0 z0 x1 y1 z1 in blocks, relative to the pivot."""
    pivot: npt.NDArray[np.float32]
    """(P, 3) in blocks, from the creature's feet."""
    rot: npt.NDArray[np.float32]
    """(P, 3) rest angles about x, y, z in radians."""
    anim: npt.NDArray[np.uint8]
    """(P,) ANIM_ code."""
    phase: npt.NDArray[np.float32]
    """(P,) radians, for ANIM_SPIDER."""
    sign: npt.NDArray[np.float32]
    """(P,) +1 or -1, for ANIM_SPIDER."""
    show: npt.NDArray[np.uint8]
    """(P,) SHOW_ condition."""
    dyed: npt.NDArray[np.uint8]
    """(P,) 1 = multiply by ``wool_rgb[entity.color]``."""
    head: npt.NDArray[np.uint8]
    """(P,) 1 = part of the head: on a baby it keeps its size, see ``baby_head``."""
    part_tex: npt.NDArray[np.uint16]
    """(P, 6) texture of each face or NO_TEX."""
    tex: npt.NDArray[np.uint8]
    """(T, 16, 16, 4) RGBA; only the upper left ``tex_wh`` is used, the rest repeats its edge."""
    tex_wh: npt.NDArray[np.uint8]
    """(T, 2) width and height in texels."""
    baby_head: npt.NDArray[np.float32]
    """(K, 3) scale, dy, dz (blocks) of a baby's head parts: pivot' = scale * pivot + (0, dy, dz), box' = scale * box.
    Then everything, head included as given here, stands with the body, whose parts are scaled by 0.5 about the feet."""
    size: npt.NDArray[np.float32]
    """(K, 3) half width, height, reach: the sphere of radius ``reach`` around (0, height / 2, 0) holds the model."""
    wool_rgb: npt.NDArray[np.uint8]
    """(16, 3) colour of the wool by ``entity.color``."""
    arm: npt.NDArray[np.int32]
    """(1,) the part that is the player's right arm, for the first-person hand."""


class _Builder:
    def __init__(self) -> None:
        self.tex: list[Image] = []
        self.wh: list[tuple[int, int]] = []
        self.parts: list[tuple[int, Bounds, Vec, Vec, int, float, float, int, int, int, list[int]]] = []

    def texture(self, picture: Image | None) -> int:
        if picture is None:
            return NO_TEX
        height, width = picture.shape[:2]
        self.tex.append(np.pad(picture, ((0, 16 - height), (0, 16 - width), (0, 0)), mode="edge"))
        self.wh.append((width, height))
        return len(self.tex) - 1

    def part(
        self,
        kind: int,
        pivot: Vec,
        box: Bounds,
        faces: dict[str, Image] | Image,
        anim: int = ANIM_STILL,
        rot: Vec = (0.0, 0.0, 0.0),
        phase: float = 0.0,
        sign: float = 1.0,
        show: int = SHOW_ALWAYS,
        dyed: int = 0,
        grow: float = 0.0,
        head: bool = False,
    ) -> int:
        """Add a part; lengths in model pixels. ``faces``: one picture, or by name: bottom top back front right left,
        with ``side`` for the ones that are missing."""
        if isinstance(faces, np.ndarray):
            faces = {"side": faces}
        names = ("bottom", "top", "back", "front", "right", "left")
        known: dict[int, int] = {}
        ids = []
        for name in names:
            picture = faces.get(name, faces.get("side"))
            key = id(picture)
            if key not in known:
                known[key] = self.texture(picture)
            ids.append(known[key])
        x0, y0, z0, x1, y1, z1 = box
        bounds = (x0 - grow, y0 - grow, z0 - grow, x1 + grow, y1 + grow, z1 + grow)
        is_head = int(head or anim == ANIM_HEAD)
        self.parts.append((kind, bounds, pivot, rot, anim, phase, sign, show, dyed, is_head, ids))
        return len(self.parts) - 1


def _quadruped_legs(b: _Builder, kind: int, x: float, height: float, back: float, front: float, make: object) -> None:
    """Four legs 4 x height x 4; diagonal pairs swing together."""
    hind = ((-x, back, ANIM_LEG_A), (x, back, ANIM_LEG_B))
    for px, pz, anim in (*hind, (-x, front, ANIM_LEG_B), (x, front, ANIM_LEG_A)):
        b.part(kind, (px, height, pz), (-2, -height, -2, 2, 0, 2), make, anim)  # type: ignore[arg-type]


def _cow(b: _Builder) -> None:
    hide = skin.cow_hide
    head = {"side": speckled(8, 6, skin.COW, 6, 12), "front": skin.cow_face(), "top": hide(6, 8, 17)}
    head["back"] = speckled(8, 8, skin.COW, 6, 13)
    side = skin.patch(speckled(8, 6, skin.COW, 6, 12), "......", {})
    head["right"], head["left"] = side, side
    b.part(COW, (0, 20, 8), (-4, -4, 0, 4, 4, 6), head, ANIM_HEAD)
    horn = speckled(3, 1, 0xBFB9AE, 8, 14)
    b.part(COW, (0, 20, 8), (-5, 2, 3, -4, 5, 4), horn, ANIM_HEAD)
    b.part(COW, (0, 20, 8), (4, 2, 3, 5, 5, 4), horn, ANIM_HEAD)
    body = {
        "top": hide(16, 12, 1), "bottom": hide(16, 12, 2), "front": hide(10, 12, 3), "back": hide(10, 12, 4),
        "left": hide(10, 16, 5), "right": hide(10, 16, 6),
    }  # fmt: skip
    b.part(COW, (0, 17, 0), (-6, -5, -10, 6, 5, 8), body)
    b.part(COW, (0, 11, -7), (-2, 0, -3, 2, 1, 3), speckled(4, 6, 0xD8A49C, 6, 15))
    leg = skin.blotched(12, 4, skin.COW, skin.COW_WHITE, 16, 70)
    leg[-2:] = speckled(2, 4, 0x6E6860, 6, 18)
    _quadruped_legs(b, COW, 4, 12, -7, 6, leg)


def _pig(b: _Builder) -> None:
    hide = lambda h, w, s: speckled(h, w, skin.PIG, 8, s)  # noqa: E731
    side = skin.shaded(hide(8, 8, 23))
    b.part(PIG, (0, 12, 6), (-4, -4, 0, 4, 4, 8), {"side": side, "front": skin.pig_face()}, ANIM_HEAD)
    snout = {"side": hide(3, 4, 24), "front": skin.pig_snout()}
    b.part(PIG, (0, 12, 6), (-2, -3, 8, 2, 0, 9), snout, ANIM_HEAD)
    body = {
        "top": hide(16, 10, 25), "bottom": hide(16, 10, 26), "front": hide(8, 10, 27), "back": hide(8, 10, 28),
        "left": skin.shaded(hide(8, 16, 29)), "right": skin.shaded(hide(8, 16, 30)),
    }  # fmt: skip
    b.part(PIG, (0, 10, 0), (-5, -4, -8, 5, 4, 8), body)
    leg = skin.shaded(hide(6, 4, 32), 4, -8)
    leg[-1:] = speckled(1, 4, 0xB87472, 5, 33)
    _quadruped_legs(b, PIG, 3, 6, -7, 5, leg)


def _sheep(b: _Builder) -> None:
    bare = lambda h, w, s: skin.blotched(h, w, skin.SHEEP_SKIN, 0xD8C6B6, s, 90, 5)  # noqa: E731
    head = {"side": bare(6, 8, 34), "front": skin.sheep_face(False), "top": bare(8, 6, 35), "back": bare(6, 6, 36)}
    b.part(SHEEP, (0, 18, 8), (-3, -2, -2, 3, 4, 6), head, ANIM_HEAD)
    body = {
        "top": bare(16, 8, 37), "bottom": bare(16, 8, 38), "front": bare(6, 8, 39), "back": bare(6, 8, 40),
        "left": bare(6, 16, 43), "right": bare(6, 16, 44),
    }  # fmt: skip
    b.part(SHEEP, (0, 15, 0), (-4, -3, -8, 4, 3, 8), body)
    leg = bare(12, 4, 45)
    leg[-2:] = speckled(2, 4, 0x8C7668, 5, 46)
    _quadruped_legs(b, SHEEP, 3, 12, -7, 5, leg)
    wool = skin.wool
    coat = {
        "top": wool(16, 12, 101), "bottom": wool(16, 12, 102), "front": wool(10, 12, 103), "back": wool(10, 12, 104),
        "left": wool(10, 16, 105), "right": wool(10, 16, 106),
    }  # fmt: skip
    b.part(SHEEP, (0, 15, 0), (-4, -3, -8, 4, 3, 8), coat, show=SHOW_WOOLLY, dyed=1, grow=1.75)
    cap = {"side": wool(6, 6, 107), "top": wool(6, 6, 108), "back": wool(6, 6, 109)}
    cap["front"] = np.zeros((6, 6, 4), np.uint8)
    cap["front"][0] = wool(1, 6, 110)[0]
    b.part(SHEEP, (0, 18, 8), (-3, -2, -2, 3, 4, 4), cap, ANIM_HEAD, show=SHOW_WOOLLY, dyed=1, grow=0.6)
    for px, pz, anim in ((-3, -7, ANIM_LEG_A), (3, -7, ANIM_LEG_B), (-3, 5, ANIM_LEG_B), (3, 5, ANIM_LEG_A)):
        box = (-2.0, -6.0, -2.0, 2.0, 0.0, 2.0)
        b.part(SHEEP, (px, 12, pz), box, wool(6, 4, 111 + pz + px), anim, show=SHOW_WOOLLY, dyed=1, grow=0.5)


def _chicken(b: _Builder) -> None:
    plume = skin.feathers
    head = {"side": skin.chicken_head_side(), "front": skin.chicken_face()}
    b.part(CHICKEN, (0, 9, 4), (-2, 0, -1, 2, 6, 2), head, ANIM_HEAD)
    beak = {"side": skin.shaded(speckled(2, 4, 0xE8A52A, 5, 47), 6, -24)}
    b.part(CHICKEN, (0, 9, 4), (-2, 2, 2, 2, 4, 4), beak, ANIM_HEAD)
    b.part(CHICKEN, (0, 9, 4), (-1, 0, 1, 1, 2, 3), speckled(2, 2, 0xD42A1E, 8, 48), ANIM_HEAD)
    body = {"side": plume(6, 8, 49), "front": plume(6, 6, 50), "back": plume(6, 6, 52), "top": plume(8, 6, 53)}
    b.part(CHICKEN, (0, 8, 0), (-3, -3, -4, 3, 3, 4), body)
    wing = skin.shaded(plume(4, 6, 54), 0, -22)
    b.part(CHICKEN, (-4, 11, 0), (0, -4, -3, 1, 0, 3), wing, ANIM_WING_A)
    b.part(CHICKEN, (4, 11, 0), (-1, -4, -3, 0, 0, 3), wing, ANIM_WING_B)
    foot = speckled(3, 3, 0xE09A2A, 8, 55)
    for px, anim in ((-1.5, ANIM_LEG_A), (1.5, ANIM_LEG_B)):
        b.part(CHICKEN, (px, 5, -1), (-0.5, -5, 0, 0.5, 0, 1), foot[:, :1], anim)
        b.part(CHICKEN, (px, 5, -1), (-1.5, -5, 0, 1.5, -4.6, 3), foot, anim)


def _humanoid(b: _Builder, kind: int, head: dict[str, Image], body: dict[str, Image], arm: object, leg: object,
              thin: bool = False, raised: bool = False) -> int:  # fmt: skip
    """Head 8 x 8 x 8, torso 8 x 12 x 4, limbs 4 (or 2) x 12 x 4; returns the part that is the right arm."""
    b.part(kind, (0, 24, 0), (-4, 0, -4, 4, 8, 4), head, ANIM_HEAD)
    b.part(kind, (0, 24, 0), (-4, -12, -2, 4, 0, 2), body)
    half = 1.0 if thin else 2.0
    inner, outer = (1.0, -1.0) if thin else (1.0, -3.0)
    tilt = -1.5707964 if raised else 0.0
    anims = (ANIM_RAISED, ANIM_RAISED) if raised else (ANIM_ARM_B, ANIM_ARM_A)
    right = b.part(kind, (-5, 22, 0), (outer, -10, -half, inner, 2, half), arm, anims[0], (tilt, 0.0, 0.0))  # type: ignore[arg-type]
    b.part(kind, (5, 22, 0), (-inner, -10, -half, -outer, 2, half), arm, anims[1], (tilt, 0.0, 0.0))  # type: ignore[arg-type]
    apart = 2.0 if thin else 1.9
    b.part(kind, (-apart, 12, 0), (-half, -12, -half, half, 0, half), leg, ANIM_LEG_A)  # type: ignore[arg-type]
    b.part(kind, (apart, 12, 0), (-half, -12, -half, half, 0, half), leg, ANIM_LEG_B)  # type: ignore[arg-type]
    return right


def _zombie(b: _Builder) -> None:
    hide = lambda h, w, s: skin.blotched(h, w, skin.ZOMBIE, 0x3F6630, s, 70, 6)  # noqa: E731
    head = {"side": hide(8, 8, 56), "front": skin.zombie_face(), "top": hide(8, 8, 57)}
    cloth = lambda h, w, s: skin.shaded(skin.blotched(h, w, skin.ZOMBIE_SHIRT, 0x107474, s, 80, 6))  # noqa: E731
    body = {"front": skin.patch(cloth(12, 8, 58), "..ssss..\n...ss...", {"s": skin.ZOMBIE}), "back": cloth(12, 8, 59)}
    body |= {"left": cloth(12, 4, 60), "right": cloth(12, 4, 63), "top": cloth(4, 8, 64), "bottom": cloth(4, 8, 65)}
    arm = hide(12, 4, 66)
    arm[:5] = cloth(5, 4, 67)
    arms = {"side": arm, "bottom": hide(4, 4, 68), "top": cloth(4, 4, 69)}
    leg = {"side": skin.trousers(12, 4, skin.ZOMBIE_PANTS, 0x4A4A50, 72), "bottom": speckled(4, 4, 0x4A4A50, 4, 73)}
    _humanoid(b, ZOMBIE, head, body, arms, leg, raised=True)


def _skeleton(b: _Builder) -> None:
    bone = lambda h, w, s: speckled(h, w, skin.BONE, 8, s)  # noqa: E731
    head = {"side": bone(8, 8, 74), "front": skin.skull_face()}
    body = {"front": skin.ribs(), "back": skin.ribs(), "left": skin.ribs()[:, :4], "right": skin.ribs()[:, :4]}
    body |= {"top": bone(4, 8, 75), "bottom": bone(4, 8, 76)}
    limb = skin.shaded(bone(12, 2, 77), 4, -18)
    _humanoid(b, SKELETON, head, body, limb, limb, thin=True)


def _spider(b: _Builder) -> None:
    hide = skin.spider_hide
    head = {"side": hide(8, 8, 78), "front": skin.spider_face(), "top": hide(8, 8, 79)}
    b.part(SPIDER, (0, 9, 3), (-4, -4, 0, 4, 4, 8), head, ANIM_HEAD)
    b.part(SPIDER, (0, 9, 0), (-3, -3, -3, 3, 3, 3), hide(6, 6, 80))
    body = {"side": hide(8, 12, 82), "top": hide(12, 10, 83), "back": hide(8, 10, 84), "front": hide(8, 10, 85)}
    b.part(SPIDER, (0, 9, -9), (-5, -4, -6, 5, 4, 6), body)
    leg = hide(2, 16, 86)
    tip = {"side": leg, "left": hide(2, 2, 87), "right": hide(2, 2, 88)}
    eighth, quarter = 0.3926991, 0.7853982
    steep = (quarter, 0.58119464, 0.58119464, quarter)
    spread = (quarter, eighth, -eighth, -quarter)  # hind legs back, front legs ahead
    for pair in range(4):
        pz = (-2.0, -1.0, 0.0, 1.0)[pair]
        phase = (0.0, 3.1415927, 1.5707964, 4.712389)[pair]
        box_r, box_l = (-15.0, -1.0, -1.0, 1.0, 1.0, 1.0), (-1.0, -1.0, -1.0, 15.0, 1.0, 1.0)
        b.part(SPIDER, (-4, 9, pz), box_r, tip, ANIM_SPIDER, (0.0, -spread[pair], steep[pair]), phase, 1.0)
        b.part(SPIDER, (4, 9, pz), box_l, tip, ANIM_SPIDER, (0.0, spread[pair], -steep[pair]), phase, -1.0)


def _creeper(b: _Builder) -> None:
    hide = skin.creeper_hide
    head = {"side": hide(8, 8, 89), "front": skin.creeper_face(), "top": hide(8, 8, 90)}
    b.part(CREEPER, (0, 18, 0), (-4, 0, -4, 4, 8, 4), head, ANIM_HEAD)
    body = {"front": hide(12, 8, 93), "back": hide(12, 8, 94), "left": hide(12, 4, 95), "right": hide(12, 4, 96)}
    body |= {"top": hide(4, 8, 97), "bottom": hide(4, 8, 98)}
    b.part(CREEPER, (0, 18, 0), (-4, -12, -2, 4, 0, 2), body)
    leg = hide(6, 4, 99)
    leg[-1, ::2] = (20, 34, 20, 255)
    _quadruped_legs(b, CREEPER, 2, 6, -4, 4, leg)


def _arrow(b: _Builder) -> None:
    """Flies towards +z; the renderer turns it by the entity's yaw and pitch about its position."""
    wood, tip = speckled(1, 14, 0x7A5C30, 10, 121), speckled(3, 2, 0x9A9A9A, 8, 123)
    flight = speckled(4, 4, 0xE4E4E4, 8, 122)
    fill(flight, 0, 1, 4, 1, 0xB8B8B8)
    b.part(ARROW, (0, 0, 0), (-0.5, -0.5, -8, 0.5, 0.5, 6), wood)
    b.part(ARROW, (0, 0, 0), (-1, -1, 6, 1, 1, 8), tip)
    b.part(ARROW, (0, 0, 0), (-2, -0.1, -8, 2, 0.1, -4), flight)
    b.part(ARROW, (0, 0, 0), (-0.1, -2, -8, 0.1, 2, -4), flight)


def _player(b: _Builder) -> int:
    side = skin.player_head_side()
    hair = speckled(8, 8, skin.HAIR, 6, 131)
    chin = speckled(8, 8, 0x9A6A52, 3, 132)
    head = {"front": skin.player_face(), "left": side[:, ::-1].copy(), "right": side}
    head |= {"back": hair, "top": hair, "bottom": chin}
    cloth = lambda h, w, s: skin.shaded(speckled(h, w, skin.SHIRT, 6, s))  # noqa: E731
    body = {"front": skin.shirt_front(skin.SHIRT, skin.SKIN, 133), "back": cloth(12, 8, 134), "left": cloth(12, 4, 135)}
    body |= {"right": cloth(12, 4, 136), "top": cloth(4, 8, 137), "bottom": speckled(4, 8, skin.JEANS, 5, 138)}
    arm = {"side": skin.sleeve(141), "bottom": speckled(4, 4, skin.SKIN, 4, 143), "top": cloth(4, 4, 144)}
    arm |= {"front": skin.sleeve(145), "back": skin.sleeve(147)}
    leg = {"side": skin.trousers(12, 4, skin.JEANS, 0x5E5E62, 149), "bottom": speckled(4, 4, 0x5E5E62, 4, 151)}
    return _humanoid(b, PLAYER, head, body, arm, leg)


# Baby heads: scale, then offset down and back in model pixels (1.16 model parameters).
_BABY = {COW: (1.0, 10.0, 4.0), PIG: (1.0, 4.0, 4.0), SHEEP: (1.0, 8.0, 4.0), CHICKEN: (1.0, 5.0, 2.0),
         ZOMBIE: (0.75, 16.0, 0.0)}  # fmt: skip
# Half width, height and reach in blocks
_SIZE = {COW: (0.45, 1.4, 1.3), PIG: (0.45, 0.9, 1.05), SHEEP: (0.45, 1.3, 1.25), CHICKEN: (0.2, 0.7, 0.7),
         ZOMBIE: (0.3, 1.95, 1.35), SKELETON: (0.3, 1.99, 1.35), SPIDER: (0.7, 0.9, 1.5), CREEPER: (0.3, 1.7, 1.1),
         ARROW: (0.25, 0.5, 0.7), PLAYER: (0.3, 1.8, 1.3)}  # fmt: skip


def _build() -> Arrays:
    b = _Builder()
    for add in (_cow, _pig, _sheep, _chicken, _zombie, _skeleton, _spider, _creeper, _arrow):
        add(b)
    arm = _player(b)
    kinds = np.array([p[0] for p in b.parts])
    starts = np.zeros(PLAYER + 1, np.int32)
    counts = np.zeros(PLAYER + 1, np.int32)
    for kind in range(PLAYER + 1):
        where = np.flatnonzero(kinds == kind)
        if len(where):
            starts[kind], counts[kind] = where[0], len(where)
    baby = np.zeros((PLAYER + 1, 3), np.float32)
    baby[:, 0] = 1.0
    for kind, (s, down, back) in _BABY.items():
        baby[kind] = (s, (24.0 * (1.0 - s) - s * down) / 16.0, -s * back / 16.0)
    size = np.zeros((PLAYER + 1, 3), np.float32)
    for kind, row in _SIZE.items():
        size[kind] = row
    return {
        "part_start": starts,
        "part_count": counts,
        "box": np.array([p[1] for p in b.parts], np.float32) / np.float32(16),
        "pivot": np.array([p[2] for p in b.parts], np.float32) / np.float32(16),
        "rot": np.array([p[3] for p in b.parts], np.float32),
        "anim": np.array([p[4] for p in b.parts], np.uint8),
        "phase": np.array([p[5] for p in b.parts], np.float32),
        "sign": np.array([p[6] for p in b.parts], np.float32),
        "show": np.array([p[7] for p in b.parts], np.uint8),
        "dyed": np.array([p[8] for p in b.parts], np.uint8),
        "head": np.array([p[9] for p in b.parts], np.uint8),
        "part_tex": np.array([p[10] for p in b.parts], np.uint16),
        "tex": np.stack(b.tex),
        "tex_wh": np.array(b.wh, np.uint8),
        "baby_head": baby,
        "size": size,
        "wool_rgb": np.array([rgb(color) for color in DYES.values()], np.uint8),
        "arm": np.array([arm], np.int32),
    }


@functools.cache
def load_mobs() -> MobModels:
    """All creatures; drawn once, then read from the cache folder."""
    return MobModels(**cached_arrays("mobs", __name__, _build))
