"""The expert: plans, plays the plan skill by skill, minds its life in between, and plans anew from what it truly holds."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from craftagent.actions import dequantize
from craftagent.expert.body import Body, SkillFailed, Ticks
from craftagent.expert.chores import chore
from craftagent.expert.cursor import leave, put_down
from craftagent.expert.errands import block_values
from craftagent.expert.explore import Explore
from craftagent.expert.find import find_blocks
from craftagent.expert.first import announce
from craftagent.expert.reflex import danger
from craftagent.expert.skills import skill_for
from craftagent.expert.smelt import in_furnaces, sources_of
from craftagent.expert.sources import worth
from craftagent.expert.station import find as find_station
from craftagent.expert.style import Style
from craftagent.expert.terrain_costs import tools_among
from craftagent.planner.plan import CannotPlan, PlanOptions, Surroundings, plan
from craftagent.planner.subgoal import ITEM_VERBS, Subgoal, total
from craftagent.sim.env import SimWorld
from craftagent.sim.rules.registry import item_names
from craftagent.sim.state import CURSOR
from craftagent.tasks.goal import Goal
from craftagent.tasks.tags import item_members
from craftagent.types import CAMERA, KEYS, Info

TRIES = 8  # failures of one subgoal before the expert gives up
NEAR_STATION = 12.0
PATIENCE = 6  # interruptions of one subgoal that count as a failure
AT_HAND = 12  # blocks
_WOODS = ("oak", "birch", "spruce", "acacia")


@dataclasses.dataclass
class Span:
    """A stretch of play: what was tried from tick ``start`` to ``end`` (not included) and how it ended."""

    subgoal: Subgoal
    start: int
    end: int = -1
    outcome: str = "running"  # done, failed, interrupted
    reason: str = ""


class Expert:
    """Plays one goal in one embedded world. ``noise``: chance a tick that a burst of wrong input begins.

    Loop: :meth:`begin` after the world's reset, then ``world.step(expert.act())`` and :meth:`see` with its info.
    ``subgoals``: what has been tried; ``current``: what is being done; ``noisy``: whether the last action was noise.
    """

    def __init__(
        self, world: SimWorld, style: Style | None = None, seed: int = 0, noise: float = 0.0, reflexes: bool = True
    ) -> None:
        announce()
        self.style = style or Style.draw(seed, noise)
        self.body = Body(world, self.style, seed)
        self.reflexes = reflexes
        self._rng = np.random.default_rng((seed, 0x0E0E))
        self.begin(Goal("survive", "any", 1), self.body.info)

    def begin(self, goal: Goal, info: Info) -> None:
        """Start on a goal in the world as it is."""
        self.goal = goal
        self.body.info = info
        self.body.avoid = {}
        self.body.looks = {}
        self.ticks = 0
        self.subgoals: list[Span] = []
        self.plan: list[Subgoal] = []
        self.done = False
        self.gave_up: str | None = None
        self.noisy = False
        self._work: Ticks[Any] | None = None
        self._reflex: Ticks[Any] | None = None
        self._failures: Counter[str] = Counter()
        self._chores: Counter[str] = Counter()
        self._burst = 0
        self._noise_action: dict[str, Any] | None = None
        held = dict(info["inventory"])
        counted = goal.verb in ITEM_VERBS
        self._want = goal.count + (total(held, goal.target) if counted else 0)
        self._last_done = False
        self._orders: list[Subgoal] = []
        self.failed: str | None = None

    @property
    def current(self) -> Subgoal | None:
        """The subgoal being worked on."""
        return self.subgoals[-1].subgoal if self.subgoals and self.subgoals[-1].end < 0 else None

    def stand_in(self, other: Expert) -> None:
        """Take up another's goal, in the same world, where it stands, and what it has looked for and tried in vain."""
        self.begin(other.goal, other.body.info)
        self._want = other._want
        self.body.avoid, self.body.looks = dict(other.body.avoid), other.body.looks

    @property
    def startled(self) -> bool:
        """Whether a reflex is at work, before whatever else is to be done."""
        return self._reflex is not None

    def see(self, info: Info) -> None:
        """What came of the last action."""
        self.body.info = info
        self.ticks += 1
        if not info["life"]["is_alive"] or any(e["type"] == "respawned" for e in info["events"]):
            self._stop("interrupted", "died")

    def carry_out(self, plan: Sequence[Subgoal]) -> None:
        """Do the first step of somebody else's plan; the rest says what must be kept. Then stand still.

        ``done`` says that it was done, ``failed`` why it was not; another step may be ordered at any time. Reflexes, food
        and the night come before it, as ever, unless the expert was made without reflexes: then others have the body
        between the steps, and nothing is done but the step. Raises ``ValueError`` without steps.
        """
        if not plan:
            raise ValueError("there is no step to carry out")
        self._stop("interrupted", "other orders")
        self._orders = list(plan)
        self.done, self.failed, self.gave_up, self._last_done = False, None, None, False

    def lay_down(self, made: Goal) -> None:
        """Put down what hangs on the pointer first, as the end of the craft that made it."""
        self._stop("interrupted", "put down first")
        self._start(Subgoal(verb=made.verb, target=made.target, count=made.count, id="laid"), put_down(self.body))

    def hands_off(self, reason: str) -> None:
        """Another plays from here; the next :meth:`act` plans anew from the world as it is then."""
        self._stop("interrupted", reason)
        if self._reflex is not None:
            self._reflex.close()
            self._reflex = None

    # -- one tick ------------------------------------------------------------------------------------------------------

    def act(self) -> dict[str, Any]:
        """The next action. When the goal is reached, or given up, it stands still."""
        action = self._think()
        self.noisy = False
        if self.style.noise > 0.0:
            action = self._disturb(action)
        return action

    def _think(self) -> dict[str, Any]:
        body = self.body
        for _ in range(40):
            if self._reflex is not None:
                action = self._next(self._reflex)
                if action is not None:
                    return action
                self._reflex = None
                continue
            if self.reflexes:
                threat = danger(body)
                if threat is not None:
                    self._interrupted()
                    self._reflex = threat
                    continue
            if self._work is None:
                if self.done or self.gave_up is not None or self.failed is not None:
                    return body.act()
                self._choose()
                continue
            action = self._advance()
            if action is not None:
                return action
        return body.act()

    def _next(self, work: Ticks[Any]) -> dict[str, Any] | None:
        """The next action of a reflex; None when it is over, whatever came of it."""
        try:
            return next(work)
        except (StopIteration, SkillFailed):
            return None

    def _advance(self) -> dict[str, Any] | None:
        """The next action of the skill at work; None when it has ended."""
        assert self._work is not None
        span = self.subgoals[-1]
        if self.ticks - span.start > span.subgoal.budget * 2 + 400:
            self._stop("failed", "too slow")
            self._failed(span)
            return None
        try:
            return next(self._work)
        except StopIteration:
            self._stop("done")
            if self._orders:
                self.done = span.subgoal.id == self._orders[0].id
            if span.subgoal.id == "goal" or (self.plan and span.subgoal.id == self.plan[-1].id):
                self._last_done = True
        except SkillFailed as failure:
            self._stop("failed", str(failure))
            self._failed(span)
        return None

    def _stop(self, outcome: str, reason: str = "") -> None:
        if self._work is not None:
            self._work.close()
            self._work = None
        if self._reflex is not None and outcome == "interrupted":
            self._reflex.close()
            self._reflex = None
        if self.subgoals and self.subgoals[-1].end < 0:
            span = self.subgoals[-1]
            span.end, span.outcome, span.reason = self.ticks, outcome, reason
            if span.end == span.start and outcome == "interrupted":
                self.subgoals.pop()

    def _interrupted(self) -> None:
        """Drop the skill for a reflex. What is broken into again and again does not work here."""
        span = self.subgoals[-1] if self._work is not None and self.subgoals else None
        self._stop("interrupted", "danger")
        if span is not None:
            key = f"interrupted {span.subgoal.verb} {span.subgoal.target}"
            self._failures[key] += 1
            if self._failures[key] % PATIENCE == 0:
                self._failed(span)

    def _failed(self, span: Span) -> None:
        key = f"{span.subgoal.verb} {span.subgoal.target}"
        self._failures[key] += 1
        if self._orders:
            self.failed = span.reason
        elif self._failures[key] >= TRIES:
            self.gave_up = f"{key}: {span.reason}"

    # -- what to do next -------------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        """Plan from the true inventory and start on the first subgoal, or on what life asks for first."""
        held = self._holdings()
        goal = self.goal
        if self._orders:
            self.plan = list(self._orders)
            self._choose_skill(held)
            return
        if goal.verb in ITEM_VERBS and total(held, goal.target) >= self._want:
            if total(self._holdings(laid=False), goal.target) >= self._want:
                self.done = True
            else:  # it hangs on the pointer
                self._start(Subgoal(verb=goal.verb, target=goal.target, count=goal.count, id="goal"), leave(self.body))
            return
        if goal.verb not in ITEM_VERBS and self._last_done:
            self.done = True
            return
        try:
            self.plan = self.propose()
        except CannotPlan as error:
            self.gave_up = str(error)
            return
        if not self.plan:
            self.done = True
            return
        self._choose_skill(held)

    def propose(self) -> list[Subgoal]:
        """The plan from here, the next step first; empty if the goal is reached. Raises :class:`CannotPlan`."""
        goal = self.goal
        wanted = Goal(goal.verb, goal.target, self._want) if goal.verb in ITEM_VERBS else goal
        options = PlanOptions(spare_logs=1 if goal.verb == "get" else 0)
        return self._direct() or plan(wanted, self._holdings(), self.surroundings(), options)

    def _choose_skill(self, held: Mapping[str, int]) -> None:
        """Start on the plan's first step, or on what comes before it."""
        body, goal = self.body, self.goal
        first = self.plan[0]
        whole = self.reflexes or not self._orders  # one step for other hands is that step, and nothing besides
        before = chore(body, self.plan, goal.target, self._chores, hunts=goal.verb in ITEM_VERBS) if whole else None
        if before is not None:
            self._start(*before)
            return
        failures = self._failures[f"{first.verb} {first.target}"]
        if whole and failures and failures % 3 == 0:  # it does not work here: go and see elsewhere
            ticks = body.tick + 300
            away = Explore(lambda b: b.tick > ticks, 400)
            self._failures[f"{first.verb} {first.target}"] += 1
            self._start(Subgoal(verb="reach", target="distance:30", id="elsewhere", budget=500), away.run(body))
            return
        missing = first.count - (
            total(held, first.target) if first.count_mode == "have" and first.verb in ITEM_VERBS else 0
        )
        try:
            skill = skill_for(first.verb, first.target, max(missing, 1), keep_station=self._stays(first))
        except ValueError as error:
            if self._orders:
                self.failed = str(error)
            else:
                self.gave_up = str(error)
            return
        self._start(first, skill.run(body))

    def _direct(self) -> list[Subgoal]:
        """Goals for which what is needed stands there already."""
        goal = self.goal
        if goal.verb == "interact" and find_blocks(self.body, block_values(goal.target), 64):
            return [Subgoal(verb="interact", target=goal.target, id="goal")]
        body = self.body
        if goal.verb == "mine":  # it is before one's eyes, whatever way to it a plan would take
            value = worth(goal.target, tools_among(body.info["inventory"]))
            if value.any() and find_blocks(body, value, AT_HAND):
                return [Subgoal(verb="mine", target=goal.target, count=self._want, id="goal")]
        if goal.verb == "smelt" and (body.count("furnace") or find_station(body, "furnace", NEAR_STATION)):
            held, missing = self._holdings(), self._want - total(self._holdings(laid=False), goal.target)
            inputs = sources_of(frozenset(item_members(goal.target)))
            if sum(held.get(name, 0) for name in inputs) >= missing:
                return [Subgoal(verb="smelt", target=goal.target, count=self._want, id="goal")]
        return []

    def _start(self, subgoal: Subgoal, work: Ticks[Any]) -> None:
        self.subgoals.append(Span(subgoal, self.ticks))
        self._work = work

    def _stays(self, first: Subgoal) -> bool:
        """Whether the station may stay where it is: the next step needs it too, or nothing does any more."""
        later = self.plan[1:]
        if not later or not any(step.station for step in later):
            return True
        for step in later:
            if step.station == first.station:
                return True
            if step.verb in ("mine", "hunt", "get", "kill"):
                return False
        return True

    def _holdings(self, laid: bool = True) -> dict[str, int]:
        """All that is held and worn; with ``laid`` what lies in a grid or a furnace or hangs on the pointer too."""
        held = Counter(self.body.info["inventory"])
        if laid:
            held += in_furnaces(self.body, NEAR_STATION)
        for slot in (*range(36, 50), CURSOR) if laid else range(36, 41):
            stack = self.body.w.items[slot]
            if int(stack["count"]):
                name = item_names()[int(stack["id"])]
                held[name] += int(stack["count"])
        return dict(held)

    def surroundings(self) -> Surroundings:
        """Stations within reach, trees near, and what is left of the tools."""
        body = self.body
        stations = {name for name in ("crafting_table", "furnace") if find_station(body, name, NEAR_STATION)}
        trees: list[tuple[float, str]] = []
        for wood in _WOODS:
            found = find_blocks(body, worth(f"{wood}_log", ()), 48)
            if found:
                trees.append((found[0][1], wood))
        uses: Counter[str] = Counter()
        limits = np.asarray(body.r.max_damage)
        for stack in body.w.items[:36]:
            item = int(stack["id"])
            if int(stack["count"]) and limits[item] > 0:
                uses[item_names()[item]] += int(limits[item]) - int(stack["damage"])
        return Surroundings(frozenset(stations), tuple(w for _, w in sorted(trees)), uses_left=dict(uses))

    # -- noise -----------------------------------------------------------------------------------------------------------

    def _disturb(self, action: dict[str, Any]) -> dict[str, Any]:
        """Now and then a burst of wrong input, from which the expert has to come back. Never in a screen."""
        if self.body.screen_open:
            self._burst = 0
            return action
        if self._burst == 0 and self._rng.random() < self.style.noise:
            self._burst = int(self._rng.integers(1, self.style.noise_ticks + 1))
            wrong: dict[str, Any] = dict.fromkeys(KEYS, 0)
            for key in ("forward", "back", "left", "right", "jump", "attack"):
                wrong[key] = int(self._rng.random() < 0.3)
            bins = self._rng.integers(2, 9, size=2)
            wrong[CAMERA] = dequantize(bins).astype(np.float32)
            self._noise_action = wrong
        if self._burst > 0 and self._noise_action is not None:
            self._burst -= 1
            self.noisy = True
            return dict(self._noise_action)
        return action
