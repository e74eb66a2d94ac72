from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time

import pytest

from craftagent.agent.experience import Experience
from craftagent.agent.spec import parse_agent
from craftagent.datasets.video import VideoReader
from craftagent.expert.player import Expert
from craftagent.planner.mllm.calls import read_calls
from craftagent.play import command
from craftagent.play.cast import Cast, choose
from craftagent.play.command import told_of_model
from craftagent.play.game import Game, budget_of, settings_of
from craftagent.play.instruction import Request, understand
from craftagent.sim.env import SimWorld
from craftagent.tasks.goal import Goal
from craftagent.types import noop

END_FRAMES = 40
FILES = ("video.mp4", "episode.json", "report.html")
EXPERT = ("--agent", "expert")


def run(*args: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(args))


def test_a_run_writes_what_other_programs_read(tmp_path, capsys):
    out = str(tmp_path / "a" / "b")
    assert run("atomic-v1/planks", "--agent", "expert", "--seed", "5", "--out", out, "--view", "vpt") == 0
    found = json.loads((tmp_path / "a" / "b" / "episode.json").read_text())
    assert found["success"] is True and found["seed"] == 5 and found["agent"] == "expert" and found["reason"] == ""
    assert found["task"] == "atomic-v1/planks" and found["settings"]["inventory"]
    for step in found["subgoals"]:
        assert set(step) >= {"verb", "target", "count", "outcome", "start", "end"}
        assert 0 <= step["start"] <= step["end"] <= found["ticks"]
    assert found["subgoals"][-1]["outcome"] == "done"
    assert VideoReader(tmp_path / "a" / "b" / "video.mp4").n_frames == found["ticks"] + END_FRAMES
    out, err = capsys.readouterr()
    assert out.splitlines() == [str(tmp_path / "a" / "b" / name) for name in FILES]
    assert "planks: begins" in err and "planks: done after" in err  # plain lines, since it is no terminal
    assert f"done after {found['ticks']} ticks" in err


def test_a_failure_is_told_and_kept(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(Expert, "act", lambda self: noop())
    assert run("get 3 logs", *EXPERT, "--budget", "7", "--out", str(tmp_path), "--no-video") == 1
    found = json.loads((tmp_path / "episode.json").read_text())
    assert found["success"] is False and found["ticks"] == 7 and found["reason"] == "out of ticks"
    assert {p.name for p in tmp_path.iterdir()} == {"episode.json", "report.html"} and found["video"] is None
    assert "not done (out of ticks)" in capsys.readouterr().err


def test_what_was_played_until_ctrl_c_is_kept(tmp_path, monkeypatch):
    def act(self):
        if self.ticks == 6:
            raise KeyboardInterrupt
        return noop()

    monkeypatch.setattr(Expert, "act", act)
    assert run("get 3 logs", *EXPERT, "--out", str(tmp_path), "--view", "vpt") == 130
    assert json.loads((tmp_path / "episode.json").read_text())["reason"] == "interrupted"
    assert VideoReader(tmp_path / "video.mp4").n_frames == 6
    assert {p.name for p in tmp_path.iterdir()} == set(FILES)


def test_what_was_played_until_an_error_is_kept(tmp_path, monkeypatch):
    def act(self):
        if self.ticks == 6:
            raise RuntimeError("the expert broke")
        return noop()

    monkeypatch.setattr(Expert, "act", act)
    with pytest.raises(RuntimeError, match="the expert broke"):
        run("get 3 logs", *EXPERT, "--out", str(tmp_path), "--view", "vpt")
    assert json.loads((tmp_path / "episode.json").read_text())["reason"] == "broke: the expert broke"
    assert VideoReader(tmp_path / "video.mp4").n_frames == 6
    assert {p.name for p in tmp_path.iterdir()} == set(FILES)


KILLED = """
import os, signal
from craftagent.expert.player import Expert
from craftagent.play import command
from craftagent.types import noop
from craftagent.cli import main

def act(self):
    if self.ticks == 150:
        os.kill(os.getpid(), signal.SIGKILL)
    return noop()

Expert.act = act
command.KEEP_SECONDS = 0.0
main(["run", "get 3 logs", "--agent", "expert", "--view", "vpt", "--out", "kept"])
"""


def test_a_killed_play_can_be_looked_at(tmp_path):
    done = subprocess.run([sys.executable, "-c", KILLED], cwd=tmp_path, capture_output=True, timeout=300)
    assert done.returncode == -9, done.stderr.decode()
    found = json.loads((tmp_path / "kept" / "episode.json").read_text())
    assert found["success"] is False and found["finished"] is None and found["ticks"] == 149
    assert "was killed" in found["reason"] and "was killed" in (tmp_path / "kept" / "report.html").read_text()
    assert VideoReader(tmp_path / "kept" / "video.part.mp4").n_frames >= 64  # up to the last key frame


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("get a stone pikaxe",), "did you mean 'stone pickaxe'"),
        (("get dirt", "--agent", "expret"), "did you mean 'expert'"),
        (("get dirt", "--agent", "random"), "there are hierarchical, expert"),
        (("get dirt", "--agent", "hierarchical?hands=mixed", "--hands", "learned"), "say it once"),
        (("get dirt", "--agent", "expert", "--hands", "mixed"), "--hands is for the hierarchical agent"),
        (("get dirt", "--hands", "lerned"), "did you mean 'learned'"),
        (("get dirt", "--hands", "expert", "--agent", "hierarchical:somewhere"), "no policy"),
        (("get dirt", *EXPERT, "--rules", "papre"), "did you mean 'paper'"),
        (("get dirt", *EXPERT, "--biome", "forrest"), "did you mean 'forest'"),
        (("get dirt", *EXPERT, "--budget", "0"), "at least 1 tick"),
        (("get dirt", *EXPERT, "--view", "huge", "--out", "nowhere"), "huge"),
        (
            ("get 1000000 diamonds", *EXPERT, "--out", "nowhere"),
            "^1000000 is too many, in 'get 1000000 diamonds': an inventory holds 2304 diamonds$",
        ),
        (("get a beacon", *EXPERT, "--budget", "9", "--out", "nowhere"), "^beacon cannot be had: it takes nether_star"),
        (("get dirt", *EXPERT, "--model", "qwen"), "--model is for a model as the planner"),
        (("get dirt", "--hands", "expert", "--planner", "oracle", "--model", "qwen"), "--model is for a model"),
        (("get dirt", "--agent", "hierarchical?planner=http://x,model=a", "--model", "b"), "say it once"),
        (
            ("open dirt", *EXPERT),
            "^'dirt' opens no screen, in 'open dirt'; of the blocks of this world I can open: crafting table,",
        ),
    ],
)
def test_wrong_usage(args, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=said):
        run(*args)
    assert list(tmp_path.iterdir()) == []


