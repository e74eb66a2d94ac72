"""Chests: exact counts in and out, and clear reasons."""

from __future__ import annotations

import numpy as np
import pytest

from craftagent.expert.body import Body, SkillFailed
from craftagent.expert.chest import Deposit, Withdraw
from craftagent.expert.drive import drive, step
from craftagent.sim.env import SimWorld
from craftagent.sim.rules.registry import item_names
from craftagent.sim.screens.tiles import find_tile
from craftagent.sim.setup import Setup


@pytest.fixture(scope="module")
def world() -> SimWorld:
    made = SimWorld("none", 1, None)
    made.reset(options={"settings": {"scene": "flat", "mobs": False, "random_tick_speed": 0}})
    return made


def fresh(world: SimWorld, inside: dict[str, int] | None = None, block: str = "chest", **items: int) -> Body:
    sim = world.simulator
    sim.screens.close()
    setup = Setup(sim)
    setup.clear_inventory()
    p = sim.w.player[0]
    x, y, z = cell(world)
    setup.set_block(x, y, z, "air")
    setup.remove_creatures()
    setup.set_block(x, y, z, block)
    for slot, (item, n) in enumerate((inside or {}).items()):
        setup.put_in_container(x, y, z, 4 * slot, item, n)
    setup.teleport(float(p["spawn_x"]), float(p["spawn_y"]), float(p["spawn_z"]))
    for item, n in items.items():
        setup.give(item, n)
    made = Body(world)
    drive(made, made.wait(2))
    return made


def cell(world: SimWorld) -> tuple[int, int, int]:
    p = world.simulator.w.player[0]
    return int(p["spawn_x"] // 1), int(p["spawn_y"]), int(p["spawn_z"] // 1) + 2


def stored(body: Body) -> dict[str, int]:
    tile = find_tile(body.w, *cell(body.world))
    found: dict[str, int] = {}
    for stack in body.w.tile_items[tile]:
        if stack["count"] > 0:
            name = item_names()[int(stack["id"])]
            found[name] = found.get(name, 0) + int(stack["count"])
    return found


@pytest.mark.parametrize("block", ["chest", "barrel"])
def test_some_of_this_and_all_of_that(world: SimWorld, block: str) -> None:
    body = fresh(world, block=block, dirt=20, oak_log=3, birch_log=4, torch=9)
    ticks, _ = drive(body, Deposit({"dirt": 5, "#logs": None}, block=block).run(body), 200)
    assert stored(body) == {"dirt": 5, "oak_log": 3, "birch_log": 4}
    assert dict(body.info["inventory"]) == {"dirt": 15, "torch": 9}
    assert ticks <= 90 and not body.screen_open


def test_taking_out(world: SimWorld) -> None:
    body = fresh(world, {"oak_planks": 32, "apple": 3, "torch": 12}, torch=60)
    drive(body, Withdraw({"oak_planks": 10, "apple": None, "torch": 7}).run(body), 300)
    assert dict(body.info["inventory"]) == {"oak_planks": 10, "apple": 3, "torch": 67}
    assert stored(body) == {"oak_planks": 22, "torch": 5}


def test_reasons(world: SimWorld) -> None:
    body = fresh(world, {"apple": 3}, dirt=2)
    with pytest.raises(SkillFailed, match="no apple in the chest"):
        drive(body, Withdraw({"apple": 5}).run(body), 200)
    assert body.count("apple") == 3 and not body.screen_open
    with pytest.raises(SkillFailed, match="no dirt"):
        drive(body, Deposit({"dirt": 3}).run(body), 200)
    with pytest.raises(SkillFailed, match="no barrel"):
        drive(body, Deposit({"dirt": 1}, block="barrel").run(body), 200)
    with pytest.raises(ValueError, match="a chest is one of"):
        Deposit({"dirt": 1}, block="furnace")
    with pytest.raises(ValueError, match="at least 1 or None"):
        Deposit({"dirt": 0})
    with pytest.raises(ValueError, match="did you mean 'dirt'"):
        Withdraw({"dirtt": 1})


def test_a_full_bag_and_a_full_chest(world: SimWorld) -> None:
    body = fresh(world, {"apple": 3})
    for slot in range(36):
        Setup(world.simulator).give("stone", 64, slot)
    with pytest.raises(SkillFailed, match="no room for apple"):
        drive(body, Withdraw({"apple": 1}).run(body), 200)
    tile = find_tile(body.w, *cell(world))
    body.w.tile_items[tile, :] = body.w.items[0]
    with pytest.raises(SkillFailed, match="no room for stone"):
        drive(body, Deposit({"stone": 1}).run(body), 200)
    assert not body.drops()


@pytest.mark.parametrize("seed", range(6))
def test_it_may_be_broken_off_at_any_tick(world: SimWorld, seed: int) -> None:
    rng = np.random.default_rng(seed)
    body = fresh(world, {"apple": 9}, dirt=20, oak_log=5)
    for skill, held, kept in (
        (Deposit({"dirt": 7, "oak_log": 5}), {"dirt": 13}, {"apple": 9, "dirt": 7, "oak_log": 5}),
        (Withdraw({"apple": 4}), {"dirt": 13, "apple": 4}, {"apple": 5, "dirt": 7, "oak_log": 5}),
    ):
        for _ in range(3):
            running = skill.run(body)
            for _ in range(int(rng.integers(1, 25))):
                try:
                    action = next(running)
                except StopIteration:
                    break
                step(body, action)
            running.close()
            if rng.random() < 0.5:
                drive(body, body.close_screen())
        drive(body, skill.run(body), 400)
        assert dict(body.info["inventory"]) == held
        assert stored(body) == kept
