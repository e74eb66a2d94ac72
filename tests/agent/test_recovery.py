"""What comes after a failure: how soon it is seen, what is tried then, and what is kept of what was done."""

from __future__ import annotations

import pytest

from craftagent.agent.elsewhere import AWAY_TICKS
from craftagent.agent.nudge import FAR_WALK, WALK
from craftagent.agent.thinker import Thought
from craftagent.planner.reflection import Verdict
from craftagent.planner.subgoal import Need, Subgoal
from craftagent.tasks.goal import Goal

LOGS = Subgoal(verb="mine", target="#logs", count=3)
STICKS = Subgoal(verb="craft", target="stick", count=4)


def kills(info, n):
    return {**info, "stats": {**info["stats"], "kill_entity": {"zombie": n}}, "events": []}


def test_gathering_that_gains_nothing_ends_long_before_its_budget(alive):
    life = alive(barren=400, still=1000)
    life.mind.order()
    life.tick(60, walk=1.0)
    life.tick(400, walk=1.0, oak_log=1)
    assert life.mind.subgoals[0].outcome == "running"  # the count rose in between
    order = life.tick(walk=1.0)
    assert life.mind.subgoals[0].reason == "nothing gained in 400 ticks"
    assert len(life.mind.subgoals) == 2 and order.attempt.goal.verb == "mine"


def test_the_policy_forgets_what_led_to_nothing(alive):
    life = alive(barren=400, still=1000)
    life.mind.order()
    assert [life.tick(walk=1.0).afresh for _ in range(400)] == [False] * 399 + [True]


@pytest.mark.parametrize("hands", ["learned", "mixed"])
def test_learned_hands_go_away_as_they_were_taught_to(alive, hands):
    life = alive(wander=2, hands=hands, barren=0)
    for _ in range(2):
        life.mind.order()
        life.mind.hands_failed("no tree in sight")
    order = life.mind.order()
    assert order.nudge == FAR_WALK, "it walks first, whichever way"
    assert order.hands == "learned" and order.afresh and order.attempt.goal == Goal("reach", "distance:30")
    life.tick(AWAY_TICKS, walk=0.05)
    assert life.mind.tries[2].span.outcome == "failed" and life.mind._failed.since_done == 2  # it does not count
    assert life.mind.current.target == "#logs"


def test_rock_is_looked_for_below_and_then_elsewhere(alive, make_info):
    life = alive(Goal("mine", "cobblestone"), info=make_info(wooden_pickaxe=1), wander=1, barren=0)
    ways = []
    for _ in range(3):
        assert life.mind.order().attempt.subgoal.verb == "mine"
        life.mind.hands_failed("none in sight")
        order = life.mind.order()
        assert not order.nudge, "nobody walks through rock"
        ways.append(order.attempt.subgoal.target)
        life.tick(AWAY_TICKS)
    assert ways == ["depth:6", "distance:30", "depth:6"]


def test_who_is_in_a_pit_gets_out_before_looking_for_trees(alive):
    life = alive(barren=0, still=10**6)
    life.tick(walk=1.0)
    life.info["pose"].update(y=58.0)
    life.tick()
    assert life.mind.current.verb == "mine"  # what is begun is gone on with
    life.mind.hands_failed("no tree in sight")
    order = life.mind.order()
    assert order.attempt.goal == Goal("reach", "surface") and order.attempt.by_the_way
    life.info["pose"].update(y=63.0)
    life.tick(2)
    assert life.mind.tries[1].span.outcome == "done" and life.mind.current.target == "#logs"
    life.mind.hands_failed("no tree in sight")
    assert life.mind.order().attempt.goal == Goal("reach", "distance:30")  # one block is no pit


def test_cobblestone_is_looked_for_in_the_pit(alive, make_info):
    life = alive(Goal("mine", "cobblestone"), info=make_info(wooden_pickaxe=1), barren=0)
    life.info["pose"].update(y=50.0)
    life.tick()
    life.mind.hands_failed("for the test")
    assert life.mind.order().attempt.subgoal.target == "cobblestone"


def test_a_try_that_is_stuck_twice_is_given_up(alive):
    life = alive(still=50, barren=0)  # a log takes 60
    life.mind.order()
    life.tick(60)
    assert life.mind.tries[0].stuck == 1 and len(life.mind.tries) == 1
    life.tick(60)
    assert life.mind.tries[0].span.reason == "stuck 2 times" and len(life.mind.tries) == 2


def test_on_a_long_way_it_may_be_stuck_more_often(alive, make_info):
    life = alive(Goal("mine", "iron_ore"), info=make_info(stone_pickaxe=1))
    life.mind.order()
    life.tick(700)
    assert life.mind.tries[0].stuck >= 5 and len(life.mind.tries) == 1


