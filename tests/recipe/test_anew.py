"""When a stage is no longer done, what becomes of what it made, and what it is then carried out with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from craftagent.recipe import carry_out as module
from craftagent.recipe.carry_out import StageFailed, carry_out
from craftagent.recipe.inputs import digest, fill_layers, named_path
from craftagent.recipe.notes import done_stages, note_path
from craftagent.recipe.recipe import Recipe, load_recipe
from craftagent.recipe.spent import Spent

CHAIN = """
values: {version: "1"}
stages:
  - {name: data, makes: ["{out}/data"], commands: ["make {out}/data {version}"]}
  - {name: aside, needs: [], makes: ["{out}/aside"], commands: ["make {out}/aside"]}
  - {name: weights, needs: [data], makes: ["{out}/weights"], commands: ["make {out}/weights"]}
  - {name: figures, makes: ["{out}/figures.json"], commands: ["make {out}/figures.json"]}
"""


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Products in the order in which they were made. ``make PATH`` writes how often it has into a file that it goes on
    with; a path with ``broken`` in the same folder fails half-way."""
    found: list[str] = []

    def run(words: tuple[str, ...], log: Path, spent: Spent) -> int:
        path = Path(words[1])
        found.append(path.name)
        path.write_text(str(int(path.read_text() if path.exists() else "0") + 1))
        return 3 if (path.parent / f"broken-{path.name}").exists() else 0

    monkeypatch.setattr(module, "_run", run)
    return found


def recipe(folder: Path, text: str = CHAIN, **values: str) -> Recipe:
    folder.mkdir(exist_ok=True)
    (folder.parent / "r.yaml").write_text(text, encoding="utf-8")
    return load_recipe(folder.parent / "r.yaml", {"out": str(folder), **values})


def kept(out: Path) -> list[str]:
    return sorted(path.name.partition(".before-")[0] for path in out.glob("*.before-*"))


