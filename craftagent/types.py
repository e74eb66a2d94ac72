"""The vocabulary every part shares: actions, observations, info and the settings of a world.

action       {"forward": 0|1, ... 23 keys ..., "camera": float32 (2,) = (pitch, yaw) degrees}
observation  {"pov": uint8 (H, W, 3) RGB}
info         privileged truth, same schema for every world (see :class:`Info`)
1 step = 1 tick = 50 ms of game time
"""

from __future__ import annotations

import dataclasses
import difflib
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypedDict

import numpy as np
import numpy.typing as npt

# MineRL 1.0's 23 binary keys. The order is that of the simulator's key array and of replay files; never change it.
KEYS: tuple[str, ...] = (
    "forward", "back", "left", "right", "jump", "sneak", "sprint", "attack", "use", "drop", "inventory", "ESC",
    "swapHands", "pickItem",
    "hotbar.1", "hotbar.2", "hotbar.3", "hotbar.4", "hotbar.5", "hotbar.6", "hotbar.7", "hotbar.8", "hotbar.9",
)  # fmt: skip
KEY_INDEX: Mapping[str, int] = {key: i for i, key in enumerate(KEYS)}
CAMERA = "camera"
CAMERA_LIMIT = 180.0  # degrees a tick and axis, MineRL's Box(-180, 180)
TICKS_PER_SECOND = 20
IDLE_TICKS = 40  # a player that thinks it is done stands still; so long the rule of a task may take to agree
FRAME_SIZE = (640, 360)  # width, height of the full view

Action = Mapping[str, Any]
Observation = dict[str, npt.NDArray[np.uint8]]


class Pose(TypedDict):
    """Where the player is: feet position in blocks, yaw (0 = south, clockwise) and pitch (down positive) in degrees."""

    x: float
    y: float
    z: float
    yaw: float
    pitch: float


class Life(TypedDict):
    """The body: health and food 0..20, saturation 0..20, air in ticks (300 = full), whether it lives."""

    health: float
    food: int
    saturation: float
    air: int
    armor: int
    xp: int
    is_alive: bool


class Gui(TypedDict):
    """The open screen ("none", "inventory", ...) and the cursor in pixels of the full view."""

    screen: str
    open: bool
    cursor: tuple[float, float]


class Info(TypedDict):
    """Privileged truth of a tick. Counts are by bare item or block name; zero entries are left out.

    ``stats`` is monotone within an episode: mine_block, craft_item, use_item, break_item, pickup, drop, kill_entity,
    entity_killed_by and custom. ``events`` are this tick's, in order, each a dict with a ``type``.
    Every call returns fresh objects.
    """

    inventory: Mapping[str, int]
    equipped: Mapping[str, str]
    stats: Mapping[str, Mapping[str, int]]
    life: Life
    pose: Pose
    gui: Gui
    events: Sequence[Mapping[str, Any]]
    tick: int
    time: int
    biome: str
    seed: int


def suggest(name: object, allowed: Iterable[str]) -> str:
    """``"; did you mean 'x' or 'y'?"`` for names near ``name``, else an empty string."""
    near = difflib.get_close_matches(str(name), list(allowed), n=2, cutoff=0.6)
    return f"; did you mean {' or '.join(repr(n) for n in near)}?" if near else ""


class ActionError(ValueError):
    """An action that no world can carry out; the message names the key."""


def noop() -> dict[str, Any]:
    """A fresh action that presses nothing and does not move the camera."""
    action: dict[str, Any] = dict.fromkeys(KEYS, 0)
    action[CAMERA] = np.zeros(2, np.float32)
    return action


def write_action(action: Action, keys: npt.NDArray[np.uint8], camera: npt.NDArray[np.float64]) -> None:
    """Check an action and write it to ``keys`` uint8 (23,) and ``camera`` float64 (2,) = (pitch, yaw) in degrees.

    Keys that are missing are not pressed. Nothing is written if the action is wrong.
    Raises :class:`ActionError` for unknown keys, key values other than 0 or 1, and cameras that are not two finite
    numbers within +-180.
    """
    if not isinstance(action, Mapping):
        raise ActionError(f"an action is a dict of keys and 'camera', not {type(action).__name__}")
    pitch = yaw = 0.0
    pressed = []
    for name, value in action.items():
        index = KEY_INDEX.get(name) if isinstance(name, str) else None
        if index is not None:
            if _is_pressed(name, value):
                pressed.append(index)
        elif name == CAMERA:
            pitch, yaw = _camera(value)
        else:
            raise ActionError(f"unknown action key {name!r}{suggest(name, (*KEYS, CAMERA))}")
    keys[:] = 0
    for index in pressed:
        keys[index] = 1
    camera[0] = pitch
    camera[1] = yaw


