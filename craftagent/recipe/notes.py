"""Notes of finished stages, in the run's folder: with what each was made, and from what.

A note counts if it agrees with the recipe as it is now. One without an ``id`` says only which commands were given, not
with what: it is taken as none at all, so the stage goes on from what lies there, as after a kill.
"""

from __future__ import annotations

import json
import secrets
import shlex
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import craftagent
from craftagent.files import write_json
from craftagent.hardware import machine
from craftagent.recipe.inputs import digest
from craftagent.recipe.recipe import Recipe, Stage

ASIDE = ".before-"  # and the time: in the name of what a redone stage has put aside
FOLDER = "stages"
Note = dict[str, Any]


def note_path(out: Path, stage: Stage) -> Path:
    """Where the note of a stage lies."""
    return out / FOLDER / f"{stage.name}.json"


def spent_path(out: Path, stage: Stage) -> Path:
    """Where the seconds lie that the stage has taken so far."""
    return out / FOLDER / f"{stage.name}.seconds"


def begun_path(out: Path, stage: Stage) -> Path:
    """Where it lies with what an unfinished stage was begun."""
    return out / FOLDER / f"{stage.name}.begun"


def begin(out: Path, stage: Stage, made_with: str, code: str) -> list[Note]:
    """Note that a stage begins, or goes on. Returns the earlier beginnings that were not as this one (another digest): what
    lies there is partly theirs."""
    path = begun_path(out, stage)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = []
    others = [note for note in found if isinstance(note, dict) and note.get("digest") != made_with]
    now = {"digest": made_with, "commands": [shlex.join(words) for words in stage.commands], "commit": code,
           "begun": time.strftime("%Y-%m-%d %H:%M:%S")}  # fmt: skip
    write_json(path, [*others, now])
    return others


def read_note(out: Path, stage: Stage) -> Note | None:
    """What was noted when this stage was last finished; None if it was not since its products were put aside."""
    try:
        note = json.loads(note_path(out, stage).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return note if isinstance(note, dict) and isinstance(note.get("id"), str) else None


def done_note(recipe: Recipe, out: Path, stage: Stage, done: Mapping[str, Note]) -> Note | None:
    """The stage's note if the stage is done: with all that it would be carried out with now, and from the stages that it
    needs as they are now. ``done``: notes of the earlier stages that are."""
    note = read_note(out, stage)
    if note is None or not set(stage.needs) <= done.keys():
        return None
    if note.get("needs") != {name: done[name]["id"] for name in stage.needs}:
        return None
    return note if note.get("digest") == digest(recipe, stage) else None


def only_given_changed(recipe: Recipe, out: Path, stage: Stage, done: Mapping[str, Note]) -> bool:
    """Whether a stage is not done for nothing but weights outside the run that are not what they were."""
    note = read_note(out, stage)
    if note is None or "bare_digest" not in note or not set(stage.needs) <= done.keys():
        return False
    same = note["needs"] == {name: done[name]["id"] for name in stage.needs}
    return (
        same and note["digest"] != digest(recipe, stage) and note["bare_digest"] == digest(recipe, stage, given=False)
    )


def done_stages(recipe: Recipe, out: Path) -> dict[str, Note]:
    """Notes of all stages that are done, by name."""
    done: dict[str, Note] = {}
    for stage in recipe.stages:
        note = done_note(recipe, out, stage, done)
        if note is not None:
            done[stage.name] = note
    return done


def write_note(
    out: Path, stage: Stage, made_with: tuple[str, str], code: str, done: Mapping[str, Note], seconds: float,
    others: Sequence[Note] = (),
) -> Note:  # fmt: skip
    """Note that a stage is finished. ``made_with`` and ``code``: its digests, with what was given and without, and the
    commit when it (last) began; ``others``: of :func:`begin`."""
    note = {
        "stage": stage.name,
        "id": secrets.token_hex(8),
        "needs": {name: done[name]["id"] for name in stage.needs},
        "commands": [shlex.join(words) for words in stage.commands],
        "digest": made_with[0],
        "bare_digest": made_with[1],
        "seconds": round(seconds, 1),
        "machine": machine(),
        "commit": code,
        "craftagent": craftagent.__version__,
        "finished": time.strftime("%Y-%m-%d %H:%M:%S"),
        **({"begun_otherwise": list(others)} if others else {}),
    }
    write_json(note_path(out, stage), note)
    begun_path(out, stage).unlink(missing_ok=True)
    return note


def put_aside(recipe: Recipe, out: Path, names: set[str]) -> None:
    """Before stages are carried out anew: rename what they and all that need them have made, and forget their notes.

    Nothing is deleted. The latest stage goes first and each note after its stage's products: killed on the way, the
    stage whose turn it was is found out of date again.
    """
    when = time.strftime("%Y%m%d-%H%M%S")
    for stage in reversed(recipe.with_dependents(names)):
        for path in stage.makes:
            if not path.exists():
                continue
            aside, again = path.with_name(f"{path.name}{ASIDE}{when}"), 1
            while aside.exists():
                again += 1
                aside = path.with_name(f"{path.name}.before-{when}-{again}")
            path.rename(aside)
            print(f"   {path}, of stage {stage.name!r} before, is kept as {aside}", flush=True)
        spent_path(out, stage).unlink(missing_ok=True)
        begun_path(out, stage).unlink(missing_ok=True)
        note_path(out, stage).unlink(missing_ok=True)
