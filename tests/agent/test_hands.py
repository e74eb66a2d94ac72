"""What the agent makes of its hands: stand-ins for the policy and for the scripts, and no world."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from craftagent.agent import hierarchical as module
from craftagent.agent.patience import MindConfig
from craftagent.agent.protocol import LOST, Brief, Privilege
from craftagent.agent.thinker import GraphThinker, Thought
from craftagent.expert import player
from craftagent.expert.player import Expert
from craftagent.planner.subgoal import Subgoal
from craftagent.tasks.goal import Goal

FRAMES = np.zeros((1, 128, 128, 3), np.uint8)
PICKAXE = Goal("get", "wooden_pickaxe")


class Policy:
    """Learned hands that do nothing and note what they are told."""

    view, phase, fingerprint, parameters, config = "vpt", 1, "f00d", 0, None

    def __init__(self, *args):
        self.told = []

    def prepare(self):
        self.ready = True

    def begin(self, stream, goal, text, seed):
        """An episode begins."""

    def follow(self, stream, goal, text):
        assert self.ready, "nothing is loaded while it plays"
        self.told.append(goal)

    def forget(self, stream):
        self.told.append("forget")

    def act(self, frames):
        return [{"camera": (0.0, 0.0)}] * len(frames)

    def did(self, stream, action):
        """Others acted."""


class Scripts:
    """Scripted hands that do nothing."""

    aside = False

    def __init__(self, *args):
        self.orders = []

    def see(self, info):
        """A tick."""

    def carry_out(self, plan):
        self.orders.append(plan)

    def let_go(self):
        """Others play."""

    def act(self):
        return {"camera": (0.0, 0.0)}, False, None


@pytest.fixture
def agent(monkeypatch):
    monkeypatch.setattr(module, "LearnedHands", Policy)
    monkeypatch.setattr(module, "ScriptedHands", Scripts)

    def make(thinker=GraphThinker, memory=None, **config):
        config = MindConfig(**{"hands": "mixed", **config})
        policy = None if config.hands == "expert" else Path("policy")
        return module.HierarchicalAgent(1, thinker, config, policy, memory=memory, pace=0)

    return make


def begin(agent, info, goal=PICKAXE):
    agent.begin(0, Brief(goal, None, 1, Privilege(None, info)))
    return agent.mind(0)


def test_the_policy_is_told_what_the_scripts_are_at(agent, make_info):
    made = agent()
    begin(made, make_info(oak_log=3))
    made.act(FRAMES, [make_info(oak_log=3)])
    assert made._streams[0].scripts.orders and made._learned.told[-1].verb == "craft"


def test_the_policy_forgets_where_a_script_comes_next(agent, make_info):
    made = agent()
    mind = begin(made, make_info(oak_log=3))
    mind._afresh = True
    made.act(FRAMES, [make_info(oak_log=3)])
    assert "forget" in made._learned.told


def test_what_scripts_do_besides_is_no_time_of_the_step(agent, make_info):
    made = agent(hands="expert")
    mind = begin(made, make_info())
    made._streams[0].scripts.aside = True
    for _ in range(5):
        made.act(FRAMES, [make_info()])
    assert mind.tick == 4 and not mind._attempt.late(mind._attempt.budget + 4) and mind._attempt.is_aside(mind.tick)


def test_a_planner_of_an_episode_that_was_lost_is_closed(agent, make_info, thinker):
    made = agent(lambda: thinker)
    begin(made, make_info())
    assert not thinker.closed
    begin(made, make_info())
    assert thinker.closed


@pytest.mark.parametrize(("reason", "told"), [("out of ticks", True), (LOST, False)])
def test_plans_of_an_episode_that_broke_are_not_called_failed(agent, make_info, thinker, reason, told):
    made = agent(lambda: thinker)
    begin(made, make_info())
    made.mind(0)._calls.planned(Thought((), "mllm", calls=("a",)))
    made.ended(0, False, reason)
    assert bool(thinker.outcomes) == told and thinker.closed


def test_a_memory_that_can_not_be_asked_is_done_without(agent, make_info, tmp_path, monkeypatch):
    made = agent(memory=tmp_path / "m.db")

    def busy(*told, **more):
        raise TimeoutError("m.db has been busy for 60 s; another process holds it")

    monkeypatch.setattr(made._memory, "recall", busy)
    monkeypatch.setattr(made._memory, "habits", busy)
    with pytest.warns(UserWarning, match="could not be asked: m.db has been busy"):
        begin(made, make_info())
    (action,) = made.act(FRAMES, [make_info()])
    assert not isinstance(action, Exception)
    with pytest.warns(UserWarning, match="could not be asked"):
        assert made._habit("mine", "dirt", 1) is None
    made.close()


def test_a_memory_that_is_busy_or_full_loses_no_episode(agent, make_info, tmp_path, monkeypatch):
    made = agent(memory=tmp_path / "m.db")
    begin(made, make_info())
    made.act(FRAMES, [make_info()])
    kept = []
    monkeypatch.setattr(made._memory, "add", kept.append)
    made.ended(0, False, "out of ticks")
    begin(made, make_info())

    def busy(episode):
        raise TimeoutError("m.db has been busy for 60 s; another process holds it")

    monkeypatch.setattr(made._memory, "add", busy)
    with pytest.warns(UserWarning, match="could not be remembered: m.db has been busy"):
        assert made.ended(0, True)["subgoals"] == []
    made.close()
    (step,) = kept[0].steps
    assert (step.verb, step.target, step.count, kept[0].policy) == ("mine", "#logs", 3, "f00d")


def test_experience_is_asked_for_these_hands_and_so_many(agent, make_info, tmp_path, monkeypatch):
    made = agent(memory=tmp_path / "m.db", hands="learned", spare=True)
    asked = []
    monkeypatch.setattr(made._memory, "habits", lambda *about: asked.append(about))
    begin(made, make_info())
    made.act(FRAMES, [make_info()])
    assert asked == [("mine", "#logs", "learned", 3, "f00d")]
    made.close()


def ordered(monkeypatch, reflexes):
    """An expert without a world that was ordered one step, after this had failed three times; what it begins."""
    step = Subgoal(verb="craft", target="stick", count=4)
    expert = Expert.__new__(Expert)
    expert.reflexes, expert._orders, expert.plan, expert.goal = reflexes, [step], [step], Goal("get", "stick", 4)
    expert.body, expert.subgoals, expert.ticks = SimpleNamespace(tick=0), [], 0
    expert._chores, expert._failures = Counter(), Counter({"craft stick": 3})
    night = Subgoal(verb="survive", target="night", id="night")
    monkeypatch.setattr(player, "chore", lambda *args, **kwargs: (night, iter(())))
    monkeypatch.setattr(player, "skill_for", lambda *args, **kwargs: SimpleNamespace(run=lambda body: iter(())))
    expert._choose_skill({})
    return expert.subgoals[0].subgoal.id


def test_scripts_among_other_hands_do_their_step_and_nothing_besides(monkeypatch):
    assert ordered(monkeypatch, reflexes=False) == "craft-stick"
    assert ordered(monkeypatch, reflexes=True) == "night"
