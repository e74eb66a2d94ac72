"""No click makes or loses an item: over 100 000 random clicks, with a full account every 200 ticks."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from craftagent.sim.rules.recipes import Recipe, all_recipes
from craftagent.sim.rules.registry import item_id as iid
from craftagent.sim.rules.registry import item_names
from craftagent.sim.rules.tables import load_rules
from craftagent.sim.screens.clicks import CRAFTED, DROPPED, LEFT_OVER, THROWN, USED_UP
from craftagent.sim.screens.layout import layout
from craftagent.sim.state import (
    ARMOR,
    CURSOR,
    GRID,
    GUI_CHEST,
    GUI_CRAFTING,
    GUI_FURNACE,
    GUI_INVENTORY,
    K_ATTACK,
    K_DROP,
    K_HOTBAR,
    K_SNEAK,
    K_SWAP,
    K_USE,
    N_KEYS,
    OFFHAND,
    RESULT,
)

TICKS_PER_SCREEN = 25_000
CLICKS_PER_SCREEN = 20_000
# name, GUI, block in front, double chest
SCREENS = [("inventory", GUI_INVENTORY, "air", False), ("table", GUI_CRAFTING, "crafting_table", False),
           ("furnace", GUI_FURNACE, "furnace", False), ("chest", GUI_CHEST, "chest", False),
           ("large chest", GUI_CHEST, "chest", True)]  # fmt: skip
NAMES = ("oak_log", "oak_planks", "stick", "cobblestone", "iron_ingot", "iron_ore", "coal", "ender_pearl", "bucket",
         "milk_bucket", "sugar", "egg", "wheat", "iron_pickaxe", "iron_helmet", "carved_pumpkin", "shield", "oak_boat",
         "lava_bucket", "honey_bottle", "torch")  # fmt: skip
WORN = ("iron_pickaxe", "iron_helmet", "shield")


def fill(d, rng: np.random.Generator) -> None:  # type: ignore[no-untyped-def]
    """Random legal stacks in the inventory and in the open block, those that may lie there."""
    stack, fuel = load_rules().stack, load_rules().fuel
    w, kinds = d.w, d.w.tiles["kind"]

    def put(stacks, i: int, allowed: Callable[[int], bool]) -> None:  # type: ignore[no-untyped-def]
        name = NAMES[rng.integers(len(NAMES))]
        if rng.random() < 0.6 and allowed(iid(name)):
            worn = int(rng.integers(1, 100)) if name in WORN and rng.random() < 0.5 else 0
            stacks[i] = (iid(name), 1 + rng.integers(int(stack[iid(name)])), worn)

    for i in range(ARMOR):
        put(w.items, i, lambda item: True)
    for tile in np.flatnonzero(kinds == 1):
        for i in range(27):
            put(w.tile_items[tile], i, lambda item: True)
    for tile in np.flatnonzero(kinds == 2):
        for i in range(3):
            put(w.tile_items[tile], i, lambda item, i=i: i != 1 or fuel[item] > 0)


def lay_out(d, rng: np.random.Generator, account: Counter[tuple[int, int]]) -> None:  # type: ignore[no-untyped-def]
    """Put a random recipe into the empty grid and into the account."""
    gui, stack = int(d.w.player[0]["gui"]), load_rules().stack
    if gui not in (GUI_INVENTORY, GUI_CRAFTING):
        return
    fitting = recipes(2 if gui == GUI_INVENTORY else 3)
    recipe = fitting[rng.integers(len(fitting))]
    for i, item in enumerate(recipe.cells):
        if item:
            count = 1 + int(rng.integers(int(stack[item])))
            d.w.items[GRID + 3 * (i // recipe.width) + i % recipe.width] = (item, count, 0)
            account[item, 0] += count


@functools.cache
def recipes(size: int) -> list[Recipe]:
    """Shaped recipes that fit a square grid."""
    return [r for r in all_recipes() if not r.shapeless and r.width <= size and len(r.cells) <= size * r.width]


def legal(d) -> None:  # type: ignore[no-untyped-def]
    """Every stack is empty or a proper one; armour slots hold one."""
    stack = load_rules().stack
    for stacks in (d.w.items, d.w.tile_items):
        counts, ids = stacks["count"], stacks["id"]
        assert (counts >= 0).all()
        assert (counts <= stack[ids]).all()
        assert ((counts == 0) == (ids == 0)).all()
        assert (stacks["damage"][counts == 0] == 0).all()
    assert (d.w.items["count"][ARMOR:OFFHAND] <= 1).all()


@pytest.mark.parametrize(("name", "gui", "block", "double"), SCREENS, ids=[s[0] for s in SCREENS])
def test_items_are_conserved(driver, name: str, gui: int, block: str, double: bool) -> None:  # type: ignore[no-untyped-def]
    d, rng = driver, np.random.default_rng(7)
    if double:
        d.block(block, facing="north", type="left")
        d.block(block, dx=1, facing="north", type="right")
    else:
        d.block(block)
    d.screens.journal = []
    made: Counter[int] = Counter()
    clicks = drags = 0
    for start in range(0, TICKS_PER_SCREEN, 200):
        for stacks in (d.w.items, d.w.tile_items):
            stacks[...] = np.zeros((), stacks.dtype)
        assert d.open(gui)
        fill(d, rng)
        before = d.total()
        d.screens.journal.clear()
        d.dropped.clear()
        screen = layout(gui, double)
        keys = np.zeros(N_KEYS, np.uint8)
        for tick in range(start, start + 200):
            old, keys = keys, keys.copy()
            go_on = d.w.player[0]["gui_drag"] and rng.random() < 0.6  # let some drags cross several slots
            for key, often in ((K_ATTACK, 0.75), (K_USE, 0.6), (K_SNEAK, 0.2)):
                if not go_on and rng.random() < often:
                    keys[key] ^= 1
            keys[[K_DROP, K_SWAP, *range(K_HOTBAR, K_HOTBAR + 9)]] = 0
            if rng.random() < 0.3:
                keys[rng.choice([K_DROP, K_SWAP, *range(K_HOTBAR, K_HOTBAR + 9)])] = 1
            if tick % 8 == 0 and not d.w.items["count"][GRID:RESULT].any():
                lay_out(d, rng, before)
            camera = np.zeros(2)
            if rng.random() < 0.6:  # to a slot, with a liking for the screen's own; sometimes off the panel
                p, own = d.w.player[0], (1, screen.main, len(screen.slots))[rng.integers(3)]
                slot = screen.slots[rng.integers(own)]
                x, y = (slot.x + 8, slot.y + 8) if rng.random() < 0.95 else (rng.integers(640), rng.integers(360))
                camera[:] = (y - p["cursor_y"]) * 0.15, (x - p["cursor_x"]) * 0.15
            d.w.clock[0]["tick"], d.w.clock[0]["n_events"] = tick, 0
            assert d.screens.tick(old, keys, camera)
            clicks += int((keys > old).sum()) - int(keys[K_SNEAK] > old[K_SNEAK])
            drags += int(d.w.player[0]["gui_mask0"] > 0)
        legal(d)
        d.screens.close()
        legal(d)
        assert d.w.items[CURSOR]["count"] == 0
        assert d.w.items[RESULT]["count"] == 0
        after = d.total()
        thrown: Counter[tuple[int, int]] = Counter()
        for item, count, damage in d.dropped:
            thrown[item, damage] += count
        balance: Counter[tuple[int, int]] = Counter(before)
        for kind, item, count, damage in d.screens.journal:
            if kind in (CRAFTED, LEFT_OVER):
                balance[item, damage] += count
            elif kind == USED_UP:
                balance[item, damage] -= count
            if kind == CRAFTED:
                made[item] += count
        assert max([stack[1] for stack in d.dropped], default=0) <= 64
        assert sum(thrown.values()) == sum(e[2] for e in d.screens.journal if e[0] in (THROWN, DROPPED))
        assert +(after + thrown) == +balance, name
    assert clicks > CLICKS_PER_SCREEN
    assert drags > 500
    if gui in (GUI_INVENTORY, GUI_CRAFTING):
        assert sum(made.values()) > 500, "the test must really craft"
        sizes = {(r.item, r.count) for r in all_recipes()}
        names = item_names()
        for item, count in made.items():
            per = [n for what, n in sizes if what == item]
            assert per or names[item] in WORN
            assert not per or count % min(per) == 0


def test_crafting_uses_up_exactly_one_of_each_cell(driver) -> None:  # type: ignore[no-untyped-def]
    """The journal's bookkeeping itself, checked against the recipes."""
    d, rng = driver, np.random.default_rng(3)
    d.block("crafting_table")
    shaped = recipes(3)
    for k in rng.choice(len(shaped), 60, replace=False):
        recipe = shaped[k]
        d.w.items[...] = np.zeros((), d.w.items.dtype)
        d.open(GUI_CRAFTING)
        for i, item in enumerate(recipe.cells):
            if item:
                d.w.items[GRID + 3 * (i // recipe.width) + i % recipe.width] = (item, 1, 0)
        d.screens.journal = []
        d.go(0)
        d.press(K_ATTACK)
        log = d.screens.journal
        assert [e[1:3] for e in log if e[0] == CRAFTED] == [(recipe.item, recipe.count)]
        used = Counter(e[1] for e in log if e[0] == USED_UP)
        assert used == Counter(c for c in recipe.cells if c)
        assert d.w.items[CURSOR].tolist() == (recipe.item, recipe.count, 0)
        d.w.items[CURSOR] = (0, 0, 0)
        d.screens.close()
