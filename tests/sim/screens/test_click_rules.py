"""Rules that no referee package has: drag, double click, crafting, special slots, quick-move targets, closing."""

from __future__ import annotations

import random

import pytest

from craftagent.sim.rules.registry import item_id as iid
from craftagent.sim.rules.registry import item_names
from craftagent.sim.rules.tables import load_rules
from craftagent.sim.screens.clicks import (
    CRAFTED,
    DROPPED,
    LEFT,
    LEFT_OVER,
    OUTSIDE,
    RIGHT,
    SMELTED,
    THROWN,
    USED_UP,
    Menu,
    Stack,
)
from craftagent.sim.screens.facts import item_facts
from craftagent.sim.screens.layout import FROM_ITEMS, layout
from craftagent.sim.state import ARMOR, GRID, GUI_CHEST, GUI_CRAFTING, GUI_FURNACE, GUI_INVENTORY, MAIN, OFFHAND

FACTS = item_facts(load_rules())
INV_RESULT, INV_GRID, INV_ARMOR, INV_MAIN, INV_HOTBAR, INV_OFFHAND = 0, 1, 5, 9, 36, 45
TABLE_RESULT, TABLE_GRID, TABLE_MAIN, TABLE_HOTBAR = 0, 1, 10, 37


def menu(gui: int, double: bool = False, smelter: int = 1, selected: int = 0) -> Menu:
    screen = layout(gui, double)
    items: list[Stack] = [[0, 0, 0] for _ in range(52)]
    slots = [items[at.cell] if at.source == FROM_ITEMS else [0, 0, 0] for at in screen.slots]
    return Menu(screen, FACTS, slots, items[:41], items[51], selected, smelter)


def put(m: Menu, slot: int, name: str, count: int = 1, damage: int = 0) -> None:
    m.slots[slot][:] = [iid(name), count, damage]
    if m.screen.grid:
        m.refresh()


def carry(m: Menu, name: str, count: int = 1, damage: int = 0) -> None:
    m.carried[:] = [iid(name), count, damage]


def at(m: Menu, slot: int) -> tuple[str, int] | None:
    item, count, _ = m.slots[slot]
    return (item_names()[item], count) if count else None


def carried(m: Menu) -> int:
    return m.carried[1]


# -- drags -------------------------------------------------------------------------------------------------------


def test_left_drag_splits_evenly_and_keeps_the_rest() -> None:
    m = menu(GUI_CRAFTING)
    carry(m, "cobblestone", 10)
    m.drag([1, 2, 3, 4], LEFT)
    assert [at(m, i) for i in (1, 2, 3, 4)] == [("cobblestone", 2)] * 4
    assert carried(m) == 2


def test_right_drag_puts_one_each() -> None:
    m = menu(GUI_CHEST)
    carry(m, "torch", 64)
    m.drag(list(range(5)), RIGHT)
    assert [at(m, i) for i in range(5)] == [("torch", 1)] * 5
    assert carried(m) == 59


def test_drag_tops_up_equal_stacks_but_never_past_the_stack_size() -> None:
    m = menu(GUI_CHEST)
    put(m, 0, "egg", 15)
    put(m, 1, "egg", 3)
    carry(m, "egg", 8)
    m.drag([0, 1], LEFT)
    assert at(m, 0) == ("egg", 16)
    assert at(m, 1) == ("egg", 7)
    assert carried(m) == 3


def test_drag_may_not_touch_other_items_nor_take_only_slots() -> None:
    m = menu(GUI_CRAFTING)
    put(m, 3, "stick", 1)
    carry(m, "oak_planks", 4)
    assert not m.accepts_drag(3, m.carried)
    assert not m.accepts_drag(TABLE_RESULT, m.carried)
    assert m.accepts_drag(4, m.carried)
    f = menu(GUI_FURNACE)
    assert not f.accepts_drag(1, [iid("cobblestone"), 4, 0])
    assert f.accepts_drag(1, [iid("coal"), 4, 0])
    assert not f.accepts_drag(2, [iid("coal"), 4, 0])


