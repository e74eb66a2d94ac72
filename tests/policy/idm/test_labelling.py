"""Labelling: the same as windows by hand, whole files or none, and nothing of anybody's is lost."""

from __future__ import annotations

import argparse
import json
import shutil

import numpy as np
import pytest
import torch

from craftagent.actions import BUTTONS
from craftagent.cli import main as craftagent
from craftagent.datasets.check_command import check_folder
from craftagent.datasets.damage import DamagedEpisode
from craftagent.datasets.episode import EpisodePaths, open_episode
from craftagent.datasets.modules.windows import windows
from craftagent.policy.idm import label_command
from craftagent.policy.idm.checkpoint import load_checkpoint, save_checkpoint
from craftagent.policy.idm.decode import decode
from craftagent.policy.idm.labelling import Labeller, use_bf16
from craftagent.types import KEY_INDEX


def command(*words):
    parser = argparse.ArgumentParser()
    label_command.add_arguments(parser)
    return label_command.run(parser.parse_args([str(word) for word in words]))


@pytest.fixture
def here(monkeypatch):
    """Label in this process: starting others takes seconds (one test does)."""

    class Inline:
        def __init__(self, n, target, settings):
            from craftagent.policy.idm.labelling import Labeller

            stored = load_checkpoint(settings[0])
            self.labeller, self.settings, self.digest = Labeller(stored, *settings[2:]), settings, stored.digest

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def run(self, jobs):
            from craftagent.policy.idm.label_files import label
            from craftagent.record.fleet import Broke, Done, Told

            for job in jobs:
                told = []
                try:
                    result = label(job, self.labeller, self.settings[0], self.digest, told.append)
                except DamagedEpisode as error:
                    yield Broke(job, f"DamagedEpisode: {error.reason}")
                    continue
                for ticks in told:
                    yield Told(job, ticks)
                assert sum(told) == result.ticks
                yield Done(job, result)

    monkeypatch.setattr(label_command, "Fleet", Inline)


@pytest.mark.parametrize("n", [2, 63, 64, 65, 129, 130, 300])
def test_equal_to_windows_by_hand(n, tmp_path, checkpoint, write_video):
    """Frames are looked at once, yet every window's answer is that of the network on that window, the last one of which
    ends as in training: with a frame that has no next one."""
    stored = load_checkpoint(checkpoint)
    episode = open_episode(EpisodePaths(tmp_path, write_video(tmp_path / "a.mp4", n).stem), bare=True)
    labeller = Labeller(stored, precision="fp32")
    parts = list(labeller.video(episode))
    pressed = torch.cat([guess.pressed for guess in parts])
    degrees = torch.cat([guess.degrees for guess in parts])
    assert pressed.shape == (n - 1, 20)
    frames = torch.from_numpy(episode.frames(0, n))
    with torch.inference_mode():
        features = torch.cat([stored.model.pairs(frames[t : min(t + 2, n - 1)][None])[0, :1] for t in range(n - 1)])
        for window in windows(n - 1, 128, 64):
            keep = slice(window.keep_start - window.start, window.keep_stop - window.start)
            guess = decode(stored.model.mix(features[None, window.start : window.stop]), stored.thresholds)[keep]
            kept = slice(window.keep_start, window.keep_stop)
            torch.testing.assert_close(pressed[kept], guess.pressed, atol=2e-4, rtol=1e-3)
            torch.testing.assert_close(degrees[kept], guess.degrees, atol=2e-2, rtol=1e-3)


def test_bf16_says_nearly_the_same(tmp_path, checkpoint, write_video):
    stored = load_checkpoint(checkpoint)
    episode = open_episode(EpisodePaths(tmp_path, write_video(tmp_path / "a.mp4", 40).stem), bare=True)
    exact = torch.cat([g.pressed for g in Labeller(stored, precision="fp32").video(episode)])
    quick = torch.cat([g.pressed for g in Labeller(stored, precision="bf16").video(episode)])
    assert 0 < (exact - quick).abs().max() < 0.1
    assert use_bf16("auto", torch.device("cuda"))
    with pytest.raises(ValueError, match="fp16"):
        use_bf16("fp16", torch.device("cpu"))
    with pytest.raises(ValueError, match="nonsense"):
        Labeller(stored, "nonsense")


def test_one_frame_has_no_action(tmp_path, checkpoint, write_video):
    episode = open_episode(EpisodePaths(tmp_path, write_video(tmp_path / "a.mp4", 1).stem), bare=True)
    with pytest.raises(DamagedEpisode, match="one frame"):
        list(Labeller(load_checkpoint(checkpoint)).video(episode))


