"""A recipe as written down: YAML with stages and their commands."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from craftagent.types import suggest

_NAME = re.compile(r"[a-z][a-z0-9-]*")
_BLANK = re.compile(r"\{(\w+)\}")


@dataclasses.dataclass(frozen=True)
class Stage:
    """A part of a recipe.

    ``commands``: argument lists of ``craftagent``, without that word, or of ``python`` with it, for programs as those
    under benchmarks/. ``about``: one line for people.
    """

    name: str
    about: str
    commands: tuple[tuple[str, ...], ...]

    @property
    def digest(self) -> str:
        """Changes when any command does."""
        return hashlib.sha256(json.dumps(self.commands).encode()).hexdigest()[:16]


@dataclasses.dataclass(frozen=True)
class Recipe:
    """Stages in order."""

    name: str
    about: str
    stages: tuple[Stage, ...]

    def index(self, name: str) -> int:
        """Place of a stage. Raises ``ValueError`` for a name that there is not."""
        names = [stage.name for stage in self.stages]
        if name not in names:
            raise ValueError(f"{self.name} has stages {', '.join(names)} and no {name!r}{suggest(name, names)}")
        return names.index(name)


def load_recipe(path: Path, values: Mapping[str, str]) -> Recipe:
    """Read a recipe and fill in its ``{blanks}`` from ``values``, over the recipe's own ``values``.

    Raises ``OSError`` if there is no such file, ``ValueError`` with one sentence for what is no recipe.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ValueError(f"{path} is not YAML: {' '.join(str(error).split())[:160]}") from None
    if not isinstance(data, dict) or not isinstance(data.get("stages"), list) or not data["stages"]:
        raise ValueError(f"{path} is no recipe: it must have a list of 'stages'")
    own = data.get("values", {})
    if not isinstance(own, dict):
        raise ValueError(f"{path}: 'values' must be a mapping")
    known = {str(k): str(v) for k, v in own.items()} | dict(values)
    stages = tuple(_stage(path, entry, known) for entry in data["stages"])
    names = [stage.name for stage in stages]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"{path}: two stages are called {name!r}")
    return Recipe(path.stem, str(data.get("about", "")).strip(), stages)


def _stage(path: Path, entry: Any, values: Mapping[str, str]) -> Stage:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str) or not _NAME.fullmatch(entry["name"]):
        raise ValueError(f"{path}: every stage wants a 'name' of small letters, digits and hyphens")
    name = entry["name"]
    for key in entry:
        if key not in ("name", "about", "commands"):
            raise ValueError(f"{path}: stage {name!r} has an unknown part {key!r}")
    commands = entry.get("commands")
    if not isinstance(commands, list) or not commands or not all(isinstance(line, str) for line in commands):
        raise ValueError(f"{path}: stage {name!r} wants a list of 'commands', each a line of text")
    return Stage(name, str(entry.get("about", "")), tuple(_words(path, name, line, values) for line in commands))


def _words(path: Path, stage: str, line: str, values: Mapping[str, str]) -> tuple[str, ...]:
    def fill(found: re.Match[str]) -> str:
        if found[1] not in values:
            raise ValueError(f"{path}: stage {stage!r} wants {{{found[1]}}}, which has no value")
        return values[found[1]]

    # words first, so that a value with a space stays one word
    words = tuple(_BLANK.sub(fill, word) for word in shlex.split(line))
    if not words:
        raise ValueError(f"{path}: stage {stage!r} has an empty command")
    return words
