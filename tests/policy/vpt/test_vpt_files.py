"""Files from strangers: what is read, what is refused, and that nothing in them runs."""

import argparse
import collections
import json
import os
import pickle
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from craftagent.policy.vpt import checkpoint, import_command
from craftagent.policy.vpt.config import VPTConfig
from craftagent.policy.vpt.model import VPTInverseDynamics, VPTPolicy
from craftagent.policy.vpt.plain_pickle import load_plain

TINY = VPTConfig(hidsize=32, heads=2, blocks=2, channels=(16, 32, 32), dense=16, memory=6, image=16)
TINY_IDM = VPTConfig(kind="idm", hidsize=32, heads=2, blocks=1, channels=(16, 32, 32), dense=16, memory=0, image=16,
                     temporal=5, temperature=4.0)  # fmt: skip


def description(**net: object) -> dict:
    args = {"hidsize": 32, "attention_heads": 2, "n_recurrence_layers": 2, "impala_width": 1,
            "impala_chans": [16, 32, 32], "img_shape": [16, 16, 3], "attention_memory_size": 10, "timesteps": 4,
            "pointwise_ratio": 4, "recurrence_type": "transformer"}  # fmt: skip
    return {"version": 3, "model": {"function": "some.factory:make",
            "args": {"net": {"function": "x", "args": {**args, **net}}, "pi_head_opts": {"temperature": 2}}}}  # fmt: skip


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """What the released pairs look like, in small."""
    torch.manual_seed(0)
    model, weights = tmp_path / "tiny.model", tmp_path / "tiny.weights"
    model.write_bytes(pickle.dumps(description()))
    torch.save(VPTPolicy(TINY).state_dict(), weights)
    return model, weights


def run(*words: object) -> int:
    parser = argparse.ArgumentParser()
    import_command.add_arguments(parser)
    return import_command.run(parser.parse_args([str(word) for word in words]))


def test_import_makes_a_checkpoint_of_ours(files: tuple[Path, Path], tmp_path: Path, capsys) -> None:
    assert run(*files, "--out", tmp_path / "out") == 0
    assert "VPT policy, own size" in capsys.readouterr().out
    model = checkpoint.load(tmp_path / "out")
    assert isinstance(model, VPTPolicy) and not model.training
    assert model.config == VPTConfig.from_dict({**TINY.to_dict(), "temperature": 2.0})
    assert model.pi_head.temperature == 2.0
    original = torch.load(files[1])
    assert model.state_dict().keys() == original.keys()
    assert all(torch.equal(value, original[name]) for name, value in model.state_dict().items())
    conv = model.net.img_process.cnn.stacks[1].firstconv.layer.weight
    assert conv.is_contiguous(memory_format=torch.channels_last) and conv.requires_grad
    source = json.loads((tmp_path / "out" / "config.json").read_text())["source"]["files"]
    assert set(source) == {"tiny.model", "tiny.weights"} and len(source["tiny.model"]["sha256"]) == 64
    with pytest.raises(FileExistsError, match="holds a checkpoint already"):
        run(*files, "--out", tmp_path / "out")


def test_import_needs_no_model_file_and_takes_safetensors_of_an_idm(tmp_path: Path) -> None:
    model = VPTInverseDynamics(TINY_IDM)
    save_file(
        {name: value.half().contiguous() for name, value in model.state_dict().items()}, tmp_path / "i.safetensors"
    )
    assert run(tmp_path / "i.safetensors", "--out", tmp_path / "out") == 0
    loaded = checkpoint.load(tmp_path / "out")
    assert loaded.config == TINY_IDM
    assert loaded.state_dict()["net.final_ln.weight"].dtype == torch.float32


def test_checkpoint_of_a_trained_model_goes_round(tmp_path: Path) -> None:
    model = VPTPolicy(TINY)
    model.value_head.normalizer.update(torch.tensor([3.0, 4.0]))
    folder = checkpoint.save(model, tmp_path / "a", {"steps": 7})
    assert checkpoint.read_config(folder)[1]["source"] == {"steps": 7}
    again = checkpoint.load(folder).state_dict()
    assert all(torch.equal(value, again[name]) for name, value in model.state_dict().items())
    assert sorted(p.name for p in folder.iterdir()) == ["config.json", "model.safetensors"]


