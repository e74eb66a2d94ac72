"""What a mind says that the hands should do at a tick."""

from __future__ import annotations

import dataclasses

from craftagent.agent.attempt import Attempt
from craftagent.agent.patience import Hands


@dataclasses.dataclass(frozen=True)
class Order:
    """What the hands should do at a tick; without an attempt: nothing.

    ``fresh``: it begins at this tick; ``afresh``: what the hands remember leads nowhere, they should let go of it all;
    ``nudge``: they should be turned round, and walk on for so many ticks; 0: not; ``dig``: through the rock that is there.
    """

    attempt: Attempt | None
    hands: Hands = "learned"
    fresh: bool = False
    afresh: bool = False
    nudge: int = 0
    dig: bool = False
