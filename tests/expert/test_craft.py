"""Crafting by hand: right results, nothing lost, quick, and no matter where it was broken off."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from craftagent.expert.body import Body, SkillFailed
from craftagent.expert.craft import Craft
from craftagent.expert.craft_plan import choose
from craftagent.expert.cursor import click, number_of, open_inventory, pick_up, pile_in
from craftagent.expert.drive import drive, step
from craftagent.expert.style import Style
from craftagent.sim.env import SimWorld
from craftagent.sim.rules.items_table import CRAFT_REMAINDER
from craftagent.sim.rules.recipes import all_recipes, recipes_for
from craftagent.sim.rules.registry import item_id, item_names
from craftagent.sim.setup import Setup
from craftagent.sim.state import CURSOR, GRID, ITEM, RESULT

CRAFTABLE = sorted({item_names()[recipe.item] for recipe in all_recipes()})
SAMPLE = CRAFTABLE[:: len(CRAFTABLE) // 60]


@pytest.fixture(scope="module")
def world() -> SimWorld:
    made = SimWorld("none", 1, None)
    made.reset(options={"settings": {"scene": "flat", "mobs": False, "random_tick_speed": 0}})
    return made


@pytest.fixture
def body(world: SimWorld) -> Body:
    """A player without anything, two blocks from where a table may stand."""
    return fresh(world, table=False)


def fresh(world: SimWorld, table: bool, style: Style | None = None, seed: int = 0) -> Body:
    sim = world.simulator
    sim.screens.close()
    setup = Setup(sim)
    setup.clear_inventory()
    setup.remove_creatures()
    p = sim.w.player[0]
    x, y, z = int(p["spawn_x"] // 1), int(p["spawn_y"]), int(p["spawn_z"] // 1)
    setup.fill(x - 4, y, z - 4, x + 4, y + 2, z + 4, "air")
    if table:
        setup.set_block(x, y, z + 2, "crafting_table")
    setup.teleport(x + 0.5, float(y), z + 0.5)
    made = Body(world, style, seed)
    drive(made, made.wait(2))
    return made


def give(body: Body, **items: int) -> None:
    """Put items into the first free slots."""
    for item, n in items.items():
        limit = int(body.r.stack[item_id(item)])
        while n > 0:
            Setup(body.world.simulator).give(item, min(n, limit))
            n -= limit
    body.info = body.world.simulator.info()


def belongings(body: Body) -> Counter[str]:
    found: Counter[str] = Counter()
    for stack in [*body.w.items[:RESULT], body.w.items[CURSOR], *body.w.entities[body.w.entities["kind"] == ITEM]]:
        if stack["count"] > 0:
            found[item_names()[int(stack["id"])]] += int(stack["count"])
    return found


@pytest.mark.parametrize("name", SAMPLE)
def test_a_sample_of_all_items(world: SimWorld, name: str) -> None:
    rng = np.random.default_rng(item_id(name))
    body = fresh(world, True, Style.draw(int(rng.integers(1 << 30))), int(rng.integers(1 << 30)))
    variants = recipes_for(item_id(name))
    recipe = variants[int(rng.integers(len(variants)))]
    needed = Counter(item_names()[i] for i in recipe.cells if i)
    give(body, **{item: n + int(rng.integers(0, 5)) for item, n in needed.items()})
    expected = belongings(body) - needed + Counter({name: recipe.count})
    for item, n in needed.items():
        if item in CRAFT_REMAINDER:
            expected[CRAFT_REMAINDER[item]] += n
    ticks, _ = drive(body, Craft(name).run(body), 300)
    assert belongings(body) == expected
    assert not body.screen_open
    assert ticks <= 150


def test_planks_take_two_seconds_and_a_pickaxe_less_than_four(world: SimWorld) -> None:
    for seed in range(12):
        body = fresh(world, True, Style.draw(seed), seed)
        give(body, dirt=3, oak_log=5, stick=4)
        assert drive(body, Craft("oak_planks", 4).run(body))[0] <= 40
        assert drive(body, Craft("wooden_pickaxe").run(body))[0] <= 70
        assert dict(body.info["inventory"]) == {
            "dirt": 3,
            "oak_log": 4,
            "stick": 2,
            "oak_planks": 1,
            "wooden_pickaxe": 1,
        }


def test_the_table_comes_out_of_the_bag_and_goes_back(body: Body) -> None:
    give(body, oak_planks=8, crafting_table=1)
    drive(body, Craft("chest", keep_table=False).run(body))
    assert belongings(body) == {"chest": 1, "crafting_table": 1}
    assert body.count("crafting_table") == 1


def test_counts_are_of_items_and_crafts_are_whole(body: Body) -> None:
    give(body, oak_log=6, stick=3)
    drive(body, Craft("#planks", 9).run(body))
    assert belongings(body) == {"oak_log": 3, "oak_planks": 12, "stick": 3}
    skill = Craft("stick", 24)
    drive(body, skill.run(body))
    assert belongings(body) == {"oak_log": 3, "stick": 27}
    assert drive(body, skill.run(body))[0] == 0  # done is done


def test_woods_may_be_mixed_and_the_cheaper_goes_first(body: Body) -> None:
    give(body, oak_planks=2, birch_planks=3, crimson_planks=3, crafting_table=1)
    drive(body, Craft("chest").run(body))
    assert body.count("chest") == 1 and body.count("#planks") == 0
    give(body, charcoal=2, coal=2, stick=2)
    drive(body, Craft("torch", 4).run(body))
    assert (body.count("charcoal"), body.count("coal")) == (1, 2)


def test_tools_and_treasure_are_not_used_up_where_something_else_does(body: Body) -> None:
    give(body, iron_block=1, iron_nugget=9, crafting_table=1)
    drive(body, Craft("iron_ingot").run(body))
    assert body.count("iron_block") == 1 and body.count("iron_nugget") == 0


def test_things_that_do_not_stack(world: SimWorld) -> None:
    body = fresh(world, True)
    give(body, milk_bucket=6, sugar=4, egg=2, wheat=6, dirt=64)
    drive(body, Craft("cake", 2).run(body))
    assert belongings(body) == {"cake": 2, "bucket": 6, "dirt": 64}


def test_ingredients_in_many_small_stacks(world: SimWorld) -> None:
    body = fresh(world, True)
    for slot in range(0, 36, 4):
        Setup(world.simulator).give("iron_ingot", 1, slot)
    drive(body, Craft("iron_block").run(body))
    assert belongings(body) == {"iron_block": 1}


def test_a_full_bag(world: SimWorld) -> None:
    body = fresh(world, True)
    for slot in range(35):
        Setup(world.simulator).give("cobblestone", 64, slot)
    Setup(world.simulator).give("oak_planks", 2, 35)
    drive(body, Craft("stick", 4).run(body))  # its ingredients make the room
    assert belongings(body) == {"cobblestone": 35 * 64, "stick": 4}
    with pytest.raises(SkillFailed, match="no room for furnace"):
        drive(body, Craft("furnace").run(body))
    assert belongings(body) == {"cobblestone": 35 * 64, "stick": 4}
    assert not body.screen_open and not body.drops()


@pytest.mark.parametrize("have", [{}, {"stick": 3}, {"coal": 3}, {"oak_planks": 5}])
def test_what_lacks_is_named(body: Body, have: dict[str, int]) -> None:
    give(body, **have)
    for item, reason in (("torch", "no ingredients for torch: "), ("chest", "no ingredients for chest: #planks")):
        with pytest.raises(SkillFailed, match=reason):
            drive(body, Craft(item).run(body))
    if "stick" in have:
        with pytest.raises(SkillFailed, match="for torch: (#coals|coal or charcoal|charcoal or coal)$"):
            drive(body, Craft("torch").run(body))


def test_other_reasons(body: Body) -> None:
    give(body, cobblestone=8)
    with pytest.raises(SkillFailed, match="no crafting_table"):
        drive(body, Craft("furnace").run(body))
    with pytest.raises(SkillFailed, match="bedrock can not be crafted"):
        drive(body, Craft("bedrock").run(body))
    with pytest.raises(ValueError, match=r"torc.*did you mean 'torch'"):
        Craft("torc")
    with pytest.raises(ValueError, match="at least 1, not 0"):
        Craft("torch", 0)


def test_a_mess_is_cleared_first(body: Body) -> None:
    give(body, oak_log=2, dirt=5)
    drive(body, open_inventory(body))
    drive(body, pick_up(body, number_of(body, 1)))
    drive(body, click(body, number_of(body, GRID), "use"))
    assert pile_in(body, CURSOR)[:2] == ("dirt", 4) and pile_in(body, GRID)[:2] == ("dirt", 1)
    drive(body, Craft("oak_planks", 4).run(body))
    assert belongings(body) == {"oak_log": 1, "oak_planks": 4, "dirt": 5}
    assert not body.drops()


def test_a_wrong_grid_is_repaired(world: SimWorld) -> None:
    """Somebody jogs the arm: dirt gets into the grid while the skill lays the ingredients."""
    body = fresh(world, True)
    give(body, oak_planks=3, stick=2, dirt=5)
    skill = Craft("wooden_pickaxe").run(body)
    jogged = False
    for _ in range(200):
        try:
            action = next(skill)
        except StopIteration:
            break
        step(body, action)
        if not jogged and body.screen == "crafting_table" and pile_in(body, GRID).count:
            body.w.items[GRID + 8] = (item_id("dirt"), 1, 0)
            body.w.items[2]["count"] -= 1
            jogged = True
    assert jogged
    assert belongings(body) == {"wooden_pickaxe": 1, "dirt": 5}


@pytest.mark.parametrize("seed", range(12))
def test_it_may_be_broken_off_at_any_tick(world: SimWorld, seed: int) -> None:
    rng = np.random.default_rng(seed)
    item, crafts, needed = [
        ("wooden_pickaxe", 1, {"oak_planks": 7, "stick": 5}),
        ("torch", 24, {"coal": 6, "stick": 6}),
        ("cake", 1, {"milk_bucket": 3, "sugar": 2, "egg": 1, "wheat": 3}),
        ("oak_planks", 12, {"oak_log": 9}),
    ][seed % 4]
    body = fresh(world, True, Style.draw(seed), seed)
    give(body, **needed)
    skill = Craft(item, crafts)
    plain = fresh(world, True)
    give(plain, **needed)
    drive(plain, Craft(item, crafts).run(plain))
    expected = belongings(plain)
    body = fresh(world, True, Style.draw(seed), seed)
    give(body, **needed)
    for _ in range(4):
        running = skill.run(body)
        for _ in range(int(rng.integers(1, 30))):
            try:
                action = next(running)
            except StopIteration:
                break
            step(body, action)
        running.close()
        if rng.random() < 0.5:
            drive(body, body.close_screen())
    drive(body, skill.run(body))
    assert belongings(body) == expected
    assert not body.screen_open


def test_whom_it_advises_may_close_the_screen_at_any_tick(world: SimWorld) -> None:
    """By sight the mess in the grid is put right within the screen; that it is closed meanwhile is a failure with a name."""
    failures = set()
    for after in range(12):
        body = fresh(world, False, Style(by_sight=True))
        give(body, oak_log=2, dirt=5)
        drive(body, open_inventory(body))
        drive(body, pick_up(body, number_of(body, 1)))
        drive(body, click(body, number_of(body, GRID), "use"))
        running = Craft("oak_planks", 4).run(body)
        try:
            for tick in range(60):
                action = next(running)
                step(body, {"ESC": 1} if tick == after and body.screen_open else action)
        except StopIteration:
            pass
        except SkillFailed as failed:
            failures.add(str(failed))
        running.close()
    assert "the crafting screen is gone" in failures


def test_a_plan_prefers_what_it_can_make_enough_of(body: Body) -> None:
    give(body, oak_planks=2, birch_planks=30)
    plan = choose(body, "stick", 16)
    assert (plan.item, plan.made, plan.crafts, plan.needs_table) == ("stick", 4, 4, False)
    assert [item_names()[i] for i in plan.needs] == ["birch_planks"]


@pytest.mark.parametrize(("by_sight", "made"), [(True, 12), (False, 4)])
def test_by_sight_planks_are_taken_in_one_way_however_many_are_wanted(
    world: SimWorld, by_sight: bool, made: int
) -> None:
    body = fresh(world, table=False, style=Style(by_sight=by_sight))
    give(body, oak_log=3)
    drive(body, Craft("oak_planks", 4).run(body))
    assert body.count("oak_planks") == made and body.count("oak_log") == 3 - made // 4
