"""Real VPT contractor rows -> actions, with the quirks of the published data.

A row holds what the mouse and the keyboard did after its frame was seen. What the rows say and what was done differ in
known ways; :class:`ActionReader` mends them: an attack that is stuck from the start, hotbar changes by scroll wheel,
mouse motion at the wrong scale in the screens of some recorder versions, rows without mouse or keyboard, ESC that closes
a screen, a jump of the cursor when a screen closes, and angles that no hand makes.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from craftagent.datasets.action_table import Actions
from craftagent.datasets.damage import DamagedEpisode, short
from craftagent.datasets.rows import BUTTON_KEYS, DEGREES_PER_PIXEL, KEYBOARD
from craftagent.types import CAMERA_LIMIT, KEY_INDEX, KEYS, suggest

# Recorder versions that wrote mouse motion in screens at another scale, and what to multiply it by.
GUI_SCALE: Mapping[str, float] = {"5.7": 0.5, "5.8": 0.5, "6.7": 2.0, "6.8": 2.0, "6.9": 2.0}
_VERSION = re.compile(r"\d{1,2}\.\d{1,2}")
_CHOICES = {"esc": ("inventory", "keep"), "camera": ("mouse", "pose"), "broken": ("refuse", "null")}
_ESC, _INVENTORY, _HOTBAR = KEY_INDEX["ESC"], KEY_INDEX["inventory"], KEY_INDEX["hotbar.1"]
_KEY_COLUMNS = {name: KEY_INDEX[action] for name, action in KEYBOARD.items()}
_BUTTON_COLUMNS = {button: KEY_INDEX[action] for button, action in BUTTON_KEYS.items()}


@dataclasses.dataclass(frozen=True)
class ContractorOptions:
    """How contractor rows are read.

    Args:
        esc: ESC pressed in a screen becomes ``inventory`` (VPT's training data; VPT can not say ESC), or ``keep``.
        camera: ``mouse`` motion as VPT trains on, or changes of the ``pose`` (and of the cursor in screens) where the
            next row tells them: what the view did instead of what the hand did.
        broken: a line that is not JSON makes the episode damaged (``refuse``) or is a tick without action (``null``).
        version: recorder version ("6.8"); None takes the name of the folder the episode lies in if it is a version.
    """

    esc: str = "inventory"
    camera: str = "mouse"
    broken: str = "refuse"
    version: str | None = None

    def __post_init__(self) -> None:
        for name, allowed in _CHOICES.items():
            value = getattr(self, name)
            if value not in allowed:
                hint = suggest(value, allowed)
                raise ValueError(f"contractor option {name!r} must be {' or '.join(allowed)}, not {value!r}{hint}")
        if self.version is not None and not (isinstance(self.version, str) and _VERSION.fullmatch(self.version)):
            raise ValueError(f"contractor option 'version' must look like '6.8', not {self.version!r}")

    def knows_recorder(self, folder: str) -> bool:
        """Whether it is said which recorder wrote an episode in a folder of that name."""
        return self.version is not None or bool(_VERSION.fullmatch(folder))

    def gui_scale(self, folder: str) -> float:
        """Factor of mouse motion in screens, for an episode in a folder of that name."""
        return GUI_SCALE.get(self.version if self.version is not None else folder, 1.0)


DEFAULT_OPTIONS = ContractorOptions()


class _Tick(NamedTuple):
    """One row, before the next one is known."""

    keys: npt.NDArray[np.uint8]
    dx: float
    dy: float
    gui: bool
    cursor: tuple[float, float] | None  # in pixels of the 1280x720 window
    scaled: tuple[float, float] | None  # in pixels of the screen at GUI scale 1, from its centre
    pose: tuple[float, float] | None  # yaw, pitch
    slot: int | None
    picks: bool


class ActionReader:
    """Reads rows in order; each row's action is settled when the next row is known."""

    def __init__(self, options: ContractorOptions = DEFAULT_OPTIONS, gui_scale: float = 1.0) -> None:
        self._options = options
        self._gui_scale = gui_scale
        self._stuck = False
        self._esc_spent = False  # ESC is held on, but has already closed the screen
        self._last: _Tick | None = None
        self._keys: list[npt.NDArray[np.uint8]] = []
        self._degrees: list[tuple[float, float]] = []
        self._gui: list[bool] = []
        self._cursor: list[tuple[float, float]] = []

    def add(self, row: Mapping[str, Any], where: str) -> None:
        """Take the next row; ``where`` names it in the message of a :class:`DamagedEpisode`."""
        tick = self._parse(row, where)
        if self._last is not None:
            self._settle(self._last, tick)
        self._last = tick

    def add_unknown(self) -> None:
        """Take a row that could not be read: nothing is done, and nothing is known."""
        last = self._last
        blank = _Tick(
            np.zeros(len(KEYS), np.uint8), 0.0, 0.0, last.gui if last else False, None, None, None, None, False
        )
        if last is not None:
            self._settle(last, blank)
        self._last = blank

    def finish(self) -> tuple[Actions, npt.NDArray[np.float32]]:
        """Actions of the T rows and cursor positions (T, 2) in window pixels, NaN where a row has none."""
        if self._last is not None:
            self._settle(self._last, None)
            self._last = None
        n = len(self._keys)
        keys = np.array(self._keys, np.uint8).reshape(n, len(KEYS))
        degrees = np.array(self._degrees, np.float64).reshape(n, 2)
        cursor = np.array(self._cursor, np.float32).reshape(n, 2)
        return Actions(keys, degrees, np.array(self._gui, bool)), cursor

    def _parse(self, row: Mapping[str, Any], where: str) -> _Tick:
        if "mouse" not in row and "keyboard" not in row:
            raise DamagedEpisode(f"{where} has neither 'mouse' nor 'keyboard'")
        gui = row.get("isGuiOpen", False)
        if not isinstance(gui, bool):
            raise DamagedEpisode(f"{where}: isGuiOpen must be true or false, not {short(gui)}")
        keys = np.zeros(len(KEYS), np.uint8)
        mouse = _part(row, "mouse", where)
        buttons = _listed(mouse, "mouse", "buttons", int, where)
        new = _listed(mouse, "mouse", "newButtons", int, where)
        if self._stuck and 0 in new:
            self._stuck = False
        elif self._last is None and not self._keys and new == [0]:
            self._stuck = True  # the click that started the recording, not one in the game
        for button in buttons:
            if button in _BUTTON_COLUMNS and not (button == 0 and self._stuck):
                keys[_BUTTON_COLUMNS[button]] = 1
        keyboard = _part(row, "keyboard", where)
        for key in _listed(keyboard, "keyboard", "keys", str, where):
            if key in _KEY_COLUMNS:  # people press other keys too
                keys[_KEY_COLUMNS[key]] = 1
        if self._options.esc == "inventory":
            self._map_esc(keys, gui)
        return _Tick(
            keys, _number(mouse, "mouse.dx", "dx", where), _number(mouse, "mouse.dy", "dy", where), gui,
            _pair(mouse, "mouse", "x", "y", where), _pair(mouse, "mouse", "scaledX", "scaledY", where),
            _pair(row, "", "yaw", "pitch", where), _slot(row, where), 2 in buttons,
        )  # fmt: skip

    def _map_esc(self, keys: npt.NDArray[np.uint8], gui: bool) -> None:
        if not keys[_ESC]:
            self._esc_spent = False
        elif gui or self._esc_spent:
            keys[_ESC] = 0
            keys[_INVENTORY] |= gui
            self._esc_spent = True

    def _settle(self, tick: _Tick, after: _Tick | None) -> None:
        changed = after is not None and None not in (tick.slot, after.slot) and tick.slot != after.slot
        if changed and not tick.picks:  # picking a block changes the slot by itself
            assert after is not None
            assert after.slot is not None
            tick.keys[_HOTBAR + after.slot] = 1  # by the wheel, unless the key was pressed anyway
        yaw, pitch = self._motion(tick, after)
        if tick.gui and after is not None and not after.gui:
            yaw = pitch = 0.0  # the cursor was put back to the middle; no hand did that
        self._keys.append(tick.keys)
        self._degrees.append((_plausible(pitch), _plausible(yaw)))
        self._gui.append(tick.gui)
        self._cursor.append(tick.cursor or (math.nan, math.nan))

    def _motion(self, tick: _Tick, after: _Tick | None) -> tuple[float, float]:
        """(yaw, pitch) in degrees."""
        if self._options.camera == "pose" and after is not None:
            if not tick.gui and tick.pose and after.pose:
                return after.pose[0] - tick.pose[0], after.pose[1] - tick.pose[1]
            if tick.gui and after.gui and tick.scaled and after.scaled:
                dx, dy = after.scaled[0] - tick.scaled[0], after.scaled[1] - tick.scaled[1]
                return dx * DEGREES_PER_PIXEL, dy * DEGREES_PER_PIXEL
        scale = DEGREES_PER_PIXEL * (self._gui_scale if tick.gui else 1.0)
        return tick.dx * scale, tick.dy * scale


def rows_to_actions(
    rows: Iterable[Mapping[str, Any]], options: ContractorOptions = DEFAULT_OPTIONS, gui_scale: float = 1.0
) -> Actions:
    """Actions of contractor rows. Raises :class:`DamagedEpisode` naming the row (from 1) that is wrong."""
    reader = ActionReader(options, gui_scale)
    for number, row in enumerate(rows, start=1):
        reader.add(row, f"row {number}")
    return reader.finish()[0]


def _plausible(angle: float) -> float:
    return angle if abs(angle) <= CAMERA_LIMIT else 0.0


def _part(row: Mapping[str, Any], name: str, where: str) -> Mapping[str, Any]:
    value = row.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise DamagedEpisode(f"{where}: {name} must be an object or null, not {short(value)}")
    return value


def _listed(part: Mapping[str, Any], name: str, field: str, kind: type, where: str) -> list[Any]:
    value = part.get(field)
    if value is None:
        return []
    if not isinstance(value, list) or not all(type(v) is kind for v in value):
        raise DamagedEpisode(f"{where}: {name}.{field} must be a list of {kind.__name__}, not {short(value)}")
    return value


def _finite(value: Any, name: str, where: str) -> float:
    if type(value) in (int, float):
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if math.isfinite(number):
            return number
    raise DamagedEpisode(f"{where}: {name} must be a number, not {short(value)}")


def _number(part: Mapping[str, Any], name: str, field: str, where: str) -> float:
    value = part.get(field)
    return 0.0 if value is None else _finite(value, name, where)


def _pair(part: Mapping[str, Any], name: str, first: str, second: str, where: str) -> tuple[float, float] | None:
    a, b = part.get(first), part.get(second)
    if a is None or b is None:
        return None
    dot = name + "." if name else ""
    return _finite(a, dot + first, where), _finite(b, dot + second, where)


def _slot(row: Mapping[str, Any], where: str) -> int | None:
    slot = row.get("hotbar")
    if slot is None:
        return None
    if type(slot) is not int or not 0 <= slot <= 8:
        raise DamagedEpisode(f"{where}: hotbar must be a slot 0 to 8, not {short(slot)}")
    return slot
