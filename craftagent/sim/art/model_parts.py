"""The pieces models are made of: boxes with textured faces, and their quarter turns.

Lengths here are texels (16 to a block). A picture on a face may be turned clockwise by quarters; turned pictures become
tiles of their own (``name@1``), so the renderer never turns anything.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

DOWN, UP, NORTH, SOUTH, WEST, EAST = range(6)
SIDES = (NORTH, SOUTH, WEST, EAST)
ALL = (DOWN, UP, NORTH, SOUTH, WEST, EAST)
FACING = {"down": DOWN, "up": UP, "north": NORTH, "south": SOUTH, "west": WEST, "east": EAST}
YAW = {"north": 0, "east": 1, "south": 2, "west": 3}
"""Quarter turns about y that take north to a direction."""

Vec = tuple[int, int, int]
Rect = tuple[float, float, float, float]

NORMAL: tuple[Vec, ...] = ((0, -1, 0), (0, 1, 0), (0, 0, -1), (0, 0, 1), (-1, 0, 0), (1, 0, 0))
# directions in which u and v grow on each face, seen from outside
S_AXIS: tuple[Vec, ...] = ((1, 0, 0), (1, 0, 0), (-1, 0, 0), (1, 0, 0), (0, 0, 1), (0, 0, -1))
T_AXIS: tuple[Vec, ...] = ((0, 0, -1), (0, 0, 1), (0, -1, 0), (0, -1, 0), (0, -1, 0), (0, -1, 0))


class Face(NamedTuple):
    """A texture on a face: ``uv`` in texels (None: where the face lies in the block), turned clockwise by quarters."""

    tex: str
    uv: Rect | None = None
    turn: int = 0


class Box(NamedTuple):
    """A box in texels with six faces (None: not there) and a bit mask of tinted faces."""

    x0: float
    y0: float
    z0: float
    x1: float
    y1: float
    z1: float
    faces: tuple[Face | None, ...]
    tint: int = 0


class Look(NamedTuple):
    """All that a state looks like; see the fields of the same name in ``model_arrays.Models``."""

    kind: int
    cube: tuple[Face | None, ...] = ()
    boxes: tuple[Box, ...] = ()
    tint: int = 0
    tint_faces: int = 0
    overlay: str = ""
    offset: int = 0
    turn: int = 0
    cull_same: int = 0
    blend: int = 0
    shade: int = 1
    emissive: int = 0


def faces(
    every: str | None = None,
    *,
    down: str | Face | None = None,
    up: str | Face | None = None,
    north: str | Face | None = None,
    south: str | Face | None = None,
    west: str | Face | None = None,
    east: str | Face | None = None,
    side: str | Face | None = None,
    end: str | Face | None = None,
) -> tuple[Face | None, ...]:
    """Six faces; ``side`` stands for the four upright ones, ``end`` for up and down, ``every`` for the rest."""
    given = (down or end, up or end, north or side, south or side, west or side, east or side)
    return tuple(_face(g if g is not None else every) for g in given)


def _face(what: str | Face | None) -> Face | None:
    return Face(what) if isinstance(what, str) else what


def box(x0: float, y0: float, z0: float, x1: float, y1: float, z1: float, skin: object, tint: int = 0) -> Box:
    """A box with one texture, or with the faces that :func:`faces` makes."""
    all_faces = faces(skin) if isinstance(skin, str) else skin
    return Box(x0, y0, z0, x1, y1, z1, all_faces, tint)  # type: ignore[arg-type]


def plane(
    axis: str,
    at: float,
    tex: str,
    tint: bool = False,
    lo: float = 0,
    hi: float = 16,
    bottom: float = 0,
    top: float = 16,
) -> Box:
    """A two-sided flat upright (axis x or z) or level (axis y) picture; level ones span the whole block."""
    skin, bits = Face(tex), 63 if tint else 0
    if axis == "x":
        return Box(at, bottom, lo, at, top, hi, (None, None, None, None, skin, skin), bits)
    if axis == "z":
        return Box(lo, bottom, at, hi, top, at, (None, None, skin, skin, None, None), bits)
    return Box(0, at, 0, 16, at, 16, (skin, skin, None, None, None, None), bits)


def _turn_x(v: Vec) -> Vec:
    """A quarter about x: up goes to north, north to down."""
    return v[0], v[2], -v[1]


def _turn_y(v: Vec) -> Vec:
    """A quarter about y: north goes to east."""
    return -v[2], v[1], v[0]


@functools.cache
def _turned_faces(about_x: int, about_y: int) -> tuple[tuple[int, int], ...]:
    """For each face: (where it goes, by how many quarters its picture is then turned clockwise)."""
    out = []
    for f in ALL:
        normal, s = NORMAL[f], S_AXIS[f]
        for _ in range(about_x):
            normal, s = _turn_x(normal), _turn_x(s)
        for _ in range(about_y):
            normal, s = _turn_y(normal), _turn_y(s)
        to = NORMAL.index(normal)
        right, down = S_AXIS[to], T_AXIS[to]
        minus_right = (-right[0], -right[1], -right[2])
        turn = 0 if s == right else 1 if s == down else 2 if s == minus_right else 3
        out.append((to, turn))
    return tuple(out)


def turn_faces(skin: tuple[Face | None, ...], about_x: int, about_y: int) -> tuple[Face | None, ...]:
    """Faces of a full cube after quarter turns about x, then about y."""
    out: list[Face | None] = [None] * 6
    for f, (to, turn) in enumerate(_turned_faces(about_x % 4, about_y % 4)):
        face = skin[f]
        out[to] = None if face is None else face._replace(turn=(face.turn + turn) % 4)
    return tuple(out)


def turned(
    boxes: tuple[Box, ...] | list[Box], about_x: int = 0, about_y: int = 0, lock: bool = False
) -> tuple[Box, ...]:
    """Boxes after quarter turns about x, then y, around the block's centre.

    Pictures turn along; with ``lock`` they stay as the world sees them (the game's uvlock; only for faces without uv).
    """
    about_x, about_y = about_x % 4, about_y % 4
    moves = _turned_faces(about_x, about_y)
    out = []
    for b in boxes:
        lo, hi = (b.x0, b.y0, b.z0), (b.x1, b.y1, b.z1)
        for _ in range(about_x):
            lo, hi = (lo[0], lo[2], 16 - hi[1]), (hi[0], hi[2], 16 - lo[1])
        for _ in range(about_y):
            lo, hi = (16 - hi[2], lo[1], lo[0]), (16 - lo[2], hi[1], hi[0])
        skin: list[Face | None] = [None] * 6
        tint = 0
        for f, (to, turn) in enumerate(moves):
            face = b.faces[f]
            if face is not None:
                if not lock:
                    uv = face.uv if face.uv is not None else natural_uv(b, f)
                    face = Face(face.tex, uv, (face.turn + turn) % 4)
                skin[to] = face
            if b.tint >> f & 1:
                tint |= 1 << to
        out.append(Box(*lo, *hi, tuple(skin), tint))
    return tuple(out)


def natural_uv(b: Box, face: int) -> Rect:
    """The part of a texture that a box's face covers when the texture covers the whole block face."""
    if face == UP:
        return b.x0, b.z0, b.x1, b.z1
    if face == DOWN:
        return b.x0, 16 - b.z1, b.x1, 16 - b.z0
    if face == NORTH:
        return 16 - b.x1, 16 - b.y1, 16 - b.x0, 16 - b.y0
    if face == SOUTH:
        return b.x0, 16 - b.y1, b.x1, 16 - b.y0
    if face == WEST:
        return b.z0, 16 - b.y1, b.z1, 16 - b.y0
    return 16 - b.z1, 16 - b.y1, 16 - b.z0, 16 - b.y0


def turn_rect(uv: Rect, quarters: int) -> Rect:
    """Where a rectangle lies after its texture has been turned clockwise by quarters."""
    u0, v0, u1, v1 = uv
    for _ in range(quarters % 4):
        u0, v0, u1, v1 = 16 - v1, u0, 16 - v0, u1
    return u0, v0, u1, v1


def clipped(b: Box) -> Box | None:
    """The part of a box inside the block, pictures cut accordingly; None if nothing is left."""
    lo, hi = (b.x0, b.y0, b.z0), (b.x1, b.y1, b.z1)
    if min(lo) >= 0 and max(hi) <= 16:
        return b
    new_lo = tuple(min(16.0, max(0.0, v)) for v in lo)
    new_hi = tuple(min(16.0, max(0.0, v)) for v in hi)
    if any(n1 <= n0 and h > low for n0, n1, low, h in zip(new_lo, new_hi, lo, hi, strict=True)):
        return None
    cut = b._replace(x0=new_lo[0], y0=new_lo[1], z0=new_lo[2], x1=new_hi[0], y1=new_hi[1], z1=new_hi[2])
    skin: list[Face | None] = []
    for f, face in enumerate(b.faces):
        if face is None:
            skin.append(face)
            continue
        # face coordinates run over 0 .. 16 of the block; outside parts are cut with the natural map, which is exact
        # for pictures without turn and close enough for the few turned ones that stick out
        was, now = natural_uv(b, f), natural_uv(cut, f)
        uv = face.uv if face.uv is not None else was
        uv = turn_rect(uv, face.turn)
        u = _part(uv[0], uv[2], was[0], was[2], now[0]), _part(uv[0], uv[2], was[0], was[2], now[2])
        v = _part(uv[1], uv[3], was[1], was[3], now[1]), _part(uv[1], uv[3], was[1], was[3], now[3])
        skin.append(Face(face.tex, turn_rect((u[0], v[0], u[1], v[1]), -face.turn % 4), face.turn))
    return cut._replace(faces=tuple(skin))


def _part(a: float, b: float, lo: float, hi: float, at: float) -> float:
    return a if hi == lo else a + (b - a) * (at - lo) / (hi - lo)
