"""Suites of one's own: a folder is named, and every command knows them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from craftagent.cli import main
from craftagent.tasks.suite import FOLDERS, get_task, load_suite, suite_digest, suite_names

TEXT = """
suite: garden-v1
version: 1
protocol: Ten episodes.
tasks:
  - name: two_dirt
    goal: {mine: dirt, count: 2}
    group: dig
    budget: 300
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/garden-v1.yaml").write_text(TEXT)
    (tmp_path / "none").mkdir()
    monkeypatch.setenv(FOLDERS, os.pathsep.join([str(tmp_path / "none"), "", str(tmp_path / "mine")]))
    return tmp_path / "mine"


def test_found_by_name(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert suite_names()[-1] == "garden-v1"
    assert get_task("garden-v1/two_dirt").budget == 300
    assert main(["tasks", "list"]) == 0 and "garden-v1" in capsys.readouterr().out
    before = suite_digest("garden-v1")
    (folder / "garden-v1.yaml").write_text(TEXT.replace("300", "200"))
    assert load_suite("garden-v1").tasks[0].budget == 200 and suite_digest("garden-v1") != before
    assert suite_digest("atomic-v1") == "", "what ships is known by the commit"


def test_what_is_refused(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "atomic-v1.yaml").write_text(TEXT)
    with pytest.raises(ValueError, match="'atomic-v1' is there already"):
        load_suite("atomic-v1")
    (folder / "atomic-v1.yaml").rename(folder / "orchard-v1.yaml")
    with pytest.raises(ValueError, match="must lie in a file garden-v1.yaml"):
        load_suite("orchard-v1")
    (folder / "garden-v1.yaml").write_text(TEXT.replace("dirt", "dirtt"))
    with pytest.raises(ValueError, match=r"garden-v1\.yaml: task .*dirtt.*did you mean"):
        load_suite("garden-v1")
    monkeypatch.setenv(FOLDERS, str(tmp_path / "gone"))
    with pytest.raises(ValueError, match="gone, which is no folder"):
        suite_names()
