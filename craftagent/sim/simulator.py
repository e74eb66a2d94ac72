"""One embedded world without pixels: reset, tick, snapshot. Frames are drawn by :mod:`craftagent.sim.render`."""

from __future__ import annotations

import hashlib
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from craftagent.sim.aim import turn
from craftagent.sim.body import respawn_player
from craftagent.sim.facts import FactReader
from craftagent.sim.rng import mix
from craftagent.sim.rules.registry import item_id
from craftagent.sim.rules.tables import Rules, load_rules
from craftagent.sim.screens.screen import Screens
from craftagent.sim.state import (
    FIELDS,
    GUI_INVENTORY,
    GUI_NONE,
    HEIGHT,
    K_INVENTORY,
    N_KEYS,
    SCRATCH,
    World,
    new_world_array,
)
from craftagent.sim.terrain.biomes import biome_named
from craftagent.sim.terrain.spawn import spawn_point
from craftagent.sim.tick import drop_everything, throw, tick
from craftagent.sim.window import LOAD_RADIUS, SavedChunk, Window
from craftagent.types import DIFFICULTIES, Info, WorldSettings

WORLD_VERSION = 1  # grows with every change to the rules or looks that makes trained weights stale
SETTLE_TICKS = 20  # no-op ticks before the first observation, as MineRL has them
_TALL = frozenset({"blocks", "light"})


class Snapshot(NamedTuple):
    """A world at one moment. ``arrays`` are copies of the state; ``blocks`` and ``light`` only up to ``top``."""

    arrays: dict[str, npt.NDArray[Any]]
    top: int
    saved: dict[tuple[int, int], SavedChunk]
    populated: frozenset[tuple[int, int]]
    settings: WorldSettings


