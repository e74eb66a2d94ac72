from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from craftagent.datasets.episode import check_episode, list_episodes, open_episode
from craftagent.record import command
from craftagent.record.attempts import FILE, Attempts
from craftagent.record.episode import Played
from craftagent.record.fleet import Broke, Done
from craftagent.record.jobs import Job
from craftagent.record.summary import Tally

COMMAND = [sys.executable, "-m", "craftagent.cli", "record", "--suite", "atomic-v1", "--view", "direct:32x32"]


def record(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    args = [*COMMAND, "--out", str(folder), *more]
    return subprocess.run(args, capture_output=True, text=True, timeout=120)


def test_record_and_go_on(tmp_path):
    more = ["--tasks", "planks,sticks", "--seeds", "3:9", "--jobs", "2", "--episodes"]
    first = record(tmp_path, *more, "4")
    assert first.returncode == 0, first.stderr
    assert "4 episodes played: 4 succeeded (rate 1.00), 0 broke; 4 kept" in first.stdout
    found = list_episodes(tmp_path)
    assert len(found) == 4 and all(check_episode(paths) == [] for paths in found)
    assert all(3 <= open_episode(paths).meta["world"]["seed"] < 9 for paths in found)
    before = {paths.video: paths.video.stat().st_mtime_ns for paths in found}
    found[0].video.rename(found[0].part(found[0].video))  # as if it had been killed before the last rename
    second = record(tmp_path, *more, "5", "--jobs", "1")
    assert second.returncode == 0 and "3 of 5 episodes were played before" in second.stderr
    assert "removed 4 files of recordings that were killed" in second.stderr
    assert "2 episodes played" in second.stdout and len(list_episodes(tmp_path)) == 5
    kept = [video for video in before if video != found[0].video]
    assert all(video.stat().st_mtime_ns == before[video] for video in kept)
    with pytest.raises(ValueError, match="holds episodes of view 'direct:32x32', not 'vpt'"):
        command.run(options(tmp_path, out=tmp_path, tasks="planks,sticks", seeds="3:9", episodes=5))


def test_the_time_is_kept(tmp_path):
    out = record(tmp_path, "--tasks", "dirt", "--episodes", "1000", "--max-minutes", "0.001")
    assert out.returncode == 0 and "0.001 minutes are over" in out.stderr
    assert parts(tmp_path) == [] and len(list_episodes(tmp_path)) < 1000


def start(folder: Path) -> subprocess.Popen[str]:
    """A long recording, once its first episode is there."""
    args = [*COMMAND, "--out", str(folder), "--tasks", "planks,dirt", "--episodes", "2000", "--jobs", "2"]
    process = subprocess.Popen(args, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True)
    ends = time.monotonic() + 100
    while not list_episodes(folder) if folder.exists() else True:
        assert time.monotonic() < ends and process.poll() is None
        time.sleep(0.05)
    return process


def parts(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".part-")]


def test_ctrl_c_ends_cleanly(tmp_path):
    process = start(tmp_path / "out")
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: every process of the group
    out, err = process.communicate(timeout=180)
    assert process.returncode == 130 and "goes on from here" in err and "episodes played" in out
    assert "Traceback" not in err
    assert parts(tmp_path / "out") == []
    assert all(check_episode(paths) == [] for paths in list_episodes(tmp_path / "out"))


def test_kill_9_leaves_no_half_file_and_no_process(tmp_path):
    folder = tmp_path / "out"
    process = start(folder)
    os.kill(process.pid, signal.SIGKILL)  # the parent only: the workers have to find out
    process.communicate(timeout=180)  # ends when the last worker has closed its end of the pipe
    ends = time.monotonic() + 30
    while _group(process.pid):
        assert time.monotonic() < ends, "a worker lives on"
        time.sleep(0.1)
    found = list_episodes(folder)
    assert found and all(check_episode(paths) == [] for paths in found)


def _group(pgid: int) -> bool:
    try:
        os.killpg(pgid, 0)
    except ProcessLookupError:
        return False
    return True


def options(tmp_path: Path, **changes: object) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    args = parser.parse_args(["--suite", "atomic-v1", "--episodes", "2", "--out", str(tmp_path / "out")])
    return argparse.Namespace(**{**vars(args), **changes})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"agent": "expret"}, "did you mean 'expert'"),
        ({"jobs": 0}, "--jobs must be at least 1"),
        ({"episodes": 0}, "--episodes must be at least 1"),
        ({"view": "none"}, "none"),
        ({"view": "direct:33x32"}, "even sides"),
        ({"max_minutes": -1.0}, "--max-minutes must be above 0"),
        ({"seeds": "20000:20010"}, "for reports only"),
        ({"tasks": "plank"}, "did you mean 'planks'"),
    ],
)
def test_wrong_usage_is_said_before_anything_is_written(tmp_path, changes, said):
    with pytest.raises(ValueError, match=said):
        command.run(options(tmp_path, **changes))
    assert not (tmp_path / "out").exists()


