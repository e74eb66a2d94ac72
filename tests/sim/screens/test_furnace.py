"""Furnaces run by the game's clock, open or closed."""

from __future__ import annotations

import numpy as np
import pytest

from craftagent.sim.rules.registry import item_id as iid
from craftagent.sim.rules.registry import state_id, state_props
from craftagent.sim.rules.tables import load_rules
from craftagent.sim.screens.furnace import tick_tiles
from craftagent.sim.screens.tiles import ensure_tile, find_tile
from craftagent.sim.state import (
    FULL,
    GUI_FURNACE,
    MAX_TILES,
    TILE_BLAST_FURNACE,
    TILE_FURNACE,
    TILE_SMOKER,
    new_world,
)

X, Y, Z = 5, 70, 9
KINDS = {TILE_FURNACE: "furnace", TILE_SMOKER: "smoker", TILE_BLAST_FURNACE: "blast_furnace"}


class Oven:
    def __init__(self, kind: int = TILE_FURNACE, facing: str = "west") -> None:
        self.w, self.r = new_world(), load_rules()
        self.w.chunk_status[0, 0] = FULL
        self.w.blocks[X, Z, Y] = state_id(KINDS[kind], facing=facing, lit=False)
        self.index = ensure_tile(self.w, kind, X, Y, Z)
        self.t = self.w.tiles[self.index]

    def put(self, slot: int, name: str, count: int = 1) -> None:
        self.w.tile_items[self.index, slot] = (iid(name), count, 0)

    def stack(self, slot: int) -> tuple[int, int]:
        s = self.w.tile_items[self.index, slot]
        return int(s["id"]), int(s["count"])

    def run(self, ticks: int) -> None:
        for _ in range(ticks):
            tick_tiles(self.w, self.r)
            self.w.clock[0]["n_updates"] = 0

    def lit(self) -> bool:
        props = state_props(int(self.w.blocks[X, Z, Y]))
        assert props["facing"] == "west"
        return props["lit"] == "true"


def test_one_ingot_takes_200_ticks_and_one_coal_makes_eight() -> None:
    o = Oven()
    o.put(0, "iron_ore", 9)
    o.put(1, "coal", 1)
    o.run(1)
    assert o.lit()
    assert o.stack(1) == (0, 0)
    assert o.t["burn"] == 1600
    assert o.t["cook"] == 1
    o.run(198)
    assert o.stack(2) == (0, 0)
    o.run(1)
    assert o.stack(2) == (iid("iron_ingot"), 1)
    assert o.stack(0) == (iid("iron_ore"), 8)
    o.run(1399)
    assert o.stack(2)[1] == 7
    assert o.lit()
    o.run(1)
    assert o.stack(2)[1] == 8
    assert o.lit()
    o.run(1)
    assert not o.lit()
    assert o.t["burn"] == 0
    assert o.stack(0) == (iid("iron_ore"), 1)
    assert o.t["xp"] == pytest.approx(8 * 0.7, rel=1e-5)


def test_fuel_burns_on_without_input_and_progress_is_lost_at_once() -> None:
    o = Oven()
    o.put(0, "sand", 1)
    o.put(1, "oak_planks", 2)
    o.run(100)
    assert o.t["cook"] == 100
    o.w.tile_items[o.index, 0] = (0, 0, 0)
    o.run(1)
    assert o.t["cook"] == 0
    assert o.lit()
    o.run(199)
    assert o.t["burn"] == 1
    assert o.lit()
    o.run(1)
    assert not o.lit()
    assert o.stack(1) == (iid("oak_planks"), 1), "no fuel is eaten for nothing"


def test_progress_falls_by_two_a_tick_without_fuel() -> None:
    o = Oven()
    o.put(0, "cobblestone", 1)
    o.put(1, "stick", 1)
    o.run(100)
    assert o.t["cook"] == 100
    assert o.t["burn"] == 1
    o.run(1)
    assert not o.lit()
    assert o.t["cook"] == 98
    o.run(30)
    assert o.t["cook"] == 38
    o.run(20)
    assert o.t["cook"] == 0
    assert o.stack(2) == (0, 0)


