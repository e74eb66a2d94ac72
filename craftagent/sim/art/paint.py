"""Brushes for 16 x 16 textures: hashed noise, ramps of colour, cells, planks and sprites. Integers only.

Every random choice is a hash of a name and a position, and every mean is an integer sum, so the pictures have the same
bits on every machine. A texture is ``uint8 (16, 16, 4)`` RGBA; a *field* is ``int64 (16, 16)``; rows are y, downwards.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

Tex = npt.NDArray[np.uint8]
Field = npt.NDArray[np.int64]
Color = tuple[int, int, int] | int | str

N = 16
YY, XX = np.mgrid[0:N, 0:N].astype(np.int64)


def rgb(color: Color) -> tuple[int, int, int]:
    """``0xRRGGBB``, ``"rrggbb"`` or a triple as a triple."""
    if isinstance(color, str):
        color = int(color, 16)
    if isinstance(color, int):
        return color >> 16 & 255, color >> 8 & 255, color & 255
    return int(color[0]), int(color[1]), int(color[2])


def lerp(a: Color, b: Color, part: int, whole: int = 100) -> tuple[int, int, int]:
    """Colour ``part / whole`` of the way from a to b, rounded."""
    one, two = rgb(a), rgb(b)
    r, g, b_ = ((p * (whole - part) + q * part + whole // 2) // whole for p, q in zip(one, two, strict=True))
    return r, g, b_


def scale(color: Color, percent: int) -> tuple[int, int, int]:
    """Colour times ``percent / 100``, clipped."""
    r, g, b = (min(255, (c * percent + 50) // 100) for c in rgb(color))
    return r, g, b


# ---------------------------------------------------------------------------------------------------------- noise


def noise(name: str, height: int = N, width: int = N) -> Field:
    """White noise 0 .. 255 of shape (height, width), a hash of the name."""
    seed = zlib.crc32(name.encode()) * 0x100000001B3 & (1 << 64) - 1
    index = np.arange(1, height * width + 1, dtype=np.uint64) + np.uint64(seed)
    z = index * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((z ^ (z >> np.uint64(31))) >> np.uint64(40)).astype(np.int64).reshape(height, width) & 255


def pick(name: str, count: int) -> int:
    """A number 0 .. count - 1 hashed from a name."""
    return int(noise(name, 1, 1)[0, 0]) * count // 256


def soft(name: str, cell_x: int, cell_y: int | None = None) -> Field:
    """Smooth tileable noise 0 .. 255 between lattice points every ``cell_x`` by ``cell_y`` texels (divisors of 16)."""
    cell_y = cell_x if cell_y is None else cell_y
    rows, cols = N // cell_y, N // cell_x
    grid = noise(name, rows, cols)
    y0, x0 = YY // cell_y, XX // cell_x
    fy, fx = YY % cell_y, XX % cell_x
    y1, x1 = (y0 + 1) % rows, (x0 + 1) % cols
    top = grid[y0, x0] * (cell_x - fx) + grid[y0, x1] * fx
    low = grid[y1, x0] * (cell_x - fx) + grid[y1, x1] * fx
    out: Field = (top * (cell_y - fy) + low * fy) // (cell_x * cell_y)
    return out


def mixed(*parts: tuple[Field, int]) -> Field:
    """Weighted mean of fields."""
    total = sum(weight for _, weight in parts)
    out = np.zeros_like(parts[0][0])
    for field, weight in parts:
        out = out + field * weight
    return out // total


def ranks(field: Field) -> Field:
    """The field with its values replaced by evenly spread ranks 0 .. 255 (ties by position)."""
    order = np.argsort(field, axis=None, kind="stable")
    out = np.empty(field.size, np.int64)
    out[order] = np.arange(field.size) * 256 // field.size
    return out.reshape(field.shape)


def cells(name: str, per_side: int, stretch_x: int = 1, stretch_y: int = 1) -> tuple[Field, Field]:
    """Tileable rounded cells: (number of the cell, distance to its border 0 .. about 40 as a difference of distances).

    One jittered point in every square of a ``per_side`` x ``per_side`` grid; odd rows are shifted by half a square.
    """
    step = N * 8 // per_side
    jx, jy = noise(name + "/x", per_side, per_side), noise(name + "/y", per_side, per_side)
    best = np.full((N, N), 1 << 40, np.int64)
    second = best.copy()
    owner = np.zeros((N, N), np.int64)
    for row in range(per_side):
        for col in range(per_side):
            px = col * step + step // 4 + int(jx[row, col]) * step // 512 + (row & 1) * step // 2
            py = row * step + step // 4 + int(jy[row, col]) * step // 512
            dx = (XX * 8 + 4 - px + N * 4) % (N * 8) - N * 4
            dy = (YY * 8 + 4 - py + N * 4) % (N * 8) - N * 4
            d = dx * dx * stretch_x + dy * dy * stretch_y
            closer = d < best
            second = np.where(closer, best, np.minimum(second, d))
            owner = np.where(closer, row * per_side + col, owner)
            best = np.minimum(best, d)
    return owner, isqrt(second) - isqrt(best)


def isqrt(field: Field) -> Field:
    """Integer square root of a field."""
    root = np.sqrt(field.astype(np.float64)).astype(np.int64)
    root = np.where(root * root > field, root - 1, root)
    return np.where((root + 1) * (root + 1) <= field, root + 1, root)


# --------------------------------------------------------------------------------------------------------- colours


def fill(color: Color, alpha: int = 255) -> Tex:
    """One colour."""
    out = np.empty((N, N, 4), np.uint8)
    out[..., :3] = rgb(color)
    out[..., 3] = alpha
    return out


def ramp(field: Field, colors: Sequence[Color], weights: Sequence[int] | None = None, equal: bool = True) -> Tex:
    """Map a field to a few flat tones, darkest share first; ``weights`` are the shares of the picture."""
    weights = [1] * len(colors) if weights is None else list(weights)
    level = ranks(field) if equal else field
    total, edge = sum(weights), 0
    index = np.zeros((N, N), np.int64)
    for weight in weights[:-1]:
        edge += weight
        index += level >= edge * 256 // total
    out = np.empty((N, N, 4), np.uint8)
    out[..., :3] = np.array([rgb(c) for c in colors], np.uint8)[index]
    out[..., 3] = 255
    return out


def blend_ramp(field: Field, dark: Color, light: Color) -> Tex:
    """Map 0 .. 255 continuously from dark to light."""
    lo, hi = np.array(rgb(dark), np.int64), np.array(rgb(light), np.int64)
    f = np.clip(field, 0, 255)[..., None]
    out = np.empty((N, N, 4), np.uint8)
    out[..., :3] = (lo * (255 - f) + hi * f + 127) // 255
    out[..., 3] = 255
    return out


def add(tex: Tex, field: Field | int) -> Tex:
    """Lighten (or darken) by a field of levels, alpha kept."""
    out = tex.copy()
    step = field[..., None] if isinstance(field, np.ndarray) else field
    out[..., :3] = np.clip(tex[..., :3].astype(np.int64) + step, 0, 255)
    return out


def times(tex: Tex, percent: Field | int) -> Tex:
    """Multiply the colour by ``percent / 100``, alpha kept."""
    out = tex.copy()
    factor = percent[..., None] if isinstance(percent, np.ndarray) else percent
    out[..., :3] = np.clip((tex[..., :3].astype(np.int64) * factor + 50) // 100, 0, 255)
    return out


def tinted(tex: Tex, color: Color) -> Tex:
    """Multiply by a colour, as the renderer does with biome tints."""
    out = tex.copy()
    out[..., :3] = (tex[..., :3].astype(np.int64) * np.array(rgb(color)) + 127) // 255
    return out


def mean_rgb(tex: Tex) -> tuple[int, int, int]:
    """Alpha-weighted mean colour; grey 0 for a fully transparent texture."""
    alpha = tex[..., 3].astype(np.int64)
    total = int(alpha.sum())
    if not total:
        return 0, 0, 0
    r, g, b = ((int((tex[..., c].astype(np.int64) * alpha).sum()) + total // 2) // total for c in range(3))
    return r, g, b


def to_mean(tex: Tex, color: Color) -> Tex:
    """Shift the colours so that their mean is ``color`` (a few rounds, because of clipping)."""
    goal = rgb(color)
    out = tex
    for _ in range(4):
        now = mean_rgb(out)
        if now == goal:
            break
        moved = out.copy()
        shift = np.array([g - n for g, n in zip(goal, now, strict=True)], np.int64)
        moved[..., :3] = np.clip(out[..., :3].astype(np.int64) + shift, 0, 255)
        out = moved
    return out


def contrast(tex: Tex, percent: int) -> Tex:
    """Spread colours about their mean by ``percent / 100``."""
    mid = np.array(mean_rgb(tex), np.int64)
    out = tex.copy()
    out[..., :3] = np.clip(mid + (tex[..., :3].astype(np.int64) - mid) * percent // 100, 0, 255)
    return out


# ---------------------------------------------------------------------------------------------------------- layers


def over(base: Tex, top: Tex) -> Tex:
    """Put ``top`` over ``base``: where its alpha is 0 the base stays, else it covers (no blending)."""
    return np.where(top[..., 3:4] > 0, top, base)


def masked(base: Tex, top: Tex, mask: npt.NDArray[np.bool_]) -> Tex:
    """``top`` where the mask is set, else ``base``."""
    return np.where(mask[..., None], top, base)


def cut(tex: Tex, keep: npt.NDArray[np.bool_]) -> Tex:
    """Make everything outside ``keep`` transparent."""
    out = tex.copy()
    out[..., 3] = np.where(keep, out[..., 3], 0)
    return out


def rect(tex: Tex, x0: int, y0: int, x1: int, y1: int, color: Color, alpha: int = 255) -> Tex:
    """A filled rectangle, x1 and y1 excluded."""
    out = tex.copy()
    out[y0:y1, x0:x1, :3] = rgb(color)
    out[y0:y1, x0:x1, 3] = alpha
    return out


def frame(tex: Tex, color: Color, x0: int = 0, y0: int = 0, x1: int = N, y1: int = N, alpha: int = 255) -> Tex:
    """The one-texel border of a rectangle."""
    out = rect(tex, x0, y0, x1, y0 + 1, color, alpha)
    out = rect(out, x0, y1 - 1, x1, y1, color, alpha)
    out = rect(out, x0, y0, x0 + 1, y1, color, alpha)
    return rect(out, x1 - 1, y0, x1, y1, color, alpha)


def bevel(tex: Tex, light: int, dark: int, x0: int = 0, y0: int = 0, x1: int = N, y1: int = N) -> Tex:
    """Lighten the upper and left edge of a rectangle, darken the lower and right one, by levels."""
    step = np.zeros((N, N), np.int64)
    step[y0, x0:x1] = light
    step[y0:y1, x0] = light
    step[y1 - 1, x0:x1] = -dark
    step[y0:y1, x1 - 1] = -dark
    return add(tex, step)


def sprite(art: str, colors: Mapping[str, Color], base: Tex | None = None) -> Tex:
    """Draw rows of characters; ``.`` and blank leave the base (transparent if none) as it is.

    Fewer than 16 rows stand at the bottom; rows may be shorter than 16. A colour may end in an alpha as ``"rrggbbaa"``.
    Raises ``KeyError`` for a character without a colour, ``ValueError`` for art that is too large.
    """
    rows = [row.rstrip() for row in art.strip("\n").split("\n")]
    if len(rows) > N or max(map(len, rows)) > N:
        raise ValueError(f"sprite of {len(rows)} rows, {max(map(len, rows))} columns")
    out = np.zeros((N, N, 4), np.uint8) if base is None else base.copy()
    for y, row in enumerate(rows, N - len(rows)):
        for x, char in enumerate(row):
            if char in ". ":
                continue
            color = colors[char]
            if isinstance(color, str) and len(color) == 8:
                out[y, x] = (*rgb(color[:6]), int(color[6:], 16))
            else:
                out[y, x] = (*rgb(color), 255)
    return out


def outline(tex: Tex, color: Color) -> Tex:
    """Paint transparent texels that touch opaque ones (4 neighbours)."""
    solid = np.pad(tex[..., 3] > 0, 1)
    near = solid[:-2, 1:-1] | solid[2:, 1:-1] | solid[1:-1, :-2] | solid[1:-1, 2:]
    return masked(tex, fill(color), near & (tex[..., 3] == 0))


def turned(tex: Tex, quarters: int) -> Tex:
    """Turned clockwise by quarters."""
    return np.ascontiguousarray(np.rot90(tex, -quarters))


def mirrored(tex: Tex) -> Tex:
    """Mirrored left to right."""
    return np.ascontiguousarray(tex[:, ::-1])


def flipped(tex: Tex) -> Tex:
    """Mirrored top to bottom."""
    return np.ascontiguousarray(tex[::-1])


def shifted(tex: Tex, dx: int, dy: int) -> Tex:
    """Rolled around by whole texels."""
    return np.roll(tex, (dy, dx), axis=(0, 1))


def bled(tex: Tex) -> Tex:
    """Give transparent texels the colour of their nearest opaque ones, so that averages have no dark rims."""
    if not (tex[..., 3] == 0).any() or not (tex[..., 3] > 0).any():
        return tex
    out = tex.copy()
    known = tex[..., 3] > 0
    color = tex[..., :3].astype(np.int64) * known[..., None]
    while not known.all():
        total, count = np.zeros_like(color), np.zeros((N, N), np.int64)
        for dy, dx in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            total += np.roll(color, (dy, dx), (0, 1))
            count += np.roll(known, (dy, dx), (0, 1))
        grow = ~known & (count > 0)
        color = np.where(grow[..., None], total // np.maximum(count, 1)[..., None], color)
        known = known | grow
    out[..., :3] = color
    return out
