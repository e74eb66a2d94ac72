"""Published figures beside ours, each with its source and the rules it was made under.

All are the authors' own reports; none was made in this world. Cells that two papers give differently say so.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from craftagent.tasks.suite import load_suite
from craftagent.tasks.task import Task

_O2 = "Optimus-2 (CVPR 2025), table 1"
_OJ = "OmniJARVIS (NeurIPS 2024) and Optimus-2, table 1"
_LH = "Optimus-2 (CVPR 2025), long-horizon table"
_HA = "OpenHA, as CrossHA (CVPR 2026) cites it"


@dataclasses.dataclass(frozen=True)
class _Table:
    """``columns``: heads; ``rows``: (name, a cell a column, source); ``notes``: rules, ours and theirs."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


COUNTED = _Table(
    "Mean reward of the four counted tasks, beside published rows",
    ("logs", "seeds", "dirt", "stone"),
    (
        ("VPT (text)", "2.6", "0.8", "9.2", "0.0", _OJ),
        ("STEVE-1", "11.0 +-3.0", "5.1 +-2.5", "10.0 +-2.5", "3.2 +-1.6", _OJ),
        ("GROOT (video)", "14.3 +-4.7", "7.3 +-0.6", "19.7 +-8.7", "19.0 +-11.3", _OJ),
        ("OmniJARVIS (FSQ GROOT)", "10.8 +-5.2", "8.2 +-3.6", "20.3 +-9.2", "25.8 +-2.9 / 5.8", _OJ),
        ("GOAP, MLP head", "7.2", "4.3", "14.4", "15.5", _O2),
        ("GOAP, VPT head", "15.0", "8.5", "26.7", "25.7", _O2),
    ),
    (
        "Ours: embedded world, 600 ticks, the reward is the most that the inventory gained, at most 64; +- is the standard"
        " error of the mean.",
        "Theirs: MineRL (Minecraft 1.16.5), average reward; OmniJARVIS states 10 runs a task, their +- is as printed.",
        "How long their episodes were was not found. In 600 ticks a bare hand, 60 ticks a log, can chop at most ten.",
        "The Stone cell of OmniJARVIS is 25.8 in its own paper and 5.8 in Optimus-2's.",
    ),
)

LONG_HORIZON = _Table(
    "Success rate of the 67 long tasks by group, beside published rows",
    ("Wood", "Stone", "Iron", "Gold", "Diamond", "Redstone", "Armor"),
    (
        ("GPT-4V + VPT (text)", ".22", ".08", "0", "0", "0", "0", "0", _LH),
        ("GPT-4V + STEVE-1", ".41", ".20", "0", "0", "0", "0", "0", _LH),
        ("GPT-4V + GOAP", ".50", ".31", ".12", ".02", ".01", ".03", ".03", _LH),
        ("DEPS", ".77", ".48", ".16", "0", ".01", "0", ".10", _LH),
        ("MP5", ".89", ".73", ".43", ".10", ".09", ".17", ".19", _LH),
        ("JARVIS-1", ".93", ".89", ".36", ".07", ".08", ".16", ".15", _LH),
        ("Optimus-1", ".98", ".92", ".46", ".08", ".11", ".25", ".19", _LH),
        ("Optimus-2", ".99", ".93", ".53", ".09", ".13", ".28", ".21", _LH),
        ("Optimus-3", ".99", ".95", ".55", ".10", ".15", ".29", ".23", "Optimus-3, full model"),
        ("human", "1.00", "1.00", ".86", ".17", ".16", ".33", ".28", _LH),
    ),
    (
        "Theirs: MineRL, inventory kept on death, night vision, always day, forest or plains; that is our rule set 'paper'.",
        "Crafting, smelting and equipping are scripted in JARVIS-1 and in Optimus-1, -2 and -3; only mining and chopping go"
        " through their policies.",
    ),
)

OPENHA = _Table(
    "FT and ASR in percent, beside published rows of the 823 tasks that this suite is modelled on",
    ("FT", "ASR"),
    (
        ("JARVIS-VLA", "63.8", "24.5", _HA),
        ("GroundingHA", "59.5", "23.4", _HA),
        ("OpenHA (CoA, all in one)", "62.8", "31.5", _HA),
        ("Game-TARS", "-", "42.2", _HA),
        ("CrossHA", "58.7", "54.6", "CrossHA (CVPR 2026), full model"),
    ),
    (
        "Theirs: MineStudio, 600 steps, one fixed seed and place a task, success at the first matching event. The tasks of"
        " ours are generated anew from the same counts by kind; they are not the same tasks.",
        "These cells were read in secondary summaries, not in the papers' own tables.",
    ),
)  # fmt: skip


def published(tasks: Sequence[Task], found: Mapping[str, Any], agent: str) -> list[dict[str, Any]]:
    """The tables that fit what was played, each with a row of ours first; ``found`` is of ``summarise``."""
    suites = {task.suite for task in tasks}
    tables = []
    rows = {row["id"]: row for row in found["tasks"]}
    ids = [f"atomic-v1/{name}" for name in COUNTED.columns]
    if all(id in rows for id in ids):
        cells = [_plus_minus(rows[id]["mean_reward"], rows[id]["reward_se"]) for id in ids]
        runs = min(rows[id]["runs"] for id in ids)
        tables.append(_with_ours(COUNTED, agent, cells, f"this run, {runs} episodes a task"))
    if "long-horizon-67-v1" in suites:
        prefix = "long-horizon-67-v1/" if len(suites) > 1 else ""
        groups = [found["groups"].get(prefix + name) for name in LONG_HORIZON.columns]
        rules = next(task.id for task in tasks if task.suite == "long-horizon-67-v1").partition("@")[2]
        tables.append(_with_ours(
            LONG_HORIZON, agent, [_share(g) for g in groups], f"this run, rules {rules!r}",
        ))  # fmt: skip
    if suites == {"generated-v1"} and "asr" in found["overall"]:
        o = found["overall"]
        cells = [f"{100 * o['ft']:.1f}", f"{100 * o['asr']:.1f}"]
        whole = len(load_suite("generated-v1", tasks[0].id.partition("@")[2] or None).tasks)
        played = f"{o['tasks']} tasks" if o["tasks"] == whole else f"{o['tasks']} of {whole} tasks"
        tables.append(_with_ours(OPENHA, agent, cells, f"this run, {played}, {o['episodes']} episodes"))
    return tables


def _share(group: Mapping[str, Any] | None) -> str:
    """A group's rate as papers print it; what stands beside whole groups must say if it is a part of one."""
    if group is None:
        return "-"
    rate = f"{group['rate']:.2f}".removeprefix("0")
    if group["tasks"] == group["suite_tasks"]:
        return rate
    return f"{rate} ({group['tasks']} of {group['suite_tasks']} tasks, n={group['runs']})"


def _plus_minus(mean: float, error: float | None) -> str:
    return f"{mean:.1f}" if error is None else f"{mean:.1f} +-{error:.1f}"


def _with_ours(table: _Table, agent: str, cells: Sequence[str], source: str) -> dict[str, Any]:
    return {"title": table.title, "columns": list(table.columns), "notes": list(table.notes),
            "rows": [[agent, *cells, source], *(list(row) for row in table.rows)]}  # fmt: skip
