"""The slow mind of one episode: keeps the plan, checks each subgoal by its predicate, plans anew when something happens.

Each tick: :meth:`Mind.see` what came of the last action, then :meth:`Mind.order` what the hands should do now. Neither
ever waits for a planner: while one thinks, the hands go on with what they are at, or rest.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable
from typing import Any

from craftagent.agent.attempt import Attempt
from craftagent.agent.events import REPLAN, Event, Kind
from craftagent.agent.mark import Mark
from craftagent.agent.notes import Notes
from craftagent.agent.patience import ASIDE, SCREEN_VERBS, Hands, MindConfig
from craftagent.agent.places import Places
from craftagent.agent.senses import Body
from craftagent.agent.thinker import Thinker, Thought
from craftagent.expert.player import Span
from craftagent.planner.mllm.situation import Situation, position_facts
from craftagent.planner.reflection import Verdict
from craftagent.planner.simulate import validate
from craftagent.planner.subgoal import ITEM_VERBS, Subgoal, total
from craftagent.planner.surroundings import Surroundings
from craftagent.tasks.goal import Goal
from craftagent.types import Info


@dataclasses.dataclass(frozen=True)
class Order:
    """What the hands should do at a tick; without an attempt: nothing.

    ``fresh``: it begins at this tick; ``afresh``: what the hands remember leads nowhere, they should let go of it all.
    """

    attempt: Attempt | None
    hands: Hands = "learned"
    fresh: bool = False
    afresh: bool = False


class Mind:
    """The mind of one episode.

    Args:
        goal: what is to be reached; ``text``: as it was said.
        info: the world's, at the beginning.
        thinker: makes the plans.
        config: how patient it is.
        surroundings: what stands near, if somebody knows; by default what the hands have put down and opened themselves.
        habit: (verb, target) -> ticks that others needed, of experience, or None.
        remembered: lines about earlier episodes, for a planner that reads.

    Attributes:
        plan: the steps as last planned, the one at hand first.
        subgoals: what was tried, in order.
        events: everything that happened.
        stopped: why it has ended the episode; empty while it plays. ``reached``: because the goal is reached.
    """

    def __init__(
        self, goal: Goal, text: str, info: Info, thinker: Thinker, config: MindConfig | None = None,
        surroundings: Callable[[], Surroundings] | None = None,
        habit: Callable[[str, str], int | None] | None = None, remembered: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        self.goal, self.text, self.config, self.thinker = goal, text, config or MindConfig(), thinker
        self.plan: list[Subgoal] = []
        self.subgoals: list[Span] = []
        self.events: list[Event] = []
        self.stopped, self.reached, self.tick = "", False, 0
        self._info, self._frame = info, None
        self._surroundings, self._habit, self._remembered = surroundings, habit, remembered
        self._notes, self._places, self._body = Notes(), Places(), Body(info)
        self._attempt: Attempt | None = None
        self._asked = self._fresh = self._afresh = False
        self._calls_for_plan = True  # nothing that is planned can be gone on with
        self._failed: Counter[str] = Counter()  # in a row, by verb and target
        self._failures = 0
        self._tried_directly = self._drawn = False
        self._lingered = 0
        self._calls: tuple[str, ...] = ()
        self._want = goal.count + self._held(goal.target) if goal.verb in ITEM_VERBS else goal.count
        self._last_look = self._mark()

    # -- what others see -----------------------------------------------------------------------------------------------

    @property
    def current(self) -> Subgoal | None:
        """The subgoal at work."""
        return self._attempt.subgoal if self._attempt is not None else None

    @property
    def done(self) -> tuple[str, ...]:
        """What was reached, a line each."""
        return self._notes.done

    def say(self, goal: Goal, text: str) -> None:
        """A person wants something else from now on."""
        self.goal, self.text = goal, text
        self._want = goal.count + self._held(goal.target) if goal.verb in ITEM_VERBS else goal.count
        self.stopped, self.reached, self._tried_directly = "", False, False
        self._end("interrupted", "somebody wants something else")
        self._happens("operator_message", text)

    # -- a tick --------------------------------------------------------------------------------------------------------

    def see(self, info: Info, frame: Any = None) -> None:
        """What came of the last action. ``frame``: uint8 (H, W, 3) RGB, for planners that look."""
        self.tick += 1
        self._info, self._frame = info, frame
        self._places.see(info)
        attempt = self._attempt
        if attempt is not None:
            attempt.see(info)
        for kind, words in self._body.look(info):
            self._happens(kind, words)  # type: ignore[arg-type]
            if kind == "death":
                self._end("interrupted", "died")
        if self._attempt is not None:
            self._check(self._attempt)
        self._look_back()

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

    def order(self) -> Order:
        """What the hands should do now."""
        if self.stopped:
            return Order(None)
        if self._attempt is None:
            self._choose()
        if self._attempt is None:
            return Order(None)
        order = Order(self._attempt, self.config.hands_for(self._attempt.subgoal), self._fresh, self._afresh)
        self._fresh = self._afresh = False
        return order

    def close(self, success: bool) -> None:
        """The episode is over."""
        self._end("done" if success else "interrupted", "" if success else "the episode was over")
        self.thinker.tell(self._calls, {"success": success, "ticks": self.tick})
        self.thinker.close()

    # -- checks --------------------------------------------------------------------------------------------------------

    def _check(self, attempt: Attempt) -> None:
        step, learned = attempt.subgoal, self.config.hands_for(attempt.subgoal) == "learned"
        late = attempt.ticks(self.tick) >= attempt.budget
        if attempt.done and learned:
            self._lingered += 1
            if not self._info["gui"]["open"] or self._lingered > self.config.linger:
                self._finish(attempt)
        elif late and attempt.done:
            self._finish(attempt)
        elif late:
            self._fail("timeout", f"not done after {attempt.budget} ticks")
        elif self._broke(step):
            self._fail("tool_broken", f"{step.tool} is gone")
        elif learned and step.verb != "survive":
            patience = self.config.patience(step)
            if self._body.still(self._info, self.tick) >= patience:
                self._happens("stuck", f"nothing has changed for {patience} ticks")
                self._body.moved(self._info, self.tick)
                self._afresh = True

    def _broke(self, step: Subgoal) -> bool:
        """Whether the tool was there at the beginning and is not now. In a screen things are on their way."""
        if step.tool is None or self._info["gui"]["open"] or self._attempt is None:
            return False
        return bool(self._attempt.held.get(step.tool)) and not self._held(step.tool)

    def _finish(self, attempt: Attempt) -> None:
        step = attempt.subgoal
        self._failed[_key(step)] = 0
        if step.id not in ASIDE:
            self._notes.finished(step, attempt.ticks(self.tick))
        self._end("done")
        self._happens("done", step.text)
        if step.id not in ASIDE and (step.id == "goal" or (self.plan and step.id == self.plan[-1].id)):
            if self.goal.verb not in ITEM_VERBS:
                self._stop(reached=True)

    def _fail(self, kind: Kind, why: str) -> None:
        attempt = self._attempt
        assert attempt is not None
        if attempt.done:  # whatever went wrong, it went wrong after the thing was done
            self._finish(attempt)
            return
        step = attempt.subgoal
        self._happens(kind, f"{step.text}: {why}")
        self._end("failed", why)
        self._notes.failed(step, why)
        if step.id in ASIDE:
            return
        self._failed[_key(step)] += 1
        self._failures += 1
        if kind in ("gui_failure", "belief_mismatch", "timeout") and step.station:
            self._places.gone(step.station, self._info)
        if self._failures >= self.config.failures:
            self._stop(f"{self._failures} subgoals failed, the last one: {step.text}: {why}")

    def _end(self, outcome: str, reason: str = "") -> None:
        if self._attempt is not None:
            self._attempt.end(self.tick, outcome, reason)
            self._attempt = None

    # -- the look back -------------------------------------------------------------------------------------------------

    def _look_back(self) -> None:
        verdict = self.thinker.verdict()
        if verdict is not None:
            self._judged(verdict)
        if self.config.reflect_every and self.tick and self.tick % self.config.reflect_every == 0 and not self.stopped:
            now, doing = self._mark(), self.current.text if self.current else ""
            self.thinker.reflect(self._last_look.look(now, self.goal, doing, position_facts(self._info)))
            self._last_look = now
            verdict = self.thinker.verdict()
            if verdict is not None:
                self._judged(verdict)

    def _judged(self, verdict: Verdict) -> None:
        """``done`` is not believed where a predicate says otherwise; ``replan`` is followed."""
        self._happens("reflection", f"{verdict.word}"
                      f"{'' if verdict.predicament == 'none' else f' ({verdict.predicament})'}: {verdict.why}")  # fmt: skip
        attempt = self._attempt
        if attempt is None:
            return
        if verdict.word == "done" and not attempt.told:
            self._finish(attempt)
        elif verdict.word == "replan":
            self._fail("failed", f"looking back: {verdict.why}")
            self._afresh = True

    def _mark(self) -> Mark:
        pose = self._info["pose"]
        return Mark(
            self.tick, dict(self._info["inventory"]), len(self._notes.done),
            self._attempt.progress if self._attempt else 0.0, (pose["x"], pose["y"], pose["z"]), self._picture(),
        )  # fmt: skip

    # -- what to do next -----------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        if not self._asked:
            if self.goal.verb in ITEM_VERBS and self._held(self.goal.target) >= self._want:
                self._stop(reached=True)
                return
            step = self._elsewhere() or self._directly() or self._next_step()
            if step is not None:
                self._begin(step)
                return
            self.thinker.ask(self._situation())
            self._asked = True
        thought = self.thinker.poll()
        if thought is None:
            return
        self._asked = False
        self._take(thought)

    def _take(self, thought: Thought) -> None:
        if thought.plan is None:
            self._happens("planner_refused", thought.why)
            self._stop(thought.why)
            return
        self._calls, self._calls_for_plan = thought.calls or self._calls, False
        self.plan = list(thought.plan)
        note = f"; {thought.why}" if thought.why else ""
        self._happens("planned", f"{len(self.plan)} steps by {thought.by}{note}")
        if not self.plan:
            self._happens("plan_exhausted", "nothing is left to do")
            self._stop(reached=True)
            return
        for step in self.plan:
            if any(s.outcome == "done" and s.subgoal.target == step.target and s.subgoal.verb == step.verb
                   and s.subgoal.count >= step.count for s in self.subgoals):  # fmt: skip
                self._happens("inventory_regression", f"{step.text} again")
        self._begin(self._tool(self.plan[0]) or self.plan[0])

    def _tool(self, step: Subgoal) -> Subgoal | None:
        """Taking the tool in hand, where scripts do that and it is not there; once for a step."""
        if self.config.hands != "mixed" or step.tool is None or self._drawn:
            self._drawn = False
            return None
        if self._info["equipped"].get("mainhand") == step.tool or not self._held(step.tool):
            return None
        self._drawn = True
        return Subgoal(verb="equip", target=step.tool, id="tool", budget=100)

    def _next_step(self) -> Subgoal | None:
        """The next step of the plan at hand, where asking for another takes time and this one still leads to the goal."""
        if not self.thinker.slow or self._calls_for_plan or len(self.plan) < 2:
            return None
        asked = self._situation()
        if validate(self.plan[1:], asked.inventory, asked.surroundings, asked.goal):
            return None
        self.plan = self.plan[1:]
        return self._tool(self.plan[0]) or self.plan[0]

    def _situation(self) -> Situation:
        goal = self.goal
        wanted = Goal(goal.verb, goal.target, self._want) if goal.verb in ITEM_VERBS else goal
        near = self._surroundings() if self._surroundings is not None else self._places.surroundings(self._info)
        return Situation(
            wanted, self._holdings(), near, self._picture(), position_facts(self._info), self._notes.failures,
            self._notes.done, self.text, self._remembered,
        )  # fmt: skip

    def _picture(self) -> Any:
        """A frame to keep: the one that was seen is drawn over at the next tick."""
        return None if self._frame is None else self._frame.copy()

    def _directly(self) -> Subgoal | None:
        """What stands there already needs no plan: opening a block is tried once before one is made."""
        if self.goal.verb != "interact" or self._tried_directly:
            return None
        self._tried_directly = True
        return Subgoal(verb="interact", target=self.goal.target, id="goal", budget=600)

    def _elsewhere(self) -> Subgoal | None:
        """Somewhere else to go first, when a thing was looked for here in vain."""
        last = self.subgoals[-1] if self.subgoals else None
        if last is None or not self.config.wander or last.outcome != "failed" or last.subgoal.id in ASIDE:
            return None
        step = last.subgoal
        if step.verb not in ("mine", "hunt", "kill", "get") or self._failed[_key(step)] % self.config.wander:
            return None
        target = f"distance:{self.config.wander_blocks}"
        return Subgoal(verb="reach", target=target, id="elsewhere", budget=500)

    def _begin(self, step: Subgoal) -> None:
        self._attempt = Attempt(step, self._info, self.tick, self.config.budget(step, self._known(step)))
        self._lingered = 0
        lacks = self._attempt.missing(self._info)
        self.subgoals.append(self._attempt.span)
        self._fresh = True
        self._body.moved(self._info, self.tick)
        self._happens("begins", step.text)
        if lacks:
            self._fail("missing_precondition", f"missing {', '.join(lacks)}")

    def _known(self, step: Subgoal) -> int | None:
        """Ticks that experience gives a step, if it may."""
        return self._habit(step.verb, step.target) if self.config.spare and self._habit is not None else None

    def _stop(self, why: str = "", reached: bool = False) -> None:
        self.stopped, self.reached = why or "thinks it is done", reached
        if not reached:
            self._happens("gave_up", why)

    def _happens(self, kind: Kind, text: str) -> None:
        self.events.append(Event(self.tick, kind, text, self.current.id if self.current else ""))
        if kind in REPLAN:
            self._calls_for_plan = True
            self._asked = False  # an answer to what was asked before is of no use

    def _held(self, target: str) -> int:
        return total(self._holdings(), target)

    def _holdings(self) -> dict[str, int]:
        """All that is held and worn."""
        held = Counter(self._info["inventory"])
        for slot, name in self._info["equipped"].items():
            if slot != "mainhand" and name and name != "air":
                held[name] += 1
        return dict(held)


def _key(step: Subgoal) -> str:
    return f"{step.verb} {step.target}"
