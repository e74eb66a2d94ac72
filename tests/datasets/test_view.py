"""Pictures of episodes: the keys that are held are lit, the goals of the tick are named, nothing half is left."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from craftagent.datasets import view, view_command
from craftagent.datasets.episode import EpisodePaths, open_episode
from craftagent.datasets.recorder import Recorder
from craftagent.types import KEYS

TICKS = 40


def info(tick: int) -> dict[str, Any]:
    return {
        "inventory": {}, "equipped": {}, "stats": {}, "life": {}, "events": [], "time": 0, "biome": "plains", "seed": 1,
        "pose": {"x": 0.0, "y": 64.0, "z": 0.0, "yaw": 0.0, "pitch": 0.0}, "tick": tick,
        "gui": {"screen": "none", "open": False, "cursor": (320.0, 180.0)},
    }  # fmt: skip


@pytest.fixture
def paths(tmp_path: Path) -> EpisodePaths:
    """Tick t holds key t of KEYS (none past the last) and looks right in even, up in odd ticks; frames brighten."""
    with Recorder(tmp_path / "demos", "walk", "vpt") as recorder:
        for t in range(TICKS):
            action: dict[str, Any] = {KEYS[t]: 1} if t < len(KEYS) else {}
            action["camera"] = (0.0, 6.0) if t % 2 == 0 else (-6.0, 0.0)
            recorder.add(np.full((128, 128, 3), 4 * t + 40, np.uint8), action, info(t))
        recorder.goal(0, 30, "get", "oak_log", 1, "get an oak log", "task")
        recorder.goal(10, 20, "mine", "#logs", 3, "mine 3 logs", "skill")
    return EpisodePaths(tmp_path / "demos", "walk")


def lit(strip: np.ndarray) -> int:
    """Pixels in the colour of a held key, without the dial."""
    return int((strip[:33, :220] == view.LIT).all(-1).sum())


def test_each_key_lights_a_cap_of_its_own(paths: EpisodePaths) -> None:
    episode = open_episode(paths)
    places = set()
    for t in range(len(KEYS)):
        strip = view.draw_strip(episode, [], t)
        rows, columns = np.nonzero((strip[:33, :220] == view.LIT).all(-1))
        assert len(rows) > 60, KEYS[t]
        assert np.ptp(rows) < 13
        assert np.ptp(columns) < 40
        places.add((int(rows.min()), int(columns.min())))
    assert len(places) == len(KEYS) == 23
    assert lit(view.draw_strip(episode, [], len(KEYS))) == 0


def test_the_arrow_points_where_the_camera_goes(paths: EpisodePaths) -> None:
    episode = open_episode(paths)
    x, y, radius = view._DIAL
    right, up = (
        view.draw_strip(episode, [], t)[y - radius : y + radius + 1, x - radius : x + radius + 1] for t in (0, 1)
    )
    for dial, want in ((right, (0, 1)), (up, (-1, 0))):
        rows, columns = np.nonzero(dial[..., 2].astype(int) - dial[..., 0] > 40)  # blue, its soft edge included
        assert len(rows) > 5
        middle = np.array([rows.mean() - radius, columns.mean() - radius])
        assert middle @ want > 2
        assert abs(middle @ want[::-1]) < 1.5


def test_goals_of_a_tick_come_skill_first(paths: EpisodePaths) -> None:
    goals = open_episode(paths).goals
    assert [g.source for g in view.goals_at(goals, 15)] == ["skill", "task"]
    assert [g.source for g in view.goals_at(goals, 25)] == ["task"]
    assert view.goals_at(goals, 35) == []
    episode = open_episode(paths)
    both, none = view.draw_strip(episode, goals, 15), view.draw_strip(episode, goals, 35)
    for source in ("skill", "task"):
        color = np.array(view.SOURCE_COLORS[source])
        assert (both == color).all(-1).sum() > 30
        assert not (none == color).all(-1).any()


def args(**given: Any) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    view_command.add_arguments(parser)
    words = [str(given.pop("episode"))]
    for name, value in given.items():
        words += [f"--{name}", str(value)]
    return parser.parse_args(words)


@pytest.mark.parametrize("ending", ["", ".mp4", ".jsonl", ".goals.jsonl"])
def test_a_contact_sheet_shows_its_ticks_in_order(paths: EpisodePaths, tmp_path: Path, ending: str) -> None:
    out = tmp_path / "new" / "sheet.png"
    assert view_command.run(args(episode=f"{paths.folder}/walk{ending}", out=out, frames=5, columns=3)) == 0
    page = cv2.imread(str(out))
    cell = 256 + view.HEIGHT
    assert page.shape == (2 * (cell + 6) + 6, 3 * (256 + 6) + 6, 3)
    shades = [int(page[6 + i // 3 * (cell + 6) + 100, 6 + i % 3 * 262 + 100, 0]) for i in range(5)]
    assert shades == pytest.approx([4 * t + 40 for t in view.spread(0, TICKS, 5)], abs=4)
    assert view.spread(0, TICKS, 5) == [0, 10, 20, 29, 39]
    assert list(out.parent.iterdir()) == [out]


def test_a_clip_has_every_tick(paths: EpisodePaths, tmp_path: Path) -> None:
    out = tmp_path / "clip.mp4"
    assert view_command.run(args(episode=paths.video, out=out, start=10, stop=30)) == 0
    with av.open(str(out)) as container:
        frames = [f.to_ndarray(format="rgb24") for f in container.decode(video=0)]
        assert container.streams.video[0].average_rate == 20
    assert len(frames) == 20
    assert frames[0].shape == (2 * (256 + view.HEIGHT), 512, 3)
    assert [int(f[200, 200, 0]) for f in frames] == pytest.approx([4 * t + 40 for t in range(10, 30)], abs=5)
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


def test_bare_videos_and_short_episodes_are_drawn(paths: EpisodePaths, tmp_path: Path) -> None:
    paths.rows.unlink()
    out = tmp_path / "bare.png"
    assert view_command.run(args(episode=paths.video, out=out, start=3, stop=4)) == 0
    page = cv2.imread(str(out))
    assert page.shape == (256 + view.HEIGHT + 12, 256 + 12, 3)
    assert not (page == view.LIT[::-1]).all(-1).any()


def test_wide_frames_keep_their_shape(paths: EpisodePaths) -> None:
    episode = open_episode(paths)
    wide = view.cell(episode, np.zeros((360, 640, 3), np.uint8), [], 0)
    assert wide.shape == (144 + view.HEIGHT, 256, 3)


def test_damage_is_said_and_nothing_is_left(
    paths: EpisodePaths, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = paths.video.read_bytes()
    paths.video.write_bytes(raw[: len(raw) // 2])
    for name in ("sheet.png", "clip.mp4"):
        assert view_command.run(args(episode=paths.video, out=tmp_path / name)) == 1
        assert "walk is damaged" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["demos"]


def test_wrong_arguments_are_said(paths: EpisodePaths, tmp_path: Path) -> None:
    good = {"episode": paths.video, "out": tmp_path / "a.png"}
    for wrong, said in (({"out": tmp_path / "a.gif"}, "must end in .png or .mp4, not 'a.gif'"),
                        ({"frames": 0}, "--frames must be at least 1, not 0"),
                        ({"start": 30, "stop": 20}, r"--start 30 and --stop 20 must lie in order within 0\.\.40"),
                        ({"stop": 41}, r"within 0\.\.40")):  # fmt: skip
        with pytest.raises(ValueError, match=said):
            view_command.run(args(**{**good, **wrong}))
    with pytest.raises(FileNotFoundError, match=r"there is no video .*wolk\.mp4.*'walk'"):
        view_command.run(args(**{**good, "episode": paths.folder / "wolk"}))
