"""Small episodes whose frames say, in black and white blocks, which episode and tick they are."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from craftagent.datasets.recorder import Recorder, world_meta
from craftagent.types import KEYS

LEARN = all(importlib.util.find_spec(name) for name in ("torch", "lightning", "jsonargparse"))
collect_ignore_glob = [] if LEARN else ["test_*.py"]  # a skip here would break `pytest tests/datasets/modules`
SIDE = 32  # pixels; 4 x 4 blocks of 8: 6 bits of episode, 10 bits of tick


def frame(number: int, tick: int) -> np.ndarray:
    """The picture of one tick."""
    bits = [(number * 1024 + tick) >> i & 1 for i in range(16)]
    blocks = np.array(bits, np.uint8).reshape(4, 4) * 255
    return np.ascontiguousarray(np.kron(blocks, np.ones((8, 8), np.uint8))[..., None].repeat(3, 2))


def read(pov: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Episode numbers and ticks that frames (..., 32, 32, 3) show."""
    blocks = np.asarray(pov, float)[..., 0].reshape(*pov.shape[:-3], 4, 8, 4, 8).mean((-3, -1))
    code = ((blocks > 128).reshape(*pov.shape[:-3], 16) << np.arange(16)).sum(-1)
    return code // 1024, code % 1024


def action(number: int, tick: int) -> dict:
    """Nothing in ticks 40..69 of every 100 and in each 7th tick, otherwise something that depends on the tick."""
    if 40 <= tick % 100 < 70 or tick % 7 == 0:
        return {}
    keys = {key: int((number + tick) % (3 + i) == 0) for i, key in enumerate(KEYS[:10])}
    return {**keys, "forward": 1, "camera": np.array([tick % 13 - 6, (number * 5 + tick) % 17 - 8], np.float32)}


def info(tick: int) -> dict:
    return {
        "inventory": {"oak_log": tick // 50}, "equipped": {}, "stats": {"mine_block": {"oak_log": tick // 50}},
        "life": {}, "pose": {"x": 0.0, "y": 64.0, "z": 0.0, "yaw": 0.0, "pitch": 0.0},
        "gui": {"screen": "none", "open": tick % 50 > 44, "cursor": (320.0, 180.0)}, "events": [], "tick": tick,
        "time": 0, "biome": "plains", "seed": 1,
    }  # fmt: skip


def record(folder: Path, number: int, ticks: int, goals: bool = True, **meta: Any) -> str:
    """``meta``: more for the meta file, such as ``noise``."""
    name = f"episode-{number:03d}"
    with Recorder(folder, name, "direct:32x32", {"world": world_meta(1), **meta}) as recorder:
        for tick in range(ticks):
            recorder.add(frame(number, tick), action(number, tick), info(tick))
        if goals:
            recorder.goal(0, ticks, "get", "wooden_pickaxe", 1, "get a wooden pickaxe", "task")
            for start in range(0, ticks - 20, 50):
                recorder.goal(start, start + 40, "mine", "#logs", 3, "mine 3 logs", "skill")
                recorder.goal(start + 10, start + 30, "mine", "dirt", 2, "mine 2 dirt", "hindsight")
    return name


@pytest.fixture(scope="session")
def demos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven episodes of 90 to 270 ticks, 1 260 in all; the third has wrong inputs in ticks 20..24 and 60..69."""
    folder = tmp_path_factory.mktemp("demos")
    for number in range(7):
        record(folder, number, 90 + 30 * number, noise=[[20, 25], [60, 70]] if number == 2 else [])
    return folder


@pytest.fixture(scope="session")
def others(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second source: episodes 20 and 21, 300 ticks in all."""
    folder = tmp_path_factory.mktemp("others")
    record(folder, 20, 200)
    record(folder, 21, 100)
    return folder


@pytest.fixture
def tools() -> dict:
    """The functions above, for tests."""
    return {"frame": frame, "read": read, "action": action, "info": info, "record": record}
