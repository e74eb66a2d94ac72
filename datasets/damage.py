"""What is wrong with an episode, said in one sentence, and how large its parts may be."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

MAX_ROWS = 1_000_000  # ticks; 14 hours. Contractor segments have 6 000
MAX_LINE = 1 << 18  # bytes; a contractor row with all its statistics is about 8 KiB
MAX_META = 1 << 20  # bytes
MAX_SIDE = 4096  # pixels


class DamagedEpisode(ValueError):
    """An episode that can not be read; the message is one sentence without the episode's name."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __reduce__(self) -> tuple[type[DamagedEpisode], tuple[str]]:
        return type(self), (self.reason,)


def short(value: object) -> str:
    """``repr`` on one line and at most 60 characters long, for messages."""
    text = repr(value if not isinstance(value, (str, bytes)) else value[:80])
    return text if len(text) <= 60 else text[:57] + "..."


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


_DECODER = json.JSONDecoder(parse_constant=_no_constant)


def parse_object(text: str, where: str) -> dict[str, Any]:
    """A strict JSON object: NaN and Infinity are refused. Raises :class:`DamagedEpisode` naming ``where``."""
    try:
        value = _DECODER.decode(text)
    except RecursionError:
        raise DamagedEpisode(f"{where} is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise DamagedEpisode(f"{where} is not JSON ({error.msg} at character {error.pos})") from None
    except ValueError as error:  # NaN, Infinity, numbers of thousands of digits
        raise DamagedEpisode(f"{where} is not JSON ({error})") from None
    if not isinstance(value, dict):
        raise DamagedEpisode(f"{where} must be a JSON object, not {short(value)}")
    return value


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """(line number from 1, text) of every line that is not blank; bounded memory whatever the file holds.

    Raises :class:`DamagedEpisode` for files that are missing, not text, or hold a line over ``MAX_LINE`` bytes.
    """
    try:
        with path.open("rb") as file:
            number = 0
            while line := file.readline(MAX_LINE + 1):
                number += 1
                if len(line) > MAX_LINE:
                    raise DamagedEpisode(f"{path.name}, line {number} is longer than {MAX_LINE} bytes")
                if number > MAX_ROWS:
                    raise DamagedEpisode(f"{path.name} has more than {MAX_ROWS} lines")
                try:
                    text = line.decode("utf-8").strip()
                except UnicodeDecodeError:
                    raise DamagedEpisode(f"{path.name}, line {number} is not UTF-8 text") from None
                if text:
                    yield number, text
    except OSError as error:
        raise DamagedEpisode(f"{path.name} can not be read: {error.strerror}") from None


def read_object(path: Path) -> dict[str, Any]:
    """The one JSON object that a file holds, at most ``MAX_META`` bytes."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_META + 1)
    except OSError as error:
        raise DamagedEpisode(f"{path.name} can not be read: {error.strerror}") from None
    if not data:
        raise DamagedEpisode(f"{path.name} is empty")
    if len(data) > MAX_META:
        raise DamagedEpisode(f"{path.name} is larger than {MAX_META} bytes")
    try:
        return parse_object(data.decode("utf-8"), path.name)
    except UnicodeDecodeError:
        raise DamagedEpisode(f"{path.name} is not UTF-8 text") from None


def checksum(path: Path) -> int:
    """CRC-32 of a file."""
    crc = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            crc = zlib.crc32(block, crc)
    return crc
