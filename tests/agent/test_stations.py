"""Stations: taken along where they are wanted again elsewhere, and not forgotten over a craft that went wrong."""

from __future__ import annotations

import pytest

from craftagent.agent.places import Places, wanted_again
from craftagent.agent.thinker import Thought
from craftagent.planner.subgoal import Subgoal
from craftagent.planner.surroundings import Surroundings
from craftagent.tasks.goal import Goal

PICKAXE = Subgoal(verb="craft", target="wooden_pickaxe", station="crafting_table")
STONE = Subgoal(verb="mine", target="cobblestone", count=3)
BETTER = Subgoal(verb="craft", target="stone_pickaxe", station="crafting_table")
STICKS = Subgoal(verb="craft", target="stick", count=4)
SMELT = Subgoal(verb="smelt", target="iron_ingot", station="furnace")
STONE_PICKAXE = Goal("get", "stone_pickaxe")
TABLE = {"type": "gui_opened", "screen": "crafting_table"}


@pytest.fixture
def crafting(alive, make_info, thinker):
    """A wooden pickaxe is being made: ``crafting(*later steps, held)``."""

    def begin(*later, goal=STONE_PICKAXE, step=PICKAXE, held=(), **config):
        life = alive(goal, thinker, make_info(**dict(held)), **config)
        thinker.thoughts = [Thought((step, *later), "mllm")]
        life.mind.order()
        return life

    return begin


@pytest.mark.parametrize(
    ("later", "along"),
    [
        ((STONE, BETTER), True),
        ((STICKS, STONE, STICKS, BETTER), True),
        ((STICKS, BETTER, STONE, BETTER), False),  # it is worked at first
        ((STONE, SMELT), False),  # of another kind
        ((STONE,), False),
        ((), False),
    ],
)
def test_a_station_goes_along_where_it_is_wanted_elsewhere(later, along):
    assert wanted_again(PICKAXE, later) is along
    assert not wanted_again(STICKS, later)  # it takes none


def test_the_goal_of_a_craft_is_told_until_the_table_is_back(crafting):
    life = crafting(STONE, BETTER)
    life.tick(60, wooden_pickaxe=1)
    assert life.mind.current is PICKAXE and life.mind.subgoals[0].outcome == "running"
    life.tick(crafting_table=1)
    assert life.mind.subgoals[0].outcome == "done"


def test_a_table_that_does_not_come_back_is_left(crafting):
    life = crafting(STONE, BETTER, tidy=30)
    life.tick(30, wooden_pickaxe=1)
    assert life.mind.current is PICKAXE
    life.tick()
    assert life.mind.subgoals[0].outcome == "done"


def test_a_furnace_is_left_where_no_pickaxe_would_bring_it_back(crafting):
    again = Subgoal(verb="smelt", target="gold_ingot", station="furnace")
    wood = Subgoal(verb="mine", target="#logs")
    life = crafting(wood, again, goal=Goal("get", "gold_ingot"), step=SMELT)
    life.tick(2, iron_ingot=1)
    assert life.mind.subgoals[0].outcome == "done"
    life = crafting(wood, again, goal=Goal("get", "gold_ingot"), step=SMELT, held={"stone_pickaxe": 1})
    life.tick(2, iron_ingot=1)
    assert life.mind.subgoals[0].outcome == "running"


def test_nothing_is_tidied_when_the_goal_is_reached_or_the_table_is_used_at_once(crafting):
    life = crafting(STONE, BETTER, goal=Goal("get", "wooden_pickaxe"))
    life.tick(1, wooden_pickaxe=1)
    assert life.mind.reached
    life = crafting(STICKS, BETTER)
    life.tick(1, wooden_pickaxe=1)
    assert life.mind.subgoals[0].outcome == "done"


def test_a_fumbled_craft_does_not_make_it_forget_the_table_before_it(crafting):
    life = crafting(STONE, BETTER)
    life.tick(events=(TABLE,))
    life.tick(320)
    assert "timeout" in life.kinds() and life.mind._situation().surroundings.stations == {"crafting_table"}


def test_a_table_that_is_not_found_is_forgotten(crafting, thinker):
    life = crafting(STONE, BETTER)
    life.mind.see({**life.info, "events": [TABLE]})
    life.mind.hands_failed("for the test")
    assert life.mind._situation().surroundings.stations == {"crafting_table"}
    thinker.thoughts = [Thought((PICKAXE, STONE, BETTER), "mllm")]
    life.tick(321)
    assert life.kinds().count("timeout") == 1 and not life.mind._situation().surroundings.stations


def test_a_chest_that_was_put_down_is_opened_and_not_made_again(alive, make_info):
    life = alive(Goal("interact", "chest"), info=make_info(chest=1), wander=0)
    life.mind.order()
    life.mind.hands_failed("none in sight")
    assert life.mind.order().attempt.goal == Goal("place", "chest")
    order = life.tick(events=({"type": "placed", "block": "chest"},), chest=0)
    assert order.attempt.goal == Goal("interact", "chest") and life.mind.plan == [order.attempt.subgoal]


def test_what_the_world_says_stands_near_leaves_out_no_chest(alive, make_info):
    life = alive(Goal("interact", "chest"), info=make_info())
    life.mind._surroundings = lambda: Surroundings(trees=("oak",))
    life.tick(events=({"type": "placed", "block": "chest"},))
    near = life.mind._situation().surroundings
    assert near.blocks == {"chest"} and near.trees == ("oak",)


def test_a_chest_that_was_broken_is_forgotten(make_info):
    places, info = Places(), make_info()
    info["stats"]["mine_block"] = {"chest": 1}  # an earlier one
    places.see({**info, "events": [{"type": "placed", "block": "chest"}, {"type": "placed", "block": "dirt"}]})
    assert places.surroundings(info).blocks == {"chest"} and not places.surroundings(info).stations
    info["stats"]["mine_block"] = {"chest": 2}
    places.see(info)
    assert places.surroundings(info).blocks == frozenset()
