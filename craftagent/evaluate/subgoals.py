"""What planned episodes failed at: every kind of subgoal with how often it was tried, done, and why it was not."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from craftagent.evaluate.outcome import Outcome

_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def subgoal_rows(outcomes: Iterable[Outcome]) -> list[dict[str, Any]]:
    """Plain data, most often tried first; empty where no agent planned.

    ``tries``, ``done``: attempts; ``episodes``: in which it was tried; ``reached``: in which it was done at least once;
    ``mean_ticks`` of a done attempt; ``reasons``: why attempts failed, numbers left out, most frequent first; ``last``:
    failed episodes in which it was the last thing tried.
    """
    tries: Counter[str] = Counter()
    done: Counter[str] = Counter()
    episodes: Counter[str] = Counter()
    reached: Counter[str] = Counter()
    last: Counter[str] = Counter()
    ticks: dict[str, list[int]] = defaultdict(list)
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    for outcome in outcomes:
        steps = outcome.account.get("subgoals", [])
        for step in steps:
            name = f"{step['verb']} {step['target']}"
            tries[name] += 1
            if step["outcome"] == "done":
                done[name] += 1
                ticks[name].append(step["end"] - step["start"])
            elif step["outcome"] == "failed":
                reasons[name][_NUMBER.sub("#", step["reason"])] += 1
        episodes.update({f"{step['verb']} {step['target']}" for step in steps})
        reached.update({f"{s['verb']} {s['target']}" for s in steps if s["outcome"] == "done"})
        if steps and not outcome.success:
            last[f"{steps[-1]['verb']} {steps[-1]['target']}"] += 1
    return [
        {"subgoal": name, "tries": n, "done": done[name], "episodes": episodes[name], "reached": reached[name],
         "mean_ticks": sum(ticks[name]) / len(ticks[name]) if ticks[name] else None, "last": last[name],
         "reasons": dict(reasons[name].most_common())}
        for name, n in tries.most_common()
    ]  # fmt: skip


def event_counts(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """How often each kind of event happened, most frequent first."""
    found: Counter[str] = Counter()
    for outcome in outcomes:
        found.update(outcome.account.get("events", {}))
    return dict(found.most_common())
