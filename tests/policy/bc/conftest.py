"""A debug run of cloning: its settings, and what it noted."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

MODEL = {
    "stem": {"channels": [8, 8, 16], "blocks": [0, 0, 1], "tokens": 4},
    "behaviour": {"width": 16, "heads": 2, "tokens": 2, "bank": 3, "stride": 8},
    "temporal": {"width": 32, "heads": 2, "layers": 1, "window": 16, "summary": 2},
    "goal": {"width": 16},
}


def _config(tmp: Path, episodes: Path, steps: int, **extra: object) -> list[str]:
    """A debug run as a YAML file: arguments of ``main``."""
    data = {
        "run": str(tmp / "run"),
        "seed_everything": 0,
        "model": {
            "class_path": "craftagent.policy.bc.module.BehaviourCloning",
            "init_args": {
                "model": MODEL, "text_encoder": "hashed", "ema": 0.9,
                "optimizer": {"lr": 3e-3, "warmup": 3, **extra.pop("optimizer", {})},  # type: ignore[dict-item]
            },
        },
        "data": {
            "class_path": "craftagent.datasets.modules.SequenceDataModule",
            "init_args": {"sources": [{"folder": str(episodes)}], "val_sources": [{"folder": str(episodes)}],
                          "batch_size": 2, "ticks": 16, "cache": str(episodes / "cache"), "cache_jobs": 1},
        },
        "trainer": {
            "accelerator": "cpu", "devices": 1, "max_steps": steps, "logger": False, "enable_progress_bar": False,
            "enable_model_summary": False, "num_sanity_val_steps": 0, "val_check_interval": 7,
            "check_val_every_n_epoch": None, "limit_val_batches": 2,
            "callbacks": [
                {"class_path": "craftagent.policy.bc.run_log.RunLog", "init_args": {"every": 1}},
                {"class_path": "craftagent.policy.bc.run_log.FramesBar"},
                {"class_path": "craftagent.policy.bc.checkpoints.Checkpoints", "init_args": {"every_steps": 4}},
            ],
        },
    }  # fmt: skip
    for key, value in extra.items():
        data["trainer"][key] = value  # type: ignore[index]
    path = tmp / "config.yaml"
    tmp.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(data))
    return ["fit", "-c", str(path)]


def _curve(run: Path, name: str = "train/loss") -> dict[int, float]:
    with (run / "metrics.csv").open() as file:
        return {int(row["step"]): float(row["value"]) for row in csv.DictReader(file) if row["name"] == name}


@pytest.fixture(scope="session")
def config() -> Callable[..., list[str]]:
    """``config(folder, episodes, steps, **trainer)``: arguments of ``craftagent train`` for a run in ``folder/run``."""
    return _config


@pytest.fixture(scope="session")
def curve() -> Callable[..., dict[int, float]]:
    """``curve(run, name)``: a curve by its steps."""
    return _curve
