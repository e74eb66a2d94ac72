"""Recorded answers, the log of calls, and what the model is told."""

import json
import threading

import numpy as np
import pytest

from craftagent.planner import Surroundings
from craftagent.planner.mllm import (
    CallLog,
    Deadline,
    Failure,
    MllmPlanner,
    Recorded,
    Refused,
    Situation,
    TimedOut,
)
from craftagent.planner.mllm.backend import BackendError, Message, Request
from craftagent.planner.mllm.calls import read_calls
from craftagent.planner.mllm.images import decode
from craftagent.planner.mllm.prompt import first_messages
from craftagent.planner.mllm.recorded import Recorder
from craftagent.planner.mllm.situation import position_facts
from craftagent.planner.reflection import Look
from craftagent.tasks.goal import Goal

GOOD = json.dumps({"thought": "t", "steps": [{"verb": "craft", "target": "stick", "count": 4, "tool": None}]})
FRAME = np.arange(4 * 6 * 3, dtype=np.uint8).reshape(4, 6, 3)
STICKS = Situation(Goal("get", "stick", 4), {"oak_log": 1}, frame=FRAME)


def question(text):
    return Request((Message("user", text),), {})


def test_answers_in_order_then_none_is_left():
    backend = Recorded(["one", "two"])
    assert [backend.complete(question("?"), Deadline(1)).text for _ in range(2)] == ["one", "two"]
    with pytest.raises(BackendError, match="no recorded answer is left"):
        backend.complete(question("?"), Deadline(1))
    with pytest.raises(TimedOut):
        Recorded(["late"], delay=5).complete(question("?"), Deadline(0.05))


def test_answers_of_a_folder_by_question_and_by_name(tmp_path):
    recorder = Recorder(Recorded([GOOD, "second"]), tmp_path / "answers")
    for text in ("a?", "b?"):
        recorder.complete(question(text), Deadline(1))
    again = Recorded(tmp_path / "answers")
    assert again.complete(question("b?"), Deadline(1)).text == "second"
    assert again.complete(question("a?"), Deadline(1)).text == again.complete(question("a?"), Deadline(1)).text == GOOD
    (tmp_path / "answers" / "01.txt").write_text("for whatever comes")
    assert Recorded(tmp_path / "answers").complete(question("new?"), Deadline(1)).text == "for whatever comes"
    with pytest.raises(ValueError, match="no recorded answers"):
        Recorded(tmp_path)


def test_the_same_question_has_the_same_digest_and_the_picture_counts():
    same = [Request(first_messages(STICKS), {}).digest() for _ in range(2)]
    assert same[0] == same[1]
    import dataclasses

    other = dataclasses.replace(STICKS, frame=FRAME + 1)
    assert Request(first_messages(other), {}).digest() != same[0]


def test_a_recorded_planner_needs_no_network_and_asks_for_nothing_held():
    planned = MllmPlanner(Recorded([GOOD])).plan(STICKS)
    assert [s.target for s in planned.subgoals][-1] == "stick" and planned.changes
    assert MllmPlanner(Recorded([])).plan(Situation(Goal("get", "stick"), {"stick": 1})).subgoals == ()
    with pytest.raises(Refused, match="only in the Nether"):  # no model has to be asked
        MllmPlanner(Recorded([])).plan(Situation(Goal("get", "beacon"), {}))
    with pytest.raises(Refused, match="no recorded answer"):
        MllmPlanner(Recorded([])).plan(STICKS)
    with pytest.raises(ValueError):
        MllmPlanner(Recorded([]), asks=0)


def test_every_call_is_written_down_for_training(tmp_path):
    log = CallLog(tmp_path / "log")
    planned = MllmPlanner(Recorded(["nonsense", GOOD]), log).plan(STICKS)
    first, second = read_calls(tmp_path / "log")
    assert planned.calls == (first["id"], second["id"])
    assert first["parsed"] is None and "no JSON" in first["error"]
    assert second["error"] is None and second["parsed"][-1]["target"] == "stick"
    assert second["answer"] == GOOD and second["attempt"] == 2 and second["outcome"] is None
    pictures = {name for call in (first, second) for message in call["messages"] for name in message["images"]}
    assert len(pictures) == 1  # the same picture is kept once
    assert np.array_equal(decode((tmp_path / "log" / pictures.pop()).read_bytes()), FRAME)
    log.outcome(planned.calls[1], {"success": False})
    log.outcome(planned.calls[1], {"success": True, "ticks": 812})
    assert read_calls(tmp_path / "log")[1]["outcome"] == {"success": True, "ticks": 812}


