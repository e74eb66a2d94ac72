"""``craftagent data goals``: hindsight for what has statistics; nothing that is there is lost."""

from __future__ import annotations

import json
import shutil

import pytest

from craftagent.cli import main
from craftagent.datasets.check_command import check_folder
from craftagent.datasets.episode import EpisodePaths, open_episode
from craftagent.datasets.labels import label_by_hindsight
from craftagent.tasks.goal import Goal

DIRT, SAND = "minecraft.picked_up:minecraft.dirt", "minecraft.picked_up:minecraft.sand"


@pytest.fixture
def contractor(tmp_path, write_contractor, contractor_row):
    """``contractor(name, stats(t) or None)``: 20 rows in ``tmp_path / "data"``."""

    def write(name, stats):
        rows = [contractor_row(["w"], stats=stats(t)) if stats else contractor_row(["w"]) for t in range(20)]
        for row in rows if stats is None else ():
            del row["stats"]
        return write_contractor(tmp_path / "data", rows, name=name, size=(64, 36))

    return write


def said(paths):
    return [(goal.start, goal.end, goal.text, goal.source) for goal in open_episode(paths).goals]


def test_goals_are_written_where_there_are_none(tmp_path, contractor, capsys):
    a = contractor("a", lambda t: {DIRT: int(t > 9)})
    b = contractor("b", lambda t: {DIRT: int(t > 4), SAND: 2 * int(t > 15)})
    label_by_hindsight(b)
    mine = [g for g in b.goals.read_text().splitlines() if "sand" in g]
    b.goals.write_text(mine[0] + "\n")  # somebody's choice
    bare = contractor("bare", None)
    bare.rows.unlink()
    contractor("labels", None)
    assert main(["data", "goals", str(tmp_path / "data")]) == 0
    said_now = capsys.readouterr().out
    assert "1 goals written for 1 of 4 episodes" in said_now
    for reason in ("1 have goals already", "1 are videos without rows", "1 hold no statistics"):
        assert reason in said_now
    assert said(a) == [(0, 10, Goal("get", "dirt").text(), "hindsight")]
    assert b.goals.read_text().splitlines() == mine
    assert not EpisodePaths(tmp_path / "data", "labels").goals.exists()
    assert not list((tmp_path / "data").glob(".part*"))
    written = a.goals.stat().st_mtime_ns
    assert main(["data", "goals", str(tmp_path / "data"), "--jobs", "1"]) == 0
    assert "0 goals written for 0 of 4 episodes; 2 have goals" in capsys.readouterr().out
    assert a.goals.stat().st_mtime_ns == written
    assert main(["data", "goals", str(tmp_path / "data"), "--jobs", "1", "--again"]) == 0
    assert [text for *_, text, _ in said(b)] == [Goal("get", "dirt").text(), Goal("get", "sand", 2).text()]


def test_again_keeps_the_goals_of_others_and_of_what_has_no_statistics(tmp_path, contractor, capsys):
    goal = {"start": 2, "end": 5, "verb": "mine", "target": "dirt", "count": 1, "text": "dig"}
    a, labels = contractor("a", lambda t: {SAND: int(t > 9)}), contractor("labels", None)
    for paths, source in ((a, "person"), (labels, "hindsight")):
        paths.goals.write_text(json.dumps({**goal, "source": source}) + "\n")
    assert main(["data", "goals", str(tmp_path / "data"), "--jobs", "1", "--again"]) == 0
    assert said(a) == [(0, 10, Goal("get", "sand").text(), "hindsight"), (2, 5, "dig", "person")]
    assert said(labels) == [(2, 5, "dig", "hindsight")]
    assert label_by_hindsight(labels) is None and said(labels) == [(2, 5, "dig", "hindsight")]
    assert check_folder(tmp_path / "data")["whole"] == 2


def test_nothing_to_tell_goals_from(tmp_path, contractor, capsys):
    contractor("labels", None)
    assert main(["data", "goals", str(tmp_path / "data")]) == 1
    assert "is told no goal" in capsys.readouterr().err
    (tmp_path / "empty").mkdir()
    assert main(["data", "goals", str(tmp_path / "empty")]) == 1
    assert "there are no episodes in" in capsys.readouterr().err
    assert main(["data", "goals", str(tmp_path / "nowhere")]) == 1
    assert main(["data", "goals", str(tmp_path / "empty"), "--jobs", "-1"]) == 1


def test_damaged_episodes_are_named_and_the_rest_is_done(tmp_path, contractor, capsys):
    a, b = (contractor(name, lambda t: {DIRT: int(t > 9)}) for name in "ab")
    lines = a.rows.read_text().splitlines()
    a.rows.write_text("\n".join([*lines[:3], '{"mouse": ', *lines[4:]]) + "\n")
    shutil.copytree(tmp_path / "data", tmp_path / "again")
    assert main(["data", "goals", str(tmp_path / "data"), "--jobs", "1"]) == 1
    assert "not labelled: a: a.jsonl, line 4 is not JSON" in capsys.readouterr().err
    assert not a.goals.exists() and len(said(b)) == 1
    assert main(["data", "goals", str(tmp_path / "again"), "--jobs", "1", "--broken-lines", "null"]) == 0
    assert len((tmp_path / "again" / "a.goals.jsonl").read_text().splitlines()) == 1
