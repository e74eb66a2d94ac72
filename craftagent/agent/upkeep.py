"""What a mind sees to besides the plan: that the step can still be done, and in free play a meal when hunger is near."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from craftagent.agent.attempt import Attempt
from craftagent.agent.patience import SCREEN_VERBS
from craftagent.agent.pointer import REST
from craftagent.agent.senses import LOW_FOOD, holdings
from craftagent.planner.simulate import Simulator
from craftagent.planner.subgoal import Subgoal
from craftagent.planner.surroundings import Surroundings
from craftagent.planner.uses import nourishment
from craftagent.tasks.goal import Goal
from craftagent.tasks.tags import item_members, members
from craftagent.types import Info

SETTLING = 60  # ticks: a little longer than what is thrown down takes to come back
AGAIN = 600  # ticks after a meal before another is thought of: one that failed is not tried without end
_BUDGET = 200
_OF_ITEMS = (
    "craft",
    "get",
    "equip",
)  # steps whose items lie in the inventory until they are used, and not in a furnace


class Upkeep:
    """Looks at each tick; one for an episode."""

    def __init__(self) -> None:
        self._ate = -AGAIN
        self._in_a_screen = -SETTLING

    def see(self, info: Info, tick: int) -> None:
        """Take in a tick."""
        if info["gui"]["open"]:
            self._in_a_screen = tick

    def meal(self, info: Info, tick: int, goal: Goal, plan: Sequence[Subgoal]) -> Subgoal | None:
        """The meal that is due: of the food that is held and neither wanted nor used by the plan, what fills most."""
        if info["life"]["food"] >= LOW_FOOD or info["gui"]["open"] or tick - self._ate < AGAIN:
            return None
        kept = set(members(goal.target)) if goal.names() else set()
        kept |= {name for step in plan for need in step.preconditions for name in item_members(need.item)}
        able = [name for name in holdings(info) if nourishment(name) > 0 and name not in kept]
        if not able:
            return None
        self._ate = tick
        return Subgoal(
            verb="eat", target=max(able, key=lambda name: (nourishment(name), name)), id="meal", budget=_BUDGET
        )

    def lost(self, attempt: Attempt, info: Info, tick: int, near: Callable[[], Surroundings]) -> str:
        """What the rest of a step takes and is held no more, in words; empty if it can go on.

        While a screen is open things are on their way, and what hung on the pointer when it was closed lies at one's feet
        for a while. What was used up is gone as it should be: only what is still to be made counts.
        """
        step = attempt.subgoal
        if (
            tick - self._in_a_screen < SETTLING
            or step.verb not in _OF_ITEMS
            or attempt.done
            or not attempt.missing(info)
        ):
            return ""
        held: Mapping[str, int] = holdings(info)
        problem = Simulator(held, near()).run(step)
        if problem is None or problem.kind != "ingredients":
            return ""
        return f"{step.text}: {', '.join(map(str, problem.missing))} missing"

    def settles(self, last: Attempt, info: Info, tick: int) -> bool:
        """Whether it is better to rest than to plan: of what a craft in vain began with, something is not held.

        It may have been used; or it hung on the pointer when the screen was shut, and is soon picked up again.
        """
        if last.subgoal.verb not in SCREEN_VERBS or last.span.outcome == "done" or tick - self._in_a_screen >= REST:
            return False
        held = holdings(info)
        return any(held.get(name, 0) < count for name, count in last.held.items())
