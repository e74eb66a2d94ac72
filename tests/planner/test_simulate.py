"""The simulator holds plans to the rules, and validation says what is missing."""

import random

import pytest

from craftagent.planner import Need, Subgoal, Surroundings, plan
from craftagent.planner.simulate import Simulator, validate
from craftagent.tasks.goal import Goal


def step(verb, target, count=1, **fields):
    return Subgoal(verb=verb, target=target, count=count, **fields)


def run(inventory, *steps, **fields):
    simulator = Simulator(inventory, **fields)
    for one in steps:
        assert simulator.run(one) is None, simulator.run(one)
    return dict(simulator.inventory)


def refusal(inventory, one, **fields):
    simulator = Simulator(inventory, **fields)
    problem = simulator.run(one)
    assert problem is not None
    assert {k: v for k, v in simulator.inventory.items() if v} == inventory  # nothing was taken
    return problem


def test_crafting_takes_ingredients_and_gives_the_recipes_number():
    assert run({"oak_log": 2}, step("craft", "oak_planks", 5)) == {"oak_planks": 8}
    assert run({"oak_planks": 3}, step("craft", "stick", 1)) == {"oak_planks": 1, "stick": 4}
    assert run({"oak_planks": 2, "birch_planks": 2}, step("craft", "crafting_table")) == {"crafting_table": 1}
    assert run({"coal": 1, "stick": 2}, step("craft", "torch", 4)) == {"stick": 1, "torch": 4}
    assert run({"birch_log": 1, "oak_log": 1}, step("craft", "#planks", 8)) == {"birch_planks": 4, "oak_planks": 4}
    buckets = {"milk_bucket": 3, "sugar": 2, "egg": 1, "wheat": 3, "crafting_table": 1}
    assert run(buckets, step("craft", "cake")) == {"bucket": 3, "cake": 1, "crafting_table": 1}


def test_crafting_names_what_is_missing():
    problem = refusal({"oak_planks": 2, "crafting_table": 1, "stick": 2}, step("craft", "wooden_pickaxe"))
    assert problem.kind == "ingredients"
    assert problem.missing == (Need(item="#planks", count=1),)
    assert str(problem) == "step 1 (craft a wooden pickaxe): a wooden plank missing"
    problem = refusal({"oak_planks": 3, "stick": 2}, step("craft", "wooden_pickaxe"))
    assert (problem.kind, problem.missing) == ("station", (Need(item="crafting_table"),))
    assert refusal({}, step("craft", "diamond")).kind == "ingredients"  # of a block
    assert refusal({}, step("craft", "cobblestone")).kind == "source"


def test_wood_of_one_kind_where_the_recipe_wants_it():
    held = {"oak_planks": 3, "birch_planks": 3, "crafting_table": 1}
    assert refusal(held, step("craft", "oak_boat")).kind == "ingredients"


def test_mining_wants_the_tool_and_wears_it():
    assert refusal({}, step("mine", "cobblestone")).kind == "tool"
    assert "of iron or better" in refusal({"stone_pickaxe": 1}, step("mine", "diamond")).text
    assert refusal({"iron_pickaxe": 1}, step("mine", "diamond", tool="diamond_pickaxe")).kind == "tool"
    simulator = Simulator({"wooden_pickaxe": 1})
    assert simulator.run(step("mine", "cobblestone", 58)) is None
    assert simulator.wear["wooden_pickaxe"] == 1
    assert simulator.run(step("mine", "cobblestone", 59)) is None
    assert "wooden_pickaxe" not in simulator.inventory
    problem = refusal({"wooden_pickaxe": 1}, step("mine", "cobblestone", 60))
    assert (problem.kind, problem.missing) == ("tool", (Need(item="wooden_pickaxe"),))
    worn = Surroundings(uses_left={"wooden_pickaxe": 3})
    assert refusal({"wooden_pickaxe": 1}, step("mine", "cobblestone", 4), surroundings=worn).kind == "tool"


def test_what_the_land_does_not_give():
    problem = refusal({"iron_pickaxe": 1}, step("mine", "quartz"))
    assert problem.kind == "source"
    assert "only in the Nether" in problem.text
    assert refusal({}, step("mine", "beef")).kind == "source"
    assert refusal({}, step("hunt", "coal")).kind == "source"
    assert run({}, step("hunt", "beef", 2)) == {"beef": 2}
    assert run({"bucket": 1}, step("get", "milk_bucket")) == {"milk_bucket": 1}
    assert refusal({}, step("get", "milk_bucket")).missing == (Need(item="bucket"),)


def test_smelting_takes_input_fuel_and_a_furnace():
    held = {"iron_ore": 3, "coal": 1, "furnace": 1}
    assert run(held, step("smelt", "iron_ingot", 3)) == {"furnace": 1, "iron_ingot": 3}
    assert run({"iron_ore": 3, "oak_planks": 9, "furnace": 1}, step("smelt", "iron_ingot", 3))["oak_planks"] == 7
    assert refusal({"iron_ore": 3, "coal": 1}, step("smelt", "iron_ingot", 3)).kind == "station"
    problem = refusal({"iron_ore": 9, "coal": 1, "furnace": 1}, step("smelt", "iron_ingot", 9))
    assert (problem.kind, str(problem).split(": ")[1]) == ("fuel", "fuel for 200 more ticks missing")
    assert refusal({"iron_ore": 1, "crimson_planks": 9, "furnace": 1}, step("smelt", "iron_ingot")).kind == "fuel"
    named = step("smelt", "charcoal", fuel=Need(item="oak_planks"))
    assert run({"oak_log": 2, "oak_planks": 1, "furnace": 1}, named) == {"oak_log": 1, "charcoal": 1, "furnace": 1}


