"""Rates, intervals and their summaries against values worked out elsewhere."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from craftagent.evaluate.outcome import Outcome
from craftagent.evaluate.statistics import figures, interval, summarise, wilson
from craftagent.tasks.suite import load_suite


@pytest.mark.parametrize(
    ("successes", "runs", "low", "high"),
    [  # Newcombe 1998, table I (method 3), and the limits z^2 / (n + z^2) of none and all
        (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718),
        (20, 20, 0.8389, 1.0),
    ],
)  # fmt: skip
def test_wilson_is_the_published_interval(successes: int, runs: int, low: float, high: float) -> None:
    assert wilson(successes, runs) == pytest.approx((low, high), abs=6e-5)


def test_wilson_of_nothing_and_of_nonsense() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    with pytest.raises(ValueError, match="3 successes in 2 runs"):
        wilson(3, 2)


def test_figures(outcome) -> None:
    some = [outcome("t", 0, True, ticks=10, reward=4), outcome("t", 1, True, ticks=30, reward=2),
            outcome("t", 2, False, "died: zombie"), outcome("t", 3, False, "broke twice: ValueError: x")]  # fmt: skip
    found = figures(some)
    assert (found.runs, found.successes, found.rate, found.mean_ticks, found.mean_reward) == (4, 2, 0.5, 20, 1.5)
    assert found.reward_se == pytest.approx(math.sqrt((2.5**2 + 0.5**2 + 2 * 1.5**2) / 3 / 4))
    assert found.failures == {"died: zombie": 1, "broke twice": 1}
    assert figures(some[2:]).mean_ticks is None and figures(some[:1]).reward_se is None
    with pytest.raises(ValueError, match="no episodes"):
        figures([])


def test_asr_is_over_tasks_and_a_groups_rate_over_episodes(outcome) -> None:
    suite = load_suite("atomic-v1")
    tasks = [suite.get(name) for name in ("planks", "sticks", "torch", "dirt")]
    outcomes = [outcome("atomic-v1/planks", i, True) for i in range(6)]
    outcomes += [outcome("atomic-v1/sticks", i, i == 0) for i in range(2)]
    outcomes += [outcome("atomic-v1/dirt", 0, False)]
    found = summarise(tasks, outcomes)
    assert [row["id"] for row in found["tasks"]] == ["atomic-v1/planks", "atomic-v1/sticks", "atomic-v1/dirt"]
    assert found["overall"]["asr"] == pytest.approx((1 + 0.5 + 0) / 3)
    assert found["overall"]["ft"] == pytest.approx(2 / 3)
    assert found["groups"]["craft"]["rate"] == pytest.approx(7 / 8) and found["groups"]["counted"]["rate"] == 0
    assert found["overall"]["runs"] == found["overall"]["episodes"] == 9
    assert found["groups"]["craft"]["wilson95"] == wilson(7, 8) and found["overall"]["wilson95"] == wilson(7, 9)
    assert found["groups"]["craft"]["ci95"] != wilson(7, 8), "that one is over worlds"


def test_groups_of_several_suites_are_kept_apart(outcome) -> None:
    tasks = [load_suite("atomic-v1").get("planks"), load_suite("generated-v1").tasks[0]]
    found = summarise(tasks, [outcome(task.id, 0, True) for task in tasks])
    assert set(found["groups"]) == {"atomic-v1/craft", f"generated-v1/{tasks[1].group}"}


def test_nothing_played_is_said_and_no_error() -> None:
    found = summarise(load_suite("atomic-v1").tasks, [])
    assert found == {"tasks": [], "groups": {}, "overall": {"tasks": 0, "episodes": 0}, "seeds": []}


def spread(outcome, tasks: int, won: Sequence[float]) -> list[Outcome]:
    """Every task on every seed; of seed i the share ``won[i]`` of the tasks."""
    return [outcome(f"t{t}", seed, t < share * tasks) for seed, share in enumerate(won) for t in range(tasks)]


def width(found: tuple[tuple[float, float], str]) -> float:
    return found[0][1] - found[0][0]


def test_tasks_that_share_their_worlds_are_not_so_many_trials(outcome) -> None:
    together = interval(spread(outcome, 10, [1.0] * 10 + [0.0] * 10))  # a world decides all ten tasks
    assert together[1] == "bootstrap over seeds" and together == interval(spread(outcome, 10, [1.0] * 10 + [0.0] * 10))
    assert together[0] == pytest.approx((0.5 - 1.96 * 0.1118, 0.5 + 1.96 * 0.1118), abs=0.02)  # sqrt(.25 / 20)
    low, high = wilson(100, 200)
    assert width(together) > 2.5 * (high - low)
    assert width(interval(spread(outcome, 10, [0.4, 0.5, 0.6] * 7))) < high - low
    one = [outcome("t", seed, seed < 10) for seed in range(20)]
    assert interval(one) == (wilson(10, 20), "Wilson")


def test_an_interval_is_never_a_point(outcome) -> None:
    for share, seeds in ((1.0, 20), (0.0, 20), (0.5, 8)):
        found = interval(spread(outcome, 10, [share] * seeds))
        assert found == (
            pytest.approx(wilson(share * seeds, seeds)),
            "Wilson with n = seeds, since all seeds came out alike",
        )
    assert interval(spread(outcome, 10, [0.5])) == (wilson(5, 10), "Wilson over the episodes of one seed")


def test_the_error_of_a_mean_is_from_the_spread_between_seeds(outcome) -> None:
    alike = figures(spread(outcome, 10, [1.0, 0.0, 1.0, 0.0]))
    assert alike.reward_se == pytest.approx(math.sqrt(4 * 0.25 / 3 / 4))  # as of four episodes, not of forty
    assert figures(spread(outcome, 10, [1.0])).reward_se is None