def test_paper_rules_are_those_of_the_long_horizon_suite():
    from craftagent.tasks.prepare import settings_for
    from craftagent.tasks.suite import load_suite

    for rules in ("paper", "survival"):
        task = load_suite("long-horizon-67-v1", rules).tasks[0]
        theirs = settings_for(task, 0)
        mine = settings_of(rules, theirs.biome)
        assert (mine.time or 0) == theirs.time
        for name in ("keep_inventory", "night_vision", "daylight_cycle", "done_on_death", "difficulty"):
            assert getattr(mine, name) == getattr(theirs, name), (rules, name)


def test_budgets():
    assert budget_of(understand("get a diamond pickaxe")) > budget_of(understand("get a stone pickaxe")) >= 6000
    assert budget_of(understand("survive 2 minutes")) >= 2400
    assert budget_of(understand("atomic-v1/logs")) == 600


def test_a_goal_that_is_reached_by_time(monkeypatch):
    monkeypatch.setattr(Expert, "act", lambda self: noop())
    world = SimWorld("none")
    game = Game(world, understand("survive 30 ticks"), 3, settings_of("paper", None), 100)
    moments = list(game.play())
    assert game.success and game.ticks == 30 and len(moments) == 31 and moments[-1].action is None
    assert game.progress == 1.0


def test_what_nothing_can_tell_is_said_at_once(policy, tmp_path):
    """The use of a door is seen by no rule, and a policy does not say when it has done a thing; a script does."""
    request = Request("open the oak door", Goal("interact", "oak_door"))
    with pytest.raises(ValueError, match=r"^nothing can tell when this is done: to open an oak door leaves no trace"):
        Game(SimWorld("vpt"), request, 3, settings_of("paper", None), 100, Cast(f"hierarchical:{policy}"))
    game = Game(SimWorld("none"), request, 3, settings_of("paper", None), 100)
    assert not game.success
    with pytest.raises(ValueError, match=r"^'oak door' opens no screen"):  # in words it is not even begun
        run("open the oak door", "--agent", f"hierarchical:{policy}", "--out", str(tmp_path / "none"))
    assert not (tmp_path / "none").exists()


def test_emptying_a_bucket_is_seen():
    world = SimWorld("none")
    game = Game(world, Request("empty the bucket", Goal("place", "water")), 3, settings_of("paper", None), 100)
    game._rule.update({**game.info, "stats": {**game.info["stats"], "use_item": {"water_bucket": 1}}})
    assert game._done()


def test_the_model_is_named_and_its_calls_are_kept_beside_the_outputs(tmp_path):
    (tmp_path / "answers").mkdir()
    said = {"thought": "by hand", "steps": [{"verb": "mine", "target": "dirt", "count": 1, "tool": None}]}
    (tmp_path / "answers" / "01.txt").write_text(json.dumps(said))
    out, agent = tmp_path / "out", ("--hands", "expert", "--planner", str(tmp_path / "answers"))
    assert run("get 1 dirt", *agent, "--seed", "5", "--out", str(out), "--no-video") == 0
    found = json.loads((out / "episode.json").read_text())
    assert any(event["kind"] == "planned" and "by mllm" in event["text"] for event in found["events"])
    (call,) = read_calls(out / "calls")
    assert call["outcome"]["success"] is True and call["parsed"][0]["target"] == "dirt"
    spec = told_of_model(choose(planner="http://localhost:11434"), "qwen3-vl", tmp_path)
    assert dict(spec.options)["model"] == "qwen3-vl" and dict(spec.options)["calls"] == str(tmp_path / "calls")
    assert parse_agent(spec.text, ("hierarchical",)).options == spec.options
    own = choose("hierarchical?planner=http://localhost:11434,calls=mine")
    assert dict(told_of_model(own, None, tmp_path).options)["calls"] == "mine"
    assert told_of_model(choose(), None, tmp_path) == choose()  # the graph is not asked by calls


