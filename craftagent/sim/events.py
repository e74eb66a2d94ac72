"""Events of a tick and the monotone statistics, written by kernels and read by ``info``."""

from __future__ import annotations

from craftagent.sim.jit import kernel
from craftagent.sim.state import MAX_EVENTS


@kernel
def emit(w, kind, a, b, x, y, z, v):  # type: ignore[no-untyped-def]
    """Append an event (``EV_*``) to this tick's list; what does not fit is dropped. ``a``, ``b``: ids and counts."""
    c = w.clock[0]
    n = c.n_events
    if n < MAX_EVENTS:
        e = w.events[n]
        e.kind = kind
        e.a = a
        e.b = b
        e.x = x
        e.y = y
        e.z = z
        e.v = v
        c.n_events = n + 1


@kernel
def count(w, row, column, amount):  # type: ignore[no-untyped-def]
    """Add to a statistic: ``row`` is a ``STAT_*``, ``column`` a block id, item id or entity kind."""
    w.stats[row, column] += amount
    w.clock[0].dirty_stats += 1
