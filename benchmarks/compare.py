"""Evaluations side by side: one column a folder that ``craftagent eval`` has written, one row a group and task.

    python benchmarks/compare.py runs/ablations/full-eval runs/ablations/no-goal-eval [--json FILE]

Difference and ratio of a column to the first are over the tasks and seeds that both played, as means over tasks, with
95 % intervals by drawing tasks and seeds anew (2 000 times): tasks differ more than episodes of one do, and tasks share the
worlds of their seeds. A ratio to nothing is not said.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from craftagent.evaluate.log import EPISODES, read_outcomes
from craftagent.evaluate.results import made_with
from craftagent.files import write_json

Rows = dict[tuple[str, int], bool]
Floats = npt.NDArray[np.float64]
DRAWS = 2000


@dataclasses.dataclass(frozen=True)
class Column:
    """One evaluation: success by task and seed, group by task, and the settings it was made with."""

    name: str
    rows: Rows
    groups: dict[str, str]
    settings: dict[str, Any]

    @property
    def rates(self) -> dict[str, float]:
        """Success rate by task."""
        tasks = dict.fromkeys(task for task, _ in self.rows)
        return {task: float(np.mean([won for (name, _), won in self.rows.items() if name == task])) for task in tasks}

    @property
    def parameters(self) -> int | None:
        """How many numbers the policy learnt, None for agents without one."""
        found = self.settings.get("player", {}).get("parameters")
        return found if isinstance(found, int) else None


def read(folder: Path) -> Column:
    """An evaluation's folder. Raises ``ValueError`` or ``OSError`` if it holds none."""
    try:
        results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{folder / 'results.json'} is not JSON ({error})") from None
    if not (folder / EPISODES).is_file():
        raise ValueError(f"{folder} holds no {EPISODES}; name a folder that craftagent eval has written")
    rows = {key: outcome.success for key, outcome in sorted(read_outcomes(folder).items())}
    return Column(folder.name, rows, {row["id"]: row["group"] for row in results["tasks"]}, results["settings"])


@dataclasses.dataclass(frozen=True)
class Comparison:
    """A column beside the first, over what both played. ``ratio`` and the ends of its interval are None where the first
    has no success to be compared with."""

    tasks: int
    episodes: int
    difference: float
    difference_ci95: tuple[float, float]
    ratio: float | None
    ratio_ci95: tuple[float | None, float | None]


def compare(first: Column, other: Column, draws: int = DRAWS) -> Comparison:
    """Raises ``ValueError`` if they have no episode in common."""
    both = first.rows.keys() & other.rows.keys()
    if not both:
        raise ValueError(
            f"{first.name} and {other.name} have no task and seed in common, so there is nothing to compare"
        )
    tasks, seeds = sorted({task for task, _ in both}), sorted({seed for _, seed in both})
    played, ours, theirs = (np.zeros((len(tasks), len(seeds))) for _ in range(3))
    for task, seed in both:
        at = tasks.index(task), seeds.index(seed)
        played[at], ours[at], theirs[at] = 1, first.rows[task, seed], other.rows[task, seed]

    def means(of_tasks: Floats, of_seeds: Floats) -> tuple[Floats, Floats]:
        """How often each task (D, T) and seed (D, S) is taken -> mean over tasks of the first's and the other's rates."""
        n = of_seeds @ played.T  # (D, T)
        of_tasks = of_tasks * (n > 0)
        each = [of_seeds @ won.T / np.maximum(n, 1) for won in (ours, theirs)]
        first_rate, other_rate = ((of_tasks * rate).sum(1) / np.maximum(of_tasks.sum(1), 1) for rate in each)
        return first_rate, other_rate

    rng = np.random.default_rng(0)
    (mean,), (other_mean,) = means(np.ones((1, len(tasks))), np.ones((1, len(seeds))))
    many, many_other = means(*(rng.multinomial(n, np.full(n, 1 / n), draws).astype(float) for n in played.shape))
    low, high = np.quantile(many_other - many, (0.025, 0.975))
    return Comparison(
        len(tasks), len(both), float(other_mean - mean), (float(low), float(high)),
        *_ratio(float(mean), float(other_mean), many, many_other),
    )  # fmt: skip


