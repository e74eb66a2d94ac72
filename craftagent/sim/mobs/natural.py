"""Creatures that come by themselves: herds in new chunks, monsters in the dark, and who may stand where."""

from __future__ import annotations

import numpy as np

from craftagent.sim.grid import get, light_at, loaded, sky_light
from craftagent.sim.jit import kernel, linked
from craftagent.sim.mobs.kinds import GRASS_BLOCK, GRASS_SNOWY
from craftagent.sim.mobs.spawn import spawn_entity
from craftagent.sim.rng import hash3, mix, next_u64, rand, randint, unit
from craftagent.sim.state import CHICKEN, COW, CREEPER, FULL, PIG, SHEEP, SKELETON, SPIDER, ZOMBIE

MONSTER_CAP, CREATURE_CAP = 70, 10  # per 17 x 17 loaded chunks
ATTEMPTS = 8  # places tried a tick
HERD_CHANCE = 0.1  # of a new chunk, and again for a second herd
HERD = 4


@kernel
def dark_enough(w, x, y, z):  # type: ignore[no-untyped-def]
    """The game's random light test for monsters: never above 7, likelier the darker."""
    if sky_light(w, x, y, z) > randint(w, np.int64(32)):
        return False
    return light_at(w, x, y, z) <= randint(w, np.int64(8))


@kernel
def room_for(w, r, kind, x, y, z):  # type: ignore[no-untyped-def]
    """Whether a creature of a kind can appear in cell (x, y, z): full block below, nothing solid or wet where it is."""
    if y < 1 or y > 253 or r.spawnable[get(w, x, y - 1, z)] == 0:
        return False
    wide = 1 if kind == SPIDER else 0
    high = 1 if kind in (SPIDER, PIG, CHICKEN) else 2
    for dx in range(-wide, wide + 1):
        for dz in range(-wide, wide + 1):
            for dy in range(high):
                s = get(w, x + dx, y + dy, z + dz)
                if s != 0 and (r.coll_count[s] > 0 or r.fluid[s] != 0):
                    return False
    return True


@kernel
def _herd_kind(u):  # type: ignore[no-untyped-def]
    """Kind by the game's weights: sheep 12, pig 10, chicken 10, cow 8."""
    k = np.int64(u * 40.0)
    return SHEEP if k < 12 else PIG if k < 22 else CHICKEN if k < 32 else COW


@kernel
def populate_chunk(w, r, cx, cz):  # type: ignore[no-untyped-def]
    """Put the herds of a freshly generated chunk on its grass: about one chunk in ten, groups of four.

    A function of (seed, cx, cz) and the chunk's blocks; does nothing unless ``clock.mobs`` is set. Returns how many.
    """
    c = w.clock[0]
    if c.mobs == 0:
        return 0
    h = hash3(c.seed, cx, 0, cz, 77)
    done = 0
    for _ in range(4):
        h = mix(h + np.uint64(0x9E3779B97F4A7C15))
        if unit(h) >= HERD_CHANCE:
            break
        h = mix(h + np.uint64(0x9E3779B97F4A7C15))
        kind = np.int64(_herd_kind(unit(h)))
        x = cx * 16 + np.int64((h >> np.uint64(8)) & np.uint64(15))
        z = cz * 16 + np.int64((h >> np.uint64(16)) & np.uint64(15))
        for _ in range(HERD):
            for _ in range(4):
                y = np.int64(w.top[cx & 15, cz & 15])
                while y > 1 and (r.opaque_cube[get(w, x, y - 1, z)] == 0 and r.fluid[get(w, x, y - 1, z)] == 0):
                    y -= 1
                ground = get(w, x, y - 1, z)
                fits = ground in (GRASS_BLOCK, GRASS_SNOWY) and room_for(w, r, kind, x, y, z)
                if fits and spawn_entity(w, kind, x + 0.5, np.float64(y), z + 0.5) >= 0:
                    done += 1
                h = mix(h + np.uint64(0x9E3779B97F4A7C15))
                sx = np.int64((h >> np.uint64(20)) % np.uint64(9)) - 4
                sz = np.int64((h >> np.uint64(40)) % np.uint64(9)) - 4
                if (x + sx) >> 4 == cx:
                    x += sx
                if (z + sz) >> 4 == cz:
                    z += sz
                if fits:
                    break
    return done


@linked("wrii:v")
def natural_spawn(w, r, monsters, creatures):  # type: ignore[no-untyped-def]
    """A tick's share of natural spawning, given how many monsters and animals there are.

    Monsters every tick, animals every 400 ticks; a few random places a tick instead of one in every chunk, which fills
    the caps in seconds instead of ticks.
    """
    c = w.clock[0]
    p = w.player[0]
    chunks = 0
    for i in range(16):
        for j in range(16):
            if w.chunk_status[i, j] == FULL:
                chunks += 1
    want_animals = c.tick % 400 == 0 and creatures < CREATURE_CAP * chunks // 289
    left = CREATURE_CAP * chunks // 289 - creatures if want_animals else MONSTER_CAP * chunks // 289 - monsters
    if left <= 0 or (c.difficulty == 0 and not want_animals):
        return
    for _ in range(ATTEMPTS * (8 if want_animals else 1)):
        u = next_u64(w)
        x0 = (np.int64(c.center_x) - 6) * 16 + np.int64(u % np.uint64(208))
        z0 = (np.int64(c.center_z) - 6) * 16 + np.int64((u >> np.uint64(16)) % np.uint64(208))
        if not loaded(w, x0, z0):
            continue
        y = np.int64((u >> np.uint64(32)) % np.uint64(np.int64(w.height[x0 & 255, z0 & 255]) + 1))
        if want_animals:  # they only ever stand on the surface, so look nowhere else
            y = np.int64(w.height[x0 & 255, z0 & 255])
        if y < 1 or r.full_cube[get(w, x0, y, z0)] != 0:
            continue
        for _ in range(3):
            x, z = x0, z0
            kind = np.int64(0)
            for _ in range(1 + randint(w, np.int64(4))):
                x += randint(w, np.int64(6)) - randint(w, np.int64(6))
                z += randint(w, np.int64(6)) - randint(w, np.int64(6))
                d = (x + 0.5 - p.x) ** 2 + (y - p.y) ** 2 + (z + 0.5 - p.z) ** 2
                if d < 576.0 or d > 16384.0 or not loaded(w, x, z):
                    continue
                if kind == 0:
                    pick = randint(w, np.int64(400))
                    kind = np.int64(
                        SPIDER if pick < 100 else ZOMBIE if pick < 200 else SKELETON if pick < 300 else CREEPER
                    )
                    if want_animals:
                        kind = np.int64(_herd_kind(rand(w)))
                if not room_for(w, r, kind, x, y, z):
                    continue
                if want_animals:
                    ground = get(w, x, y - 1, z)
                    bright = max(sky_light(w, x, y, z), light_at(w, x, y, z)) > 8
                    if not bright or (ground != GRASS_BLOCK and ground != GRASS_SNOWY):
                        continue
                elif not dark_enough(w, x, y, z):
                    continue
                if spawn_entity(w, np.int64(kind), x + 0.5, np.float64(y), z + 0.5) < 0:
                    return
                left -= 1
            if left <= 0:
                return
