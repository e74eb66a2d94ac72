"""What a figure was measured on: hardware, package versions and the commit."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def one_core() -> None:
    """Keep this process on one core, where that can be said."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def machine() -> str:
    """The processor and its cores in a few words."""
    return f"{os.cpu_count()} cores of {_cpu()}"


def hardware() -> dict[str, Any]:
    """CPU, cores, Python and the packages that matter for speed."""
    packages: dict[str, str | None] = {}
    for name in ("numpy", "numba", "llvmlite", "gymnasium", "opencv-python-headless", "crafter"):
        try:
            packages[name] = version(name)
        except PackageNotFoundError:
            packages[name] = None
    return {"cpu": _cpu(), "cores": os.cpu_count(), "python": platform.python_version(), "packages": packages}
