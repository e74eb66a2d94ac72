"""The first start: compile every kernel and draw every texture, once, in two processes side by side.

A world calls :func:`warm_up` before it builds itself; ``python -m craftagent.sim.warmup`` does the same ahead of time.
A stamp in the cache says that it has been done for these very sources on this kind of processor, so that later starts
read one small file and stay silent. Several processes may start at once: one compiles, the others wait for it.
"""

from __future__ import annotations

import contextlib
import functools
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import llvmlite.binding as llvm
from numba.core import config as numba_config

from craftagent.sim.jit import cache_root, source_digest

try:
    import fcntl
except ImportError:  # not on Windows: there, processes that start at once each compile
    fcntl = None  # type: ignore[assignment]

# What the two processes run. They build no SimWorld, which would call this module again; _INSIDE makes sure of it.
PARTS = {"rules": "craftagent.sim.warm_rules", "looks": "craftagent.sim.warm_looks"}
_INSIDE = "CRAFTAGENT_WARMING"
_EVERY = 0.5  # seconds between two lines of progress on a terminal
_EVERY_LOG = 15.0  # the same in a log file


@functools.cache
def stamp() -> Path:
    """The file whose presence says that these sources are compiled for this processor."""
    return cache_root() / f"warm-{source_digest('craftagent.sim.env')}-{llvm.get_host_cpu_name()}"


def is_warm() -> bool:
    """Whether nothing is left to compile, or nothing can be: inside a warm-up, or with numba's compiler off."""
    return _INSIDE in os.environ or bool(numba_config.DISABLE_JIT) or stamp().exists()


def warm_up() -> None:
    """Compile what is missing and say so on stderr; does nothing when warm.

    Where the cache can not be written it only says so: each process then compiles for itself.

    Raises:
        RuntimeError: one of the two processes failed; its own message stands above.
    """
    if is_warm():
        return
    try:
        cache_root().mkdir(parents=True, exist_ok=True)
        lock = (cache_root() / "warm.lock").open("w")
    except OSError:
        _say_unwritable()
        return
    with lock, _alone(lock):
        if stamp().exists():  # done by the process that had the lock
            return
        _compile()
        stamp().touch()


@functools.cache
def _say_unwritable() -> None:
    """Once a process."""
    text = f"craftagent: {cache_root()} can not be written, so every start compiles the world, for a minute or two"
    print(f"{text}; set CRAFTAGENT_CACHE to a folder that can", file=sys.stderr, flush=True)


@contextlib.contextmanager
def _alone(lock: IO[str]) -> Iterator[None]:
    """Hold the lock file; the system lets go of it even if this process is killed."""
    if fcntl is None:
        yield
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("craftagent: another process is compiling the world; waiting for it", file=sys.stderr, flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)
    yield


def _compile() -> None:
    start = time.monotonic()
    home = cache_root().absolute()
    path = os.pathsep.join(os.path.abspath(entry) for entry in sys.path)  # they import what this process would
    env = {**os.environ, _INSIDE: "1", "CRAFTAGENT_CACHE": str(home), "PYTHONPATH": path}
    running = {
        name: subprocess.Popen([sys.executable, "-m", module], env=env, cwd=home, stdout=subprocess.DEVNULL)
        for name, module in PARTS.items()
    }
    terminal = sys.stderr.isatty()
    said = -_EVERY_LOG
    try:
        while any(process.poll() is None for process in running.values()):
            now = time.monotonic() - start
            if now - said >= (_EVERY if terminal else _EVERY_LOG):
                said = now
                _say(" and ".join(n for n, p in running.items() if p.poll() is None), now, terminal)
            time.sleep(0.1)
    finally:
        for process in running.values():  # only after an interruption is any still running
            process.terminate()
            process.wait()
    seconds = time.monotonic() - start
    for name, process in running.items():
        if process.returncode:
            print(file=sys.stderr)
            raise RuntimeError(
                f"compiling the {name} of the world failed with exit status {process.returncode}; see the message above"
            )
    end = "\n" if not terminal else "                    \n"
    print(
        f"{'' if not terminal else chr(13)}craftagent: first start, compiled in {seconds:.0f} s",
        end=end,
        file=sys.stderr,
    )


def _say(parts: str, seconds: float, terminal: bool) -> None:
    text = f"craftagent: first start, compiling the {parts} of the world (once, a minute or two): {seconds:.0f} s"
    print(f"\r{text}  " if terminal else text, end="" if terminal else "\n", file=sys.stderr, flush=True)


if __name__ == "__main__":
    warm_up()
