"""A recipe as written down: YAML with stages and their commands."""

from __future__ import annotations

import dataclasses
import re
import shlex
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import yaml

from craftagent.types import suggest

_NAME = re.compile(r"[a-z][a-z0-9-]*")
BLANK = re.compile(r"\{(\w+)\}")


@dataclasses.dataclass(frozen=True)
class Stage:
    """A part of a recipe.

    ``commands``: argument lists of ``craftagent``, without that word, or of ``python`` with it, for programs as those
    under benchmarks/. ``about``: one line for people. ``needs``: names of the earlier stages whose products it reads.
    ``makes``: the files and folders that it alone writes.
    """

    name: str
    about: str
    commands: tuple[tuple[str, ...], ...]
    needs: tuple[str, ...] = ()
    makes: tuple[Path, ...] = ()


@dataclasses.dataclass(frozen=True)
class Recipe:
    """Stages in order, and the ``values`` of its blanks. ``blanks``: names of those that it has, filled in or not."""

    name: str
    about: str
    stages: tuple[Stage, ...]
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)
    blanks: frozenset[str] = frozenset()

    def index(self, name: str) -> int:
        """Place of a stage. Raises ``ValueError`` for a name that there is not."""
        names = [stage.name for stage in self.stages]
        if name not in names:
            raise ValueError(f"{self.name} has stages {', '.join(names)} and no {name!r}{suggest(name, names)}")
        return names.index(name)

    def with_dependents(self, names: Collection[str]) -> list[Stage]:
        """The stages of these names and all that need one of them, at whatever remove, in order."""
        found: list[Stage] = []
        for stage in self.stages:
            if stage.name in names or {have.name for have in found} & set(stage.needs):
                found.append(stage)
        return found

    def needed_by(self, names: Collection[str]) -> list[Stage]:
        """All other stages that these need, at whatever remove, in order."""
        wanted = set(names)
        for stage in reversed(self.stages):
            if stage.name in wanted:
                wanted |= set(stage.needs)
        return [stage for stage in self.stages if stage.name in wanted and stage.name not in names]


def load_recipe(path: Path, values: Mapping[str, str]) -> Recipe:
    """Read a recipe and fill in its ``{blanks}`` from ``values``, over the recipe's own ``values``.

    A value of the recipe may have blanks of those before it. Raises ``OSError`` if there is no such file, ``ValueError``
    with one sentence for what is no recipe.
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
    known = dict(values)
    for name, text in own.items():
        if str(name) not in known:
            known[str(name)] = _fill(f"{path}: value {str(name)!r}", "" if text is None else str(text), known)
    stages: list[Stage] = []
    for entry in data["stages"]:
        stages.append(_stage(path, entry, known, stages))
    blanks = {str(name) for name in own} | {name for text in texts_in(data) for name in BLANK.findall(text)}
    return Recipe(path.stem, str(data.get("about", "")).strip(), tuple(stages), known, frozenset(blanks))


def texts_in(data: Any) -> list[str]:
    """Every text among the values of plain data."""
    if isinstance(data, dict | list):
        return [text for value in (data.values() if isinstance(data, dict) else data) for text in texts_in(value)]
    return [data] if isinstance(data, str) else []


def _stage(path: Path, entry: Any, values: Mapping[str, str], before: list[Stage]) -> Stage:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str) or not _NAME.fullmatch(entry["name"]):
        raise ValueError(f"{path}: every stage wants a 'name' of small letters, digits and hyphens")
    name = entry["name"]
    where = f"{path}: stage {name!r}"
    if any(stage.name == name for stage in before):
        raise ValueError(f"{path}: two stages are called {name!r}")
    for key in entry:
        if key not in ("name", "about", "commands", "needs", "makes"):
            raise ValueError(f"{where} has an unknown part {key!r}")
    commands = entry.get("commands")
    if not commands or not _texts(commands):
        raise ValueError(f"{where} wants a list of 'commands', each a line of text")
    needs = entry.get("needs", [before[-1].name] if before else [])
    if not _texts(needs) or not {stage.name for stage in before}.issuperset(needs):
        raise ValueError(f"{where}: 'needs' must be a list of names of stages before it, not {needs!r}")
    makes = entry.get("makes", [])
    if not _texts(makes):
        raise ValueError(f"{where}: 'makes' must be a list of files and folders, not {makes!r}")
    made = tuple(Path(_fill(where, text, values)) for text in makes)
    for product in made:
        # what a stage makes is moved away when it is carried out anew: nothing outside the run may ever be
        if ".." in product.parts or Path(values.get("out", "/")).absolute() not in product.absolute().parents:
            raise ValueError(f"{where} makes {product}, which must lie in {{out}}")
        other = next((stage.name for stage in before if product in stage.makes), None)
        if other is not None:
            raise ValueError(f"{path}: stages {other!r} and {name!r} both make {product}")
    about = str(entry.get("about", ""))
    return Stage(name, about, tuple(_words(where, line, values) for line in commands), tuple(needs), made)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _words(where: str, line: str, values: Mapping[str, str]) -> tuple[str, ...]:
    # words first, so that a value with a space stays one word
    words = tuple(_fill(where, word, values) for word in shlex.split(line))
    if not words:
        raise ValueError(f"{where} has an empty command")
    return words


def _fill(where: str, text: str, values: Mapping[str, str]) -> str:
    def fill(found: re.Match[str]) -> str:
        if found[1] not in values:
            raise ValueError(f"{where} wants {{{found[1]}}}, which has no value")
        return values[found[1]]

    return BLANK.sub(fill, text)
