from __future__ import annotations

import numpy as np
import pytest

from craftagent.agent.mind import Mind
from craftagent.agent.thinker import GraphThinker, Thought
from craftagent.agent.upkeep import SETTLING
from craftagent.planner.reflection import Verdict
from craftagent.planner.subgoal import Need, Subgoal
from craftagent.tasks.goal import Goal


def put_down(life, block):
    """A block is placed: it is held no more, and the world says so."""
    life.info["stats"].setdefault("use_item", {})[block] = life.info["stats"].get("use_item", {}).get(block, 0) + 1
    life.tick(events=({"type": "placed", "block": block},), **{block: 0})


def test_a_plan_is_carried_out_step_by_step_and_made_anew_from_what_is_held(alive):
    life = alive()
    order = life.mind.order()
    assert order.fresh and order.hands == "learned" and order.attempt.goal == Goal("mine", "#logs", 3)
    assert not life.tick(oak_log=1).fresh
    order = life.tick(oak_log=4)  # one more than was asked: the planks that follow know of it
    assert order.fresh and order.attempt.goal.verb == "craft" and order.attempt.goal.target == "oak_planks"
    while not life.mind.stopped:
        step = life.mind.current
        if step.verb == "place":
            put_down(life, step.target)
        else:
            life.tick(**{step.target.replace("#planks", "oak_planks"): step.count})
    assert life.mind.reached and life.mind.stopped == "thinks it is done"
    assert [s.outcome for s in life.mind.subgoals] == ["done"] * len(life.mind.subgoals)
    assert life.mind.done[0].startswith("mine 3 logs (2 ticks)")


def test_what_the_hands_are_told_is_what_is_still_missing(alive, make_info):
    life = alive(Goal("mine", "cobblestone", 5), info=make_info(cobblestone=2, wooden_pickaxe=1))
    assert life.mind.order().attempt.goal == Goal("mine", "cobblestone", 5)  # five more, as the goal says
    life.tick(cobblestone=4)
    life.mind._fail("failed", "for the test")
    life.tick()
    assert life.mind.current.count == 7 and life.mind.order().attempt.goal.count == 3


def test_a_subgoal_out_of_time_fails_and_is_tried_again(alive):
    life = alive(reflect_every=0, barren=0)
    life.mind.order()
    budget = life.mind._attempt.budget
    life.tick(budget, walk=1.0)
    assert life.mind.subgoals[0].outcome == "failed" and "timeout" in life.kinds()
    assert life.mind.current.verb == "mine" and len(life.mind.subgoals) == 2
    assert life.mind._situation().failures[0].reason == f"not done after {budget} ticks"


def test_after_failures_in_a_row_it_goes_elsewhere_and_gives_up_at_last(alive):
    life = alive(failures=5, wander=2, hands="expert")
    for _ in range(5):
        life.mind.order()
        if life.mind.current.id == "elsewhere":
            life.mind.hands_failed("no way")
            life.mind.order()
        life.mind.hands_failed("no tree in sight")
        life.tick()
    tried = [s.subgoal.id for s in life.mind.subgoals]
    assert tried.count("elsewhere") == 2 and life.mind.stopped.startswith(
        "5 subgoals failed, the last one: mine 3 logs"
    )
    assert not life.mind.reached and life.mind.order().attempt is None


def test_stuck_hands_are_told_to_let_go_but_scripts_are_not(alive):
    life = alive(still=50)  # a log takes 60
    life.mind.order()
    orders = [life.tick() for _ in range(120)]
    assert [i for i, order in enumerate(orders) if order.afresh] == [59, 119] and life.kinds().count("stuck") == 2
    life = alive(still=50)
    life.mind.order()
    assert not any(life.tick(walk=0.1).afresh for _ in range(120))
    life = alive(still=50, hands="expert")
    life.mind.order()
    assert not any(life.tick().afresh for _ in range(120))


