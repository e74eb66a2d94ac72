"""The expert's senses and hands.

Senses read the whole world and never write to it. Hands make one action dict a tick: keys, and a camera motion that
VPT's eleven bins can say exactly, so a recorded label and what was done are one and the same.

A skill is a generator: it yields one action a tick and finds this :class:`Body` up to date when it goes on.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterable
from typing import Any, TypeVar

import numpy as np

from craftagent.actions import dequantize
from craftagent.expert.look import Look
from craftagent.expert.style import Style
from craftagent.sim.env import SimWorld
from craftagent.sim.rules.registry import block_names, item_id, item_names
from craftagent.sim.state import ENTITY_NAMES, GUI_NAMES, GUI_NONE, ITEM
from craftagent.tasks.tags import members
from craftagent.types import CAMERA, KEYS, Info

T = TypeVar("T")
Ticks = Generator[dict[str, Any], None, T]
Cell = tuple[int, int, int]
Point = tuple[float, float, float]

BINS: tuple[float, ...] = tuple(float(np.float32(d)) for d in dequantize(np.arange(11)))
_NULL = dict.fromkeys(KEYS, 0)


class SkillFailed(Exception):
    """A skill can not go on; the message is the reason, in a few words that stay the same ("no tree in sight")."""


def nearest_bin(degrees: float) -> float:
    """The VPT camera bin nearest to an angle that does not overshoot it by more than a third."""
    best = min(BINS, key=lambda b: abs(b - degrees))
    return best


def wrap(degrees: float) -> float:
    """An angle in -180..180."""
    return (degrees + 180.0) % 360.0 - 180.0


class Body:
    """One player in one embedded world. ``style``: habits; ``seed``: of everything left to chance."""

    def __init__(self, world: SimWorld, style: Style | None = None, seed: int = 0) -> None:
        sim = world.simulator
        self.world = world
        self.w, self.r = sim.w, sim.r
        self.ws, self.rs = sim.w.base, sim.r.base  # type: ignore[attr-defined]  # what kernels take from Python
        self.p = sim.w.player[0]
        self.style = style or Style()
        self.rng = np.random.default_rng((seed, 0xB0D7))
        self.info: Info = sim.info()
        self.next_torch = 0  # tick before which no torch is put down
        self.avoid: dict[Cell, int] = {}  # cells that did not work, until the tick given
        self.looks: dict[str, Look] = {}  # by what was looked for
        self.swing = 0.0  # degrees to the right that the head was last turned, by whoever has the hands

    # -- where ---------------------------------------------------------------------------------------------------------

    @property
    def tick(self) -> int:
        """Ticks since the episode began."""
        return int(self.w.clock[0]["tick"])

    @property
    def position(self) -> Point:
        """Feet, in blocks."""
        p = self.p
        return float(p["x"]), float(p["y"]), float(p["z"])

    @property
    def cell(self) -> Cell:
        """The cell of the feet; standing on a slab counts as standing in the cell above it."""
        x, y, z = self.position
        return math.floor(x), math.floor(y + 0.5), math.floor(z)

    @property
    def eye(self) -> Point:
        x, y, z = self.position
        return x, y + (1.27 if self.p["sneaking"] else 1.62), z

    def angles_to(self, point: Point) -> tuple[float, float]:
        """(pitch, yaw) in degrees that look at a point from the eye."""
        ex, ey, ez = self.eye
        dx, dy, dz = point[0] - ex, point[1] - ey, point[2] - ez
        return -math.degrees(math.atan2(dy, math.hypot(dx, dz))), math.degrees(math.atan2(-dx, dz))

    def distance(self, point: Iterable[float]) -> float:
        """From the eye to a point, in blocks."""
        return math.dist(self.eye, tuple(point))

    # -- what ----------------------------------------------------------------------------------------------------------

    def state(self, x: int, y: int, z: int) -> int:
        """Block state of a cell; 0 (air) outside 0..255."""
        return int(self.w.blocks[x & 255, z & 255, y]) if 0 <= y <= 255 else 0

    def block(self, x: int, y: int, z: int) -> str:
        """Block name of a cell."""
        return block_names()[int(self.r.state_block[self.state(x, y, z)])]

    def solid(self, x: int, y: int, z: int) -> bool:
        """Whether a cell stops a body."""
        return int(self.r.coll_count[self.state(x, y, z)]) > 0

    def targeted(self) -> Cell | None:
        """The block under the crosshair within reach."""
        p = self.p
        return (int(p["target_x"]), int(p["target_y"]), int(p["target_z"])) if p["target"] == 1 else None

    @property
    def night(self) -> bool:
        """Whether monsters come out."""
        return 12_800 <= self.info["time"] <= 23_200

    def creatures(self, *kinds: str, reach: float = 32.0) -> list[Any]:
        """Living entities of the kinds named, nearest first. Read ``x y z kind uid baby health``; never write."""
        wanted = {ENTITY_NAMES.index(kind) for kind in kinds}
        e = self.w.entities
        here = np.flatnonzero(np.isin(e["kind"], list(wanted)) & (e["death"] == 0))
        return self._nearest(here, reach)

    def drops(self, *items: str, reach: float = 12.0) -> list[Any]:
        """Dropped stacks, nearest first; of the items named, or of any."""
        e = self.w.entities
        mine = e["kind"] == ITEM
        if items:
            mine &= np.isin(e["id"], [item_id(name) for name in items])
        return self._nearest(np.flatnonzero(mine), reach)

    def _nearest(self, indices: Any, reach: float) -> list[Any]:
        x, y, z = self.position
        e = self.w.entities[indices]
        far = np.sqrt((e["x"] - x) ** 2 + (e["y"] - y) ** 2 + (e["z"] - z) ** 2)
        return [self.w.entities[indices[k]] for k in np.argsort(far, kind="stable") if far[k] <= reach]

    # -- holdings ------------------------------------------------------------------------------------------------------

    def count(self, target: str) -> int:
        """How many of an item, or of all items of a tag, are in the 36 slots."""
        held = self.info["inventory"]
        return held.get(target, 0) if not target.startswith("#") else sum(held.get(n, 0) for n in members(target))

    def slots(self, *items: str) -> list[int]:
        """Inventory slots 0..35 (hotbar first) that hold one of the items; "#tag" works."""
        ids = {item_id(name) for target in items for name in members(target)}
        stacks = self.w.items[:36]
        return [k for k in range(36) if stacks[k]["count"] > 0 and int(stacks[k]["id"]) in ids]

    @property
    def held(self) -> str:
        """Item in hand, "air" if none."""
        return item_names()[int(self.w.items[int(self.p["selected"])]["id"])]

    @property
    def screen(self) -> str:
        """The open screen: "none", "inventory", "crafting_table", "furnace", "chest"."""
        return GUI_NAMES[int(self.p["gui"])]

    @property
    def screen_open(self) -> bool:
        return int(self.p["gui"]) != GUI_NONE

    # -- hands ---------------------------------------------------------------------------------------------------------

    def act(self, *keys: str, pitch: float = 0.0, yaw: float = 0.0) -> dict[str, Any]:
        """One action: the keys named, and a camera motion in degrees, rounded to VPT's bins within the style's pace."""
        action: dict[str, Any] = dict(_NULL)
        for key in keys:
            action[key] = 1
        limit = self.style.turn
        self.swing = nearest_bin(min(max(yaw, -limit), limit))
        action[CAMERA] = np.array([nearest_bin(min(max(pitch, -limit), limit)), self.swing], np.float32)
        return action

    def aim(self, point: Point, *keys: str, gain: float | None = None) -> dict[str, Any]:
        """An action that turns towards a point, with keys."""
        pitch, yaw = self.angles_to(point)
        return self.turn(pitch, yaw, *keys, gain=gain)

    def turn(self, pitch: float, yaw: float, *keys: str, gain: float | None = None) -> dict[str, Any]:
        """An action that turns towards angles, with keys. Large turns go at the style's pace, small ones at once."""
        dp, dy = self.off(pitch, yaw)
        share = self.style.gain if gain is None else gain
        dp = dp if abs(dp) < 4.0 else dp * max(share, 4.0 / abs(dp))
        dy = dy if abs(dy) < 4.0 else dy * max(share, 4.0 / abs(dy))
        return self.act(*keys, pitch=dp, yaw=dy)

    def off(self, pitch: float, yaw: float) -> tuple[float, float]:
        """What is left to turn: (pitch, yaw) in degrees."""
        return min(max(pitch, -90.0), 90.0) - float(self.p["pitch"]), wrap(yaw - float(self.p["yaw"]))

    def wait(self, ticks: int) -> Ticks[None]:
        """Do nothing."""
        for _ in range(ticks):
            yield self.act()

    def rest(self) -> Ticks[None]:
        """Now and then, as the style has it, a short pause before a decision."""
        if self.style.pause > 0.0 and self.rng.random() < self.style.pause:
            yield from self.wait(int(self.rng.integers(1, self.style.pause_ticks + 1)))

    def tap(self, *keys: str) -> Ticks[None]:
        """Press keys for one tick and let them go for one."""
        yield self.act(*keys)
        yield self.act()

    def close_screen(self) -> Ticks[None]:
        """Close whatever screen is open."""
        for _ in range(5):
            if not self.screen_open:
                return
            yield from self.tap("inventory")
        if self.screen_open:
            raise SkillFailed("the screen does not close")

    def select_slot(self, slot: int) -> Ticks[None]:
        """Hold hotbar slot 0..8."""
        if int(self.p["selected"]) != slot:
            yield from self.tap(f"hotbar.{slot + 1}")
        if int(self.p["selected"]) != slot:
            raise SkillFailed("the hotbar does not turn")
