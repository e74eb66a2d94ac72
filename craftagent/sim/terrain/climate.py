"""The plan of the land: height, roughness, sea, rivers and biome on a lattice of points, from noise alone.

Biomes are patches of about 180 blocks, as in the game: each cell of a jittered grid gets one biome by the temperature,
humidity and mountain noise at its site, so that deserts never touch snow; the plane is warped, so borders wander.
Land heights of neighbouring patches are blended by distance. Seas, rivers and ponds come from noise of their own.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.jit import kernel
from craftagent.sim.terrain import biomes as b
from craftagent.sim.terrain.noise import hash2, noise2, salted

# Columns of a lattice row.
H, AMP, SEA, RIVER, SURFACE, BIOME = range(6)
N_FIELDS = 6

# Noise channels: (field, cell in blocks, amplitude). The first two fields bend the plane the others are read from.
_WARP_X, _WARP_Z, _SEA, _RIVER, _HILL, _BUMP, _RIDGE, _FOLD, _SURFACE, _POND = range(10)
_TABLE = (
    (_WARP_X, 128, 48.0), (_WARP_X, 36, 14.0), (_WARP_Z, 128, 48.0), (_WARP_Z, 36, 14.0),
    (_SEA, 620, 1.0), (_SEA, 260, 0.45), (_SEA, 90, 0.16),
    (_RIVER, 400, 1.0), (_RIVER, 150, 0.36),
    (_HILL, 105, 1.0), (_HILL, 42, 0.4),
    (_BUMP, 84, 1.0), (_RIDGE, 150, 1.0), (_FOLD, 56, 0.85), (_FOLD, 24, 0.4),
    (_SURFACE, 34, 0.7), (_SURFACE, 13, 0.6), (_POND, 50, 1.0),
)  # fmt: skip
_N_WARP = 4
_FIELD = np.array([row[0] for row in _TABLE])
_FREQUENCY = np.array([1.0 / row[1] for row in _TABLE])
_AMPLITUDE = np.array([row[2] for row in _TABLE])
_N = len(_TABLE)
N_SALTS = _N + 4  # and temperature, humidity, mountains, sites
_TEMPERATURE, _HUMIDITY, _MOUNTAINS, _SITES = _N, _N + 1, _N + 2, _N + 3

CELL = 176.0
BLEND = 60.0  # difference of distances to two sites, in blocks, over which their heights are blended
MAX_SITES = 36  # 6 x 6 cells
_BEND = 96.0  # the plane is never bent farther, blocks
N_SCRATCH = 19
_SIGMA = 1.0 / 0.32  # noise2 to standard deviations

# Sea floor and shore by the sea channel: (value, y), straight lines between.
_SHORE_AT = np.array([-9.0, -0.55, -0.32, -0.13, -0.045, 0.0, 0.025, 0.06, 9.0])
_SHORE_Y = np.array([34.0, 35.0, 42.0, 50.0, 56.5, 62.0, 63.8, 64.6, 64.6])
DEEP = -0.36


@kernel
def _smooth(low, high, value):  # type: ignore[no-untyped-def]
    t = min(max((value - low) / (high - low), 0.0), 1.0)
    return t * t * (3.0 - 2.0 * t)


@kernel
def _site_biome(salts, x, z, h):  # type: ignore[no-untyped-def]
    """Biome id of the patch whose site is (x, z); ``h`` is the site's own hash."""
    at = 0
    t = v = m = 0.0
    for k in range(3):
        scale = 1.0 / 680.0 if k == 0 else (1.0 / 450.0 if k == 1 else 1.0 / 420.0)
        value = noise2(salts[_TEMPERATURE + k], x * scale, z * scale) * _SIGMA
        if k == 0:
            t = value
        elif k == 1:
            v = value
        else:
            m = value
    v += ((h & 255) - 128) * (1.3 / 256.0)
    t += (((h >> 8) & 255) - 128) * (0.3 / 256.0)
    u = (h >> 16) & 255
    if m > 1.02:
        at = b.MOUNTAINS if u < 140 else (b.WOODED_MOUNTAINS if u < 225 else b.GRAVELLY_MOUNTAINS)
    elif t > 0.62:
        at = b.DESERT if v < 0.05 else (b.SAVANNA if v < 0.6 else b.PLAINS)
    elif t > -0.42:
        if v < -0.42 or 0.98 < v < 1.25:
            at = b.PLAINS
        elif v < 0.5:
            at = b.FOREST
        else:
            at = b.BIRCH_FOREST if v < 1.0 else b.SWAMP
    elif t > -1.3:
        at = b.PLAINS if v < -0.9 else (b.FOREST if v < -0.45 else b.TAIGA)
    else:
        at = b.SNOWY_TUNDRA if v < 0.0 else b.SNOWY_TAIGA
    return at