def test_who_digs_for_ore_looks_round_now_and_then(alive, make_info):
    life = alive(Goal("mine", "iron_ore"), info=make_info(stone_pickaxe=1))
    life.mind.order()
    assert [i for i in range(500) if life.tick(walk=0.1).nudge] == [159, 319, 479]
    rock = alive(Goal("mine", "cobblestone"), info=make_info(wooden_pickaxe=1), barren=0)
    rock.mind.order()
    assert not any(rock.tick(walk=0.1).nudge for _ in range(500))


@pytest.mark.parametrize(("steps", "ways"), [(1, ["far_shore"]), (300, ["distance:30"])])
def test_who_was_under_water_is_sent_ashore(alive, make_info, steps, ways):
    life = alive(wander=1, barren=0, still=10**6)
    life.mind.order()
    life.info["life"]["air"] = 250
    life.tick(walk=0.1)
    life.info["life"]["air"] = 300
    life.tick(steps, walk=0.1)
    life.mind.hands_failed("no tree in sight")
    assert [life.mind.order().attempt.subgoal.target] == ways


def test_stuck_hands_are_turned_round_but_not_in_screens(alive, make_info):
    life = alive(still=60)
    life.mind.order()
    assert [i for i in range(100) if life.tick().nudge == WALK] == [59]
    craft = alive(Goal("craft", "stick", 4), info=make_info(oak_planks=2), still_crafting=60)
    assert not any(craft.tick().nudge for _ in range(100)) and "stuck" in craft.kinds()


def test_failures_are_counted_since_a_step_was_done(alive):
    life = alive(failures=3, wander=0)
    for _ in range(2):
        life.mind.order()
        life.mind.hands_failed("no")
    life.mind.order()
    life.tick(oak_log=4)
    for _ in range(2):
        life.mind.order()
        life.mind.hands_failed("no")
        assert not life.mind.stopped
    life.mind.say(Goal("mine", "dirt", 2), "dig two dirt")
    for _ in range(2):
        life.mind.order()
        life.mind.hands_failed("no")
    assert not life.mind.stopped
    life.mind.order()
    life.mind.hands_failed("no")
    assert life.mind.stopped.startswith("3 subgoals failed")


def test_what_was_killed_before_a_failure_is_not_asked_for_again(alive):
    life = alive(Goal("kill", "zombie", 3), wander=0)
    assert life.mind.order().attempt.goal.count == 3
    life.mind.see(kills(life.info, 2))
    life.mind.hands_failed("it ran away")
    order = life.mind.order()
    assert order.attempt.goal == Goal("kill", "zombie", 1)
    life.mind.see(kills(life.info, 3))
    assert life.mind.reached
    life.mind.stopped = ""
    life.mind.say(Goal("kill", "zombie", 2), "two more")
    assert life.mind.order().attempt.goal.count == 2


def test_a_place_that_failed_half_way_needs_half_the_torches(alive, make_info):
    life = alive(Goal("place", "torch", 3), info=make_info(torch=3))
    life.mind.order()
    life.tick(2, events=({"type": "placed", "block": "torch"},), torch=1)
    life.mind.hands_failed("no wall")
    assert life.mind.order().attempt.goal == Goal("place", "torch", 1)


def timed_out(alive, thinker, on_fail):
    life = alive(Goal("get", "stick", 4), thinker, barren=0, wander=0)
    step = LOGS.model_copy(update={"on_fail": on_fail, "budget": 50})
    thinker.thoughts = [Thought((step, STICKS), "mllm")]
    life.mind.order()
    life.tick(50, walk=1.0)
    return life, step


@pytest.mark.parametrize(("on_fail", "asked"), [("replan", 2), ("retry", 1), ("skip", 1), ("stop", 1)])
def test_a_step_says_what_follows_when_its_time_is_up(alive, thinker, on_fail, asked):
    life, step = timed_out(alive, thinker, on_fail)
    assert life.mind.current is {"retry": step, "skip": STICKS}.get(on_fail) and len(thinker.asked) == asked
    assert bool(life.mind.stopped) is (on_fail == "stop")


def test_what_was_to_be_retried_is_dropped_when_somebody_wants_something_else(alive, thinker):
    life, _ = timed_out(alive, thinker, "retry")
    life.mind.say(Goal("mine", "dirt"), "dig")
    life.mind.order()
    assert life.mind.current is None and len(thinker.asked) == 2


# -- the look back -------------------------------------------------------------------------------------------------------


def looked_at(alive, make_info, held=None, **config):
    goal = Goal("get", "iron_ingot")
    life = alive(goal, info=make_info(**(held or {})), reflect_every=50, still=10**6, still_crafting=10**6, **config)
    if life.mind.order().attempt.subgoal.id == "station":
        life.info["stats"].setdefault("use_item", {})["furnace"] = 1
        life.tick(events=({"type": "placed", "block": "furnace"},), furnace=0)
    life.tick(60)
    return life


