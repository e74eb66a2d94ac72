"""Pictures, clips and the page, from episodes that were truly played."""

from __future__ import annotations

import dataclasses
import io
import json
import re
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path

import av
import cv2
import pytest
from markupsafe import escape
from rich.console import Console

from craftagent.evaluate import report, sheet
from craftagent.evaluate.film import PICTURE, PICTURES, SMALL, Folders, choose, facts, make
from craftagent.evaluate.jobs import Job, Terms
from craftagent.evaluate.outcome import Outcome
from craftagent.evaluate.pictures import replayed
from craftagent.evaluate.published import LONG_HORIZON, OPEN_ENDED, PROGRAMMATIC
from craftagent.evaluate.rerun import Rerun
from craftagent.evaluate.results import made_with, results
from craftagent.evaluate.statistics import wilson
from craftagent.evaluate.table import markdown, print_tables
from craftagent.tasks.suite import get_task, load_suite
from craftagent.tasks.task import Task

TASKS = [get_task(f"atomic-v1/{name}") for name in ("planks", "sticks")]
JOBS = [Job(task.id, seed) for task in TASKS for seed in (20_000, 20_001)]


@pytest.fixture(scope="module")
def run(play, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Outcome]]:
    """A folder with tapes of four short episodes, and their outcomes; one of them claims what is not so."""
    out = tmp_path_factory.mktemp("run")
    for name in ("tapes", "clips", "small", "strips"):
        (out / name).mkdir()
    found = play("expert", JOBS, 2, out / "tapes", Terms(wording="held_out"))
    lie = found[TASKS[1].id, 20_001]
    found[TASKS[1].id, 20_001] = dataclasses.replace(lie, success=False, done_at=None, reason="<b>out of ticks</b>")
    return out, list(found.values())


@pytest.fixture(scope="module")
def filmed(run):
    out, outcomes = run
    films = choose(outcomes, 1, out / "tapes")
    rerun = Rerun()
    said = [make(rerun, film, Folders(out), lambda tick: None) for film in films]
    return out, outcomes, films, said


def data(out: Path, outcomes: list[Outcome], films, tasks: Sequence[Task] = TASKS, hands: str = "scripted") -> dict:
    suites = list(dict.fromkeys(task.suite for task in tasks))
    settings = {"suite": suites, "agent": "expert", "hands": hands, "player": {"sees": "everything"},
                "world": "sim", "world_version": 1, "view": "vpt", "rules": None, "seeds": "20000:20002",
                "episodes_a_task": 2, "finished": "2026-01-01", **made_with()}  # fmt: skip
    found = results(settings, tasks, outcomes)
    found["replayed"] = replayed(films, out)
    found["warnings"] = found["replayed"]["differ"]
    return json.loads(json.dumps(found))


def test_films_are_of_the_first_success_and_failure_and_catch_a_lie(filmed) -> None:
    out, _, films, said = filmed
    assert [film.name for film in films] == [
        "atomic-v1.planks-20000-won", "atomic-v1.sticks-20000-won", "atomic-v1.sticks-20001-lost",
    ]  # fmt: skip
    assert [bool(s) for s in said] == [False, False, True] and "success False was True" in said[2]
    folders = Folders(out)
    for film in films:
        strip = cv2.imread(str(folders.strips / f"{film.name}.png"))
        assert strip is not None and strip.shape == (PICTURE[1], PICTURES * PICTURE[0], 3)
        parts = [strip[:, i * PICTURE[0] : (i + 1) * PICTURE[0]] for i in range(PICTURES)]
        assert all(part.std() > 5 for part in parts) and (parts[0] != parts[-1]).any()
        ticks = facts(film, folders)["pictures"]
        assert isinstance(ticks, list) and ticks[0] == 0 and ticks[-1] == film.outcome.ticks
        with av.open(str(folders.clips / f"{film.name}.mp4")) as clip:
            assert clip.streams.video[0].frames == film.outcome.ticks + 30
        with av.open(str(folders.small / f"{film.name}.mp4")) as clip:
            assert (clip.streams.video[0].width, clip.streams.video[0].height) == SMALL
        assert folders.done(film)
    assert not list(out.glob("**/.part-*"))


def test_choice_of_films(outcome, tmp_path: Path) -> None:
    outcomes = [outcome("atomic-v1/dirt", seed, seed % 2 == 0) for seed in range(9, -1, -1)]
    for o in outcomes:
        (tmp_path / f"{Job(o.task, o.seed).name}.npz").touch()
    films = choose(outcomes, 2, tmp_path)
    assert sorted((f.outcome.seed, f.clip) for f in films) == [(0, True), (1, True), (2, True), (3, True)]
    (tmp_path / "atomic-v1.dirt-00000.npz").unlink()
    assert sorted((f.outcome.seed, f.clip) for f in choose(outcomes, 0, tmp_path)) == [(1, False), (2, False)]


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append(tag)
        self.found += [value for name, value in attrs if name in ("src", "href", "poster", "srcset", "data", "action")]


