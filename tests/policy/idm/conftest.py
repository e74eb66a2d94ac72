"""A panorama that the camera pans over, with a hotbar and a screen with a pointer: every action shows in the frames."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("lightning")
import cv2
import torch

from craftagent.datasets.recorder import Recorder
from craftagent.datasets.video import VideoWriter
from craftagent.policy.idm.checkpoint import save_checkpoint
from craftagent.policy.idm.config import IDMConfig
from craftagent.policy.idm.model import IDM

TINY = IDMConfig(embed=8, channels=(8, 8, 8), depth=(0, 0, 1), dim=32, layers=1, heads=2, reach=8)


def panorama(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (96, 96, 3), np.uint8)
    return cv2.resize(coarse, (384, 384), interpolation=cv2.INTER_NEAREST)


def play(seed: int, ticks: int) -> tuple[np.ndarray, list[dict], list[bool]]:
    """(frames uint8 (ticks + 1, 128, 128, 3), actions, whether a screen is open in each frame)."""
    rng = np.random.default_rng(seed)
    look = panorama(seed)
    x = y = 128.0
    cx = cy = 64.0
    slot, gui = 0, False
    frames, actions, guis = [], [], []
    for t in range(ticks + 1):
        frame = look[int(y) : int(y) + 128, int(x) : int(x) + 128].copy()
        if gui:
            frame[20:108, 20:108] = 198
            cv2.fillPoly(frame, [np.array([(cx, cy), (cx, cy + 6), (cx + 4, cy + 4)], np.int32)], (255, 255, 255))
        frame[116:128, 28:100] = 60
        frame[116:128, 28 + 8 * slot : 36 + 8 * slot] = 250
        frames.append(frame)
        guis.append(gui)
        if t == ticks:
            break
        camera = np.round(rng.uniform(-6, 6, 2), 3) if rng.random() < 0.5 else np.zeros(2)
        action: dict = {"camera": camera}
        if rng.random() < 0.05:
            action["inventory"] = 1
        elif rng.random() < 0.1:
            action[f"hotbar.{rng.integers(1, 10)}"] = 1
        actions.append(action)
        if gui:
            cx, cy = np.clip(cx + 1.333 * camera[1], 22, 100), np.clip(cy + 2.37 * camera[0], 22, 98)
        else:
            x, y = np.clip(x + 1.3 * camera[1], 0, 256), np.clip(y + 1.8 * camera[0], 0, 256)
        if "inventory" in action:
            gui = not gui
            cx = cy = 64.0
        slot = next((i for i in range(9) if f"hotbar.{i + 1}" in action), slot)
    return np.stack(frames), actions, guis


def record(folder: Path, seed: int, ticks: int) -> str:
    name = f"pan-{seed:02d}"
    frames, actions, guis = play(seed, ticks)
    with Recorder(folder, name, "vpt") as recorder:
        for t, action in enumerate(actions):
            recorder.add(frames[t], action, info(guis[t]))
        recorder.goal(0, ticks, "mine", "#logs", 2, source="task")
        recorder.close(frames[-1], info(guis[-1]))
    return name


def info(gui: bool) -> dict:
    return {
        "inventory": {}, "equipped": {}, "stats": {}, "life": {}, "events": [], "tick": 0, "time": 0, "biome": "plains",
        "pose": {"x": 0.0, "y": 64.0, "z": 0.0, "yaw": 0.0, "pitch": 0.0}, "seed": 1,
        "gui": {"screen": "inventory" if gui else "none", "open": gui, "cursor": (320.0, 180.0)},
    }  # fmt: skip


@pytest.fixture(scope="session")
def pans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Labelled episodes of 60, 80, 100 and 120 ticks."""
    folder = tmp_path_factory.mktemp("pans")
    for seed in range(4):
        record(folder, seed, 60 + 20 * seed)
    return folder


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untrained model of the smallest size, with thresholds that make it press something."""
    torch.manual_seed(0)
    model = IDM(TINY)
    for head in (model.keys, model.camera, model.gui):
        torch.nn.init.normal_(head.weight, std=0.5)
    return save_checkpoint(tmp_path_factory.mktemp("idm") / "tiny", model, torch.full((20,), 0.5))


@pytest.fixture
def write_video() -> Callable[..., Path]:
    """A bare mp4 of moving pictures; ``rate`` is what it claims."""

    def write(path: Path, n: int, size: tuple[int, int] = (128, 128), seed: int = 0, rate: int = 20) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        frames = play(seed, n - 1)[0]
        if rate == 20:
            writer = VideoWriter(path, size)
            for frame in frames:
                writer.write(cv2.resize(frame, size))
            writer.close()
        else:
            import av

            with av.open(str(path), "w", format="mp4") as container:
                stream = container.add_stream("libx264", rate=rate)
                stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
                stream.codec_context.max_b_frames = 2  # stored in another order than shown, as encoders do
                for frame in frames:
                    picture = av.VideoFrame.from_ndarray(cv2.resize(frame, size), format="rgb24")
                    container.mux(stream.encode(picture))
                container.mux(stream.encode(None))
        return path

    return write


@pytest.fixture
def tools() -> dict:
    return {"play": play, "record": record, "tiny": TINY}
