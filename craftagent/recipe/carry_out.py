"""Carrying out a recipe: every stage once; what is done is noted beside what it made."""

from __future__ import annotations

import shlex
import subprocess
import sys
import threading
from pathlib import Path

from craftagent.checkout import commit
from craftagent.locks import hold
from craftagent.recipe.inputs import digest, fill_layers
from craftagent.recipe.notes import (
    FOLDER,
    Note,
    begin,
    done_note,
    done_stages,
    only_given_changed,
    put_aside,
    read_note,
    write_note,
)
from craftagent.recipe.recipe import Recipe, Stage
from craftagent.recipe.spent import Spent

GRACE = 30.0  # seconds that a command has after Ctrl-C to say where it stands


class StageFailed(RuntimeError):
    """A command of a stage ended with an error; the same recipe again goes on with that command."""

    def __init__(self, stage: str, command: str, status: int) -> None:
        super().__init__(f"stage {stage!r} stopped: '{command}' ended with exit status {status}")
        self.status = status


def carry_out(recipe: Recipe, out: Path, first: str | None = None, last: str | None = None) -> list[Stage]:
    """Carry out the stages that are not done, and everything from the stage ``first`` on if it is named.

    A stage is done if it was finished with the same commands, layers, weights and world as now, and from what the stages
    that it needs have made since. One that was finished otherwise, and everything from ``first`` on, is carried out anew:
    what it and all that need it have made is put aside. But if nothing except weights outside ``out`` has changed, as when
    the run's own product was put in their place, that is refused: hours of work are not begun anew unasked. Any other goes
    on from what its commands find. Output of the commands goes to the terminal and, line by line, to
    ``out/stages/NAME.log``. Returns the stages that were carried out.
    Raises :class:`StageFailed`, and ``ValueError`` if another process is at it.
    """
    with hold(out / FOLDER, "a recipe"):
        return _all(recipe, out, first, last)


def _all(recipe: Recipe, out: Path, first: str | None, last: str | None) -> list[Stage]:
    start = recipe.index(first) if first is not None else None
    end = recipe.index(last) if last is not None else len(recipe.stages) - 1
    if start is not None and start > end:
        raise ValueError(f"stage {first!r} comes after {last!r}")
    if start is not None:
        named = {stage.name for stage in recipe.stages[start : end + 1]}
        before = done_stages(recipe, out)
        for stage in recipe.needed_by(named):
            if stage.name not in before:
                raise ValueError(f"stage {stage.name!r} is not done yet; begin there, not at {first!r}")
        put_aside(recipe, out, named)
    done: dict[str, Note] = {}
    worked: list[Stage] = []
    for i, stage in enumerate(recipe.stages[: end + 1]):
        note = done_note(recipe, out, stage, done)
        if note is not None:
            print(f"== {stage.name}: done before, in {note['seconds']:.0f} s", flush=True)
            done[stage.name] = note
            continue
        if start is not None and i < start:
            continue  # nothing from ``first`` on needs it
        print(f"== {stage.name}: {stage.about}", flush=True)
        if only_given_changed(recipe, out, stage, done):
            raise ValueError(
                f"stage {stage.name!r} is done, but with other weights than those that it would read now, which lie outside "
                f"{out} (were new ones packed there?): put back those it was done with, or do it anew by --from {stage.name}"
            )
        if read_note(out, stage) is not None:
            put_aside(recipe, out, {stage.name})
        done[stage.name] = _carry_out(recipe, stage, out, done)
        worked.append(stage)
    return worked


def _carry_out(recipe: Recipe, stage: Stage, out: Path, done: dict[str, Note]) -> Note:
    spent = Spent(out, stage)
    # as it begins: what is changed meanwhile was not trained with
    made_with, code = (digest(recipe, stage), digest(recipe, stage, given=False)), commit()
    others = begin(out, stage, made_with[0], code)
    if others:
        print(
            f"   it goes on from what other commands or settings made ({others[-1]['begun']}); its note will say so",
            flush=True,
        )
    for as_written in stage.commands:
        words = fill_layers(as_written, recipe.values, out / FOLDER / "layers")
        line = _said(words)
        print(f"$ {line}", flush=True)
        status = _run(words, out / FOLDER / f"{stage.name}.log", spent)
        if status != 0:
            raise StageFailed(stage.name, line, status)
    return write_note(out, stage, made_with, code, done, spent.seconds(), others)


def _line(words: tuple[str, ...]) -> list[str]:
    """``python PROGRAM ...`` is a program of the repository, anything else a command of ours."""
    if words[0] == "python":
        return [sys.executable, *words[1:]]
    return [sys.executable, "-m", "craftagent.cli", *words]


def _said(words: tuple[str, ...]) -> str:
    line = shlex.join(words)
    return line if words[0] == "python" else f"craftagent {line}"


def _run(words: tuple[str, ...], log: Path, spent: Spent) -> int:
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
                spent.note()
            return process.wait()
        except KeyboardInterrupt:  # of the command as well: it says where it stands and ends by itself
            late = threading.Timer(GRACE, process.terminate)
            late.start()
            for text in process.stdout:
                sys.stdout.write(text)
                file.write(text)
            process.wait()
            late.cancel()
            raise
        except BaseException:
            process.terminate()
            process.wait()
            raise
        finally:
            process.stdout.close()
            spent.note(at_once=True)
