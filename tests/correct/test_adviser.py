"""What the expert says while another plays."""

from __future__ import annotations

import functools
import json
from pathlib import Path

import numpy as np
import pytest

from craftagent.actions import decode, is_null
from craftagent.correct.adviser import Adviser
from craftagent.correct.take import ByStep, CorrectedTake, Pupil, Turns
from craftagent.datasets.episode import list_episodes
from craftagent.datasets.spans import read_goals
from craftagent.expert.cursor import carried
from craftagent.expert.player import Expert
from craftagent.expert.style import Style
from craftagent.record.episode import record
from craftagent.record.jobs import Job
from craftagent.sim.env import SimWorld
from craftagent.sim.rules.registry import item_id
from craftagent.sim.setup import Setup
from craftagent.sim.state import CURSOR
from craftagent.tasks.goal import Goal
from craftagent.tasks.prepare import start_episode
from craftagent.tasks.suite import get_task
from craftagent.types import KEYS


def world(scene: str, goal: Goal, *items: str) -> tuple[SimWorld, Expert, Adviser]:
    made = SimWorld("none", 3, {"scene": scene, "mobs": False, "inventory": list(items)})
    made.reset()
    expert = Expert(made, Style(by_sight=True), 1)
    expert.begin(goal, made.simulator.info())
    return made, expert, Adviser(made, expert, 1)


def test_whoever_heeds_every_word_does_what_the_expert_would() -> None:
    made, expert, adviser = world("cow_pen", Goal("hunt", "beef", 1))
    for _ in range(1500):
        action = adviser.ask()
        if action is None:
            break
        *_, info = made.step(action)
        expert.see(info)
    assert expert.body.count("beef") >= 1


def test_advice_goes_by_where_the_player_has_got_to() -> None:
    """A player that does nothing is told the same on and on, and never that nothing is to be done."""
    made, expert, adviser = world("cow_pen", Goal("hunt", "beef", 1))
    waits, still = 0, dict.fromkeys(KEYS, 0) | {"camera": np.zeros(2, np.float32)}
    for _ in range(200):
        action = adviser.ask()
        assert action is not None
        waits += is_null(action)  # between two blows
        *_, info = made.step(still)
        expert.see(info)
    assert waits < 100


def test_who_is_attacked_is_told_of_it_at_every_tick() -> None:
    """Danger is looked for at every other tick only, and then for a while not at all: what is begun must be gone on with."""
    made = SimWorld("none", 3, {"scene": "flat", "mobs": False, "difficulty": "normal"})
    made.reset()
    expert = Expert(made, Style(by_sight=True), 1)
    setup = Setup(made.simulator)
    setup.set_time(18_000)
    expert.begin(Goal("mine", "dirt", 1), made.simulator.info())
    adviser = Adviser(made, expert, 1)
    x, y, z = expert.body.position
    setup.creature("zombie", x + 2.0, y, z)
    still = dict.fromkeys(KEYS, 0) | {"camera": np.zeros(2, np.float32)}
    about = []
    for _ in range(40):
        adviser.ask()
        about.append(adviser.startled)
        *_, info = made.step(still)
        expert.see(info)
    begun = about.index(True)
    assert sum(about[begun:]) >= 0.8 * len(about[begun:])


