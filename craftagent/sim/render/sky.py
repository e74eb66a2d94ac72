"""The sky: gradient to the fog at the horizon, stars, dawn and dusk, sun, moon and clouds. Sizes are the game's."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from craftagent.sim.render.leaf import part

DOME = 16.0  # height of the game's sky plane over the eye; fog thins it out towards the zenith
DOME_FAR = 160.0  # fits the gradient of real frames
SUN_HALF, SUN_GLOW, MOON_HALF = 8.0, 26.0, 5.0  # half sizes of what one sees, at distance 100
CLOUD_Y, CLOUD_TOP, CLOUD_CELL = 128.33, 132.33, 12.0
CLOUD_FOG, CLOUD_FOGGY, CLOUD_REACH = 120.0, 160.0, 384.0  # fog over clouds begins, is full; they end (square)
CLOUD_ALPHA = 0.8
STAR_GRID = 96  # cells along one side of a cube of stars
STAR_CHANCE = 27  # in 1000


def cloud_map(seed: int = 1165) -> npt.NDArray[np.uint8]:
    """(65536,) uint8, 256 x 256 cells, 1 = cloud, wrapping around; integer arithmetic only, so the same everywhere."""
    n = 256
    total = np.zeros((n, n), np.int64)
    for cell, weight in ((8, 5), (4, 5), (2, 2)):
        side = n // cell
        h = (np.arange(side * side, dtype=np.uint64) + np.uint64(seed * 65536 * cell)) * np.uint64(0x9E3779B97F4A7C15)
        h = (h ^ (h >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)  # splitmix64
        h = (h ^ (h >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        grid = (h >> np.uint64(56)).astype(np.int64).reshape(side, side)
        i = np.arange(n)
        a, f = i // cell, i % cell
        b = (a + 1) % (n // cell)
        rows = grid[a] * (cell - f)[:, None] + grid[b] * f[:, None]
        both = rows[:, a] * (cell - f)[None] + rows[:, b] * f[None]
        total += np.asarray(both * (weight * 256 // (cell * cell)), np.int64)
    level = np.sort(total, axis=None)[int(total.size * 0.73)]
    return np.ascontiguousarray((total > level).astype(np.uint8).reshape(-1))


@part
def _star(x, y, z):  # type: ignore[no-untyped-def]
    """Whether the unit direction lies on a star of the (turning) star sphere."""
    ax, ay, az = abs(x), abs(y), abs(z)
    most = max(ax, max(ay, az))
    if ax == most:
        a, b, side = y / ax, z / ax, 0 if x > 0 else 1
    elif ay == most:
        a, b, side = x / ay, z / ay, 2 if y > 0 else 3
    else:
        a, b, side = x / az, y / az, 4 if z > 0 else 5
    ga, gb = (a + 1.0) * (STAR_GRID / 2), (b + 1.0) * (STAR_GRID / 2)
    i, j = np.int64(ga), np.int64(gb)
    h = np.uint64(side * 65536 + i * 256 + j) * np.uint64(0x9E3779B97F4A7C15)
    h ^= h >> np.uint64(29)
    h *= np.uint64(0xBF58476D1CE4E5B9)
    h ^= h >> np.uint64(32)
    if np.int64(h & np.uint64(0x3FF)) >= STAR_CHANCE:
        return False
    # A square of 0.15 to 0.25 degrees half size somewhere in the cell.
    half = 0.07 + 0.04 * (np.int64(h >> np.uint64(10) & np.uint64(3)))
    u = 0.2 + 0.6 * (np.int64(h >> np.uint64(12) & np.uint64(63)) / 63.0)
    v = 0.2 + 0.6 * (np.int64(h >> np.uint64(18) & np.uint64(63)) / 63.0)
    return abs(ga - i - u) < half and abs(gb - j - v) < half


@part
def _cloud(clouds, x, z, dx, dy, dz, t, t_end):  # type: ignore[no-untyped-def]
    """Walk the cloud layer's cells from ``t`` to ``t_end``. (x, z): cloud coordinates of the eye.

    Returns (t of the hit or -1, brightness of the side hit).
    """
    bright = 0.7 if dy > 0.0 else 1.0
    px, pz = x + dx * t, z + dz * t
    i, j = np.int64(np.floor(px / CLOUD_CELL)), np.int64(np.floor(pz / CLOUD_CELL))
    if clouds[np.uint64((i & 255) << 8 | (j & 255))]:
        return t, bright
    ix, iz = 1.0 / dx, 1.0 / dz
    tx = ((i + (1 if dx > 0 else 0)) * CLOUD_CELL - x) * ix
    tz = ((j + (1 if dz > 0 else 0)) * CLOUD_CELL - z) * iz
    while min(tx, tz) < t_end:
        if tx < tz:
            t = tx
            i += 1 if dx > 0 else -1
            tx += abs(CLOUD_CELL * ix)
            bright = 0.9
        else:
            t = tz
            j += 1 if dz > 0 else -1
            tz += abs(CLOUD_CELL * iz)
            bright = 0.8
        if clouds[np.uint64((i & 255) << 8 | (j & 255))]:
            return t, bright
    return -1.0, 0.0


@part
def sky_color(c, clouds, dx, dy, dz, length):  # type: ignore[no-untyped-def]
    """Colour (R | G << 8 | B << 16) in direction (dx, dy, dz), of the given length."""
    if c.medium != 0:
        return c.fog_r | c.fog_g << 8 | c.fog_b << 16
    s = 1.0
    if dy * DOME_FAR > DOME * length:
        s = DOME * length / (dy * DOME_FAR)
    r = c.skyr + (c.fogr - c.skyr) * s
    g = c.skyg + (c.fogg - c.skyg) * s
    b = c.skyb + (c.fogb - c.skyb) * s
    if c.glow_a > 0.0:
        # The game draws a shallow cone: tip on the horizon at the sun, rim round the eye, up to 18 degrees high.
        ahead = dx * c.glow_side
        lift = dy / (40.0 * c.glow_a)
        slope = np.sqrt(lift * lift + dz * dz / 14400.0)
        k = ahead - 120.0 * lift + 100.0 * slope
        if k > 0.0:
            part = 1.0 - 100.0 * slope / k
            if part > 0.0:
                part *= c.glow_a
                r += (c.glow_r - r) * part
                g += (c.glow_g - g) * part
                b += (c.glow_b - b) * part
    along = dx * c.sun_x + dy * c.sun_y
    across = dx * c.sun_y - dy * c.sun_x
    if c.stars > 0.0 and dy > 0.0:
        if _star(along / length, across / length, dz / length):
            r += 255.0 * c.stars
            g += 255.0 * c.stars
            b += 255.0 * c.stars
    if along > 0.2 * length:
        u, v = abs(across) * 100.0, abs(dz) * 100.0
        if u < SUN_GLOW * along and v < SUN_GLOW * along:
            far = max(u, v) / along
            if far < SUN_HALF:
                r, g, b = r + 255.0, g + 255.0, b + 225.0
            else:
                far = (SUN_GLOW - far) / (SUN_GLOW - SUN_HALF)
                far *= far * 0.45
                r, g, b = r + 150.0 * far, g + 150.0 * far, b + 110.0 * far
    elif along < -0.2 * length:
        u, v = across * 100.0 / -along, dz * 100.0 / -along
        if abs(u) < MOON_HALF and abs(v) < MOON_HALF:
            # Phases 0 full .. 4 new .. 7; a crater pattern of our own.
            lit = v / MOON_HALF * (1.0 if c.moon_phase < 4 else -1.0)
            if lit > (c.moon_phase % 4 if c.moon_phase < 4 else 4 - c.moon_phase % 4) * 0.5 - 1.0 and c.moon_phase != 4:
                spot = 40.0 if (np.int64(u + 8.0) * 5 + np.int64(v + 8.0) * 3) % 7 < 2 else 0.0
                r, g, b = r + 215.0 - spot, g + 220.0 - spot, b + 230.0 - spot
    r, g, b = min(r, 255.0), min(g, 255.0), min(b, 255.0)
    low, high = (CLOUD_Y - c.oy), (CLOUD_TOP - c.oy)
    if (dy > 0.0 and high > 0.0) or (dy < 0.0 and low < 0.0):
        inv = 1.0 / dy
        t, t_end = low * inv, high * inv
        if t > t_end:
            t, t_end = t_end, t
        t = max(t, 0.0)
        t_end = min(t_end, CLOUD_REACH / max(abs(dx), max(abs(dz), 1e-9)))
        if t < t_end:
            x = c.ox + c.base_x + c.cloud_shift
            z = c.oz + c.base_z + 0.33 * CLOUD_CELL
            hit, bright = _cloud(clouds, x, z, dx, dy, dz, t, t_end)
            if hit >= 0.0:
                a = min(max((hit * length - CLOUD_FOG) / (CLOUD_FOGGY - CLOUD_FOG), 0.0), 1.0)
                lit = bright * (1.0 - a)
                r += (c.cloud_r * lit + c.fogr * a - r) * CLOUD_ALPHA
                g += (c.cloud_g * lit + c.fogg * a - g) * CLOUD_ALPHA
                b += (c.cloud_b * lit + c.fogb * a - b) * CLOUD_ALPHA
    return np.int64(r) | np.int64(g) << 8 | np.int64(b) << 16
