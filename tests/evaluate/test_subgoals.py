from __future__ import annotations

import dataclasses

from craftagent.evaluate.outcome import Outcome
from craftagent.evaluate.subgoals import event_counts, subgoal_rows


def outcome(success: bool, *steps: tuple[str, str, str, int], aside: str = "") -> Outcome:
    """``aside``: of the last step."""
    told = [
        {"verb": verb, "target": target, "count": 1, "outcome": how, "start": 10, "end": 10 + ticks,
         "reason": f"not done after {ticks} ticks" if how == "failed" else "", "aside": ""}
        for verb, target, how, ticks in steps
    ]  # fmt: skip
    if aside:
        told[-1]["aside"] = aside
    return Outcome("t", 1, success, 9, None, 0.0, 0.0, "", "", 0, 0.0, "a",
                   {"subgoals": told, "events": {"stuck": len(steps)}})  # fmt: skip


def test_subgoals_are_counted_by_attempt_and_by_episode() -> None:
    found = subgoal_rows([
        outcome(True, ("mine", "#logs", "failed", 50), ("mine", "#logs", "done", 40), ("craft", "stick", "done", 20)),
        outcome(False, ("mine", "#logs", "done", 60), ("craft", "stick", "failed", 30), ("craft", "stick", "failed", 31)),
        outcome(False, ("mine", "#logs", "failed", 70)),
    ])  # fmt: skip
    logs, stick = found
    assert (logs["subgoal"], logs["tries"], logs["done"], logs["episodes"], logs["reached"]) == (
        "mine #logs",
        4,
        2,
        3,
        2,
    )
    assert logs["mean_ticks"] == 50 and logs["last"] == 1 and logs["reasons"] == {"not done after # ticks": 2}
    assert (stick["tries"], stick["done"], stick["episodes"], stick["reached"], stick["last"]) == (3, 1, 2, 1, 1)


def test_where_failed_episodes_spend_their_ticks() -> None:
    failed = outcome(
        False, ("mine", "#logs", "failed", 50), ("craft", "stick", "done", 20), ("mine", "#logs", "done", 10)
    )
    won = outcome(True, ("craft", "stick", "done", 900))
    rows = {row["subgoal"]: row["spent"] for row in subgoal_rows([dataclasses.replace(failed, ticks=100), won])}
    assert rows == {"mine #logs": 0.6, "craft stick": 0.2}
    assert [row["spent"] for row in subgoal_rows([won])] == [None]


def test_agents_that_do_not_plan_have_no_rows() -> None:
    plain = Outcome("t", 1, True, 9, 9, 0.0, 1.0, "", "", 0, 0.0, "a")
    assert subgoal_rows([plain]) == [] and event_counts([plain]) == {}
    assert event_counts([outcome(True, ("craft", "stick", "done", 1)), plain]) == {"stuck": 1}


def test_what_is_no_step_of_a_plan_is_counted_apart() -> None:
    found = subgoal_rows([
        outcome(False, ("mine", "#logs", "failed", 50), ("mine", "#logs", "failed", 40), aside="elsewhere"),
        outcome(False, ("craft", "stick", "failed", 50), ("place", "furnace", "done", 40), aside="station"),
    ])  # fmt: skip
    rows = {row["subgoal"]: (row["tries"], row["done"], row["last"]) for row in found}
    assert rows == {
        "mine #logs": (1, 0, 1), "mine #logs (elsewhere)": (1, 0, 0),
        "craft stick": (1, 0, 1), "place furnace (before a step)": (1, 1, 0),
    }  # fmt: skip
