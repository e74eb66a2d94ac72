"""Several processes with one memory, and processes that are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap

import pytest

from craftagent.agent.experience import Experience, database

WRITER = textwrap.dedent("""
    import sys
    from craftagent.agent.experience import Episode, Experience, Step
    from craftagent.tasks.goal import Goal

    path, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    print("ready", flush=True)
    sys.stdin.readline()
    goal = Goal("mine", "dirt")
    with Experience(path, "hashed", most=10**6) as experience:
        for n in range(count):
            steps = tuple(Step(verb="mine", target="dirt", outcome="done", ticks=n) for _ in range(5))
            experience.add(Episode(text="mine dirt", goal=goal, success=True, ticks=n, budget=100, hands="expert",
                                   steps=steps, id=f"{name}-{n}"))
            if count > 1000:
                print(n, flush=True)  # only after it has returned
            elif n % 50 == 0:
                assert experience.recall("mine dirt", k=1)[0].score == 1.0
""")


def writer(path, name, count):
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(path), name, str(count)], text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
    assert process.stdout.readline() == "ready\n"
    return process


def test_two_processes_at_once_lose_nothing(tmp_path):
    path = tmp_path / "m.db"  # not there yet: they also race to make it
    processes = [writer(path, name, 200) for name in "ab"]
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=300)
        assert process.returncode == 0
    with Experience(path, "hashed") as experience:
        assert len(experience) == 400
        habit = experience.habits("mine", "dirt", "expert")
        assert (habit.tries, habit.successes) == (2000, 2000)


@pytest.mark.parametrize("heard", [1, 37])
def test_what_had_returned_before_a_kill_is_there(tmp_path, heard):
    path = tmp_path / "m.db"
    process = writer(path, "k", 10**6)
    process.stdin.write("go\n")
    process.stdin.flush()
    last = -1
    for _ in range(heard):
        last = int(process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read().split("\n")[:-1]  # a torn line was no promise
    process.stdin.close()
    process.stdout.close()
    process.wait(timeout=60)
    last = int(rest[-1]) if rest else last
    assert process.returncode == -signal.SIGKILL and last >= heard - 1
    with Experience(path, "hashed") as experience:
        kept = len(experience)
        assert kept in (last + 1, last + 2)  # the one after may have been written without being told
        assert experience.habits("mine", "dirt", "expert").tries == 5 * kept  # episodes whole, with all their steps
        assert experience.export(tmp_path / "out.jsonl") == kept
        assert experience._file._db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_who_makes_the_file_second_takes_it_as_it_is(tmp_path, monkeypatch):
    path, look, looks = tmp_path / "m.db", database._schema, []

    def look_and_be_overtaken(db):
        found = look(db)
        looks.append(found)
        if len(looks) == 1:
            Experience(path).close()
        return found

    monkeypatch.setattr(database, "_schema", look_and_be_overtaken)
    with Experience(path) as experience:
        assert looks[0] == {} and len(experience) == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_must_open_its_own(tmp_path):
    with Experience(tmp_path / "m.db") as experience:
        child = os.fork()
        if child == 0:
            try:
                len(experience)
            except RuntimeError:
                os._exit(7)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
        assert len(experience) == 0
