"""An episode that a killed run plays again is one episode to a memory of experience."""

from __future__ import annotations

from craftagent.agent.experience import Episode
from craftagent.agent.experience.episode import ends_as
from craftagent.evaluate.jobs import Job
from craftagent.tasks.goal import Goal

JOB = Job("atomic-v1/planks", 20_000)


def test_an_id_is_of_run_and_episode() -> None:
    ids = {JOB.remembered_as("a"), JOB.remembered_as("b"), Job(JOB.task, 20_001).remembered_as("a")}
    assert len(ids) == 3 and Job(JOB.task, JOB.seed, retry=1).remembered_as("a") in ids, "lost before or not"
    assert JOB.remembered_as("") == ""


def test_the_episode_that_ends_gets_its_id() -> None:
    def made(**more: str) -> str:
        return Episode(text="x", goal=Goal("mine", "dirt"), success=True, ticks=1, budget=1, hands="expert", **more).id

    with ends_as("run.one"):
        assert made() == "run.one" and made(id="own") == "own"
        with ends_as(""):
            assert made() not in ("", "run.one")
    assert made() != made()
