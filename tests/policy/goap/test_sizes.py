"""Base begins as VPT; a language model can be the backbone; ablations train."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import torch

from craftagent.policy.goap.config import (
    GoapConfig,
    HeadConfig,
    LanguageConfig,
)
from craftagent.policy.goap.model import Goap
from craftagent.policy.goap.vpt_trunk import take_vpt
from craftagent.policy.vpt.checkpoint import save
from craftagent.policy.vpt.config import VPTConfig
from craftagent.policy.vpt.model import VPTPolicy

VPT = VPTConfig(hidsize=32, heads=2, blocks=2, channels=(4, 8, 8), dense=16, memory=6)


def inputs(b: int, t: int) -> dict:
    torch.manual_seed(1)
    return {
        "pov": torch.randint(0, 256, (b, t, 128, 128, 3), dtype=torch.uint8),
        "buttons": torch.randint(0, 8641, (b, t)),
        "camera": torch.randint(0, 121, (b, t)),
        "first": torch.zeros(b, t, dtype=torch.bool),
        "goals": {"text": torch.randn(b, t, 8), "verb": torch.full((b, t), 2), "target": torch.full((b, t), 2),
                  "count": torch.ones(b, t, dtype=torch.int64)},
    }  # fmt: skip


def test_base_with_vpt_weights_plays_as_vpt_before_training(tmp_path: Path, tiny_goap: GoapConfig) -> None:
    torch.manual_seed(0)
    vpt = VPTPolicy(VPT).eval()
    save(vpt, tmp_path / "vpt")
    net = Goap(
        dataclasses.replace(tiny_goap, vpt=VPT, head=HeadConfig("joint")), ("", "?", "mine"), ("", "?", "dirt"), 8
    ).eval()
    assert "action head" in take_vpt(net, tmp_path / "vpt")
    x = inputs(2, 9)
    x["first"][1, 4] = True
    with torch.no_grad():
        state, found = net.initial_state(2), []
        for a, b in ((0, 4), (4, 5), (5, 9)):
            part = {k: {n: v[:, a:b] for n, v in x[k].items()} if k == "goals" else x[k][:, a:b] for k in x}
            latent, state = net(**part, state=state)
            found.append(net.heads.logits(latent))
        expected = vpt(x["pov"], None, x["first"]).action
    for i in range(2):
        torch.testing.assert_close(torch.cat([f[i] for f in found], 1), expected[i], rtol=1e-4, atol=1e-4)
    with pytest.raises(ValueError, match="hidsize"):
        other = dataclasses.replace(VPT, hidsize=64)
        take_vpt(Goap(dataclasses.replace(tiny_goap, vpt=other), ("", "?"), ("", "?"), 8), tmp_path / "vpt")


@pytest.fixture(scope="module")
def language_model(tmp_path_factory: pytest.TempPathFactory) -> str:
    transformers = pytest.importorskip("transformers")
    torch.manual_seed(0)
    config = transformers.LlamaConfig(
        hidden_size=32, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=1,
        vocab_size=50, max_position_embeddings=128,
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("llama")
    transformers.LlamaForCausalLM(config).save_pretrained(folder)
    return str(folder)


def test_language_model_learns_through_lora_alone(language_model: str, tiny_goap: GoapConfig) -> None:
    config = dataclasses.replace(tiny_goap, language=LanguageConfig(model=language_model, lora_rank=4, image_tokens=2))
    torch.manual_seed(0)
    net = Goap(config, ("", "?", "mine"), ("", "?", "dirt"), 8)
    x = inputs(1, 3)
    frozen = {n: p.clone() for n, p in net.named_parameters() if not p.requires_grad}
    assert frozen and all(".model." in name for name in frozen)
    assert any("down" in n and p.requires_grad for n, p in net.named_parameters() if ".model." in n)
    optimizer = torch.optim.AdamW([p for p in net.parameters() if p.requires_grad], 5e-3)
    losses = []
    for _ in range(30):
        latent, _ = net(**x, state=net.initial_state(1))
        loss = -net.heads.score(latent, x["buttons"], x["camera"]).buttons.mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < losses[0] - 4
    assert all(torch.equal(p, frozen[n]) for n, p in net.named_parameters() if n in frozen)


def test_wrong_language_models_are_named(language_model: str, tiny_goap: GoapConfig) -> None:
    pytest.importorskip("transformers")
    for language, said in (
        (LanguageConfig(model="/nowhere/at/all"), "can not be loaded"),
        (LanguageConfig(model=language_model, lora_targets=("qqq",)), "q_proj"),
    ):
        with pytest.raises(ValueError, match=said):
            Goap(dataclasses.replace(tiny_goap, language=language), ("", "?"), ("", "?"), 8)


@pytest.mark.parametrize("change", [
    {"behaviour": {"perceiver": False}}, {"behaviour": {"history": False}},
    {"goal": {"text": False, "structured": False, "film": False, "modulate": False}}, {"temporal": {"summary": 0}},
    {"past_action": {"use": False}}, {"goal": {"image": True}},
])  # fmt: skip
def test_variants_have_gradients_everywhere_they_should(change: dict, tiny_goap: GoapConfig) -> None:
    config = tiny_goap
    for part, values in change.items():
        config = dataclasses.replace(config, **{part: dataclasses.replace(getattr(config, part), **values)})
    torch.manual_seed(0)
    net = Goap(config, ("", "?", "mine"), ("", "?", "dirt"), 8)
    x = inputs(2, 6)
    if config.goal.image:
        x["goals"] |= {"image": torch.randint(0, 256, (2, 1, 64, 64, 3), dtype=torch.uint8),
                       "image_at": torch.ones(2, 6, dtype=torch.int64)}  # fmt: skip
    latent, _ = net(**x, state=net.initial_state(2))
    score = net.heads.score(latent, x["buttons"], x["camera"])
    (-(score.buttons + score.camera).mean() + net.heads.passed(latent).mean()).backward()
    assert all(torch.isfinite(p.grad).all() for p in net.parameters() if p.grad is not None)
    assert not [n for n, p in net.named_parameters() if p.grad is None]  # data-parallel training would wait for them
