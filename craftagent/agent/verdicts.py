"""What tries say: whether a look back may end one, whether to look elsewhere after one, and what was got once already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from craftagent.agent.attempt import Attempt
from craftagent.agent.patience import GATHERING, MindConfig
from craftagent.planner.reflection import Verdict
from craftagent.planner.subgoal import Subgoal
from craftagent.types import Info


def may_stop(attempt: Attempt, verdict: Verdict, tick: int, config: MindConfig) -> bool:
    """Whether a verdict may end a try.

    The rule sees only that nothing was gained: it has no say where that is as it should be (a furnace at work, a night in a
    shelter), over scripts, which know when they fail, and over what began after the look before.
    """
    if verdict.by != "rule":
        return not attempt.is_aside(tick)
    step, young = attempt.subgoal, attempt.ticks(tick) < config.reflect_every
    return config.hands_for(step) == "learned" and step.verb not in ("smelt", "survive") and not young


def in_vain(last: Attempt, times: int, config: MindConfig, info: Info) -> bool:
    """Whether a thing was looked for here in vain, so that it should be looked for elsewhere.

    ``times``: how often in a row steps like the one tried last failed.
    """
    if not config.wander or last.span.outcome != "failed" or last.by_the_way or last.subgoal.verb not in GATHERING:
        return False
    return bool(times) and times % config.wander == 0 and not last.missing(info)


def asked_again(plan: Iterable[Subgoal], tries: Sequence[Attempt]) -> list[Subgoal]:
    """Steps of a plan for what tries had got, that many or more: it was lost or used up."""
    done = [attempt.subgoal for attempt in tries if attempt.span.outcome == "done"]
    return [step for step in plan
            if any((d.verb, d.target) == (step.verb, step.target) and d.count >= step.count for d in done)]  # fmt: skip
