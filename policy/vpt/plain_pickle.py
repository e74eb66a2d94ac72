"""Reading a pickle of plain data (dicts, lists, strings, numbers) from strangers, without running any of it.

Two locks. The opcodes are read first, without executing them, and all but those that build plain data are refused.
The unpickler then finds no class but ``OrderedDict``.
"""

from __future__ import annotations

import collections
import io
import pickle
import pickletools
from pathlib import Path
from typing import Any

MAX_BYTES = 1 << 20  # the released .model files have 2 to 5 kB
MAX_DEPTH = 50

_OPCODES = frozenset({
    "PROTO", "FRAME", "STOP", "MARK", "POP", "POP_MARK", "DUP", "MEMOIZE", "PUT", "BINPUT", "LONG_BINPUT", "GET", "BINGET",
    "LONG_BINGET", "NONE", "NEWTRUE", "NEWFALSE", "INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4",
    "FLOAT", "BINFLOAT", "STRING", "BINSTRING", "SHORT_BINSTRING", "UNICODE", "BINUNICODE", "SHORT_BINUNICODE",
    "BINUNICODE8", "BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "EMPTY_LIST", "LIST", "APPEND", "APPENDS", "EMPTY_TUPLE",
    "TUPLE", "TUPLE1", "TUPLE2", "TUPLE3", "EMPTY_DICT", "DICT", "SETITEM", "SETITEMS",
    "GLOBAL", "STACK_GLOBAL", "REDUCE",  # only for what _Unpickler.find_class lets through
})  # fmt: skip


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) != ("collections", "OrderedDict"):
            raise pickle.UnpicklingError(f"it asks for {module}.{name}")
        return collections.OrderedDict


def load_plain(path: Path) -> Any:
    """The data in a pickle file; tuples become lists.

    Raises ``ValueError`` with one sentence if the file is too large, is no whole pickle, or holds or asks for anything
    that is not plain data; nothing of it has been executed then.
    """
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise ValueError(f"{path}: a model description has at most {MAX_BYTES} bytes, this file has {size}")
    data = path.read_bytes()
    try:
        for opcode, argument, position in pickletools.genops(data):
            if opcode.name == "GLOBAL" and argument != "collections OrderedDict":
                raise pickle.UnpicklingError(f"it asks for {str(argument).replace(' ', '.')}")
            if opcode.name not in _OPCODES:
                raise pickle.UnpicklingError(f"opcode {opcode.name} at byte {position}")
            if opcode.name in ("PUT", "LONG_BINPUT") and int(argument or 0) > size:
                raise pickle.UnpicklingError(f"a memo of {argument} entries at byte {position}")
        return _plain(_Unpickler(io.BytesIO(data)).load(), 0, [size])
    except Exception as error:  # a pickle can be wrong in any way; each way is one sentence
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ValueError(f"{path}: refused, not a pickle of plain containers, numbers and strings: {reason}") from None


def _plain(value: Any, depth: int, left: list[int]) -> Any:
    """A copy in plain types. ``left`` counts down entries, so that shared parts cannot multiply beyond the file's size."""
    left[0] -= 1
    if depth > MAX_DEPTH or left[0] < 0:
        raise pickle.UnpicklingError("it is nested without end")
    if isinstance(value, dict):
        if not all(isinstance(key, (str, int)) for key in value):
            raise pickle.UnpicklingError("a key that is neither string nor number")
        return {key: _plain(item, depth + 1, left) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item, depth + 1, left) for item in value]
    if value is None or type(value) in (bool, int, float, str, bytes):
        return value
    raise pickle.UnpicklingError(f"it holds a {type(value).__name__}")
