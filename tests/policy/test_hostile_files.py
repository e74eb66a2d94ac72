"""Files from strangers, for every family of policies: one sentence, nothing executed, nothing taken without bound."""

from __future__ import annotations

import builtins
import io
import json
import os
import pickle
import shutil
import struct
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("lightning")
import torch
from safetensors.torch import load_file, save_file

from craftagent import cli
from craftagent.policy.bc.checkpoints import newest_readable
from craftagent.policy.goap.files import load_policy
from craftagent.policy.idm.checkpoint import load_checkpoint, save_checkpoint
from craftagent.policy.idm.config import IDMConfig
from craftagent.policy.idm.model import IDM
from craftagent.policy.vpt import checkpoint as vpt_checkpoint
from craftagent.policy.vpt.config import VPTConfig
from craftagent.policy.vpt.model import VPTPolicy

VPT = VPTConfig(hidsize=16, heads=2, blocks=1, channels=(4, 4, 4), dense=8, memory=4, image=16)
TINY_IDM = IDMConfig(embed=8, channels=(8, 8, 8), depth=(0, 0, 1), dim=32, layers=1, heads=2, reach=8)

# family: reads a folder, name of its weights, of its description, and of the network's settings therein
FAMILIES: dict[str, tuple[Callable[[Path], Any], str, str, str]] = {
    "vpt": (vpt_checkpoint.load, "model.safetensors", "config.json", "config"),
    "idm": (load_checkpoint, "model.safetensors", "config.json", "network"),
    "goap": (load_policy, "policy.safetensors", "policy.json", "model"),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, write_policy: Callable[..., object]) -> Path:
    """A folder with a sound checkpoint of each family."""
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("sound")
    vpt_checkpoint.save(VPTPolicy(VPT), folder / "vpt")
    save_checkpoint(folder / "idm", IDM(TINY_IDM), torch.full((20,), 0.5))
    write_policy(folder / "goap", texts=["dig"], width=8)
    return folder


@pytest.fixture(params=list(FAMILIES))
def family(request: pytest.FixtureRequest, sound: Path, tmp_path: Path) -> tuple[str, Path]:
    """A family and a copy of its checkpoint."""
    shutil.copytree(sound / request.param, tmp_path / request.param)
    return request.param, tmp_path / request.param


def refused(read: Callable[[], Any], *named: Path, says: str = ".") -> None:
    with pytest.raises(ValueError, match=says) as caught:
        read()
    text = str(caught.value)
    assert "\n" not in text and len(text) < 600, text
    assert any(str(path) in text for path in named), text


def test_sound_ones_are_read(family: tuple[str, Path]) -> None:
    FAMILIES[family[0]][0](family[1])


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o027, 0o640), (0o077, 0o600)])
def test_files_have_the_mode_that_the_umask_says(
    mask: int, mode: int, tmp_path: Path, write_policy: Callable[..., object]
) -> None:
    before = os.umask(mask)
    try:
        vpt_checkpoint.save(VPTPolicy(VPT), tmp_path / "vpt")
        save_checkpoint(tmp_path / "idm", IDM(TINY_IDM), torch.full((20,), 0.5))
        write_policy(tmp_path / "goap")
        write_policy(tmp_path / "goap")  # over another
    finally:
        os.umask(before)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 6 and {path.stat().st_mode & 0o777 for path in files} == {mode}


# --- what would run something ----------------------------------------------------------------------------------------


class Call:
    """Calls ``what`` when it is unpickled."""

    def __init__(self, what: Callable[..., Any], *arguments: Any) -> None:
        self.what, self.arguments = what, arguments

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return self.what, self.arguments


def bombs(marker: Path) -> dict[str, Call]:
    """Each would make the marker's folder, or take memory without bound."""
    return {
        "system": Call(os.system, f"mkdir {marker}"),
        "eval": Call(builtins.eval, f"__import__('os').mkdir({str(marker)!r})"),
        "exec": Call(builtins.exec, f"import os; os.mkdir({str(marker)!r})"),
        "Popen": Call(subprocess.Popen, ["mkdir", str(marker)]),
        "mkdir": Call(os.mkdir, str(marker)),
        "bytearray": Call(builtins.bytearray, 1 << 45),
        "Tensor": Call(torch.Tensor, 1 << 45),
        "load": Call(torch.load, str(marker)),
    }


