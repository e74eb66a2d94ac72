"""Nano computes what it always computed: policies on disk stay what they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from craftagent.policy.goap.config import GoapConfig
from craftagent.policy.goap.model import Goap
from craftagent.policy.goap.player import GoapPlayer
from craftagent.tasks.goal import Goal

PRETRAINED = Path(__file__).parents[3] / "pretrained" / "goap-nano"
BUTTONS = [
    [-23.73462, -23.26501, -21.47935, -4.19419], [-22.69206, -22.27009, -20.56888, -4.06425],
    [-22.89544, -22.46579, -20.74633, -4.08906], [-23.37807, -22.92876, -21.16752, -4.14841],
]  # fmt: skip
CAMERA = [
    [-9.21197, -4.89162, -6.60185, -5.97415], [-9.14235, -4.87768, -6.56306, -5.92706],
    [-9.22751, -4.89727, -6.60972, -5.97748],
]  # fmt: skip
PASSED = [[1.00129, 1.01576, 0.99644, 1.00043], [1.10293, 1.02851, 0.96429, 0.98414]]


def test_weights_made_by_rule_give_the_numbers_they_gave() -> None:
    net = Goap(GoapConfig(), ("", "?", "mine", "kill"), ("", "?", "dirt", "cow"), 8).eval()
    for i, (name, p) in enumerate(net.named_parameters()):
        wave = torch.sin(torch.arange(p.numel(), dtype=torch.float64) * 0.37 + i).float().view(p.shape)
        p.data.copy_((1 + 0.1 * wave) if p.ndim == 1 and "norm" in name and name.endswith("weight") else 0.1 * wave)
    assert len(net.state_dict()) == 156 and sum(p.numel() for p in net.parameters()) == 4_330_523
    b, t = 2, 20
    pov = (torch.arange(b * t * 128 * 128 * 3) * 7919 % 253).to(torch.uint8).view(b, t, 128, 128, 3)
    ticks = torch.arange(b * t).view(b, t)
    goals = {"text": torch.sin(torch.arange(b * t * 8.0)).view(b, t, 8), "verb": ticks % 4, "target": ticks // 4 % 4,
             "count": ticks % 9}  # fmt: skip
    with torch.no_grad():
        latent, _ = net(pov, ticks * 211 % 8641, ticks * 17 % 121, ticks % 13 == 0, goals, net.initial_state(b))
        buttons, camera = net.heads.logits(latent)
        passed = net.heads.passed(latent)
    near = {"rtol": 1e-3, "atol": 1e-3}
    torch.testing.assert_close(buttons[1, ::5, ::2880], torch.tensor(BUTTONS), **near)
    torch.testing.assert_close(camera[0, ::7, ::40], torch.tensor(CAMERA), **near)
    assert passed is not None
    torch.testing.assert_close(passed[:, ::6], torch.tensor(PASSED), **near)


def test_the_shipped_policy_plays_and_knows_no_goal_images() -> None:
    player = GoapPlayer.load(PRETRAINED)
    assert not player.net.config.goal.image and not any("goal.image" in name for name in player.net.state_dict())
    player.reset(Goal("mine", "#logs"), seed=1)
    frame = np.zeros((128, 128, 3), np.uint8)
    assert all(isinstance(player.act(frame), dict) for _ in range(3))
    with pytest.raises(ValueError, match="without goal images"):
        player.set_goal(image=frame)
