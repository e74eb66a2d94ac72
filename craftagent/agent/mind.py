"""The slow mind of one episode: keeps the plan, checks each subgoal by its predicate, plans anew when something happens.

Each tick: :meth:`Mind.see` what came of the last action, then :meth:`Mind.order` what the hands should do now. Neither
ever waits for a planner: a slow one is asked ahead where it can be, and where there is nothing to go on with the hands rest.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable
from typing import Any

from craftagent.agent.ahead import Ahead
from craftagent.agent.attempt import Attempt, told_goal
from craftagent.agent.before import before
from craftagent.agent.calls import Calls
from craftagent.agent.directly import directly
from craftagent.agent.elsewhere import TUNNEL, Ground, elsewhere, in_rock, lands, level_of, out_of_water
from craftagent.agent.events import REPLAN, Event, Kind
from craftagent.agent.failures import Failures
from craftagent.agent.judge import judge
from craftagent.agent.look_back import LookBack
from craftagent.agent.mark import Mark
from craftagent.agent.notes import Notes
from craftagent.agent.nudge import DIG, FAR_DIG, FAR_WALK, WALK
from craftagent.agent.order import Order
from craftagent.agent.patience import (
    ASIDE,
    BEFORE,
    ELSEWHERE,
    ROOTED,
    SCREEN_VERBS,
    WANDER_TICKS,
    MindConfig,
)
from craftagent.agent.places import NEAR, NEAR_SCRIPTS, Places, tidying
from craftagent.agent.pointer import Pointer
from craftagent.agent.senses import Body, holdings
from craftagent.agent.thinker import Thinker, Thought
from craftagent.agent.upkeep import Upkeep
from craftagent.agent.verdicts import asked_again, in_vain, may_stop
from craftagent.agent.wanted import Wanted
from craftagent.expert.player import Span
from craftagent.planner.mllm.situation import Situation, position_facts
from craftagent.planner.reflection import Verdict
from craftagent.planner.simulate import validate
from craftagent.planner.subgoal import ITEM_VERBS, Subgoal
from craftagent.planner.surroundings import Surroundings
from craftagent.tasks.goal import Goal
from craftagent.types import Info

SLOW_TICKS = 40  # without a plan or anything to do: then it is said that the planner is slow


class Mind:
    """The mind of one episode.

    Args:
        goal: what is to be reached; ``text``: as it was said.
        info: the world's, at the beginning.
        thinker: makes the plans.
        config: how patient it is.
        surroundings: what stands near, if somebody knows; by default what the hands have put down and opened themselves.
        habit: (verb, target, count) -> ticks that others needed at most, of experience, or None.
        remembered: lines about earlier episodes, for a planner that reads.

    Attributes:
        plan: the steps as last planned, the one at hand first.
        tries: what was tried, in order; ``subgoals``: the same as stretches of ticks.
        events: everything that happened; ``planned_by``: how many plans were taken of each planner.
        stopped: why it has ended the episode; empty while it plays. ``reached``: because the goal is reached.
    """

    def __init__(
        self, goal: Goal, text: str, info: Info, thinker: Thinker, config: MindConfig | None = None,
        surroundings: Callable[[], Surroundings] | None = None,
        habit: Callable[[str, str, int], int | None] | None = None, remembered: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        self.config, self.thinker = config or MindConfig(), thinker
        self.plan: list[Subgoal] = []
        self.tries: list[Attempt] = []
        self.events: list[Event] = []
        self.planned_by: Counter[str] = Counter()
        self.stopped, self.reached, self.tick = "", False, 0
        self._info, self._frame = info, None
        self._surroundings, self._habit, self._remembered = surroundings, habit, remembered
        self._notes, self._places, self._body, self._ground = Notes(), Places(), Body(info), Ground()
        self._pointer = Pointer()
        self._attempt: Attempt | None = None
        self._asked = self._fresh = self._afresh = False
        self._nudge, self._digs = 0, False
        self._asked_at = 0
        self._calls_for_plan = True  # nothing that is planned can be gone on with
        self._instead: Subgoal | None = None  # what the step that ran out of time says is to be done then
        self._failed = Failures()
        self._tried_directly = False
        self._calls, self._ahead, self._upkeep = Calls(), Ahead(thinker), Upkeep()
        self._wanted = Wanted(goal, text, self._holdings())
        self._back = LookBack(thinker, self.config.reflect_every, self._mark())
        for line in remembered:
            self._happens("experience", line)

    # -- what others see -----------------------------------------------------------------------------------------------

    @property
    def goal(self) -> Goal:
        """What is to be reached."""
        return self._wanted.goal

    @property
    def text(self) -> str:
        """The goal as it was said."""
        return self._wanted.text

    @property
    def current(self) -> Subgoal | None:
        """The subgoal at work."""
        return self._attempt.subgoal if self._attempt is not None else None

    @property
    def subgoals(self) -> list[Span]:
        """What was tried, in order, as stretches of ticks."""
        return [attempt.span for attempt in self.tries]

    @property
    def goes_on(self) -> bool:
        """Whether the next step should go on in the screen that is open, with what hangs on the pointer."""
        if not self._pointer.way or not self.tries or self.tries[-1].span.outcome != "done" or len(self.plan) < 2:
            return False
        follows = self.plan[0].id == self.tries[-1].subgoal.id and _by_hand(self.plan[1])
        return follows and not self._wanted.held(self._holdings())  # what is wanted has to come to the bag

    @property
    def picks_up(self) -> bool:
        """Whether the body should walk on to what fell before it when a screen was shut."""
        return self._attempt is None and self._pointer.steps(self.tick)

    @property
    def done(self) -> tuple[str, ...]:
        """What was reached, a line each."""
        return self._notes.done

    def say(self, goal: Goal, text: str) -> None:
        """A person wants something else from now on."""
        self._end("interrupted", "somebody wants something else")
        self._wanted = Wanted(goal, text, self._holdings())
        self.stopped, self.reached, self._tried_directly = "", False, False
        self._failed = Failures()
        self._ahead.drop()
        self._happens("operator_message", text)

    # -- a tick --------------------------------------------------------------------------------------------------------

    def see(self, info: Info, frame: Any = None) -> None:
        """What came of the last action. ``frame``: uint8 (H, W, 3) RGB, for planners that look."""
        self.tick += 1
        if self.config.hands == "learned":
            info = self._pointer.see(info, self.tick)
        self._info, self._frame = info, frame
        self._places.see(info)
        self._ground.see(info)
        self._upkeep.see(info, self.tick)
        attempt = self._attempt
        if attempt is not None:
            attempt.see(info, self.tick)
        for kind, words in self._body.look(info):
            self._happens(kind, words)  # type: ignore[arg-type]
            if kind == "death":
                self._end("interrupted", "died")
                self._afresh = True
        if self._attempt is not None:
            self._check(self._attempt)
        self._see_to_needs()
        self._look_back()
        self._think_ahead()

    def hands_done(self) -> None:
        """The hands say that the subgoal is done."""
        attempt = self._attempt
        if attempt is None:
            return
        if attempt.told and not attempt.done:
            self._fail("belief_mismatch", "the hands call it done, its predicate does not hold")
        else:
            self._finish(attempt)

    def hands_failed(self, reason: str) -> None:
        """The hands say that they cannot."""
        attempt = self._attempt
        if attempt is None:
            return
        lacks = attempt.missing(self._info)
        if attempt.subgoal.verb in SCREEN_VERBS:
            self._fail("gui_failure", reason + (f"; missing {', '.join(lacks)}" if lacks else ""))
        else:
            self._fail("failed", reason)

    def hands_aside(self) -> None:
        """The hands see to something else first at this tick, which the subgoal does not ask for."""
        if self._attempt is not None:
            self._attempt.set_aside(self.tick)

    def order(self) -> Order:
        """What the hands should do now."""
        if self._attempt is None and not self.stopped:
            self._choose()
        if self._attempt is None or self.stopped:
            return Order(None)
        order = Order(
            self._attempt,
            self.config.hands_for(self._attempt.subgoal),
            self._fresh,
            self._afresh,
            self._nudge,
            self._digs,
        )
        self._fresh = self._afresh = self._digs = False
        self._nudge = 0
        return order

    def close(self, success: bool, lost: bool = False) -> None:
        """The episode is over; ``lost``: it broke, and says nothing about the plans that were made in it."""
        attempt = self._attempt
        reached = success and attempt is not None and (attempt.done or self._is_last(attempt.subgoal))
        self._end("done" if reached else "interrupted", "" if reached else "the episode was over")
        if not lost:
            self._calls.tell(self.thinker.tell, success, self.tick)
        self.thinker.close()

    # -- checks --------------------------------------------------------------------------------------------------------

    def _check(self, attempt: Attempt) -> None:
        if lands(attempt, self._ground):
            self._finish(attempt)
            return
        still = self._body.still(self._info, self.tick)
        found = judge(attempt, self._info, self.tick, self.config, still, lambda: self._tidying(attempt),
                      bool(self._pointer.way))  # fmt: skip
        if found is None:
            return
        if found.what == "done":
            self._finish(attempt)
        elif found.what == "glance":
            self._push(attempt.subgoal)
        elif found.what == "stuck":
            self._stuck(attempt, found.why)
        else:
            self._fail(found.what, found.why)
        self._afresh = self._afresh or found.afresh

    def _stuck(self, attempt: Attempt, why: str) -> None:
        step = attempt.subgoal
        self._happens("stuck", why)
        self._body.moved(self._info, self.tick)
        if step.verb not in SCREEN_VERBS:
            self._push(step)
        attempt.stuck += 1
        if attempt.stuck >= self.config.stuck_most(step) and not attempt.by_the_way:
            self._fail("failed", f"stuck {attempt.stuck} times")

    def _push(self, step: Subgoal) -> None:
        """Give hands that do the same and the same another picture."""
        self._digs = self.config.may_dig and in_rock(step, self._ground, self._info)
        self._nudge = DIG if self._digs else WALK

    def _see_to_needs(self) -> None:
        """Break off what learned hands are at for a meal that is due, or where what it takes is lost."""
        attempt = self._attempt
        if not self.plan or attempt is None or attempt.by_the_way or attempt.done:
            return
        if self.config.hands_for(attempt.subgoal) != "learned":
            return
        if _by_hand(attempt.subgoal) and self._partly(attempt):
            self._end("interrupted", "a part of it is made")
            self._calls_for_plan = True
        elif lost := self._upkeep.lost(attempt, self._info, self.tick, self._near):
            self._happens("inventory_regression", lost)
            self._end("interrupted", "what it takes is lost")
            self._calls_for_plan = True
        elif self.config.watchful and (meal := self._upkeep.meal(self._info, self.tick, self.goal, self.plan)):
            self._end("interrupted", "a meal is due")
            self._begin(meal)
        elif (shore := out_of_water(attempt, self.tick, self._ground)) is not None:
            self._end("interrupted", "it is in the water")
            self._begin(shore)
            self._afresh = True

    def _partly(self, attempt: Attempt) -> bool:
        """Whether hands have made some of a craft and left it at that: what is still wanted is told anew."""
        return attempt.made > 0 and (not self._info["gui"]["open"] or self._pointer.rests(self.tick))

    def _think_ahead(self) -> None:
        """Ask a slow planner while the hands are at work, if they may soon have nothing to go on with."""
        attempt = self._attempt
        self._ahead.hear()
        if attempt is None or self.stopped or not self.thinker.slow:
            return
        new = {str(event.kind) for event in self.events[-4:] if event.tick == self.tick}
        barren = None if attempt.by_the_way else self.config.barren_after(attempt.subgoal)
        if self._ahead.wanted(attempt, self.tick, barren, new, attempt.by_the_way and self._calls_for_plan):
            self._ahead.ask(attempt, self._situation())

    def _tidying(self, attempt: Attempt) -> bool:
        """Whether the station of a step that is done is still to be taken along."""
        return not self._wanted.held(self._holdings()) and tidying(attempt.subgoal, self.plan, self._holdings())

    def _finish(self, attempt: Attempt) -> None:
        step = attempt.subgoal
        self._failed.done(step, of_plan=step.id not in ASIDE)
        if step.id not in ASIDE:
            self._notes.finished(step, attempt.ticks(self.tick))
            self._calls.did()
        self._end("done")
        self._happens("done", step.text)
        if self._is_last(step):
            if self.goal.verb not in ITEM_VERBS:
                self._stop(reached=True)

    def _is_last(self, step: Subgoal) -> bool:
        """Whether it is the step with which the goal is reached."""
        return step.id not in ASIDE and (step.id == "goal" or (bool(self.plan) and step.id == self.plan[-1].id))

    def _fail(self, kind: Kind, why: str) -> None:
        attempt = self._attempt
        assert attempt is not None
        if attempt.done:  # whatever went wrong, it went wrong after the thing was done
            self._finish(attempt)
            return
        step, gone_on_with = attempt.subgoal, not self._calls_for_plan
        self._happens(kind, f"{step.text}: {why}")
        self._end("failed", why)
        self._notes.failed(step, why)
        if step.id in BEFORE and gone_on_with:  # the step that wants a tool is tried with whatever is in the hand
            self._calls_for_plan = False
        if attempt.by_the_way:
            return
        self._calls.failed(f"{step.text}: {why}")
        self._failed.add(step)
        again = self._failed.again(step, why)
        at_once = attempt.ticks(self.tick) <= ROOTED
        self._failed.rooted = kind == "gui_failure" and (at_once or again) and bool(self.plan)
        if kind in ("gui_failure", "belief_mismatch", "timeout") and step.station and not attempt.at_station:
            self._failed.rooted = not self._places.gone(step.station, self._info) and self._failed.rooted
        if self._failed.since_done >= self.config.failures:
            self._stop(f"{self._failed.since_done} subgoals failed, the last one: {step.text}: {why}")
        elif kind == "timeout":
            self._as_step_says(step, why)

    def _as_step_says(self, step: Subgoal, why: str) -> None:
        """What a step that has run out of time wants to be done: ``on_fail``; to plan anew is what happens otherwise."""
        if step.on_fail == "stop":
            self._stop(f"{step.text}: {why}")
        elif step.on_fail == "retry":
            self._instead = step
        elif step.on_fail == "skip" and len(self.plan) > 1 and self.plan[0].id == step.id:
            self.plan = self.plan[1:]
            self._instead = self.plan[0]
        self._calls_for_plan = self._instead is None

    def _end(self, outcome: str, reason: str = "") -> None:
        attempt = self._attempt
        if attempt is None:
            return
        attempt.end(self.tick, outcome, reason)
        if outcome != "done":
            self._wanted.broken_off(attempt)
        self._attempt = None
        self.thinker.look_away()

    # -- the look back -------------------------------------------------------------------------------------------------

    def _look_back(self) -> None:
        self._hear()
        if self._back.due(self.tick) and not self.stopped:
            self._back.look(self._mark(), self.goal, self._attempt, position_facts(self._info))
            self._hear()

    def _hear(self) -> None:
        if (verdict := self._back.verdict(self._attempt)) is not None:
            self._judged(verdict)

    def _judged(self, verdict: Verdict) -> None:
        """``done`` is not believed where a predicate says otherwise; ``replan`` is followed where it may be."""
        attempt = self._attempt
        heeded = attempt is not None and (
            verdict.word != "replan" or may_stop(attempt, verdict, self.tick, self.config)
        )
        self._calls.looked(verdict, heeded)
        self._happens("reflection", f"{verdict.word}"
                      f"{'' if verdict.predicament == 'none' else f' ({verdict.predicament})'}: {verdict.why}"
                      f"{'' if heeded or attempt is None else '; it goes on all the same'}")  # fmt: skip
        if attempt is None or not heeded:
            return
        if verdict.word == "done" and not attempt.told:
            self._finish(attempt)
        elif verdict.word == "replan":
            self._fail("failed", f"looking back: {verdict.why}")
            self._afresh = True

    def _mark(self) -> Mark:
        pose = self._info["pose"]
        return Mark(
            self.tick, self._holdings(), len(self._notes.done), len(self.tries) if self._attempt else -1,
            self._attempt.advance if self._attempt else 0.0, (pose["x"], pose["y"], pose["z"]), self._picture(),
        )  # fmt: skip

    # -- what to do next -----------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        if not self._asked:
            if self._wanted.held(self._holdings()):
                self._stop(reached=True)
                return
            if self._settles():
                return
            if self._instead is None and self._elsewhere():
                return
            step = self._instead or self._directly() or self._after() or self._next_step()
            if step is not None:
                self._begin(step)
                return
            if not self._ahead.asked:
                self.thinker.ask(self._situation())
            self._asked, self._asked_at = True, self.tick
        thought = self._ahead.answer(self._situation)
        if thought is None:
            if self.tick - self._asked_at == SLOW_TICKS:
                self._happens("planner_slow", f"no plan after {SLOW_TICKS} ticks; the hands rest")
            return
        self._asked = False
        self._take(thought)

    def _settles(self) -> bool:
        """Whether learned hands may get back by waiting what their last try in a screen has let fall."""
        last = self.tries[-1] if self.tries else None
        if last is None or self.config.hands_for(last.subgoal) != "learned":
            return False
        if self._pointer.falls(self.tick):
            return True
        return self._upkeep.settles(last, self._info, self.tick)

    def _take(self, thought: Thought) -> None:
        self._calls.planned(thought)
        if thought.plan is None:
            self._happens("planner_refused", thought.why)
            self._stop(thought.why, said=True)
            return
        self._calls_for_plan = False
        self.plan = list(thought.plan)
        self.planned_by[thought.by] += 1
        self._happens("planned", f"{len(self.plan)} steps by {thought.by}{f'; {thought.why}' if thought.why else ''}")
        if not self.plan:
            self._happens("plan_exhausted", "nothing is left to do")
            self._stop(reached=True)
            return
        for step in asked_again(self.plan, self.tries):
            self._happens("inventory_regression", f"{step.text} again")
        self._begin(self._before(self.plan[0]) or self.plan[0])

    def _before(self, step: Subgoal) -> Subgoal | None:
        return before(step, self.config, self._info, self._holdings(), self._near, self._ground)

    def _after(self) -> Subgoal | None:
        """The step that something was done for, or a meal taken before, whether that went well or not."""
        last = self.tries[-1] if self.tries else None
        if last is None or last.subgoal.id not in BEFORE or self._calls_for_plan or not self.plan:
            return None
        return (self._before(self.plan[0]) if last.subgoal.id == "meal" else None) or self.plan[0]

    def _next_step(self) -> Subgoal | None:
        """The next step of the plan at hand, where asking for another takes time and this one still leads to the goal."""
        if not self.thinker.slow or self._calls_for_plan or len(self.plan) < 2:
            return None
        asked = self._situation()
        if validate(self.plan[1:], asked.inventory, asked.surroundings, asked.goal):
            return None
        self.plan = self.plan[1:]
        return self._before(self.plan[0]) or self.plan[0]

    def _situation(self) -> Situation:
        return Situation(
            self._wanted.rest, self._holdings(), self._near(), self._picture(), position_facts(self._info),
            self._notes.failures, self._notes.done, self.text, self._remembered,
        )  # fmt: skip

    def _near(self) -> Surroundings:
        known = self._places.surroundings(self._info, NEAR_SCRIPTS if self.config.hands == "mixed" else NEAR)
        return known if self._surroundings is None else dataclasses.replace(self._surroundings(), blocks=known.blocks)

    def _picture(self) -> Any:
        """A frame to keep: the one that was seen is drawn over at the next tick."""
        return None if self._frame is None else self._frame.copy()

    def _directly(self) -> Subgoal | None:
        """What stands there already needs no plan: that is tried once before one is made."""
        if self._tried_directly:
            return None
        self._tried_directly = True
        if self._surroundings is not None and self.goal.verb in SCREEN_VERBS:
            return None  # somebody knows that no station is near
        return directly(self.goal, self._wanted.left, self._holdings(), self._near())

    def _elsewhere(self) -> bool:
        """Look somewhere else first, when a thing was looked for here in vain; whether that begins."""
        if self._failed.rooted and self.config.hands == "mixed":
            self._failed.rooted = False
            self._begin(ELSEWHERE)
            return True
        last = self.tries[-1] if self.tries else None
        if last is None:
            return False
        times = self._failed.in_a_row(last.subgoal)
        if not in_vain(last, times, self.config, self._info):
            return False
        if self.config.hands_for(last.subgoal) == "learned":
            way = elsewhere(last, times // self.config.wander, self._ground, self._info, self.config.may_dig)
            self._begin(way)
            self._afresh, self._digs = True, way.id == TUNNEL
            self._nudge = FAR_DIG if self._digs else 0 if level_of(last.subgoal.target) else FAR_WALK
        else:
            away = f"distance:{self.config.wander_blocks}"
            self._begin(Subgoal(verb="reach", target=away, id="elsewhere", budget=WANDER_TICKS))
        return True

    def _begin(self, step: Subgoal) -> None:
        step, self._instead = self._wanted.rest_of(step), None
        goal = told_goal(step, self._holdings())
        known = self._habit(goal.verb, goal.target, goal.count) if self.config.spare and self._habit else None
        budget = self.config.budget(step, known, goal.count)
        self._attempt = Attempt(step, goal, self._info, self.tick, budget)
        if not self._attempt.by_the_way:
            self._ahead.drop()
        self._attempt.goes_on = bool(self._pointer.way) and _by_hand(step)
        # who has just felled a tree goes on felling; play that begins with such a step is what the hands know best
        learned = self.config.hands_for(step) == "learned"
        self._afresh = self._afresh or (step.verb in SCREEN_VERBS and learned and not self._attempt.goes_on)
        lacks = self._attempt.missing(self._info)
        self.tries.append(self._attempt)
        self._fresh = True
        self._body.moved(self._info, self.tick)
        self._happens("begins", step.text)
        if lacks:
            self._fail("missing_precondition", f"missing {', '.join(lacks)}")

    def _stop(self, why: str = "", reached: bool = False, said: bool = False) -> None:
        self.stopped, self.reached = why or "thinks it is done", reached
        if not reached:
            self._happens("gave_up", "" if said else why)

    def _happens(self, kind: Kind, text: str) -> None:
        self.events.append(Event(self.tick, kind, text, self.current.id if self.current else ""))
        if kind in REPLAN:
            self._calls_for_plan, self._instead = True, None
            self._asked = False  # an answer to what was asked before is of no use

    def _holdings(self) -> dict[str, int]:
        """All that is held and worn."""
        return holdings(self._info)


def _by_hand(step: Subgoal) -> bool:
    return step.verb == "craft" and step.station is None