class Bomb:
    """Makes a folder when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple:
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("place", ["top", "deep", "key"])
def test_malicious_model_files_are_refused_and_never_run(tmp_path: Path, protocol: int, place: str) -> None:
    bomb = Bomb(tmp_path / "owned")
    data = {"top": bomb, "deep": description(hidsize=[{"x": bomb}]), "key": {(1, bomb): 2}}[place]
    path = tmp_path / "bad.model"
    path.write_bytes(pickle.dumps(data, protocol))
    with pytest.raises(ValueError, match=rf"bad\.model: refused, .*: it asks for {os.name}\.mkdir") as caught:
        load_plain(path)
    assert "\n" not in str(caught.value) and not (tmp_path / "owned").exists()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "pickle"),
        (b"\x80\x04}", "pickle"),
        (b"not a pickle at all", "opcode"),
        (b"\x80\x02r\xff\xff\xff\x7f.", "memo"),  # would take 16 GB of memo
        (b"\x80\x02]r\xff\xff\xff\x7f.", "a memo of 2147483647 entries"),
        (b"\x80\x05\x96\x00\x00\x00\x00\x00\x00\x00\x40.", "opcode|pickle|bytes"),  # a bytearray of 4 EB
        (b"(lp0\nh\x00a.", "nested without end"),  # a list in itself
        (b"\x80\x02\x82\x01.", "opcode EXT1"),
        (b"\x80\x02X\x01\x00\x00\x00aQ.", "opcode BINPERSID"),
        (pickle.dumps({1.5: "x"}), "a key that is neither"),
        (pickle.dumps({"x": {1, 2}}), "opcode EMPTY_SET"),
        (pickle.dumps({"x": 1 + 2j}), "builtins.complex"),
        (pickle.dumps(torch.Size([1])), "asks for torch.Size"),
        (b"x" * ((1 << 20) + 1), "has at most 1048576 bytes"),
    ],
)
def test_broken_model_files_are_refused(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "bad.model"
    path.write_bytes(data)
    with pytest.raises(ValueError, match=says) as caught:
        load_plain(path)
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)


def test_a_pickle_that_multiplies_is_refused(tmp_path: Path) -> None:
    data: list = ["x"]
    for _ in range(40):
        data = [data] * 10  # 10^40 entries, a few hundred bytes
    path = tmp_path / "bad.model"
    path.write_bytes(pickle.dumps(data))
    with pytest.raises(ValueError, match="nested without end"):
        load_plain(path)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_plain_pickles_are_read(tmp_path: Path, protocol: int) -> None:
    path = tmp_path / "good.model"
    data = {"a": [1, -(2**70), 2.5, None, True], "b": ("x", "é"), 3: collections.OrderedDict(y=1)}
    path.write_bytes(pickle.dumps(data, protocol))
    assert load_plain(path) == {"a": [1, -(2**70), 2.5, None, True], "b": ["x", "é"], 3: {"y": 1}}


@pytest.mark.parametrize("legacy", [False, True])
def test_malicious_weights_are_refused_and_never_run(tmp_path: Path, legacy: bool) -> None:
    path = tmp_path / "bad.weights"
    torch.save({"a": Bomb(tmp_path / "owned")}, path, _use_new_zipfile_serialization=not legacy)
    with pytest.raises(ValueError, match=r"bad\.weights: refused, weights must be tensors .*mkdir") as caught:
        run(path, "--out", tmp_path / "out")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "owned").exists() and not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ([torch.zeros(1)], "a dict of tensors, not list"),
        ({"a": "text"}, "'a' is str"),
        ({"a": {"b": torch.zeros(1)}}, "'a' is dict"),
        ({"a": torch.zeros(2, dtype=torch.long)}, "of floats"),
        ({"a": torch.zeros(2, 2).to_sparse()}, "_rebuild_sparse_tensor"),
        ({"a": torch.zeros(1).expand(1 << 40)}, "claims 1099511627776 numbers"),
        ({"a": torch.zeros(1)}, "there is no tensor 'net.img_process.linear.layer.weight'"),
        ({"net.img_process.linear.layer.weight": torch.zeros(())}, r"wrong shape \(\)"),
    ],
)
def test_weights_of_something_else_are_named(tmp_path: Path, state: object, says: str) -> None:
    path = tmp_path / "bad.weights"
    torch.save(state, path)
    with pytest.raises(ValueError, match=says) as caught:
        run(path, "--out", tmp_path / "out")
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)


_MLP = "net.recurrent_layer.blocks.1.mlp0.layer.weight"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({_MLP: torch.zeros(128, 31)}, rf"'{_MLP}' must have shape \(128, 32\), not \(128, 31\)"),
        ({_MLP: None}, f"'{_MLP}' is missing"),
        ({"pi_head.camera.linear_layer.bais": torch.zeros(121)}, "did you mean 'pi_head.camera.linear_layer.bias'"),
        ({"pi_head.camera.linear_layer.bias": torch.full((121,), torch.nan)}, "not finite"),
        ({"net.img_process.cnn.dense.norm.weight": torch.zeros(33)}, "must have shape|of these shapes"),
        ({"net.recurrent_layer.blocks.0.r.orc_block.r_layer.weight": torch.zeros(30, 32)}, "multiple of 'heads'"),
        ({"net.recurrent_layer.blocks.0.r.orc_block.b_nd": torch.zeros(10, 0)}, "value_head|must have shape"),
    ],
)
def test_wrong_tensors_are_named(files: tuple[Path, Path], tmp_path: Path, change: dict, says: str) -> None:
    state = {k: v for k, v in {**torch.load(files[1]), **change}.items() if v is not None}
    path = tmp_path / "bad.weights"
    torch.save(state, path)
    with pytest.raises(ValueError, match=says) as caught:
        run(path, "--out", tmp_path / "out")
    assert "\n" not in str(caught.value) and not (tmp_path / "out").exists()


def test_one_number_statistics_may_lack_a_dimension(files: tuple[Path, Path], tmp_path: Path) -> None:
    state = torch.load(files[1])
    state["value_head.normalizer.debiasing_term"] = torch.tensor([0.25])
    torch.save(state, tmp_path / "x.weights")
    assert run(tmp_path / "x.weights", "--out", tmp_path / "out") == 0
    assert checkpoint.load(tmp_path / "out").state_dict()["value_head.normalizer.debiasing_term"] == 0.25


@pytest.mark.parametrize("keep", [0, 7, 200, 20_000, -1])
@pytest.mark.parametrize("suffix", [".weights", ".safetensors"])
def test_truncated_files_are_named(files: tuple[Path, Path], tmp_path: Path, keep: int, suffix: str) -> None:
    path = tmp_path / f"cut{suffix}"
    if suffix == ".weights":
        whole = files[1].read_bytes()
    else:
        save_file({name: value.contiguous() for name, value in torch.load(files[1]).items()}, path)
        whole = path.read_bytes()
    path.write_bytes(whole[:keep])
    with pytest.raises(ValueError, match=rf"cut{suffix}: ") as caught:
        run(path, "--out", tmp_path / "out")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({}, "there is no entry model/args/net/args"),
        (description(hidsize=64), "hidsize is 64, but the weights have 32"),
        (description(impala_width=2), "impala_chans"),
        (description(timesteps=8), "attention_memory_size is 10, but the weights have 14"),
        (description(recurrence_type="lstm"), "recurrence_type is 'lstm', but a released model has 'transformer'"),
        (
            {"model": {"args": {"net": {"args": {}}, "pi_head_opts": {"temperature": "hot"}}}},
            "temperature .* not 'hot'",
        ),
        ({"model": {"args": {"net": {"args": {}}, "pi_head_opts": {"temperature": 0}}}}, "temperature .* not 0"),
        (description(impala_width=0), "impala_width"),
        (description(timesteps="x"), "timesteps"),
    ],
)
def test_model_files_that_do_not_fit_are_named(files: tuple[Path, Path], tmp_path: Path, data: dict, says: str) -> None:
    files[0].write_bytes(pickle.dumps(data))
    with pytest.raises(ValueError, match=says) as caught:
        run(*files, "--out", tmp_path / "out")
    assert str(files[0]) in str(caught.value)


def test_which_files_are_wanted(files: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"must end in \.model, \.weights or \.safetensors"):
        run(tmp_path / "x.pt", "--out", tmp_path / "out")
    with pytest.raises(FileNotFoundError, match="no such file"):
        run(tmp_path / "x.weights", "--out", tmp_path / "out")
    with pytest.raises(ValueError, match="one model is imported at a time"):
        run(files[0], "--out", tmp_path / "out")
    with pytest.raises(ValueError, match="'temperature' must be a number above 0"):
        run(files[1], "--temperature", "-1", "--out", tmp_path / "out")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not JSON"),
        ("[]", "'family' must be 'vpt', not 'list'"),
        ('{"family": "goap"}', "'family' must be 'vpt', not 'goap'"),
        ('{"family": "vpt", "version": 2}', "'version' must be 1, not 2"),
        ('{"family": "vpt", "version": 1, "config": {"hidsise": 1}}', "did you mean 'hidsize'"),
        ('{"family": "vpt", "version": 1}', "must be a mapping"),
    ],
)
def test_wrong_configs_are_named(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "config.json").write_text(text)
    with pytest.raises(ValueError, match=says) as caught:
        checkpoint.load(tmp_path)
    assert "config.json" in str(caught.value)
