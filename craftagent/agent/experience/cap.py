"""Which episodes go when there are too many: old ones of the goal that has most, but not the last of their kind."""

from __future__ import annotations

import collections
import heapq
from collections.abc import Hashable, Iterable


def surplus(rows: Iterable[tuple[int, Hashable, bool]], most: int) -> list[int]:
    """The rows to drop so that ``most`` are left.

    ``rows``: (number, goal, success), the oldest first. The goal with the most rows loses its oldest (of several such
    goals, the one with the oldest row), again and again. Of a goal's successes and failures the newest stays as long as
    the goal has two rows of either kind, so that what works and what does not are both remembered. What is left depends
    on the set of rows only.
    """
    goals: dict[Hashable, tuple[collections.deque[tuple[int, int]], collections.deque[tuple[int, int]]]] = {}
    total = 0
    for total, (number, goal, success) in enumerate(rows, 1):
        kinds = goals.setdefault(goal, (collections.deque(), collections.deque()))
        kinds[success].append((total, number))  # (age, number)

    def entry(goal: Hashable) -> tuple[int, int, Hashable]:
        kinds = goals[goal]
        return (
            -sum(map(len, kinds)),
            min(kind[0][0] for kind in kinds if kind),
            goal,
        )  # ages differ: goals never compare

    heap = [entry(goal) for goal in goals]
    heapq.heapify(heap)
    dropped: list[int] = []
    while total - len(dropped) > max(most, 0):
        goal = heapq.heappop(heap)[2]
        kinds = goals[goal]
        choice = [kind for kind in kinds if len(kind) > 1] or [kind for kind in kinds if kind]
        oldest = min(choice, key=lambda kind: kind[0][0])
        dropped.append(oldest.popleft()[1])
        if any(kinds):
            heapq.heappush(heap, entry(goal))
    return dropped
