"""What ships: half the size, plays the same, and a card with what the run has noted."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from craftagent.agent.learned import fingerprint
from craftagent.cli import main
from craftagent.pack import command
from craftagent.pack.card import recorded
from craftagent.policy.goap.files import load_policy
from craftagent.policy.goap.player import PlayConfig
from craftagent.policy.idm.checkpoint import load_checkpoint, save_checkpoint
from craftagent.policy.idm.config import IDMConfig
from craftagent.policy.idm.model import IDM

ROW = {"id": "atomic-v1/dirt", "runs": 50, "rate": 0.8, "ci95": [0.67, 0.89], "mean_ticks": 200.5, "mean_reward": 9.5}
PLAYED = PlayConfig(temperature=0.6, camera_temperature=0.6)
KEYS = {"attack": {"pressed": 0.4, "f1": 0.97}, "drop": {"pressed": 0.0, "f1": 0.0}}


@pytest.fixture
def run(tmp_path: Path, write_policy: Callable[..., object]) -> Path:
    write_policy(tmp_path / "policy")
    idm = IDM(IDMConfig(embed=8, channels=(8, 8, 16), dim=32, layers=1, heads=2))
    save_checkpoint(tmp_path / "idm", idm, torch.full((20,), 0.4), {"trained": {"steps": 5}})
    (tmp_path / "stages").mkdir()
    for i, stage in enumerate(("labelled", "idm", "clone", "eval")):
        note = {"stage": stage, "commands": [f"do {stage}"], "seconds": 120.0, "finished": f"2026-01-0{i + 1} 00:00:00"}
        (tmp_path / "stages" / f"{stage}.json").write_text(json.dumps(note))
    (tmp_path / "labelled").mkdir()
    for i, noise in enumerate(([[3, 13]], [])):
        meta = {"ticks": 100, "noise": noise, "world": {"seed": 7 + i}}
        (tmp_path / f"labelled/{i}.meta.json").write_text(json.dumps(meta))
    player = {"fingerprint": fingerprint(tmp_path / "policy"), "play": dataclasses.asdict(PLAYED)}
    settings = {"agent": "policy:x", "seeds": "20000:20050", "wording": "instruction", "player": player}
    results = {"settings": settings, "overall": {"tasks": 1, "asr": 0.8, "ft": 1.0, "episodes": 50}, "tasks": [ROW]}
    (tmp_path / "results.json").write_text(json.dumps(results))
    figures = {
        "digest": load_checkpoint(tmp_path / "idm").digest,
        "episodes": 3,
        "clean": {"key_accuracy": 0.99, "keys": KEYS},
    }
    (tmp_path / "idm.json").write_text(json.dumps(figures))
    return tmp_path


def pack(run: Path, *more: str) -> int:
    return main(["pack", "--run", str(run), "--out", str(run / "out"), *more])


def test_packed_weights_are_the_same_in_half(run: Path) -> None:
    assert pack(run, "--idm", str(run / "idm"), "--idm-figures", str(run / "idm.json"), "--policy", str(run / "policy"),
                "--eval", str(run / "results.json"), "--play", "temperature=0.6") == 0  # fmt: skip
    (before, _, texts), (after, described, half) = load_policy(run / "policy"), load_policy(run / "out/goap-nano")
    for name, value in before.state_dict().items():
        torch.testing.assert_close(after.state_dict()[name], value, rtol=1e-3, atol=1e-4)
    assert half.keys() == texts.keys() and described["about"] == {"step": 7, "play": {"temperature": 0.6}}
    sizes = [(run / where / "policy.safetensors").stat().st_size for where in ("policy", "out/goap-nano")]
    assert sizes[1] < 0.6 * sizes[0]
    idm = load_checkpoint(run / "out/idm-nano")
    torch.testing.assert_close(idm.thresholds, torch.full((20,), 0.4))
    goap_card = (run / "out/goap-nano/README.md").read_text()
    assert "| atomic-v1/dirt | 50 | 0.80 | 0.67-0.89 | 200 | 9.50 |" in goap_card
    assert "| played with, unless told otherwise | temperature 0.6 |" in goap_card
    assert '| last run of training | {"step": 7} |' in goap_card and "| labelled | 2 | 200 | 190 | 7-8 |" in goap_card
    assert "craftagent do clone" in goap_card and "do eval" not in goap_card and "## Limits" in goap_card
    idm_card = (run / "out/idm-nano/README.md").read_text()
    assert "| key_accuracy | 0.9900 |" in idm_card and "F1 of attack" in idm_card and "F1 of drop" not in idm_card
    assert "do idm" in idm_card and "do clone" not in idm_card


def test_figures_of_another_model_are_refused(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (run / "idm.json").write_text(json.dumps({"digest": "0" * 16}))
    assert pack(run, "--idm", str(run / "idm"), "--idm-figures", str(run / "idm.json")) == 1
    assert "figures of another model (0000000000000000)" in capsys.readouterr().err
    assert not list((run / "out").rglob("*.safetensors")), "nothing is written over what ships"


def test_results_of_another_policy_are_refused(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results = json.loads((run / "results.json").read_text())
    results["settings"]["player"]["fingerprint"] = "0" * 16
    (run / "results.json").write_text(json.dumps(results))
    assert pack(run, "--policy", str(run / "policy"), "--eval", str(run / "results.json")) == 1
    assert "results of another policy (0000000000000000)" in capsys.readouterr().err
    assert not list((run / "out").rglob("*.safetensors"))


def test_results_of_other_play_than_is_advised_are_refused(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ("--policy", str(run / "policy"), "--eval", str(run / "results.json"))
    assert pack(run, *given, "--play", "temperature=0.6,camera_temperature=0.3") == 1
    assert "was played with camera_temperature=0.6, but the policy advises 0.3" in capsys.readouterr().err
    assert pack(run, *given) == 1 and "was played with temperature=0.6" in capsys.readouterr().err
    assert not list((run / "out").rglob("*.safetensors"))


def test_results_of_what_was_packed_are_taken(run: Path) -> None:
    assert pack(run, "--policy", str(run / "policy"), "--play", "temperature=0.6") == 0
    results = json.loads((run / "results.json").read_text())
    results["settings"]["player"]["fingerprint"] = fingerprint(run / "out/goap-nano")
    (run / "results.json").write_text(json.dumps(results))
    more = ("--play", "temperature=0.6", "--eval", str(run / "results.json"))
    assert pack(run, "--policy", str(run / "policy"), *more) == 0
    assert "`policy:x` (temperature 0.6" in (run / "out/goap-nano/README.md").read_text()


def test_figures_of_what_is_packed_change_its_card_alone(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    idm, policy = str(run / "out/idm-nano"), str(run / "out/goap-nano")
    first = ["--idm", str(run / "idm"), "--policy", str(run / "policy"), "--play", "temperature=0.6"]
    assert pack(run, *first, "--note", "Not measured yet.") == 0
    cards = {name: (run / f"out/{name}/README.md").read_text() for name in ("idm-nano", "goap-nano")}
    files = {
        path: path.read_bytes() for path in (run / "out").rglob("*") if path.name != "README.md" and path.is_file()
    }
    results = json.loads((run / "results.json").read_text())
    results["settings"]["player"]["fingerprint"] = fingerprint(Path(policy))
    (run / "results.json").write_text(json.dumps(results))
    figures = json.loads((run / "idm.json").read_text()) | {"digest": load_checkpoint(idm).digest}
    (run / "idm.json").write_text(json.dumps(figures))
    given = [
        "--idm",
        idm,
        "--idm-figures",
        str(run / "idm.json"),
        "--policy",
        policy,
        "--eval",
        str(run / "results.json"),
    ]
    assert main(["pack", *given, "--note", ""]) == 0
    for name, row in (("idm-nano", "| key_accuracy | 0.9900 |"), ("goap-nano", "| atomic-v1/dirt | 50 | 0.80 |")):
        now = (run / f"out/{name}/README.md").read_text()
        assert row in now and "Not measured" not in now and now.count("## Limits") == now.count("## Results") == 1
        assert now.partition("## Made with")[2].partition("## Results")[0] in cards[name], "where it comes from stays"
    assert all(path.read_bytes() == data for path, data in files.items())
    for said in ("Its labels were an earlier model's.", "Another one."):
        assert main(["pack", *given, "--note", said]) == 0
        now = (run / "out/goap-nano/README.md").read_text()
        assert now.count(f"\n\n**{said}**\n\n## Made with\n") == 1 and now.count("**") == 2, "one note, the last one"
    assert main(["pack", *given]) == 0
    assert f"**{said}**" in (run / "out/goap-nano/README.md").read_text(), "new figures leave the note"
    assert main(["pack", *given, "--note", ""]) == 0
    assert "**" not in (run / "out/goap-nano/README.md").read_text()
    assert main(["pack", "--policy", policy]) == 1 and "--eval says what" in capsys.readouterr().err
    (run / "out/idm-nano/README.md").write_text("# A card\n")
    assert main(["pack", *given]) == 1 and "must have '## Results'" in capsys.readouterr().err


def test_what_was_put_aside_is_not_counted(tmp_path: Path) -> None:
    for name in ("advised", "advised.before-20260101-000000"):
        (tmp_path / name).mkdir()
        meta = {"ticks": 10, "world": {"seed": 3}}
        (tmp_path / name / "a.meta.json").write_text(json.dumps(meta))
    assert [row["data"] for row in recorded(tmp_path)] == ["advised"]


def test_too_large_is_said(run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(command, "MOST", 1000)
    assert pack(run, "--policy", str(run / "policy")) == 1
    assert "MB of at most" in capsys.readouterr().out
    assert pack(run) == 1
    assert "nothing to pack" in capsys.readouterr().err


def test_a_run_that_went_on_from_packed_weights_tells_their_history(run: Path) -> None:
    assert pack(run, "--policy", str(run / "policy")) == 0
    packed = run / "out/goap-nano"
    (run / "advised").mkdir()
    meta = {"ticks": 50, "noise": [[0, 40]], "advice": {"ticks": [1, 2, 3]}, "world": {"seed": 9}}
    (run / "advised/0.meta.json").write_text(json.dumps(meta))
    (run / "labels").mkdir()
    (run / "labels/0.meta.json").write_text(json.dumps(meta | {"idm": {"digest": "x"}}))
    note = {"stage": "advise", "commands": ["do advise"], "seconds": 60.0, "finished": "2026-01-09 00:00:00"}
    (run / "stages/advise.json").write_text(json.dumps(note))
    assert pack(run, "--policy", str(run / "policy"), "--after", str(packed)) == 0
    told = (packed / "README.md").read_text()
    assert "### Run 2, from the weights of the one before" in told and told.count("craftagent do clone") == 2
    assert told.count("| labelled | 2 | 200 | 190 | 7-8 |") == 2 and told.count("| advised | 1 | 50 | 13 | 9-9 |") == 1
    assert "| labels |" not in told
    assert len(json.loads((packed / "history.json").read_text())) == 2
    assert pack(run, "--policy", str(run / "policy"), "--after", str(packed)) == 0, "with other figures, say"
    assert len(json.loads((packed / "history.json").read_text())) == 2


def test_a_history_that_is_none_is_refused(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (run / "history.json").write_text("{}")
    assert pack(run, "--policy", str(run / "policy"), "--after", str(run)) == 1
    assert "must list runs" in capsys.readouterr().err and not list((run / "out").rglob("*.safetensors"))
