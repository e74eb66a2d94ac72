"""Every kind of condition in the real world, brought about by actions."""

from __future__ import annotations

from typing import Any

from craftagent.sim.state import GUI_FURNACE, GUI_INVENTORY
from craftagent.tasks.predicate import parse_predicate


def test_mined_gained_picked_up(player: Any) -> None:
    player.look(0.0, 90.0)
    mined, gained, picked, had, other = (
        player.watch(parse_predicate(data))
        for data in (
            {"mined": "grass_block"},
            {"gain": "dirt"},
            {"picked_up": "dirt"},
            {"have": "dirt"},
            {"mined": "#logs"},
        )
    )
    deep = player.watch(parse_predicate({"reached": {"depth": 0.9}}))
    player.act(25, "attack")
    assert mined.done and mined.count == 1
    player.act(30)
    assert gained.done and picked.done and had.done and deep.done
    assert not other.done and other.count == 0


def test_placed_used_and_reached_above(player: Any) -> None:
    player.setup.give("cobblestone", 3, 0)
    player.look(0.0, 90.0)
    climb = player.watch(parse_predicate({"reached": {"climb": 1}}))
    placed = player.watch(parse_predicate({"placed": {"target": "cobblestone", "count": 1}}))
    used = player.watch(parse_predicate({"used": "cobblestone"}))
    player.act(6, "jump")
    player.act(1, "use")
    player.act(15)
    assert placed.done and used.done and climb.done


def test_eaten(player: Any) -> None:
    player.setup.give("bread", 2, 0)
    player.setup.set_life(food=5)
    eaten = player.watch(parse_predicate({"eaten": "#food"}))
    player.act(20, "use")
    assert not eaten.done
    player.act(20, "use")
    assert eaten.done and eaten.count == 1


def test_equipped(player: Any) -> None:
    player.setup.give("iron_helmet", 1, 3)
    hand, worn = (
        player.watch(parse_predicate({"equipped": {"target": "iron_helmet", "slot": s}})) for s in ("mainhand", "head")
    )
    player.press("hotbar.4")
    assert hand.done and not worn.done
    player.press("use")
    assert worn.done and not hand.met


def test_killed_and_picked_up(player: Any) -> None:
    player.setup.give("diamond_sword", 1, 0)
    index = player.setup.creature("chicken", player.x + 0.5, float(player.y), player.z + 2.2, 180.0)
    player.world.simulator.w.entities[index]["health"] = 1.0
    killed = player.watch(parse_predicate({"then": [{"killed": "chicken"}, {"gain": "chicken"}]}))
    player.look(0.0, 35.0)
    player.act(20)
    e = player.world.simulator.w.entities[index]
    for _ in range(30):  # chickens stroll: keep it before the sword
        e["x"], e["z"] = player.x + 0.5, player.z + 2.2
        player.press("attack")
        if killed.count:
            break
    assert killed.count == 1 and not killed.done
    player.act(60, "forward")
    assert killed.done


def test_crafted_through_the_inventory_screen(player: Any) -> None:
    player.setup.give("oak_log", 2, 0)
    crafted = player.watch(parse_predicate({"crafted": {"target": "#planks", "count": 8}}))
    gained = player.watch(parse_predicate({"gain": {"target": "oak_planks", "count": 4}}))
    player.press("inventory")
    player.click(GUI_INVENTORY, 36, "attack")  # hotbar slot 0
    player.click(GUI_INVENTORY, 1, "attack")
    player.click(GUI_INVENTORY, 0, "attack")
    assert crafted.count == 4 and not gained.done  # on the cursor
    player.click(GUI_INVENTORY, 0, "attack")
    player.click(GUI_INVENTORY, 37, "attack")
    assert crafted.done and gained.done


def test_interacted_and_smelted(player: Any) -> None:
    at = (player.x, player.y, player.z + 2)
    player.setup.set_block(*at, "furnace[facing=north]")
    player.setup.put_in_container(*at, 0, "iron_ore", 1)
    player.setup.put_in_container(*at, 1, "coal", 1)
    player.look(0.0, 40.0)
    opened, chest = (player.watch(parse_predicate({"interacted": block})) for block in ("furnace", "chest"))
    smelted = player.watch(parse_predicate({"smelted": "iron_ingot"}))
    crafted = player.watch(parse_predicate({"crafted": "iron_ingot"}))
    player.press("use")
    assert opened.done and not chest.done
    player.act(210)
    assert not smelted.done  # made, but not taken
    player.click(GUI_FURNACE, 2, "attack")
    assert smelted.done and not crafted.done


def test_survived_until_death(player: Any) -> None:
    lived = player.watch(parse_predicate({"survived": 30}))
    player.act(30)
    assert lived.done
    failed = player.watch(parse_predicate({"survived": 150}))
    player.setup.teleport(player.x + 0.5, 200.0, player.z + 0.5)
    player.act(200)
    assert player.info["stats"]["custom"]["deaths"] == 1
    assert not failed.done and failed.progress == 0.0
