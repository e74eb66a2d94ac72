"""Which code it was: the commit of the checkout that this package runs from."""

from __future__ import annotations

import subprocess
from pathlib import Path

# What changes no figure: texts, tests, figures themselves. Weights are known by their fingerprints.
_NO_MATTER = ("docs", "tests", "pretrained", "benchmarks/results", "**/*.md")


def commit() -> str:
    """Short hash, ``-dirty`` if code or settings of the checkout have changed since; ``unknown`` where there is none."""
    git = ["git", "-C", str(Path(__file__).resolve().parent)]
    changed = [*git, "diff", "--quiet", "HEAD", "--", ":(top)", *(f":(top,exclude,glob){part}" for part in _globs())]
    try:
        named = subprocess.run(
            [*git, "rev-parse", "--short=10", "HEAD"], capture_output=True, text=True, timeout=10, check=True
        )
        dirty = subprocess.run(changed, capture_output=True, timeout=10).returncode
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return named.stdout.strip() + ("-dirty" if dirty else "")


def _globs() -> list[str]:
    return [part if "*" in part else f"{part}/**" for part in _NO_MATTER]
