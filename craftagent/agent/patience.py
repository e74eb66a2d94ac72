"""How long things may take, who does them, and when enough is enough."""

from __future__ import annotations

import dataclasses
from typing import Literal

from craftagent.agent.senses import STILL_TICKS
from craftagent.planner import graph
from craftagent.planner.allowance import allowance
from craftagent.planner.subgoal import Subgoal
from craftagent.tasks.goal import Goal

Hands = Literal["learned", "scripted"]
SCREEN_VERBS = ("craft", "smelt", "equip")
GATHERING = ("mine", "hunt", "kill", "get")
KNOWING = ("graph", "oracle")  # planners that do not look at frames
ASIDE = ("elsewhere", "tunnel", "tool", "station", "meal", "up")  # subgoals that are no steps of the plan
BEFORE = (
    "tool",
    "station",
    "meal",
    "up",
)  # of these, those after which the plan is gone on with, whether they went well or not
# Most ticks that learned hands are given at once; demonstrations of these take 10 to 100
_CAPS = {"craft": 320, "equip": 160, "interact": 300, "reach": 900}
_BY_HAND = 140  # crafts without a station: two thirds of the tries that do well are over after 60 ticks (docs/log.md)
_EACH = {"place": 200, "eat": 200, "kill": 900}  # the same, for each that is missing
# To put the furnace down, fill it, wait for it and empty it; the expert, who does not fumble, takes up to 490 for one item
_SMELT_START = 900
_A_STUCK, _OFTEN = 200, 10**6  # ticks of a long way for each time that it may be stuck; as often as it likes
_MOST_BARREN = 9000  # ticks; nobody has shown the hands how to wait a day for wheat, or to search longer for a pumpkin
_LEAST = 100  # ticks that experience leaves to anything
_BARE_STONE = 160  # who digs himself out without a tool needs 150 for a stone
SMELT_TICKS = 220  # an item; the furnace takes 200
ROOTED = 20  # ticks within which scripts that fail have found nothing to do
# What learned hands do, where scripts can do nothing from where the body stands
ELSEWHERE = Subgoal(verb="reach", target="distance:30", id="elsewhere", budget=100)
WANDER_TICKS = 500  # for walking elsewhere


@dataclasses.dataclass(frozen=True)
class MindConfig:
    """How patient a mind is.

    Args:
        hands: ``learned``: the policy does everything; ``mixed``: scripts do what is done in screens; ``expert``: scripts do
            all.
        failures: subgoals that may fail, none being done between them, before it gives up; DEPS gives up after 12 plans.
        reflect_every: ticks between two looks back (Optimus-1: 1200); 0: none.
        still: ticks without change that count as stuck: learned hands are turned round then, and a try at gathering in
            which they are stuck twice is given up.
        still_crafting: the same where something is crafted or equipped, which takes a second or two.
        barren: ticks without any gain after which learned hands give up a try at gathering, forget the episode so far, and
            what to do is planned again; chosen by play (docs/log.md). Where the planner reckons with a longer way, as to
            iron, it is that, up to 9000. 0: only the budget ends a try.
        wander: after so many failures in a row of a subgoal in the world the player goes elsewhere first; 0: never. Learned
            hands go as they were taught to: up, down, or 30 blocks away.
        wander_blocks: how far expert hands walk.
        linger: ticks that learned hands may go on with a thing that is done while a screen is open: recorded play closes it
            before the next thing begins.
        tidy: ticks that they may go on with a craft or smelt that is done until its station is held again, where the plan
            needs one of the kind later and elsewhere: recorded play takes it back under the same goal, in some 100 ticks.
        stations: whether learned hands put the station down as a step of its own, before the craft or smelt; otherwise under
            the goal of that, as in recorded play.
        tunnels: whether a script digs on where ``mixed`` hands find no ore.
        spare: whether experience may shorten the time a subgoal is given.
        watchful: whether learned hands are told to eat when hunger is near and food to spare is held. None: in free play,
            and not in tasks, which are played as they were published.
    """

    hands: Literal["learned", "mixed", "expert"] = "learned"
    failures: int = 24
    reflect_every: int = 1200
    still: int = STILL_TICKS
    still_crafting: int = 100
    barren: int = 400
    wander: int = 2
    wander_blocks: int = 30
    linger: int = 40
    tidy: int = 150
    stations: bool = True
    tunnels: bool = True
    spare: bool = False
    watchful: bool | None = None

    def __post_init__(self) -> None:
        for name in ("failures", "still", "still_crafting"):
            if getattr(self, name) < 1:
                raise ValueError(f"mind setting {name!r} must be at least 1, not {getattr(self, name)}")

    @property
    def may_dig(self) -> bool:
        """Whether tunnels are dug by script."""
        return self.hands == "mixed" and self.tunnels

    def hands_for(self, step: Subgoal) -> Hands:
        """Who carries out a step."""
        if self.hands == "expert":
            return "scripted"
        return "scripted" if self.hands == "mixed" and step.verb in SCREEN_VERBS else "learned"

    def patience(self, step: Subgoal, count: int | None = None) -> int:
        """Ticks without any change in which a step is not yet stuck. ``count``: how many are missing, all if None."""
        if step.verb == "reach":
            return max(self.still, _BARE_STONE)
        if step.verb == "mine":
            return max([self.still, *(int(way.each) for way in graph.ways(step.target) if way.verb == "mine")])
        if step.verb == "smelt":  # one stands before a closed furnace until all is done
            return max(self.still, SMELT_TICKS * ((count or step.count) + 1))
        return self.still_crafting if step.verb in ("craft", "equip") else self.still

    def barren_after(self, step: Subgoal) -> int | None:
        """Ticks without any gain that end a try of learned hands at a step; None where only its budget does."""
        if not self.barren or step.verb not in GATHERING or self.hands_for(step) != "learned":
            return None
        ways = [way for way in graph.ways(step.target) if way.verb == step.verb] if step.verb != "kill" else []
        reckoned = min((int(way.trip + way.each / way.rate) for way in ways), default=0)
        return max(self.barren, min(reckoned, _MOST_BARREN))

    def stuck_most(self, step: Subgoal) -> int:
        """How often learned hands may be stuck in a try at gathering: twice, more where a longer way is reckoned with."""
        if step.verb not in GATHERING or self.hands_for(step) != "learned":
            return _OFTEN
        return max(2, (self.barren_after(step) or 0) // _A_STUCK)

    def budget(self, step: Subgoal, known: int | None = None, count: int | None = None) -> int:
        """Ticks for one try at a step.

        ``known``: what experience says it takes at most; ``count``: how many are missing, all if None.
        """
        if self.hands_for(step) == "scripted":
            return 2 * step.budget + 800  # a script knows when it fails; this is for what hangs
        if step.verb == "survive":
            return allowance(Goal(step.verb, step.target, step.count))
        count = count or step.count
        if step.verb == "smelt":
            budget = _SMELT_START + SMELT_TICKS * count
        elif step.verb in _EACH:
            budget = _EACH[step.verb] * count
        elif step.verb == "craft" and step.station is None:
            budget = min(step.budget, _BY_HAND)
        else:
            budget = min(step.budget, _CAPS.get(step.verb, step.budget))
        return budget if known is None else max(_LEAST, min(budget, known))
