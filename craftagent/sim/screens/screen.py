"""An open screen and the mouse: turns one tick of keys and camera into the game's clicks.

All state lives in the world's arrays (``player.gui*``, ``player.cursor_*``, ``World.items``, ``World.tile_items``), so
a snapshot taken with a screen open, or in the middle of a drag, carries it.

Source: MineRL 1.0 replays a tick's keys, then one mouse move (only if it is not zero, clipped to the window), then the
presses, then the releases, into the container screen of Minecraft 1.16.5; its rules are followed here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from craftagent.sim.screens.clicks import CRAFTED, DROPPED, LEFT, OUTSIDE, SMELTED, THROWN, Menu, Stack
from craftagent.sim.screens.facts import item_facts
from craftagent.sim.screens.layout import (
    FROM_ITEMS,
    FROM_TILE,
    FROM_TILE2,
    HEIGHT,
    ROLE_RESULT,
    WIDTH,
    Layout,
    as_stacks,
    is_outside,
    layout,
    slot_under,
)
from craftagent.sim.screens.tiles import open_tiles, still_there
from craftagent.sim.state import (
    CLOCK,
    CURSOR,
    CUSTOM_NAMES,
    EV_CRAFTED,
    EV_GUI_CLOSED,
    EV_GUI_OPENED,
    EV_SMELTED,
    GUI_CHEST,
    GUI_CRAFTING,
    GUI_FURNACE,
    GUI_INVENTORY,
    GUI_NONE,
    K_ATTACK,
    K_DROP,
    K_ESC,
    K_HOTBAR,
    K_INVENTORY,
    K_SNEAK,
    K_SWAP,
    K_USE,
    MAX_EVENTS,
    OFFHAND,
    PLAYER,
    STAT_CRAFTED,
    TILE_BLAST_FURNACE,
    TILE_SMOKER,
    World,
)

if TYPE_CHECKING:
    from craftagent.sim.rules.tables import Rules

PIXELS_PER_DEGREE = 2400.0 / 360.0  # MineRL's camera-to-cursor scale at GUI scale 1
DOUBLE_CLICK_TICKS = 5  # the game's 250 ms at 20 ticks a second; a second press must come before that

_COUNTED_AS = {GUI_CRAFTING: "interact_with_crafting_table", GUI_FURNACE: "interact_with_furnace",
               GUI_CHEST: "open_chest"}  # fmt: skip
_SMELTER = {TILE_BLAST_FURNACE: 2, TILE_SMOKER: 4}
_PRESS_KEYS = (K_ATTACK, K_USE)

Drop = Callable[[int, int, int], object]


class Screens:
    """The screens of one world.

    ``w``: the world, whose arrays are kept as views; ``r``: rule tables. ``drop(item id, count, damage)`` is called for
    every stack that leaves the player into the world; it throws it out in front of the player and does the statistics
    and the event of that. ``journal``: set it to a list to receive every ``(kind, item, count, damage)`` of
    :mod:`craftagent.sim.screens.clicks`.
    """

    def __init__(self, w: World, r: Rules, drop: Drop | None = None) -> None:
        self.w, self.r = w, r
        self.drop = drop
        self.facts = item_facts(r)
        self.journal: list[tuple[int, int, int, int]] | None = None
        self._p: Any = w.player.view(PLAYER)[0]
        self._clock: Any = w.clock.view(CLOCK)[0]
        self._items, self._tile_items = as_stacks(w.items), as_stacks(w.tile_items)
        self._tiles, self._tile_kinds = w.tiles, w.tiles["kind"]
        self._stats, self._events, self._custom = w.stats, w.events, w.custom
        self._blocks, self._state_block = w.blocks, r.state_block
        self._loaded: list[list[Stack]] = [[], [], []]  # the lists behind the Menu in use, per source of a slot

    # -- opening and closing ---------------------------------------------------------------------------------------

    def open(self, kind: int, x: int = 0, y: int = 0, z: int = 0) -> bool:
        """Open a screen (``GUI_*``), for all but the inventory the one of the block at (x, y, z).

        Closes the screen that may be open. The cursor goes to the middle of the picture. Returns False, and opens
        nothing, if the block has no such screen or a chest's lid is blocked.
        """
        if kind not in (GUI_INVENTORY, GUI_CRAFTING, GUI_FURNACE, GUI_CHEST):
            raise ValueError(f"no screen has the number {kind}")
        if self._p["gui"] != GUI_NONE:
            self.close()
        halves = open_tiles(self.w, self.r, kind, x, y, z)
        if halves is None:
            return False
        p = self._p
        p["gui"], p["gui_x"], p["gui_y"], p["gui_z"] = kind, x, y, z
        p["gui_tile"], p["gui_tile2"] = halves
        p["cursor_x"], p["cursor_y"] = WIDTH / 2, HEIGHT / 2
        p["gui_drag"] = p["gui_mask0"] = p["gui_mask1"] = 0
        p["gui_double"] = p["gui_skip"] = 0
        p["gui_click_slot"] = p["gui_click_button"] = -1
        p["gui_click_tick"] = -DOUBLE_CLICK_TICKS
        p["gui_moved_id"] = p["gui_moved_damage"] = 0
        if kind in _COUNTED_AS:
            self._custom[CUSTOM_NAMES.index(_COUNTED_AS[kind])] += 1
            self._clock["dirty_stats"] += 1
        self._emit(EV_GUI_OPENED, kind, 0)
        self._clock["dirty_items"] += 1
        return True

    def close(self) -> None:
        """Close the open screen, if any: the carried stack is dropped, the grid returns to the inventory."""
        kind = int(self._p["gui"])
        if kind == GUI_NONE:
            return
        menu = self._load()
        menu.close()
        self._store(menu)
        self._emit(EV_GUI_CLOSED, kind, 0)
        self._p["gui"] = GUI_NONE
        self._p["gui_tile"] = self._p["gui_tile2"] = -1
        self._p["gui_drag"] = 0

    # -- one tick --------------------------------------------------------------------------------------------------

    def tick(
        self, keys_prev: npt.NDArray[np.uint8], keys_now: npt.NDArray[np.uint8], camera: npt.NDArray[np.float64]
    ) -> bool:
        """One tick of input for the open screen.

        ``keys_prev``, ``keys_now``: uint8 (N_KEYS,); ``camera``: pitch, yaw in degrees, 6.667 pixels each. Returns
        True if the screen took the mouse; False if none is open or it closed (E, ESC, block gone, too far): then the
        caller lets this tick's camera turn the view, as the game does.
        """
        p = self._p
        if p["gui"] == GUI_NONE:
            return False
        if not still_there(p, self._blocks, self._state_block, self._tile_kinds):
            self.close()
            return False
        before, now = keys_prev.tobytes(), keys_now.tobytes()
        if now != before:
            if (now[K_INVENTORY] > before[K_INVENTORY]) or (now[K_ESC] > before[K_ESC]):
                self.close()
                return False
            self._keyboard(before, now)
        dy, dx = float(camera[0]), float(camera[1])
        if dx != 0.0 or dy != 0.0:
            self._move(dx * PIXELS_PER_DEGREE, dy * PIXELS_PER_DEGREE)
        if now != before:
            shift = now[K_SNEAK] != 0
            for button, key in enumerate(_PRESS_KEYS):
                if now[key] > before[key]:
                    self._press(button, shift)
            for button, key in enumerate(_PRESS_KEYS):
                if now[key] < before[key]:
                    self._release(button, shift)
        return True

    def hovered(self) -> int:
        """Slot number under the cursor, or -1."""
        return slot_under(self._layout(), float(self._p["cursor_x"]), float(self._p["cursor_y"]))

    def _layout(self) -> Layout:
        return layout(int(self._p["gui"]), bool(self._p["gui_tile2"] >= 0))

    def _keyboard(self, before: bytes, now: bytes) -> None:
        fresh = [key for key in range(K_HOTBAR, K_HOTBAR + 9) if now[key] > before[key]]
        swap, throw = now[K_SWAP] > before[K_SWAP], now[K_DROP] > before[K_DROP]
        if not (fresh or swap or throw) or self._items[CURSOR, 1] > 0:
            return
        slot = self.hovered()
        if slot < 0:
            return
        menu = self._load()
        if swap:
            menu.swap(slot, OFFHAND)
        for key in fresh:
            menu.swap(slot, key - K_HOTBAR)
        if throw:
            menu.throw(slot)
        self._store(menu)

    def _move(self, dx: float, dy: float) -> None:
        p = self._p
        x = min(max(float(p["cursor_x"]) + dx, 0.0), float(WIDTH))
        y = min(max(float(p["cursor_y"]) + dy, 0.0), float(HEIGHT))
        p["cursor_x"], p["cursor_y"] = x, y
        if not p["gui_drag"]:
            return
        slot = slot_under(self._layout(), x, y)
        if slot < 0:
            return
        mask = self._mask()
        if mask >> slot & 1:
            return
        menu = self._load()
        if menu.carried[1] > mask.bit_count() and menu.accepts_drag(slot, menu.carried):
            self._set_mask(mask | 1 << slot)
            self._clock["dirty_items"] += 1  # a drag shows its shares while it lasts

    def _press(self, button: int, shift: bool) -> None:
        p, clock = self._p, self._clock
        screen = self._layout()
        x, y = float(p["cursor_x"]), float(p["cursor_y"])
        slot = slot_under(screen, x, y)
        tick = int(clock["tick"])
        quick = tick - int(p["gui_click_tick"]) < DOUBLE_CLICK_TICKS
        p["gui_double"] = quick and p["gui_click_slot"] == slot and p["gui_click_button"] == button
        p["gui_skip"] = 0
        target = OUTSIDE if is_outside(screen, x, y) else slot
        if target != -1 and not p["gui_drag"]:
            if self._items[CURSOR, 1] == 0:
                if target >= 0:
                    menu = self._load()
                    if shift:
                        self._remember_moved(menu, target)
                        menu.quick_move(target)
                    else:
                        menu.pick_up(target, button)
                    self._store(menu)
                p["gui_skip"] = 1
            else:
                p["gui_drag"] = 1 + button
                self._set_mask(0)
        p["gui_click_slot"], p["gui_click_button"], p["gui_click_tick"] = slot, button, tick

    def _release(self, button: int, shift: bool) -> None:
        p = self._p
        screen = self._layout()
        x, y = float(p["cursor_x"]), float(p["cursor_y"])
        slot = slot_under(screen, x, y)
        target = OUTSIDE if is_outside(screen, x, y) else slot
        if p["gui_double"] and slot >= 0 and button == LEFT and screen.slots[slot].role != ROLE_RESULT:
            menu = self._load()
            if shift:
                self._move_alike(menu, slot)
            else:
                menu.gather(slot)
            self._store(menu)
            p["gui_double"] = 0
            self._forget_click()
        else:
            if p["gui_drag"] and p["gui_drag"] != 1 + button:
                self._end_drag()
                p["gui_skip"] = 1
                return
            if p["gui_skip"]:
                p["gui_skip"] = 0
                return
            if self._items[CURSOR, 1] > 0:
                menu = self._load()
                mask = self._mask() if p["gui_drag"] else 0
                if mask:
                    menu.drag([i for i in range(len(menu.slots)) if mask >> i & 1], button)
                elif shift and target != OUTSIDE:
                    self._remember_moved(menu, target)
                    menu.quick_move(target)
                else:
                    menu.pick_up(target, button)
                self._store(menu)
        if self._items[CURSOR, 1] == 0:
            self._forget_click()
        self._end_drag()

    def _move_alike(self, menu: Menu, slot: int) -> None:
        """Shift and double click: quick-move every stack like the one just moved that lies in the same container."""
        p, slots = self._p, menu.screen.slots
        item, damage = int(p["gui_moved_id"]), int(p["gui_moved_damage"])
        if item == 0:
            return
        home = _container(menu.screen, slot)
        for i in range(len(slots)):
            at = menu.slots[i]
            if at[0] == item and at[2] == damage and _container(menu.screen, i) == home:
                menu.quick_move(i)

    def _remember_moved(self, menu: Menu, slot: int) -> None:
        at: Stack = menu.slots[slot] if slot >= 0 else [0, 0, 0]
        self._p["gui_moved_id"], self._p["gui_moved_damage"] = at[0], at[2]

    def _forget_click(self) -> None:
        self._p["gui_click_tick"] = int(self._clock["tick"]) - DOUBLE_CLICK_TICKS

    def _mask(self) -> int:
        return int(self._p["gui_mask0"]) | int(self._p["gui_mask1"]) << 64

    def _set_mask(self, mask: int) -> None:
        self._p["gui_mask0"], self._p["gui_mask1"] = mask & (1 << 64) - 1, mask >> 64

    def _end_drag(self) -> None:
        if self._p["gui_drag"]:
            self._p["gui_drag"] = 0
            self._set_mask(0)
            self._clock["dirty_items"] += 1

    # -- arrays ----------------------------------------------------------------------------------------------------

    def _load(self) -> Menu:
        """The open screen's stacks as lists."""
        p, screen = self._p, self._layout()
        items: list[Stack] = self._items.tolist()
        tile, tile2 = int(p["gui_tile"]), int(p["gui_tile2"])
        halves = [self._tile_items[half].tolist() if half >= 0 else [] for half in (tile, tile2)]
        self._loaded = [items, *halves]
        slots = [self._loaded[at.source][at.cell] for at in screen.slots]
        smelter = _SMELTER.get(int(self._tile_kinds[tile]), 1) if tile >= 0 else 1
        return Menu(screen, self.facts, slots, items[: OFFHAND + 1], items[CURSOR], int(p["selected"]), smelter)

    def _store(self, menu: Menu) -> None:
        """Write the stacks back and do what the log says: statistics, events, dropped stacks."""
        p, tiles = self._p, self._loaded
        self._items[:] = tiles[FROM_ITEMS]
        tile, tile2 = int(p["gui_tile"]), int(p["gui_tile2"])
        if tile >= 0:
            if p["gui"] == GUI_FURNACE:
                self._furnace_input(tile, tiles[FROM_TILE][0])
            self._tile_items[tile] = tiles[FROM_TILE]
        if tile2 >= 0:
            self._tile_items[tile2] = tiles[FROM_TILE2]
        self._clock["dirty_items"] += 1
        if menu.log:
            self._settle(menu.log)

    def _furnace_input(self, tile: int, stack: Stack) -> None:
        """A furnace starts over when another item is put in (or the last one is taken out)."""
        old = self._tile_items[tile, 0]
        if old[0] != stack[0] or old[2] != stack[2]:
            t = self._tiles[tile]
            t["cook"] = 0
            t["cook_total"] = 200 if int(t["kind"]) not in _SMELTER else 100

    def _settle(self, log: list[tuple[int, int, int, int]]) -> None:
        if self.journal is not None:
            self.journal.extend(log)
        made: dict[tuple[int, int], int] = {}  # repeated crafts of a shift click are one event
        for kind, item, n, damage in log:
            if kind in (CRAFTED, SMELTED):
                made[kind, item] = made.get((kind, item), 0) + n
            elif kind in (THROWN, DROPPED) and self.drop is not None:
                self.drop(item, n, damage)
        for (kind, item), n in made.items():
            self._stats[STAT_CRAFTED, item] += n
            self._clock["dirty_stats"] += 1
            self._emit(EV_CRAFTED if kind == CRAFTED else EV_SMELTED, item, n)
            if kind == SMELTED:
                self._pay_experience()

    def _pay_experience(self) -> None:
        """Taking from a furnace pays out the whole points it has earned; the fraction stays for the next time."""
        t = self._tiles[int(self._p["gui_tile"])]
        points = int(t["xp"])
        if points > 0:
            t["xp"] -= points
            self._p["xp"] += points
            self._p["score"] += points
            self._clock["dirty_hud"] += 1

    def _emit(self, kind: int, a: int, b: int) -> None:
        n = int(self._clock["n_events"])
        if n < MAX_EVENTS:
            p = self._p
            if p["gui"] in (GUI_NONE, GUI_INVENTORY):
                at = (int(np.floor(p["x"])), int(np.floor(p["y"])), int(np.floor(p["z"])))
            else:
                at = (int(p["gui_x"]), int(p["gui_y"]), int(p["gui_z"]))
            self._events[n] = (kind, a, b, *at, 0.0)
            self._clock["n_events"] = n + 1


def _container(screen: Layout, slot: int) -> int:
    """Which of the game's containers a slot belongs to: the player's inventory is one, each screen part another."""
    if slot >= screen.main:
        return 0
    role = screen.slots[slot].role
    if screen.slots[slot].source == FROM_ITEMS and role != ROLE_RESULT and slot not in screen.grid:
        return 0  # armour
    return 2 if role == ROLE_RESULT else 1
