from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import craftagent
from craftagent.datasets.episode import check_episode, list_episodes, open_episode
from craftagent.datasets.recorder import Recorder, remove_parts, selected_slot, world_meta
from craftagent.types import ActionError, WorldSettings

FRAME = np.zeros((32, 32, 3), np.uint8)
INFO = {"inventory": {}, "stats": {}, "events": [], "pose": {"x": 0.0, "y": 0.0, "z": 0.0, "yaw": 0.0, "pitch": 0.0},
        "gui": {"screen": "none", "open": False, "cursor": (0.0, 0.0)}}  # fmt: skip


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_an_episode_replayed_by_its_actions_ends_in_the_same_inventory(tmp_path):
    kit = [{"item": "oak_log", "count": 5}, {"item": "dirt", "count": 9}, {"item": "wooden_shovel"}]
    settings = WorldSettings.from_dict({"inventory": kit, "mobs": True, "done_on_death": False})
    world = craftagent.make("sim", view="direct:32x32", seed=21_000, settings=settings)
    rng = np.random.default_rng(3)
    observation, info = world.reset()
    start = dict(info["inventory"])
    with Recorder(tmp_path, "replayed", "direct:32x32", {"world": world_meta(21_000, settings)}) as recorder:
        for t in range(300):
            action: dict = {"camera": rng.normal(0, 4, 2)}
            if t < 5:
                action = {"hotbar.3": 1, "camera": (20.0, 1.0 / 3)}
            elif t < 200:
                action |= {"attack": 1, "forward": int(t % 60 > 50), "drop": int(t % 50 == 3)}
                action["camera"] = rng.normal(0, 0.3, 2)
            else:
                action |= {key: 1 for key in ("forward", "jump", "use", "hotbar.2", "inventory") if rng.random() < 0.2}
            recorder.add(observation["pov"], action, info, selected_slot(world))
            observation, _, _, _, info = world.step(action)
        paths = recorder.close(observation["pov"], info)
    assert info["inventory"] != start  # else there is nothing to compare
    episode = open_episode(paths)
    header = episode.replay_header
    fresh = craftagent.make(header.world, view="none", seed=header.seed, settings=header.settings)
    _, there = fresh.reset()
    for t, row in enumerate(episode.rows()):
        assert row["ypos"] == there["pose"]["y"] and row["hotbar"] == selected_slot(fresh), t
        _, _, _, _, there = fresh.step(episode.actions.action(t))
    assert there["inventory"] == info["inventory"] == episode.meta["last"]["inventory"]
    assert there["stats"] == episode.meta["last"]["stats"] and there["pose"] == info["pose"]


def test_it_records_any_world(tmp_path):
    world = craftagent.make("fake", view="direct:32x16", seed=1)
    observation, info = world.reset()
    recorder = Recorder(tmp_path, "fake", "direct:32x16", {"world": world_meta(1, name="fake")})
    for _ in range(10):
        recorder.add(observation["pov"], {"attack": 1}, info, selected_slot(world))
        observation, _, _, _, info = world.step({"attack": 1})
    paths = recorder.close()
    episode = open_episode(paths)
    assert episode.n_frames == episode.n_video_frames == 10 and episode.size == (32, 16)
    assert "hotbar" not in episode.rows()[0]  # nobody knows it, so nothing is said
    assert check_episode(paths) == []


def test_nothing_has_a_final_name_before_close_and_nothing_else_after(tmp_path):
    recorder = Recorder(tmp_path, "a", "vpt")
    recorder.add(FRAME, {}, INFO)
    assert all(name.startswith(".part-") for name in files(tmp_path)) and list_episodes(tmp_path) == []
    recorder.goal(0, 5, "mine", "dirt", 1, "mine dirt")  # runs past the end: is cut
    recorder.goal(3, 5, "mine", "dirt", 1, "mine dirt")  # begins past the end: is left out
    paths = recorder.close(extra={"success": True})
    assert files(tmp_path) == {"a.mp4", "a.jsonl", "a.goals.jsonl", "a.meta.json"}
    episode = open_episode(paths)
    assert [(g.start, g.end) for g in episode.goals] == [(0, 1)] and episode.meta["success"] is True
    with pytest.raises(ValueError, match="closed"):
        recorder.add(FRAME, {}, INFO)
    with pytest.raises(ValueError, match="'a' already exists"):
        Recorder(tmp_path, "a", "vpt")


def test_abort_leaves_nothing(tmp_path):
    recorder = Recorder(tmp_path, "a", "vpt")
    recorder.add(FRAME, {}, INFO)
    recorder.abort()
    recorder.abort()
    with pytest.raises(KeyError), Recorder(tmp_path, "b", "vpt") as recorder:
        recorder.add(FRAME, {}, INFO)
        raise KeyError
    assert Recorder(tmp_path, "c", "vpt").close() is None  # nothing was recorded
    assert files(tmp_path) == set()


