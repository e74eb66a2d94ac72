"""Which code it was: the commit of the checkout that this package runs from."""

from __future__ import annotations

import subprocess
from pathlib import Path


def commit() -> str:
    """Short hash, ``-dirty`` if the checkout has changes; ``unknown`` where there is none."""
    here = Path(__file__).resolve().parent
    command = ["git", "-C", str(here), "describe", "--always", "--dirty", "--abbrev=10"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return done.stdout.strip()