@pytest.mark.usefixtures("here")
def test_beside_the_video(tmp_path, checkpoint, write_video):
    write_video(tmp_path / "a.mp4", 50)
    assert command(tmp_path / "a.mp4", "--idm", checkpoint) == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.jsonl", "a.meta.json", "a.mp4"]
    result = check_folder(tmp_path)
    assert (result["whole"], result["ticks"], result["damaged"]) == (1, 49, {})
    rows = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()]
    guesses = list(Labeller(load_checkpoint(checkpoint)).video(open_episode(EpisodePaths(tmp_path, "a"), bare=True)))
    keys = torch.cat([g.keys for g in guesses]).numpy()
    actions = open_episode(EpisodePaths(tmp_path, "a")).actions
    assert (actions.keys[:, [KEY_INDEX[name] for name in BUTTONS]] == keys).all()
    assert np.abs(actions.degrees - torch.cat([g.degrees for g in guesses]).numpy()).max() < 1e-4
    assert (actions.gui == torch.cat([g.gui for g in guesses]).numpy()).all()
    for row in rows:
        assert set(row) == {"action", "mouse", "keyboard", "isGuiOpen", "tick", "milli", "idm"}  # nothing made up
        assert set(row["mouse"]) == {"dx", "dy", "buttons", "newButtons"}
        assert row["mouse"]["dx"] == pytest.approx(row["action"]["camera"][1] / 0.15)
        assert 0 <= row["idm"]["confidence"] <= min(row["idm"]["keys"], row["idm"]["camera"]) + 1e-4 <= 1.0001
    meta = json.loads((tmp_path / "a.meta.json").read_text())
    assert meta["producer"] == "idm"
    assert meta["idm"]["digest"] == load_checkpoint(checkpoint).digest


@pytest.mark.usefixtures("here")
def test_another_folder_makes_episodes(tmp_path, pans, checkpoint):
    """Of recorded demonstrations: the goals come along, the true actions do not."""
    out = tmp_path / "out"
    assert command(pans, "--idm", checkpoint, "--out", out) == 0
    result = check_folder(out)
    assert (result["whole"], result["ticks"], result["damaged"]) == (4, 360, {})
    for path in sorted(pans.glob("*.mp4")):
        true, ours = open_episode(EpisodePaths(pans, path.stem)), open_episode(EpisodePaths(out, path.stem))
        assert ours.goals == true.goals
        assert len(ours.actions) == len(true.actions)
        assert (ours.actions.keys != true.actions.keys).any()
        assert (out / path.name).read_bytes() == path.read_bytes()


@pytest.mark.usefixtures("here")
def test_goes_on_where_it_was(tmp_path, checkpoint, write_video, capsys):
    for name in "abc":
        write_video(tmp_path / "in" / "deep" / f"{name}.mp4", 20)
    out = tmp_path / "out"
    assert command(tmp_path / "in", "--idm", checkpoint, "--out", out) == 0
    first = {p: p.stat().st_mtime_ns for p in (out / "deep").iterdir()}
    assert len(first) == 4 * 3
    (out / "deep" / "b.mp4").unlink()  # as if it had been killed before the last rename
    capsys.readouterr()
    assert command(tmp_path / "in", "--idm", checkpoint, "--out", out) == 0
    said = capsys.readouterr()
    assert "2 videos had this model's labels" in said.err
    assert "1 videos labelled" in said.out
    again = {p: p.stat().st_mtime_ns for p in (out / "deep").iterdir()}
    assert {p for p in first if again[p] != first[p]} <= {p for p in first if p.name.startswith("b.")}
    assert again.keys() == first.keys()


@pytest.mark.usefixtures("here")
def test_labels_of_others_are_left_alone(tmp_path, pans, checkpoint, tools, write_video, capsys):
    true = tmp_path / "true"
    shutil.copytree(pans, true)
    before = {p.name: p.read_bytes() for p in true.iterdir()}
    assert command(true, "--idm", checkpoint, "--again") == 1
    assert "was not made by an IDM" in capsys.readouterr().err
    assert {p.name: p.read_bytes() for p in true.iterdir()} == before
    write_video(tmp_path / "a.mp4", 20)
    assert command(tmp_path / "a.mp4", "--idm", checkpoint) == 0
    rows = (tmp_path / "a.jsonl").read_bytes()
    stored = load_checkpoint(checkpoint)
    other = save_checkpoint(tmp_path / "other", stored.model, torch.full((20,), 0.05))
    assert command(tmp_path / "a.mp4", "--idm", other) == 1
    assert "--again" in capsys.readouterr().err
    assert (tmp_path / "a.jsonl").read_bytes() == rows
    assert command(tmp_path / "a.mp4", "--idm", other, "--again") == 0
    assert (tmp_path / "a.jsonl").read_bytes() != rows


