"""The loop with a model as its planner, over HTTP: whatever the server does, the hands never wait, and why is told."""

from __future__ import annotations

import json
import time

import numpy as np
import pytest

from craftagent.agent.make import make_hierarchical
from craftagent.agent.protocol import Brief, Privilege
from craftagent.planner.mllm.calls import read_calls
from craftagent.tasks.goal import Goal

LONG = 0.3  # seconds; a tick is 0.05, machines that run tests are busy, and the servers here take 0.6 and more
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
        told = {"planner": url, "seconds": "0.6", **options}
        agent = make_hierarchical(str(policy), told, 1)
        agent.begin(0, Brief(goal, "some sticks", 1, Privilege(None, make_info())))
        made.append(agent)
        return agent

    yield start
    for agent in made:
        agent.close()


def play(agent, info, until, seconds=20.0):
    """Tick until ``until(mind)``; returns the longest tick."""
    longest, start = 0.0, time.monotonic()
    while not until(agent.mind(0)) and time.monotonic() - start < seconds:
        before = time.monotonic()
        action = agent.act(FRAMES, [info])[0]
        assert isinstance(action, dict), action
        longest = max(longest, time.monotonic() - before)
    return longest


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
def test_whatever_the_server_says_the_agent_goes_on_or_says_why(serve, begin, make_info, case, fall_back):
    agent = begin(serve(CASES[case]).url, fall_back=fall_back)
    longest = play(agent, make_info(), settled)
    mind = agent.mind(0)
    if case == "well" or fall_back == "1":
        assert mind.current.text == "mine a log" or mind.current.verb == "mine"
        by = "mllm" if case == "well" else "graph"
        assert any(e.kind == "planned" and f"by {by}" in e.text for e in mind.events)
    else:
        assert mind.stopped and not mind.reached and mind.events[-1].kind == "gave_up"
        assert agent.stopped(0) == mind.stopped and len(mind.stopped) < 600
    assert longest < LONG, "the loop waited"


@pytest.mark.parametrize("fall_back", ["0", "1"])
@pytest.mark.parametrize("silent", [False, True])
def test_a_server_that_is_slow_or_silent_is_not_waited_for(serve, begin, make_info, fall_back, silent):
    server = serve(lambda body, n: (server.sleep(30 if silent else 0.6), (200, completion(json.dumps(GOOD)), {}))[1])
    agent = begin(server.url, fall_back=fall_back, seconds="0.6" if silent else "20")
    rests = []
    longest = play(agent, make_info(), lambda mind: rests.append(settled(mind)) or settled(mind))
    assert rests.count(False) > 3, "it was ticked while the server thought"
    assert longest < LONG
    mind = agent.mind(0)
    if not silent:
        assert any("by mllm" in e.text for e in mind.events)
    elif fall_back == "1":
        assert mind.current.verb == "mine" and any("no answer within" in e.text for e in mind.events)
    else:
        assert "no answer within" in mind.stopped


def test_nobody_there(begin, make_info):
    agent = begin("http://127.0.0.1:9", fall_back="0")
    assert play(agent, make_info(), settled) < LONG
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
