"""The whole expert: from nothing to a tool, by nothing but actions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import craftagent
from craftagent.actions import BUTTONS, decode, encode
from craftagent.expert.body import BINS, Body
from craftagent.expert.player import Expert
from craftagent.expert.style import Style
from craftagent.sim.env import SimWorld
from craftagent.sim.state import FIELDS, SCRATCH
from craftagent.tasks.goal import Goal
from craftagent.tasks.prepare import start_episode
from craftagent.tasks.suite import get_task, load_suite
from craftagent.types import CAMERA, KEYS


def play(world: SimWorld, expert: Expert, goal: Goal, info: Any, budget: int) -> list[dict[str, Any]]:
    expert.begin(goal, info)
    actions = []
    for _ in range(budget):
        action = expert.act()
        actions.append(action)
        *_, dead, _, info = world.step(action)
        expert.see(info)
        if dead or expert.done or expert.gave_up:
            break
    return actions


@pytest.fixture(scope="module")
def world() -> SimWorld:
    return craftagent.make("sim", view="none")  # type: ignore[return-value]


@pytest.mark.parametrize(("seed", "biome"), [(11_040, "forest"), (11_041, "plains")])
def test_stone_pickaxe_from_nothing(world: SimWorld, seed: int, biome: str) -> None:
    _, info = world.reset(seed=seed, options={"settings": {"biome": biome}})
    expert = Expert(world, seed=seed)
    play(world, expert, Goal("get", "stone_pickaxe"), info, 6000)
    assert expert.done
    assert world.simulator.info()["inventory"].get("stone_pickaxe") == 1
    assert {span.subgoal.verb for span in expert.subgoals} >= {"mine", "craft"}
    spans = [s for s in expert.subgoals if s.outcome == "done"]
    assert all(0 <= s.start < s.end <= expert.ticks for s in spans)


def test_acts_within_human_limits_and_vpts_words(world: SimWorld) -> None:
    """Every action is MineRL's dict, at most 10 degrees a tick, in VPT's camera bins: its code says it exactly."""
    _, info = world.reset(seed=11_042, options={"settings": {"biome": "forest"}})
    actions = play(world, Expert(world, seed=3), Goal("get", "wooden_pickaxe"), info, 2400)
    assert len(actions) > 100
    for action in actions:
        assert set(action) == {*KEYS, CAMERA}
        assert np.abs(action[CAMERA]).max() <= 10.0
        assert all(min(abs(float(d) - b) for b in BINS) < 1e-6 for d in action[CAMERA])
        if not action["inventory"]:
            back = decode(*encode(action))
            assert np.allclose(back[CAMERA], action[CAMERA], atol=1e-5)
            if not (action["sneak"] and action["sprint"]):
                assert all(back[key] == action[key] for key in BUTTONS)


class _Watched(SimWorld):
    """A world that notices any change to its state that no step made."""

    sealed: dict[str, bytes]

    def seal(self) -> None:
        w = self.simulator.w
        self.sealed = {
            n: getattr(w, n).tobytes() for n in FIELDS if n not in SCRATCH and getattr(w, n).nbytes < 2_000_000
        }
        self.blocks = hash(w.blocks.tobytes())

    def changed(self) -> list[str]:
        w = self.simulator.w
        found = [name for name, was in self.sealed.items() if getattr(w, name).tobytes() != was]
        return found + (["blocks"] if hash(w.blocks.tobytes()) != self.blocks else [])


def test_nothing_but_actions_changes_the_world() -> None:
    """The world is sealed between its steps: no thought of the expert may leave a trace in it."""
    world = _Watched("none")
    _, info = start_episode(world, get_task("atomic-v1/wooden_pickaxe"), 11_043)
    expert = Expert(world, seed=1)
    expert.begin(Goal("craft", "wooden_pickaxe"), info)
    for tick in range(400):
        look = tick % 5 == 0
        if look:
            world.seal()
        action = expert.act()
        if look:
            assert world.changed() == []
        *_, info = world.step(action)
        expert.see(info)
        if expert.done:
            break
    assert expert.done


def test_same_seed_same_play_and_styles_differ(world: SimWorld) -> None:
    runs = []
    for seed in (5, 5, 6):
        _, info = world.reset(seed=11_044, options={"settings": {"biome": "plains"}})
        runs.append(play(world, Expert(world, seed=seed), Goal("mine", "#logs", 2), info, 600))
    as_bytes = [[(tuple(a[k] for k in KEYS), a[CAMERA].tobytes()) for a in run] for run in runs]
    assert as_bytes[0] == as_bytes[1]
    assert as_bytes[0] != as_bytes[2]
    assert Style.draw(5) == Style.draw(5) != Style.draw(6)


def test_comes_back_from_noise(world: SimWorld) -> None:
    _, info = world.reset(seed=11_045, options={"settings": {"biome": "forest"}})
    expert = Expert(world, seed=2, noise=0.03)
    expert.begin(Goal("get", "crafting_table"), info)
    wrong = 0
    for _ in range(2400):
        action = expert.act()
        wrong += expert.noisy
        *_, info = world.step(action)
        expert.see(info)
        if expert.done:
            break
    assert expert.done
    assert wrong > 5


@pytest.mark.parametrize("name", [t.name for t in load_suite("atomic-v1").tasks])
def test_every_atomic_task_can_be_done(world: SimWorld, name: str) -> None:
    """One seed each; rates over many seeds are measured by benchmarks/expert.py."""
    task = get_task(f"atomic-v1/{name}")
    _, info = start_episode(world, task, 11_050)
    score = task.start(info)
    goal = Goal(task.goal.verb, task.goal.target, task.budget // 20) if task.plays_on else task.goal
    expert = Expert(world, seed=11_050)
    expert.begin(goal, info)
    while not score.over:
        *_, dead, _, info = world.step(expert.act())
        expert.see(info)
        score.update(info)
        if dead:
            break
    assert score.success, expert.gave_up


def test_impossible_goals_are_given_up_with_the_reason(world: SimWorld) -> None:
    _, info = world.reset(seed=11_046, options={"settings": {"scene": "flat"}})
    expert = Expert(world, seed=1)
    play(world, expert, Goal("get", "blaze_rod"), info, 20)
    assert expert.gave_up is not None
    assert "Nether" in expert.gave_up


def test_body_reads_the_world(world: SimWorld) -> None:
    world.reset(seed=1, options={"settings": {"scene": "cow_pen", "inventory": [{"item": "oak_log", "count": 3}]}})
    body = Body(world)
    assert body.count("#logs") == 3
    assert body.creatures("cow")
    assert body.slots("#logs") == [0]
    assert body.held == "oak_log"
    assert body.screen == "none"
