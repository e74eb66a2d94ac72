"""The speed program on tiny networks: that it measures equal work is checked, how fast is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("torch")
import torch

from craftagent.bench import policy as bench
from craftagent.policy.goap import config as goap
from craftagent.policy.goap import player as _player  # noqa: F401 - else it would keep the settings that a test puts there
from craftagent.policy.vpt import config as vpt

VPT = vpt.VPTConfig(hidsize=32, heads=2, blocks=2, channels=(4, 8, 8), dense=16, memory=20, image=16)
GOAP = goap.GoapConfig(
    stem=goap.StemConfig(channels=(8, 8, 16), blocks=(0, 0, 1), tokens=4),
    behaviour=goap.BehaviourConfig(width=16, heads=2, tokens=2, bank=3, stride=4),
    temporal=goap.TemporalConfig(width=32, heads=2, layers=1, window=4, summary=2),
    goal=goap.GoalConfig(width=16),
)


@pytest.fixture(autouse=True)
def _threads() -> object:
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


def test_all_ways_compute_the_same() -> None:
    found = bench.measure_vpt(VPT, rounds=1, threads=(1,), steps=2)
    worst = found["worst"]
    assert 0 < worst.pop("latents") <= bench.LATENTS
    assert set(worst) == {"step to sequence", "rerun", "concat"} and 0 < max(worst.values()) <= bench.TOLERANCE
    one = found["1 threads"]
    assert set(one["step_ms"]) == {"float32", "bfloat16", "rerun", "concat"} and min(one["step_ms"].values()) > 0
    assert one["ratio"]["float32 to concat"] == pytest.approx(one["step_ms"]["concat"] / one["step_ms"]["float32"])
    assert set(bench.measure_training(VPT, 1, ticks=4)) == {"float32", "bfloat16", "plain"}


def test_command_writes_what_it_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from craftagent import cli

    monkeypatch.setattr(goap, "GoapConfig", lambda: GOAP)
    file = tmp_path / "new" / "policy.json"
    words = ["bench", "policy", "--only", "goap", "--calls", "5", "--threads", "1", "--json", str(file)]
    assert cli.main([*words, "--policy", "random"]) == 0
    data = json.loads(file.read_text())
    assert data["goap"]["policy"] == "random" and data["goap"]["size"] == "nano"
    assert data["goap"]["calls"] == 5 and 0 < data["goap"]["1 threads"]["p50_ms"] <= data["goap"]["1 threads"]["p99_ms"]
    assert {"hardware", "commit", "torch"} <= data.keys() and "vpt" not in data
    assert "p99_ms" in capsys.readouterr().out
    nowhere = ["--only", "goap", "--policy", str(tmp_path)]
    for wrong in (
        nowhere,
        ["--threads", "0"],
        ["--threads", "1,x"],
        ["--rounds", "0"],
        ["--size", "idm-4x"],
        ["--size", "9x"],
    ):
        assert cli.main(["bench", "policy", *wrong]) == 1
        assert capsys.readouterr().err.count("\n") == 1


def test_weights_that_were_given_or_ship_are_timed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write_policy: Callable[..., object]
) -> None:
    from craftagent import cli

    write_policy(tmp_path / "policy")
    file = tmp_path / "policy.json"
    words = ["bench", "policy", "--only", "goap", "--calls", "2", "--threads", "1", "--json", str(file)]
    for path, given, name in (
        (tmp_path, ["--policy", str(tmp_path / "policy")], str(tmp_path / "policy")),
        (tmp_path / "policy", [], "pretrained/goap-nano"),
    ):
        monkeypatch.setattr(bench, "SHIPPED", path)
        assert cli.main([*words, *given]) == 0
        found = json.loads(file.read_text())["goap"]
        assert found["policy"] == name and found["size"] != "nano" and found["calls"] == 2
