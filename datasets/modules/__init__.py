"""Lightning data modules over episodes; see :mod:`craftagent.datasets.modules.batch` for what a batch holds.

Imported when they are asked for: the processes that fill caches need neither torch nor lightning.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from craftagent.datasets.modules.sequence import SequenceDataModule
    from craftagent.datasets.modules.source import Source
    from craftagent.datasets.modules.window import WindowDataModule

_HOME = {"SequenceDataModule": "sequence", "Source": "source", "WindowDataModule": "window"}
__all__ = ["SequenceDataModule", "Source", "WindowDataModule"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
