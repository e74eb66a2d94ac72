"""Videos that play at their true speed: what is on show every 50 ms, labelled as if it had been recorded so."""

from __future__ import annotations

import json
from fractions import Fraction

import av
import numpy as np
import pytest
import torch

from craftagent.datasets.check_command import check_folder
from craftagent.datasets.damage import DamagedEpisode
from craftagent.datasets.episode import EpisodePaths, open_episode
from craftagent.policy.idm import resample
from craftagent.policy.idm.checkpoint import load_checkpoint
from craftagent.policy.idm.label_files import LabelJob, is_done, label
from craftagent.policy.idm.labelling import Labeller
from craftagent.policy.idm.resample import Resampled, frame_of_tick


@pytest.fixture
def by_time(tmp_path, checkpoint):
    """Label ``in/a.mp4`` by its time stamps: (what was said of it, its video, its episode)."""

    def run(frames="time"):
        stored = load_checkpoint(checkpoint)
        job = LabelJob(EpisodePaths(tmp_path / "in", "a"), EpisodePaths(tmp_path / "out", "a"), frames)
        told = []
        result = label(job, Labeller(stored, precision="fp32"), str(checkpoint), stored.digest, told.append)
        assert sum(told) == result.ticks and is_done(job, stored.digest)
        return result, open_episode(job.video, bare=True), open_episode(job.to)

    return run


class Chosen:
    """Some frames of a video, decoded by hand."""

    def __init__(self, episode, numbers):
        self.paths, self.n_video_frames = episode.paths, len(numbers)
        self._frames = episode.frames(0, episode.n_video_frames, (128, 128))[numbers]

    def frames(self, start, stop, size):
        return self._frames[start:stop]


@pytest.mark.parametrize(("rate", "n"), [(30, 100), (60, 200), (25, 90), (10, 40)])
def test_what_is_on_show_every_50_ms(rate, n, tmp_path, checkpoint, write_video, by_time):
    write_video(tmp_path / "in" / "a.mp4", n, (160, 96), rate=rate)
    result, old, new = by_time()
    numbers = [k * rate // 20 for k in range((n - 1) * 20 // rate + 1)]
    assert result.ticks == len(new) == len(numbers) - 1
    assert "resampled" in result.note and f"{n} frames, tagged {rate} a second" in result.note
    shown, source = new.frames(0, len(numbers)).astype(int), old.frames(0, n).astype(int)
    for tick, number in enumerate(numbers):  # compressed once more, but that frame and none that looks different
        far = np.abs(source - shown[tick]).mean((1, 2, 3))
        assert far[number] < far.min() + 1, f"tick {tick} does not show frame {number}"
    expected = list(Labeller(load_checkpoint(checkpoint), precision="fp32").video(Chosen(old, numbers)))
    assert np.abs(new.actions.degrees - torch.cat([g.degrees for g in expected]).numpy()).max() < 1e-4
    assert check_folder(tmp_path / "out") == {"folder": str(tmp_path / "out"), "whole": 1, "ticks": result.ticks,
                                              "damaged": {}, "recorder unknown": 0}  # fmt: skip
    meta = json.loads((tmp_path / "out" / "a.meta.json").read_text())
    assert meta["source_rate"] == rate and meta["idm"]["frames"] == "time"
    assert not list((tmp_path / "out").glob(".part*"))


def test_a_video_of_20_a_second_stays_as_it_is(tmp_path, write_video, by_time):
    video = write_video(tmp_path / "in" / "a.mp4", 30)
    result, _, new = by_time()
    assert result.note == "" and result.ticks == 29
    assert new.paths.video.read_bytes() == video.read_bytes()


def test_goals_and_noise_keep_their_moment(tmp_path, write_video, by_time):
    write_video(tmp_path / "in" / "a.mp4", 90, rate=60)  # 30 ticks, 29 of them labelled
    goal = {"verb": "mine", "target": "dirt", "count": 1, "text": "dig", "source": "person"}
    spans = [(0, 90), (30, 60), (31, 32), (89, 90)]
    (tmp_path / "in" / "a.goals.jsonl").write_text(
        "".join(json.dumps({"start": a, "end": b, **goal}) + "\n" for a, b in spans)
    )
    (tmp_path / "in" / "a.meta.json").write_text(json.dumps({"noise": [[30, 36], [88, 90]]}))
    new = by_time()[2]
    assert [(g.start, g.end) for g in new.goals] == [
        (0, 29),
        (10, 20),
    ]  # no tick shows frame 31; of the last is no label
    assert new.meta["noise"] == [[10, 12]]


def write_times(path, times, unit=1000):
    """A video whose frames have these times, in units of 1 / ``unit`` seconds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w", format="mp4", options={"video_track_timescale": str(unit)}) as container:
        stream = container.add_stream("libx264", rate=20)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        stream.time_base = stream.codec_context.time_base = Fraction(1, unit)
        for i, time in enumerate(times):
            picture = av.VideoFrame.from_ndarray(np.full((64, 64, 3), 2 * i, np.uint8), format="rgb24")
            picture.pts, picture.time_base = time, Fraction(1, unit)
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize(
    ("times", "unit", "expected"),
    [
        ([0, 49, 51, 99, 100, 300], 1000, [0, 1, 4, 4, 4, 4, 5]),  # uneven: held, passed over
        ([500, 550, 600, 650], 1000, [0, 1, 2, 3]),  # begins later
        ([0, 819, 1638, 2458], 16384, [0, 1, 2, 3]),  # 20 a second, rounded to units; 2458 is 0.02 ms late
        ([0, 1, 2, 3, 4, 5, 6], 30, [0, 1, 3, 4, 6]),  # units as coarse as the frames
        ([0], 1000, [0]),
    ],
)
def test_time_stamps(times, unit, expected, tmp_path):
    assert frame_of_tick(write_times(tmp_path / "a.mp4", times, unit)) == expected


def test_what_cannot_be_resampled_is_said(tmp_path, monkeypatch):
    (tmp_path / "none.mp4").write_bytes(b"")
    with pytest.raises(DamagedEpisode, match="cannot be opened"):
        frame_of_tick(tmp_path / "none.mp4")
    video = write_times(tmp_path / "a.mp4", [0, 30, 60, 5000])
    with pytest.raises(DamagedEpisode, match=r"lasts 101 ticks"):
        monkeypatch.setattr(resample, "MAX_ROWS", 100)
        frame_of_tick(video)
    half = Resampled(EpisodePaths(tmp_path, "a"), [0, 1, 1, 2], tmp_path / "to.mp4")
    assert half.frames(0, 3, (32, 32)).shape == (3, 32, 32, 3)
    with pytest.raises(ValueError, match="not the next after 3"):
        half.frames(0, 1, (32, 32))
    half.close()
    half.close()
