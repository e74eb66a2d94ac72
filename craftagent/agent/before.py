"""What is done before a step, as a subgoal of its own, because these hands do it best so."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from craftagent.agent.elsewhere import Ground, first_up
from craftagent.agent.patience import GATHERING, MindConfig
from craftagent.planner.subgoal import Subgoal, total
from craftagent.planner.surroundings import Surroundings
from craftagent.types import Info

_TOOL, _STATION = 100, 200  # ticks


def before(
    step: Subgoal,
    config: MindConfig,
    info: Info,
    held: Mapping[str, int],
    near: Callable[[], Surroundings],
    ground: Ground,
) -> Subgoal | None:
    """Taking the tool in hand, where scripts do that and it is not there (``mixed``); putting the station down, where a
    policy would have to find out that it carries one (``learned``). The step is tried even if this fails.
    """
    if step.verb in GATHERING and config.hands_for(step) == "learned":
        if (up := first_up(step.target, ground, info)) is not None:
            return up
    if config.hands == "mixed" and step.tool is not None:
        if info["equipped"].get("mainhand") != step.tool and total(held, step.tool):
            return Subgoal(verb="equip", target=step.tool, id="tool", budget=_TOOL)
    if config.hands == "learned" and config.stations and step.station is not None:
        if total(held, step.station) and step.station not in near().stations:
            return Subgoal(verb="place", target=step.station, id="station", budget=_STATION)
    return None
