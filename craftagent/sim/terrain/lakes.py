"""Small lakes of water and, rarely, lava on the land; each lies inside one chunk, so that it needs no neighbour."""

from __future__ import annotations

import numpy as np

from craftagent.sim.jit import kernel
from craftagent.sim.terrain import biomes as b
from craftagent.sim.terrain import states as s
from craftagent.sim.terrain.noise import below, draw, stream, unit


@kernel
def dig_lakes(salt, cx, cz, blocks, biome, ground, ox, oz):  # type: ignore[no-untyped-def]
    """At most one lake in chunk (cx, cz), on even ground; its low corner is (ox, oz) of the arrays.

    ``ground`` holds the y of the ground here, not yet marked for grass; it is kept right.
    """
    r = draw(stream(salt, cx, cz))
    kind = below(r, 320)
    if kind >= 10:
        return
    fluid = s.LAVA if kind < 1 else s.WATER
    r = draw(r)
    x = 6.5 + 3.0 * unit(r)
    r = draw(r)
    z = 6.5 + 3.0 * unit(r)
    r = draw(r)
    wide = 3.2 + 2.0 * unit(r)
    r = draw(r)
    long = 3.2 + 2.0 * unit(r)
    r = draw(r)
    deep = 2.2 + 1.6 * unit(r)
    level = 256
    highest = 0
    for bx in range(16):
        for bz in range(16):
            ex = (bx + 0.5 - x) / (wide + 1.6)
            ez = (bz + 0.5 - z) / (long + 1.6)
            if ex * ex + ez * ez < 1.0:
                level = min(level, np.int64(ground[ox + bx, oz + bz]))
                highest = max(highest, np.int64(ground[ox + bx, oz + bz]))
    at = biome[ox + 8, oz + 8]
    if level < 62 or highest - level > 3 or at == b.DESERT or at == b.BEACH or at == b.SNOWY_BEACH:
        return
    if fluid == s.LAVA and highest - level > 2:
        return
    # The bed must be whole: no cave below or beside it.
    low = level - np.int64(deep) - 2
    for bx in range(16):
        for bz in range(16):
            ex = (bx + 0.5 - x) / (wide + 1.6)
            ez = (bz + 0.5 - z) / (long + 1.6)
            if ex * ex + ez * ez < 1.0:
                for y in range(low, level + 1):
                    state = blocks[ox + bx, oz + bz, y]
                    if state == s.AIR or state == s.LAVA or state == s.WATER:
                        return
    for bx in range(16):
        for bz in range(16):
            ex = (bx + 0.5 - x) / wide
            ez = (bz + 0.5 - z) / long
            flat = ex * ex + ez * ez
            if flat >= 1.0:
                continue
            column = blocks[ox + bx, oz + bz]
            bed = level - np.int64(deep * (1.0 - flat) + 0.6)
            over = np.int64(ground[ox + bx, oz + bz])
            for y in range(level + 1, over + 1):
                column[y] = s.AIR
            for y in range(bed, level + 1):
                column[y] = fluid
            if fluid == s.LAVA:
                column[bed - 1] = s.STONE
            elif column[bed - 1] == s.GRASS_BLOCK:
                column[bed - 1] = s.DIRT
            ground[ox + bx, oz + bz] = bed - 1
    if fluid == s.LAVA:
        for bx in range(16):
            for bz in range(16):
                ex = (bx + 0.5 - x) / (wide + 1.2)
                ez = (bz + 0.5 - z) / (long + 1.2)
                y = np.int64(ground[ox + bx, oz + bz])
                if ex * ex + ez * ez < 1.0 and y >= level and y <= level + 1:
                    blocks[ox + bx, oz + bz, y] = s.STONE
