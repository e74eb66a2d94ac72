"""Plans of models against the graph: mended or refused, never let through wrong."""

import random

import pytest

from craftagent.planner import Surroundings, plan, validate
from craftagent.planner.graph import possible
from craftagent.planner.mllm.answer import Step, target_names
from craftagent.planner.mllm.mend import CannotMend, mend
from craftagent.planner.mllm.situation import Situation
from craftagent.planner.simulate import Simulator
from craftagent.tasks.goal import VERBS, Goal


def steps(*rows):
    return [
        Step(verb=verb, target=target, count=count, tool=(rest or [None])[0]) for verb, target, count, *rest in rows
    ]


def situation(goal, held=None, **fields):
    return Situation(Goal("get", goal) if isinstance(goal, str) else goal, held or {}, **fields)


def brief(mended):
    return [(s.verb, s.target, s.count) for s in mended.subgoals]


def test_a_good_plan_stays_as_it_is_with_the_rest_filled_in():
    rows = [("mine", "#logs", 3), ("craft", "#planks", 12), ("craft", "stick", 4), ("craft", "crafting_table", 1),
            ("craft", "wooden_pickaxe", 1)]  # fmt: skip
    mended = mend(steps(*rows), situation("wooden_pickaxe"))
    assert brief(mended) == rows
    assert mended.changes == []
    last = mended.subgoals[-1]
    assert last.station == "crafting_table" and last.success and last.id == "05-craft-wooden_pickaxe"
    assert mended.subgoals[0].where
    assert mended.subgoals[3].parent == last.id


def test_what_is_missing_is_put_in_before():
    mended = mend(steps(("mine", "cobblestone", 3), ("craft", "stone_pickaxe", 1)), situation("stone_pickaxe"))
    made = [s.target for s in mended.subgoals]
    assert made.index("wooden_pickaxe") < made.index("cobblestone") < made.index("stone_pickaxe")
    assert any(change.startswith("put in before mine 3 cobblestone: ") for change in mended.changes)
    mine = next(s for s in mended.subgoals if s.target == "cobblestone")
    assert mine.tool == "wooden_pickaxe"


def test_what_is_held_is_left_out():
    held = {"oak_log": 5, "crafting_table": 1}
    rows = steps(("mine", "#logs", 3), ("craft", "crafting_table", 1), ("craft", "#planks", 8), ("craft", "stick", 4))
    mended = mend(rows, situation("stick", held))
    assert brief(mended) == [("craft", "#planks", 8), ("craft", "stick", 4)]
    assert len(mended.changes) == 2 and all("held already" in change for change in mended.changes)


def test_a_plan_that_stops_short_is_led_to_the_goal():
    mended = mend(steps(("mine", "#logs", 1)), situation("iron_pickaxe"))
    assert mended.subgoals[-1].target == "iron_pickaxe"
    assert mended.changes[-1].startswith("put in at the end: ")


def test_goals_that_are_not_to_have_something():
    goal = Goal("place", "torch", 1)
    mended = mend(steps(("place", "torch", 1)), situation(goal, {"coal": 1, "stick": 1}))
    assert brief(mended) == [("craft", "torch", 4), ("place", "torch", 1)]
    fight = mend(steps(("craft", "wooden_sword", 1)), situation(Goal("kill", "zombie", 2)))
    assert brief(fight)[-1] == ("kill", "zombie", 2)


def test_a_block_is_put_down_by_its_item():
    water = situation(Goal("place", "water"))
    for name in ("water", "water_bucket"):
        mended = mend(steps(("get", "water_bucket", 1), ("place", name, 1)), water)
        assert brief(mended)[-2:] == [("get", "water_bucket", 1), ("place", "water", 1)]
        assert [need.item for need in mended.subgoals[-1].preconditions] == ["water_bucket"]
    wheat = mend(steps(("place", "wheat_seeds", 1)), situation(Goal("place", "wheat")))
    assert brief(wheat) == [("mine", "wheat_seeds", 1), ("place", "wheat", 1)]


def test_what_a_step_put_down_is_opened_and_not_made_again():
    goal = situation(Goal("interact", "chest"), {"oak_planks": 12})
    own = [("craft", "chest", 1), ("place", "chest", 1), ("interact", "chest", 1)]
    assert brief(mend(steps(*own), goal))[1:] == own  # but for the table


