"""Colour of a hit: texel, tint, face shade, light with smooth corners, fog.

Light is carried as one 64-bit word of three 21-bit fields (red lowest), each 0..1023, so that a weighted sum of four
corners is four multiplications. A lit face (its texture, turn and four corner lights) is remembered for the rest of the
frame in a small direct-mapped cache; the cache only saves work, what it holds is a function of the world.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.render.frame import FACE_WORDS, FACES
from craftagent.sim.render.leaf import leaf, part
from craftagent.sim.render.looks import EMISSIVE, FLAGS, OVERLAY, SHADED, TILE, TINT, TINT_FACES

FIELDS = np.uint64(0x3FF | 0x3FF << 21 | 0x3FF << 42)
WHITE = np.uint64(1023 | 1023 << 21 | 1023 << 42)
# 256 times the game's face shade: down, up, north, south, west, east, and none
SHADE = (128, 256, 205, 205, 154, 154, 256)
OCCLUSION = 51  # 256 times 0.2: what each of three dark corner neighbours takes


@leaf
def state_at(w, x, y, z):  # type: ignore[no-untyped-def]
    """State of a cell in window coordinates, 0 <= y < 256. Unsigned indices: no test for negative ones."""
    return np.int64(w.blocks[np.uint64(x & 255), np.uint64(z & 255), np.uint64(y)])


@leaf
def light_at(w, x, y, z):  # type: ignore[no-untyped-def]
    """Light byte of a cell in window coordinates, 0 <= y < 256: sky << 4 | block."""
    return np.int64(w.light[np.uint64(x & 255), np.uint64(z & 255), np.uint64(y)])


@part
def _blended(w, looks, x, z, row):  # type: ignore[no-untyped-def]
    """Mean tint of the 5 x 5 columns around one, as the game blends biomes."""
    r, g, b = np.int64(0), np.int64(0), np.int64(0)
    for i in range(x - 2, x + 3):
        for j in range(z - 2, z + 3):
            rgb = looks.tint[np.uint64(w.biome[np.uint64(i & 255), np.uint64(j & 255)]), np.uint64(row)]
            r += rgb & 255
            g += rgb >> 8 & 255
            b += rgb >> 16 & 255
    return r // 25 | g // 25 << 8 | b // 25 << 16


@leaf
def tint_at(w, looks, x, z, row):  # type: ignore[no-untyped-def]
    """Colour R | G << 8 | B << 16 of a row of tints at a column."""
    here = w.biome[np.uint64(x & 255), np.uint64(z & 255)]
    west, east = np.uint64((x - 2) & 255), np.uint64((x + 2) & 255)
    north, south = np.uint64((z - 2) & 255), np.uint64((z + 2) & 255)
    others = (w.biome[west, north] ^ here) | (w.biome[west, south] ^ here)
    others |= (w.biome[east, north] ^ here) | (w.biome[east, south] ^ here)
    if others != 0:
        return _blended(w, looks, x, z, np.int64(row))
    return looks.tint[np.uint64(here), np.uint64(row)]


@leaf
def dim(light, k):  # type: ignore[no-untyped-def]
    """Light times ``k`` / 256, 0 <= k <= 256."""
    return ((light * np.uint64(k)) >> np.uint64(8)) & FIELDS


@leaf
def tinted(light, rgb):  # type: ignore[no-untyped-def]
    """Light times a colour (R | G << 8 | B << 16)."""
    r = (light & np.uint64(1023)) * np.uint64(rgb & 255) * np.uint64(257) >> np.uint64(16)
    g = (light >> np.uint64(21) & np.uint64(1023)) * np.uint64(rgb >> 8 & 255) * np.uint64(257) >> np.uint64(16)
    b = (light >> np.uint64(42) & np.uint64(1023)) * np.uint64(rgb >> 16 & 255) * np.uint64(257) >> np.uint64(16)
    return r | g << np.uint64(21) | b << np.uint64(42)


@leaf
def shade_of(face):  # type: ignore[no-untyped-def]
    """256 times the face shade."""
    if face < 2:
        return np.int64(128) + 128 * face
    return np.int64(205) if face < 4 else np.int64(154)


@leaf
def mip_level(footprint):  # type: ignore[no-untyped-def]
    """Texture size to use (0: 16 x 16 .. 4: 1 x 1) for the texels one pixel covers."""
    return (
        np.int64(footprint > 1.4142135)
        + np.int64(footprint > 2.828427)
        + np.int64(footprint > 5.656854)
        + np.int64(footprint > 11.313708)
    )


@leaf
def texel(atlas, base, u, v, level):  # type: ignore[no-untyped-def]
    """RGBA word of a tile starting at ``base`` at texel (u, v) 0..15 of size ``level``."""
    side = 4 - level
    offset = (0x154150140100000 >> (level * 12)) & 0xFFF  # 0, 256, 320, 336, 340 texels into the tile
    return np.int64(atlas[np.uint64(base + offset + ((v >> level) << side) + (u >> level))])


@leaf
def paint(tex, light, fog, c):  # type: ignore[no-untyped-def]
    """Texel times light, then fog 0..256: R | G << 8 | B << 16."""
    lit = np.int64(light)
    r = ((tex & 255) * (lit & 1023)) >> 10
    g = ((tex >> 8 & 255) * (lit >> 21 & 1023)) >> 10
    b = ((tex >> 16 & 255) * (lit >> 42 & 1023)) >> 10
    r += ((c.fog_r - r) * fog) >> 8
    g += ((c.fog_g - g) * fog) >> 8
    b += ((c.fog_b - b) * fog) >> 8
    return r | g << 8 | b << 16


@leaf
def orientation(flags, face, x, z, y):  # type: ignore[no-untyped-def]
    """How a face's two block axes become texel coordinates: bit 0 swap, bits 4-7 flip of u, 8-11 flip of v (0 or 15).

    Block axes: (x, z) for up and down, (x, y) for north and south, (z, y) for west and east.
    """
    u = 15 if face == 2 or face == 5 else 0
    v = 0 if face == 1 else 15
    swap = 0
    turn = (flags >> 3) & 3
    if turn != 0:
        h = (x * 3129871) ^ (z * 116129781) ^ y
        h = (h * h * 42317861 + h * 11) >> 16
        if turn == 1:
            if face < 2:
                k = h & 3
                swap = k & 1
                if k == 1 or k == 2:
                    u ^= 15
                if k >= 2:
                    v ^= 15
        elif h & 1:
            u ^= 15
    return swap | u << 4 | v << 8


@part
def light_face(w, looks, f, slot, key, state, x, y, z, face):  # type: ignore[no-untyped-def]
    """Fill entry ``slot`` of the face cache for a full cube's face. (x, y, z): window coordinates of the block.

    Smooth light as in the game: a corner's light is the mean of the four cells before the face that meet there (a dark
    cell counts as the middle one), and each full block among the three others takes 0.2.
    """
    rec, lamp, cell, faces = looks.rec, f.lamp, f.cell, f.faces
    row = rec[np.uint64(state)]
    flags = np.int64(row[FLAGS])
    sx = 1 if face == 5 else -1 if face == 4 else 0
    sy = 1 if face == 1 else -1 if face == 0 else 0
    sz = 1 if face == 3 else -1 if face == 2 else 0
    px, pz = (0, 1) if face >= 4 else (1, 0)
    qy, qz = (0, 1) if face < 2 else (1, 0)
    shade = shade_of(face) if flags & SHADED else np.int64(256)
    corners = slot + 3
    if flags & EMISSIVE:
        for k in range(4):
            faces[corners + k] = WHITE
    else:
        n = 0
        for q in range(-1, 2):
            for p in range(-1, 2):
                ny = y + sy + q * qy
                if ny > 255:
                    cell[n] = 240
                    cell[n + 9] = 0
                elif ny < 0:
                    cell[n] = 0
                    cell[n + 9] = 0
                else:
                    nx, nz = x + sx + p * px, z + sz + p * pz + q * qz
                    cell[n] = light_at(w, nx, ny, nz)
                    cell[n + 9] = (np.int64(rec[np.uint64(state_at(w, nx, ny, nz)), FLAGS]) >> 11) & 1
                n += 1
        middle = cell[4]
        for k in range(4):
            i = 5 if k & 1 else 3
            j = 7 if k & 2 else 1
            a, b = cell[i], cell[j]
            d = cell[i + j - 4]
            dark = cell[9 + i] + cell[9 + j] + cell[9 + i + j - 4]
            if cell[9 + i] + cell[9 + j] == 2:
                d = a
                dark = 3
            a = middle if a == 0 else a
            b = middle if b == 0 else b
            d = middle if d == 0 else d
            sky = ((a >> 4) + (b >> 4) + (d >> 4) + (middle >> 4) + 2) >> 2
            block = ((a & 15) + (b & 15) + (d & 15) + (middle & 15) + 2) >> 2
            faces[corners + k] = dim(lamp[sky << 4 | block], (shade * (256 - OCCLUSION * dark)) >> 8)
    rgb = np.int64(0xFFFFFF)
    overlay = np.int64(row[OVERLAY]) if face >= 2 else np.int64(0)
    if row[TINT] != 0:
        rgb = tint_at(w, looks, x, z, row[TINT])
        if overlay == 0 and (np.int64(row[TINT_FACES]) >> face) & 1:
            for k in range(4):
                faces[corners + k] = tinted(faces[corners + k], rgb)
    way = orientation(flags, face, x & 255, z & 255, y)
    faces[slot] = key
    faces[slot + 1] = np.uint64(np.int64(row[face]) * TILE)
    faces[slot + 2] = np.uint64(way | overlay << 12 | rgb << 28)


@leaf
def cube_color(w, looks, f, state, x, y, z, face, p, q, footprint, fog):  # type: ignore[no-untyped-def]
    """Colour (R | G << 8 | B << 16) of a full cube's face, with fog, and its alpha in bits 24-31.

    (p, q): place on the face along its two block axes (see :func:`orientation`), 0..1.
    """
    c = f.c[0]
    faces = f.faces
    place = (x & 255) << 16 | (z & 255) << 8 | y
    key = np.uint64(c.epoch << 27 | place << 3 | face)
    # Neighbouring faces fall into different entries: three low bits of x and z, two of y, and the face.
    h = (x & 15) | (z & 15) << 4 | (y & 7) << 8
    h ^= face * 0x155
    slot = np.uint64((h & (FACES - 1)) * FACE_WORDS)
    if faces[slot] != key:
        light_face(w, looks, f, np.int64(slot), key, state, x, y, z, face)
    info = np.int64(faces[slot + np.uint64(2)])
    p8 = min(max(np.int64(p * 256.0), 0), 255)
    q8 = min(max(np.int64(q * 256.0), 0), 255)
    u, v = p8 >> 4, q8 >> 4
    turned = (u ^ v) & -(info & 1)
    u ^= turned
    v ^= turned
    u ^= (info >> 4) & 15
    v ^= (info >> 8) & 15
    level = mip_level(footprint)
    tex = texel(looks.atlas, np.int64(faces[slot + np.uint64(1)]), u, v, level)
    wp, wq = np.uint64((p8 + 4) >> 3), np.uint64((q8 + 4) >> 3)
    vp, vq = np.uint64(32) - wp, np.uint64(32) - wq
    near = faces[slot + np.uint64(3)] * vp + faces[slot + np.uint64(4)] * wp
    far = faces[slot + np.uint64(5)] * vp + faces[slot + np.uint64(6)] * wp
    lit = ((near * vq + far * wq) >> np.uint64(10)) & FIELDS
    overlay = (info >> 12) & 0xFFFF
    if overlay != 0:
        over = texel(looks.atlas, overlay * TILE, u, v, level)
        if over >> 24 >= 128:
            tex = over
            lit = tinted(lit, info >> 28)
    return paint(tex, lit, fog, c) | (tex >> 24) << 24
