"""benchmarks/training.py: both kinds of rounds are timed, within the very run."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[3] / "benchmarks" / "training.py"


@pytest.fixture(scope="module")
def training():
    spec = importlib.util.spec_from_file_location("benchmark_training", PROGRAM)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_loop_beside_pure_passes(training, tmp_path: Path, episodes: Path, config: Callable[..., list[str]],
                                     monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.delenv(training.FOLDER, raising=False)
    found = training.measure(config(tmp_path, episodes, 99)[1:], rounds=2, steps=2)
    monkeypatch.delenv(training.FOLDER, raising=False)
    assert found["frames_a_step"] == 2 * 16 and found["processes"] == 1 and len(found["ratios"]) == 2
    assert 0 < found["ratio"] < 1.5, "a step of training does all that a pure pass does"
    assert not (tmp_path / "run").exists(), "the run's own folder is left alone"


def test_too_little_data_is_said(training, tmp_path: Path, episodes: Path, config: Callable[..., list[str]],
                                 monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.delenv(training.FOLDER, raising=False)
    with pytest.raises(ValueError, match="the run ended after 0 of 5 rounds"):
        training.measure([*config(tmp_path, episodes, 99)[1:], "--trainer.max_epochs", "1"], rounds=5, steps=400)
    monkeypatch.delenv(training.FOLDER, raising=False)
