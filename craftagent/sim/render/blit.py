"""Painting one RGBA picture over another, and darkening rows: the kernels behind the overlay."""

from __future__ import annotations

from craftagent.sim.jit import kernel


@kernel
def blend(dst, src, x, y):  # type: ignore[no-untyped-def]
    """Paint ``src`` (h, w, 4) over ``dst`` (H, W, 4), both uint8 with straight alpha, at (x, y); clipped to ``dst``."""
    y0, y1 = max(0, -y), min(src.shape[0], dst.shape[0] - y)
    x0, x1 = max(0, -x), min(src.shape[1], dst.shape[1] - x)
    for j in range(y0, y1):
        for i in range(x0, x1):
            a = int(src[j, i, 3])
            if a == 0:
                continue
            b = int(dst[y + j, x + i, 3])
            if a == 255 or b == 0:
                for c in range(4):
                    dst[y + j, x + i, c] = src[j, i, c]
                continue
            if b == 255:  # the usual case; v / 255 rounded, without a division
                for c in range(3):
                    v = int(src[j, i, c]) * a + int(dst[y + j, x + i, c]) * (255 - a) + 128
                    dst[y + j, x + i, c] = (v + (v >> 8)) >> 8
                continue
            rest = b * (255 - a)
            total = a * 255 + rest
            for c in range(3):
                mixed = int(src[j, i, c]) * a * 255 + int(dst[y + j, x + i, c]) * rest
                dst[y + j, x + i, c] = (mixed + total // 2) // total
            dst[y + j, x + i, 3] = (total + 127) // 255


@kernel
def darken_rows(dst, src, x, y, alpha, grey):  # type: ignore[no-untyped-def]
    """``dst`` at (x, y) = ``src`` mixed with a grey level by ``alpha[row of dst]`` of 255; alpha of ``src`` is kept."""
    for j in range(src.shape[0]):
        a = int(alpha[y + j])
        for i in range(src.shape[1]):
            shown = src[j, i, 3]
            dst[y + j, x + i, 3] = shown
            for c in range(3):
                v = int(src[j, i, c]) * (255 - a) + grey * a + 128
                dst[y + j, x + i, c] = (v + (v >> 8)) >> 8 if shown != 0 else 0


@kernel
def row_spans(spans, picture, x0, x1, y0, y1):  # type: ignore[no-untyped-def]
    """``spans[y] = first, last + 1`` column with alpha in x0..x1 - 1, for the rows y0..y1 - 1; 0, 0 if none."""
    for y in range(y0, y1):
        first = x1
        last = 0
        for x in range(x0, x1):
            if picture[y, x, 3] != 0:
                first = min(first, x)
                last = x + 1
        spans[y, 0] = first if last > 0 else 0
        spans[y, 1] = last


@kernel
def restore(dst, src, rects, n):  # type: ignore[no-untyped-def]
    """Copy the first ``n`` areas (left, top, right, bottom) of ``src`` to ``dst``, both (H, W, 4)."""
    for k in range(n):
        for y in range(rects[k, 1], rects[k, 3]):
            for x in range(rects[k, 0], rects[k, 2]):
                for c in range(4):
                    dst[y, x, c] = src[y, x, c]


@kernel
def widen_spans(spans, base, cols, rects, n):  # type: ignore[no-untyped-def]
    """``spans`` = ``base`` widened by the first ``n`` areas; ``cols`` = the columns of all rows together."""
    low = 1 << 30
    high = 0
    for y in range(spans.shape[0]):
        first, last = base[y, 0], base[y, 1]
        for k in range(n):
            if rects[k, 1] <= y < rects[k, 3]:
                first = rects[k, 0] if last == 0 else min(first, rects[k, 0])
                last = max(last, rects[k, 2])
        spans[y, 0] = first
        spans[y, 1] = last
        if last > 0:
            low = min(low, first)
            high = max(high, last)
    cols[0] = low if high > 0 else 0
    cols[1] = high
