"""The player's figure in the inventory, which looks at the pointer: the box model cast into 49 x 70 pixels.

Turned in steps, so that a few dozen small pictures cover all of it. Sines come from a series of + and * only: the
pictures have the same bits everywhere.
"""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from craftagent.sim.art.cache import Arrays, cached_arrays
from craftagent.sim.art.mobs import PLAYER, MobModels, load_mobs
from craftagent.sim.art.palettes import MATERIALS
from craftagent.sim.art.pixels import Image, scale, speckled

WIDTH, HEIGHT = 49, 70
PIXELS = 28.125  # a block: the game's scale 30 times the player's 0.9375
FEET = 67.0  # row of the feet
TURNS, TILTS = 9, 7  # steps of the angle towards the pointer
TURN, TILT = 0.3, 0.4  # radians of arctangent a step

# Tangents of the middles between two steps: 0.15, 0.45, 0.75, 1.05 and 0.2, 0.6, 1.0 rad
_TURN_EDGES = (0.15114, 0.48306, 0.93160, 1.74332)
_TILT_EDGES = (0.20271, 0.68414, 1.55741)

Matrix = npt.NDArray[np.float64]
Armor = tuple[str, str, str, str]  # materials of helmet, chestplate, leggings, boots; "" none


def steps(dx: float, dy: float) -> tuple[int, int]:
    """(turn, tilt) for a pointer ``dx`` pixels left of and ``dy`` above the figure's eyes; (0, 0): far right below."""
    turn, tilt = dx / 40.0, dy / 40.0
    a = sum(turn > edge for edge in _TURN_EDGES) - sum(-turn > edge for edge in _TURN_EDGES)
    b = sum(tilt > edge for edge in _TILT_EDGES) - sum(-tilt > edge for edge in _TILT_EDGES)
    return a + TURNS // 2, b + TILTS // 2


def _sin_cos(angle: float) -> tuple[float, float]:
    """Taylor series, good to 1e-12 for angles within a half turn."""
    s, term = 0.0, angle
    for k in range(1, 24, 2):
        s += term
        term = -term * angle * angle / ((k + 1) * (k + 2))
    c, term = 0.0, 1.0
    for k in range(0, 24, 2):
        c += term
        term = -term * angle * angle / ((k + 1) * (k + 2))
    return s, c


def _turn_x(angle: float) -> list[list[float]]:
    s, c = _sin_cos(angle)
    return [[1.0, 0.0, 0.0], [0.0, c, -s], [0.0, s, c]]


def _turn_y(angle: float) -> list[list[float]]:
    s, c = _sin_cos(angle)
    return [[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]]


def _times(a: list[list[float]], b: list[list[float]]) -> list[list[float]]:
    return [[a[i][0] * b[0][j] + a[i][1] * b[1][j] + a[i][2] * b[2][j] for j in range(3)] for i in range(3)]


def _apply(m: list[list[float]], v: tuple[float, ...]) -> tuple[float, float, float]:
    x, y, z = (m[i][0] * v[0] + m[i][1] * v[1] + m[i][2] * v[2] for i in range(3))
    return x, y, z


Part = tuple[npt.NDArray[np.float64], tuple[float, float, float], bool, list[Image]]  # box, pivot, head, six faces


def _parts(m: MobModels, armor: Armor) -> list[Part]:
    first = int(m.part_start[PLAYER])
    parts: list[Part] = []
    for p in range(first, first + int(m.part_count[PLAYER])):
        faces = []
        for t in m.part_tex[p]:
            width, height = m.tex_wh[t]
            faces.append(m.tex[t, :height, :width])
        x, y, z = (float(v) for v in m.pivot[p])
        parts.append((m.box[p].astype(np.float64), (x, y, z), bool(m.head[p]), faces))
    head, body, right, left, leg_r, leg_l = parts
    helmet, chest, legs, boots = armor
    out = list(parts)
    if helmet:
        out.append(_grown(head, helmet, 1.0, 0.4, 1.0, 201, open_front=True))
    if chest:
        out += [_grown(body, chest, 0.9, 0.0, 1.0, 202), _grown(right, chest, 0.9, 0.55, 1.0, 203)]
        out.append(_grown(left, chest, 0.9, 0.55, 1.0, 204))
    if legs:
        out += [_grown(leg, legs, 0.5, 0.3, 1.0, 205) for leg in (leg_r, leg_l)]
    if boots:
        out += [_grown(leg, boots, 0.9, 0.0, 0.38, 206) for leg in (leg_r, leg_l)]
    return out


