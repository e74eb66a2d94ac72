"""Starting from another policy's weights: what carries over, by name, and what would mean something else."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from craftagent.policy.goals.encoder import target_features
from craftagent.policy.goap.config import GoapConfig
from craftagent.policy.goap.files import take_weights
from craftagent.policy.goap.model import Goap

WORDS = {"verbs": ["", "?", "mine"], "targets": ["", "?", "cow"]}


def fresh(config: GoapConfig) -> Goap:
    torch.manual_seed(1)
    return Goap(config, tuple(WORDS["verbs"]), tuple(WORDS["targets"]), 384)


def test_targets_keep_their_own_words(tmp_path: Path, tiny_goap: GoapConfig, write_policy: Callable[..., Goap]) -> None:
    theirs, net = write_policy(tmp_path), fresh(tiny_goap)  # as many targets, but "dirt" where ours is "cow"
    cow = net.goal.target.weight[2].clone()
    said = take_weights(net, tmp_path, WORDS, "hashed")
    assert "but not" not in said
    assert torch.equal(net.goal.target_words, target_features(tuple(WORDS["targets"])))
    assert torch.equal(net.goal.target.weight[2], cow) and torch.equal(net.goal.verb.weight, theirs.goal.verb.weight)
    assert torch.equal(net.enter.weight, theirs.enter.weight)


def test_another_sentence_encoder_is_refused_where_sentences_are_read(
    tmp_path: Path, tiny_goap: GoapConfig, write_policy: Callable[..., Goap]
) -> None:
    write_policy(tmp_path)
    with pytest.raises(ValueError, match=r"'hashed', this run has 'minilm'"):
        take_weights(fresh(tiny_goap), tmp_path, WORDS, "minilm")
    deaf = dataclasses.replace(tiny_goap, goal=dataclasses.replace(tiny_goap.goal, text=False))
    take_weights(fresh(deaf), tmp_path, WORDS, "minilm")