def test_a_tool_that_breaks_is_planned_for_again(alive, make_info):
    info = make_info(wooden_pickaxe=1, oak_log=3)
    life = alive(Goal("mine", "cobblestone", 3), info=info)
    assert life.mind.order().attempt.subgoal.tool == "wooden_pickaxe"
    life.tick(wooden_pickaxe=0)
    assert "tool_broken" in life.kinds()
    assert life.mind.current.target in ("oak_planks", "#planks")


def test_in_a_screen_a_tool_on_the_cursor_is_not_broken(alive, make_info):
    life = alive(Goal("mine", "cobblestone", 3), info=make_info(wooden_pickaxe=1))
    life.mind.order()
    life.info["gui"] = {"open": True, "screen": "inventory"}
    life.tick(wooden_pickaxe=0)
    assert "tool_broken" not in life.kinds()


def test_what_a_step_takes_must_be_held(alive, thinker):
    step = Subgoal(verb="craft", target="stick", count=4, preconditions=(Need(item="#planks", count=2),))
    life = alive(Goal("get", "stick", 4), thinker)
    thinker.thoughts = [Thought((step,), "mllm")]
    life.mind.order()
    assert life.kinds()[-1] == "missing_precondition" and "2 wooden planks" in life.mind.events[-1].text
    assert life.mind.subgoals[0].outcome == "failed"


def test_a_craft_that_fails_says_what_is_missing(alive, make_info):
    life = alive(Goal("get", "stick", 4), info=make_info(oak_planks=2), hands="mixed")
    assert life.mind.order().hands == "scripted"
    life.tick(oak_planks=0)
    life.mind.hands_failed("no ingredients")
    assert life.mind.events[-1].kind == "gui_failure" and "missing 2" in life.mind.events[-1].text


def test_a_script_is_not_believed_that_it_is_done(alive):
    life = alive(hands="expert")
    life.mind.order()
    life.mind.hands_done()
    assert life.kinds()[-1] == "belief_mismatch" and life.mind.subgoals[-1].outcome == "failed"


def test_a_script_is_left_to_tidy_up_after_a_thing_is_done(alive, make_info):
    life = alive(Goal("get", "stick", 4), info=make_info(oak_planks=2), hands="expert")
    life.mind.order()
    life.tick(5, stick=4, oak_planks=0)
    assert life.mind.current is not None
    life.mind.hands_done()
    life.tick()
    assert life.mind.reached


def test_learned_hands_may_close_the_screen_before_the_next_thing(alive, make_info):
    life = alive(Goal("get", "wooden_pickaxe"), info=make_info(oak_planks=5, stick=2, crafting_table=1), linger=10)
    life.mind.order()
    put_down(life, "crafting_table")
    life.info["gui"] = {"open": True, "screen": "crafting_table"}
    life.tick(8, wooden_pickaxe=1, oak_planks=2, stick=0)
    assert life.mind.current is not None and not life.mind.stopped
    life.info["gui"] = {"open": False, "screen": "none"}
    life.tick(2)
    assert life.mind.reached


def test_death_ends_the_attempt_and_another_plan_is_made(alive):
    life = alive()
    life.mind.order()
    life.tick(3, oak_log=2)
    order = life.tick(events=({"type": "died", "cause": "fall"},), oak_log=0)
    assert [s.outcome for s in life.mind.subgoals] == ["interrupted", "running"] and order.fresh
    assert "death" in life.kinds() and life.mind.events[-1].kind == "begins"


def test_what_is_remembered_of_other_episodes_is_an_event(make_info):
    mind = Mind(Goal("get", "stick"), "sticks", make_info(), GraphThinker(), remembered=("sticks (done in 90 ticks)",))
    assert [(event.kind, event.text) for event in mind.events] == [("experience", "sticks (done in 90 ticks)")]


