"""Episodes made by code: our own recordings without a world, and contractor files."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from craftagent.datasets.episode import EpisodePaths
from craftagent.datasets.recorder import Recorder, world_meta
from craftagent.datasets.video import VideoWriter
from craftagent.types import KEYS

MakeEpisode = Callable[..., EpisodePaths]


def some_info(tick: int, **changes: Any) -> dict[str, Any]:
    info: dict[str, Any] = {
        "inventory": {"oak_log": tick // 5 + 1},
        "equipped": {},
        "stats": {"mine_block": {"oak_log": tick // 5}, "custom": {"play_one_minute": tick}},
        "life": {},
        "pose": {"x": 0.1 * tick, "y": 64.0, "z": -3.3, "yaw": 1.5 * tick, "pitch": 10.0},
        "gui": {"screen": "none", "open": False, "cursor": (320.0, 180.0)},
        "events": [], "tick": tick, "time": tick, "biome": "forest", "seed": 5,
    }  # fmt: skip
    return {**info, **changes}


def some_action(rng: np.random.Generator) -> dict[str, Any]:
    keys = {key: 1 for key in KEYS if rng.random() < 0.1}
    return {**keys, "camera": rng.normal(0, 5, 2) if rng.random() < 0.5 else np.float32(rng.normal(0, 5, 2))}


def some_frames(n: int, size: tuple[int, int], seed: int = 0) -> np.ndarray:
    """Smooth moving pictures, so that the video keeps them: uint8 (n, H, W, 3)."""
    width, height = size
    y, x, t = np.mgrid[0:height, 0:width, 0:n].astype(np.float32)
    waves = [
        128 + 100 * np.sin(a * x / width + b * y / height + 0.1 * c * t + seed)
        for a, b, c in ((3, 2, 1), (1, 4, 2), (2, 1, 3))
    ]
    return np.ascontiguousarray(np.stack(waves, -1).transpose(2, 0, 1, 3).astype(np.uint8))


@pytest.fixture
def make_episode() -> MakeEpisode:
    """Record an episode of ours with random actions; returns its paths. ``kept`` collects the actions."""

    def make(folder: Path, name: str = "a", n: int = 30, size: tuple[int, int] = (32, 32), seed: int = 0,
             kept: list[dict[str, Any]] | None = None, last: bool = True) -> EpisodePaths:  # fmt: skip
        rng = np.random.default_rng(seed)
        frames = some_frames(n + 1, size, seed)
        recorder = Recorder(folder, name, f"direct:{size[0]}x{size[1]}", {"world": world_meta(5), "producer": "test"})
        for t in range(n):
            action = some_action(rng)
            if kept is not None:
                kept.append(action)
            recorder.add(frames[t], action, some_info(t), t % 9)  # type: ignore[arg-type]
        recorder.goal(0, n, "mine", "oak_log", 2, "mine 2 oak logs", "task")
        paths = recorder.close(frames[n] if last else None, some_info(n))  # type: ignore[arg-type]
        assert paths is not None
        return paths

    return make


@pytest.fixture
def contractor_row() -> Callable[..., dict[str, Any]]:
    """A row as the contractors' recorder writes it; ``mouse`` and ``keys`` change parts of it."""

    def make(keys: Sequence[str] = (), mouse: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
        row = {
            "mouse": {"x": 640.0, "y": 360.0, "dx": 0.0, "dy": 0.0, "scaledX": 0.0, "scaledY": 0.0, "dwheel": 0.0,
                      "buttons": [], "newButtons": [], **(mouse or {})},
            "keyboard": {"keys": [f"key.keyboard.{key}" for key in keys], "newKeys": [], "chars": ""},
            "isGuiOpen": False, "isGuiInventory": False, "hotbar": 0, "yaw": 0.0, "pitch": 0.0, "xpos": 0.0,
            "ypos": 64.0, "zpos": 0.0, "tick": 0, "milli": 1650000000000, "inventory": [], "serverTick": 9,
            "serverTickDurationMs": 1.5, "stats": {},
        }  # fmt: skip
        return {**row, **changes}

    return make


@pytest.fixture
def write_contractor() -> Callable[..., EpisodePaths]:
    """Write contractor files: rows (dicts, or text for broken lines) and a video of grey frames."""

    def write(folder: Path, rows: Sequence[dict[str, Any] | str], n_frames: int | None = None,
              name: str = "cheeky-cornflower-setter-02e496ce4abb-20220421-092639",
              size: tuple[int, int] = (640, 360)) -> EpisodePaths:  # fmt: skip
        folder.mkdir(parents=True, exist_ok=True)
        paths = EpisodePaths(folder, name)
        writer = VideoWriter(paths.video, size)
        for _ in range(len(rows) if n_frames is None else n_frames):
            writer.write(np.full((size[1], size[0], 3), 100, np.uint8))
        writer.close()
        lines = (row if isinstance(row, str) else json.dumps(row) for row in rows)
        paths.rows.write_text("".join(line + "\n" for line in lines))
        return paths

    return write