def same_action(a: Action, b: Action) -> bool:
    """Whether two actions press the same keys and turn alike. Raises :class:`ActionError` for what is none."""
    rows = [(np.zeros(len(KEYS), np.uint8), np.zeros(2)) for _ in range(2)]
    for action, (keys, camera) in zip((a, b), rows, strict=True):
        write_action(action, keys, camera)
    return all(np.array_equal(x, y) for x, y in zip(*rows, strict=True))


def _is_pressed(name: str, value: Any) -> bool:
    if type(value) is int and (value == 0 or value == 1):  # the common case first: this runs 23 times a tick
        return value == 1
    try:
        if isinstance(value, (int, np.integer, np.bool_)) or (isinstance(value, np.ndarray) and value.size == 1):
            number = int(value if not isinstance(value, np.ndarray) else value.reshape(-1)[0])
            if number in (0, 1) and (not isinstance(value, np.ndarray) or value.dtype.kind in "iub"):
                return number == 1
    except (TypeError, ValueError, OverflowError):
        pass
    raise ActionError(f"action key {name!r} must be 0 or 1, not {_short(value)}")


def _camera(value: Any) -> tuple[float, float]:
    try:
        pitch, yaw = value
        pitch, yaw = float(pitch), float(yaw)
    except (TypeError, ValueError, OverflowError):
        raise ActionError(f"action key 'camera' must be (pitch, yaw) in degrees, not {_short(value)}") from None
    if not (math.isfinite(pitch) and math.isfinite(yaw)) or max(abs(pitch), abs(yaw)) > CAMERA_LIMIT:
        raise ActionError(f"action key 'camera' must be two numbers within +-180 degrees, not {_short(value)}")
    return pitch, yaw


def _short(value: object) -> str:
    text = repr(value).replace("\n", " ")
    return text if len(text) <= 60 else text[:57] + "..."


@dataclasses.dataclass(frozen=True)
class Stack:
    """An item stack to start with. ``slot``: 0-8 hotbar, 9-35 main, 36-39 feet to head, 40 offhand; None = first free."""

    item: str
    count: int = 1
    slot: int | None = None
    damage: int = 0


