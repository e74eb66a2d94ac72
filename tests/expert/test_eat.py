"""Eating: one bite, the right one, wherever the crosshair is."""

from __future__ import annotations

import pytest

from craftagent.expert.body import Body, SkillFailed
from craftagent.expert.drive import drive, step
from craftagent.expert.eat import Eat, foods, hungry
from craftagent.sim.env import SimWorld
from craftagent.sim.setup import Setup


def eater(food: int, *items: str, scene: str = "flat") -> Body:
    world = SimWorld("none", 1, {"scene": scene, "mobs": False, "inventory": list(items)})
    world.reset()
    Setup(world.simulator).set_life(food=food)
    body = Body(world)
    drive(body, body.wait(1))
    return body


def test_the_best_food_is_eaten() -> None:
    body = eater(8, "beef", "bread", "cooked_beef", "golden_apple", "dirt")
    assert foods(body)[0] == "cooked_beef" and foods(body)[-1] == "golden_apple"
    ticks, _ = drive(body, Eat().run(body), 80)
    assert body.info["stats"]["use_item"] == {"cooked_beef": 1}
    assert body.info["life"]["food"] == 16
    assert ticks < 60


def test_a_certain_food() -> None:
    body = eater(10, "cooked_beef", "apple")
    drive(body, Eat("apple").run(body), 80)
    assert body.count("apple") == 0 and body.count("cooked_beef") == 1


def test_a_table_does_not_take_the_click() -> None:
    body = eater(10, "bread", scene="open_table")
    drive(body, body.close_screen())
    for _ in range(20):
        step(body, body.aim((body.position[0], body.position[1] + 0.5, body.position[2] + 2.0)))
    assert body.block(*(body.targeted() or (0, 0, 0))) == "crafting_table"
    drive(body, Eat().run(body), 150)
    assert body.count("bread") == 0 and not body.screen_open


def test_reasons_and_hunger() -> None:
    with pytest.raises(SkillFailed, match="no food held"):
        body = eater(5, "dirt")
        drive(body, Eat().run(body), 20)
    with pytest.raises(SkillFailed, match="not hungry"):
        body = eater(20, "bread")
        drive(body, Eat().run(body), 20)
    assert hungry(eater(6)) and not hungry(eater(19))
