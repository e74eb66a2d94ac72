"""What a correcting process does: one world of its own, one episode after the other."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import cv2

from craftagent.correct.desk import Seat
from craftagent.correct.take import CorrectedTake, Turns
from craftagent.record.episode import Played, record
from craftagent.record.fleet import serve
from craftagent.record.jobs import Job
from craftagent.sim.env import SimWorld


def main(pipe: Connection, view: str, folder: str, keep_failures: bool, desk: str, turns: Turns) -> None:
    """Play the jobs that come through ``pipe`` into ``folder``; the policy is at ``desk``."""
    cv2.setNumThreads(1)  # the other cores belong to the other workers
    world = SimWorld(view)
    pupil = Seat(desk)

    def work(job: Job, tell: Callable[[int], None]) -> Played:
        make = functools.partial(CorrectedTake, pupil, turns, job.player_seed)
        ticks = 0

        def heard(played: int) -> None:
            nonlocal ticks
            ticks = played
            tell(played)

        pupil.waiting = lambda: tell(ticks)  # for another world: this one does not hang
        try:
            return record(world, job, Path(folder), keep_failures, heard, make)
        finally:
            with contextlib.suppress(OSError):
                pupil.rest()

    serve(pipe, work)
