"""One policy that plays in many worlds: its process answers all of them in one pass, a fraction of what each alone costs.

The worlds go in step: none gets its next action before every one that is being played has shown its frame.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import queue
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable
from multiprocessing.connection import Client, Connection, Listener, wait
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from craftagent.tasks.goal import Goal
from craftagent.types import Action

if TYPE_CHECKING:
    from craftagent.policy.goap.player import GoapPlayer, PlayConfig

_POLL = 0.05  # seconds between looks for newcomers
_BEAT = 30.0  # seconds after which one who waits says so
_BEATS = 30  # without an answer: it hangs
_GONE = "the policy's process has ended"


class Desk:
    """The policy's process, with ``seats`` for so many worlds; to be left as a context manager, which ends it."""

    def __init__(self, policy: Path, play: PlayConfig, seats: int, threads: int) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="craftagent-desk-")
        self.address = str(Path(self._folder.name) / "desk")
        context = multiprocessing.get_context("spawn")
        self._ready, self._theirs = context.Pipe(duplex=False)
        args = (self.address, policy, play, seats, threads, self._theirs)
        self._process = context.Process(target=_serve, args=args, daemon=True)

    def __enter__(self) -> Desk:
        self._process.start()
        self._theirs.close()
        try:
            self._ready.recv()
        except EOFError:
            self._end()
            raise OSError("the policy's process ended before it was ready") from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        self._process.terminate()
        self._process.join()
        self._ready.close()
        self._folder.cleanup()


class Seat:
    """A pupil (:class:`craftagent.correct.take.Pupil`) whose mind is at a desk.

    Raises ``OSError`` if nobody is there any more. ``waiting`` is called now and then while others are waited for.
    """

    def __init__(self, address: str) -> None:
        self._desk = Client(address, "AF_UNIX")
        self.waiting: Callable[[], None] = lambda: None

    def reset(self, goal: Goal | None = None, text: str | None = None, seed: int | None = None) -> None:
        self._say("begin", goal, text, seed or 0)

    def set_goal(self, goal: Goal | None = None, text: str | None = None, stream: int = 0) -> None:
        self._say("goal", goal, text)

    def act(self, frame: npt.NDArray[np.uint8]) -> Action:
        self._say("act", frame)
        try:
            for _ in range(_BEATS):
                if self._desk.poll(_BEAT):
                    return self._desk.recv()  # type: ignore[no-any-return]
                self.waiting()
        except (EOFError, ConnectionError):
            raise OSError(_GONE) from None
        raise OSError(f"the policy has not answered for {_BEATS * _BEAT:.0f} seconds")

    def did(self, action: Action, stream: int = 0) -> None:
        self._say("did", action)

    def rest(self) -> None:
        """Nothing is played here until the next reset."""
        self._say("rest")

    def _say(self, *what: Any) -> None:
        try:
            self._desk.send(what)
        except ConnectionError:
            raise OSError(_GONE) from None


def _serve(address: str, policy: Path, play: PlayConfig, seats: int, threads: int, ready: Connection) -> None:
    import torch  # here, so that those who sit at the desk need not load it

    from craftagent.policy.goap.player import GoapPlayer

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    torch.set_num_threads(threads)
    player = GoapPlayer.load(policy, play, batch=seats)
    player.prepare()  # steps of long tasks are worded during play
    coming: queue.Queue[Connection] = queue.Queue()
    with Listener(address, "AF_UNIX", backlog=seats) as listener:
        threading.Thread(target=_welcome, args=(listener, coming), daemon=True).start()
        ready.send(None)
        _Table(player, coming).run()
    shutil.rmtree(Path(address).parent, ignore_errors=True)  # whoever made it was killed


def _welcome(listener: Listener, coming: queue.Queue[Connection]) -> None:
    while True:
        coming.put(listener.accept())


class _Table:
    """Who sits where, and whose frame is there."""

    def __init__(self, player: GoapPlayer, coming: queue.Queue[Connection]) -> None:
        self._player, self._coming = player, coming
        self._free = list(range(player.batch))
        self._streams: dict[Connection, int] = {}
        self._playing: set[Connection] = set()
        side = player.net.config.frame
        self._frames = np.zeros((player.batch, side, side, 3), np.uint8)
        self._shown: set[Connection] = set()

    def run(self) -> None:
        """Answer until the process that began this one is gone."""
        parent = multiprocessing.parent_process()
        while parent is not None and parent.is_alive():
            with contextlib.suppress(queue.Empty):
                while self._free:
                    pipe = self._coming.get_nowait()
                    self._streams[pipe] = self._free.pop()
            for ready in wait(list(self._streams), _POLL) if self._streams else ():
                assert isinstance(ready, Connection)
                try:
                    self._hear(ready, *ready.recv())
                except (EOFError, OSError):
                    self._leave(ready)
            if self._shown and self._shown == self._playing:
                self._answer()
            elif not self._streams:
                threading.Event().wait(_POLL)

    def _hear(self, pipe: Connection, kind: str, *said: Any) -> None:
        stream = self._streams[pipe]
        if kind == "begin":
            goal, text, seed = said
            self._player.begin(stream, goal, text, seed)
            self._playing.add(pipe)
        elif kind == "goal":
            self._player.set_goal(said[0], said[1], stream)
        elif kind == "did":
            self._player.did(said[0], stream)
        elif kind == "act":
            self._frames[stream] = said[0]
            self._shown.add(pipe)
        else:
            self._playing.discard(pipe)

    def _leave(self, pipe: Connection) -> None:
        self._free.append(self._streams.pop(pipe))
        self._playing.discard(pipe)
        self._shown.discard(pipe)
        pipe.close()

    def _answer(self) -> None:
        actions = self._player.act_many(self._frames)
        for pipe in self._shown:
            with contextlib.suppress(OSError):  # it has gone; the next look finds that out
                pipe.send(actions[self._streams[pipe]])
        self._shown.clear()
