"""Loggers of a run write into its folder, and a run that is gone on with goes on with its curve."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import Any

WANDB = "lightning.pytorch.loggers.WandbLogger"
ID_FILE = "wandb-id"


def keep_in(run: Path, loggers: Any, begins: bool) -> None:
    """Fill in what a trainer's ``logger`` setting leaves open, in place.

    Args:
        run: folder of the run.
        loggers: as LightningCLI has it: one setting, a list of them, or True, False or None.
        begins: whether the run may write: only then a run without a name gets one.

    ``save_dir`` becomes the run's folder (wandb: unless ``WANDB_DIR`` says where), and wandb's ``id`` what the run's first
    start has drawn.
    """
    for logger in loggers if isinstance(loggers, list) else [loggers]:
        settings = getattr(logger, "init_args", None)
        if settings is None or "save_dir" not in settings:
            continue
        wandb = logger.class_path == WANDB
        if settings.save_dir is None and not (wandb and os.environ.get("WANDB_DIR")):
            settings.save_dir = str(run)
        if wandb and settings.get("id") is None and begins:
            settings.id = _id(run)


def _id(run: Path) -> str:
    """Eight letters and digits, the same for every start and process of a run."""
    path = run / ID_FILE
    run.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{ID_FILE}-{os.getpid()}")
    part.write_text(secrets.token_hex(4) + "\n", encoding="ascii")
    with contextlib.suppress(FileExistsError):
        os.link(part, path)  # whole or not at all, and only once
    part.unlink()
    return path.read_text(encoding="ascii").strip()
