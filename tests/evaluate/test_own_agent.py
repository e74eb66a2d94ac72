"""An agent and a suite from outside of the package, evaluated like those that are in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from craftagent.agent.spec import parse_agent
from craftagent.evaluate.agent import make_agent
from craftagent.tasks.suite import FOLDERS

AGENT = """
import numpy as np

from craftagent.types import Action, noop


class Digger:
    view, privileged, phase = "vpt", False, 1

    def __init__(self, streams, key):
        self.key, self.told = key, [None] * streams

    def begin(self, stream, brief):
        self.told[stream] = brief.text

    def act(self, frames, infos):
        return [{**noop(), self.key: 1, "camera": [10.0, 0.0]} for _ in self.told]

    def stopped(self, stream):
        return ""

    def ended(self, stream, success, reason=""):
        return {"told": self.told[stream]}

    def describe(self):
        return {"agent": "digger", "key": self.key}


def make(streams, key="attack"):
    return Digger(streams, key)


def unfinished(streams):
    return object()


class Measured(Digger):
    said = {"view": np.zeros(2), "speed": np.int64(3), "limit": float("nan"), "list": ["digger"]}

    def describe(self):
        return {"speed": self.said[self.key]} if self.key != "list" else self.said["list"]


def measured(streams, said):
    return Measured(streams, said)
"""
SUITE = """
suite: garden-v1
version: 1
protocol: Two episodes.
tasks:
  - name: a_dirt
    goal: {mine: dirt}
    success: {mined: dirt}
    group: dig
    budget: 120
    setup:
      - block: {at: [0, -1, 0], block: dirt}
"""


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "diggers.py").write_text(AGENT)
    (tmp_path / "garden-v1.yaml").write_text(SUITE)
    return tmp_path


def test_evaluated_from_outside(here: Path) -> None:
    command = [
        sys.executable, "-m", "craftagent.cli", "eval", "--suite", "garden-v1", "--agent", "python:diggers:make?key=attack",
        "--seeds", "20200:20202", "--jobs", "2", "--streams", "1", "--out", str(here / "out"),
    ]  # fmt: skip
    environment = {**os.environ, FOLDERS: str(here)}
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, cwd=here, env=environment)
    assert done.returncode == 0, done.stderr
    found = json.loads((here / "out/results.json").read_text())
    assert found["overall"]["runs"] == 2 and found["overall"]["rate"] == 1.0, found["tasks"]
    settings = found["settings"]
    assert settings["player"] == {"agent": "digger", "key": "attack"} and settings["hands"] == "its own"
    assert "goal as data" in settings["told"] and len(settings["own_suites"]["garden-v1"]) == 12
    html = (here / "out/report.html").read_text()
    assert "python:diggers:make?key=attack on garden-v1" in html and "The agent sees" not in html, "it has not said"
    (here / "garden-v1.yaml").write_text(SUITE.replace("120", "100"))
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, cwd=here, env=environment)
    assert done.returncode == 1 and "holds an evaluation with own_suites" in done.stderr


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("python:diggers", "write python:MODULE:FUNCTION"),
        ("python:diggerss:make", "module 'diggerss' can not be imported: ModuleNotFoundError"),
        ("python:diggers:made", "has no function 'made'"),
        ("python:diggers:unfinished", "is no agent: it has no begin, act"),
        ("python:diggers:measured?said=view", "describe.. of agent .*measured gave what is no plain data: .*ndarray"),
        ("python:diggers:measured?said=speed", "describe.. of agent .*measured gave what is no plain data: .*int64"),
        ("python:diggers:measured?said=limit", "describe.. of agent .*measured gave what is no plain data: .*float"),
        ("python:diggers:measured?said=list", "describe.. of agent .*measured gave a list, not a dict of plain data"),
        ("python:diggers:make?keys=attack", "does not take these options: .*'keys'"),
    ],
)
def test_what_is_refused(here: Path, monkeypatch: pytest.MonkeyPatch, text: str, says: str) -> None:
    monkeypatch.chdir(here)
    monkeypatch.setattr(sys, "path", [*sys.path])
    with pytest.raises(ValueError, match=says):
        make_agent(parse_agent(text), 2)
    sys.modules.pop("diggers", None)


def test_it_must_be_named() -> None:
    with pytest.raises(ValueError, match="write python:MODULE:FUNCTION"):
        parse_agent("python")
