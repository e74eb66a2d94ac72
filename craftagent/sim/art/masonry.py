"""Patterns that many blocks share: mottled rock, rounded stones, brickwork, polished slabs, inlays in rock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from craftagent.sim.art.paint import (
    XX,
    YY,
    Color,
    Field,
    N,
    Tex,
    add,
    bevel,
    cells,
    lerp,
    masked,
    mixed,
    noise,
    ramp,
    rgb,
    scale,
    soft,
    sprite,
    times,
    to_mean,
)


def rock(name: str, mean: Color, tones: Sequence[int], weights: Sequence[int], flat: int = 2) -> Tex:
    """Mottled rock: tones are percents of the mean colour, darkest first; ``flat`` stretches the blotches sideways."""
    field = mixed((soft(name, 4, 4 // flat), 4), (soft(name + "b", 2, 1), 5), (noise(name + "c"), 4))
    return to_mean(ramp(field, [scale(mean, t) for t in tones], weights), mean)


def grains(name: str, mean: Color, tones: Sequence[int], weights: Sequence[int], clump: int = 1) -> Tex:
    """Fine grains: nearly white noise, a little clumped (sand, gravel, powder)."""
    field = mixed((noise(name), 4), (soft(name + "b", 2), clump))
    return to_mean(ramp(field, [scale(mean, t) for t in tones], weights), mean)


def pebbles(name: str, mean: Color, per_side: int, gap: int, deep: int = 62, spread: int = 9) -> Tex:
    """Rounded stones with dark gaps, lit from the upper left. ``gap`` in 1/8 texel, ``deep`` percent of mean."""
    owner, rim = cells(name, per_side)
    tone = noise(name + "/tone", 1, per_side * per_side)[0][owner]
    level = 100 + (tone - 128) * spread // 128 + (noise(name + "/grain") - 128) * 5 // 128
    lit = rim - np.roll(rim, (1, 1), (0, 1))
    level = level + np.clip(lit, -14, 14)
    level = np.where(rim < gap, deep + (noise(name + "/gap") - 128) * 6 // 128, level)
    level = np.where((rim >= gap) & (rim < gap + 6), level - 8, level)
    out = np.empty((N, N, 4), np.uint8)
    color = np.array(rgb(mean), np.int64)
    # a few flat tones read better from afar than a continuous shade
    level = (level + 3) // 7 * 7
    out[..., :3] = np.clip(color * level[..., None] // 100, 0, 255)
    out[..., 3] = 255
    return to_mean(out, mean)


def stones(art: str, mean: Color, name: str, gap: int = 60, spread: int = 9, light: int = 17, dark: int = 20) -> Tex:
    """Rounded stones from a tileable map: one letter a stone, ``.`` the gaps; each lit above left, dark below right."""
    rows = [row.ljust(N, ".")[:N] for row in art.strip("\n").split("\n")]
    cell = np.array([[ord(c) for c in row] for row in rows], np.int64)
    solid = cell != ord(".")
    same_up, same_left = cell == np.roll(cell, 1, 0), cell == np.roll(cell, 1, 1)
    same_down, same_right = cell == np.roll(cell, -1, 0), cell == np.roll(cell, -1, 1)
    tone = (noise(name + "/tone", 1, 128)[0][cell] - 128) * spread // 128
    level = 104 + tone + (noise(name + "/grain") - 128) * 6 // 128
    level = level + np.where(~same_up, light, 0) + np.where(~same_left & same_up, light // 2, 0)
    level = level - np.where(~same_down, dark, 0) - np.where(~same_right & same_down, dark // 2, 0)
    level = np.where(solid, level, gap + (noise(name + "/gap") - 128) * 8 // 128)
    return to_mean(shades(mean, level), mean)


def bricks(
    name: str,
    mean: Color,
    mortar: Color,
    course: int = 4,
    length: int = 8,
    light: int = 10,
    dark: int = 12,
    spread: int = 8,
    grain: int = 5,
) -> Tex:
    """Brickwork: courses of height ``course`` with mortar in the last row and column, every other course shifted."""
    row = YY // course
    x = (XX + np.where(row % 2 == 1, length // 2, 0)) % N
    number = row * (N // length) + x // length
    joint = (YY % course == course - 1) | (x % length == length - 1)
    tone = (noise(name, 1, 64)[0][number] - 128) * spread // 128
    level = 100 + tone + (noise(name + "/grain") - 128) * grain // 128
    level = level + np.where((YY % course == 0) | (x % length == 0), light, 0)
    low = (YY % course == course - 2) | (x % length == length - 2)
    level = level - np.where(low, dark, 0)
    body = shades(mean, level)
    lines = shades(mortar, 100 + (noise(name + "/mortar") - 128) * grain // 128)
    return to_mean(masked(body, lines, joint), mean)


def shades(color: Color, percent: Field) -> Tex:
    """One colour at many brightnesses."""
    out = np.empty((N, N, 4), np.uint8)
    out[..., :3] = np.clip(np.array(rgb(color), np.int64) * percent[..., None] // 100, 0, 255)
    out[..., 3] = 255
    return out


def slab(tex: Tex, light: int = 16, dark: int = 26) -> Tex:
    """A polished stone: a light rim above and left, a dark rim below and right, inside calmer."""
    step = np.zeros((N, N), np.int64)
    step[0, :] = light
    step[:, 0] = light
    step[N - 1, :] = -dark
    step[:, N - 1] = -dark
    step[1, 1 : N - 1] += light // 4
    step[1 : N - 1, 1] += light // 4
    return add(tex, step)


def inlay(base: Tex, art: str, colors: Mapping[str, Color], shadow: int = 80, glow: int = 106) -> Tex:
    """Lumps set into rock: rock below and right of them is in shadow, rock above and left catches light."""
    lumps = sprite(art, colors)
    solid = lumps[..., 3] > 0
    below = np.roll(solid, 1, 0) | np.roll(solid, 1, 1) | np.roll(solid, (1, 1), (0, 1))
    above = np.roll(solid, -1, 0) | np.roll(solid, -1, 1)
    percent = np.where(below, shadow, np.where(above, glow, 100))
    return masked(times(base, percent), lumps, solid)


def patches(base: Tex, top: Tex, name: str, share: int, cell: int = 4) -> Tex:
    """Cover ``share`` of 256 parts of the base in blotches of another texture (moss)."""
    field = mixed((soft(name, cell), 3), (noise(name + "/edge"), 1))
    order = np.argsort(field, axis=None, kind="stable")[::-1][: N * N * share // 256]
    mask = np.zeros(N * N, bool)
    mask[order] = True
    return masked(base, top, mask.reshape(N, N))


def cracked(base: Tex, art: str, dark: int = 55) -> Tex:
    """Draw cracks (``x``) as darkened texels, with a light lower lip."""
    line = sprite(art, {"x": 0xFFFFFF})[..., 3] > 0
    lip = np.roll(line, (1, 1), (0, 1)) & ~line
    return times(base, np.where(line, dark, np.where(lip, 108, 100)))


def chiseled(base: Tex, light: int = 18, dark: int = 30) -> Tex:
    """Nested squares cut into a slab."""
    out = bevel(base, light, dark)
    out = bevel(out, -dark, -light, 3, 3, 13, 13)
    out = bevel(out, light, dark, 4, 4, 12, 12)
    return bevel(out, -dark, -light, 6, 6, 10, 10)


def steps(dark: Color, light: Color, count: int) -> list[tuple[int, int, int]]:
    """``count`` colours from dark to light."""
    return [lerp(dark, light, i, max(1, count - 1)) for i in range(count)]