def test_low_health_and_hunger_are_said_once(alive):
    life = alive()
    life.mind.order()
    life.info["life"] = {"air": 300, "health": 5.0, "food": 4, "is_alive": True}
    life.tick(5)
    assert life.kinds().count("health_low") == 1 and life.kinds().count("hunger_low") == 1


def test_while_a_planner_thinks_the_hands_rest_and_the_first_answer_counts(alive, thinker):
    life = alive(thinker=thinker)
    assert life.mind.order().attempt is None and len(thinker.asked) == 1
    assert life.tick(30).attempt is None and len(thinker.asked) == 1
    thinker.thoughts = [Thought((Subgoal(verb="mine", target="#logs", count=3),), "mllm", "left out: nothing", ("c1",))]
    assert life.tick().attempt.goal == Goal("mine", "#logs", 3)
    life.mind.close(True)
    ((calls, outcome),) = thinker.outcomes
    assert calls == ("c1",) and outcome["success"] and outcome["ticks"] == 31 and thinker.closed


def test_a_refusal_ends_it_with_the_reason(alive, thinker):
    life = alive(thinker=thinker)
    life.mind.order()
    thinker.thoughts = [Thought(None, "mllm", "the server does not answer")]
    life.tick()
    assert life.mind.stopped == "the server does not answer" and not life.mind.reached
    graph = alive(Goal("get", "blaze_rod"))
    graph.mind.order()
    assert graph.mind.stopped and "blaze" in graph.mind.stopped
    assert [(e.kind, "blaze" in e.text) for e in graph.mind.events] == [("planner_refused", True), ("gave_up", False)]


def test_the_look_back_tells_what_has_happened_and_its_verdict_is_followed(alive, make_info, thinker):
    info = make_info()
    life = alive(thinker=thinker, info=info, reflect_every=40)
    thinker.thoughts = [Thought((Subgoal(verb="mine", target="#logs", count=3, budget=900),), "mllm")]
    life.mind.order()
    life.tick(40, walk=0.5, oak_log=1)
    (look,) = thinker.looks
    assert look.ticks == 40 and look.gained == {"oak_log": 1} and look.moved == pytest.approx(20)
    assert look.progress == pytest.approx(1 / 3) and look.subgoal == "mine 3 logs"
    thinker.verdicts = [Verdict("replan", "lost", "nothing but water", "mllm")]
    life.tick()
    assert life.mind.subgoals[0].outcome == "failed" and "nothing but water" in life.mind.subgoals[0].reason
    thinker.thoughts = [Thought((Subgoal(verb="mine", target="#logs", count=3, budget=900),), "mllm")]
    life.tick()
    thinker.verdicts = [Verdict("done", by="mllm")]  # its predicate says otherwise
    life.tick()
    assert life.mind.current is not None and life.mind.subgoals[-1].outcome == "running"


def test_a_frame_that_is_kept_is_not_drawn_over(alive, thinker):
    frame = np.zeros((4, 4, 3), np.uint8)
    life = alive(thinker=thinker, reflect_every=2)
    for value in range(1, 5):
        frame[:] = value
        life.mind.see(life.info, frame)
    frame[:] = 99
    assert [int(look.now[0, 0, 0]) for look in thinker.looks] == [2, 4]
    assert thinker.looks[1].before[0, 0, 0] == 2


def test_a_person_may_want_something_else(alive):
    life = alive()
    life.mind.order()
    life.tick(4, walk=1.0)
    life.mind.say(Goal("mine", "dirt", 2), "dig two dirt")
    order = life.mind.order()
    assert order.attempt.goal == Goal("mine", "dirt", 2) and life.mind.subgoals[0].outcome == "interrupted"
    assert "operator_message" in life.kinds()


def test_what_was_lost_is_noticed(alive):
    life = alive()
    life.mind.order()
    life.tick(oak_log=3)
    life.mind.order()
    life.tick(oak_log=0)
    life.mind.hands_failed("nothing to craft of")
    life.mind.order()
    assert "inventory_regression" in life.kinds() and life.mind.current.verb == "mine"


