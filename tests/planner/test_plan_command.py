"""``craftagent plan`` as it is typed."""

import json

import pytest

from craftagent import cli


def test_a_plan_is_printed(capsys):
    assert cli.main(["plan", "iron_pickaxe"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "mine 4 logs" in lines[2]
    assert "craft an iron pickaxe" in lines[-1] and "crafting_table" in lines[-1]


def test_what_is_held_and_near_is_left_out(capsys):
    assert cli.main(["plan", "3 torches", "--have", "coal=1, oak_planks=2", "--json"]) == 0
    steps = json.loads(capsys.readouterr().out)
    assert [step["target"] for step in steps] == ["stick", "torch"]
    assert cli.main(["plan", "stick", "--have", "stick=1"]) == 0
    assert "held already" in capsys.readouterr().out
    assert cli.main(["plan", "wooden_pickaxe", "--near", "crafting_table", "--json"]) == 0
    assert "crafting_table" not in [step["target"] for step in json.loads(capsys.readouterr().out)]


def test_goals_with_a_verb(capsys):
    assert cli.main(["plan", "kill 2 zombies", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[-1]["count"] == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["beacon"], "only in the Nether"),
        (["iron_pikaxe"], "did you mean 'iron_pickaxe'"),
        (["3 4"], "is no goal"),
        (["stick", "--have", "oak_log=many"], "say it as oak_log=3"),
        (["stick", "--have", "oka_log=1"], "oak_log"),
        (["stick", "--near", "anvil"], "unknown station"),
        (["0 torch"], "count is a whole number of at least 1, not 0"),
        (["kill 0 zombies"], "count is a whole number of at least 1, not 0"),
        (["stick", "--model", "x"], "--mllm"),
        (["stick", "--seconds", "9"], "--mllm"),
        (["stick", "--mllm", "ftp://x"], "http://"),
        (["stick", "--mllm", "http://x", "--seconds", "0"], "--seconds"),
        (["stick", "--mllm", "http://x", "--seconds", "inf"], "--seconds"),
        (["stick", "--mllm", "http://x:port"], "has no port"),
        (["stick", "--mllm", "http://x", "--image", "nowhere.png"], "nowhere.png"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(words, said, capsys):
    assert cli.main(["plan", *words]) == 1
    out = capsys.readouterr()
    assert said in out.err and out.err.count("\n") == 1 and out.out == ""


def test_a_recorded_model_writes_the_plan(tmp_path, capsys):
    answers = tmp_path / "answers"
    answers.mkdir()
    (answers / "01.txt").write_text(
        '```json\n{"thought": "a stick", "steps": [{"verb": "craft", "target": "stick"}]}\n```'
    )
    words = ["plan", "stick", "--have", "oak_log=1", "--mllm", str(answers), "--log", str(tmp_path / "log")]
    assert cli.main(words) == 0
    out = capsys.readouterr()
    assert "craft 4 sticks" in out.out or "craft a stick" in out.out
    assert "thought: a stick" in out.err and "put in before" in out.err
    assert (tmp_path / "log" / "calls.jsonl").read_text().count("\n") == 1
    (answers / "01.txt").write_text("no")
    assert cli.main(words) == 1
    assert "no recorded answer is left" in capsys.readouterr().err  # the second time it is asked
    assert cli.main([*words, "--fall-back"]) == 0
    assert "the graph's plan, because" in capsys.readouterr().err
