"""How kernels are compiled: ``@kernel`` is ``numba.njit`` with a cache that is never stale, ``@linked`` stands apart.

Numba's own on-disk cache looks only at the file a function lives in, so a change in a *callee's* file would go
unnoticed. Here each module's cache folder is named by a digest of its source and of every ``craftagent`` module it
imports, directly or not. No ``fastmath``: the same seed and actions must give the same bits on every machine.
"""

from __future__ import annotations

import ast
import ctypes
import functools
import hashlib
import importlib.util
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import llvmlite.binding as llvm
import numba
from numba import types
from numba.core import config as numba_config
from numba.core.compiler_lock import global_compiler_lock
from numba.core.datamodel.models import OpaqueModel
from numba.core.datamodel.registry import register_default
from numba.core.types.misc import unliteral

F = TypeVar("F", bound=Callable[..., Any])
_lock = threading.RLock()  # linking one kernel may link another


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
def _reachable(module: str) -> frozenset[str]:
    """``module`` and everything in ``craftagent`` that it reaches by imports."""
    todo, seen = [module], set()
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        todo.extend(_imports(name))
    return frozenset(seen)


@functools.cache
def source_digest(module: str) -> str:
    """Hex digest of ``module`` and of everything in ``craftagent`` that it reaches by imports."""
    seen = _reachable(module)
    digest = hashlib.sha256(f"{numba.__version__} {sys.version_info[:2]}".encode())
    for name in sorted(seen):
        path = _origin(name)
        if path is not None:
            digest.update(name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _with_cache(module: str, make: Callable[[], Any]) -> Any:
    """Call ``make`` with numba's cache folder set to that of ``module``."""
    folder = cache_root() / "kernels" / source_digest(module)
    with _lock:
        before = numba_config.CACHE_DIR
        numba_config.CACHE_DIR = str(folder)
        try:
            return make()
        finally:
            numba_config.CACHE_DIR = before


def kernel(function: F) -> F:
    """Compile ``function`` in nopython mode, without the GIL, cached on disk under its true dependencies.

    It becomes part of every kernel that calls it, as do its own callees: right for what is small or hot.
    """
    return _kernel(function)


def part(function: F) -> F:
    """A :func:`kernel` that only kernels call: without the code that unpacks Python's arguments it compiles faster."""
    return _kernel(function, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def _kernel(function: F, **options: bool) -> F:
    module = function.__module__
    make = numba.njit(cache=True, nogil=True, error_model="numpy", boundscheck=False, **options)
    compiled = _with_cache(module, lambda: make(function))
    resolve, build = compiled.get_call_template, compiled.compile

    def by_type(args: tuple[Any, ...], kws: dict[str, Any]) -> Any:
        # numba types an integer constant by its value and would compile a callee anew for each: once a type is enough.
        return resolve(tuple(unliteral(a) for a in args), {name: unliteral(a) for name, a in kws.items()})

    def linked_first(signature: Any) -> Any:
        if not _linking:
            link(module)  # machine code from the cache calls linked kernels by address
        return build(signature)

    compiled.get_call_template = by_type
    compiled.compile = linked_first
    return compiled  # type: ignore[no-any-return]


def _address(record: Any) -> int:
    base = record.base
    if base is not None and base.shape == (1,):  # the array that the record is all of
        return int(base.ctypes.data)
    return int(record.__array_interface__["data"][0])  # a hundred times slower


_RESULTS = {"i": types.int64, "f": types.float64, "v": types.void}
_C_TYPES = {"w": ctypes.c_void_p, "r": ctypes.c_void_p, "i": ctypes.c_int64, "f": ctypes.c_double, "v": None}
_C_VALUES: dict[str, Callable[[Any], Any]] = {"w": _address, "r": _address, "i": int, "f": float}
_all_linked: list[Linked] = []  # in the order of definition: callees before callers


@functools.cache
def _type_of(letter: str) -> Any:
    """numba type of a letter of :func:`linked`."""
    if letter == "w":
        from craftagent.sim.state import new_world_array  # here, because that world has kernels of its own

        return numba.typeof(new_world_array()[0])
    if letter == "r":
        from craftagent.sim.rules.tables import load_rules

        return numba.typeof(load_rules())
    return _RESULTS[letter]


class Linked(types.ExternalFunction):  # type: ignore[misc]
    """A kernel compiled once and called by its address; made by :func:`linked`. Python may call it, too."""

    def __init__(self, function: Callable[..., Any], spec: str) -> None:
        self.symbol = f"{function.__module__}.{function.__qualname__}".replace(".", "_")
        self.number = len(_all_linked)
        self.__wrapped__ = function
        self._arguments, self._result = spec.split(":")
        self._native: Any = None  # machine code, kept alive
        self._call: Any = None
        types.Type.__init__(self, self.symbol)
        functools.update_wrapper(self, function, updated=())

    @property
    def key(self) -> str:
        """What makes two of these the same type for numba."""
        return self.symbol

    @functools.cached_property
    def sig(self) -> Any:
        """numba signature; needs the layouts of World and Rules, so it is made late."""
        return _type_of(self._result)(*(_type_of(letter) for letter in self._arguments))

    def get_call_type(self, context: Any, args: Any, kws: Any) -> Any:
        """For numba's type inference inside a kernel that calls this one."""
        if _linking and self.number >= _linking[-1].number:
            raise RuntimeError(f"{self.__name__} must be defined before {_linking[-1].__name__}, which calls it")
        self.link()
        return types.ExternalFunction(self.symbol, self.sig).get_call_type(context, args, kws)

    @global_compiler_lock
    def link(self) -> None:
        """Compile it or load it from the cache, with those before it, and tell the linker its address."""
        if self._native is not None:
            return
        module = self.__wrapped__.__module__
        link(module, self.number)
        _linking.append(self)
        try:
            make = numba.cfunc(self.sig, cache=True, nogil=True, error_model="numpy", boundscheck=False)
            native = _with_cache(module, lambda: make(self.__wrapped__))
        finally:
            _linking.pop()
        llvm.add_symbol(self.symbol, native.address)
        self._native = native
        arguments: list[Any] = [_C_TYPES[letter] for letter in self._arguments]
        self._call = ctypes.CFUNCTYPE(_C_TYPES[self._result], *arguments)(native.address)

    def __call__(self, *args: Any) -> Any:
        if self._call is None:
            self.link()
        return self._call(*(_C_VALUES[letter](value) for letter, value in zip(self._arguments, args, strict=True)))


register_default(Linked)(OpaqueModel)  # numba: as a value, it holds nothing
_linking: list[Linked] = []


@global_compiler_lock
def link(module: str, before: int | None = None) -> None:
    """Compile or load the linked kernels that ``module`` reaches (of number below ``before``)."""
    reach = _reachable(module)
    for one in _all_linked[:before]:
        if one._native is None and one.__wrapped__.__module__ in reach:
            one.link()


def linked(spec: str) -> Callable[[F], F]:
    """Compile ``function`` once, for fixed types, to be called by its address.

    An ordinary kernel is optimised again inside each of its callers, and in theirs. One that is large and called from
    many places costs seconds of compiling that way; linked, a few nanoseconds a call.

    ``spec``: a letter for each argument, a colon, the result: w World and r Rules (first), i int64, f float64,
    v nothing. Numbers of other types are converted. A callee must be defined before its caller.
    """

    def decorate(function: F) -> F:
        made = Linked(function, spec)
        _all_linked.append(made)
        return made  # type: ignore[return-value]

    return decorate
