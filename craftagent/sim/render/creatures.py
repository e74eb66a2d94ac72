"""Creatures, arrows, dropped items and falling blocks of a frame as solids, and drawing them.

Motion is the game's: legs and arms swing with ``limb`` and ``limb_speed``, dropped items bob and spin with their age, a
creeper swells and blinks, what is hurt turns red, what dies falls over.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.render.frame import FAR
from craftagent.sim.render.leaf import part
from craftagent.sim.render.looks import FLAGS, OVERLAY, TILE, TINT, TINT_FACES
from craftagent.sim.render.shade import WHITE
from craftagent.sim.render.solids import (
    C_FLASH,
    C_LIGHT,
    C_LIMIT,
    C_OVER,
    C_PICTURE,
    C_STRENGTH,
    C_TEX,
    S_BOX,
    S_MAP,
    S_SHADE,
    draw_solid,
    settle_solid,
    shade_solid,
)
from craftagent.sim.render.stack import camera_space, copy, scale, translate, turn
from craftagent.sim.rules.registry import item_id, state_id
from craftagent.sim.state import ARROW, CREEPER, FALLING_BLOCK, ITEM, NONE, SHEEP, SKELETON, SPIDER
from craftagent.sim.trig import cos_deg, sin_deg

RAD = 57.29577951308232
STRIDE = 0.6662 * RAD  # degrees of leg swing per unit of ``limb``
RED, PALE = 0x0000FF, 0xFFFFFF  # flash colours (R | G << 8 | B << 16)
HURT_STRENGTH = 77  # of 256: 0.3, as real frames show
DEATH_TICKS = 20.0
BOW = item_id("bow")
FIRE = state_id("fire")
RIGHT_ARM = 6  # animation of the arm that holds the bow


@part
def state_faces(looks, s, code, state, biome):  # type: ignore[no-untyped-def]
    """Texture and maps of a unit cube that shows a block state. Box models show their stand-in cube."""
    row = looks.rec[state]
    rgb = looks.tint[biome, row[TINT]] if row[TINT] != 0 else np.int64(0xFFFFFF)
    for face in range(6):
        code[C_TEX + face] = np.int64(row[face]) * TILE
        own = (np.int64(row[TINT_FACES]) >> face) & 1
        over = np.int64(row[OVERLAY]) if face >= 2 else np.int64(0)
        code[C_OVER + face] = over * TILE
        code[C_LIMIT + face] = 15 | 15 << 8 | (rgb if own or over else 0xFFFFFF) << 16
        k = S_MAP + 4 * face
        flip = face == 2 or face == 5
        s[k] = 16.0 if flip else 0.0
        s[k + 1] = -16.0 if flip else 16.0
        s[k + 2] = 0.0 if face == 1 else 16.0
        s[k + 3] = 16.0 if face == 1 else -16.0
    for k in range(3):
        s[S_BOX + k] = 0.0
        s[S_BOX + 3 + k] = 1.0
    code[C_PICTURE] = 0


@part
def box_faces(looks, s, code, state, box, biome):  # type: ignore[no-untyped-def]
    """Texture and maps of one box of a box model."""
    row = looks.rec[state]
    rgb = looks.tint[biome, row[TINT]] if row[TINT] != 0 else np.int64(0xFFFFFF)
    for face in range(6):
        tile = np.int64(looks.box_tex[box, face])
        code[C_TEX + face] = tile * TILE if tile >= 0 else np.int64(-1)
        code[C_OVER + face] = 0
        own = (np.int64(looks.box_tint[box]) >> face) & 1
        code[C_LIMIT + face] = 15 | 15 << 8 | (rgb if own else 0xFFFFFF) << 16
        m0, m1 = looks.box_map[box, face, 0] * 16.0, looks.box_map[box, face, 1] * 16.0
        m2, m3 = looks.box_map[box, face, 2] * 16.0, looks.box_map[box, face, 3] * 16.0
        k = S_MAP + 4 * face
        flip = face == 2 or face == 5  # the map's a is 1 - x (z) there, its b 1 - y (z) but on the top
        s[k] = m0 + m1 if flip else m0
        s[k + 1] = -m1 if flip else m1
        s[k + 2] = m2 if face == 1 else m2 + m3
        s[k + 3] = m3 if face == 1 else -m3
    for k in range(6):
        s[S_BOX + k] = looks.boxes[box, k]
    code[C_PICTURE] = 0


@part
def picture_faces(looks, s, code, item):  # type: ignore[no-untyped-def]
    """An item's picture as a plate one texel thick."""
    code[C_TEX] = looks.icons + item * 256
    code[C_PICTURE] = 1
    for k in range(3):
        s[S_BOX + k] = 0.0
        s[S_BOX + 3 + k] = 1.0
    s[S_BOX + 2] = 7.5 / 16.0
    s[S_BOX + 5] = 8.5 / 16.0


