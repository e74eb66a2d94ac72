"""Before the world: pixels that the overlay hides. After it: veil, crosshair and the overlay's own pixels."""

from __future__ import annotations

import numpy as np

from craftagent.sim.render.leaf import part

CROSS_X, CROSS_Y, CROSS = 312, 172, 15
DARKEN_GREY = 0x10


@part
def mark_hidden(f, rgba, spans):  # type: ignore[no-untyped-def]
    """Clear ``done`` and set it to 2 where the overlay is opaque."""
    done = f.done
    for j in range(done.shape[0]):
        for i in range(done.shape[1]):
            done[j, i] = 0
        y = f.rows[j]
        left, right = spans[y, 0], spans[y, 1]
        if right > left:
            for i in range(done.shape[1]):
                x = f.cols[i]
                if x >= right:
                    break
                if x >= left and rgba[y, x, 3] == 255:
                    done[j, i] = 2


@part
def lay_over(f, rgba, spans, darken, invert):  # type: ignore[no-untyped-def]
    """Veil, inverted crosshair and overlay onto ``f.color``; the order is the overlay's."""
    color = f.color
    width = color.shape[1]
    for j in range(color.shape[0]):
        y = f.rows[j]
        d = np.int64(darken[y])
        if d != 0:
            for i in range(width):
                for k in range(3):
                    color[j, i, k] = np.uint8((np.int64(color[j, i, k]) * (255 - d) + DARKEN_GREY * d + 127) // 255)
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
                for k in range(3):
                    color[j, i, k] = np.uint8(255 - color[j, i, k])
            a = np.int64(rgba[y, x, 3])
            if a != 0:
                for k in range(3):
                    c = np.int64(color[j, i, k])
                    color[j, i, k] = np.uint8((c * (255 - a) + np.int64(rgba[y, x, k]) * a + 127) // 255)
