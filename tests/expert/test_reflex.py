"""Reflexes: they fire when life is in danger, end by themselves, and leave alone what does no harm."""

from __future__ import annotations

import math

import pytest

from craftagent.expert.body import Body
from craftagent.expert.drive import drive, step
from craftagent.expert.reflex import danger, last_reason
from craftagent.sim.env import SimWorld
from craftagent.sim.setup import Setup


def body_in(scene: str = "flat", seed: int = 1, **settings: object) -> tuple[Body, Setup]:
    world = SimWorld("none", seed, {"scene": scene, "mobs": False, "time": 18_000, "daylight_cycle": False, **settings})
    world.reset()
    return Body(world, seed=seed), Setup(world.simulator)


def stand(body: Body, ticks: int) -> list[str]:
    """Stand still with reflexes; the reasons of those that fired."""
    fired: list[str] = []
    for _ in range(ticks):
        work = danger(body)
        if work is not None:
            fired.append(last_reason(body))
            drive(body, work, 2000)
        else:
            step(body, body.act())
    return fired


def test_a_zombie_is_fought_and_dies() -> None:
    body, setup = body_in("zombie_night")
    setup.give("stone_sword", slot=2)
    assert "fight" in stand(body, 120)
    assert body.info["stats"]["kill_entity"] == {"zombie": 1}


@pytest.mark.parametrize("walled", [True, False])
def test_what_does_no_harm_is_left_alone(walled: bool) -> None:
    body, setup = body_in()
    x, y, z = (math.floor(v) for v in body.position)
    if walled:
        setup.fill(x - 4, y, z + 3, x + 4, y + 3, z + 9, "stone")
        setup.fill(x - 2, y, z + 5, x + 2, y + 2, z + 7, "air")
        setup.creature("zombie", x + 0.5, float(y), z + 6.5)
    else:
        setup.set_time(6000)
        setup.creature("spider", x + 0.5, float(y), z + 5.5)
        setup.creature("cow", x + 2.5, float(y), z + 1.5)
    assert stand(body, 200) == []


def test_a_creeper_does_not_kill() -> None:
    body, setup = body_in()
    x, y, z = body.position
    setup.creature("creeper", x, y, z + 6.0)
    assert "fight" in stand(body, 300)
    assert body.info["life"]["health"] > 10.0


def test_an_archer_is_not_stood_up_to_with_bare_hands() -> None:
    body, setup = body_in()
    x, y, z = body.position
    setup.creature("skeleton", x, y, z + 9.0)
    assert "flee" in stand(body, 60)
    assert body.info["life"]["health"] > 0.0


def test_a_screen_is_closed_first() -> None:
    body, setup = body_in("zombie_night")
    setup.give("iron_sword", slot=0)
    setup.open_screen("inventory")
    assert body.screen_open
    assert stand(body, 120)[0] == "fight"
    assert body.info["stats"]["kill_entity"] == {"zombie": 1}


def test_hunger() -> None:
    body, setup = body_in()
    setup.give("bread", 2)
    setup.set_life(food=5)
    assert stand(body, 40)[0] == "eat"
    assert body.info["life"]["food"] >= 10


def test_lava_and_fire() -> None:
    body, setup = body_in()
    x, y, z = (math.floor(v) for v in body.position)
    setup.fill(x, y - 1, z, x + 1, y - 1, z + 1, "lava")
    setup.set_life(health=20.0)
    fired = stand(body, 60)
    assert fired and fired[0] in ("lava", "fire")
    assert not body.p["in_lava"]


def test_buried_in_sand() -> None:
    body, setup = body_in()
    x, y, z = (math.floor(v) for v in body.position)
    setup.fill(x - 1, y, z - 1, x + 1, y + 1, z + 1, "sand")
    assert "buried" in stand(body, 60)
    assert body.info["life"]["health"] > 10.0
    assert not body.solid(body.cell[0], body.cell[1] + 1, body.cell[2])
