"""Suites: named, versioned lists of tasks. ``load_suite("atomic-v1")`` reads data/atomic-v1.yaml and checks every name."""

from __future__ import annotations

import dataclasses
import functools
import importlib.resources
from collections.abc import Mapping

from craftagent.tasks.task import Task
from craftagent.types import suggest

_FILES = ("atomic-v1", "long-horizon-67-v1", "practice-v1")
_GENERATED = ("generated-v1",)


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
    """Suites that come with the package."""
    return (*_FILES, *_GENERATED)


def load_suite(name: str, rules: str | None = None) -> Suite:
    """A suite by name; ``rules`` is its rule set (``paper``, ``survival``) or difficulty (``zero`` ... ``hard``).

    Without ``rules`` a suite comes as its file says (the first variant). Raises ``ValueError`` with a suggestion for an
    unknown suite or variant, and for a file that is wrong: with file, task, value and what is allowed.
    """
    if name not in suite_names():
        raise ValueError(f"unknown suite {name!r}{suggest(name, suite_names())}; there are {', '.join(suite_names())}")
    return _load(name, rules)


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


def choose_variant(suite: str, variants: tuple[str, ...], asked: str | None) -> str | None:
    """The variant that is meant; None where a suite has none. Raises ``ValueError`` for one that it does not have."""
    if asked is None:
        return variants[0] if variants else None
    if asked not in variants:
        what = f"it has {', '.join(variants)}" if variants else "it has only one set of rules"
        raise ValueError(f"suite {suite!r} has no rules {asked!r}{suggest(asked, variants)}; {what}")
    return asked
