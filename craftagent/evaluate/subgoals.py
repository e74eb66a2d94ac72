"""What planned episodes failed at: every kind of subgoal with how often it was tried, done, and why it was not."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from craftagent.evaluate.outcome import Outcome

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_STEP = {"verb", "target", "outcome", "reason", "start", "end"}  # what a planned step says


def subgoal_rows(outcomes: Iterable[Outcome]) -> list[dict[str, Any]]:
    """Plain data, most often tried first; empty where no agent planned.

    ``tries``, ``done``: attempts; ``episodes``: in which it was tried; ``reached``: in which it was done at least once;
    ``mean_ticks`` of a done attempt; ``reasons``: why attempts failed, numbers left out, most frequent first; ``last``:
    failed episodes in which it was the last step tried; ``spent``: its part of all ticks of failed episodes, 0 to 1, None
    where none failed. What is no step of a plan stands in rows of its own, as "place
    crafting_table (before a step)" and "mine #logs (elsewhere)".
    """
    tries: Counter[str] = Counter()
    done: Counter[str] = Counter()
    episodes: Counter[str] = Counter()
    reached: Counter[str] = Counter()
    last: Counter[str] = Counter()
    ticks: dict[str, list[int]] = defaultdict(list)
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    spent: Counter[str] = Counter()
    lost = 0  # ticks of failed episodes
    for outcome in outcomes:
        steps = _steps(outcome)
        for step in steps:
            name = _name(step)
            tries[name] += 1
            if step["outcome"] == "done":
                done[name] += 1
                ticks[name].append(step["end"] - step["start"])
            elif step["outcome"] == "failed":
                reasons[name][_NUMBER.sub("#", step["reason"])] += 1
        episodes.update({_name(step) for step in steps})
        reached.update({_name(step) for step in steps if step["outcome"] == "done"})
        if not outcome.success:
            lost += outcome.ticks
            for step in steps:
                spent[_name(step)] += step["end"] - step["start"]
        planned = [step for step in steps if not step.get("aside")]
        if planned and not outcome.success:
            last[_name(planned[-1])] += 1
    return [
        {"subgoal": name, "tries": n, "done": done[name], "episodes": episodes[name], "reached": reached[name],
         "mean_ticks": sum(ticks[name]) / len(ticks[name]) if ticks[name] else None, "last": last[name],
         "spent": spent[name] / lost if lost else None, "reasons": dict(reasons[name].most_common())}
        for name, n in tries.most_common()
    ]  # fmt: skip


def _steps(outcome: Outcome) -> list[dict[str, Any]]:
    """What was tried; an agent of one's own may mean something else by ``subgoals``, which is passed over."""
    found = outcome.account.get("subgoals")
    return [s for s in found if isinstance(s, dict) and s.keys() >= _STEP] if isinstance(found, list) else []


def _counts(outcome: Outcome, name: str) -> dict[str, int]:
    """Numbers by what they are of; what an agent of one's own means by ``name`` may be no such thing, and is passed over."""
    found = outcome.account.get(name)
    return {key: n for key, n in found.items() if isinstance(n, int)} if isinstance(found, dict) else {}


def _name(step: dict[str, Any]) -> str:
    aside = step.get("aside", "")
    kind = "" if not aside else f" ({aside})" if aside in ("elsewhere", "tunnel") else " (before a step)"
    return f"{step['verb']} {step['target']}{kind}"


def plans_by(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """How many plans each planner made, most first: a model's stand-in is not the model."""
    return _sums(outcomes, "plans")


def event_counts(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """How often each kind of event happened, most frequent first."""
    return _sums(outcomes, "events")


def acted_by(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """In how many ticks the policy, scripts and others chose the action, most first; empty where nothing says so."""
    return _sums(outcomes, "acted")


def _sums(outcomes: Iterable[Outcome], name: str) -> dict[str, int]:
    found: Counter[str] = Counter()
    for outcome in outcomes:
        found.update(_counts(outcome, name))
    return dict(found.most_common())
