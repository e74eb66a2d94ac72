"""Breaking blocks for what they drop."""

from __future__ import annotations

import math

import numpy as np
import pytest

import craftagent
from craftagent.expert.body import Body, SkillFailed
from craftagent.expert.dig import dig, lava_behind, trapdoor
from craftagent.expert.drive import drive
from craftagent.expert.find import find_blocks
from craftagent.expert.mine import Mine
from craftagent.expert.place import place, place_near
from craftagent.expert.sources import worth
from craftagent.expert.style import Style
from craftagent.expert.torch import light_up
from craftagent.expert.walk import LEVEL, travel
from craftagent.sim.rules.registry import states_of
from craftagent.sim.setup import Setup


def _body(seed: int, **settings: object) -> Body:
    world = craftagent.make("sim", view="none", settings={"mobs": False, **settings})
    world.reset(seed=seed)
    return Body(world, seed=seed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("target", "count", "biome", "tools", "limit"),
    [
        ("#logs", 3, "forest", [], 900),
        ("dirt", 4, "plains", [], 500),
        ("cobblestone", 5, "plains", ["wooden_pickaxe"], 1200),
        ("sand", 2, "desert", [], 300),
        ("#flowers", 1, "plains", [], 900),
        ("iron_ore", 2, "forest", ["stone_pickaxe"], 2400),
    ],
)
def test_gains_what_it_is_sent_for(target: str, count: int, biome: str, tools: list[str], limit: int) -> None:
    body = _body(11_020, biome=biome, inventory=tools)
    drive(body, Mine(target, count).run(body), limit)
    assert body.count(target) >= count


def test_by_sight_rock_that_does_not_show_is_dug_for_where_one_stands() -> None:
    """Where the nearest rock lies hidden, to the left or the right, no picture tells."""
    body = _body(11_020, biome="plains", inventory=["wooden_pickaxe"])
    body.style = Style(by_sight=True)
    x, _, z = body.cell
    drive(body, Mine("cobblestone", 3).run(body), 600)
    assert body.count("cobblestone") >= 3
    assert math.hypot(body.position[0] - x - 0.5, body.position[2] - z - 0.5) < 2.0


def test_by_sight_the_head_goes_on_the_way_it_turns() -> None:
    body = _body(11_024, scene="flat")
    body.style = Style(by_sight=True)
    x, y, z = body.cell
    found = [
        ((x - 3, y, z + 3), 0.0),
        ((x + 3, y, z + 3), 0.0),
    ]  # as far to the right (west, facing south) as to the left
    mine = Mine("#logs")
    body.swing = 10.0
    assert mine._plainest(body, found)[0] == x - 3
    body.swing = -10.0
    assert mine._plainest(body, found)[0] == x + 3


def test_by_sight_a_stack_behind_is_let_lie_until_it_is_all_that_is_missing() -> None:
    body = _body(11_025, scene="flat", inventory=["oak_log"])
    setup = Setup(body.world.simulator)
    x, y, z = body.cell
    setup.teleport(x + 0.5, y, z + 0.5, yaw=180.0)
    *_, body.info = body.world.step({"drop": 1})
    for _ in range(40):
        *_, body.info = body.world.step({})
    assert body.count("#logs") == 0 and body.drops("oak_log")
    setup.teleport(x + 0.5, y, z + 0.5, yaw=0.0)
    setup.fill(x, y + 1, z + 2, x, y + 2, z + 2, "oak_log")
    body.style = Style(by_sight=True)
    held, back = [], []
    for action in Mine("#logs", 3).run(body):
        *_, body.info = body.world.step(action)
        held.append(body.count("#logs"))
        back.append(body.position[2] < z - 0.5)
        if len(held) > 600:
            break
    assert held[-1] == 3
    assert not any(back[: held.index(2)])


def test_needs_the_right_tool() -> None:
    body = _body(11_021, biome="plains")
    with pytest.raises(SkillFailed, match="no tool for iron_ore"):
        drive(body, Mine("iron_ore").run(body), 100)


