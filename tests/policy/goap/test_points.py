"""Points say where things are, to less than a pixel, and what the goal asks for decides which thing."""

from __future__ import annotations

import dataclasses

import pytest
import torch

from craftagent.policy.goap.config import GoapConfig, StemConfig
from craftagent.policy.goap.model import Goap
from craftagent.policy.goap.points import EACH, FixedPoints, SoughtPoints


def test_a_fixed_point_finds_the_place_between_positions() -> None:
    net = FixedPoints(channels=4, points=1, side=8)
    net.heat.weight.data.zero_()
    net.heat.bias.data.zero_()
    for place in range(4):  # channel c says that it is in the c-th quarter of a position
        net.heat.weight.data[place, place] = 60.0
    x = torch.zeros(4, 4, 8, 8)
    for quarter in range(4):
        x[quarter, quarter, 2, 5] = 1
    at = net(x)[:, 0, :2] * 7.5 + 7.5  # in half positions, 0..15
    torch.testing.assert_close(at, torch.tensor([[10.0, 4], [11, 4], [10, 5], [11, 5]]))


def test_a_point_between_two_equal_places_lies_in_their_middle_and_is_unsure() -> None:
    net = FixedPoints(channels=1, points=1, side=8)
    net.heat.weight.data.fill_(0)
    net.heat.weight.data[0] = 60.0
    net.heat.bias.data.zero_()
    one, two = torch.zeros(1, 1, 8, 8), torch.zeros(1, 1, 8, 8)
    one[0, 0, 3, 2] = two[0, 0, 3, 2] = two[0, 0, 3, 4] = 1
    a, b = net(one)[0, 0], net(two)[0, 0]
    torch.testing.assert_close(b[:2], a[:2] + torch.tensor([2 / 7.5, 0.0]))
    assert a.shape == (EACH,) and a[-1] > b[-1]


def test_the_goal_decides_what_is_sought() -> None:
    net = SoughtPoints(channels=3, points=1, side=9, goal=3)
    net.query.weight.data = torch.eye(3) * 50
    net.query.bias.data.zero_()
    x = torch.zeros(3, 3, 9, 9)
    x[:, 0, 0, 0] = x[:, 1, 4, 8] = x[:, 2, 8, 4] = 1
    torch.testing.assert_close(net(x, torch.eye(3))[:, 0, :2], torch.tensor([[-1.0, -1], [1, 0], [0, 1]]))


@pytest.mark.parametrize("stem", [StemConfig(points=0), StemConfig(sought=0), StemConfig(points=0, sought=0)])
def test_without_points_it_is_the_old_network(stem: StemConfig) -> None:
    net = Goap(dataclasses.replace(GoapConfig(), stem=stem), ("", "?"), ("", "?"), 8)
    assert (net.points is None) == (stem.points == 0) and (net.sought is None) == (stem.sought == 0)
    assert net.enter.in_features == net.enter_norm.normalized_shape[0]