@pytest.mark.usefixtures("here")
def test_damaged_videos_are_named_and_the_rest_is_done(tmp_path, checkpoint, write_video, capsys):
    whole = write_video(tmp_path / "in" / "whole.mp4", 30)
    (tmp_path / "in" / "cut.mp4").write_bytes(whole.read_bytes()[:2000])
    (tmp_path / "in" / "empty.mp4").write_bytes(b"")
    write_video(tmp_path / "in" / "one.mp4", 1)
    out = tmp_path / "out"
    assert command(tmp_path / "in", "--idm", checkpoint, "--out", out) == 1
    said = capsys.readouterr().err
    for name in ("cut", "empty", "one"):
        assert f"not labelled: {tmp_path / 'in' / name}.mp4: " in said
    assert {p.name.split(".")[0] for p in out.iterdir()} == {"whole"}


@pytest.mark.usefixtures("here")
def test_odd_frame_rates(tmp_path, checkpoint, write_video, capsys):
    """A frame a tick whatever the file claims; in another folder it claims 20, with every frame as it was."""
    write_video(tmp_path / "in" / "a.mp4", 40, (640, 360), rate=30)
    out = tmp_path / "out"
    assert command(tmp_path / "in", "--idm", checkpoint, "--out", out) == 0
    result = check_folder(out)
    assert (result["whole"], result["ticks"], result["damaged"]) == (1, 39, {})
    old = open_episode(EpisodePaths(tmp_path / "in", "a"), bare=True)
    new = open_episode(EpisodePaths(out, "a"))
    assert (old.frames(0, 40) == new.frames(0, 40)).all()
    assert (old.frames(17, 23) == new.frames(17, 23)).all()
    assert "is tagged 30 frames a second, and each was taken for a tick of 50 ms; if" in capsys.readouterr().err
    meta = json.loads((out / "a.meta.json").read_text())
    assert meta["source_rate"] == 30 and meta["idm"]["frames"] == "tick"
    assert command(tmp_path / "in", "--idm", checkpoint) == 0
    assert "only --out mends the tag" in capsys.readouterr().err


@pytest.mark.usefixtures("here")
def test_labels_by_tick_and_by_time_are_not_mixed(tmp_path, checkpoint, write_video, capsys):
    video = write_video(tmp_path / "in" / "a.mp4", 30, rate=60)
    with pytest.raises(ValueError, match="with --out"):
        command(video, "--idm", checkpoint, "--frames", "time")
    out = tmp_path / "out"
    words = (tmp_path / "in", "--idm", checkpoint, "--out", out)
    assert command(*words) == 0
    assert "if 60 is its true speed, take --frames time" in capsys.readouterr().err
    assert check_folder(out)["ticks"] == 29
    assert command(*words, "--frames", "time") == 1
    assert "by this model with --frames tick; --again replaces it" in capsys.readouterr().err
    assert check_folder(out)["ticks"] == 29
    assert command(*words, "--frames", "time", "--again") == 0
    assert "resampled by its time stamps: 30 frames, tagged 60 a second" in capsys.readouterr().err
    assert check_folder(out)["ticks"] == 9
    assert command(*words, "--frames", "time") == 0
    assert "1 videos had this model's labels" in capsys.readouterr().err


def test_processes_of_their_own(tmp_path, checkpoint, write_video, capsys):
    for i in range(3):
        write_video(tmp_path / f"v{i}.mp4", 20, seed=i)
    words = ["label", str(tmp_path), "--idm", str(checkpoint), "--jobs", "2"]
    if "label" in __import__("craftagent.cli", fromlist=["COMMANDS"]).COMMANDS:
        assert craftagent(words) == 0
    else:
        assert command(*words[1:]) == 0
    assert check_folder(tmp_path)["whole"] == 3
    assert "3 videos labelled, 57 ticks" in capsys.readouterr().out


def test_wrong_words(tmp_path, checkpoint, write_video):
    video = write_video(tmp_path / "a" / "v.mp4", 5)
    with pytest.raises(ValueError, match="not an IDM checkpoint"):
        command(video, "--idm", tmp_path)
    with pytest.raises(OSError, match="no file or folder"):
        command(tmp_path / "none.mp4", "--idm", checkpoint)
    with pytest.raises(OSError, match=r"no \.mp4 video"):
        command(checkpoint, "--idm", checkpoint)
    with pytest.raises(ValueError, match="--jobs"):
        command(video, "--idm", checkpoint, "--jobs", -1)
    with pytest.raises(ValueError, match="not an .mp4"):
        command(checkpoint / "config.json", "--idm", checkpoint)
    with pytest.raises(ValueError, match="leave --out away"):
        command(video, "--idm", checkpoint, "--out", tmp_path / "a")
    other = write_video(tmp_path / "b" / "v.mp4", 5)
    with pytest.raises(ValueError, match="both be labelled"):
        command(video, other, "--idm", checkpoint, "--out", tmp_path / "c")
