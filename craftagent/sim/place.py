"""Placing the block in hand, and the block entities that chests and furnaces bring with them."""

from __future__ import annotations

import numpy as np

from craftagent.sim.events import emit
from craftagent.sim.grid import get, set_block
from craftagent.sim.jit import linked
from craftagent.sim.mobs.combat import box_hits_entity
from craftagent.sim.rules.placing import place_state
from craftagent.sim.state import EV_PLACED, MAX_UPDATES, TILE_BLAST_FURNACE, TILE_FURNACE, TILE_SMOKER
from craftagent.sim.updates import process


@linked("wiiii:i")
def new_tile(w, kind, x, y, z):  # type: ignore[no-untyped-def]
    """Make an empty block entity; returns its index or -1 if the table is full."""
    for i in range(len(w.tiles)):
        t = w.tiles[i]
        if t.kind == 0:
            t.kind = kind
            t.x = x
            t.y = y
            t.z = z
            t.burn = 0
            t.burn_total = 0
            t.cook = 0
            t.cook_total = 200 if kind == TILE_FURNACE else 100 if kind in (TILE_SMOKER, TILE_BLAST_FURNACE) else 0
            t.xp = np.float32(0.0)
            for k in range(w.tile_items.shape[1]):
                s = w.tile_items[i, k]
                s.id = 0
                s.count = 0
                s.damage = 0
            w.clock[0].n_tiles = max(w.clock[0].n_tiles, i + 1)
            return i
    return -1


@linked("wiii:i")
def find_tile(w, x, y, z):  # type: ignore[no-untyped-def]
    """Index of the block entity at a position, -1 if there is none."""
    for i in range(w.clock[0].n_tiles):
        t = w.tiles[i]
        if t.kind != 0 and t.x == x and t.y == y and t.z == z:
            return i
    return -1


@linked("wriiii:i")
def obstructed(w, r, state, x, y, z):  # type: ignore[no-untyped-def]
    """Whether the player or a creature stands where a state's collision boxes would be."""
    p = w.player[0]
    start = r.coll_start[state]
    for k in range(start, start + r.coll_count[state]):
        x0, y0, z0 = x + r.boxes[k, 0], y + r.boxes[k, 1], z + r.boxes[k, 2]
        x1, y1, z1 = x + r.boxes[k, 3], y + r.boxes[k, 4], z + r.boxes[k, 5]
        if p.x - 0.3 < x1 and p.x + 0.3 > x0 and p.z - 0.3 < z1 and p.z + 0.3 > z0:
            if p.y < y1 and p.y + p.height > y0:
                return 1
        if box_hits_entity(w, x0, y0, z0, x1, y1, z1):
            return 1
    return 0


@linked("wriiiii:i")
def place(w, r, item, x, y, z, face):  # type: ignore[no-untyped-def]
    """Place a block item against a clicked face at the player's ``hit`` point. Returns whether it was placed."""
    p = w.player[0]
    hx, hy, hz = p.hit_x - x, p.hit_y - y, p.hit_z - z
    tx, ty, tz = x, y, z
    state = np.int64(-1)
    for turn in range(
        2
    ):  # first the clicked cell itself (tall grass, a slab to complete), then the one before its face
        if turn == 1:
            tx = x + (1 if face == 5 else -1 if face == 4 else 0)
            ty = y + (1 if face == 1 else -1 if face == 0 else 0)
            tz = z + (1 if face == 3 else -1 if face == 2 else 0)
        there = get(w, tx, ty, tz)
        if ty < 0 or ty > 255:
            break
        if there == 0 or r.replaceable[there] != 0 or r.slab_merge[there] == r.places[item]:
            state = place_state(w, r, item, tx, ty, tz, face, hx, hy, hz, p.yaw, p.pitch)
        if state >= 0:
            break
    if state < 0 or obstructed(w, r, state, tx, ty, tz):
        return 0
    above = np.int64(r.upper_state[state])
    if above > 0:
        over = get(w, tx, ty + 1, tz)
        if ty >= 255 or (over != 0 and r.replaceable[over] == 0):
            return 0
    if not set_block(w, r, tx, ty, tz, state):
        return 0
    if above > 0:
        set_block(w, r, tx, ty + 1, tz, above)
    block = np.int64(r.state_block[state])
    if r.tile_kind[block] != 0 and find_tile(w, tx, ty, tz) < 0:
        new_tile(w, r.tile_kind[block], tx, ty, tz)
    emit(w, EV_PLACED, block, item, tx, ty, tz, 0.0)
    return 1


@linked("wriiiiiii:i")
def fill_box(w, r, x0, y0, z0, x1, y1, z1, state):  # type: ignore[no-untyped-def]
    """Put a state into every cell of a box, low corner to high; returns how many changed.

    Containers that go leave nothing behind, new ones come empty, and doors and tall plants bring their upper halves.
    """
    changed = 0
    kind = np.int64(r.tile_kind[r.state_block[state]])
    upper = np.int64(r.upper_state[state])
    for y in range(y0, y1 + 1):
        for x in range(x0, x1 + 1):
            for z in range(z0, z1 + 1):
                tile = find_tile(w, x, y, z)
                changed += set_block(w, r, x, y, z, state)
                if tile >= 0 and w.tiles[tile].kind != kind:
                    w.tiles[tile].kind = 0
                    tile = -1
                if kind != 0 and tile < 0:
                    new_tile(w, kind, x, y, z)
                if upper > 0 and y == y1:
                    changed += set_block(w, r, x, y + 1, z, upper)
            if w.clock[0].n_updates > MAX_UPDATES // 2:
                process(w, r)
        process(w, r)
    return changed
