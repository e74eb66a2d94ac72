"""Turned boxes and thin pictures: creatures, dropped items, the hand. Drawn over the world with its depths.

A solid is a row of ``solids`` (float64) and of ``codes`` (int64). A point or direction v of the space it is placed in
becomes A v (+ o for the eye) in its own space, where it is the box x0..x1, y0..y1, z0..z1.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.render.frame import FOG_STEPS
from craftagent.sim.render.leaf import leaf, part
from craftagent.sim.render.shade import dim, paint, tinted

# solids: A row-major 0-8, eye 9-11, box 12-17, texel maps of the six faces 18-41 (u = m0 + m1 a, v = m2 + m3 b), then
# shade of the six faces (0..256) 42-47
S_EYE, S_BOX, S_MAP, S_SHADE, S_WIDTH = 9, 12, 18, 42, 48
# codes: place of each face in the atlas or -1: 0-5; its largest u | v << 8 and tint << 16: 6-11; overlay tiles 12-17 (0
# none); light 18; flash colour 19 and strength 0..256 20; 21 picture (1) or box (0)
C_TEX, C_LIMIT, C_OVER, C_LIGHT, C_FLASH, C_STRENGTH, C_PICTURE, C_WIDTH = 0, 6, 12, 18, 19, 20, 21, 24


@part
def span(places, n, low, high, out):  # type: ignore[no-untyped-def]
    """Index range [out[0], out[1]) of the first ``n`` of ascending ``places`` within low..high."""
    a, b = 0, n
    while a < b:
        m = (a + b) >> 1
        if places[m] < low:
            a = m + 1
        else:
            b = m
    out[0] = a
    b = n
    while a < b:
        m = (a + b) >> 1
        if places[m] <= high:
            a = m + 1
        else:
            b = m
    out[1] = a


@part
def settle_solid(s, m, scale, f, rect):  # type: ignore[no-untyped-def]
    """Set a solid's inverse map, eye and face shade from its map ``m`` to camera space, and find the samples that may
    see it (``rect``: i0, i1, j0, j1). ``s`` holds the box already. False if it is out of sight.

    Shade: the game's two lamps over creatures and items, fixed to the axes of ``m``'s far side.
    """
    low_u, high_u, low_v, high_v = 1e9, -1e9, 1e9, -1e9
    near = False
    seen = False
    for k in range(8):
        bx = s[S_BOX + (3 if k & 1 else 0)]
        by = s[S_BOX + (4 if k & 2 else 1)]
        bz = s[S_BOX + (5 if k & 4 else 2)]
        z = m[6] * bx + m[7] * by + m[8] * bz + m[11]
        if z < 0.02:
            near = True
            continue
        seen = True
        u = (m[0] * bx + m[1] * by + m[2] * bz + m[9]) / (z * scale)
        v = (m[3] * bx + m[4] * by + m[5] * bz + m[10]) / (z * scale)
        low_u, high_u = min(low_u, u), max(high_u, u)
        low_v, high_v = min(low_v, v), max(high_v, v)
    if not seen:
        return False
    if near:
        low_u, high_u, low_v, high_v = -10.0, 10.0, -10.0, 10.0
    # Places in the picture: u = (x + 0.5 - 320) / 180, v = (180 - y - 0.5) / 180.
    span(f.cols, f.c[0].width, np.floor(low_u * 180.0 + 318.5), np.ceil(high_u * 180.0 + 320.5), rect)
    i0, i1 = rect[0], rect[1]
    span(f.rows, f.c[0].height, np.floor(178.5 - high_v * 180.0), np.ceil(180.5 - low_v * 180.0), rect)
    rect[2] = rect[0]
    rect[3] = rect[1]
    rect[0] = i0
    rect[1] = i1
    if i0 >= i1 or rect[2] >= rect[3]:
        return False
    x0 = m[4] * m[8] - m[5] * m[7]
    x1 = m[5] * m[6] - m[3] * m[8]
    x2 = m[3] * m[7] - m[4] * m[6]
    inv = 1.0 / (m[0] * x0 + m[1] * x1 + m[2] * x2)
    s[0], s[3], s[6] = x0 * inv, x1 * inv, x2 * inv
    s[1] = (m[2] * m[7] - m[1] * m[8]) * inv
    s[4] = (m[0] * m[8] - m[2] * m[6]) * inv
    s[7] = (m[1] * m[6] - m[0] * m[7]) * inv
    s[2] = (m[1] * m[5] - m[2] * m[4]) * inv
    s[5] = (m[2] * m[3] - m[0] * m[5]) * inv
    s[8] = (m[0] * m[4] - m[1] * m[3]) * inv
    for k in range(3):
        s[S_EYE + k] = -(s[3 * k] * m[9] + s[3 * k + 1] * m[10] + s[3 * k + 2] * m[11])
    return True


@part
def shade_solid(s, n):  # type: ignore[no-untyped-def]
    """Face shade from ``n`` (12,): the solid's map to the space whose axes the lamps are fixed to (y up)."""
    for axis in range(3):
        x, y, z = n[axis], n[3 + axis], n[6 + axis]
        size = 1.0 / (np.sqrt(x * x + y * y + z * z) * 1.2369316876852983)
        one = (0.2 * x + y - 0.7 * z) * size
        two = (-0.2 * x + y + 0.7 * z) * size
        up = 0.4 + 0.6 * (max(one, 0.0) + max(two, 0.0))
        down = 0.4 + 0.6 * (max(-one, 0.0) + max(-two, 0.0))
        side = 4 if axis == 0 else 0 if axis == 1 else 2  # the low face of the axis
        s[S_SHADE + side] = np.floor(256.0 * min(down, 1.0))
        s[S_SHADE + side + 1] = np.floor(256.0 * min(up, 1.0))


