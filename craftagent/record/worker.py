"""What a recording process does: one world of its own, one episode after the other."""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import cv2

from craftagent.record.episode import Played, record
from craftagent.record.fleet import serve
from craftagent.record.jobs import Job
from craftagent.sim.env import SimWorld


def main(pipe: Connection, view: str, folder: str, keep_failures: bool) -> None:
    """Record the jobs that come through ``pipe`` into ``folder``."""
    cv2.setNumThreads(1)  # the other cores belong to the other workers
    world = SimWorld(view)

    def work(job: Job, tell: Callable[[int], None]) -> Played:
        return record(world, job, Path(folder), keep_failures, tell)

    serve(pipe, work)