def test_what_is_wrong_is_refused_and_not_recorded(tmp_path):
    recorder = Recorder(tmp_path, "a", "vpt")
    recorder.add(FRAME, {"jump": 1}, INFO)
    with pytest.raises(ActionError, match="jmup"):
        recorder.add(FRAME, {"jmup": 1}, INFO)
    with pytest.raises(ValueError, match="one size"):
        recorder.add(np.zeros((16, 16, 3), np.uint8), {}, INFO)
    with pytest.raises(ValueError, match="uint8"):
        recorder.add(FRAME.astype(float), {}, INFO)
    with pytest.raises(ValueError, match="verb"):
        recorder.goal(0, 1, "", "dirt", 1, "dirt")
    recorder.goal(0, 1, "mine", "dirt", 3)
    with pytest.raises(ValueError, match="did you mean"):
        recorder.goal(0, 1, "mine", "drit")
    recorder.add(FRAME, {}, INFO)
    paths = recorder.close()
    assert [g.text for g in open_episode(paths).goals] == ["mine 3 dirt"]
    assert open_episode(paths).actions.keys.sum(axis=1).tolist() == [1, 0] and check_episode(paths) == []
    odd = Recorder(tmp_path, "odd", "direct:33x33")
    with pytest.raises(ValueError, match="even sides"):
        odd.add(np.zeros((33, 33, 3), np.uint8), {}, INFO)
    odd.abort()
    with pytest.raises(ValueError, match="not safe"):
        Recorder(tmp_path, "../a", "vpt")
    with pytest.raises(TypeError):
        Recorder(tmp_path, "b", "vpt", {"what": object()})


def test_recording_twice_gives_the_same_files(tmp_path, make_episode):
    a, b = make_episode(tmp_path / "1", n=20), make_episode(tmp_path / "2", n=20)
    for one, two in zip(a.files, b.files, strict=True):
        assert one.read_bytes() == two.read_bytes(), one.name


RECORD_FOREVER = """
import sys
import numpy as np
from craftagent.datasets.recorder import Recorder
info = {"inventory": {}, "stats": {}, "events": [], "pose": dict.fromkeys(("x", "y", "z", "yaw", "pitch"), 0.0),
        "gui": {"screen": "none", "open": False, "cursor": (0.0, 0.0)}}
frame = np.zeros((32, 32, 3), np.uint8)
n = 0
while True:
    recorder = Recorder(sys.argv[1], f"episode{n}", "vpt")
    for _ in range(40):
        recorder.add(frame, {"forward": 1}, info)
    recorder.goal(0, 40, "mine", "dirt", 1, "mine dirt")
    recorder.close(frame)
    n += 1
    if n == 2:
        print("ready", flush=True)
"""


def test_kill_9_leaves_no_half_file_under_a_final_name(tmp_path):
    for attempt in range(4):
        folder = tmp_path / str(attempt)
        child = subprocess.Popen([sys.executable, "-c", RECORD_FOREVER, str(folder)], stdout=subprocess.PIPE)
        assert child.stdout is not None and child.stdout.readline() == b"ready\n"
        running = remove_parts(folder)  # must not touch what is being recorded
        time.sleep(0.004 * attempt + 0.001)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        child.stdout.close()
        found = list_episodes(folder)
        assert len(found) >= 2
        for paths in found:
            assert check_episode(paths) == [], (paths.name, running)
        remove_parts(folder)
        assert not [name for name in files(folder) if name.startswith(".part-")]
        whole = {path.name for paths in found for path in paths.files}
        assert files(folder) == whole  # a recording killed while it was renamed has gone too
        Recorder(folder, f"episode{len(found)}", "vpt").abort()  # the name is free again


def test_a_recording_that_runs_keeps_its_name_and_its_temporary_files(tmp_path):
    recorder = Recorder(tmp_path, "a", "vpt")
    recorder.add(FRAME, {}, INFO)
    code = "import sys; from craftagent.datasets.recorder import *; folder = sys.argv[1]; print(remove_parts(folder))"
    other = subprocess.run(
        [sys.executable, "-c", code + "; Recorder(folder, 'a', 'vpt')", str(tmp_path)], capture_output=True, text=True
    )
    assert other.stdout == "0\n" and "is being recorded by another process" in other.stderr
    assert check_episode(recorder.close()) == []


def test_killed_between_two_renames(tmp_path, make_episode):
    paths = make_episode(tmp_path, n=3)
    paths.video.rename(paths.part(paths.video))
    assert list_episodes(tmp_path) == []
    assert remove_parts(tmp_path) == 4 and files(tmp_path) == set()
    assert json.loads(make_episode(tmp_path, n=3).meta.read_text())["n_frames"] == 3
