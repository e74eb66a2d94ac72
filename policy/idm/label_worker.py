"""What a labelling process does: one model, one video after the other."""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing.connection import Connection

import cv2
import torch

from craftagent.policy.idm.checkpoint import load_checkpoint
from craftagent.policy.idm.label_files import LabelJob, Labelled, label
from craftagent.policy.idm.labelling import Labeller
from craftagent.record.fleet import serve


def main(pipe: Connection, checkpoint: str, threads: int, device: str, precision: str) -> None:
    """Label the jobs that come through ``pipe``."""
    cv2.setNumThreads(1)
    torch.set_num_threads(threads)
    stored = load_checkpoint(checkpoint)
    labeller = Labeller(stored, device, precision)

    def work(job: LabelJob, tell: Callable[[int], None]) -> Labelled:
        return label(job, labeller, checkpoint, stored.digest, tell)

    serve(pipe, work)
