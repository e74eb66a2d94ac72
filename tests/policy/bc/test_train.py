"""Training from the command line: it learns, goes on after a kill as if nothing had been, and stops at a NaN."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
import yaml

from craftagent.policy.bc.cli import main
from craftagent.policy.bc.module import NonFiniteLoss
from craftagent.policy.goap.player import GoapPlayer, PlayConfig
from craftagent.tasks.goal import Goal

MODEL = {
    "stem": {"channels": [8, 8, 16], "blocks": [0, 0, 1], "tokens": 4},
    "behaviour": {"width": 16, "heads": 2, "tokens": 2, "bank": 3, "stride": 8},
    "temporal": {"width": 32, "heads": 2, "layers": 1, "window": 16, "summary": 2},
    "goal": {"width": 16},
}


def config(tmp: Path, episodes: Path, steps: int, **extra: object) -> list[str]:
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


def curve(run: Path, name: str = "train/loss") -> dict[int, float]:
    with (run / "metrics.csv").open() as file:
        return {int(row["step"]): float(row["value"]) for row in csv.DictReader(file) if row["name"] == name}


def test_learns_the_goal_and_what_is_exported_plays_it(tmp_path: Path, episodes: Path) -> None:
    cli = main([*config(tmp_path, episodes, 120), "--model.init_args.model.past_action.use=false"])
    losses = curve(tmp_path / "run")
    assert losses[1] > 9 and losses[120] < 2.0
    assert curve(tmp_path / "run", "val/nll")[119] < 2.0
    player = GoapPlayer.load(tmp_path / "run" / "policy", PlayConfig(temperature=0, camera_temperature=0))
    frame = np.zeros((128, 128, 3), np.uint8)
    player.reset(Goal("mine", "#logs"), "mine a log")
    dug = [player.act(frame) for _ in range(8)]
    player.reset(Goal("reach", "distance:20"), None)
    walked = [player.act(frame) for _ in range(8)]
    assert sum(a["attack"] for a in dug) >= 7 and sum(a["forward"] for a in dug) <= 1
    assert sum(a["forward"] for a in walked) >= 7 and sum(a["attack"] for a in walked) <= 1
    # the export is the mean of the weights, not the last ones
    exported = dict(player.net.named_parameters())
    names = [n for n, p in cli.model.net.named_parameters()]
    assert all(torch.allclose(exported[n], m) for n, m in zip(names, cli.model._ema, strict=True))
    assert not all(torch.equal(exported[n], p) for n, p in cli.model.net.named_parameters())


def start(arguments: list[str]) -> subprocess.Popen[bytes]:
    """A run in a process of its own: threads split sums, so only equal numbers of threads give equal curves."""
    program = (
        "import sys, torch; torch.set_num_threads(1); from craftagent.policy.bc.cli import main; main(sys.argv[1:])"
    )
    return subprocess.Popen([sys.executable, "-c", program, *arguments], stdout=subprocess.DEVNULL)


def test_resume_after_kill_9_is_the_same_curve(tmp_path: Path, episodes: Path) -> None:
    assert start(config(tmp_path / "whole", episodes, 40)).wait(300) == 0
    expected = curve(tmp_path / "whole" / "run")
    arguments = config(tmp_path / "killed", episodes, 40)
    run = tmp_path / "killed" / "run"
    child = start(arguments)
    wait = time.monotonic() + 120
    while time.monotonic() < wait and child.poll() is None:
        if (run / "metrics.csv").exists() and (run / "metrics.csv").read_text().count("train/loss") >= 14:
            break
        time.sleep(0.01)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    reached = (run / "metrics.csv").read_text().count("train/loss")
    assert 14 <= reached < 40, "it was to be killed in the middle"
    assert start(arguments).wait(300) == 0
    found = curve(run)
    assert sorted(found) == sorted(expected) == list(range(1, 41))
    worst = max(abs(found[step] - expected[step]) for step in expected)
    assert worst <= 1e-4, f"killed after step {reached}"
    assert curve(run, "val/nll").keys() == curve(tmp_path / "whole" / "run", "val/nll").keys()


def test_nan_stops_and_keeps_the_last_good_checkpoint(tmp_path: Path, episodes: Path) -> None:
    arguments = config(tmp_path, episodes, 40, optimizer={"lr": 1e30, "warmup": 12, "clip": 1.0})
    with pytest.raises(NonFiniteLoss, match=r"(loss|gradient) is not a number.*(step-\d+\.ckpt|no checkpoint)"):
        main(arguments)
    for path in (tmp_path / "run" / "checkpoints").glob("*.ckpt"):
        saved = torch.load(path, weights_only=True)
        assert saved["global_step"] < 40


def test_damaged_newest_checkpoint_falls_back_to_the_one_before(tmp_path: Path, episodes: Path) -> None:
    from craftagent.policy.bc.checkpoints import newest_readable, written

    main(config(tmp_path, episodes, 9))
    folder = tmp_path / "run" / "checkpoints"
    newest, before = written(folder)
    newest.write_bytes(newest.read_bytes()[:2000])
    assert newest_readable(folder) == before


def test_checkpoint_of_another_model_is_refused_with_a_word(tmp_path: Path, episodes: Path) -> None:
    main(config(tmp_path, episodes, 4))
    with pytest.raises(ValueError, match="differs in temporal"):
        main([*config(tmp_path, episodes, 8), "--model.init_args.model.temporal.layers=2"])


def test_init_from_takes_weights_and_names(tmp_path: Path, episodes: Path) -> None:
    main(config(tmp_path / "a", episodes, 4))
    b = main([*config(tmp_path / "b", episodes, 1), f"--model.init_args.init_from={tmp_path / 'a' / 'run' / 'policy'}",
              "--model.init_args.optimizer.lr=0", "--model.init_args.optimizer.weight_decay=0"])  # fmt: skip
    a = GoapPlayer.load(tmp_path / "a" / "run" / "policy").net.state_dict()
    assert all(torch.allclose(value, a[name], atol=1e-6) for name, value in b.model.net.state_dict().items())


def test_memory_is_carried_between_batches(tmp_path: Path, episodes: Path) -> None:
    cli = main([*config(tmp_path, episodes, 3)])
    state = cli.model._memory["train"]
    assert int(state["behaviour.now"]) == 3 * 16 and bool(state["time.known"].any())


STILL = ["--model.init_args.optimizer.lr=0", "--model.init_args.optimizer.weight_decay=0",
         *(f"--model.init_args.model.past_action.{name}=0" for name in ("dropout", "dropout_chunk", "noise")),
         *(f"--model.init_args.model.goal.{name}=0" for name in ("text_dropout", "structured_dropout"))]  # fmt: skip


def test_a_policy_does_not_differ_from_itself_as_its_teacher(tmp_path: Path, episodes: Path) -> None:
    main([*config(tmp_path / "a", episodes, 4), "--model.init_args.model.temporal.dropout=0"])
    teacher = tmp_path / "a" / "run" / "policy"
    main([*config(tmp_path / "b", episodes, 3), *STILL, f"--model.init_args.init_from={teacher}",
          f"--model.init_args.teacher.path={teacher}"])  # fmt: skip
    kl = curve(tmp_path / "b" / "run", "train/kl")
    assert sorted(kl) == [1, 2, 3] and max(abs(value) for value in kl.values()) < 1e-5
    other = main([*config(tmp_path / "c", episodes, 40), "--model.init_args.loss.camera=0",
                  "--model.init_args.loss.progress=0",
                  "--model.init_args.teacher.weight=100", "--model.init_args.teacher.direction=reverse",
                  f"--model.init_args.teacher.path={teacher}"])  # fmt: skip
    kl = curve(tmp_path / "c" / "run", "train/kl")
    assert kl[1] > 0.01 and min(kl[step] for step in range(30, 41)) < 0.5 * kl[1], "the pupil comes near its teacher"
    assert not any("teacher" in name for name in other.model.state_dict())


def test_vpt_as_teacher(tmp_path: Path, episodes: Path) -> None:
    from craftagent.policy.vpt.checkpoint import save
    from craftagent.policy.vpt.config import VPTConfig
    from craftagent.policy.vpt.model import VPTPolicy

    tiny = VPTConfig(hidsize=32, heads=2, blocks=1, channels=(4, 4, 4), dense=16, memory=8)
    save(VPTPolicy(tiny), tmp_path / "vpt")
    cli = main([*config(tmp_path, episodes, 3), f"--model.init_args.teacher.path={tmp_path / 'vpt'}"])
    kl = curve(tmp_path / "run", "train/kl")
    assert len(kl) == 3 and all(np.isfinite(value) and value > 0 for value in kl.values())
    assert "teacher" in cli.model._memory