@part
def draw_model(looks, f, m, n, s, code, rect, item, state, biome, view_scale, first):  # type: ignore[no-untyped-def]
    """Draw a block state (``state`` >= 0) or an item's picture in its unit cube placed by ``m`` (camera space).

    ``n`` is the same map to the space of the lamps. ``code`` holds light and flash already."""
    boxes = 1
    if state >= 0 and looks.rec[state, FLAGS] & 7 == 3 and looks.box_count[state] > 0:
        boxes = looks.box_count[state]
    elif state >= 0 and looks.rec[state, FLAGS] & 7 != 3:
        boxes = 0
    if state < 0:
        picture_faces(looks, s, code, item)
        boxes = 0
    elif boxes == 0:
        state_faces(looks, s, code, state, biome)
    shade_solid(s, n)
    if boxes == 0:
        if settle_solid(s, m, view_scale, f, rect):
            draw_solid(looks.atlas, s, code, f, view_scale, rect, first)
        return
    for k in range(boxes):
        box_faces(looks, s, code, state, looks.box_start[state] + k, biome)
        if settle_solid(s, m, view_scale, f, rect):
            draw_solid(looks.atlas, s, code, f, view_scale, rect, first)


@part
def _mob_part(looks, s, code, part, dye):  # type: ignore[no-untyped-def]
    """Box, texture and maps of a part of a creature."""
    for k in range(6):
        s[S_BOX + k] = looks.part_box[part, k]
    for face in range(6):
        code[C_TEX + face] = looks.part_tex[part, face]
        code[C_OVER + face] = 0
        wide, high = looks.part_wh[part, face, 0], looks.part_wh[part, face, 1]
        code[C_LIMIT + face] = (wide - 1) | (high - 1) << 8 | dye << 16
        a, b = (2 if face >= 4 else 0), (2 if face < 2 else 1)
        low_a, size_a = s[S_BOX + a], s[S_BOX + 3 + a] - s[S_BOX + a]
        low_b, size_b = s[S_BOX + b], s[S_BOX + 3 + b] - s[S_BOX + b]
        k = S_MAP + 4 * face
        per = wide / size_a
        if face == 2 or face == 5:
            per = -per
        s[k + 1] = per
        s[k] = -low_a * per if per > 0.0 else wide - low_a * per
        per = high / size_b
        if face != 1:
            per = -per
        s[k + 3] = per
        s[k + 2] = -low_b * per if per > 0.0 else high - low_b * per
    code[C_PICTURE] = 0


