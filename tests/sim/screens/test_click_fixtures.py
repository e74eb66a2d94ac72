"""Left, right, shift, number, drop and outside clicks against sequences frozen from prismarine-windows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from craftagent.sim.rules.tables import load_rules
from craftagent.sim.screens.clicks import Menu, Stack
from craftagent.sim.screens.facts import item_facts
from craftagent.sim.screens.layout import FROM_ITEMS, layout
from craftagent.sim.state import GUI_CHEST, GUI_CRAFTING, GUI_FURNACE, GUI_INVENTORY

FOLDER = Path(__file__).parents[2] / "fixtures" / "clicks"
SCREENS = {"inventory": (GUI_INVENTORY, False), "crafting": (GUI_CRAFTING, False), "furnace": (GUI_FURNACE, False),
           "chest": (GUI_CHEST, False), "large_chest": (GUI_CHEST, True)}  # fmt: skip


def build(name: str, start: list[list[int]]) -> Menu:
    screen = layout(*SCREENS[name])
    items: list[Stack] = [[0, 0, 0] for _ in range(52)]
    slots = [items[at.cell] if at.source == FROM_ITEMS else [0, 0, 0] for at in screen.slots]
    for slot, item, count in start:
        slots[slot][:] = [item, count, 0]
    return Menu(screen, item_facts(load_rules()), slots, items[:41], items[51])


def apply(menu: Menu, mode: int, button: int, slot: int) -> None:
    if mode == 0:
        menu.pick_up(slot, button)
    elif mode == 1:
        menu.quick_move(slot)
    elif mode == 2:
        menu.swap(slot, button)
    else:
        menu.throw(slot, everything=button == 1)


@pytest.mark.parametrize("name", SCREENS)
def test_same_slots_after_every_click(name: str) -> None:
    sequences = json.loads((FOLDER / f"{name}.json").read_text())["sequences"]
    clicks = 0
    for number, sequence in enumerate(sequences):
        menu = build(name, sequence["start"])
        expected = {slot: [item, count] for slot, item, count in sequence["start"]}
        for step, (click, carried, changed) in enumerate(sequence["clicks"]):
            apply(menu, *click)
            expected.update({slot: [item, count] for slot, item, count in changed})
            where = f"{name}, sequence {number}, click {step} {click}"
            assert menu.carried[:2] == carried, where
            for slot, stack in enumerate(menu.slots):
                if slot != menu.screen.result:
                    assert stack[:2] == expected.get(slot, [0, 0]), f"{where}: slot {slot}"
            clicks += 1
    assert clicks >= 400
