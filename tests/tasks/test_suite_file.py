"""Suite files that are wrong: each mistake is one sentence with the file, the task, the value and a suggestion."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import yaml

from craftagent.tasks.suite_file import read_suite

GOOD: dict[str, Any] = {
    "suite": "mine-v1",
    "version": 1,
    "protocol": "as it says",
    "defaults": {"budget": 100, "settings": {"time": 1000, "mobs": False}},
    "rules": {"light": {"time": 6000}, "dark": {"time": 18000}},
    "groups": {"a": {"settings": {"difficulty": "easy"}}, "b": {"budget": 50}},
    "tasks": [
        {"name": "wood", "group": "a", "goal": {"mine": "#logs", "count": 2}},
        {"name": "bread", "group": "b", "goal": {"eat": "bread"}, "instruction": "have lunch", "biomes": ["plains"],
         "settings": {"inventory": ["bread", {"item": "dirt", "count": 3}], "difficulty": "hard"},
         "setup": [{"life": {"food": 3}}], "reward": {"eaten": "#food", "max": 2, "each": 0.5}, "plays_on": True},
    ],
}  # fmt: skip


def read(data: Any, rules: str | None = None) -> Any:
    return read_suite(yaml.safe_dump(data, sort_keys=False), "mine.yaml", rules)


def test_layers_and_defaults() -> None:
    suite = read(GOOD)
    assert suite.variants == ("light", "dark") and suite.variant == "light"
    wood, bread = suite.tasks
    assert wood.id == "mine-v1/wood@light" and wood.budget == 100 and wood.instruction == "mine 2 logs"
    assert (wood.settings.time, wood.settings.mobs, wood.settings.difficulty) == (6000, False, "easy")
    assert bread.budget == 50 and bread.settings.difficulty == "hard" and bread.plays_on
    assert [(s.item, s.count) for s in bread.settings.inventory] == [("bread", 1), ("dirt", 3)]
    assert read(GOOD, "dark").get("wood").settings.time == 18000
    assert wood.success.to_data() == {"gain": {"target": "#logs", "count": 2}}


def _wrong(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    data = copy.deepcopy(GOOD)
    at = data
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("task",), [], "unknown key 'task' in the file; did you mean 'tasks'"),
        (("version",), 0, "version"),
        (("version",), 2, "'-v2'"),
        (("tasks",), [], "at least one task"),
        (("groups",), ["a"], "groups must be a mapping"),
        (("defaults", "budgett"), 1, "did you mean 'budget'"),
        (("groups", "a", "setings"), {}, "did you mean 'settings'"),
        (("tasks", 0), "wood", "task 1: the task must be a mapping"),
        (("tasks", 0, "name"), "Wood!", "small letters"),
        (("tasks", 1, "name"), "wood", "taken already"),
        (("tasks", 0, "gaol"), {}, "task 1: unknown key 'gaol' in the task; did you mean 'goal'"),
        (("tasks", 0, "goal"), {"min": "dirt"}, "task 'wood': unknown key 'min' in goal; did you mean 'mine'"),
        (("tasks", 0, "goal"), {"mine": "drit"}, "task 'wood': goal: unknown item 'drit'; did you mean 'dirt'"),
        (("tasks", 0, "goal"), {"kill": "zombi"}, "did you mean 'zombie'"),
        (("tasks", 0, "goal"), {"mine": "dirt", "eat": "bread"}, "one verb"),
        (("tasks", 0, "goal"), {"reach": "surface"}, "success"),
        (("tasks", 0, "group"), "aa", "unknown group 'aa'; did you mean 'a'"),
        (("tasks", 0, "budget"), 0, "budget must be a whole number"),
        (("tasks", 0, "budget"), "long", "'long'"),
        (("tasks", 0, "success"), {"gain": "lgos"}, "task 'wood': success: 'gain' names an unknown item 'lgos'"),
        (("tasks", 0, "success"), {"gained": "dirt"}, "did you mean 'gain'"),
        (("tasks", 0, "reward"), {"have": "dirt"}, "reward: a reward counts one of"),
        (("tasks", 0, "reward"), {"gain": "dirt", "max": 0}, "'max'"),
        (("tasks", 0, "reward"), {"gain": "dirt", "each": "x"}, "'each'"),
        (("tasks", 0, "reward"), "succes", "'succes'"),
        (("tasks", 0, "reward"), [], "empty list"),
        (("tasks", 0, "settings"), {"tiem": 3}, "settings: unknown world setting 'tiem'; did you mean 'time'"),
        (("tasks", 0, "settings"), {"biome": "dessert"}, "desert"),
        (("tasks", 0, "settings"), {"scene": "flatt"}, "flat"),
        (("tasks", 0, "settings"), {"inventory": [{"item": "oak_lag"}]}, "oak_log"),
        (("tasks", 0, "biomes"), ["plain"], "biomes: unknown biome 'plain'; did you mean 'plains'"),
        (("tasks", 0, "biomes"), "plains", "list"),
        (("tasks", 0, "setup"), {}, "setup must be a list"),
        (("tasks", 0, "setup"), [{"herd": {"kind": "cowe", "ring": [1, 2]}}], "did you mean 'cow'"),
        (("tasks", 0, "setup"), [{"hrd": {}}], "did you mean 'herd'"),
        (("tasks", 0, "setup"), [{"herd": {"kind": "cow"}}], "needs 'ring'"),
        (("tasks", 0, "setup"), [{"herd": {"kind": "cow", "ring": [9, 2]}}], "nearer distance first"),
        (("tasks", 0, "setup"), [{"block": {"at": [0, 0], "block": "dirt"}}], "list of 3 numbers"),
        (("tasks", 0, "setup"), [{"block": {"at": [0, 0, 1], "block": "drt"}}], "dirt"),
        (("tasks", 0, "setup"), [{"block": {"at": [0, 0, 1], "block": "dirt", "size": 3}}], "unknown key 'size'"),
        (("tasks", 0, "setup"), [{"hold": 9}], "from 0 to 8"),
        (("tasks", 0, "setup"), [{"container": {"at": [0, 0, 1], "slot": 0, "item": "#logs"}}], "item name"),
        (("tasks", 0, "plays_on"), "yes", "true or false"),
        (("tasks", 0, "instruction"), "", "sentence"),
        (("tasks", 0, "paraphrases"), ["one", "two"], "at least 3 different paraphrases"),
        (("tasks", 0, "held_out"), ["one"], "2 held_out"),
        (("tasks", 0, "held_out"), ["Mine 2 logs", "other"], "also one to train with"),
        (("tasks", 0, "held_out"), "one", "list of sentences"),
        (("rules", "light"), {"tim": 3}, "rules 'light': unknown world setting 'tim'; did you mean 'time'"),
        (("rules", "dark"), {"scene": "flatt"}, "rules 'dark': unknown scene 'flatt'"),
        (("rules",), ["dark"], "rules must be a mapping"),
    ],
)  # fmt: skip
def test_one_sentence_for_each_mistake(path: tuple[Any, ...], value: Any, says: str) -> None:
    with pytest.raises(ValueError) as caught:
        read(_wrong(path, value))
    text = str(caught.value)
    assert text.startswith("mine.yaml: ") and says in text and "\n" not in text


def test_files_that_are_no_suites() -> None:
    for text, says in (
        ("a: [", "no YAML in line"),
        ("- 1", "mapping"),
        ("", "mapping"),
        ("suite: a-v1", "needs 'version'"),
    ):
        with pytest.raises(ValueError, match=says):
            read_suite(text, "x.yaml")
