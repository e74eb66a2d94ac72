from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
import yaml

from craftagent.planner.ways import all_ways
from craftagent.play.instruction import understand
from craftagent.play.quantity import leading_count
from craftagent.play.things import target_of
from craftagent.play.verbs import leading_verb
from craftagent.tasks.goal import Goal
from craftagent.tasks.nouns import counted, plural
from craftagent.tasks.predicate import predicate_of
from craftagent.tasks.suite import load_suite
from craftagent.tasks.tags import item_members, members

SAID = yaml.safe_load(Path(__file__).with_name("phrasings.yaml").read_text(encoding="utf-8"))
PHRASINGS, REFUSED = SAID["understood"], SAID["refused"]

UNDERSTOOD = {
    "get a stone pickaxe": ("get", "stone_pickaxe", 1),
    "Get me two stone pickaxes, please!": ("get", "stone_pickaxe", 2),
    "stone_pickaxe": ("get", "stone_pickaxe", 1),
    "I need 64 cobblestone": ("get", "cobblestone", 64),
    "could you get us a dozen torches for me?": ("get", "torch", 12),
    "chop down a tree": ("mine", "#logs", 1),
    "get wood": ("get", "#logs", 1),
    "mine 3 logs": ("mine", "#logs", 3),
    "mine stone": ("mine", "cobblestone", 1),
    "collect some wheat seeds": ("mine", "wheat_seeds", 1),
    "gather beef": ("hunt", "beef", 1),
    "collect wool": ("hunt", "#wool", 1),
    "make a furnace": ("craft", "furnace", 1),
    "make an iron ingot": ("get", "iron_ingot", 1),
    "make glass": ("get", "glass", 1),
    "smelt iron": ("smelt", "iron_ingot", 1),
    "cook 2 steaks": ("smelt", "cooked_beef", 2),
    "kill 3 cows": ("kill", "cow", 3),
    "kill a monster": ("kill", "#monsters", 1),
    "eat bread": ("eat", "bread", 1),
    "put on a pair of iron boots": ("equip", "iron_boots", 1),
    "put down a torch": ("place", "torch", 1),
    "open a chest": ("interact", "chest", 1),
    "fetch a bucket of water": ("get", "water_bucket", 1),
    "survive the night": ("survive", "night", 1),
    "survive 5 minutes": ("survive", "any", 6000),
    "survive for a day": ("survive", "any", 24_000),
    "go to the desert": ("reach", "biome:desert", 1),
    "find a forest": ("reach", "biome:forest", 1),
    "walk 50 blocks": ("reach", "distance:50", 1),
    "dig down 10 blocks": ("reach", "depth:10", 1),
    "dig down to y 12": ("reach", "height:12", 1),
}
CRAFTABLE = sorted(name for name, ways in all_ways().items() if any(way.verb == "craft" for way in ways))
FRAMES = {
    "craft {one}": ("one", 1),
    "Could you please make me {three}?": ("three", 3),
    "I'd like some {many}": ("many", 1),
    "get me 2 {plain} for the road, thanks": ("plain", 2),
}
HAVING = ("get", "mine", "hunt", "craft", "smelt")


def same(found: Goal, meant: Goal) -> bool:
    """Whether a goal means the same: "get" is every way to have a thing, and one of a kind is as good as the kind."""
    verbs = found.verb == meant.verb or ("get" in (found.verb, meant.verb) and {found.verb, meant.verb} <= set(HAVING))
    if meant.verb in ("reach", "survive"):
        return verbs and (found.target, found.count) == (meant.target, meant.count)
    return verbs and (found.target in members(meant.target) | {meant.target} or meant.target in members(found.target))


@pytest.mark.parametrize("text", [*UNDERSTOOD, *PHRASINGS])
def test_understood(text):
    request = understand(text)
    assert request.goal == Goal(*{**UNDERSTOOD, **PHRASINGS}[text]) and request.task is None and request.text == text


def test_the_list_is_long_and_of_every_verb():
    assert len(PHRASINGS) >= 150
    assert {verb for verb, _, _ in PHRASINGS.values()} == {*HAVING, "kill", "place", "eat", "equip", "interact", "reach",
                                                           "survive"}  # fmt: skip


@pytest.mark.parametrize("frame", FRAMES)
def test_every_craftable_item_by_its_plain_name(frame):
    assert len(CRAFTABLE) >= 500
    _, count = FRAMES[frame]
    for name in CRAFTABLE:
        words = {
            "one": counted(name, 1),
            "three": counted(name, 3),
            "many": plural(name),
            "plain": name.replace("_", " "),
        }
        text = frame.format(**words)
        goal = understand(text).goal
        assert (goal.target, goal.count) == (name, count) and goal.verb in HAVING, text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kill a zomby", "creature 'zomby'.*did you mean 'zombie'"),
        ("fly to the moon", "how to fly"),
        ("get", "what to get"),
        ("", "empty"),
        ("get 0 dirt", "at least 1"),
        ("survive a while", "the time 'a while'"),
        ("get a stone pickaxe and a furnace", "one thing at a time"),
        ("atomic-v1/lgs", "did you mean 'atomic-v1/logs'"),
        ("build me something grand with towers of birch planks", "what I do know of it is 'birch planks'"),
        *REFUSED.items(),
    ],
)
def test_not_understood_in_one_sentence(text, said):
    with pytest.raises(ValueError, match=said) as caught:
        understand(text)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 300


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_near_is_named_once_in_plain_words(text):
    with pytest.raises(ValueError, match=".") as caught:
        understand(text)
    near = re.findall("'([^']*)'", str(caught.value).partition("did you mean")[2])
    assert not any(sign in name for name in near for sign in "_#")
    targets = [target_of("get", name) or name for name in near]
    assert len(set(targets)) == len(targets)


