"""Drawn arrays kept on disk under the digest of the code that draws them, so that a later start only reads a file."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from craftagent.sim.jit import cache_root

Arrays = dict[str, npt.NDArray[Any]]

_SIM = Path(__file__).resolve().parent.parent
_BESIDES = ("rules/registry.py", "screens/layout.py", "state.py")  # what the painters read outside this folder


@functools.cache
def art_digest() -> str:
    """Hex digest of all that decides how anything looks: this folder's sources, names and numbers, slot layout.

    Whole files instead of the imports of one module: following imports would cost more than reading the pictures.
    """
    digest = hashlib.sha256(f"minecraft_data {version('minecraft_data')}".encode())
    for path in (*sorted((_SIM / "art").glob("*.py")), *(_SIM / name for name in _BESIDES)):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def cached_arrays(name: str, module: str, build: Callable[[], Arrays]) -> Arrays:
    """What ``build()`` returns, read from ``cache_root()/art`` when the same code has drawn it before.

    ``module`` is the caller's ``__name__``, which tells files of one name apart. A file that cannot be read is drawn
    anew; a folder that cannot be written is no error.
    """
    path = cache_root() / "art" / f"{module.rpartition('.')[2]}-{name}-{art_digest()}.npz"
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return {key: stored[key] for key in stored.files}
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, EOFError):
        pass
    arrays = build()
    with contextlib.suppress(OSError):
        _write(path, arrays)
    return arrays


def _write(path: Path, arrays: Arrays) -> None:
    """Write under a temporary name and rename: a file with its final name is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