@kernel
def fill_salts(seed, salts):  # type: ignore[no-untyped-def]
    """Salted seeds of all channels into ``salts`` int64[N_SALTS]."""
    for k in range(N_SALTS):
        salts[k] = salted(seed, 100 + k)


@kernel
def site_cell(x):  # type: ignore[no-untyped-def]
    """Cell of the grid of patches that a block coordinate lies in."""
    return np.int64(np.floor(x * (1.0 / CELL)))


@kernel
def fill_sites(salts, x0, z0, x1, z1, sites):  # type: ignore[no-untyped-def]
    """Patches that points in blocks x0..x1, z0..z1 (at most 264 apart) may see, into sites f64[MAX_SITES, 3].

    Row ``(gx - first_x) * n_z + gz - first_z`` is cell (gx, gz). Returns (first_x, first_z, n_z) for ``fill_point``.
    """
    gx0 = site_cell(np.float64(x0) - _BEND) - 1
    gz0 = site_cell(np.float64(z0) - _BEND) - 1
    gx1 = site_cell(np.float64(x1) + _BEND) + 2
    gz1 = site_cell(np.float64(z1) + _BEND) + 2
    n = 0
    for gx in range(gx0, gx1):
        for gz in range(gz0, gz1):
            h = hash2(salts[_SITES], gx, gz)
            x = (gx + 0.12 + 0.76 * (h & 0xFFFF) / 65536.0) * CELL
            z = (gz + 0.12 + 0.76 * (h >> 16) / 65536.0) * CELL
            sites[n, 0] = x
            sites[n, 1] = z
            sites[n, 2] = _site_biome(salts, x, z, hash2(salts[_SITES] + 1, gx, gz))
            n += 1
    return gx0, gz0, gz1 - gz0


