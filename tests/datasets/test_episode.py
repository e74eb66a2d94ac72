from __future__ import annotations

import json
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from craftagent.actions import is_null
from craftagent.datasets.action_table import Actions
from craftagent.datasets.contractor import rows_to_actions
from craftagent.datasets.episode import (
    DamagedEpisode,
    EpisodePaths,
    check_episode,
    list_episodes,
    open_episode,
    scan_episodes,
)
from craftagent.datasets.rows import RowWriter, read_exact_action
from craftagent.types import CAMERA, KEYS, noop, write_action


def info(open_: bool = False) -> dict:
    return {"inventory": {"dirt": 2}, "stats": {"mine_block": {"dirt": 2}, "pickup": {}}, "events": [],
            "pose": {"x": 1.0, "y": 2.0, "z": 3.0, "yaw": 4.0, "pitch": 5.0},
            "gui": {"screen": "inventory" if open_ else "none", "open": open_, "cursor": (100.0, 50.0)}}  # fmt: skip


degrees = st.floats(-180, 180, allow_nan=False)
actions = st.builds(
    lambda keys, camera: {**dict.fromkeys(keys, 1), CAMERA: camera},
    st.sets(st.sampled_from(KEYS)),
    st.tuples(degrees, degrees),
)


@given(st.lists(actions, min_size=1, max_size=6))
def test_rows_keep_every_action_exactly(played):
    writer = RowWriter()
    rows = [json.loads(writer.line(action, info())) for action in played]
    keys, camera = np.zeros(23, np.uint8), np.zeros(2)
    for t, (row, action) in enumerate(zip(rows, played, strict=True)):
        got = np.zeros(23, np.uint8), np.zeros(2)
        read_exact_action(row["action"], *got, "row")
        write_action(action, keys, camera)
        assert (got[0] == keys).all() and (got[1] == camera).all()
        assert row["tick"] == t


@given(st.lists(actions, min_size=1, max_size=6))
def test_the_contractor_fields_of_a_row_say_the_same_as_its_exact_action(played):
    writer = RowWriter()
    rows = [json.loads(writer.line(action, info())) for action in played]
    first = rows[0]["mouse"]
    if first["newButtons"] == [0]:  # that reads as a click before the recording: facts of the format, not of the row
        first["newButtons"] = []
    converted = rows_to_actions(rows)
    exact = Actions.from_dicts(played)
    np.testing.assert_array_equal(converted.keys, exact.keys)
    np.testing.assert_allclose(converted.degrees, exact.degrees, atol=1e-9)


@given(st.lists(actions, min_size=1, max_size=8))
@settings(max_examples=50)
def test_null_is_the_action_codes_null(played):
    assert Actions.from_dicts(played).null.tolist() == [is_null(action) for action in played]


def test_a_row_holds_the_contractor_fields():
    writer = RowWriter()
    writer.line({"forward": 1}, info())
    action = {"forward": 1, "attack": 1, "sneak": 1, "hotbar.3": 1, "camera": (-1.5, 3.0)}
    row = json.loads(writer.line(action, info(open_=True), hotbar=4))
    assert row["mouse"] == {"x": 200.0, "y": 100.0, "dx": 20.0, "dy": -10.0, "scaledX": -220.0, "scaledY": -130.0,
                            "buttons": [0], "newButtons": [0]}  # fmt: skip
    assert row["keyboard"]["keys"] == ["key.keyboard.w", "key.keyboard.left.shift", "key.keyboard.3"]
    assert row["keyboard"]["newKeys"] == ["key.keyboard.left.shift", "key.keyboard.3"]
    assert row["isGuiOpen"] and row["isGuiInventory"] and row["hotbar"] == 4
    assert (row["yaw"], row["pitch"], row["xpos"], row["ypos"], row["zpos"]) == (4.0, 5.0, 1.0, 2.0, 3.0)
    assert row["inventory"] == [{"type": "dirt", "quantity": 2}]
    assert row["stats"] == {"minecraft.mined:minecraft.dirt": 2}
    assert (row["tick"], row["milli"]) == (1, 50)


