"""A tiny randomly made vision-language model in this process: built here, saved, and read back by its path."""

import numpy as np
import pytest

pytest.importorskip("transformers")

from craftagent.planner import validate
from craftagent.planner.mllm import Deadline, MllmPlanner, Refused, Situation, TimedOut
from craftagent.planner.mllm.answer import Answer, answer_schema, target_names
from craftagent.planner.mllm.backend import Message, Request
from craftagent.planner.mllm.local import LocalModel
from craftagent.planner.mllm.prompt import first_messages
from craftagent.tasks.goal import Goal

FRAME = np.random.default_rng(0).integers(0, 255, (36, 64, 3), np.uint8)
STICKS = Situation(Goal("get", "stick", 4), {"oak_log": 1}, frame=FRAME)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, tiny_llava):
    return tiny_llava(tmp_path_factory.mktemp("tiny-llava"))


@pytest.fixture(scope="module")
def model(folder):
    return LocalModel(folder, device="cpu")


def test_a_random_model_held_to_the_schema_writes_an_answer_of_the_schema(model):
    request = Request(first_messages(STICKS), answer_schema(), target_names(), max_tokens=3000)
    reply = model.complete(request, Deadline(120))
    answer = Answer.model_validate_json(reply.text)  # strict JSON, every field of its kind
    assert all(step.target in target_names() for step in answer.steps)
    assert reply.enforced == "grammar" and reply.seen
    assert reply.tokens_in > 1000 and reply.tokens_out > 20


def test_without_the_schema_it_writes_anything(folder):
    free = LocalModel(folder, device="cpu", constrain=False)
    reply = free.complete(Request(first_messages(STICKS), answer_schema(), max_tokens=20), Deadline(60))
    assert reply.enforced == "none" and reply.tokens_out <= 20


def test_the_planner_with_it_gives_a_plan_or_a_reason(model):
    planned = MllmPlanner(model, asks=1, seconds=60, fall_back=True).plan(STICKS)
    assert not validate(planned.subgoals, STICKS.inventory, goal=STICKS.goal)
    assert planned.by == "mllm" or planned.reason


def test_a_picture_changes_what_it_reads(model):
    with_it = Request((Message("user", "hm", (FRAME,)),), answer_schema(), max_tokens=1)
    without = Request((Message("user", "hm"),), answer_schema(), max_tokens=1)
    assert model.complete(with_it, Deadline(60)).tokens_in > model.complete(without, Deadline(60)).tokens_in


def test_it_ends_at_the_deadline_and_can_be_asked_again(model, stopwatch):
    request = Request(first_messages(STICKS), answer_schema(), target_names(), max_tokens=100_000)
    with pytest.raises(TimedOut, match=r"no answer within 0.2 s"):
        model.complete(request, Deadline(0.2))
    assert stopwatch() < 10, "100 000 tokens take longer"
    short = Request((Message("user", "hm"),), {"enum": ["yes"]}, max_tokens=20)
    assert model.complete(short, Deadline(60)).text == '"yes"'


def test_what_fails_inside_is_a_reason(model):
    impossible = Request((Message("user", "hm"),), {"type": "nonsense"})
    with pytest.raises(RuntimeError, match="the model fails: "):
        model.complete(impossible, Deadline(60))
    with pytest.raises(Refused):
        MllmPlanner(model, asks=1, seconds=0.05).plan(STICKS)


def test_what_is_no_model_is_said(tmp_path, folder):
    with pytest.raises(ValueError, match="no vision-language model that can be read"):
        LocalModel(tmp_path)
    with pytest.raises(ValueError, match="on this machine only"):
        LocalModel("nobody/no-such-model-anywhere")
    import shutil

    pickled = tmp_path / "pickled"
    shutil.copytree(folder, pickled)
    (pickled / "model.safetensors").rename(pickled / "pytorch_model.bin")  # only safetensors are read
    with pytest.raises(ValueError, match="no vision-language model"):
        LocalModel(pickled)