@pytest.mark.parametrize(
    ("goal", "items"),
    [
        (Goal("craft", "#planks", 8), [("oak_log", 5)]),
        (Goal("craft", "torch", 8), [("coal", 3), ("stick", 5)]),
        (Goal("craft", "crafting_table", 1), [("birch_planks", 7)]),
        (Goal("craft", "ladder", 3), [("stick", 9), ("crafting_table", 1)]),
        (Goal("smelt", "cooked_beef", 2), [("beef", 2), ("oak_planks", 4), ("furnace", 1)]),
    ],
    ids=lambda value: value.target if isinstance(value, Goal) else "",
)
@pytest.mark.parametrize("slips", [0.0, 0.1])
def test_whoever_heeds_it_crafts_whatever_lies_about(goal: Goal, items: list[tuple[str, int]], slips: float) -> None:
    made, expert, adviser = world("flat", goal)
    setup = Setup(made.simulator)
    for name, count in items:
        setup.give(name, count)
    expert.begin(goal, made.simulator.info())
    rng = np.random.default_rng(5)
    for _ in range(900):
        action = adviser.ask()
        if action is None:
            break
        if made.simulator.info()["gui"]["open"] and rng.random() < slips:  # a click where none should be, a jerk
            jerk = rng.normal(0, 6, 2).astype(np.float32)
            action = dict.fromkeys(KEYS, 0) | {"attack": int(rng.random() < 0.5), "camera": jerk}
        *_, info = made.step(action)
        expert.see(info)
        if expert.body.count(goal.target) >= goal.count:
            break
    assert expert.body.count(goal.target) >= goal.count


@pytest.mark.parametrize("goal", [Goal("craft", "stick", 4), Goal("craft", "ladder", 3)], ids=lambda goal: goal.target)
def test_whoever_is_slow_to_let_go_of_a_key_crafts_too(goal: Goal) -> None:
    """What is down already does not go down: it is told to come up first, or nobody would ever get out of it."""
    made, expert, adviser = world("flat", goal)
    setup = Setup(made.simulator)
    for name, count in [("oak_log", 2), ("stick", 7), ("crafting_table", 1)]:
        if name != goal.target:
            setup.give(name, count)
    expert.begin(goal, made.simulator.info())
    rng, done, held, last = np.random.default_rng(5), None, 0, dict.fromkeys(KEYS, 0)
    for _ in range(900):
        said = adviser.ask(done)
        if said is None:
            break
        assert not (said["inventory"] and last["inventory"])
        done, screen = dict(said), made.simulator.info()["gui"]["open"]
        if rng.random() < (
            0.8 if last["inventory"] else 0.1 if screen else 0.0
        ):  # leaves the screen, and its finger on the key
            done = dict.fromkeys(KEYS, 0) | {"camera": np.zeros(2, np.float32), "inventory": 1}
            held += 1
        last = done
        *_, info = made.step(done)
        expert.see(info)
        if expert.body.count(goal.target) >= goal.count:
            break
    assert held and expert.body.count(goal.target) >= goal.count


@pytest.mark.parametrize(
    ("name", "seed"),
    [
        ("dirt", 9900),
        ("dirt", 9901),
        ("sand", 9900),
        ("sand", 9906),
        ("stone", 9902),
        ("cobblestone", 9905),
        ("wool", 9911),
    ],
)
def test_whoever_heeds_it_gathers_whatever_the_land_is_like(name: str, seed: int) -> None:
    """Stacks over an edge, earth half broken, hidden rock, swimming sheep: thinking anew must not go in circles."""
    made, task = SimWorld("none"), get_task(f"atomic-v1/{name}")
    _, info = start_episode(made, task, seed)
    score = task.start(info)
    expert = Expert(made, Style(by_sight=True), seed)
    expert.begin(task.goal, info)
    adviser, done = Adviser(made, expert, seed), None
    while not score.success and score.ticks < task.budget:
        done = adviser.ask(done) or dict.fromkeys(KEYS, 0) | {"camera": np.zeros(2, np.float32)}
        *_, info = made.step(done)
        expert.see(info)
        score.update(info)
    assert score.success


def test_it_is_silent_of_goals_told_from_where_one_began_and_speaks_of_leaving_screens() -> None:
    made, expert, adviser = world("flat", Goal("reach", "distance:30", 1))
    assert adviser.ask() is None
    Setup(made.simulator).open_screen("inventory")
    expert.begin(Goal("mine", "dirt", 1), made.simulator.info())
    said = [adviser.ask() for _ in range(2)]
    assert any(action is not None and action["inventory"] for action in said)