def test_round_trip(tmp_path, make_episode):
    played: list = []
    paths = make_episode(tmp_path, n=150, kept=played)
    episode = open_episode(paths)
    assert (episode.n_frames, episode.n_video_frames, episode.size, episode.exact) == (150, 151, (32, 32), True)
    exact = Actions.from_dicts(played)
    assert (episode.actions.keys == exact.keys).all() and (episode.actions.degrees == exact.degrees).all()
    again = Actions.from_dicts([episode.actions.action(t) for t in range(150)])
    assert (again.keys == exact.keys).all() and (again.degrees == exact.degrees).all()
    assert [(g.start, g.end, g.text, g.source) for g in episode.goals] == [(0, 150, "mine 2 oak logs", "task")]
    assert len(episode.rows()) == 150 and episode.rows()[7]["hotbar"] == 7
    header = episode.replay_header
    assert (header.world, header.seed, header.view) == ("sim", 5, "direct:32x32")
    assert check_episode(paths) == []
    part = episode.actions[10:20]
    assert len(part) == 10 and (part.degrees == exact.degrees[10:20]).all()


def test_frames_are_the_same_from_wherever_they_are_read(tmp_path, make_episode):
    paths = make_episode(tmp_path, n=200, size=(48, 32))
    whole = open_episode(paths).frames(0, 201)
    assert whole.shape == (201, 32, 48, 3)
    episode = open_episode(paths)
    for start in (0, 10, 20, 199, 63, 64, 65, 3, 128, 127, 0):
        stop = min(start + 10, 201)
        assert (episode.frames(start, stop) == whole[start:stop]).all(), start
    assert episode.frames(5, 5).shape == (0, 32, 48, 3)
    for start, stop in ((-1, 3), (5, 4), (0, 202)):
        with pytest.raises(ValueError, match="not within 0 to 201"):
            episode.frames(start, stop)


def test_frames_look_as_they_were_recorded(tmp_path, make_episode):
    from craftagent.datasets.video import VideoReader, VideoWriter

    y, x, t = np.mgrid[0:128, 0:128, 0:70]
    waves = [127 + 100 * np.sin(x / 20 + t / 9), 127 + 90 * np.cos(y / 15 - t / 5), 255 * (x + y) / 256]
    frames = np.ascontiguousarray(np.stack(waves, -1).transpose(2, 0, 1, 3).astype(np.uint8))
    writer = VideoWriter(tmp_path / "v.mp4", (128, 128))
    for frame in frames:
        writer.write(frame)
    writer.close()
    back = np.array(list(VideoReader(tmp_path / "v.mp4").read(0, 70)))
    error = ((back.astype(float) - frames) ** 2).mean(axis=(1, 2, 3))
    assert 10 * np.log10(255**2 / error.max()) > 36
    shifted = ((back[1:].astype(float) - frames[:-1]) ** 2).mean(axis=(1, 2, 3))
    assert (shifted > 4 * error[1:]).all()  # frame t is frame t, not its neighbour


def test_the_video_can_be_entered_every_64_frames(tmp_path, make_episode):
    import av

    paths = make_episode(tmp_path, n=200)
    with av.open(str(paths.video)) as container:
        keys = [i for i, packet in enumerate(container.demux(video=0)) if packet.is_keyframe]
    assert keys[0] == 0 and max(np.diff([*keys, 201])) <= 64


def test_resizing_is_opencvs(tmp_path, make_episode):
    import cv2

    episode = open_episode(make_episode(tmp_path, n=3, size=(64, 36)))
    small = episode.frames(0, 3, size=(16, 16))
    for frame, got in zip(episode.frames(0, 3), small, strict=True):
        assert (cv2.resize(frame, (16, 16), interpolation=cv2.INTER_LINEAR) == got).all()


def test_an_episode_goes_to_other_processes_without_its_open_video(tmp_path, make_episode):
    episode = open_episode(make_episode(tmp_path, n=20))
    first = episode.frames(3, 9)
    there = pickle.loads(pickle.dumps(episode))
    assert (there.frames(3, 9) == first).all() and (there.actions.keys == episode.actions.keys).all()
    episode.close()
    assert (episode.frames(3, 9) == first).all()