def test_stations_are_taken_back_and_other_blocks_are_not():
    held = {"crafting_table": 1, "torch": 2}
    assert run(held, step("place", "crafting_table"), step("place", "torch")) == {"crafting_table": 1, "torch": 1}
    assert run({"bread": 1}, step("eat", "bread")) == {}
    assert refusal({}, step("place", "torch")).kind == "ingredients"
    assert refusal({}, step("interact", "crafting_table")).kind == "station"


@pytest.mark.parametrize(
    ("held", "verb", "target", "said"),
    [
        ({"oak_log": 1}, "eat", "oak_log", "an oak log cannot be eaten"),
        ({"wheat": 1}, "place", "wheat", "wheat seed"),
        ({"water_bucket": 1}, "place", "bubble_column", "nothing that can be held puts bubble column down"),
        ({"dirt": 1}, "interact", "dirt", "nothing happens"),
        ({"diamond_axe": 1}, "interact", "dirt", "it takes a hoe"),
        ({}, "interact", "chest", "there is no chest near, and none was put down"),
        ({"chest": 1}, "interact", "chest", "there is no chest near"),
    ],
)
def test_what_a_thing_is_not_for(held, verb, target, said):
    assert said in refusal(held, step(verb, target)).text
    assert validate([step(verb, target)], held)


def test_eating_and_pouring_leave_what_they_come_in():
    assert run({"mushroom_stew": 1, "bread": 2}, step("eat", "mushroom_stew"), step("eat", "#food")) == {
        "bowl": 1, "bread": 1,
    }  # fmt: skip
    assert run({"water_bucket": 1}, step("place", "water")) == {"bucket": 1}
    assert run({"wheat_seeds": 2}, step("place", "wheat")) == {"wheat_seeds": 1}
    assert run({"torch": 1}, step("place", "wall_torch")) == {}


def test_what_stands_may_be_opened():
    assert run({"chest": 1}, step("place", "chest"), step("interact", "chest")) == {}
    assert run({}, step("interact", "chest"), surroundings=Surroundings(blocks=frozenset({"chest"}))) == {}
    assert run({}, step("interact", "chest"), surroundings=Surroundings(near={"chest": 4.0})) == {}
    assert run({"iron_axe": 1}, step("interact", "oak_log")) == {"iron_axe": 1}  # the land has them
    first = refusal({}, step("interact", "oak_door"))
    assert first.kind == "station"
    steps = [step("place", "chest"), step("interact", "chest")]
    assert [p.index for p in validate(steps, {})] == [0]  # the rest as if the first had been reached


def test_a_plan_of_somebody_else_is_checked():
    # The commonest mistakes: no table, too few sticks, the tool forgotten, no fuel.
    theirs = [
        step("mine", "#logs", 2), step("craft", "#planks", 8), step("craft", "stick", 4),
        step("craft", "wooden_pickaxe"), step("mine", "cobblestone", 11), step("mine", "iron_ore", 3),
        step("smelt", "iron_ingot", 3),
    ]  # fmt: skip
    problems = validate(theirs, {}, goal=("iron_pickaxe", 1))
    assert [(p.index, p.kind) for p in problems] == [(3, "station"), (5, "tool"), (6, "station"), (7, "goal")]
    assert problems[1].missing == (Need(item="stone_pickaxe"),)
    assert all(str(p) for p in problems)
    assert validate(theirs, {}, Surroundings(stations={"crafting_table", "furnace"}))[-1].kind in ("tool", "fuel")


@pytest.mark.parametrize("goal", ["iron_pickaxe", "compass", "golden_apple", "shield", "blast_furnace", "cake"])
def test_every_step_of_a_plan_is_needed(goal):
    steps = plan(goal, {})
    assert validate(steps, {}, goal=(goal, 1)) == []
    for i in range(len(steps)):
        assert validate(steps[:i] + steps[i + 1 :], {}, goal=(goal, 1)), steps[i].text


def test_kinds_are_drawn_by_the_generator():
    kinds = set(run({}, step("mine", "#logs", 40), rng=random.Random(3)))
    assert len(kinds) == 4
    assert set(run({}, step("mine", "#logs", 40))) == {"oak_log"}


def test_goals_that_are_not_to_have_something_are_checked_too():
    steps = plan(Goal("place", "torch", 2), {})
    assert validate(steps, {}, goal=Goal("place", "torch", 2)) == []
    (problem,) = validate(steps[:-1], {}, goal=Goal("place", "torch", 2))
    assert (problem.kind, str(problem)) == ("goal", "no step of the plan is to place 2 torches")
    assert validate([step("kill", "zombie")], {}, goal=Goal("kill", "zombie", 2))[0].kind == "goal"
