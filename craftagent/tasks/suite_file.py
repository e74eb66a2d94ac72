"""Reading a suite from YAML, strictly: every key, name and number is checked, and an error is one sentence.

Keys of a file::

    suite: NAME-v1      version: 1      protocol: TEXT
    defaults: {budget, settings, biomes, ...}      any key of a task but name and goal
    rules: {paper: {SETTINGS}, survival: {SETTINGS}}     optional; the first is the default
    groups: {Wood: {budget, settings, ...}}              defaults of a group
    tasks: [...]

Keys of a task: ``name`` and ``goal`` (``{craft: torch}`` or ``{mine: "#logs", count: 4}``); ``success`` (default: the
goal's plain condition), ``reward``, ``budget``, ``group``, ``settings``, ``biomes``, ``setup``, ``plays_on``,
``instruction``, ``paraphrases``, ``held_out`` (default: the goal's wordings). Settings of defaults, group, rules and task
are laid over each other, the task's on top.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from craftagent.sim.rules.registry import item_id
from craftagent.sim.scenes import check_scene
from craftagent.sim.terrain.biomes import biome_named
from craftagent.tasks.goal import VERBS, Goal
from craftagent.tasks.predicate import parse_predicate, predicate_of
from craftagent.tasks.reward import parse_reward
from craftagent.tasks.steps import parse_step
from craftagent.tasks.suite import Suite, choose_variant
from craftagent.tasks.task import Task
from craftagent.types import WorldSettings, suggest

_TOP = ("suite", "version", "protocol", "defaults", "rules", "groups", "tasks")
_SHARED = ("success", "reward", "budget", "group", "settings", "biomes", "setup", "plays_on", "instruction",
           "paraphrases", "held_out")  # fmt: skip
_TASK = ("name", "goal", *_SHARED)
MIN_PARAPHRASES, MIN_HELD_OUT = 3, 2  # three to train with and two to test with: at least five beside the instruction

T = TypeVar("T")


class _File:
    """Names the file and the task in every error."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.where = ""

    def wrong(self, text: str) -> ValueError:
        return ValueError(f"{self.name}: {self.where}{text}")

    def check(self, key: str, build: Callable[[], T]) -> T:
        """What ``build`` makes; its complaint, if any, with file, task and key before it."""
        try:
            return build()
        except ValidationError as error:
            first = error.errors()[0]
            raise self.wrong(f"{key}: {first['msg'].removeprefix('Value error, ')}") from None
        except ValueError as error:
            raise self.wrong(f"{key}: {error}") from None

    def mapping(self, key: str, value: Any, allowed: tuple[str, ...] | None = None) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise self.wrong(f"{key} must be a mapping, not {value!r}")
        for name in value:
            if not isinstance(name, str) or (allowed is not None and name not in allowed):
                hint = suggest(name, allowed or ())
                raise self.wrong(f"unknown key {name!r} in {key}{hint}; allowed are {', '.join(allowed or ())}")
        return dict(value)

    def texts(self, key: str, value: Any) -> tuple[str, ...]:
        good = isinstance(value, list) and value and all(isinstance(t, str) and t.strip() for t in value)
        if not good:
            raise self.wrong(f"{key} must be a list of sentences, not {value!r}")
        return tuple(value)


def read_suite(text: str, file: str, rules: str | None = None) -> Suite:
    """The suite of a YAML text; ``file`` is its name in errors. Raises ``ValueError`` with one sentence."""
    f = _File(file)
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" in line {mark.line + 1}" if mark else ""
        raise f.wrong(f"is no YAML{line}: {getattr(error, 'problem', error)}") from None
    top = f.mapping("the file", data, _TOP)
    for key in ("suite", "version", "protocol", "tasks"):
        if key not in top:
            raise f.wrong(f"needs {key!r}")
    name, version = top["suite"], top["version"]
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise f.wrong(f"version must be a whole number of at least 1, not {version!r}")
    if not isinstance(name, str) or not name.endswith(f"-v{version}"):
        raise f.wrong(f"suite must be a name that ends with its version, '-v{version}', not {name!r}")
    if not isinstance(top["tasks"], list) or not top["tasks"]:
        raise f.wrong("tasks must be a list of at least one task")
    variants = f.mapping("rules", top.get("rules") or {})
    for key, value in variants.items():
        layer = f.mapping(f"rules {key!r}", value or {})
        f.check(f"rules {key!r}", lambda layer=layer: checked_settings(layer))  # type: ignore[misc]
    variant = choose_variant(name, tuple(variants), rules)
    defaults = f.mapping("defaults", top.get("defaults") or {}, _SHARED)
    groups = f.mapping("groups", top.get("groups") or {})
    groups = {key: f.mapping(f"group {key!r}", value or {}, _SHARED) for key, value in groups.items()}
    layer = f.mapping(f"rules {variant!r}", variants[variant] or {}) if variant else {}
    tasks = []
    for number, entry in enumerate(top["tasks"], 1):
        f.where = f"task {number}: "
        tasks.append(_task(f, entry, name, variant, defaults, groups, layer))
        if tasks[-1].id in {task.id for task in tasks[:-1]}:
            raise f.wrong(f"the name {tasks[-1].name!r} is taken already")
    return Suite(name, version, str(top["protocol"]).strip(), tuple(tasks), tuple(variants), variant)


