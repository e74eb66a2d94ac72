"""``craftagent data view``: sheets and clips show the right frames, keys, camera and goals."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from craftagent import cli
from craftagent.datasets.episode import EpisodePaths, GoalSpan, open_episode
from craftagent.datasets.recorder import Recorder, world_meta
from craftagent.datasets.video import VideoReader
from craftagent.datasets.view import _CAPS, _LIT, _SOURCES, HEIGHT, PANEL, Viewer, current, enlarged
from craftagent.types import KEYS

N = 40


@pytest.fixture
def paths(tmp_path: Path) -> EpisodePaths:
    """An episode in which tick t presses key t % 23 only; the camera moves down at 0, to the left at 1, else rests."""
    recorder = Recorder(tmp_path, "keys", "vpt", {"world": world_meta(5), "producer": "test"})
    for t in range(N):
        info = {
            "inventory": {}, "equipped": {}, "stats": {}, "life": {}, "events": [], "tick": t, "time": t, "seed": 5,
            "pose": {"x": 0.0, "y": 64.0, "z": 0.0, "yaw": 0.0, "pitch": 0.0}, "biome": "forest",
            "gui": {"screen": "none", "open": False, "cursor": (320.0, 180.0)},
        }  # fmt: skip
        action = {KEYS[t % len(KEYS)]: 1, "camera": [[8.0, 0.0], [0.0, -8.0], [0.0, 0.0]][min(t, 2)]}
        recorder.add(np.full((128, 128, 3), 5 * t, np.uint8), action, info, 0)  # type: ignore[arg-type]
    recorder.goal(0, N, "mine", "oak_log", 2, "mine 2 oak logs", "task")
    recorder.goal(4, 8, "craft", "stick", 1, "craft a stick", "skill")
    made = recorder.close()
    assert made is not None
    return made


@pytest.fixture
def viewer(paths: EpisodePaths) -> Viewer:
    return Viewer(open_episode(paths))


def test_exactly_the_pressed_key_is_lit(viewer: Viewer) -> None:
    frame = np.zeros((128, 128, 3), np.uint8)
    assert set(_CAPS) == set(KEYS)
    for t in range(len(KEYS)):
        panel = viewer.board(frame, t)[:, 384:]
        lit = {key for key, (_, x, y, _) in _CAPS.items() if tuple(panel[58 + y, 12 + x]) == _LIT}
        assert lit == {KEYS[t]}


def test_the_arrow_points_where_the_view_goes(viewer: Viewer) -> None:
    def pull(t: int) -> tuple[float, float]:
        dial = viewer.board(np.zeros((128, 128, 3), np.uint8), t)[62:155, 384 + PANEL - 108 : 384 + PANEL - 16].astype(
            int
        )
        y, x = np.nonzero(dial[..., 2] - dial[..., 0] > 100)  # blue
        return (0.0, 0.0) if not len(y) else (x.mean() - 46, y.mean() - 46)

    right, down = pull(0)
    assert abs(right) < 3 and down > 10
    right, down = pull(1)
    assert right < -10 and abs(down) < 3
    assert pull(2) == (0.0, 0.0)


def test_goals_of_the_tick_nearest_first(viewer: Viewer) -> None:
    spans = [GoalSpan(0, 40, "mine", "a", 1, "long", "task"), GoalSpan(3, 9, "mine", "a", 1, "near", "skill"),
             GoalSpan(0, 9, "mine", "a", 1, "wider", "hindsight")]  # fmt: skip
    assert [goal.text for goal in current(spans, 3)] == ["near", "wider", "long"]
    assert [goal.text for goal in current(spans, 9)] == ["long"]
    frame = np.zeros((128, 128, 3), np.uint8)
    seen = [{s for s, c in _SOURCES.items() if (viewer.board(frame, t)[190:] == c).all(-1).any()} for t in (3, 4, 7, 8)]
    assert seen == [{"task"}, {"task", "skill"}, {"task", "skill"}, {"task"}]


def test_many_long_goals_stay_in_the_panel(paths: EpisodePaths) -> None:
    text = "find and mine a very long list of things that nobody could ever read in one line of a panel " * 5
    lines = [GoalSpan(0, N, "mine", f"item_{i}", 1, text, "person").to_dict() for i in range(30)]
    paths.goals.write_text("".join(json.dumps(line) + "\n" for line in lines))
    viewer = Viewer(open_episode(paths))
    frame = np.zeros((128, 128, 3), np.uint8)
    assert viewer.board(frame, 0).shape == (HEIGHT, 384 + PANEL, 3)
    assert viewer.cell(frame, 0).shape[1] == 256


def test_frames_are_enlarged_by_whole_pixels() -> None:
    frame = np.random.default_rng(0).integers(0, 255, (128, 128, 3), np.uint8)
    large = enlarged(frame, HEIGHT)
    assert large.shape == (384, 384, 3) and (large[1::3, 2::3] == frame).all()
    assert enlarged(np.zeros((360, 640, 3), np.uint8), HEIGHT).shape == (360, 640, 3)
    assert enlarged(np.zeros((720, 1280, 3), np.uint8), HEIGHT).shape == (360, 640, 3)
    assert enlarged(np.zeros((16, 256, 3), np.uint8), HEIGHT).shape == (32, 512, 3)


def test_sheet_shows_frames_spread_over_the_ticks(paths: EpisodePaths, tmp_path: Path) -> None:
    out = tmp_path / "new" / "sheet.png"
    where = str(paths.folder / paths.name)
    assert cli.main(["data", "view", where, "--out", str(out), "--from", "10", "--to", "31", "--frames", "3"]) == 0
    sheet = cv2.imread(str(out))
    # Three cells of 256 and gaps of 8 lie in one row; the picture of tick t has brightness 5 t
    greys = [float(sheet[60:250, 8 + i * 264 + 40 : 8 + i * 264 + 200].mean()) for i in range(3)]
    assert greys == pytest.approx([50, 100, 150], abs=3)


def test_sheet_has_no_more_frames_than_ticks(viewer: Viewer) -> None:
    assert viewer.sheet(5, 6).shape[1] >= 256
    assert viewer.sheet(0, N, 24).shape[0] < viewer.sheet(0, N, 24).shape[1]


def test_clip_has_a_frame_a_tick(paths: EpisodePaths, tmp_path: Path) -> None:
    out = tmp_path / "clip.mp4"
    assert cli.main(["data", "view", str(paths.video), "--out", str(out), "--from", "7", "--to", "19"]) == 0
    reader = VideoReader(out)
    frames = list(reader.read(0, reader.n_frames))
    assert len(frames) == 12 and reader.size == (384 + PANEL, HEIGHT)
    assert [float(frame[:, :380].mean()) for frame in frames] == pytest.approx([5 * t for t in range(7, 19)], abs=4)
    assert not list(tmp_path.glob(".part*"))


def test_a_clip_that_fails_leaves_nothing(viewer: Viewer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def board(frame: np.ndarray, t: int) -> np.ndarray:
        raise RuntimeError("no")

    monkeypatch.setattr(viewer, "board", board)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(RuntimeError):
        viewer.write_clip(tmp_path / "clip.mp4", 0, N)
    assert sorted(tmp_path.iterdir()) == before


def test_contractor_episodes_without_goals(
    tmp_path: Path, contractor_row: Callable, write_contractor: Callable
) -> None:
    made = write_contractor(tmp_path, [contractor_row(["w"], tick=t) for t in range(6)])
    out = tmp_path / "clips" / "c.mp4"
    assert cli.main(["data", "view", str(made.rows), "--out", str(out)]) == 0
    assert (VideoReader(out).n_frames, VideoReader(out).size) == (6, (640 + PANEL, HEIGHT))


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("keys", ["--out", "x.gif"], "--out x.gif: the file must end in .png (contact sheet) or .mp4 (clip)"),
        ("keis", ["--out", "x.png"], "there is no episode 'keis' in {top}; did you mean 'keys'?"),
        ("nowhere/a", ["--out", "x.png"], "there is no folder {top}/nowhere"),
        (".", ["--out", "x.png"], "{top} is a folder of 1 episodes; name one of them, such as {top}/keys"),
        ("keys", ["--out", "x.png", "--from", "40"], "--from 40 --to 40: ticks of keys run from 0 up to 40"),
        ("keys", ["--out", "x.png", "--to", "41"], "--from 0 --to 41: ticks of keys run from 0 up to 40"),
        ("keys", ["--out", "x.png", "--frames", "0"], "--frames must be 1 to 400, not 0"),
        ("keys", ["--out", "{top}/keys.mp4"], "is the episode's own video"),
    ],
)
def test_errors_are_one_sentence(
    paths: EpisodePaths, name: str, options: list[str], said: str, capsys: pytest.CaptureFixture
) -> None:
    top = str(paths.folder)
    before = paths.video.read_bytes()
    assert cli.main(["data", "view", str(paths.folder / name), *(o.format(top=top) for o in options)]) == 1
    error = capsys.readouterr().err
    assert said.format(top=top) in error and error.count("\n") == 1
    assert paths.video.read_bytes() == before


def test_damage_is_said(paths: EpisodePaths, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    paths.rows.write_text("not json\n" * N)
    assert cli.main(["data", "view", str(paths.video), "--out", str(tmp_path / "x.png")]) == 1
    assert "keys is damaged: keys.jsonl, line 1 is not JSON" in capsys.readouterr().err
