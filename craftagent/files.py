"""Files that appear whole or not at all, whenever the process that writes them is killed."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

PART = ".part-"  # how the names of half-written files begin


def write_text(path: Path, text: str) -> None:
    """Text to a file; folders that are missing are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{PART}{os.getpid()}-{threading.get_ident()}-{path.name}")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_json(path: Path, value: object) -> None:
    """Plain data to a file, as JSON. Raises ``TypeError`` for what is none, before anything is written."""
    write_text(path, json.dumps(value, indent=1) + "\n")
