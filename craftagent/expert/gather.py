"""Getting back what a screen that was closed in haste threw on the ground."""

from __future__ import annotations

from collections.abc import Sequence

from craftagent.expert.body import Body, Ticks
from craftagent.expert.collect import collect
from craftagent.expert.cursor import leave

REACH = 8.0  # blocks to go for it
_DELAY = 40  # ticks in which a thrown stack can not be picked up


def fetch(body: Body, items: Sequence[str] = ()) -> Ticks[bool]:
    """Pick up what of some items (of all, if none is named) lies close by; False if nothing came of it."""
    drops = body.drops(*items, reach=REACH)
    if not drops:
        return False
    yield from leave(body)
    yield from body.wait(min(_DELAY, max(int(drop["delay"]) for drop in drops)))
    return (yield from collect(body, *items, reach=REACH, limit=300)) > 0