BOMBS = tuple(bombs(Path()))


def pickled(bomb: Call, kind: str, path: Path) -> None:
    """The bomb as a pickle, as torch writes it (archive or the form before), or beside a sound archive's own pickle."""
    if kind == "pickle":
        path.write_bytes(pickle.dumps({"a": bomb}, 2))
    elif kind == "legacy":
        torch.save({"a": torch.zeros(1), "b": bomb}, path, _use_new_zipfile_serialization=False)
    elif kind == "archive":
        torch.save({"a": torch.zeros(1), "b": [{"c": bomb}]}, path)
    elif kind == "behind":  # a sound archive behind a pickle of the form before
        torch.save({"b": bomb}, path, _use_new_zipfile_serialization=False)
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("x/data.pkl", pickle.dumps({}, 2))
    elif kind == "metadata":  # of the dict, where torch keeps versions
        state = torch.nn.Linear(1, 1).state_dict()
        state._metadata["x"] = bomb  # type: ignore[attr-defined]
        torch.save(state, path)
    else:
        torch.save({"a": torch.zeros(1)}, path)
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("more/data.pkl", pickle.dumps(bomb, 2))


@pytest.mark.parametrize("kind", ["pickle", "legacy", "archive", "behind", "metadata", "second"])
@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_do_not_go_off_in_the_command(
    bomb: str, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    marker = tmp_path / "marker"
    for suffix in (".weights", ".safetensors", ".model"):
        path = tmp_path / f"bad{suffix}"
        pickled(bombs(marker)[bomb], kind, path)
        words = [str(path), str(tmp_path / "none.weights")] if suffix == ".model" else [str(path)]
        if suffix == ".model":
            torch.save(VPTPolicy(VPT).state_dict(), tmp_path / "none.weights")
        assert cli.main(["vpt", "import", *words, "--out", str(tmp_path / "out")]) == 1
        said = capsys.readouterr().err
        assert said.count("\n") == 1 and str(path) in said and len(said) < 600
        assert not marker.exists() and not (tmp_path / "out").exists()


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_do_not_go_off_in_checkpoints(bomb: str, family: tuple[str, Path], tmp_path: Path) -> None:
    load, weights, description, _ = FAMILIES[family[0]]
    for kind in ("pickle", "legacy", "archive"):
        pickled(bombs(tmp_path / "marker")[bomb], kind, family[1] / weights)
        refused(lambda: load(family[1]), family[1] / weights)
    pickled(bombs(tmp_path / "marker")[bomb], "pickle", family[1] / description)
    refused(lambda: load(family[1]), family[1] / description)
    assert not (tmp_path / "marker").exists()


@pytest.mark.parametrize("kind", ["pickle", "legacy", "archive", "second"])
def test_bombs_do_not_go_off_when_training_resumes(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    torch.save({"global_step": 1}, tmp_path / "step-00000001.ckpt")
    for n, bomb in enumerate(("system", "eval", "exec", "Popen", "mkdir", "load"), 2):
        pickled(bombs(tmp_path / "marker")[bomb], kind, tmp_path / f"step-{n:08d}.ckpt")
    found = newest_readable(tmp_path)
    assert found is not None
    if kind == "second":  # what is beside the archive's own pickle is not read at all
        torch.load(found, weights_only=True)
    else:
        assert found.name == "step-00000001.ckpt"
        assert capsys.readouterr().out.count("cannot be read") == 6
    assert not (tmp_path / "marker").exists()


# --- what claims to be larger than it is ------------------------------------------------------------------------------


def _archive(path: Path, change: Callable[[str, bytes], bytes], compression: int = zipfile.ZIP_STORED) -> None:
    source = io.BytesIO()
    torch.save({"a": torch.arange(4.0)}, source)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", compression) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, change(entry.filename, old.read(entry)))


def test_weights_larger_than_their_file_are_refused(tmp_path: Path) -> None:
    from craftagent.policy.vpt.released import read_weights

    path = tmp_path / "big.weights"

    def zeros(name: str, data: bytes) -> bytes:
        return bytes(1 << 26) if name.endswith("/data/0") else data

    _archive(path, zeros, zipfile.ZIP_DEFLATED)  # 64 MiB in as many kB; it could be a thousand times that
    assert path.stat().st_size < 1 << 17
    refused(lambda: read_weights(path), path, says="is compressed")

    def more(name: str, data: bytes) -> bytes:  # 200 numbers in a storage of 4
        return data.replace(b"K\x04", b"K\xc8") if name.endswith("data.pkl") else data

    _archive(path, more)
    refused(lambda: read_weights(path), path, says="record size|claims 200 numbers")

    torch.save({"a": torch.arange(4.0)}, path, _use_new_zipfile_serialization=False)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"K\x04", b"\x8a\x06" + (1 << 40).to_bytes(6, "little")))
    refused(lambda: read_weights(path), path)

    torch.save({f"{i:0200d}": torch.zeros(1) for i in range(6000)}, path)
    refused(lambda: read_weights(path), path, says="longer than 1048576 bytes")


