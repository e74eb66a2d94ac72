"""``results.json``: every figure with everything it was made with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from craftagent import __version__
from craftagent.checkout import commit
from craftagent.evaluate.beside import beside
from craftagent.evaluate.outcome import Outcome
from craftagent.evaluate.statistics import summarise
from craftagent.evaluate.subgoals import acted_by, event_counts, plans_by, subgoal_rows
from craftagent.hardware import hardware
from craftagent.sim.simulator import WORLD_VERSION
from craftagent.tasks.task import Task


def results(settings: Mapping[str, Any], tasks: Sequence[Task], outcomes: Iterable[Outcome]) -> dict[str, Any]:
    """Plain data: ``settings``, ``tasks``, ``groups``, ``overall``, ``published`` rows to compare with, and, of agents that
    plan, ``subgoals``, ``events``, ``plans`` and ``acted``."""
    every = list(outcomes)
    found = summarise(tasks, every)
    found["subgoals"], found["events"], found["plans"] = subgoal_rows(every), event_counts(every), plans_by(every)
    found["acted"] = acted_by(every)
    return {"settings": dict(settings), **found, "published": beside(tasks, found, settings)}


def made_with() -> dict[str, Any]:
    """Commit, versions and hardware; these may differ between the parts of a run that was taken up again."""
    machine = hardware()
    for name in ("torch", "transformers"):
        try:
            machine["packages"][name] = version(name)
        except PackageNotFoundError:
            continue
    return {"commit": commit(), "versions": {"craftagent": __version__, "world": WORLD_VERSION}, "hardware": machine}