def played(name: str, success: bool, kept: bool) -> Played:
    return Played(name, "atomic-v1/logs", 1, success, 10, 0.0, 1.0, 0.1, "" if success else "out of ticks", kept)


def test_attempts_outlive_a_torn_line(tmp_path):
    jobs = [Job("atomic-v1/logs", seed) for seed in range(4)]
    with Attempts(tmp_path) as attempts:
        attempts.add(played(jobs[0].name, False, False))
        attempts.add(played(jobs[1].name, True, True))
    with (tmp_path / FILE).open("a") as file:
        file.write('{"name": "atomic-v1.logs-00003", "ta')  # killed while writing
    with Attempts(tmp_path) as attempts:
        assert set(attempts.played) == {jobs[0].name, jobs[1].name}
        # a failure is not tried again; a success whose files are gone is
        assert attempts.open_jobs(jobs) == jobs[1:]
        assert attempts.open_jobs(jobs, keep_failures=True) == jobs
        attempts.add(played(jobs[2].name, False, False))
    with Attempts(tmp_path) as attempts:
        assert attempts.open_jobs(jobs) == [jobs[1], jobs[3]]
    assert list_episodes(tmp_path) == []  # the log is not taken for an episode
    assert json.loads((tmp_path / FILE).read_text().splitlines()[0])["reason"] == "out of ticks"


class _Breaks:
    """Worker processes in whose hands every episode of seed 3 breaks, and all others fail."""

    def __init__(self, *_: object) -> None: ...

    def __enter__(self) -> _Breaks:
        return self

    def __exit__(self, *_: object) -> None: ...

    def run(self, jobs: list[Job]) -> Iterator[Broke | Done]:
        for job in jobs:
            if job.seed == 3:
                yield Broke(job, "the world ends at three", "")
            else:
                yield Done(job, played(job.name, False, False))


def test_an_episode_that_always_breaks_does_not_stop_a_recipe_for_ever(tmp_path, capfd, monkeypatch):
    monkeypatch.setattr(command, "Fleet", _Breaks)
    args = options(tmp_path)
    jobs = [Job("atomic-v1/logs", seed) for seed in (3, 4)]
    assert command.record_jobs(args, jobs, print) == 1  # a stage of a recipe stops here; given again
    assert "left out" not in capfd.readouterr().err
    assert command.record_jobs(args, jobs, print) == 0
    assert f"left out, as they broke 2 times: {jobs[0].name}" in capfd.readouterr().err
    with Attempts(tmp_path / "out") as attempts:
        assert attempts.open_jobs(jobs) == [] and attempts.breaks == {jobs[0].name: 2}


class _Gone(_Breaks):
    """Nothing can be played."""

    def run(self, jobs: list[Job]) -> Iterator[Broke | Done]:
        for job in jobs:
            yield Broke(job, "the policy's process has ended", "")


def test_what_breaks_with_the_machine_is_played_when_that_is_mended(tmp_path, capfd, monkeypatch):
    args, jobs = options(tmp_path), [Job("atomic-v1/logs", seed) for seed in range(5)]
    monkeypatch.setattr(command, "Fleet", _Gone)
    for _ in range(3):
        assert command.record_jobs(args, jobs, print) == 1
    assert "left out" not in capfd.readouterr().err
    monkeypatch.setattr(command, "Fleet", _Breaks)
    for _ in range(2):
        command.record_jobs(args, jobs, print)
    assert command.record_jobs(args, jobs, print) == 0
    said = capfd.readouterr().err
    assert "4 of 5 episodes were played before" in said and "1 of 5 broke 2 times and are left out" in said


def test_the_summary_counts(tmp_path):
    tally = Tally([played("a", True, True), played("b", False, False)], {"c": "its process ended"})
    text = "\n".join(tally.lines())
    assert "3 episodes played: 1 succeeded (rate 0.33), 1 broke; 1 kept, 10 ticks" in text
    assert "failed: atomic-v1/logs: 1 of 2 (1 out of ticks)" in text and "broke: c: its process ended" in text
    assert "10% of the workers' time is the expert's own" in text
    assert Tally().lines() == ["nothing was left to play"]
