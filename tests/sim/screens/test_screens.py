"""Screens through the true input path: keys and camera of at most 10 degrees a tick, nothing else."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from craftagent.sim.rules.registry import item_id as iid
from craftagent.sim.screens.layout import layout, slot_centre, slot_under
from craftagent.sim.screens.view import screen_view
from craftagent.sim.state import (
    CURSOR,
    CUSTOM_NAMES,
    EV_CRAFTED,
    EV_GUI_CLOSED,
    EV_GUI_OPENED,
    EV_SMELTED,
    FIELDS,
    GRID,
    GUI_CHEST,
    GUI_CRAFTING,
    GUI_FURNACE,
    GUI_INVENTORY,
    GUI_NONE,
    K_ATTACK,
    K_DROP,
    K_ESC,
    K_FORWARD,
    K_HOTBAR,
    K_INVENTORY,
    K_SNEAK,
    K_SWAP,
    K_USE,
    MAIN,
    OFFHAND,
    RESULT,
    STAT_CRAFTED,
    TILE_CHEST,
)


def events(d: object, kind: int) -> list[tuple[int, int]]:
    w = d.w  # type: ignore[attr-defined]
    n = int(w.clock[0]["n_events"])
    return [(int(e["a"]), int(e["b"])) for e in w.events[:n] if e["kind"] == kind]


# -- geometry ----------------------------------------------------------------------------------------------------


def test_published_slot_centres() -> None:
    """Absolute centres that agents and guides name (item x + 8, y + 8)."""
    assert slot_centre(GUI_INVENTORY, 0) == (232 + 154 + 8, 97 + 28 + 8) == (394, 133)
    assert [slot_centre(GUI_INVENTORY, i) for i in range(1, 5)] == [(338, 123), (356, 123), (338, 141), (356, 141)]
    assert slot_centre(GUI_CRAFTING, 1) == (270, 122)
    assert slot_centre(GUI_CRAFTING, 9) == (306, 158)
    assert slot_centre(GUI_CRAFTING, 0) == (364, 140)
    assert [slot_centre(GUI_FURNACE, i) for i in range(3)] == [(296, 122), (296, 158), (356, 140)]
    for gui, hotbar in ((GUI_INVENTORY, 36), (GUI_CRAFTING, 37), (GUI_FURNACE, 30)):
        assert [slot_centre(gui, hotbar + k) for k in range(9)] == [(248 + 18 * k, 247) for k in range(9)]
    chest = layout(GUI_CHEST)
    assert (chest.x, chest.y, chest.height) == (232, 96, 168)
    assert (chest.slots[0].x, chest.slots[0].y) == (240, 114)
    assert (chest.slots[62].x, chest.slots[62].y) == (240 + 144, 96 + 143)
    assert layout(GUI_CHEST, True).height == 222
    assert layout(GUI_CHEST, True).y == 69


@pytest.mark.parametrize(("gui", "double"), [(1, False), (2, False), (3, False), (4, False), (4, True)])
def test_slots_are_hit_on_18_by_18_pixels(gui: int, double: bool) -> None:
    screen = layout(gui, double)
    for number, slot in enumerate(screen.slots):
        x, y = slot.x, slot.y
        for px, py in ((x - 1, y - 1), (x + 16, y + 16), (x + 16.99, y - 1), (x + 8, y + 8)):
            assert slot_under(screen, px, py) == number
        assert slot_under(screen, x - 1.01, y + 8) != number
        assert slot_under(screen, x + 17, y + 8) != number
    assert slot_under(screen, 0, 0) == -1
    assert slot_under(screen, 640, 360) == -1
    assert len(screen.slots) == {1: 46, 2: 46, 3: 39, 4: 90 if double else 63}[gui]


# -- opening, closing, cursor -------------------------------------------------------------------------------------


def test_opening_puts_the_cursor_in_the_middle_and_tells(driver) -> None:  # type: ignore[no-untyped-def]
    p = driver.w.player[0]
    p["cursor_x"] = 3.0
    assert driver.open(GUI_INVENTORY)
    assert (p["cursor_x"], p["cursor_y"]) == (320.0, 180.0)
    assert events(driver, EV_GUI_OPENED) == [(GUI_INVENTORY, 0)]
    before = int(driver.w.clock[0]["dirty_items"])
    assert not driver.tick((K_INVENTORY,))
    assert p["gui"] == GUI_NONE
    assert events(driver, EV_GUI_CLOSED) == [(GUI_INVENTORY, 0)]
    assert int(driver.w.clock[0]["dirty_items"]) > before
    assert not driver.tick()


def test_only_the_edge_of_a_key_closes(driver) -> None:  # type: ignore[no-untyped-def]
    driver.held[K_INVENTORY] = 1  # E opened the screen and is still down
    driver.open(GUI_INVENTORY)
    assert driver.tick((K_INVENTORY,))
    assert driver.tick(())
    assert not driver.tick((K_INVENTORY,))
    driver.open(GUI_INVENTORY)
    assert not driver.tick((K_ESC,))


def test_cursor_moves_by_degrees_keeps_fractions_and_stays_in_the_window(driver) -> None:  # type: ignore[no-untyped-def]
    driver.open(GUI_INVENTORY)
    keys = np.zeros(23, np.uint8)
    p = driver.w.player[0]
    for _ in range(3):
        driver.screens.tick(keys, keys, np.array([0.1, -0.25]))
    assert p["cursor_x"] == pytest.approx(320 - 3 * 0.25 * 2400 / 360)
    assert p["cursor_y"] == pytest.approx(180 + 3 * 0.1 * 2400 / 360)
    driver.screens.tick(keys, keys, np.array([180.0, -180.0]))
    assert (p["cursor_x"], p["cursor_y"]) == (0.0, 360.0)
    driver.screens.tick(keys, keys, np.array([-180.0, 180.0]))
    assert (p["cursor_x"], p["cursor_y"]) == (640.0, 0.0)


def test_unknown_screen_is_refused(driver) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="no screen has the number 9"):
        driver.screens.open(9)


def test_a_screen_needs_its_block_and_closes_without_it(driver) -> None:  # type: ignore[no-untyped-def]
    assert not driver.open(GUI_CRAFTING)
    driver.block("crafting_table")
    assert driver.open(GUI_CRAFTING)
    assert driver.w.custom[CUSTOM_NAMES.index("interact_with_crafting_table")] == 1
    assert driver.tick()
    driver.block("air")
    assert not driver.tick()
    assert driver.w.player[0]["gui"] == GUI_NONE
    driver.block("crafting_table")
    assert driver.open(GUI_CRAFTING)
    driver.w.player[0]["x"] += 9
    assert not driver.tick(), "pushed out of reach"


def test_chest_under_a_solid_block_stays_shut(driver) -> None:  # type: ignore[no-untyped-def]
    driver.block("chest")
    driver.block("stone", dy=1)
    assert not driver.open(GUI_CHEST)
    driver.block("glass", dy=1)
    assert driver.open(GUI_CHEST)


def test_closing_drops_the_carried_stack(driver) -> None:  # type: ignore[no-untyped-def]
    driver.put(0, "dirt", 7)
    driver.open(GUI_INVENTORY)
    driver.click(36)
    assert driver.stack(CURSOR) == (iid("dirt"), 7)
    driver.tick((K_INVENTORY,))
    assert driver.dropped == [(iid("dirt"), 7, 0)]
    assert driver.stack(CURSOR) == (0, 0)


# -- clicks -------------------------------------------------------------------------------------------------------


def test_take_happens_on_press_and_placing_on_release(driver) -> None:  # type: ignore[no-untyped-def]
    driver.put(0, "dirt", 7)
    driver.open(GUI_INVENTORY)
    driver.go(36)
    driver.tick((K_ATTACK,))
    assert driver.stack(CURSOR) == (iid("dirt"), 7)
    driver.tick()
    assert driver.stack(CURSOR) == (iid("dirt"), 7), "letting go after taking must not put it back"
    for _ in range(5):
        driver.tick()
    driver.go(40)
    driver.tick((K_ATTACK,))
    assert driver.stack(4) == (0, 0)
    driver.tick()
    assert driver.stack(4) == (iid("dirt"), 7)


def test_holding_a_button_is_one_click(driver) -> None:  # type: ignore[no-untyped-def]
    driver.put(0, "dirt", 9)
    driver.open(GUI_INVENTORY)
    driver.go(36)
    for _ in range(6):
        driver.tick((K_USE,))
    assert driver.stack(CURSOR) == (iid("dirt"), 5)
    assert driver.stack(0) == (iid("dirt"), 4)


def test_click_and_move_in_one_tick_moves_first(driver) -> None:  # type: ignore[no-untyped-def]
    driver.put(0, "dirt", 1)
    driver.put(1, "sand", 1)
    driver.open(GUI_INVENTORY)
    driver.go(36)
    driver.tick((K_ATTACK,), 18.0, 0.0)
    assert driver.stack(CURSOR) == (iid("sand"), 1)


def test_keys_act_before_the_mouse_moves(driver) -> None:  # type: ignore[no-untyped-def]
    driver.put(0, "dirt", 2)
    driver.put(1, "sand", 2)
    driver.open(GUI_INVENTORY)
    driver.go(36)
    driver.tick((K_DROP,), 18.0, 0.0)
    assert driver.dropped == [(iid("dirt"), 1, 0)]
    driver.tick((K_DROP,))
    assert len(driver.dropped) == 1, "held: no edge"


def test_number_and_swap_keys_over_a_slot(driver) -> None:  # type: ignore[no-untyped-def]
    driver.put(MAIN, "iron_pickaxe", 1, 5)
    driver.put(2, "torch", 8)
    driver.open(GUI_INVENTORY)
    driver.go(9)
    driver.press(K_HOTBAR + 2)
    assert driver.w.items[2].tolist() == (iid("iron_pickaxe"), 1, 5)
    assert driver.stack(MAIN) == (iid("torch"), 8)
    driver.press(K_SWAP)
    assert driver.stack(OFFHAND) == (iid("torch"), 8)
    assert driver.stack(MAIN) == (0, 0)


def test_shift_is_the_sneak_key(driver) -> None:  # type: ignore[no-untyped-def]
    driver.put(0, "dirt", 7)
    driver.open(GUI_INVENTORY)
    driver.click(36, shift=True)
    assert driver.stack(MAIN) == (iid("dirt"), 7)
    assert driver.stack(CURSOR) == (0, 0)


def test_drag_over_slots_places_on_release(driver) -> None:  # type: ignore[no-untyped-def]
    driver.put(0, "cobblestone", 10)
    driver.open(GUI_INVENTORY)
    driver.click(36)
    driver.go(9)
    driver.tick((K_ATTACK,))
    driver.tick((K_ATTACK,), 1.0, 0.0)
    for slot in (10, 11):
        driver.go(slot, (K_ATTACK,))
    assert [driver.stack(MAIN + k)[1] for k in range(3)] == [0, 0, 0]
    view = screen_view(driver.w)
    assert view is not None
    assert view.carried is not None
    assert view.carried.amount == 1
    assert [s.amount for s in view.slots] == [3, 3, 3], "a drag shows its shares"
    driver.tick()
    assert [driver.stack(MAIN + k)[1] for k in range(3)] == [3, 3, 3]
    assert driver.stack(CURSOR)[1] == 1


def test_right_drag_puts_one_in_each(driver) -> None:  # type: ignore[no-untyped-def]
    driver.put(0, "oak_planks", 8)
    driver.open(GUI_INVENTORY)
    driver.click(36)
    driver.drag([1, 2, 3, 4], right=True)
    assert [driver.stack(GRID + k) for k in (0, 1, 3, 4)] == [(iid("oak_planks"), 1)] * 4
    assert driver.stack(RESULT) == (iid("crafting_table"), 1)
    assert driver.stack(CURSOR)[1] == 4


def test_the_other_button_cancels_a_drag(driver) -> None:  # type: ignore[no-untyped-def]
    driver.put(0, "cobblestone", 10)
    driver.open(GUI_INVENTORY)
    driver.click(36)
    driver.go(9)
    driver.tick((K_ATTACK,))
    driver.go(10, (K_ATTACK,))
    driver.tick((K_ATTACK, K_USE))
    driver.tick((K_ATTACK,))
    driver.tick(())
    assert driver.stack(CURSOR) == (iid("cobblestone"), 10)


def test_a_drag_keeps_to_the_slots_the_mouse_was_seen_in(driver) -> None:  # type: ignore[no-untyped-def]
    """As MineRL replays it: one mouse position a tick, and the press itself is not a move."""
    driver.put(0, "cobblestone", 10)
    driver.open(GUI_INVENTORY)
    driver.click(36)
    driver.go(9)
    driver.tick((K_ATTACK,))
    driver.tick((K_ATTACK,), 54.0, 0.0)
    driver.tick()
    assert driver.stack(MAIN + 3) == (iid("cobblestone"), 10)
    assert driver.stack(MAIN) == (0, 0)


def test_double_click_gathers_and_a_slow_one_does_not(driver) -> None:  # type: ignore[no-untyped-def]
    for k in range(3):
        driver.put(k, "dirt", 5)
    driver.open(GUI_INVENTORY)
    driver.double_click(36)
    assert driver.stack(CURSOR) == (iid("dirt"), 15)
    driver.click(40)
    driver.put(1, "dirt", 5)
    driver.go(37)
    driver.press(K_ATTACK)
    for _ in range(4):
        driver.tick()
    driver.press(K_ATTACK)
    assert driver.stack(1) == (iid("dirt"), 5), "just put back"
    assert driver.stack(CURSOR) == (0, 0)


def test_shift_double_click_moves_all_of_a_kind(driver) -> None:  # type: ignore[no-untyped-def]
    driver.block("chest")
    for k in (0, 2, 5):
        driver.put(k, "dirt", 64)
    driver.put(1, "sand", 3)
    driver.put(3, "stick", 1)
    driver.open(GUI_CHEST)
    driver.click(57)  # the game asks for something on the cursor
    driver.go(54)
    driver.tick((K_ATTACK, K_SNEAK))
    driver.tick((K_SNEAK,))
    driver.tick((K_ATTACK, K_SNEAK))
    driver.tick((K_SNEAK,))
    tile = int(driver.w.player[0]["gui_tile"])
    stored = driver.w.tile_items[tile]
    assert int(stored["count"].sum()) == 192
    assert driver.stack(1) == (iid("sand"), 3)
    assert driver.stack(CURSOR) == (iid("stick"), 1)


def test_outside_click_throws_one_or_all_on_release(driver) -> None:  # type: ignore[no-untyped-def]
    driver.put(0, "dirt", 5)
    driver.open(GUI_INVENTORY)
    driver.click(36)
    for _ in range(4):
        driver.tick((), 60.0, 0.0)
    driver.tick((K_USE,))
    assert driver.dropped == []
    driver.tick()
    assert driver.dropped == [(iid("dirt"), 1, 0)]
    driver.press(K_ATTACK)
    assert driver.dropped[1] == (iid("dirt"), 4, 0)
    assert driver.stack(CURSOR) == (0, 0)


def test_clicks_between_slots_do_nothing(driver) -> None:  # type: ignore[no-untyped-def]
    driver.put(0, "dirt", 5)
    driver.open(GUI_INVENTORY)
    driver.click(36)
    driver.tick((), 0.0, -17.0)
    x, y = float(driver.w.player[0]["cursor_x"]), float(driver.w.player[0]["cursor_y"])
    assert slot_under(layout(GUI_INVENTORY), x, y - 0.5) in range(27, 36)
    driver.tick((), 0.0, 5.0)
    assert driver.screens.hovered() == -1
    driver.press(K_ATTACK)
    assert driver.stack(CURSOR) == (iid("dirt"), 5)
    assert driver.dropped == []


# -- whole jobs ---------------------------------------------------------------------------------------------------


def test_log_to_wooden_pickaxe_by_mouse(driver) -> None:  # type: ignore[no-untyped-def]
    d = driver
    d.put(0, "birch_log", 3)
    d.open(GUI_INVENTORY)
    d.click(36)
    d.click(1)
    d.click(0, shift=True)
    assert d.count("birch_planks") == 12
    assert d.w.stats[STAT_CRAFTED, iid("birch_planks")] == 12
    planks = next(i for i in range(36) if d.stack(i)[0] == iid("birch_planks"))
    d.click(36 + planks if planks < 9 else planks)
    d.drag([1, 2, 3, 4], right=True)
    d.click(13)  # the rest of the planks, so that the cursor is free
    d.click(0, shift=True)
    assert d.count("crafting_table") == 1
    assert (iid("crafting_table"), 1) not in events(d, EV_CRAFTED), "told in the tick of the press, not later"
    d.click(13)
    d.click(2, right=True)
    d.click(4, right=True)
    d.click(13)
    assert d.stack(RESULT) == (iid("stick"), 4)
    d.click(0)
    assert d.stack(CURSOR) == (iid("stick"), 4)
    assert d.stack(RESULT) == (0, 0)
    d.click(36 + 2)
    assert not d.tick((K_INVENTORY,))
    d.tick()
    assert d.stack(2) == (iid("stick"), 4)
    assert d.count("birch_planks") == 6
    d.block("crafting_table")
    assert d.open(GUI_CRAFTING)
    where = {name: next(i for i in range(36) if d.stack(i)[0] == iid(name)) for name in ("birch_planks", "stick")}
    slot = {name: (37 + i if i < 9 else 1 + i) for name, i in where.items()}
    d.click(slot["birch_planks"])
    d.drag([1, 2, 3], right=True)
    d.click(slot["birch_planks"])
    d.click(slot["stick"])
    d.click(5, right=True)
    d.click(8, right=True)
    d.click(slot["stick"])
    assert d.stack(RESULT) == (iid("wooden_pickaxe"), 1)
    d.go(0)
    d.tick((K_ATTACK, K_SNEAK))
    assert events(d, EV_CRAFTED) == [(iid("wooden_pickaxe"), 1)]
    d.tick()
    assert d.count("wooden_pickaxe") == 1
    assert d.w.stats[STAT_CRAFTED, iid("wooden_pickaxe")] == 1
    d.tick((K_ESC,))
    assert d.w.player[0]["gui"] == GUI_NONE
    assert d.stack(RESULT) == (0, 0)
    assert (d.count("birch_planks"), d.count("stick"), d.dropped) == (3, 2, [])


def test_furnace_screen_pays_experience_and_counts(driver) -> None:  # type: ignore[no-untyped-def]
    driver.block("furnace")
    driver.open(GUI_FURNACE)
    tile = int(driver.w.player[0]["gui_tile"])
    driver.w.tile_items[tile, 2] = (iid("iron_ingot"), 3, 0)
    driver.w.tiles[tile]["xp"] = 2.1
    driver.go(2)
    driver.tick((K_ATTACK,))
    assert driver.stack(CURSOR) == (iid("iron_ingot"), 3)
    assert events(driver, EV_SMELTED) == [(iid("iron_ingot"), 3)]
    assert driver.w.stats[STAT_CRAFTED, iid("iron_ingot")] == 3
    assert driver.w.player[0]["xp"] == 2
    assert driver.w.tiles[tile]["xp"] == pytest.approx(0.1, abs=1e-5)


def test_changing_the_furnace_input_starts_over_and_topping_up_does_not(driver) -> None:  # type: ignore[no-untyped-def]
    driver.block("smoker", facing="east")
    driver.put(0, "beef", 8)
    driver.put(1, "chicken", 3)
    driver.open(GUI_FURNACE)
    tile = driver.w.tiles[int(driver.w.player[0]["gui_tile"])]
    driver.click(30)
    driver.click(0, right=True)
    assert tile["cook_total"] == 100
    tile["cook"] = 40
    driver.click(0, right=True)
    assert tile["cook"] == 40
    driver.click(30)
    driver.click(31)
    driver.click(0)
    assert tile["cook"] == 0
    assert driver.stack(CURSOR) == (iid("beef"), 2)


def test_chest_keeps_its_content_and_a_double_chest_is_one_screen(driver) -> None:  # type: ignore[no-untyped-def]
    d = driver
    d.block("chest", facing="north", type="left")
    d.block("chest", dx=1, facing="north", type="right")
    d.put(0, "dirt", 7)
    d.put(1, "sand", 5)
    assert d.open(GUI_CHEST)
    assert d.w.player[0]["gui_tile2"] >= 0
    d.go(81, double=True)
    d.press(K_ATTACK)
    d.go(0, double=True)
    d.press(K_ATTACK)
    d.go(82, double=True)
    d.press(K_ATTACK)
    d.go(53, double=True)
    d.press(K_ATTACK)
    first, second = int(d.w.player[0]["gui_tile"]), int(d.w.player[0]["gui_tile2"])
    assert d.w.tile_items[first, 0].tolist() == (iid("dirt"), 7, 0)
    assert d.w.tile_items[second, 26].tolist() == (iid("sand"), 5, 0)
    assert d.w.tiles["x"][first] == 9, "the right half holds the upper rows"
    view = screen_view(d.w)
    assert view is not None
    assert view.title == "Large Chest"
    assert view.rows == 6
    d.tick((K_INVENTORY,))
    assert d.screens.open(GUI_CHEST, 9, 64, 8)
    assert (int(d.w.player[0]["gui_tile"]), int(d.w.player[0]["gui_tile2"])) == (first, second)
    assert d.w.tiles["kind"][first] == TILE_CHEST
    view = screen_view(d.w)
    assert view is not None
    assert [(s.x, s.y, s.item, s.amount) for s in view.slots] == [
        (240, 69 + 18, iid("dirt"), 7), (240 + 144, 69 + 108, iid("sand"), 5)]  # fmt: skip


def test_single_chest_next_to_another_stays_single(driver) -> None:  # type: ignore[no-untyped-def]
    driver.block("chest", facing="north", type="single")
    driver.block("chest", dx=1, facing="north", type="single")
    driver.open(GUI_CHEST)
    assert driver.w.player[0]["gui_tile2"] == -1


# -- state in the arrays -------------------------------------------------------------------------------------------


def test_a_copy_of_the_arrays_in_the_middle_of_a_drag_goes_on_alike(  # type: ignore[no-untyped-def]
    driver, make_driver: Callable[[], object]
) -> None:
    driver.put(0, "cobblestone", 13)
    driver.open(GUI_INVENTORY)
    driver.click(36)
    driver.go(9)
    driver.tick((K_ATTACK,))
    driver.tick((K_ATTACK,), 2.0, 0.0)
    driver.go(11, (K_ATTACK,))
    other = make_driver()
    for field in FIELDS:
        getattr(other.w, field)[...] = getattr(driver.w, field)  # type: ignore[attr-defined]
    other.held = driver.held.copy()  # type: ignore[attr-defined]
    for d in (driver, other):
        d.go(13, (K_ATTACK,))
        d.tick()
        d.tick((K_FORWARD,))
        d.double_click(13)
    for field in FIELDS:
        assert getattr(driver.w, field).tobytes() == getattr(other.w, field).tobytes(), field  # type: ignore[attr-defined]
    assert [driver.stack(slot)[1] for slot in (MAIN, MAIN + 2, MAIN + 4)] == [4, 4, 0]
    assert driver.stack(CURSOR)[1] == 5


def test_view_tells_what_is_under_the_mouse_and_titles(driver) -> None:  # type: ignore[no-untyped-def]
    assert screen_view(driver.w) is None
    driver.block("blast_furnace")
    driver.open(GUI_FURNACE)
    tile = driver.w.tiles[int(driver.w.player[0]["gui_tile"])]
    tile["burn"], tile["burn_total"], tile["cook"] = 400, 800, 50
    driver.go(1)
    view = screen_view(driver.w)
    assert view is not None
    assert (view.title, view.arrow, view.flame) == ("Blast Furnace", 12, 6)
    assert view.highlights == ((232 + 56, 97 + 53),)
