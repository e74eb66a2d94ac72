from __future__ import annotations

import argparse
import io
import json

import pytest
from rich.console import Console

from craftagent.datasets.video import VideoReader
from craftagent.expert.player import Expert
from craftagent.play import command
from craftagent.play.game import Game, budget_of, settings_of
from craftagent.play.instruction import understand
from craftagent.play.steps import Step
from craftagent.play.terminal import View
from craftagent.sim.env import SimWorld
from craftagent.types import noop

END_FRAMES = 40


def run(*args: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(args))


def test_a_run_writes_what_other_programs_read(tmp_path, capsys):
    assert run("atomic-v1/planks", "--seed", "5", "--out", str(tmp_path / "a" / "b"), "--view", "vpt") == 0
    found = json.loads((tmp_path / "a" / "b" / "episode.json").read_text())
    assert found["success"] is True and found["seed"] == 5 and found["agent"] == "expert" and found["reason"] == ""
    assert found["task"] == "atomic-v1/planks" and found["settings"]["inventory"]
    for step in found["subgoals"]:
        assert set(step) >= {"verb", "target", "count", "outcome", "start", "end"}
        assert 0 <= step["start"] <= step["end"] <= found["ticks"]
    assert found["subgoals"][-1]["outcome"] == "done"
    assert VideoReader(tmp_path / "a" / "b" / "video.mp4").n_frames == found["ticks"] + END_FRAMES
    out, err = capsys.readouterr()
    assert out.splitlines() == [str(tmp_path / "a" / "b" / name) for name in ("video.mp4", "episode.json")]
    assert "planks: begins" in err and "planks: done after" in err  # plain lines, since it is no terminal
    assert f"done after {found['ticks']} ticks" in err


def test_a_failure_is_told_and_kept(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(Expert, "act", lambda self: noop())
    assert run("get 3 logs", "--budget", "7", "--out", str(tmp_path), "--no-video") == 1
    found = json.loads((tmp_path / "episode.json").read_text())
    assert found["success"] is False and found["ticks"] == 7 and found["reason"] == "out of ticks"
    assert [p.name for p in tmp_path.iterdir()] == ["episode.json"]
    assert "not done (out of ticks)" in capsys.readouterr().err


def test_what_was_played_until_ctrl_c_is_kept(tmp_path, monkeypatch):
    def act(self):
        if self.ticks == 6:
            raise KeyboardInterrupt
        return noop()

    monkeypatch.setattr(Expert, "act", act)
    assert run("get 3 logs", "--out", str(tmp_path), "--view", "vpt") == 130
    assert json.loads((tmp_path / "episode.json").read_text())["reason"] == "interrupted"
    assert VideoReader(tmp_path / "video.mp4").n_frames == 6
    assert {p.name for p in tmp_path.iterdir()} == {"episode.json", "video.mp4"}


def test_an_error_leaves_no_half_video(tmp_path, monkeypatch):
    def act(self):
        raise RuntimeError("the expert broke")

    monkeypatch.setattr(Expert, "act", act)
    with pytest.raises(RuntimeError):
        run("get 3 logs", "--out", str(tmp_path), "--view", "vpt")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("get a stone pickax",), "did you mean 'stone pickaxe'"),
        (("get dirt", "--agent", "expret"), "did you mean 'expert'"),
        (("get dirt", "--rules", "papre"), "did you mean 'paper'"),
        (("get dirt", "--biome", "forrest"), "did you mean 'forest'"),
        (("get dirt", "--budget", "0"), "at least 1 tick"),
        (("get dirt", "--view", "huge", "--out", "nowhere"), "huge"),
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


def test_the_live_view():
    console = Console(file=io.StringIO(), force_terminal=True, width=100, height=30)
    world = SimWorld("none")
    _, info = world.reset(seed=1)
    course = [
        Step("mine 3 logs", "done", 0, 120),
        Step("craft 4 oak planks", "now", 120, 7),
        Step("craft a stick", "later"),
    ]
    with View("get a stick", 1000, console) as view:
        view.show(course, {**info, "inventory": {"oak_log": 3}}, 127)
        view.show(course, {**info, "inventory": {"oak_log": 3}}, 128, last=True)
    said = console.file.getvalue()
    for part in ("get a stick", "120 ticks", "craft 4 oak planks", "oak log", "128/1000", "ticks/s"):
        assert part in said