def _ratio(
    mean: float, other_mean: float, many: Floats, many_other: Floats
) -> tuple[float | None, tuple[float | None, float | None]]:
    if mean == 0:
        return None, (None, None)
    # a draw in which the first never succeeds has a ratio without bound, or none if the other does not either
    some = (many > 0) | (many_other > 0)
    ratios = np.full(int(some.sum()), math.inf)
    np.divide(many_other[some], many[some], out=ratios, where=many[some] > 0)
    low, high = np.quantile(ratios, (0.025, 0.975), method="nearest")
    return other_mean / mean, (_finite(low), _finite(high))


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _mean(values: list[float]) -> float | None:
    return float(np.mean(values)) if values else None


def _said(value: float | None, form: str = ".2f") -> str:
    return "-" if value is None else f"{value:{form}}"


def table(columns: list[Column]) -> str:
    """Rates by task and group; a cell that nobody played is ``-``."""
    rates = [column.rates for column in columns]
    groups = {task: group for column in reversed(columns) for task, group in column.groups.items()}

    def line(head: str, cells: list[str]) -> str:
        return head.ljust(34) + "".join(cell.rjust(18) for cell in cells)

    lines = [line("task", [column.name[:16] for column in columns])]
    sizes = [column.parameters for column in columns]
    lines.append(line("parameters", ["-" if size is None else f"{size:,}" for size in sizes]))
    lines += [line(task, [_said(found.get(task)) for found in rates]) for task in groups]
    for group in dict.fromkeys(groups.values()):
        members = [task for task in groups if groups[task] == group]
        means = [_mean([found[task] for task in members if task in found]) for found in rates]
        lines.append(line(f"= {group}", [_said(mean) for mean in means]))
    return "\n".join(lines)


def report(columns: list[Column]) -> tuple[dict[str, Any], list[str]]:
    """(what the JSON file holds, a line a column). Raises ``ValueError`` for what can not be compared."""
    out: dict[str, Any] = {}
    lines = []
    for column in columns:
        if not column.rows:
            raise ValueError(f"{column.name} holds no whole episode, so there is nothing to compare")
        rates, found = column.rates, compare(columns[0], column)
        mean = float(np.mean(list(rates.values())))
        name = column.name if column.name not in out else f"{column.name} {len(out)}"
        out[name] = {
            "mean": mean, "tasks": rates, "episodes": len(column.rows), "parameters": column.parameters,
            "to_first": dataclasses.asdict(found), "settings": column.settings,
        }  # fmt: skip
        said = f"{name}: {mean:.3f} over {len(rates)} tasks, {len(column.rows)} episodes"
        if column is not columns[0]:
            low, high = found.difference_ci95
            bottom, top = found.ratio_ci95
            said += (f"; to the first, over {found.tasks} tasks and {found.episodes} episodes of both: "
                     f"{found.difference:+.3f} [{low:+.3f}, {high:+.3f}], "
                     f"ratio {_said(found.ratio)} [{_said(bottom)}, {_said(top)}]")  # fmt: skip
        lines.append(said)
    about = {"first": next(iter(out)), "draws": DRAWS, "date": time.strftime("%Y-%m-%d"), **made_with()}
    return {**about, "columns": out}, lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    try:
        columns = [read(folder) for folder in args.folders]
        found, lines = report(columns)
    except (ValueError, OSError) as error:
        raise SystemExit(f"compare: {error}") from None
    print(table(columns))
    print("\n".join(lines))
    if args.json:
        write_json(args.json, found)


if __name__ == "__main__":
    main()
