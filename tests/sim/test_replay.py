"""Replay files: what is written comes back, torn ends are left out, everything else that is wrong is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from craftagent.sim.replay import FLUSH_TICKS, Replay, ReplayWriter
from craftagent.sim.simulator import Simulator, Snapshot
from craftagent.types import ActionError, Stack, WorldSettings, write_action

SETTINGS = WorldSettings(scene="stone_wall", inventory=(Stack("wooden_pickaxe"), Stack("torch", 5, 3)), time=100)


def episode() -> list[dict[str, Any]]:
    rng = np.random.default_rng(5)
    rows: list[dict[str, Any]] = []
    for tick in range(60):
        row: dict[str, Any] = {
            "forward": int(tick < 20),
            "attack": int(tick % 3 > 0),
            "inventory": int(tick in (30, 40)),
        }
        if tick % 2:
            row["camera"] = rng.normal(0, 3, 2).astype(np.float32)
        rows.append(row)
    return rows


def write(path: Path) -> None:
    with ReplayWriter(path, -(2**40) + 7, SETTINGS) as writer:
        for row in episode():
            writer.write(row)


def run(sim: Simulator, seed: int, settings: WorldSettings, actions: Any) -> str:
    sim.reset(seed, settings)
    for action in actions:
        write_action(action, sim.keys, sim.camera)
        sim.tick()
    return sim.digest()


def test_a_replay_plays_the_same_episode(tmp_path: Path, flat_snapshot: tuple[Simulator, Snapshot]) -> None:
    path = tmp_path / "a.jsonl"
    write(path)
    replay = Replay.read(path)
    assert replay.seed == -(2**40) + 7
    assert replay.settings == SETTINGS
    assert len(replay.actions) == 60
    sim = flat_snapshot[0]
    assert run(sim, replay.seed, replay.settings, replay.actions) == run(sim, replay.seed, SETTINGS, episode())


@pytest.mark.parametrize("cut", [1, 4, 11])
def test_a_torn_last_line_is_left_out(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "a.jsonl"
    write(path)
    data = path.read_bytes()
    path.write_bytes(data[:-cut])
    assert len(Replay.read(path).actions) == (60 if cut == 1 else 59)


def test_what_was_flushed_is_there_while_the_episode_runs(tmp_path: Path) -> None:
    writer = ReplayWriter(tmp_path / "a.jsonl", 1)
    for row in episode()[: FLUSH_TICKS + 5]:
        writer.write(row)
    assert len(Replay.read(tmp_path / "a.jsonl").actions) >= FLUSH_TICKS - 1
    writer.close()
    writer.close()
    assert len(Replay.read(tmp_path / "a.jsonl").actions) == FLUSH_TICKS + 5


def test_a_bad_action_is_not_written(tmp_path: Path) -> None:
    with ReplayWriter(tmp_path / "a.jsonl", 1) as writer:
        with pytest.raises(ActionError, match="forwards"):
            writer.write({"forwards": 1})
        writer.write({"forward": 1})
    assert len(Replay.read(tmp_path / "a.jsonl").actions) == 1


def edit(path: Path, line: int, text: str) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[line] = text
    path.write_text("\n".join(lines), encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "text", "says"),
    [
        (0, "{}", "not a replay file"),
        (0, "nonsense", "line 1"),
        (5, "nonsense", "line 6"),
        (5, '{"keys":["forwards"]}', "forward"),
        (5, '{"keys":["forward"],"camera":[0]}', "line 6"),
        (5, '{"camera":[0,1e9]}', "line 6"),
        (5, "[1, 2]", "line 6"),
        (5, '{"keys":3}', "line 6"),
        (5, '{"kees":["forward"]}', "line 6"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, line: int, text: str, says: str) -> None:
    path = tmp_path / "a.jsonl"
    write(path)
    edit(path, line, text)
    with pytest.raises(ValueError, match=r"a\.jsonl") as error:
        Replay.read(path)
    assert says in str(error.value)


def test_other_versions_and_settings_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    write(path)
    header = json.loads(path.read_text(encoding="utf-8").split("\n")[0])
    for change, says in (({"world_version": 0}, "version 0"), ({"settings": {"biom": "x"}}, "biom"), ({"seed": "x"}, "seed"),
                         ({"settings": 3}, "settings")):  # fmt: skip
        edit(path, 0, json.dumps({**header, **change}))
        with pytest.raises(ValueError, match=says):
            Replay.read(path)
    edit(path, 0, json.dumps({k: v for k, v in header.items() if k != "seed"}))
    with pytest.raises(ValueError, match="seed"):
        Replay.read(path)


def test_an_empty_file_and_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(ValueError, match="not a replay file"):
        Replay.read(tmp_path / "a.jsonl")
    (tmp_path / "b.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ValueError, match="b.jsonl"):
        Replay.read(tmp_path / "b.jsonl")
    with pytest.raises(OSError):
        Replay.read(tmp_path / "none.jsonl")
