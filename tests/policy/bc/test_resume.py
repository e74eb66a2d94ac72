"""``--ckpt_path``: what no run can go on from is refused in one sentence; nothing is executed, nothing is overwritten."""

from __future__ import annotations

import builtins
import os
import pickle
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from craftagent import cli
from craftagent.policy.bc.cli import main
from craftagent.policy.bc.resume import WrongCheckpoint, check_checkpoint

Config = Callable[..., list[str]]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory, episodes: Path, config: Config) -> tuple[list[str], Path, Path]:
    """Arguments of a run of four steps that is done, its folder, and its checkpoint."""
    folder = tmp_path_factory.mktemp("done")
    arguments = config(folder, episodes, 4)
    main(arguments)
    return config(folder, episodes, 6), folder / "run", folder / "run" / "checkpoints" / "step-00000004.ckpt"


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


class Call:
    """Calls ``what`` when it is unpickled."""

    def __init__(self, what: Callable[..., Any], *arguments: Any) -> None:
        self.what, self.arguments = what, arguments

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return self.what, self.arguments


def bombs(marker: Path) -> list[Call]:
    """Each would make the marker's folder, or take memory without bound."""
    return [Call(os.system, f"mkdir {marker}"), Call(builtins.eval, f"__import__('os').mkdir({str(marker)!r})"),
            Call(subprocess.Popen, ["mkdir", str(marker)]), Call(os.mkdir, str(marker)),
            Call(builtins.bytearray, 1 << 45), Call(torch.Tensor, 1 << 45), Call(torch.load, str(marker))]  # fmt: skip


def refused(path: Path) -> str:
    with pytest.raises(WrongCheckpoint) as caught:
        check_checkpoint(path)
    said = str(caught.value)
    assert "\n" not in said and str(path) in said and len(said) < 400 and "weights_only" not in said
    return said


@pytest.mark.parametrize("kind", ["pickle", "legacy", "archive", "inside"])
def test_nothing_is_executed(kind: str, tmp_path: Path, done: tuple[list[str], Path, Path]) -> None:
    path, marker = tmp_path / "bad.ckpt", tmp_path / "marker"
    for bomb in bombs(marker):
        if kind == "pickle":
            path.write_bytes(pickle.dumps({"state_dict": bomb}, 2))
        elif kind == "inside":
            torch.save({**torch.load(done[2], weights_only=True), "callbacks": {"x": [bomb]}}, path)
        else:
            torch.save({"state_dict": bomb}, path, _use_new_zipfile_serialization=kind == "archive")
        refused(path)
        assert not marker.exists()