def test_drag_of_tools_keeps_their_wear() -> None:
    m = menu(GUI_CHEST)
    carry(m, "iron_pickaxe", 1, 77)
    m.drag([5], LEFT)
    assert m.slots[5] == [iid("iron_pickaxe"), 1, 77]
    assert carried(m) == 0


def test_drag_with_more_slots_than_items_does_nothing() -> None:
    m = menu(GUI_CHEST)
    carry(m, "torch", 2)
    m.drag([0, 1, 2], RIGHT)
    assert carried(m) == 2
    assert at(m, 0) is None


# -- double click ------------------------------------------------------------------------------------------------


def test_gather_takes_partial_stacks_before_full_ones() -> None:
    m = menu(GUI_CHEST)
    put(m, 0, "dirt", 64)
    put(m, 3, "dirt", 10)
    put(m, 40, "dirt", 20)
    put(m, 5, "sand", 9)
    carry(m, "dirt", 30)
    m.gather(7)
    assert carried(m) == 64
    assert at(m, 3) is None
    assert at(m, 40) is None
    assert at(m, 0) == ("dirt", 60)
    assert at(m, 5) == ("sand", 9)


def test_gather_does_nothing_on_a_filled_slot_and_never_takes_a_crafting_result() -> None:
    m = menu(GUI_INVENTORY)
    put(m, INV_GRID, "oak_log", 2)
    put(m, INV_MAIN, "oak_planks", 5)
    carry(m, "oak_planks", 1)
    m.gather(INV_MAIN)
    assert carried(m) == 1
    m.gather(INV_MAIN + 1)
    assert carried(m) == 6
    assert at(m, INV_RESULT) == ("oak_planks", 4)
    assert at(m, INV_GRID) == ("oak_log", 2)


def test_gather_does_take_from_furnace_output() -> None:
    m = menu(GUI_FURNACE)
    put(m, 2, "iron_ingot", 7)
    carry(m, "iron_ingot", 1)
    m.gather(0)
    assert carried(m) == 8
    assert m.log == [(SMELTED, iid("iron_ingot"), 7, 0)]


# -- crafting result ---------------------------------------------------------------------------------------------


def test_result_follows_the_grid_and_one_take_makes_one_craft() -> None:
    m = menu(GUI_INVENTORY)
    put(m, INV_GRID, "oak_log", 3)
    assert at(m, INV_RESULT) == ("oak_planks", 4)
    m.pick_up(INV_RESULT, LEFT)
    assert carried(m) == 4
    assert at(m, INV_GRID) == ("oak_log", 2)
    m.pick_up(INV_RESULT, LEFT)
    assert carried(m) == 8
    assert at(m, INV_GRID) == ("oak_log", 1)
    assert m.log[:2] == [(CRAFTED, iid("oak_planks"), 4, 0), (USED_UP, iid("oak_log"), 1, 0)]
    m.pick_up(INV_GRID, LEFT)
    assert m.carried == [iid("oak_log"), 1, 0], "different items exchange"
    assert at(m, INV_GRID) == ("oak_planks", 8)
    assert at(m, INV_RESULT) != ("oak_planks", 4)


def test_right_click_on_the_result_takes_the_whole_craft() -> None:
    m = menu(GUI_INVENTORY)
    put(m, INV_GRID, "oak_log", 1)
    m.pick_up(INV_RESULT, RIGHT)
    assert carried(m) == 4
    assert at(m, INV_GRID) is None
    assert at(m, INV_RESULT) is None


def test_result_does_not_stack_past_a_full_cursor_or_on_other_items() -> None:
    m = menu(GUI_INVENTORY)
    put(m, INV_GRID, "oak_log", 5)
    carry(m, "oak_planks", 61)
    m.pick_up(INV_RESULT, LEFT)
    assert carried(m) == 61
    assert at(m, INV_GRID) == ("oak_log", 5)
    carry(m, "dirt", 1)
    m.pick_up(INV_RESULT, LEFT)
    assert m.carried == [iid("dirt"), 1, 0]
    assert at(m, INV_GRID) == ("oak_log", 5)


