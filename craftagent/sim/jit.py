"""The one way kernels are compiled: ``@kernel`` is ``numba.njit`` with a cache that is never stale.

Numba's own on-disk cache looks only at the file a function lives in, so a change in a *callee's* file would go
unnoticed. Here each module's cache folder is named by a digest of its source and of every ``craftagent`` module it
imports, directly or not. No ``fastmath``: the same seed and actions must give the same bits on every machine.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import importlib.util
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba
from numba.core import config as numba_config
from numba.core.types.misc import unliteral

F = TypeVar("F", bound=Callable[..., Any])
_lock = threading.Lock()


def cache_root() -> Path:
    """Folder for compiled kernels and drawn textures: ``$CRAFTAGENT_CACHE`` or ``~/.cache/craftagent``."""
    override = os.environ.get("CRAFTAGENT_CACHE")
    if override:
        return Path(override)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "craftagent"


@functools.cache
def _origin(module: str) -> Path | None:
    try:
        spec = importlib.util.find_spec(module)
    except (ImportError, AttributeError, ValueError):
        return None
    if spec is None or spec.origin is None or not spec.origin.endswith(".py"):
        return None
    return Path(spec.origin)


@functools.cache
def _imports(module: str) -> frozenset[str]:
    """Names of the ``craftagent`` modules that ``module`` imports at its top level."""
    path = _origin(module)
    if path is None:
        return frozenset()
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("craftagent"):
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names if alias.name.startswith("craftagent"))
    return frozenset(name for name in found if _origin(name) is not None)


@functools.cache
def source_digest(module: str) -> str:
    """Hex digest of ``module`` and of everything in ``craftagent`` that it reaches by imports."""
    todo, seen = [module], set()
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        todo.extend(_imports(name))
    digest = hashlib.sha256(f"{numba.__version__} {sys.version_info[:2]}".encode())
    for name in sorted(seen):
        path = _origin(name)
        if path is not None:
            digest.update(name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def kernel(function: F) -> F:
    """Compile ``function`` in nopython mode, without the GIL, cached on disk under its true dependencies."""
    folder = cache_root() / "kernels" / source_digest(function.__module__)
    with _lock:
        before = numba_config.CACHE_DIR
        numba_config.CACHE_DIR = str(folder)
        try:
            compiled = numba.njit(cache=True, nogil=True, error_model="numpy", boundscheck=False)(function)
        finally:
            numba_config.CACHE_DIR = before
    resolve = compiled.get_call_template

    def by_type(args: tuple[Any, ...], kws: dict[str, Any]) -> Any:
        # numba types an integer constant by its value and would compile a callee anew for each: once a type is enough.
        return resolve(tuple(unliteral(a) for a in args), {name: unliteral(a) for name, a in kws.items()})

    compiled.get_call_template = by_type
    return compiled  # type: ignore[no-any-return]