@leaf
def picture_hit(atlas, s, base, ox, oy, oz, dx, dy, dz, t, out, best):  # type: ignore[no-untyped-def]
    """March a ray through a picture one texel thick (box 0..1 in x and y, z across) from ``t`` to ``out``.

    Returns the first texel that is there or -1; ``best[2]`` = depth, ``best[3]`` = face.
    """
    px, py = np.int64(dx > 0.0), np.int64(dy > 0.0)
    face = np.int64(best[3])
    i = min(max(np.int64((ox + dx * t) * 16.0), 0), 15)
    j = min(max(np.int64((oy + dy * t) * 16.0), 0), 15)
    if face == 5:
        i = np.int64(15)
    elif face == 4:
        i = np.int64(0)
    elif face == 1:
        j = np.int64(15)
    elif face == 0:
        j = np.int64(0)
    while True:
        tex = np.int64(atlas[np.uint64(base + ((15 - j) << 4) + i)])
        if tex >> 24 & 255 >= 128:
            best[2] = t
            best[3] = face
            return tex
        tx = ((i + px) * 0.0625 - ox) / dx
        ty = ((j + py) * 0.0625 - oy) / dy
        if tx < ty:
            t = tx
            i += 2 * px - 1
            face = 5 - px
        else:
            t = ty
            j += 2 * py - 1
            face = 1 - py
        if t >= out or i < 0 or i > 15 or j < 0 or j > 15:
            return np.int64(-1)


