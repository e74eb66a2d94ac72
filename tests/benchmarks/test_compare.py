"""Evaluations side by side: which episodes count, and what is said of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def compare(program: Callable[[str], ModuleType]) -> ModuleType:
    return program("compare")


def write(folder: Path, won: dict[str, list[int]], parameters: int | None = None, first_seed: int = 20_000) -> Path:
    """An evaluation: by task, whether each seed succeeded."""
    folder.mkdir()
    rows = [
        {"task": task, "seed": first_seed + i, "success": bool(success), "ticks": 9, "done_at": 9 if success else None,
         "reward": 0.0, "progress": 0.0, "wording": "", "reason": "", "retry": 0, "seconds": 1.0, "agent": "x"}
        for task, each in won.items() for i, success in enumerate(each)
    ]  # fmt: skip
    (folder / "episodes.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    player = {} if parameters is None else {"parameters": parameters}
    results = {"settings": {"agent": folder.name, "player": player},
               "tasks": [{"id": task, "group": task[0]} for task in won]}  # fmt: skip
    (folder / "results.json").write_text(json.dumps(results))
    return folder


def test_torn_and_repeated_lines(compare: ModuleType, tmp_path: Path) -> None:
    folder = write(tmp_path / "a", {"a1": [1, 0]})
    log = folder / "episodes.jsonl"
    first, second = log.read_text().splitlines()
    again = first.replace("true", "false")
    log.write_text(f"{first}\n{second}\n{again}\n{first[:20]}")
    assert compare.read(folder).rows == {("a1", 20_000): True, ("a1", 20_001): False}


def test_figures(compare: ModuleType, tmp_path: Path) -> None:
    full = compare.read(write(tmp_path / "full", {"a1": [1, 1, 1, 0] * 5, "b1": [1, 0] * 10}, 1000))
    half = compare.read(write(tmp_path / "half", {"a1": [1, 0, 0, 0] * 5, "b1": [1, 0] * 5}, 990))
    found = compare.compare(full, half)
    assert (found.tasks, found.episodes) == (2, 30)
    assert found.difference == pytest.approx(-0.25) and found.ratio == pytest.approx(0.375 / 0.625)
    for (low, high), middle in ((found.difference_ci95, found.difference), (found.ratio_ci95, found.ratio)):
        assert low < middle < high
    same = compare.compare(full, full)
    assert same.difference_ci95 == (0, 0) and same.ratio_ci95 == (1, 1)
    text = compare.table([full, half])
    assert "1,000" in text and "990" in text and "nan" not in text


def test_nothing_in_common(compare: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = write(tmp_path / "a", {"a1": [1]}), write(tmp_path / "b", {"a1": [1]}, first_seed=20_100)
    monkeypatch.setattr(sys, "argv", ["compare", str(a), str(b)])
    with pytest.raises(SystemExit, match="a and b have no task and seed in common"):
        compare.main()
    monkeypatch.setattr(sys, "argv", ["compare", str(a), str(tmp_path / "none")])
    with pytest.raises(SystemExit, match="results.json"):
        compare.main()


def test_json_has_no_nan_and_says_what_it_was_made_with(
    compare: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    never = write(tmp_path / "never", {"a1": [0, 0], "c1": [0]})
    some = write(tmp_path / "some", {"a1": [1, 0], "b1": [1]})
    out = tmp_path / "out.json"
    monkeypatch.setattr(sys, "argv", ["compare", str(never), str(some), "--json", str(out)])
    compare.main()
    text = out.read_text()
    assert "NaN" not in text and "Infinity" not in text and "nan" not in capsys.readouterr().out
    found = json.loads(text)
    assert found["columns"]["some"]["to_first"]["ratio"] is None, "to nothing there is no ratio"
    assert found["columns"]["some"]["settings"]["agent"] == "some" and found["first"] == "never"
    assert found.keys() >= {"commit", "hardware", "versions", "date"}
