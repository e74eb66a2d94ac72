"""The debug recipe, whole: every stage leaves what it must, kill -9 costs a stage's rest at most, and done is done."""

from __future__ import annotations

import csv
import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

torch = pytest.importorskip("torch")
pytest.importorskip("lightning")

ROOT = Path(__file__).parents[2]
STAGES = ["labelled", "bare", "idm", "label", "clone", "correct", "refine", "half", "eval"]


def start(out: Path, log: Path) -> subprocess.Popen[bytes]:
    """The recipe in a group of processes of its own."""
    line = [sys.executable, "-m", "craftagent.cli", "recipe", "configs/recipes/debug.yaml", "--out", str(out)]
    with log.open("wb") as file:
        return subprocess.Popen(line, cwd=ROOT, stdout=file, stderr=subprocess.STDOUT, start_new_session=True)


def kill_when(out: Path, log: Path, sign: Path, lines: int) -> None:
    """Start the recipe and kill all of it, as a power cut would, once ``sign`` has so many lines."""
    child = start(out, log)
    wait = time.monotonic() + 900
    while child.poll() is None and time.monotonic() < wait:
        if sign.is_file() and len(sign.read_text().splitlines()) >= lines:
            break
        time.sleep(0.02)
    assert child.poll() is None, f"it was to be killed in the middle:\n{log.read_text()[-3000:]}"
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def files(out: Path) -> dict[str, tuple[int, int]]:
    return {str(p): (p.stat().st_mtime_ns, p.stat().st_size) for p in sorted(out.rglob("*")) if p.is_file()}


def episodes(folder: Path) -> set[str]:
    """Names of the whole episodes."""
    found = {p.stem for p in folder.glob("*.mp4")}
    assert found == {p.name.removesuffix(".meta.json") for p in folder.glob("*.meta.json")}
    return found


@pytest.mark.slow  # about a minute and a half of CPU time; CI runs it
def test_the_debug_recipe_killed_twice(tmp_path: Path) -> None:
    out, log = tmp_path / "out", tmp_path / "log"
    kill_when(out, log, out / "bare" / "attempts.log", 2)
    assert [p.stem for p in (out / "stages").glob("*.json")] == ["labelled"]
    recorded = files(out / "labelled")
    rows = (out / "bare" / "attempts.log").read_text().splitlines(keepends=True)
    played = {json.loads(row)["name"] for row in rows if row.endswith("\n")}
    assert 2 <= len(played) < 6

    kill_when(out, log, out / "goap" / "metrics.csv", 2)
    said = log.read_text()
    assert "== labelled: done before" in said and "episodes were played before" in said
    assert "== idm: done before" not in said and "== clone: GOAP" in said
    assert {p.stem for p in (out / "stages").glob("*.json")} == set(STAGES[:4])
    labelled = files(out / "labels")

    assert start(out, log).wait(900) == 0, log.read_text()[-3000:]
    said = log.read_text()
    assert [s for s in STAGES if f"== {s}: done before" in said] == STAGES[:4]
    assert files(out / "labelled") == recorded and files(out / "labels") == labelled
    assert played <= episodes(out / "bare")
    check_everything(out)

    before, spent = files(out), resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    assert start(out, log).wait(120) == 0
    lines = log.read_text().splitlines()
    assert len(lines) == len(STAGES) and all("done before" in line for line in lines)
    assert files(out) == before
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - spent < 10  # nothing was even loaded


def check_everything(out: Path) -> None:
    """What each stage must leave behind."""
    from craftagent.datasets.episode import check_episode, list_episodes, open_episode
    from craftagent.datasets.modules.noise import meant_ticks
    from craftagent.policy.goap.files import load_policy
    from craftagent.policy.idm.checkpoint import load_checkpoint

    notes = [json.loads((out / "stages" / f"{stage}.json").read_text()) for stage in STAGES]
    assert [note["stage"] for note in notes] == STAGES and all(note["commands"] for note in notes)
    for folder, count, seeds in (("labelled", 6, range(4000)), ("bare", 6, range(4000, 10_000)), ("labels", 6, None),
                                 ("corrected", 2, range(4000))):  # fmt: skip
        assert len(episodes(out / folder)) == count
        for paths in list_episodes(out / folder):
            assert check_episode(paths) == []
            if seeds is not None:
                assert int(paths.name.partition("+")[0].rpartition("-")[2]) in seeds
    assert episodes(out / "labels") == episodes(out / "bare")
    assert all(name.endswith("+corrected") for name in episodes(out / "corrected"))
    assert any(not meant_ticks(open_episode(paths)).all() for paths in list_episodes(out / "corrected"))

    assert load_checkpoint(out / "idm" / "idm").about["trained"]["steps"] in (2, 4)
    for run in ("idm", "goap"):
        with (out / run / "metrics.csv").open(newline="") as file:
            rows = [(int(row["step"]), row["name"]) for row in csv.DictReader(file)]
        assert len(rows) == len(set(rows)) and max(step for step, _ in rows) == 4, "a curve has each point once"
        assert (out / run / "checkpoints" / "step-00000004.ckpt").is_file() and (out / run / "train.yaml").is_file()
    _, described, _ = load_policy(out / "goap" / "policy")
    assert described["about"]["step"] == 4 and described["text_encoder"] == "hashed"

    # two processes went on from there, with what the expert corrected
    _, described, _ = load_policy(out / "refined" / "policy")
    assert described["about"]["step"] == 2
    settings = yaml.safe_load((out / "refined" / "train.yaml").read_text())
    data = settings["data"]["init_args"]
    assert data["sources"][-1]["folder"] == str(out / "corrected") and data["lead_in"] == 16
    assert settings["trainer"]["devices"] == 2 and settings["trainer"]["strategy"] == "ddp"
    saved = torch.load(out / "refined" / "checkpoints" / "step-00000002.ckpt", weights_only=True)
    assert len(saved["craftagent"]["memory"]) == 2
    said = (out / "stages" / "refine.log").read_text()
    assert f"weights of {out / 'goap' / 'policy'} taken over\n" in said, "all of them"
    played = json.loads((out / "eval" / "settings.json").read_text())
    assert str(out / "half") in json.dumps(played)

    results = json.loads((out / "eval" / "results.json").read_text())
    assert [(task["id"], task["runs"]) for task in results["tasks"]] == [("atomic-v1/planks", 1)]
    assert (out / "eval" / "report.html").is_file() and (out / "eval" / "results.md").is_file()
    assert not list(out.rglob(".part*"))