def test_mixed_hands_take_the_tool_in_hand_by_script(alive, make_info):
    info = make_info(wooden_pickaxe=1)
    life = alive(Goal("mine", "cobblestone", 3), info=info, hands="mixed")
    order = life.mind.order()
    assert order.attempt.subgoal.id == "tool" and order.hands == "scripted"
    life.mind.hands_failed("the hotbar does not turn")
    assert life.mind.order().attempt.subgoal.verb == "mine"  # it is not tried for ever
    life.info["equipped"]["mainhand"] = "wooden_pickaxe"
    life.mind._fail("failed", "for the test")
    assert life.mind.order().attempt.subgoal.verb == "mine"
    learned = alive(Goal("mine", "cobblestone", 3), info=make_info(wooden_pickaxe=1))
    assert learned.mind.order().attempt.subgoal.verb == "mine"


def test_where_scripts_can_do_nothing_the_body_is_moved_first(alive, make_info):
    things = {"crafting_table": 1, "oak_planks": 3, "stick": 2, "oak_log": 2}
    life = alive(Goal("craft", "wooden_pickaxe"), info=make_info(**things), hands="mixed")
    life.mind.order()
    life.mind.hands_failed("no room")
    order = life.mind.order()
    assert order.attempt.subgoal.id == "elsewhere" and order.hands == "learned" and order.attempt.by_the_way
    life.tick(order.attempt.budget)
    assert life.mind.order().attempt.subgoal.verb == "craft"
    life.tick(200)
    life.mind.hands_failed("no way")  # after a while: it did find something to do
    assert life.mind.order().attempt.subgoal.id != "elsewhere"
    life.mind._places._known = [("crafting_table", (0.0, 0.0, 0.0))]
    life.mind.hands_failed("no crafting_table")  # it is not there: now another can be put down
    assert life.mind.order().attempt.subgoal.id != "elsewhere"


def test_what_scripts_fail_at_twice_for_one_reason_is_tried_from_elsewhere(alive, make_info):
    things = {"crafting_table": 1, "oak_planks": 3, "stick": 2, "oak_log": 2}
    life = alive(Goal("craft", "wooden_pickaxe"), info=make_info(**things), hands="mixed")
    ways = []
    for why in ("can not place", "can not place", "no way", "can not place"):
        life.tick(240)
        life.mind.hands_failed(why)
        order = life.mind.order()
        ways.append(order.attempt.subgoal.id == "elsewhere")
        if ways[-1]:
            life.tick(order.attempt.budget)
            assert life.mind.order().attempt.subgoal.verb == "craft"
    assert ways == [False, True, False, False]


def test_what_was_at_work_when_the_goal_was_reached_is_not_called_done(alive, make_info):
    life = alive(Goal("get", "wooden_pickaxe"))
    life.tick()
    life.mind.close(True)
    assert life.mind.tries[-1].subgoal.verb == "mine" and life.mind.tries[-1].span.outcome == "interrupted"
    life = alive(Goal("mine", "dirt"))
    life.tick()
    life.mind.close(True)
    assert life.mind.tries[-1].span.outcome == "done", "with the last step it is"


def test_a_try_that_ran_out_of_time_leaves_no_memory(alive, make_info):
    life = alive(Goal("craft", "stick", 4), info=make_info(oak_planks=2), still_crafting=10_000)
    life.tick(life.mind.order().attempt.budget - 1)
    life.mind.see(life.info)
    assert "timeout" in life.kinds() and life.mind.order().afresh


