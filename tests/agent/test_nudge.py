"""Turning round who is stuck."""

from __future__ import annotations

import numpy as np
import pytest

from craftagent.agent.elsewhere import Ground
from craftagent.agent.nudge import TURNING, WALK, Nudge


def played(seed, pitch, make_info):
    nudge, info, yaw = Nudge(seed), make_info(), 0.0
    info["pose"]["pitch"] = pitch
    assert not nudge.at_work
    nudge.begin(WALK)
    actions = []
    while nudge.at_work:
        action = nudge.act(info)
        info["pose"]["pitch"] += float(action["camera"][0])
        yaw += float(action["camera"][1])
        actions.append(action)
    return actions, info["pose"]["pitch"], yaw


@pytest.mark.parametrize("pitch", [90.0, -60.0, 0.0])
def test_it_looks_level_turns_and_walks(pitch, make_info):
    actions, after, yaw = played(7, pitch, make_info)
    assert len(actions) == TURNING + WALK and after == pytest.approx(15.0) and 40 <= abs(yaw) <= 80
    assert all(np.abs(a["camera"]).max() <= 10 for a in actions)
    assert actions[-1]["forward"] and actions[-1]["jump"] and not actions[0]["forward"]


def test_it_turns_either_way_and_the_same_again_for_a_seed(make_info):
    turns = [played(seed, 0.0, make_info)[2] for seed in range(8)]
    assert min(turns) < 0 < max(turns) and turns[3] == played(3, 0.0, make_info)[2]


def test_it_stops_when_told(make_info):
    nudge = Nudge(0)
    nudge.begin(WALK)
    nudge.act(make_info())
    nudge.stop()
    assert not nudge.at_work


def test_ground_is_where_one_stood_not_where_one_jumped(make_info):
    ground, info = Ground(), make_info()
    for x, y in ((0, 64.0), (1, 65.2), (3, 60.0), (9, 59.0), (40, 59.0)):
        info["pose"].update(x=float(x), y=y)
        ground.see(info)
        above = {0: 0, 1: 0, 3: 4, 9: 1, 40: 0}[x]
        assert ground.above(info) == above
    assert ground.above(info, 60.0) == 5
