"""Marks laid on the world's surfaces with its depths: shadows under creatures, cracks, the frame of the aimed block."""

from __future__ import annotations

import numpy as np

from craftagent.sim.render.compose import mix
from craftagent.sim.render.leaf import leaf, part
from craftagent.sim.render.looks import FLAGS, TILE
from craftagent.sim.render.solids import S_BOX, settle_solid, span
from craftagent.sim.render.stack import camera_space
from craftagent.sim.state import (
    ARROW,
    CHICKEN,
    COW,
    CREEPER,
    FALLING_BLOCK,
    ITEM,
    NONE,
    PIG,
    SHEEP,
    SKELETON,
    SPIDER,
    ZOMBIE,
)

LINE = 1.1  # half width of the frame's lines, pixels of the 640 x 360 picture
LINE_ALPHA = 102  # of 256: 0.4
SHADOW_DEPTH = 2.0  # how far below a creature its shadow reaches


def _shadow_sizes() -> tuple[float, ...]:
    sizes = {ITEM: 0.15, COW: 0.7, PIG: 0.7, SHEEP: 0.7, CHICKEN: 0.3, ZOMBIE: 0.5, SKELETON: 0.5, SPIDER: 0.8,
             CREEPER: 0.5, ARROW: 0.0, FALLING_BLOCK: 0.5}  # fmt: skip
    return tuple(sizes.get(kind, 0.0) for kind in range(FALLING_BLOCK + 1))


SHADOW = np.array(_shadow_sizes())


@leaf
def darken(color, at, part):  # type: ignore[no-untyped-def]
    """Take ``part`` / 256 of a pixel's brightness."""
    rgb = np.int64(color[at])
    keep = 256 - part
    color[at] = ((rgb & 0xFF00FF) * keep >> 8 & 0xFF00FF) | ((rgb & 0xFF00) * keep >> 8 & 0xFF00)


@part
def _rect_of(f, s, x0, y0, z0, x1, y1, z1):  # type: ignore[no-untyped-def]
    """Samples that may see a box in window coordinates, into ``f.rect``; False if none."""
    s[S_BOX], s[S_BOX + 1], s[S_BOX + 2] = x0, y0, z0
    s[S_BOX + 3], s[S_BOX + 4], s[S_BOX + 5] = x1, y1, z1
    camera_space(f.c[0], f.work[0])
    return settle_solid(s, f.work[0], f.c[0].scale, f, f.rect)


@part
def draw_shadows(w, f):  # type: ignore[no-untyped-def]
    """A soft dark disc on the ground below everything that casts one."""
    c = f.c[0]
    rect = f.rect
    for n in range(w.entities.shape[0]):
        e = w.entities[n]
        if e.kind == NONE:
            continue
        size = SHADOW[e.kind] * (0.5 if e.baby != 0 else 1.0)
        x, y, z = e.px - c.base_x, e.py, e.pz - c.base_z
        far = (x - c.ox) * (x - c.ox) + (y - c.oy) * (y - c.oy) + (z - c.oz) * (z - c.oz)
        strength = (1.0 - far / 256.0) * 0.5
        if size == 0.0 or strength <= 0.0:
            continue
        if not _rect_of(f, f.work[4], x - size, y - SHADOW_DEPTH, z - size, x + size, y + 0.01, z + size):
            continue
        for j in range(rect[2], rect[3]):
            v = f.v[j]
            for i in range(rect[0], rect[1]):
                at = j * c.width + i
                if f.done[at] != 0:
                    continue
                u = f.u[i]
                t = abs(np.float64(f.depth[at]))
                hy = c.oy + t * (c.fy + u * c.ry + v * c.qy)
                if hy > y + 0.01 or hy < y - SHADOW_DEPTH:
                    continue
                level = hy * 16.0
                if abs(level - np.floor(level + 0.5)) > 0.02:
                    continue
                hx = c.ox + t * (c.fx + u * c.rx + v * c.qx) - x
                hz = c.oz + t * (c.fz + u * c.rz + v * c.qz) - z
                r = np.sqrt(hx * hx + hz * hz) / size
                if r >= 1.0:
                    continue
                part = strength * (1.0 - (y - hy) * 0.5) * min((1.0 - r) * 2.5, 1.0)
                darken(f.color, at, np.int64(max(part, 0.0) * 256.0))