def _task(
    f: _File,
    entry: Any,
    suite: str,
    variant: str | None,
    defaults: dict[str, Any],
    groups: dict[str, dict[str, Any]],
    rules: dict[str, Any],
) -> Task:
    own = f.mapping("the task", entry, _TASK)
    name = own.get("name")
    if not isinstance(name, str) or not name.replace("_", "").isalnum() or name != name.lower():
        raise f.wrong(f"name must be small letters, digits and underscores, not {name!r}")
    f.where = f"task {name!r}: "
    group = own.get("group", defaults.get("group"))
    if not isinstance(group, str):
        raise f.wrong(f"group must be a name, not {group!r}")
    if groups and group not in groups:
        raise f.wrong(f"unknown group {group!r}{suggest(group, groups)}; groups are {', '.join(groups)}")
    of_group = groups.get(group, {})
    values = {**defaults, **of_group, **own}
    layers = [layer.get("settings") or {} for layer in (defaults, of_group)] + [rules, own.get("settings") or {}]
    merged = {key: value for layer in layers for key, value in f.mapping("settings", layer).items()}
    goal = _goal(f, own.get("goal"))
    success = values.get("success")
    instruction = values.get("instruction", goal.text())
    if not isinstance(instruction, str) or not instruction.strip():
        raise f.wrong(f"instruction must be a sentence, not {instruction!r}")
    paraphrases = f.texts("paraphrases", values.get("paraphrases", list(goal.texts()[1:])))
    held_out = f.texts("held_out", values.get("held_out", list(goal.texts(held_out=True))))
    _check_wordings(f, instruction, paraphrases, held_out)
    biomes = f.texts("biomes", values["biomes"]) if "biomes" in values else ()
    for biome in biomes:
        f.check("biomes", lambda biome=biome: biome_named(biome))  # type: ignore[misc]
    setup = values.get("setup", [])
    if not isinstance(setup, list):
        raise f.wrong(f"setup must be a list of steps, not {setup!r}")
    budget, plays_on = values.get("budget"), values.get("plays_on", False)
    if isinstance(budget, bool) or not isinstance(budget, int) or not 1 <= budget <= 10_000_000:
        raise f.wrong(f"budget must be a whole number of ticks of at least 1, not {budget!r}")
    if not isinstance(plays_on, bool):
        raise f.wrong(f"plays_on must be true or false, not {plays_on!r}")
    return Task(
        id=f"{suite}/{name}" + (f"@{variant}" if variant else ""),
        instruction=instruction,
        paraphrases=paraphrases,
        held_out=held_out,
        settings=f.check("settings", lambda: checked_settings(merged)),
        budget=budget,
        success=f.check("success", lambda: predicate_of(goal) if success is None else parse_predicate(success)),
        reward=f.check("reward", lambda: parse_reward(values.get("reward", "success"))),
        group=group,
        goal=goal,
        setup=tuple(f.check("setup", lambda step=step: parse_step(step)) for step in setup),  # type: ignore[misc]
        biomes=biomes,
        plays_on=plays_on,
    )


def _check_wordings(f: _File, instruction: str, paraphrases: tuple[str, ...], held_out: tuple[str, ...]) -> None:
    if len(set(paraphrases)) < MIN_PARAPHRASES or len(set(held_out)) < MIN_HELD_OUT:
        raise f.wrong(f"needs at least {MIN_PARAPHRASES} different paraphrases and {MIN_HELD_OUT} held_out wordings")
    for text in held_out:
        if text.strip().lower() in {t.strip().lower() for t in (instruction, *paraphrases)}:
            raise f.wrong(f"the held_out wording {text!r} is also one to train with")


def _goal(f: _File, data: Any) -> Goal:
    fields = f.mapping("goal", data, (*VERBS, "count"))
    verbs = [key for key in fields if key != "count"]
    if len(verbs) != 1:
        raise f.wrong(f"goal must have one verb of {', '.join(VERBS)}, not {data!r}")
    return f.check("goal", lambda: Goal(verbs[0], fields[verbs[0]], fields.get("count", 1)))


def checked_settings(data: Mapping[str, Any]) -> WorldSettings:
    """World settings whose biome, scene and items exist. Raises ``ValueError`` with a suggestion."""
    settings = WorldSettings.from_dict(data)
    if settings.biome is not None:
        biome_named(settings.biome)
    check_scene(settings.scene)
    for stack in settings.inventory:
        item_id(stack.item)
    return settings