def test_anew_after_a_change(tmp_path: Path, ran: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    carry_out(recipe(out), out)
    assert ran == ["data", "aside", "weights", "figures.json"] and kept(out) == []
    ran.clear()
    carry_out(recipe(out, version="2"), out)
    assert ran == ["data", "weights", "figures.json"], "what does not need it is left alone"
    assert kept(out) == ["data", "figures.json", "weights"], "nothing is deleted"
    assert (out / "weights").read_text() == "1", "it does not go on from what was made of other data"
    assert "is kept as" in capsys.readouterr().out
    assert carry_out(recipe(out, version="2"), out) == []


def test_until_leaves_nothing_that_looks_done(tmp_path: Path, ran: list[str]) -> None:
    out = tmp_path / "out"
    carry_out(recipe(out), out)
    changed = recipe(out, version="2")
    carry_out(changed, out, last="data")
    assert done_stages(changed, out).keys() == {"data", "aside"}
    ran.clear()
    carry_out(changed, out)
    assert ran == ["weights", "figures.json"] and (out / "weights").read_text() == "1"


def half_made(folder: Path) -> Path:
    """A run that broke off while it made weights."""
    out = folder / "out"
    out.mkdir()
    (out / "broken-weights").touch()
    with pytest.raises(StageFailed):
        carry_out(recipe(out), out)
    (out / "broken-weights").unlink()
    return out


def test_a_kill_is_taken_up_where_it_was(tmp_path: Path, ran: list[str]) -> None:
    out = half_made(tmp_path)
    carry_out(recipe(out), out)
    assert (out / "weights").read_text() == "2" and kept(out) == [], "it went on"


def test_half_made_things_of_earlier_data_are_put_aside_too(tmp_path: Path, ran: list[str]) -> None:
    out = half_made(tmp_path)
    carry_out(recipe(out, version="2"), out)
    assert (out / "weights").read_text() == "1" and kept(out) == ["data", "weights"]


def test_what_other_commands_began_is_said(tmp_path: Path, ran: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    (tmp_path / "out").mkdir()
    (out / "broken-data").touch()
    with pytest.raises(StageFailed):
        carry_out(recipe(out), out)
    (out / "broken-data").unlink()
    carry_out(recipe(out, version="2"), out)
    assert "goes on from what other commands or settings made" in capsys.readouterr().out
    made = recipe(out, version="2")
    note = json.loads(note_path(out, made.stages[0]).read_text())
    (other,) = note["begun_otherwise"]
    assert other["commands"][0].endswith("data 1") and note["commands"][0].endswith("data 2")
    assert "begun_otherwise" not in json.loads(note_path(out, made.stages[1]).read_text())
    assert not list((out / "stages").glob("*.begun"))


def test_only_one_recipe_in_a_folder(tmp_path: Path, ran: list[str], elsewhere) -> None:
    out = tmp_path / "out"
    made = recipe(out)
    with elsewhere(f"from craftagent.locks import hold\nfile = hold(Path({str(out / 'stages')!r}), 'a recipe')"):
        with pytest.raises(ValueError, match="a recipe of another process is at work in .*stages"):
            carry_out(made, out)
        assert ran == []
    assert len(carry_out(made, out)) == 4, "the system let go"


def test_from_begins_anew_even_without_a_note(tmp_path: Path, ran: list[str]) -> None:
    out = tmp_path / "out"
    carry_out(recipe(out), out)
    note_path(out, recipe(out).stages[2]).unlink()
    (out / "broken-weights").touch()
    with pytest.raises(StageFailed):
        carry_out(recipe(out), out, first="weights")
    assert (out / "weights").read_text() == "1" and kept(out) == ["figures.json", "weights"]
    (out / "broken-weights").unlink()
    carry_out(recipe(out), out)
    assert (out / "weights").read_text() == "2", "after a failure on the way, without --from it goes on"


def test_from_needs_only_what_is_needed(tmp_path: Path, ran: list[str]) -> None:
    out = tmp_path / "out"
    assert [s.name for s in carry_out(recipe(out), out, first="aside", last="aside")] == ["aside"]
    with pytest.raises(ValueError, match="'data' is not done yet"):
        carry_out(recipe(out), out, first="weights")


def test_a_note_of_another_making_of_what_it_needs(tmp_path: Path, ran: list[str]) -> None:
    out = tmp_path / "out"
    carry_out(recipe(out), out)
    path = note_path(out, recipe(out).stages[0])
    path.write_text(json.dumps({**json.loads(path.read_text()), "id": "another"}))
    assert done_stages(recipe(out), out).keys() == {"data", "aside"}


def test_notes_without_an_id_are_no_notes(tmp_path: Path, ran: list[str]) -> None:
    out = tmp_path / "out"
    carry_out(recipe(out), out, last="data")
    path = note_path(out, recipe(out).stages[0])
    note = json.loads(path.read_text())
    path.write_text(json.dumps({name: note[name] for name in ("stage", "commands", "seconds")}))
    carry_out(recipe(out), out, last="data")
    assert (out / "data").read_text() == "2" and kept(out) == [], "its commands go on from what is there"


# --- what a stage is carried out with ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("word", "path"), [
    ("a/b", "a/b"), ("--idm=a/b", "a/b"), ("--again", ""), ("policy:a/b?temperature=1", "a/b"), ("policy:a/b?", "a/b"),
    ("hierarchical:a/b?hands=learned,", "a/b"), ("hierarchical?hands=expert", "hierarchical?hands=expert"),
])  # fmt: skip
def test_named_path(word: str, path: str) -> None:
    assert named_path(word) == path