def test_learned_hands_are_told_to_put_the_station_down_first_if_so_wanted(alive, make_info):
    things = {"crafting_table": 1, "oak_planks": 3, "stick": 2}
    life = alive(Goal("craft", "wooden_pickaxe"), info=make_info(**things), stations=True)
    attempt = life.mind.order().attempt
    assert (attempt.subgoal.id, attempt.goal) == ("station", Goal("place", "crafting_table"))
    put_down(life, "crafting_table")
    assert life.mind.order().attempt.subgoal.verb == "craft"
    assert life.mind.tries[0].span.outcome == "done"

    failed = alive(Goal("craft", "wooden_pickaxe"), info=make_info(**things), stations=True)
    failed.mind.order()
    failed.mind.hands_failed("no room")
    assert failed.mind.order().attempt.subgoal.verb == "craft", "it is tried all the same"
    for hands in ("mixed", "expert"):  # scripts put it down themselves
        assert (
            alive(Goal("craft", "wooden_pickaxe"), info=make_info(**things), stations=True, hands=hands)
            .mind.order()
            .attempt.goal.verb
            == "craft"
        )


def test_a_block_is_opened_where_it_stands_before_one_is_made(alive, make_info):
    life = alive(Goal("interact", "crafting_table"), info=make_info(oak_planks=4))
    assert life.mind.order().attempt.subgoal.verb == "interact"
    life.mind.hands_failed("none in sight")
    assert life.mind.order().attempt.subgoal.verb == "craft"


def test_a_slow_planners_plan_is_gone_on_with_as_long_as_it_holds(alive, thinker):
    life = alive(Goal("get", "stick", 4), thinker)
    logs = Subgoal(verb="mine", target="#logs", count=1)
    planks = Subgoal(verb="craft", target="oak_planks", count=4, preconditions=(Need(item="oak_log"),))
    sticks = Subgoal(verb="craft", target="stick", count=4, preconditions=(Need(item="#planks", count=2),))
    thinker.thoughts = [Thought((logs, planks, sticks), "mllm")]
    life.mind.order()
    life.tick(oak_log=1)
    assert life.mind.current is planks and len(thinker.asked) == 1
    life.mind.hands_failed("no")  # now it does not hold as it stands
    life.mind.order()
    assert len(thinker.asked) == 2 and life.mind.current is None
    thinker.thoughts = [Thought((planks, sticks), "mllm")]
    life.tick()
    life.info["gui"] = {"open": True, "screen": "inventory"}
    life.tick(oak_log=0, oak_planks=1)  # not what was planned: two are wanted
    life.mind._finish(life.mind._attempt)
    life.mind.order()
    assert len(thinker.asked) == 3 and life.mind.current is None


# -- asking ahead --------------------------------------------------------------------------------------------------------

LOGS = Subgoal(verb="mine", target="#logs", count=3, budget=100)
THREE = Goal("mine", "#logs", 3)


def troubled(alive, thinker, **config):
    """A life in which half of a step's time is gone, so that the planner has been asked again."""
    life = alive(THREE, thinker, reflect_every=0, wander=0, barren=0, **config)
    thinker.thoughts = [Thought((LOGS,), "mllm")]
    life.mind.order()
    life.tick(49, walk=1.0)
    assert len(thinker.asked) == 1
    life.tick(walk=1.0, oak_log=1)
    assert len(thinker.asked) == 2 and thinker.asked[1].inventory == {"oak_log": 1}
    return life


def test_a_slow_planner_thinks_while_the_hands_are_at_work(alive, thinker):
    life = troubled(alive, thinker)
    thinker.thoughts = [Thought((LOGS, LOGS.model_copy(update={"id": "more"})), "mllm")]
    assert all(life.tick(walk=1.0).attempt is not None for _ in range(49))
    order = life.tick(walk=1.0)  # out of time: the plan is there, and no tick is lost
    assert [s.outcome for s in life.mind.subgoals] == ["failed", "running"] and order.fresh
    assert len(life.mind.plan) == 2 and len(thinker.asked) == 2