class Simulator:
    """A Minecraft 1.16.5-rules world for one player.

    ``keys`` uint8 (23,) and ``camera`` float64 (2,) hold the next tick's input (see :func:`craftagent.types.write_action`);
    :meth:`tick` consumes them. All state is in :attr:`w`, edited chunks out of sight in :attr:`window`.
    """

    def __init__(self) -> None:
        self._world = new_world_array()
        self.r: Rules = load_rules()
        self._rules: npt.NDArray[np.void] = self.r.base  # type: ignore[attr-defined]  # the array behind the record
        self.w: World = self._world[0]  # a record of arrays; see craftagent.sim.state
        self.window = Window(self._world, self._rules)
        self.screens = Screens(self.w, self.r, self._drop)
        self.settings = WorldSettings()
        self.keys: npt.NDArray[np.uint8] = self.w.keys[0]
        self._before: npt.NDArray[np.uint8] = self.w.keys[1]
        self.camera: npt.NDArray[np.float64] = self.w.camera
        self._status = self.w.chunk_status
        self._player = self.w.player[0]
        self._clock = self.w.clock[0]
        self._pressed = np.zeros(N_KEYS, np.uint8)
        self._facts = FactReader(self.w)

    def _drop(self, item: int, count: int, damage: int) -> None:
        throw(self.w, item, count, damage)

    # -- episodes -----------------------------------------------------------------------------------------------------

    def reset(self, seed: int, settings: WorldSettings | None = None) -> None:
        """Make the world of ``seed`` (any int64) under ``settings`` and put the player at its spawn, settled.

        Raises ``ValueError`` for settings that name unknown biomes, scenes or items.
        """
        settings = settings or WorldSettings()
        settings.validate()
        if settings.biome is not None:
            biome_named(settings.biome)
        stacks = [(item_id(s.item), s) for s in settings.inventory]
        self.settings = settings
        self._clear(int(seed))
        if settings.position is not None:
            x, y, z = settings.position
        else:
            column = spawn_point(int(seed), settings.biome)
            x, y, z = column[0] + 0.5, -1.0, column[1] + 0.5
        self.window.center_on(int(np.floor(x)) >> 4, int(np.floor(z)) >> 4)
        if y < 0:
            y = float(self.surface(int(np.floor(x)), int(np.floor(z))))
        self.place_player(x, y, z, settings.yaw, settings.pitch)
        for field, value in zip(("spawn_x", "spawn_y", "spawn_z"), (x, y, z), strict=True):
            self._player[field] = value
        if settings.scene is not None:
            from craftagent.sim.scenes import build_scene  # scenes use the set-up API, which uses this class

            build_scene(settings.scene, self)
        time = settings.time if settings.time is not None else int(self._clock["time"])
        for item, stack in stacks:
            self.put_stack(item, stack.count, stack.slot, stack.damage)
        for _ in range(SETTLE_TICKS):
            self.keys[:] = 0
            self.camera[:] = 0.0
            self.tick()
        self.w.stats[:] = 0
        self.w.custom[:] = 0
        self._clock["n_events"] = 0
        self._clock["time"] = time
        self._player["health"], self._player["food"] = 20.0, 20
        self._player["saturation"], self._player["exhaustion"] = 5.0, 0.0
        self._facts.clear()

    def _clear(self, seed: int) -> None:
        w, c, p = self.w, self._clock, self._player
        self.window.clear()
        for name in FIELDS:
            array = getattr(w, name)
            if name not in _TALL and name not in SCRATCH:
                array[...] = np.zeros((), array.dtype)
        s = self.settings
        c["seed"] = seed
        c["rng"] = mix(np.uint64(seed & 0xFFFFFFFFFFFFFFFF))
        c["rng_spawn"] = mix(np.uint64(c["rng"]))
        c["time"], c["next_uid"] = s.time or 0, 1
        c["difficulty"] = DIFFICULTIES.index(s.difficulty)
        c["mobs"], c["daylight"], c["keep_inventory"] = s.mobs, s.daylight_cycle, s.keep_inventory
        c["night_vision"], c["fire_tick"], c["random_ticks"] = s.night_vision, s.fire_tick, s.random_tick_speed
        c["natural_regeneration"], c["mob_griefing"] = s.natural_regeneration, s.mob_griefing
        p["health"], p["food"], p["saturation"], p["air"] = 20.0, 20, 5.0, 300
        p["eye"] = p["prev_eye"] = 1.62
        p["height"] = 1.8
        p["fov"] = p["prev_fov"] = p["equip"] = p["prev_equip"] = 1.0
        p["gui_tile"] = p["target_entity"] = -1
        p["attack_ticks"] = 100

    def surface(self, x: int, z: int) -> int:
        """Lowest y at which a player can stand on top of a loaded column, or swim with the head above its water."""
        column = self.w.blocks[x & 255, z & 255]
        solid = np.flatnonzero(self.r.coll_count[column] > 0)
        water = np.flatnonzero(self.r.fluid[column] == 1)
        ground = int(solid[-1]) + 1 if len(solid) else 64
        return max(ground, int(water[-1])) if len(water) else ground

    def place_player(self, x: float, y: float, z: float, yaw: float = 0.0, pitch: float = 0.0) -> None:
        """Put the player somewhere at rest, loading what is around it."""
        p = self._player
        for axis, value in zip("xyz", (x, y, z), strict=True):
            p[axis] = p["p" + axis] = value
            p["v" + axis] = 0.0
        p["vy"] = -0.0784000015258789  # one tick of gravity, as a body at rest has
        p["on_ground"], p["fall_distance"] = 1, 0.0
        p["yaw"], p["pitch"] = yaw, pitch
        self._follow()

    def put_stack(self, item: int, count: int, slot: int | None = None, damage: int = 0) -> None:
        """Put a stack into an inventory slot (see :class:`craftagent.types.Stack`), or into the first free one."""
        items = self.w.items
        if slot is None:
            free = np.flatnonzero(items["count"][:36] == 0)
            if not len(free):
                raise ValueError("the start inventory has more stacks than the 36 slots hold")
            slot = int(free[0])
        limit = int(self.r.stack[item])
        if count > limit:
            raise ValueError(f"a slot holds at most {limit} of this item, not {count}")
        items[slot] = (item, count, damage)
        self._clock["dirty_items"] += 1

    # -- ticks --------------------------------------------------------------------------------------------------------

    def tick(self) -> None:
        """Advance one tick with the input in :attr:`keys` and :attr:`camera`."""
        p, before = self._player, self._before
        self._clock["n_events"] = 0
        if p["gui"]:
            self.screens.tick(before, self.keys, self.camera)
        elif self.keys[K_INVENTORY] and not before[K_INVENTORY] and not p["dead"]:
            turn(self.w)  # the motion of the tick that opens a screen still turns the head
            self.screens.open(GUI_INVENTORY, 0, 0, 0)
        if p["gui"]:  # a screen takes all keys; the world goes on without them
            self._pressed[:] = self.keys
            self.keys[:] = 0
            tick(self._world, self._rules)
            before[:] = self._pressed
        else:
            tick(self._world, self._rules)
            before[:] = self.keys
        self._after()

    def _after(self) -> None:
        p = self._player
        want = int(p["want_gui"])
        if want:
            p["want_gui"] = 0
            if not p["gui"]:
                self.screens.open(want, int(p["want_x"]), int(p["want_y"]), int(p["want_z"]))
        if p["dead"]:
            self._die()
        self._follow()

    def _die(self) -> None:
        p = self._player
        if p["dead"] == 1:  # just died: 2 marks that the inventory has been dropped
            if p["gui"] != GUI_NONE:
                self.screens.close()
            if not self._clock["keep_inventory"]:
                drop_everything(self.w)
            p["dead"] = 2
        if not self.settings.done_on_death:
            self.place_player(float(p["spawn_x"]), float(p["spawn_y"]), float(p["spawn_z"]))
            p["y"] = p["py"] = self.surface(int(np.floor(p["x"])), int(np.floor(p["z"])))
            respawn_player(self.w, self.r)

    def _follow(self) -> None:
        p, c = self._player, self._clock
        cx, cz = int(p["x"] // 16), int(p["z"] // 16)
        if cx != c["center_x"] or cz != c["center_z"] or not self._status[cx & 15, cz & 15]:
            self.window.center_on(cx, cz)

    # -- reading ------------------------------------------------------------------------------------------------------

    def info(self) -> Info:
        """Privileged truth after the last tick (:class:`craftagent.types.Info`)."""
        return self._facts.read()

    @property
    def dead(self) -> bool:
        """Whether the player has died and (with ``done_on_death``) the episode is over."""
        return bool(self._player["dead"])

    def digest(self) -> str:
        """Hex hash of the whole state, equal for equal worlds on every machine (about 40 ms)."""
        found = hashlib.blake2b(digest_size=16)
        for name in FIELDS:
            if name not in SCRATCH:
                _hash_into(found, getattr(self.w, name))
        for chunk in sorted(self.window.saved):
            saved = self.window.saved[chunk]
            found.update(repr(chunk).encode() + saved.blocks)
            _hash_into(found, saved.entities)
        return found.hexdigest()

    # -- snapshots ----------------------------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """A copy of the whole world, valid in the middle of anything; about 30 MB."""
        w = self.w
        top = min(HEIGHT, int(w.top.max()) + 1)
        arrays = {}
        for name in FIELDS:
            array = getattr(w, name)
            if name in _TALL:
                arrays[name] = array[:, :, :top].copy()
            elif name not in SCRATCH:
                arrays[name] = array.copy()
        return Snapshot(arrays, top, dict(self.window.saved), frozenset(self.window.populated), self.settings)

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a snapshot taken from this or any other simulator of the same version."""
        w = self.w
        for name, array in snapshot.arrays.items():
            own = getattr(w, name)
            if name in _TALL:
                own[:, :, : snapshot.top] = array
            else:
                own[...] = array
        w.blocks[:, :, snapshot.top :] = 0
        lit = (w.chunk_status == 2).repeat(16, axis=0).repeat(16, axis=1)
        w.light[:, :, snapshot.top :] = np.where(lit, np.uint8(0xF0), np.uint8(0))[:, :, None]
        self.window.saved = dict(snapshot.saved)
        self.window.populated = set(snapshot.populated)
        self.settings = snapshot.settings
        self._facts.clear()


def _hash_into(found: hashlib.blake2b, array: npt.NDArray[Any]) -> None:
    """Hash an array's values; records field by field, since the bytes between their fields are anything."""
    for part in [array[name] for name in array.dtype.names] if array.dtype.names else [array]:
        found.update(np.ascontiguousarray(part).tobytes())


__all__ = ["LOAD_RADIUS", "WORLD_VERSION", "Simulator", "Snapshot"]
