"""Between two policies: by name, whatever their vocabularies are."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import torch

from craftagent.policy.goap.average import average
from craftagent.policy.goap.config import GoapConfig
from craftagent.policy.goap.files import load_policy, save_policy
from craftagent.policy.goap.model import Goap

VERBS = ["", "?", "mine"]


def write(folder: Path, config: GoapConfig, targets: list[str], seed: int, encoder: str = "hashed") -> Goap:
    torch.manual_seed(seed)
    net = Goap(config, tuple(VERBS), tuple(targets), 384)
    words = {"verbs": VERBS, "targets": targets}
    save_policy(folder, net, words, encoder, {f"mine {targets[-1]}": torch.full((384,), float(seed))})
    return net


def test_rows_are_averaged_by_name_and_nothing_known_is_lost(tmp_path: Path, tiny_goap: GoapConfig) -> None:
    old = write(tmp_path / "old", tiny_goap, ["", "?", "cow", "dirt"], 1)
    new = write(tmp_path / "new", tiny_goap, ["", "?", "dirt", "sand"], 2)  # as many, but others
    average(tmp_path / "old", tmp_path / "new", 0.25, tmp_path / "out")
    net, described, texts = load_policy(tmp_path / "out")
    assert described["targets"] == ["", "?", "dirt", "sand", "cow"] and described["about"]["averaged"]["share"] == 0.25
    assert set(texts) == {"mine dirt", "mine sand"}
    rows = net.goal.target.weight
    torch.testing.assert_close(rows[2], 0.75 * old.goal.target.weight[3] + 0.25 * new.goal.target.weight[2])
    torch.testing.assert_close(rows[3], new.goal.target.weight[3])
    torch.testing.assert_close(rows[4], old.goal.target.weight[2])
    torch.testing.assert_close(net.enter.weight, 0.75 * old.enter.weight + 0.25 * new.enter.weight)
    fresh = Goap(tiny_goap, tuple(VERBS), tuple(described["targets"]), 384)
    assert torch.equal(net.goal.target_words, fresh.goal.target_words)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_the_ends_are_the_two_policies(tmp_path: Path, tiny_goap: GoapConfig, share: float) -> None:
    nets = [write(tmp_path / str(i), tiny_goap, ["", "?", "cow"], i) for i in (0, 1)]
    average(tmp_path / "0", tmp_path / "1", share, tmp_path / "out")
    got, wanted = load_policy(tmp_path / "out")[0].state_dict(), nets[int(share)].state_dict()
    for name, value in wanted.items():
        torch.testing.assert_close(got[name], value, msg=name)


def test_what_has_no_middle_is_refused(tmp_path: Path, tiny_goap: GoapConfig) -> None:
    write(tmp_path / "a", tiny_goap, ["", "?", "cow"], 1)
    write(tmp_path / "b", tiny_goap, ["", "?", "cow"], 2, encoder="minilm")
    deaf = dataclasses.replace(tiny_goap, goal=dataclasses.replace(tiny_goap.goal, text=False))
    write(tmp_path / "c", deaf, ["", "?", "cow"], 2)
    with pytest.raises(ValueError, match="different sentence encoder"):
        average(tmp_path / "a", tmp_path / "b", 0.5, tmp_path / "out")
    with pytest.raises(ValueError, match="different networks"):
        average(tmp_path / "a", tmp_path / "c", 0.5, tmp_path / "out")
    with pytest.raises(ValueError, match="between 0 and 1, not 2"):
        average(tmp_path / "a", tmp_path / "a", 2, tmp_path / "out")