def test_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    (tmp_path / "inner.yaml").write_text("width: 1")
    layer = tmp_path / "layer.yaml"
    layer.write_text("# said\nfolder: '{out}'\nmodel: inner.yaml\n")
    for name in ("read", "made"):
        (tmp_path / "out" / name).mkdir(parents=True)
        (tmp_path / "out" / name / "policy.json").write_text("{}")
    command = f"fit -c {layer} policy:{{out}}/read?a=1 {{out}}/made --tasks {'dirt,' * 999}"
    text = f"stages: [{{name: a, makes: ['{{out}}/made'], commands: ['{command}']}}]"

    def now(**values: str) -> str:
        found = recipe(out, text, **values)
        return digest(found, found.stages[0])

    first = now()
    layer.write_text("# said otherwise\nfolder: '{out}'\nmodel: inner.yaml\n")
    (out / "made" / "policy.safetensors").write_text("mine")
    (out / "read" / "README.md").write_text("words")
    assert now() == first
    seen = {first}
    (out / "read" / "policy.safetensors").write_text("theirs")
    seen.add(now())
    (tmp_path / "inner.yaml").write_text("width: 2")
    seen.add(now())
    layer.write_text("folder: '{out}'\nmodel: inner.yaml\nmore: {also}\n")
    seen.add(now())
    seen.add(now(also="1"))
    monkeypatch.setattr("craftagent.sim.simulator.WORLD_VERSION", 10**6)
    seen.add(now())
    assert len(seen) == 6


def test_weights_that_were_packed_over_do_not_undo_a_run(tmp_path: Path, ran: list[str]) -> None:
    out, given = tmp_path / "out", tmp_path / "shipped"
    given.mkdir()
    (given / "policy.json").write_text("{}")
    text = f"""
stages:
  - {{name: data, makes: ["{{out}}/data"], commands: ["make {{out}}/data {given}"]}}
  - {{name: figures, makes: ["{{out}}/figures"], commands: ["make {{out}}/figures {given}"]}}
"""
    carry_out(recipe(out, text), out)
    (given / "policy.json").write_text("{1}")  # what the run made now lies there
    ran.clear()
    with pytest.raises(ValueError, match="stage 'data' is done, but with other weights .* --from data"):
        carry_out(recipe(out, text), out)
    assert ran == [] and kept(out) == []
    carry_out(recipe(out, text), out, "data")
    assert ran == ["data", "figures"] and kept(out) == ["data", "figures"], "what is asked for is done"
    (given / "policy.json").write_text("{2}")
    carry_out(recipe(out, text.replace("make {out}/data", "make {out}/data {out}/more")), out)
    assert ran == ["data", "figures"] * 2, "another command is another stage"


def test_layers_are_filled_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain, blank = tmp_path / "plain.yaml", tmp_path / "blank.yaml"
    plain.write_text("a: {b: 1}")
    blank.write_text('a: {b: "{out}/x", steps: {steps}}\nc: {d}\n')
    words = ("fit", str(plain), f"--config={blank}")
    done = fill_layers(words, {"out": "o p", "steps": "7"}, tmp_path / "layers")
    assert done == ("fit", str(plain), f"--config={tmp_path}/layers/blank.yaml")
    assert (tmp_path / "layers/blank.yaml").read_text() == 'a: {b: "o p/x", steps: 7}\nc: {d}\n'
    (tmp_path / "other").mkdir()
    (tmp_path / "other/blank.yaml").write_text("{out}")
    with pytest.raises(ValueError, match="have blanks and one name"):
        fill_layers((*words, str(tmp_path / "other/blank.yaml")), {"out": "o"}, tmp_path / "layers")

    said: list[tuple[str, ...]] = []
    monkeypatch.setattr(module, "_run", lambda words, log, spent: said.append(words) or 0)
    out = tmp_path / "out"
    carry_out(recipe(out, f"stages: [{{name: a, commands: ['fit -c {blank}']}}]"), out)
    assert said == [("fit", "-c", str(out / "stages/layers/blank.yaml"))]
    assert str(blank) in json.loads((out / "stages/a.json").read_text())["commands"][0], "noted as written"
