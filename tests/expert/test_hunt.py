"""Hunting: the item is in the bag, whether it runs, stands behind a fence, or is shorn and milked."""

from __future__ import annotations

import pytest

from craftagent.expert.body import Body, SkillFailed
from craftagent.expert.drive import drive
from craftagent.expert.hunt import Hunt, prey_of
from craftagent.sim.env import SimWorld


def scene(name: str, seed: int, *items: str) -> Body:
    world = SimWorld("none", seed, {"scene": name, "mobs": False, "inventory": list(items)})
    world.reset()
    return Body(world, seed=seed)


@pytest.mark.parametrize("item", ["beef", "#wool", "chicken", "porkchop", "mutton"])
def test_meadow(item: str) -> None:
    body = scene("sheep_meadow", 1)
    drive(body, Hunt(item, 1, explore=0).run(body), 2500)
    assert body.count(item) >= 1


def test_beef_from_a_pen() -> None:
    body = scene("cow_pen", 2, "stone_sword")
    drive(body, Hunt("beef", 3).run(body), 1500)
    assert body.count("beef") >= 3


def test_shears_spare_the_sheep() -> None:
    body = scene("sheep_meadow", 3, "shears")
    drive(body, Hunt("white_wool", 1).run(body), 1200)
    assert body.count("white_wool") >= 1
    assert body.info["stats"]["kill_entity"] == {}


def test_milk() -> None:
    body = scene("sheep_meadow", 3, "bucket")
    drive(body, Hunt("milk_bucket", 1).run(body), 600)
    assert body.count("milk_bucket") == 1


def test_reasons() -> None:
    body = scene("flat", 1)
    with pytest.raises(SkillFailed, match="no creature leaves oak_log"):
        drive(body, Hunt("oak_log").run(body), 10)
    with pytest.raises(SkillFailed, match="no spider in sight"):
        drive(body, Hunt("string", explore=0).run(body), 10)
    body = scene("cow_pen", 2)
    with pytest.raises(SkillFailed, match="no bucket held"):
        drive(body, Hunt("milk_bucket").run(body), 100)


def test_prey() -> None:
    assert prey_of("leather") == ("cow",)
    assert prey_of("#wool") == ("sheep",)
    assert set(prey_of("#raw_meat")) == {"cow", "pig", "sheep", "chicken"}
    assert prey_of("diamond") == ()
