"""Thinkers by themselves, without a server: what becomes of answers that come late, wrong or not at all."""

from __future__ import annotations

import threading
import time

import pytest

from craftagent.agent import thinker as module
from craftagent.agent.thinker import GraphThinker, ModelThinker
from craftagent.planner.mllm import CallLog, MllmPlanner, Recorded, Situation
from craftagent.planner.mllm.planner import Planned, Refused
from craftagent.planner.plan import PlanOptions
from craftagent.planner.reflection import Look, Verdict
from craftagent.planner.subgoal import Subgoal
from craftagent.tasks.goal import Goal

STICKS = Situation(Goal("get", "stick", 4), {})
LOOK = Look(Goal("get", "stick"), "mine a log", 1200, 0, {}, 0.0, 3.0)


class Deaf(MllmPlanner):
    """A planner that does as a test says; ``go`` lets it answer."""

    def __init__(self, **fields):
        super().__init__(Recorded([]), **fields)
        self.go, self.error = threading.Event(), None

    def plan(self, situation, deadline=None):
        self.go.wait(20)
        if self.error is not None:
            raise self.error
        return Planned((Subgoal(verb="mine", target="#logs", count=situation.goal.count),), "mllm")

    def reflect(self, look, deadline=None):
        self.go.wait(20)
        if self.error is not None:
            raise self.error
        return Verdict("replan", by="mllm")


def finished():
    """Wait for all threads of thinkers."""
    for thread in threading.enumerate():
        if thread.name.startswith("craftagent-thinker"):
            thread.join(20)


def test_an_answer_to_an_earlier_question_is_never_given():
    planner = Deaf()
    thinker = ModelThinker(planner)
    thinker.ask(STICKS)
    thinker.ask(Situation(Goal("get", "stick", 7), {}))
    planner.go.set()
    finished()
    assert thinker.poll().plan[0].count == 7 and thinker.poll() is None


def test_a_question_and_the_answer_before_change_in_one_go():
    planner = Deaf()
    planner.go.set()
    thinker = ModelThinker(planner)
    thinker.ask(STICKS)
    finished()

    class Watched:
        """A lock that shows how things stand whenever it is let go."""

        def __init__(self):
            self.lock, self.seen = threading.Lock(), []

        def __enter__(self):
            self.lock.acquire()

        def __exit__(self, *error):
            self.seen.append((thinker._thought is not None, thinker._deadlines.get("plan")))
            self.lock.release()

    before = thinker._deadlines["plan"]
    planner.go.clear()
    thinker._lock = watched = Watched()
    thinker.ask(STICKS)
    assert (False, before) not in watched.seen, "between the two a late answer could be written"
    planner.go.set()
    finished()


def test_a_verdict_that_is_no_longer_wanted_does_not_come():
    planner = Deaf()
    thinker = ModelThinker(planner)
    thinker.reflect(LOOK)
    deadline = thinker._deadlines["look"]
    thinker.look_away()
    planner.go.set()
    finished()
    assert deadline.cancelled and thinker.verdict() is None
    thinker.reflect(LOOK)
    finished()
    thinker.look_away()
    assert thinker.verdict() is None


def answer(thinker, seconds=20.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        thought = thinker.poll()
        if thought is not None:
            return thought
        time.sleep(0.01)
    raise AssertionError("no answer")


@pytest.mark.parametrize("fall_back", [True, False])
def test_what_nobody_expected_is_told_and_the_graph_stands_in(fall_back):
    planner = Deaf(fall_back=fall_back, options=PlanOptions(spare_logs=1))
    planner.error = ZeroDivisionError("oh")
    planner.go.set()
    thinker = ModelThinker(planner)
    thinker.ask(STICKS)
    thought = answer(thinker)
    assert "the planner broke: ZeroDivisionError: oh" in thought.why
    if fall_back:
        assert thought.by == "graph" and thought.plan[0].count == 2  # one to spare
    else:
        assert thought.plan is None


def test_the_plan_to_fall_back_on_has_the_margins_of_the_graphs():
    planned = MllmPlanner(Recorded([]), fall_back=True, options=PlanOptions(spare_logs=1)).plan(STICKS)
    graph = GraphThinker(PlanOptions(spare_logs=1))
    graph.ask(STICKS)
    assert planned.by == "graph" and planned.subgoals == graph.poll().plan


def test_a_chain_without_an_end_is_a_refusal(monkeypatch):
    def endless(*args):
        raise RecursionError("the chain of items below 'a' does not end")

    monkeypatch.setattr(module, "plan", endless)
    graph = GraphThinker()
    graph.ask(STICKS)
    thought = graph.poll()
    assert thought.plan is None and "does not end" in thought.why


def test_the_calls_of_a_look_are_known(tmp_path):
    said = '{"thought": "", "verdict": "continue", "predicament": "none"}'
    log = CallLog(tmp_path)
    assert len(MllmPlanner(Recorded([said]), log).reflect(LOOK).calls) == 1
    planner = Deaf()
    planner.error = Refused("no", ("c1",))
    planner.go.set()
    thinker = ModelThinker(planner)
    thinker.reflect(LOOK)
    finished()
    verdict = thinker.verdict()
    assert verdict.by == "rule" and verdict.calls == ("c1",)


def test_outcomes_that_can_not_be_written_are_a_warning():
    class Full:
        folder = "/full"

        def outcome(self, call, outcome):
            raise OSError(28, "no space left on device")

    with pytest.warns(UserWarning, match="could not be written down in /full"):
        ModelThinker(Deaf(), log=Full()).tell(("c1",), {"success": True})
