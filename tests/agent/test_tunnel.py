"""Digging on through rock where no ore is found."""

from __future__ import annotations

import pytest

import craftagent
from craftagent.agent.nudge import DIG, FAR_DIG, WALK, Nudge
from craftagent.sim.setup import Setup
from craftagent.tasks.goal import Goal
from craftagent.types import Stack, WorldSettings

IRON = Goal("mine", "iron_ore")


def dug(block: str, pickaxe: str = "stone_pickaxe", wall: str = "stone"):
    """Where a body ends that digs from a hole in a mass of ``block``, in blocks from the hole, and the last info."""
    settings = WorldSettings(inventory=(Stack(pickaxe, slot=0),), mobs=False)
    world = craftagent.make("sim", view="none", seed=7, settings=settings)
    _, info = world.reset()
    x, y, z = (int(info["pose"][axis] // 1) for axis in "xyz")
    setup = Setup(world.simulator)
    setup.fill(x - 20, y - 1, z - 20, x + 20, y + 5, z + 20, wall)
    setup.fill(x - 2, y - 1, z - 2, x + 2, y + 3, z + 2, block)
    setup.fill(x, y, z, x, y + 5, z, "air")
    _, _, _, _, info = world.step({})
    nudge = Nudge(3)
    nudge.begin(FAR_DIG, dig=True)
    while nudge.at_work:
        _, _, _, _, info = world.step(nudge.act(info))
    pose = info["pose"]
    return abs(pose["x"] - x - 0.5), pose["y"] - y, abs(pose["z"] - z - 0.5), info["stats"]["mine_block"]


@pytest.mark.parametrize(("pickaxe", "least"), [("stone_pickaxe", 7), ("wooden_pickaxe", 4)])
def test_a_tunnel_is_straight_level_and_two_high(pickaxe, least):
    dx, up, dz, broken = dug("stone", pickaxe)
    assert max(dx, dz) >= least and min(dx, dz) < 0.5 and up == 0
    assert broken["stone"] == pytest.approx(2 * max(dx, dz), abs=3)


def test_what_cannot_be_dug_is_gone_round():
    dx, up, dz, broken = dug("stone", wall="bedrock")
    assert 0.8 < max(dx, dz) < 3 and up == 0 and broken["stone"] > 4, "both ways within the rock"


def test_a_tunnel_goes_on_where_it_ended(make_info):
    nudge, info = Nudge(3), make_info()
    yaws = []
    for _ in range(3):
        nudge.begin(DIG, dig=True)
        for _ in range(40):
            info["pose"]["yaw"] += float(nudge.act(info)["camera"][1])
        yaws.append(info["pose"]["yaw"] % 360)
        info["pose"]["yaw"] += 77.0
    assert yaws[0] == yaws[1] == yaws[2] and yaws[0] % 90 == 0


def deep(alive, make_info, hands, depth, **config):
    """A life that looks for iron ``depth`` blocks below where it stood first."""
    life = alive(IRON, info=make_info(stone_pickaxe=1), hands=hands, **config)
    life.info["equipped"]["mainhand"] = "stone_pickaxe"
    life.mind.order()
    life.tick()
    life.info["stats"]["mine_block"]["stone"] = depth
    life.info["pose"]["y"] -= depth
    return life


@pytest.mark.parametrize(
    ("hands", "depth", "push", "tunnels"),
    [("mixed", 30, DIG, True), ("mixed", 0, WALK, True), ("mixed", 30, WALK, False), ("learned", 30, WALK, True)],
)
def test_stuck_in_rock_it_digs_on(alive, make_info, hands, depth, push, tunnels):
    life = deep(alive, make_info, hands, depth, tunnels=tunnels)
    orders = [life.tick() for _ in range(200)]
    pushed = [order for order in orders if order.nudge]
    assert {order.nudge for order in pushed} == {push} and all(order.dig is (push == DIG) for order in pushed)


def test_a_tunnel_that_comes_to_nothing_is_left_to_turn_aside(alive, make_info):
    life = deep(alive, make_info, "mixed", 55, wander=1, barren=0, failures=99)
    life.mind.hands_failed("none in sight")
    order = life.mind.order()
    assert order.attempt.subgoal.id == "tunnel" and order.nudge == FAR_DIG
    later = [life.tick() for _ in range(FAR_DIG)]
    assert not any(order.nudge for order in later) and later[-1].attempt.subgoal.id == "tunnel"


@pytest.mark.parametrize(
    ("hands", "depth", "ways", "tunnels"),
    [
        ("mixed", 30, ["depth:6", "tunnel", "depth:6", "tunnel"], True),
        ("mixed", 55, ["tunnel"] * 4, True),
        ("mixed", 55, ["depth:6", "distance:30"] * 2, False),
        ("learned", 55, ["depth:6", "distance:30"] * 2, True),
        ("mixed", 0, ["depth:6", "distance:30"] * 2, True),
    ],
)
def test_who_finds_no_ore_goes_down_and_then_on(alive, make_info, hands, depth, ways, tunnels):
    life = deep(alive, make_info, hands, depth, wander=1, barren=0, failures=99, tunnels=tunnels)
    seen = []
    for _ in ways:
        life.mind.hands_failed("none in sight")
        order = life.mind.order()
        step = order.attempt.subgoal
        seen.append(step.id if step.id == "tunnel" else step.target)
        assert (order.nudge, order.dig) == ((FAR_DIG, True) if step.id == "tunnel" else (0, False))
        assert step.tool == ("stone_pickaxe" if step.id == "tunnel" else None)
        life.mind.hands_failed("not there")
        while life.mind.order().attempt.by_the_way:
            life.mind.hands_failed("not there")
    assert seen == ways
