"""Planned agents under ``craftagent eval``: one memory for many processes, and a killed run that goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from craftagent.agent.experience import Experience


def line(out: Path, options: str, seeds: str, *more: str) -> list[str]:
    agent = f"hierarchical?hands=expert,planner=oracle{options}"
    return [sys.executable, "-m", "craftagent.cli", "eval", "--suite", "atomic-v1", "--tasks", "sticks,planks",
            "--agent", agent, "--seeds", seeds, "--streams", "2", "--films", "0", "--out", str(out), *more]  # fmt: skip


@pytest.mark.slow
def test_two_agents_with_one_memory_lose_nothing(tmp_path: Path) -> None:
    memory = tmp_path / "memory.sqlite"
    runs = [
        subprocess.Popen(line(tmp_path / name, f",memory={memory}", seeds, "--jobs", "2"), stdout=subprocess.DEVNULL)
        for name, seeds in (("a", "20000:20005"), ("b", "20100:20105"))
    ]
    assert [run.wait(timeout=400) for run in runs] == [0, 0]
    played = [
        json.loads(text) for name in "ab" for text in (tmp_path / name / "episodes.jsonl").read_text().splitlines()
    ]
    assert len(played) == 20 and all(row["account"]["subgoals"] for row in played)
    with Experience(memory) as found:
        assert len(found) == 20
        again = found.recall("craft 4 sticks", k=20)
        won = sum(r.episode.success for r in again if r.episode.goal.target == "stick")
        assert won == sum(row["success"] for row in played if "sticks" in row["task"]) > 0


@pytest.mark.slow
def test_a_killed_run_goes_on_and_tells_what_was_tried(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run = subprocess.Popen(
        line(out, "", "20000:20008"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    log, start = out / "episodes.jsonl", time.monotonic()
    while not (log.exists() and log.read_text().count("\n") >= 3):
        assert run.poll() is None and time.monotonic() - start < 300
        time.sleep(0.05)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    before = log.read_text().count("\n")
    done = subprocess.run(line(out, "", "20000:20008"), capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(text) for text in log.read_text().splitlines()]
    assert (
        len({(row["task"], row["seed"]) for row in rows}) == 16
        and f"{before} of 16 episodes were played before" in done.stderr
    )
    found = json.loads((out / "results.json").read_text())
    assert {row["subgoal"] for row in found["subgoals"]} >= {"craft stick"}
    assert sum(row["done"] for row in found["subgoals"]) >= 16 and found["events"]["planned"] >= 16
    assert found["settings"]["hands"] == "expert" and found["settings"]["player"]["planner"] == "oracle"
    page = (out / "report.html").read_text()
    assert "By subgoal" in page and "craft stick" in page
