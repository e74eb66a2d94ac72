"""What a correcting process does: one world and one policy of its own, one episode after the other."""

from __future__ import annotations

import functools
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import cv2
import torch

from craftagent.correct.take import CorrectedTake, Turns
from craftagent.policy.goap.player import GoapPlayer, PlayConfig
from craftagent.record.episode import Played, record
from craftagent.record.fleet import serve
from craftagent.record.jobs import Job
from craftagent.sim.env import SimWorld


def main(
    pipe: Connection, view: str, folder: str, keep_failures: bool, policy: str, play: PlayConfig, turns: Turns
) -> None:
    """Play the jobs that come through ``pipe`` into ``folder``."""
    cv2.setNumThreads(1)  # the other cores belong to the other workers
    torch.set_num_threads(1)
    world = SimWorld(view)
    pupil = GoapPlayer.load(policy, play)
    pupil.prepare()  # steps of long tasks are worded during play

    def work(job: Job, tell: Callable[[int], None]) -> Played:
        make = functools.partial(CorrectedTake, pupil, turns, job.player_seed)
        return record(world, job, Path(folder), keep_failures, tell, make)

    serve(pipe, work)
