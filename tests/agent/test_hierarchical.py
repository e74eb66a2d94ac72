"""Whole episodes in the embedded world, with each kind of hands."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from craftagent.actions import encode
from craftagent.agent.experience import Experience
from craftagent.agent.make import OPTIONS, make_hierarchical
from craftagent.agent.protocol import Brief, Privilege
from craftagent.planner.mllm.situation import Situation
from craftagent.planner.surroundings import Surroundings
from craftagent.sim.env import SimWorld
from craftagent.sim.setup import Setup
from craftagent.tasks.goal import Goal
from craftagent.tasks.prepare import start_episode
from craftagent.tasks.suite import get_task

STICKS = "atomic-v1/sticks"


class Stage:
    """One stream of an agent in a world of its own."""

    def __init__(self, agent, stream, task, seed=7):
        self.agent, self.stream, self.task = agent, stream, get_task(task)
        self.world = SimWorld("none" if agent.view == "none" else agent.view)
        observation, self.info = start_episode(self.world, self.task, seed)
        self.frame = observation["pov"]
        self.score, self.actions = self.task.start(self.info), []
        agent.begin(
            stream, Brief(self.task.goal, self.task.instruction, seed, Privilege(self.world, self.info, self.task))
        )

    def step(self, action):
        self.actions.append(action)
        observation, _, dead, _, self.info = self.world.step(action)
        self.frame = observation["pov"]
        self.score.update(self.info)
        return dead or self.score.over


def play(agent, stages, ticks=600):
    """All stages until each is over; returns those that succeeded."""
    n = max(stage.stream for stage in stages) + 1
    left = list(stages)
    for _ in range(ticks):
        if not left:
            break
        infos = [None] * n
        frames = np.zeros((n, 1, 1, 3) if agent.view == "none" else (n, 128, 128, 3), np.uint8)
        for stage in left:
            infos[stage.stream] = stage.info
            if agent.view != "none":
                frames[stage.stream] = stage.frame
        actions = agent.act(frames, infos)
        for stage in list(left):
            action = actions[stage.stream]
            assert isinstance(action, dict), action
            if agent.stopped(stage.stream) or stage.step(action):
                left.remove(stage)
    return [stage for stage in stages if stage.score.success]


def test_expert_hands_carry_out_the_graphs_plan():
    agent = make_hierarchical("", {"hands": "expert", "planner": "oracle"}, 2)
    stages = [Stage(agent, 0, STICKS), Stage(agent, 1, "atomic-v1/wooden_pickaxe")]
    assert play(agent, stages) == stages
    told = agent.ended(1, True)
    assert told["subgoals"][-1]["outcome"] == "done" and told["subgoals"][-1]["target"] == "wooden_pickaxe"
    assert told["events"]["planned"] >= 1
    with pytest.raises(ValueError, match="no episode"):
        agent.mind(1)


def test_mixed_hands_craft_by_script(policy):
    agent = make_hierarchical(str(policy), {"hands": "mixed"}, 1)
    stage = Stage(agent, 0, STICKS)
    assert play(agent, [stage]) == [stage]
    assert agent.describe()["scripted"].startswith("crafting")


def test_learned_hands_do_all_of_it_and_nothing_is_scripted(policy, monkeypatch):
    import craftagent.agent.hierarchical as module

    monkeypatch.setattr(module, "ScriptedHands", None)
    agent = make_hierarchical(str(policy), {"hands": "learned"}, 1)
    stage = Stage(agent, 0, STICKS)
    play(agent, [stage], 60)
    assert len(stage.actions) == 60 and len({encode(a) for a in stage.actions}) > 10
    assert agent.mind(0).current.goal == Goal("craft", "stick", agent.mind(0).current.count)


def test_an_episode_is_the_same_in_any_company(policy):
    def played(stream, others):
        agent = make_hierarchical(str(policy), {"hands": "mixed"}, 3)
        stage = Stage(agent, stream, "atomic-v1/wooden_pickaxe", 11)
        company = [Stage(agent, i, "atomic-v1/dirt", others + i) for i in range(3) if i != stream]
        play(agent, [stage, *company], 80)
        return [encode(a) for a in stage.actions]

    first = played(0, 1)
    assert first == played(2, 5) and len(first) > 20


def test_what_breaks_in_one_stream_is_that_streams(policy):
    agent = make_hierarchical(str(policy), {"hands": "learned"}, 2)
    stages = [Stage(agent, 0, STICKS), Stage(agent, 1, "atomic-v1/dirt")]
    agent.mind(1).order = lambda: 1 / 0
    actions = agent.act(np.zeros((2, 128, 128, 3), np.uint8), [s.info for s in stages])
    assert isinstance(actions[0], dict) and isinstance(actions[1], ZeroDivisionError)


def test_a_screen_left_open_is_closed_before_the_hands_go_out(policy):
    agent = make_hierarchical(str(policy), {"hands": "learned"}, 1)
    stage = Stage(agent, 0, "atomic-v1/dirt")
    stage.world.step({"inventory": 1})
    _, _, _, _, stage.info = stage.world.step({})
    assert stage.info["gui"]["open"]
    action = agent.act(stage.frame[None], [stage.info])[0]
    assert action["inventory"] == 1
    stage.step(action)
    assert not stage.info["gui"]["open"]


def with_a_screen_open(agent):
    stage = Stage(agent, 0, "atomic-v1/dirt")
    stage.step(agent.act(stage.frame[None], [stage.info])[0])
    stage.world.step({"inventory": 0})
    stage.step({"inventory": 1})
    assert stage.info["gui"]["open"]
    return stage


@pytest.mark.parametrize("between", [True, False])
def test_a_screen_opened_on_the_way_is_closed(policy, between):
    agent = make_hierarchical(str(policy), {"hands": "learned"}, 1)
    stage = with_a_screen_open(agent)
    if between:  # the step ends with the screen open: what is planned next is planned after it is closed
        agent.mind(0)._end("interrupted", "for the test")
    choose = agent._learned.act
    agent._learned.act = lambda frames: [dict(stage.actions[0], inventory=0) for _ in choose(frames)]
    open_for = 0
    while stage.info["gui"]["open"] and open_for < 100:
        stage.step(agent.act(stage.frame[None], [stage.info])[0])
        assert not between or agent.mind(0).current is None
        open_for += 1
    assert open_for <= 3 if between else 55 < open_for < 70


def test_a_screen_is_closed_though_its_key_is_down_when_the_agent_begins_afresh(policy):
    agent = make_hierarchical(str(policy), {"hands": "learned"}, 1)
    stage = Stage(agent, 0, STICKS)
    away = dict.fromkeys(stage.world.action_space.spaces, 0) | {"camera": (0.0, 0.0)}
    choose, order, shut = agent._learned.act, agent.mind(0).order, []
    agent._learned.act = lambda frames: [dict(away, inventory=1) for _ in choose(frames)]
    while not stage.info["gui"]["open"]:
        stage.step(agent.act(stage.frame[None], [stage.info])[0])
    assert stage.actions[-1]["inventory"], "the key that opened it is still down"
    agent.mind(0).order = lambda: dataclasses.replace(order(), afresh=not shut)
    for _ in range(3):
        stage.step(agent.act(stage.frame[None], [stage.info])[0])
        shut.append(stage.actions[-1]["inventory"])
        if not stage.info["gui"]["open"]:
            break
    assert shut == [0, 1] and not stage.info["gui"]["open"]


def test_mixed_hands_shut_a_screen_that_the_policy_opens_at_once(policy):
    agent = make_hierarchical(str(policy), {"hands": "mixed"}, 1)
    stage = with_a_screen_open(agent)
    for _ in range(4):  # the key is down, and goes up first
        stage.step(agent.act(stage.frame[None], [stage.info])[0])
    assert not stage.info["gui"]["open"]


def test_who_stands_still_is_turned_round_and_walked(policy):
    agent = make_hierarchical(str(policy), {"hands": "learned", "still": "30"}, 1)
    stage = Stage(agent, 0, "atomic-v1/wool")
    idle = dict.fromkeys(stage.world.action_space.spaces, 0) | {"camera": (0.0, 0.0)}
    choose = agent._learned.act
    agent._learned.act = lambda frames: [dict(idle) for _ in choose(frames)]
    yaw = stage.info["pose"]["yaw"]
    for _ in range(60):
        stage.step(agent.act(stage.frame[None], [stage.info])[0])
    assert 30 < abs(stage.info["pose"]["yaw"] - yaw) < 330 and sum(a["forward"] for a in stage.actions) > 5


def test_the_rest_of_a_walk_is_not_walked_in_the_next_step(policy):
    agent = make_hierarchical(str(policy), {"hands": "learned"}, 1)
    stage = Stage(agent, 0, "atomic-v1/wool")
    told = iter([80, 0, 0])
    order = agent.mind(0).order
    agent.mind(0).order = lambda: dataclasses.replace(order(), nudge=next(told), fresh=False)
    for _ in range(2):
        stage.step(agent.act(stage.frame[None], [stage.info])[0])
    assert agent._streams[0].nudge.at_work
    agent.mind(0).order = lambda: dataclasses.replace(order(), fresh=True)
    agent.act(stage.frame[None], [stage.info])
    assert not agent._streams[0].nudge.at_work


def test_a_head_under_water_comes_up_and_the_policy_is_not_told(policy):
    agent = make_hierarchical(str(policy), {"hands": "learned"}, 1)
    stage = Stage(agent, 0, "atomic-v1/wool")
    told = []
    agent._learned.did = lambda i, action: told.append(action)
    stage.info = stage.info | {"life": stage.info["life"] | {"air": 200}}
    action = agent.act(stage.frame[None], [stage.info])[0]
    assert action["jump"] == 1 and action["sneak"] == 0 and not told


def test_a_tool_that_the_policy_puts_away_is_taken_in_hand_again(policy):
    agent = make_hierarchical(str(policy), {"hands": "mixed"}, 1)
    stage = Stage(agent, 0, "atomic-v1/cobblestone")
    away = dict.fromkeys(stage.world.action_space.spaces, 0) | {"camera": (0.0, 0.0)}
    choose, held, tries = agent._learned.act, [], set()
    agent._learned.act = lambda frames: [away | {"hotbar.9": len(held) % 2} for _ in choose(frames)]
    for _ in range(120):
        stage.step(agent.act(stage.frame[None], [stage.info])[0])
        held.append(stage.info["equipped"]["mainhand"].endswith("_pickaxe"))
        tries.add(id(agent.mind(0)._attempt))
    at = [i for i in range(1, 120) if held[i] and not held[i - 1]]
    assert held.count(False) > 60 and any(20 <= i < 60 for i in at), at
    assert len([i for i in at if i > 25]) <= 2, "not again and again"
    assert len(agent.mind(0).tries) <= 2, "the step goes on meanwhile"


def test_a_tool_in_the_bag_is_taken_in_hand_through_the_screen(policy):
    agent = make_hierarchical(str(policy), {"hands": "mixed"}, 1)
    stage = Stage(agent, 0, "atomic-v1/cobblestone")
    away = dict.fromkeys(stage.world.action_space.spaces, 0) | {"camera": (0.0, 0.0)}
    choose = agent._learned.act
    agent._learned.act = lambda frames: [away for _ in choose(frames)]
    held = []
    for tick in range(200):
        if tick == 60:  # as if the policy had laid it there
            setup = Setup(stage.world.simulator)
            pickaxe = stage.info["equipped"]["mainhand"]
            setup.clear_inventory()
            setup.give(pickaxe, 1, slot=20)
        stage.step(agent.act(stage.frame[None], [stage.info])[0])
        held.append(stage.info["equipped"]["mainhand"].endswith("_pickaxe"))
    assert held[59] and not held[61] and held[-1] and not stage.info["gui"]["open"]


def test_who_acted_is_counted_in_every_tick(policy):
    agent = make_hierarchical(str(policy), {"hands": "mixed"}, 1)
    stage = Stage(agent, 0, STICKS)
    play(agent, [stage], 200)
    acted = agent.ended(0, stage.score.success)["acted"]
    assert acted["scripts"] > 0 and sum(acted.values()) - len(stage.actions) in (0, 1)


def test_what_somebody_says_meanwhile_is_what_is_remembered(policy, tmp_path):
    agent = make_hierarchical(str(policy), {"hands": "mixed", "memory": str(tmp_path / "lived.sqlite")}, 1)
    stage = Stage(agent, 0, STICKS)
    stage.step(agent.act(stage.frame[None], [stage.info])[0])
    agent.say(0, Goal("mine", "dirt", 2), "dig two dirt")
    stage.step(agent.act(stage.frame[None], [stage.info])[0])
    agent.ended(0, False)
    agent.close()
    with Experience(tmp_path / "lived.sqlite") as memory:
        (recalled,) = memory.recall("dig two dirt", Goal("mine", "dirt", 2), k=1)
    assert recalled.episode.goal == Goal("mine", "dirt", 2) and recalled.episode.text == "dig two dirt"


def test_hands_that_do_not_know_where_coal_lies_burn_wood(policy):
    for options, asked in (({}, False), ({"hands": "mixed"}, False), ({"hands": "expert"}, True)):
        agent = make_hierarchical("" if options.get("hands") == "expert" else str(policy), options, 1)
        thinker = agent._thinker()
        held = {"wooden_pickaxe": 1, "stick": 1, "cobblestone": 8, "oak_log": 2}
        thinker.ask(Situation(Goal("craft", "torch"), held, Surroundings()))
        assert any(step.target == "coal" for step in thinker.poll().plan) is asked, options


def test_episodes_are_remembered_and_recalled(tmp_path):
    path = tmp_path / "memory.sqlite"
    agent = make_hierarchical("", {"hands": "expert", "planner": "oracle", "memory": str(path)}, 1)
    stage = Stage(agent, 0, STICKS)
    play(agent, [stage])
    agent.ended(0, True)
    agent.close()
    with Experience(path) as memory:
        (found,) = memory.recall(stage.task.instruction, k=5)
        assert found.episode.success and found.episode.hands == "expert" and found.episode.steps[-1].target == "stick"
    again = make_hierarchical("", {"hands": "expert", "planner": "oracle", "memory": str(path)}, 1)
    Stage(again, 0, STICKS)
    assert "done in" in again.mind(0)._situation().remembered[0]
    again.close()


@pytest.mark.parametrize(
    ("options", "free", "watchful"),
    [({}, True, True), ({}, False, False), ({"watchful": "0"}, True, False), ({"watchful": "1"}, False, True)],
)
def test_free_play_sees_to_needs_and_tasks_are_played_as_published(policy, make_info, options, free, watchful):
    agent = make_hierarchical(str(policy), options, 1)
    task = get_task(STICKS)
    agent.begin(0, Brief(task.goal, "sticks", 1, Privilege(None, make_info(), None if free else task)))
    assert agent.mind(0).config.watchful is watchful


@pytest.mark.parametrize(
    ("path", "options", "said"),
    [
        ("", {"hand": "mixed"}, "did you mean 'hands'"),
        ("", {"hands": "mixd"}, "did you mean 'mixed'"),
        ("x", {"hands": "expert"}, "no policy"),
        ("", {"hands": "expert", "temperature": "1"}, "no policy"),
        ("", {"hands": "expert", "model": "m"}, "for a model as the planner"),
        ("", {"hands": "expert", "failures": "many"}, "whole number"),
        ("", {"hands": "expert", "failures": "0"}, "at least 1"),
        ("", {"hands": "expert", "spare": "yes"}, "0 or 1"),
        ("", {"hands": "expert", "spare": "1"}, "give memory=FILE too"),
        ("", {"hands": "learned", "tunnels": "0"}, "'tunnels' is for hands=mixed"),
        ("", {"hands": "expert", "still": "9"}, "'still' is for learned hands"),
        ("", {"hands": "learned", "temperature": "hot"}, "is a number"),
    ],
)
def test_bad_options_are_said_in_a_sentence(path, options, said):
    with pytest.raises(ValueError, match=said):
        make_hierarchical(path, options, 1)


def test_the_documentation_names_every_option():
    told = (Path(__file__).parents[2] / "docs" / "agent.md").read_text(encoding="utf-8")
    assert [name for name in OPTIONS if f"`{name}`" not in told] == []


def test_a_policy_that_is_not_there_is_said():
    with pytest.raises(OSError, match="no such folder"):
        make_hierarchical("/nowhere/at/all", {}, 1)
