"""How long things may take, who does them, and when enough is enough."""

from __future__ import annotations

import dataclasses
from typing import Literal

from craftagent.agent.senses import STILL_TICKS
from craftagent.planner.subgoal import ITEM_VERBS, Subgoal

Hands = Literal["learned", "scripted"]
SCREEN_VERBS = ("craft", "smelt", "equip")
ASIDE = ("elsewhere", "tool")  # subgoals that are no steps of the plan
# Most ticks that learned hands are given at once; demonstrations of these take 10 to 100, a smelt 200 an item
_CAPS = {"craft": 320, "equip": 160, "place": 200, "eat": 200, "interact": 300, "reach": 900, "kill": 900}
_SMELT_START = 320  # ticks to put the furnace down and to fill it
_LEAST = 100  # ticks that experience leaves to anything
SMELT_TICKS = 220  # an item; the furnace takes 200


@dataclasses.dataclass(frozen=True)
class MindConfig:
    """How patient a mind is.

    Args:
        hands: ``learned``: the policy does everything; ``mixed``: scripts do what is done in screens; ``expert``: scripts do
            all.
        failures: subgoals that may fail before it gives up; DEPS gives up after 12 plans.
        reflect_every: ticks between two looks back (Optimus-1: 1200); 0: none.
        still: ticks without change that count as stuck.
        still_crafting: the same where something is crafted or equipped, which takes a second or two.
        wander: after so many failures in a row of a subgoal in the world the player goes elsewhere first; 0: never.
        wander_blocks: how far.
        linger: ticks that learned hands may go on with a thing that is done while a screen is open: recorded play takes the
            table back and closes the screen before the next thing begins.
        spare: whether experience may shorten the time a subgoal is given.
    """

    hands: Literal["learned", "mixed", "expert"] = "learned"
    failures: int = 24
    reflect_every: int = 1200
    still: int = STILL_TICKS
    still_crafting: int = 100
    wander: int = 2
    wander_blocks: int = 30
    linger: int = 40
    spare: bool = False

    def __post_init__(self) -> None:
        for name in ("failures", "still", "still_crafting"):
            if getattr(self, name) < 1:
                raise ValueError(f"mind setting {name!r} must be at least 1, not {getattr(self, name)}")

    def hands_for(self, step: Subgoal) -> Hands:
        """Who carries out a step."""
        if self.hands == "expert":
            return "scripted"
        return "scripted" if self.hands == "mixed" and step.verb in SCREEN_VERBS else "learned"

    def patience(self, step: Subgoal) -> int:
        """Ticks without any change in which a step is not yet stuck."""
        if step.verb == "smelt":
            return max(self.still, 2 * SMELT_TICKS)
        return self.still_crafting if step.verb in ("craft", "equip") else self.still

    def budget(self, step: Subgoal, known: int | None = None) -> int:
        """Ticks for one try at a step. ``known``: what experience says it takes at most."""
        if self.hands_for(step) == "scripted":
            return 2 * step.budget + 800  # a script knows when it fails; this is for what hangs
        if step.verb == "survive":
            return 24_000 if step.target == "night" else step.count + 20
        cap = _SMELT_START + SMELT_TICKS * step.count if step.verb == "smelt" else _CAPS.get(step.verb, step.budget)
        budget = min(step.budget, cap) if step.verb in ITEM_VERBS or step.verb == "reach" else cap
        return budget if known is None else max(_LEAST, min(budget, known))
