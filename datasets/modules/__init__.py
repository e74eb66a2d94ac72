"""Lightning data modules over episodes; see :mod:`craftagent.datasets.modules.batch` for what a batch holds."""

from craftagent.datasets.modules.sequence import SequenceDataModule
from craftagent.datasets.modules.source import Source
from craftagent.datasets.modules.window import WindowDataModule

__all__ = ["SequenceDataModule", "Source", "WindowDataModule"]
