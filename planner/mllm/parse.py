"""The JSON in an answer, whatever stands around it: think-blocks, code fences, talk, trailing commas, a missing end.

Strict JSON is taken as it is; only what is not goes through json-repair. Both read some texts again from each brace on, so
that their time grows with the square of the length: what is read is bounded, in letters, in braces and in work.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

_THOUGHT = re.compile(r"<(think|thinking|reasoning)>.*?(</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"```[\w-]*[ \t]*\n?(.*?)(?:```|\Z)", re.DOTALL)
_LONGEST = 200_000  # letters, thoughts included: they are cut off in one go
# The longest plan, 40 steps, has 6 000 letters and 42 opening braces, and is mended in 300 000 lines of Python.
# The worst texts found at these bounds take 0.3 s of a busy core; 8 000 braces without any bound took 8 s.
_LONGEST_SAID = 20_000  # letters without thoughts
_MOST_OPENINGS = 300
_MOST_LINES = 600_000


class NoJson(ValueError):
    """There is no JSON object in an answer, or it is too long or too much nested to be looked for."""


class _TooMuchWork(Exception):
    """An answer is no plan with a small fault."""


def find_json(text: str, wanted: str = "steps") -> dict[str, Any]:
    """The JSON object of an answer: the last one that has the key ``wanted``, else the last one.

    A bare list is taken for the value of ``wanted``. Raises :class:`NoJson`.
    """
    if len(text) > _LONGEST:
        raise NoJson(f"the answer is too long: {len(text)} characters")
    said = _without_thoughts(text).strip()
    if len(said) > _LONGEST_SAID:
        raise NoJson(f"the answer is too long: {len(said)} characters besides thoughts, at most {_LONGEST_SAID}")
    openings = said.count("{") + said.count("[")
    if openings > _MOST_OPENINGS:
        raise NoJson(f"the answer opens too many braces and brackets: {openings}, at most {_MOST_OPENINGS}")
    objects = [found for part in (said, *_FENCE.findall(said)) for found in _strict(part)]
    if not any(wanted in found for found in objects):
        objects += _mended(said)
    for found in reversed(objects):
        if wanted in found:
            return found
    if objects:
        return objects[-1]
    shown = " ".join(text.split())[:80]
    raise NoJson(f"there is no JSON object in the answer {shown!r}" if shown else "the answer is empty")


def _without_thoughts(text: str) -> str:
    """Without think-blocks; some servers cut the opening mark off, so all before a lone closing one goes too."""
    for mark in ("</think>", "</thinking>", "</reasoning>"):
        if mark in text and f"<{mark[2:]}" not in text:
            text = text.rpartition(mark)[2]
    return _THOUGHT.sub("", text)


def _strict(text: str) -> list[dict[str, Any]]:
    """Objects of strict JSON in a text, outermost ones only, in order."""
    decoder = json.JSONDecoder()
    found, at = [], text.find("{")
    while at >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            found.append(value)
        at = text.find("{", end)
    return found


class _Budget:
    """Ends a block with :class:`_TooMuchWork` after so many lines of Python run in it and in the blocks before it.

    Lines, not seconds: the same text is read alike on a busy machine. They are counted in this thread alone, as a debugger
    does it; where a debugger is at work already, they are not.
    """

    def __init__(self, lines: int) -> None:
        self._left = lines

    def __enter__(self) -> None:
        self._counts = sys.gettrace() is None
        if self._counts:
            sys.settrace(self._count)

    def __exit__(self, *raised: object) -> None:
        if self._counts:
            sys.settrace(None)

    def _count(self, frame: FrameType, event: str, arg: object) -> Callable[..., Any]:
        self._left -= 1
        if self._left < 0:
            raise _TooMuchWork
        return self._count


def _mended(text: str) -> list[dict[str, Any]]:
    """Objects after mending what is not quite JSON; none where that is too much work."""
    import json_repair

    found: list[dict[str, Any]] = []
    budget = _Budget(_MOST_LINES)
    for part in (*_FENCE.findall(text), text):
        start = min((at for at in (part.find("{"), part.find("[")) if at >= 0), default=-1)
        if start < 0:
            continue
        try:
            with budget:
                value = json_repair.loads(part[start:])
        except _TooMuchWork:
            break
        except (ValueError, RecursionError):
            continue
        for one in value if isinstance(value, list) and not _steps(value) else [value]:
            if isinstance(one, dict) and one:
                found.append(one)
            elif _steps(one):
                found.append({"thought": "", "steps": one})
        if found:
            break
    return found


def _steps(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) and "verb" in v for v in value)
