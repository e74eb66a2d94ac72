"""Small pictures of blocks as the slots show them: the block model seen from above one edge, 30 degrees down.

The visible faces are up, east (left) and north (right), lit 1.0, 0.8 and 0.55. Only + - * / and square roots, so the
pictures have the same bits everywhere.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from craftagent.sim.art.pixels import Image, Rgb

SIZE = 16
SAMPLES = 4  # rays per pixel along each side; colours are means, the silhouette is by majority
FACE_LIGHT = (45, 100, 56, 80, 70, 80)  # percent, by face: down up north south west east

Face = Image | None


class Box(NamedTuple):
    """A box in block units with six pictures (16, 16, 4) or None; ``uv`` (6, 4) as u0 v0 u1 v1 in 0..1."""

    bounds: tuple[float, float, float, float, float, float]
    faces: tuple[Face, Face, Face, Face, Face, Face]
    uv: tuple[tuple[float, float, float, float], ...] | None = None


def cube(faces: tuple[Face, ...], bounds: tuple[float, ...] = (0.0, 0.0, 0.0, 1.0, 1.0, 1.0)) -> Box:
    """A box whose pictures lie as on a full block: each face shows the part of its texture where the box stands."""
    down, up, north, south, west, east = faces
    x0, y0, z0, x1, y1, z1 = bounds
    return Box((x0, y0, z0, x1, y1, z1), (down, up, north, south, west, east))


def _rays(scale: float) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Origins (n, 3) and direction (3,) of the orthographic rays in block units, rows of the picture first."""
    n = SIZE * SAMPLES
    half = np.sqrt(0.5)
    cos30 = np.sqrt(0.75)
    index = (np.arange(n) + 0.5) / SAMPLES - SIZE / 2
    sx, sy = np.meshgrid(index, index)  # pixels right and down of the middle
    sx, sy = sx.ravel() / scale, sy.ravel() / scale
    # Looking south-west and down: screen right is north-west, so the east face is on the left, the north on the right.
    right, ahead = np.array([-half, 0.0, -half]), np.array([-half, 0.0, half])
    direction = np.array([ahead[0] * cos30, -0.5, ahead[2] * cos30])
    up = np.array([ahead[0] * 0.5, cos30, ahead[2] * 0.5])
    origins = 0.5 + sx[:, None] * right - sy[:, None] * up - direction * 4.0
    return origins, direction


def _texel(points: npt.NDArray[np.float64], face: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    x, y, z = points[:, 0], points[:, 1], points[:, 2]
    a = (x, x, 1 - x, x, z, 1 - z)[face]
    b = (1 - z, z, 1 - y, 1 - y, 1 - y, 1 - y)[face]
    return a, b


def iso_icon(boxes: list[Box], scale: float = 10.0, center: tuple[float, float, float] | None = None) -> Image:
    """Picture (16, 16, 4) of boxes; ``scale`` is pixels per block edge (10 is the game's), alpha is 0 or 255.

    ``center`` moves the given point of the block to the middle of the picture.
    """
    origins, direction = _rays(scale)
    if center is not None:
        origins = origins + (np.array(center) - 0.5)
    n = len(origins)
    depth = np.full(n, np.inf)
    color = np.zeros((n, 4), np.int64)
    for box in boxes:
        lo, hi = np.array(box.bounds[:3]), np.array(box.bounds[3:])
        for face in range(6):
            picture = box.faces[face]
            axis = (1, 1, 2, 2, 0, 0)[face]
            plane = (lo, hi)[face & 1][axis]
            outward = 1.0 if face & 1 else -1.0
            if picture is None or direction[axis] * outward >= 0:
                continue
            t = (plane - origins[:, axis]) / direction[axis]
            points = origins + t[:, None] * direction
            inside = t < depth
            for other in range(3):
                if other != axis:
                    inside &= (points[:, other] >= lo[other]) & (points[:, other] <= hi[other])
            if not inside.any():
                continue
            if box.uv is None:
                u, v = _texel(points, face)
            else:
                span = np.where(hi - lo > 1e-6, hi - lo, 1.0)
                a, b = _texel((points - lo) / span, face)
                u0, v0, u1, v1 = box.uv[face]
                u, v = u0 + (u1 - u0) * a, v0 + (v1 - v0) * b
            row = np.clip((v * 16).astype(np.int64), 0, 15)
            col = np.clip((u * 16).astype(np.int64), 0, 15)
            texel = picture[row, col].astype(np.int64)
            hit = inside & (texel[:, 3] >= 96)
            texel[:, :3] = texel[:, :3] * FACE_LIGHT[face] // 100
            color[hit] = texel[hit]
            depth[hit] = t[hit]
    return _gather(color, np.isfinite(depth))


def _gather(color: npt.NDArray[np.int64], hit: npt.NDArray[np.bool_]) -> Image:
    shape = (SIZE, SAMPLES, SIZE, SAMPLES)
    count = hit.reshape(shape).sum(axis=(1, 3))
    total = np.where(hit[:, None], color, 0).reshape(*shape, 4).sum(axis=(1, 3))
    out = np.zeros((SIZE, SIZE, 4), np.uint8)
    out[..., :3] = (total[..., :3] // np.maximum(count, 1)[..., None]).astype(np.uint8)
    out[..., 3] = np.where(count * 2 >= SAMPLES * SAMPLES, 255, 0)
    out[out[..., 3] == 0] = 0
    return out


def multiplied(picture: Image, color: Rgb) -> Image:
    """A texture with its tint applied."""
    out = picture.copy()
    for channel in range(3):
        out[..., channel] = picture[..., channel].astype(np.int64) * color[channel] // 255
    return out
