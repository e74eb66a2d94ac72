from __future__ import annotations

from types import SimpleNamespace

from craftagent.expert.player import Span
from craftagent.planner.subgoal import Subgoal
from craftagent.play.card import clock, window
from craftagent.play.steps import Step, steps

LOGS = Subgoal(verb="mine", target="#logs", count=3, id="0")
PLANKS = Subgoal(verb="craft", target="oak_planks", count=4, id="1")
NIGHT = Subgoal(verb="survive", target="night", id="night")


def player(*spans: Span, plan: tuple[Subgoal, ...] = (LOGS, PLANKS)) -> SimpleNamespace:
    return SimpleNamespace(subgoals=list(spans), plan=list(plan))


def test_done_now_and_later():
    found = steps(player(Span(LOGS, 0, 40, "done"), Span(PLANKS, 40), plan=(PLANKS, LOGS)), 50)
    assert found == [Step("mine 3 logs", "done", 0, 40), Step("craft 4 oak planks", "now", 40, 10),
                     Step("mine 3 logs", "later")]  # fmt: skip


def test_attempts_in_a_row_are_one_line():
    spans = (Span(LOGS, 0, 10, "failed", "stuck"), Span(LOGS, 15, 20, "interrupted"), Span(LOGS, 30))
    assert steps(player(*spans), 34)[0] == Step("mine 3 logs", "now", 0, 19)
    twice = steps(player(Span(LOGS, 0, 10, "done"), Span(LOGS, 10, 20, "done"), plan=()), 20)
    assert [s.state for s in twice] == ["done", "done"]


def test_a_chore_does_not_hide_the_plan():
    assert [s.text for s in steps(player(Span(NIGHT, 0)), 5)] == [NIGHT.text, "mine 3 logs", "craft 4 oak planks"]


def test_a_finished_step_is_not_also_still_to_come():
    found = steps(player(Span(LOGS, 0, 40, "done")), 40)
    assert [(s.text, s.state) for s in found] == [("mine 3 logs", "done"), ("craft 4 oak planks", "later")]


def test_the_end():
    running = player(Span(LOGS, 0))
    assert [s.state for s in steps(running, 9, success=True)] == ["done"]
    assert [s.state for s in steps(running, 9, success=False)] == ["interrupted", "later"]


def test_the_window_keeps_the_step_at_hand_in_sight():
    many = [Step(str(i), "done", 0, 1) for i in range(20)] + [Step("x", "now", 0, 1)] + [Step("y", "later")] * 20
    shown = window(many, 9)
    assert len(shown) == 9 and shown[3].text == "x"
    assert window(many[:4], 9) == many[:4] and window(many[:15], 9)[-1] == many[14]


def test_clock():
    assert clock(0) == "0:00.0" and clock(1210) == "1:00.5"