@part
def _animate(m, e, looks, part, swing, reach):  # type: ignore[no-untyped-def]
    """Turn a part's map by its rest angles and its animation."""
    anim = looks.part_code[part, 0]
    x, y, z = looks.part_rot[part, 0], looks.part_rot[part, 1], looks.part_rot[part, 2]
    if anim == 1:
        x += cos_deg(swing) * 1.4 * reach * RAD
    elif anim == 2:
        x -= cos_deg(swing) * 1.4 * reach * RAD
    elif anim == 3:
        turn(m, 1, -(np.float64(e.head_yaw) - np.float64(e.body_yaw)))
        x += np.float64(e.pitch)
    elif anim == 4:
        x += sin_deg(e.age * 0.067 * RAD) * 0.05 * RAD
    elif (anim == 5 or anim == 6) and e.kind == SKELETON and e.charged != 0:  # both hands at the drawn bow
        x += np.float64(e.pitch) - 90.0
        y += -(np.float64(e.head_yaw) - np.float64(e.body_yaw)) + (5.7 if anim == 6 else -28.6)
    elif anim == 5:
        x += cos_deg(swing) * reach * RAD
    elif anim == 6:
        x -= cos_deg(swing) * reach * RAD
    elif anim == 7 or anim == 8:
        if e.on_ground == 0:
            flap = (sin_deg(e.age * 60.0) + 1.0) * 0.7 * RAD
            z += flap if anim == 7 else -flap
    elif anim == 9:
        phase, sign = looks.part_move[part, 0], looks.part_move[part, 1]
        y -= cos_deg(2.0 * swing + phase) * 0.4 * reach * sign * RAD
        z += abs(sin_deg(swing + phase)) * 0.4 * reach * sign * RAD
    turn(m, 2, z)
    turn(m, 1, y)
    turn(m, 0, x)


@part
def _light_at(w, f, x, y, z):  # type: ignore[no-untyped-def]
    """Light of the cell at window coordinates."""
    j = np.int64(np.floor(y))
    if j < 0:
        return f.lamp[0]
    if j > 255:
        return f.lamp[240]
    return f.lamp[w.light[np.int64(np.floor(x)) & 255, np.int64(np.floor(z)) & 255, j]]


@part
def _rig(f, base, world, x, y, z):  # type: ignore[no-untyped-def]
    """``base`` = window to camera, shifted to (x, y, z); ``world`` = identity."""
    camera_space(f.c[0], base)
    translate(base, x, y, z)
    for k in range(12):
        world[k] = 1.0 if k % 4 == 0 and k < 9 else 0.0


@part
def _draw_bow(looks, f, work, code, rect):  # type: ignore[no-untyped-def]
    """A bow in the hand of the arm whose map ``work[2]`` is, as the game holds it."""
    for matrix in range(2):
        a = work[2 + matrix]
        translate(a, 1.0 / 16.0, 0.0, 0.0)  # a thin arm's hand
        turn(a, 0, 180.0)  # the game's model space has y down and looks to -z
        turn(a, 0, -90.0)
        turn(a, 1, 180.0)
        translate(a, 1.0 / 16.0, 0.125, -0.625)
        translate(a, -1.0 / 16.0, -2.0 / 16.0, 2.5 / 16.0)
        turn(a, 0, -80.0)
        turn(a, 1, 260.0)
        turn(a, 2, -40.0)
        scale(a, 0.9, 0.9, 0.9)
        translate(a, -0.5, -0.5, -0.5)
    draw_model(
        looks, f, work[2], work[3], work[4], code, rect, np.int64(BOW), np.int64(-1), np.int64(0), f.c[0].scale,
        np.int64(0),
    )  # fmt: skip


@part
def fire_plate(looks, s, code):  # type: ignore[no-untyped-def]
    """A flame as a plate one texel thick that glows by itself."""
    picture_faces(looks, s, code, np.int64(0))
    code[C_TEX] = np.int64(looks.rec[FIRE, 2]) * TILE
    code[C_LIGHT] = np.int64(WHITE)
    code[C_STRENGTH] = 0
    for face in range(6):
        s[S_SHADE + face] = 256.0


