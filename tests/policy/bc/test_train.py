"""Training from the command line: it learns, goes on after a kill as if nothing had been, and stops at a NaN."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from craftagent.policy.bc.cli import main
from craftagent.policy.bc.finite import NonFiniteLoss
from craftagent.policy.bc.module import BehaviourCloning
from craftagent.policy.goap.files import read_description
from craftagent.policy.goap.player import GoapPlayer, PlayConfig
from craftagent.tasks.goal import Goal

Config = Callable[..., list[str]]
Curve = Callable[..., dict[int, float]]


def test_learns_the_goal_and_what_is_exported_plays_it(
    tmp_path: Path, episodes: Path, config: Config, curve: Curve
) -> None:
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


def test_resume_after_kill_9_is_the_same_curve(tmp_path: Path, episodes: Path, config: Config, curve: Curve) -> None:
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


def test_no_two_batches_of_a_step_drop_the_same(
    tmp_path: Path, episodes: Path, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds = []
    losses = BehaviourCloning._losses

    def noted(self: BehaviourCloning, batch: Any, kind: str) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        if kind == "train":
            seeds.append(torch.initial_seed())
        return losses(self, batch, kind)

    monkeypatch.setattr(BehaviourCloning, "_losses", noted)
    main(config(tmp_path, episodes, 2, accumulate_grad_batches=3))
    assert len(seeds) == len(set(seeds)) == 6


@pytest.mark.parametrize("spoiled", ["loss", "gradient"])
def test_nan_stops_before_the_step_and_the_run_goes_on_from_the_last_checkpoint(
    spoiled: str, tmp_path: Path, episodes: Path, config: Config, curve: Curve, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = config(tmp_path, episodes, 12)
    losses = BehaviourCloning._losses

    def not_a_number(self: BehaviourCloning, batch: Any, kind: str) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        loss, parts = losses(self, batch, kind)
        if kind == "train" and self.global_step == 6:
            if spoiled == "loss":
                return loss * float("nan"), {**parts, "buttons": loss * float("nan")}
            loss.register_hook(lambda gradient: gradient * float("nan"))
        return loss, parts

    monkeypatch.setattr(BehaviourCloning, "_losses", not_a_number)
    with pytest.raises(NonFiniteLoss, match=rf"the {spoiled}.* is not a number.*step-0*4\.ckpt"):
        main(arguments)
    saved = [torch.load(path, weights_only=True) for path in (tmp_path / "run" / "checkpoints").glob("*.ckpt")]
    assert [checkpoint["global_step"] for checkpoint in saved] == [4]
    assert all(bool(torch.isfinite(value).all()) for value in saved[0]["state_dict"].values())
    monkeypatch.undo()
    main(arguments)
    found = curve(tmp_path / "run")
    assert sorted(found) == list(range(1, 13)) and all(np.isfinite(list(found.values())))


def test_a_run_that_ended_before_its_last_policy_was_written_writes_it(
    tmp_path: Path, episodes: Path, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = BehaviourCloning.export

    def killed(self: BehaviourCloning, folder: Path) -> None:
        if self.global_step == 10:
            raise KeyError("as a kill would end it")
        export(self, folder)

    monkeypatch.setattr(BehaviourCloning, "export", killed)
    arguments = config(tmp_path, episodes, 10)
    with pytest.raises(KeyError):
        main(arguments)
    monkeypatch.undo()
    main(arguments)
    assert read_description(tmp_path / "run" / "policy")["about"]["step"] == 10


def test_damaged_newest_checkpoint_falls_back_to_the_one_before(tmp_path: Path, episodes: Path, config: Config) -> None:
    from craftagent.policy.bc.checkpoints import newest_readable, written

    main(config(tmp_path, episodes, 9))
    folder = tmp_path / "run" / "checkpoints"
    newest, before = written(folder)
    newest.write_bytes(newest.read_bytes()[:2000])
    assert newest_readable(folder) == before


def test_checkpoints_of_a_later_step_are_put_aside_by_a_run_that_begins_before(
    tmp_path: Path, episodes: Path, config: Config
) -> None:
    from craftagent.policy.bc.checkpoints import step_of, written

    folder = tmp_path / "run" / "checkpoints"
    main(config(tmp_path, episodes, 9))
    (folder / ".part-step-00000008.ckpt").write_bytes(b"half")
    main([*config(tmp_path, episodes, 3), "--resume", "false"])
    assert step_of(written(folder)[0]) == 3, "a run that goes on goes on from this one"
    assert (folder / "aside-step-00000009.ckpt").is_file(), "nothing is lost"
    assert not list(folder.glob(".part-*"))


@pytest.mark.parametrize(("minutes", "steps"), [(1e-6, [3, 2, 1]), (60.0, [3])])
def test_checkpoints_come_by_the_clock(
    tmp_path: Path, episodes: Path, config: Config, minutes: float, steps: list[int]
) -> None:
    from craftagent.policy.bc.checkpoints import written

    saver = {"class_path": "craftagent.policy.bc.checkpoints.Checkpoints",
             "init_args": {"minutes": minutes, "keep": 5, "folder": str(tmp_path / "kept" / "here")}}  # fmt: skip
    main(config(tmp_path, episodes, 3, callbacks=[saver]))
    assert [path.name for path in written(tmp_path / "kept" / "here")] == [f"step-{n:08d}.ckpt" for n in steps]
    assert (tmp_path / "kept" / "policy" / "policy.safetensors").is_file()


SEES = ["--model.init_args.model.goal.image=true", "--model.init_args.model.goal.structured_dropout=0"]


def test_goal_images_are_learned_from(tmp_path: Path, episodes: Path, config: Config, curve: Curve) -> None:
    cli = main([*config(tmp_path, episodes, 3), *SEES, "--data.init_args.goals.image=0.9", *STILL[1:2],
                "--data.init_args.goals.image_alone=1"])  # fmt: skip
    losses = curve(tmp_path / "run")
    assert sorted(losses) == [1, 2, 3] and all(np.isfinite(value) for value in losses.values())
    torch.manual_seed(0)
    begun = type(cli.model.net)(cli.model.config, *(tuple(cli.model.words[n]) for n in ("verbs", "targets")), 384)
    for name, value in begun.goal.image.named_parameters():
        assert not torch.equal(value, dict(cli.model.net.goal.image.named_parameters())[name]), name
    player = GoapPlayer.load(tmp_path / "run" / "policy")
    player.reset(image=np.zeros((360, 640, 3), np.uint8))
    player.act(np.zeros((128, 128, 3), np.uint8))


@pytest.mark.parametrize(("wrong", "said"), [
    ([SEES[0]], "'goal.image' is on, but data setting 'goals.image' is 0"),
    (["--data.init_args.goals.image=0.5"], "'goal.image' is off, but data setting 'goals.image' is above 0"),
])  # fmt: skip
def test_goal_images_are_shown_and_learned_or_neither(
    tmp_path: Path, episodes: Path, wrong: list[str], said: str, config: Config
) -> None:
    with pytest.raises(ValueError, match=said):
        main([*config(tmp_path, episodes, 1), *wrong])


def test_more_steps_go_on_within_the_epoch(tmp_path: Path, episodes: Path, config: Config, curve: Curve) -> None:
    """15 batches an epoch. Runs end, or are killed, in the middle of an epoch and at its last batch."""

    def run(name: str, steps: int, every: int = 100) -> Path:
        saver = {"class_path": "craftagent.policy.bc.checkpoints.Checkpoints", "init_args": {"every_steps": every}}
        log = {"class_path": "craftagent.policy.bc.run_log.RunLog", "init_args": {"every": 1}}
        settings = {"optimizer": {"lr": 3e-3, "warmup": 3, "steps": 30}, "callbacks": [log, saver]}
        cli = main(config(tmp_path / name, episodes, steps, **settings))
        assert cli.trainer.num_training_batches == 15
        return tmp_path / name / "run"

    whole = run("whole", 22)
    ended = run("ended", 15)
    run("ended", 22)
    killed = run("killed", 6)
    run("killed", 17, every=5)
    (killed / "checkpoints" / "step-00000017.ckpt").unlink()  # as if killed before it was written
    run("killed", 22)
    expected = curve(whole)
    for found in (curve(ended), curve(killed)):
        assert sorted(found) == sorted(expected) == list(range(1, 23))
        assert max(abs(found[step] - expected[step]) for step in expected) <= 1e-4
    run("killed", 22)
    assert curve(killed) == expected, "nothing was left to do"


def test_checkpoint_of_another_model_is_refused_with_a_word(tmp_path: Path, episodes: Path, config: Config) -> None:
    main(config(tmp_path, episodes, 4))
    with pytest.raises(ValueError, match="differs in temporal"):
        main([*config(tmp_path, episodes, 8), "--model.init_args.model.temporal.layers=2"])


def test_init_from_takes_weights_and_names(tmp_path: Path, episodes: Path, config: Config) -> None:
    main(config(tmp_path / "a", episodes, 4))
    b = main([*config(tmp_path / "b", episodes, 1), f"--model.init_args.init_from={tmp_path / 'a' / 'run' / 'policy'}",
              "--model.init_args.optimizer.lr=0", "--model.init_args.optimizer.weight_decay=0"])  # fmt: skip
    a = GoapPlayer.load(tmp_path / "a" / "run" / "policy").net.state_dict()
    assert all(torch.allclose(value, a[name], atol=1e-6) for name, value in b.model.net.state_dict().items())


def test_memory_is_carried_between_batches(tmp_path: Path, episodes: Path, config: Config) -> None:
    cli = main([*config(tmp_path, episodes, 3)])
    state = cli.model._memory["train"]
    assert int(state["behaviour.now"]) == 3 * 16 and bool(state["time.known"].any())


STILL = ["--model.init_args.optimizer.lr=0", "--model.init_args.optimizer.weight_decay=0",
         *(f"--model.init_args.model.past_action.{name}=0" for name in ("dropout", "dropout_chunk", "noise")),
         *(f"--model.init_args.model.goal.{name}=0"
           for name in ("text_dropout", "structured_dropout", "unknown_target"))]  # fmt: skip


def test_a_policy_does_not_differ_from_itself_as_its_teacher(
    tmp_path: Path, episodes: Path, config: Config, curve: Curve
) -> None:
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


def test_vpt_as_teacher(tmp_path: Path, episodes: Path, config: Config, curve: Curve) -> None:
    from craftagent.policy.vpt.checkpoint import save
    from craftagent.policy.vpt.config import VPTConfig
    from craftagent.policy.vpt.model import VPTPolicy

    tiny = VPTConfig(hidsize=32, heads=2, blocks=1, channels=(4, 4, 4), dense=16, memory=8)
    save(VPTPolicy(tiny), tmp_path / "vpt")
    cli = main([*config(tmp_path, episodes, 3), f"--model.init_args.teacher.path={tmp_path / 'vpt'}"])
    kl = curve(tmp_path / "run", "train/kl")
    assert len(kl) == 3 and all(np.isfinite(value) and value > 0 for value in kl.values())
    assert "teacher" in cli.model._memory
