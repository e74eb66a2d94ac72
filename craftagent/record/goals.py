"""Who wanted what when: the spans of a recorded episode, gathered while it is played."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from craftagent.datasets.labels import hindsight_spans
from craftagent.datasets.outcomes import STATIONS
from craftagent.datasets.rows import flat_stats
from craftagent.datasets.spans import GoalSpan
from craftagent.expert.player import Span
from craftagent.planner.subgoal import ITEM_VERBS, total
from craftagent.types import Info

_SILENT = ("junk",)  # chores whose verb and target do not say what was done


class Skills:
    """Watches the subgoals of an expert; call :meth:`see` before every action is taken, :meth:`finish` at the end."""

    def __init__(self) -> None:
        self._held: list[dict[str, int]] = []  # inventory at the beginning of each subgoal
        self._after: list[dict[str, int]] = []  # and at its end
        self._open = False

    def see(self, spans: list[Span], info: Info) -> None:
        """``spans`` are the expert's, once it has thought about the tick of ``info``."""
        known = len(self._held)
        if self._open and (len(spans) != known or spans[known - 1].end >= 0):
            self._after.append(dict(info["inventory"]))
            self._open = False
        if len(spans) < known:  # a subgoal that was interrupted before its first tick is taken back
            del self._held[len(spans) :], self._after[len(spans) :]
        for span in spans[known:]:
            self._held.append(dict(info["inventory"]))
            if span.end >= 0:
                self._after.append(dict(info["inventory"]))
            else:
                self._open = True

    def finish(self, spans: list[Span], info: Info) -> None:
        """The episode has ended in ``info``."""
        self.see(spans, info)
        if self._open:
            self._after.append(dict(info["inventory"]))
            self._open = False

    def goals(self, spans: list[Span], n_ticks: int) -> list[GoalSpan]:
        """What the skills were asked for, of those that did not fail; counts are what was truly gained, if anything."""
        found = []
        for span, held, after in zip(spans, self._held, self._after, strict=True):
            step, end = span.subgoal, min(span.end if span.end >= 0 else n_ticks, n_ticks)
            if span.start >= end or span.outcome == "failed" or step.id in _SILENT:
                continue
            count = step.count
            if step.verb in ITEM_VERBS:
                missing = count - (total(held, step.target) if step.count_mode == "have" else 0)
                gained = total(after, step.target) - total(held, step.target)
                count = max(gained if gained > 0 else missing, 1)
            goal = step.goal.model_copy(update={"count": count})
            found.append(GoalSpan(span.start, end, goal.verb, goal.target, count, goal.text(), "skill"))
        return found


class Achievements:
    """Keeps the statistics of every tick, for labels by hindsight; those that did not change are kept once."""

    def __init__(self) -> None:
        self._ticks: list[Mapping[str, int]] = []
        self._key: Any = None
        self._names: dict[tuple[str, str], str] = {}

    def see(self, info: Info) -> None:
        """Statistics of a frame, and after the last action once more."""
        stats = info["stats"]
        custom = stats.get("custom", {})
        key = ({name: stats[name] for name in stats if name != "custom"}, [custom.get(name) for name in STATIONS])
        if key != self._key:
            self._key = key
            self._ticks.append(flat_stats(stats, self._names))
        else:
            self._ticks.append(self._ticks[-1])

    def goals(self, n_ticks: int) -> list[GoalSpan]:
        """Goals that were reached within ``n_ticks``."""
        return [goal for goal in hindsight_spans(self._ticks) if goal.end <= n_ticks]


class Bursts:
    """Runs of ticks in which the player's hands slipped."""

    def __init__(self) -> None:
        self.spans: list[list[int]] = []

    def see(self, tick: int, noisy: bool) -> None:
        if not noisy:
            return
        if self.spans and self.spans[-1][1] == tick:
            self.spans[-1][1] = tick + 1
        else:
            self.spans.append([tick, tick + 1])
