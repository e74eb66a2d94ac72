"""The whole agent: a mind for each stream, one policy for all of them, and scripts where the run allows scripts."""

from __future__ import annotations

import dataclasses
import json
import time
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from craftagent.agent.breath import Breath
from craftagent.agent.experience import Episode, Experience
from craftagent.agent.experience import Step as LivedStep
from craftagent.agent.learned import LearnedHands
from craftagent.agent.mind import Mind
from craftagent.agent.nudge import Nudge
from craftagent.agent.order import Order
from craftagent.agent.patience import ASIDE, GATHERING, KNOWING, MindConfig
from craftagent.agent.protocol import LOST, Brief, Frames, Kept
from craftagent.agent.rearm import Rearm
from craftagent.agent.scripted import ScriptedHands
from craftagent.agent.thinker import Thinker
from craftagent.policy.goap.player import PlayConfig
from craftagent.tasks.goal import Goal
from craftagent.types import IDLE_TICKS, TICKS_PER_SECOND, Action, Info, noop, same_action

IN_THE_WORLD = (*GATHERING, "place", "reach")
_ORDERS_A_TICK = 8  # steps that may begin and end without a tick of play
_RECALLED = 4
_OPEN, _CLOSING = 60, 20  # ticks; recorded play takes a tool from the bag in less
_PATIENT = 5  # tries before experience says how long a thing takes


@dataclasses.dataclass
class _Stream:
    mind: Mind
    scripts: ScriptedHands | None
    brief: Brief
    nudge: Nudge
    breath: Breath = dataclasses.field(default_factory=Breath)
    fresh: bool = True
    idle: int = 0
    hands: str = ""  # whose turn it is
    close: bool = False  # a screen stands open that should not
    open: int = 0  # ticks for which one has stood open while learned hands are at something in the world
    rearm: Rearm = dataclasses.field(default_factory=Rearm)
    who: str = ""  # has chosen the action of this tick
    acted: Counter[str] = dataclasses.field(default_factory=Counter)  # ticks by who chose the action
    pressed: bool = False  # whether the key that closes it is down, whoever pressed it


