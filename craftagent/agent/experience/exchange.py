"""Episodes as JSON lines, to carry from memory to memory."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import Field, ValidationError

from craftagent.agent.experience.episode import Episode, Id
from craftagent.agent.experience.rows import LONGEST, dumped, fault


class _Line(Episode):
    """An episode of another memory: its id tells whether it has come before, so it must have one."""

    id: Id = Field(min_length=1)


def read_lines(path: Path) -> Iterator[tuple[int, Episode | str]]:
    """Line number, from 1, and its episode, or what is wrong with it in words; empty lines are passed over."""
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LONGEST + 1):
            number += 1
            if len(line) > LONGEST:
                while line and not line.endswith(b"\n"):
                    line = file.readline(LONGEST)
                yield number, f"it is longer than {LONGEST >> 20} MiB"
            elif line.strip():
                yield number, _parsed(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line)


def _parsed(line: bytes) -> Episode | str:
    try:
        episode = _Line.model_validate_json(line)
        dumped(episode)
    except ValidationError as error:
        return fault(error)
    except ValueError as error:
        return str(error)
    return episode


def write_lines(path: Path, lines: Iterable[str]) -> int:
    """Write lines to a file that appears whole or not at all; how many."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".part-{path.name}")
    number = 0
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            for line in lines:
                number += file.write(line + "\n") > 0
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return number
