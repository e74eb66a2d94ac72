"""``craftagent experience``."""

from __future__ import annotations

import json

import pytest

from craftagent import cli
from craftagent.agent.experience import Experience, Step


@pytest.fixture
def memory(tmp_path, episode):
    path = tmp_path / "m.db"
    steps = (Step(verb="mine", target="oak_log", count=3, text="mine 3 oak logs", outcome="done", ticks=210),)
    with Experience(path) as experience:
        experience.add(episode("craft 1 wooden pickaxe", 1, steps=steps))
        experience.add(episode("craft 1 wooden\x1b[2J pickaxe", 2, success=False, reason="no tree"))
    return path


def test_show(memory, capsys):
    assert cli.main(["experience", "show", "--memory", str(memory)]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["2", "1", "101", "2026-01-01T00:02", "craft", "a", "wooden", "pickaxe"] in lines
    assert ["1", "1", "210", "210", "expert", "mine", "oak_log"] in lines
    assert cli.main(["experience", "show", "--json", "--memory", str(memory)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["goals"][0]["median_ticks"] == 101 and found["steps"][0]["p90_ticks"] == 210


def test_find(memory, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    find = ["experience", "find", "craft 1 wooden pickaxe", "--memory", str(memory), "--encoder", "hashed"]
    assert cli.main(find) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out and "failed: no tree" in out
    assert out.splitlines()[2].startswith("1.00") and "worked | mine 3 oak logs (done)" in out.splitlines()[2]
    assert cli.main([*find, "--failed", "--json"]) == 0
    [found] = json.loads(capsys.readouterr().out)
    assert found["episode"]["reason"] == "no tree" and 0.3 < found["score"] < 1
    assert cli.main([*find, "-k", "0"]) == 0
    assert "nothing like it" in capsys.readouterr().out


def test_export_and_import(memory, tmp_path, capsys):
    out, other = tmp_path / "out.jsonl", tmp_path / "other.db"
    assert cli.main(["experience", "export", str(out), "--memory", str(memory)]) == 0
    assert cli.main(["experience", "import", str(out), "--memory", str(other)]) == 0
    assert f"2 episodes taken, 2 in {other}" in capsys.readouterr().out
    out.write_text(out.read_text() + "nonsense\n")
    assert cli.main(["experience", "import", str(out), "--memory", str(other)]) == 1
    said = capsys.readouterr()
    assert "0 episodes taken, 2 in" in said.out and "line 3 is passed over" in said.err


def test_what_is_not_there_is_named_and_nothing_is_made(tmp_path, capsys):
    for action in (["show"], ["find", "x"], ["export", str(tmp_path / "o")], ["import", str(tmp_path / "none")]):
        assert cli.main(["experience", *action, "--memory", str(tmp_path / "none")]) == 1
        assert capsys.readouterr().err == f"craftagent: {tmp_path / 'none'}: No such file or directory\n"
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "text").write_text("hello")
    assert cli.main(["experience", "show", "--memory", str(tmp_path / "text")]) == 1
    assert "is no memory of experience" in capsys.readouterr().err


def test_an_empty_memory_says_so(tmp_path, capsys):
    Experience(tmp_path / "m.db").close()
    assert cli.main(["experience", "show", "--memory", str(tmp_path / "m.db")]) == 0
    assert "nothing is remembered yet" in capsys.readouterr().out
