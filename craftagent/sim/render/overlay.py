"""The flat layer over the world: HUD, open screen and pointer, repainted only where something has changed.

The renderer composes a pixel (x, y) of the 640 x 360 picture in this order:

1. world colour ``c``;
2. with a screen open (``darken[y]`` above 0): ``c = (c * (255 - d) + DARKEN_GREY * d) / 255`` with ``d = darken[y]``;
3. where ``invert`` is set (crosshair, no screen open): ``c = 255 - c``;
4. ``rgba[y, x]`` with straight alpha over it.

The HUD behind a screen is darkened already in ``rgba``, so step 2 is for the world alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from craftagent.sim.art.figure import steps
from craftagent.sim.art.gui import PREVIEW, load_gui
from craftagent.sim.art.pixels import Image, fill
from craftagent.sim.render import hud as hud_art
from craftagent.sim.render.blit import blend, darken_rows, restore, row_spans, widen_spans
from craftagent.sim.render.hud import Hud, draw_hud, draw_stack, level_of
from craftagent.sim.render.names import tooltip
from craftagent.sim.render.panels import draw_figure_box, draw_screen, highlight, tooltip_box, tooltip_corner
from craftagent.sim.screens.layout import Layout, layout, slot_under
from craftagent.sim.screens.view import ScreenView, Shown, furnace_pixels, screen_view
from craftagent.sim.state import ARMOR, GUI_FURNACE, GUI_INVENTORY, GUI_NONE, World

WIDTH, HEIGHT = 640, 360
CROSS_X, CROSS_Y = 312, 172  # corner of the 15 x 15 crosshair
DARKEN_GREY = 0x10
_BAR_X, _BAR_Y, _BAR_W, _BAR_H = 312, 189, 16, 3  # attack indicator below the crosshair
_BAR_FULL = 17
_FIELDS = (
    "health", "food", "air", "invulnerable", "item_name_ticks", "saturation", "selected", "absorption", "eyes_in_water",
    "xp", "gui", "attack_ticks", "last_damage", "gui_tile", "gui_tile2", "gui_drag", "gui_mask0", "gui_mask1",
    "cursor_x", "cursor_y",
)  # fmt: skip
_FIGURE_EYES = (51, 25)  # of the inventory's figure, from the panel's corner

Rect = tuple[int, int, int, int]


def _veil(y: int) -> int:
    """Alpha of the dark gradient in a row: 0xC0 at the top to 0xD0 at the bottom."""
    return (0xC0 * (2 * HEIGHT - 2 * y - 1) + 0xD0 * (2 * y + 1)) // (2 * HEIGHT)


class Overlay:
    """Paints one world's HUD and screens.

    ``rgba`` (360, 640, 4) uint8, straight alpha; ``darken`` (360,) uint8 alpha of the dark veil by row, all 0 without
    a screen; ``invert`` (15, 15) uint8, 1 = invert the colour below, corner at (CROSS_X, CROSS_Y), all 0 with a screen
    open; ``rows`` (360, 2) int32 first and last + 1 column per row that may have alpha (0, 0: none); ``cols`` (2,)
    int32 the same for the whole picture; ``version`` grows with every change. The arrays are written in place and
    never replaced. After a world has been restored or reset nothing special is needed: changes are seen by content.
    """

    def __init__(self) -> None:
        self.rgba: Image = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
        self.darken = np.zeros(HEIGHT, np.uint8)
        self.invert = np.zeros((15, 15), np.uint8)
        self.rows = np.zeros((HEIGHT, 2), np.int32)
        self.cols = np.zeros(2, np.int32)
        self.version = 0
        self._veil = np.array([_veil(y) for y in range(HEIGHT)], np.uint8)
        self._hud: Image = np.zeros((hud_art.HEIGHT, hud_art.WIDTH, 4), np.uint8)
        self._still: Image = np.zeros_like(self.rgba)  # what stays while the pointer moves
        self._still_rows = np.zeros((HEIGHT, 2), np.int32)
        self._lit = highlight()
        self._pointer = load_gui()["pointer"]
        self._moving = np.zeros((8, 4), np.int32)  # areas of rgba that differ from _still: left, top, right, bottom
        self._n_moving = 0
        self._world: World | None = None
        self._rules: Any = None
        self._max_damage: tuple[int, ...] = ()
        self._hud_key: object = None
        self._screen_key: object = None
        self._pointer_key: object = None
        self._figure_key: object = None
        self._bar = -1
        self._open = -1
        self._panel: Rect = (0, 0, 0, 0)
        self._view: ScreenView | None = None
        self._layout: Layout | None = None
        self._by_place: dict[tuple[int, int], Shown] = {}

    def invalidate(self) -> None:
        """Repaint everything at the next update."""
        self._hud_key = self._screen_key = self._pointer_key = self._figure_key = None
        self._bar = self._open = -1

    def update(self, w: World, r: Any) -> None:
        """Bring the picture up to date with the world. ``r``: rule tables (``load_rules()``)."""
        if w is not self._world or r is not self._rules:
            self._attach(w, r)
        get = self._get
        health, food, air, hurt = get["health"](), get["food"](), get["air"](), get["invulnerable"]()
        name = get["item_name_ticks"]()
        items = self._items_bytes()
        # Weak hearts tremble every tick, hungry stomachs now and then.
        hearts = self._tick() if health <= 4.0 else -1
        hungry = -1
        if get["saturation"]() <= 0.0:
            tick = self._tick()
            hungry = tick if tick % (food * 3 + 1) == 0 else -1
        blow = (hurt // 3, get["last_damage"]()) if hurt > 0 else 0
        key = (
            items, get["selected"](), health, get["absorption"](), food, air if air < 300 else 300,
            get["eyes_in_water"](), blow, name if name < 10 else 10, get["xp"](), hearts, hungry,
        )  # fmt: skip
        changed = key != self._hud_key
        if changed:
            self._hud_key = key
            self._paint_hud(hearts, hungry)
        gui = get["gui"]()
        if gui == GUI_NONE:
            if changed or self._open != GUI_NONE:
                self._show_hud()
            ticks = get["attack_ticks"]()
            if ticks < 100 or self._bar != _BAR_FULL:
                self._attack_bar(ticks)
        else:
            self._update_screen(gui, changed, items)

    # -- what changes rarely ---------------------------------------------------------------------------------------

    def _attach(self, w: World, r: Any) -> None:
        """Take readers of the fields: a bound ``item`` of a view costs a tenth of a record's field."""
        self._world, self._rules = w, r
        self._items = w.items
        self._items_bytes = w.items.tobytes
        self._tick = w.clock["tick"].item
        self._get: dict[str, Callable[[], Any]] = {name: w.player[name].item for name in _FIELDS}
        self._max_damage = tuple(np.asarray(r.max_damage).tolist())
        self._armor = np.asarray(r.armor).tolist()
        self._attack_speed = np.asarray(r.attack_speed).tolist()
        self.invalidate()

    def _paint_hud(self, hearts: int, hungry: int) -> None:
        get = self._get
        stacks = self._items.tolist()
        hurt, name = get["invulnerable"](), get["item_name_ticks"]()
        half_hearts = -int(-get["health"]() // 1)
        flash = hurt > 0 and (hurt // 3) % 2 == 1
        lost = -int(-get["last_damage"]() // 1) if flash else 0
        level, progress = level_of(get["xp"]())
        draw_hud(
            self._hud,
            Hud(
                stacks=tuple(stacks[:9]),
                selected=get["selected"](),
                health=half_hearts,
                health_was=min(20, half_hearts + lost),
                golden=-int(-get["absorption"]() // 1),
                flash=flash,
                food=get["food"](),
                air=get["air"](),
                under_water=bool(get["eyes_in_water"]()),
                armor=min(20, sum(self._armor[s[0]] for s in stacks[ARMOR : ARMOR + 4] if s[1] > 0)),
                level=level,
                progress=progress,
                name_alpha=min(255, name * 256 // 10) if name > 0 else 0,
                shiver_hearts=hearts,
                shiver_food=hungry,
            ),
            self._max_damage,
        )

    def _show_hud(self) -> None:
        """No screen: HUD and crosshair alone."""
        x, y = hud_art.X, hud_art.Y
        if self._open != GUI_NONE:
            self.rgba[:] = 0
            self.darken[:] = 0
            self.invert[:] = load_gui()["crosshair"]
            self.rows[:] = 0
            self._n_moving = 0
            self._bar = _BAR_FULL
            self._open = GUI_NONE
            self._screen_key = self._pointer_key = self._figure_key = None
        self.rgba[y:, x : x + hud_art.WIDTH] = self._hud
        row_spans(self.rows, self.rgba, x, x + hud_art.WIDTH, y, HEIGHT)
        self._changed()

    def _changed(self) -> None:
        widen_spans(self.rows, self.rows, self.cols, self._moving, 0)
        self.version += 1

    def _attack_bar(self, ticks: int) -> None:
        """The small gauge under the crosshair while a blow is not at full strength."""
        item = self._items[self._get["selected"]()].item()
        speed = self._attack_speed[item[0]] if item[1] > 0 else 4.0
        done = ticks * speed / 20.0 if speed > 0 else 1.0
        bar = _BAR_FULL if done >= 1.0 else int(done * 17.0)
        if bar == self._bar:
            return
        self._bar = bar
        rows = slice(_BAR_Y, _BAR_Y + _BAR_H)
        if bar < _BAR_FULL:
            fill(self.rgba, _BAR_X, _BAR_Y, _BAR_W, _BAR_H, 0x202020, 150)
            fill(self.rgba, _BAR_X, _BAR_Y, bar, _BAR_H, 0xE8E8E8, 220)
            self.rows[rows] = (_BAR_X, _BAR_X + _BAR_W)
        else:
            self.rgba[rows, _BAR_X : _BAR_X + _BAR_W] = 0
            self.rows[rows] = 0
        self._changed()

    # -- screens ---------------------------------------------------------------------------------------------------

    def _update_screen(self, gui: int, hud_changed: bool, items: bytes) -> None:
        get, w = self._get, self._world
        assert w is not None
        tile, tile2 = get["gui_tile"](), get["gui_tile2"]()
        stored: tuple[object, ...] = ()
        if tile >= 0:
            second = w.tile_items[tile2].tobytes() if tile2 >= 0 else b""
            stored = (w.tiles["kind"][tile].item(), w.tile_items[tile].tobytes(), second)
            if gui == GUI_FURNACE:
                stored += furnace_pixels(w, tile)
        key = (gui, tile, tile2, items, stored, get["gui_drag"](), get["gui_mask0"](), get["gui_mask1"]())
        if hud_changed or key != self._screen_key or gui != self._open:
            self._screen_key = key
            self._paint_screen(gui, tile2)
        x, y = int(get["cursor_x"]()), int(get["cursor_y"]())
        if (x, y) != self._pointer_key:
            self._pointer_key = (x, y)
            self._paint_pointer(x, y)

    def _paint_screen(self, gui: int, tile2: int) -> None:
        """Everything of a screen but what follows the pointer."""
        assert self._world is not None
        get, still, rgba = self._get, self._still, self.rgba
        view = screen_view(self._world)
        assert view is not None
        screen = layout(gui, tile2 >= 0)
        self._view, self._layout = view, screen
        self._by_place = {(s.x, s.y): s for s in view.slots}
        if self._open != gui or self._panel != (screen.x, screen.y, screen.width, screen.height):
            still[:] = 0
            rgba[:] = 0
            self._still_rows[:] = 0
            self._n_moving = 0
            self._panel = (screen.x, screen.y, screen.width, screen.height)
        darken_rows(still, self._hud, hud_art.X, hud_art.Y, self._veil, DARKEN_GREY)
        drag = get["gui_drag"]() != 0 and view.carried is not None
        touched = (get["gui_mask0"]().bit_count() + get["gui_mask1"]().bit_count()) if drag else 0
        draw_screen(still, view, screen, touched, self._max_damage)
        self._figure_key = self._pointer_key = None
        if gui == GUI_INVENTORY:
            self._paint_figure(int(get["cursor_x"]()), int(get["cursor_y"]()))
        self._touch(screen.x, screen.y, screen.width, screen.height)
        self._touch(hud_art.X, hud_art.Y, hud_art.WIDTH, hud_art.HEIGHT)
        restore(rgba, still, self._moving, self._n_moving)
        self._n_moving = 0
        row_spans(self._still_rows, still, hud_art.X, hud_art.X + hud_art.WIDTH, screen.y, HEIGHT)
        if self._open != gui:
            self.darken[:] = self._veil
            self.invert[:] = 0
            self._open = gui

    def _paint_figure(self, x: int, y: int) -> bool:
        """The inventory's figure into the still picture, if it has to look elsewhere than before."""
        screen = self._layout
        assert screen is not None
        turn, tilt = steps(_FIGURE_EYES[0] + screen.x - x, _FIGURE_EYES[1] + screen.y - y)
        if (turn, tilt) == self._figure_key:
            return False
        self._figure_key = (turn, tilt)
        stacks = self._items.tolist()
        feet, legs, chest, head = (s[0] if s[1] > 0 else 0 for s in stacks[ARMOR : ARMOR + 4])
        held = stacks[self._get["selected"]()]
        draw_figure_box(self._still, screen, turn, tilt, (head, chest, legs, feet), held[0] if held[1] > 0 else 0)
        return True

    def _paint_pointer(self, x: int, y: int) -> None:
        """Highlight, carried stack, box of text and pointer at a new place."""
        view, screen, rgba = self._view, self._layout, self.rgba
        assert view is not None
        assert screen is not None
        if view.gui == GUI_INVENTORY and self._paint_figure(x, y):
            self._touch(PREVIEW[0] + screen.x, PREVIEW[1] + screen.y, PREVIEW[2], PREVIEW[3])
        if self._n_moving:
            restore(rgba, self._still, self._moving, self._n_moving)
            self._n_moving = 0
        hovered = slot_under(screen, x, y)
        shown = None
        if hovered >= 0:
            slot = screen.slots[hovered]
            blend(rgba, self._lit, slot.x, slot.y)
            self._touch(slot.x, slot.y, 16, 16)
            shown = self._by_place.get((slot.x, slot.y))
        if view.carried is not None:
            c = view.carried
            draw_stack(rgba, c.item, c.amount, c.damage, self._max_damage[c.item], x - 8, y - 8)
            self._touch(x - 16, y - 8, 28, 19)
        elif shown is not None:
            box = tooltip_box(tooltip(shown.item, self._rules))
            left, top = tooltip_corner(box, x, y)
            blend(rgba, box, left, top)
            self._touch(left, top, box.shape[1], box.shape[0])
        blend(rgba, self._pointer, x, y)
        self._touch(x, y, 16, 16)
        widen_spans(self.rows, self._still_rows, self.cols, self._moving, self._n_moving)
        self.version += 1

    def _touch(self, x: int, y: int, width: int, height: int) -> None:
        left, top, right, bottom = max(x, 0), max(y, 0), min(x + width, WIDTH), min(y + height, HEIGHT)
        if right > left and bottom > top:
            self._moving[self._n_moving] = (left, top, right, bottom)
            self._n_moving += 1


def compose(overlay: Overlay, world: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The finished picture (360, 640, 3) from the world's, by the four steps above: the reference for the renderer."""
    out = world.astype(np.int32)
    veil = overlay.darken.astype(np.int32)[:, None, None]
    out = (out * (255 - veil) + DARKEN_GREY * veil + 127) // 255
    cross = out[CROSS_Y : CROSS_Y + 15, CROSS_X : CROSS_X + 15]
    cross[:] = np.where(overlay.invert[..., None] > 0, 255 - cross, cross)
    alpha = overlay.rgba[..., 3:].astype(np.int32)
    out = (out * (255 - alpha) + overlay.rgba[..., :3].astype(np.int32) * alpha + 127) // 255
    return out.astype(np.uint8)