def _header(file: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    data = file.read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8 : 8 + size])
    text = json.dumps(change(header) or header).encode()
    file.write_bytes(struct.pack("<Q", len(text)) + text + data[8 + size :])


def _first(change: dict[str, Any]) -> Callable[[Path], None]:
    return lambda file: _header(file, lambda h: h[next(n for n in h if n != "__metadata__")].update(change))


def _retyped(kind: torch.dtype) -> Callable[[Path], None]:
    return lambda file: save_file({n: v.to(kind) for n, v in load_file(file).items()}, file)


def _filled(value: float) -> Callable[[Path], None]:
    def change(file: Path) -> None:
        tensors = load_file(file)
        name = next(n for n, v in tensors.items() if v.is_floating_point() and v.numel())
        tensors[name].view(-1)[-1] = value
        save_file(tensors, file)

    return change


def _cut(share: float) -> Callable[[Path], None]:
    return lambda file: file.write_bytes(file.read_bytes()[: int(share * file.stat().st_size)])


def _without_one(file: Path) -> None:
    tensors = load_file(file)
    del tensors[next(iter(tensors))]
    save_file(tensors, file)


def _with_one_more(file: Path) -> None:
    save_file({**load_file(file), "no\nsuch " * 1000: torch.zeros(1)}, file)


def _flat(file: Path) -> None:
    save_file({n: v.reshape(-1) for n, v in load_file(file).items()}, file)


WEIGHTS: dict[str, Callable[[Path], Any]] = {
    "empty": lambda f: f.write_bytes(b""),
    "zeros": lambda f: f.write_bytes(bytes(64)),
    "cut in the length": _cut(0.0001),
    "cut in the header": _cut(0.02),
    "cut in the middle": _cut(0.5),
    "cut at the end": lambda f: f.write_bytes(f.read_bytes()[:-1]),
    "a byte too many": lambda f: f.write_bytes(f.read_bytes() + b"x"),
    "endless header": lambda f: f.write_bytes(struct.pack("<Q", 1 << 62) + f.read_bytes()[8:]),
    "header of 99 MB": lambda f: f.write_bytes(struct.pack("<Q", 99_000_000) + f.read_bytes()[8:]),
    "endless shape": _first({"shape": [1 << 62, 1 << 62]}),
    "huge shape": _first({"shape": [1 << 40]}),
    "negative shape": _first({"shape": [-1]}),
    "beyond the end": _first({"data_offsets": [0, 1 << 60]}),
    "backwards": _first({"data_offsets": [100, 0]}),
    "kind that torch has not": _first({"dtype": "F4"}),
    "no kind at all": _first({"dtype": "X1"}),
    "other kind": _first({"dtype": "C64"}),
    "header of a list": lambda f: _header(f, lambda h: [h]),
    "deep header": lambda f: f.write_bytes(struct.pack("<Q", 200_000) + b"[" * 200_000),
    "whole numbers": _retyped(torch.int32),
    "complex numbers": _retyped(torch.complex64),
    "not a number": _filled(float("nan")),
    "infinite": _filled(float("-inf")),
    "one missing": _without_one,
    "one too many": _with_one_more,
    "other shapes": _flat,
    "other family": lambda f: save_file({"x": torch.zeros(1)}, f),
}


@pytest.mark.parametrize("damage", WEIGHTS)
def test_damaged_weights_are_named(damage: str, family: tuple[str, Path]) -> None:
    load, weights, *_ = FAMILIES[family[0]]
    WEIGHTS[damage](family[1] / weights)
    refused(lambda: load(family[1]), family[1])


