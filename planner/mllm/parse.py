"""The JSON in an answer, whatever stands around it: think-blocks, code fences, talk, trailing commas, a missing end.

Strict JSON is taken as it is; only what is not goes through json-repair. Both read some texts again from each brace on, so
that their time grows with the square of the length: what is read is bounded, in letters and in braces.
"""

from __future__ import annotations

import json
import re
from typing import Any

_THOUGHT = re.compile(r"<(think|thinking|reasoning)>.*?(</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"```[\w-]*[ \t]*\n?(.*?)(?:```|\Z)", re.DOTALL)
_LONGEST = 200_000  # letters, thoughts included: they are cut off in one go
_LONGEST_SAID = 20_000  # letters without thoughts
# The longest plan, 40 steps, has 6 000 letters and 42 opening braces. Mending takes up to 2 s of a busy core for the worst
# text of that length that was found, a second of an idle one; 8 000 braces without any bound took 8 s.
_LONGEST_MENDED = 8_000
_MOST_OPENINGS = 300


class NoJson(ValueError):
    """There is no JSON object in an answer, or it is too long or too much nested to be looked for."""


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


def _mended(text: str) -> list[dict[str, Any]]:
    """Objects after mending what is not quite JSON; none where the text is longer than any plan."""
    import json_repair

    found: list[dict[str, Any]] = []
    if len(text) > _LONGEST_MENDED:
        return found
    for part in (*_FENCE.findall(text), text):
        start = min((at for at in (part.find("{"), part.find("[")) if at >= 0), default=-1)
        if start < 0:
            continue
        try:
            value = json_repair.loads(part[start:])
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
