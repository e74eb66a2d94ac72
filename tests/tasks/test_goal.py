"""Goals, tags and the English of both."""

from __future__ import annotations

import random

import numpy as np
import pytest

from craftagent.sim.rules.registry import item_names
from craftagent.tasks.goal import VERBS, Goal, parse_place
from craftagent.tasks.nouns import counted, plural, singular
from craftagent.tasks.tags import block_members, entity_members, item_members, members, tag_names
from craftagent.tasks.wordings import TARGET_WORDINGS, VERB_WORDINGS

GOALS = [
    Goal("mine", "#logs", 3), Goal("mine", "wheat_seeds"), Goal("mine", "diamond", 2), Goal("mine", "sand", 4),
    Goal("mine", "poppy"), Goal("mine", "dirt"), Goal("hunt", "#wool"), Goal("hunt", "beef", 2), Goal("kill", "zombie"),
    Goal("craft", "torch", 4), Goal("smelt", "iron_ingot"), Goal("get", "water_bucket"), Goal("place", "torch"),
    Goal("place", "oak_sapling"), Goal("place", "wheat"), Goal("eat", "bread"), Goal("equip", "shears"),
    Goal("interact", "chest"), Goal("reach", "height:12"), Goal("survive", "night"), Goal("survive", "any", 600),
]  # fmt: skip


def test_plain_texts() -> None:
    assert Goal("mine", "oak_log", 3).text() == "mine 3 oak logs"
    assert Goal("mine", "#logs").text() == "mine a log"
    assert Goal(verb="craft", target="iron_boots").text() == "craft a pair of iron boots"
    assert str(Goal("kill", "#animals", 2)) == "kill 2 animals"
    assert Goal("reach", "biome:snowy_tundra").text() == "go to a snowy tundra biome"
    assert Goal("survive", "any", 1200).text() == "survive for 1 minute"
    assert Goal("survive", "any", 4800).text() == "survive for 4 minutes"
    assert Goal("survive", "any", 30).text() == "survive for 1.5 seconds"
    assert Goal("survive", "night").text() == "survive through the night"


@pytest.mark.parametrize(
    ("target", "one", "three"),
    [
        ("oak_log", "an oak log", "3 oak logs"), ("dirt", "dirt", "3 dirt"), ("torch", "a torch", "3 torches"),
        ("sheep", "a sheep", "3 sheep"), ("#wool", "a block of wool", "3 blocks of wool"), ("shears", "a pair of shears",
        "3 pairs of shears"), ("lily_of_the_valley", "a lily of the valley", "3 lilies of the valley"),
        ("#swords", "a sword", "3 swords"), ("cooked_beef", "a steak", "3 steaks"), ("iron_ore", "iron ore", "3 iron ore"),
        ("#raw_meat", "a piece of raw meat", "3 pieces of raw meat"), ("compass", "a compass", "3 compasses"),
        ("potato", "a potato", "3 potatoes"), ("dead_bush", "a dead bush", "3 dead bushes"),
    ],
)  # fmt: skip
def test_counted_things(target: str, one: str, three: str) -> None:
    assert (counted(target, 1), counted(target, 3)) == (one, three)


def test_every_item_has_english() -> None:
    for name in (*item_names()[1:], *tag_names()):
        for words in (singular(name), plural(name), counted(name, 1), counted(name, 2)):
            assert words and "_" not in words and "#" not in words and not words.endswith(("sss", "chs"))


@pytest.mark.parametrize("goal", GOALS, ids=str)
def test_many_wordings_and_none_of_them_held_out(goal: Goal) -> None:
    train, held_out = goal.texts(), goal.texts(held_out=True)
    assert len(train) >= 6 and len(held_out) >= 3
    assert len(set(train)) == len(train) and len(set(held_out)) == len(held_out)
    assert not set(train) & set(held_out)
    assert train[0] == goal.text()
    assert not any("{" in text or "_" in text for text in (*train, *held_out))
    if goal.count > 1 and goal.verb != "survive":
        assert all(str(goal.count) in text for text in (*train, *held_out) if "wheat field" not in text)