def test_what_was_thought_ahead_is_not_taken_if_it_does_not_fit_any_more(alive, thinker):
    life = troubled(alive, thinker)
    stale = Subgoal(verb="craft", target="stick", count=4, preconditions=(Need(item="#planks", count=2),))
    thinker.thoughts = [Thought((stale,), "mllm")]
    life.tick(50, walk=1.0)
    assert life.mind.current is None and len(thinker.asked) == 3  # asked anew, from what is held now
    thinker.thoughts = [Thought((LOGS,), "mllm")]
    assert life.tick().attempt is not None


def test_an_answer_on_its_way_is_waited_for_and_not_asked_for_twice(alive, thinker):
    life = troubled(alive, thinker)
    life.tick(50, walk=1.0)
    assert life.mind.current is None and len(thinker.asked) == 2
    thinker.thoughts = [Thought((LOGS,), "mllm")]
    assert life.tick().attempt.subgoal is LOGS


def test_what_was_thought_ahead_is_dropped_when_something_else_is_wanted(alive, thinker):
    life = troubled(alive, thinker)
    thinker.thoughts = [Thought((LOGS,), "mllm")]
    life.tick()
    life.mind.say(Goal("mine", "dirt", 2), "dig")
    life.mind.order()
    assert len(thinker.asked) == 3 and thinker.asked[2].goal == Goal("mine", "dirt", 2) and life.mind.current is None


def test_while_the_hands_go_elsewhere_the_planner_thinks(alive, thinker):
    life = alive(THREE, thinker, reflect_every=0, wander=1, barren=0)
    thinker.thoughts = [Thought((LOGS,), "mllm")]
    life.mind.order()
    life.mind.hands_failed("no tree in sight")
    assert life.mind.order().attempt.subgoal.id == "elsewhere" and len(thinker.asked) == 1
    life.tick()
    assert len(thinker.asked) == 2 and [f.reason for f in thinker.asked[1].failures] == ["no tree in sight"]


def test_low_health_is_a_reason_to_ask_a_slow_planner(alive, thinker):
    life = alive(THREE, thinker)
    thinker.thoughts = [Thought((LOGS,), "mllm")]
    life.mind.order()
    life.info["life"] = {"air": 300, "health": 5.0, "food": 20, "is_alive": True}
    life.tick(3)
    assert len(thinker.asked) == 2 and thinker.asked[1].facts["health"] == "5 of 20" and life.mind.current is LOGS


def test_the_graph_is_not_asked_ahead(alive, monkeypatch):
    asked, ask = [], GraphThinker.ask
    monkeypatch.setattr(GraphThinker, "ask", lambda self, situation: asked.append(1) or ask(self, situation))
    life = alive(barren=0, reflect_every=0)
    life.mind.order()
    life.info["life"] = {"air": 300, "health": 5.0, "food": 4, "is_alive": True}
    life.tick(life.mind._attempt.budget - 1, walk=1.0)
    assert len(asked) == 1 and len(life.mind.subgoals) == 1


# -- what free play sees to ----------------------------------------------------------------------------------------------


def hungry(life):
    life.info["life"] = {"air": 300, "health": 20.0, "food": 5, "is_alive": True}


def test_who_is_hungry_eats_and_goes_on(alive, make_info):
    life = alive(THREE, info=make_info(bread=2, cooked_beef=1, golden_apple=1), watchful=True)
    life.mind.order()
    hungry(life)
    order = life.tick()
    assert order.fresh and order.attempt.goal == Goal("eat", "cooked_beef") and order.hands == "learned"
    assert [s.outcome for s in life.mind.subgoals] == ["interrupted", "running"]
    life.info["life"]["food"] = 13
    order = life.tick(events=({"type": "ate", "item": "cooked_beef", "count": 1},), cooked_beef=0)
    assert order.attempt.goal == THREE and life.mind.subgoals[1].outcome == "done"


