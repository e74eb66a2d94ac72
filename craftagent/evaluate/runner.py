"""All episodes of a run, by several processes; what breaks is played once more, then reported as failed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from craftagent.evaluate.jobs import Job, Terms, deal
from craftagent.evaluate.outcome import Outcome
from craftagent.evaluate.streams import Began, Ended, Lost, Ticked
from craftagent.evaluate.under_way import drop
from craftagent.evaluate.worker import main
from craftagent.record.fleet import Broke, Done, Fleet, Told
from craftagent.tasks.suite import get_task

RETRIES = 1
BREAKS = 10  # in a row, without an episode that ends, until a run is given up


@dataclasses.dataclass(frozen=True)
class Warned:
    """Something went wrong that does not end the run."""

    text: str


class Runner:
    """Plays jobs with ``workers`` processes of ``streams`` streams each.

    Args:
        agent: its name in the results.
        terms: how agents are told what to do.
        target, args: the processes' function, which must be importable, and what it gets after its pipe.
        breaks: breaks in a row after which :meth:`run` gives up; 0: never.
        under_way: where the processes keep episodes under way; what is there of one that broke is removed, and of one that
            ended as soon as more is asked of :meth:`run`: note an outcome before.
    """

    def __init__(
        self, agent: str, terms: Terms, workers: int, streams: int, args: Sequence[Any],
        target: Callable[..., None] = main, breaks: int = BREAKS, under_way: Path | None = None,
    ) -> None:  # fmt: skip
        self._agent, self._terms, self._workers, self._streams = agent, terms, workers, streams
        self._args, self._target, self._breaks, self._kept = args, target, breaks, under_way
        self._row = 0
        self._left: dict[tuple[str, int], Job] = {}
        self._under_way: dict[int, list[Job]] = {}  # first job of a share -> episodes that have begun

    def run(self, jobs: Sequence[Job]) -> Iterator[Outcome | Ticked | Warned]:
        """Play all jobs. Every one of them comes back as exactly one outcome.

        Raises ``NoWorkers`` if the processes end before they begin, ``RuntimeError`` after too many breaks in a row. Only
        the first loss of an episode counts for that: those that are played once more come one after the other at the end.
        """
        self._row = 0
        self._left = {(job.task, job.seed): job for job in jobs}
        while self._left:
            shares = deal(list(self._left.values()), self._workers, self._streams)
            with Fleet(self._workers, self._target, self._args) as fleet:
                for event in fleet.run(shares):
                    if isinstance(event, Told):
                        yield from self._told(event.job, event.value)
                    elif isinstance(event, Broke):
                        if event.trace:
                            yield Warned(event.trace)
                        yield from self._broke(event.job, event.reason)
                    elif isinstance(event, Done):
                        self._under_way.pop(id(event.job), None)

    def _told(self, share: tuple[Job, ...], news: Any) -> Iterator[Outcome | Ticked | Warned]:
        under_way = self._under_way.setdefault(id(share), [])
        if isinstance(news, Ticked):
            yield news
        elif isinstance(news, Began):
            under_way.append(news.job)
        elif isinstance(news, Ended):
            under_way.remove(news.job)
            self._row = 0
            if self._left.pop((news.job.task, news.job.seed), None) is not None:
                yield news.outcome
                self._drop(news.job)
        elif isinstance(news, Lost):
            under_way.remove(news.job)
            yield from self._lose(news.job, news.reason)
            self._count(news.job, news.reason)

    def _broke(self, share: tuple[Job, ...], reason: str) -> Iterator[Outcome | Warned]:
        """A process has ended, and nobody knows which of its episodes did it: each is played again by itself."""
        lost = self._under_way.pop(id(share), [])
        if not lost:  # before its first episode: the first one is what it stumbled on
            lost = [job for job in share if (job.task, job.seed) in self._left][:1]
        yield Warned(f"a worker was lost with {len(lost)} episodes under way: {reason}")
        for job in lost:
            yield from self._lose(job, reason)
        self._count(share[0], reason)  # one break, however many episodes

    def _count(self, job: Job, reason: str) -> None:
        self._row += not job.retry
        if self._breaks and not job.retry and self._row >= self._breaks:
            raise RuntimeError(
                f"episodes broke {self._row} times in a row, the last time so: {reason}; when that is mended the same "
                "command goes on from here, and --breaks 0 plays on whatever breaks"
            )

    def _drop(self, job: Job) -> None:
        if self._kept is not None:
            drop(self._kept, job)

    def _lose(self, job: Job, reason: str) -> Iterator[Outcome | Warned]:
        key = (job.task, job.seed)
        if key not in self._left:
            return
        self._drop(job)  # the next command would go on with it from just before what broke it
        if job.retry < RETRIES:
            self._left[key] = dataclasses.replace(job, retry=job.retry + 1)
            yield Warned(f"{job.name} broke and is played again: {reason}")
            return
        del self._left[key]
        _, text = self._terms.tell(get_task(job.task), job.seed)
        yield Warned(f"{job.name} broke again and counts as failed: {reason}")
        yield Outcome(job.task, job.seed, False, 0, None, 0.0, 0.0, text or "", f"broke twice: {reason}", job.retry, 0.0,
                      self._agent)  # fmt: skip
