"""One process at a time in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows: nothing is kept apart there
    fcntl = None  # type: ignore[assignment]


def hold(folder: Path, what: str) -> IO[str]:
    """Keep other processes out of ``folder`` as long as the file that is returned is open.

    The system lets go however this process ends; processes that it starts or forks do not hold it on. Raises ``ValueError``
    with one sentence if another process is there (``what`` says what it does, as "a recipe").
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = (folder / ".lock").open("a", encoding="utf-8")
    if fcntl is not None:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            file.close()
            raise ValueError(f"{what} of another process is at work in {folder}; wait for it or stop it") from None
        except OSError:  # a file system that has no locks
            pass
    return file
