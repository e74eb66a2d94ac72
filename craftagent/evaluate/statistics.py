"""From episodes to figures: rates with their intervals, by task, by group and over all."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from craftagent.evaluate.outcome import Outcome
from craftagent.tasks.suite import load_suite
from craftagent.tasks.task import Task

# How an interval was made
WILSON = "Wilson"
BOOTSTRAP = "bootstrap over seeds"
ALIKE = "Wilson with n = seeds, since all seeds came out alike"
ONE_SEED = "Wilson over the episodes of one seed"

_DRAWS = 10_000
Z95 = 1.959964  # a normal variable lies within +-Z95 with a chance of 95 %


def wilson(successes: float, runs: int, z: float = Z95) -> tuple[float, float]:
    """Wilson's score interval of a rate (E. B. Wilson, 1927), 95 % unless told; (0, 1) without runs."""
    if not 0 <= successes <= runs:
        raise ValueError(f"there can not be {successes} successes in {runs} runs")
    if runs == 0:
        return 0.0, 1.0
    p = successes / runs
    middle = (p + z * z / (2 * runs)) / (1 + z * z / runs)
    half = z * math.sqrt(p * (1 - p) / runs + z * z / (4 * runs * runs)) / (1 + z * z / runs)
    return max(0.0, middle - half), min(1.0, middle + half)


def interval(outcomes: Sequence[Outcome]) -> tuple[tuple[float, float], str]:
    """95 % interval of the rate of some episodes, and how it was made.

    Episodes of one task have a world each: Wilson. Episodes of several tasks share the worlds of their seeds, and are not
    that many trials: seeds are drawn anew, each with all its episodes, and the middle 95 % of the rates are taken. Where
    every seed has the same rate that would be a point; then it is Wilson with as many trials as seeds.
    """
    runs: Counter[int] = Counter(o.seed for o in outcomes)
    wins: Counter[int] = Counter(o.seed for o in outcomes if o.success)
    successes, n = wins.total(), len(outcomes)
    if len({o.task for o in outcomes}) == 1:
        return wilson(successes, n), WILSON
    if len(runs) == 1:
        return wilson(successes, n), ONE_SEED
    seeds = sorted(runs)
    played, won = np.array([runs[s] for s in seeds]), np.array([wins[s] for s in seeds])  # (S,)
    if np.ptp(won / played) == 0:
        return wilson(successes / n * len(seeds), len(seeds)), ALIKE
    # how often each seed is drawn, (draws, S); the generator is fixed, so that a report can be made again
    drawn = np.random.default_rng(0).multinomial(len(seeds), np.full(len(seeds), 1 / len(seeds)), _DRAWS)
    low, high = np.quantile(drawn @ won / (drawn @ played), (0.025, 0.975))
    return (float(low), float(high)), BOOTSTRAP


@dataclasses.dataclass(frozen=True)
class Figures:
    """Some episodes in figures. ``ci95`` is that of the rate, made as ``interval`` says; ``wilson95`` is Wilson's over the
    episodes, as if each were a trial of its own; ``mean_ticks`` is that of successes to the tick of success, None without
    any; ``reward_se`` the standard error of the mean reward, from the spread between seeds, None for fewer than two of
    them."""

    runs: int
    successes: int
    rate: float
    ci95: tuple[float, float]
    interval: str
    wilson95: tuple[float, float]
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
    off: dict[int, float] = defaultdict(
        float
    )  # of each seed: how far the sum of its rewards is from what the mean says
    for o in outcomes:
        off[o.seed] += o.reward - mean
    seeds = len(off)
    error = math.sqrt(math.fsum(x * x for x in off.values()) * seeds / (seeds - 1)) / n if seeds > 1 else None
    return Figures(
        n, len(won), len(won) / n, *interval(outcomes), wilson(len(won), n), mean, error,
        math.fsum(o.ticks if o.done_at is None else o.done_at for o in won) / len(won) if won else None,
        math.fsum(o.progress for o in outcomes) / n,
        dict(Counter(o.kind for o in outcomes if not o.success).most_common()), sum(o.retry for o in outcomes),
    )  # fmt: skip


def summarise(tasks: Sequence[Task], outcomes: Iterable[Outcome]) -> dict[str, Any]:
    """``{"tasks": [...], "groups": {...}, "overall": {...}, "seeds": [...]}`` of plain data; tasks without episodes are left
    out.

    A group's rate is over all its episodes; ``tasks`` of its ``suite_tasks`` were played. ``asr`` is the mean of the
    tasks' rates, ``ft`` the share of tasks that succeeded at least once (both as OpenHA defines them, here over the tasks
    that were played). ``seeds``: ``runs`` and ``successes`` of each seed, in order: tasks of one seed share its world.
    """
    by_task: Mapping[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_task[outcome.task].append(outcome)
    played = [task for task in tasks if by_task[task.id]]
    several = len({task.suite for task in played}) > 1
    rows = []
    for task in played:
        row = dataclasses.asdict(figures(by_task[task.id]))
        rows.append({"id": task.id, "group": task.group, "budget": task.budget, **row})
    every = [outcome for task in played for outcome in by_task[task.id]]
    overall: dict[str, Any] = {"tasks": len(played), "episodes": len(every)}
    if every:
        rates = [row["rate"] for row in rows]
        overall |= {"asr": math.fsum(rates) / len(rates), "ft": sum(rate > 0 for rate in rates) / len(rates)}
        overall |= dataclasses.asdict(figures(every))
    return {"tasks": rows, "groups": _groups(played, by_task, several), "overall": overall, "seeds": _seeds(every)}


def _seeds(outcomes: Sequence[Outcome]) -> list[dict[str, int]]:
    runs, wins = Counter(o.seed for o in outcomes), Counter(o.seed for o in outcomes if o.success)
    return [{"seed": seed, "runs": runs[seed], "successes": wins[seed]} for seed in sorted(runs)]


def _groups(played: Sequence[Task], by_task: Mapping[str, list[Outcome]], several: bool) -> dict[str, dict[str, Any]]:
    members: dict[str, list[Task]] = defaultdict(list)
    for task in played:
        members[f"{task.suite}/{task.group}" if several else task.group].append(task)
    found = {}
    for name, tasks in members.items():
        suite = load_suite(tasks[0].suite, tasks[0].id.partition("@")[2] or None)
        row = dataclasses.asdict(figures([o for task in tasks for o in by_task[task.id]]))
        whole = sum(task.group == tasks[0].group for task in suite.tasks)
        found[name] = {**row, "tasks": len(tasks), "suite_tasks": whole}
    return found