def test_a_known_tool_is_kept_and_a_foolish_one_is_not():
    held = {"wooden_pickaxe": 1, "stone_pickaxe": 1}
    kept = mend(steps(("mine", "iron_ore", 1, "stone_pickaxe")), situation("iron_ore", held))
    assert kept.subgoals[0].tool == "stone_pickaxe"
    other = mend(steps(("mine", "iron_ore", 1, "wooden_pickaxe")), situation("iron_ore", held))
    assert other.subgoals[0].tool == "stone_pickaxe"


def test_stations_that_stand_near_need_not_be_made():
    near = Surroundings(stations=frozenset({"crafting_table"}))
    mended = mend(steps(("craft", "wooden_pickaxe", 1)), situation("wooden_pickaxe", {"oak_log": 2}, surroundings=near))
    assert "crafting_table" not in [s.target for s in mended.subgoals]


def test_wood_that_is_only_supposed_is_of_any_kind():
    mended = mend(steps(("mine", "#logs", 4), ("craft", "stone_pickaxe", 1)), situation("stone_pickaxe"))
    assert not [s.target for s in mended.subgoals if s.target.startswith("oak_")]
    boat = mend(steps(("mine", "oak_log", 2)), situation("oak_boat"))
    for seed in range(20):
        for one in (mended, boat):
            paper = Simulator({}, rng=random.Random(seed))
            assert [paper.run(step) for step in one.subgoals] == [None] * len(one.subgoals)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("mine", "unobtainium", 1)], "step 1 (mine unobtainium)"),
        ([("craft", "beacon", 1)], "only in the Nether"),
        ([("mine", "quartz", 1)], "only in the Nether"),
        ([("place", "fire", 1)], "nothing that can be held puts fire down"),
        ([("mine", "oak_log", 1), ("eat", "oak_log", 1), ("craft", "stick", 4)], "an oak log cannot be eaten"),
        ([("interact", "dirt", 1)], "nothing happens when dirt is used by hand; it takes a hoe"),
        ([("mine", "pikaxe", 1), ("craft", "stik", 1)], "step 2 (craft stik)"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(rows, words):
    with pytest.raises(CannotMend) as refusal:
        mend(steps(*rows), situation("stick"))
    assert words in str(refusal.value)
    assert all(line.startswith("- ") for line in str(refusal.value).splitlines())


def test_random_plans_come_out_whole_or_are_refused():
    """Whatever a model writes: what is let through can be carried out and ends at the goal."""
    rng = random.Random(5)
    names = [n for n in target_names() if not n.endswith("spawn_egg")]
    easy = [n for n in ("#logs", "#planks", "stick", "crafting_table", "wooden_pickaxe", "cobblestone", "furnace", "coal",
                        "torch", "iron_ore", "iron_ingot", "beef", "cooked_beef", "bucket", "milk_bucket")]  # fmt: skip
    goals = ["stick", "torch", "stone_pickaxe", "iron_pickaxe", "cooked_beef", "bucket"]
    held_now = [{}, {"oak_log": 3}, {"stone_pickaxe": 1, "coal": 4}, {"crafting_table": 1, "oak_planks": 9}]
    whole = refused = 0
    for _ in range(150):
        pool = easy if rng.random() < 0.8 else names
        rows = [(rng.choice(VERBS), rng.choice(pool), rng.choice((1, 3, 8, 64))) for _ in range(rng.randint(1, 5))]
        goal, held = rng.choice(goals), rng.choice(held_now)
        try:
            mended = mend(steps(*rows), situation(goal, held))
        except CannotMend:
            refused += 1
            continue
        whole += 1
        assert validate(mended.subgoals, held, goal=(goal, 1)) == []
        paper = Simulator(held)
        for step in mended.subgoals:
            assert not step.done(paper.inventory), step.text
            paper.run(step)
    assert whole > 10 and refused > 10


def test_the_graphs_own_plans_pass_unchanged():
    for goal in ("iron_pickaxe", "compass", "cooked_beef", "diamond_pickaxe", "torch"):
        assert possible(goal)
        own = plan(goal, {})
        mended = mend(steps(*((s.verb, s.target, s.count, s.tool) for s in own)), situation(goal))
        assert brief(mended) == [(s.verb, s.target, s.count) for s in own]
        assert mended.changes == []
