"""Suites: named, versioned lists of tasks. ``load_suite("atomic-v1")`` reads data/atomic-v1.yaml and checks every name.

Suites of one's own are files ``NAME.yaml`` in the folders that the environment variable ``CRAFTAGENT_SUITES`` names.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import importlib.resources
import os
from collections.abc import Mapping
from pathlib import Path

from craftagent.tasks.task import Task
from craftagent.types import suggest

_FILES = ("atomic-v1", "long-horizon-67-v1", "practice-v1")
_GENERATED = ("generated-v1",)
FOLDERS = "CRAFTAGENT_SUITES"  # folders with suites of one's own, separated as in PATH


@dataclasses.dataclass(frozen=True)
class Suite:
    """A list of tasks that is run and reported as a whole.

    ``variants`` are the rule sets or difficulties it can be loaded with, ``variant`` the chosen one (None if there is
    only one way); ``protocol`` says how its figures are made.
    """

    name: str
    version: int
    protocol: str
    tasks: tuple[Task, ...]
    variants: tuple[str, ...] = ()
    variant: str | None = None

    @property
    def rules(self) -> str | None:
        """The chosen rule set or difficulty."""
        return self.variant

    @property
    def groups(self) -> tuple[str, ...]:
        """Group names in the order of the tasks."""
        return tuple(dict.fromkeys(task.group for task in self.tasks))

    @functools.cached_property
    def _by_id(self) -> Mapping[str, Task]:
        return {key: task for task in self.tasks for key in (task.id, task.id.partition("@")[0], task.name)}

    def get(self, id: str) -> Task:
        """A task by id, with or without suite and variant. Raises ``ValueError`` with a suggestion."""
        task = self._by_id.get(id)
        if task is None:
            known = {t.id for t in self.tasks} if "/" in str(id) else {t.name for t in self.tasks}
            raise ValueError(f"unknown task {id!r} in suite {self.name!r}{suggest(id, known)}")
        return task


def suite_names() -> tuple[str, ...]:
    """Suites that come with the package, and then those of one's own. Raises ``ValueError`` as :func:`own_suites` does."""
    return (*_FILES, *_GENERATED, *own_suites())


def own_suites() -> dict[str, Path]:
    """Files of the suites of one's own, by name.

    Raises ``ValueError`` for a folder that is not there, and for a name that a suite of the package or another folder has.
    """
    found: dict[str, Path] = {}
    for folder in filter(None, os.environ.get(FOLDERS, "").split(os.pathsep)):
        if not Path(folder).is_dir():
            raise ValueError(f"{FOLDERS} names {folder}, which is no folder")
        for path in sorted(Path(folder).glob("*.yaml")):
            if path.stem in (*_FILES, *_GENERATED, *found):
                raise ValueError(f"{path}: a suite {path.stem!r} is there already; give it another name")
            found[path.stem] = path
    return found


def suite_digest(name: str) -> str:
    """What the file of a suite of one's own says, as twelve hexadecimal digits; empty for those of the package."""
    path = own_suites().get(name)
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path is not None else ""


def load_suite(name: str, rules: str | None = None) -> Suite:
    """A suite by name; ``rules`` is its rule set (``paper``, ``survival``) or difficulty (``zero`` ... ``hard``).

    Without ``rules`` a suite comes as its file says (the first variant). Raises ``ValueError`` with a suggestion for an
    unknown suite or variant, and for a file that is wrong: with file, task, value and what is allowed.
    """
    if name not in suite_names():
        raise ValueError(f"unknown suite {name!r}{suggest(name, suite_names())}; there are {', '.join(suite_names())}")
    own = own_suites().get(name)
    return _load(name, rules) if own is None else _read(own.read_text(encoding="utf-8"), own, rules)


def get_task(id: str) -> Task:
    """A task of any suite by its whole id, such as ``atomic-v1/logs`` or ``long-horizon-67-v1/bucket@survival``.

    Without ``@variant`` the suite's first variant is meant. Raises ``ValueError`` with a suggestion.
    """
    suite, slash, rest = str(id).partition("/")
    if not slash:
        raise ValueError(f"a task id is suite/name, as {suite_names()[0]}/logs, not {id!r}")
    variant = rest.partition("@")[2]
    return load_suite(suite, variant or None).get(id)


@functools.cache
def _load(name: str, rules: str | None) -> Suite:
    if name in _GENERATED:
        from craftagent.tasks.generated import generate

        return generate(name, rules)
    from craftagent.tasks.suite_file import read_suite

    source = importlib.resources.files("craftagent.tasks") / "data" / f"{name}.yaml"
    return read_suite(source.read_text(encoding="utf-8"), f"{name}.yaml", rules)


@functools.cache
def _read(text: str, path: Path, rules: str | None) -> Suite:
    from craftagent.tasks.suite_file import read_suite

    suite = read_suite(text, str(path), rules)
    if suite.name != path.stem:
        raise ValueError(f"{path}: suite {suite.name!r} must lie in a file {suite.name}.yaml")
    return suite


def choose_variant(suite: str, variants: tuple[str, ...], asked: str | None) -> str | None:
    """The variant that is meant; None where a suite has none. Raises ``ValueError`` for one that it does not have."""
    if asked is None:
        return variants[0] if variants else None
    if asked not in variants:
        what = f"it has {', '.join(variants)}" if variants else "it has only one set of rules"
        raise ValueError(f"suite {suite!r} has no rules {asked!r}{suggest(asked, variants)}; {what}")
    return asked
