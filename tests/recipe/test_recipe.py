"""Recipes: what is written down, what is carried out, and what is not carried out twice."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from craftagent.recipe import carry_out as module
from craftagent.recipe.carry_out import StageFailed, carry_out, note_of
from craftagent.recipe.recipe import load_recipe

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

    def run(words: tuple[str, ...], log: Path) -> int:
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
])  # fmt: skip
def test_what_is_no_recipe(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make(tmp_path, text)


def test_each_stage_once_and_again_from_where_it_changed(tmp_path: Path, said: list[tuple[str, ...]]) -> None:
    out = tmp_path / "out"
    assert [s.name for s in carry_out(make(tmp_path), out)] == ["one", "two", "three"] and len(said) == 4
    assert carry_out(make(tmp_path), out) == [] and len(said) == 4
    changed = make(tmp_path, TEXT.replace("two words", "three words"))
    assert [s.name for s in carry_out(changed, out)] == ["two", "three"]
    assert [s.name for s in carry_out(changed, out, first="one", last="two")] == ["one", "two"]
    assert note_of(out, changed.stages[0]) is not None


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
    done = subprocess.run(line, capture_output=True, text=True, timeout=120)
    assert done.returncode == 2 and "atomic-v1" in done.stdout and "stage 'b' stopped" in done.stderr
    assert "atomic-v1" in (tmp_path / "o/stages/a.log").read_text()
    listed = subprocess.run([*line, "--list"], capture_output=True, text=True, timeout=120)
    assert "done in" in listed.stdout.splitlines()[0] and "open" in listed.stdout.splitlines()[1]


@pytest.mark.parametrize("path", sorted(Path("configs/recipes").glob("*.yaml")), ids=lambda p: p.stem)
def test_ours_can_be_read(path: Path) -> None:
    from craftagent.cli import build_parser

    for stage in load_recipe(path, {"out": "runs/x"}).stages:
        for words in stage.commands:
            if words[0] == "python":
                assert Path(words[1]).is_file()
                continue
            name = " ".join(words[:2]) if words[0] == "data" else words[0]
            build_parser(name).parse_args(list(words))


def test_programs_of_the_repository_are_stages_too(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "say.py").write_text("import sys; print('heard', sys.argv[1])")
    recipe = make(tmp_path, f"stages: [{{name: a, commands: ['python {tmp_path}/say.py it']}}]")
    carry_out(recipe, tmp_path / "out")
    assert "heard it" in capfd.readouterr().out
    assert (tmp_path / "out/stages/a.log").read_text().startswith("$ python ")
