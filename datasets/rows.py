"""Our own jsonl rows: every contractor field that can be filled truthfully, and the exact action.

Left out because no world's ``info`` tells them: ``serverTick``, ``serverTickDurationMs``, ``mouse.dwheel``; and ``hotbar``
where the recorder is not told the selected slot. ``inventory`` has one entry an item, not one a slot. ``milli`` is game
time, 50 a tick, so that the same play gives the same file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from craftagent.datasets.damage import DamagedEpisode, short
from craftagent.types import CAMERA, KEYS, ActionError, Info, write_action

DEGREES_PER_PIXEL = 0.15  # 2400 pixels of mouse are a full turn
MILLI_PER_TICK = 50
BUTTON_KEYS: Mapping[int, str] = {0: "attack", 1: "use", 2: "pickItem"}
KEYBOARD: Mapping[str, str] = {
    "key.keyboard.w": "forward",
    "key.keyboard.s": "back",
    "key.keyboard.a": "left",
    "key.keyboard.d": "right",
    "key.keyboard.space": "jump",
    "key.keyboard.left.shift": "sneak",
    "key.keyboard.left.control": "sprint",
    "key.keyboard.q": "drop",
    "key.keyboard.e": "inventory",
    "key.keyboard.escape": "ESC",
    "key.keyboard.f": "swapHands",
    **{f"key.keyboard.{i}": f"hotbar.{i}" for i in range(1, 10)},
}
STAT_CATEGORIES: Mapping[str, str] = {
    "mine_block": "mined",
    "craft_item": "crafted",
    "use_item": "used",
    "break_item": "broken",
    "pickup": "picked_up",
    "drop": "dropped",
    "kill_entity": "killed",
    "entity_killed_by": "killed_by",
    "custom": "custom",
}
_KEY_OF = {action: key for key, action in KEYBOARD.items()}
_BUTTON_OF = {action: button for button, action in BUTTON_KEYS.items()}


class RowWriter:
    """Turns the ticks of one episode into jsonl lines, in order."""

    def __init__(self) -> None:
        self._tick = 0
        self._keys = np.zeros(len(KEYS), np.uint8)
        self._camera = np.zeros(2, np.float64)
        self._held: frozenset[str] = frozenset()
        self._names: dict[tuple[str, str], str] = {}

    def line(self, action: Mapping[str, Any], info: Info, hotbar: int | None = None) -> str:
        """The line, without its newline, of a tick: ``info`` of the frame and the ``action`` taken after seeing it.

        ``hotbar``: the selected slot 0-8 if the caller knows it. Raises :class:`craftagent.types.ActionError`.
        """
        write_action(action, self._keys, self._camera)
        pressed = [KEYS[i] for i in self._keys.nonzero()[0].tolist()]
        pitch, yaw = self._camera.tolist()
        gui, pose = info["gui"], info["pose"]
        x, y = (float(v) for v in gui["cursor"])
        new = frozenset(pressed) - self._held
        self._held = frozenset(pressed)
        row: dict[str, Any] = {
            "action": {"keys": pressed, CAMERA: [pitch, yaw]},
            "mouse": {
                # the virtual screen is 640x360 at GUI scale 1, the contractors' window 1280x720 at scale 2
                "x": 2 * x, "y": 2 * y,
                "dx": yaw / DEGREES_PER_PIXEL, "dy": pitch / DEGREES_PER_PIXEL,
                "scaledX": x - 320, "scaledY": y - 180,
                "buttons": [_BUTTON_OF[k] for k in pressed if k in _BUTTON_OF],
                "newButtons": [_BUTTON_OF[k] for k in pressed if k in _BUTTON_OF and k in new],
            },
            "keyboard": {
                "keys": [_KEY_OF[k] for k in pressed if k in _KEY_OF],
                "newKeys": [_KEY_OF[k] for k in pressed if k in _KEY_OF and k in new],
                "chars": "",
            },
            "isGuiOpen": bool(gui["open"]),
            "isGuiInventory": bool(gui["open"]),  # every screen of our worlds holds slots
            "yaw": pose["yaw"], "pitch": pose["pitch"], "xpos": pose["x"], "ypos": pose["y"], "zpos": pose["z"],
            "tick": self._tick,
            "milli": self._tick * MILLI_PER_TICK,
            "inventory": [{"type": name, "quantity": n} for name, n in info["inventory"].items() if n],
            "stats": flat_stats(info["stats"], self._names),
        }  # fmt: skip
        if hotbar is not None:
            row["hotbar"] = int(hotbar)
        self._tick += 1
        return json.dumps(row, separators=(",", ":"), allow_nan=False)


def flat_stats(
    stats: Mapping[str, Mapping[str, int]], names: dict[tuple[str, str], str] | None = None
) -> dict[str, int]:
    """``info["stats"]`` under the contractors' names, zeros left out. ``names`` keeps made names between calls."""
    names = {} if names is None else names
    flat = {}
    for kind, table in stats.items():
        for name, value in table.items():
            if value:
                key = names.get((kind, name))
                if key is None:
                    key = names[kind, name] = f"minecraft.{STAT_CATEGORIES.get(kind, kind)}:minecraft.{name}"
                flat[key] = value
    return flat


_PARTS = frozenset({"keys", CAMERA})


def read_exact_action(value: Any, keys: npt.NDArray[np.uint8], degrees: npt.NDArray[np.float64], where: str) -> None:
    """Write a row's ``"action"`` to ``keys`` uint8 (23,) and ``degrees`` float64 (2,). Raises :class:`DamagedEpisode`."""
    if not isinstance(value, dict) or set(value) != _PARTS or not isinstance(value["keys"], list):
        raise DamagedEpisode(f'{where}: "action" must be {{"keys": [...], "camera": [pitch, yaw]}}, not {short(value)}')
    pressed, camera = value["keys"], value[CAMERA]
    if not all(isinstance(key, str) for key in pressed):
        raise DamagedEpisode(f'{where}: the keys of "action" must be names, not {short(pressed)}')
    if CAMERA in pressed or len(set(pressed)) != len(pressed):
        raise DamagedEpisode(f'{where}: the keys of "action" must be different buttons, not {short(pressed)}')
    numbers = isinstance(camera, list) and len(camera) == 2 and all(type(v) in (int, float) for v in camera)
    if not numbers:
        raise DamagedEpisode(f"{where}: the camera must be two numbers, not {short(camera)}")
    try:
        write_action({**dict.fromkeys(pressed, 1), CAMERA: camera}, keys, degrees)
    except ActionError as error:
        raise DamagedEpisode(f"{where}: {error}") from None