class Idler:
    """Turns to the left and does nothing else."""

    def reset(self, goal=None, text=None, seed=None) -> None: ...

    def set_goal(self, goal=None, text=None, stream=0) -> None: ...

    def act(self, frame):
        return dict.fromkeys(KEYS, 0) | {"camera": np.array([0.0, -1.6], np.float32)}

    def did(self, action, stream=0) -> None: ...


def test_a_recording_holds_the_advice_of_the_pupils_ticks(tmp_path: Path) -> None:
    turns = Turns(pupil=(20, 40), expert=(60, 90), pupil_begins=1.0, advise=True)
    job = Job("long-horizon-67-v1/wooden_pickaxe@paper", 4, mark="advised")
    make = functools.partial(CorrectedTake, Idler(), turns, job.player_seed)
    record(SimWorld("direct:32x32"), job, tmp_path, True, make=make)
    (paths,) = list_episodes(tmp_path)
    meta = json.loads(paths.meta.read_text())
    noisy = {tick for start, end in meta["noise"] for tick in range(start, end)}
    ticks = meta["advice"]["ticks"]
    assert ticks == sorted(set(ticks)) and set(ticks) <= noisy and len(ticks) > 0.5 * len(noisy)
    said = [decode(b, c) for b, c in zip(meta["advice"]["buttons"], meta["advice"]["camera"], strict=True)]
    assert any(action["attack"] for action in said) and any(np.any(action["camera"]) for action in said)
    goals = read_goals(paths.goals, meta["n_frames"])
    steps = [g for g in goals if g.source == "skill" and set(range(g.start, g.end)) <= noisy]
    assert steps and {g.verb for g in steps} <= {"mine", "craft", "get"}
    assert not any(g.source == "hindsight" and set(range(g.start, g.end)) & set(ticks) for g in goals)


def test_who_presses_nothing_is_told_the_same_press_on_and_on() -> None:
    """Before a furnace: what has not been pressed must not be taken for done, so that no advice to wait comes between."""
    made, expert, adviser = world("flat", Goal("smelt", "iron_ingot", 1))
    setup = Setup(made.simulator)
    x, y, z = (int(np.floor(v)) for v in expert.body.position)
    setup.set_block(x, y + 1, z + 2, "furnace")
    for name in ("iron_ore", "coal"):
        setup.give(name, 1)
    expert.begin(Goal("smelt", "iron_ingot", 1), made.simulator.info())
    still = dict.fromkeys(KEYS, 0) | {"camera": np.zeros(2, np.float32)}
    done, said = None, []
    for _ in range(120):
        action = adviser.ask(done)
        assert action is not None
        looks = not is_null(action) and not action["use"]
        said.append(action)
        done = dict(action) | {"use": 0} if looks else still  # it turns and walks as it is told, and never opens it
        *_, info = made.step(done)
        expert.see(info)
    pressed = [bool(action["use"]) for action in said]
    begun = pressed.index(True)
    assert all(pressed[begun:])


def test_who_opens_a_screen_on_the_way_is_told_to_leave_it_at_once() -> None:
    made, expert, adviser = world("cow_pen", Goal("hunt", "beef", 1))
    walking = ("forward", "back", "left", "right", "jump", "sprint", "attack", "use")
    for trial in range(12):
        for _ in range(1 + trial % 6):  # in the middle of whatever it was at
            action = adviser.ask()
            assert action is not None
            *_, info = made.step(action)
            expert.see(info)
        Setup(made.simulator).open_screen("inventory")
        expert.body.info = made.simulator.info()
        action = adviser.ask()
        assert action is not None and not any(action[key] for key in walking) and not np.any(action["camera"])
        made.simulator.screens.close()
        expert.body.info = made.simulator.info()


def take_of(task: str, pupil: Pupil, by_step: ByStep = "gathering") -> CorrectedTake:
    """A take of a task that the pupil plays for 200 ticks, with advice."""
    made = SimWorld("direct:32x32", 5)
    turns = Turns(pupil=(200, 200), expert=(20, 20), pupil_begins=1.0, by_step=by_step, advise=True)
    expert = Expert(made, Style(by_sight=True), 1)
    return CorrectedTake(pupil, turns, 1, made, get_task(task), 5, expert, None)


