"""What stands in front of the player, whom nobody has told so, is tried before a plan is made that knows nothing of it."""

from __future__ import annotations

import pytest

from craftagent.agent.directly import directly
from craftagent.agent.mind import Mind
from craftagent.agent.thinker import GraphThinker
from craftagent.planner.surroundings import Surroundings
from craftagent.tasks.goal import Goal

NOWHERE, TABLE = Surroundings(), Surroundings(stations=frozenset({"crafting_table"}))


@pytest.mark.parametrize(
    ("goal", "held", "near", "expected"),
    [
        (Goal("interact", "chest"), {}, NOWHERE, "interact chest"),
        (Goal("craft", "ladder", 3), {"stick": 7}, NOWHERE, "craft ladder"),
        (Goal("craft", "ladder", 3), {"stick": 7}, TABLE, None),  # the plan says so itself
        (Goal("craft", "ladder", 3), {"stick": 7, "crafting_table": 1}, NOWHERE, None),
        (Goal("craft", "ladder", 3), {"stick": 6}, NOWHERE, None),
        (Goal("craft", "stick", 4), {"oak_planks": 2}, NOWHERE, None),  # needs no station
        (Goal("smelt", "iron_ingot"), {"iron_ore": 1, "coal": 1}, NOWHERE, "smelt iron_ingot"),
        (Goal("smelt", "iron_ingot"), {"iron_ore": 1}, NOWHERE, None),
        (Goal("mine", "netherrack"), {"stone_pickaxe": 1}, NOWHERE, "mine netherrack"),  # no plan leads to the Nether
        (Goal("mine", "netherrack"), {}, NOWHERE, None),
        (Goal("mine", "iron_block"), {"stone_pickaxe": 1}, NOWHERE, "mine iron_block"),  # a plan would craft it
        (Goal("mine", "dirt", 4), {}, NOWHERE, None),
        (Goal("get", "stone_pickaxe"), {}, NOWHERE, None),
    ],
)
def test_what_is_tried(goal: Goal, held: dict[str, int], near: Surroundings, expected: str | None) -> None:
    step = directly(goal, goal.count, held, near)
    assert (step and f"{step.verb} {step.target}") == expected
    assert step is None or (step.id == "goal" and step.count == goal.count)


def test_it_is_tried_once_and_then_planned(alive, make_info):
    life = alive(Goal("craft", "ladder", 3), info=make_info(stick=7))
    order = life.mind.order()
    assert (order.attempt.subgoal.verb, order.attempt.subgoal.target) == ("craft", "ladder")
    life.mind.hands_failed("there is no table")
    assert life.mind.order().attempt.goal.target == "#logs"


def test_done_at_once_it_is_all(alive, make_info):
    life = alive(Goal("mine", "netherrack"), info=make_info(stone_pickaxe=1))
    life.mind.order()
    life.tick(netherrack=1)
    assert life.mind.reached and len(life.mind.tries) == 1


def test_scripts_that_find_no_station_at_once_do_not_walk_away_before_there_is_a_plan(alive, make_info):
    life = alive(Goal("craft", "ladder", 3), info=make_info(stick=7), hands="mixed")
    life.mind.order()
    life.mind.hands_failed("there is no table")
    assert life.mind.order().attempt.subgoal.id not in ("elsewhere", "goal")


def test_who_knows_what_stands_near_does_not_try_without_it(make_info):
    mind = Mind(Goal("craft", "ladder", 3), "", make_info(stick=7), GraphThinker(), surroundings=lambda: NOWHERE)
    assert mind.order().attempt.goal.target == "#logs"
