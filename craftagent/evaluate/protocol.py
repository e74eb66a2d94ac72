"""How many episodes of a task a report wants; the suites' own files say it in words or not at all, and never change."""

from __future__ import annotations

from collections.abc import Sequence

from craftagent.tasks.task import Task

LEAST = {"atomic-v1": 50, "long-horizon-67-v1": 30}


def too_few(tasks: Sequence[Task], episodes: int) -> list[str]:
    """A sentence for every suite of which fewer are played."""
    suites = dict.fromkeys(task.suite for task in tasks)
    return [
        f"Fewer episodes than the suite's protocol asks ({episodes} < {LEAST[suite]}) of each task of {suite}."
        for suite in suites
        if episodes < LEAST.get(suite, 0)
    ]
