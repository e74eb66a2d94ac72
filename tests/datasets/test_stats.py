"""``craftagent data stats``: counts against what was recorded, damage, tables and pictures."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from rich.console import Console

from craftagent import cli
from craftagent.actions import is_null
from craftagent.datasets.episode import GoalSpan
from craftagent.datasets.recorder import Recorder, world_meta
from craftagent.datasets.stats import Stats, folder_stats
from craftagent.datasets.stats_command import print_stats
from craftagent.types import KEYS


@pytest.fixture
def known(tmp_path: Path) -> Path:
    """One episode of 5 ticks whose every figure is known."""
    actions = [
        {"forward": 1, "camera": [0.0, 0.0]},
        {"forward": 1, "attack": 1, "camera": [-10.0, 0.6154]},
        {"camera": [0.0, 0.0]},  # null
        {"camera": [25.0, 0.0]},  # beyond the last bin, in a screen
        {"ESC": 1, "camera": [0.0, 0.1]},  # null too: VPT's code can say neither
    ]
    recorder = Recorder(tmp_path, "known", "direct:16x16", {"world": world_meta(5), "producer": "test"})
    for t, action in enumerate(actions):
        info = {
            "inventory": {}, "equipped": {}, "stats": {}, "life": {}, "events": [], "tick": t, "time": t, "seed": 5,
            "pose": {"x": 0.0, "y": 64.0, "z": 0.0, "yaw": 0.0, "pitch": 0.0}, "biome": "forest",
            "gui": {"screen": "inventory" if t == 3 else "none", "open": t == 3, "cursor": (320.0, 180.0)},
        }  # fmt: skip
        recorder.add(np.zeros((16, 16, 3), np.uint8), action, info, 0)  # type: ignore[arg-type]
    recorder.goal(0, 5, "mine", "oak_log", 2, "mine 2 oak logs", "task")
    recorder.goal(0, 2, "mine", "oak_log", 1, "mine an oak log", "hindsight")
    recorder.goal(1, 3, "mine", "oak_log", 1, "mine an oak log", "hindsight")
    assert recorder.close() is not None
    return tmp_path


def test_every_figure_of_a_known_episode(known: Path) -> None:
    said = folder_stats(known).to_dict()
    assert (said["episodes"], said["exact_episodes"], said["ticks"], said["lengths"]) == (1, 1, 5, [5])
    assert said["hours"] == pytest.approx(5 / 20 / 3600)
    assert {key: n for key, n in said["keys"].items() if n} == {"forward": 2, "attack": 1, "ESC": 1}
    assert list(said["keys"]) == list(KEYS)
    assert said["null"] == {"ticks": 2, "share": pytest.approx(0.4)}
    assert said["gui"] == {"ticks": 1, "share": pytest.approx(0.2)}
    camera = said["camera"]
    assert camera["degrees"][0] == pytest.approx(-10) and camera["degrees"][5] == 0
    assert camera["world"] == {
        "pitch": [1, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0], "yaw": [0, 0, 0, 0, 0, 3, 1, 0, 0, 0, 0], "beyond": 0,
    }  # fmt: skip
    assert camera["screens"] == {"pitch": [0] * 10 + [1], "yaw": [0] * 5 + [1] + [0] * 5, "beyond": 1}
    assert said["labelled"] == {"hindsight": 3, "task": 5}
    assert said["goals"] == [
        {"source": "hindsight", "verb": "mine", "target": "oak_log", "spans": 2, "ticks": 4},
        {"source": "task", "verb": "mine", "target": "oak_log", "spans": 1, "ticks": 5},
    ]
    assert said["damaged"] == {}


def test_episodes_add_up_and_damage_is_named(tmp_path: Path, make_episode: Callable) -> None:
    kept: list[dict] = []
    make_episode(tmp_path, "a", n=30, seed=1, kept=kept)
    make_episode(tmp_path / "deeper", "b", n=50, seed=2, kept=kept)
    cut = make_episode(tmp_path / "deeper", "c", n=20, seed=3)
    cut.rows.write_text(cut.rows.read_text()[:-40])
    (tmp_path / "bad;name.mp4").write_bytes(b"")
    stats = folder_stats(tmp_path)
    assert stats.lengths == [30, 50] and len(kept) == 80
    assert stats.keys.tolist() == [sum(action.get(key, 0) for action in kept) for key in KEYS]
    assert stats.null == sum(is_null({**action, "camera": np.broadcast_to(action["camera"], 2)}) for action in kept)
    assert stats.camera.sum() == 2 * 80
    assert set(stats.damaged) == {"deeper/c", "bad;name.mp4"}
    assert "line 20" in stats.damaged["deeper/c"] and "not safe" in stats.damaged["bad;name.mp4"]


def test_contractor_data_is_counted(tmp_path: Path, contractor_row: Callable, write_contractor: Callable) -> None:
    rows = [contractor_row(["w"] if t < 6 else [], tick=t) for t in range(10)]
    write_contractor(tmp_path, rows, size=(64, 36))
    stats = folder_stats(tmp_path)
    assert (stats.episodes, stats.exact, stats.ticks, stats.goals) == (1, 0, 10, {})
    assert stats.keys[KEYS.index("forward")] == 6


def test_goals_past_the_first_are_summed_up(known: Path) -> None:
    stats = folder_stats(known)
    for i in range(30):
        stats._add_goals([_span(f"item_{i}", 1 + i)], 5 + i)
    text = _printed(stats, top=20)
    shown, rest = sorted(f"item_{i}" for i in range(30))[:20], sorted(f"item_{i}" for i in range(30))[20:]
    assert all(f" {name} " in text for name in shown) and not any(f" {name} " in text for name in rest)
    row = next(line for line in text.splitlines() if "and 10 more" in line).split()
    assert row[-4:-1] == ["10", "|", str(sum(1 + int(name[5:]) for name in rest))]
    assert "and 10 more" not in _printed(stats, top=None)


def _span(target: str, end: int) -> GoalSpan:
    return GoalSpan(0, end, "craft", target, 1, "craft it", "skill")


def _printed(stats: Stats, top: int | None) -> str:
    out = io.StringIO()
    print_stats(stats, Console(file=out), top)
    return out.getvalue()


def test_command_writes_table_json_and_picture(known: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    pytest.importorskip("matplotlib")
    figures, picture = tmp_path / "out" / "s.json", tmp_path / "out" / "s.png"
    assert cli.main(["data", "stats", str(known), "--json", str(figures), "--png", str(picture)]) == 0
    text = capsys.readouterr().out
    assert "| forward   |     2 | 40.00 % |" in text and text.startswith(f"{known}\n") and "\x1b" not in text
    assert json.loads(figures.read_text())["keys"]["attack"] == 1
    drawn = cv2.imread(str(picture))
    assert drawn.shape == (1200, 1600, 3)
    assert (drawn.reshape(-1, 3) == (216, 125, 59)).all(axis=1).sum() > 1000  # blue bars (BGR): the camera in the world


def test_tables_are_drawn_on_a_terminal(known: Path) -> None:
    out = io.StringIO()
    print_stats(folder_stats(known), Console(file=out, force_terminal=True, width=100))
    assert "│" in out.getvalue() and "\x1b" in out.getvalue()


def test_only_damaged_episodes_are_a_failure(
    tmp_path: Path, make_episode: Callable, capsys: pytest.CaptureFixture
) -> None:
    make_episode(tmp_path).video.write_bytes(b"")
    assert cli.main(["data", "stats", str(tmp_path)]) == 1
    text = capsys.readouterr().out
    assert "1 damaged" in text and "a.mp4 is empty" in text


@pytest.mark.parametrize(
    ("make", "options", "said"),
    [
        (lambda top: top / "nowhere", [], "there is no folder"),
        (lambda top: top, [], "there are no episodes in"),
        (lambda top: (top / "file", (top / "file").write_text(""))[0], [], "is a file, not a folder"),
        (lambda top: top, ["--png", "x.pdf"], "--png x.pdf: the file must end in .png"),
        (lambda top: top, ["--json", "x"], "--json x: the file must end in .json"),
    ],
)
def test_errors_are_one_sentence(
    tmp_path: Path, make: Callable, options: list[str], said: str, capsys: pytest.CaptureFixture
) -> None:
    assert cli.main(["data", "stats", str(make(tmp_path)), *options]) == 1
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1


def test_missing_matplotlib_is_said_before_reading(
    known: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    assert cli.main(["data", "stats", str(known), "--png", "x.png"]) == 1
    captured = capsys.readouterr()
    assert "--png needs matplotlib" in captured.err and captured.out == ""
