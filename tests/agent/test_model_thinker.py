"""The loop with a model as its planner, over HTTP: whatever the server does, the hands never wait, and why is told."""

from __future__ import annotations

import importlib.util
import json
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from craftagent.agent.make import make_hierarchical
from craftagent.agent.protocol import Brief, Privilege
from craftagent.planner.mllm.calls import read_calls
from craftagent.tasks.goal import Goal

FRAMES = np.zeros((1, 128, 128, 3), np.uint8)
STICKS = Goal("get", "stick", 4)
GOOD = {"thought": "wood first", "steps": [
    {"verb": "mine", "target": "#logs", "count": 2, "tool": None},
    {"verb": "craft", "target": "stick", "count": 4, "tool": None},
]}  # fmt: skip


def completion(text):
    return {"choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 10, "completion_tokens": 10}}  # fmt: skip


@pytest.fixture
def begin(make_info, policy, monkeypatch):
    """An agent that asks ``url``, with a goal and a made-up info; its network is left out: hands are not what is tested."""
    from craftagent.agent.learned import LearnedHands

    noop = {"camera": (0.0, 0.0)}
    monkeypatch.setattr(LearnedHands, "act", lambda self, frames: [dict(noop)] * len(frames))
    made = []

    def start(url, goal=STICKS, **options):
        told = {"planner": url, "seconds": "3", **options}
        agent = make_hierarchical(str(policy), told, 1)
        agent.begin(0, Brief(goal, "some sticks", 1, Privilege(None, make_info())))
        made.append(agent)
        return agent

    yield start
    for agent in made:
        agent.close()


def play(agent, info, until, seconds=20.0):
    """Tick until ``until(mind)``."""
    start = time.monotonic()
    while not until(agent.mind(0)) and time.monotonic() - start < seconds:
        action = agent.act(FRAMES, [info])[0]
        assert isinstance(action, dict), action
        time.sleep(0.005)  # the world has its part in a tick too


@pytest.fixture
def holding(serve):
    """A server that gives no answer before ``go`` is set; ``given`` are the numbers of those it gave."""

    def start(answer):
        go, given = threading.Event(), []
        server = serve(lambda body, n: (go.wait(20), given.append(n), answer(body, n))[-1])
        server.go, server.given = go, given
        return server

    return start


def not_waited_for(agent, info, server, ticks=5):
    """Play some ticks while the server holds its answer back; then let it answer."""
    for _ in range(ticks):
        assert isinstance(agent.act(FRAMES, [info])[0], dict)
    assert server.given == [], "the loop waited for the answer"
    server.go.set()


def settled(mind):
    return bool(mind.stopped or mind.current)


CASES = {
    "well": lambda body, n: (200, completion(json.dumps(GOOD)), {}),
    "wrongly": lambda body, n: (200, completion(json.dumps({"thought": "", "steps": [
        {"verb": "craft", "target": "elytra", "count": 1, "tool": None}]})), {}),
    "garbage": lambda body, n: (200, completion("I would rather talk about the weather."), {}),
    "wrong schema": lambda body, n: (200, completion(json.dumps({"plan": "sticks"})), {}),
    "no completion": lambda body, n: (200, b"<html>hello</html>", {}),
    "error": lambda body, n: (500, {"error": {"message": "out of memory"}}, {}),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("fall_back", ["0", "1"])
def test_whatever_the_server_says_the_agent_goes_on_or_says_why(holding, begin, make_info, case, fall_back):
    server = holding(CASES[case])
    agent = begin(server.url, fall_back=fall_back)
    not_waited_for(agent, make_info(), server)
    play(agent, make_info(), settled)
    mind = agent.mind(0)
    if case == "well" or fall_back == "1":
        assert mind.current.verb == "mine"
        by = "mllm" if case == "well" else "graph"
        assert any(e.kind == "planned" and f"by {by}" in e.text for e in mind.events)
    else:
        assert mind.stopped and not mind.reached and mind.events[-1].kind == "gave_up"
        assert agent.stopped(0) == mind.stopped and len(mind.stopped) < 600


@pytest.mark.parametrize("fall_back", ["0", "1"])
@pytest.mark.parametrize("silent", [False, True])
def test_a_server_that_is_slow_or_silent_is_not_waited_for(serve, begin, make_info, fall_back, silent):
    server = serve(lambda body, n: (server.sleep(30 if silent else 2), (200, completion(json.dumps(GOOD)), {}))[1])
    agent = begin(server.url, fall_back=fall_back, seconds="2" if silent else "20")
    rests = []
    play(agent, make_info(), lambda mind: rests.append(settled(mind)) or settled(mind))
    assert rests.count(False) > 3, "it was ticked while the server thought"
    mind = agent.mind(0)
    if not silent:
        assert any("by mllm" in e.text for e in mind.events)
    elif fall_back == "1":
        assert mind.current.verb == "mine" and any("no answer within" in e.text for e in mind.events)
    else:
        assert "no answer within" in mind.stopped


def test_nobody_there(begin, make_info):
    agent = begin("http://127.0.0.1:9", fall_back="0")
    play(agent, make_info(), settled)
    assert "127.0.0.1:9" in agent.mind(0).stopped


def test_calls_are_told_what_came_of_them(serve, begin, make_info, tmp_path):
    agent = begin(serve(CASES["well"]).url, calls=str(tmp_path))
    play(agent, make_info(), settled)
    agent.ended(0, True)
    (call,) = read_calls(tmp_path)
    assert call["outcome"]["success"] is True and call["parsed"][0]["target"] == "#logs"
    assert call["messages"][1]["text"].startswith("Task: some sticks")


def test_the_look_back_is_asked_for_with_both_frames(serve, begin, make_info):
    said = {"thought": "it stands in water", "verdict": "replan", "predicament": "in_water"}

    def answer(body, n):
        looks = "You watch a player" in json.dumps(body)
        return 200, completion(json.dumps(said if looks else GOOD)), {}

    server = serve(answer)
    agent = begin(server.url, reflect_every="10", still="1000")
    info = make_info()
    play(agent, info, settled)
    play(agent, info, lambda mind: any(e.kind == "reflection" for e in mind.events))
    mind = agent.mind(0)
    (event,) = [e for e in mind.events if e.kind == "reflection"]
    assert event.text == "replan (in_water): it stands in water" and mind.subgoals[0].outcome == "failed"


def test_a_verdict_that_makes_no_sense_is_the_rules(serve, begin, make_info):
    def answer(body, n):
        return 200, completion("well" if "You watch a player" in json.dumps(body) else json.dumps(GOOD)), {}

    agent = begin(serve(answer).url, reflect_every="10", still="1000")
    play(agent, make_info(), settled)
    play(agent, make_info(), lambda mind: any(e.kind == "reflection" for e in mind.events))
    assert any(e.kind == "reflection" and "replan" in e.text for e in agent.mind(0).events)


def test_the_hands_go_on_while_the_next_plan_is_thought_out(holding, begin, make_info):
    """The plan is asked for when the step is in trouble, and is there when the step has failed: not a tick is lost."""
    server = holding(CASES["well"])
    agent = begin(server.url, still="1000", barren="0", reflect_every="0")
    server.go.set()
    info = make_info()
    play(agent, info, settled)
    server.go.clear()
    server.given.clear()
    weak = {**info, "life": {**info["life"], "health": 4.0}}
    not_waited_for(agent, weak, server)
    mind = agent.mind(0)
    assert mind.current is not None and [span.outcome for span in mind.subgoals] == ["running"]
    play(agent, weak, lambda mind: mind._ahead.asked and not mind._ahead.thinking)
    mind.hands_failed("no tree in sight")
    agent.act(FRAMES, [weak])
    assert [span.outcome for span in mind.subgoals] == ["failed", "running"] and len(server.given) == 1
    assert [event.kind for event in mind.events].count("planned") == 2


def tiny_llava(path):
    source = Path(__file__).parents[2] / "benchmarks" / "tiny_llava.py"
    spec = importlib.util.spec_from_file_location("tiny_llava", source)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.build_llava(path)


@pytest.mark.slow
def test_a_model_in_this_process_thinks_beside_the_loop(begin, make_info, tmp_path, monkeypatch):
    """Ticks come and go while it has not answered, hands at work or not: a tick that waited for it would never end."""
    pytest.importorskip("transformers")
    from craftagent.planner.mllm.local import LocalModel

    waiting, may_answer, complete = threading.Event(), threading.Event(), LocalModel.complete

    def held_back(self, request, deadline):
        try:
            return complete(self, request, deadline)
        finally:
            waiting.set()
            assert may_answer.wait(120)

    monkeypatch.setattr(LocalModel, "complete", held_back)
    agent = begin(str(tiny_llava(tmp_path)), still="1000", seconds="3")  # it writes on until then: the graph stands in
    info = make_info()

    def tick(info, until):
        end = time.monotonic() + 120
        while not until(agent.mind(0)):
            assert time.monotonic() < end
            assert isinstance(agent.act(FRAMES, [info])[0], dict)
            time.sleep(0.01)

    def tick_beside(info, at_work):
        """Thirty ticks after the model has made up its mind, before it may say so."""
        tick(info, lambda mind: waiting.is_set())
        count = iter(range(30))
        tick(info, lambda mind: next(count, None) is None)
        assert (agent.mind(0).current is not None) is at_work
        may_answer.set()

    tick_beside(info, at_work=False)
    tick(info, settled)
    may_answer.clear()
    waiting.clear()
    hurt = {**info, "life": {**info["life"], "health": 4.0}}
    tick_beside(hurt, at_work=True)
    tick(hurt, lambda mind: mind._ahead.asked and not mind._ahead.thinking)
    mind = agent.mind(0)
    assert [span.outcome for span in mind.subgoals] == ["running"]
    mind.hands_failed("no tree in sight")
    agent.act(FRAMES, [info])
    assert [span.outcome for span in mind.subgoals] == ["failed", "running"]
