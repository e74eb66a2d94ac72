"""Smelting: loaded with what it takes, emptied, and gone on with after a break."""

from __future__ import annotations

import numpy as np
import pytest

from craftagent.expert.body import Body, SkillFailed
from craftagent.expert.cursor import number_of, pick_up, pile_at, tile_number
from craftagent.expert.drive import drive, step
from craftagent.expert.smelt import FUEL, INPUT, Smelt, contents, fuel_plan, fuels
from craftagent.expert.station import Station
from craftagent.expert.style import Style
from craftagent.sim.env import SimWorld
from craftagent.sim.setup import Setup


@pytest.fixture(scope="module")
def world() -> SimWorld:
    made = SimWorld("none", 1, None)
    made.reset(options={"settings": {"scene": "flat", "mobs": False, "random_tick_speed": 0}})
    return made


def fresh(world: SimWorld, furnace: bool = True, seed: int = 0, **items: int) -> Body:
    sim = world.simulator
    sim.screens.close()
    setup = Setup(sim)
    setup.clear_inventory()
    p = sim.w.player[0]
    x, y, z = int(p["spawn_x"] // 1), int(p["spawn_y"]), int(p["spawn_z"] // 1)
    setup.fill(x - 5, y, z - 5, x + 5, y + 3, z + 5, "air")
    setup.remove_creatures()
    if furnace:
        setup.set_block(x, y, z + 2, "furnace[facing=north]")
    setup.teleport(x + 0.5, float(y), z + 0.5)
    for item, n in items.items():
        setup.give(item, n)
    made = Body(world, Style.draw(seed) if seed else None, seed)
    drive(made, made.wait(2))
    return made


def furnace_cell(body: Body) -> tuple[int, int, int]:
    p = body.p
    return int(p["spawn_x"] // 1), int(p["spawn_y"]), int(p["spawn_z"] // 1) + 2


def held(body: Body) -> dict[str, int]:
    return dict(body.info["inventory"])


def test_iron_with_the_fuel_that_is_worth_least(world: SimWorld) -> None:
    body = fresh(world, iron_ore=5, coal=2, oak_planks=10, oak_log=3)
    ticks, _ = drive(body, Smelt("iron_ingot", 2).run(body))
    assert held(body) == {"iron_ore": 3, "coal": 2, "oak_planks": 8, "oak_log": 3, "iron_ingot": 2}
    assert 400 < ticks < 480
    assert not body.screen_open


@pytest.mark.parametrize(
    ("need", "expected"), [(100, ("stick", 1)), (500, ("oak_planks", 2)), (1600, ("coal", 1)), (99_999, ("coal", 4))]
)
def test_fuel_is_the_least_that_suffices(world: SimWorld, need: int, expected: tuple[str, int]) -> None:
    body = fresh(world, stick=2, oak_planks=4, coal=4, oak_log=5, wooden_sword=1, lava_bucket=1)
    names = fuels(body, None)
    assert names == ["coal", "oak_log", "oak_planks", "stick"]  # neither tools nor lava
    assert fuel_plan(body, need, names) == expected
    assert fuels(body, "#logs") == ["oak_log"]


def test_charcoal_of_logs_alone(world: SimWorld) -> None:
    body = fresh(world, oak_log=4)
    drive(body, Smelt("charcoal", 2).run(body))
    assert held(body) == {"charcoal": 2}  # two burnt under two


def test_fuel_that_is_asked_for(world: SimWorld) -> None:
    body = fresh(world, sand=1, coal=1, oak_planks=4)
    drive(body, Smelt("glass", 1, fuel="coal").run(body))
    assert held(body) == {"glass": 1, "oak_planks": 4}


def test_two_fuels_one_after_the_other(world: SimWorld) -> None:
    body = fresh(world, cobblestone=3, stick=5, oak_planks=1)
    drive(body, Smelt("stone", 3).run(body))
    assert held(body)["stone"] == 3
    assert "oak_planks" not in held(body)


def test_a_furnace_out_of_the_bag_and_back(world: SimWorld) -> None:
    body = fresh(world, furnace=False, beef=2, coal=1, wooden_pickaxe=1)
    Setup(world.simulator).give("furnace")
    body.info = world.simulator.info()
    drive(body, Smelt("#cooked_meat", 2, keep_furnace=False).run(body))
    assert held(body) == {"cooked_beef": 2, "wooden_pickaxe": 1, "furnace": 1}


def test_loading_and_coming_back_later(world: SimWorld) -> None:
    body = fresh(world, sand=3, coal=1)
    skill = Smelt("glass", 3, wait=False)
    ticks, _ = drive(body, skill.run(body))
    assert ticks < 80
    assert contents(body, furnace_cell(body))[0][:2] == ("sand", 3)  # type: ignore[index]
    drive(body, body.wait(620))
    ticks, _ = drive(body, skill.run(body))
    assert ticks < 40
    assert held(body) == {"glass": 3}


def test_a_furnace_with_other_things_is_emptied(world: SimWorld) -> None:
    body = fresh(world, iron_ore=1)
    cell = furnace_cell(body)
    for slot, (item, n) in enumerate((("sand", 2), ("coal", 1), ("glass", 5))):
        Setup(world.simulator).put_in_container(*cell, slot, item, n)
    drive(body, Smelt("iron_ingot").run(body))
    assert held(body)["iron_ingot"] == 1
    assert held(body)["glass"] + held(body)["sand"] == 7


def test_reasons(world: SimWorld) -> None:
    body = fresh(world, coal=2)
    with pytest.raises(SkillFailed, match="nothing to smelt into iron_ingot: iron_ore"):
        drive(body, Smelt("iron_ingot").run(body))
    assert held(body) == {"coal": 2}
    body = fresh(world, iron_ore=2)
    with pytest.raises(SkillFailed, match="no fuel"):
        drive(body, Smelt("iron_ingot").run(body))
    assert held(body) == {"iron_ore": 2} and not body.screen_open
    with pytest.raises(SkillFailed, match="no furnace"):
        body = fresh(world, furnace=False, iron_ore=2, coal=1)
        drive(body, Smelt("iron_ingot").run(body))
    with pytest.raises(ValueError, match="no furnace makes 'dirt'"):
        Smelt("dirt")
    with pytest.raises(ValueError, match="did you mean 'iron_ingot'"):
        Smelt("iron_ingt")
    with pytest.raises(ValueError, match="at least 1"):
        Smelt("glass", 0)


@pytest.mark.parametrize("seed", range(1, 7))
def test_it_may_be_broken_off_at_any_tick(world: SimWorld, seed: int) -> None:
    rng = np.random.default_rng(seed)
    body = fresh(world, seed=seed, sand=7, coal=3, dirt=5)
    skill = Smelt("glass", 3)
    for _ in range(4):
        running = skill.run(body)
        for _ in range(int(rng.integers(1, 60 if rng.random() < 0.7 else 400))):
            try:
                action = next(running)
            except StopIteration:
                break
            step(body, action)
        running.close()
        if rng.random() < 0.5:
            drive(body, body.close_screen())
    drive(body, skill.run(body))
    drops = {name: sum(int(d["count"]) for d in body.drops(name)) for name in ("sand", "coal", "glass", "dirt")}
    total = {name: body.count(name) + n for name, n in drops.items()}
    assert total["glass"] + total["sand"] == 7 and total["dirt"] == 5 and total["coal"] >= 2
    assert body.count("glass") == 3
    assert not body.screen_open


@pytest.mark.parametrize(("item", "n", "laid"), [("sand", 2, INPUT), ("sand", 7, INPUT), ("oak_planks", 4, FUEL)])
def test_by_sight_it_goes_on_from_what_hangs_on_the_pointer(world: SimWorld, item: str, n: int, laid: int) -> None:
    others = {"sand": {"coal": 3}, "oak_planks": {"sand": 3}}[item]
    body = fresh(world, **others, **{item: n})
    body.style = Style(by_sight=True)
    drive(body, Station("furnace").run(body))
    drive(body, pick_up(body, number_of(body, body.slots(item)[0])))
    running = Smelt("glass", 2).run(body)
    for _ in range(40):
        step(body, next(running))
        if pile_at(body, tile_number(body, laid)).count:
            break
        assert not body.count(item), "it was put back into the bag before"
    lies = pile_at(body, tile_number(body, laid))
    assert lies.item == item and lies.count <= 2
    drive(body, running)
    assert held(body) == {"sand": {"coal": 2, "glass": 2} | ({"sand": n - 2} if n > 2 else {}),
                          "oak_planks": {"sand": 1, "glass": 2, "oak_planks": n - 2}}[item]  # fmt: skip