def test_what_is_no_checkpoint_is_named(tmp_path: Path, done: tuple[list[str], Path, Path]) -> None:
    path, whole = tmp_path / "bad.ckpt", done[2].read_bytes()
    check_checkpoint(done[2])
    assert "there is no such file" in refused(path)
    assert "it is a folder" in refused(tmp_path)
    for data in (b"", b"PK\x03\x04", bytes(1000), b"x" * 5000, whole[:100], whole[: len(whole) // 2], whole[:-1]):
        path.write_bytes(data)
        assert "damaged" in refused(path)
    saved = torch.load(done[2], weights_only=True)
    for wrong in ([], {}, {"state_dict": {}}, torch.zeros(3), {**saved, "loops": 1}, {**saved, "global_step": True},
                  {name: value for name, value in saved.items() if name != "optimizer_states"}):  # fmt: skip
        torch.save(wrong, path)
        assert "no checkpoint of training" in refused(path)
    torch.save({**saved, "hyper_parameters": {"_class_path": "os.path"}}, path)
    assert "settings of its own" in refused(path)
    with zipfile.ZipFile(done[2]) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, bytes(1 << 24) if entry.filename.endswith("/data/0") else old.read(entry))
    assert path.stat().st_size < len(whole) + (1 << 20)
    assert "larger than the file" in refused(path)


def command(arguments: list[str], path: Path, run: Path, capfd: pytest.CaptureFixture[str]) -> str:
    """What the command says on refusing ``path``; the run is as it was."""
    before = everything(run)
    assert cli.main(["train", *arguments, "--ckpt_path", str(path)]) == 2
    said = capfd.readouterr().err.strip()
    assert said.count("\n") == 0 and said.startswith("craftagent: ") and str(path) in said, said
    assert everything(run) == before
    return said


def test_the_command_refuses_files(
    tmp_path: Path, done: tuple[list[str], Path, Path], capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.ckpt"
    torch.save({"state_dict": Call(os.mkdir, str(tmp_path / "marker"))}, path)
    command(done[0], path, done[1], capfd)
    assert not (tmp_path / "marker").exists()
    path.write_bytes(done[2].read_bytes()[:5000])
    command(done[0], path, done[1], capfd)


def weights(saved: dict[str, Any]) -> None:
    saved["state_dict"]["net.film.bias"] = torch.zeros(7)


def missing(saved: dict[str, Any]) -> None:
    del saved["state_dict"]["net.film.bias"]


def optimizer(saved: dict[str, Any]) -> None:
    state = next(s for s in saved["optimizer_states"][0]["state"].values() if s["exp_avg"].ndim)
    state["exp_avg"] = torch.zeros(3, 3)


def groups(saved: dict[str, Any]) -> None:
    saved["optimizer_states"][0]["param_groups"].pop()


def mean(saved: dict[str, Any]) -> None:
    saved["craftagent"]["ema"]["film.bias"] = torch.zeros(7)


def memory(saved: dict[str, Any]) -> None:
    saved["craftagent"]["memory"][0]["train"]["time.known"] = torch.zeros(2, 3, dtype=torch.bool)


def model(saved: dict[str, Any]) -> None:
    saved["craftagent"]["model"]["temporal"]["layers"] = 2


def nothing(saved: dict[str, Any]) -> None:
    saved["craftagent"] = {}


def sentences(saved: dict[str, Any]) -> None:
    saved["craftagent"]["text_encoder"] = "minilm"


def loops(saved: dict[str, Any]) -> None:
    saved["loops"] = {"fit_loop": {"epoch_progress": 3}}


@pytest.mark.parametrize(("change", "word"), [
    (weights, "film.bias"), (missing, "film.bias"), (optimizer, "exp_avg"), (groups, "does not fit"), (mean, "film.bias"),
    (memory, "time.known"), (sentences, "encoder is 'minilm', this run has 'hashed'"),
    (model, "differs in temporal"), (nothing, "does not fit"), (loops, "does not fit"),
], ids=lambda x: getattr(x, "__name__", ""))  # fmt: skip
def test_the_command_refuses_what_does_not_fit(
    change: Callable[[dict[str, Any]], None], word: str, tmp_path: Path, done: tuple[list[str], Path, Path],
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    saved = torch.load(done[2], weights_only=True)
    change(saved)
    torch.save(saved, tmp_path / "bad.ckpt")
    assert word in command(done[0], tmp_path / "bad.ckpt", done[1], capfd)


def test_what_two_processes_trained_is_validated_by_one_but_not_trained_on(
    tmp_path: Path, done: tuple[list[str], Path, Path], capfd: pytest.CaptureFixture[str]
) -> None:
    saved, path = torch.load(done[2], weights_only=True), tmp_path / "two.ckpt"
    saved["craftagent"]["memory"] *= 2
    torch.save(saved, path)
    assert "a run of 2 processes, not 1" in command(done[0], path, done[1], capfd)
    assert cli.main(["train", "validate", *done[0][1:], "--ckpt_path", str(path)]) == 0


def test_a_whole_one_is_gone_on_from(
    tmp_path: Path, episodes: Path, config: Config, done: tuple[list[str], Path, Path]
) -> None:
    assert cli.main(["train", *config(tmp_path, episodes, 6), "--ckpt_path", str(done[2])]) == 0
    assert (tmp_path / "run" / "train.yaml").is_file()
    assert (tmp_path / "run" / "checkpoints" / "step-00000006.ckpt").is_file()