def test_templates_are_disjoint_for_every_verb() -> None:
    assert set(VERB_WORDINGS) == set(VERBS)
    for wordings in (*VERB_WORDINGS.values(), *TARGET_WORDINGS.values()):
        assert not set(wordings.train) & set(wordings.held_out)
    for verb, tag in TARGET_WORDINGS:
        assert verb in VERBS and members(tag)


def test_special_wordings_go_to_their_targets() -> None:
    assert "chop 2 birch logs" in Goal("mine", "birch_log", 2).texts()
    assert not any("chop" in text for text in Goal("mine", "dirt").texts())


def test_random_texts_follow_the_generator_and_are_never_held_out() -> None:
    goal = Goal("mine", "#logs", 2)
    drawn = [goal.text(random.Random(seed)) for seed in range(300)]
    assert drawn == [goal.text(random.Random(seed)) for seed in range(300)]
    assert set(drawn) == set(goal.texts())
    rng = np.random.default_rng(0)
    assert {goal.text(rng) for _ in range(300)} == set(goal.texts())


def test_goals_are_values() -> None:
    goal = Goal("mine", "#logs", 2)
    assert goal == Goal(verb="mine", target="#logs", count=2) and hash(goal) == hash(Goal("mine", "#logs", 2))
    assert Goal.model_validate(goal.model_dump()) == goal
    assert Goal.model_validate_json(goal.model_dump_json()) == goal
    with pytest.raises(ValueError):
        goal.count = 3  # type: ignore[misc]
    assert "oak_log" in goal.names() and not Goal("reach", "surface").names()


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("min", "dirt"), "did you mean 'mine'"),
        (("mine", "drit"), "did you mean 'dirt'"),
        (("mine", "logs"), "did you mean '#logs'"),
        (("kill", "cows"), "did you mean 'cow'"),
        (("kill", "#logs"), "creature tag '#logs'"),
        (("place", "stick"), "block 'stick'"),
        (("craft", "water"), "item 'water'"),
        (("reach", "heigth:3"), "did you mean 'height'"),
        (("reach", "height:x"), "whole number"),
        (("reach", "height:300"), "255"),
        (("reach", "surface:3"), "no value"),
        (("reach", "biome:dessert"), "desert"),
        (("survive", "day"), "'night'"),
        (("mine", "dirt", 0), "at least 1"),
        (("mine", "dirt", 1.5), "whole number"),
        (("mine", "dirt", True), "whole number"),
        (("mine", None), "target"),
    ],
)
def test_wrong_goals(args: tuple, says: str) -> None:
    with pytest.raises(ValueError) as caught:
        Goal(*args)
    assert says in str(caught.value)


def test_places() -> None:
    assert parse_place("height:12") == ("height", 12)
    assert parse_place("surface") == ("surface", None)
    assert parse_place("biome:desert") == ("biome", "desert")


def test_tags() -> None:
    assert members("cow") == {"cow"} and members("oak_log") == {"oak_log"} and members("water") == {"water"}
    assert {"oak_log", "stripped_birch_wood", "crimson_stem"} <= members("#logs")
    assert len(members("#wool")) == 16 and len(members("#planks")) == 8
    assert members("#animals") == entity_members("#animals") == {"cow", "pig", "sheep", "chicken"}
    assert "oak_fence_gate" not in members("#fences")
    assert block_members("#flowers") == members("#flowers")
    for tag in tag_names():
        assert members(tag)
    for wrong, says in (("oak_lag", "oak_log"), ("logs", "#logs"), ("#lgos", "#logs"), ("", "name"), (3, "name")):
        with pytest.raises(ValueError, match=says):
            members(wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="#logs"):
        entity_members("#logs")
    with pytest.raises(ValueError):
        item_members("zombie")
