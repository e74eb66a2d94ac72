"""Action distributions, conversion to MineRL actions, and the value's normaliser."""

import math

import numpy as np
import pytest
import torch

from craftagent.actions import NULL_CAMERA, encode
from craftagent.policy.vpt.config import VPTConfig
from craftagent.policy.vpt.heads import ActionDistribution, JointHead, KeyHead, ReturnNormalizer, ValueHead, to_minerl
from craftagent.policy.vpt.model import VPTPolicy
from craftagent.types import noop, write_action

TINY = VPTConfig(hidsize=32, heads=2, blocks=1, channels=(4, 8, 8), dense=16, memory=6, image=16)


def distribution(seed: int = 0, shape: tuple[int, ...] = ()) -> ActionDistribution:
    generator = torch.Generator().manual_seed(seed)
    return ActionDistribution(*(torch.randn(*shape, n, generator=generator).log_softmax(-1) for n in (8641, 121)))


def test_log_prob_entropy_and_divergence_are_sums_over_both_heads() -> None:
    a, b = distribution(0, (2, 3)), distribution(1, (2, 3))
    buttons, camera = a.mode()
    assert buttons.shape == camera.shape == (2, 3)
    expected = a.buttons.max(-1).values + a.camera.max(-1).values
    torch.testing.assert_close(a.log_prob(buttons, camera), expected)
    theirs = [torch.distributions.Categorical(logits=x) for x in (*a, *b)]
    torch.testing.assert_close(a.entropy(), theirs[0].entropy() + theirs[1].entropy())
    kl = torch.distributions.kl_divergence
    torch.testing.assert_close(a.kl(b), kl(theirs[0], theirs[2]) + kl(theirs[1], theirs[3]))


def test_samples_follow_the_probabilities() -> None:
    p = torch.tensor([0.5, 0.3, 0.15, 0.05])
    many = ActionDistribution(p.log().expand(40_000, 4), p.flip(0).log().expand(40_000, 4))
    generator = torch.Generator().manual_seed(3)
    buttons, camera = many.sample(generator)
    for drawn, wanted in ((buttons, p), (camera, p.flip(0))):
        shares = drawn.bincount(minlength=4) / 40_000
        assert (shares - wanted).abs().max() < 0.015  # 6 standard deviations
    joint = ((buttons == 0) & (camera == 3)).float().mean()
    assert abs(joint - 0.25) < 0.015  # the two are independent
    again = many.sample(torch.Generator().manual_seed(3))
    assert torch.equal(again[0], buttons)


def test_never_draws_the_impossible() -> None:
    p = torch.tensor([-torch.inf, 0.0, -torch.inf]).expand(1000, 3)
    buttons, camera = ActionDistribution(p, p).sample()
    assert (buttons == 1).all() and (camera == 1).all()


def test_temperature() -> None:
    a = distribution()
    cold, hot = a.at_temperature(0.5), a.at_temperature(3.0)
    assert cold.entropy() < a.entropy() < hot.entropy()
    torch.testing.assert_close(cold.buttons.exp().sum(), torch.tensor(1.0))
    with pytest.raises(ValueError, match="above 0, not 0"):
        a.at_temperature(0)
    head = JointHead(8, 1.0)
    torch.nn.init.normal_(head.buttons.linear_layer.weight)
    x = torch.randn(8)
    warm = JointHead(8, 2.0)
    warm.load_state_dict(head.state_dict())
    torch.testing.assert_close(warm(x).buttons, head(x).at_temperature(2.0).buttons)


def test_minerl_actions_round_trip() -> None:
    buttons, camera = torch.tensor([0, 8640, 137, 8639]), torch.tensor([60, 60, 3, 120])
    actions = to_minerl(buttons, camera)
    keys, degrees = np.zeros(23, np.uint8), np.zeros(2)
    for action, b, c in zip(actions, buttons.tolist(), camera.tolist(), strict=True):
        write_action(action, keys, degrees)  # a world takes it
        assert encode(action) == (b, c if b % 2 == 1 else NULL_CAMERA)  # odd indices have the camera on
    assert actions[0].keys() == noop().keys()


