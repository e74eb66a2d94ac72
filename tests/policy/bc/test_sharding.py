"""Training in shards: two processes with half of the streams and of the weights each are one process with all of them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
import yaml
from lightning import LightningModule
from lightning.pytorch.strategies import FSDPStrategy, ModelParallelStrategy, SingleDeviceStrategy

from craftagent.policy.bc.cli import main
from craftagent.policy.bc.module import BehaviourCloning
from craftagent.policy.bc.optimizer import OptimizerConfig
from craftagent.policy.bc.rollout import RolloutValidation
from craftagent.policy.bc.sharding import Sharded, check_trainer
from craftagent.policy.goap.config import GoapConfig, LanguageConfig
from craftagent.policy.goap.files import load_policy

# nothing is drawn by chance: the processes have different random numbers
STILL = {
    "temporal": {"width": 32, "heads": 2, "layers": 2, "window": 16, "summary": 2, "dropout": 0.0},
    "goal": {"width": 16, "text_dropout": 0.0, "structured_dropout": 0.0, "unknown_target": 0.0, "dropout": 0.0},
    "past_action": {"dropout": 0.0, "dropout_chunk": 0.0, "noise": 0.0},
}
PROGRAM = """
import sys, torch
from pathlib import Path
torch.set_num_threads(1)
from craftagent.policy.bc.cli import main
cli = main(sys.argv[2:])
held = [p.to_local().numel() / p.numel() for p in cli.model.net.parameters() if p.shape[0] % 2 == 0]
Path(sys.argv[1], f"held-{cli.trainer.global_rank}").write_text(f"{min(held)} {max(held)}")
"""


def still(path: Path, processes: int, steps: int) -> list[str]:
    """The run's file, changed: so many processes share four streams; decay is strong enough to be seen."""
    data = yaml.safe_load(path.read_text())
    settings = data["model"]["init_args"]
    settings["model"].update(STILL)
    settings["optimizer"].update(weight_decay=20.0, schedule="constant", clip=1.0)
    data["data"]["init_args"].update(batch_size=4 // processes, goals={"dropout": 0.0})
    data["trainer"].update(max_steps=steps, devices=processes, val_check_interval=1)
    data["trainer"]["callbacks"][-1]["init_args"] = {"every_steps": 1}
    if processes > 1:
        data["trainer"]["strategy"] = {"class_path": "craftagent.policy.bc.sharding.Sharded"}
    path.write_text(yaml.safe_dump(data))
    return ["fit", "-c", str(path)]


@pytest.mark.slow  # four processes start
def test_two_shards_train_as_one_whole(
    tmp_path: Path, episodes: Path, config: Callable[..., list[str]], curve: Callable[..., dict[int, float]]
) -> None:
    main(still(Path(config(tmp_path / "one", episodes, 3)[-1]), 1, 3))
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    for steps in (2, 3):  # the second run goes on from the first one's checkpoint
        arguments = still(Path(config(tmp_path / "two", episodes, 3)[-1]), 2, steps)
        done = subprocess.run([sys.executable, program, tmp_path, *arguments], capture_output=True, text=True, timeout=900,
                              env={**os.environ, "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""})  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
    assert [(tmp_path / f"held-{rank}").read_text() for rank in (0, 1)] == ["0.5 0.5"] * 2
    one, two = tmp_path / "one" / "run", tmp_path / "two" / "run"
    assert curve(two, "val/nll").keys() == {1, 2, 3}
    for step, value in curve(one, "val/nll").items():  # of all streams, by the mean of the weights
        assert curve(two, "val/nll")[step] == pytest.approx(value, abs=1e-4)
    for step, value in curve(one, "train/gradient_norm").items():
        assert curve(two, "train/gradient_norm")[step] == pytest.approx(value, rel=1e-4)
    for name in ("checkpoints/step-00000002.ckpt", "checkpoints/step-00000003.ckpt"):
        expected, found = (torch.load(run / name, weights_only=True) for run in (one, two))
        for part in (lambda c: c["state_dict"], lambda c: c["craftagent"]["ema"]):
            assert part(found).keys() == part(expected).keys()
            for key, value in part(expected).items():
                torch.testing.assert_close(part(found)[key], value, atol=1e-4, rtol=0, msg=key)
    whole, parts = (load_policy(run / "policy")[0].state_dict() for run in (one, two))
    for key, value in whole.items():
        torch.testing.assert_close(parts[key], value, atol=1e-4, rtol=0, msg=key)


def stub(strategy: Any, **settings: Any) -> Any:
    return SimpleNamespace(strategy=strategy, **{"gradient_clip_val": None, **settings})


def test_settings_that_would_not_be_followed_are_refused(
    tmp_path: Path, episodes: Path, config: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValueError, match=r"'gradient_clip_val' is 0\.5.*'optimizer\.clip'"):
        main([*config(tmp_path, episodes, 1), "--trainer.gradient_clip_val=0.5"])
    one = SingleDeviceStrategy(torch.device("cpu"))
    check_trainer(stub(one))
    check_trainer(stub(Sharded()), shards=True)
    for strategy in (FSDPStrategy(), ModelParallelStrategy()):
        with pytest.raises(ValueError, match=r"'strategy' is \w+, .*sharding\.Sharded"):
            check_trainer(stub(strategy), shards=True)
    with pytest.raises(ValueError, match=r"'strategy' is Sharded.* by 'ddp'$"):
        check_trainer(stub(Sharded()))
    monkeypatch.setattr(BehaviourCloning, "trainer", property(lambda self: stub(Sharded())))
    with pytest.raises(ValueError, match=r"must be 'adamw'.*Muon"):
        BehaviourCloning(optimizer=OptimizerConfig(kind="muon")).setup("fit")
    with pytest.raises(ValueError, match=r"'language\.model' cannot be trained in shards"):
        BehaviourCloning(GoapConfig(language=LanguageConfig(model="some/model"))).setup("fit")
    play = RolloutValidation(["atomic-v1/dirt"], [10_000])
    with pytest.raises(ValueError, match="play during training wants"):
        play.setup(stub(Sharded()), BehaviourCloning(), "fit")
    with pytest.raises(ValueError, match="not those of LightningModule"):
        play.setup(stub(one), LightningModule(), "fit")
