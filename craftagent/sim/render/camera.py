"""The camera of a tick and the colours of its sky, fog and light.

MineRL draws with a partial tick of 0: position, eye height, field of view and bob are those of the start of the tick,
yaw and pitch the current ones (facts: MineRL's tick order).
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.daytime import celestial_angle
from craftagent.sim.render.frame import FAR, FOG_START, FOG_STEPS
from craftagent.sim.render.leaf import part
from craftagent.sim.render.lightmap import fill_light_map
from craftagent.sim.trig import cos_deg, sin_deg

FOV = 70.0  # vertical, degrees
HURT_TICKS = 10.0
WATER_DENSITY = 0.045  # squared-exponential fog under water, half a second after diving
FOG_TO_SKY = 0.16576  # 1 - (0.25 + 0.75 * 10 / 32) ** 0.25: how far 10 chunks pull the fog to the sky colour


@part
def _exp_minus(x):  # type: ignore[no-untyped-def]
    """exp(-x) for 0 <= x, by squaring: (exp(-x / 64)) ** 64."""
    h = min(x, 40.0) / 64.0
    e = 1.0 - h * (1.0 - h / 2.0 * (1.0 - h / 3.0 * (1.0 - h / 4.0 * (1.0 - h / 5.0 * (1.0 - h / 6.0)))))
    for _ in range(6):
        e *= e
    return e


@part
def fill_fog(fog, medium):  # type: ignore[no-untyped-def]
    """Fog 0..256 by distance in quarter blocks for the medium of the eye (0 air, 1 water, 2 lava)."""
    for i in range(FOG_STEPS):
        d = (i + 0.5) * 0.25
        if medium == 1:
            f = 1.0 - _exp_minus(d * d * (WATER_DENSITY * WATER_DENSITY))
        elif medium == 2:
            f = (d - 0.25) / 0.75
        else:
            f = (d - FOG_START) / (FAR - FOG_START)
        fog[i] = np.int64(min(max(f, 0.0), 1.0) * 256.0)


@part
def place_camera(p, c):  # type: ignore[no-untyped-def]
    """Eye and the three axes of the picture, with view bobbing and the tilt of being hurt."""
    yaw, pitch = np.float64(p.yaw), np.float64(p.pitch)
    sy, cy, sp, cp = sin_deg(yaw), cos_deg(yaw), sin_deg(pitch), cos_deg(pitch)
    fx, fy, fz = -sy * cp, -sp, cy * cp
    rx, ry, rz = -cy, 0.0, -sy
    qx, qy, qz = -sy * sp, cp, cy * sp
    # The game's order: hurt tilt, then bob (shift, roll, nod), then the head. Camera space: x right, y up, z backwards.
    walked = -np.float64(p.walked) * 180.0
    bob = np.float64(p.prev_bob)
    shift_x = sin_deg(walked) * bob * 0.5
    shift_y = -abs(cos_deg(walked) * bob)
    roll = sin_deg(walked) * bob * 3.0
    nod = abs(cos_deg(walked - 11.459155902616466) * bob) * 5.0
    sr, cr, sn, cn = sin_deg(roll), cos_deg(roll), sin_deg(nod), cos_deg(nod)
    tilt = 0.0
    if p.hurt_time > 0:
        h = p.hurt_time / HURT_TICKS
        tilt = sin_deg(h * h * h * h * 180.0) * 14.0
    hs, hc = sin_deg(np.float64(p.hurt_yaw)), cos_deg(np.float64(p.hurt_yaw))
    ts, tc = sin_deg(tilt), cos_deg(tilt)
    for axis in range(4):
        x = 1.0 if axis == 0 else shift_x if axis == 3 else 0.0
        y = 1.0 if axis == 1 else shift_y if axis == 3 else 0.0
        z = -1.0 if axis == 2 else 0.0
        if axis < 3 and tilt != 0.0:  # undo Ry(-h) Rz(-tilt) Ry(h)
            x, z = x * hc - z * hs, x * hs + z * hc
            x, y = x * tc - y * ts, x * ts + y * tc
            x, z = x * hc + z * hs, -x * hs + z * hc
        x, y = x * cr + y * sr, -x * sr + y * cr  # undo the roll
        y, z = y * cn + z * sn, -y * sn + z * cn  # undo the nod
        wx = x * rx + y * qx - z * fx
        wy = x * ry + y * qy - z * fy
        wz = x * rz + y * qz - z * fz
        if axis == 0:
            c.rx, c.ry, c.rz = wx, wy, wz
        elif axis == 1:
            c.qx, c.qy, c.qz = wx, wy, wz
        elif axis == 2:
            c.fx, c.fy, c.fz = wx, wy, wz
        else:
            ex, ey, ez = p.px - wx, p.py + np.float64(p.prev_eye) - wy, p.pz - wz
            c.base_x = np.floor(ex / 256.0) * 256.0 - 256.0
            c.base_z = np.floor(ez / 256.0) * 256.0 - 256.0
            c.ox, c.oy, c.oz = ex - c.base_x, ey, ez - c.base_z


@part
def _eye_medium(w, looks, c):  # type: ignore[no-untyped-def]
    """Fluid at the eye: 0 none, 1 water, 2 lava."""
    y = np.int64(np.floor(c.oy))
    if y < 0 or y > 255:
        return np.int64(0)
    x, z = np.int64(c.ox) & 255, np.int64(c.oz) & 255
    state = np.int64(w.blocks[x, z, y])
    fluid = (np.int64(looks.rec[state, 7]) >> 12) & 3
    if fluid == 0:
        return np.int64(0)
    above = np.int64(w.blocks[x, z, y + 1]) if y < 255 else np.int64(0)
    height = 1.0 if (np.int64(looks.rec[above, 7]) >> 12) & 3 == fluid else looks.height[state]
    return fluid if c.oy - y < height else np.int64(0)


@part
def prepare(w, looks, f):  # type: ignore[no-untyped-def]
    """Everything that is the same for all pixels of a frame."""
    p = w.player[0]
    c = f.c[0]
    c.epoch += 1
    c.tick = w.clock[0].tick
    place_camera(p, c)
    c.medium = _eye_medium(w, looks, c)
    c.buried = 0
    if c.oy >= 0.0 and c.oy < 256.0:
        around = np.int64(w.blocks[np.int64(c.ox) & 255, np.int64(c.oz) & 255, np.int64(c.oy)])
        if looks.rec[around, 7] & 7 == 1:
            c.buried = around
    fov = FOV * np.float64(p.prev_fov)
    if c.medium != 0:
        fov *= 60.0 / 70.0
    half = fov * 0.5
    c.scale = sin_deg(half) / cos_deg(half)
    c.texels = 16.0 * c.scale / 180.0
    c.rx *= c.scale
    c.ry *= c.scale
    c.rz *= c.scale
    c.qx *= c.scale
    c.qy *= c.scale
    c.qz *= c.scale
    top = 0
    for i in range(16):
        for j in range(16):
            top = max(top, np.int64(w.top[i, j]))
    c.top = np.float64(top)

    angle = celestial_angle(w.clock[0].time) * 360.0
    sun = cos_deg(angle)
    c.sun_x, c.sun_y = -sin_deg(angle), sun
    day = min(max(sun * 2.0 + 0.5, 0.0), 1.0)
    sky_light = min(max(sun * 2.0 + 0.2, 0.0), 1.0) * 0.8 + 0.2
    stars = min(max(0.75 - sun * 2.0, 0.0), 1.0)
    c.stars = stars * stars * 0.5
    c.moon_phase = w.clock[0].time // 24000 % 8
    biome = np.int64(w.biome[np.int64(c.ox) & 255, np.int64(c.oz) & 255])
    rgb = looks.biome_rgb
    c.skyr, c.skyg, c.skyb = rgb[biome, 0] * day, rgb[biome, 1] * day, rgb[biome, 2] * day
    fogr = rgb[biome, 3] * (day * 0.94 + 0.06)
    fogg = rgb[biome, 4] * (day * 0.94 + 0.06)
    fogb = rgb[biome, 5] * (day * 0.91 + 0.09)
    c.glow_a = 0.0
    if abs(sun) <= 0.4:
        g = sun / 0.4 * 0.5 + 0.5
        a = 1.0 - (1.0 - sin_deg(g * 180.0)) * 0.99
        c.glow_a = a * a
        c.glow_r, c.glow_g, c.glow_b = g * 0.3 + 0.7, g * g * 0.7 + 0.2, 0.2
        c.glow_side = 1.0 if c.sun_x > 0.0 else -1.0
        facing = max(c.fx * c.glow_side, 0.0) * c.glow_a
        fogr += (c.glow_r - fogr) * facing
        fogg += (c.glow_g - fogg) * facing
        fogb += (c.glow_b - fogb) * facing
    fogr += (c.skyr - fogr) * FOG_TO_SKY
    fogg += (c.skyg - fogg) * FOG_TO_SKY
    fogb += (c.skyb - fogb) * FOG_TO_SKY
    deep = c.oy * 0.03125  # the dark of the depths
    if deep < 1.0:
        deep = max(deep, 0.0)
        fogr *= deep * deep
        fogg *= deep * deep
        fogb *= deep * deep
    vision = np.int64(w.clock[0].night_vision)
    most = max(fogr, max(fogg, fogb))
    if vision != 0 and most > 0.0:
        fogr, fogg, fogb = fogr / most, fogg / most, fogb / most
    if c.medium == 1:
        fogr, fogg, fogb = rgb[biome, 6] * 2.6, rgb[biome, 7] * 2.6, rgb[biome, 8] * 2.6
    elif c.medium == 2:
        fogr, fogg, fogb = 0.6, 0.1, 0.0
    c.fogr, c.fogg, c.fogb = fogr * 255.0, fogg * 255.0, fogb * 255.0
    c.fog_r, c.fog_g, c.fog_b = np.int64(c.fogr), np.int64(c.fogg), np.int64(c.fogb)
    c.skyr *= 255.0
    c.skyg *= 255.0
    c.skyb *= 255.0
    c.glow_r *= 255.0
    c.glow_g *= 255.0
    c.glow_b *= 255.0
    c.cloud_r = 255.0 * (day * 0.9 + 0.1)
    c.cloud_g = c.cloud_r
    c.cloud_b = 255.0 * (day * 0.85 + 0.15)
    c.cloud_shift = np.float64(w.clock[0].time % 102400) * 0.03  # 256 cells of 12 blocks are 102 400 ticks

    if c.sky_light != sky_light or c.made_gamma != c.gamma or c.made_vision != vision:
        c.sky_light, c.made_gamma, c.made_vision = sky_light, c.gamma, vision
        fill_light_map(f.lamp, sky_light, c.gamma, vision)
    if c.made_fog != c.medium + 1:
        c.made_fog = c.medium + 1
        fill_fog(f.fog, c.medium)