@part
def _draw_flames(w, looks, f, kind, x, y, z, work, code, rect):  # type: ignore[no-untyped-def]
    """Flames before whatever burns at window coordinates: plates that face the eye, smaller and nearer higher up."""
    c = f.c[0]
    m, s = work[0], work[4]
    size = looks.mob_size[kind, 0] * 2.8
    layers = np.int64(np.ceil(looks.mob_size[kind, 1] / size / 0.45)) - 1
    wide = 1.0
    for k in range(max(layers, 1)):
        _rig(f, m, work[1], x, y, z)
        turn(m, 1, 180.0 - np.float64(w.player[0].yaw))
        scale(m, size, size, size)
        translate(m, 0.0, 0.45 * k, 0.3 - 0.03 * (layers - k))
        scale(m, wide if k % 2 == 0 else -wide, 1.4, 1.0)
        translate(m, -0.5, 0.0, -0.5)
        wide *= 0.9
        fire_plate(looks, s, code)
        if settle_solid(s, m, c.scale, f, rect):
            draw_solid(looks.atlas, s, code, f, c.scale, rect, np.int64(0))


@part
def _draw_mob(looks, f, e, kind, work, code, rect):  # type: ignore[no-untyped-def]
    """One creature. ``work``: rows of scratch: its own map, that of its lamps, the same two of a part, the solid."""
    m, n, s = work[2], work[3], work[4]
    c = f.c[0]
    code[C_STRENGTH] = 0
    if e.hurt_time > 0 or e.death > 0:
        code[C_FLASH] = RED
        code[C_STRENGTH] = HURT_STRENGTH
    yaw = np.float64(e.yaw) if kind == ARROW else np.float64(e.body_yaw)
    for matrix in range(2):
        a = work[matrix]
        turn(a, 1, -yaw)
        if kind == ARROW:
            turn(a, 0, np.float64(e.pitch))
        if e.death > 0:
            fall = min((e.death - 1) / DEATH_TICKS * 1.6, 1.0)
            turn(a, 2, np.sqrt(max(fall, 0.0)) * (180.0 if kind == SPIDER else 90.0))
        if kind == CREEPER and e.fuse > 0:
            swell = min(e.fuse / 28.0, 1.0)
            shiver = 1.0 + sin_deg(swell * 100.0 * RAD) * swell * 0.01
            grown = swell * swell * swell * swell
            scale(a, (1.0 + grown * 0.4) * shiver, (1.0 + grown * 0.1) / shiver, (1.0 + grown * 0.4) * shiver)
    if kind == CREEPER and e.fuse > 0:
        swell = min(e.fuse / 28.0, 1.0)
        if np.int64(swell * 10.0) % 2 == 1:
            code[C_FLASH] = PALE
            code[C_STRENGTH] = np.int64(min(max(swell, 0.5), 1.0) * 180.0)
    swing = np.float64(e.limb) * STRIDE
    reach = min(np.float64(e.limb_speed), 1.0)
    first = looks.mob_start[kind]
    for piece in range(first, first + looks.mob_count[kind]):
        if looks.part_code[piece, 1] == 1 and e.sheared != 0:
            continue
        dye = np.int64(0xFFFFFF)
        if kind == SHEEP and looks.part_code[piece, 2] != 0:
            dye = looks.wool[e.color & 15]
        _mob_part(looks, s, code, piece, dye)
        px, py, pz = looks.part_pivot[piece, 0], looks.part_pivot[piece, 1], looks.part_pivot[piece, 2]
        for matrix in range(2):
            a = work[2 + matrix]
            copy(work[matrix], a)
            if e.baby != 0:
                if looks.part_code[piece, 3] != 0:  # a baby's head is large
                    k = looks.mob_baby[kind, 0]
                    translate(a, 0.0, looks.mob_baby[kind, 1], looks.mob_baby[kind, 2])
                    scale(a, k, k, k)
                else:
                    scale(a, 0.5, 0.5, 0.5)
            translate(a, px, py, pz)
            _animate(a, e, looks, piece, swing, reach)
        if settle_solid(s, m, c.scale, f, rect):
            shade_solid(s, n)
            draw_solid(looks.atlas, s, code, f, c.scale, rect, np.int64(0))
        if kind == SKELETON and looks.part_code[piece, 0] == RIGHT_ARM:
            _draw_bow(looks, f, work, code, rect)


