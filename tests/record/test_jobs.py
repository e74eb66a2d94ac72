from __future__ import annotations

import pytest

from craftagent.datasets.paths import bad_name
from craftagent.record.jobs import Job, choose_tasks, list_jobs, parse_seeds


def test_seeds_of_the_train_split_only():
    assert parse_seeds(None) == range(0, 10_000) and parse_seeds("5:7") == range(5, 7)
    assert parse_seeds(None, "tune") == parse_seeds("10000:20000", "tune")
    with pytest.raises(ValueError, match="outside 0:10000.*--split tune"):
        parse_seeds("10000:10010")
    with pytest.raises(ValueError, match="from 20000 on are for reports"):
        parse_seeds("20000:20010", "tune")
    with pytest.raises(ValueError, match="outside 10000:20000.*--split train"):
        parse_seeds("0:5", "tune")
    with pytest.raises(ValueError, match="outside"):
        parse_seeds("9990:10001")
    for text in ("7", "7:", "9:3", "3:3", "-3:4", "a:b"):
        with pytest.raises(ValueError, match="--seeds wants"):
            parse_seeds(text)
    with pytest.raises(ValueError, match="did you mean 'train'"):
        parse_seeds(None, "trian")


def test_a_knowing_player_makes_episodes_of_its_own():
    tasks = choose_tasks(["atomic-v1"], ["planks", "logs"])
    plain, knowing = list_jobs(tasks, range(5), 4, 0.02), list_jobs(tasks, range(5), 4, 0.02, knowing=True)
    assert {job.name for job in plain}.isdisjoint(job.name for job in knowing)
    assert [(job.task, job.seed) for job in plain] == [(job.task, job.seed) for job in knowing]
    assert knowing[0].name.endswith("+knowing+noise=0.02") and not bad_name(knowing[0].name)


def test_tasks_of_several_suites_in_turn():
    tasks = choose_tasks(["atomic-v1", "long-horizon-67-v1"], rules="survival")
    assert [t.suite for t in tasks[:4]] == ["atomic-v1", "long-horizon-67-v1"] * 2
    assert len(tasks) == len({t.id for t in tasks}) and tasks[1].id.endswith("@survival")
    assert [t.id for t in choose_tasks(["atomic-v1"], ["planks", "atomic-v1/logs"])] == [
        "atomic-v1/planks", "atomic-v1/logs"]  # fmt: skip
    with pytest.raises(ValueError, match="did you mean 'planks'"):
        choose_tasks(["atomic-v1"], ["plank"])
    with pytest.raises(ValueError, match="no rules 'paper'"):
        choose_tasks(["atomic-v1"], rules="paper")
    with pytest.raises(ValueError, match="unknown suite"):
        choose_tasks(["atomic"])


def test_a_tasks_walk_through_the_seeds_depends_on_nothing_else():
    both = list_jobs(choose_tasks(["atomic-v1"], ["planks", "logs"]), range(100), 60)
    alone = list_jobs(choose_tasks(["atomic-v1"], ["logs"]), range(100), 100)
    assert [j for j in both if j.task == "atomic-v1/logs"] == alone[:30]
    assert {j.seed for j in alone} == set(range(100))
    assert both[0].seed != both[1].seed  # other tasks, other worlds
    assert len({j.name for j in both}) == 60 and not any(bad_name(j.name) for j in both)
    with pytest.raises(ValueError, match="give 100 different episodes, not 101"):
        list_jobs(choose_tasks(["atomic-v1"], ["logs"]), range(100), 101)
    with pytest.raises(ValueError, match="--noise"):
        list_jobs(choose_tasks(["atomic-v1"], ["logs"]), range(100), 1, 1.5)
    with pytest.raises(ValueError, match="--episodes"):
        list_jobs(choose_tasks(["atomic-v1"], ["logs"]), range(100), 0)


def test_names_say_everything_that_makes_an_episode():
    job = Job("long-horizon-67-v1/bucket@paper", 3, 0.02)
    assert job.name == "long-horizon-67-v1.bucket@paper-00003+noise=0.02" and bad_name(job.name) is None
    assert Job("atomic-v1/logs", 17).name == "atomic-v1.logs-00017"
    assert Job("atomic-v1/logs", 17).player_seed != Job("atomic-v1/planks", 17).player_seed
