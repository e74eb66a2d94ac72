"""What hangs on the pointer counts as made: it is gone on with where it can be, and picked up where the screen threw it."""

from __future__ import annotations

import pytest

from craftagent.agent.pointer import PATIENCE, REST, STEP, Pointer
from craftagent.agent.thinker import Thought
from craftagent.planner.subgoal import Subgoal
from craftagent.tasks.goal import Goal

PLANKS = Subgoal(verb="craft", target="oak_planks", count=4, id="planks")
EIGHT = Subgoal(verb="craft", target="oak_planks", count=8, id="planks")
STICKS = Subgoal(verb="craft", target="stick", count=4, id="sticks")
PLACE = Subgoal(verb="place", target="crafting_table", id="place")


def made(item, count):
    return {"type": "crafted", "item": item, "count": count}


@pytest.fixture
def seen(make_info):
    """``seen(pointer, tick, *events, open=True, **held)`` -> what the pointer makes of such a tick."""

    def see(pointer, tick, *events, open=True, **held):
        info = make_info(**held) | {"events": list(events), "gui": {"open": open, "screen": "inventory"}}
        return pointer.see(info, tick)["inventory"]

    return see


def test_a_product_on_the_pointer_is_held_until_it_is_used_or_put_away(seen):
    pointer = Pointer()
    assert seen(pointer, 1, oak_log=1) == {"oak_log": 1}
    assert seen(pointer, 2) == {}
    assert seen(pointer, 3, made("oak_planks", 4)) == {"oak_planks": 4}
    assert seen(pointer, 4) == {"oak_planks": 4}
    assert seen(pointer, 5, oak_planks=1) == {"oak_planks": 4} and pointer.way == {"oak_planks": 3}
    assert seen(pointer, 6, made("stick", 4), stick=4, oak_planks=1) == {"oak_planks": 2, "stick": 4}
    assert seen(pointer, 7, oak_planks=2, stick=4) == {"oak_planks": 2, "stick": 4} and not pointer.way


def test_what_goes_to_the_bag_at_once_is_not_counted_twice(seen):
    pointer = Pointer()
    seen(pointer, 1)
    assert seen(pointer, 2, made("oak_planks", 8), oak_planks=8) == {"oak_planks": 8} and not pointer.way


def test_what_falls_when_the_screen_is_shut_may_come_back(seen):
    pointer = Pointer()
    seen(pointer, 1, made("oak_planks", 4))
    assert not pointer.falls(1)
    assert seen(pointer, 2, open=False) == {} and pointer.falls(2) and pointer.steps(2)
    assert pointer.falls(1 + REST) and not pointer.falls(2 + REST) and not pointer.steps(2 + STEP)
    seen(pointer, 9, open=False, oak_planks=4)
    assert not pointer.falls(9)


def test_hands_that_do_not_go_on_rest(seen):
    pointer = Pointer()
    for tick in range(PATIENCE):
        seen(pointer, tick, *([made("oak_planks", 4)] if tick == 0 else ()))
        assert not pointer.rests(tick)
    assert pointer.rests(PATIENCE)


@pytest.fixture
def crafting(alive, make_info, thinker):
    """Learned hands craft in the open inventory: ``crafting(*steps, **held)``; ``life.craft(events)`` is a tick there."""

    def begin(*steps, **held):
        life = alive(Goal("get", "stick", 4), thinker, make_info(**held))
        thinker.thoughts = [Thought(steps, "mllm")]
        life.mind.order()
        life.info["gui"] = {"open": True, "screen": "inventory"}
        return life

    return begin


def craft(life, item, count, **held):
    life.info["stats"]["craft_item"][item] = life.info["stats"]["craft_item"].get(item, 0) + count
    return life.tick(events=(made(item, count),), **held)


def test_the_next_craft_begins_in_the_open_screen(crafting):
    life = crafting(PLANKS, STICKS, oak_log=1)
    life.tick(5, oak_log=0)
    order = craft(life, "oak_planks", 4)
    assert [span.outcome for span in life.mind.subgoals] == ["done", "running"]
    assert order.attempt.subgoal is STICKS and order.attempt.goes_on and order.fresh and not order.afresh


def test_a_step_in_the_world_does_not(crafting):
    life = crafting(PLANKS, PLACE, oak_log=1, crafting_table=1)
    craft(life, "oak_planks", 4, oak_log=0)
    assert life.mind.subgoals[0].outcome == "done" and not life.mind.goes_on


def test_the_goal_itself_has_to_come_to_the_bag(crafting):
    life = crafting(STICKS, PLANKS, oak_planks=2)
    life.mind.order()
    life.info["stats"]["craft_item"]["stick"] = 4
    life.info["events"], life.info["inventory"] = [made("stick", 4)], {}
    life.mind.see(life.info)
    assert life.mind.subgoals[0].outcome == "done" and not life.mind.goes_on and not life.mind.reached
    life.info["gui"] = {"open": False, "screen": "none"}
    life.info["events"] = []
    life.mind.see(life.info)
    assert life.mind.order().attempt is None and life.mind.picks_up and not life.mind.reached
    life.info["inventory"] = {"stick": 4}
    life.mind.see(life.info)
    assert life.mind.order().attempt is None and life.mind.reached


def test_a_part_that_is_left_at_that_is_told_anew(crafting):
    life = crafting(EIGHT, STICKS, oak_log=2)
    craft(life, "oak_planks", 4, oak_log=0)
    life.tick(PATIENCE - 1)
    assert life.mind.current is EIGHT
    life.tick()
    assert life.mind.subgoals[0].outcome == "interrupted" and "part" in life.mind.subgoals[0].reason
    again = crafting(EIGHT, STICKS, oak_log=2)
    again.info["gui"] = {"open": False, "screen": "none"}
    craft(again, "oak_planks", 4, oak_log=1, oak_planks=4)  # taken with shift, and the screen shut
    assert again.mind.subgoals[0].outcome == "interrupted"


def test_scripts_put_away_what_they_make(alive, make_info):
    life = alive(Goal("get", "stick", 4), None, make_info(oak_log=1), hands="mixed")
    life.info["gui"] = {"open": True, "screen": "inventory"}
    craft(life, "oak_planks", 4, oak_log=0)
    assert life.mind.subgoals[0].outcome != "done"