DESCRIPTIONS: dict[str, bytes] = {
    "empty": b"", "cut": b'{"format": ', "list": b"[]", "null": b"null", "nan": b"NaN", "bytes": bytes(range(256)),
    "deep": b"[" * 100_000, "deep object": b'{"a":' * 100_000, "endless": b" " * ((1 << 24) + 2),
    "digits": b'{"version": ' + b"9" * 10_000 + b"}", "no field": b"{}",
}  # fmt: skip


@pytest.mark.parametrize("damage", DESCRIPTIONS)
def test_damaged_descriptions_are_named(damage: str, family: tuple[str, Path]) -> None:
    load, _, description, _ = FAMILIES[family[0]]
    (family[1] / description).write_bytes(DESCRIPTIONS[damage])
    refused(lambda: load(family[1]), family[1])


HOSTILE: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    0.5,
    3,
    1 << 15,
    10**9,
    10**30,
    -(10**400),
    "x",
    "1" * 5000,
    [],
    [1, "x"],
    {},
    {"a": 1},
)


def _places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value[:3]))
    return [place for key, item in items for place in [(*way, key), *_places(item, (*way, key))]]


@pytest.mark.filterwarnings("ignore:Initializing zero-element tensors")
def test_wrong_values_at_any_place_of_a_description_are_named(family: tuple[str, Path]) -> None:
    """Each ends, at once, in a sentence or in a network: nothing else is raised, and no memory is taken."""
    load, _, description, _ = FAMILIES[family[0]]
    path = family[1] / description
    whole = path.read_text()
    places = [
        p
        for p in _places(json.loads(whole))
        if p[:3] != ("model", "language", "model") and p[0] not in ("about", "source")
    ]
    random = np.random.default_rng(0)
    assert len(places) > 15
    read = 0
    for place in places:
        for value in random.permutation(len(HOSTILE))[:2]:
            data = json.loads(whole)
            inner = data
            for key in place[:-1]:
                inner = inner[key]
            inner[place[-1]] = HOSTILE[value]
            path.write_text(json.dumps(data))
            try:
                load(family[1])
                read += 1
            except ValueError as error:
                text = str(error)
                assert "\n" not in text and len(text) < 600 and str(family[1]) in text, (place, HOSTILE[value], text)
    assert read < len(places)  # most are refused


def test_flipped_bytes_are_refused_or_read(family: tuple[str, Path]) -> None:
    load, weights, *_ = FAMILIES[family[0]]
    path = family[1] / weights
    whole = path.read_bytes()
    header = 8 + struct.unpack("<Q", whole[:8])[0]
    random = np.random.default_rng(1)
    for _ in range(40):
        data = bytearray(whole)
        for at in random.integers(0, header, 1 + int(random.integers(3))):
            data[at] = random.integers(256)
        path.write_bytes(data)
        try:
            load(family[1])
        except ValueError as error:
            assert "\n" not in str(error) and str(family[1]) in str(error)


@pytest.mark.parametrize("legacy", [False, True])
def test_flipped_bytes_of_released_files_are_refused_or_read(legacy: bool, tmp_path: Path) -> None:
    from craftagent.policy.vpt.plain_pickle import load_plain
    from craftagent.policy.vpt.released import config_from_tensors, read_weights

    def imported(path: Path) -> Any:
        found = read_weights(path)
        return vpt_checkpoint.from_state(path, config_from_tensors(path, found), found)

    weights, model = tmp_path / "x.weights", tmp_path / "x.model"
    state = VPTPolicy(VPT).state_dict()
    torch.save(state, weights, _use_new_zipfile_serialization=not legacy)
    plain = pickle.dumps({"model": {"args": {"net": {"args": {"hidsize": 16, "x": [1.5, None, "y"]}}}}}, 2 + 2 * legacy)
    whole = weights.read_bytes()
    random = np.random.default_rng(2)
    for turn in range(60):
        data, small = bytearray(whole), bytearray(plain)
        for _ in range(1 + int(random.integers(4))):
            data[random.integers(len(data) if turn % 2 else 3000)] = random.integers(256)
            small[random.integers(len(small))] = random.integers(256)
        weights.write_bytes(data)
        model.write_bytes(small)
        for read in (lambda: imported(weights), lambda: load_plain(model)):
            try:
                read()
            except ValueError as error:
                assert "\n" not in str(error) and str(tmp_path) in str(error)