@part
def draw_solid(atlas, s, code, f, scale, rect, first):  # type: ignore[no-untyped-def]
    """Draw one solid into colour and depth where it is nearest. A and eye are given in camera space (x right, y up, z
    ahead). ``first`` 1: the hand, drawn before the world: marks its pixels ``done`` = 1 and knows no fog."""
    c = f.c[0]
    best = f.hit
    lit0 = np.uint64(code[C_LIGHT])
    ox, oy, oz = s[9], s[10], s[11]
    for j in range(rect[2], rect[3]):
        v = f.v[j] * scale
        ex, ey, ez = s[2] + s[1] * v, s[5] + s[4] * v, s[8] + s[7] * v
        for i in range(rect[0], rect[1]):
            at = j * c.width + i
            done = f.done[at]
            if (first == 0 and done != 0) or done == 2:
                continue
            u = f.u[i] * scale
            dx, dy, dz = ex + s[0] * u, ey + s[3] * u, ez + s[6] * u
            if abs(dx) < 1e-12:
                dx = 1e-12
            if abs(dy) < 1e-12:
                dy = 1e-12
            if abs(dz) < 1e-12:
                dz = 1e-12
            ix, iy, iz = 1.0 / dx, 1.0 / dy, 1.0 / dz
            px, py, pz = np.int64(dx > 0.0), np.int64(dy > 0.0), np.int64(dz > 0.0)
            near = (s[15 - 3 * px] - ox) * ix
            face = 5 - px
            y0 = (s[16 - 3 * py] - oy) * iy
            if y0 > near:
                near = y0
                face = 1 - py
            z0 = (s[17 - 3 * pz] - oz) * iz
            if z0 > near:
                near = z0
                face = 3 - pz
            out = min((s[12 + 3 * px] - ox) * ix, min((s[13 + 3 * py] - oy) * iy, (s[14 + 3 * pz] - oz) * iz))
            if near > out or near < 0.02 or ((first == 0 or done != 0) and near >= abs(f.depth[at])):
                continue
            over = np.int64(0)
            if code[C_PICTURE] != 0:
                best[3] = face
                tex = picture_hit(atlas, s, code[C_TEX], ox, oy, oz, dx, dy, dz, near, out, best)
                if tex < 0:
                    continue
                near = best[2]
                face = np.int64(best[3])
                if (first == 0 or done != 0) and near >= abs(f.depth[at]):
                    continue
                rgb = np.int64(0xFFFFFF)
            else:
                base = code[C_TEX + face]
                if base < 0:
                    continue
                a, b = ox + dx * near, oy + dy * near
                if face >= 4:
                    a = oz + dz * near
                elif face < 2:
                    b = oz + dz * near
                m = S_MAP + 4 * face
                limit = code[C_LIMIT + face]
                tu = min(max(np.int64(np.floor(s[m] + s[m + 1] * a)), 0), limit & 255)
                tv = min(max(np.int64(np.floor(s[m + 2] + s[m + 3] * b)), 0), limit >> 8 & 255)
                tex = np.int64(atlas[np.uint64(base + (tv << 4) + tu)])
                rgb = limit >> 16
                if code[C_OVER + face] > 0:
                    over = np.int64(atlas[np.uint64(code[C_OVER + face] + (tv << 4) + tu)])
                    if over >> 24 & 255 >= 128:
                        tex = over
                    else:
                        rgb = np.int64(0xFFFFFF)
                if tex >> 24 & 255 < 26:
                    continue
            lit = dim(lit0, np.int64(s[S_SHADE + face]))
            if rgb != 0xFFFFFF:
                lit = tinted(lit, rgb)
            k = code[C_STRENGTH]
            if k > 0:
                flash = code[C_FLASH]
                r = tex & 255
                g = tex >> 8 & 255
                b2 = tex >> 16 & 255
                r += (((flash & 255) - r) * k) >> 8
                g += (((flash >> 8 & 255) - g) * k) >> 8
                b2 += (((flash >> 16 & 255) - b2) * k) >> 8
                tex = r | g << 8 | b2 << 16
            fog = np.int64(0)
            if first == 0:
                length = np.sqrt(1.0 + u * u + v * v)
                fog = f.fog[min(np.int64(near * length * 4.0), FOG_STEPS - 1)]
            rgb = paint(tex, lit, fog, c)
            if first != 0:
                f.done[at] = 1
            elif f.depth[at] < 0.0 and f.front_depth[at] < near:
                front = f.front[at]
                k = front >> 24
                rgb = (
                    (front & 255) + (((rgb & 255) * k) >> 16)
                    | (front >> 8 & 255) + (((rgb >> 8 & 255) * k) >> 16) << 8
                    | (front >> 16 & 255) + (((rgb >> 16 & 255) * k) >> 16) << 16
                )
                near = -near
            f.color[at] = rgb
            f.depth[at] = near
