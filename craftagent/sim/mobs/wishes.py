"""What a creature wants this tick: the goals of animals and monsters, highest first, as in the game.

A wish is a code; with GO the place is in the entity's ``goal_*``; the speed factor is in ``w.scratch[PACE]``.
"""

from __future__ import annotations

import math

import numpy as np

from craftagent.sim.grid import get, light_at
from craftagent.sim.jit import kernel
from craftagent.sim.mobs.kinds import (
    C_BRED,
    DAMAGE,
    DIRT,
    EYE,
    FOLLOW,
    FOOD,
    GRASS,
    GRASS_BLOCK,
    GRASS_SNOWY,
    HALF,
    PANIC,
    STROLL,
    TABLE,
    TALL,
    TEMPT,
)  # fmt: skip
from craftagent.sim.mobs.rays import ray_blocks
from craftagent.sim.mobs.spawn import spawn_entity
from craftagent.sim.mobs.wire import (
    BLAST,
    BLAST_X,
    BLAST_Y,
    BLAST_Z,
    FORWARD,
    PACE,
    SIDE,
    ask_change,
    ask_hit,
    scaled,
)  # fmt: skip
from craftagent.sim.rng import rand, randint
from craftagent.sim.state import (
    ARROW,
    CREEPER,
    HURT_MOB,
    MAX_ENTITIES,
    OFFHAND,
    SHEEP,
    SKELETON,
    SPIDER,
)  # fmt: skip

STAND, KEEP, GO, PICK = range(4)  # stay; go on to the goal; go to a place that moves; choose a place to stroll to
IDLE, WALK, PATH = range(3)  # entity.ai: not moving, straight to the goal, along a path
BREED_AGE = 6000  # ticks between litters
BABY_AGE = -24000
EAT_TICKS = 40
SWELL_TICKS = 30
MEMORY = 60  # ticks a monster hunts without seeing its prey
SEES = 56  # memory above this: it sees the player now (sight is looked up every 4 ticks)
CREEPER_POWER = 3.0


@kernel
def _kin(w, i, adult):  # type: ignore[no-untyped-def]
    """Nearest of the same kind within 8 blocks that is an adult (``adult``) or in love; its index or -1."""
    e = w.entities[i]
    found = -1
    best = 64.0
    for j in range(MAX_ENTITIES):
        o = w.entities[j]
        if o.kind != e.kind or j == i or o.death > 0 or o.baby != 0 or (adult == 0 and o.love <= 0):
            continue
        d = (o.x - e.x) ** 2 + (o.y - e.y) ** 2 + (o.z - e.z) ** 2
        if d < best:
            best = d
            found = j
    return found


@kernel
def _litter(w, a, b):  # type: ignore[no-untyped-def]
    """Two animals have a young one; the player gets 1-7 experience."""
    e, o = w.entities[a], w.entities[b]
    child = spawn_entity(w, np.int64(e.kind), e.x, e.y, e.z)
    e.love = 0
    o.love = 0
    e.age = BREED_AGE
    o.age = BREED_AGE
    if child >= 0:
        c = w.entities[child]
        c.baby = 1
        c.age = BABY_AGE
        c.color = e.color if randint(w, np.int64(2)) == 0 else o.color
        w.custom[C_BRED] += 1
        w.player[0].xp += 1 + randint(w, np.int64(7))
        w.clock[0].dirty_hud += 1


