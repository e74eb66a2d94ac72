"""One instruction played in one world, tick by tick, with its result as data."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np

import craftagent
from craftagent.agent.patience import KNOWING
from craftagent.planner.allowance import allowance
from craftagent.planner.plan import CannotPlan, plan
from craftagent.planner.subgoal import ITEM_VERBS, Subgoal, default_success
from craftagent.play.arrival import watch
from craftagent.play.cast import Cast, Player
from craftagent.play.instruction import Request
from craftagent.play.steps import still_to_do
from craftagent.sim.env import SimWorld
from craftagent.sim.simulator import WORLD_VERSION
from craftagent.tasks.goal import Goal
from craftagent.tasks.predicate import parse_predicate, predicate_of
from craftagent.tasks.prepare import settings_for, start_episode
from craftagent.tasks.task import Scoring
from craftagent.tasks.tracker import Tracker
from craftagent.types import IDLE_TICKS, Action, Info, WorldSettings, suggest
from craftagent.world.base import Frame

RULES: dict[str, dict[str, Any]] = {  # those of the long-horizon suites
    "survival": {},
    "paper": {"keep_inventory": True, "night_vision": True, "time": 6000, "daylight_cycle": False, "done_on_death": False},
}  # fmt: skip
LEAST_BUDGET = 1200


def settings_of(rules: str, biome: str | None) -> WorldSettings:
    """How the world of a free instruction starts. Raises ``ValueError`` for unknown rules or biomes."""
    from craftagent.sim.terrain.biomes import biome_named

    if rules not in RULES:
        raise ValueError(f"unknown rules {rules!r}{suggest(rules, RULES)}; there are {', '.join(RULES)}")
    if biome is not None:
        biome_named(biome)
    return WorldSettings(biome=biome, **RULES[rules])


def budget_of(request: Request) -> int:
    """Ticks that an instruction may take if nobody says: the task's, or what the plan from empty hands allows itself.

    Raises ``ValueError`` with the reason where no plan leads there; what is only to be opened may stand there already.
    """
    if request.task is not None:
        return request.task.budget
    goal = request.goal
    try:
        steps = plan(goal, {})
    except CannotPlan as error:
        if goal.verb != "interact" or not error.missing:
            raise
        return LEAST_BUDGET
    if goal.verb == "survive":
        return allowance(goal)
    return max(LEAST_BUDGET, sum(step.budget for step in steps))


@dataclasses.dataclass(frozen=True)
class Moment:
    """What is seen at a tick, and the action taken then (None after the last one)."""

    frame: Frame
    info: Info
    action: Action | None
    tick: int


class Game:
    """Plays ``request``; iterate over :meth:`play`, then ask for :meth:`result`.

    Args:
        world: where; its view is what the moments show, and must be one that :meth:`Cast.view_for` gives.
        settings: how the world starts, unless the request is a task.
        cast: who plays; by default the expert.

    Raises ``ValueError`` where nothing can tell when the request is done: the use of a door leaves no trace that a rule
    could read, learned hands do not say when they are done, and only a model that looks back could.
    The player looks at its own view whatever the world draws: of ``full`` pictures it gets what ``vpt`` would be.
    """

    def __init__(
        self, world: SimWorld, request: Request, seed: int, settings: WorldSettings, budget: int,
        cast: Cast | None = None,
    ) -> None:  # fmt: skip
        if budget < 1:
            raise ValueError(f"the budget must be at least 1 tick, not {budget}")
        self.request, self.seed, self.budget = request, seed, budget
        self.cast = cast or Cast("expert")
        if self.cast.view is not None:
            self.cast.view_for(world.view, film=True)
        self._shrink = self.cast.view == "vpt" and world.view == "full"
        self.world = world
        if request.task is None:
            self.settings = settings
            observation, self.info = world.reset(seed=seed, options={"settings": settings})
        else:
            self.settings = settings_for(request.task, seed)
            observation, self.info = start_episode(world, request.task, seed)
        self.frame: Frame = observation["pov"]
        self._rule = self._watch()
        if self._rule is None and not self._player_tells():
            raise ValueError(
                f"nothing can tell when this is done: to {request.goal.text()} leaves no trace that a rule could read; "
                "with --hands expert the script says it"
            )
        self.ticks = 0
        self.success = self._done()
        self.reason = ""
        self.player: Player = self.cast.begin(world, request, self.info, seed)
        self._ended = False

    def _watch(self) -> Scoring | Tracker | None:
        """What tells success; None where only the player can."""
        goal = self.request.goal
        if self.request.task is not None:
            return self.request.task.start(self.info)
        place = watch(goal, self.world, self.info)
        if place is not None:
            return place
        if goal.verb in ITEM_VERBS:
            return predicate_of(goal).start(self.info)
        told = default_success(goal.verb, goal.target, goal.count)
        return parse_predicate(told).start(self.info) if told else None

    def _player_tells(self) -> bool:
        """Whether the player says when it is done: scripts do, and a model does when it looks back."""
        return self.cast.whose(self.request.goal.verb) == "scripted" or self.cast.described["planner"] not in KNOWING

    def _done(self) -> bool:
        if self._rule is None:
            return bool(self.ticks and self.player.done)
        return self._rule.success if isinstance(self._rule, Scoring) else self._rule.done

    @property
    def progress(self) -> float:
        """0..1."""
        return float(self.success) if self._rule is None else self._rule.progress

    @property
    def current(self) -> Subgoal | None:
        """What the player is at."""
        tried = self.player.subgoals
        return tried[-1].subgoal if tried and tried[-1].end < 0 else None

    def play(self) -> Iterator[Moment]:
        """Every tick until success, death, surrender or the end of the budget; last the moment after it."""
        player, idle, dead = self.player, 0, False
        while not self.success and not dead and self.ticks < self.budget:
            action = player.act(self._seen(), self.info)
            idle = idle + 1 if player.done or player.gave_up is not None else 0
            if player.gave_up is not None or idle > IDLE_TICKS:
                break
            yield Moment(self.frame, self.info, action, self.ticks)
            observation, _, dead, _, self.info = self.world.step(action)
            self.frame = observation["pov"]
            self.ticks += 1
            if self._rule is not None:
                self._rule.update(self.info)
            self.success = self._done()
        self._end("" if self.success else self._why(dead))
        yield Moment(self.frame, self.info, None, self.ticks)

    def break_off(self, reason: str) -> None:
        """The play ends before its end; the player is told, and keeps what it keeps."""
        self._end(reason)

    def _end(self, reason: str) -> None:
        if not self._ended:
            self._ended = True
            self.reason = reason
            self.player.end(self.success, reason)

    def _seen(self) -> Frame:
        """What the player sees: of a full picture exactly what the ``vpt`` view is."""
        if not self._shrink:
            return self.frame
        return np.asarray(cv2.resize(self.frame, (128, 128), interpolation=cv2.INTER_LINEAR), np.uint8)

    def _why(self, dead: bool) -> str:
        if dead:
            return "died: " + ", ".join(str(e.get("cause")) for e in self.info["events"] if e["type"] == "died")
        if self.player.gave_up is not None:
            return f"gave up: {self.player.gave_up}"
        return "out of ticks" if self.ticks >= self.budget else "the player thinks it is done, the rule does not"

    def result(self) -> dict[str, Any]:
        """``episode.json``: plain data, also of a play that was broken off."""
        goal: Goal = self.request.goal
        subgoals = [
            {"verb": s.subgoal.verb, "target": s.subgoal.target, "count": s.subgoal.count, "text": s.subgoal.text,
             "hands": self.cast.whose(s.subgoal.verb), "outcome": _outcome(s.outcome, self.success),
             "reason": s.reason, "start": s.start, "end": s.end if s.end >= 0 else self.ticks}
            for s in self.player.subgoals
        ]  # fmt: skip
        return {
            "instruction": self.request.text, "success": self.success, "ticks": self.ticks, "seed": self.seed,
            "agent": self.cast.name, "reason": self.reason, "goal": goal.model_dump(),
            "task": self.request.task.id if self.request.task else None, "budget": self.budget, "subgoals": subgoals,
            "inventory": dict(self.info["inventory"]), "settings": dataclasses.asdict(self.settings),
            "world": {"name": "sim", "version": WORLD_VERSION, "view": self.world.view},
            "versions": {"craftagent": craftagent.__version__}, "player": self.cast.described,
            "still_to_do": [] if self.success else still_to_do(self.player),
            "events": [dataclasses.asdict(event) for event in self.player.events],
        }  # fmt: skip


def _outcome(outcome: str, success: bool) -> str:
    """A subgoal that was still running when the play ended is what the whole of it was."""
    if outcome != "running":
        return outcome
    return "done" if success else "interrupted"
