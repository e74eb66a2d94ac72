"""What is played, in which order and shares, and what agents are told."""

from __future__ import annotations

import pytest

from craftagent.evaluate.jobs import EPISODES, Job, Terms, deal, list_jobs, parse_seeds, sample
from craftagent.tasks.suite import get_task, load_suite


def test_seeds() -> None:
    assert parse_seeds(None, None) == range(20_200, 20_200 + EPISODES)
    assert parse_seeds(None, 3) == range(20_200, 20_203)
    assert parse_seeds("5:9", None) == range(5, 9) and parse_seeds("5:9", 2) == range(5, 7)


@pytest.mark.parametrize(
    ("text", "episodes", "said"),
    [
        ("5", None, "A:B"),
        ("9:5", None, "A below B"),
        ("a:b", None, "A:B"),
        ("5:9", 5, "too few"),
        (None, 0, "at least 1"),
    ],
)
def test_wrong_seeds(text: str | None, episodes: int | None, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_seeds(text, episodes)


def test_every_episode_is_dealt_once_and_early_ones_cover_all_tasks() -> None:
    tasks = load_suite("atomic-v1").tasks
    jobs = list_jobs(tasks, range(20_000, 20_050))
    assert {job.task for job in jobs[: len(tasks)]} == {task.id for task in tasks}
    shares = deal(jobs, 2, 8)
    assert [job for share in shares for job in share] == jobs
    assert len(shares[0]) == len(jobs) // 4 and 1 <= len(shares[-1]) <= 16


def test_what_was_lost_is_played_by_itself() -> None:
    jobs = [Job("atomic-v1/dirt", seed, retry=seed % 2) for seed in range(40)]
    shares = deal(jobs, 1, 2)
    assert sorted(job.seed for share in shares for job in share) == list(range(40))
    assert all(len(share) == 1 for share in shares if share[0].retry)
    assert not any(job.retry for share in shares if len(share) > 1 for job in share)


def test_players_seed_is_of_the_episode_and_not_of_its_retry() -> None:
    assert Job("atomic-v1/dirt", 5).player_seed == Job("atomic-v1/dirt", 5, retry=1).player_seed
    assert len({Job(task, seed).player_seed for task in ("atomic-v1/dirt", "atomic-v1/logs") for seed in (5, 6)}) == 4


def test_wordings() -> None:
    task = get_task("atomic-v1/logs")
    assert Terms().tell(task, 7) == (task.goal, task.instruction)
    assert Terms(goal="text").tell(task, 7) == (None, task.instruction)
    assert Terms("held_out", "structured").tell(task, 7) == (task.goal, None)
    for wording, allowed in (("paraphrase", task.paraphrases), ("held_out", task.held_out)):
        drawn = [Terms(wording).text(task, seed) for seed in range(40)]
        assert set(drawn) == set(allowed) and drawn == [Terms(wording).text(task, seed) for seed in range(40)]


def test_a_wording_that_is_not_there() -> None:
    import dataclasses

    with pytest.raises(ValueError, match="no wording of kind 'held_out'"):
        Terms("held_out").tell(dataclasses.replace(get_task("atomic-v1/logs"), held_out=()), 0)


def test_a_sample_of_tasks_is_always_the_same() -> None:
    tasks = load_suite("generated-v1").tasks
    chosen = sample(tasks, 100)
    assert chosen == sample(tasks, 100) and len({task.id for task in chosen}) == 100
    assert chosen == sorted(chosen, key=tasks.index) and len({task.group for task in chosen}) > 1
    with pytest.raises(ValueError, match="from 1 to"):
        sample(tasks, 100_000)
