"""GOAP's network: the same whether ticks come one by one or together, and able to learn."""

from __future__ import annotations

import dataclasses

import pytest
import torch

from craftagent.actions import N_BUTTONS, N_CAMERA
from craftagent.policy.goap.config import (
    BehaviourConfig,
    GoalConfig,
    GoapConfig,
    HeadConfig,
    PastActionConfig,
    StemConfig,
    TemporalConfig,
)
from craftagent.policy.goap.model import Goap

TINY = GoapConfig(
    stem=StemConfig(channels=(8, 8, 16), blocks=(1, 1, 1), tokens=4),
    behaviour=BehaviourConfig(width=16, heads=2, tokens=2, bank=3, stride=4),
    temporal=TemporalConfig(width=32, heads=2, layers=2, window=10, summary=4),
    goal=GoalConfig(width=16),
)
VERBS, TARGETS = ("", "?", "mine", "kill"), ("", "?", "dirt", "cow")


def make(config: GoapConfig = TINY) -> Goap:
    torch.manual_seed(0)
    return Goap(config, VERBS, TARGETS, 8)


def inputs(b: int, t: int, seed: int = 0) -> dict:
    g = torch.Generator().manual_seed(seed)
    return {
        "pov": torch.randint(0, 256, (b, t, 128, 128, 3), dtype=torch.uint8, generator=g),
        "buttons": torch.randint(0, N_BUTTONS, (b, t), generator=g),
        "camera": torch.randint(0, N_CAMERA, (b, t), generator=g),
        "first": torch.zeros(b, t, dtype=torch.bool),
        "goals": {
            "text": torch.randn(b, t, 8, generator=g),
            "verb": torch.randint(0, 4, (b, t), generator=g),
            "target": torch.randint(0, 4, (b, t), generator=g),
            "count": torch.randint(0, 9, (b, t), generator=g),
        },
    }


def part(x: dict, a: int, b: int) -> dict:
    return {k: {n: v[:, a:b] for n, v in x[k].items()} if k == "goals" else x[k][:, a:b] for k in x}


@pytest.mark.parametrize("cuts", [[31], list(range(1, 31)), [7, 8, 20]])
@pytest.mark.parametrize("kind", ["all", "no perceiver", "no history"])
def test_pieces_give_what_the_whole_gives(cuts: list[int], kind: str) -> None:
    config = TINY
    if kind != "all":
        off = {"no perceiver": "perceiver", "no history": "history"}[kind]
        config = dataclasses.replace(TINY, behaviour=dataclasses.replace(TINY.behaviour, **{off: False}))
    net = make(config).eval()
    for p in net.parameters():  # zero-initialised parts must take part
        p.data.add_(torch.randn_like(p) * 0.05)
    x = inputs(3, 31)
    x["first"][0, 0] = x["first"][1, 13] = x["first"][1, 14] = x["first"][2, 28] = True
    with torch.no_grad():
        whole, end = net(**x, state=net.initial_state(3))
        state, found = net.initial_state(3), []
        for a, b in zip([0, *cuts], [*cuts, 31], strict=True):
            if a < b:
                latent, state = net(**part(x, a, b), state=state)
                found.append(latent)
    torch.testing.assert_close(torch.cat(found, 1), whole, rtol=1e-5, atol=1e-5)
    for name, value in end.items():
        if name == "behaviour.bank_entries":  # what a free entry holds does not matter
            used = end["behaviour.bank_ticks"] > 0
            torch.testing.assert_close(state[name][used], value[used], rtol=1e-5, atol=1e-5)
        elif name in ("time.known", "behaviour.now", "behaviour.bank_ticks"):
            assert torch.equal(state[name], value)


def test_nothing_is_seen_from_the_future_or_from_other_episodes() -> None:
    net = make().eval()
    x, other = inputs(1, 24), inputs(1, 24, seed=1)
    x["first"][0, 12] = True
    with torch.no_grad():
        base, _ = net(**x, state=net.initial_state(1))
        late = {**x, "pov": torch.cat([x["pov"][:, :20], other["pov"][:, 20:]], 1)}
        changed, _ = net(**late, state=net.initial_state(1))
        assert torch.equal(base[:, :20], changed[:, :20])
        assert not torch.allclose(base[:, 20:], changed[:, 20:])
        early = {**x, "pov": torch.cat([other["pov"][:, :12], x["pov"][:, 12:]], 1)}
        changed, _ = net(**early, state=net.initial_state(1))
        torch.testing.assert_close(base[:, 12:], changed[:, 12:])
        assert not torch.allclose(base[:, :12], changed[:, :12])


