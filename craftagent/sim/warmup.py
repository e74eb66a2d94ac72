"""Compile every kernel and draw every texture ahead of time: ``python -m craftagent.sim.warmup``.

The simulator's and the renderer's kernels compile in two processes side by side, with a line of progress. A world does
this by itself at its first start; later starts read the cache.
"""

from __future__ import annotations

import subprocess
import sys
import time

from craftagent.sim.jit import cache_root, source_digest

_PARTS = {
    "rules of the world": "craftagent.sim.warm_rules",
    "looks of the world": "craftagent.sim.warm_looks",
}


def _stamp() -> str:
    return source_digest("craftagent.sim.env")


def is_warm() -> bool:
    """Whether this source has been compiled here before."""
    return (cache_root() / f"warm-{_stamp()}").exists()


def warm_up() -> None:
    """Compile what is missing, in parallel processes; says so on stderr once a second. Does nothing when warm."""
    if is_warm():
        return
    start = time.monotonic()
    running = {name: subprocess.Popen([sys.executable, "-m", module]) for name, module in _PARTS.items()}
    while any(process.poll() is None for process in running.values()):
        waiting = " and ".join(name for name, process in running.items() if process.poll() is None)
        print(f"\rfirst start: compiling the {waiting} ({time.monotonic() - start:.0f} s, about a minute, once)   ",
              end="", file=sys.stderr, flush=True)  # fmt: skip
        time.sleep(0.5)
    print(file=sys.stderr)
    for name, process in running.items():
        if process.returncode:
            raise RuntimeError(f"compiling the {name} failed with exit status {process.returncode}")
    (cache_root() / f"warm-{_stamp()}").touch()


if __name__ == "__main__":
    warm_up()
