"""Order in the bag: hotbar, armour, room, junk."""

from __future__ import annotations

import pytest

from craftagent.expert import inventory
from craftagent.expert.body import Body, SkillFailed
from craftagent.expert.cursor import open_inventory, pile_in
from craftagent.expert.drive import drive
from craftagent.sim.env import SimWorld
from craftagent.sim.setup import Setup


@pytest.fixture(scope="module")
def world() -> SimWorld:
    made = SimWorld("none", 1, None)
    made.reset(options={"settings": {"scene": "flat", "mobs": False, "random_tick_speed": 0}})
    return made


@pytest.fixture
def body(world: SimWorld) -> Body:
    world.simulator.screens.close()
    setup = Setup(world.simulator)
    setup.clear_inventory()
    setup.remove_creatures()
    setup.select(0)
    made = Body(world, seed=1)
    drive(made, made.wait(2))
    return made


def give(body: Body, **slots: tuple[str, int]) -> None:
    for slot, (item, n) in slots.items():
        Setup(body.world.simulator).give(item, n, int(slot[1:]))


def test_to_hotbar_takes_an_empty_place_and_closes_the_screen(body: Body) -> None:
    give(body, s0=("dirt", 3), s20=("torch", 5))
    ticks, place = drive(body, inventory.to_hotbar(body, 20))
    assert ticks <= 12
    assert place in range(1, 9)
    assert pile_in(body, place)[:2] == ("torch", 5)
    assert not body.screen_open


def test_to_hotbar_gives_up_what_belongs_nowhere(body: Body) -> None:
    names = ["iron_sword", "iron_pickaxe", "iron_axe", "iron_shovel", "bone", "dirt", "torch", "iron_hoe", "bread"]
    give(body, **{f"s{k}": (name, 1) for k, name in enumerate(names)}, s30=("bow", 1))
    _, place = drive(body, inventory.to_hotbar(body, 30))
    assert pile_in(body, place).item == "bow"
    assert pile_in(body, 30).item in ("bone", "iron_hoe")


def test_to_hotbar_of_a_hotbar_slot_costs_nothing(body: Body) -> None:
    give(body, s4=("dirt", 3))
    assert drive(body, inventory.to_hotbar(body, 4)) == (0, 4)
    ticks, place = drive(body, inventory.to_hotbar(body, 4, 7))
    assert place == 7 and ticks > 0
    assert pile_in(body, 7)[:2] == ("dirt", 3)


def test_to_hotbar_in_an_open_screen_leaves_it_open(body: Body) -> None:
    give(body, s15=("dirt", 3))
    drive(body, open_inventory(body))
    drive(body, inventory.to_hotbar(body, 15, 2))
    assert pile_in(body, 2)[:2] == ("dirt", 3)
    assert body.screen == "inventory"


def test_to_hotbar_of_nothing_fails(body: Body) -> None:
    with pytest.raises(SkillFailed, match="nothing in that slot"):
        drive(body, inventory.to_hotbar(body, 12))


def test_tidy_puts_the_best_of_each_kind_in_its_place(body: Body) -> None:
    give(body, s0=("dirt", 10), s3=("wooden_pickaxe", 1), s14=("stone_pickaxe", 1), s22=("iron_sword", 1))
    give(body, s8=("torch", 4), s33=("bread", 2))
    _, moved = drive(body, inventory.tidy(body, swaps=9))
    assert moved >= 4
    held = {place: pile_in(body, place).item for place in range(9)}
    assert (held[0], held[1], held[5], held[6], held[8]) == ("iron_sword", "stone_pickaxe", "dirt", "torch", "bread")
    assert body.count("wooden_pickaxe") == 1
    assert drive(body, inventory.tidy(body, swaps=9)) == (0, 0)  # nothing more to do, no screen opened


def test_junk_goes_and_the_rest_stays(body: Body) -> None:
    give(body, s0=("dirt", 10), s9=("oak_log", 3), s10=("rotten_flesh", 2), s11=("birch_log", 1))
    _, gone = drive(body, inventory.drop_junk(body, ["#logs"]))
    assert gone == 2
    assert dict(body.info["inventory"]) == {"oak_log": 3, "birch_log": 1}
    assert sorted(int(d["count"]) for d in body.drops()) == [2, 10]
    assert not body.screen_open
    assert drive(body, inventory.drop_junk(body, ["#logs"]))[0] == 0


def test_room_is_counted_by_stacks(body: Body) -> None:
    assert (inventory.free_slots(body), inventory.room_for(body, "egg")) == (36, 36 * 16)
    give(body, s0=("egg", 10), s5=("dirt", 64))
    assert (inventory.free_slots(body), inventory.room_for(body, "egg")) == (34, 34 * 16 + 6)


@pytest.mark.parametrize("item", ["iron_helmet", "leather_chestplate", "golden_leggings", "diamond_boots", "shield"])
def test_wearing(body: Body, item: str) -> None:
    give(body, s13=(item, 1))
    ticks, _ = drive(body, inventory.wear(body, item))
    assert ticks <= 14
    assert pile_in(body, inventory.worn_in(body, item) or 0).item == item
    assert not body.screen_open


def test_better_armour_replaces_what_is_worn(body: Body) -> None:
    give(body, s38=("leather_chestplate", 1), s2=("iron_chestplate", 1))
    drive(body, inventory.wear(body, "iron_chestplate"))
    assert pile_in(body, 38).item == "iron_chestplate"
    assert body.count("leather_chestplate") == 1
    assert not body.drops()


def test_what_can_not_be_worn(body: Body) -> None:
    with pytest.raises(SkillFailed, match="dirt is not worn"):
        drive(body, inventory.wear(body, "dirt"))
    with pytest.raises(SkillFailed, match="no iron_boots"):
        drive(body, inventory.wear(body, "iron_boots"))
