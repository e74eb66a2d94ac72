"""Carrying out a recipe: every stage once; what is done is noted beside what it made."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import craftagent
from craftagent.recipe.recipe import Recipe, Stage

FOLDER = "stages"  # notes of finished stages, in the run's folder


class StageFailed(RuntimeError):
    """A command of a stage ended with an error; the same recipe again goes on with that command."""

    def __init__(self, stage: str, command: str, status: int) -> None:
        super().__init__(f"stage {stage!r} stopped: '{command}' ended with exit status {status}")
        self.status = status


def note_of(out: Path, stage: Stage) -> dict[str, Any] | None:
    """What was noted when this stage, with these commands, was finished; None if it was not."""
    try:
        note = json.loads((out / FOLDER / f"{stage.name}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return note if isinstance(note, dict) and note.get("digest") == stage.digest else None


def carry_out(recipe: Recipe, out: Path, first: str | None = None, last: str | None = None) -> list[Stage]:
    """Carry out the stages that are not done, and everything from the stage ``first`` on if it is named.

    A stage whose commands have changed, and every stage after one that was carried out, is carried out anew; the
    commands themselves go on from what they find. Output of the commands goes to the terminal and, line by line, to
    ``out/stages/NAME.log``. Returns the stages that were carried out. Raises :class:`StageFailed`.
    """
    begin = recipe.index(first) if first is not None else None
    end = recipe.index(last) if last is not None else len(recipe.stages) - 1
    if begin is not None and begin > end:
        raise ValueError(f"stage {first!r} comes after {last!r}")
    (out / FOLDER).mkdir(parents=True, exist_ok=True)
    worked: list[Stage] = []
    for i, stage in enumerate(recipe.stages[: end + 1]):
        note = note_of(out, stage)
        if note is not None and not worked and (begin is None or i < begin):
            print(f"== {stage.name}: done before, in {note['seconds']:.0f} s", flush=True)
            continue
        if begin is not None and i < begin:
            raise ValueError(f"stage {stage.name!r} is not done yet; begin there, not at {first!r}")
        print(f"== {stage.name}: {stage.about}", flush=True)
        _carry_out(stage, out)
        worked.append(stage)
    return worked


def _carry_out(stage: Stage, out: Path) -> None:
    note_path = out / FOLDER / f"{stage.name}.json"
    note_path.unlink(missing_ok=True)  # of other commands
    began = time.monotonic()
    for words in stage.commands:
        line = _said(words)
        print(f"$ {line}", flush=True)
        status = _run(words, out / FOLDER / f"{stage.name}.log")
        if status != 0:
            raise StageFailed(stage.name, line, status)
    note = {
        "stage": stage.name, "commands": [shlex.join(words) for words in stage.commands], "digest": stage.digest,
        "seconds": round(time.monotonic() - began, 1), "craftagent": craftagent.__version__,
        "finished": time.strftime("%Y-%m-%d %H:%M:%S"),
    }  # fmt: skip
    part = note_path.with_name(f".part-{note_path.name}")
    part.write_text(json.dumps(note, indent=1) + "\n", encoding="utf-8")
    part.replace(note_path)


def _line(words: tuple[str, ...]) -> list[str]:
    """``python PROGRAM ...`` is a program of the repository, anything else a command of ours."""
    if words[0] == "python":
        return [sys.executable, *words[1:]]
    return [sys.executable, "-m", "craftagent.cli", *words]


def _said(words: tuple[str, ...]) -> str:
    line = shlex.join(words)
    return line if words[0] == "python" else f"craftagent {line}"


def _run(words: tuple[str, ...], log: Path) -> int:
    with log.open("a", encoding="utf-8") as file:
        file.write(f"$ {_said(words)}\n")
        file.flush()
        process = subprocess.Popen(
            _line(words),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        )  # fmt: skip
        assert process.stdout is not None
        try:
            for text in process.stdout:
                sys.stdout.write(text)
                sys.stdout.flush()
                file.write(text)
                file.flush()
            return process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise
        finally:
            process.stdout.close()
