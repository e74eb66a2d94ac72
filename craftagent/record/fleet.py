"""Worker processes that take jobs one after the other; what happens to one of them does not hurt the others.

A worker's function gets its end of a pipe and answers jobs in a loop (:func:`serve` is that loop). The parent hears
of everything as events.
"""

from __future__ import annotations

import contextlib
import dataclasses
import multiprocessing
import signal
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from types import FrameType
from typing import Any

SILENT_SECONDS = 300.0  # a worker from which nothing is heard for so long is taken to hang
_START_SECONDS = 600.0  # the same before its first word: it may have to compile
_EARLY_DEATHS = 3  # workers in a row that may end before their first job until the run is given up
_LEAVE_SECONDS = 10.0  # to clean up after being told to end


@dataclasses.dataclass(frozen=True)
class Told:
    """A job under way said how far it is."""

    job: Any
    value: Any


@dataclasses.dataclass(frozen=True)
class Done:
    """A job was carried out, with this result."""

    job: Any
    result: Any


@dataclasses.dataclass(frozen=True)
class Broke:
    """A job was lost: an exception, or the end of its process. ``trace`` is a traceback if there is one."""

    job: Any
    reason: str
    trace: str = ""


Event = Told | Done | Broke


def serve(pipe: Connection, work: Callable[[Any, Callable[[Any], None]], Any]) -> None:
    """The loop of a worker: ``work(job, tell)`` for every job that comes, until the parent says so or is gone.

    An exception is an answer too. Ctrl-C is the parent's business; a polite end (SIGTERM) unwinds the stack, so that
    files under way are removed.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    try:
        pipe.send(("ready", None))
        while (job := pipe.recv()) is not None:
            try:
                answer = ("done", work(job, lambda value: pipe.send(("told", value))))
            except (BrokenPipeError, ConnectionResetError):
                raise
            except Exception as error:
                text = str(error).strip().splitlines()
                reason = f"{type(error).__name__}: {text[0]}" if text else type(error).__name__
                answer = ("broke", (reason, traceback.format_exc()))
            pipe.send(answer)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass  # the parent is gone: so is the reason to be here


def begin(target: Callable[..., None], pipe: Connection, *args: Any) -> None:
    """What a worker's process runs: ``target``. Ctrl-C is the parent's business even while the worker loads."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    target(pipe, *args)


def _leave(number: int, frame: FrameType | None) -> None:
    # what the exit catches half made (a compiler's handle, say) may fail as it is thrown away: nobody's concern now
    sys.unraisablehook = lambda _: None
    sys.exit(128 + number)


class _Worker:
    def __init__(self, target: Callable[..., None], args: Sequence[Any]) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=begin, args=(target, theirs, *args), daemon=True)
        self.process.start()
        theirs.close()
        self.job: Any = None
        self.ready = False
        self.heard = time.monotonic()

    def silent(self) -> bool:
        """Whether it has had work, or been starting, for too long without a word."""
        if self.ready and self.job is None:
            return False
        return time.monotonic() - self.heard > self.patience()

    def patience(self) -> float:
        """Seconds that it may be silent."""
        return SILENT_SECONDS if self.ready else _START_SECONDS

    def end_reason(self) -> str:
        """Why the process ended, once it has."""
        self.process.join(_LEAVE_SECONDS)
        code = self.process.exitcode
        if code is not None and code < 0:
            hint = ", perhaps for want of memory" if -code == signal.SIGKILL else ""
            return f"its process was ended by {signal.Signals(-code).name}{hint}"
        return f"its process ended with exit status {code}"


class NoWorkers(OSError):
    """Worker processes end before they can begin."""


class Fleet:
    """``n`` processes that run ``target(pipe, *args)``; both must be importable from a fresh process.

    Use as a context manager: leaving it, for whatever reason, ends every process.
    """

    def __init__(self, n: int, target: Callable[..., None], args: Sequence[Any] = ()) -> None:
        if n < 1:
            raise ValueError(f"there must be at least 1 worker, not {n}")
        self._n, self._target, self._args = n, target, tuple(args)
        self._workers: list[_Worker] = []
        self._why = ""  # the last worker was lost

    def __enter__(self) -> Fleet:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            if worker.process.is_alive():
                worker.process.terminate()
        for worker in self._workers:
            worker.process.join(_LEAVE_SECONDS)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
            worker.pipe.close()
        self._workers = []

    def run(self, jobs: Sequence[Any], tick: float = 1.0) -> Iterator[Event | None]:
        """Carry out all jobs; yields what happens, and None whenever nothing did for ``tick`` seconds.

        A job whose worker ends is :class:`Broke` and not tried again; a new worker takes the next one.
        Raises :class:`NoWorkers` if workers end one after the other before they take a job.
        """
        todo = deque(jobs)
        early = 0
        self._workers = [self._new() for _ in range(min(self._n, len(todo)))]
        while todo or any(worker.job is not None for worker in self._workers):
            ready = wait([worker.pipe for worker in self._workers], timeout=tick)
            if not ready:
                yield None
            for worker in list(self._workers):
                if worker.pipe in ready:
                    event = self._hear(worker, todo)
                elif worker.silent():
                    worker.process.kill()
                    event = self._lose(worker, f"nothing was heard of it for {worker.patience():.0f} s")
                else:
                    continue
                if worker.ready:
                    early = 0
                elif worker not in self._workers:
                    early += 1
                    if early >= _EARLY_DEATHS:
                        raise NoWorkers(
                            f"the worker processes end before they begin, the last one since {self._why}; "
                            "see the messages above"
                        )
                if worker not in self._workers and len(self._workers) < min(self._n, len(todo) + self._busy()):
                    self._workers.append(self._new())
                if event is not None:
                    yield event

    def _new(self) -> _Worker:
        return _Worker(self._target, self._args)

    def _busy(self) -> int:
        return sum(worker.job is not None for worker in self._workers)

    def _hear(self, worker: _Worker, todo: deque[Any]) -> Event | None:
        try:
            kind, value = worker.pipe.recv()
        except (EOFError, OSError):
            return self._lose(worker)
        worker.heard = time.monotonic()
        if kind == "told":
            return Told(worker.job, value)
        job = worker.job
        worker.ready, worker.job = True, None
        if todo:
            worker.job = todo.popleft()
            with contextlib.suppress(OSError):  # it has just ended: the next look at its pipe says so
                worker.pipe.send(worker.job)
        if kind == "ready":
            return None
        return Done(job, value) if kind == "done" else Broke(job, *value)

    def _lose(self, worker: _Worker, reason: str | None = None) -> Event | None:
        """A worker has ended; what it was at is lost."""
        self._workers.remove(worker)
        self._why = reason = reason or worker.end_reason()
        worker.process.join(_LEAVE_SECONDS)
        worker.pipe.close()
        return None if worker.job is None else Broke(worker.job, reason)