@kernel
def animal_wish(w, r, i, d2, u):  # type: ignore[no-untyped-def]
    """Wish of an animal; ``d2``: squared distance to the player, ``u``: 64 random bits."""
    e = w.entities[i]
    p = w.player[0]
    s = w.scratch
    kind = np.int64(e.kind)
    if e.panic > 0 or e.fire > 0:
        s[PACE] = TABLE[kind, PANIC]
        return KEEP if e.ai != IDLE else PICK
    if e.love > 0:
        mate = _kin(w, i, np.int64(0))
        if mate >= 0:
            o = w.entities[mate]
            s[PACE] = 1.0
            e.goal_x = o.x
            e.goal_y = o.y
            e.goal_z = o.z
            e.cooldown += 1
            if e.cooldown >= 60 and (o.x - e.x) ** 2 + (o.y - e.y) ** 2 + (o.z - e.z) ** 2 < 9.0:
                e.cooldown = 0
                o.cooldown = 0
                _litter(w, i, mate)
            return GO
        e.cooldown = 0
    if d2 < 100.0 and p.dead == 0:
        held, other = w.items[p.selected].id, w.items[OFFHAND].id
        for k in range(4):
            food = FOOD[kind, k]
            if food > 0 and (held == food or other == food):
                e.look = 1
                e.look_timer = 2
                if d2 < 6.25:
                    return STAND
                s[PACE] = TABLE[kind, TEMPT]
                e.goal_x = p.x
                e.goal_y = p.y
                e.goal_z = p.z
                return GO
    if e.baby != 0:
        parent = _kin(w, i, np.int64(1))
        if parent >= 0:
            o = w.entities[parent]
            if (o.x - e.x) ** 2 + (o.z - e.z) ** 2 > 9.0:
                s[PACE] = 1.1
                e.goal_x = o.x
                e.goal_y = o.y
                e.goal_z = o.z
                return GO
    if kind == SHEEP:
        if e.eat_timer > 0 or u % np.uint64(50 if e.baby != 0 else 1000) == 0:
            x, y, z = math.floor(e.x), math.floor(e.y + 0.01), math.floor(e.z)
            here, below = get(w, x, y, z), get(w, x, y - 1, z)
            turf = below in (GRASS_BLOCK, GRASS_SNOWY)
            if e.eat_timer <= 0:
                if here == GRASS or turf:
                    e.eat_timer = EAT_TICKS
            else:
                e.eat_timer -= 1
                if e.eat_timer == 4 and (here == GRASS or turf):
                    if w.clock[0].mob_griefing != 0:
                        if here == GRASS:
                            ask_change(w, x, y, z, np.int64(0), np.int64(0))
                        else:
                            ask_change(w, x, y - 1, z, np.int64(DIRT), np.int64(0))
                    e.sheared = 0
                    if e.baby != 0:
                        e.age = min(e.age + 1200, -1)
        if e.eat_timer > 0:
            return STAND
    s[PACE] = TABLE[kind, STROLL]
    if e.ai == WALK:
        return KEEP
    return PICK if e.idle < 100 and (u >> np.uint64(20)) % np.uint64(120) == 0 else STAND


@kernel
def _gauss(w):  # type: ignore[no-untyped-def]
    """Nearly normal random number: mean 0, deviation 1, at most 3 (sum of uniforms: no logarithms in the state)."""
    return (rand(w) + rand(w) + rand(w) - 1.5) * 2.0


@kernel
def _shoot(w, i, d2):  # type: ignore[no-untyped-def]
    """Skeleton i lets an arrow fly at the player: speed 1.6, aimed a third up, raised by a fifth of the distance."""
    e = w.entities[i]
    p = w.player[0]
    y = e.y + TABLE[e.kind, EYE] - 0.1
    k = spawn_entity(w, np.int64(ARROW), e.x, y, e.z)
    if k < 0:
        return
    a = w.entities[k]
    dx, dz = p.x - e.x, p.z - e.z
    dy = p.y + p.height / 3.0 - y + math.sqrt(dx * dx + dz * dz) * 0.2
    length = math.sqrt(dx * dx + dy * dy + dz * dz)
    if length < 1e-6:
        length = 1.0
    difficulty = np.float64(w.clock[0].difficulty)
    spread = 0.0075 * (14.0 - 4.0 * difficulty)
    a.vx = (dx / length + _gauss(w) * spread) * 1.6
    a.vy = (dy / length + _gauss(w) * spread) * 1.6
    a.vz = (dz / length + _gauss(w) * spread) * 1.6
    a.owner = e.uid
    a.last_damage = 2.0 + _gauss(w) * 0.25 + difficulty * 0.11


