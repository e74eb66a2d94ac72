"""The statistics of a data set are the counts of what was recorded, and damaged episodes are named, not counted."""

from __future__ import annotations

import argparse
import io
import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from rich.console import Console

from craftagent.actions import quantize
from craftagent.datasets import stats_command
from craftagent.datasets.recorder import Recorder
from craftagent.datasets.stats import folder_stats
from craftagent.types import KEYS


def info(gui: bool) -> dict[str, Any]:
    return {
        "inventory": {}, "equipped": {}, "stats": {}, "life": {}, "events": [], "time": 0, "biome": "plains", "seed": 1,
        "pose": {"x": 0.0, "y": 64.0, "z": 0.0, "yaw": 0.0, "pitch": 0.0}, "tick": 0,
        "gui": {"screen": "inventory" if gui else "none", "open": gui, "cursor": (320.0, 180.0)},
    }  # fmt: skip


@pytest.fixture
def demos(tmp_path: Path) -> Path:
    """100 + 50 ticks: forward in every even tick, attack in every fifth, a screen in 10..29 with pitch 3, yaw -20 once."""
    for name, n in (("a", 100), ("b", 50)):
        with Recorder(tmp_path, name, "direct:32x32") as recorder:
            for t in range(n):
                gui = 10 <= t < 30
                action: dict[str, Any] = {"forward": int(t % 2 == 0), "attack": int(t % 5 == 0)}
                action["camera"] = (3.0, 0.0) if gui else (0.0, -20.0) if t == 40 else (0.0, 0.0)
                recorder.add(np.full((32, 32, 3), t, np.uint8), action, info(gui))
            recorder.goal(0, n, "get", "oak_log", 2, "get 2 oak logs", "task")
            recorder.goal(5, 15, "mine", "#logs", 1, "mine a log", "hindsight")
            recorder.goal(10, 20, "mine", "#logs", 1, "mine a log", "hindsight")
    return tmp_path


def test_counts_are_those_of_the_recording(demos: Path) -> None:
    stats = folder_stats(demos)
    assert (stats.episodes, stats.exact, sorted(stats.lengths), stats.ticks) == (2, 2, [50, 100], 150)
    assert stats.hours == pytest.approx(150 / 72_000)
    keys = dict(zip(KEYS, stats.keys.tolist(), strict=True))
    assert keys == {**dict.fromkeys(KEYS, 0), "forward": 75, "attack": 30}
    assert stats.gui == 40
    said = [t % 2 == 0 or t % 5 == 0 or 10 <= t < 30 or t == 40 for n in (100, 50) for t in range(n)]
    assert stats.null == said.count(False) > 0
    pitch, yaw = int(quantize(3.0)), int(quantize(-20.0))
    assert stats.camera[1, 0].tolist() == [40 * (b == pitch) for b in range(11)]
    assert stats.camera[0, 1].tolist() == [2 * (b == yaw) + 108 * (b == 5) for b in range(11)]
    assert stats.beyond.tolist() == [2, 0]
    assert stats.camera.sum() == 2 * 150


def test_goals_are_counted_by_source_and_overlaps_once_in_the_share(demos: Path) -> None:
    stats = folder_stats(demos)
    assert {(g.source, g.verb, g.target): (g.spans, g.ticks) for g in stats.sorted_goals()} == {
        ("task", "get", "oak_log"): (2, 150),
        ("hindsight", "mine", "#logs"): (4, 40),
    }
    assert stats.labelled == {"task": 150, "hindsight": 30}


def test_damaged_episodes_are_named_and_not_counted(demos: Path) -> None:
    (demos / "b.jsonl").write_text('{"tick": 0\n')
    (demos / "c.mp4").write_bytes(b"")
    stats = folder_stats(demos)
    assert stats.episodes == 1
    assert stats.ticks == 100
    assert set(stats.damaged) == {"b", "c"}
    assert all(stats.damaged.values())


def args(folder: Path, *more: object) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    stats_command.add_arguments(parser)
    return parser.parse_args([str(folder), *map(str, more)])


def test_the_command_prints_writes_and_draws(demos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("matplotlib")
    out = tmp_path / "out"
    assert stats_command.run(args(demos, "--json", out / "s.json", "--png", out / "s.png")) == 0
    said = capsys.readouterr().out
    assert "forward" in said
    assert "50.00 %" in said
    assert "mine" in said
    figures = json.loads((out / "s.json").read_text())
    assert figures["ticks"] == 150
    assert figures["keys"]["forward"] == 75
    assert figures["gui"]["share"] == pytest.approx(40 / 150)
    assert sum(goal["spans"] for goal in figures["goals"]) == 6
    picture = cv2.imread(str(out / "s.png"))
    assert picture.shape == (1200, 1600, 3)
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 20


def test_only_damaged_episodes_end_the_command_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "c.mp4").write_bytes(b"nonsense")
    assert stats_command.run(args(tmp_path)) == 1
    assert "1 damaged, not counted" in capsys.readouterr().out


def test_names_cannot_play_tricks_with_the_table(demos: Path) -> None:
    for name in ("a.mp4", "a.jsonl", "a.goals.jsonl", "a.meta.json"):
        (demos / name).rename(demos / name.replace("a", "[red]x", 1))
    stats = folder_stats(demos)
    text = io.StringIO()
    stats_command.print_stats(stats, Console(file=text, width=200))
    assert stats.episodes == 1
    assert "[red]x" in text.getvalue()


def test_what_is_no_data_set_is_said(demos: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        folder_stats(tmp_path / "nowhere")
    with pytest.raises(NotADirectoryError, match=r"a\.mp4 is a file"):
        folder_stats(demos / "a.mp4")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match="there are no episodes in"):
        folder_stats(tmp_path / "empty")
    with pytest.raises(ValueError, match=r"--json .*s\.txt: the file must end in \.json"):
        stats_command.run(args(demos, "--json", tmp_path / "s.txt"))