class HierarchicalAgent:
    """Plans, plays, checks, and plans anew; an episode a stream.

    Args:
        streams: episodes at once.
        thinker: makes a thinker for an episode.
        config: patience, and whose hands.
        policy: folder of a trained policy; None with ``expert`` hands.
        play: how its actions are chosen.
        memory: where episodes are remembered, or None.
        knows_world: whether the planner is told what stands near by the world itself, not by the agent's own doings.
        planner: what the planner is called in results.
        pace: seconds that a tick lasts while nothing can be done but wait for a planner.
    """

    privileged = True

    def __init__(
        self, streams: int, thinker: Callable[[], Thinker], config: MindConfig, policy: Path | None = None,
        play: PlayConfig | None = None, memory: Path | None = None, knows_world: bool = False, planner: str = "graph",
        pace: float = 1 / TICKS_PER_SECOND,
    ) -> None:  # fmt: skip
        if (policy is None) != (config.hands == "expert"):
            raise ValueError(f"hands {config.hands!r} " + ("want a policy" if policy is None else "want no policy"))
        self._config, self._thinker, self._knows_world = config, thinker, knows_world
        self._learned = None if policy is None else LearnedHands(policy, play or PlayConfig(), streams)
        if self._learned is not None:
            self._learned.prepare()  # subgoals are worded during play
        self._policy, self._planner, self._pace = policy, planner, pace
        self._memory = None if memory is None else Experience(memory)
        self.memory_path = memory
        self.phase = self._learned.phase if self._learned else 1
        self.view = self._learned.view if self._learned else "vpt" if planner not in KNOWING else "none"
        self._streams: list[_Stream | None] = [None] * streams

    # -- the agent's protocol ------------------------------------------------------------------------------------------

    def begin(self, stream: int, brief: Brief) -> None:
        lost = self._streams[stream]
        if lost is not None:  # its world broke, and nobody said so: what its planner thinks is of no use any more
            lost.mind.thinker.close()
            self._streams[stream] = None
        privilege = brief.privilege
        assert privilege is not None
        task = privilege.task
        goal = brief.goal if brief.goal is not None else (task.goal if task is not None else None)
        if goal is None:
            raise ValueError("a hierarchical agent is given a goal as data; words alone are for play.instruction")
        if task is not None and task.plays_on:  # the reward is a count: as many as time allows
            goal = Goal(goal.verb, goal.target, max(goal.count, task.budget // TICKS_PER_SECOND))
        scripts = None
        if self._config.hands != "learned" or self._knows_world:
            scripts = ScriptedHands(privilege.world, goal, privilege.info, brief.seed, self._config.hands == "expert")
        text = brief.text or goal.text()
        config = self._config
        if config.watchful is None:
            config = dataclasses.replace(config, watchful=task is None)
        mind = Mind(
            goal, text, privilege.info, self._thinker(), config,
            scripts.surroundings if scripts is not None and self._knows_world else None,
            self._habit if self._memory is not None else None, self._remembered(text, goal),
        )  # fmt: skip
        if self._learned is not None:
            self._learned.begin(stream, goal, text, brief.seed)
        self._streams[stream] = _Stream(mind, scripts, brief, Nudge(brief.seed))

    def act(self, frames: Frames, infos: Sequence[Info | None]) -> list[Action | Exception | None]:
        actions: list[Action | Exception | None] = [None] * len(self._streams)
        waiting = any(info is not None for info in infos)
        for i, (s, info) in enumerate(zip(self._streams, infos, strict=True)):
            if s is None or info is None:
                continue
            try:
                actions[i] = self._decide(i, s, info, frames[i])
                waiting = waiting and s.mind.current is None and not s.mind.stopped and s.mind.thinker.slow
            except Exception as error:
                actions[i] = error
                waiting = False
        if waiting and self._pace > 0:
            time.sleep(self._pace)  # thinking takes the time it takes: a tick of the world is a tick of the clock
        if self._learned is not None:
            for i, action in enumerate(self._learned.act(frames)):
                mine = actions[i]
                if isinstance(mine, dict):
                    self._learned.did(i, mine)
                elif mine is None and (s := self._streams[i]) is not None:
                    info = infos[i]  # the policy is not told that it swims up, which would make it a habit
                    up = info is not None and s.breath.wanted(info)
                    actions[i] = {**action, "jump": 1, "sneak": 0} if up else action
        for s, taken in zip(self._streams, actions, strict=True):
            if s is not None and isinstance(taken, dict):
                s.pressed = bool(taken.get("inventory"))
        return actions

    def say(self, stream: int, goal: Goal, text: str) -> None:
        """A person wants something else of an episode from now on. Raises ``ValueError`` if none is under way."""
        self.mind(stream).say(goal, text)
        s = self._streams[stream]
        assert s is not None
        s.idle = 0
        if s.scripts is not None:
            s.scripts.wants(goal)

    def stopped(self, stream: int) -> str:
        s = self._streams[stream]
        if s is None or not s.mind.stopped:
            return ""
        return s.mind.stopped if not s.mind.reached or s.idle > IDLE_TICKS else ""

    def ended(self, stream: int, success: bool, reason: str = "") -> dict[str, Any]:
        """The episode is over; returns its account: subgoals with their outcomes, events by kind, and ``acted``.

        That is in how many ticks who chose the action: the ``policy``, ``scripts``, ``tunnels`` and ``pushes`` of the mind,
        ``screens`` that were shut, or ``nobody``, while there was nothing to do.
        """
        s = self._streams[stream]
        if s is None:
            return {}
        s.mind.close(success, lost=reason == LOST)
        found = account(s.mind) | {"acted": dict(s.acted)}
        self._streams[stream] = None
        if self._memory is not None and reason != LOST:
            try:
                self._remember(s, success, reason)
            except (OSError, ValueError) as problem:  # busy, full or damaged: no reason to lose what was played
                warnings.warn(f"the episode could not be remembered: {problem}", stacklevel=2)
        return found

    def keep(self, stream: int) -> Kept | None:
        s = self._streams[stream]
        if s is None or self._learned is None or self._planner not in KNOWING or self._memory is not None:
            return None  # scripts find all out again; what a model thought, or others have lived since, nobody can
        kept = self._learned.keep(stream)
        return None if kept is None else {**kept, _ACCOUNT: _bytes(s.mind)}

    def relive(self, stream: int, info: Info, action: Action) -> None:
        s = self._streams[stream]
        assert s is not None
        mine = self._decide(stream, s, info, None)
        if mine is None:
            s.breath.wanted(info)
        elif not same_action(mine, action):
            raise ValueError("what was scripted in an episode would be done otherwise now")
        s.pressed = bool(action.get("inventory"))

    def go_on(self, stream: int, kept: Kept) -> None:
        s = self._streams[stream]
        assert s is not None and self._learned is not None
        if not np.array_equal(kept.get(_ACCOUNT, np.zeros(0)), _bytes(s.mind)):
            raise ValueError("an episode that was relived has taken another way")
        self._learned.go_on(stream, {name: value for name, value in kept.items() if name != _ACCOUNT})

    def describe(self) -> dict[str, Any]:
        config = dataclasses.asdict(self._config)
        said: dict[str, Any] = {
            "agent": "hierarchical",
            "hands": config.pop("hands"),
            "sees": {"learned": "pixels, its past actions and the goal (policy)",
                     "mixed": "pixels, its past actions and the goal (policy); everything (scripts)",
                     "expert": "everything"}[self._config.hands],
            "planner": self._planner,
            "planner_sees": ("" if self._planner in KNOWING else "frame, coordinates, biome, time of day, ")
            + "inventory, body and "
            + ("what the world says stands near" if self._knows_world else "the stations it has used itself"),
            "scripted": {"learned": "closing a screen that was left open or has served, walking on to what fell from it and "
                                    "resting until it is picked up, letting go of the inventory's key after a tick; turning "
                                    "round and walking on when stuck, walking on before it goes elsewhere, swimming up "
                                    "for air",
                         "mixed": "crafting, smelting, equipping, taking a tool in hand, closing screens; stations put down "
                                  "and taken back; turning round and walking on when stuck, walking on before it goes "
                                  "elsewhere, " + "digging tunnels in rock when no ore is found, " * self._config.tunnels
                                  + "swimming up for air",
                         "expert": "everything"}[self._config.hands],
            "mind": config, "memory": str(self.memory_path) if self.memory_path else None,
        }  # fmt: skip
        if self._learned is not None:
            said |= {"policy": str(self._policy), "fingerprint": self._learned.fingerprint,
                     "parameters": self._learned.parameters, "play": dataclasses.asdict(self._learned.config)}  # fmt: skip
        return said

    def mind(self, stream: int) -> Mind:
        """The mind of an episode that is under way, to look at. Raises ``ValueError`` if there is none."""
        s = self._streams[stream]
        if s is None:
            raise ValueError(f"no episode is under way in stream {stream}")
        return s.mind

    def close(self) -> None:
        """Let go of threads and files."""
        for s in self._streams:
            if s is not None:
                s.mind.thinker.close()
        if self._memory is not None:
            self._memory.close()

    # -- a tick of one stream ------------------------------------------------------------------------------------------

    def _decide(self, i: int, s: _Stream, info: Info, frame: Any) -> Action | None:
        """The action of scripts, of nobody, or None where the policy is to choose."""
        if not s.fresh:
            s.mind.see(info, frame)
            if s.scripts is not None:
                s.scripts.see(info)
        else:
            s.fresh = False
        if self._between(s, info):
            s.acted["screens"] += 1
            return self._shut(s)
        for _ in range(_ORDERS_A_TICK):
            order = s.mind.order()
            if order.attempt is None:
                s.idle = s.idle + 1 if s.mind.stopped else 0
                s.acted["nobody"] += 1
                action = noop()
                action["forward"] = int(s.mind.picks_up and not info["gui"]["open"])
                return action
            if order.afresh and self._learned is not None:
                self._learned.forget(i)
            action = self._by_script(i, s, order) if order.hands == "scripted" else self._by_policy(i, s, order, info)
            if action != _AGAIN:
                s.acted[s.who] += 1
                return action
        s.acted["nobody"] += 1
        return noop()

    def _by_script(self, i: int, s: _Stream, order: Order) -> Any:
        assert s.scripts is not None and order.attempt is not None
        if order.fresh and self._learned is not None:  # it looks on, and remembers what is done under which goal
            self._learned.follow(i, order.attempt.goal, order.attempt.goal.text())
        if order.fresh or s.hands != "scripted":
            step = order.attempt.subgoal
            later = s.mind.plan[1:] if s.mind.plan and s.mind.plan[0].id == step.id else s.mind.plan
            s.scripts.carry_out([step, *later])
        s.hands, s.who, s.close = "scripted", "scripts", False
        action, done, failed = s.scripts.act()
        if s.scripts.aside:
            s.mind.hands_aside()
        if done:
            s.mind.hands_done()
            return _AGAIN
        if failed is not None:
            s.mind.hands_failed(failed)
            return _AGAIN
        return action

    def _by_policy(self, i: int, s: _Stream, order: Order, info: Info) -> Any:
        assert self._learned is not None and order.attempt is not None
        if s.hands == "scripted" and s.scripts is not None:
            s.scripts.let_go()
        if order.fresh or s.hands != "learned":
            goal = order.attempt.goal
            self._learned.follow(i, goal, goal.text())
            s.close = not order.attempt.goes_on  # recorded play begins everything else without a screen
        if order.afresh:
            s.close = True
        s.hands, s.who = "learned", "policy"
        if order.nudge:
            s.nudge.begin(order.nudge, order.dig)
        elif order.fresh:  # what is left of a walk was for the step before
            s.nudge.stop()
        if s.close:
            s.close = bool(info["gui"]["open"])
            if s.close:
                s.who = "screens"
                return self._shut(s)
        if s.nudge.at_work and s.nudge.digs and (action := self._with_tool(s, order, info)) is not None:
            return action
        if s.nudge.at_work and not info["gui"]["open"]:
            s.who = "tunnels" if s.nudge.digs else "pushes"
            return s.nudge.act(info)
        s.nudge.stop()
        return self._with_tool(s, order, info)

    def _with_tool(self, s: _Stream, order: Order, info: Info) -> Any:
        """The action of the script that takes the step's tool in hand again, None where the policy goes on."""
        assert order.attempt is not None
        if s.scripts is None or self._config.hands != "mixed":
            return None
        if order.fresh:
            if s.rearm.at_work:
                s.scripts.let_go()
            s.rearm = Rearm()
        if not s.rearm.at_work:
            step = s.rearm.wanted(order.attempt.subgoal, info)
            if step is None:
                return None
            s.scripts.carry_out([step, *s.mind.plan])
        action, done, failed = s.scripts.act()
        s.mind.hands_aside()
        if s.rearm.goes_on(done or failed is not None):
            s.who = "scripts"
            return action
        s.scripts.let_go()
        return None

    def _between(self, s: _Stream, info: Info) -> bool:
        """Whether learned hands have left a screen open that is to be closed before anything else.

        Between two steps, as what lies in its grid is not in the bag and so not in the next plan; and where one opened
        while something is done in the world.
        """
        if s.mind.stopped or not info["gui"]["open"] or s.hands != "learned" or s.rearm.at_work:
            s.open = 0
            return False
        step = s.mind.current
        if step is None:
            return not s.mind.goes_on
        if step.verb in IN_THE_WORLD and self._config.hands == "mixed":  # scripts do what is done in screens
            return True
        s.open = s.open + 1 if step.verb in IN_THE_WORLD else 0
        if s.open > _OPEN + _CLOSING:  # it does not close
            s.open = 0
        return s.open > _OPEN

    @staticmethod
    def _shut(s: _Stream) -> Action:
        """The key goes down and up again: one that stays down closes nothing."""
        action = noop()
        action["inventory"] = int(not s.pressed)
        return action

    # -- experience ----------------------------------------------------------------------------------------------------

    def _habit(self, verb: str, target: str, count: int) -> int | None:
        """Ticks that these very hands needed at most for so many or more; None where too little is known."""
        assert self._memory is not None
        policy = self._learned.fingerprint if self._learned else ""
        try:
            found = self._memory.habits(verb, target, self._config.hands, count, policy)
        except (OSError, ValueError) as problem:  # busy or damaged: it is played without
            warnings.warn(f"the experience memory could not be asked: {problem}", stacklevel=2)
            return None
        if found is None or found.successes < _PATIENT:
            return None
        return None if found.p90_ticks is None else int(2 * found.p90_ticks)

    def _remembered(self, text: str, goal: Goal) -> tuple[str, ...]:
        if self._memory is None:
            return ()
        found = []
        try:
            recalls = self._memory.recall(text, goal, k=_RECALLED)
        except (OSError, ValueError) as problem:
            warnings.warn(f"the experience memory could not be asked: {problem}", stacklevel=2)
            return ()
        for recalled in recalls:
            episode = recalled.episode
            steps = ", ".join(step.text for step in episode.steps if step.outcome == "done")
            how = f"done in {episode.ticks} ticks" if episode.success else f"failed: {episode.reason}"
            found.append(f"{episode.text} ({how}): {steps or 'no step was done'}")
        return tuple(found)

    def _remember(self, s: _Stream, success: bool, reason: str) -> None:
        assert self._memory is not None
        mind = s.mind
        steps = tuple(
            LivedStep(
                verb=tried.goal.verb, target=tried.goal.target, count=tried.goal.count, text=tried.subgoal.text,
                outcome=_OUTCOMES.get(tried.span.outcome, "interrupted"),
                reason=tried.span.reason, ticks=max(0, tried.ticks(mind.tick)),
            )
            for tried in mind.tries if tried.subgoal.id not in ASIDE
        )  # fmt: skip
        privilege = s.brief.privilege
        task = privilege.task if privilege is not None else None
        self._memory.add(Episode(
            text=mind.text, goal=mind.goal, success=success, ticks=mind.tick, budget=task.budget if task else 0,
            hands=self._config.hands, planner=self._planner,
            policy=self._learned.fingerprint if self._learned else "",
            inventory=dict(privilege.info["inventory"]) if privilege else {}, steps=steps,
            reason=reason or mind.stopped, world={"view": self.view},
        ))  # fmt: skip


_OUTCOMES: dict[str, Literal["done", "failed"]] = {"done": "done", "failed": "failed"}
_ACCOUNT = "account"  # of what is kept of an episode: how it went
_AGAIN = {"again": 1}  # no action: what the hands were at has ended


def account(mind: Mind) -> dict[str, Any]:
    """Plain data of how an episode went, subgoal by subgoal. ``aside``: it is no step of the plan, but what is done before
    one (``tool``, ``station``, ``meal``, ``up``), or going elsewhere (``elsewhere``)."""
    steps = [
        {"verb": span.subgoal.verb, "target": span.subgoal.target, "count": span.subgoal.count,
         "outcome": span.outcome if span.end >= 0 else "interrupted", "reason": span.reason, "start": span.start,
         "end": span.end if span.end >= 0 else mind.tick, "aside": span.subgoal.id if span.subgoal.id in ASIDE else ""}
        for span in mind.subgoals
    ]  # fmt: skip
    events = Counter(event.kind for event in mind.events)
    return {"subgoals": steps, "events": dict(events), "plans": dict(mind.planned_by), "stopped": mind.stopped}


def _bytes(mind: Mind) -> npt.NDArray[np.uint8]:
    return np.frombuffer(json.dumps([mind.tick, account(mind)]).encode(), np.uint8)
