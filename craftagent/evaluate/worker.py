"""What an evaluation process does: shares of episodes, one after the other, with worlds and an agent of its own."""

from __future__ import annotations

import dataclasses
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import cv2

from craftagent.agent.spec import AgentSpec
from craftagent.evaluate.agent import make_agent
from craftagent.evaluate.jobs import Job, Terms
from craftagent.evaluate.streams import Streams, Ticked
from craftagent.evaluate.under_way import FOLDER, UnderWay
from craftagent.record.fleet import serve

WORD_SECONDS = 2.0  # how often a worker is heard of


def main(
    pipe: Connection, spec: AgentSpec, n: int, terms: Terms, tapes: str, described: dict[str, Any], run: str,
    commit: str = "",
) -> None:  # fmt: skip
    """Play the shares that come through ``pipe``; every piece of news goes back through it.

    ``run``: its id; ``commit``: of the code; ``described``: what the agent said of itself when the run began. Raises
    ``ValueError`` if it is another one now: a policy that was written anew meanwhile must not be played under the old one's
    name.
    """
    cv2.setNumThreads(1)  # the other cores belong to the other workers
    if spec.kind in ("policy", "hierarchical"):
        import torch

        torch.set_num_threads(1)
    # before the first word: what fails here fails for every share, and may have to compile
    agent = make_agent(spec, n)
    if spec.kind == "python" and "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)
    now = agent.describe()
    differs = sorted(key for key in {*now, *described} if now.get(key) != described.get(key))
    if differs:
        raise ValueError(f"agent {spec.text} has changed since the run began: {', '.join(differs)}")
    about = {"agent": described, "told": dataclasses.asdict(terms), "run": run}
    under_way = UnderWay(Path(tapes).with_name(FOLDER), about)
    streams = Streams(agent, spec.text, n, terms, Path(tapes), run, under_way, commit=commit)

    def work(share: tuple[Job, ...], tell: Callable[[Any], None]) -> None:
        ticks, told = 0, time.monotonic()
        for news in streams.play(share):
            if not isinstance(news, Ticked):
                tell(news)
                continue
            ticks += news.ticks
            if time.monotonic() - told >= WORD_SECONDS:
                tell(Ticked(ticks))
                ticks, told = 0, time.monotonic()

    serve(pipe, work)
