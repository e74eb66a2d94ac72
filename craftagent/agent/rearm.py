"""The tool of a step, taken in hand again by a script where a policy has put it away (``mixed`` hands)."""

from __future__ import annotations

from craftagent.agent.senses import holdings
from craftagent.planner.subgoal import Subgoal, total
from craftagent.types import Info

BARE = 20  # ticks without the tool in hand
LONGEST = 40  # ticks for taking it
REST = 200  # ticks after a try before another


class Rearm:
    """Of one stream: counts the ticks without the tool, and those of taking it. The step goes on meanwhile."""

    def __init__(self) -> None:
        self._bare, self._left, self._rest = 0, 0, 0

    @property
    def at_work(self) -> bool:
        """Whether the script has the body."""
        return self._left > 0

    def wanted(self, step: Subgoal, info: Info) -> Subgoal | None:
        """The subgoal for the script, if it is time; to be asked at each tick at which the policy has the body."""
        self._rest = max(0, self._rest - 1)
        away = step.tool is not None and not info["gui"]["open"] and info["equipped"].get("mainhand") != step.tool
        self._bare = self._bare + 1 if away else 0
        if self._bare < BARE or self._rest or step.tool is None or not total(holdings(info), step.tool):
            return None
        self._bare, self._left, self._rest = 0, LONGEST, REST
        return Subgoal(verb="equip", target=step.tool, id="tool", budget=LONGEST)

    def goes_on(self, ended: bool) -> bool:
        """After a tick of the script: whether it has the body for another."""
        self._left = 0 if ended else self._left - 1
        return self._left > 0