SMELTABLE = {"iron_ore": 1, "coal": 1, "furnace": 1, "stone_pickaxe": 1}


def test_the_rule_has_no_say_over_scripts_and_furnaces(alive, make_info):
    for life in (looked_at(alive, make_info, hands="expert"), looked_at(alive, make_info, held=SMELTABLE)):
        assert "reflection" in life.kinds() and life.mind.subgoals[-1].outcome == "running"
    assert looked_at(alive, make_info, held=SMELTABLE).mind.current.verb == "smelt"
    assert looked_at(alive, make_info).mind.subgoals[0].outcome == "failed"


def test_the_rule_has_no_say_over_what_has_just_begun(alive, make_info):
    life = alive(reflect_every=50, still=10**6)
    life.mind.order()
    life.tick(40)
    life.mind.hands_failed("no")
    life.tick(20)
    assert [s.outcome for s in life.mind.subgoals] == ["failed", "running"]


def test_progress_is_that_of_one_try(alive, thinker):
    life = alive(thinker=thinker, reflect_every=20, still=10**6)
    thinker.thoughts = [Thought((LOGS,), "mllm"), Thought((LOGS,), "mllm")]
    life.mind.order()
    life.tick(20, oak_log=2)
    life.tick(5, oak_log=0)
    life.mind.hands_failed("they burnt")
    life.mind.order()
    life.tick(15, oak_log=1)
    assert [round(look.progress, 2) for look in thinker.looks] == [0.67, 0.33]


def test_a_verdict_on_an_earlier_try_is_dropped(alive, thinker):
    life = alive(thinker=thinker, reflect_every=20, still=10**6, wander=0)
    thinker.thoughts = [Thought((LOGS,), "mllm"), Thought((LOGS,), "mllm")]
    life.mind.order()
    life.tick(20)
    life.mind.hands_failed("no")
    assert thinker.looked_away == 1
    life.mind.order()
    thinker.verdicts = [Verdict("replan", why="too late", by="mllm")]
    life.tick()
    assert life.mind.subgoals[-1].outcome == "running" and "reflection" not in life.kinds()


def test_a_night_in_a_shelter_is_no_time_of_the_step(alive, thinker):
    life = alive(thinker=thinker, hands="expert", reflect_every=0)
    thinker.thoughts = [Thought((LOGS.model_copy(update={"budget": 50}),), "mllm")]
    life.mind.order()
    life.mind._back._of = life.mind._attempt
    for _ in range(2000):
        life.tick()
        life.mind.hands_aside()
    thinker.verdicts = [Verdict("replan", why="nothing but darkness", by="mllm")]
    life.tick()
    assert life.mind.subgoals[0].outcome == "running"
    life.tick(2 * 50 + 800)
    assert life.mind.subgoals[0].outcome == "failed"


# -- tools, names and what is told ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("works", [True, False])
def test_after_the_tool_comes_the_step_that_wants_it_and_no_question(alive, make_info, thinker, works):
    stone = Subgoal(verb="mine", target="cobblestone", count=3, tool="wooden_pickaxe")
    more = Subgoal(verb="mine", target="cobblestone", count=4, tool="wooden_pickaxe", id="more")
    life = alive(Goal("get", "cobblestone", 3), thinker, make_info(wooden_pickaxe=1), hands="mixed")
    thinker.thoughts = [Thought((stone, more), "mllm")]
    assert life.mind.order().attempt.subgoal.id == "tool"
    if works:
        life.info["equipped"]["mainhand"] = "wooden_pickaxe"
        life.tick()
        life.mind.hands_done()
    else:
        life.mind.hands_failed("the hotbar does not turn")
    assert life.mind.order().attempt.subgoal is stone and len(thinker.asked) == 1


def test_planks_are_told_by_the_name_of_the_wood_that_is_held(alive, make_info, thinker):
    planks = Subgoal(verb="craft", target="#planks", count=8)
    life = alive(Goal("get", "#planks", 8), thinker, make_info(oak_log=1, birch_log=2, oak_planks=1))
    thinker.thoughts = [Thought((planks,), "mllm")]
    order = life.mind.order()
    assert order.attempt.goal == Goal("craft", "birch_planks", 7) and order.attempt.subgoal is planks


def test_what_is_worn_is_held(alive, make_info, thinker):
    step = Subgoal(verb="craft", target="iron_boots", count=2, preconditions=(Need(item="iron_boots"),))
    info = make_info()
    info["equipped"]["feet"] = "iron_boots"
    life = alive(Goal("get", "iron_boots", 2), thinker, info)
    thinker.thoughts = [Thought((step,), "mllm")]
    assert life.mind.order().attempt.goal.count == 1
    assert "missing_precondition" not in life.kinds() and life.mind._attempt.held == {"iron_boots": 1}


