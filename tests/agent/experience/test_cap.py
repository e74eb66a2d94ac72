"""Which rows go."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from craftagent.agent.experience.cap import surplus


def test_nothing_goes_while_there_is_room():
    assert surplus([(1, "a", True), (2, "a", False)], 2) == []


def test_the_oldest_of_the_most_frequent_goal_goes():
    rows = [(1, "b", True), (2, "a", True), (3, "a", True), (4, "a", True)]
    assert surplus(rows, 3) == [2]
    assert surplus(rows, 2) == [2, 3]


def test_the_last_of_a_kind_stays():
    rows = [(1, "a", True), *((n, "a", False) for n in range(2, 30))]
    assert set(range(1, 30)) - set(surplus(rows, 2)) == {1, 29}
    assert set(range(1, 30)) - set(surplus(rows, 1)) == {29}


def test_of_equals_the_one_with_the_oldest_row_gives():
    rows = [(1, "a", True), (2, "b", True), (3, "b", False), (4, "a", False)]
    assert surplus(rows, 3) == [1]


@pytest.mark.parametrize("seed", range(20))
def test_shares_goals_and_idempotence(seed):
    rng = random.Random(seed)
    rows = [(n, rng.choice("aaaaabbc"), rng.random() < 0.3) for n in range(200)]
    gone = set(surplus(rows, 30))
    left = [row for row in rows if row[0] not in gone]
    assert len(left) == 30
    assert surplus(left, 30) == []
    for goal in "abc":
        kinds = {good for _, g, good in rows if g == goal}
        assert {good for _, g, good in left if g == goal} == kinds
        for good in kinds:  # of each kind the newest are left
            numbers = [n for n, g, s in rows if (g, s) == (goal, good)]
            assert [n for n, g, s in left if (g, s) == (goal, good)] == [n for n in numbers if n not in gone]
            assert numbers[-1] not in gone
    before, after = (Counter(goal for _, goal, _ in some) for some in (rows, left))
    for goal in "abc":  # only the largest lose, so whoever lost is still among the largest
        assert after[goal] == before[goal] or after[goal] >= max(after.values()) - 1