def test_bare_videos(tmp_path, make_episode):
    paths = make_episode(tmp_path, n=20)
    for side in (paths.rows, paths.meta, paths.goals):
        side.unlink()
    with pytest.raises(DamagedEpisode, match="there are no rows a.jsonl"):
        open_episode(paths)
    episode = open_episode(paths, bare=True)
    assert len(episode) == 21 and episode.frames(0, 21).shape == (21, 32, 32, 3) and episode.goals == []
    with pytest.raises(DamagedEpisode, match="bare video"):
        _ = episode.actions


def test_listing(tmp_path, make_episode):
    a = make_episode(tmp_path / "in" / "deep", "b", n=2)
    b = make_episode(tmp_path / "in", "a", n=2)
    (tmp_path / "in" / ".part-x.mp4").write_bytes(b"")
    (tmp_path / "in" / "notes.txt").write_text("")
    assert list_episodes(tmp_path) == sorted([a, b])
    assert list_episodes(tmp_path / "in", recursive=False) == [b]
    with pytest.raises(FileNotFoundError):
        list_episodes(tmp_path / "nowhere")


@pytest.mark.parametrize(
    "name", ["../a", "a/b", "..", ".a", "", "a\n", "a\\b", "-rf", "a..b", "x" * 300, "a.goals", None]
)
def test_names_that_are_refused(name, tmp_path):
    with pytest.raises(ValueError, match="the name"):
        EpisodePaths(tmp_path, name)


def test_links_out_of_the_folder_are_refused(tmp_path, make_episode):
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    make_episode(outside, "a", n=2)
    make_episode(inside, "b", n=2)
    for suffix in (".mp4", ".jsonl"):
        (inside / f"c{suffix}").symlink_to(outside / f"a{suffix}")
        (inside / f"d{suffix}").symlink_to(inside / f"b{suffix}")
    (inside / "loop").symlink_to(inside)
    found, refused = scan_episodes(inside)
    assert [paths.name for paths in found] == ["b", "d"]
    assert dict(refused) == dict.fromkeys(("c.mp4", "c.jsonl"), "it is a link that leads out of the folder")


def test_noop_is_null():
    assert Actions.from_dicts([noop(), {"forward": 1}, {"camera": (0.2, 0.0)}]).null.tolist() == [True, False, True]


@pytest.mark.parametrize(("rate", "fragmented"), [(20, False), (20, True), (30, False)])
def test_videos_of_other_encoders_are_entered_anywhere(rate, fragmented, tmp_path, make_episode):
    """Frames that refer to later ones, few keyframes, no index up front: a jump finds the same pictures."""
    import av

    from craftagent.datasets.video import VideoReader

    source = open_episode(make_episode(tmp_path, n=160)).frames(0, 160)
    path = tmp_path / "b.mp4"
    with av.open(str(path), "w", options={"movflags": "frag_keyframe+empty_moov"} if fragmented else {}) as container:
        stream = container.add_stream("libx264", rate=rate)
        stream.width = stream.height = 32
        stream.pix_fmt, stream.options = "yuv420p", {"preset": "medium", "bf": "3", "crf": "10"}
        stream.codec_context.gop_size = 90
        for frame in source:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
        container.mux(stream.encode(None))
    if rate != 20:
        with pytest.raises(DamagedEpisode, match="b.mp4 has 30 frames a second, not 20"):
            VideoReader(path)
        assert len(open_episode(EpisodePaths(tmp_path, "b"), bare=True)) == 160  # a clip may say what it likes
    reader = VideoReader(path, strict=True, any_rate=rate != 20)
    assert reader.n_frames == 160
    whole = np.array(list(reader.read(0, 160)))
    assert np.abs(whole.astype(int) - source).mean() < 4
    for start in (150, 3, 91, 89, 40, 0, 120):
        assert (np.array(list(reader.read(start, start + 9))) == whole[start : start + 9]).all()
