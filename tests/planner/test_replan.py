"""Re-planning from random inventories never asks for what is held."""

import random

import pytest

from craftagent.planner import CannotPlan, plan
from craftagent.planner.graph import possible
from craftagent.planner.simulate import Simulator, validate
from craftagent.planner.subgoal import total
from craftagent.planner.ways import durability
from craftagent.sim.rules.recipes import all_recipes
from craftagent.sim.rules.registry import item_names

COMMON = [
    *("oak_log", "birch_log", "spruce_log", "acacia_log", "crimson_stem", "oak_planks", "birch_planks", "stick"),
    *("crafting_table", "furnace", "wooden_pickaxe", "stone_pickaxe", "iron_pickaxe", "diamond_pickaxe"),
    *("cobblestone", "stone", "coal", "charcoal", "iron_ore", "iron_ingot", "gold_ore", "gold_ingot", "diamond"),
    *("redstone", "white_wool", "red_wool", "string", "leather", "iron_block", "iron_nugget", "sand", "glass", "torch"),
]
EVER = 1000


def inventories():
    """Half of them odds and ends, half of them what somebody on the way up carries."""
    names = item_names()[1:]
    for seed in range(EVER):
        rng = random.Random(seed)
        pool = COMMON if seed % 2 else names
        held = {rng.choice(pool): rng.randint(1, 20) for _ in range(rng.randint(1, 12))}
        yield rng, {name: 1 if durability(name) else count for name, count in held.items()}


def test_the_plan_of_what_is_held_is_empty():
    for _, held in inventories():
        for item, count in held.items():
            assert plan((item, count), held) == []
            assert plan((item, 1), held) == []


def test_plans_from_random_inventories_are_whole_and_ask_for_nothing_held():
    goals = sorted(name for name in {item_names()[recipe.item] for recipe in all_recipes()} if possible(name))
    for rng, held in inventories():
        goal, count = rng.choice(goals), rng.choice([1, 1, 2, 5])
        steps = plan((goal, count), held)
        assert validate(steps, held, goal=(goal, count)) == [], (goal, count, held)
        simulator = Simulator(held)
        for step in steps:
            assert not step.done(simulator.inventory), (goal, held, step.text)
            simulator.run(step)
        for station in ("crafting_table", "furnace"):
            if held.get(station) and goal != station and not uses(steps, station):
                assert not any(step.target == station for step in steps), (goal, held)
        for step in steps:
            if step.target.endswith("_pickaxe") and step.target != goal:
                assert not serves(held, step.target), (goal, held, step.text)


@pytest.mark.slow
def test_plans_are_minimal():
    """Leaving out any single subgoal breaks the plan: a later one cannot be carried out, or the goal is missed."""
    goals = sorted(name for name in {item_names()[recipe.item] for recipe in all_recipes()} if possible(name))
    for rng, held in inventories():
        goal = rng.choice(goals), rng.choice([1, 1, 2, 5])
        steps = plan(goal, held)
        for i in range(len(steps)):
            rest = steps[:i] + steps[i + 1 :]
            assert validate(rest, held, goal=goal), f"{goal} from {held}: {steps[i].text} is not needed"


def test_a_better_tool_of_held_material_saves_the_first_one():
    held = {"stick": 3, "acacia_log": 19, "iron_ingot": 15}
    made = [step.target for step in plan("gold_nugget", held)]
    assert "iron_pickaxe" in made and "wooden_pickaxe" not in made


def test_planks_of_held_and_of_new_logs_are_one_step():
    made = [step.target for step in plan("smithing_table", {"birch_log": 3})]
    assert sum(name.endswith("planks") for name in made) == 1


def uses(steps, item):
    return any(need.item == item for step in steps for need in step.preconditions)


def serves(held, pickaxe):
    """Whether a pickaxe at least as good is held (each of these plans is far from wearing one out)."""
    order = ["wooden_pickaxe", "stone_pickaxe", "iron_pickaxe", "diamond_pickaxe", "netherite_pickaxe"]
    better = order[order.index(pickaxe) :] if pickaxe in order else []
    return any(held.get(name) for name in better)


def test_what_is_held_never_makes_a_plan_longer():
    """The work from an inventory is no more than from nothing: blocks to break, creatures to hunt."""
    goals = ["iron_pickaxe", "diamond_pickaxe", "compass", "shield", "chest", "torch", "blast_furnace", "bookshelf"]
    from_nothing = {goal: gathered(plan(goal, {}), {}) for goal in goals}
    for rng, held in inventories():
        goal = rng.choice(goals)
        if held.get(goal):
            continue
        assert gathered(plan(goal, held), held) <= from_nothing[goal] + 1e-6, (goal, held)


def gathered(steps, held):
    """Items to gather, each weighed by its trip: a log less than a diamond."""
    last, work = dict(held), 0.0
    for step in steps:
        if step.verb in ("mine", "hunt"):
            here = total(last, step.target)
            work += step.budget - 1200 if here < step.count else 0
    return work


def test_random_goals_that_cannot_be_had_are_refused_with_what_is_missing():
    hopeless = sorted(name for name in {item_names()[recipe.item] for recipe in all_recipes()} if not possible(name))
    for rng, held in inventories():
        goal = rng.choice(hopeless)
        if held.get(goal):
            continue
        try:
            steps = plan(goal, held)
        except CannotPlan as refusal:
            assert refusal.missing
            assert not any(possible(name) for name in refusal.missing)
        else:  # what it takes was held by chance
            assert validate(steps, held, goal=(goal, 1)) == []