@part
def draw_cracks(w, looks, f):  # type: ignore[no-untyped-def]
    """The crack picture of the dig's stage over the block that is being dug."""
    p = w.player[0]
    c = f.c[0]
    stage = np.int64(p.dig_progress * 10.0) - 1
    if p.digging == 0 or stage < 0 or p.dig_y < 0 or p.dig_y > 255:
        return
    stage = min(stage, 9)
    x, y, z = np.int64(p.dig_x - c.base_x), np.int64(p.dig_y), np.int64(p.dig_z - c.base_z)
    state = np.int64(w.blocks[x & 255, z & 255, y])
    kind = looks.rec[state, FLAGS] & 7
    if kind == 0 or kind == 4 or kind == 5 or kind == 6:
        return
    s, rect = f.work[4], f.rect
    base = looks.crack[stage] * TILE
    first, count = np.int64(looks.box_start[state]), np.int64(looks.box_count[state])
    if kind != 3:
        count = np.int64(1)
    if not _rect_of(f, s, np.float64(x), np.float64(y), np.float64(z), x + 1.0, y + 1.0, z + 1.0):
        return
    for j in range(rect[2], rect[3]):
        v = f.v[j]
        for i in range(rect[0], rect[1]):
            place = j * c.width + i
            if f.done[place] != 0:
                continue
            u = f.u[i]
            t = abs(np.float64(f.depth[place]))
            hx = c.ox + t * (c.fx + u * c.rx + v * c.qx) - x
            hy = c.oy + t * (c.fy + u * c.ry + v * c.qy) - y
            hz = c.oz + t * (c.fz + u * c.rz + v * c.qz) - z
            if min(hx, min(hy, hz)) < -0.001 or max(hx, max(hy, hz)) > 1.001:
                continue
            # The face of the box that the point lies on: the one whose plane is nearest.
            near = 0.002
            axis = -1
            for k in range(first, first + count):
                for a in range(6):
                    at = hx if a % 3 == 0 else hy if a % 3 == 1 else hz
                    plane = looks.boxes[k, a] if kind == 3 else 0.0 if a < 3 else 1.0
                    if abs(at - plane) < near:
                        near = abs(at - plane)
                        axis = a % 3
            if axis < 0:
                continue
            a, b = (hz if axis == 0 else hx), (1.0 - hy if axis != 1 else hz)
            tu, tv = min(max(np.int64(a * 16.0), 0), 15), min(max(np.int64(b * 16.0), 0), 15)
            tex = np.int64(looks.atlas[np.uint64(base + (tv << 4) + tu)])
            alpha = tex >> 24 & 255
            if alpha != 0:
                f.color[place] = mix(np.int64(f.color[place]), tex, alpha)


@part
def _line(f, ax, ay, az, bx, by, bz):  # type: ignore[no-untyped-def]
    """A dark line between two points of camera space (x right, y up, z ahead), hidden by what is nearer."""
    c = f.c[0]
    if az < 0.05 and bz < 0.05:
        return
    if az < 0.05:
        k = (0.05 - az) / (bz - az)
        ax, ay, az = ax + (bx - ax) * k, ay + (by - ay) * k, 0.05
    if bz < 0.05:
        k = (0.05 - bz) / (az - bz)
        bx, by, bz = bx + (ax - bx) * k, by + (ay - by) * k, 0.05
    unit = 180.0 / c.scale
    x0, y0 = ax / az * unit + 319.5, 179.5 - ay / az * unit
    x1, y1 = bx / bz * unit + 319.5, 179.5 - by / bz * unit
    i0, i1, j0, j1 = min(x0, x1) - 2.0, max(x0, x1) + 2.0, min(y0, y1) - 2.0, max(y0, y1) + 2.0
    rect = f.rect
    span(f.rows, c.height, j0, j1, rect)
    j0, j1 = rect[0], rect[1]
    span(f.cols, c.width, i0, i1, rect)
    dx, dy = x1 - x0, y1 - y0
    square = dx * dx + dy * dy
    if square < 1e-9:
        return
    for j in range(j0, j1):
        for i in range(rect[0], rect[1]):
            px, py = f.cols[i] - x0, f.rows[j] - y0
            k = min(max((px * dx + py * dy) / square, 0.0), 1.0)
            px -= dx * k
            py -= dy * k
            at = j * c.width + i
            if px * px + py * py > LINE * LINE or f.done[at] != 0:
                continue
            depth = az * bz / (bz + (az - bz) * k)  # 1 / depth is linear on the screen
            if depth > abs(f.depth[at]) * 1.01 + 0.005:
                continue
            if f.mark[at] == np.int32(c.epoch):
                continue
            f.mark[at] = c.epoch
            darken(f.color, at, LINE_ALPHA)


@part
def draw_outline(w, r, f):  # type: ignore[no-untyped-def]
    """The wire frame of the block under the crosshair, 0.4 black."""
    p = w.player[0]
    if p.target != 1 or p.gui != 0 or p.dead != 0 or p.target_y < 0 or p.target_y > 255:
        return
    c = f.c[0]
    x, y, z = p.target_x - c.base_x, np.float64(p.target_y), p.target_z - c.base_z
    state = w.blocks[p.target_x & 255, p.target_z & 255, p.target_y]
    m = f.work[0]
    camera_space(c, m)
    corner = f.work[1]
    for box in range(r.pick_start[state], r.pick_start[state] + r.pick_count[state]):
        for k in range(8):
            bx = x + r.boxes[box, 3 if k & 1 else 0]
            by = y + r.boxes[box, 4 if k & 2 else 1]
            bz = z + r.boxes[box, 5 if k & 4 else 2]
            for a in range(3):
                corner[3 * k + a] = m[3 * a] * bx + m[3 * a + 1] * by + m[3 * a + 2] * bz + m[9 + a]
        for k in range(8):
            for bit in range(3):
                o = k | 1 << bit
                if o != k:
                    _line(
                        f, corner[3 * k], corner[3 * k + 1], corner[3 * k + 2],
                        corner[3 * o], corner[3 * o + 1], corner[3 * o + 2],
                    )  # fmt: skip
