"""Decoded frames are made once, appear whole, and are made anew when the episode changes."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import time

import av
import numpy as np
import pytest
import torch

from craftagent.datasets.contractor import DEFAULT_OPTIONS, ContractorOptions
from craftagent.datasets.damage import DamagedEpisode
from craftagent.datasets.episode import EpisodePaths, list_episodes, open_episode
from craftagent.datasets.modules import SequenceDataModule, Source
from craftagent.datasets.modules.cache import FrameCache
from craftagent.datasets.modules.source import fill_cache, held_for_validation

SIZE = (32, 32)


def module(folder, cache, **settings):
    options = {"val_fraction": 0, "batch_size": 1, "ticks": 16, "size": SIZE, "cache_jobs": 1, **settings}
    data = SequenceDataModule([Source(str(folder))], cache=str(cache), **options)
    data.prepare_data()
    data.setup()
    return data


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_cache_holds_what_decoding_gives(demos, tmp_path, jobs):
    cache = FrameCache(tmp_path / "cache", SIZE)
    episodes = list_episodes(demos)
    assert list(cache.build_all([(paths, False, DEFAULT_OPTIONS) for paths in episodes], jobs)) == [None] * 7
    for paths in episodes:
        episode = open_episode(paths)
        frames = cache.open(cache.frames_key(paths))
        assert isinstance(frames, np.memmap)
        assert (frames == episode.frames(0, episode.n_frames)).all()
        assert len(cache.labels(cache.key(paths))) == episode.n_frames
    assert len(list((tmp_path / "cache").iterdir())) == 14  # nothing half done is left


def test_nothing_is_decoded_twice(demos, tmp_path, monkeypatch):
    one = module(demos, tmp_path)
    monkeypatch.setattr(FrameCache, "_decode", lambda *_: pytest.fail("decoded again"))
    monkeypatch.setattr("craftagent.datasets.episode.Episode.frames", lambda *_: pytest.fail("decoded again"))
    other = module(demos, tmp_path)
    for a, b in zip(one.train_dataloader(), other.train_dataloader(), strict=True):
        assert all(torch.equal(a[name], b[name]) for name in a)


def test_a_changed_episode_and_another_size_get_entries_of_their_own(demos, tools, tmp_path):
    folder = tmp_path / "demos"
    shutil.copytree(demos, folder)
    cache = FrameCache(tmp_path / "cache", SIZE)
    paths = EpisodePaths(folder, "episode-001")
    before = cache.key(paths)
    assert cache.build(paths) is None and cache.has(paths)
    frames = cache.frames_key(paths)
    for path in paths.files:
        path.unlink()
    tools["record"](folder, 1, 50)
    assert cache.key(paths) != before and cache.frames_key(paths) != frames and not cache.has(paths)
    small = FrameCache(tmp_path / "cache", (16, 16))
    assert small.key(paths) != cache.key(paths) and small.frames_key(paths) != cache.frames_key(paths)
    assert cache.key(paths, bare=True) != cache.key(paths)


def test_rows_labelled_anew_find_the_frames(demos, tools, tmp_path, monkeypatch):
    cache = FrameCache(tmp_path / "cache", SIZE)
    theirs = EpisodePaths(demos, "episode-003")
    assert cache.build(theirs) is None
    tools["record"](tmp_path / "labels", 3, 180)  # the same rows, so that they fit
    ours = EpisodePaths(tmp_path / "labels", "episode-003")
    ours.video.unlink()
    ours.video.hardlink_to(theirs.video)
    monkeypatch.setattr(FrameCache, "_decode", lambda *_: pytest.fail("decoded again"))
    assert not cache.has(ours)
    assert cache.build(ours) is None and cache.has(ours)
    assert cache.build(ours, bare=True) is None and cache.has(ours, bare=True)
    assert cache.frames_key(ours) == cache.frames_key(theirs) and cache.key(ours) != cache.key(theirs)


def test_a_pointer_drawn_by_the_rows_makes_frames_of_its_own(demos, tmp_path):
    """Frames of a contractor's video show the pointer where the rows have it."""
    paths = EpisodePaths(tmp_path, "theirs")
    paths.video.hardlink_to(EpisodePaths(demos, "episode-000").video)
    for text in ("a", "b\n"):
        paths.rows.write_text(text)
        cache = FrameCache(tmp_path / "cache", SIZE)
        keys = {cache.frames_key(paths), cache.frames_key(paths, bare=True)}
        keys.add(cache.frames_key(paths, options=ContractorOptions(broken="null")))
        assert len(keys) == 3


def test_names_with_dots_do_not_meet_in_the_cache(demos, tmp_path):
    """``atomic-v1.logs-00001`` and ``atomic-v1.wool-00001`` are different up to the last letter."""
    names = ["a.b-1", "a.c-1", "a", "a.npz"]
    for name in names:
        source = EpisodePaths(demos, "episode-000")
        for path in source.files:
            shutil.copy(path, tmp_path / path.name.replace("episode-000", name))
    cache = FrameCache(tmp_path / "cache", SIZE)
    assert [cache.build(EpisodePaths(tmp_path, name)) for name in names] == [None] * 4
    assert all(len(cache.labels(cache.key(EpisodePaths(tmp_path, name)))) == 90 for name in names)


