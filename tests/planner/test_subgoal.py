"""Subgoals as data: defaults, checks, JSON."""

import pytest
from pydantic import ValidationError

from craftagent.planner import Need, Subgoal
from craftagent.planner.subgoal import total
from craftagent.tasks.goal import Goal
from craftagent.tasks.predicate import parse_predicate


def test_what_is_left_out_follows_from_verb_target_and_count():
    step = Subgoal(verb="mine", target="#logs", count=4)
    assert step.success == {"have": {"target": "#logs", "count": 4}}
    assert step.text == "mine 4 logs"
    assert step.id == "mine-logs"
    assert step.goal == Goal("mine", "#logs", 4)
    assert Subgoal(verb="mine", target="coal", count=2, count_mode="gain").success == {
        "gain": {"target": "coal", "count": 2}
    }


@pytest.mark.parametrize(
    ("verb", "target", "predicate"),
    [
        ("kill", "zombie", {"killed": {"target": "zombie", "count": 1}}),
        ("place", "torch", {"placed": {"target": "torch", "count": 1}}),
        ("equip", "iron_helmet", {"equipped": {"target": "iron_helmet"}}),
        ("reach", "height:12", {"reached": {"below": 12.0}}),
        ("reach", "surface", {}),
    ],
)
def test_success_of_what_is_not_to_have_something(verb, target, predicate):
    assert Subgoal(verb=verb, target=target).success == predicate


def test_success_is_a_predicate_of_the_tasks():
    step = Subgoal(verb="craft", target="stick", count=4, success={"all": [{"crafted": "stick"}, {"have": "stick"}]})
    assert parse_predicate(step.success).to_data() == step.success


def test_json_round_trip():
    step = Subgoal(
        verb="smelt",
        target="iron_ingot",
        count=3,
        station="furnace",
        preconditions=(Need(item="iron_ore", count=3), Need(item="#planks", count=2)),
        fuel=Need(item="#planks", count=2),
        parent="05-craft-bucket",
    )
    again = Subgoal.model_validate_json(step.model_dump_json())
    assert again == step
    assert hash(again) == hash(step)


def test_frozen():
    with pytest.raises(ValidationError):
        Subgoal(verb="mine", target="coal").count = 3


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"verb": "mien", "target": "coal"}, "did you mean 'mine'"),
        ({"verb": "mine", "target": "oak_logs"}, "did you mean 'oak_log'"),
        ({"verb": "mine", "target": "logs"}, "did you mean '#logs'"),
        ({"verb": "mine", "target": "coal", "tool": "stone_pickaxes"}, "did you mean 'stone_pickaxe'"),
        ({"verb": "mine", "target": "coal", "count": 0}, "at least 1"),
        ({"verb": "mine", "target": "coal", "station": "anvil"}, "crafting_table"),
        ({"verb": "mine", "target": "coal", "budget": 0}, "greater than or equal to 1"),
        ({"verb": "mine", "target": "coal", "success": {"has": "coal"}}, "unknown kind of condition 'has'"),
        ({"verb": "mine", "target": "coal", "tools": "hand"}, "tools"),
        ({"verb": "mine", "target": "coal", "preconditions": [{"item": "cole"}]}, "unknown item 'cole'"),
    ],
)
def test_wrong_fields_are_named(fields, message):
    with pytest.raises(ValidationError, match=message):
        Subgoal(**fields)


def test_done_and_needs_add_up_over_tags():
    held = {"oak_log": 3, "birch_log": 1, "oak_planks": 2}
    assert total(held, "#logs") == 4
    assert Subgoal(verb="mine", target="#logs", count=4).done(held)
    assert not Subgoal(verb="mine", target="#logs", count=5).done(held)
    assert not Subgoal(verb="mine", target="#logs", count=1, count_mode="gain").done(held)
    assert Need(item="#planks", count=2).held(held)
    assert not Need(item="stick").held(held)
