"""From episodes to figures: rates with their intervals, by task, by group and over all."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from craftagent.evaluate.outcome import Outcome
from craftagent.tasks.task import Task

Z95 = 1.959964  # a normal variable lies within +-Z95 with a chance of 95 %


def wilson(successes: int, runs: int, z: float = Z95) -> tuple[float, float]:
    """Wilson's score interval of a rate (E. B. Wilson, 1927), 95 % unless told; (0, 1) without runs."""
    if not 0 <= successes <= runs:
        raise ValueError(f"there can not be {successes} successes in {runs} runs")
    if runs == 0:
        return 0.0, 1.0
    p = successes / runs
    middle = (p + z * z / (2 * runs)) / (1 + z * z / runs)
    half = z * math.sqrt(p * (1 - p) / runs + z * z / (4 * runs * runs)) / (1 + z * z / runs)
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclasses.dataclass(frozen=True)
class Figures:
    """Some episodes in figures. ``mean_ticks`` is that of successes to the tick of success, None without any;
    ``reward_se`` the standard error of the mean reward, None for fewer than two episodes."""

    runs: int
    successes: int
    rate: float
    ci95: tuple[float, float]
    mean_reward: float
    reward_se: float | None
    mean_ticks: float | None
    mean_progress: float
    failures: dict[str, int]
    retried: int


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """Figures of some episodes. Raises ``ValueError`` without any."""
    n = len(outcomes)
    if not n:
        raise ValueError("there are no figures of no episodes")
    won = [o for o in outcomes if o.success]
    rewards = [o.reward for o in outcomes]
    mean = math.fsum(rewards) / n
    error = math.sqrt(math.fsum((r - mean) ** 2 for r in rewards) / (n - 1) / n) if n > 1 else None
    return Figures(
        n, len(won), len(won) / n, wilson(len(won), n), mean, error,
        math.fsum(o.ticks if o.done_at is None else o.done_at for o in won) / len(won) if won else None,
        math.fsum(o.progress for o in outcomes) / n,
        dict(Counter(o.kind for o in outcomes if not o.success).most_common()), sum(o.retry for o in outcomes),
    )  # fmt: skip


def summarise(tasks: Sequence[Task], outcomes: Iterable[Outcome]) -> dict[str, Any]:
    """``{"tasks": [...], "groups": {...}, "overall": {...}}`` of plain data; tasks without episodes are left out.

    A group's rate is over all its episodes. ``asr`` is the mean of the tasks' rates, ``ft`` the share of tasks that
    succeeded at least once (both as OpenHA defines them, here over the tasks that were played).
    """
    by_task: Mapping[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_task[outcome.task].append(outcome)
    played = [task for task in tasks if by_task[task.id]]
    several = len({task.suite for task in played}) > 1
    by_group: dict[str, list[Outcome]] = defaultdict(list)
    rows = []
    for task in played:
        by_group[f"{task.suite}/{task.group}" if several else task.group] += by_task[task.id]
        row = dataclasses.asdict(figures(by_task[task.id]))
        rows.append({"id": task.id, "group": task.group, "budget": task.budget, **row})
    every = [outcome for task in played for outcome in by_task[task.id]]
    overall: dict[str, Any] = {"tasks": len(played), "episodes": len(every)}
    if every:
        rates = [row["rate"] for row in rows]
        overall |= {"asr": math.fsum(rates) / len(rates), "ft": sum(rate > 0 for rate in rates) / len(rates)}
        overall |= dataclasses.asdict(figures(every))
    groups = {name: dataclasses.asdict(figures(found)) for name, found in by_group.items()}
    return {"tasks": rows, "groups": groups, "overall": overall}
