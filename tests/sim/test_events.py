"""What the events in ``info`` say of blows."""

from __future__ import annotations

from craftagent.sim.env import SimWorld
from craftagent.sim.setup import Setup


def test_a_blow_names_who_was_hit_and_how_hard() -> None:
    world = SimWorld("none")
    _, info = world.reset(seed=7, options={"settings": {"scene": "flat", "mobs": False}})
    pose = info["pose"]
    setup = Setup(world.simulator)
    setup.teleport(pose["x"], pose["y"], pose["z"], yaw=0.0, pitch=30.0)
    setup.creature("cow", pose["x"], pose["y"], pose["z"] + 1.6)
    blows = []
    for tick in range(12):
        _, _, _, _, info = world.step({"attack": int(tick % 2 == 0)})
        blows += [event for event in info["events"] if event["type"] == "attacked"]
    assert len(blows) > 1 and {event["entity"] for event in blows} == {"cow"}
    assert blows[0]["amount"] > 0 and any(event["amount"] == 0 for event in blows[1:]), (
        "it can not be hurt so soon again"
    )
    assert all("item" not in event for event in blows)
