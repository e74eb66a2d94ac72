"""The moment by which a call must be over, shared by everything that works on it."""

from __future__ import annotations

import math
import threading
import time


class Deadline:
    """So many seconds from now; ``cancel`` ends it at once, from any thread.

    Args:
        seconds: time allowed, above 0; infinity for none.
    """

    def __init__(self, seconds: float = math.inf) -> None:
        if not seconds > 0:
            raise ValueError(f"a deadline is more than 0 seconds away, not {seconds}")
        self.seconds = seconds
        self._end = time.monotonic() + seconds
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """End it now: nobody waits for the answer any more."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Whether it was ended before its time."""
        return self._cancelled.is_set()

    def remaining(self) -> float:
        """Seconds left, 0 when it is over."""
        return 0.0 if self.cancelled else max(0.0, self._end - time.monotonic())

    @property
    def over(self) -> bool:
        """Whether no time is left."""
        return self.remaining() <= 0

    def wait(self, seconds: float) -> bool:
        """Sleep, at most to the end; returns whether there is time left afterwards."""
        self._cancelled.wait(min(seconds, self.remaining()))
        return not self.over

    def why(self) -> str:
        """How it ended, in words."""
        return "the call was given up" if self.cancelled else f"no answer within {self.seconds:g} s"
