"""What happens in an episode that the slow mind has to know of: named, logged, and some of them a reason to plan anew."""

from __future__ import annotations

import dataclasses
from typing import Literal

Kind = Literal[
    "planned",  # a plan was made or replaced
    "begins",  # a subgoal begins
    "done",  # its predicate holds
    "failed",  # the hands say that they cannot
    "timeout",  # its budget is spent
    "missing_precondition",  # what it takes is not held
    "tool_broken",  # the tool it needs is gone
    "gui_failure",  # a craft, smelt or equip failed, with what was missing
    "stuck",  # neither place nor inventory changes
    "inventory_regression",  # something that was got before is wanted again, or what the step takes is lost
    "belief_mismatch",  # what was thought to stand near does not, or what was called done is not
    "reflection",  # the look back every so many ticks, with its verdict
    "health_low",  # below 7 of 20, once until it was sound again
    "hunger_low",  # below 7 of 20, once until it was stilled
    "death",
    "plan_exhausted",  # the plan is over and the goal is not reached
    "operator_message",  # a program that plays along gave another goal
    "planner_refused",  # there is no plan, and why
    "planner_slow",  # the planner thinks for long, and the hands have nothing to go on with
    "experience",  # something was remembered of other episodes
    "gave_up",
]

# After these the rest of the plan is not gone on with: another is made from what is truly held
REPLAN: frozenset[str] = frozenset(
    {"failed", "timeout", "missing_precondition", "tool_broken", "gui_failure", "belief_mismatch", "death",
     "plan_exhausted", "operator_message"}
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Event:
    """Something that happened. ``tick`` of the episode, ``text`` in words, ``subgoal``: id of the one at work, or empty."""

    tick: int
    kind: Kind
    text: str = ""
    subgoal: str = ""