@part
def draw_creatures(w, looks, f):  # type: ignore[no-untyped-def]
    """Everything in ``w.entities`` that is near and ahead."""
    c = f.c[0]
    work, code, rect = f.work, f.code, f.rect
    for i in range(w.entities.shape[0]):
        e = w.entities[i]
        kind = np.int64(e.kind)
        if kind == NONE:
            continue
        x, y, z = e.px - c.base_x, e.py, e.pz - c.base_z
        ex, ey, ez = x - c.ox, y + 0.5 * looks.mob_size[kind, 1] - c.oy, z - c.oz
        reach = max(looks.mob_size[kind, 2], 1.0) * 1.5
        ahead = ex * c.fx + ey * c.fy + ez * c.fz
        if ahead < -reach or ex * ex + ey * ey + ez * ez > FAR * FAR:
            continue
        right = abs(ex * c.rx + ey * c.ry + ez * c.rz) / c.scale
        if right > (ahead + reach) * c.scale * (16.0 / 9.0) + reach * 2.0:
            continue
        biome = np.int64(w.biome[np.int64(np.floor(x)) & 255, np.int64(np.floor(z)) & 255])
        light = _light_at(w, f, x, y + (0.5 if kind == ITEM else 0.3 + looks.mob_size[kind, 1] * 0.6), z)
        code[C_LIGHT] = np.int64(light)
        code[C_STRENGTH] = 0
        _rig(f, work[0], work[1], x, y, z)
        if kind == ITEM:
            _draw_item(looks, f, e, work, code, rect, biome)
        elif kind == FALLING_BLOCK:
            for k in range(2):
                translate(work[k], -0.5, 0.0, -0.5)
            draw_model(
                looks, f, work[0], work[1], work[4], code, rect, np.int64(0), np.int64(e.state), biome, c.scale,
                np.int64(0),
            )  # fmt: skip
        else:
            if kind == CREEPER and e.charged != 0:
                code[C_LIGHT] = np.int64(WHITE)
            _draw_mob(looks, f, e, kind, work, code, rect)
            if e.fire > 0:
                _draw_flames(w, looks, f, kind, x, y, z, work, code, rect)


@part
def _draw_item(looks, f, e, work, code, rect, biome):  # type: ignore[no-untyped-def]
    """A dropped stack: bobbing and spinning, more than one copy for larger stacks."""
    c = f.c[0]
    start = (e.uid * 2654435761 & 1023) / 1024.0 * 360.0
    lift = sin_deg(e.age * 0.1 * RAD + start) * 0.1 + 0.1
    spin = e.age * 0.05 * RAD + start
    state = np.int64(looks.item_state[e.id])
    size = 0.25 if state >= 0 else 0.5
    copies = 1 if e.count <= 1 else 2 if e.count <= 16 else 3
    for k in range(copies):
        for matrix in range(2):
            a = work[2 + matrix]
            copy(work[matrix], a)
            translate(a, 0.0, lift + 0.25 * size + (0.1875 if state >= 0 else 0.125), 0.0)
            turn(a, 1, spin)
            if state >= 0:
                translate(a, k * 0.09, k * 0.07, k * -0.08)
            else:
                translate(a, 0.0, 0.0, k * 0.047)
            scale(a, size, size, size)
            translate(a, -0.5, -0.5, -0.5)
        draw_model(
            looks, f, work[2], work[3], work[4], code, rect, np.int64(e.id), state, biome, c.scale, np.int64(0)
        )  # fmt: skip
