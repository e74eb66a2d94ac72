"""The planner with a server that answers well, wrongly, slowly, with garbage, with a wrong schema, and not at all."""

import base64
import json
import socket
import threading

import numpy as np
import pytest

from craftagent.planner import validate
from craftagent.planner.mllm import Deadline, MllmPlanner, Refused, Situation, TimedOut
from craftagent.planner.mllm.address import api_key, base_url
from craftagent.planner.mllm.backend import BackendError, Message, Request
from craftagent.planner.mllm.images import decode, encode
from craftagent.planner.mllm.openai_http import Capabilities, OpenAIServer
from craftagent.planner.reflection import Look
from craftagent.tasks.goal import Goal

GOOD = {"thought": "wood, then sticks", "steps": [
    {"verb": "mine", "target": "#logs", "count": 1, "tool": None},
    {"verb": "craft", "target": "#planks", "count": 4, "tool": None},
    {"verb": "craft", "target": "stick", "count": 4, "tool": None},
]}  # fmt: skip


def completion(text):
    return {"choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 11, "completion_tokens": 7}}  # fmt: skip


FRAME = np.random.default_rng(0).integers(0, 255, (36, 64, 3), np.uint8)
STICKS = Situation(Goal("get", "stick", 4), {}, frame=FRAME)
LOOK = Look(Goal("get", "stick", 4), "mine a log", 400, 0, {}, 0.0, 3.0)
ABLE = Capabilities(images=True, schema="json_schema")
LATE = (
    8.0  # seconds past the deadline that an answer or a reason may come, on a busy machine; waiting would take longer
)


def good(body, n):
    return 200, completion(json.dumps(GOOD)), {}


def planner(server, **fields):
    backend = OpenAIServer(server.url, capabilities=fields.pop("capabilities", ABLE), tries=fields.pop("tries", 2))
    return MllmPlanner(backend, **{"seconds": 5.0, **fields})


def holds(planned, situation=STICKS):
    return bool(planned.subgoals) and not validate(
        planned.subgoals, situation.inventory, situation.surroundings, situation.goal
    )


def reason(made, situation=STICKS, deadline=None):
    with pytest.raises(Refused) as refusal:
        made.plan(situation, deadline)
    text = str(refusal.value)
    assert text and "\n" not in text
    return text


# ------------------------------------------------------------------------------------------------ well
def test_a_good_answer_is_a_plan_and_the_question_has_everything(serve):
    server = serve(good)
    planned = planner(server).plan(STICKS)
    assert planned.by == "mllm" and planned.asks == 1 and holds(planned)
    assert [s.target for s in planned.subgoals] == ["#logs", "#planks", "stick"]
    body = server.seen[0]
    assert body["model"] == "tiny-vl" and body["stream"] is False
    assert body["response_format"]["json_schema"]["schema"]["properties"]["steps"]
    picture, words = body["messages"][1]["content"]
    data = picture["image_url"]["url"].removeprefix("data:image/png;base64,")
    assert np.array_equal(decode(base64.b64decode(data)), FRAME)
    assert "get stick, count 4" in words["text"]


@pytest.mark.parametrize(
    "text",
    [
        f"```json\n{json.dumps(GOOD)}\n```",
        f"<think>first {{}}</think> {json.dumps(GOOD)} there!",
        json.dumps(GOOD).replace("}]", "},]"),
        json.dumps({"steps": [{"verb": "craft", "target": "sticks", "count": 4}]}),
    ],
)
def test_wrapped_and_half_good_answers_are_plans_too(serve, text):
    assert holds(planner(serve(lambda body, n: (200, completion(text), {}))).plan(STICKS))


# ------------------------------------------------------------------------------------------------ wrongly
BAD = {
    "no json": "I am only a language model.",
    "empty": "",
    "wrong schema": json.dumps({"plan": ["chop wood"]}),
    "wrong fields": json.dumps({"steps": [{"action": "mine", "item": "log"}]}),
    "unknown item": json.dumps({"steps": [{"verb": "craft", "target": "lightsaber", "count": 1}]}),
    "not to be had": json.dumps({"steps": [{"verb": "craft", "target": "beacon", "count": 1}]}),
    "too many": json.dumps({"steps": [{"verb": "mine", "target": "dirt", "count": 10**9}]}),
    "a list": "[1, 2, 3]",
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_bad_answer_is_asked_for_again_with_the_fault(serve, bad):
    server = serve(lambda body, n: (200, completion(bad if n == 0 else json.dumps(GOOD)), {}))
    planned = planner(server).plan(STICKS)
    assert planned.by == "mllm" and planned.asks == 2 and holds(planned)
    said = server.seen[1]["messages"]
    assert [m["role"] for m in said] == ["system", "user", "assistant", "user"]
    assert "cannot be used" in said[3]["content"] and len(said[3]["content"]) > 120


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_it_is_asked_so_often_and_no_more(serve, bad):
    server = serve(lambda body, n: (200, completion(bad), {}))
    assert "asked 3 times: " in reason(planner(server))
    assert len(server.seen) == 3
    assert len(server.seen[-1]["messages"]) == 4  # the question does not grow


def test_the_graph_steps_in_where_it_is_told_to(serve):
    planned = planner(serve(lambda body, n: (200, completion("no"), {})), fall_back=True, asks=1).plan(STICKS)
    assert planned.by == "graph" and holds(planned)
    assert "no JSON object" in planned.reason


# ------------------------------------------------------------------------------------------------ garbage
@pytest.mark.parametrize(
    "data", [b"\xff\xfe\x00garbage", b"<html>hello</html>", b"[]", b"{}", b'{"choices": [{"message": 3}]}', b"[" * 9000]
)
def test_garbage_instead_of_a_completion_is_said(serve, data):
    assert "OpenAI-compatible" in reason(planner(serve(lambda body, n: (200, data, {}))))


def test_an_endless_answer_is_broken_off(serve):
    assert "more than 4 MiB" in reason(planner(serve(lambda body, n: (200, b" " * (5 << 20), {}))))


def test_a_cut_off_answer_is_asked_for_again_and_said(serve):
    server = serve(lambda body, n: (200, b'{"choices"', {"Content-Length": "5000", "Connection": "close"}))
    assert "broke" in reason(planner(server, seconds=8.0)) or server.stop.is_set()


# ------------------------------------------------------------------------------------------------ refusals
def test_a_busy_server_is_asked_again(serve):
    def answer(body, n):
        return (429, {"error": {"message": "slow down"}}, {"Retry-After": "0"}) if n == 0 else good(body, n)

    server = serve(answer)
    assert holds(planner(server).plan(STICKS))
    assert len(server.seen) == 2


def test_a_failing_server_is_asked_so_often_and_no_more(serve):
    server = serve(lambda body, n: (500, {"error": "out of memory"}, {}))
    text = reason(planner(server))
    assert "500: out of memory, asked 2 times" in text
    assert len(server.seen) == 2


def test_a_server_that_wants_a_long_pause_is_not_waited_for(serve, stopwatch):
    server = serve(lambda body, n: (503, {}, {"Retry-After": "3600"}))
    assert "503" in reason(planner(server, seconds=3.0))
    assert stopwatch() < 3.0 + LATE


def test_a_missing_key_is_said_and_never_shown(serve, monkeypatch):
    monkeypatch.setenv("CRAFTAGENT_API_KEY", "sk-secret-123")
    server = serve(lambda body, n: (401, {"error": {"message": "bad key sk-secret-123"}}, {}))
    made = planner(server)
    text = reason(made)
    assert "CRAFTAGENT_API_KEY" in text and "sk-secret" not in text and "***" in text
    assert server.headers[0]["Authorization"] == "Bearer sk-secret-123"
    assert "sk-secret" not in repr(vars(made.backend)) + repr(vars(made.backend._wire))
    assert len(server.seen) == 1


def test_a_redirection_is_not_followed(serve, monkeypatch):
    monkeypatch.setenv("CRAFTAGENT_API_KEY", "sk-secret-123")
    other = serve(good)
    server = serve(lambda body, n: (307, {}, {"Location": other.url + "/v1/chat/completions"}))
    assert "redirections are not followed" in reason(planner(server))
    assert other.seen == []


def test_keys_go_where_they_may(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "general")
    assert api_key("https://api.example.com/v1") == "general"
    assert api_key("http://127.0.0.1:8000/v1") == "general"
    assert api_key("http://192.168.0.7:8000/v1") is None  # in the clear, over a net
    monkeypatch.setenv("CRAFTAGENT_API_KEY", "own")
    assert api_key("http://192.168.0.7:8000/v1") == "own"


def test_addresses():
    for url in ("http://h:8000", "http://h:8000/", "http://h:8000/v1", "http://h:8000/v1/chat/completions"):
        assert base_url(url) == "http://h:8000/v1"
    for url in ("h:8000", "ftp://h", "http://", "http://user:key@h/v1", "https://h/v1?key=abc"):
        with pytest.raises(ValueError):
            base_url(url)


# ------------------------------------------------------------------------------------------------ slowly, not at all
def test_a_slow_server_is_waited_for_until_the_deadline_and_no_longer(serve, stopwatch):
    server = serve(None)
    server.answer = lambda body, n: (server.sleep(20), good(body, n))[1]
    assert "no answer within 0.6 s" in reason(planner(server), deadline=Deadline(0.6))
    assert stopwatch() < 0.6 + LATE


def test_a_slow_server_that_is_in_time_is_a_plan(serve):
    server = serve(None)
    server.answer = lambda body, n: (server.sleep(0.4), good(body, n))[1]
    assert holds(planner(server).plan(STICKS))


def test_a_dripping_server_does_not_hold_the_planner(serve, stopwatch):
    server = serve(lambda body, n: (200, b" ", {"Content-Length": "1000000"}))
    server.drip = True
    assert "no answer within 0.8 s" in reason(planner(server), deadline=Deadline(0.8))
    assert stopwatch() < 0.8 + LATE


def test_nobody_there(stopwatch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = MllmPlanner(OpenAIServer(f"http://127.0.0.1:{port}", "m", tries=2), seconds=5.0)
    assert f"nothing answers at http://127.0.0.1:{port}/v1, asked 2 times" in reason(made)
    assert stopwatch() < 5.0 + LATE


def test_a_port_that_takes_the_call_and_says_nothing(stopwatch):
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(8)
        made = MllmPlanner(OpenAIServer(f"http://127.0.0.1:{deaf.getsockname()[1]}", "m"), seconds=0.7)
        assert "no answer within 0.7 s" in reason(made)
    assert stopwatch() < 0.7 + LATE


def test_a_call_that_nobody_waits_for_any_more_is_given_up(serve, stopwatch):
    server = serve(None)
    server.answer = lambda body, n: (server.sleep(20), good(body, n))[1]
    deadline = Deadline(30)
    threading.Timer(0.3, deadline.cancel).start()
    assert "the call was given up" in reason(planner(server), deadline=deadline)
    assert stopwatch() < 0.3 + LATE


def test_many_threads_at_once_get_their_own_answers(serve):
    """Each asks for its own thing while all the others wait for theirs; the server answers when all have asked."""
    goals = [
        Situation(Goal("get", target, 1), {}) for target in ("stick", "chest", "bowl", "ladder", "oak_boat", "furnace")
    ]
    met = threading.Barrier(len(goals))

    def answer(body, n):
        met.wait(20)
        words = body["messages"][1]["content"]
        target = next(s.goal.target for s in goals if f"get {s.goal.target}, count 1" in words)
        steps = [{"verb": "craft", "target": target, "count": 1, "tool": None}]
        return 200, completion(json.dumps({"thought": f"a {target}", "steps": steps})), {}

    made, results = planner(serve(answer), seconds=60.0), {}
    threads = [
        threading.Thread(target=lambda s=s: results.update({s.goal.target: made.plan(s)}), daemon=True) for s in goals
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for situation in goals:
        planned = results[situation.goal.target]
        assert planned.by == "mllm" and planned.asks == 1 and holds(planned, situation)
        assert planned.thought == f"a {situation.goal.target}"


@pytest.mark.parametrize("ask", ["plan", "reflect"])
def test_reading_an_answer_keeps_nobody_past_the_deadline(serve, monkeypatch, ask):
    deadline, let_go, read = Deadline(60), threading.Event(), []

    def slow(text, wanted="steps"):
        deadline.cancel()  # the end comes while the answer is being read
        let_go.wait(10)
        read.append(text)
        return {}

    monkeypatch.setattr("craftagent.planner.mllm.planner.find_json", slow)
    made = planner(serve(good))
    with pytest.raises(Refused, match="the call was given up; the last answer was still being read"):
        made.plan(STICKS, deadline) if ask == "plan" else made.reflect(LOOK, deadline)
    assert not read
    let_go.set()


# ------------------------------------------------------------------------------------------------ what a server can do
def capable(images, schema, status=400):
    """A server that takes pictures or not, and keeps to a schema, to JSON, to neither though it takes both, or rejects."""

    def answer(body, n):
        form = (body.get("response_format") or {}).get("type")
        pictured = any(isinstance(m["content"], list) for m in body["messages"])
        if (pictured and not images) or (form == "json_schema" and schema in ("json_object", "rejects")):
            return status, {"error": {"message": "not supported"}}, {}
        if form == "json_object" and schema == "rejects":
            return status, {"error": {"message": "not supported"}}, {}
        if form == "json_schema" and schema == "json_schema" and "grove" in json.dumps(body["response_format"]):
            return 200, completion('{"grove": "birch"}'), {}
        if form == "json_object" and schema == "json_object" and "say" in body["messages"][-1]["content"]:
            return 200, completion('{"say": "hello"}'), {}
        wanted = any("Task" in json.dumps(m["content"]) for m in body["messages"])
        return 200, completion(json.dumps(GOOD) if wanted else "Hello!"), {}

    return answer


@pytest.mark.parametrize("status", [400, 500])
@pytest.mark.parametrize(
    ("images", "schema", "found"),
    [(True, "json_schema", "json_schema"), (False, "json_object", "json_object"), (True, "ignores", "none"),
     (False, "rejects", "none")],
)  # fmt: skip
def test_it_is_found_out_what_a_server_can_do(serve, images, schema, found, status):
    server = serve(capable(images, schema, status))
    made = planner(server, capabilities=None, tries=3, seconds=20.0)
    planned = made.plan(STICKS)
    assert made.backend.capabilities(Deadline(1)) == Capabilities(images, found)
    assert holds(planned)
    last = server.seen[-1]
    assert isinstance(last["messages"][1]["content"], list) == images
    assert (last.get("response_format") or {}).get("type", "none") == found
    before = len(server.seen)
    made.plan(STICKS)
    assert len(server.seen) == before + 1  # it is found out once


def strict(*rejected):
    """A server that keeps to the schema of the probe and rejects these forms of the real question."""

    def answer(body, n):
        form = (body.get("response_format") or {}).get("type", "none")
        if "grove" in json.dumps(body.get("response_format", "")):
            return 200, completion('{"grove": "birch"}'), {}
        if form in rejected and any("Task" in json.dumps(m["content"]) for m in body["messages"]):
            return 400, {"error": {"message": f"{form} is not supported here"}}, {}
        return good(body, n)

    return answer


@pytest.mark.parametrize(
    ("rejected", "left"), [(("json_schema",), "json_object"), (("json_schema", "json_object"), "none")]
)
def test_a_server_that_rejects_the_real_schema_is_asked_more_loosely_from_then_on(serve, rejected, left):
    server = serve(strict(*rejected))
    made = planner(server, capabilities=None, seconds=20.0)
    assert made.backend.capabilities(Deadline(20)).schema == "json_schema"
    before = len(server.seen)
    planned = made.plan(STICKS)
    assert planned.by == "mllm" and planned.asks == 1 and holds(planned)
    forms = [(body.get("response_format") or {}).get("type", "none") for body in server.seen[before:]]
    assert forms == [*rejected, left]
    assert made.backend.capabilities(Deadline(1)) == Capabilities(True, left)
    assert made.backend.complete(Request((Message("user", "hi"),), {}), Deadline(5)).enforced == left
    before = len(server.seen)
    made.plan(STICKS)
    assert len(server.seen) == before + 1


def test_a_question_that_is_rejected_in_every_form_says_so_and_loosens_nothing(serve):
    server = serve(strict("json_schema", "json_object", "none"))
    made = planner(server)
    assert "400: none is not supported here" in reason(made)
    assert len(server.seen) == 3
    assert made.backend.capabilities(Deadline(1)) == ABLE


def test_a_server_that_takes_no_bounds_gets_none(serve):
    def answer(body, n):
        if "maxLength" in json.dumps(body) or "maxItems" in json.dumps(body) or "minimum" in json.dumps(body):
            return 400, {"error": {"message": "'maxLength' is not permitted"}}, {}
        return good(body, n)

    server = serve(answer)
    assert holds(planner(server).plan(STICKS))
    assert [body["response_format"]["type"] for body in server.seen] == ["json_schema"]


def test_clouds_that_call_the_limit_otherwise_and_know_no_temperature(serve):
    def answer(body, n):
        if "max_tokens" in body:
            return 400, {"error": {"message": "'max_tokens' is not supported, use 'max_completion_tokens'"}}, {}
        if "temperature" in body:
            return 400, {"error": {"message": "'temperature' does not support 0.0"}}, {}
        return good(body, n)

    server = serve(answer)
    assert holds(planner(server).plan(STICKS))
    assert "max_completion_tokens" in server.seen[-1]


def test_answers_in_parts_and_without_words(serve):
    parts = {"choices": [{"message": {"content": [{"type": "text", "text": json.dumps(GOOD)}]}}]}
    assert holds(planner(serve(lambda body, n: (200, parts, {}))).plan(STICKS))
    silent = {"choices": [{"message": {"content": None}}]}
    assert "the answer is empty" in reason(planner(serve(lambda body, n: (200, silent, {})), asks=1))


def test_pictures_are_checked(serve):
    with pytest.raises(ValueError, match="png or jpeg"):
        encode(FRAME, "gif")
    with pytest.raises(ValueError, match=r"uint8 array \(H, W, 3\)"):
        encode(FRAME.astype(np.float32))
    with pytest.raises(ValueError, match="no picture"):
        decode(b"nothing")
    assert encode(FRAME, "jpeg")[:2] == b"\xff\xd8"


def test_a_model_must_be_there(serve):
    server = serve(good)
    backend = OpenAIServer(server.url, capabilities=ABLE)
    reply = backend.complete(Request((Message("user", "hi"),), {}), Deadline(5))
    assert backend.name.endswith("tiny-vl") and (reply.tokens_in, reply.tokens_out) == (11, 7)
    backend.close()
    missing = OpenAIServer(serve(lambda body, n: (404, {"error": "no such model"}, {})).url, "x", capabilities=ABLE)
    with pytest.raises(BackendError, match="404: no such model; is /chat/completions there, and the model"):
        missing.complete(Request((Message("user", "hi"),), {}), Deadline(5))


def test_deadlines():
    with pytest.raises(ValueError):
        Deadline(0)
    deadline = Deadline(0.05)
    assert not deadline.over and deadline.wait(0.01)
    assert not deadline.wait(1) and deadline.remaining() == 0
    assert issubclass(TimedOut, BackendError)
