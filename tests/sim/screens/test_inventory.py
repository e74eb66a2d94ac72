"""Picking up, wearing out, swapping and picking: the inventory outside of screens."""

from __future__ import annotations

import pytest

from craftagent.sim import inventory as inv
from craftagent.sim.rules.registry import item_id as iid
from craftagent.sim.rules.tables import load_rules
from craftagent.sim.state import EV_BROKEN, MAIN, OFFHAND, STAT_BROKEN, World, new_world

R = load_rules()


@pytest.fixture
def w() -> World:
    return new_world()


def put(w: World, slot: int, name: str, count: int = 1, damage: int = 0) -> None:
    w.items[slot] = (iid(name), count, damage)


def test_give_fills_the_selected_stack_then_the_off_hand_then_the_first(w: World) -> None:
    put(w, 0, "dirt", 60)
    put(w, 5, "dirt", 60)
    put(w, OFFHAND, "dirt", 63)
    w.player[0]["selected"] = 5
    assert inv.give(w, R, iid("dirt"), 8, 0) == 0
    assert [int(w.items[i]["count"]) for i in (5, OFFHAND, 0, 1)] == [64, 64, 63, 0]
    assert inv.give(w, R, iid("dirt"), 65, 0) == 0
    assert [int(w.items[i]["count"]) for i in (0, 1)] == [64, 64]
    assert w.clock[0]["dirty_items"] == 2


def test_give_uses_hotbar_before_main_and_returns_what_does_not_fit(w: World) -> None:
    for slot in range(9):
        put(w, slot, "sand", 64)
    assert inv.give(w, R, iid("egg"), 20, 0) == 0
    assert w.items[MAIN].tolist() == (iid("egg"), 16, 0)
    assert w.items[MAIN + 1].tolist() == (iid("egg"), 4, 0)
    for slot in range(MAIN + 1, 36):
        put(w, slot, "sand", 64)
    assert inv.give(w, R, iid("egg"), 3, 0) == 3
    assert inv.give(w, R, iid("sand"), 9, 0) == 9
    assert inv.free_slot(w) == -1
    assert inv.give(w, R, 0, 5, 0) == 5


def test_tools_and_worn_tools_take_a_slot_each(w: World) -> None:
    assert inv.give(w, R, iid("iron_pickaxe"), 2, 0) == 0
    assert inv.give(w, R, iid("iron_pickaxe"), 1, 30) == 0
    assert [w.items[i].tolist() for i in range(3)] == [(iid("iron_pickaxe"), 1, 0)] * 2 + [(iid("iron_pickaxe"), 1, 30)]


def test_take(w: World) -> None:
    put(w, 3, "torch", 5)
    put(w, MAIN + 9, "torch", 5)
    assert inv.find_item(w, iid("torch")) == 3
    assert inv.take(w, iid("torch"), 7) == 7
    assert w.items[3].tolist() == (0, 0, 0)
    assert w.items[MAIN + 9]["count"] == 3
    assert inv.take(w, iid("torch"), 7) == 3
    assert inv.take(w, iid("torch"), 1) == 0
    assert inv.take_slot(w, 3, 1) == 0


def test_a_wooden_pickaxe_breaks_on_its_59th_use(w: World) -> None:
    put(w, 2, "wooden_pickaxe")
    w.player[0]["selected"] = 2
    assert not any(inv.damage_held(w, R, 1) for _ in range(58))
    assert w.items[2]["damage"] == 58
    assert inv.damage_held(w, R, 1)
    assert w.items[2].tolist() == (0, 0, 0)
    assert w.stats[STAT_BROKEN, iid("wooden_pickaxe")] == 1
    assert w.events[0]["kind"] == EV_BROKEN
    assert w.events[0]["a"] == iid("wooden_pickaxe")
    put(w, 2, "dirt", 4)
    assert not inv.damage_held(w, R, 5)
    assert w.items[2].tolist() == (iid("dirt"), 4, 0)


def test_swap_hands_and_pick(w: World) -> None:
    put(w, 0, "torch", 3)
    inv.swap_hands(w)
    assert w.items[OFFHAND].tolist() == (iid("torch"), 3, 0)
    assert w.items[0]["count"] == 0
    put(w, 7, "dirt", 1)
    assert inv.pick_item(w, iid("dirt"))
    assert w.player[0]["selected"] == 7
    put(w, MAIN + 4, "sand", 2)
    assert inv.pick_item(w, iid("sand"))
    assert w.player[0]["selected"] == 8
    assert w.items[8].tolist() == (iid("sand"), 2, 0)
    assert w.items[MAIN + 4]["count"] == 0
    assert not inv.pick_item(w, iid("stone"))
