"""Workers that are lost, in real processes: the program is written to a file, since fresh processes import it anew."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from craftagent.record.fleet import Fleet

PROGRAM = """
import os, sys, time, signal
from craftagent.record import fleet
from craftagent.record.fleet import Broke, Done, Fleet, NoWorkers, Told, serve

class HalfMade:
    def __init__(self, tell):
        tell("begins")
        time.sleep(3600)
        self.whole = True

    def __del__(self):
        assert self.whole

def work(job, tell):
    if job == "half":
        HalfMade(tell)
    tell(job * 10)
    if job == 2:
        raise ValueError("two is odd\\nand more")
    if job == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    if job == 4:
        os._exit(7)
    if job == 5:
        time.sleep(3600)
    return job * job

def main(pipe):
    serve(pipe, work)

def early(pipe):
    sys.exit(3)

if __name__ == "__main__":
    if sys.argv[1] == "early":
        with Fleet(2, early) as workers:
            try:
                list(workers.run([1, 2, 3]))
            except NoWorkers as error:  # an OSError: commands end with its sentence
                sys.exit(str(error) if isinstance(error, OSError) else 0)
    if sys.argv[1] == "half":
        with Fleet(1, main) as workers:
            print(next(event.value for event in workers.run(["half"]) if event is not None))
        sys.exit()
    fleet.SILENT_SECONDS = 1.0
    with Fleet(2, main) as workers:
        for event in workers.run([1, 2, 3, 4, 5, 6, 7], tick=0.2):
            if isinstance(event, Told):
                assert event.value == event.job * 10
            elif isinstance(event, Done):
                print("done", event.job, event.result)
            elif isinstance(event, Broke):
                print("broke", event.job, event.reason, "Traceback" in event.trace)
    import multiprocessing
    print("left", len(multiprocessing.active_children()))
"""


def run(tmp_path: Path, *args: str) -> subprocess.CompletedProcess[str]:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    return subprocess.run([sys.executable, str(program), *args], capture_output=True, text=True, timeout=120)


def test_what_happens_to_one_job_does_not_hurt_the_others(tmp_path):
    out = run(tmp_path, "all")
    lines = sorted(out.stdout.splitlines())
    assert lines == [
        "broke 2 ValueError: two is odd True",
        "broke 3 its process was ended by SIGKILL, perhaps for want of memory False",
        "broke 4 its process ended with exit status 7 False",
        "broke 5 nothing was heard of it for 1 s False",
        "done 1 1", "done 6 36", "done 7 49", "left 0",
    ], out.stderr  # fmt: skip


def test_workers_that_never_begin_end_the_run(tmp_path):
    out = run(tmp_path, "early")
    assert out.returncode != 0 and "end before they begin" in out.stderr


def test_a_worker_that_is_told_to_leave_does_so_quietly(tmp_path):
    out = run(tmp_path, "half")
    assert out.stdout == "begins\n" and out.stderr == "" and out.returncode == 0


def test_there_must_be_a_worker():
    with pytest.raises(ValueError, match="at least 1 worker"):
        Fleet(0, print)
