"""VPT under the commands that GOAP has: trained by LightningCLI, and played as ``policy:PATH``, told no goal."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
import yaml

from craftagent import cli
from craftagent.actions import encode
from craftagent.agent.learned import LearnedHands, fingerprint, play_config
from craftagent.agent.make import make_hierarchical
from craftagent.policy.bc.cli import main
from craftagent.policy.vpt import checkpoint
from craftagent.policy.vpt.config import VPTConfig
from craftagent.policy.vpt.model import VPTInverseDynamics, VPTPolicy
from craftagent.tasks.goal import Goal

TINY = VPTConfig(hidsize=32, heads=2, blocks=1, channels=(4, 8, 8), dense=16, memory=6)
ROOT = Path(__file__).parents[3]
SIZES = [f"--model.init_args.model.{name}={value}" for name, value in TINY.to_dict().items()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    return checkpoint.save(VPTPolicy(TINY), tmp_path_factory.mktemp("vpt") / "policy")


def arguments(run: Path, episodes: Path, steps: int) -> list[str]:
    """The layer that ships, with a tiny network and the toy play."""
    source = yaml.safe_dump([{"folder": str(episodes)}], default_flow_style=True).strip()
    data = {"sources": source, "val_sources": source, "batch_size": 2, "ticks": 8, "cache": episodes / "cache",
            "cache_jobs": 1, "workers": 0, "pin_memory": "false"}  # fmt: skip
    trainer = {"accelerator": "cpu", "devices": 1, "max_steps": steps, "limit_val_batches": 1}
    return ["-c", str(ROOT / "configs/train/vpt.yaml"), "--run", str(run), *SIZES,
            *(f"--data.init_args.{name}={value}" for name, value in data.items()),
            *(f"--trainer.{name}={value}" for name, value in trainer.items())]  # fmt: skip


@pytest.mark.filterwarnings("ignore:.*:UserWarning", "ignore:.*:FutureWarning")
def test_the_layer_trains_goes_on_is_tested_and_plays(
    tmp_path: Path, episodes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    common = main(["fit", *arguments(run, episodes, 2), "--model.init_args.loss.rare=1"]).model
    assert common.rarity is not None and len(common.rarity.unique()) > 2  # the toy's players do several things
    assert common.net.config == TINY
    capsys.readouterr()
    again = main(["fit", *arguments(run, episodes, 3)])
    assert "going on from" in capsys.readouterr().out and again.trainer.global_step == 3
    assert again.model.rarity is None
    main(["test", *arguments(run, episodes, 3)])
    assert "val/nll" in capsys.readouterr().out
    names = [line.split(",")[2] for line in (run / "metrics.csv").read_text().splitlines()]
    assert {"train/loss", "train/gradient_norm"} <= set(names)
    player = LearnedHands(run / "policy", play_config({}, run / "policy"), 1)
    assert player.parameters == sum(p.numel() for p in again.model.net.parameters())
    player.act(np.zeros((1, 128, 128, 3), np.uint8))


def test_settings_without_effect_are_refused(tmp_path: Path, episodes: Path) -> None:
    for wrong, said in (("model.init_args.loss.label_smoothing=0.1", "'label_smoothing' is for GOAP"),
                        ("trainer.gradient_clip_val=1", r"'optimizer\.clip'")):  # fmt: skip
        with pytest.raises(ValueError, match=said):
            main(["fit", *arguments(tmp_path / "run", episodes, 1), f"--{wrong}"])


def test_an_episode_is_the_same_in_any_stream_and_company(folder: Path) -> None:
    random = np.random.default_rng(0)
    seen = random.integers(0, 256, (20, 128, 128, 3), dtype=np.uint8)

    def played(stream: int, late: int, goal: Goal | None) -> list[tuple[int, int]]:
        hands = LearnedHands(folder, play_config({}, folder), 3)
        assert late % hands.phase == 0 and hands.view == "vpt"
        shown = random.integers(0, 256, (late + 20, 3, 128, 128, 3), dtype=np.uint8)
        shown[late:, stream] = seen
        found = []
        for t, frames in enumerate(shown):
            if t == late:
                hands.begin(stream, goal, "whatever" if goal else None, 77)
            found.append(encode(hands.act(frames)[stream]))
        return found[late:]

    first = played(0, 0, None)
    assert len(set(first)) > 5, "nothing was drawn by chance"
    assert first == played(0, 12, Goal("mine", "dirt")) == played(2, 6, None)


def test_results_say_that_it_was_told_no_goal(folder: Path, tmp_path: Path) -> None:
    options = f"policy:{folder}?temperature=0.7"
    line = ["eval", "--suite", "atomic-v1", "--tasks", "eat_bread", "--agent", options, "--episodes", "1", "--jobs", "1",
            "--streams", "1", "--films", "0", "--out", str(tmp_path / "eval")]  # fmt: skip
    assert cli.main(line) == 0
    settings = json.loads((tmp_path / "eval" / "results.json").read_text())["settings"]
    player = settings["player"]
    assert player["play"]["told_goal"] is False
    assert (player["play"]["temperature"], player["play"]["camera_temperature"]) == (0.7, 0.7)
    assert player["fingerprint"] == fingerprint(folder) and player["sees"] == "pixels"
    assert settings["told"].startswith("nothing")


def test_what_it_cannot_do_is_said(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"unknown option 'guidance' of a VPT policy; there are temperature"):
        play_config({"guidance": "1"}, folder)
    with pytest.raises(ValueError, match="cannot be told a goal"):
        make_hierarchical(str(folder), {}, 1)
    hands = LearnedHands(folder, play_config({"camera_temperature": "0"}, folder), 1)
    with pytest.raises(ValueError, match="cannot be told a goal"):
        hands.follow(0, Goal("mine", "dirt"), "dig")
    idm = VPTConfig(
        kind="idm", hidsize=32, heads=2, blocks=1, channels=(4, 8, 8), dense=16, memory=0, image=16, temporal=4
    )
    checkpoint.save(VPTInverseDynamics(idm), tmp_path / "idm")
    with pytest.raises(ValueError, match="which cannot play"):
        LearnedHands(tmp_path / "idm", play_config({}, tmp_path / "idm"), 1)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "config.json").write_text('{"format": "craftagent-idm-1"}')
    with pytest.raises(FileNotFoundError, match=r"policy\.json"):
        play_config({}, tmp_path / "other")