@kernel
def _skeleton(w, i, d2, sees):  # type: ignore[no-untyped-def]
    """Bow: draw 20 ticks, shoot, wait 20 (Hard) or 40; come within 15, then circle, back off within 7.5."""
    e = w.entities[i]
    s = w.scratch
    e.fuse = min(e.fuse + 1, 100) if sees else max(e.fuse - 1, -100)  # ticks seen
    wish = GO
    if d2 <= 225.0 and e.fuse >= 20:
        wish = STAND
        e.ai = IDLE
        e.ai_timer += 1
        if e.ai_timer >= 20:
            e.ai_timer = 0
            if rand(w) < 0.3:
                e.strafe ^= 1
            if rand(w) < 0.3:
                e.strafe ^= 2
        if d2 > 168.75:
            e.strafe &= ~2
        elif d2 < 56.25:
            e.strafe |= 2
        s[PACE] = 0.25
        s[FORWARD] = -0.5 if e.strafe & 2 else 0.5
        s[SIDE] = 0.5 if e.strafe & 1 else -0.5
    if e.charged != 0:  # drawing the bow
        e.cooldown += 1
        if not sees and e.fuse < -60:
            e.charged = 0
            e.cooldown = 0
        elif sees and e.cooldown >= 20:
            e.charged = 0
            e.cooldown = 20 if w.clock[0].difficulty >= 3 else 40
            _shoot(w, i, d2)
    elif e.cooldown > 0:
        e.cooldown -= 1
    elif e.fuse >= -60:
        e.charged = 1
        e.cooldown = 0
    return wish


@kernel
def monster_wish(w, r, i, d2, u):  # type: ignore[no-untyped-def]
    """Wish of a monster; it also strikes, shoots, leaps and swells here."""
    e = w.entities[i]
    p = w.player[0]
    s = w.scratch
    c = w.clock[0]
    kind = np.int64(e.kind)
    hunting = e.seen > 0
    reach = TABLE[kind, FOLLOW]
    if p.sneaking != 0 and not hunting:
        reach *= 0.8
    prey = p.dead == 0 and c.difficulty > 0 and d2 < reach * reach
    if kind == SPIDER and prey:
        bright = light_at(w, math.floor(e.x), math.floor(e.y + 0.65), math.floor(e.z)) >= 12
        if bright and (not hunting or u % np.uint64(100) == 0):
            prey = hunting and e.hurt_by_player > 0
    if not prey:
        e.seen = 0
        hunting = False
    elif (hunting and ((c.tick + i) & 3) == 0) or (not hunting and (u >> np.uint64(8)) % np.uint64(10) == 0):
        oy = e.y + TABLE[kind, EYE]
        if ray_blocks(w, r, e.x, oy, e.z, p.x - e.x, p.y + p.eye - oy, p.z - e.z) > 1.0:
            e.seen = MEMORY
            hunting = True
    if kind != SKELETON and e.cooldown > 0:
        e.cooldown -= 1
    if not hunting:
        e.seen = 0
        if kind == CREEPER and e.fuse > 0:
            e.fuse -= 1
        e.charged = 0
        s[PACE] = TABLE[kind, STROLL]
        if e.ai == WALK:
            return KEEP
        if e.idle < 100 and (u >> np.uint64(20)) % np.uint64(120) == 0:
            return PICK
        return STAND
    e.seen -= 1
    sees = e.seen >= SEES
    s[PACE] = 1.0
    e.goal_x = p.x
    e.goal_y = p.y
    e.goal_z = p.z
    e.look = 1
    e.look_timer = 2
    if kind == SKELETON:
        return _skeleton(w, i, d2, sees)
    if kind == CREEPER:
        swell = sees and (d2 < 9.0 or (e.fuse > 0 and d2 <= 49.0))
        e.fuse = e.fuse + 1 if swell else max(e.fuse - 1, 0)
        if e.fuse >= SWELL_TICKS:
            s[BLAST] = CREEPER_POWER
            s[BLAST_X] = e.x
            s[BLAST_Y] = e.y
            s[BLAST_Z] = e.z
            e.kind = 0
        return STAND if swell else GO
    width = 2.0 * TABLE[kind, HALF]
    if kind == SPIDER:
        if e.on_ground != 0 and 4.0 <= d2 <= 16.0 and (u >> np.uint64(40)) % np.uint64(5) == 0:
            dx, dz = p.x - e.x, p.z - e.z
            length = math.sqrt(dx * dx + dz * dz)
            if length > 1e-4:
                e.vx = e.vx * 0.2 + dx / length * 0.4
                e.vz = e.vz * 0.2 + dz / length * 0.4
            e.vy = 0.4
            e.on_ground = 0
        reach2 = 4.0 + 0.6
    else:
        reach2 = 4.0 * width * width + 0.6
    if d2 <= reach2 and e.cooldown <= 0 and sees and e.y < p.y + p.height and p.y < e.y + TABLE[kind, TALL]:
        e.cooldown = 20
        ask_hit(w, scaled(TABLE[kind, DAMAGE], c.difficulty), np.int64(HURT_MOB), p.x - e.x, p.z - e.z, kind)
    return GO