def test_a_meal_that_fails_is_not_tried_without_end(alive, make_info):
    life = alive(THREE, info=make_info(bread=2), watchful=True, wander=0)
    life.mind.order()
    hungry(life)
    life.tick()
    life.mind.hands_failed("it does not open its mouth")
    assert life.tick(300, walk=1.0).attempt.goal == THREE and life.mind._failed.since_done == 0
    assert [s.subgoal.verb for s in life.mind.subgoals].count("eat") == 1


@pytest.mark.parametrize(
    ("held", "goal", "config"),
    [
        ({}, THREE, {"watchful": True}),
        ({"chicken": 3, "rotten_flesh": 1, "golden_apple": 1}, THREE, {"watchful": True}),
        ({"bread": 3}, Goal("get", "bread", 2), {"watchful": True}),  # it is what is wanted
        ({"beef": 3, "furnace": 1, "coal": 1}, Goal("get", "cooked_beef", 2), {"watchful": True}),  # it is used for it
        ({"bread": 3}, THREE, {"watchful": False}),
        ({"bread": 3}, THREE, {"watchful": True, "hands": "expert"}),  # scripts eat by themselves
    ],
)
def test_what_is_not_eaten(alive, make_info, held, goal, config):
    life = alive(goal, info=make_info(**held), **config)
    life.mind.order()
    hungry(life)
    life.tick(5)
    assert [s.subgoal.verb for s in life.mind.subgoals if s.subgoal.verb == "eat"] == []


def test_what_a_step_takes_and_is_lost_is_planned_for_at_once(alive, make_info):
    for watchful in (True, False):
        life = alive(Goal("get", "stick", 8), info=make_info(oak_planks=4), watchful=watchful)
        life.mind.order()
        life.tick(2, oak_planks=2, stick=4)  # half of it is done: nothing is lost
        assert life.mind.current.verb == "craft" and len(life.mind.subgoals) == 1
        life.info["gui"] = {"open": True, "screen": "inventory"}
        life.tick(oak_planks=0)  # on its way
        assert life.mind.current.verb == "craft"
        life.info["gui"] = {"open": False, "screen": "none"}
        life.tick(SETTLING - 1, oak_planks=0)  # what hung on the pointer lies at one's feet, and is picked up soon
        assert life.mind.current.verb == "craft"
        life.tick(oak_planks=0)
        assert life.mind.current.verb == "mine" and "inventory_regression" in life.kinds()


def test_what_a_craft_in_vain_let_fall_is_waited_for(alive, make_info):
    """The screen is shut with the log on the pointer: it lies at one's feet, and no other is felled for it."""
    life = alive(Goal("craft", "oak_planks", 4), info=make_info(oak_log=1, stick=1))
    life.mind.order()
    life.info["gui"] = {"open": True, "screen": "inventory"}
    life.tick(140, oak_log=0)
    assert life.mind.tries[-1].span.outcome == "failed" and life.mind.current is None
    life.info["gui"] = {"open": False, "screen": "none"}
    life.tick(30)
    assert life.mind.current is None, "it rests"
    life.tick(2, oak_log=1)
    assert life.mind.current.verb == "craft" and len(life.mind.tries) == 2

    life.info["gui"] = {"open": True, "screen": "inventory"}
    life.tick(140, oak_log=0)
    life.info["gui"] = {"open": False, "screen": "none"}
    life.tick(50)
    assert life.mind.current.verb == "mine", "it does not come back"


def test_learned_hands_begin_a_craft_as_recorded_play_begins_one(alive, make_info):
    """Who has just felled a tree goes on felling: what was done before is forgotten."""
    for hands, forgets in (("learned", True), ("mixed", False)):
        life = alive(Goal("get", "stick", 4), info=make_info(), hands=hands)
        assert not life.mind.order().afresh
        order = life.tick(oak_log=1)
        assert order.attempt.subgoal.verb == "craft" and order.afresh == forgets
        assert not life.tick().afresh
