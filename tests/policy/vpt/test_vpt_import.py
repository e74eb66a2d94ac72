"""From files in the released form to a network that plays and to training that starts from it, by the commands."""

from __future__ import annotations

import collections
import pickle
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import yaml

from craftagent import cli
from craftagent.actions import encode
from craftagent.policy.vpt import checkpoint
from craftagent.policy.vpt.config import VPTConfig
from craftagent.policy.vpt.model import VPTInverseDynamics, VPTPolicy
from craftagent.policy.vpt.player import VPTPlayer

POLICY = VPTConfig(hidsize=32, heads=2, blocks=2, channels=(16, 32, 32), dense=16, memory=6)
IDM = VPTConfig(kind="idm", hidsize=32, heads=2, blocks=1, channels=(16, 32, 32), dense=16, memory=0, temporal=5, image=16,
                temperature=4.0)  # fmt: skip


def settings(config: VPTConfig, **other: Any) -> dict[str, Any]:
    """A ``.model`` file's data, with the entries that the released ones have beside those that are read."""
    policy = config.kind == "policy"
    net: dict[str, Any] = {
        "attention_heads": config.heads, "attention_mask_style": "clipped_causal" if policy else "none",
        "attention_memory_size": config.memory + 128, "timesteps": 128, "diff_mlp_embedding": False,
        "hidsize": config.hidsize, "img_shape": [config.image, config.image, config.temporal or 3],
        "impala_chans": [16, 32, 32], "impala_width": 1,
        "impala_kwargs": {"post_pool_groups": 1}, "init_norm_kwargs": {"batch_norm": False, "group_norm_groups": 1},
        "n_recurrence_layers": config.blocks, "only_img_input": True, "pointwise_ratio": 4,
        "pointwise_use_activation": False, "recurrence_is_residual": True, "recurrence_type": "transformer",
        "use_pointwise_layer": True, "use_pre_lstm_ln": False, **other,
    }  # fmt: skip
    if not policy:
        net["conv3d_params"] = {"inchan": 3, "outchan": config.temporal, "kernel_size": [5, 1, 1], "padding": [2, 0, 0]}
    return {
        "version": 3,
        "model": {
            "function": "some.package:MakePolicy",
            "args": {"net": {"function": "some.package:Net", "args": net},
                     "pi_head_opts": collections.OrderedDict(temperature="2.0" if policy else 4)},
        },
        "extra": {"reward": {"log": (8, 0.125), "diamond": (float("inf"), 8 / 3)}, "note": None},
    }  # fmt: skip


def released(folder: Path, config: VPTConfig, **other: Any) -> tuple[VPTPolicy | VPTInverseDynamics, Path, Path]:
    """A pair of files with random weights, and the network that has them."""
    torch.manual_seed(0)
    net = VPTPolicy(config) if config.kind == "policy" else VPTInverseDynamics(config)
    state = net.state_dict()
    with torch.no_grad():
        for value in state.values():
            value += 0.1 * torch.rand_like(value)
    model, weights = folder / "small.model", folder / "small.weights"
    model.write_bytes(pickle.dumps(settings(config, **other)))
    # as written on a GPU: an OrderedDict with torch's versions beside it, the tensors contiguous
    plain = collections.OrderedDict((name, value.contiguous()) for name, value in state.items())
    plain._metadata = state._metadata  # type: ignore[attr-defined]
    torch.save(plain, weights)
    return net.eval(), model, weights


def test_policy_goes_round_and_plays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    net, *files = released(tmp_path, POLICY)
    assert cli.main(["vpt", "import", *map(str, files), "--out", str(tmp_path / "out")]) == 0
    assert "VPT policy, own size" in (said := capsys.readouterr().out) and "temperature 2" in said
    found = checkpoint.load(tmp_path / "out")
    assert isinstance(found, VPTPolicy) and found.pi_head.temperature == 2.0
    frames = torch.randint(0, 256, (1, 5, 128, 128, 3), dtype=torch.uint8)
    with torch.no_grad():
        theirs, ours = net(frames), found(frames)
    assert torch.equal(ours.latent, theirs.latent)
    torch.testing.assert_close(ours.action.buttons, theirs.action.at_temperature(2.0).buttons)
    player = VPTPlayer.load(tmp_path / "out", temperature=0)
    played = [encode(player.act(frame))[0] for frame in frames[0].numpy()]
    expected = ours.action.buttons[0].argmax(-1)
    # an action that names the camera's meta button without moving it is coded without
    assert [b & ~1 for b in played] == [int(b) & ~1 for b in expected]


