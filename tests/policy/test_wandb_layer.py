"""configs/trainer/wandb.yaml: nothing is uploaded unless WANDB_MODE says so, and then it is; wandb itself is not needed."""

from __future__ import annotations

import os
import sys
import tomllib
import types
from pathlib import Path

import pytest
import yaml
from jsonargparse import Namespace

pytest.importorskip("lightning")
from lightning.pytorch.loggers import WandbLogger
from lightning.pytorch.loggers import wandb as lightnings

from craftagent.policy.bc.cli import main
from craftagent.policy.bc.loggers import WANDB, keep_in

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
    assert begun["project"] == "craftagent"
    assert begun["id"] == "pickaxe" and begun["resume"] == "allow"


def test_there_is_an_extra_for_it() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert any(name.startswith("wandb") for name in extras["wandb"])
    assert "'.[wandb]'" in (ROOT / "configs/trainer/wandb.yaml").read_text(encoding="utf-8")


def test_its_files_lie_in_the_run_and_its_curve_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WANDB_DIR", raising=False)

    def settings(run: Path, **told: str | None) -> Namespace:
        logger = Namespace(class_path=WANDB, init_args=Namespace(project="p", save_dir=None, id=None, **told))
        keep_in(run, [Namespace(class_path="other", init_args=Namespace(rate=1)), logger], begins=True)
        return logger.init_args

    first, again, other = settings(tmp_path / "a"), settings(tmp_path / "a"), settings(tmp_path / "b")
    assert first.save_dir == str(tmp_path / "a") and first.id == again.id != other.id and len(first.id) == 8
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == ["wandb-id"]
    monkeypatch.setenv("WANDB_DIR", "elsewhere")
    assert settings(tmp_path / "a").save_dir is None
    named = Namespace(class_path=WANDB, init_args=Namespace(save_dir="there", id="mine"))
    keep_in(tmp_path / "c", named, begins=True)
    keep_in(tmp_path / "c", False, begins=True)
    assert (named.init_args.save_dir, named.init_args.id) == ("there", "mine") and not (tmp_path / "c").exists()
    looked = Namespace(class_path=WANDB, init_args=Namespace(save_dir=None, id=None))
    keep_in(tmp_path / "c", looked, begins=False)
    assert looked.init_args.id is None and not (tmp_path / "c").exists()