@pytest.mark.parametrize(("kind", "name", "made"), [(TILE_SMOKER, "beef", "cooked_beef"),
                                                    (TILE_BLAST_FURNACE, "gold_ore", "gold_ingot")])  # fmt: skip
def test_smoker_and_blast_furnace_are_twice_as_fast_on_the_same_coal(kind: int, name: str, made: str) -> None:
    o = Oven(kind)
    o.put(0, name, 64)
    o.put(1, "coal", 1)
    o.run(100)
    assert o.stack(2) == (iid(made), 1)
    o.run(900)
    assert o.stack(2) == (iid(made), 8)
    assert not o.lit()


@pytest.mark.parametrize(("kind", "name"), [(TILE_SMOKER, "iron_ore"), (TILE_BLAST_FURNACE, "beef"),
                                            (TILE_FURNACE, "dirt"), (TILE_FURNACE, "oak_planks")])  # fmt: skip
def test_what_it_cannot_smelt_lights_no_fire(kind: int, name: str) -> None:
    o = Oven(kind)
    o.put(0, name, 3)
    o.put(1, "coal", 3)
    o.run(5)
    assert not o.lit()
    assert o.stack(1) == (iid("coal"), 3)


def test_lava_leaves_its_bucket_and_logs_become_charcoal() -> None:
    o = Oven()
    o.put(0, "spruce_log", 2)
    o.put(1, "lava_bucket", 1)
    o.run(1)
    assert o.stack(1) == (iid("bucket"), 1)
    assert o.t["burn_total"] == 20_000
    o.run(399)
    assert o.stack(2) == (iid("charcoal"), 2)


def test_wet_sponge_fills_the_bucket() -> None:
    o = Oven()
    o.put(0, "wet_sponge", 1)
    o.put(1, "lava_bucket", 1)
    o.run(200)
    assert o.stack(1) == (iid("water_bucket"), 1)
    assert o.stack(2) == (iid("sponge"), 1)


def test_a_full_or_foreign_output_stops_it() -> None:
    for name, count in (("iron_ingot", 64), ("gold_ingot", 1)):
        o = Oven()
        o.put(0, "iron_ore", 2)
        o.put(1, "coal", 2)
        o.put(2, name, count)
        o.run(10)
        assert not o.lit()
        assert o.stack(1) == (iid("coal"), 2)


def test_nothing_runs_outside_the_loaded_chunks() -> None:
    o = Oven()
    o.put(0, "sand", 1)
    o.put(1, "coal", 1)
    o.w.chunk_xz[0, 0] = (16, 0)
    o.run(3)
    assert o.t["burn"] == 0


def test_screen_counter_grows_only_when_the_picture_changes() -> None:
    o = Oven()
    o.put(0, "sand", 2)
    o.put(1, "coal", 1)
    o.run(200)
    assert o.w.clock[0]["dirty_items"] == 0, "no screen open"
    o.w.player[0]["gui"], o.w.player[0]["gui_tile"] = GUI_FURNACE, o.index
    o.run(200)
    assert 24 <= o.w.clock[0]["dirty_items"] <= 28


def test_cobblestone_of_all_furnaces_at_once() -> None:
    o = Oven()
    for x in range(10):
        o.w.blocks[x, 1, Y] = state_id("furnace", facing="north", lit=False)
        k = ensure_tile(o.w, TILE_FURNACE, x, Y, 1)
        o.w.tile_items[k, 0] = (iid("cobblestone"), 1 + x, 0)
        o.w.tile_items[k, 1] = (iid("coal"), 1, 0)
    o.run(1600)
    for x in range(10):
        k = find_tile(o.w, x, Y, 1)
        assert o.w.tile_items[k, 2]["count"] == min(1 + x, 8)
    assert find_tile(o.w, 0, Y, 2) == -1


def test_tiles_run_out_politely() -> None:
    w = new_world()
    w.tiles["kind"] = 1
    w.tiles["y"] = 1
    assert ensure_tile(w, TILE_FURNACE, 0, 9, 0) == -1
    w.tiles["kind"][MAX_TILES - 1] = 0
    assert ensure_tile(w, TILE_FURNACE, 0, 9, 0) == MAX_TILES - 1
    assert np.flatnonzero(w.tiles["kind"] == TILE_FURNACE).tolist() == [MAX_TILES - 1]
