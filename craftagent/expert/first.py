"""A word at the expert's first start on a machine, when its own kernels are compiled on the way."""

from __future__ import annotations

import contextlib
import functools
import sys

import llvmlite.binding as llvm

from craftagent.sim.jit import cache_root, source_digest


@functools.cache
def announce() -> None:
    """Say once per machine and version that the first moves take longer."""
    stamp = cache_root() / f"expert-{source_digest('craftagent.expert.player')}-{llvm.get_host_cpu_name()}"
    if stamp.exists():
        return
    print("craftagent: first expert on this machine: its first moves take up to a minute", file=sys.stderr, flush=True)
    with contextlib.suppress(OSError):
        stamp.touch()