def test_every_call_is_told_what_came_of_its_own_plan(alive, make_info, thinker):
    life = alive(Goal("get", "stick", 4), thinker, make_info(oak_planks=2), wander=0, reflect_every=10, still=10**6)
    thinker.thoughts = [
        Thought((LOGS, STICKS), "mllm", calls=("first",)), Thought((LOGS,), "graph", "timed out", ("second", "third")),
    ]  # fmt: skip
    life.mind.order()
    life.tick(oak_log=3)
    life.mind.hands_failed("no table")
    life.mind.order()
    life.tick(9)
    thinker.verdicts = [Verdict("continue", by="mllm", calls=("look",))]
    life.tick()
    life.mind.close(False)
    told = {calls: outcome for calls, outcome in thinker.outcomes}
    assert told[("first",)] == {
        "success": False, "ticks": life.mind.tick, "by": "mllm", "steps": 2, "done": 1, "failed": "craft 4 sticks: no table",
    }  # fmt: skip
    assert told[("second", "third")]["by"] == "graph"
    assert told[("look",)]["verdict"] == "continue"


def test_a_planner_that_takes_long_is_named_once(alive, thinker):
    life = alive(thinker=thinker)
    life.mind.order()
    life.tick(120)
    assert life.kinds() == ["planner_slow"]


def swims(life, n, way="walk_on_water_one_cm"):
    """``n`` ticks of moving, in water or, by another ``way``, on land."""
    order = None
    for _ in range(n):
        custom = life.info["stats"]["custom"]
        custom[way] = custom.get(way, 0) + 10
        order = life.tick(walk=0.1)
    return order


def target(life):
    return life.mind.current.target


def test_who_comes_ashore_goes_on(alive):
    life = alive(wander=1, barren=0, still=10**6)
    life.mind.order()
    life.info["life"]["air"] = 250
    life.tick(walk=0.1)
    life.info["life"]["air"] = 300
    life.mind.hands_failed("no tree in sight")
    life.mind.order()
    assert target(life) == "far_shore"
    swims(life, 20)
    swims(life, 9, "walk_one_cm")
    swims(life, 1)
    swims(life, 9, "sprint_one_cm")
    assert target(life) == "far_shore"
    swims(life, 1, "walk_one_cm")
    assert target(life) == "#logs" and life.mind.tries[-2].span.outcome == "done"


def test_who_is_long_in_water_is_sent_ashore_and_then_goes_on(alive):
    life = alive(barren=0, still=10**6)
    life.mind.order()
    swims(life, 50)
    swims(life, 10, "walk_one_cm")
    swims(life, 99)
    assert target(life) == "#logs"
    assert swims(life, 1).afresh and target(life) == "far_shore"
    swims(life, 10, "walk_one_cm")
    assert target(life) == "#logs" and "failed" not in life.kinds()
    assert [tried.subgoal.id for tried in life.mind.tries].count("up") == 1


def test_who_looks_for_what_lies_in_water_stays(alive, make_info):
    life = alive(Goal("mine", "sand", 4), barren=0, still=10**6)
    life.mind.order()
    swims(life, 300)
    assert {tried.subgoal.target for tried in life.mind.tries} == {"sand"}


def test_sixteen_blocks_away_is_elsewhere(alive):
    life = alive(wander=1, barren=0, still=10**6)
    life.mind.order()
    life.mind.hands_failed("no tree in sight")
    assert life.mind.order().attempt.goal.text() and target(life) == "distance:30"
    life.tick(159, walk=0.1)
    assert target(life) == "distance:30"
    life.tick(3, walk=0.1)
    assert target(life) == "#logs" and life.mind.tries[-2].span.outcome == "done"


def test_who_does_not_come_ashore_tries_the_step_again(alive):
    life = alive(barren=0, still=10**6)
    life.mind.order()
    swims(life, 100 + AWAY_TICKS)
    assert target(life) == "#logs"
    swims(life, 98)
    assert target(life) == "#logs"
    swims(life, 3)
    assert target(life) == "far_shore"


def test_who_catches_breath_on_land_is_ashore(alive):
    life = alive(wander=1, barren=0, still=10**6)
    life.mind.order()
    life.info["life"]["air"] = 20
    life.tick(walk=0.1)
    life.mind.hands_failed("no tree in sight")
    life.mind.order()
    for _ in range(9):
        life.info["life"]["air"] += 4
        swims(life, 1, "walk_one_cm")
    assert target(life) == "far_shore"
    swims(life, 1, "walk_one_cm")
    assert target(life) == "#logs"