def play(take: CorrectedTake, ticks: int) -> None:
    for _ in range(ticks):
        action, _ = take.choose()
        *_, take.info = take.world.step(action)
        take.expert.see(take.info)
        take.score.update(take.info)


def test_who_lost_what_a_short_task_takes_is_not_told_to_gather_it_under_its_name() -> None:
    take = take_of("atomic-v1/cooked_beef", Idler())
    play(take, 20)
    assert len(take._advice) == 20
    Setup(take.world.simulator).clear_inventory()
    play(take, 8)  # what was begun may be gone on with until it is looked at afresh
    before = len(take._advice)
    play(take, 40)
    assert len(take._advice) == before


def test_a_press_that_never_comes_is_not_noted_for_ever() -> None:
    take = take_of("atomic-v1/planks", Still())
    play(take, 60)
    said = [decode(buttons, camera) for _, buttons, camera in take._advice]
    assert 1 <= sum(bool(action["inventory"]) for action in said) <= 10


class Still(Idler):
    """Does nothing at all."""

    def act(self, frame):
        return dict.fromkeys(KEYS, 0) | {"camera": np.zeros(2, np.float32)}


class Listener(Still):
    """Does nothing, and remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def set_goal(self, goal=None, text=None, stream=0) -> None:
        self.told.append(f"{goal.verb} {goal.target}")


@pytest.mark.parametrize(("by_step", "told"), [("gathering", False), ("always", True), ("never", False)])
def test_a_bag_of_wood_is_worked_up_step_by_step_if_so_wanted(by_step, told: bool) -> None:
    pupil = Listener()
    take = take_of("practice-v1/wooden_axe_a", pupil, by_step)
    play(take, 45)
    assert (
        all(words.endswith(("planks", "stick", "crafting_table")) for words in pupil.told) and bool(pupil.told) == told
    )


def test_what_was_made_is_put_into_the_bag_before_the_next_step() -> None:
    """Planks on the pointer: whoever is told to make planks is not told to make sticks of them, but to lay them down."""
    pupil = Listener()
    take = take_of("practice-v1/wooden_axe_a", pupil, "always")
    simulator = take.world.simulator
    setup = Setup(simulator)
    setup.clear_inventory()
    setup.open_screen("inventory")
    simulator.w.items[CURSOR]["id"], simulator.w.items[CURSOR]["count"] = item_id("oak_planks"), 12
    take.expert.body.info = take.info = simulator.info()
    take._tell()
    take._step = Goal("craft", "oak_planks", 12)
    pupil.told.clear()
    for _ in range(40):
        action = take._adviser.ask(take._done, take._step)
        take._tell()
        if not carried(take.expert.body).count:
            break
        assert pupil.told == [] and not action["inventory"] and not action["ESC"]
        *_, take.info = take.world.step(action)
        take._done = action
        take.expert.see(take.info)
    assert take.info["inventory"] == {"oak_planks": 12} and take.info["gui"]["open"]
    take._tell()
    assert pupil.told in (["craft stick"], ["craft crafting_table"])


class Obedient(Listener):
    """Does what the expert would, which a test puts into its hands."""

    take: CorrectedTake

    def act(self, frame):
        said = self.take._adviser.ask(self.take._done, self.take._step)
        return said if said is not None else super().act(frame)


def test_a_table_that_is_carried_is_to_be_put_down_before_what_is_made_at_it() -> None:
    pupil = Obedient()
    pupil.take = take = take_of("practice-v1/wooden_shovel_f", pupil, "always")
    play(take, 150)
    assert pupil.told == ["place crafting_table", "craft wooden_shovel"] and take.score.success
    told = [(s.verb, s.target) for s in take.spans("seen") if s.source == "skill"]
    assert ("place", "crafting_table") in told
