"""How render kernels are compiled: like :func:`craftagent.sim.jit.kernel`, but without reference counting.

Numba counts references to every array it takes out of a tuple or record, with locked instructions, even inside loops;
in the ray caster that was three quarters of the time. Kernels that never allocate do not need it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba
from numba.core import config as numba_config

from craftagent.sim.jit import _lock, cache_root, source_digest

F = TypeVar("F", bound=Callable[..., Any])


def _compile(function: F, **options: bool) -> F:
    folder = cache_root() / "kernels" / source_digest(function.__module__)
    with _lock:
        before = numba_config.CACHE_DIR
        numba_config.CACHE_DIR = str(folder)
        try:
            compiled = numba.njit(
                cache=True, nogil=True, error_model="numpy", boundscheck=False, _nrt=False, **options
            )(function)  # fmt: skip
        finally:
            numba_config.CACHE_DIR = before
    return compiled  # type: ignore[no-any-return]


def kernel(function: F) -> F:
    """Compile and cache a kernel that allocates nothing: no fastmath, no bounds checks, no GIL, no reference counts."""
    return _compile(function)


def part(function: F) -> F:
    """A kernel that only other kernels call: without the code that unpacks Python arguments it compiles far faster."""
    return _compile(function, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def leaf(function: F) -> F:
    """A small function that always becomes part of the kernel that calls it.

    A call between compiled functions copies every word of every array it passes (seven for a flat one), which costs
    more than most leaves do. Leaves are compiled only while a kernel is; the kernel's own cache covers them.
    """
    return numba.njit(nogil=True, error_model="numpy", boundscheck=False, forceinline=True, _nrt=False)(function)  # type: ignore[no-any-return]
