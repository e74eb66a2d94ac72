"""Putting things on."""

from __future__ import annotations

import pytest

from craftagent.expert.body import Body, SkillFailed
from craftagent.expert.drive import drive
from craftagent.expert.equip import Equip, worn
from craftagent.sim.env import SimWorld
from craftagent.types import Stack


def dresser(*items: str | Stack) -> Body:
    stacks = tuple(Stack(item) if isinstance(item, str) else item for item in items)
    world = SimWorld("none", 1, {"scene": "flat", "mobs": False, "inventory": list(stacks)})
    world.reset()
    return Body(world)


def test_armour_goes_on_by_a_click() -> None:
    body = dresser("dirt", "iron_helmet", Stack("leather_boots", slot=20))
    drive(body, Equip("iron_helmet").run(body), 60)
    assert body.info["equipped"]["head"] == "iron_helmet"
    drive(body, Equip("leather_boots").run(body), 200)
    assert body.info["equipped"]["feet"] == "leather_boots" and not body.screen_open
    assert drive(body, Equip("leather_boots").run(body), 5)[0] == 0


def test_better_armour_replaces_worse() -> None:
    body = dresser(Stack("leather_chestplate", slot=38), "iron_chestplate")
    drive(body, Equip("iron_chestplate").run(body), 300)
    assert worn(body, "iron_chestplate") and body.count("leather_chestplate") == 1


def test_tool_and_shield() -> None:
    body = dresser("dirt", "shield", "stone_pickaxe")
    drive(body, Equip("stone_pickaxe").run(body), 20)
    assert body.held == "stone_pickaxe"
    drive(body, Equip("shield").run(body), 20)
    assert body.info["equipped"]["offhand"] == "shield"
    with pytest.raises(SkillFailed, match="no diamond_sword held"):
        drive(body, Equip("diamond_sword").run(body), 20)