def test_key_head_scores_what_it_reads() -> None:
    head = KeyHead(8, 4.0)
    torch.nn.init.normal_(head.buttons.linear_layer.weight)
    out = head(torch.randn(5, 8))
    keys, bins = out.mode()
    assert keys.shape == (5, 20) and bins.shape == (5, 2)
    best = out.log_prob(keys, bins)
    torch.testing.assert_close(best, out.keys.amax(-1).sum(-1) + out.camera.amax(-1).sum(-1))
    flipped = keys.clone()
    flipped[:, 7] ^= 1
    assert (out.log_prob(flipped, bins) < best).all()


def test_normalizer_matches_its_definition() -> None:
    normalizer = ReturnNormalizer(beta=0.9)
    data = [torch.tensor([1.0, 3.0]), torch.tensor([10.0]), torch.tensor([-4.0, 0.0, 4.0])]
    weights = [0.1 * 0.9**2, 0.1 * 0.9, 0.1]
    for returns in data:
        normalizer.update(returns)
    total = sum(weights)
    mean = sum(w * x.mean().item() for w, x in zip(weights, data, strict=True)) / total
    square = sum(w * x.square().mean().item() for w, x in zip(weights, data, strict=True)) / total
    got = normalizer.statistics()
    assert got[0].item() == pytest.approx(mean, rel=1e-5)
    assert got[1].item() == pytest.approx(math.sqrt(square - mean**2), rel=1e-5)
    x = torch.linspace(-5, 5, 7)
    torch.testing.assert_close(normalizer.denormalize(normalizer.normalize(x)), x)


def test_normalizer_has_a_floor_and_is_debiased_from_the_first_update() -> None:
    normalizer = ReturnNormalizer()
    assert [s.item() for s in normalizer.statistics()] == [0.0, pytest.approx(0.1)]
    normalizer.update(torch.full((100,), 7.0))
    mean, deviation = normalizer.statistics()
    assert mean.item() == pytest.approx(7.0, rel=1e-3) and 0.1 <= deviation.item() < 0.5


def test_value_head_learns_returns_far_from_zero() -> None:
    torch.manual_seed(0)
    head = ValueHead(4)
    x = torch.randn(256, 4)
    returns = 500 + 100 * x[:, 0]
    adam = torch.optim.Adam(head.parameters(), 0.05)
    for _ in range(300):
        loss = head.loss(x, returns).mean()
        adam.zero_grad()
        loss.backward()
        adam.step()
    assert (head(x) - returns).abs().mean() < 10


def test_act_plays_one_world_or_many() -> None:
    torch.manual_seed(0)
    policy = VPTPolicy(TINY).eval()
    state = policy.initial_state(1)
    pov = np.random.default_rng(0).integers(0, 256, (36, 64, 3), np.uint8)  # resized to the model's side
    action, state = policy.act(pov, None, state, generator=torch.Generator().manual_seed(1))
    write_action(action, np.zeros(23, np.uint8), np.zeros(2))
    assert state.valid.sum() == 1
    again, _ = policy.act(pov, "anything", policy.initial_state(1), generator=torch.Generator().manual_seed(1))
    assert encode(again) == encode(action)
    actions, state = policy.act(np.stack([pov] * 3), None, policy.initial_state(3), deterministic=True)
    assert len(actions) == 3 and encode(actions[0]) == encode(actions[2])
    _, state = policy.act(np.stack([pov] * 3), None, state, first=[True, False, False])
    assert state.valid.sum(1).tolist() == [1, 2, 2]
    with pytest.raises(ValueError, match="a pov must be uint8"):
        policy.act(pov.astype(np.float32), None, state)


def test_act_resizes_as_the_world_does() -> None:
    import cv2

    policy = VPTPolicy(TINY).eval()
    pov = np.random.default_rng(0).integers(0, 256, (360, 640, 3), np.uint8)
    small = cv2.resize(pov, (16, 16), interpolation=cv2.INTER_LINEAR)
    states = policy.initial_state(1), policy.initial_state(1)
    policy.act(pov, None, states[0])
    policy.act(small, None, states[1])
    assert torch.equal(states[0].keys[0], states[1].keys[0])
