"""How a try stands at a tick: what ends it, and when hands that stand before one picture should turn round."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Literal

from craftagent.agent.attempt import Attempt
from craftagent.agent.elsewhere import GLANCE, TUNNEL, buried
from craftagent.agent.patience import MindConfig
from craftagent.agent.senses import holdings
from craftagent.planner.subgoal import total
from craftagent.types import Info


@dataclasses.dataclass(frozen=True)
class Judgement:
    """``what`` is found, ``why``, and whether the hands should forget the episode so far (``afresh``).

    ``done``: it ends well; ``timeout``, ``tool_broken`` and ``failed``: it ends; ``stuck``: nothing changes; ``glance``: it
    is time to look round.
    """

    what: Literal["done", "timeout", "tool_broken", "failed", "stuck", "glance"]
    why: str = ""
    afresh: bool = False


def judge(
    attempt: Attempt, info: Info, tick: int, config: MindConfig, still: int, tidies: Callable[[], bool], laden: bool
) -> Judgement | None:
    """What is to be said of a try now; None while it simply goes on.

    Args:
        tick: of the episode.
        still: ticks for which nothing has changed.
        tidies: whether the station of a step that is done should be taken along.
        laden: whether something that was made hangs on the pointer: to go on would be to use it up.
    """
    step = attempt.subgoal
    learned = config.hands_for(step) == "learned"
    late, barren = attempt.late(tick), None if attempt.by_the_way else config.barren_after(step)
    if attempt.done and learned:
        return Judgement("done") if laden or _has_lingered(attempt, info, config, tidies()) else None
    if late:
        if attempt.done:
            return Judgement("done")
        return Judgement("timeout", f"not done after {attempt.budget} ticks", afresh=learned)
    if _broke(attempt, info):
        return Judgement("tool_broken", f"{step.tool} is gone")
    if barren is not None and tick - attempt.rose >= barren:
        return Judgement("failed", f"nothing gained in {barren} ticks", afresh=True)
    if not learned or step.verb == "survive" or step.id == TUNNEL:  # a tunnel that is blocked turns aside by itself
        return None
    patience = config.patience(step, attempt.goal.count)
    if still >= patience:
        return Judgement("stuck", f"nothing has changed for {patience} ticks", afresh=True)
    return Judgement("glance") if _glances(attempt, tick) else None


def _has_lingered(attempt: Attempt, info: Info, config: MindConfig, tidies: bool) -> bool:
    """Whether learned hands have had the time to close the screen, and to take their station along, or need none."""
    attempt.lingered += 1
    return attempt.lingered > (config.tidy if tidies else config.linger) or not (tidies or info["gui"]["open"])


def _glances(attempt: Attempt, tick: int) -> bool:
    """Whether it is time to look round: who digs for ore looks at what is in front, not at the walls dug past."""
    since = tick - attempt.rose
    return since > 0 and since % GLANCE == 0 and not attempt.by_the_way and buried(attempt.subgoal)


def _broke(attempt: Attempt, info: Info) -> bool:
    """Whether the tool was there at the beginning and is not now. In a screen things are on their way."""
    tool = attempt.subgoal.tool
    if tool is None or info["gui"]["open"]:
        return False
    return bool(attempt.held.get(tool)) and not total(holdings(info), tool)
