"""What every agent is: given a goal and the pictures of every tick, it says which keys are pressed and how the mouse moves.

An agent plays ``streams`` episodes at once, so that a network is asked once a tick for all of them. What it is given is
a :class:`Brief` when an episode begins and the pictures of every tick. Only an agent that says ``privileged`` gets the
world and its ``info`` as well: the expert, and planners that look at more than pixels. A bare policy never does.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from craftagent.tasks.goal import Goal
from craftagent.tasks.task import Task
from craftagent.types import Action, Info

Frames = npt.NDArray[np.uint8]
Kept = Mapping[str, npt.NDArray[Any]]
LOST = "lost"  # the reason that an agent is told of an episode that broke: nobody knows how it would have ended


@dataclasses.dataclass(frozen=True)
class Privilege:
    """What only a privileged agent is given at the start of an episode.

    ``task`` is None where somebody asks for something that no suite has.
    """

    world: Any
    info: Info
    task: Task | None = None


@dataclasses.dataclass(frozen=True)
class Brief:
    """What an agent is told when an episode begins.

    ``goal`` or ``text`` is None where the run withholds it; ``seed`` is for the agent's own choices and says nothing
    about the world.
    """

    goal: Goal | None
    text: str | None
    seed: int
    privilege: Privilege | None = None


class Agent(Protocol):
    """Plays many streams.

    ``view`` is the world's view that it looks at, ``none`` if it does not look (its frames are then 1x1); ``privileged``:
    see this module's text; ``phase``: its streams share a clock, and episodes must begin at ticks that ``phase`` divides
    if they are to be the same in any company; 1 for none.
    """

    view: str
    privileged: bool
    phase: int

    def begin(self, stream: int, brief: Brief) -> None:
        """Forget what was in this stream: another episode begins. What it does there must not depend on the others."""
        ...

    def act(self, frames: Frames, infos: Sequence[Info | None]) -> Sequence[Action | Exception | None]:
        """The actions of a tick.

        ``frames`` uint8 (streams, H, W, 3) RGB, black where no episode is under way; ``infos``: None for all unless the
        agent is privileged, and where no episode is under way. Returns an action a stream; an exception in its place
        loses that stream's episode and no other; what is given for idle streams is not looked at.
        """
        ...

    def stopped(self, stream: int) -> str:
        """Why the agent has ended this stream's episode; empty while it plays."""
        ...

    def ended(self, stream: int, success: bool, reason: str = "") -> dict[str, Any]:
        """This stream's episode is over. Returns plain data on how it went, for the log; empty if there is none.

        With the reason :data:`LOST` it broke, perhaps before :meth:`begin` had returned, and is played again.
        """
        ...

    def describe(self) -> dict[str, Any]:
        """Plain data for the report: all that changes how it plays; ``hands``: who or what works keys and mouse."""
        ...


@runtime_checkable
class GoesOn(Protocol):
    """What an agent may have besides: an episode that was broken off, with its process, is gone on with in another one.

    The episode is begun again, what was done in it is done again, each tick told by :meth:`relive` instead of asked by
    ``act``, and then :meth:`go_on` brings what cannot be found out in this way. Each of the three may be called only while
    the streams' clock is at a tick that ``phase`` divides.
    """

    def keep(self, stream: int) -> Kept | None:
        """What this stream's episode cannot be gone on without, name -> array; None if it has to be played anew."""
        ...

    def relive(self, stream: int, info: Info, action: Action) -> None:
        """A tick of before: this was seen, and this was done. Raises ``ValueError`` if something else would be done now."""
        ...

    def go_on(self, stream: int, kept: Kept) -> None:
        """Go on with what :meth:`keep` gave. Raises ``ValueError`` if it does not fit what was relived."""
        ...
