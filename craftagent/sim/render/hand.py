"""The hand and what it holds, at the game's place and size; drawn before the world, so that no ray is spent behind it.

The moves are those of the game's first-person item renderer: equip and swing, with view bobbing; the hand's own field
of view is always 70 degrees.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.render.creatures import _mob_part, draw_model, fire_plate
from craftagent.sim.render.leaf import part
from craftagent.sim.render.looks import FLAGS
from craftagent.sim.render.solids import C_LIGHT, C_STRENGTH, draw_solid, settle_solid, shade_solid
from craftagent.sim.render.stack import scale, translate, turn, world_axes
from craftagent.sim.trig import cos_deg, sin_deg

SCALE = 0.7002075382097097  # tan(35 degrees)


@part
def _bob(p, m):  # type: ignore[no-untyped-def]
    walked = -np.float64(p.walked) * 180.0
    bob = np.float64(p.prev_bob)
    translate(m, sin_deg(walked) * bob * 0.5, -abs(cos_deg(walked) * bob), 0.0)
    turn(m, 2, sin_deg(walked) * bob * 3.0)
    turn(m, 0, abs(cos_deg(walked - 11.459155902616466) * bob) * 5.0)


@part
def _swing_arm(m, swing):  # type: ignore[no-untyped-def]
    """The chop of an item in hand."""
    a = sin_deg(swing * swing * 180.0)
    turn(m, 1, 45.0 - 20.0 * a)
    b = sin_deg(np.sqrt(swing) * 180.0)
    turn(m, 2, -20.0 * b)
    turn(m, 0, -80.0 * b)
    turn(m, 1, -45.0)


@part
def draw_hand(w, looks, f):  # type: ignore[no-untyped-def]
    """Colour, depth and ``done`` of the hand's pixels."""
    p = w.player[0]
    c = f.c[0]
    m, n, s, code, rect = f.work[0], f.work[1], f.work[4], f.code, f.rect
    for k in range(12):
        m[k] = 1.0 if k % 4 == 0 and k < 9 else 0.0
    m[8] = -1.0  # the game's camera space has z backwards
    _bob(p, m)
    held = np.int64(p.held_was)
    swing = np.float64(p.prev_swing)
    low = (1.0 - np.float64(p.prev_equip)) * -0.6
    root = np.sqrt(swing)
    y = np.int64(np.floor(c.oy))
    biome = np.int64(w.biome[np.int64(c.ox) & 255, np.int64(c.oz) & 255])
    light = f.lamp[240]
    if y < 0:
        light = f.lamp[0]
    elif y < 256:
        light = f.lamp[w.light[np.int64(c.ox) & 255, np.int64(c.oz) & 255, y]]
    code[C_LIGHT] = np.int64(light)
    code[C_STRENGTH] = 0
    if held == 0:
        translate(m, -0.3 * sin_deg(root * 180.0) + 0.64, 0.4 * sin_deg(root * 360.0) - 0.6 + low,
                  -0.4 * sin_deg(swing * 180.0) - 0.72)  # fmt: skip
        turn(m, 1, 45.0)
        turn(m, 1, sin_deg(root * 180.0) * 70.0)
        turn(m, 2, sin_deg(swing * swing * 180.0) * -20.0)
        translate(m, -1.0, 3.6, 3.5)
        turn(m, 2, 120.0)
        turn(m, 0, 200.0)
        turn(m, 1, -135.0)
        translate(m, 5.6, 0.0, 0.0)
        # The game's model space has y down and the arm's pivot at (-5, 2, 0); parts here have y up and x to the left.
        scale(m, 1.0, -1.0, -1.0)
        translate(m, -5.0 / 16.0, -2.0 / 16.0, 0.0)
        _mob_part(looks, s, code, looks.arm, np.int64(0xFFFFFF))
        world_axes(c, m, n)
        shade_solid(s, n)
        if settle_solid(s, m, SCALE, f, rect):
            draw_solid(looks.atlas, s, code, f, SCALE, rect, np.int64(1))
        return
    state = np.int64(looks.item_state[held])
    if p.using != 0 and p.use_ticks > 0:  # eating: brought to the mouth, with small bites
        left = np.float64(p.use_ticks)
        if left / 32.0 < 0.8:
            translate(m, 0.0, abs(cos_deg(left * 45.0) * 0.1), 0.0)
        gone = 1.0
        for _ in range(27):
            gone *= left / 32.0
        gone = 1.0 - min(max(gone, 0.0), 1.0)
        translate(m, gone * 0.6, gone * -0.5, 0.0)
        turn(m, 1, gone * 90.0)
        turn(m, 0, gone * 10.0)
        turn(m, 2, gone * 30.0)
        translate(m, 0.56, -0.52 + low, -0.72)
    else:
        translate(m, -0.4 * sin_deg(root * 180.0), 0.2 * sin_deg(root * 360.0), -0.2 * sin_deg(swing * 180.0))
        translate(m, 0.56, -0.52 + low, -0.72)
        _swing_arm(m, swing)
    if state >= 0:
        if looks.rec[state, FLAGS] & 7 != 0:
            turn(m, 1, 45.0)
        scale(m, 0.4, 0.4, 0.4)
    else:
        translate(m, 1.13 / 16.0, 3.2 / 16.0, 1.13 / 16.0)
        turn(m, 1, -90.0)
        turn(m, 2, 25.0)
        scale(m, 0.68, 0.68, 0.68)
    translate(m, -0.5, -0.5, -0.5)
    world_axes(c, m, n)
    draw_model(looks, f, m, n, s, code, rect, held, state, biome, SCALE, np.int64(1))


@part
def draw_own_flames(w, looks, f):  # type: ignore[no-untyped-def]
    """Flames across the lower half of the picture while the player burns."""
    if w.player[0].fire <= 0:
        return
    m, s, code, rect = f.work[0], f.work[4], f.code, f.rect
    for side in range(-1, 2, 2):
        for k in range(12):
            m[k] = 1.0 if k % 4 == 0 and k < 9 else 0.0
        m[8] = -1.0
        translate(m, -side * 0.24, -0.3, 0.0)
        turn(m, 1, side * 10.0)
        translate(m, -0.5, -0.5, -1.0)
        fire_plate(looks, s, code)
        if settle_solid(s, m, SCALE, f, rect):
            draw_solid(looks.atlas, s, code, f, SCALE, rect, np.int64(1))
