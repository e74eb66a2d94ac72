from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path

import numpy as np
import pytest

from craftagent.datasets.episode import EpisodePaths, check_episode, list_episodes, open_episode
from craftagent.datasets.labels import label_by_hindsight
from craftagent.expert.player import Expert
from craftagent.record import episode as module
from craftagent.record.episode import record
from craftagent.record.jobs import Job
from craftagent.record.replay import replay
from craftagent.sim.env import SimWorld
from craftagent.tasks.suite import get_task
from craftagent.types import CAMERA, noop


@pytest.fixture(scope="module")
def world() -> SimWorld:
    return SimWorld("direct:32x32")


@pytest.fixture(scope="module")
def recorded(world, tmp_path_factory) -> tuple[Path, Job]:
    folder = tmp_path_factory.mktemp("recorded")
    job = Job("atomic-v1/dirt", 4, 0.03)  # counted: plays on after success; with slips of the hand
    played = record(world, job, folder)
    assert played.success and played.kept and played.ticks == 600 and played.reward >= 4 and played.reason == ""
    return folder, job


def test_an_episode_is_whole_and_says_how_it_was_made(recorded):
    folder, job = recorded
    paths = EpisodePaths(folder, job.name)
    assert check_episode(paths) == []
    episode = open_episode(paths)
    meta = episode.meta
    assert meta["task"] == job.task and meta["world"]["seed"] == 4 and meta["producer"] == "expert"
    assert meta["success"] is True and meta["ticks"] == 600 == episode.n_frames == episode.n_video_frames - 1
    assert 0 < meta["success_tick"] < 600 and meta["style"]["noise"] == 0.03
    goals = episode.goals
    assert {g.source for g in goals} == {"task", "skill", "hindsight"}
    (task,) = (g for g in goals if g.source == "task")
    assert (task.start, task.end, task.target) == (0, 600, "dirt")
    assert task.text == meta["instruction"] and task.text in get_task(job.task).texts()
    assert max(g.count for g in goals if g.source == "skill") <= meta["reward"]


def test_replayed_in_a_fresh_world_it_ends_in_the_same_inventory(recorded):
    folder, job = recorded
    there = replay(folder / job.name)
    meta = open_episode(EpisodePaths(folder, job.name)).meta
    assert there.exact is True
    assert there.inventory == meta["last"]["inventory"] and sum(there.inventory.values()) >= 4
    assert there.info["stats"] == meta["last"]["stats"]


def test_a_replay_of_other_actions_is_not_exact(recorded, tmp_path):
    folder, job = recorded
    paths = EpisodePaths(tmp_path, "changed")
    for mine, theirs in zip(paths.files, EpisodePaths(folder, job.name).files, strict=True):
        mine.write_bytes(theirs.read_bytes())
    lines = paths.rows.read_text().splitlines()
    row = json.loads(lines[5])
    row["action"]["camera"][1] += 0.25
    lines[5] = json.dumps(row)
    paths.rows.write_text("\n".join(lines) + "\n")
    assert replay(paths).exact is False


def test_noise_is_in_the_meta_and_in_the_actions(recorded):
    folder, job = recorded
    episode = open_episode(EpisodePaths(folder, job.name))
    spans = episode.meta["noise"]
    assert spans and all(0 <= a < b <= 600 for a, b in spans) and spans == sorted(spans)
    for start, _ in spans:  # a slip moves the camera by one of the inner bins
        assert np.abs(episode.actions.action(start)[CAMERA]).max() < 6.0


def test_hindsight_is_that_of_the_labeller(recorded):
    folder, job = recorded
    paths = EpisodePaths(folder, job.name)
    mine = [g for g in open_episode(paths).goals if g.source == "hindsight"]
    assert sorted(map(str, label_by_hindsight(paths))) == sorted(map(str, mine)) and mine


def test_recording_again_gives_the_same_files(recorded, world, tmp_path):
    job = Job("atomic-v1/planks", 8)
    one, two = EpisodePaths(tmp_path / "1", job.name), EpisodePaths(tmp_path / "2", job.name)
    assert record(world, job, one.folder).success
    assert record(SimWorld("direct:32x32"), job, two.folder).success  # nothing of earlier episodes hangs on
    for a, b in zip(one.files, two.files, strict=True):
        assert a.read_bytes() == b.read_bytes(), a.name
    with pytest.raises(ValueError, match="already exists"):
        record(world, job, one.folder)


def test_failures_are_kept_only_when_asked_for(world, tmp_path, monkeypatch):
    monkeypatch.setattr(Expert, "act", lambda self: noop())
    job = Job("atomic-v1/planks", 8)
    played = record(world, job, tmp_path)
    assert not played.success and not played.kept and played.reason == "out of ticks"
    assert list(tmp_path.iterdir()) == []
    played = record(world, job, tmp_path, keep_failures=True)
    (paths,) = list_episodes(tmp_path)
    assert played.kept and open_episode(paths).meta["success"] is False
    assert open_episode(paths).meta["reason"] == "out of ticks"


def test_an_error_leaves_nothing_behind(world, tmp_path, monkeypatch):
    def act(self):
        if self.ticks == 10:
            raise KeyError("oak")
        return noop()

    monkeypatch.setattr(Expert, "act", act)
    with pytest.raises(KeyError):
        record(world, Job("atomic-v1/planks", 8), tmp_path)

    def tell(ticks):
        raise BrokenPipeError

    monkeypatch.setattr(Expert, "act", lambda self: noop())
    with pytest.raises(BrokenPipeError):
        record(world, Job("atomic-v1/planks", 8), tmp_path, tell=tell)
    assert list(tmp_path.iterdir()) == []


def test_memory_does_not_grow_with_the_episode(tmp_path, monkeypatch):
    long = dataclasses.replace(get_task("atomic-v1/planks"), budget=12_000)
    monkeypatch.setattr(module, "get_task", lambda id: long)
    monkeypatch.setattr(Expert, "act", lambda self: {**noop(), "jump": self.ticks % 2})
    page = os.sysconf("SC_PAGE_SIZE")
    used: dict[int, int] = {}

    def tell(ticks: int) -> None:
        used[ticks] = int(Path("/proc/self/statm").read_text().split()[1]) * page

    played = record(SimWorld("direct:16x16"), Job("atomic-v1/planks", 8), tmp_path, keep_failures=True, tell=tell)
    assert played.ticks == 12_000
    assert used[12_000] - used[3_000] < 4 << 20, used
    (paths,) = list_episodes(tmp_path)
    assert len(open_episode(paths)) == 12_000
