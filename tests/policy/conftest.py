"""A tiny data set: a toy world played by a rule that depends on the goal."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from craftagent.datasets.recorder import Recorder
from craftagent.world.fake import FakeWorld


@pytest.fixture(autouse=True, scope="session")
def _one_thread() -> None:
    """Tiny tensors: threads would only wait for each other."""
    torch.set_num_threads(1)


def rule(verb: str, tick: int) -> dict[str, object]:
    """Diggers hold attack and look down now and then; walkers walk and turn."""
    if verb == "mine":
        return {"attack": 1, "camera": np.array([10.0 if tick % 4 == 0 else 0.0, 0.0], np.float32)}
    return {"forward": 1, "camera": np.array([0.0, 5.81 if tick % 4 == 0 else 0.0], np.float32)}


@pytest.fixture(scope="session")
def episodes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six episodes of 80 ticks, two goals."""
    folder = tmp_path_factory.mktemp("episodes")
    for i in range(6):
        verb, target = (("mine", "#logs"), ("reach", "distance:20"))[i % 2]
        world = FakeWorld(view="vpt", seed=i)
        obs, info = world.reset(seed=i)
        recorder = Recorder(folder, f"toy-{i}", "vpt")
        recorder.goal(0, 80, verb, target, source="task")
        for tick in range(80):
            action = rule(verb, tick)
            recorder.add(obs["pov"], action, info)
            obs, _, _, _, info = world.step(action)
        recorder.close(obs["pov"], info)
    return folder
