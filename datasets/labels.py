"""Goal labels: from the task that was set, from the skill that an expert ran, and by hindsight from what came of it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from craftagent.datasets.contractor import DEFAULT_OPTIONS, ContractorOptions
from craftagent.datasets.episode import Episode, EpisodePaths, open_episode
from craftagent.datasets.outcomes import Outcome, outcomes
from craftagent.datasets.rows import flat_stats
from craftagent.datasets.spans import GoalSpan
from craftagent.tasks.goal import Goal

MAX_LENGTH = 600  # ticks; what was done 30 seconds before an event is not taken to be for it


def span_of(goal: Goal, start: int, end: int, source: str, text: str | None = None) -> GoalSpan:
    """Ticks ``start`` up to ``end`` (not included) worked towards ``goal``; ``text`` defaults to its plain wording.

    ``source``: ``task`` (the task's own goal, over the whole episode), ``skill`` (what the expert's skill was asked
    for), ``hindsight`` or ``person``.
    """
    return GoalSpan(start, end, goal.verb, goal.target, goal.count, text or goal.text(), source)


def task_spans(goal: Goal, n_frames: int, instruction: str | None = None) -> list[GoalSpan]:
    """The task's goal over an episode of ``n_frames`` ticks, in the words of its instruction if given."""
    return [span_of(goal, 0, n_frames, "task", instruction)] if n_frames > 0 else []


def skill_spans(spans: Iterable[tuple[int, int, Goal]], n_frames: int) -> list[GoalSpan]:
    """From (start, end, goal) of the skills an expert ran; cut to the episode, empty ones left out."""
    cut = ((max(start, 0), min(end, n_frames), goal) for start, end, goal in spans)
    return [span_of(goal, start, end, "skill") for start, end, goal in cut if start < end]


def hindsight_spans(
    stats: Iterable[Mapping[str, int] | None], max_length: int = MAX_LENGTH, runs: bool = True
) -> list[GoalSpan]:
    """Goals that were reached, from the statistics ``stats[t]`` of each frame t (contractor names; None
    where they are not known).

    A span ends with the action that brought its outcome, and begins after the outcome before it (of whatever kind), at
    most ``max_length`` ticks earlier. With ``runs``, outcomes of one kind in a row, each at most ``max_length`` after the
    one before, also give one span over them all with their sum ("mine 3 oak logs").
    """
    if max_length < 1:
        raise ValueError(f"max_length must be at least 1 tick, not {max_length}")
    spans: list[GoalSpan] = []
    for run in _runs(outcomes(stats), max_length):
        ends = []
        for start, outcome in run:
            ends.append(outcome.tick + 1)
            spans.append(_hindsight(start, outcome.tick + 1, outcome, outcome.count))
        if runs and len(run) > 1:
            spans.append(_hindsight(run[0][0], ends[-1], run[0][1], sum(o.count for _, o in run)))
    return sorted(spans, key=lambda s: (s.end, s.start, s.verb, s.target))


def _hindsight(start: int, end: int, outcome: Outcome, count: int) -> GoalSpan:
    return span_of(Goal(outcome.verb, outcome.target, count), start, end, "hindsight")


def _runs(found: Iterable[Outcome], max_length: int) -> Iterator[list[tuple[int, Outcome]]]:
    """Outcomes with the tick their span begins at, in runs of one verb and target."""
    run: list[tuple[int, Outcome]] = []
    before = last = 0  # end of the last outcome at an earlier tick, and end of the last outcome
    for outcome in found:
        end = outcome.tick + 1
        if end > last:
            before, last = last, end
        start = max(before, end - max_length)
        same = run and (outcome.verb, outcome.target) == (run[-1][1].verb, run[-1][1].target)
        if run and not (same and end - (run[-1][1].tick + 1) <= max_length):
            yield run
            run = []
        run.append((start, outcome))
    if run:
        yield run


def stats_of(episode: Episode) -> Iterator[Mapping[str, int] | None]:
    """Statistics of every frame, None where a row has none; of the moment after the last action too, if recorded."""
    for row in episode.rows():
        stats = row.get("stats")
        yield stats if isinstance(stats, dict) else None
    last = episode.meta.get("last")
    if isinstance(last, dict) and isinstance(last.get("stats"), dict):
        yield flat_stats(last["stats"])


def label_by_hindsight(
    paths: EpisodePaths, contractor: ContractorOptions = DEFAULT_OPTIONS, **options: Any
) -> list[GoalSpan] | None:
    """Write the hindsight labels of an episode beside its other goals, in place of earlier hindsight; returns them.

    None, and nothing is written, if its rows hold no statistics (labels of bare video). ``options`` are those of
    :func:`hindsight_spans`, ``contractor`` says how rows are read that real contractors recorded. The goals file is
    replaced as a whole. Raises :class:`DamagedEpisode`.
    """
    episode = open_episode(paths, options=contractor)
    try:
        kept = [goal for goal in episode.goals if goal.source != "hindsight"]
        n = len(episode.actions)
        stats = list(stats_of(episode))
    finally:
        episode.close()
    if all(known is None for known in stats):
        return None
    found = [goal for goal in hindsight_spans(stats, **options) if goal.end <= n]
    goals = sorted(kept + found, key=lambda g: (g.start, g.end))
    part = paths.part(paths.goals)
    with part.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(goal.to_dict()) + "\n" for goal in goals)
        file.flush()
        os.fsync(file.fileno())
    part.replace(paths.goals)
    return found
