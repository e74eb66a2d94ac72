"""configs/trainer/wandb.yaml: nothing is uploaded unless WANDB_MODE says so, and then it is; wandb itself is not needed."""

from __future__ import annotations

import os
import sys
import tomllib
import types
from pathlib import Path

import pytest
import yaml

pytest.importorskip("lightning")
from lightning.pytorch.loggers import WandbLogger
from lightning.pytorch.loggers import wandb as lightnings

from craftagent.policy.bc.cli import main

ROOT = Path(__file__).parents[2]


def logger_of_the_layer(capsys: pytest.CaptureFixture[str], *more: str) -> dict:
    layers = [word for name in ("train/goap", "trainer/wandb") for word in ("-c", str(ROOT / f"configs/{name}.yaml"))]
    with pytest.raises(SystemExit) as stopped:
        main(["fit", *layers, *more, "--print_config"])
    assert stopped.value.code == 0
    logger = yaml.safe_load(capsys.readouterr().out)["trainer"]["logger"]
    assert logger["class_path"] == "lightning.pytorch.loggers.WandbLogger"
    return logger["init_args"]


@pytest.fixture
def wandb(monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    """A stand-in for the package; returns what its ``init`` was called with, and the mode at that moment."""
    begun: list[dict] = []

    def init(**settings: object) -> object:
        begun.append({**settings, "mode": os.environ.get("WANDB_MODE")})
        return types.SimpleNamespace(log=lambda values: None)

    parts = {"wandb": {"run": None, "init": init}, "wandb.sdk": {}, "wandb.sdk.lib": {"RunDisabled": type("No", (), {})},
             "wandb.wandb_run": {"Run": type("Run", (), {})}}  # fmt: skip
    for name, members in parts.items():
        module = types.ModuleType(name)
        module.__dict__.update(members)
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setattr(lightnings, "_WANDB_AVAILABLE", True)
    return begun


@pytest.mark.parametrize(("told", "mode"), [(None, "offline"), ("online", "online")])
def test_the_mode_is_what_the_environment_says(
    told: str | None, mode: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], wandb: list[dict]
) -> None:
    monkeypatch.setenv("WANDB_MODE", told or "")  # so that what main sets is taken back
    if told is None:
        monkeypatch.delenv("WANDB_MODE")
    settings = logger_of_the_layer(capsys, "--trainer.logger.init_args.id=pickaxe")
    WandbLogger(**settings).log_metrics({"train/loss": 1.0}, 10)
    (begun,) = wandb
    assert begun["mode"] == mode
    assert begun["project"] == "craftagent" and begun["dir"] is None  # WANDB_DIR decides
    assert begun["id"] == "pickaxe" and begun["resume"] == "allow"


def test_there_is_an_extra_for_it() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert any(name.startswith("wandb") for name in extras["wandb"])
    assert "'.[wandb]'" in (ROOT / "configs/trainer/wandb.yaml").read_text(encoding="utf-8")
