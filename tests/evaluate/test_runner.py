"""Episodes that break, in real processes: played once more, then reported; the others are not hurt."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from craftagent.evaluate import runner as module
from craftagent.evaluate.jobs import Job, Terms
from craftagent.evaluate.outcome import Outcome
from craftagent.evaluate.runner import Runner
from craftagent.evaluate.streams import Began, Ended, Lost
from craftagent.record.fleet import Broke, Done, Told

PROGRAM = """
import dataclasses, json, os, signal, sys, time
from craftagent.evaluate.jobs import Job, Terms
from craftagent.evaluate.outcome import Outcome
from craftagent.evaluate.runner import Runner
from craftagent.evaluate.streams import Began, Ended, Lost
from craftagent.record import fleet

def play(job, tell):
    first = not job.retry
    if job.seed == 1 and first or job.seed == 2:
        tell(Lost(job, f"seed {job.seed}"))
        return
    if job.seed == 3 and first or job.seed == 4:
        os.kill(os.getpid(), signal.SIGKILL)
    if job.seed == 5:
        raise ValueError("five")
    if job.seed == 6:
        time.sleep(3600)
    tell(Ended(job, Outcome(job.task, job.seed, True, 9, 9, 1.0, 1.0, "", "", job.retry, 0.0, "test")))

def work(share, tell):  # two episodes at once
    for pair in [share[i:i + 2] for i in range(0, len(share), 2)]:
        for job in pair:
            tell(Began(job))
        for job in pair:
            play(job, tell)

def main(pipe):
    fleet.serve(pipe, work)

if __name__ == "__main__":
    fleet.SILENT_SECONDS = 2.0
    jobs = [Job("atomic-v1/dirt", seed) for seed in range(20)]
    runner = Runner("test", Terms(), 2, 2, (), main)
    for event in runner.run(jobs):
        if isinstance(event, Outcome):
            print(json.dumps(dataclasses.asdict(event)), flush=True)
"""


def test_what_breaks_is_played_once_more_and_then_reported(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert sorted(o["seed"] for o in found) == list(range(20)), "each exactly once"
    by_seed = {o["seed"]: o for o in found}
    failed = {seed: o["reason"] for seed, o in by_seed.items() if not o["success"]}
    assert set(failed) == {2, 4, 5, 6}
    assert failed[2] == "broke twice: seed 2" and failed[5] == "broke twice: ValueError: five"
    assert "SIGKILL" in failed[4] and "nothing was heard" in failed[6]
    assert all(by_seed[seed]["retry"] == 1 for seed in (1, 2, 3, 4, 5, 6))
    assert all(by_seed[seed]["retry"] == 0 for seed in range(10, 20))
    assert all(by_seed[seed]["wording"] and by_seed[seed]["ticks"] == 0 for seed in failed)


def run_without_processes(
    monkeypatch, bad: Callable[[int], bool], dies: bool = False, look: Callable[[Outcome], None] = lambda outcome: None,
    **options: Any,
) -> list[Outcome]:  # fmt: skip
    """The outcomes of forty episodes; those of ``bad`` seeds are lost each time, with their processes if one ``dies``.
    ``look`` is told of an outcome before more is asked for."""

    class Fleet:
        def __init__(self, *args: object) -> None: ...

        def __enter__(self) -> Fleet:
            return self

        def __exit__(self, *args: object) -> None: ...

        def run(self, shares: Sequence[tuple[Job, ...]]) -> Iterator[Told | Done | Broke]:
            for share in shares:
                for job in share:
                    yield Told(share, Began(job))
                    if dies and bad(job.seed):
                        yield Broke(share, "killed")
                        break
                    won = Outcome(job.task, job.seed, True, 9, 9, 1.0, 1.0, "", "", job.retry, 0.0, "test")
                    yield Told(share, Lost(job, "no memory") if bad(job.seed) else Ended(job, won))
                else:
                    yield Done(share, None)

    monkeypatch.setattr(module, "Fleet", Fleet)
    jobs = [Job("atomic-v1/dirt", seed) for seed in range(40)]
    found = []
    for event in Runner("test", Terms(), 1, 2, (), **options).run(jobs):
        if isinstance(event, Outcome):
            look(event)
            found.append(event)
    return found


def test_a_run_in_which_everything_breaks_is_given_up(monkeypatch) -> None:
    with pytest.raises(RuntimeError, match=r"broke 10 times in a row, the last time so: no memory.*same command"):
        run_without_processes(monkeypatch, lambda seed: seed > 20)
    with pytest.raises(RuntimeError, match="broke 3 times in a row"):
        run_without_processes(monkeypatch, lambda seed: seed in (5, 6, 7), breaks=3)
    assert sum(o.broke for o in run_without_processes(monkeypatch, lambda seed: seed > 20, breaks=0)) == 19


def test_breaks_here_and_there_do_not_end_a_run(monkeypatch) -> None:
    found = run_without_processes(monkeypatch, lambda seed: seed % 2 == 0)  # their second plays come in a row
    assert sum(o.broke for o in found) == 20 and len(found) == 40


@pytest.mark.parametrize("dies", [False, True])
def test_what_is_kept_goes_when_an_episode_broke_or_has_been_noted(monkeypatch, tmp_path: Path, dies: bool) -> None:
    """The next command must not go on from just before a break, nor may a kill before the line is written lose one."""
    files = {seed: tmp_path / f"{Job('atomic-v1/dirt', seed).name}.npz" for seed in range(40)}
    for path in files.values():
        path.touch()
    seen: dict[int, bool] = {}

    def look(outcome: Outcome) -> None:
        seen[outcome.seed] = files[outcome.seed].exists()

    run_without_processes(monkeypatch, lambda seed: seed in (3, 30), dies, look, under_way=tmp_path)
    assert seen == {seed: seed not in (3, 30) for seed in range(40)}
    assert not list(tmp_path.iterdir())
