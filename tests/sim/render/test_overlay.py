"""The overlay: what it shows, that it repaints what changed and nothing is left behind."""

from __future__ import annotations

import random
from types import SimpleNamespace

import numpy as np
import pytest

from craftagent.sim.render.hud import air_bubbles, level_of
from craftagent.sim.render.names import item_title, tooltip
from craftagent.sim.render.overlay import CROSS_X, CROSS_Y, Overlay, compose
from craftagent.sim.rules.registry import N_ITEMS, item_id
from craftagent.sim.screens.layout import layout, slot_centre
from craftagent.sim.state import (
    ARMOR,
    CURSOR,
    GUI_CHEST,
    GUI_CRAFTING,
    GUI_FURNACE,
    GUI_INVENTORY,
    GUI_NONE,
    TILE_CHEST,
    TILE_FURNACE,
    World,
    new_world,
)


@pytest.fixture(scope="module")
def rules() -> SimpleNamespace:
    """The few item columns that the overlay reads."""
    r = SimpleNamespace(
        max_damage=np.zeros(N_ITEMS, np.int32), armor=np.zeros(N_ITEMS, np.int32),
        toughness=np.zeros(N_ITEMS, np.float32),
        attack_speed=np.full(N_ITEMS, 4.0, np.float32), attack_damage=np.ones(N_ITEMS, np.float32),
        armor_slot=np.full(N_ITEMS, -1, np.int32), item_tool=np.zeros(N_ITEMS, np.uint8),
    )  # fmt: skip
    pick = item_id("iron_pickaxe")
    r.max_damage[pick], r.attack_speed[pick], r.attack_damage[pick], r.item_tool[pick] = 250, 1.2, 4.0, 1
    helmet = item_id("iron_helmet")
    r.max_damage[helmet], r.armor[helmet], r.armor_slot[helmet] = 165, 2, 3
    return r


@pytest.fixture
def w() -> World:
    w = new_world()
    p = w.player[0]
    p["health"], p["food"], p["saturation"], p["air"], p["attack_ticks"] = 20.0, 20, 5.0, 300, 100
    p["gui_tile"] = p["gui_tile2"] = -1
    p["cursor_x"], p["cursor_y"] = 320.0, 180.0
    return w


def painted(w: World, r: object) -> Overlay:
    overlay = Overlay()
    overlay.update(w, r)
    return overlay


def pixels(overlay: Overlay, x: int, y: int, width: int, height: int) -> np.ndarray:
    return overlay.rgba[y : y + height, x : x + width]


def test_hud_stands_where_the_game_draws_it(w: World, rules: object) -> None:
    o = painted(w, rules)
    columns = np.flatnonzero(o.rgba[359, :, 3])
    assert (columns[0], columns[-1]) == (229, 410)
    assert np.flatnonzero(o.rgba[348, :, 3])[0] == 228  # the selector stands out by one
    assert np.flatnonzero(o.rgba[..., 3].any(axis=1))[0] == 321  # hearts and food are the topmost
    assert o.rgba[324, 232, 0] > 200  # a red heart
    assert o.invert.sum() == 17
    assert not o.darken.any()
    p = w.player[0]
    p["selected"] = 4
    o.update(w, rules)
    assert o.rgba[348, 228, 3] == 0
    assert o.rgba[348, 228 + 80, 3] == 255


