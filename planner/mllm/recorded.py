"""Answers written down before: for tests, and to run a recorded episode again without a model."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from craftagent.files import write_text
from craftagent.planner.mllm.backend import Backend, BackendError, Reply, Request, TimedOut
from craftagent.planner.mllm.deadline import Deadline


class Recorded:
    """A back end that gives recorded answers.

    Args:
        answers: a list of texts, given in order; or a folder of ``*.txt``: a file that is called by the digest of a
            question answers it whenever it is asked, the others are given in order of their names.
        delay: seconds that an answer takes.
    """

    def __init__(self, answers: Sequence[str] | Path, delay: float = 0.0) -> None:
        self._by_digest: dict[str, str] = {}
        self._delay = delay
        self._lock = threading.Lock()
        if isinstance(answers, Path):
            files = sorted(answers.glob("*.txt"))
            if not files:
                raise ValueError(f"{answers}: no recorded answers (*.txt) there")
            read = {path.stem: path.read_text(encoding="utf-8") for path in files}
            self._by_digest = {stem: text for stem, text in read.items() if _is_digest(stem)}
            self._left = [text for stem, text in read.items() if not _is_digest(stem)]
            self.name = f"recorded:{answers.name}"
        else:
            self._left = list(answers)
            self.name = "recorded"

    def complete(self, request: Request, deadline: Deadline) -> Reply:
        """The answer recorded for this question, else the next in order."""
        if self._delay and not deadline.wait(self._delay):
            raise TimedOut(deadline.why())
        text = self._by_digest.get(request.digest())
        if text is None:
            with self._lock:
                if not self._left:
                    raise BackendError(f"no recorded answer is left for question {request.digest()}")
                text = self._left.pop(0)
        return Reply(text)


class Recorder:
    """A back end that asks another one, and keeps every answer in a folder that :class:`Recorded` reads."""

    def __init__(self, backend: Backend, folder: Path) -> None:
        self._backend, self._folder = backend, folder
        self.name = backend.name
        folder.mkdir(parents=True, exist_ok=True)

    def complete(self, request: Request, deadline: Deadline) -> Reply:
        """Ask the other one, and write its answer down."""
        reply = self._backend.complete(request, deadline)
        write_text(self._folder / f"{request.digest()}.txt", reply.text)
        return reply


def _is_digest(stem: str) -> bool:
    return len(stem) == 16 and all(c in "0123456789abcdef" for c in stem)