def test_damage_is_remembered_and_forgotten_when_mended(demos, tmp_path, capsys):
    folder = tmp_path / "demos"
    shutil.copytree(demos, folder)
    video = folder / "episode-004.mp4"
    whole = video.read_bytes()
    video.write_bytes(whole[: len(whole) // 2])
    for _ in range(2):
        data = module(folder, tmp_path / "cache")
        assert [name.rpartition("/")[2] for name, _ in data.library().damaged] == ["episode-004"]
        assert len(data.library().entries) == 6
        assert capsys.readouterr().err.startswith(f"left out: {folder}/episode-004: ")
    video.write_bytes(whole)
    assert not module(folder, tmp_path / "cache").library().damaged


def test_a_cache_that_is_deleted_under_a_run_is_not_fatal(demos, tmp_path):
    data = module(demos, tmp_path)
    gone = data.library().entries[2]
    FrameCache(tmp_path, SIZE).frames_file(gone.key).unlink()
    with pytest.warns(UserWarning, match=f"{gone.paths.name} is not shown from here: its frames in the cache"):
        batches = list(data.train_dataloader())
    lost = torch.cat([~batch["valid"] for batch in batches])
    assert 0 < lost.sum() <= gone.n_frames
    assert not torch.cat([batch["mask"] for batch in batches])[lost].any()


def test_a_full_disk_is_said_before_anything_is_written(demos, tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 0))
    with pytest.raises(OSError, match=r"the frame cache .* needs 0\.0 GB, but 0\.0 GB are free"):
        FrameCache(tmp_path / "cache", SIZE).build(list_episodes(demos)[0])
    assert not list((tmp_path / "cache").iterdir())


BUILD_FOR_EVER = """
import shutil, sys
from craftagent.datasets.episode import list_episodes
from craftagent.datasets.modules.cache import FrameCache
cache = FrameCache(sys.argv[2], (256, 256))
while True:
    for paths in list_episodes(sys.argv[1]):
        cache.build(paths)
    shutil.rmtree(sys.argv[2])
"""


def test_killed_while_building_it_leaves_nothing_that_looks_whole(demos, tmp_path):
    folder = tmp_path / "cache"
    child = subprocess.Popen([sys.executable, "-c", BUILD_FOR_EVER, str(demos), str(folder)])
    end = time.monotonic() + 60
    while not list(folder.glob(".part-*")) and time.monotonic() < end:
        time.sleep(0.001)
    child.kill()
    assert child.wait() < 0  # it was killed; it had not broken by itself
    cache = FrameCache(folder, (256, 256))
    for paths in list_episodes(demos)[:4]:
        assert cache.build(paths) is None
        frames = cache.open(cache.frames_key(paths))
        assert frames.shape == (len(cache.labels(cache.key(paths))), 256, 256, 3)
        last = len(frames) - 1
        assert (frames[last] == open_episode(paths).frames(last, last + 1, (256, 256))[0]).all()


def test_what_a_killed_process_left_is_removed_in_time(demos, tmp_path):
    cache = FrameCache(tmp_path / "cache", SIZE)
    cache.folder.mkdir()
    for name, age in ((".part-1-old.frames.npy", 7200), (".part-2-new.frames.npy", 60)):
        (cache.folder / name).write_bytes(b"x")
        os.utime(cache.folder / name, times=(time.time() - age,) * 2)
    fill_cache([Source(str(demos))], cache, 1)
    assert [path.name for path in cache.folder.glob(".part-*")] == [".part-2-new.frames.npy"]


@pytest.mark.parametrize("left", [0, 40])
def test_labels_that_are_torn_are_named(demos, tmp_path, left):
    cache, (paths, *_) = FrameCache(tmp_path / "cache", SIZE), list_episodes(demos)
    assert cache.build(paths) is None
    (file,) = cache.folder.glob("*.labels.npz")
    file.write_bytes(file.read_bytes()[:left])
    with pytest.raises(OSError, match=r"labels\.npz is torn .*; remove it"):
        cache.labels(cache.key(paths))


@pytest.mark.parametrize(
    ("cause", "remembered"),
    [
        (OSError(errno.EMFILE, "too many open files"), False),
        (MemoryError(), False),
        (ValueError("no such codec"), True),
        (
            av.error.MemoryError(errno.ENOMEM, "asked for too much"),
            True,
        ),  # what a damaged header makes a decoder ask for
    ],
)
def test_what_the_machine_lacked_is_no_damage(demos, tmp_path, monkeypatch, cause, remembered):
    def fail(*_):
        try:
            raise cause
        except type(cause):
            raise DamagedEpisode("can not be decoded") from None

    cache, (paths, *_) = FrameCache(tmp_path / "cache", SIZE), list_episodes(demos)
    with monkeypatch.context() as broken:
        broken.setattr(FrameCache, "_decode", fail)
        if remembered:
            assert cache.build(paths) == "can not be decoded"
        else:
            with pytest.raises(OSError, match=r"\.mp4 can not be read now: can not be decoded"):
                cache.build(paths)
    assert cache.build(paths) == ("can not be decoded" if remembered else None)


def test_one_world_played_twice_is_held_for_validation_twice_or_never():
    names = [f"atomic-v1.logs-{seed:05d}" for seed in range(300)]
    held = [held_for_validation(name, 0.1) for name in names]
    assert 10 < sum(held) < 60
    assert held == [held_for_validation(f"{name}+round2", 0.1) for name in names]
