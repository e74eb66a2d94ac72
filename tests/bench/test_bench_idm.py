"""Figures of an inverse dynamics model: of which play, how certain, and what is said when labelling fails."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from types import ModuleType

import pytest

from craftagent import cli

torch = pytest.importorskip("torch")


@pytest.fixture(scope="module")
def idm() -> ModuleType:
    from craftagent.bench import idm

    return idm


def a_tally(right: bool):
    """Of ten ticks with one key held: all said right, or none."""
    from craftagent.policy.idm.decode import Guess
    from craftagent.policy.idm.metrics import Tally

    n, found = 10, Tally()
    keys = torch.zeros(n, 20, dtype=torch.bool)
    keys[:, 0] = True
    values = {
        "keys": keys if right else ~keys, "pressed": keys.float() * 0.9, "degrees": torch.zeros(n, 2),
        "bins": torch.zeros(n, 2, dtype=torch.int64), "gui": torch.zeros(n, dtype=torch.bool),
        "key_confidence": torch.full((n,), 0.5), "camera_confidence": torch.full((n,), 0.5),
    }  # fmt: skip
    guess = Guess(**{field.name: values[field.name] for field in dataclasses.fields(Guess)})
    found.add(guess, keys, torch.zeros(n, 2), torch.zeros(n, 2, dtype=torch.int64), torch.zeros(n, dtype=torch.bool))
    return found


def test_intervals_over_episodes_and_no_nan(idm: ModuleType) -> None:
    found = idm.accuracy([a_tally(right) for right in (True, True, True, False)], draws=50)
    assert found["episodes"] == 4 and found["tick_accuracy"] == 0.75
    low, high = found["ci95"]["tick_accuracy"]
    assert low < 0.75 < high == 1
    assert found["camera_r2_world"] is None, "the camera never moved"
    json.dumps(found, allow_nan=False)


def test_play_of_another_world_is_refused(idm: ModuleType, tmp_path: Path) -> None:
    (job,) = idm.wanted(1, 0.0)
    meta = {"format": "craftagent-episode-1", "n_frames": 2, "view": "vpt", "world": {"name": "sim", "version": -1}}
    (tmp_path / f"{job.name}.meta.json").write_text(json.dumps(meta))
    for end in (".mp4", ".jsonl"):
        (tmp_path / f"{job.name}{end}").touch()
    with pytest.raises(ValueError, match="version -1 of the world.*name another --folder"):
        idm.demonstrate(tmp_path, [job])


def test_why_labelling_failed(idm: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"exit status 1:\n.*no such folder"):
        idm.label([str(tmp_path), "--idm", str(tmp_path / "none")])


def test_written_after_each_part(
    idm: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Stored:
        digest = "d"

    monkeypatch.setattr(idm, "load_checkpoint", lambda path: Stored())
    monkeypatch.setattr(idm, "Labeller", lambda stored: None)
    monkeypatch.setattr(idm, "demonstrate", lambda folder, jobs: list(jobs))
    monkeypatch.setattr(idm, "tally", lambda labeller, paths: a_tally(True))

    def fail(*told):
        raise ValueError("craftagent label x ended with exit status 1")

    monkeypatch.setattr(idm, "speed", fail)
    out = tmp_path / "idm.json"
    assert cli.main(["bench", "idm", "--idm", "x", "--episodes", "2", "--json", str(out)]) == 1
    assert "label x ended" in capsys.readouterr().err
    found = json.loads(out.read_text())
    assert found["clean"]["key_accuracy"] == found["noise 0.02"]["key_accuracy"] == 1 and "speed" not in found
    assert found["versions"]["world"] >= 1 and found["commit"] and found["hardware"] and found["date"]


def test_macro_f1_is_over_the_same_keys_in_every_draw(idm: ModuleType) -> None:
    """One key is held in all but one episode, another in that one only: draws without it must not leave it out."""
    from craftagent.policy.idm.decode import Guess
    from craftagent.policy.idm.metrics import Tally

    tallies = []
    for rare in [False] * 9 + [True]:
        keys = torch.zeros(20, 20, dtype=torch.bool)
        keys[:, 1 if rare else 0] = True
        zeros, none = torch.zeros(20, 2), torch.zeros(20, dtype=torch.bool)
        said = torch.zeros_like(keys) if rare else keys  # the rare one is never seen
        guess = Guess(said, said.float(), zeros, zeros.long(), none, torch.ones(20), torch.ones(20))
        tallies.append(Tally())
        tallies[-1].add(guess, keys, zeros, zeros.long(), none)
    found = idm.accuracy(tallies, draws=100)
    assert len(found["macro_f1_over"]) == 2 and found["macro_f1"] == 0.5
    assert max(found["ci95"]["macro_f1"]) <= 0.5


def test_labelling_stands_beside_decoding(idm: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idm, "label", lambda arguments: 2.0)
    job = idm.wanted(1, 0.0)[0]
    (paths,) = idm.demonstrate(tmp_path, [job])
    found = idm.speed(Path("x"), tmp_path, 1)
    assert found["frames"] == idm.open_episode(paths).n_video_frames
    assert found["decoding_times_real_time"] > 0 and found["ratio_to_decoding"] > 0