def test_the_page_holds_everything_it_shows(filmed) -> None:
    out, outcomes, films, _ = filmed
    html = report.page(data(out, outcomes, films), TASKS, films, Folders(out))
    assert not re.search(r"https?:|//[a-z]|@import|url\(", re.sub(r"base64,[A-Za-z0-9+/=]+", "", html))
    links = Links()
    links.feed(html)
    assert links.tags.count("video") == 3 and links.tags.count("img") == 1 + 3
    assert not {"script", "link", "iframe"} & set(links.tags)
    assert all(link.startswith(("data:image/", "data:video/mp4", "#")) for link in links.found)
    assert "&lt;b&gt;out of ticks" in html, "what comes from outside is escaped"
    assert "otherwise than reported in 1 of 3 cases" in html and "success False was True" in html
    assert load_suite("atomic-v1").protocol.splitlines()[0][:40] in html


def test_the_budget_of_clips_is_kept(filmed) -> None:
    out, outcomes, films, _ = filmed
    sizes = [(Folders(out).small / f"{film.name}.mp4").stat().st_size for film in films]
    found = data(out, outcomes, films)
    assert "data:video" not in report.page(found, TASKS, films, Folders(out), budget=min(sizes) - 1)
    assert report.page(found, TASKS, films, Folders(out), budget=min(sizes)).count("data:video") == 1


def test_tasks_of_several_suites_go_by_their_whole_names(outcome, tmp_path: Path) -> None:
    tasks = [TASKS[0], get_task("long-horizon-67-v1/torch")]
    html = report.page(
        data(tmp_path, [outcome(t.id, 0, False) for t in tasks], [], tasks), tasks, [], Folders(tmp_path)
    )
    assert ">atomic-v1/planks</a>" in html and ">long-horizon-67-v1/torch@paper</a>" in html
    assert "<td>atomic-v1/planks 1, long-horizon-67-v1/torch@paper 1</td>" in html, "where the reason was seen"


def test_the_page_of_nothing_is_a_page(tmp_path: Path) -> None:
    html = report.page(data(tmp_path, [], []), TASKS, [], Folders(tmp_path))
    assert "No episode has been played yet" in html


def test_sheet(filmed) -> None:
    out, outcomes, films, _ = filmed
    rows = {row["id"]: row for row in data(out, outcomes, films)["tasks"]}
    drawn = sheet.draw("atomic-v1", TASKS, rows, films, Folders(out))
    one = sheet.draw("atomic-v1", TASKS[:1], rows, films, Folders(out))
    assert drawn.shape[1] == one.shape[1] == sheet.WIDTH and drawn.shape[0] > one.shape[0]
    strip = cv2.imread(str(Folders(out).strips / "atomic-v1.planks-20000-won.png"))
    assert strip is not None
    row = one[sheet.HEAD : sheet.HEAD + 90, 220 : 220 + strip.shape[1], ::-1]
    assert (row == strip).all()


def test_tables(filmed) -> None:
    out, outcomes, films, _ = filmed
    found = data(out, outcomes, films)
    for terminal in (False, True):
        said = io.StringIO()
        print_tables(found, Console(width=100, force_terminal=terminal, file=said))
        assert "atomic-v1/planks" in said.getvalue() and "ASR 0.750" in said.getvalue()
        assert ("\x1b[" in said.getvalue()) == terminal
    assert "| atomic-v1/sticks | 2 | 0.50 | 0.09-0.91 |" in markdown(found)


