"""What ``craftagent bench data`` measures is there and of the right size; whether it is fast is not for a test."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from craftagent import cli


def test_figures_are_written(tmp_path: Path) -> None:
    file = tmp_path / "new/data.json"
    assert cli.main(["bench", "data", "--ticks", "200", "--rounds", "1", "--json", str(file)]) in (0, 1)
    found = json.loads(file.read_text())
    assert 0 < found["recording"]["ratio"] < 1.5 and found["recording"]["bytes_per_tick"]["mp4"] > 0
    assert all(rate > 0 for rate in found["reading"].values()) and len(found["reading"]) == 5
    assert found["ticks"] == 200 and found["hardware"] and found["commit"]


@pytest.mark.parametrize("wrong", [["--ticks", "128"], ["--rounds", "0"]])
def test_wrong_numbers_are_refused(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bench", "data", *wrong]) == 1
    assert "--ticks must be above 128, and --rounds at least 1" in capsys.readouterr().err