@kernel
def fill_point(salts, px, pz, sites, gx0, gz0, n_z, row, field):  # type: ignore[no-untyped-def]
    """Fields at block (px, pz) into ``row`` f64[N_FIELDS]; a pure function of seed and place.

    H: mean height of the ground, y. AMP: depth of 3-D noise, blocks. SEA: negative in the sea. RIVER: 0 in the
    middle of a river, grows away from it. SURFACE: patchiness -1 .. 1. BIOME: id of the land patch, rivers and seas
    not yet put in. ``field`` is scratch f64[N_SCRATCH].
    """
    rx = np.float64(px)
    rz = np.float64(pz)
    for k in range(10):
        field[k] = 0.0
    x = rx
    z = rz
    for k in range(_N):
        if k == _N_WARP:
            x = rx + field[_WARP_X]
            z = rz + field[_WARP_Z]
        field[_FIELD[k]] += _AMPLITUDE[k] * noise2(salts[k], x * _FREQUENCY[k], z * _FREQUENCY[k])

    # Blend the numbers of the nine patches around by distance; the nearest one gives the biome.
    at0 = (site_cell(x) - gx0 - 1) * n_z + site_cell(z) - gz0 - 1
    nearest = 1.0e9
    which = at0
    for k in range(9):
        q = at0 + (k // 3) * n_z + k % 3
        dx = sites[q, 0] - x
        dz = sites[q, 1] - z
        d = dx * dx + dz * dz
        field[10 + k] = d
        if d < nearest:
            nearest = d
            which = q
    near = np.sqrt(nearest)
    total = base = hill = bump = ridge = rough = 0.0
    for k in range(9):
        d = field[10 + k]
        if d < (near + BLEND) * (near + BLEND):
            w = 1.0 - (np.sqrt(d) - near) / BLEND
            w = w * w
            at = np.int64(sites[at0 + (k // 3) * n_z + k % 3, 2])
            total += w
            base += w * b.BASE[at]
            hill += w * b.HILL[at]
            bump += w * b.BUMP[at]
            ridge += w * b.RIDGE[at]
            rough += w * b.ROUGH[at]
    total = 1.0 / total
    crest = 1.0 - 2.2 * abs(field[_RIDGE])
    crest = max(crest, 0.0)
    crest = crest * crest * (1.0 + 0.5 * field[_FOLD]) + 0.35 * field[_FOLD]
    land = (base + hill * field[_HILL] + bump * _smooth(0.12, 0.55, field[_BUMP]) + ridge * crest) * total
    amp = rough * total

    # A soft bulge of land at the origin, so that a start on land is near.
    far = (rx * rx + rz * rz) * (1.0 / (900.0 * 900.0))
    sea = field[_SEA] + 0.15 + 0.22 * max(0.0, 1.0 - far)
    k = 1
    while sea > _SHORE_AT[k]:
        k += 1
    t = (sea - _SHORE_AT[k - 1]) / (_SHORE_AT[k] - _SHORE_AT[k - 1])
    shore = _SHORE_Y[k - 1] + (_SHORE_Y[k] - _SHORE_Y[k - 1]) * t
    if sea < 0.0:
        shore += 3.5 * field[_HILL] * min(1.0, -8.0 * sea)
    t = _smooth(0.02, 0.17, sea)
    h = shore + (land - shore) * t
    amp = 1.0 + (amp - 1.0) * t

    # Rivers cut down to y 57; high land opens into a valley first.
    river = abs(field[_RIVER])
    if sea > 0.0:
        if h > 67.0:
            h = 67.0 + (h - 67.0) * _smooth(0.015, 0.16, river)
        pond = field[_POND] - 0.6
        if pond > 0.0 and 57.0 < h < 69.0:
            h = max(57.0, h - pond * 42.0)
        t = _smooth(0.003, 0.036, river)
        if h > 57.0:
            h = 57.0 + (h - 57.0) * t
        amp = 0.8 + (amp - 0.8) * _smooth(0.02, 0.1, river)
    row[H] = h
    row[AMP] = amp
    row[SEA] = sea
    row[RIVER] = river
    row[SURFACE] = field[_SURFACE]
    row[BIOME] = sites[which, 2]


@kernel
def settle(land, sea, river, top):  # type: ignore[no-untyped-def]
    """Biome id of a column from its land patch, sea and river fields and ``top``, the y of its ground."""
    cold = land == b.SNOWY_TUNDRA or land == b.SNOWY_TAIGA
    if top < 62:
        if sea < 0.012:
            if cold:
                return b.FROZEN_OCEAN
            return b.DEEP_OCEAN if sea < DEEP else b.OCEAN
        if river < 0.05 and land != b.SWAMP:
            return b.FROZEN_RIVER if cold else b.RIVER
    elif sea < 0.05 and top < 66 and land != b.SWAMP:
        if land == b.MOUNTAINS or land == b.GRAVELLY_MOUNTAINS or land == b.WOODED_MOUNTAINS:
            return b.STONE_SHORE
        return b.SNOWY_BEACH if cold else b.BEACH
    return land