def test_published_rows_come_with_the_suites_they_belong_to(outcome) -> None:
    def tables(suite: str, rules: str | None = None) -> list[dict]:
        tasks = load_suite(suite, rules).tasks
        return results({"agent": "expert"}, tasks, [outcome(t.id, 0, True, reward=7.0) for t in tasks])["published"]

    (counted,) = tables("atomic-v1")
    assert counted["columns"] == ["logs", "seeds", "dirt", "stone"]
    assert counted["rows"][0] == {
        "name": "expert", "cells": ["7.0"] * 4, "crafting": "not stated", "source": "this run, 1 episodes a task",
        "ours": True,
    }  # fmt: skip
    assert ["15.0", "8.5", "26.7", "25.7"] in [row["cells"] for row in counted["rows"]]
    long, five, programmatic = tables("long-horizon-67-v1", "survival")
    assert long["rows"][0]["cells"] == ["1.00"] * 7 and "'survival'" in long["rows"][0]["source"]
    assert five["rows"][0]["cells"] == ["1.00"] * 5 and "1 episodes a task" in five["rows"][0]["source"]
    assert not any(row["ours"] for row in programmatic["rows"])
    (openha,) = tables("generated-v1")
    assert openha["rows"][0]["cells"] == ["100.0", "100.0"]
    assert openha["rows"][0]["source"] == "this run, 823 tasks, 823 episodes"
    for table in (counted, long, five, programmatic, openha):
        assert all(len(row["cells"]) == len(table["columns"]) and row["source"] for row in table["rows"])
        assert all(row["crafting"] for row in table["rows"]) and not any(row["ours"] for row in table["rows"][1:])
    assert results({"agent": "x"}, TASKS, [outcome(t.id, 0, True) for t in TASKS])["published"] == []


def test_published_figures_are_those_of_the_papers() -> None:
    rows = {row.name: row for row in LONG_HORIZON.rows}
    assert rows["Voyager*"].cells == (".87", ".32", ".08", ".02", ".01", "0", ".14")
    assert rows["Optimus-3, action only"].cells == (".93", ".87", ".49", ".03", ".03", ".09", ".15")
    assert "MP5*" in rows and "MP5" not in rows, "the mark is the paper's"
    assert {name for name, row in rows.items() if row.crafting == "yes"} == {
        "JARVIS-1", "Optimus-1", "Optimus-2", "Optimus-3, action only", "Optimus-3, full",
    }  # fmt: skip
    assert {row.crafting for row in rows.values()} == {"yes", "not stated"}
    five = {row.name: row.cells for row in OPEN_ENDED.rows}
    assert five["GPT-4V + GOAP"] == (".75", ".47", ".13", ".16", ".17")
    assert five["GLM-4V + GOAP"] == (".71", ".39", ".11", ".14", ".13")
    assert PROGRAMMATIC.rows[-1].cells == (".95", ".44", ".82", ".32", ".08", ".59")


@pytest.mark.parametrize(
    ("hands", "crafting"),
    [("learned", "no"), ("mixed", "yes"), ("expert", "yes, and all else"), ("keyboard and mouse by chance", "no"),
     ("scripted keyboard and mouse", "yes, and all else")],
)  # fmt: skip
def test_whether_crafting_was_scripted_stands_in_every_row(outcome, tmp_path: Path, hands: str, crafting: str) -> None:
    tasks = [get_task("long-horizon-67-v1/torch"), get_task("long-horizon-67-v1/rail")]
    outcomes = [outcome(task.id, seed, seed > 0 and task is tasks[0]) for task in tasks for seed in range(4)]
    found = data(tmp_path, outcomes, [], tasks, hands)
    five = found["published"][1]
    assert five["rows"][0]["cells"] == [".75", "0", "-", "-", "-"]
    assert {table["rows"][0]["crafting"] for table in found["published"][:2]} == {crafting}
    text, html = markdown(found), report.page(found, tasks, [], Folders(tmp_path))
    for cells in (
        ["expert", ".75", "0", "-", "-", "-", crafting, "this run, rules 'paper', 4 episodes a task"],
        ["Optimus-3, action only", ".93", ".87", ".49", ".03", ".03", ".09", ".15", "yes", "Optimus-3"],
    ):
        assert "| " + " | ".join(cells) + " |" in text
        row = r"\s*".join(f"<td[^>]*>{re.escape(str(escape(cell)))}</td>" for cell in cells)
        assert re.search(row, html), cells
    assert "| CRAFTING SCRIPTED | SOURCE |" in text and "<th>crafting scripted</th><th>source</th>" in html
    assert len(re.findall('<tr class="ours">', html)) == 3, "all, and ours in two tables of three"
    assert (
        '<a href="#long-horizon-67-v1/torch@paper">torch</a>' in html
        and '<h3 id="long-horizon-67-v1/torch@paper">' in html
    )
    assert "No episode has pictures" in html and "in all 0 cases" not in html


