"""Evaluations side by side: one column a folder that ``craftagent eval`` has written, one row a group and task.

    python benchmarks/compare.py runs/ablations/*-eval [--json FILE]

The difference of a column to the first is over the tasks and seeds that both played, with a 95 % interval by drawing
tasks anew (2 000 times): tasks differ far more than episodes of one task do.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

Rows = dict[tuple[str, int], bool]


def read(folder: Path) -> tuple[str, Rows, dict[str, str]]:
    """(name, success by task and seed, group by task)."""
    found: Rows = {}
    for line in (folder / "episodes.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found[row["task"], row["seed"]] = bool(row["success"])
    results: dict[str, Any] = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    return folder.name, found, {row["id"]: row["group"] for row in results["tasks"]}


def rate_by_task(rows: Rows) -> dict[str, float]:
    tasks = sorted({task for task, _ in rows})
    return {task: float(np.mean([won for (name, _), won in rows.items() if name == task])) for task in tasks}


def difference(first: Rows, other: Rows, draws: int = 2000) -> tuple[float, float, float]:
    """(mean over tasks of other - first, low, high) over what both played."""
    both = first.keys() & other.keys()
    tasks = sorted({task for task, _ in both})
    each = np.array([
        np.mean([float(other[key]) - float(first[key]) for key in both if key[0] == task]) for task in tasks
    ])  # fmt: skip
    rng = np.random.default_rng(0)
    means = rng.choice(each, (draws, len(each))).mean(1)
    low, high = np.quantile(means, (0.025, 0.975))
    return float(each.mean()), float(low), float(high)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    columns = [read(folder) for folder in args.folders]
    groups = columns[0][2]
    rates = [rate_by_task(rows) for _, rows, _ in columns]
    print("task".ljust(34) + "".join(name[:16].rjust(18) for name, _, _ in columns))
    for task in groups:
        print(task.ljust(34) + "".join(f"{found[task]:18.2f}" if task in found else " " * 18 for found in rates))
    out = {}
    for group in dict.fromkeys(groups.values()):
        members = [task for task in groups if groups[task] == group]
        means = [np.mean([found[task] for task in members if task in found]) for found in rates]
        print(f"= {group}".ljust(34) + "".join(f"{mean:18.2f}" for mean in means))
    for (name, rows, _), found in zip(columns, rates, strict=True):
        mean = float(np.mean(list(found.values())))
        change, low, high = difference(columns[0][1], rows)
        out[name] = {"mean": mean, "tasks": found, "to_first": change, "ci95": [low, high], "episodes": len(rows)}
        print(f"{name}: {mean:.3f} over {len(found)} tasks, {len(rows)} episodes; "
              f"to the first {change:+.3f} [{low:+.3f}, {high:+.3f}]")  # fmt: skip
    if args.json:
        args.json.write_text(json.dumps(out, indent=1) + "\n")


if __name__ == "__main__":
    main()
