"""Goal images: they count where they are told, only there, and not where they are hidden."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from craftagent.actions import encode
from craftagent.policy.goap.config import GoapConfig
from craftagent.policy.goap.model import Goap
from craftagent.policy.goap.player import GoapPlayer, PlayConfig
from craftagent.tasks.goal import Goal

B, T = 2, 6


@pytest.fixture(scope="module")
def config(tiny_goap: GoapConfig) -> GoapConfig:
    return dataclasses.replace(tiny_goap, goal=dataclasses.replace(tiny_goap.goal, image=True))


@pytest.fixture(scope="module")
def net(config: GoapConfig) -> Goap:
    torch.manual_seed(0)
    net = Goap(config, ("", "?", "mine"), ("", "?", "dirt"), 8).eval()
    for p in net.parameters():  # parts that begin at zero must take part
        p.data.add_(torch.randn_like(p) * 0.05)
    return net


def pictures(seed: int, *shape: int) -> torch.Tensor:
    g = torch.Generator().manual_seed(seed)
    return torch.randint(0, 256, (*shape, 3), dtype=torch.uint8, generator=g)


def latents(net: Goap, **told: torch.Tensor) -> torch.Tensor:
    goals = {"text": torch.zeros(B, T, 8), "verb": torch.full((B, T), 2), "target": torch.full((B, T), 2),
             "count": torch.ones(B, T, dtype=torch.int64), **told}  # fmt: skip
    nothing = torch.zeros(B, T, dtype=torch.int64)
    with torch.no_grad():
        return net(pictures(9, B, T, 128, 128), nothing, nothing + 60, nothing > 0, goals, net.initial_state(B))[0]


AT = torch.tensor([[1, 1, 1, 2, 2, 2], [0, 0, 0, 0, 0, 0]])  # stream 0: two pictures; stream 1: none


def test_a_picture_counts_where_it_is_told(net: Goap) -> None:
    image = pictures(1, B, 2, 128, 128)
    base = latents(net, image=image, image_at=AT)
    first, second, others = image.clone(), image.clone(), image.clone()
    first[0, 0], second[0, 1], others[1] = 0, 0, 0
    found = latents(net, image=first, image_at=AT)
    assert (found[0, :3] - base[0, :3]).abs().amax(-1).min() > 1e-4
    assert torch.equal(found[1], base[1])
    found = latents(net, image=second, image_at=AT)
    assert torch.equal(found[0, :3], base[0, :3]) and (found[0, 3:] - base[0, 3:]).abs().amax(-1).min() > 1e-4
    assert torch.equal(latents(net, image=others, image_at=AT), base)
    none = latents(net, image=image, image_at=torch.zeros_like(AT))
    assert torch.equal(none, latents(net)) and torch.equal(none[1], base[1])
    assert not torch.allclose(none[0], base[0])


def test_looked_at_before_and_of_other_sizes(net: Goap) -> None:
    image = pictures(1, B, 2, 128, 128)
    with torch.no_grad():
        vectors = net.goal.look(image.flatten(0, 1)).unflatten(0, (B, 2))
        assert net.goal.look(pictures(1, 3, 90, 160)).shape == (3, 16)
    torch.testing.assert_close(latents(net, image_vectors=vectors, image_at=AT), latents(net, image=image, image_at=AT))


def test_dropout_hides_pictures_too(config: GoapConfig, net: Goap) -> None:
    for dropout, hidden in ((1.0, True), (0.0, False)):
        goal = dataclasses.replace(config.goal, dropout=dropout, structured_dropout=0.0)
        past = dataclasses.replace(config.past_action, dropout=0.0, dropout_chunk=0.0, noise=0.0)
        deaf = Goap(dataclasses.replace(config, goal=goal, past_action=past), ("", "?", "mine"), ("", "?", "dirt"), 8)
        deaf.load_state_dict(net.state_dict())
        deaf.train()
        a, b = (latents(deaf, image=pictures(seed, B, 2, 128, 128), image_at=AT) for seed in (1, 2))
        assert torch.equal(a, b) == hidden


@pytest.fixture(scope="module")
def folder(
    config: GoapConfig, write_policy: Callable[..., Goap], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Goap]:
    path = tmp_path_factory.mktemp("seeing")
    return path, write_policy(path, spread=0.3, config=config)


def played(player: GoapPlayer) -> list[tuple[int, int]]:
    frames = np.random.default_rng(0).integers(0, 256, (16, 128, 128, 3), dtype=np.uint8)
    return [encode(player.act(frame)) for frame in frames]


def test_player_takes_a_goal_image(folder: tuple[Path, Goap]) -> None:
    path, written = folder
    cold = PlayConfig(temperature=0, camera_temperature=0)
    player = GoapPlayer.load(path, cold)
    assert all(torch.equal(value, written.state_dict()[name]) for name, value in player.net.state_dict().items())
    a, b = (pictures(seed, 120, 160).numpy() for seed in (1, 2))
    plays = []
    for image in (None, a, b, a):
        player.reset(image=image)
        plays.append(played(player))
    assert plays[1] == plays[3] and len({tuple(play) for play in plays}) == 3
    player.begin(0, image=b)
    assert played(player) == plays[2]
    player.begin(0, Goal("mine", "dirt"), "dig")
    words = played(player)
    player.begin(0, Goal("mine", "dirt"), "dig", image=a)
    assert played(player) != words

    guided = GoapPlayer.load(path, dataclasses.replace(cold, guidance=4.0))
    guided.reset()
    assert played(guided) == plays[0], "without a goal there is nothing to guide to"
    guided.reset(image=a)
    assert played(guided) != plays[1]

    many = GoapPlayer.load(path, cold, batch=2)
    many.set_goal(stream=1, image=a)
    frames = np.random.default_rng(0).integers(0, 256, (16, 128, 128, 3), dtype=np.uint8)
    both = [[encode(action) for action in many.act_many(np.stack([frame, frame]))] for frame in frames]
    assert [x[0] for x in both] == plays[0] and [x[1] for x in both] == plays[1]


@pytest.mark.parametrize("wrong", [
    np.zeros((8, 8), np.uint8), np.zeros((8, 8, 4), np.uint8), np.zeros((8, 8, 3), np.float32), np.zeros((0, 8, 3), np.uint8)
])  # fmt: skip
def test_what_is_no_picture_is_refused(folder: tuple[Path, Goap], wrong: np.ndarray) -> None:
    with pytest.raises(ValueError, match="a goal image must be uint8 of shape"):
        GoapPlayer.load(folder[0]).set_goal(image=wrong)
