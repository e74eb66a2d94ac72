"""Furnaces, smokers and blast furnaces: one tick of all of them, whether a screen is open or not.

Source: Minecraft 1.16.5: 200 ticks an item (smoker and blast furnace 100, burning fuel for half as long), fuel is
eaten when something can be smelted and nothing burns, progress falls by 2 a tick without fire, and is lost at once
when the fire burns but there is nothing to smelt.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.grid import get, loaded, set_block
from craftagent.sim.jit import kernel, linked
from craftagent.sim.rules.registry import block_id, item_id
from craftagent.sim.state import GUI_FURNACE, TILE_BLAST_FURNACE, TILE_FURNACE

ARROW_PIXELS = 24  # width of the progress arrow
FLAME_PIXELS = 13  # height of the flame

_FURNACE, _SMOKER, _BLAST = block_id("furnace"), block_id("smoker"), block_id("blast_furnace")
_WET_SPONGE, _BUCKET, _WATER_BUCKET = item_id("wet_sponge"), item_id("bucket"), item_id("water_bucket")


@kernel
def furnace_progress(w, tile):  # type: ignore[no-untyped-def]
    """``arrow * 16 + flame`` of a furnace as drawn: arrow 0..24 pixels from the left, flame 0..13 pixels from below."""
    t = w.tiles[tile]
    arrow, flame = np.int64(0), np.int64(0)
    if t.cook_total > 0:
        arrow = np.int64(t.cook) * ARROW_PIXELS // np.int64(t.cook_total)
    if t.burn > 0:
        flame = np.int64(t.burn) * FLAME_PIXELS // np.int64(t.burn_total if t.burn_total > 0 else 200)
    return arrow * 16 + flame


@kernel
def _result_of(w, r, tile):  # type: ignore[no-untyped-def]
    """Item that the furnace's input would make now (room for it included), 0 none."""
    kind = w.tiles[tile].kind
    source, out = w.tile_items[tile, 0], w.tile_items[tile, 2]
    if source.count <= 0:
        return np.int64(0)
    bit = 1 if kind == TILE_FURNACE else (2 if kind == TILE_BLAST_FURNACE else 4)
    made = np.int64(r.smelts[source.id])
    if made <= 0 or (np.int64(r.smelt_kinds[source.id]) & bit) == 0:
        return np.int64(0)
    if out.count > 0 and (out.id != made or out.damage != 0 or out.count >= r.stack[made]):
        return np.int64(0)
    return made


@kernel
def _set_lit(w, r, x, y, z, lit):  # type: ignore[no-untyped-def]
    """Switch the block's ``lit`` property; its states are facing (4) by lit (true first)."""
    state = get(w, x, y, z)
    block = np.int64(r.state_block[state])
    if block != _FURNACE and block != _SMOKER and block != _BLAST:
        return
    first = np.int64(r.min_state[block])
    wanted = first + (((state - first) >> 1) << 1) + (0 if lit else 1)
    if wanted != state:
        set_block(w, r, x, y, z, wanted)


@kernel
def _tick_furnace(w, r, tile):  # type: ignore[no-untyped-def]
    t = w.tiles[tile]
    source, fuel, out = w.tile_items[tile, 0], w.tile_items[tile, 1], w.tile_items[tile, 2]
    was_lit = t.burn > 0
    if not was_lit and t.cook <= 0 and (fuel.count <= 0 or source.count <= 0):
        return  # cold and idle
    before = furnace_progress(w, tile)
    changed = False
    if was_lit:
        t.burn -= 1
    if t.burn > 0 or (fuel.count > 0 and source.count > 0):
        made = _result_of(w, r, tile)
        if t.burn <= 0 and made > 0 and fuel.count > 0:
            burns = np.int64(r.fuel[fuel.id])
            if t.kind != TILE_FURNACE:
                burns = burns // 2
            t.burn = burns
            t.burn_total = burns
            if burns > 0:
                changed = True
                left = np.int64(r.container[fuel.id])
                fuel.count -= 1
                if fuel.count <= 0:
                    fuel.id = left
                    fuel.count = 1 if left > 0 else 0
                    fuel.damage = 0
        if t.burn > 0 and made > 0:
            t.cook += 1
            total = 200 if t.kind == TILE_FURNACE else 100
            if t.cook_total != total:
                t.cook_total = total
            if t.cook >= total:
                t.cook = 0
                if out.count <= 0:
                    out.id = made
                    out.damage = 0
                    out.count = 1
                else:
                    out.count += 1
                if source.id == _WET_SPONGE and fuel.count > 0 and fuel.id == _BUCKET:
                    fuel.id = _WATER_BUCKET
                    fuel.count = 1
                t.xp += r.smelt_xp[source.id]
                source.count -= 1
                if source.count <= 0:
                    source.id = 0
                    source.count = 0
                    source.damage = 0
                changed = True
        else:
            t.cook = 0
    elif t.cook > 0:
        t.cook = t.cook - 2 if t.cook > 2 else 0
    if was_lit != (t.burn > 0):
        _set_lit(w, r, np.int64(t.x), np.int64(t.y), np.int64(t.z), t.burn > 0)
    p = w.player[0]
    if p.gui == GUI_FURNACE and p.gui_tile == tile and (changed or furnace_progress(w, tile) != before):
        w.clock[0].dirty_items += 1


@linked("wr:v")
def tick_tiles(w, r):  # type: ignore[no-untyped-def]
    """One tick of every furnace, smoker and blast furnace that stands in the loaded area."""
    for i in range(len(w.tiles)):
        t = w.tiles[i]
        kind = t.kind
        if TILE_FURNACE <= kind <= TILE_BLAST_FURNACE and loaded(w, t.x, t.z):
            _tick_furnace(w, r, np.int64(i))
