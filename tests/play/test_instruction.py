from __future__ import annotations

import pytest

from craftagent.play.instruction import understand
from craftagent.tasks.goal import Goal
from craftagent.tasks.suite import load_suite

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


@pytest.mark.parametrize("text", UNDERSTOOD)
def test_understood(text):
    request = understand(text)
    assert request.goal == Goal(*UNDERSTOOD[text]) and request.task is None and request.text == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("get a stone pickax", "did you mean 'stone pickaxe'"),
        ("kill a zomby", "creature 'zomby'.*did you mean 'zombie'"),
        ("fly to the moon", "I do not know the item 'fly to the moon'"),
        ("get", "what to get"),
        ("", "empty"),
        ("get 0 dirt", "at least 1"),
        ("survive a while", "the time 'a while'"),
        ("get a stone pickaxe and a furnace", "one thing at a time"),
        ("atomic-v1/lgs", "did you mean 'atomic-v1/logs'"),
    ],
)
def test_not_understood_in_one_sentence(text, said):
    with pytest.raises(ValueError, match=said) as caught:
        understand(text)
    assert "\n" not in str(caught.value)


def test_a_task_by_its_id_brings_its_own_start():
    request = understand("atomic-v1/planks")
    assert request.task is not None and request.goal == request.task.goal
    assert request.text == request.task.instruction


def test_plain_wordings_of_goals_are_understood():
    for suite in ("atomic-v1", "long-horizon-67-v1"):
        for task in load_suite(suite).tasks:
            goal = task.goal
            if goal.verb in ("get", "kill", "eat", "place") or (
                goal.verb == "mine" and not goal.target.startswith("#")
            ):
                found = understand(goal.text()).goal
                assert (found.verb, found.target, found.count) == (goal.verb, goal.target, goal.count), goal.text()
