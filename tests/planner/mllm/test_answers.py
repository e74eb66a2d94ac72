"""What models write: found in its wrapping, held to the schema, names made into ours."""

import json

import pytest
from pydantic import ValidationError

from craftagent.planner.mllm.answer import (
    MOST_STEPS,
    Answer,
    answer_schema,
    in_words,
    judgement_schema,
    named_schema,
    target_names,
    unbounded,
)
from craftagent.planner.mllm.names import resolve, resolve_tool
from craftagent.planner.mllm.parse import NoJson, find_json

PLAN = {"thought": "wood first", "steps": [{"verb": "mine", "target": "#logs", "count": 3, "tool": None}]}
TEXT = json.dumps(PLAN)
BOUNDS = ("minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems")


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        f"```json\n{TEXT}\n```",
        f"```\n{TEXT}\n```\nI hope that helps!",
        f"Here is the plan:\n\n{TEXT}\n\nGood luck {{player}}.",
        f"<think>Maybe {{\"steps\": []}} or {{'a': 1}}? No.</think>\n{TEXT}",
        f"I think of wood. {{ hm }}\n</think>{TEXT}",
        f"<thinking>\nfirst {TEXT.replace('3', '9')}</thinking>{TEXT}",
        f'First try: {{"steps": [{{"verb": "mine"}}]}} - no, rather: {TEXT}',
        TEXT.replace("}]", "},]"),
        TEXT.replace("null}", "null,}"),
        TEXT.replace('"', "'").replace("null", "None"),
        TEXT.replace('"count": 3,', '"count": 3, // three logs\n'),
        TEXT[:-1],
        f"```json\n{TEXT[:-2]}",
        "\ufeff" + TEXT,
    ],
)
def test_the_plan_is_found_whatever_stands_around_it(text):
    found = find_json(text)
    assert Answer.model_validate(found) == Answer.model_validate(PLAN)


def test_a_bare_list_of_steps_is_a_plan():
    assert find_json(json.dumps(PLAN["steps"]))["steps"] == PLAN["steps"]


@pytest.mark.parametrize("text", ["", "I cannot help with that.", "<think>hm, {}</think>", "[1, 2, 3]", "{{{{", "null"])
def test_no_json_is_said(text):
    with pytest.raises(NoJson):
        find_json(text)


def test_garbage_never_breaks_the_parser():
    import random

    rng = random.Random(0)
    letters = '{}[]":,\\`<>/think \n0123é\x00steps'
    for _ in range(1500):
        text = "".join(rng.choice(letters) for _ in range(rng.randint(0, 80)))
        try:
            assert isinstance(find_json(text), dict)
        except NoJson as error:
            assert "\n" not in str(error)
    deep = "[" * 5000 + "{" * 5000
    with pytest.raises(NoJson):
        find_json(deep)
    with pytest.raises(NoJson, match="too long"):
        find_json("x" * 300_000)


NEARLY = {
    "trailing commas": lambda text: text.replace("}", ",}").replace("]", ",]"),
    "as Python writes it": lambda text: str(json.loads(text)),
    "cut off": lambda text: text[:-3],
    "comments": lambda text: text.replace("},", "}, // then\n"),
    "bare keys": lambda text: text.replace('"count"', "count"),
    "in a fence with talk": lambda text: f"So, as I said:\n```json\n{text[:-1]}\n```\n" + "I hope that helps! " * 100,
}


@pytest.mark.parametrize("spoil", NEARLY.values(), ids=NEARLY)
def test_the_longest_plan_is_mended_too(spoil):
    step = {"verb": "mine", "target": "#cobblestone", "count": 13, "tool": "wooden_pickaxe"}
    text = spoil(json.dumps({"thought": "stone " * 90, "steps": [step] * MOST_STEPS}, indent=2))
    with pytest.raises(ValueError, match="line"):
        json.loads(text)
    assert len(Answer.model_validate(find_json(text)).steps) == MOST_STEPS