def options(policy) -> tuple[str, ...]:
    return "--agent", f"hierarchical:{policy}?temperature=1.5", "--seed", "5", "--budget", "30"


def test_a_learned_agent_sees_the_same_filmed_and_unfilmed(tmp_path, policy, monkeypatch):
    """``full`` pictures are drawn for the film and made small for the agent, which must be what ``vpt`` draws."""
    done, steps = [], SimWorld.step

    def step(self, action):
        done[-1].append({key: (tuple(value) if key == "camera" else int(value)) for key, value in action.items()})
        return steps(self, action)

    monkeypatch.setattr(SimWorld, "step", step)
    for more in (("--out", str(tmp_path / "film")), ("--out", str(tmp_path / "none"), "--no-video"), ()):
        done.append([])
        run("mine 3 logs", *options(policy), *more)
    assert len(done[0]) == 30 and done[0] == done[1] == done[2]
    assert len({action["camera"] for action in done[0]}) > 3  # it did look around
    found = [json.loads((tmp_path / name / "episode.json").read_text()) for name in ("film", "none")]
    assert [f["world"]["view"] for f in found] == ["full", "vpt"]
    assert found[0]["subgoals"] == found[1]["subgoals"] and found[0]["player"] == found[1]["player"]
    assert found[0]["agent"].endswith("?temperature=1.5,hands=learned")
    assert {step["hands"] for step in found[0]["subgoals"]} == {"learned"}
    assert {"begins", "planned"} <= {event["kind"] for event in found[0]["events"]}
    assert found[0]["still_to_do"] == ["mine 3 logs"]
    page = (tmp_path / "film" / "report.html").read_text()
    assert "data:video/mp4;base64," in page and "by a learned policy" in page and "data:image/jpeg" in page


def test_views_that_an_agent_can_not_see_with(policy):
    with pytest.raises(ValueError, match="can not get from direct:64x64; take --view full or vpt"):
        run("get dirt", *options(policy), "--view", "direct:64x64", "--out", "nowhere")


def test_mixed_hands_and_memory(tmp_path, policy):
    memory = tmp_path / "memory.jsonl"
    more = (
        "--hands",
        "mixed",
        "--memory",
        str(memory),
        "--out",
        str(tmp_path / "out"),
        "--no-video",
        "--budget",
        "250",
    )
    assert run("atomic-v1/sticks", *options(policy), *more) == 0  # crafting is done by script
    found = json.loads((tmp_path / "out" / "episode.json").read_text())
    assert {(step["verb"], step["hands"]) for step in found["subgoals"]} == {("craft", "scripted")}
    assert "scripted: crafting" in (tmp_path / "out" / "report.html").read_text()
    assert memory.exists() and memory.stat().st_size > 100


def test_an_interrupted_play_is_told_to_the_player(policy, monkeypatch, tmp_path):
    told, steps = [], SimWorld.step

    def step(self, action):
        if told and len(told) > 5:
            raise KeyboardInterrupt
        told.append(action)
        return steps(self, action)

    monkeypatch.setattr(SimWorld, "step", step)
    memory = tmp_path / "memory.jsonl"
    args = (*options(policy), "--out", str(tmp_path), "--no-video", "--memory", str(memory))
    assert run("get 3 logs", *args) == 130
    found = json.loads((tmp_path / "episode.json").read_text())
    assert found["reason"] == "interrupted" and found["ticks"] == 6
    assert [step["outcome"] for step in found["subgoals"]] == ["interrupted"]
    remembered = Experience(memory).recall("get 3 logs", Goal("get", "#logs", 3), k=1)
    assert [recalled.episode.reason for recalled in remembered] == ["interrupted"]


def test_what_is_killed_leaves_no_half_named_files(tmp_path):
    """A process that is killed while it plays into a folder that holds an earlier play."""
    command = [sys.executable, "-m", "craftagent.cli", "run", "get 64 logs", "--agent", "expert", "--view", "vpt", "--out",
               str(tmp_path)]  # fmt: skip
    (tmp_path / "episode.json").write_text("{}")
    part = tmp_path / "video.part.mp4"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 240
        while not (part.exists() and part.stat().st_size) and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        assert process.poll() is None
        process.kill()
    assert {p.name for p in tmp_path.iterdir()} == {"episode.json", "video.part.mp4"}
    assert (tmp_path / "episode.json").read_text() == "{}"
    assert run("atomic-v1/planks", *EXPERT, "--seed", "5", "--view", "vpt", "--out", str(tmp_path)) == 0
    assert {p.name for p in tmp_path.iterdir()} == set(FILES)
