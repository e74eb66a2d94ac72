"""The command from outside: results, going on after kill -9, and what it refuses."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from craftagent.agent.spec import parse_agent
from craftagent.evaluate import command
from craftagent.evaluate.agent import how_told
from craftagent.evaluate.jobs import Job, Terms
from craftagent.evaluate.log import EPISODES, EpisodeLog, read_outcomes, same_settings
from craftagent.evaluate.outcome import Outcome
from craftagent.evaluate.protocol import too_few
from craftagent.evaluate.random_agent import RandomAgent
from craftagent.tasks.suite import get_task, load_suite

NAMES = ("planks", "sticks")
SEEDS = range(20_200, 20_206)
COMMAND = [sys.executable, "-m", "craftagent.cli", "eval", "--suite", "atomic-v1", "--agent", "expert", "--tasks",
           ",".join(NAMES), "--episodes", str(len(SEEDS)), "--films", "0", "--out"]  # fmt: skip


def lines(folder: Path) -> list[str]:
    path = folder / EPISODES
    return path.read_text().splitlines() if path.exists() else []


def test_kill_9_and_go_on(tmp_path: Path, play) -> None:
    out = tmp_path / "out"
    process = subprocess.Popen([*COMMAND, str(out), "--streams", "2"], start_new_session=True,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    ends = time.monotonic() + 900
    while len(lines(out)) < 3:
        assert time.monotonic() < ends and process.poll() is None
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(60)
    before = [json.loads(line) for line in lines(out)]
    assert len(before) < len(NAMES) * len(SEEDS), "it was killed too late"
    with (out / EPISODES).open("a") as file:
        file.write('{"task": "atomic-v1/pl')  # torn, as a kill may leave it
    (out / "tapes" / ".part-x.npz").touch()
    done = subprocess.run(
        [*COMMAND, str(out), "--jobs", "2", "--no-pictures"], capture_output=True, text=True, timeout=1200
    )
    assert done.returncode == 0, done.stderr
    assert (
        not (out / "report.html").exists() and json.loads((out / "results.json").read_text())["overall"]["runs"] == 12
    )
    assert f"{len(before)} of {len(NAMES) * len(SEEDS)} episodes were played before" in done.stderr
    assert not list(out.glob("**/.part-*"))

    after = [json.loads(line) for line in lines(out) if line.endswith("}")]
    assert after[: len(before)] == before
    done = subprocess.run([*COMMAND, str(out), "--jobs", "2"], capture_output=True, text=True, timeout=1200)
    assert done.returncode == 0 and lines(out)[-1] == json.dumps(after[-1]), "pictures alone: nothing is played again"
    assert len({(o["task"], o["seed"]) for o in after}) == len(after) == len(NAMES) * len(SEEDS), "each exactly once"
    # as in one go, whatever the processes and streams
    truth = play("expert", [Job(f"atomic-v1/{name}", seed) for name in NAMES for seed in SEEDS], 3)
    for o in after:
        one = truth[o["task"], o["seed"]]
        assert (one.success, one.ticks, one.reward, one.done_at) == (
            o["success"],
            o["ticks"],
            o["reward"],
            o["done_at"],
        )

    found = json.loads((out / "results.json").read_text())
    assert [(row["id"], row["runs"]) for row in found["tasks"]] == [(f"atomic-v1/{name}", len(SEEDS)) for name in NAMES]
    assert found["settings"]["seeds"] == "20200:20206" and found["settings"]["commit"]
    assert found["warnings"] == ["Fewer episodes than the suite's protocol asks (6 < 50) of each task of atomic-v1."]
    assert found["overall"]["asr"] == pytest.approx(sum(row["rate"] for row in found["tasks"]) / 2)
    assert found["replayed"]["checked"] >= 2 and found["replayed"]["differ"] == []
    assert {"results.md", "report.html", "sheet.png", "settings.json"} <= {p.name for p in out.iterdir()}
    assert "ASR" in done.stdout and str(out / "report.html") in done.stdout

    with pytest.raises(ValueError, match=r'holds an evaluation with wording "instruction", not "held_out"'):
        command.run(options(out, episodes=len(SEEDS), tasks=",".join(NAMES), wording="held_out"))
    with pytest.raises(ValueError, match="episodes_a_task|seeds"):
        command.run(options(out, episodes=5, tasks=",".join(NAMES)))


def options(out: Path, **changes: object) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    args = parser.parse_args(["--suite", "atomic-v1", "--agent", "expert", "--out", str(out)])
    return argparse.Namespace(**{**vars(args), **changes})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"agent": "expret"}, "did you mean 'expert'"), ({"suite": "atomic-v2"}, "did you mean 'atomic-v1'"),
        ({"tasks": "plank"}, "did you mean 'planks'"), ({"rules": "paper"}, "rules"),
        ({"wording": "held-out"}, "did you mean 'held_out'"), ({"goal": "words"}, "--goal is one of"),
        ({"jobs": 0}, "--jobs must be at least 1"), ({"streams": 0}, "--streams must be at least 1"),
        ({"films": -1}, "--films must be at least 0"), ({"episodes": 0}, "--episodes must be at least 1"),
        ({"seeds": "9"}, "A:B"), ({"breaks": -1}, "--breaks must be at least 0"),
        ({"agent": "hierarchical", "goal": "text"}, "a hierarchical agent always gets the goal as data"),
        ({"agent": "hierarchical?planner=oracle", "wording": "held_out"}, "a graph plans from the goal as data"),
    ],
)  # fmt: skip
def test_what_is_refused(tmp_path: Path, changes: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        command.run(options(tmp_path / "out", **changes))
    assert not (tmp_path / "out").exists()


def test_a_policy_that_is_not_there(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    with pytest.raises(FileNotFoundError, match="no such folder of a policy"):
        command.run(options(tmp_path / "out", agent=f"policy:{tmp_path}/none"))


def test_seeds_that_are_not_for_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    monkeypatch.setattr(command, "_play", lambda *args: None)
    command.run(options(tmp_path / "out", seeds="10000:10002", tasks="planks"))
    assert "these figures are not for reports" in capsys.readouterr().err
    warnings = json.loads((tmp_path / "out" / "results.json").read_text())["warnings"]
    assert len(warnings) == 3 and "not for reports" in warnings[0] and "(2 < 50)" in warnings[1]
    assert "0 of 2 episodes" in warnings[2] and all(
        line in (tmp_path / "out/results.md").read_text() for line in warnings
    )


def test_settings_of_another_run(tmp_path: Path) -> None:
    assert same_settings(tmp_path, {"a": (1, 2), "jobs": 1}, ("jobs",)) == {"a": (1, 2), "jobs": 1}
    assert same_settings(tmp_path, {"a": [1, 2], "jobs": 4}, ("jobs",)) == {"a": [1, 2], "jobs": 1}, "as it was begun"
    with pytest.raises(ValueError, match=r"with a \[1, 2\], not \[1, 3\]; take another --out"):
        same_settings(tmp_path, {"a": [1, 3], "jobs": 1}, ("jobs",))
    (tmp_path / "settings.json").write_text("{")
    with pytest.raises(ValueError, match="is not JSON"):
        same_settings(tmp_path, {"a": 1}, ())
    (tmp_path / "settings.json").unlink()
    (tmp_path / EPISODES).touch()
    with pytest.raises(ValueError, match=r"but no settings\.json"):
        same_settings(tmp_path, {"a": 1}, ())


def test_it_is_gone_on_with_on_more_seeds_and_not_on_others(tmp_path: Path) -> None:
    begun = {"agent": "a", "seeds": "20200:20203", "episodes_a_task": 3, "run": "r"}
    same_settings(tmp_path, begun, ("run",))
    more = {**begun, "seeds": "20200:20220", "episodes_a_task": 20, "run": "s"}
    for _ in range(2):
        assert same_settings(tmp_path, more, ("run",)) == {**more, "run": "r"}
        assert json.loads((tmp_path / "settings.json").read_text()) == {**more, "run": "r"}
    for other in (begun, {**more, "seeds": "20199:20230"}, {**more, "seeds": "20201:20230"}):
        with pytest.raises(ValueError, match="with seeds"):
            same_settings(tmp_path, other, ("run",))
    with pytest.raises(ValueError, match="with agent"):
        same_settings(tmp_path, {**more, "seeds": "20200:20240", "agent": "b"}, ("run",))
    assert json.loads((tmp_path / "settings.json").read_text()) == {**more, "run": "r"}, (
        "nothing is noted of what is refused"
    )


def test_a_folder_is_one_run_however_often_it_is_taken_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(command, "_play", lambda *args: None)
    monkeypatch.setattr(command, "Runner", lambda *args, **more: seen.append(args[4][5]))
    for name in ("a", "a", "b"):
        command.run(options(tmp_path / name, tasks="planks", agent="random"))
    assert seen[0] == seen[1] != seen[2]
    kept = json.loads((tmp_path / "a" / "settings.json").read_text())
    assert kept["run"] == json.loads((tmp_path / "a" / "results.json").read_text())["settings"]["run"] == seen[0]
    del kept["run"]  # as a run of an earlier version left it: its episodes have ids of their own
    (tmp_path / "a" / "settings.json").write_text(json.dumps(kept))
    command.run(options(tmp_path / "a", tasks="planks", agent="random"))
    assert seen[-1] == ""


def test_what_an_agent_says_of_itself_is_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    agent, seen = RandomAgent(1), []
    said = agent.describe()
    monkeypatch.setattr(agent, "describe", lambda: said)
    monkeypatch.setattr(command, "make_agent", lambda *args: agent)
    monkeypatch.setattr(command, "_play", lambda *args: None)
    monkeypatch.setattr(command, "Runner", lambda *args, **more: seen.append(args[4][4]))
    command.run(options(tmp_path, tasks="planks", agent="random"))
    assert seen == [RandomAgent(1).describe()], "its processes would take it for another one"


def test_the_first_line_of_an_episode_counts(tmp_path: Path, outcome) -> None:
    with EpisodeLog(tmp_path) as log:
        log.add(outcome("t", 1, True))
        log.add(outcome("t", 1, False))
        assert log.open_jobs([Job("t", 1), Job("t", 2)]) == [Job("t", 2)]
    with EpisodeLog(tmp_path) as log:
        assert log.outcomes["t", 1].success and len(lines(tmp_path)) == 1


def test_only_one_evaluation_in_a_folder(tmp_path: Path, elsewhere) -> None:
    held = f"from craftagent.evaluate.log import EpisodeLog\nlog = EpisodeLog(Path({str(tmp_path)!r}))"
    with elsewhere(held), pytest.raises(ValueError, match="an evaluation of another process is at work in"):
        EpisodeLog(tmp_path)
    EpisodeLog(tmp_path).__exit__()  # the system let go


def test_a_command_that_is_refused_changes_nothing(tmp_path: Path, monkeypatch, elsewhere) -> None:
    monkeypatch.setattr(command, "_play", lambda *args: None)
    begun, fresh = tmp_path / "begun", tmp_path / "fresh"
    command.run(options(begun, agent="random", tasks="planks", seeds="20200:20203"))
    before = (begun / "settings.json").read_text()
    for out in (begun, fresh):
        more = options(out, agent="random", tasks="planks", seeds="20200:20210")
        held = f"from craftagent.evaluate.log import EpisodeLog\nlog = EpisodeLog(Path({str(out)!r}))"
        with elsewhere(held), pytest.raises(ValueError, match="an evaluation of another process is at work in"):
            command.run(more)
        assert (begun / "settings.json").read_text() == before and not (fresh / "settings.json").exists()
    command.run(more)
    assert json.loads((fresh / "settings.json").read_text())["seeds"] == "20200:20210"


def test_what_is_left_of_an_episode_that_is_in_the_log_is_removed(tmp_path: Path, monkeypatch, outcome) -> None:
    """A run was killed as it had written two lines and had not yet removed what was kept of the episodes."""
    task, folder = "atomic-v1/planks", tmp_path / "under_way"
    with EpisodeLog(tmp_path) as log:
        log.add(outcome(task, 20_200, True))
        log.add(outcome(task, 20_201, False, "died: zombie"))
    same = {"agent": "random", "tasks": "planks", "seeds": "20200:20203"}
    monkeypatch.setattr(command, "same_settings", lambda folder, settings, free: settings)
    folder.mkdir()
    for seed in range(20_200, 20_203):
        (folder / f"{Job(task, seed).name}.npz").touch()
    (tmp_path / "settings.json").write_text('{"commit": "a"}')
    monkeypatch.setattr(command, "_play", lambda *args: None)
    command.run(options(tmp_path, **same))
    assert [path.name for path in folder.iterdir()] == [f"{Job(task, 20_202).name}.npz"], "this one is gone on with"
    assert len(lines(tmp_path)) == 2


def test_results_name_every_commit_that_played(tmp_path: Path, monkeypatch, outcome) -> None:
    class Runner:
        def __init__(self, *args: object, **more: object) -> None: ...

        def run(self, jobs: Sequence[Job]) -> Iterator[Outcome]:
            for job, commit in zip(jobs, ("b, c", "c", ""), strict=True):
                yield dataclasses.replace(outcome(job.task, job.seed, True), commit=commit)

    monkeypatch.setattr(command, "made_with", lambda: {"commit": "d"})
    monkeypatch.setattr(command, "Runner", Runner)
    args = options(tmp_path, agent="random", tasks="planks", seeds="20200:20203", no_pictures=True)
    command.run(args)
    assert [json.loads(line)["commit"] for line in lines(tmp_path)] == ["b, c", "c", "d"], (
        "d: of the one that broke twice"
    )
    assert json.loads((tmp_path / "results.json").read_text())["settings"]["commit"] == "b, c, d"


def test_what_broke_is_played_again_and_the_last_line_counts(tmp_path: Path, outcome) -> None:
    with EpisodeLog(tmp_path) as log:
        log.add(outcome("t", 1, False, "broke twice: RuntimeError: x"))
        log.add(outcome("t", 2, False, "died: zombie"))
    jobs = [Job("t", 1), Job("t", 2)]
    with EpisodeLog(tmp_path) as log:
        assert log.open_jobs(jobs) == jobs[:1] and log.outcomes["t", 1].broke
        log.add(outcome("t", 1, False, "broke twice: OSError: y"))
        assert log.open_jobs(jobs) == jobs[:1]
        log.add(outcome("t", 1, True))
        log.add(outcome("t", 2, True))
    assert len(lines(tmp_path)) == 4, "nothing is taken out of the log"
    found = read_outcomes(tmp_path)
    assert found["t", 1].success and found["t", 2].reason == "died: zombie"
    assert read_outcomes(tmp_path / "none") == {}


def test_reports_say_when_a_suite_is_played_too_seldom() -> None:
    tasks = [get_task("atomic-v1/dirt"), get_task("atomic-v1/logs"), *load_suite("long-horizon-67-v1").tasks[:2]]
    assert len(too_few(tasks, 29)) == 2 and "(29 < 30) of each task of long-horizon-67-v1" in too_few(tasks, 29)[1]
    assert len(too_few(tasks, 30)) == 1 and not too_few(tasks, 50)
    assert not too_few(load_suite("generated-v1").tasks[:1], 1)


@pytest.mark.parametrize(
    ("agent", "terms", "said"),
    [
        ("expert", Terms("held_out", "text"), "the goal as data"), ("random", Terms(), "nothing"),
        ("policy:x", Terms(goal="structured"), "the goal as data"),
        ("policy:x", Terms("paraphrase", "text"), "a paraphrase that may be trained on"),
        ("policy:x", Terms(), "the goal as data, and the task's instruction"),
        ("hierarchical?hands=expert", Terms(), "the goal as data"),
        ("hierarchical", Terms(), "the goal as data; its policy each subgoal as data and in its own words"),
        ("hierarchical?hands=expert,planner=http://127.0.0.1:1", Terms("held_out"),
         "the goal as data, and its planner a wording that is never trained on"),
    ],
)  # fmt: skip
def test_what_agents_are_told_is_said_as_it_is(agent: str, terms: Terms, said: str) -> None:
    assert how_told(parse_agent(agent), terms) == said


@pytest.mark.parametrize("left", [0, 1, 30])
def test_a_line_that_was_torn_costs_only_itself(tmp_path: Path, outcome, left: int) -> None:
    with EpisodeLog(tmp_path) as log:
        log.add(outcome("t", 1, True))
        log.add(outcome("t", 2, True))
    path = tmp_path / EPISODES
    path.write_text(path.read_text()[: -1 - left])  # as a kill may leave it; 0: only the end of the line is missing
    with EpisodeLog(tmp_path) as log:
        assert set(log.outcomes) == ({("t", 1), ("t", 2)} if left == 0 else {("t", 1)})
        log.add(outcome("t", 3, True))
    with EpisodeLog(tmp_path) as log:
        assert ("t", 3) in log.outcomes and (("t", 2) in log.outcomes) == (left == 0)
