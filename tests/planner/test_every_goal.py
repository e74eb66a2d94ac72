"""Every craftable item and every long-horizon goal, planned from nothing and carried out on paper."""

import random

import pytest

from craftagent.planner import CannotPlan, Surroundings, plan
from craftagent.planner.graph import possible
from craftagent.planner.simulate import Simulator, validate
from craftagent.planner.subgoal import total
from craftagent.sim.rules.recipes import all_recipes
from craftagent.sim.rules.registry import item_names

LONG_HORIZON = {
    "wood": "wooden_shovel wooden_pickaxe wooden_axe wooden_hoe wooden_sword stick crafting_table chest bowl ladder",
    "stone": "stone_shovel stone_pickaxe stone_axe stone_hoe stone_sword charcoal smoker furnace torch",
    "iron": "iron_shovel iron_pickaxe iron_axe iron_hoe iron_sword bucket hopper rail shears smithing_table "
    "tripwire_hook chain iron_bars iron_nugget blast_furnace stonecutter",
    "gold": "golden_shovel golden_pickaxe golden_axe golden_hoe golden_sword gold_ingot",
    "diamond": "diamond_shovel diamond_pickaxe diamond_axe diamond_hoe diamond_sword diamond jukebox",
    "redstone": "piston redstone_torch activator_rail compass dropper note_block",
    "armor": "shield iron_helmet iron_chestplate iron_leggings iron_boots diamond_helmet diamond_chestplate "
    "diamond_leggings diamond_boots golden_helmet golden_chestplate golden_leggings golden_boots",
}
GOALS = [item for items in LONG_HORIZON.values() for item in items.split()]


def craftable() -> list[str]:
    return sorted({item_names()[recipe.item] for recipe in all_recipes()})


def carry_out(goal, count, rng):
    """Re-plan after every step from the true inventory; returns how many steps it took."""
    simulator, steps = Simulator({}, rng=rng), 0
    while total(simulator.inventory, goal) < count:
        near = Surroundings(uses_left=simulator.wear)
        first = plan((goal, count), simulator.inventory, near)[0]
        assert not first.done(simulator.inventory), f"{goal}: {first.text} is asked for but held"
        assert simulator.run(first) is None, f"{goal}: {simulator.run(first)}"
        steps += 1
        assert steps < 60, f"{goal}: no end in sight"
    return steps


@pytest.mark.parametrize("count", [1, 7, 64])
def test_every_craftable_item_is_planned_whole_or_refused(count):
    planned = refused = 0
    for item in craftable():
        try:
            steps = plan((item, count), {})
        except CannotPlan as refusal:
            assert "cannot be had: " in str(refusal)
            assert not possible(item)
            refused += 1
            continue
        assert validate(steps, {}, goal=(item, count)) == [], item
        assert not any(step.count_mode == "gain" for step in steps)
        planned += 1
    assert (planned, refused) == (384, 178)


def test_the_list_of_long_horizon_goals():
    assert len(GOALS) == len(set(GOALS)) == 67


@pytest.mark.parametrize("goal", GOALS)
def test_long_horizon_goals(goal):
    steps = plan(goal, {})
    simulator = Simulator({})
    for step in steps:
        assert not step.done(simulator.inventory), f"{step.text} is asked for but held"
        assert simulator.run(step) is None
        assert total(simulator.inventory, step.target) >= step.count
    assert simulator.inventory[goal] >= 1
    taken = carry_out(goal, 1, random.Random(goal))
    for i in range(len(steps)):
        assert validate(steps[:i] + steps[i + 1 :], {}, goal=(goal, 1)), f"{steps[i].text} is not needed"
    assert taken <= len(steps) + 8  # planks of up to four kinds of wood are so many steps


def test_replanning_of_every_item_comes_to_an_end():
    for item in (item for item in craftable() if possible(item)):
        carry_out(item, 3, random.Random(item))
