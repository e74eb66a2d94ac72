"""Smaller versions of tiles, for far-away surfaces: colour is averaged by alpha, cut-outs keep their coverage."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Atlas = npt.NDArray[np.uint8]


def halves(atlas: Atlas) -> tuple[Atlas, Atlas, Atlas, Atlas]:
    """(n, 16, 16, 4) to sizes 8, 4, 2 and the mean (n, 4), all uint8."""
    eight, four, two, one = (_shrink(atlas, k) for k in (2, 4, 8, 16))
    return eight, four, two, np.ascontiguousarray(one[:, 0, 0])


def _shrink(atlas: Atlas, k: int) -> Atlas:
    """Average k x k texels; the alpha of cut-out tiles (only 0 and 255) becomes 0 or 255 with the same coverage."""
    n, size = len(atlas), 16 // k
    blocks = atlas.reshape(n, size, k, size, k, 4).astype(np.int64)
    alpha = blocks[..., 3:4]
    total = alpha.sum((2, 4))
    color = (blocks[..., :3] * alpha).sum((2, 4))
    plain = blocks[..., :3].sum((2, 4))
    out = np.empty((n, size, size, 4), np.uint8)
    safe = np.maximum(total, 1)
    out[..., :3] = np.where(total > 0, (color + safe // 2) // safe, (plain + k * k // 2) // (k * k))
    mean = (total[..., 0] + k * k // 2) // (k * k)
    out[..., 3] = mean
    if size == 1:
        return out
    cut = ((atlas[..., 3] == 0) | (atlas[..., 3] == 255)).all((1, 2)) & (atlas[..., 3] == 0).any((1, 2))
    for i in np.flatnonzero(cut):
        covered = int((atlas[i, ..., 3] == 255).sum())
        keep = (covered * size * size + 128) // 256
        if covered:
            keep = max(1, keep)
        order = np.argsort(-mean[i].ravel(), kind="stable")
        bits = np.zeros(size * size, np.uint8)
        bits[order[:keep]] = 255
        out[i, ..., 3] = bits.reshape(size, size)
    return out
