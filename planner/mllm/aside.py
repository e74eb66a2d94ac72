"""Work done in a thread of its own, so that whoever waits for it is never kept past the deadline.

Timeouts of sockets hold for a single read, name look-ups have none, and a model reads its question in one go; so the
one who waits goes away on time, and the work, which looks at the deadline too, ends as soon as it can.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from craftagent.planner.mllm.backend import TimedOut
from craftagent.planner.mllm.deadline import Deadline

T = TypeVar("T")
_LOOK = 0.05  # seconds between looks at the deadline


def within(deadline: Deadline, work: Callable[[], T]) -> T:
    """The result of ``work``, or what it raises; :class:`TimedOut` at the deadline, or as soon as it is cancelled."""
    done = threading.Event()
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)
        finally:
            done.set()

    threading.Thread(target=run, name="craftagent-mllm", daemon=True).start()
    while not done.wait(min(_LOOK, deadline.remaining())):
        if deadline.over:
            raise TimedOut(deadline.why())
    if errors:
        raise errors[0]
    return results[0]
