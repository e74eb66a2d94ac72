"""Weights to disk: whole or not at all, and readable by whom the umask lets read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from safetensors.torch import save_file
from torch import Tensor


def write_tensors(tensors: Mapping[str, Tensor], path: Path, metadata: Mapping[str, str] | None = None) -> None:
    """A safetensors file of contiguous CPU tensors. Raises ``OSError`` if it cannot be written."""
    part = path.with_name(f".part-{os.getpid()}-{path.name}")
    part.unlink(missing_ok=True)
    try:
        part.touch()
        mode = part.stat().st_mode & 0o777
        save_file(dict(tensors), str(part), metadata=dict(metadata) if metadata is not None else None)
        part.chmod(mode)  # the library makes a file of its own, for its owner alone
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
