"""Recipes: what is written down, what is carried out, and what is not carried out twice."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
import yaml

from craftagent.evaluate.jobs import DEFAULT_SEED, FIRST_SEED
from craftagent.recipe import carry_out as module
from craftagent.recipe.carry_out import StageFailed, carry_out
from craftagent.recipe.inputs import filled, is_layer
from craftagent.recipe.notes import done_stages
from craftagent.recipe.recipe import load_recipe
from craftagent.recipe.spent import Spent
from craftagent.tasks.suite import load_suite

CONFIGS = Path("configs/recipes")  # as the recipes themselves name them: from the root of the repository
TEXT = """
about: a test
values: {word: mine}
stages:
  - {name: one, about: first, commands: ["say {word} {out}/x", "say b"]}
  - {name: two, commands: ["say 'two words'"]}
  - {name: three, commands: ["say {more}"]}
"""


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Commands that were run; ``fail`` ends with status 3."""
    found: list[tuple[str, ...]] = []

    def run(words: tuple[str, ...], log: Path, spent: Spent) -> int:
        found.append(words)
        return 3 if "fail" in words else 0

    monkeypatch.setattr(module, "_run", run)
    return found


def make(folder: Path, text: str = TEXT, **values: str):
    (folder / "r.yaml").write_text(text, encoding="utf-8")
    return load_recipe(folder / "r.yaml", {"out": "O P", "more": "c", **values})


def test_words_and_blanks(tmp_path: Path) -> None:
    recipe = make(tmp_path)
    assert recipe.name == "r" and recipe.about == "a test"
    assert [stage.commands for stage in recipe.stages] == [
        (("say", "mine", "O P/x"), ("say", "b")), (("say", "two words"),), (("say", "c"),)
    ]  # fmt: skip
    assert make(tmp_path, word="other").stages[0].commands[0][1] == "other"