@dataclasses.dataclass(frozen=True)
class WorldSettings:
    """How a world starts and which rules hold in it; every default is MineRL 1.0's.

    Args:
        biome: preferred biome of the spawn (e.g. ``"forest"``), or None for the world's own.
        time: time of day at the start in ticks, 0-23999 (0 dawn, 6000 noon, 13000 dusk, 18000 midnight); None is 0, or
            what the scene asks for.
        daylight_cycle: whether time passes.
        difficulty: ``"peaceful"``, ``"easy"``, ``"normal"`` or ``"hard"``.
        mobs: whether creatures exist: those of the terrain and those that spawn with time.
        keep_inventory: whether the inventory survives death.
        night_vision: draw dark places bright (the ``paper`` rule set of the long-horizon suites).
        fire_tick: whether fire burns out.
        natural_regeneration: whether food heals.
        mob_griefing: whether creepers break blocks.
        random_tick_speed: 0 stops crops, saplings, grass and leaf decay; 3 is the game's default.
        inventory: stacks to start with.
        position: (x, y, z) to start at instead of the spawn; yaw and pitch in degrees.
        scene: name of a scene that is built at the spawn (``craftagent.sim.scenes``).
        done_on_death: whether an episode ends when the player dies; otherwise it respawns at once.
        gamma: brightness option; MineRL runs the game at 2.0, the game's own range is 0-1.
    """

    biome: str | None = None
    time: int | None = None
    daylight_cycle: bool = True
    difficulty: str = "hard"
    mobs: bool = True
    keep_inventory: bool = False
    night_vision: bool = False
    fire_tick: bool = True
    natural_regeneration: bool = True
    mob_griefing: bool = True
    random_tick_speed: int = 3
    inventory: tuple[Stack, ...] = ()
    position: tuple[float, float, float] | None = None
    yaw: float = 0.0
    pitch: float = 0.0
    scene: str | None = None
    done_on_death: bool = True
    gamma: float = 2.0

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> WorldSettings:
        """Settings from plain data (YAML, JSON). Raises ``ValueError`` naming the key that is wrong."""
        if not isinstance(data, Mapping):
            raise ValueError(f"world settings must be a mapping, not {type(data).__name__}")
        known = {field.name for field in dataclasses.fields(cls)}
        for key in data:
            if key not in known:
                raise ValueError(f"unknown world setting {key!r}{suggest(key, known)}")
        values = dict(data)
        if "inventory" in values:
            values["inventory"] = tuple(_stack(entry) for entry in _sequence("inventory", values["inventory"]))
        if values.get("position") is not None:
            values["position"] = tuple(_sequence("position", values["position"]))
        settings = cls(**values)
        settings.validate()
        return settings

    def validate(self) -> None:
        """Raise ``ValueError`` with one sentence if a value is out of range. Item and scene names are checked later."""
        _choice("difficulty", self.difficulty, DIFFICULTIES)
        if self.time is not None:
            _integer("time", self.time, 0, 23_999)
        _integer("random_tick_speed", self.random_tick_speed, 0, 3)
        for name in ("daylight_cycle", "mobs", "keep_inventory", "night_vision", "fire_tick", "natural_regeneration",
                     "mob_griefing", "done_on_death"):  # fmt: skip
            if not isinstance(getattr(self, name), bool):
                raise ValueError(f"world setting {name!r} must be true or false, not {_short(getattr(self, name))}")
        for name, low, high in (("yaw", -1e6, 1e6), ("pitch", -90.0, 90.0), ("gamma", 0.0, 5.0)):
            _number(name, getattr(self, name), low, high)
        for name in ("biome", "scene"):
            value = getattr(self, name)
            if value is not None and not isinstance(value, str):
                raise ValueError(f"world setting {name!r} must be a name, not {_short(value)}")
        if self.position is not None:
            if not isinstance(self.position, tuple) or len(self.position) != 3:
                raise ValueError(f"world setting 'position' must be (x, y, z), not {_short(self.position)}")
            for axis, value in zip("xyz", self.position, strict=True):
                limits = (0.0, 255.0) if axis == "y" else (-1e6, 1e6)
                _number(f"position.{axis}", value, *limits)
        if not isinstance(self.inventory, tuple) or not all(isinstance(s, Stack) for s in self.inventory):
            raise ValueError(f"world setting 'inventory' must be a tuple of Stack, not {_short(self.inventory)}")
        for stack in self.inventory:
            if not isinstance(stack.item, str):
                raise ValueError(f"world setting 'inventory' wants item names, not {_short(stack.item)}")
            _integer(f"inventory count of {_short(stack.item)[1:-1]}", stack.count, 1, 64)
            _integer(f"inventory damage of {_short(stack.item)[1:-1]}", stack.damage, 0, 100_000)
            if stack.slot is not None:
                _integer(f"inventory slot of {_short(stack.item)[1:-1]}", stack.slot, 0, 40)


DIFFICULTIES = ("peaceful", "easy", "normal", "hard")


def _sequence(name: str, value: Any) -> Sequence[Any]:
    if not isinstance(value, (list, tuple)):
        raise ValueError(f"world setting {name!r} must be a list, not {_short(value)}")
    return value


def _stack(entry: Any) -> Stack:
    if isinstance(entry, Stack):
        return entry
    if isinstance(entry, str):
        return Stack(entry)
    if not isinstance(entry, Mapping):
        raise ValueError(f"an inventory entry is an item name or a mapping with 'item', not {_short(entry)}")
    known = {field.name for field in dataclasses.fields(Stack)}
    for key in entry:
        if key not in known:
            raise ValueError(f"unknown key {key!r} in an inventory entry{suggest(key, known)}")
    if "item" not in entry:
        raise ValueError(f"an inventory entry needs 'item': {_short(dict(entry))}")
    return Stack(**entry)


def _choice(name: str, value: Any, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise ValueError(
            f"world setting {name!r} must be one of {', '.join(allowed)}, not {_short(value)}{suggest(value, allowed)}"
        )


def _integer(name: str, value: Any, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not low <= value <= high:
        raise ValueError(f"world setting {name!r} must be a whole number from {low} to {high}, not {_short(value)}")


def _number(name: str, value: Any, low: float, high: float) -> None:
    good = isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
    if not good or not math.isfinite(value) or not low <= value <= high:
        raise ValueError(f"world setting {name!r} must be a number from {low:g} to {high:g}, not {_short(value)}")