def test_what_is_proposed_is_understood():
    for text in ("crat a torch", "iron armor", "mine ore", "find a cow", "get dinner", "wear diamond armor"):
        with pytest.raises(ValueError, match="'") as caught:
            understand(text)
        proposed = re.findall("(?:as|say|mean) '([^']*)'", str(caught.value))
        assert proposed and all(understand(words) for words in proposed), text


def test_whatever_is_said_gets_a_goal_or_one_sentence():
    rng = random.Random(5)
    odd = ["0", "-3", "of", "and", ",", ":", "until you have", "its", "[b]", "<i>", "2.5", "300", "100000", "1000000",
           "9" * 30, "9" * 5000, "blocks", "y", "days"]  # fmt: skip
    words = [*" ".join([*PHRASINGS, *REFUSED]).split(), *odd]
    large = ["get {} dirt", "kill {} cows", "walk {} blocks", "dig down {} blocks", "go to y {}", "survive {} days",
             "climb {} blocks up", "place {} torches", "dirt x {}", "get {} stacks of dirt"]  # fmt: skip
    texts = [text.format(n) for text in large for n in ("300", "100001", "1000000", "9" * 9, "9" * 30, "9" * 5000)]
    for text in [*texts, *(" ".join(rng.choices(words, k=rng.randint(1, 9))) for _ in range(150))]:
        try:
            goal = understand(text).goal
        except ValueError as error:
            assert type(error) is ValueError and "\n" not in str(error) and len(str(error)) < 700, text
        else:
            assert goal.count >= 1 and (goal.target in ("surface", "far_shore") or predicate_of(goal))
            if goal.verb in HAVING:
                assert item_members(goal.target)


def test_a_task_by_its_id_brings_its_own_start():
    request = understand("atomic-v1/planks")
    assert request.task is not None and request.goal == request.task.goal
    assert request.text == request.task.instruction


@pytest.mark.parametrize(
    ("suite", "held_out", "least"),
    # the held-out wordings of atomic-v1 are riddles ("give a sheep a haircut"): they are refused, not guessed
    [
        ("atomic-v1", False, 0.95),
        ("atomic-v1", True, 0.1),
        ("long-horizon-67-v1", False, 1),
        ("long-horizon-67-v1", True, 1),
    ],
)
def test_wordings_of_the_suites(suite, held_out, least):
    right, misread, every = 0, [], 0
    for task in load_suite(suite).tasks:
        for text in task.texts(held_out):
            every += 1
            try:
                goal = understand(text).goal
            except ValueError:
                continue
            if same(goal, task.goal):
                right += 1
            else:
                misread.append((text, str(goal)))
    assert right / every >= least
    assert {text for text, _ in misread} <= {"get stone"}  # stone itself can be had too, by smelting


@pytest.mark.parametrize("held_out", [False, True])
def test_every_wording_of_goals(held_out):
    goals = [("mine", "#logs", 3), ("mine", "#flowers", 2), ("mine", "wheat_seeds", 2), ("mine", "diamond", 3),
             ("hunt", "#wool", 2), ("hunt", "beef", 3), ("kill", "zombie", 3), ("craft", "stone_pickaxe", 2),
             ("smelt", "iron_ingot", 3), ("smelt", "cooked_beef", 2), ("get", "torch", 5), ("place", "oak_sapling", 2),
             ("place", "furnace", 1), ("eat", "apple", 3), ("equip", "iron_boots", 1), ("interact", "chest", 1),
             ("reach", "distance:40"), ("reach", "biome:desert"), ("reach", "depth:4"), ("reach", "climb:5"),
             ("reach", "height:12"), ("reach", "surface"), ("reach", "far_shore"), ("survive", "night"),
             ("survive", "any", 2400), ("survive", "any", 600)]  # fmt: skip
    for goal in (Goal(*goal) for goal in goals):
        for text in goal.texts(held_out):
            found = understand(text).goal
            assert same(found, goal) and found.count == goal.count, text


@pytest.mark.parametrize(
    ("words", "count", "rest"),
    [
        ("3 logs", 3, "logs"),
        ("twenty-one logs", 21, "logs"),
        ("two hundred and fifty logs", 250, "logs"),
        ("a few more logs", 3, "logs"),
        ("two stacks of logs", 128, "logs"),
        ("half a dozen of the logs", 6, "logs"),
        ("logs x12", 12, "logs"),
        ("logs three times", 3, "logs"),
        ("at least 4 of my logs", 4, "logs"),
        ("oneiric logs", 1, "oneiric logs"),
        ("as many logs as you can", 64, "logs"),
        ("lots of logs", 16, "logs"),
        ("a single log", 1, "log"),
    ],
)
def test_numbers(words, count, rest):
    assert leading_count(words) == (count, rest)


def test_verbs_in_every_form():
    assert leading_verb("getting dirt") == ("get", "dirt") and leading_verb("making up") == ("craft", "up")
    assert leading_verb("chopping down a tree") == ("mine", "a tree") and leading_verb("cutting wood") == (
        "mine",
        "wood",
    )
    assert leading_verb("a diamond") is None