def test_a_part_of_a_group_says_so_beside_whole_ones(outcome, tmp_path: Path) -> None:
    suite = load_suite("long-horizon-67-v1")
    wood = [task for task in suite.tasks if task.group == "Wood"]
    tasks = [*wood[:3], *(task for task in suite.tasks if task.group == "Stone")]
    outcomes = [outcome(t.id, seed, seed > 0 or t.group == "Stone") for t in tasks for seed in range(20)]
    found = results({"agent": "x"}, tasks, outcomes)
    cells = found["published"][0]["rows"][0]["cells"]
    assert cells[:3] == [f".95 (3 of {len(wood)} tasks, n=60)", "1.00", "-"]
    assert (found["groups"]["Wood"]["tasks"], found["groups"]["Wood"]["suite_tasks"]) == (3, len(wood))
    html = report.page(data(tmp_path, outcomes, [], tasks), tasks, [], Folders(tmp_path))
    assert f'<td class="n part">{cells[0]}</td>' in html, "so long a cell may go over several lines"
    tasks = load_suite("generated-v1").tasks
    (some,) = results({"agent": "x"}, tasks[:5], [outcome(t.id, 0, True) for t in tasks[:5]])["published"]
    assert f"5 of {len(tasks)} tasks" in some["rows"][0]["source"]


def test_how_intervals_were_made_is_said(outcome, tmp_path: Path) -> None:
    outcomes = [outcome(t.id, seed, seed > 0) for t in TASKS for seed in range(4)]
    found = data(tmp_path, outcomes, [])
    assert found["tasks"][0]["interval"] == "Wilson"
    assert found["overall"]["interval"] == found["groups"]["craft"]["interval"] == "bootstrap over seeds"
    said = "95 % intervals: of tasks Wilson; of craft, all bootstrap over seeds"
    found["settings"]["player"]["play"] = {"temperature": 0.6, "told_action": None, "seed": 0}
    assert said in markdown(found)
    html = report.page(found, TASKS, [], Folders(tmp_path))
    low, high = wilson(6, 8)
    assert found["overall"]["wilson95"] == found["groups"]["craft"]["wilson95"] == [low, high]
    drawn = "-".join(f"{end:.2f}" for end in found["groups"]["craft"]["ci95"])
    assert (
        f"| craft | 8 | 0.75 | {drawn} | {low:.2f}-{high:.2f} |" in markdown(found) and drawn != f"{low:.2f}-{high:.2f}"
    )
    assert html.count(f'<td class="n">{low:.2f} - {high:.2f}</td>') == 2, "of the group and of all"
    assert "as if each were a trial of its own" in markdown(found) and "as if each were a trial of its own" in html
    assert said in html and "Its policy is played with temperature 0.6." in html


def test_what_an_agent_of_ones_own_says_in_other_ways_is_passed_over(outcome, tmp_path: Path) -> None:
    said = [
        {"subgoals": 3, "events": ["jumped"], "plans": 1},
        {"subgoals": ["dig", {"verb": "dig"}], "events": {"a": [1]}},
    ]
    outcomes = [dataclasses.replace(outcome(TASKS[0].id, i, True), account=account) for i, account in enumerate(said)]
    found = data(tmp_path, outcomes, [], TASKS[:1])
    assert found["subgoals"] == [] and found["events"] == found["plans"] == {}
    found["settings"]["player"] = {"play": "by ear"}
    html = report.page(found, TASKS[:1], [], Folders(tmp_path))
    assert "The agent sees" not in html and "Its policy is played" not in html and "<td>by ear</td>" in html


def test_how_many_were_done_on_each_seed_is_said(outcome, tmp_path: Path) -> None:
    both = [outcome(task.id, seed, task is TASKS[0] and seed > 0) for task in TASKS[:2] for seed in range(3)]
    found = data(tmp_path, both, [], TASKS[:2])
    assert found["seeds"] == [{"seed": seed, "runs": 2, "successes": int(seed > 0)} for seed in range(3)]
    said = "Done by seed: 0 0 of 2, 1 1 of 2, 2 1 of 2."
    assert said in markdown(found) and said in report.page(found, TASKS[:2], [], Folders(tmp_path))
    for some in (both[:3], both[::3]):  # one task; one seed
        assert "Done by seed" not in markdown(data(tmp_path, some, [], TASKS[:2]))


def test_whose_the_actions_were_is_said(outcome, tmp_path: Path) -> None:
    step = {"verb": "mine", "target": "#logs", "outcome": "done", "reason": "", "start": 0, "end": 9}
    told = [{"subgoals": [step], "acted": {"policy": 30, "scripts": 60}}, {"acted": {"policy": 30}}]
    outcomes = [dataclasses.replace(outcome(TASKS[0].id, i, True), account=account) for i, account in enumerate(told)]
    found = data(tmp_path, outcomes, [], TASKS[:1])
    assert found["acted"] == {"policy": 60, "scripts": 60}
    said = "Actions chosen by: policy 50.0%, scripts 50.0%"
    assert said in markdown(found) and said in report.page(found, TASKS[:1], [], Folders(tmp_path))
    assert "Actions chosen" not in markdown(data(tmp_path, [outcome(TASKS[0].id, 0, True)], [], TASKS[:1]))