@pytest.mark.parametrize(("text", "message"), [
    ("stages: [", "is not YAML"),
    ("a: 1", "must have a list of 'stages'"),
    ("stages: [{name: A b, commands: [x]}]", "wants a 'name'"),
    ("stages: [{name: a, commands: []}]", "wants a list of 'commands'"),
    ("stages: [{name: a, commands: [x], comands: 1}]", "unknown part 'comands'"),
    ("stages: [{name: a, commands: ['x {nothing}']}]", "wants {nothing}, which has no value"),
    ("stages: [{name: a, commands: [x]}, {name: a, commands: [y]}]", "two stages are called 'a'"),
    ("stages: [{name: a, commands: [x], needs: [b]}, {name: b, commands: [y]}]", "stages before it, not ['b']"),
    ("stages: [{name: a, commands: [x], makes: /etc}]", "'makes' must be a list"),
    ("stages: [{name: a, commands: [x], makes: [/etc/x]}]", "makes /etc/x, which must lie in {out}"),
    ("stages: [{name: a, commands: [x], makes: ['{out}/../x']}]", "which must lie in {out}"),
    ("stages: [{name: a, commands: [x], makes: ['{out}']}]", "which must lie in {out}"),
    ("stages: [{name: a, commands: [x], makes: ['{out}/x']}, {name: b, commands: [y], makes: ['{out}/x']}]",
     "stages 'a' and 'b' both make"),
    ("values: {a: '{b}'}\nstages: [{name: a, commands: [x]}]", "value 'a' wants {b}, which has no value"),
])  # fmt: skip
def test_what_is_no_recipe(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        make(tmp_path, text)


def test_values_of_values(tmp_path: Path) -> None:
    text = "values: {a: x, b: '{a},y', c: ''}\nstages: [{name: s, commands: ['do {b} p?{c} \"{c}\"']}]"
    assert make(tmp_path, text).stages[0].commands == (("do", "x,y", "p?", ""),)
    assert make(tmp_path, text, b="{a}").stages[0].commands[0][1] == "{a}", "what is given is taken as it is"


def test_each_stage_once_and_again_from_where_it_changed(tmp_path: Path, said: list[tuple[str, ...]]) -> None:
    out = tmp_path / "out"
    assert [s.name for s in carry_out(make(tmp_path), out)] == ["one", "two", "three"] and len(said) == 4
    assert carry_out(make(tmp_path), out) == [] and len(said) == 4
    changed = make(tmp_path, TEXT.replace("two words", "three words"))
    assert [s.name for s in carry_out(changed, out)] == ["two", "three"]
    assert [s.name for s in carry_out(changed, out, first="one", last="two")] == ["one", "two"]
    assert done_stages(changed, out).keys() == {"one", "two"}, "three was made of what two made before"


def test_a_failure_stops_and_is_taken_up(tmp_path: Path, said: list[tuple[str, ...]]) -> None:
    out = tmp_path / "out"
    with pytest.raises(StageFailed, match="stage 'three' stopped: 'craftagent say fail' ended with exit status 3"):
        carry_out(make(tmp_path, more="fail"), out)
    said.clear()
    assert [s.name for s in carry_out(make(tmp_path), out)] == ["three"] and said == [("say", "c")]


def test_order(tmp_path: Path, said: list[tuple[str, ...]]) -> None:
    with pytest.raises(ValueError, match="one, two, three and no 'tow'; did you mean 'two'"):
        carry_out(make(tmp_path), tmp_path / "out", first="tow")
    with pytest.raises(ValueError, match="'three' comes after 'two'"):
        carry_out(make(tmp_path), tmp_path / "out", first="three", last="two")
    with pytest.raises(ValueError, match="'one' is not done yet"):
        carry_out(make(tmp_path), tmp_path / "out", first="two")
    assert said == []


def test_command(tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text("stages: [{name: a, commands: [tasks list]}, {name: b, commands: [tasks lost]}]")
    line = [sys.executable, "-m", "craftagent.cli", "recipe", str(tmp_path / "r.yaml"), "--out", str(tmp_path / "o")]
    done = subprocess.run(line, capture_output=True, text=True, timeout=600)
    assert done.returncode == 2 and "atomic-v1" in done.stdout and "stage 'b' stopped" in done.stderr
    assert "atomic-v1" in (tmp_path / "o/stages/a.log").read_text()
    assert "the same command goes on" in done.stderr
    listed = subprocess.run([*line, "--list"], capture_output=True, text=True, timeout=600)
    assert "done in" in listed.stdout.splitlines()[0] and "open" in listed.stdout.splitlines()[1]


def test_a_mistyped_blank_is_no_blank(
    tmp_path: Path, said: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    from craftagent.cli import main

    (tmp_path / "layer.yaml").write_text("folder: '{inner}'")
    text = f"values: {{policy: a}}\nstages: [{{name: a, commands: ['say {{policy}} -c {tmp_path}/layer.yaml']}}]"
    (tmp_path / "r.yaml").write_text(text)
    line = ["recipe", str(tmp_path / "r.yaml"), "--out", str(tmp_path / "o"), "--set"]
    assert main([*line, "plicy=b"]) == 1 and said == []
    assert "has no blank 'plicy'; did you mean 'policy'" in capsys.readouterr().err
    assert main([*line, "policy=b", "--set", "inner=c"]) == 0 and said[0][:2] == ("say", "b")


def test_there_are_recipes() -> None:
    assert {path.stem for path in CONFIGS.glob("*.yaml")} >= {"nano", "improve", "report", "ablations", "debug"}


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.yaml")), ids=lambda p: p.stem)
def test_ours_can_be_read(path: Path) -> None:
    from craftagent.agent.spec import parse_agent
    from craftagent.cli import COMMANDS, build_parser

    recipe = load_recipe(path, {"out": "runs/x"})
    for stage in recipe.stages:
        for words in stage.commands:
            for word in words:
                assert not word.endswith(".yaml") or is_layer(word), f"there is no {word}"
            if words[0] == "python":
                assert Path(words[1]).is_file()
                continue
            two = " ".join(words[:2])
            args = build_parser(two if two in COMMANDS else words[0]).parse_args(list(words))
            if words[0] == "eval":
                parse_agent(args.agent)
                assert args.out in stage.makes
                if stage.name.startswith("tune"):
                    assert 10_000 <= int(args.seeds.partition(":")[0]) < FIRST_SEED
                elif path.stem != "debug":
                    # some lower ones of atomic-v1 were in view when a recipe was chosen
                    least = DEFAULT_SEED if args.suite == "atomic-v1" else FIRST_SEED
                    assert args.seeds is None or int(args.seeds.partition(":")[0]) >= least


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*/*.yaml")), ids=lambda p: f"{p.parent.stem}-{p.stem}")
def test_layers_of_ours(path: Path) -> None:
    (user,) = (r for r in CONFIGS.glob("*.yaml") if path.as_posix() in r.read_text())
    recipe = load_recipe(user, {"out": "runs/a b"})
    text, had_blanks = filled(path, recipe.values)
    data = yaml.safe_load(text)
    sources = data["data"]["init_args"]["sources"]
    assert had_blanks and all(
        source["folder"].startswith(("runs/a b/", "runs/nano/", "runs/improve/", "runs/fifth/")) for source in sources
    )
    assert "runs/" not in path.read_text(), "it holds for any folder of a run"
    assert isinstance(data["trainer"]["max_steps"], int)
    assert all("weight" not in source for source in sources) or sum(s["weight"] for s in sources) == pytest.approx(1)


@pytest.mark.parametrize("name", ["improve", "improve-again", "improve-crafting"])
def test_what_is_recorded_is_learned(name: str) -> None:
    path = Path(f"configs/recipes/{name}.yaml")
    recipe = load_recipe(path, {"out": "runs/x"})
    (layer,) = (p for p in path.parent.glob("*/*.yaml") if p.as_posix() in path.read_text())
    sources = yaml.safe_load(filled(layer, recipe.values)[0])["data"]["init_args"]["sources"]
    recorded = 0
    for words in (list(words) for stage in recipe.stages for words in stage.commands if words[0] == "correct"):
        said = dict(zip(words[1::1], words[2::1], strict=False))
        every = [task.name for task in load_suite(said["--suite"]).tasks]
        for task in said["--tasks"].split(",") if "--tasks" in said else every:
            recorded += 1
            file = f"{said['--suite']}.{task}-00001"
            rules = f"{said['--suite']}.{task}@paper-00001"
            assert any(
                s["folder"] == said["--out"] and any(fnmatchcase(f, p) for p in s["only"] for f in (file, rules))
                for s in sources
            ), f"{task} is recorded for nothing"
    assert recorded > 20


def test_programs_of_the_repository_are_stages_too(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "say.py").write_text("import sys; print('heard', sys.argv[1])")
    recipe = make(tmp_path, f"stages: [{{name: a, commands: ['python {tmp_path}/say.py it']}}]")
    carry_out(recipe, tmp_path / "out")
    assert "heard it" in capfd.readouterr().out
    assert (tmp_path / "out/stages/a.log").read_text().startswith("$ python ")


def test_the_time_of_all_attempts_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("craftagent.recipe.spent.time.monotonic", lambda: now[0])
    times = [70.0, 5.0]

    def run(words: tuple[str, ...], log: Path, spent: Spent) -> int:
        now[0] += times[0]
        spent.note()  # as after every line of output
        now[0] += 3  # a kill: nobody notes these
        return 3 if len(times) == 2 else 0

    monkeypatch.setattr(module, "_run", run)
    out, recipe = tmp_path / "out", make(tmp_path, "stages: [{name: one, commands: [say]}]")
    with pytest.raises(StageFailed):
        carry_out(recipe, out)
    del times[0]
    carry_out(recipe, out)
    assert done_stages(recipe, out)["one"]["seconds"] == 70 + 5 + 3


def test_ctrl_c_lets_the_command_say_where_it_stands(tmp_path: Path) -> None:
    program = (
        "import time\ntry:\n    print('begun', flush=True)\n    time.sleep(600)\nexcept KeyboardInterrupt:\n"
        "    time.sleep(1)\n    print('40 of 90 are done', flush=True)\n"
    )
    (tmp_path / "work.py").write_text(program)
    (tmp_path / "r.yaml").write_text(f"stages:\n  - {{name: one, commands: ['python {tmp_path}/work.py']}}\n")
    command = [sys.executable, "-m", "craftagent.cli", "recipe", str(tmp_path / "r.yaml"), "--out", str(tmp_path / "o")]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    assert process.stdout is not None
    while "begun" not in process.stdout.readline():
        assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: every process of the group
    said = process.communicate(timeout=120)[0]
    assert "40 of 90 are done" in said and process.returncode == 130
    assert "40 of 90 are done" in (tmp_path / "o/stages/one.log").read_text()