@pytest.mark.parametrize(
    "text", ["{" * 8000, "[{" * 4000, '{"a":[' * 1000, '{"a":1}' * 3000, "x" * 150_000 + TEXT[:-1]]
)
def test_what_is_too_long_or_too_much_nested_is_not_looked_through(text, monkeypatch):
    monkeypatch.setattr("json_repair.loads", lambda part: pytest.fail("it was to be mended"))
    with pytest.raises(NoJson, match="too (long|many)"):
        find_json(text)
    assert find_json(f"<think>{text}</think>{TEXT}") == PLAN  # thoughts do not count


@pytest.mark.parametrize("unit", ['"a":', '"a":“', '"a"-', '"verb": '])
def test_a_text_longer_than_any_plan_is_not_mended(unit, monkeypatch):
    monkeypatch.setattr("json_repair.loads", lambda part: pytest.fail("it was to be mended"))
    with pytest.raises(NoJson):
        find_json(('{"steps": [' + unit * 5000)[:15_000])


def test_the_schema_is_what_strict_servers_take():
    schema = answer_schema()
    objects = [schema, schema["properties"]["steps"]["items"]]
    for one in objects:
        assert one["additionalProperties"] is False
        assert sorted(one["required"]) == sorted(one["properties"])
    assert "$ref" not in json.dumps(schema) and "$defs" not in schema
    assert schema["properties"]["steps"]["maxItems"] == MOST_STEPS
    assert "mine" in objects[1]["properties"]["verb"]["enum"]


@pytest.mark.parametrize("schema", [answer_schema(), judgement_schema()])
def test_strict_servers_get_no_bounds(schema):
    sent = json.dumps(unbounded(schema))
    assert not any(f'"{word}"' in sent for word in BOUNDS)
    assert any(f'"{word}"' in json.dumps(schema) for word in BOUNDS)  # a model in this process is held to them
    for key in ("type", "required", "additionalProperties"):
        assert unbounded(schema)[key] == schema[key]
    assert list(unbounded(schema)["properties"]) == list(schema["properties"])


def test_a_named_schema_lets_no_name_be_made_up():
    item = named_schema(answer_schema(), target_names())["properties"]["steps"]["items"]["properties"]
    assert {"#logs", "cobblestone", "zombie", "iron_pickaxe"} <= set(item["target"]["enum"])
    assert "wooden_pickaxe" in item["tool"]["enum"] and None in item["tool"]["enum"]
    assert "enum" not in answer_schema()["properties"]["steps"]["items"]["properties"]["target"]


def test_faults_are_said_in_lines_that_a_model_can_use():
    with pytest.raises(ValidationError) as error:
        Answer.model_validate({"thought": "", "steps": [{"verb": "fetch", "target": "wood", "count": 0, "tool": None}]})
    lines = in_words(error.value).splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("- steps.0.verb: ") and "'fetch'" in lines[0]
    assert lines[1].startswith("- steps.0.count: ")


@pytest.mark.parametrize(
    ("verb", "said", "ours"),
    [
        ("mine", "log", "#logs"),
        ("mine", "Oak Logs", "oak_log"),
        ("mine", "minecraft:stone", "cobblestone"),
        ("mine", "diamond_ore", "diamond"),
        ("mine", "coal ore", "coal"),
        ("mine", "iron_ingot", "iron_ore"),
        ("mine", "iron_ore", "iron_ore"),
        ("mine", "grass_block", "dirt"),
        ("craft", "sticks", "stick"),
        ("craft", "torches", "torch"),
        ("craft", "planks", "#planks"),
        ("craft", "wooden planks", "#planks"),
        ("craft", "workbench", "crafting_table"),
        ("kill", "Zombies", "zombie"),
        ("smelt", "iron", "iron_ingot"),
        ("craft", "oak_stairs", "oak_stairs"),
    ],
)
def test_names_are_made_into_ours(verb, said, ours):
    assert resolve(verb, said) == ours


def test_unknown_names_are_said_with_near_ones():
    with pytest.raises(ValueError, match="iron_pickaxe"):
        resolve("craft", "iron_pikaxe")
    with pytest.raises(ValueError):
        resolve("kill", "cobblestone")
    assert resolve_tool("Stone Pickaxe") == "stone_pickaxe"
    assert resolve_tool("none") is resolve_tool(None) is resolve_tool("") is None