def _grown(part: Part, material: str, by: float, low: float, high: float, seed: int, open_front: bool = False) -> Part:
    """A plate around a part, ``by`` pixels thick, from ``low`` to ``high`` of its height."""
    box, pivot, head, _ = part
    bounds = box.copy()
    tall = box[4] - box[1]
    bounds[1], bounds[4] = box[1] + tall * low, box[1] + tall * high
    bounds[:3] -= by / 16.0
    bounds[3:] += by / 16.0
    plate = speckled(8, 8, MATERIALS[material], 12, seed)
    plate[-1, :, :3] = scale(tuple(int(v) for v in plate[-1, 3, :3]), 70)  # type: ignore[arg-type]
    plate[0, :, :3] = np.minimum(plate[0, :, :3].astype(np.int32) + 22, 255)
    front = plate.copy()
    if open_front:
        front[3:, 2:6] = 0
    return bounds, pivot, head, [plate, plate, plate, front, plate, plate]


def draw_figure(turn: int, tilt: int, armor: Armor = ("", "", "", "")) -> Image:
    """The figure (70, 49, 4), clear around it, for one pair of :func:`steps`."""
    f, g = (turn - TURNS // 2) * TURN, (tilt - TILTS // 2) * TILT
    degree = 0.017453292519943295
    # Screen x to the left of the figure: it looks at us (+z is towards us), so a pointer on the left turns it right.
    lean = _turn_x(-g * 20.0 * degree)
    body = _times(lean, _turn_y(-f * 20.0 * degree))
    head = _times(_times(lean, _turn_y(-f * 40.0 * degree)), _turn_x(-g * 20.0 * degree))
    rows, cols = np.mgrid[0:HEIGHT, 0:WIDTH]
    sx = ((cols + 0.5 - WIDTH / 2) / PIXELS).ravel()
    sy = ((FEET - rows - 0.5) / PIXELS).ravel()
    nearest = np.full(sx.size, -1e9)
    color = np.zeros((sx.size, 4), np.uint8)
    for box, pivot, is_head, faces in _parts(load_mobs(), armor):
        _cast(box, _apply(body, pivot), head if is_head else body, faces, sx, sy, nearest, color)
    return color.reshape(HEIGHT, WIDTH, 4)


def _cast(box: npt.NDArray[np.float64], pivot: tuple[float, float, float], m: list[list[float]], faces: list[Image],
          sx: npt.NDArray[np.float64], sy: npt.NDArray[np.float64], nearest: npt.NDArray[np.float64],
          color: npt.NDArray[np.uint8]) -> None:  # fmt: skip
    """Draw one turned box: rays come from +z; model = transpose of ``m`` times (screen - pivot)."""
    local = [m[0][i] * (sx - pivot[0]) + m[1][i] * (sy - pivot[1]) for i in range(3)]
    slope = [m[2][i] for i in range(3)]
    size = box[3:] - box[:3]
    for face in range(6):
        axis = (1, 1, 2, 2, 0, 0)[face]
        outward = 1.0 if face & 1 else -1.0
        if slope[axis] * outward <= 1e-9:
            continue
        depth = (box[axis + 3 * (face & 1)] - local[axis]) / slope[axis]
        at = [(local[i] + slope[i] * depth - box[i]) / size[i] for i in range(3)]
        inside = depth > nearest
        for i in range(3):
            if i != axis:
                inside &= (at[i] >= 0.0) & (at[i] <= 1.0)
        where = np.flatnonzero(inside)
        if not where.size:
            continue
        fx, fy, fz = (at[i][where] for i in range(3))
        u = (fx, fx, 1 - fx, fx, fz, 1 - fz)[face]
        v = (1 - fz, fz, 1 - fy, 1 - fy, 1 - fy, 1 - fy)[face]
        picture = faces[face]
        height, width = picture.shape[:2]
        row = np.clip((v * height).astype(np.int64), 0, height - 1)
        col = np.clip((u * width).astype(np.int64), 0, width - 1)
        texel = picture[row, col]
        solid = texel[:, 3] > 127
        where, texel, depth = where[solid], texel[solid], depth[where][solid]
        normal = [m[i][axis] * outward for i in range(3)]
        light = 0.46 + 0.54 * max(0.0, -0.27 * normal[0] + 0.55 * normal[1] + 0.79 * normal[2])
        percent = min(100, int(light * 100.0))
        color[where, :3] = texel[:, :3].astype(np.int32) * percent // 100
        color[where, 3] = 255
        nearest[where] = depth


def _build() -> Arrays:
    plain = [[draw_figure(turn, tilt) for tilt in range(TILTS)] for turn in range(TURNS)]
    return {"figures": np.array(plain, np.uint8)}


@functools.cache
def load_figures() -> npt.NDArray[np.uint8]:
    """(9, 7, 70, 49, 4): the unarmoured figure by turn and tilt."""
    figures: npt.NDArray[np.uint8] = cached_arrays("figures", __name__, _build)["figures"]
    return figures


@functools.lru_cache(maxsize=256)
def figure(turn: int, tilt: int, armor: Armor = ("", "", "", "")) -> Image:
    """The figure (70, 49, 4); do not write into it."""
    if not any(armor):
        plain: Image = load_figures()[turn, tilt]
        return plain
    return draw_figure(turn, tilt, armor)