def test_failed_calls_are_written_down_too(tmp_path):
    with pytest.raises(Refused) as refusal:
        MllmPlanner(Recorded([]), CallLog(tmp_path)).plan(STICKS)
    (call,) = read_calls(tmp_path)
    assert refusal.value.calls == (call["id"],)
    assert call["answer"] is None and "no recorded answer" in call["error"]


def test_the_log_takes_many_writers_and_a_line_cut_off(tmp_path):
    def write(n):
        log = CallLog(tmp_path)
        for _ in range(20):
            log.record(f"b{n}", question("x" * 3000), None, 0.1)

    log = CallLog(tmp_path)
    log.record("a", question("?"), None, 0.1)
    with open(tmp_path / "calls.jsonl", "ab") as file:
        file.write(b'{"id": "cut')
    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    calls = read_calls(tmp_path)
    assert len(calls) == 81 and len({call["id"] for call in calls}) == 81
    assert read_calls(tmp_path / "nowhere") == []


@pytest.mark.parametrize("odd", ["\u2028", "\u0085", "\ud800"], ids=["separator", "next line", "half a pair"])
def test_any_answer_can_be_written_down(tmp_path, odd):
    answer = GOOD.replace("{", json.dumps({"thought": odd}, ensure_ascii=False) + "{", 1)
    planned = MllmPlanner(Recorded([answer]), CallLog(tmp_path)).plan(STICKS)
    (call,) = read_calls(tmp_path)
    assert planned.by == "mllm" and call["error"] is None and call["parsed"][-1]["target"] == "stick"
    assert odd == "\ud800" or odd in call["answer"]


def test_a_verdict_is_found_beside_other_objects(tmp_path):
    said = '{"verdict": "replan", "predicament": "lost"} What I saw: {"mob": "zombie"}'
    look = Look(Goal("mine", "#logs", 2), "mine 2 logs", 400, 0, {}, 0.0, 3.0, FRAME, FRAME)
    verdict = MllmPlanner(Recorded([said])).reflect(look)
    assert verdict.word == "replan"


def test_a_full_disk_is_said_and_does_not_stop_the_plan(tmp_path, monkeypatch):
    log = CallLog(tmp_path)

    def full(row):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(log, "_add", full)
    with pytest.warns(UserWarning, match="No space left"):
        assert MllmPlanner(Recorded([GOOD]), log).plan(STICKS).subgoals


def test_the_model_is_told_what_is_known():
    near = Surroundings(stations=frozenset({"furnace"}), trees=("birch",), near={"coal_ore": 6.0})
    info = {
        "pose": {"x": 1.2, "y": 64.0, "z": -3.0, "yaw": 92.0, "pitch": 50.0}, "biome": "birch_forest", "time": 13_500,
        "life": {"health": 14.0, "food": 17}, "equipped": {"mainhand": "stone_axe"}, "gui": {"open": False},
    }  # fmt: skip
    situation = Situation(
        Goal("get", "torch", 4), {"stick": 2, "coal": 0}, near, facts=position_facts(info), done=("mine 3 logs",),
        failures=(Failure("mine coal", "no coal found in 3000 ticks"),), text="some light please",
    )  # fmt: skip
    system, user = first_messages(situation)
    assert "$" not in system.text + user.text
    for words in ("some light please", "get torch, count 4", "2 stick", "furnace, birch trees, coal_ore 6 blocks away",
                  "height 64", "west, down", "birch forest", "night", "14 of 20", "stone_axe", "mine 3 logs",
                  "mine coal: no coal found in 3000 ticks", "There is no picture."):  # fmt: skip
        assert words in user.text, words
    assert user.images == () and "0 coal" not in user.text
    assert "thought" in system.text and "At most 40 steps" in system.text
    assert position_facts({}) == {}
