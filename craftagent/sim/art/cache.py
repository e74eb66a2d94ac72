"""Drawn arrays kept on disk under the digest of the code that draws them, so that a later start only reads a file."""

from __future__ import annotations

import contextlib
import os
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from craftagent.sim.jit import cache_root, source_digest

Arrays = dict[str, npt.NDArray[Any]]


def cached_arrays(name: str, module: str, build: Callable[[], Arrays]) -> Arrays:
    """What ``build()`` returns, read from ``cache_root()/art`` when the same code has drawn it before.

    ``module`` is the dotted name of the module whose source, with everything it imports from craftagent, decides
    whether a file is still good. A file that cannot be read is drawn anew; a folder that cannot be written is no error.
    """
    path = cache_root() / "art" / f"{name}-{source_digest(module)}.npz"
    with contextlib.suppress(OSError, ValueError, KeyError, zipfile.BadZipFile, EOFError):
        with np.load(path, allow_pickle=False) as stored:
            return {key: stored[key] for key in stored.files}
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
            np.savez(file, **arrays)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