def test_hearts_food_armour_and_air_count(w: World, rules: object) -> None:
    def red(overlay: Overlay) -> int:
        area = pixels(overlay, 229, 321, 90, 9).astype(int)
        return int(((area[..., 0] > 150) & (area[..., 1] < 120)).sum())

    full = red(painted(w, rules))
    p = w.player[0]
    p["health"] = 10.0
    assert abs(red(painted(w, rules)) - full // 2) <= 3
    p["health"] = 9.2  # ten half hearts, rounded up
    assert abs(red(painted(w, rules)) - full // 2) <= 3
    p["health"] = 20.0
    assert not pixels(painted(w, rules), 229, 311, 81, 9)[..., 3].any()
    w.items[ARMOR + 3] = (item_id("iron_helmet"), 1, 0)
    bright = pixels(painted(w, rules), 229, 311, 81, 9)[..., :3].min(axis=2) > 140
    assert bright[:, :9].any()
    assert not bright[:, 9:].any()
    assert not pixels(painted(w, rules), 330, 311, 81, 9)[..., 3].any()
    p["air"] = 150
    assert pixels(painted(w, rules), 411 - 9 - 8 * 4, 311, 9, 9)[..., 3].any()
    assert not pixels(painted(w, rules), 411 - 9 - 8 * 5, 311, 8, 9)[..., 3].any()


def test_bubbles_and_levels() -> None:
    assert air_bubbles(300) == (10, 0)
    assert air_bubbles(150) == (5, 0)
    assert air_bubbles(1) == (0, 1)
    assert air_bubbles(0) == air_bubbles(-20) == (0, 0)
    assert level_of(0) == (0, 0)
    assert level_of(6)[0] == 0
    assert level_of(7) == (1, 0)
    assert level_of(352)[0] == 16
    assert level_of(1395)[0] == 30


def test_flash_of_a_blow(w: World, rules: object) -> None:
    p = w.player[0]
    p["health"], p["last_damage"], p["invulnerable"] = 14.0, 4.0, 10
    hit = painted(w, rules).rgba.copy()
    p["invulnerable"] = 0
    calm = painted(w, rules).rgba
    assert (hit[321:330, 229:310] != calm[321:330, 229:310]).any()
    white = (hit[321:330, 229:310, :3] == 255).all(axis=2).sum()
    assert white > 60


def test_weak_hearts_tremble(w: World, rules: object) -> None:
    p = w.player[0]
    p["health"] = 3.0
    pictures = set()
    o = Overlay()
    for tick in range(12):
        w.clock[0]["tick"] = tick
        o.update(w, rules)
        pictures.add(o.rgba.tobytes())
    assert len(pictures) > 4


def test_counts_and_wear(w: World, rules: object) -> None:
    bare = painted(w, rules).rgba.copy()
    w.items[0] = (item_id("oak_planks"), 1, 0)
    one = painted(w, rules).rgba.copy()
    w.items[0]["count"] = 64
    many = painted(w, rules).rgba.copy()
    assert (bare != one).any()
    changed = np.argwhere((one != many).any(axis=2))
    assert changed[:, 0].min() == 341 + 9  # digits: 8 rows and their shadow, at the lower right
    assert changed[:, 1].min() == 232 + 5
    assert changed[:, 1].max() <= 232 + 17
    w.items[0] = (item_id("iron_pickaxe"), 1, 125)
    bar = painted(w, rules).rgba[341 + 13, 234 : 234 + 13, :3]
    assert tuple(bar[0]) == (255, 255, 0)  # half worn: yellow
    assert tuple(bar[12]) == (0, 0, 0)


def test_name_of_the_chosen_item_fades(w: World, rules: object) -> None:
    w.items[0] = (item_id("oak_planks"), 1, 0)
    p = w.player[0]
    alphas = []
    for ticks in (40, 5, 0):
        p["item_name_ticks"] = ticks
        alphas.append(int(painted(w, rules).rgba[301:309, 250:390, 3].max()))
    assert alphas == [255, 128, 0]


def test_attack_gauge(w: World, rules: object) -> None:
    p = w.player[0]
    o = painted(w, rules)
    assert not pixels(o, 312, 189, 16, 4)[..., 3].any()
    p["attack_ticks"] = 2
    o.update(w, rules)
    assert pixels(o, 312, 189, 16, 3)[..., 3].all()
    assert (pixels(o, 312, 189, 16, 1)[0, :, 0] > 200).sum() == 6  # 2 / 5 of 17
    p["attack_ticks"] = 5
    o.update(w, rules)
    assert not pixels(o, 312, 189, 16, 4)[..., 3].any()


@pytest.mark.parametrize("gui", [GUI_INVENTORY, GUI_CRAFTING, GUI_FURNACE, GUI_CHEST])
def test_screens_darken_the_world(w: World, rules: object, gui: int) -> None:
    p = w.player[0]
    p["gui"] = gui
    if gui in (GUI_FURNACE, GUI_CHEST):
        p["gui_tile"] = 0
        w.tiles[0]["kind"] = TILE_FURNACE if gui == GUI_FURNACE else TILE_CHEST
    o = painted(w, rules)
    screen = layout(gui)
    assert o.darken[0] == 0xC0
    assert o.darken[359] in (0xCF, 0xD0)
    assert (np.diff(o.darken.astype(int)) >= 0).all()
    assert not o.invert.any()
    assert o.rgba[screen.y + 1, 320, 3] == 255
    assert o.rgba[screen.y - 1, 320, 3] == 0
    assert o.rgba[screen.y + screen.height, 320, 3] == 0
    heart = o.rgba[324, 232]
    assert heart[3] == 255
    assert heart[0] < 80  # the HUD is still there, dimmed
    out = compose(o, np.full((360, 640, 3), 200, np.uint8))
    assert (out[40, 40] < 70).all()
    p["gui"] = GUI_NONE
    o.update(w, rules)
    assert np.array_equal(o.rgba, painted(w, rules).rgba)


def test_pointer_highlight_and_tooltip(w: World, rules: object) -> None:
    p = w.player[0]
    p["gui"] = GUI_INVENTORY
    slot = 20
    x, y = slot_centre(GUI_INVENTORY, slot)
    p["cursor_x"], p["cursor_y"] = x, y
    o = painted(w, rules)
    assert tuple(o.rgba[y - 7, x - 7]) == (0xC5, 0xC5, 0xC5, 255)  # half white over 0x8B
    assert tuple(o.rgba[y, x]) == (0, 0, 0, 255)  # the pointer's tip
    plain = o.rgba.copy()
    at = layout(GUI_INVENTORY).slots[slot]
    w.items[at[3]] = (item_id("iron_pickaxe"), 1, 0)
    o.update(w, rules)
    box = o.rgba[y - 16 : y + 40, x + 30 : x + 60]
    assert (box != plain[y - 16 : y + 40, x + 30 : x + 60]).any()
    assert [text for text, _ in tooltip(item_id("iron_pickaxe"), rules)] == [
        "Iron Pickaxe", "", "When in Main Hand:", " 4 Attack Damage", " 1.2 Attack Speed"
    ]  # fmt: skip
    assert item_title(item_id("golden_apple")) == ("Golden Apple", 0x55FFFF)


def test_carried_stack_hangs_on_the_pointer(w: World, rules: object) -> None:
    p = w.player[0]
    p["gui"], p["cursor_x"], p["cursor_y"] = GUI_INVENTORY, 100.0, 100.0
    empty = painted(w, rules).rgba.copy()
    w.items[CURSOR] = (item_id("diamond"), 5, 0)
    o = painted(w, rules)
    changed = np.argwhere((o.rgba != empty).any(axis=2))
    assert 92 <= changed[:, 1].min() <= 96
    assert 92 <= changed[:, 0].min() <= 96
    assert changed.max() < 112
    assert (o.rows[94:108, 1] > 0).all()


def test_furnace_shows_its_progress(w: World, rules: object) -> None:
    p = w.player[0]
    p["gui"], p["gui_tile"] = GUI_FURNACE, 0
    w.tiles[0] = (TILE_FURNACE, 0, 0, 0, 0, 0, 0, 200, 0.0)
    cold = painted(w, rules).rgba.copy()
    o = painted(w, rules)
    w.tiles[0]["burn"], w.tiles[0]["burn_total"], w.tiles[0]["cook"] = 1600, 1600, 100
    o.update(w, rules)
    changed = np.argwhere((o.rgba != cold).any(axis=2))
    screen = layout(GUI_FURNACE)
    rows, cols = changed[:, 0] - screen.y, changed[:, 1] - screen.x
    assert rows.min() >= 34
    assert rows.max() < 51
    assert cols.min() >= 56
    assert 79 + 10 <= cols.max() <= 79 + 13  # half of the arrow


def test_spans_cover_everything(w: World, rules: object) -> None:
    o = Overlay()
    p = w.player[0]
    w.items[0] = (item_id("bread"), 3, 0)
    places = ((630, 20, GUI_INVENTORY), (5, 355, GUI_INVENTORY), (249, 247, GUI_CRAFTING))
    for x, y, gui in ((0, 0, GUI_NONE), *places, (0, 0, GUI_NONE)):
        p["gui"], p["cursor_x"], p["cursor_y"] = gui, x, y
        o.update(w, rules)
        solid = o.rgba[..., 3] > 0
        for row in range(360):
            columns = np.flatnonzero(solid[row])
            first, last = o.rows[row]
            if len(columns):
                assert first <= columns[0]
                assert last > columns[-1]
        assert o.cols[0] <= np.flatnonzero(solid.any(axis=0))[0]
        assert o.cols[1] > np.flatnonzero(solid.any(axis=0))[-1]


def test_nothing_is_left_behind(w: World, rules: object) -> None:
    """A long-lived overlay shows, after every change, exactly what a new one shows."""
    rng = random.Random(7)
    p = w.player[0]
    o = Overlay()
    w.tiles["kind"][0], w.tiles["kind"][1] = TILE_FURNACE, TILE_CHEST
    w.tiles["kind"][2] = TILE_CHEST
    w.tiles["cook_total"][0] = 200
    for step in range(160):
        w.clock[0]["tick"] += 1
        kind = rng.randrange(9)
        if kind == 0:
            p["gui"] = rng.randrange(5)
            p["gui_tile"] = {GUI_FURNACE: 0, GUI_CHEST: 1}.get(int(p["gui"]), -1)
            p["gui_tile2"] = 2 if p["gui"] == GUI_CHEST and rng.random() < 0.5 else -1
        elif kind == 1:
            w.items[rng.randrange(52)] = (rng.randrange(1, 976), rng.randrange(1, 65), 0)
        elif kind == 2:
            w.items[rng.randrange(52)] = (0, 0, 0)
        elif kind == 3:
            p["health"], p["food"], p["air"] = rng.uniform(0, 20), rng.randrange(21), rng.randrange(301)
        elif kind == 4:
            p["invulnerable"], p["last_damage"] = rng.randrange(20), rng.randrange(8)
            p["item_name_ticks"], p["selected"], p["xp"] = rng.randrange(41), rng.randrange(9), rng.randrange(900)
        elif kind == 5:
            w.tile_items[rng.randrange(3), rng.randrange(27)] = (rng.randrange(1, 976), rng.randrange(1, 65), 0)
            w.tiles[0]["cook"], w.tiles[0]["burn"] = rng.randrange(200), rng.randrange(1600)
        else:
            p["cursor_x"], p["cursor_y"] = rng.uniform(0, 639.9), rng.uniform(0, 359.9)
            p["attack_ticks"] = rng.randrange(8)
        o.update(w, rules)
        if step % 4 == 3:
            fresh = painted(w, rules)
            assert np.array_equal(o.rgba, fresh.rgba), step
            assert np.array_equal(o.darken, fresh.darken)
            assert np.array_equal(o.invert, fresh.invert)


def test_idle_updates_do_nothing(w: World, rules: object) -> None:
    o = painted(w, rules)
    version = o.version
    o.update(w, rules)
    assert o.version == version
    w.player[0]["x"] = 5.0  # nothing that is shown
    o.update(w, rules)
    assert o.version == version


def test_compose_inverts_under_the_crosshair(w: World, rules: object) -> None:
    o = painted(w, rules)
    out = compose(o, np.full((360, 640, 3), (10, 100, 200), np.uint8))
    assert tuple(out[CROSS_Y + 7, CROSS_X + 7]) == (245, 155, 55)
    assert tuple(out[CROSS_Y, CROSS_X]) == (10, 100, 200)