def test_worth_of_blocks_follows_tools_and_drops() -> None:
    bare, pick = worth("cobblestone", ()), worth("cobblestone", ("wooden_pickaxe",))
    stone = states_of("stone")[0]
    assert bare[stone] == 0.0
    assert pick[stone] == 1.0
    assert worth("diamond", ("stone_pickaxe",)).max() == 0.0
    assert worth("diamond", ("iron_pickaxe",))[states_of("diamond_ore")[0]] == 1.0
    assert worth("wheat_seeds", ())[states_of("grass")[0]] == np.float32(0.125)
    oaks = [s for s in range(17112) if worth("oak_log", ())[s] > 0]
    assert set(oaks) <= {*states_of("oak_log")}


def test_finds_the_nearest_first_and_leaves_out_what_did_not_work() -> None:
    body = _body(11_022, scene="flat")
    setup = Setup(body.world.simulator)
    x, y, z = body.cell
    for far in (3, 9):
        setup.set_block(x + far, y, z, "gold_block")
    value = np.zeros(17112, np.float32)
    value[states_of("gold_block")[0]] = 1.0
    assert next(cell for cell, _ in find_blocks(body, value)) == (x + 3, y, z)
    body.avoid[(x + 3, y, z)] = body.tick + 100
    assert [cell for cell, _ in find_blocks(body, value)] == [(x + 9, y, z)]


def test_digs_through_what_hides_the_block() -> None:
    body = _body(11_023, scene="flat", inventory=["iron_pickaxe"])
    setup = Setup(body.world.simulator)
    x, y, z = body.cell
    setup.fill(x - 1, y, z + 1, x + 1, y + 3, z + 3, "stone")
    setup.set_block(x, y + 1, z + 2, "diamond_ore")
    drive(body, dig(body, x, y + 1, z + 2, harvest=True), 200)
    assert body.state(x, y + 1, z + 2) == 0


def test_dangerous_digs_are_refused() -> None:
    body = _body(11_024, scene="flat", inventory=["iron_pickaxe"])
    setup = Setup(body.world.simulator)
    x, y, z = body.cell
    setup.set_block(x + 1, y, z + 2, "stone")
    setup.set_block(x + 1, y, z + 3, "lava")
    assert lava_behind(body, x + 1, y, z + 2)
    with pytest.raises(SkillFailed, match="lava"):
        drive(body, dig(body, x + 1, y, z + 2), 60)
    setup.fill(x - 2, y - 14, z - 2, x + 2, y - 2, z + 2, "air")
    assert trapdoor(body, x, y - 1, z)
    with pytest.raises(SkillFailed, match="below"):
        drive(body, dig(body, x, y - 1, z), 60)


def test_places_where_it_is_told_and_near() -> None:
    body = _body(11_025, scene="flat", inventory=[{"item": "cobblestone", "count": 8}, "crafting_table"])
    x, y, z = body.cell
    drive(body, place(body, "cobblestone", x + 2, y, z), 60)
    assert body.block(x + 2, y, z) == "cobblestone"
    _, cell = drive(body, place_near(body, "crafting_table"), 80)
    assert body.block(*cell) == "crafting_table"
    assert body.count("crafting_table") == 0


def test_a_restarted_skill_goes_on_from_the_world_as_it_is() -> None:
    body = _body(11_026, biome="forest")
    work = Mine("#logs", 4).run(body)
    with pytest.raises(TimeoutError):
        drive(body, work, 150)
    missing = 4 - body.count("#logs")
    if missing > 0:
        drive(body, Mine("#logs", missing).run(body), 1200)
    assert body.count("#logs") >= 4


def test_lights_its_way_under_ground() -> None:
    body = _body(11_027, biome="plains", inventory=["iron_pickaxe", {"item": "torch", "count": 8}])
    top = body.cell[1]
    drive(body, travel(body, LEVEL, 0, top - 20, 0), 2500)
    drive(body, Mine("cobblestone", 6).run(body), 1500)
    assert body.count("torch") < 8
    before = body.count("torch")
    body.next_torch = 0
    x, y, z = body.cell
    Setup(body.world.simulator).set_block(x, y + 2, z, "glowstone")  # light enough: no torch here
    body.world.step({})
    drive(body, light_up(body), 40)
    assert int(body.w.light[x & 255, z & 255, y]) & 15 > 3
    assert body.count("torch") == before
