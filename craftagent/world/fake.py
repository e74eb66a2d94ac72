"""A toy world with the contract's face: coloured frames, a pose that keys move, no blocks. For tests and examples."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import numpy as np

from craftagent.types import KEYS, Action, Info, Observation, WorldSettings, write_action
from craftagent.world.base import Frame, World, action_space, observation_space
from craftagent.world.views import view_size


class FakeWorld(World):
    """Walks on an empty plane; ``attack`` mines one log a tick, ``use`` eats nothing. Fully deterministic."""

    def __init__(
        self,
        view: str = "full",
        seed: int | None = None,
        settings: WorldSettings | Mapping[str, Any] | None = None,
        max_ticks: int | None = None,
    ) -> None:
        self.view = view
        self._width, self._height = view_size(view)
        self.action_space = action_space()
        self.observation_space = observation_space(self._height, self._width)  # type: ignore[assignment]
        if settings is not None and not isinstance(settings, WorldSettings):
            settings = WorldSettings.from_dict(settings)
        self._settings = settings or WorldSettings()
        self._max_ticks = max_ticks
        self._first_seed = seed
        self._state: dict[str, Any] | None = None
        self._keys = np.zeros(len(KEYS), np.uint8)
        self._camera = np.zeros(2, np.float64)

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Observation, Info]:  # type: ignore[override]
        world_seed = self._episode_seed(seed)
        self._state = {"x": 0.0, "z": 0.0, "yaw": 0.0, "pitch": 0.0, "logs": 0, "tick": 0, "seed": world_seed,
                       "gui": False, "held": False, "events": []}  # fmt: skip
        return {"pov": self.render()}, self._info()

    def step(self, action: Action) -> tuple[Observation, float, bool, bool, Info]:  # type: ignore[override]
        if self._state is None:
            raise RuntimeError("call reset before step")
        write_action(action, self._keys, self._camera)
        s = self._state
        key = dict(zip(KEYS, self._keys.tolist(), strict=True))
        s["pitch"] = float(np.clip(s["pitch"] + self._camera[0], -90.0, 90.0))
        s["yaw"] += float(self._camera[1])
        if key["inventory"] and not s["held"]:
            s["gui"] = not s["gui"]
        s["held"] = bool(key["inventory"])
        s["events"] = []
        if not s["gui"]:
            s["z"] += 0.2 * (key["forward"] - key["back"])
            s["x"] += 0.2 * (key["left"] - key["right"])
            if key["attack"]:
                s["logs"] += 1
                s["events"] = [{"type": "mined", "block": "oak_log", "item": "air", "position": (0, 64, 0)}]
        s["tick"] += 1
        truncated = self._max_ticks is not None and s["tick"] >= self._max_ticks
        return {"pov": self.render()}, 0.0, False, truncated, self._info()

    def snapshot(self) -> Any:
        return copy.deepcopy(self._state)

    def restore(self, snapshot: Any) -> tuple[Observation, Info]:
        self._state = copy.deepcopy(snapshot)
        return {"pov": self.render()}, self._info()

    def render(self) -> Frame:
        if self._state is None:
            raise RuntimeError("call reset before render")
        s = self._state
        frame = np.zeros((self._height, self._width, 3), np.uint8)
        frame[..., 0] = int(s["x"] * 10) % 256
        frame[..., 1] = int(s["z"] * 10) % 256
        frame[..., 2] = int(s["yaw"] + s["seed"]) % 256
        frame[0, 0, 0] = s["logs"] % 256
        return frame

    def _info(self) -> Info:
        s = self._state
        assert s is not None
        logs = {"oak_log": s["logs"]} if s["logs"] else {}
        return {
            "inventory": logs,
            "equipped": {"mainhand": "air"},
            "stats": {"mine_block": dict(logs), "craft_item": {}, "use_item": {}, "break_item": {}, "pickup": dict(logs),
                      "drop": {}, "kill_entity": {}, "entity_killed_by": {}, "custom": {}},
            "life": {"health": 20.0, "food": 20, "saturation": 5.0, "air": 300, "armor": 0, "xp": 0, "is_alive": True},
            "pose": {"x": s["x"], "y": 64.0, "z": s["z"], "yaw": s["yaw"], "pitch": s["pitch"]},
            "gui": {"screen": "inventory" if s["gui"] else "none", "open": s["gui"], "cursor": (320.0, 180.0)},
            "events": s["events"],
            "tick": s["tick"],
            "time": s["tick"] % 24_000,
            "biome": "plains",
            "seed": s["seed"],
        }  # fmt: skip
