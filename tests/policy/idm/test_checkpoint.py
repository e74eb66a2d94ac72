"""Checkpoints: what is written is read back; what is wrong is said in a sentence."""

from __future__ import annotations

import json
import shutil

import pytest
import torch
from safetensors.torch import load_file, save_file

from craftagent.policy.idm.checkpoint import load_checkpoint, save_checkpoint
from craftagent.policy.idm.model import IDM


def test_round_trip(tmp_path, tools):
    model = IDM(tools["tiny"])
    thresholds = torch.linspace(0.1, 0.9, 20)
    save_checkpoint(tmp_path / "a", model, thresholds, {"validation": {"macro_f1": 0.5}})
    stored = load_checkpoint(tmp_path / "a")
    assert stored.model.config == model.config
    assert not stored.model.training
    torch.testing.assert_close(stored.thresholds, thresholds, atol=1e-6, rtol=0)
    assert stored.about == {"validation": {"macro_f1": 0.5}}
    for name, value in model.state_dict().items():
        assert torch.equal(value, stored.model.state_dict()[name]), name
    save_checkpoint(tmp_path / "b", model, thresholds, dtype="fp16")
    half = load_checkpoint(tmp_path / "b")
    assert half.digest != stored.digest
    assert (tmp_path / "b/model.safetensors").stat().st_size < 0.6 * (tmp_path / "a/model.safetensors").stat().st_size
    torch.testing.assert_close(half.model.keys.weight, model.keys.weight, atol=1e-3, rtol=1e-3)
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == ["config.json", "model.safetensors"]


def test_weights_that_are_no_numbers_are_not_written(tmp_path, tools):
    model = IDM(tools["tiny"])
    with torch.no_grad():
        model.keys.bias[3] = float("nan")
    with pytest.raises(ValueError, match=r"keys\.bias"):
        save_checkpoint(tmp_path / "a", model, torch.full((20,), 0.5))
    assert not (tmp_path / "a").exists()


def _config(folder, change):
    path = folder / "config.json"
    config = json.loads(path.read_text())
    change(config)
    path.write_text(json.dumps(config))


def _tensors(folder, change):
    tensors = load_file(folder / "model.safetensors")
    change(tensors)
    save_file(tensors, folder / "model.safetensors")


def _cut(folder):
    data = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(data[: len(data) // 2])


DAMAGE = {
    "no weights": (lambda f: (f / "model.safetensors").unlink(), "no model.safetensors"),
    "no config": (lambda f: (f / "config.json").unlink(), "no config.json"),
    "cut": (_cut, "not a whole safetensors"),
    "pickle": (lambda f: torch.save({"a": torch.zeros(1)}, f / "model.safetensors"), "not a whole safetensors"),
    "not json": (lambda f: (f / "config.json").write_text("{"), "not JSON"),
    "format": (lambda f: _config(f, lambda c: c.update(format="x")), "format must be"),
    "setting": (lambda f: _config(f, lambda c: c["network"].update(dims=3)), "dims"),
    "network": (lambda f: _config(f, lambda c: c.update(network=[])), "network"),
    "other shape": (lambda f: _config(f, lambda c: c["network"].update(dim=64)), "does not fit"),
    "deeper": (lambda f: _config(f, lambda c: c["network"].update(layers=2)), "lacks"),
    "threshold": (lambda f: _config(f, lambda c: c["thresholds"].update(jump=1.5)), "jump"),
    "unknown key": (lambda f: _config(f, lambda c: c["thresholds"].update(fly=0.5)), "fly"),
    "extra": (lambda f: _tensors(f, lambda t: t.update(more=torch.zeros(2))), "more"),
    "nan": (lambda f: _tensors(f, lambda t: t["gui.bias"].fill_(float("nan"))), r"gui\.bias"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_said_in_a_sentence(damage, tmp_path, checkpoint):
    folder = tmp_path / "broken"
    shutil.copytree(checkpoint, folder)
    do, said = DAMAGE[damage]
    do(folder)
    with pytest.raises(ValueError, match=said) as raised:
        load_checkpoint(folder)
    assert "broken" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_not_a_folder(tmp_path, checkpoint):
    with pytest.raises(ValueError, match="no such folder"):
        load_checkpoint(tmp_path / "nowhere")
    with pytest.raises(ValueError, match="it is a file"):
        load_checkpoint(checkpoint / "model.safetensors")
