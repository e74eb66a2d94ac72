"""An agent as a line of text: who it is, where its weights lie, and how it plays."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from craftagent.types import suggest


@dataclasses.dataclass(frozen=True)
class AgentSpec:
    """``KIND[:PATH][?KEY=VALUE[,KEY=VALUE]]``, taken apart."""

    text: str
    kind: str
    path: str = ""
    options: tuple[tuple[str, str], ...] = ()


KINDS = ("expert", "random", "policy", "hierarchical", "python")
_PATHS = {"policy": "policy:PATH, the folder of a trained policy", "python": "python:MODULE:FUNCTION"}  # must say where


def parse_agent(text: str, kinds: Sequence[str] = KINDS) -> AgentSpec:
    """Take an agent's name apart; ``kinds`` are those that may be named here.

    Raises ``ValueError`` for an unknown kind and for options without a value.
    """
    name, _, tail = text.partition("?")
    kind, _, path = name.partition(":")
    if kind not in kinds:
        there = ", ".join(_PATHS.get(name, name).partition(",")[0] for name in kinds)
        raise ValueError(f"unknown agent {kind!r}{suggest(kind, kinds)}; there are {there}")
    if kind != "hierarchical" and (kind in _PATHS) != bool(path):
        raise ValueError(f"--agent {text!r} is not understood; write {_PATHS.get(kind, kind)}")
    options = []
    for part in (p for p in tail.replace("&", ",").split(",") if p):
        key, equals, value = part.partition("=")
        if not (equals and key and value):
            raise ValueError(f"options of an agent are KEY=VALUE, as {kind}?temperature=0.5, not {part!r}")
        options.append((key, value))
    if options and kind in ("expert", "random"):
        raise ValueError(f"agent {kind!r} has no options, not {tail!r}")
    return AgentSpec(text, kind, str(Path(path)) if path else "", tuple(options))