def test_nothing_can_be_put_on_a_result() -> None:
    for gui, slot in ((GUI_INVENTORY, INV_RESULT), (GUI_CRAFTING, TABLE_RESULT), (GUI_FURNACE, 2)):
        m = menu(gui)
        carry(m, "coal", 3)
        m.pick_up(slot, LEFT)
        m.pick_up(slot, RIGHT)
        assert at(m, slot) is None
        assert carried(m) == 3


def test_shift_on_the_result_crafts_all_that_fits_from_the_right_end_of_the_hotbar() -> None:
    m = menu(GUI_INVENTORY)
    put(m, INV_GRID, "oak_log", 20)
    m.quick_move(INV_RESULT)
    assert at(m, INV_HOTBAR + 8) == ("oak_planks", 64)
    assert at(m, INV_HOTBAR + 7) == ("oak_planks", 16)
    assert at(m, INV_GRID) is None
    assert at(m, INV_RESULT) is None


def test_shift_on_the_result_stops_when_the_inventory_is_full_and_drops_the_odd_rest() -> None:
    m = menu(GUI_INVENTORY)
    for slot in range(INV_MAIN, INV_HOTBAR + 9):
        put(m, slot, "dirt", 64)
    put(m, INV_MAIN, "oak_planks", 58)
    put(m, INV_GRID, "oak_log", 20)
    m.quick_move(INV_RESULT)
    assert at(m, INV_MAIN) == ("oak_planks", 64)
    assert at(m, INV_GRID) == ("oak_log", 18)
    assert [e for e in m.log if e[0] == DROPPED] == [(DROPPED, iid("oak_planks"), 2, 0)]


