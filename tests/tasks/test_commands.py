"""``craftagent tasks list`` and ``tasks show``."""

from __future__ import annotations

import argparse
import json
from typing import Any

import pytest

from craftagent.tasks import list_command, show_command
from craftagent.tasks.suite import load_suite
from craftagent.tasks.tables import table


def call(module: Any, *argv: str) -> int:
    parser = argparse.ArgumentParser()
    module.add_arguments(parser)
    return int(module.run(parser.parse_args(argv)))


def test_list_suites(capsys: Any) -> None:
    assert call(list_command) == 0
    out = capsys.readouterr().out
    assert "atomic-v1" in out and "823" in out and "paper, survival" in out
    assert call(list_command, "--json") == 0
    counts = {suite["suite"]: suite["tasks"] for suite in json.loads(capsys.readouterr().out)}
    assert counts == {"atomic-v1": 36, "long-horizon-67-v1": 67, "generated-v1": 823, "practice-v1": 45}


def test_list_tasks(capsys: Any) -> None:
    assert call(list_command, "long-horizon-67-v1", "--rules", "survival", "--group", "Wood") == 0
    out = capsys.readouterr().out
    assert "long-horizon-67-v1/bowl@survival" in out and "10 tasks, rules survival" in out and "bucket" not in out
    assert call(list_command, "atomic-v1", "--json") == 0
    assert [row["id"] for row in json.loads(capsys.readouterr().out)] == [t.id for t in load_suite("atomic-v1").tasks]


def test_show(capsys: Any) -> None:
    assert call(show_command, "atomic-v1/logs") == 0
    out = capsys.readouterr().out
    assert "600 ticks" in out and "never trained on" in out and "plays on" in out and "One episode a task" in out
    assert call(show_command, "generated-v1/craft_torch@hard", "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert data["goal"] == {"verb": "craft", "target": "torch", "count": 4} and len(data["inventory"]) == 26


@pytest.mark.parametrize(
    ("module", "argv", "says"),
    [
        (list_command, ("atomc-v1",), "did you mean 'atomic-v1'"),
        (list_command, ("atomic-v1", "--group", "crafts"), "did you mean 'craft'"),
        (list_command, ("--group", "craft"), "want a suite"),
        (show_command, ("atomic-v1/lgos",), "did you mean 'atomic-v1/logs'"),
        (show_command, ("logs",), "suite/name"),
    ],
)
def test_mistakes(module: Any, argv: tuple[str, ...], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call(module, *argv)


def test_tables_align_and_keep_the_width() -> None:
    text = table(("A", "N"), [("long name", 5), ("x", 1000)], width=80)
    assert text.splitlines() == ["A             N", "---------------", "long name     5", "x          1000"]
    assert table(("A",), [("y" * 100,)], width=40).splitlines()[-1] == "y" * 37 + "..."
