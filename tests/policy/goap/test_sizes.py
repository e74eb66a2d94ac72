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
    StemConfig,
    TemporalConfig,
)
from craftagent.policy.goap.files import load_policy, save_policy
from craftagent.policy.goap.model import Goap
from craftagent.policy.goap.vpt_trunk import take_vpt
from craftagent.policy.vpt.checkpoint import save
from craftagent.policy.vpt.config import VPTConfig
from craftagent.policy.vpt.model import VPTPolicy

VPT = VPTConfig(hidsize=32, heads=2, blocks=2, channels=(4, 8, 8), dense=16, memory=6)


def of_vpt(tiny: GoapConfig, vpt: VPTConfig = VPT) -> GoapConfig:
    return dataclasses.replace(tiny, vpt=vpt, stem=StemConfig(tokens=4), temporal=TemporalConfig(summary=2))


def of_language(tiny: GoapConfig, language: LanguageConfig) -> GoapConfig:
    stem = dataclasses.replace(tiny.stem, points=StemConfig().points, sought=StemConfig().sought)
    return dataclasses.replace(tiny, language=language, stem=stem, temporal=TemporalConfig())


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


@pytest.mark.parametrize(("temperature", "ours"), [(1.0, 1.0), (2.0, 1.0), (2.0, 0.5)])
def test_base_with_vpt_weights_plays_as_vpt_before_training(
    tmp_path: Path, tiny_goap: GoapConfig, temperature: float, ours: float
) -> None:
    torch.manual_seed(0)
    vpt = VPTPolicy(dataclasses.replace(VPT, temperature=temperature)).eval()
    for head in (vpt.pi_head.buttons, vpt.pi_head.camera):  # near uniform, all temperatures are alike
        head.linear_layer.weight.data.mul_(30)
        head.linear_layer.bias.data.normal_()
    save(vpt, tmp_path / "vpt")
    head = HeadConfig("joint", temperature=ours)
    net = Goap(dataclasses.replace(of_vpt(tiny_goap), head=head), ("", "?", "mine"), ("", "?", "dirt"), 8).eval()
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
        other = of_vpt(tiny_goap, dataclasses.replace(VPT, hidsize=64))
        take_vpt(Goap(other, ("", "?"), ("", "?"), 8), tmp_path / "vpt")


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
    config = of_language(tiny_goap, LanguageConfig(model=language_model, lora_rank=4, image_tokens=2))
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
        (LanguageConfig(model="/nowhere/at/all"), "cannot be loaded"),
        (LanguageConfig(model=language_model, lora_targets=("qqq",)), "q_proj"),
    ):
        with pytest.raises(ValueError, match=said):
            Goap(of_language(tiny_goap, language), ("", "?"), ("", "?"), 8)


def test_a_language_model_keeps_its_kind_of_numbers(language_model: str, tiny_goap: GoapConfig, tmp_path: Path) -> None:
    config = of_language(tiny_goap, LanguageConfig(model=language_model, lora_rank=4, dtype="bfloat16"))
    words = {"verbs": ["", "?"], "targets": ["", "?"]}
    save_policy(tmp_path, Goap(config, ("", "?"), ("", "?"), 8), words, "hashed", {})
    net, _, _ = load_policy(tmp_path)
    assert net.time.model.get_input_embeddings().weight.dtype == torch.bfloat16
    others = {p.dtype for name, p in net.named_parameters() if not name.startswith("time.model.")}
    assert others == {torch.float32}


@pytest.mark.parametrize("change", [
    {"behaviour": {"perceiver": False}}, {"behaviour": {"history": False}},
    {"goal": {"text": False, "structured": False, "film": False, "modulate": False}}, {"temporal": {"summary": 0}},
    {"past_action": {"use": False}}, {"goal": {"image": True}}, {"vpt": {}}, {"language": {"lora_rank": 4}},
])  # fmt: skip
def test_variants_have_gradients_everywhere_they_should(
    change: dict, tiny_goap: GoapConfig, request: pytest.FixtureRequest
) -> None:
    config = of_vpt(tiny_goap) if "vpt" in change else tiny_goap
    if "language" in change:
        config = of_language(config, LanguageConfig(model=request.getfixturevalue("language_model")))
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
    # data-parallel training would wait for them
    assert not [n for n, p in net.named_parameters() if p.grad is None and p.requires_grad]
