"""Which published tables fit what was played, and the row of ours in each."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from craftagent.evaluate import published
from craftagent.evaluate.published import COUNTED, LONG_HORIZON, OPEN_ENDED, OPENHA, PROGRAMMATIC, Row, Table
from craftagent.tasks.suite import load_suite
from craftagent.tasks.task import Task

_LONG = "long-horizon-67-v1"
# By what an agent says of its hands: whether a script moves items in screens for it
_CRAFTING = {
    "learned": "no", "keyboard and mouse by chance": "no", "mixed": published.SCRIPTED,
    "expert": f"{published.SCRIPTED}, and all else", "scripted keyboard and mouse": f"{published.SCRIPTED}, and all else",
}  # fmt: skip


def beside(tasks: Sequence[Task], found: Mapping[str, Any], settings: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The tables as plain data, each with a row of ours first where there is one.

    Args:
        tasks: that were to be played.
        found: of ``summarise``.
        settings: of the run: ``agent``, its name, and ``hands``.
    """
    rows = {row["id"]: row for row in found["tasks"]}
    suites = {task.suite for task in tasks}
    tables: list[tuple[Table, tuple[tuple[str, ...], str] | None]] = []  # (table, (our cells, their source))
    ids = [f"atomic-v1/{name}" for name in COUNTED.columns]
    if all(id in rows for id in ids):
        cells = tuple(_plus_minus(rows[id]["mean_reward"], rows[id]["reward_se"]) for id in ids)
        tables.append((COUNTED, (cells, f"this run, {min(rows[id]['runs'] for id in ids)} episodes a task")))
    if _LONG in suites:
        prefix = f"{_LONG}/" if len(suites) > 1 else ""
        rules = next(task.id for task in tasks if task.suite == _LONG).partition("@")[2]
        cells = tuple(_share(found["groups"].get(prefix + name)) for name in LONG_HORIZON.columns)
        tables.append((LONG_HORIZON, (cells, f"this run, rules {rules!r}")))
        five = [rows.get(f"{_LONG}/{name}@{rules}") for name in OPEN_ENDED.columns]
        runs = [row["runs"] for row in five if row is not None]
        if runs:
            cells = tuple("-" if row is None else _rate(row["rate"]) for row in five)
            tables.append((OPEN_ENDED, (cells, f"this run, rules {rules!r}, {min(runs)} episodes a task")))
        tables.append((PROGRAMMATIC, None))
    if suites == {"generated-v1"} and "asr" in found["overall"]:
        o = found["overall"]
        whole = len(load_suite("generated-v1", tasks[0].id.partition("@")[2] or None).tasks)
        played = f"{o['tasks']} tasks" if o["tasks"] == whole else f"{o['tasks']} of {whole} tasks"
        cells = (f"{100 * o['ft']:.1f}", f"{100 * o['asr']:.1f}")
        tables.append((OPENHA, (cells, f"this run, {played}, {o['episodes']} episodes")))
    name, crafting = str(settings["agent"]), _CRAFTING.get(str(settings.get("hands")), published.UNKNOWN)
    return [_plain(table, mine and Row(name, mine[0], crafting, mine[1], True)) for table, mine in tables]


def _plain(table: Table, ours: Row | None) -> dict[str, Any]:
    rows = table.rows if ours is None else (ours, *table.rows)
    return {"title": table.title, "columns": list(table.columns), "notes": list(table.notes),
            "rows": [{**dataclasses.asdict(row), "cells": list(row.cells)} for row in rows]}  # fmt: skip


def _rate(rate: float) -> str:
    """As papers print it: ``.53``, ``1.00``, ``0`` where there was no success at all."""
    return "0" if rate == 0 else f"{rate:.2f}".removeprefix("0")


def _share(group: Mapping[str, Any] | None) -> str:
    """A group's rate; what stands beside whole groups must say if it is a part of one."""
    if group is None:
        return "-"
    if group["tasks"] == group["suite_tasks"]:
        return _rate(group["rate"])
    return f"{_rate(group['rate'])} ({group['tasks']} of {group['suite_tasks']} tasks, n={group['runs']})"


def _plus_minus(mean: float, error: float | None) -> str:
    return f"{mean:.1f}" if error is None else f"{mean:.1f} +-{error:.1f}"