def test_crafting_many_at_once_ends_as_one_by_one_would(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(5)
    kinds = [("oak_log", "oak_planks"), ("coal_block", "coal"), ("bone", "bone_meal"), ("pumpkin", "pumpkin_seeds")]
    together = Menu._move_crafts
    for _ in range(300):
        source, made = rng.choice(kinds)
        start = [[rng.choice(("dirt", made, None)), rng.randint(1, 64)] for _ in range(36)]
        if rng.random() < 0.5:  # little room
            start = [["dirt", 64] if name is None and rng.random() < 0.95 else [name, n] for name, n in start]
        amount = rng.randint(1, 64)
        ends = []
        for way in (together, lambda self, stack: 0):
            monkeypatch.setattr(Menu, "_move_crafts", way)
            m = menu(GUI_INVENTORY)
            for k, (name, n) in enumerate(start):
                if name is not None:
                    put(m, INV_MAIN + k, name, n)
            put(m, INV_GRID + 2, source, amount)
            m.quick_move(INV_RESULT)
            sums: dict[tuple[int, int], int] = {}
            for kind, item, n, _ in m.log:
                sums[kind, item] = sums.get((kind, item), 0) + n
            ends.append((m.slots, sums))
        assert ends[0] == ends[1]


def test_number_key_on_the_result_needs_an_empty_hotbar_slot() -> None:
    m = menu(GUI_INVENTORY)
    put(m, INV_GRID, "oak_log", 2)
    put(m, INV_HOTBAR, "oak_planks", 1)
    m.swap(INV_RESULT, 0)
    assert at(m, INV_HOTBAR) == ("oak_planks", 1)
    assert at(m, INV_GRID) == ("oak_log", 2)
    m.swap(INV_RESULT, 3)
    assert at(m, INV_HOTBAR + 3) == ("oak_planks", 4)
    assert at(m, INV_GRID) == ("oak_log", 1)
    assert at(m, INV_RESULT) == ("oak_planks", 4)


def test_drop_key_on_the_result_throws_one_whole_craft() -> None:
    m = menu(GUI_INVENTORY)
    put(m, INV_GRID, "oak_log", 2)
    m.throw(INV_RESULT)
    assert (THROWN, iid("oak_planks"), 4, 0) in m.log
    assert at(m, INV_GRID) == ("oak_log", 1)


def test_buckets_stay_in_the_grid() -> None:
    m = menu(GUI_CRAFTING)
    layout_of_cake = ("milk_bucket", "milk_bucket", "milk_bucket", "sugar", "egg", "sugar", "wheat", "wheat", "wheat")
    for k, name in enumerate(layout_of_cake):
        put(m, TABLE_GRID + k, name)
    assert at(m, TABLE_RESULT) == ("cake", 1)
    m.pick_up(TABLE_RESULT, LEFT)
    assert [at(m, TABLE_GRID + k) for k in range(3)] == [("bucket", 1)] * 3
    assert [at(m, TABLE_GRID + k) for k in range(3, 9)] == [None] * 6
    assert [e for e in m.log if e[0] == LEFT_OVER] == [(LEFT_OVER, iid("bucket"), 1, 0)] * 3


def test_two_worn_tools_repair_each_other() -> None:
    m = menu(GUI_INVENTORY)
    put(m, INV_GRID, "iron_pickaxe", 1, 200)
    put(m, INV_GRID + 3, "iron_pickaxe", 1, 150)
    assert m.slots[INV_RESULT] == [iid("iron_pickaxe"), 1, 250 - (50 + 100 + 12)]
    m.quick_move(INV_RESULT)
    assert at(m, INV_GRID) is None
    assert at(m, INV_GRID + 3) is None
    assert m.slots[INV_HOTBAR + 8] == [iid("iron_pickaxe"), 1, 88]


def test_tools_shift_out_of_the_table_one_slot_each() -> None:
    m = menu(GUI_CRAFTING)
    for k in range(3):
        put(m, TABLE_GRID + k, "oak_planks", 2)
    put(m, TABLE_GRID + 4, "stick", 2)
    put(m, TABLE_GRID + 7, "stick", 2)
    m.quick_move(TABLE_RESULT)
    assert at(m, TABLE_HOTBAR + 8) == ("wooden_pickaxe", 1)
    assert at(m, TABLE_HOTBAR + 7) == ("wooden_pickaxe", 1)
    assert at(m, TABLE_GRID) is None


# -- where shift clicks go ---------------------------------------------------------------------------------------


def test_inventory_moves_between_main_and_hotbar_both_from_the_left() -> None:
    m = menu(GUI_INVENTORY)
    put(m, INV_MAIN + 26, "dirt", 5)
    m.quick_move(INV_MAIN + 26)
    assert at(m, INV_HOTBAR) == ("dirt", 5)
    m.quick_move(INV_HOTBAR)
    assert at(m, INV_MAIN) == ("dirt", 5)


@pytest.mark.parametrize(
    ("name", "slot"),
    [("iron_helmet", 5), ("diamond_chestplate", 6), ("golden_leggings", 7), ("leather_boots", 8), ("elytra", 6),
     ("carved_pumpkin", 5), ("shield", INV_OFFHAND)],
)  # fmt: skip
def test_worn_things_go_to_their_slot_and_back(name: str, slot: int) -> None:
    m = menu(GUI_INVENTORY)
    put(m, INV_HOTBAR + 2, name)
    m.quick_move(INV_HOTBAR + 2)
    assert at(m, slot) == (name, 1)
    assert at(m, INV_HOTBAR + 2) is None
    m.quick_move(slot)
    assert at(m, INV_MAIN) == (name, 1)
    assert at(m, slot) is None
    put(m, INV_HOTBAR, name)
    m.quick_move(INV_HOTBAR)
    put(m, INV_HOTBAR + 1, name)
    m.quick_move(INV_HOTBAR + 1)
    assert at(m, slot) == (name, 1), "a taken slot: on to the main inventory"
    assert at(m, INV_MAIN) == (name, 2) if name == "carved_pumpkin" else at(m, INV_MAIN + 1) == (name, 1)


def test_armour_slots_refuse_what_does_not_fit_and_hold_one() -> None:
    m = menu(GUI_INVENTORY)
    carry(m, "iron_boots")
    m.pick_up(5, LEFT)
    assert at(m, 5) is None
    assert carried(m) == 1
    m.pick_up(8, LEFT)
    assert at(m, 8) == ("iron_boots", 1)
    assert carried(m) == 0
    carry(m, "carved_pumpkin", 3)
    m.pick_up(5, LEFT)
    assert at(m, 5) == ("carved_pumpkin", 1)
    assert carried(m) == 2
    put(m, INV_HOTBAR, "stick", 3)
    m.swap(8, 0)
    assert at(m, 8) == ("iron_boots", 1), "a stick is not worn"
    m.swap(8, 5)
    assert at(m, INV_HOTBAR + 5) is None, "number keys need an empty cursor"


def test_armour_layout_is_head_to_feet_and_offhand_is_last() -> None:
    screen = layout(GUI_INVENTORY)
    assert [screen.slots[i].cell for i in range(5, 9)] == [ARMOR + 3, ARMOR + 2, ARMOR + 1, ARMOR]
    assert screen.slots[INV_OFFHAND].cell == OFFHAND
    assert [screen.slots[i].cell for i in range(1, 5)] == [GRID, GRID + 1, GRID + 3, GRID + 4]
    assert screen.slots[9].cell == MAIN
    assert screen.slots[36].cell == 0


def test_table_takes_shift_clicks_into_its_grid_first() -> None:
    m = menu(GUI_CRAFTING)
    put(m, TABLE_HOTBAR, "oak_planks", 7)
    m.quick_move(TABLE_HOTBAR)
    assert at(m, TABLE_GRID) == ("oak_planks", 7)
    for k in range(1, 9):
        put(m, TABLE_GRID + k, "dirt", 64)
    put(m, TABLE_HOTBAR, "stick", 7)
    m.quick_move(TABLE_HOTBAR)
    assert at(m, TABLE_MAIN) == ("stick", 7), "full grid: main inventory"
    m.quick_move(TABLE_GRID)
    assert at(m, TABLE_MAIN + 1) == ("oak_planks", 7)


def test_furnace_sorts_smeltables_fuels_and_the_rest() -> None:
    m = menu(GUI_FURNACE)
    put(m, 3, "iron_ore", 9)
    put(m, 4, "coal", 9)
    put(m, 5, "oak_log", 9)
    put(m, 6, "dirt", 9)
    for slot in (3, 4, 5, 6):
        m.quick_move(slot)
    assert at(m, 0) == ("iron_ore", 9)
    assert at(m, 1) == ("coal", 9)
    assert at(m, 5) == ("oak_log", 9), "a log smelts, so it does not go to the fuel when the input is taken"
    assert at(m, 30) == ("dirt", 9)
    m.quick_move(0)
    assert at(m, 3) == ("iron_ore", 9)


def test_smoker_and_blast_furnace_take_only_what_they_smelt() -> None:
    for smelter, takes, leaves in ((4, "beef", "iron_ore"), (2, "iron_ore", "beef")):
        m = menu(GUI_FURNACE, smelter=smelter)
        put(m, 3, leaves, 2)
        put(m, 4, takes, 2)
        m.quick_move(3)
        m.quick_move(4)
        assert at(m, 30) == (leaves, 2)
        assert at(m, 0) == (takes, 2)


def test_fuel_slot_takes_fuel_and_one_bucket() -> None:
    m = menu(GUI_FURNACE)
    carry(m, "dirt", 3)
    m.pick_up(1, LEFT)
    assert at(m, 1) is None
    carry(m, "bucket", 3)
    m.pick_up(1, LEFT)
    assert at(m, 1) == ("bucket", 1)
    assert carried(m) == 2
    m.carried[:] = [0, 0, 0]
    put(m, 30, "coal", 4)
    m.swap(1, 0)
    assert at(m, 1) == ("coal", 4)
    assert at(m, 30) == ("bucket", 1)


def test_furnace_output_goes_out_backwards_and_counts() -> None:
    m = menu(GUI_FURNACE)
    put(m, 2, "iron_ingot", 10)
    put(m, 5, "iron_ingot", 60)
    m.quick_move(2)
    assert at(m, 5) == ("iron_ingot", 64)
    assert at(m, 38) == ("iron_ingot", 6)
    assert m.log == [(SMELTED, iid("iron_ingot"), 10, 0)]


@pytest.mark.parametrize("double", [False, True])
def test_chest_goes_out_backwards_and_in_forwards(double: bool) -> None:
    m = menu(GUI_CHEST, double)
    size = 54 if double else 27
    assert len(m.slots) == size + 36
    put(m, 0, "dirt", 5)
    m.quick_move(0)
    assert at(m, size + 35) == ("dirt", 5)
    m.quick_move(size + 35)
    assert at(m, 0) == ("dirt", 5)
    for slot in range(size):
        put(m, slot, "sand", 64)
    put(m, size, "dirt", 3)
    m.quick_move(size)
    assert at(m, size) == ("dirt", 3), "a full chest takes nothing and the item does not hop to the hotbar"


# -- the rest ----------------------------------------------------------------------------------------------------


def test_off_hand_key_swaps_with_slot_40() -> None:
    m = menu(GUI_CHEST)
    put(m, 2, "torch", 12)
    m.swap(2, OFFHAND)
    assert m.inventory[OFFHAND] == [iid("torch"), 12, 0]
    assert at(m, 2) is None


def test_stacks_of_different_wear_do_not_merge() -> None:
    m = menu(GUI_CHEST)
    put(m, 0, "iron_pickaxe", 1, 3)
    carry(m, "iron_pickaxe", 1, 4)
    m.pick_up(0, LEFT)
    assert m.carried[2] == 3
    assert m.slots[0][2] == 4


def test_clicks_off_the_panel_throw() -> None:
    m = menu(GUI_CHEST)
    carry(m, "dirt", 5)
    m.pick_up(OUTSIDE, RIGHT)
    m.pick_up(OUTSIDE, LEFT)
    assert m.log == [(THROWN, iid("dirt"), 1, 0), (THROWN, iid("dirt"), 4, 0)]
    assert carried(m) == 0


def test_closing_drops_the_carried_stack_and_returns_the_grid() -> None:
    m = menu(GUI_INVENTORY, selected=4)
    put(m, INV_GRID, "oak_log", 3)
    put(m, INV_GRID + 1, "stick", 2)
    put(m, INV_HOTBAR + 4, "stick", 63)
    put(m, INV_MAIN, "stick", 1)
    carry(m, "dirt", 9)
    m.close()
    assert (DROPPED, iid("dirt"), 9, 0) in m.log
    assert carried(m) == 0
    assert at(m, INV_HOTBAR) == ("oak_log", 3), "first free slot"
    assert at(m, INV_HOTBAR + 4) == ("stick", 64), "the stack in hand first"
    assert at(m, INV_MAIN) == ("stick", 2)
    assert at(m, INV_RESULT) is None


def test_closing_drops_what_has_no_room() -> None:
    m = menu(GUI_CRAFTING)
    for slot in range(TABLE_MAIN, TABLE_HOTBAR + 9):
        put(m, slot, "dirt", 64)
    put(m, TABLE_GRID + 8, "sand", 4)
    m.close()
    assert m.log == [(DROPPED, iid("sand"), 4, 0)]
    assert at(m, TABLE_GRID + 8) is None