def test_memory_bank_reaches_further_back_than_the_window() -> None:
    net = make().eval()
    x, other = inputs(1, 64), inputs(1, 64, seed=1)
    early = {**x, "pov": torch.cat([other["pov"][:, :8], x["pov"][:, 8:]], 1)}
    with torch.no_grad():
        a, _ = net(**x, state=net.initial_state(1))
        b, _ = net(**early, state=net.initial_state(1))
    assert (a[:, -1] - b[:, -1]).abs().max() > 1e-6
    no_bank = dataclasses.replace(TINY, behaviour=dataclasses.replace(TINY.behaviour, history=False))
    net = make(no_bank).eval()
    with torch.no_grad():
        a, _ = net(**x, state=net.initial_state(1))
        b, _ = net(**early, state=net.initial_state(1))
    torch.testing.assert_close(a[:, -1], b[:, -1])


@pytest.mark.parametrize("kind", ["hierarchical", "factored", "joint"])
def test_overfits_one_batch(kind: str) -> None:
    config = dataclasses.replace(
        TINY, head=HeadConfig(kind=kind), past_action=PastActionConfig(dropout=0, dropout_chunk=0, noise=0)
    )
    net = make(config)
    x = inputs(2, 8)
    g = torch.Generator().manual_seed(5)
    buttons = torch.randint(0, N_BUTTONS, (2, 8), generator=g)
    camera = torch.randint(0, N_CAMERA, (2, 8), generator=g)
    optimizer = torch.optim.AdamW(net.parameters(), 5e-3)
    for _ in range(120):
        latent, _ = net(**x, state=net.initial_state(2))
        score = net.heads.score(latent, buttons, camera)
        loss = -(score.buttons + score.camera).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert float(loss.detach()) < 0.7, f"from {torch.log(torch.tensor(float(N_BUTTONS * N_CAMERA))):.1f}"


def test_all_sizes_of_memory_are_bounded() -> None:
    net = make().eval()
    state = net.initial_state(2)
    sizes = {name: value.shape for name, value in state.items()}
    with torch.no_grad():
        for i in range(8):
            _, state = net(**inputs(2, 5, seed=i), state=state)
    assert {name: value.shape for name, value in state.items()} == sizes


@pytest.mark.parametrize(("settings", "said"), [
    ({"behaviour": {"width": 30, "heads": 4}}, "multiple"),
    ({"goal": {"dropout": 2.0}}, "goal.dropout"),
    ({"stem": {"kernal": 3}}, "kernel"),
    ({"behaviour": {"bank": 1}}, "'behaviour.bank' must be a whole number of at least 2"),
    ({"frame": 0.5}, "'frame' must be a whole number"),
    ({"stem": {"points": -3}}, "'stem.points' must be a whole number of at least 0"),
    ({"stem": {"kernel": 2}}, "'stem.kernel' must be an odd number"),
    ({"stem": {"channels": [32, 64]}}, "'stem.channels' must be 3 values"),
    ({"stem": {"channels": [32, 64, 0.5]}}, "'stem.channels' must be 3 values, each a whole number of at least 1"),
    ({"temporal": {"summary": -1}}, "temporal.summary"),
    ({"temporal": {"dropout": "half"}}, "'temporal.dropout' must be a finite number"),
    ({"temporal": {"layers": True}}, "temporal.layers"),
    ({"behaviour": {"perceiver": "no"}}, "'behaviour.perceiver' must be true or false"),
    ({"head": {"kind": "nonsense"}}, "'head.kind' must be one of 'hierarchical'"),
    ({"head": {"temperature": 0}}, "head.temperature"),
    ({"language": {"lora_rank": -1}}, "language.lora_rank"),
    ({"language": {"lora_targets": "q_proj"}}, "'language.lora_targets' must be any number of values"),
    ({"language": {"dtype": "nope"}}, "'language.dtype' must be one of"),
    ({"language": {"prompt": 7}}, "'language.prompt' must be a text"),
    ({"vpt": {}, "stem": {"points": 0}}, "'stem.points' does nothing in a model with 'vpt'"),
    ({"vpt": {}, "stem": {"channels": [8, 8, 8]}}, "stem.channels"),
    ({"vpt": {}, "temporal": {"layers": 4}}, "temporal.layers"),
    ({"vpt": {}, "goal": {"modulate": False}}, "goal.modulate"),
    ({"language": {"model": "x"}, "stem": {"sought": 4}}, "stem.sought.* 'language.model'"),
    ({"language": {"model": "x"}, "temporal": {"summary": 8}}, "temporal.summary"),
])  # fmt: skip
def test_wrong_settings_are_named(settings: dict, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        GoapConfig.from_dict(settings)


def test_config_survives_plain_data() -> None:
    assert GoapConfig.from_dict(TINY.to_dict()) == TINY


def test_what_other_networks_leave_in_use_can_be_set() -> None:
    GoapConfig.from_dict({"vpt": {}, "stem": {"tokens": 4}, "temporal": {"summary": 8}})
    GoapConfig.from_dict({"language": {"model": "x"}, "stem": {"tokens": 4, "channels": [8, 8, 8], "patch": 4}})