@pytest.mark.parametrize("shape", [[16, 16, 5], [16, 16, 3]])
def test_idm_goes_round(shape: list[int], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    net, *files = released(tmp_path, IDM, img_shape=shape)
    assert cli.main(["vpt", "import", *map(str, files), "--out", str(tmp_path / "out")]) == 0
    assert "VPT idm" in capsys.readouterr().out
    found = checkpoint.load(tmp_path / "out")
    assert found.config == IDM
    frames = torch.randint(0, 256, (2, 8, 16, 16, 3), dtype=torch.uint8)
    with torch.no_grad():
        for ours, theirs in zip(found(frames), net(frames), strict=True):
            assert torch.equal(ours, theirs)


@pytest.mark.parametrize(
    ("config", "change", "says"),
    [
        (POLICY, {"attention_mask_style": "none"}, "attention_mask_style is 'none'"),
        (IDM, {"attention_mask_style": "clipped_causal"}, "attention_mask_style is 'clipped_causal'"),
        (IDM, {"img_shape": [16, 16, 6]}, r"img_shape is \[16, 16, 6\], but the weights have \[16, 16, 3\]"),
        (POLICY, {"img_shape": [64, 64, 3]}, r"img_shape is \[64, 64, 3\]"),
        (POLICY, {"hidsize": 10**400}, "hidsize is 1000"),
    ],
)
def test_settings_of_another_network_are_named(
    config: VPTConfig, change: dict[str, Any], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, *files = released(tmp_path, config, **change)
    assert cli.main(["vpt", "import", *map(str, files), "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and len(said) < 600 and str(files[0]) in said
    assert re.search(says, said)


@pytest.mark.filterwarnings("ignore:.*:UserWarning", "ignore:.*:FutureWarning")
def test_training_starts_from_what_was_imported(tmp_path: Path, episodes: Path) -> None:
    from craftagent.policy.bc.cli import main
    from craftagent.policy.goap.player import GoapPlayer

    net, *files = released(tmp_path, POLICY)
    assert cli.main(["vpt", "import", *map(str, files), "--out", str(tmp_path / "vpt")]) == 0
    data = {
        "run": str(tmp_path / "run"), "seed_everything": 0,
        "model": {"class_path": "craftagent.policy.bc.module.BehaviourCloning", "init_args": {
            "init_vpt": str(tmp_path / "vpt"), "text_encoder": "hashed", "ema": 0.0,
            "model": {"vpt": {**POLICY.to_dict()}, "behaviour": {"width": 16, "heads": 2, "tokens": 2, "bank": 3},
                      "goal": {"width": 16}, "head": {"kind": "joint"}},
            "optimizer": {"lr": 0.0, "weight_decay": 0.0},
        }},
        "data": {"class_path": "craftagent.datasets.modules.SequenceDataModule", "init_args": {
            "sources": [{"folder": str(episodes)}], "batch_size": 2, "ticks": 8, "cache": str(episodes / "cache"),
            "cache_jobs": 1,
        }},
        "trainer": {
            "accelerator": "cpu", "devices": 1, "max_steps": 1, "logger": False, "enable_progress_bar": False,
            "enable_model_summary": False, "num_sanity_val_steps": 0, "limit_val_batches": 0,
            "callbacks": [{"class_path": "craftagent.policy.bc.checkpoints.Checkpoints"}],
        },
    }  # fmt: skip
    path = tmp_path / "config.yaml"
    path.write_text(yaml.safe_dump(data))
    main(["fit", "-c", str(path)])
    player = GoapPlayer.load(tmp_path / "run" / "policy")
    assert isinstance(net, VPTPolicy)
    trunk = player.net.time.state_dict()
    for name, value in net.net.state_dict().items():
        torch.testing.assert_close(trunk[name], value, atol=1e-6, rtol=0, msg=name)
    head = player.net.heads.buttons.all.weight
    torch.testing.assert_close(head, net.pi_head.buttons.linear_layer.weight / 2, atol=1e-6, rtol=0)  # the temperature
    player.act(np.zeros((128, 128, 3), np.uint8))
