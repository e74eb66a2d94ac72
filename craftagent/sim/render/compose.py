"""Before the world: pixels that the overlay hides. After it: veil, crosshair and the overlay's own pixels."""

from __future__ import annotations

import numpy as np

from craftagent.sim.render.leaf import leaf, part

CROSS_X, CROSS_Y, CROSS = 312, 172, 15
DARKEN_GREY = 0x101010


@part
def mark_hidden(f, rgba, spans):  # type: ignore[no-untyped-def]
    """Clear ``done`` and set it to 2 where the overlay is opaque."""
    done, width = f.done, f.c[0].width
    for j in range(f.c[0].height):
        base = j * width
        for i in range(width):
            done[base + i] = 0
        y = f.rows[j]
        left, right = spans[y, 0], spans[y, 1]
        if right > left:
            for i in range(width):
                x = f.cols[i]
                if x >= right:
                    break
                if x >= left and rgba[y, x, 3] == 255:
                    done[base + i] = 2


@leaf
def mix(rgb, other, part):  # type: ignore[no-untyped-def]
    """``rgb`` with ``part`` / 255 of ``other``, rounded, by channel; words R | G << 8 | B << 16."""
    out = np.int64(0)
    for shift in range(0, 24, 8):
        out |= ((rgb >> shift & 255) * (255 - part) + (other >> shift & 255) * part + 127) // 255 << shift
    return out


@part
def lay_over(f, rgba, spans, darken, invert):  # type: ignore[no-untyped-def]
    """Veil, inverted crosshair and overlay onto ``f.color``; the order is the overlay's."""
    color, width = f.color, f.c[0].width
    for j in range(f.c[0].height):
        y, base = f.rows[j], j * width
        d = np.int64(darken[y])
        if d != 0:
            for i in range(width):
                color[base + i] = mix(np.int64(color[base + i]), DARKEN_GREY, d)
        cross = y - CROSS_Y
        left, right = np.int64(spans[y, 0]), np.int64(spans[y, 1])
        crossed = cross >= 0 and cross < CROSS
        if crossed:
            left = min(left, CROSS_X) if right > left else np.int64(CROSS_X)
            right = max(right, CROSS_X + CROSS)
        if right <= left:
            continue
        for i in range(width):
            x = f.cols[i]
            if x >= right:
                break
            if x < left:
                continue
            if crossed and x >= CROSS_X and x < CROSS_X + CROSS and invert[cross, x - CROSS_X] != 0:
                color[base + i] ^= np.uint32(0xFFFFFF)
            a = np.int64(rgba[y, x, 3])
            if a != 0:
                over = np.int64(rgba[y, x, 0]) | np.int64(rgba[y, x, 1]) << 8 | np.int64(rgba[y, x, 2]) << 16
                color[base + i] = mix(np.int64(color[base + i]), over, a)
